#include "sim/scenario/parameter_visitors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/base/assertions.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kLongestQuote = 60;  // bytes of a wrong value that a message repeats

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 'word', on one line and not too long.
std::string quote(std::string_view word) {
  std::string out;
  for (const char c : word) {
    const bool first_byte = (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
    if (out.size() >= kLongestQuote && first_byte) return "'" + out + "...'";
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return "'" + out + "'";
}

std::string without(std::string_view text, std::string_view unwanted) {
  std::string out;
  for (const char c : text)
    if (unwanted.find(c) == std::string_view::npos) out += c;
  return out;
}

/// The number that the text is, by the rules of JSON with a leading '+' or '.' allowed; nothing if it is none. Not
/// affected by the locale.
std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.front() == '-' ? text.substr(1) : text;
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What may help somebody who wrote this for a number.
std::string number_hint(const Node& node) {
  if (!node.is_scalar()) return "";
  const std::string_view text = node.text;
  if (node.quoted && parse_number(text)) return "Take the quotes away.";
  if (text.ends_with('%')) {
    if (const auto percent = parse_number(text.substr(0, text.size() - 1)))
      return fmt::format("Percentages are shares: write {}.", number_text(*percent / 100));
    return "Percentages are shares.";
  }
  const std::string bare = lower(without(text, "+-."));
  if (bare == "nan" || bare == "inf" || bare == "infinity") return "Infinite and missing numbers are not allowed.";
  if (text.find('_') != std::string_view::npos && parse_number(without(text, "_")))
    return fmt::format("Write {}.", without(text, "_"));
  if (text.find(',') != std::string_view::npos && text.find_first_not_of("0123456789.,+-") == std::string_view::npos)
    return "Decimals have a point, thousands have no separator.";
  const bool negative = text.starts_with('-');
  const std::string_view digits = negative ? text.substr(1) : text;
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    const std::string trimmed =
        (negative ? "-" : "") + std::string(digits.substr(is_digit(digits[first]) ? first : first - 1));
    if (parse_number(trimmed)) return fmt::format("Numbers have no leading zeros: write {}.", trimmed);
  }
  if (text.find_first_not_of("0123456789.eE+-") == std::string_view::npos && is_digit(text.back()))
    return "Is it too large, or not written as a decimal number?";
  return "";
}

/// Nothing if the text is no YYYY-MM.
std::optional<Month> parse_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  Month month;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != 4 && !is_digit(text[i])) return std::nullopt;
  std::from_chars(text.data(), text.data() + 4, month.year);
  std::from_chars(text.data() + 5, text.data() + 7, month.month);
  if (month.year < 1 || month.month < 1 || month.month > 12) return std::nullopt;
  return month;
}

std::string month_hint(std::string_view text) {
  if (text.size() == 6 && parse_month(fmt::format("{}0{}", text.substr(0, 5), text.substr(5))))
    return fmt::format("Write {}0{}.", text.substr(0, 5), text.substr(5));
  if (text.size() == 10 && text[7] == '-' && parse_month(text.substr(0, 7)))
    return fmt::format("Write {}.", text.substr(0, 7));
  return "";
}

std::string bool_hint(std::string_view text) {
  const std::string word = lower(text);
  if (word == "true" || word == "yes" || word == "on" || word == "y" || word == "1") return "Write true.";
  if (word == "false" || word == "no" || word == "off" || word == "n" || word == "0") return "Write false.";
  return "";
}

/// "is 1.8", "is 'word'", "is a list", "has no value".
std::string value_text(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "has no value";
    case Node::Kind::list:
      return "is a list";
    case Node::Kind::map:
      return "is a map";
    case Node::Kind::scalar:
      break;
  }
  return "is " + (!node.quoted && parse_number(node.text) ? node.text : quote(node.text));
}

/// " share", or nothing.
std::string unit_text(std::string_view unit) { return unit.empty() ? "" : " " + std::string(unit); }

/// "must " + `range` of the bounds that there are; with `in` and `of` as the words before an interval and one bound.
std::string bounds_text(const About& about, std::string_view in, std::string_view of) {
  if (std::isfinite(about.min) && std::isfinite(about.max))
    return fmt::format("{}[{}, {}]{}", in, number_text(about.min), number_text(about.max), unit_text(about.unit));
  if (std::isfinite(about.min))
    return fmt::format("{}at least {}{}", of, number_text(about.min), unit_text(about.unit));
  if (std::isfinite(about.max)) return fmt::format("{}at most {}{}", of, number_text(about.max), unit_text(about.unit));
  return about.unit.empty() ? "" : fmt::format("in {}", about.unit);
}

std::string expected_number(std::string_view what, const About& about) {
  const std::string bounds = bounds_text(about, "in ", "of ");
  return fmt::format("must be {}{}{}", what, bounds.empty() ? "" : " ", bounds);
}

std::string expected_range(const About& about) { return "must " + bounds_text(about, "lie in ", "be "); }

std::string join(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

/// Chinese names are accepted with and without the word for city.
std::string_view short_chinese(std::string_view name) {
  constexpr std::string_view kCity = "市";
  if (name.size() > kCity.size() && name.ends_with(kCity)) name.remove_suffix(kCity.size());
  return name;
}

std::vector<std::string> words_of(const std::string& key) {
  std::vector<std::string> words{""};
  for (const char c : key) {
    if (c == '_')
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

/// The known key that was meant: close as a whole, or the only one whose first word is close ("demnd" is meant for
/// "demand_adjustment"), or the only one with any word that is close.
std::string nearest_key(const std::string& key, const std::vector<std::string>& known) {
  if (const std::string near = nearest(key, known); !near.empty()) return near;
  for (const bool first_only : {true, false}) {
    std::vector<std::string> found;
    for (const std::string& candidate : known) {
      std::vector<std::string> words = words_of(candidate);
      if (first_only) words.resize(1);
      if (!nearest(key, words).empty()) found.push_back(candidate);
    }
    if (found.size() == 1) return found.front();
  }
  return "";
}

}  // namespace

std::string number_text(double value) {
  if (std::abs(value) < 1e15 && value == std::trunc(value)) return fmt::format("{:.0f}", value + 0.0);
  return fmt::format("{}", value);
}

// --- names ------------------------------------------------------------------------------------------------------

Names::Names(const Region& region) {
  for (const City& city : region.cities) cities_.push_back({city.code, city.name_en, city.name_zh});
  for (const Industry& industry : region.industries)
    industries_.push_back({industry.code, industry.name_en, industry.name_zh});
  for (const Port& port : region.ports) ports_.push_back({port.code, port.name_en, port.name_zh});
  for (const auto& cluster : region.clusters) selections_.push_back({cluster.code, cluster.name_en, cluster.name_zh});
  for (const auto& product : region.product_classes) selections_.push_back({product.code, product.name_en, product.name_zh});
  for (const auto& future : region.future_industries) selections_.push_back({future.code, future.name_en, future.name_zh});
  for (const Partner& partner : region.partners) {
    partners_.push_back({partner.code, partner.name_en, partner.name_zh});
    if (partner.goods) goods_partners_.push_back(partners_.back());
  }
}

const std::vector<Names::Entry>* Names::entries(std::string_view unit) const {
  if (unit == "city") return &cities_;
  if (unit == "industry") return &industries_;
  if (unit == "port") return &ports_;
  if (unit == "partner") return &partners_;
  if (unit == "selection") return &selections_;
  if (unit == "goods_partner") return &goods_partners_;
  return nullptr;
}

bool Names::knows(std::string_view unit) const { return entries(unit) != nullptr; }

std::string Names::code(std::string_view unit, const std::string& word) const {
  const std::string small = lower(word);
  for (const Entry& entry : *entries(unit))
    if (entry.code == word) return entry.code;
  for (const Entry& entry : *entries(unit)) {
    if (lower(entry.code) == small || lower(entry.name_en) == small) return entry.code;
    if (!entry.name_zh.empty() && short_chinese(entry.name_zh) == short_chinese(word)) return entry.code;
  }
  return "";
}

std::string Names::suggestion(std::string_view unit, const std::string& word) const {
  std::vector<std::string> small, names;
  for (const Entry& entry : *entries(unit))
    for (const std::string& name : {entry.name_en, entry.code, entry.name_zh}) {
      small.push_back(lower(name));
      names.push_back(name);
    }
  const std::string best = nearest(lower(word), small);
  if (best.empty()) return "";
  return names[static_cast<std::size_t>(std::find(small.begin(), small.end(), best) - small.begin())];
}

std::string Names::list(std::string_view unit, std::size_t most) const {
  std::vector<std::string> words;
  for (const Entry& entry : *entries(unit)) {
    if (words.size() == most) {
      words.emplace_back("...");
      break;
    }
    words.push_back(entry.code + (entry.name_en.empty() ? "" : " " + entry.name_en));
  }
  return join(words);
}

// --- reader -----------------------------------------------------------------------------------------------------

ParameterReader::ParameterReader(const Node& map, std::string path, const Names* names, std::vector<Problem>& problems)
    : map_(map), path_(std::move(path)), names_(names), problems_(problems) {}

void ParameterReader::handled(std::string_view key) { handled_.emplace_back(key); }
void ParameterReader::required(std::string_view key) { required_.emplace_back(key); }

void ParameterReader::read(Block& block) {
  if (!map_.is_map() && !map_.is_null()) {
    report(map_.place, fmt::format("{} {} but must be a map of parameters ({})", path_, value_text(map_), block.doc()));
    return;
  }
  listing_ = true;
  block.describe(*this);
  listing_ = false;
  report_renames();
  block.describe(*this);
  report_unknown_keys();
}

std::string ParameterReader::path(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

void ParameterReader::report(const Place& place, std::string message) {
  problems_.push_back(place.problem(std::move(message)));
}

void ParameterReader::wrong(const Node& node, std::string_view name, std::string_view expected, const About& about,
                            std::string_view hint) {
  report(node.place, fmt::format("{} {} but {} ({}){}{}", path(name), value_text(node), expected, about.doc,
                                 hint.empty() ? "" : " ", hint));
}

/// The value under the parameter's name or a former one; nullptr if there is none.
const Node* ParameterReader::find(std::string_view name, const About& about) {
  if (listing_) {
    known_.emplace_back(name);
    return nullptr;
  }
  if (const Node::Entry* entry = map_.find(name)) return &entry->value;
  for (const auto& [old_name, new_name] : renamed_)
    if (new_name == name)
      if (const Node::Entry* entry = map_.find(old_name)) return &entry->value;
  if (std::find(required_.begin(), required_.end(), name) != required_.end())
    report(map_.place, fmt::format("{} is missing ({})", path(name), about.doc));
  return nullptr;
}

void ParameterReader::report_renames() {
  for (const auto& [old_name, new_name] : renamed_) {
    const Node::Entry* old_entry = map_.find(old_name);
    const Node::Entry* new_entry = map_.find(new_name);
    if (!old_entry || !new_entry) continue;
    report(old_entry->key_place,
           fmt::format("{} is the former name of '{}', which is given too", path(old_name), new_name));
  }
}

void ParameterReader::report_unknown_keys() {
  constexpr std::size_t kMostListed = 12;
  for (const Node::Entry& entry : map_.entries) {
    const auto is = [&](const std::string& name) { return name == entry.key; };
    if (std::any_of(known_.begin(), known_.end(), is) || std::any_of(handled_.begin(), handled_.end(), is)) continue;
    if (std::any_of(renamed_.begin(), renamed_.end(), [&](const auto& pair) { return pair.first == entry.key; }))
      continue;
    std::string message = path(entry.key) + " unknown parameter.";
    std::vector<std::string> all = known_;
    all.insert(all.end(), handled_.begin(), handled_.end());
    if (const std::string near = nearest_key(entry.key, all); !near.empty())
      message += fmt::format(" Did you mean '{}'?", near);
    else if (known_.size() <= kMostListed)
      message += known_.empty() ? " There are none here." : fmt::format(" Known: {}.", join(known_));
    report(entry.key_place, message);
  }
}

void ParameterReader::real(std::string_view name, double& value, const About& about) {
  const Node* node = find(name, about);
  if (!node) return;
  const auto number = node->is_scalar() && !node->quoted ? parse_number(node->text) : std::nullopt;
  if (!number) return wrong(*node, name, expected_number("a number", about), about, number_hint(*node));
  if (*number < about.min || *number > about.max) return wrong(*node, name, expected_range(about), about);
  value = *number;
}

void ParameterReader::integer(std::string_view name, std::int64_t& value, const About& about) {
  constexpr double kLargest = 9007199254740992.0;  // 2^53: every whole number up to it is a double
  const Node* node = find(name, about);
  if (!node) return;
  const auto number = node->is_scalar() && !node->quoted ? parse_number(node->text) : std::nullopt;
  if (!number || *number != std::trunc(*number) || std::abs(*number) > kLargest)
    return wrong(*node, name, expected_number("a whole number", about), about, number ? "" : number_hint(*node));
  if (*number < about.min || *number > about.max) return wrong(*node, name, expected_range(about), about);
  value = static_cast<std::int64_t>(*number);
}

void ParameterReader::flag(std::string_view name, bool& value, const About& about) {
  const Node* node = find(name, about);
  if (!node) return;
  const bool is_true = node->text == "true";
  if (!node->is_scalar() || node->quoted || (!is_true && node->text != "false"))
    return wrong(*node, name, "must be true or false", about, bool_hint(node->text));
  value = is_true;
}

void ParameterReader::choice(std::string_view name, std::string& value, const std::vector<std::string_view>& options,
                             const About& about) {
  const Node* node = find(name, about);
  if (!node) return;
  if (node->is_scalar() && std::find(options.begin(), options.end(), node->text) != options.end()) {
    value = node->text;
    return;
  }
  const std::vector<std::string> known(options.begin(), options.end());
  const std::string near = node->is_scalar() ? nearest(lower(node->text), known) : "";
  wrong(*node, name, "must be one of " + join(known), about,
        near.empty() ? "" : fmt::format("Did you mean '{}'?", near));
}

void ParameterReader::unknown_name(const Node& node, const std::string& where, std::string_view unit) {
  const std::string near = names_->suggestion(unit, node.text);
  const std::string what =
      unit == "goods_partner" ? "partner of this region that trades goods" : fmt::format("{} of this region", unit);
  const std::string known = names_->list(unit, 5);
  report(node.place, fmt::format("{} names {}, which is no {}.{}", where, quote(node.text), what,
                                 !near.empty()   ? fmt::format(" Did you mean '{}'?", near)
                                 : known.empty() ? " It has none."
                                                 : fmt::format(" Known: {}.", known)));
}

void ParameterReader::text(std::string_view name, std::string& value, const About& about) {
  const Node* node = find(name, about);
  if (!node) return;
  if (!node->is_scalar()) return wrong(*node, name, "must be a text", about);
  if (names_ && names_->knows(about.unit) && !node->text.empty()) {
    const std::string code = names_->code(about.unit, node->text);
    if (code.empty()) return unknown_name(*node, path(name), about.unit);
    value = code;
  } else {
    value = node->text;
  }
}

void ParameterReader::month(std::string_view name, Month& value, const About& about) {
  const Node* node = find(name, about);
  if (!node) return;
  const auto parsed = node->is_scalar() ? parse_month(node->text) : std::nullopt;
  if (!parsed) {
    return wrong(*node, name, "must be a month YYYY-MM, such as 2026-01", about,
                 node->is_scalar() ? month_hint(node->text) : "");
  }
  value = *parsed;
}

void ParameterReader::names(std::string_view name, std::vector<std::string>& value, const About& about) {
  const Node* node = find(name, about);
  if (!node) return;
  if (!node->is_list()) {
    return wrong(*node, name, "must be a list", about,
                 node->is_scalar() ? fmt::format("Write [{}].", without(node->text, "\n")) : "");
  }
  std::vector<std::string> codes;
  const std::size_t problems_before = problems_.size();
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    const Node& item = node->items[i];
    const std::string where = fmt::format("{}[{}]", path(name), i);
    if (!item.is_scalar() || item.text.empty()) {
      report(item.place, fmt::format("{} {} but must be a name", where, value_text(item)));
      continue;
    }
    std::string code = item.text;
    if (names_ && names_->knows(about.unit)) {
      code = names_->code(about.unit, item.text);
      if (code.empty()) {
        unknown_name(item, where, about.unit);
        continue;
      }
    }
    if (std::find(codes.begin(), codes.end(), code) != codes.end())
      report(item.place,
             fmt::format("{} names {} a second time", where, code == item.text ? code : item.text + " (" + code + ")"));
    codes.push_back(code);
  }
  if (problems_.size() == problems_before) value = std::move(codes);
}

void ParameterReader::block(std::string_view name, Block& inner) {
  const Node* node = find(name, {.doc = inner.doc()});
  if (!node || node->is_null()) return;
  if (!node->is_map()) return wrong(*node, name, "must be a map of its parameters", {.doc = inner.doc()});
  ParameterReader(*node, path(name), names_, problems_).read(inner);
}

void ParameterReader::renamed(std::string_view old_name, std::string_view new_name) {
  if (listing_) renamed_.emplace_back(old_name, new_name);
}

// --- describer --------------------------------------------------------------------------------------------------

std::string_view kind_text(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::real:
      return "number";
    case ParameterKind::integer:
      return "whole number";
    case ParameterKind::flag:
      return "true or false";
    case ParameterKind::choice:
      return "choice";
    case ParameterKind::text:
      return "text";
    case ParameterKind::month:
      return "month";
    case ParameterKind::names:
      return "list of names";
  }
  return "";
}

std::string range_text(const ParameterRecord& record) {
  if (record.kind == ParameterKind::choice) return join(record.options);
  About about;
  about.min = record.min;
  about.max = record.max;
  return bounds_text(about, "", "");
}

std::string default_text(const ParameterRecord& record) {
  if (const double* number = std::get_if<double>(&record.value)) return number_text(*number);
  if (const std::int64_t* number = std::get_if<std::int64_t>(&record.value)) return fmt::format("{}", *number);
  if (const bool* flag = std::get_if<bool>(&record.value)) return *flag ? "true" : "false";
  if (const std::string* text = std::get_if<std::string>(&record.value)) return text->empty() ? "\"\"" : *text;
  return "[" + join(std::get<std::vector<std::string>>(record.value)) + "]";
}

namespace {
ParameterRecord record_of(std::string_view name, ParameterKind kind, const About& about) {
  ParameterRecord record;
  record.name = name;
  record.kind = kind;
  record.min = about.min;
  record.max = about.max;
  record.off = about.off;
  record.unit = about.unit;
  record.doc = about.doc;
  record.symbol = about.symbol;
  record.source = about.source;
  record.grade = about.grade;
  return record;
}
}  // namespace

void ParameterDescriber::real(std::string_view name, double& value, const About& about) {
  records.push_back(record_of(name, ParameterKind::real, about));
  records.back().value = value;
}
void ParameterDescriber::integer(std::string_view name, std::int64_t& value, const About& about) {
  records.push_back(record_of(name, ParameterKind::integer, about));
  records.back().value = value;
}
void ParameterDescriber::flag(std::string_view name, bool& value, const About& about) {
  records.push_back(record_of(name, ParameterKind::flag, about));
  records.back().value = value;
}
void ParameterDescriber::choice(std::string_view name, std::string& value, const std::vector<std::string_view>& options,
                                const About& about) {
  records.push_back(record_of(name, ParameterKind::choice, about));
  records.back().value = value;
  records.back().options.assign(options.begin(), options.end());
}
void ParameterDescriber::text(std::string_view name, std::string& value, const About& about) {
  records.push_back(record_of(name, ParameterKind::text, about));
  records.back().value = value;
}
void ParameterDescriber::month(std::string_view name, Month& value, const About& about) {
  records.push_back(record_of(name, ParameterKind::month, about));
  records.back().value = value.text();
}
void ParameterDescriber::names(std::string_view name, std::vector<std::string>& value, const About& about) {
  records.push_back(record_of(name, ParameterKind::names, about));
  records.back().value = value;
}
void ParameterDescriber::block(std::string_view name, Block& inner) {
  for (ParameterRecord& record : parameters_of(inner)) {
    record.name = std::string(name) + "." + record.name;
    records.push_back(std::move(record));
  }
}

void ParameterDescriber::renamed(std::string_view old_name, std::string_view new_name) {
  former_names.emplace_back(old_name, new_name);
}

std::vector<ParameterRecord> parameters_of(Block& block) {
  ParameterDescriber describer;
  block.describe(describer);
  for (const auto& [old_name, new_name] : describer.former_names)
    for (ParameterRecord& record : describer.records)
      if (record.name == new_name) record.former_names.push_back(old_name);
  return std::move(describer.records);
}

std::vector<Block*> with_parameters(std::vector<Block*> blocks) {
  std::erase_if(blocks, [](Block* block) { return parameters_of(*block).empty(); });
  return blocks;
}

// --- writer -----------------------------------------------------------------------------------------------------

struct ParameterWriter::Tree {
  nlohmann::ordered_json root = nlohmann::ordered_json::object();
  std::vector<nlohmann::ordered_json::json_pointer> open{nlohmann::ordered_json::json_pointer()};

  /// Puts a value under `key`, or at the end of a list; returns where it is.
  nlohmann::ordered_json::json_pointer put(std::string_view key, nlohmann::ordered_json value) {
    nlohmann::ordered_json& parent = root[open.back()];
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return open.back() / (parent.size() - 1);
    }
    parent[std::string(key)] = std::move(value);
    return open.back() / std::string(key);
  }
};

namespace {
nlohmann::ordered_json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::list: {
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      for (const Node& item : node.items) list.push_back(to_json(item));
      return list;
    }
    case Node::Kind::map: {
      nlohmann::ordered_json map = nlohmann::ordered_json::object();
      for (const Node::Entry& entry : node.entries) map[entry.key] = to_json(entry.value);
      return map;
    }
    case Node::Kind::scalar:
      break;
  }
  if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
  if (const auto number = node.quoted ? std::nullopt : parse_number(node.text)) {
    if (*number == std::trunc(*number) && std::abs(*number) < 1e15) return static_cast<std::int64_t>(*number);
    return *number;
  }
  return node.text;
}
}  // namespace

ParameterWriter::ParameterWriter() : tree_(std::make_unique<Tree>()) {}
ParameterWriter::~ParameterWriter() = default;

void ParameterWriter::begin_map(std::string_view key) {
  tree_->open.push_back(tree_->put(key, nlohmann::ordered_json::object()));
}
void ParameterWriter::begin_list(std::string_view key) {
  tree_->open.push_back(tree_->put(key, nlohmann::ordered_json::array()));
}
void ParameterWriter::end() {
  expects(tree_->open.size() > 1, "something to close");
  tree_->open.pop_back();
}
void ParameterWriter::tree(std::string_view key, const Node& node) { tree_->put(key, to_json(node)); }
void ParameterWriter::block(std::string_view key, Block& block) {
  begin_map(key);
  block.describe(*this);
  end();
}
void ParameterWriter::text_value(std::string_view key, const std::string& value) { tree_->put(key, value); }
std::string ParameterWriter::json() const { return tree_->root.dump(2); }

void ParameterWriter::real(std::string_view name, double& value, const About&) { tree_->put(name, value); }
void ParameterWriter::integer(std::string_view name, std::int64_t& value, const About&) { tree_->put(name, value); }
void ParameterWriter::flag(std::string_view name, bool& value, const About&) { tree_->put(name, value); }
void ParameterWriter::choice(std::string_view name, std::string& value, const std::vector<std::string_view>&,
                             const About&) {
  tree_->put(name, value);
}
void ParameterWriter::text(std::string_view name, std::string& value, const About&) { tree_->put(name, value); }
void ParameterWriter::month(std::string_view name, Month& value, const About&) { tree_->put(name, value.text()); }
void ParameterWriter::names(std::string_view name, std::vector<std::string>& value, const About&) {
  tree_->put(name, value);
}
void ParameterWriter::renamed(std::string_view, std::string_view) {}

}  // namespace lingnan

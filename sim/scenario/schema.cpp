// Pages that are generated from the declarations: the JSON Schema, the reference page, the list of parameters.
#include "sim/scenario/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "lingnan/catalogue.hpp"
#include "lingnan/scenario.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"
#include "sim/policy/evidence.hpp"
#include "sim/policy/levers.hpp"
#include "sim/scenario/parameter_visitors.hpp"
#include "sim/scenario/sections.hpp"

namespace lingnan {

namespace {

using Json = nlohmann::ordered_json;

std::string with_stop(std::string text) {
  if (!text.empty() && !text.ends_with('.')) text += '.';
  return text;
}

std::string grade_text(std::string_view grade) {
  if (grade == "A") return "A, causal evidence from China";
  if (grade == "B") return "B, causal evidence from elsewhere";
  if (grade == "C") return "C, panel evidence";
  if (grade == "D") return "D, official figures";
  return "E, no evidence";
}

Json value_json(const ParameterRecord& record) {
  return std::visit(
      [](const auto& value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>)
          if (value == std::trunc(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
        return value;
      },
      record.value);
}

/// What it means, and where the effect that it assumes is off.
std::string meaning_of(const ParameterRecord& record) {
  return with_stop(record.doc) + (std::isnan(record.off) ? "" : fmt::format(" Assumed: no effect at {}.", number_text(record.off)));
}

std::string long_description(const ParameterRecord& record, bool required) {
  const bool named = record.kind == ParameterKind::names || record.kind == ParameterKind::text;
  std::string text = meaning_of(record);
  if (!record.unit.empty())
    text += named ? fmt::format(" By code or name ({}).", record.unit) : fmt::format(" Unit: {}.", record.unit);
  if (!required) text += fmt::format(" Default: {}.", default_text(record));
  return text + fmt::format(" Source: {} ({}).", record.source, grade_text(record.grade));
}

Json bound(double value) {
  if (value == std::trunc(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

Json parameter_schema(const ParameterRecord& record, bool required = false) {
  const Json name_or_code = Json::array({"string", "integer"});
  Json schema = Json::object();
  schema["description"] = long_description(record, required);
  switch (record.kind) {
    case ParameterKind::real:
    case ParameterKind::integer:
      schema["type"] = record.kind == ParameterKind::real ? "number" : "integer";
      if (std::isfinite(record.min)) schema["minimum"] = bound(record.min);
      if (std::isfinite(record.max)) schema["maximum"] = bound(record.max);
      break;
    case ParameterKind::flag:
      schema["type"] = "boolean";
      break;
    case ParameterKind::choice:
      schema["enum"] = record.options;
      break;
    case ParameterKind::text:
      schema["type"] = name_or_code;
      break;
    case ParameterKind::month:
      schema["type"] = "string";
      schema["pattern"] = "^[0-9]{4}-(0[1-9]|1[0-2])$";
      break;
    case ParameterKind::names:
      schema["type"] = "array";
      schema["items"] = {{"type", name_or_code}};
      schema["uniqueItems"] = true;
      break;
  }
  if (!required) schema["default"] = value_json(record);
  return schema;
}

}  // namespace

Json properties_of(Block& block, std::span<const char* const> required) {
  Json properties = Json::object();
  for (const ParameterRecord& record : parameters_of(block)) {
    const bool must = std::find(required.begin(), required.end(), record.name) != required.end();
    if (const std::size_t dot = record.name.find('.'); dot != std::string::npos) {  // a map of its own
      Json& map = properties[record.name.substr(0, dot)];
      map["type"] = Json::array({"object", "null"});
      map["additionalProperties"] = false;
      map["properties"][record.name.substr(dot + 1)] = parameter_schema(record, must);
      continue;
    }
    properties[record.name] = parameter_schema(record, must);
    for (const std::string& former : record.former_names) {
      properties[former] = parameter_schema(record);
      properties[former]["description"] = fmt::format("Former name of {}.", record.name);
      properties[former]["deprecated"] = true;
    }
  }
  return properties;
}

Json block_schema(Block& block) {
  Json schema = Json::object();
  schema["description"] = block.doc();
  schema["type"] = Json::array({"object", "null"});
  schema["additionalProperties"] = false;
  schema["properties"] = properties_of(block);
  return schema;
}

namespace {

Json parameters_schema(Model& model) {
  Json schema = Json::object();
  schema["type"] = Json::array({"object", "null"});
  schema["additionalProperties"] = false;
  schema["properties"] = Json::object();
  for (Block* block : with_parameters(model.parameter_blocks()))
    schema["properties"][std::string(block->name())] = block_schema(*block);
  return schema;
}

Json shocks_schema() {
  Shock shock;
  Json item = Json::object();
  item["type"] = "object";
  item["description"] = shock.doc();
  item["additionalProperties"] = false;
  item["properties"] = properties_of(shock, kRequiredOfShocks);
  item["required"] = Json::array();
  item["allOf"] = Json::array();
  for (const char* key : kRequiredOfShocks)
    if (const auto& keys = keys_of_kinds(); std::none_of(keys.begin(), keys.end(), [&](const KeyOfKinds& entry) { return entry.key == key; }))
      item["required"].push_back(key);
  for (const KeyOfKinds& entry : keys_of_kinds()) {
    const bool by_default = has_key(shock.kind, entry.key);  // a shock that does not say its kind has the key
    Json of_kinds = {{"properties", {{"kind", {{"enum", entry.kinds}}}}}};
    if (!by_default) of_kinds["required"] = {"kind"};
    item["allOf"].push_back({{"if", {{"required", {entry.key}}}}, {"then", of_kinds}});
    if (std::find(std::begin(kRequiredOfShocks), std::end(kRequiredOfShocks), entry.key) != std::end(kRequiredOfShocks))
      item["allOf"].push_back({{"if", of_kinds}, {"then", {{"required", {entry.key}}}}});
  }
  return {{"type", {"array", "null"}}, {"items", item}};
}

constexpr const char* kRequiredOfTargets[] = {"id", "outcome", "year", "at_least"};

Json targets_schema() {
  PolicyTarget target;
  Json item = Json::object();
  item["type"] = "object";
  item["description"] = target.doc();
  item["additionalProperties"] = false;
  item["required"] = kRequiredOfTargets;
  item["properties"] = properties_of(target, kRequiredOfTargets);
  return {{"type", {"array", "null"}}, {"items", item}};
}

/// Each lever brings its own parameters: if the entry names it, then these properties hold.
Json policy_schema() {
  if (lever_catalogue().empty()) return {{"type", {"array", "null"}}, {"maxItems", 0}};
  Json item = {{"type", "object"}, {"required", {"lever"}}};
  Json names = Json::array(), rules = Json::array();
  for (const LeverEntry& entry : lever_catalogue()) {
    const std::unique_ptr<Lever> lever = entry.make();
    Json properties = {
        {"lever", {{"const", entry.name}, {"description", entry.doc}}},
        {"id", {{"type", "string"}, {"description", "Unique among the entries; the lever's name if left out."}}}};
    properties.update(properties_of(*lever));
    Json rule = Json::object();
    rule["if"] = {{"required", {"lever"}}, {"properties", {{"lever", {{"const", entry.name}}}}}};
    rule["then"] = {{"additionalProperties", false}, {"properties", properties}};
    rules.push_back(rule);
    names.push_back(entry.name);
  }
  item["properties"] = {{"lever", {{"enum", names}}}};
  item["allOf"] = rules;
  return {{"type", {"array", "null"}}, {"items", item}};
}

Json section_schema(const std::string& key, Model& model) {
  TitleSettings title;
  if (key == "title") return block_schema(title);
  if (key == "time") return block_schema(model.time);
  if (key == "economy") return block_schema(model.economy);
  if (key == "output") return block_schema(model.output);
  if (key == "parameters") return parameters_schema(model);
  if (key == "policy") return policy_schema();
  if (key == "shocks") return shocks_schema();
  if (key == "evidence") return {{"enum", {"sceptical", "central", "official"}}};
  if (key == "targets") return targets_schema();
  return {{"type", "string"}, {"minLength", 1}};
}

/// A block and how a scenario reaches it.
struct Described {
  std::string path;
  Block* block;
};

/// Everything with parameters, in the order of the sections.
class Everything {
 public:
  Everything() {
    add("title", title_);
    add("time", model_.time);
    add("economy", model_.economy);
    for (Block* block : with_parameters(model_.parameter_blocks()))
      add(fmt::format("parameters.{}", block->name()), *block);
    for (const LeverEntry& entry : lever_catalogue()) {
      levers_.push_back(entry.make());
      add(fmt::format("policy[].{}", entry.name), *levers_.back());
    }
    add("shocks[]", shock_);
    add("output", model_.output);
  }

  const std::vector<Described>& places() const { return places_; }

 private:
  void add(std::string path, Block& block) { places_.push_back({std::move(path), &block}); }

  Model model_;
  TitleSettings title_;
  Shock shock_;
  std::vector<std::unique_ptr<Lever>> levers_;
  std::vector<Described> places_;
};

/// Text for a cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

/// Entries of a list have keys that must be there; no other block does.
bool must_be_given(const Block& block, const std::string& name) {
  const auto end = std::end(kRequiredOfShocks);
  return dynamic_cast<const Shock*>(&block) && std::find(std::begin(kRequiredOfShocks), end, name) != end;
}

std::string reference_rows(Block& block) {
  std::string page =
      "| parameter | default | range | unit | meaning | source | grade |\n|---|---|---|---|---|---|---|\n";
  for (const ParameterRecord& record : parameters_of(block)) {
    std::string meaning = meaning_of(record);
    if (!record.symbol.empty()) meaning += fmt::format(" Symbol: `{}`.", record.symbol);
    for (const std::string& former : record.former_names) meaning += fmt::format(" Formerly `{}`.", former);
    const std::string range = range_text(record);
    page += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", record.name,
                        must_be_given(block, record.name) ? "required" : cell(default_text(record)),
                        cell(range.empty() ? std::string(kind_text(record.kind)) : range), cell(record.unit),
                        cell(meaning), cell(record.source), record.grade);
  }
  return page;
}

}  // namespace

std::string scenario_schema() {
  Model model;
  Json schema = Json::object();
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = "Lingnan scenario";
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  schema["anyOf"] = Json::array({{{"required", {"data"}}}, {{"required", {"extends"}}}});
  schema["properties"] = Json::object();
  for (const SectionEntry& entry : kSections) {
    Json section = {{"description", entry.doc}};
    section.update(section_schema(entry.key, model));
    section["description"] = entry.doc;
    schema["properties"][entry.key] = section;
  }
  return schema.dump(2) + "\n";
}

std::string scenario_reference() {
  const Everything everything;
  std::string page =
      "# Scenario reference\n\n"
      "Written by `lingnan describe parameters --markdown`; every default, range and meaning stands in the source "
      "beside "
      "the formula that uses it.\n\n"
      "Grades of evidence: A causal, China; B causal, elsewhere; C panel; D official figures; E none.\n\n"
      "## Sections\n\n| section | holds |\n|---|---|\n";
  for (const SectionEntry& entry : kSections) page += fmt::format("| `{}` | {} |\n", entry.key, cell(entry.doc));
  for (const Described& place : everything.places())
    page += fmt::format("\n## {}\n\n{}\n\n{}", place.path, with_stop(std::string(place.block->doc())),
                        reference_rows(*place.block));
  return page;
}

std::string describe_parameters(bool json) {
  const Everything everything;
  Json list = Json::array();
  std::string text;
  for (const Described& place : everything.places()) {
    text += fmt::format("{}{}: {}\n", text.empty() ? "" : "\n", place.path, place.block->doc());
    for (const ParameterRecord& record : parameters_of(*place.block)) {
      std::string range = range_text(record);
      if (record.kind == ParameterKind::choice) range = "one of " + range;
      text += fmt::format("  {} = {}{}{}\n      {} [{}, {}]\n", record.name,
                          must_be_given(*place.block, record.name) ? "(required)" : default_text(record),
                          record.unit.empty() ? "" : " " + record.unit, range.empty() ? "" : ", " + range,
                          meaning_of(record), record.source, record.grade);
      Json entry = Json::object();
      entry["section"] = place.path;
      entry["name"] = record.name;
      entry["kind"] = kind_text(record.kind);
      entry["unit"] = record.unit;
      if (must_be_given(*place.block, record.name))
        entry["required"] = true;
      else
        entry["default"] = value_json(record);
      if (std::isfinite(record.min)) entry["min"] = bound(record.min);
      if (std::isfinite(record.max)) entry["max"] = bound(record.max);
      if (!record.options.empty()) entry["options"] = record.options;
      entry["doc"] = record.doc;
      entry["symbol"] = record.symbol;
      entry["source"] = record.source;
      entry["grade"] = record.grade;
      if (!record.former_names.empty()) entry["former_names"] = record.former_names;
      list.push_back(std::move(entry));
    }
  }
  return json ? list.dump(2) + "\n" : text;
}

namespace {

const LeverEntry& lever_named(const std::string& name) {
  std::vector<std::string> known;
  for (const LeverEntry& entry : lever_catalogue()) {
    if (entry.name == name) return entry;
    known.emplace_back(entry.name);
  }
  const std::string near = nearest(name, known);
  throw BadRequest(fmt::format("no lever is called '{}'. {}", name,
                               near.empty() ? fmt::format("There are {}.", fmt::join(known, ", "))
                                            : fmt::format("Did you mean '{}'?", near)));
}

/// How the readings of the evidence differ about a parameter; nothing if they do not.
const Belief* belief_in(std::string_view lever, std::string_view parameter) {
  for (const Belief& belief : beliefs())
    if (belief.lever == lever && belief.parameter == parameter) return &belief;
  return nullptr;
}

Json lever_json(const LeverEntry& entry) {
  const std::unique_ptr<Lever> lever = entry.make();
  const LeverNote note = lever->note();
  Json parameters = Json::array();
  for (const ParameterRecord& record : parameters_of(*lever)) {
    Json one = {{"name", record.name}, {"kind", kind_text(record.kind)}, {"unit", record.unit}, {"default", value_json(record)}};
    if (std::isfinite(record.min)) one["min"] = bound(record.min);
    if (std::isfinite(record.max)) one["max"] = bound(record.max);
    one["doc"] = record.doc;
    one["source"] = record.source;
    one["grade"] = record.grade;
    if (!std::isnan(record.off)) one["off"] = bound(record.off);
    if (const Belief* belief = belief_in(entry.name, record.name)) {
      one["sceptical"] = belief->sceptical;
      one["official"] = belief->official;
    }
    parameters.push_back(std::move(one));
  }
  return {{"name", entry.name},         {"name_zh", note.name_zh},   {"doc", entry.doc},
          {"mechanism", note.mechanism}, {"mechanism_zh", note.mechanism_zh}, {"hooks", note.hooks},
          {"grade", note.grade},        {"experimental", note.experimental}, {"evidence", note.evidence}, {"backfire", note.backfire},
          {"example", note.example},    {"parameters", std::move(parameters)}};
}

}  // namespace

std::string describe_levers(bool json) {
  Json list = Json::array();
  std::string text;
  for (const LeverEntry& entry : lever_catalogue()) {
    if (json) {
      list.push_back(lever_json(entry));
      continue;
    }
    const LeverNote note = entry.make()->note();
    text += fmt::format("{} ({}), evidence {}{}\n    {}\n", entry.name, note.name_zh, grade_text(note.grade),
                        note.experimental ? ", experimental: left out of rankings" : "", entry.doc);
  }
  return json ? list.dump(2) + "\n" : text + "\n`lingnan describe lever NAME` tells all of one.\n";
}

std::string describe_lever(const std::string& name, bool json) {
  const LeverEntry& entry = lever_named(name);
  if (json) return lever_json(entry).dump(2) + "\n";
  const std::unique_ptr<Lever> lever = entry.make();
  const LeverNote note = lever->note();
  std::string text = fmt::format(
      "{} {}{}\n\n{}\n\n{}\n\nActs through: {}.\nEvidence ({}): {}\nMay backfire: {}\n\nExample, an entry of policy:\n  - {}\n\n"
      "Parameters\n",
      entry.name, note.name_zh, note.experimental ? " (experimental: left out of rankings)" : "", note.mechanism, note.mechanism_zh, note.hooks, grade_text(note.grade), note.evidence,
      note.backfire, note.example);
  for (const ParameterRecord& record : parameters_of(*lever)) {
    const std::string range = range_text(record);
    const Belief* belief = belief_in(entry.name, record.name);
    const std::string readings =
        belief ? fmt::format(" Sceptical {}, official {}.", number_text(belief->sceptical), number_text(belief->official)) : "";
    text += fmt::format("  {} = {}{}{}\n      {}{} [{}, {}]\n", record.name, default_text(record),
                        record.unit.empty() ? "" : " " + record.unit, range.empty() ? "" : ", " + range, meaning_of(record), readings,
                        record.source, record.grade);
  }
  return text;
}

}  // namespace lingnan

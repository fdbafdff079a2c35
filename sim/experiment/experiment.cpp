#include "sim/experiment/experiment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include "sim/base/assertions.hpp"
#include "sim/engine/model.hpp"
#include "sim/experiment/lever_evidence.hpp"
#include "sim/scenario/schema.hpp"
#include "sim/scenario/sections.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kMostDraws = 1'000'000;

class HeadBlock final : public Block {
 public:
  std::int64_t replicates = 10, seed = 1;
  std::vector<std::string> outcomes, dates;

  std::string_view name() const override { return "experiment"; }
  std::string_view doc() const override { return "A designed experiment."; }
  void describe(Parameters& p) override {
    p.integer("replicates", replicates, {.min = 1, .max = 1e6, .doc = "Runs of each setting and draw, each with its own luck."});
    p.integer("seed", seed, {.min = 0, .max = 9007199254740992.0, .doc = "Seed of all random draws, those of the design too."});
    p.names("outcomes", outcomes, {.unit = "outcome", .doc = "What is looked at; headlines if left out."});
    p.names("dates", dates, {.unit = "date", .doc = "Years, or pv3, pv6, ...: present values of flows; the last year if left out."});
  }
};

class SettingBlock final : public Block {
 public:
  std::string own_name, scenario;

  std::string_view name() const override { return "setting"; }
  std::string_view doc() const override { return "An alternative to the base."; }
  void describe(Parameters& p) override {
    p.text("name", own_name, {.doc = "Name in the results; the scenario's if left out."});
    p.text("scenario", scenario, {.doc = "Scenario file, seen from the experiment's; the base if left out."});
  }
};

class DesignBlock final : public Block {
 public:
  std::string kind = "list";
  std::int64_t draws = 100, trajectories = 20, levels = 4;

  std::string_view name() const override { return "design"; }
  std::string_view doc() const override { return "Which draws of parameters are run."; }
  void describe(Parameters& p) override {
    p.choice("kind", kind, {std::begin(kDesignKinds), std::end(kDesignKinds)}, {.doc = "How the draws are laid out."});
    p.integer("draws", draws, {.min = 1, .max = kMostDraws, .doc = "Draws of a Latin hypercube, rows of the pairs of samples of sobol."});
    p.integer("trajectories", trajectories, {.min = 2, .max = kMostDraws, .doc = "Trajectories of morris, each of one draw more than factors."});
    p.integer("levels", levels, {.min = 2, .max = 100, .doc = "Levels of each range for morris, an even number."});
  }
};

class FactorBlock final : public Block {
 public:
  std::string key, scale = "uniform";
  std::int64_t levels = 5;
  std::vector<std::string> only;

  std::string_view name() const override { return "factor"; }
  std::string_view doc() const override { return "A value of the scenarios that differs from draw to draw."; }
  void describe(Parameters& p) override {
    p.text("key", key, {.doc = "Path of the value, as for --set."});
    p.choice("scale", scale, {"uniform", "log"}, {.doc = "In what the draws are even."});
    p.integer("levels", levels, {.min = 1, .max = 1e4, .doc = "Points of the range on a grid, both ends included."});
    p.names("only", only, {.unit = "setting", .doc = "Settings that it is laid on; all if left out."});
  }
};

class SelectionBlock final : public Block {
 public:
  std::string outcome = "gdp_real", date, procedure = "nelson_matejcik";
  double zone = 1000, confidence = 0.95;
  std::int64_t max_replicates = 1000;

  std::string_view name() const override { return "selection"; }
  std::string_view doc() const override { return "A choice of the best setting."; }
  void describe(Parameters& p) override {
    p.text("outcome", outcome, {.doc = "What is to be best."});
    p.text("date", date, {.doc = "At what date; the last year if left out."});
    p.real("zone", zone, {.min = 1e-12, .doc = "Smallest difference that matters, in the outcome's unit."});
    p.real("confidence", confidence, {.unit = "probability", .min = 0.51, .max = 0.9999, .doc = "Of the right choice."});
    p.choice("procedure", procedure, {"nelson_matejcik", "bonferroni"},
             {.doc = "nelson_matejcik takes all differences to vary alike, bonferroni takes nothing for granted and runs more."});
    p.integer("max_replicates", max_replicates, {.min = 2, .max = 1e6, .doc = "Most replicates of a setting."});
  }
};

std::optional<double> number_of(const Node& node) {
  double value = 0;
  const char* const end = node.text.data() + node.text.size();
  if (!node.is_scalar() || node.quoted) return std::nullopt;
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  return error == std::errc{} && stop == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Node scalar(std::string text, const Place& place) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.place = place;
  node.text = std::move(text);
  return node;
}

/// "2030" or "pv8"; nothing if it is neither.
std::optional<Date> date_of(const std::string& text) {
  Date date;
  const bool present_value = text.starts_with("pv");
  const char* const first = text.data() + (present_value ? 2 : 0);
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(first, end, present_value ? date.percent : date.year);
  if (error != std::errc{} || stop != end || date.percent < 0 || date.percent > 50 || (present_value && date.percent == 0))
    return std::nullopt;
  return date;
}

class ExperimentReader {
 public:
  ExperimentReader(const std::string& file, const ExperimentChanges& changes)
      : document_(read_document(file, {})), problems_(std::move(document_.problems)) {
    e_.file = file;
    e_.command_line = changes.settings;
    read_head(changes);
    read_settings();
    if (bases_.size() == e_.settings.size() && !bases_.empty()) {
      read_columns();
      read_selection();
      read_design();
    }
    if (problems_.empty()) return;
    sort_by_place(problems_, document_.files);
    std::set<std::string> told;  // settings share files, and the mistakes in them
    std::erase_if(problems_, [&](const Problem& problem) { return !told.insert(problem.text()).second; });
    throw BadRequest(std::move(problems_));
  }

  Experiment take() { return std::move(e_); }

 private:
  const Node& root() const { return document_.root; }
  void report(const Place& place, std::string message) { problems_.push_back(place.problem(std::move(message))); }
  void take_over(const BadRequest& error) {
    problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
  }
  Place place_of(std::string_view key) const {
    const Node::Entry* entry = root().find(key);
    return entry ? entry->value.place : root().place;
  }

  void read_head(const ExperimentChanges& changes) {
    ParameterReader reader(root(), "", nullptr, problems_);
    for (const char* key : {"name", "title", "base", "settings", "set", "firms", "until", "design", "selection"}) reader.handled(key);
    reader.read(head_);
    e_.seed = changes.seed.value_or(static_cast<std::uint64_t>(head_.seed));
    e_.replicates = changes.replicates.value_or(static_cast<std::uint32_t>(head_.replicates));
    if (e_.replicates == 0) report({"--replicates 0", 0, 0}, "must be at least 1");
    e_.name = std::filesystem::path(e_.file).stem().string();
    if (const Node::Entry* name = root().find("name")) {
      if (name->value.is_scalar() && !name->value.text.empty() && name->value.text.find('/') == std::string::npos)
        e_.name = name->value.text;
      else
        report(name->value.place, "name must be one line of text that can name a folder");
    }
    TitleSettings title;
    if (const Node::Entry* said = root().find("title")) ParameterReader(said->value, "title", nullptr, problems_).read(title);
    e_.title_en = title.en.empty() ? e_.name : title.en;
    e_.title_zh = title.zh.empty() ? e_.title_en : title.zh;
  }

  /// A map of paths and values. Where the command line names the same path, that holds.
  void add_overrides(const Node* map, std::vector<Override>& overrides) {
    if (!map || map->is_null()) return;
    if (!map->is_map()) return report(map->place, "set must be a map of paths and values, such as time.end: 2030-12");
    for (const Node::Entry& entry : map->entries) add_override(entry.key, entry.key_place, entry.value, overrides);
  }
  void add_override(const std::string& path, const Place& place, const Node& value, std::vector<Override>& overrides) {
    for (const std::string& setting : e_.command_line)
      if (setting.starts_with(path + "=")) return;
    if (value.is_null()) return report(place, fmt::format("{} has no value", path));
    overrides.push_back({path, place, value});
  }

  void read_settings() {
    const Node::Entry* base = root().find("base");
    if (!base || !base->value.is_scalar() || base->value.text.empty())
      return report(base ? base->value.place : root().place, "base must name the scenario file that the others are held against");
    std::vector<Override> common;
    if (const Node::Entry* until = root().find("until")) add_override("time.end", until->key_place, until->value, common);
    if (const Node::Entry* firms = root().find("firms")) {
      const bool all = firms->value.is_scalar() && firms->value.text == "all";
      add_override("economy.firms", firms->key_place, all ? scalar("0", firms->value.place) : firms->value, common);
    }
    if (const Node::Entry* set = root().find("set")) add_overrides(&set->value, common);
    const std::string base_file = resolve_path(base->value.place, base->value.text);
    add_setting("", base_file, base->value.place, common);

    const Node::Entry* list = root().find("settings");
    if (!list || list->value.is_null()) return;
    if (!list->value.is_list()) return report(list->value.place, "settings must be a list: each entry starts with '- '");
    for (std::size_t i = 0; i < list->value.items.size(); ++i) {
      const Node& item = list->value.items[i];
      SettingBlock block;
      ParameterReader reader(item, fmt::format("settings[{}]", i), nullptr, problems_);
      reader.handled("set");
      reader.read(block);
      std::vector<Override> overrides = common;
      const Node::Entry* set = item.find("set");
      add_overrides(set ? &set->value : nullptr, overrides);
      const Node::Entry* scenario = item.find("scenario");
      add_setting(block.own_name, scenario ? resolve_path(scenario->value.place, block.scenario) : base_file,
                  scenario ? scenario->value.place : item.place, std::move(overrides));
    }
  }

  /// Reads the scenario as it is; what it is called must be its own.
  void add_setting(const std::string& name, const std::string& file, const Place& place, std::vector<Override> overrides) {
    ExperimentSetting& setting = e_.settings.emplace_back();
    setting.name = name;
    setting.file = file;
    setting.overrides = std::move(overrides);
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return report(place, fmt::format("names the file '{}', which does not exist", file));
    try {
      bases_.push_back(read_scenario(file, e_.command_line, setting.overrides, *e_.regions));
    } catch (const BadRequest& wrong) {
      return take_over(wrong);
    }
    const Scenario& scenario = bases_.back();
    for (const std::string& warning : scenario.warnings)
      if (std::find(e_.warnings.begin(), e_.warnings.end(), warning) == e_.warnings.end()) e_.warnings.push_back(warning);
    if (setting.name.empty()) setting.name = scenario.name;
    setting.title_en = scenario.title_en;
    setting.title_zh = scenario.title_zh;
    const LeverEvidence evidence(bases_.front(), scenario);
    setting.evidence = evidence.text;
    setting.ranked = evidence.ranked;
    for (std::size_t s = 0; s + 1 < e_.settings.size(); ++s)
      if (e_.settings[s].name == setting.name)
        report(place, fmt::format("the name '{}' is taken by another setting; give it its own with 'name:'", setting.name));
    const TimeSettings &own = scenario.model->time, &base = bases_.front().model->time;
    if (!(own.start == base.start) || !(own.end == base.end))
      report(place, fmt::format("{} runs from {} to {}, the base from {} to {}; all need the same months", setting.name, own.start.text(),
                                own.end.text(), base.start.text(), base.end.text()));
    if (scenario.region->city_count() != bases_.front().region->city_count() ||
        scenario.region->industry_count() != bases_.front().region->industry_count())
      report(place, setting.name + ": its region has other cities or industries than the base's");
  }

  // ---- what is looked at

  int first_year() const {
    const Month start = bases_.front().model->time.start;
    return start.month == 1 ? start.year : start.year + 1;
  }
  int last_year() const {
    const Month end = bases_.front().model->time.end;
    return end.month == 12 ? end.year : end.year - 1;
  }

  std::optional<std::size_t> outcome_of(const std::string& name, const Place& place) {
    std::vector<std::string> known;
    for (std::size_t o = 0; o < outcomes().size(); ++o) {
      if (outcomes()[o].name == name) return o;
      known.emplace_back(outcomes()[o].name);
    }
    const std::string near = nearest(name, known);
    report(place, fmt::format("there is no outcome '{}'. {}", name,
                              near.empty() ? fmt::format("Known: {}.", fmt::join(known, ", ")) : fmt::format("Did you mean '{}'?", near)));
    return std::nullopt;
  }
  std::optional<Date> known_date(const std::string& text, const Place& place) {
    const std::optional<Date> date = date_of(text);
    if (date && (date->percent > 0 || (date->year >= first_year() && date->year <= last_year()))) return date;
    report(place, fmt::format("'{}' must be a year from {} to {}, or pv and a rate of discount from 1 to 50 % a year, such as pv8", text,
                              first_year(), last_year()));
    return std::nullopt;
  }

  void read_columns() {
    if (last_year() < first_year()) return report(root().place, "the runs have no complete calendar year to look at");
    const auto place = [&](std::string_view key, std::size_t i) {
      const Node::Entry* list = root().find(key);
      return list && i < list->value.items.size() ? list->value.items[i].place : root().place;
    };
    std::vector<std::string> dates = head_.dates;
    if (dates.empty()) dates.push_back(std::to_string(last_year()));
    std::vector<Date> when;
    for (std::size_t i = 0; i < dates.size(); ++i)
      if (const auto date = known_date(dates[i], place("dates", i))) when.push_back(*date);
    std::vector<std::string> names = head_.outcomes;
    if (names.empty()) names.assign(std::begin(kHeadlines), std::end(kHeadlines));
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto outcome = outcome_of(names[i], place("outcomes", i));
      if (!outcome) continue;
      bool any = when.empty();
      for (const Date& date : when) any = add_column(*outcome, date) || any;
      if (!any) report(place("outcomes", i), fmt::format("{} is no flow, so it has no present value; add a year to 'dates'", names[i]));
    }
  }

  bool add_column(std::size_t outcome, const Date& date) {
    const Outcome& row = outcomes()[outcome];
    if (!date.fits(row.kind)) return false;
    e_.columns.push_back({.outcome = std::string(row.name), .date = date.text(), .unit = std::string(row.unit), .doc = std::string(row.doc), .better = row.better,
                          .index = outcome, .when = date});
    return true;
  }

  void read_selection() {
    const Node::Entry* said = root().find("selection");
    if (!said || said->value.is_null()) return;
    SelectionBlock block;
    ParameterReader(said->value, "selection", nullptr, problems_).read(block);
    const auto place = [&](std::string_view key) {
      const Node::Entry* entry = said->value.find(key);
      return entry ? entry->value.place : said->value.place;
    };
    if (block.date.empty()) block.date = std::to_string(last_year());
    const auto outcome = outcome_of(block.outcome, place("outcome"));
    const auto date = known_date(block.date, place("date"));
    if (!outcome || !date) return;
    const int better = outcomes()[*outcome].better;
    if (better == 0) return report(place("outcome"), fmt::format("of {} neither more nor less is better, so no setting is best by it", block.outcome));
    if (e_.settings.size() < 2) return report(said->value.place, "selection needs settings to choose from");
    if (const Node::Entry* design = root().find("design"))
      if (const Node::Entry* kind = design->value.find("kind"); kind && (kind->value.text == "sobol" || kind->value.text == "morris"))
        return report(said->key_place, fmt::format("selection does not go with a design of kind {}", kind->value.text));
    if (e_.replicates < 2) return report(said->value.place, "selection needs at least 2 replicates in its first stage");
    const auto is_it = [&](const OutcomeColumn& c) { return c.index == *outcome && c.date == date->text(); };
    if (std::none_of(e_.columns.begin(), e_.columns.end(), is_it) && !add_column(*outcome, *date))
      return report(place("date"), fmt::format("{} is no flow, so it has no present value", block.outcome));
    const auto found = std::find_if(e_.columns.begin(), e_.columns.end(), is_it);
    e_.selection = SelectionPlan{.column = static_cast<std::size_t>(found - e_.columns.begin()),
                                 .rule = {.zone = block.zone, .confidence = block.confidence,
                                          .spherical = block.procedure == "nelson_matejcik", .better = better},
                                 .max_replicates = static_cast<std::uint32_t>(block.max_replicates)};
  }

  // ---- draws

  void read_design() {
    const Node::Entry* said = root().find("design");
    if (!said || said->value.is_null()) {
      e_.draws.emplace_back();  // the settings as they are
      return;
    }
    const std::size_t before = problems_.size();
    const Node& node = said->value;
    DesignBlock block;
    ParameterReader reader(node, "design", nullptr, problems_);
    reader.handled("over");
    reader.handled("points");
    reader.required("kind");
    reader.read(block);
    if (!node.is_map() || problems_.size() > before) return;
    e_.kind = static_cast<DesignKind>(std::find(std::begin(kDesignKinds), std::end(kDesignKinds), block.kind) - std::begin(kDesignKinds));
    const bool list = e_.kind == DesignKind::list;
    const char* wanted = list ? "points" : "over";
    const Node::Entry* unwanted = node.find(list ? "over" : "points");
    if (unwanted) report(unwanted->key_place, fmt::format("design.{} does not go with kind {}, which has '{}'", unwanted->key, block.kind, wanted));
    const Node::Entry* entries = node.find(wanted);
    if (!entries || !entries->value.is_list() || entries->value.items.empty())
      return report(entries ? entries->value.place : node.place,
                    list ? "design.points must be a list of maps of paths and values" : "design.over must be a list of factors, each with its 'key'");
    if (list) return read_points(entries->value);
    for (std::size_t i = 0; i < entries->value.items.size(); ++i) read_factor(entries->value.items[i], fmt::format("design.over[{}]", i));
    if (e_.kind == DesignKind::morris && block.levels % 2 != 0)
      report(node.find("levels")->value.place, fmt::format("design.levels is {} but must be an even number", block.levels));
    if (problems_.size() > before) return;
    const std::int64_t size = e_.kind == DesignKind::morris ? block.trajectories : block.draws;
    const double each = e_.kind == DesignKind::sobol ? static_cast<double>(e_.factors.size()) + 2 :
                        e_.kind == DesignKind::morris ? static_cast<double>(e_.factors.size()) + 1 : 1;
    double all = each * static_cast<double>(size);
    if (e_.kind == DesignKind::grid) {
      all = 1;
      for (const std::size_t levels : grid_levels_) all *= static_cast<double>(levels);
    }
    if (all > static_cast<double>(kMostDraws))
      return report(node.place, fmt::format("design has {:.0f} draws; {} are the most", all, kMostDraws));
    if (e_.kind == DesignKind::grid) return lay_grid();
    lay_out(e_, static_cast<std::size_t>(size), static_cast<std::size_t>(block.levels));
  }

  void read_points(const Node& list) {
    std::vector<std::vector<std::pair<std::size_t, const Node*>>> points;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Node& item = list.items[i];
      auto& point = points.emplace_back();
      if (item.is_null()) continue;
      if (!item.is_map()) {
        report(item.place, fmt::format("design.points[{}] must be a map of paths and values", i));
        continue;
      }
      for (const Node::Entry& entry : item.entries) {
        if (!entry.value.is_scalar()) {
          report(entry.value.place, fmt::format("design.points[{}].{} must be one value", i, entry.key));
          continue;
        }
        const auto known = std::find_if(e_.factors.begin(), e_.factors.end(), [&](const Factor& f) { return f.key == entry.key; });
        const auto index = static_cast<std::size_t>(known - e_.factors.begin());
        if (known == e_.factors.end()) {
          Factor& factor = e_.factors.emplace_back();
          factor.key = entry.key;
          factor.place = entry.key_place;
          for (std::size_t s = 0; s < e_.settings.size(); ++s) factor.settings.push_back(s);
        }
        point.emplace_back(index, &entry.value);
        try_value(e_.factors[index], entry.value.text, entry.value.place);
      }
    }
    for (const auto& point : points) {
      std::vector<std::string>& draw = e_.draws.emplace_back(e_.factors.size());
      for (const auto& [factor, value] : point) draw[factor] = value->text;
    }
  }

  void read_factor(const Node& item, const std::string& path) {
    FactorBlock block;
    ParameterReader reader(item, path, nullptr, problems_);
    reader.required("key");
    reader.handled("range");
    reader.handled("values");
    const std::size_t before = problems_.size();
    reader.read(block);
    if (!item.is_map() || problems_.size() > before) return;
    Factor factor;
    factor.key = block.key;
    factor.place = item.find("key")->value.place;
    for (const Factor& other : e_.factors)
      if (other.key == factor.key) return report(factor.place, fmt::format("{} is a factor already", factor.key));
    for (std::size_t s = 0; s < e_.settings.size(); ++s)
      if (block.only.empty() || std::find(block.only.begin(), block.only.end(), e_.settings[s].name) != block.only.end())
        factor.settings.push_back(s);
    for (std::size_t i = 0; i < block.only.size(); ++i)
      if (std::none_of(e_.settings.begin(), e_.settings.end(), [&](const ExperimentSetting& s) { return s.name == block.only[i]; }))
        report(item.find("only")->value.items[i].place, fmt::format("{}.only names '{}', which is no setting", path, block.only[i]));
    if (factor.settings.empty()) return;
    const Node::Entry *range = item.find("range"), *values = item.find("values");
    if (range && values) return report(values->key_place, fmt::format("{} has both range and values", path));
    if (values) {
      read_values(factor, values->value, path);
      grid_levels_.push_back(factor.values.size());
    } else {
      if (!read_range(factor, range, path)) return;
      factor.log = block.scale == "log";
      if (factor.log && !(factor.low > 0))
        return report(range ? range->value.place : factor.place, fmt::format("{}: a log scale needs a range above 0", path));
      const double whole_numbers = factor.high - factor.low + 1;
      grid_levels_.push_back(factor.whole ? static_cast<std::size_t>(std::min(whole_numbers, static_cast<double>(block.levels)))
                                          : static_cast<std::size_t>(block.levels));
    }
    e_.factors.push_back(std::move(factor));
  }

  void read_values(Factor& factor, const Node& values, const std::string& path) {
    if (!values.is_list() || values.items.empty()) return report(values.place, path + ".values must be a list of values");
    for (std::size_t i = 0; i < values.items.size(); ++i) {
      const Node& value = values.items[i];
      if (!value.is_scalar() || value.text.empty()) {
        report(value.place, fmt::format("{}.values[{}] must be one value", path, i));
        continue;
      }
      factor.values.push_back(value.text);
      try_value(factor, value.text, value.place);
    }
  }

  /// As given, or as declared. False if there is none.
  bool read_range(Factor& factor, const Node::Entry* range, const std::string& path) {
    const std::optional<ParameterRecord> declared = parameter_at(bases_[factor.settings.front()], factor.key);
    const std::size_t before = problems_.size();
    if (!declared) {  // the reader of scenarios says what is wrong with the key, if anything
      try_value(factor, "0", factor.place);
      if (problems_.size() > before) return false;
    } else {
      const bool number = declared->kind == ParameterKind::real || declared->kind == ParameterKind::integer;
      factor.whole = declared->kind == ParameterKind::integer;
      factor.unit = declared->unit;
      factor.low = declared->min;
      factor.high = declared->max;
      if (!number) {
        report(factor.place, fmt::format("{} is no number ({}): give 'values'", factor.key, kind_text(declared->kind)));
        return false;
      }
    }
    if (!range) {
      if (declared && std::isfinite(factor.low) && std::isfinite(factor.high)) return true;
      report(factor.place, fmt::format("{} has no declared range{}: give 'range: [low, high]'", factor.key,
                                       declared && !range_text(*declared).empty() ? " with two ends (" + range_text(*declared) + ")" : ""));
      return false;
    }
    const Node& node = range->value;
    const auto low = node.items.size() == 2 ? number_of(node.items[0]) : std::nullopt;
    const auto high = node.items.size() == 2 ? number_of(node.items[1]) : std::nullopt;
    if (!low || !high || !(*low < *high)) {
      report(node.place, path + ".range must be two numbers, the lower one first");
      return false;
    }
    factor.low = *low;
    factor.high = *high;
    if (factor.whole && (*low != std::trunc(*low) || *high != std::trunc(*high)))
      report(node.place, fmt::format("{}.range: {} is a whole number, and so are the ends of its range", path, factor.key));
    for (const Node& end : node.items) try_value(factor, end.text, end.place);
    return problems_.size() == before;
  }

  /// Reads the settings with the value; mistakes are told where it stands.
  void try_value(const Factor& factor, const std::string& text, const Place& place) {
    for (const std::size_t s : factor.settings) {
      std::vector<Override> overrides = e_.settings[s].overrides;
      overrides.push_back({factor.key, factor.place, scalar(text, place)});
      try {
        read_scenario(e_.settings[s].file, e_.command_line, overrides, *e_.regions);
      } catch (const BadRequest& wrong) {
        return take_over(wrong);
      }
    }
  }

  /// Every combination, the last factor changing first.
  void lay_grid() {
    std::vector<std::size_t> at(e_.factors.size(), 0);
    while (true) {
      std::vector<double>& point = e_.points.emplace_back();
      std::vector<std::string>& draw = e_.draws.emplace_back();
      for (std::size_t f = 0; f < at.size(); ++f) {
        const Factor& factor = e_.factors[f];
        const double levels = static_cast<double>(grid_levels_[f]), index = static_cast<double>(at[f]);
        if (!factor.values.empty())
          point.push_back((index + 0.5) / levels);
        else
          point.push_back(levels > 1 ? index / (levels - 1) : 0.5);
        draw.push_back(factor.at(point.back()));
      }
      std::size_t f = at.size();
      while (f > 0 && ++at[f - 1] == grid_levels_[f - 1]) at[--f] = 0;
      if (f == 0) return;
    }
  }

  Document document_;
  std::vector<Problem> problems_;
  Experiment e_;
  HeadBlock head_;
  std::vector<Scenario> bases_;  ///< the settings as they are
  std::vector<std::size_t> grid_levels_;
};

}  // namespace

std::string Factor::at(double place_in_range) const {
  if (!values.empty()) {
    const auto index = static_cast<std::size_t>(place_in_range * static_cast<double>(values.size()));
    return values[std::min(index, values.size() - 1)];
  }
  const double top = whole && !log ? high + 1 : high;
  double value = log ? low * std::pow(high / low, place_in_range) : low + place_in_range * (top - low);
  if (whole) value = log ? std::round(value) : std::floor(value);
  return number_text(std::clamp(value, low, high));
}

std::vector<std::size_t> Experiment::sample() const {
  std::vector<std::size_t> rows;
  if (kind == DesignKind::latin_hypercube || kind == DesignKind::sobol)
    for (std::size_t d = 0; d < draws.size(); ++d)
      if (kind == DesignKind::latin_hypercube || d % (factors.size() + 2) < 2) rows.push_back(d);  // of pairs: A and B
  return rows;
}

std::shared_ptr<const Scenario> Experiment::scenario(std::size_t draw, std::size_t setting) const {
  std::vector<Override> overrides = settings[setting].overrides;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const Factor& factor = factors[f];
    if (draws[draw][f].empty() || std::find(factor.settings.begin(), factor.settings.end(), setting) == factor.settings.end()) continue;
    overrides.push_back({factor.key, factor.place, scalar(draws[draw][f], factor.place)});
  }
  auto scenario = std::make_shared<Scenario>(read_scenario(settings[setting].file, command_line, overrides, *regions));
  scenario->name = draws.size() > 1 ? fmt::format("{}, draw {}", settings[setting].name, draw) : settings[setting].name;
  return scenario;
}

void lay_out(Experiment& experiment, std::size_t size, std::size_t levels) {
  const std::size_t factors = experiment.factors.size();
  switch (experiment.kind) {
    case DesignKind::latin_hypercube: experiment.points = latin_hypercube(size, factors, experiment.seed); break;
    case DesignKind::sobol: experiment.points = saltelli_sample(size, factors, experiment.seed); break;
    case DesignKind::morris: experiment.points = morris_trajectories(size, factors, levels, experiment.seed); break;
    case DesignKind::list:
    case DesignKind::grid: expects(false, "a design with draws of chance");
  }
  for (const std::vector<double>& point : experiment.points) {
    std::vector<std::string>& draw = experiment.draws.emplace_back();
    for (std::size_t f = 0; f < factors; ++f) draw.push_back(experiment.factors[f].at(point[f]));
  }
}

Experiment read_experiment(const std::string& file, const ExperimentChanges& changes) { return ExperimentReader(file, changes).take(); }

std::string experiment_schema() {
  using Json = nlohmann::ordered_json;
  const Json path_of_file = {{"type", "string"}, {"minLength", 1}};
  const Json value = {{"type", {"string", "number", "boolean"}}};
  const auto said = [](std::string_view doc, Json schema) {
    schema["description"] = doc;
    return schema;
  };
  const Json values = {{"type", {"object", "null"}}, {"additionalProperties", {{"not", {{"type", "null"}}}}}};

  HeadBlock head;
  SettingBlock setting;
  DesignBlock design;
  FactorBlock factor;
  SelectionBlock selection;
  TitleSettings title;
  Json names = Json::array();
  for (const Outcome& outcome : outcomes()) names.push_back(outcome.name);
  const Json date = {{"anyOf", {{{"type", "integer"}}, {{"type", "string"}, {"pattern", "^([0-9]{4}|pv([1-9]|[1-4][0-9]|50))$"}}}}};

  Json settings = {{"type", "object"}, {"additionalProperties", false}, {"properties", properties_of(setting)}};
  settings["properties"]["set"] = said("Values laid on it: paths, as for --set, and values.", values);

  constexpr const char* kKey[] = {"key"};
  Json factors = {{"type", "object"}, {"additionalProperties", false}, {"required", Json::array({"key"})}, {"properties", properties_of(factor, kKey)}};
  factors["properties"]["range"] = {{"description", "Both ends; the declared ones if left out."}, {"type", "array"},
                                    {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
  factors["properties"]["values"] = {{"description", "All that it may be, instead of a range."}, {"type", "array"}, {"items", value}, {"minItems", 1}};
  factors["not"] = {{"required", Json::array({"range", "values"})}};

  constexpr const char* kKind[] = {"kind"};
  Json designs = {{"description", design.doc()}, {"type", {"object", "null"}}, {"additionalProperties", false}, {"required", Json::array({"kind"})},
                  {"properties", properties_of(design, kKind)}};
  designs["properties"]["over"] = {{"description", "Factors, for all kinds but list."}, {"type", "array"}, {"minItems", 1}, {"items", factors}};
  designs["properties"]["points"] = {{"description", "For list: maps of paths and values."}, {"type", "array"}, {"minItems", 1},
                                     {"items", {{"type", {"object", "null"}}, {"additionalProperties", value}}}};
  designs["if"] = {{"properties", {{"kind", {{"const", "list"}}}}}};
  designs["then"] = {{"required", Json::array({"points"})}, {"not", {{"required", Json::array({"over"})}}}};
  designs["else"] = {{"required", Json::array({"over"})}, {"not", {{"required", Json::array({"points"})}}}};

  Json schema = Json::object();
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = "Lingnan experiment";
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  schema["required"] = Json::array({"base"});
  Json& properties = schema["properties"];
  properties["name"] = said("Names the folder of results; the file's if left out.", path_of_file);
  properties["title"] = said("Title for people, in English and Chinese.", block_schema(title));
  properties["base"] = said("Scenario that the settings are held against, seen from this file.", path_of_file);
  properties["settings"] = {{"description", setting.doc()}, {"type", {"array", "null"}}, {"items", settings}};
  properties["set"] = said("Values laid on all settings: paths, as for --set, and values.", values);
  properties["firms"] = {{"description", "Enterprise agents of all settings; all: one for each enterprise."},
                         {"anyOf", {{{"type", "integer"}}, {{"const", "all"}}}}};
  properties["until"] = {{"description", "Last month of all runs."}, {"type", "string"}, {"pattern", "^[0-9]{4}-(0[1-9]|1[0-2])$"}};
  properties.update(properties_of(head));
  properties["outcomes"]["items"] = {{"enum", names}};
  properties["dates"]["items"] = date;
  properties["design"] = designs;
  properties["selection"] = block_schema(selection);
  properties["selection"]["properties"]["outcome"]["enum"] = names;
  return schema.dump(2) + "\n";
}

bool is_experiment(const std::string& file) {
  try {
    return read_document(file, {}).root.find("base") != nullptr;
  } catch (const BadRequest&) {
    return false;  // whoever reads it next says why
  }
}

}  // namespace lingnan

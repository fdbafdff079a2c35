// Runs the replicates, measures every fact of the table in each, and prints mean, interval, band and verdict.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "lingnan/simulation.hpp"
#include "lingnan/validation.hpp"
#include "sim/engine/model.hpp"
#include "sim/validate/facts.hpp"

namespace lingnan {

namespace {

constexpr int kMonths = 120;

/// A fact over all replicates.
struct Row {
  const Fact* fact = nullptr;
  double low = kNone, high = kNone;
  std::string source = {};
  std::vector<double> values = {};  ///< of the replicates that could measure it
  std::string missing = {};         ///< of the first that could not
  Estimate estimate = {};

  bool judged() const { return !std::isnan(low) || !std::isnan(high); }
  /// A sign or the like: it has to hold over the interval, or chance would pass half of the time.
  bool one_sided() const { return std::isnan(low) != std::isnan(high); }
  bool inside(double value) const { return !(value < low) && !(value > high); }
  std::string_view verdict() const {
    if (values.empty()) return "not measured";
    if (!judged()) return "told";
    return inside(estimate.mean) && (!one_sided() || (inside(estimate.low) && inside(estimate.high))) ? "pass" : "FAIL";
  }
};

std::vector<Row> rows_for(const Targets& targets) {
  std::vector<Row> rows;
  for (const Fact& fact : facts()) {
    Row row = {.fact = &fact, .low = fact.low, .high = fact.high, .source = std::string(fact.source)};
    if (fact.source.empty()) {
      const auto target = targets.find(fact.key);
      row.source = target == targets.end() ? "told only: no target in the region's data" : target->second.source;
      if (target != targets.end()) row.low = target->second.low, row.high = target->second.high;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string figure(double value) {
  if (std::isnan(value)) return "";
  if (value != 0 && std::abs(value) < 1e-2) return fmt::format("{:.1e}", value);
  return fmt::format("{:.3f}", value);
}

std::string between(double low, double high) {
  if (std::isnan(low) && std::isnan(high)) return "";
  if (std::isnan(low)) return fmt::format("<= {:g}", high);
  if (std::isnan(high)) return fmt::format(">= {:g}", low);
  return fmt::format("{:g} to {:g}", low, high);
}

/// With the number of replicates if not all could measure it.
std::string interval(const Estimate& e, std::size_t replicates) {
  std::string text = std::isnan(e.low) ? "" : fmt::format("{} to {}", figure(e.low), figure(e.high));
  if (e.count < replicates) text += fmt::format("{}in {} of {}", text.empty() ? "" : ", ", e.count, replicates);
  return text;
}

std::size_t count(const std::vector<Row>& rows, std::string_view verdict) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return row.verdict() == verdict; }));
}

using Cells = std::array<std::string, 9>;

/// Columns as wide as their widest entry; the second, numbers, to the right.
std::string aligned(const std::vector<Cells>& lines) {
  std::array<std::size_t, std::tuple_size_v<Cells>> width{};
  for (const Cells& line : lines)
    for (std::size_t k = 0; k < line.size(); ++k) width[k] = std::max(width[k], line[k].size());
  std::string text;
  for (const Cells& line : lines) {
    std::string row;
    for (std::size_t k = 0; k < line.size(); ++k)
      row += k == 1 ? fmt::format("{:>{}}  ", line[k], width[k]) : fmt::format("{:<{}}  ", line[k], width[k]);
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

struct Runs {
  std::string scenario = {}, last_month = {};
  std::uint64_t seed = 0, enterprises = 0;
  std::uint32_t replicates = 0;
  int months = 0;
};

std::string as_json(const Runs& runs, const std::vector<Row>& rows) {
  using Json = nlohmann::ordered_json;
  const auto number = [](double x) { return std::isfinite(x) ? Json(x) : Json(); };
  Json list = Json::array();
  for (const Row& row : rows)
    list.push_back({{"key", row.fact->key},
                    {"name", row.fact->name},
                    {"unit", row.fact->unit},
                    {"over", text_of(row.fact->over)},
                    {"nature", text_of(row.fact->nature)},
                    {"value", number(row.estimate.mean)},
                    {"ci_lo", number(row.estimate.low)},
                    {"ci_hi", number(row.estimate.high)},
                    {"n", row.values.size()},
                    {"replicates", row.values},
                    {"low", number(row.low)},
                    {"high", number(row.high)},
                    {"verdict", row.verdict() == "FAIL" ? "fail" : row.verdict()},
                    {"missing", row.missing.empty() ? Json() : Json(row.missing)},
                    {"source", row.source}});
  const Json all = {{"scenario", runs.scenario},
                    {"seed", runs.seed},
                    {"replicates", runs.replicates},
                    {"months", runs.months},
                    {"last_month", runs.last_month},
                    {"enterprise_agents", runs.enterprises},
                    {"passed", count(rows, "pass")},
                    {"failed", count(rows, "FAIL")},
                    {"told", count(rows, "told")},
                    {"not_measured", count(rows, "not measured")},
                    {"facts", std::move(list)}};
  return all.dump(2) + "\n";
}

std::string as_text(const Runs& runs, const std::vector<Row>& rows) {
  std::string text = fmt::format(
      "{}: {} replicate{} of seed {}, {} enterprise agents, measured at the end of {} ({})\n\n", runs.scenario,
      runs.replicates, runs.replicates == 1 ? "" : "s", runs.seed, runs.enterprises, runs.last_month,
      runs.months == kMonths ? "year 10" : fmt::format("{} months: the run ends before year 10", runs.months));
  std::vector<Cells> lines = {{"fact", "measured", "95 % over seeds", "band", "", "", "over", "unit", "source"}};
  for (const Row& row : rows)
    if (!row.values.empty())
      lines.push_back({std::string(row.fact->name), figure(row.estimate.mean), interval(row.estimate, runs.replicates),
                       between(row.low, row.high), std::string(row.verdict()), std::string(text_of(row.fact->nature)),
                       std::string(text_of(row.fact->over)), std::string(row.fact->unit), row.source});
  text += aligned(lines);
  text += fmt::format("\n{} pass, {} fail, {} told without a band, {} not measured.\n", count(rows, "pass"),
                      count(rows, "FAIL"), count(rows, "told"), count(rows, "not measured"));
  const bool gaps = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return !row.missing.empty(); });
  if (gaps) text += "\nNot measured, or not in every replicate: what is missing\n";
  for (const Row& row : rows)
    if (!row.missing.empty()) text += fmt::format("  {:<40}{}\n", row.fact->name, row.missing);
  text +=
      "\nOwn agents stand for one enterprise each, all agents may stand for many. A fact passes if the mean over seeds "
      "lies\nin its band, if that is open to one side the whole interval. Imposed: the opening state or a rule puts it there; emergent: the run makes it.\n"
      "Numbers of the literature are recalled from the works named; a width that none of them gives is marked assumed.\n";
  return text;
}

}  // namespace

int validation_months(const Scenario& scenario) {
  const TimeSettings& time = scenario.model->time;
  return std::min(kMonths, time.end.index() - time.start.index() + 1);
}

std::string validate(const Scenario& scenario, const ValidationOptions& options, bool json) {
  const Targets targets = read_targets(*scenario.region);
  std::vector<Row> rows = rows_for(targets);
  Runs runs = {.scenario = scenario.name, .seed = options.seed, .replicates = options.replicates};
  runs.months = validation_months(scenario);
  runs.last_month = scenario.model->time.start.plus(runs.months - 1).text();
  const int total = runs.months * static_cast<int>(options.replicates);
  int done = 0;
  for (std::uint32_t replicate = 0; replicate < options.replicates; ++replicate) {
    Simulation simulation(scenario, {.seed = options.seed, .replicate = replicate, .threads = options.threads});
    World& world = simulation.world();
    runs.enterprises = world.enterprises.size();
    Panel panel(world, runs.months);
    for (int month = 0; month < runs.months; ++month) {
      simulation.run_month();
      panel.remember(world);
      if (options.progress) options.progress(++done, total, world.records.province.back().month.text());
    }
    const Seen seen{world, panel, targets};
    for (Row& row : rows) {
      Measured found = row.fact->measure(seen);
      if (found.missing.empty())
        row.values.push_back(found.value);
      else if (row.missing.empty())
        row.missing = std::move(found.missing);
    }
  }
  for (Row& row : rows) row.estimate = estimate(row.values);
  return json ? as_json(runs, rows) : as_text(runs, rows);
}

}  // namespace lingnan

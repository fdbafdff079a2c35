// Runs a designed experiment with the simulator.
#include "lingnan/batch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/experiment/analysis.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/ranks.hpp"
#include "sim/experiment/replicates.hpp"
#include "sim/results/table_writer.hpp"

namespace lingnan {

namespace {

using Json = nlohmann::ordered_json;

class Simulator final : public RunSource {
 public:
  Simulator(const std::string& folder, const Experiment& experiment, const BatchOptions& options)
      : experiment_(experiment), options_(options), store_(folder + "/runs", options.finished) {}

  /// The other ranks have nothing more to wait for.
  ~Simulator() override {
    if (options_.ranks && options_.ranks->first()) options_.ranks->from_first("");
  }

  bool make(const std::vector<std::size_t>& settings, std::uint32_t replicates) override {
    if (options_.ranks) options_.ranks->from_first(fmt::format("{} {}", replicates, fmt::join(settings, " ")));
    return make_here(settings, replicates);
  }

  /// On the other ranks: makes what the first one makes.
  void help() {
    for (std::string order = options_.ranks->from_first(""); !order.empty(); order = options_.ranks->from_first("")) {
      std::istringstream words(order);
      std::uint32_t replicates = 0;
      words >> replicates;
      const std::vector<std::size_t> settings{std::istream_iterator<std::size_t>(words), {}};
      try {
        make_here(settings, replicates);
      } catch (const std::exception&) {
        // the first rank tells of it
      }
    }
  }

  std::vector<double> values(std::size_t setting, std::size_t draw, std::uint32_t replicate) const override {
    const std::optional<RunOutcomes> run = runs_->outcomes(draw, setting, replicate);
    expects(run.has_value(), "a run that was made");
    std::vector<double> values;
    for (const OutcomeColumn& column : experiment_.columns) values.push_back(column.when.of(run->whole[column.index], run->first_year));
    return values;
  }

  const WorkPlan& plan() const { return runs_->plan(); }
  int months_run() const { return months_run_; }

 private:
  const Experiment& experiment_;
  const BatchOptions& options_;
  RunStore store_;
  std::unique_ptr<Ensemble> runs_;
  int months_run_ = 0;

  bool make_here(const std::vector<std::size_t>& settings, std::uint32_t replicates) {
    const auto plan = [&] { make_plan(settings, replicates); };
    if (options_.ranks)
      options_.ranks->together(plan);
    else
      plan();
    if (options_.begin) options_.begin(runs_->plan().text() + on_ranks(), runs_->plan().months);
    return runs_->run();
  }

  std::string on_ranks() const {
    return options_.ranks && options_.ranks->count() > 1 ? fmt::format("; as many on each of {} ranks", options_.ranks->count()) : "";
  }

  void make_plan(const std::vector<std::size_t>& settings, std::uint32_t replicates) {
    runs_ = std::make_unique<Ensemble>(
        Draws{.count = experiment_.draws.size(), .settings = experiment_.settings.size(),
              .scenario = [this](std::size_t draw, std::size_t setting) { return experiment_.scenario(draw, setting); }},
        ReplicateOptions{.seed = experiment_.seed, .count = replicates, .settings = settings, .ranks = options_.ranks, .shard = options_.shard,
                         .shards = options_.shards, .places = false, .threads = options_.threads, .at_once = options_.at_once,
                         .memory_bytes = options_.memory_bytes, .stop = options_.stop, .progress = options_.progress},
        store_);
    const WorkPlan& plan = runs_->plan();
    if (options_.merge && settings.empty() && plan.runs_found < plan.runs)
      throw BadRequest(fmt::format("{} of {} runs are missing: a part has not finished, or was run with other options or another "
                                   "build; run it again with --shard",
                                   plan.runs - plan.runs_found, plan.runs));
    months_run_ += plan.months;
  }
};

Json settings_json(const Experiment& experiment) {
  Json settings = Json::array();
  for (std::size_t s = 0; s < experiment.settings.size(); ++s) {
    const ExperimentSetting& setting = experiment.settings[s];
    settings.push_back({{"name", setting.name},
                        {"title", {{"en", setting.title_en}, {"zh", setting.title_zh}}},
                        {"file", setting.file},
                        {"scenario", Json::parse(experiment.scenario(0, s)->effective_json)}});
  }
  return settings;
}

}  // namespace

void help_batch(const std::string& folder, const Experiment& experiment, const BatchOptions& options) {
  Simulator(folder, experiment, options).help();
}

std::string batch(const std::string& folder, const Experiment& experiment, const BatchOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Simulator simulator(folder, experiment, options);
  const bool part = options.shards > 1;
  std::string summary;
  if (part) {
    std::vector<std::size_t> all;
    if (!simulator.make(all, experiment.replicates)) return "";
    summary = fmt::format("Part {} of {} of {} is done: {} runs\n", options.shard + 1, options.shards, experiment.name, simulator.plan().runs);
  } else {
    summary = analyse(folder, experiment, simulator);
    if (summary.empty()) return "";
  }
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  Json manifest = {{"status", "complete"},
                   {"program", "lingnan"},
                   {"kind", part ? "part of an experiment" : "experiment"},
                   {"version", version()},
                   {"commit", commit()},
                   {"name", experiment.name},
                   {"title", {{"en", experiment.title_en}, {"zh", experiment.title_zh}}},
                   {"file", experiment.file},
                   {"command_line", experiment.command_line},
                   {"seed", experiment.seed},
                   {"replicates", experiment.replicates},
                   {"draws", experiment.draws.size()},
                   {"design", kDesignKinds[static_cast<std::size_t>(experiment.kind)]},
                   {"base", experiment.settings.front().name},
                   {"settings", settings_json(experiment)},
                   {"months_run", simulator.months_run()},
                   {"wall_seconds", std::round(seconds * 1000) / 1000}};
  if (part) manifest["shard"] = fmt::format("{}/{}", options.shard + 1, options.shards);
  write_whole_file(folder + "/manifest.json", manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return summary;
}

}  // namespace lingnan

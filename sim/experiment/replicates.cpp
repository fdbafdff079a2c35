#include "sim/experiment/replicates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "lingnan/results.hpp"
#include "lingnan/simulation.hpp"
#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/hash.hpp"
#include "sim/base/parallel.hpp"
#include "sim/engine/model.hpp"
#include "sim/results/table_writer.hpp"

namespace lingnan {

namespace {

using Json = nlohmann::ordered_json;

/// What decides the run: not how it is called, what people read and what is written.
Json deciding(const Scenario& scenario) {
  Json all = Json::parse(scenario.effective_json);
  for (const char* key : {"name", "title", "data", "targets", "output"}) all.erase(key);  // data go by their hashes
  return all;
}

/// The month in which a lever or shock begins to matter; nothing if it does not say.
std::optional<Month> start_of(const Json& entry) {
  std::optional<Month> first;
  const auto look = [&](const Json& map) {
    for (const char* key : {"announce", "start"}) {
      const auto found = map.find(key);
      if (found == map.end() || !found->is_string()) continue;
      const std::string text = found->get<std::string>();  // YYYY-MM
      if (text.size() < 7) continue;
      const Month month{std::stoi(text.substr(0, text.size() - 3)), std::stoi(text.substr(text.size() - 2))};
      if (!first || month < *first) first = month;
    }
  };
  look(entry);
  if (const auto schedule = entry.find("schedule"); schedule != entry.end() && schedule->is_object()) look(*schedule);
  return first;
}

int months_of(const Scenario& scenario) {
  return scenario.model->time.end.index() - scenario.model->time.start.index() + 1;
}

/// Months that an alternative has in common with the base.
int shared_months(const Scenario& base, const Scenario& other) {
  const std::optional<Month> apart = first_difference(base, other);
  if (!apart) return 0;
  return std::clamp(apart->index() - base.model->time.start.index(), 0, months_of(base));
}

/// What is to do for one replicate.
struct Task {
  std::uint32_t replicate = 0;
  std::vector<std::size_t> alone;   ///< settings that share no past
  std::vector<std::size_t> forked;  ///< in the order in which they leave the base
  bool base = false;                ///< the base itself is wanted
  int base_months = 0;              ///< how far the base is run
  int months = 0;                   ///< all together
};

class Work {
 public:
  Work(const std::vector<Scenario>& settings, const ReplicateOptions& options, const RunStore& store)
      : settings_(settings), options_(options), store_(store), found_(settings.size()) {
    for (std::size_t s = 0; s < settings.size(); ++s) {
      expects(settings[s].model->time.start == settings[0].model->time.start && months_of(settings[s]) == months_of(settings[0]),
              "all settings have the same first and last month");
      shared_.push_back(s == 0 ? months_of(settings[0]) : shared_months(settings[0], settings[s]));
      found_[s].resize(options.count);
    }
    look();
  }

  const WorkPlan& plan() const { return plan_; }

  Replicates do_all() {
    run_side_by_side(tasks_.size(), plan_.at_once, [&](std::size_t t) {
      if (!stopped()) do_task(tasks_[t]);
    });
    return std::move(found_);
  }

 private:
  const std::vector<Scenario>& settings_;
  const ReplicateOptions& options_;
  const RunStore& store_;
  std::vector<int> shared_;  // months in common with the base, by setting
  std::vector<Task> tasks_;
  Replicates found_;
  WorkPlan plan_;
  std::mutex mutex_;
  int done_ = 0;

  bool stopped() const { return options_.stop && options_.stop(); }
  std::string id(std::size_t setting, std::uint32_t replicate) const {
    return run_id(settings_[setting], options_.seed, replicate);
  }

  /// What is there, what is missing, and who does it.
  void look() {
    const int months = months_of(settings_[0]);
    for (std::uint32_t r = 0; r < options_.count; ++r) {
      Task task;
      task.replicate = options_.first + r;
      for (std::size_t s = 0; s < settings_.size(); ++s) {
        std::optional<RunOutcomes>& run = found_[s][r];
        run = store_.find(id(s, task.replicate));
        ++plan_.runs;
        if (run) {
          ++plan_.runs_found;
        } else if (s == 0) {
          task.base = true;
        } else {
          (shared_[s] > 0 ? task.forked : task.alone).push_back(s);
        }
      }
      std::stable_sort(task.forked.begin(), task.forked.end(), [&](std::size_t a, std::size_t b) { return shared_[a] < shared_[b]; });
      task.base_months = task.base ? months : task.forked.empty() ? 0 : shared_[task.forked.back()];
      task.months = task.base_months + months * static_cast<int>(task.alone.size());
      for (const std::size_t s : task.forked) {
        task.months += months - shared_[s];
        plan_.months_shared += shared_[s];
      }
      plan_.months += task.months;
      if (task.months > 0 || !task.forked.empty()) tasks_.push_back(std::move(task));
    }
    const int threads = Threads(options_.threads).count();
    const auto most = static_cast<int>(std::max<std::size_t>(1, tasks_.size()));
    plan_.at_once = options_.at_once > 0 ? std::min(options_.at_once, most) : std::min(threads, most);
    if (options_.memory_bytes > 0) {
      const std::uint64_t each = 2 * estimated_memory_bytes(settings_[0]);  // a base and the one that leaves it
      plan_.at_once = static_cast<int>(std::clamp<std::uint64_t>(options_.memory_bytes / std::max<std::uint64_t>(each, 1), 1,
                                                                 static_cast<std::uint64_t>(plan_.at_once)));
    }
    plan_.threads_each = std::max(1, threads / plan_.at_once);
  }

  void do_task(const Task& task) {
    for (const std::size_t s : task.alone) {
      Simulation simulation(settings_[s], run_options(task));
      if (run_until(simulation, months_of(settings_[s]), s, task)) keep(s, task, simulation);
    }
    if (task.base_months == 0 && task.forked.empty()) return;
    Simulation base(settings_[0], run_options(task));
    for (const std::size_t s : task.forked) {
      if (!run_until(base, shared_[s], 0, task)) return;
      Simulation fork(base, settings_[s]);
      if (!run_until(fork, months_of(settings_[s]), s, task)) return;
      keep(s, task, fork);
    }
    if (run_until(base, task.base_months, 0, task) && task.base) keep(0, task, base);
  }

  RunOptions run_options(const Task& task) const {
    return {.seed = options_.seed, .replicate = task.replicate, .threads = plan_.threads_each};
  }

  /// False if the work was stopped before.
  bool run_until(Simulation& simulation, int months, std::size_t setting, const Task& task) {
    while (simulation.months_done() < months) {
      if (stopped()) return false;
      try {
        simulation.run_month();
      } catch (const ModelFailure& failure) {
        throw ModelFailure(fmt::format("{}, replicate {}: {}", settings_[setting].name, task.replicate, failure.what()));
      }
      const std::lock_guard lock(mutex_);
      ++done_;
      if (options_.progress) options_.progress(done_, plan_.months, last_month(simulation));
    }
    return true;
  }

  void keep(std::size_t setting, const Task& task, const Simulation& simulation) {
    RunOutcomes outcomes = outcomes_of(*settings_[setting].region, simulation.records());
    store_.save(id(setting, task.replicate), outcomes);
    found_[setting][task.replicate - options_.first] = std::move(outcomes);
  }
};

}  // namespace

std::string run_id(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate) {
  std::string text = deciding(scenario).dump();
  for (const auto& [name, digest] : scenario.region->file_hashes) text += digest;
  text += fmt::format(" {} {} {} {}", seed, replicate, version(), commit());
  return hash_text(hash_memory(text.data(), text.size(), 0)) + hash_text(hash_memory(text.data(), text.size(), 1));
}

std::optional<Month> first_difference(const Scenario& one, const Scenario& other) {
  Json a = deciding(one), b = deciding(other);
  std::optional<Month> first = one.model->time.end.plus(1);
  for (const char* section : {"policy", "shocks"}) {
    std::map<std::string, int> count;  // of equal entries, this one's less the other's
    for (const Json& entry : a[section]) ++count[entry.dump()];
    for (const Json& entry : b[section]) --count[entry.dump()];
    for (const auto& [text, difference] : count) {
      if (difference == 0) continue;
      const std::optional<Month> start = start_of(Json::parse(text));
      if (!start) return std::nullopt;
      if (*start < *first) first = start;
    }
    a.erase(section);
    b.erase(section);
  }
  const bool same_data = one.region->file_hashes == other.region->file_hashes;
  return same_data && a == b ? first : std::nullopt;
}

RunStore::RunStore(std::string folder) : folder_(std::move(folder)) { std::filesystem::create_directories(folder_); }

void RunStore::save(const std::string& id, const RunOutcomes& run) const {
  Json places = Json::array();
  for (const auto& outcome : run.places) places.push_back(outcome);
  const Json all = {{"first_year", run.first_year}, {"whole", run.whole}, {"places", std::move(places)}};
  write_whole_file(folder_ + "/" + id + ".json", all.dump() + "\n");
}

std::optional<RunOutcomes> RunStore::find(const std::string& id) const {
  const std::string file = folder_ + "/" + id + ".json";
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const Json all = Json::parse(in, nullptr, false);
  RunOutcomes run;
  try {
    run.first_year = all.at("first_year").get<int>();
    run.whole = all.at("whole").get<decltype(run.whole)>();
    run.places = all.at("places").get<decltype(run.places)>();
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // damaged: run it again
  }
  return run;
}

WorkPlan plan_work(const std::vector<Scenario>& settings, const ReplicateOptions& options, const RunStore& store) {
  return Work(settings, options, store).plan();
}

Replicates run_replicates(const std::vector<Scenario>& settings, const ReplicateOptions& options, const RunStore& store) {
  return Work(settings, options, store).do_all();
}

}  // namespace lingnan

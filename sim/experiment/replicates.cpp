#include "sim/experiment/replicates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "lingnan/results.hpp"
#include "lingnan/simulation.hpp"
#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/hash.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"
#include "sim/experiment/additionality.hpp"
#include "sim/experiment/lever_evidence.hpp"
#include "sim/experiment/ranks.hpp"
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

// first letters of what a rank tells
constexpr std::string_view kDone = "d", kStopped = "s", kModelFailed = "m", kMachineFailed = "f";

constexpr std::size_t kForksTogether = 8;  // runs that leave one past: more share more months, fewer share out better

/// A run but for its replicate, told from the others by `key`.
struct Distinct {
  std::size_t draw = 0, setting = 0;
  std::string key;
  std::size_t base = 0;  ///< the distinct one whose past it shares
  int shared = 0;        ///< months of it
  bool twin = false;     ///< whom its levers serve is looked up in the base's run
};

/// Runs of one replicate with one past.
struct Task {
  std::uint32_t replicate = 0;
  std::size_t base = 0;
  bool with_base = false;            ///< the base's own run belongs to the task
  std::vector<std::size_t> forks;    ///< in the order in which they leave the base
};

/// Names all that decides a run but seed and replicate.
std::string run_key(const Scenario& scenario) {
  std::string text = deciding(scenario).dump();
  for (const auto& [name, digest] : scenario.region->file_hashes) text += digest;
  text += fmt::format(" {} {}", version(), commit());
  return hash_text(hash_memory(text.data(), text.size(), 0)) + hash_text(hash_memory(text.data(), text.size(), 1));
}

/// Those levers of an alternative that its base has not.
std::vector<std::uint8_t> marks_beyond(const Scenario& base, const Scenario& alternative) {
  const std::vector<const Lever*> more = levers_beyond(base, alternative);
  std::vector<std::uint8_t> marks;
  for (const auto& lever : alternative.model->policy) marks.push_back(std::find(more.begin(), more.end(), lever.get()) != more.end() ? 1 : 0);
  return marks;
}

std::string id_of(const std::string& key, std::uint64_t seed, std::uint32_t replicate) {
  const std::string text = fmt::format("{} {} {}", key, seed, replicate);
  return hash_text(hash_memory(text.data(), text.size(), 0)) + hash_text(hash_memory(text.data(), text.size(), 1));
}

}  // namespace

class Ensemble::Work {
 public:
  Work(Draws draws, ReplicateOptions options, const RunStore& store)
      : draws_(std::move(draws)), options_(std::move(options)), store_(store), index_(draws_.count * draws_.settings) {
    tell_apart();
    share_out();
    look();
  }

  const WorkPlan& plan() const { return plan_; }

  bool run() {
    if (options_.ranks && !options_.ranks->first()) return run_for_first();
    if (!options_.ranks || options_.ranks->count() == 1) {
      run_own();
    } else {
      std::exception_ptr own;
      std::thread here([&] {
        try {
          run_own();
        } catch (...) {
          own = std::current_exception();
        }
      });
      options_.ranks->serve([this] { return next(); }, [this](std::size_t task, const std::string& report) { take(task, report); },
                            [this](int rank, const std::vector<std::size_t>& pieces) { take_back(rank, pieces); });
      here.join();
      if (own) std::rethrow_exception(own);
      run_own();  // what was taken back after all had ended
      if (!failure_.empty()) throw_failure(failure_);
    }
    return finished_ == pending_.size();
  }

  std::optional<RunOutcomes> outcomes(std::size_t draw, std::size_t setting, std::uint32_t replicate) const {
    return store_.find(id(index_[draw * draws_.settings + setting], replicate));
  }

  std::optional<RunOutcomes> additionality(std::size_t draw, std::size_t setting, std::uint32_t replicate) const {
    const std::size_t distinct = index_[draw * draws_.settings + setting];
    return distinct_[distinct].twin ? store_.find(twin_id(distinct, replicate)) : std::nullopt;
  }

 private:
  Draws draws_;
  ReplicateOptions options_;
  const RunStore& store_;
  std::vector<std::size_t> index_;  // of the distinct run, [draw][setting]
  std::vector<Distinct> distinct_;
  std::vector<Task> tasks_;
  std::vector<std::size_t> pending_;  // of the tasks
  int months_ = 0;                    // of a run
  WorkPlan plan_;
  std::mutex mutex_;
  std::atomic<bool> failed_ = false;
  std::size_t begun_ = 0, finished_ = 0;  // of the pending ones
  std::string failure_;                   // of another rank
  std::vector<std::size_t> taken_back_;   // tasks of ranks that died
  int done_ = 0;        // months
  std::string month_;   // the last of them

  bool stopped() const { return failed_ || (options_.stop && options_.stop()); }
  std::string id(std::size_t distinct, std::uint32_t replicate) const {
    return id_of(distinct_[distinct].key, options_.seed, replicate);
  }
  std::string twin_id(std::size_t distinct, std::uint32_t replicate) const {
    const Distinct& own = distinct_[distinct];
    return id_of(own.key + " beyond " + distinct_[own.base].key, options_.seed, replicate);
  }
  std::shared_ptr<const Scenario> scenario(const Distinct& of) const { return draws_.scenario(of.draw, of.setting); }

  /// Which of the runs differ, and what past they share with the base of their draw.
  void tell_apart() {
    std::vector<Distinct> all(index_.size());
    std::vector<std::vector<Problem>> problems(draws_.count);
    std::vector<int> months(draws_.count);
    run_side_by_side(draws_.count, Threads::count_of(options_.threads), [&](std::size_t d) {
      try {
        const std::shared_ptr<const Scenario> base = draws_.scenario(d, 0);
        months[d] = months_of(*base);
        for (std::size_t s = 0; s < draws_.settings; ++s) {
          const std::shared_ptr<const Scenario> own = s == 0 ? base : draws_.scenario(d, s);
          expects(own->model->time.start == base->model->time.start && months_of(*own) == months[d],
                  "all settings have the same first and last month");
          all[d * draws_.settings + s] = {
              .draw = d,
              .setting = s,
              .key = run_key(*own),
              .shared = s == 0 ? months[d] : shared_months(*base, *own),
              .twin = options_.twins && !levers_beyond(*base, *own).empty()};
        }
      } catch (const BadRequest& error) {
        problems[d] = error.problems();
      }
    });
    throw_all(problems);
    months_ = months.front();
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto [place, fresh] = known.emplace(all[i].key, distinct_.size());
      index_[i] = place->second;
      if (!fresh) continue;
      all[i].base = all[i].shared > 0 || all[i].twin ? index_[i - all[i].setting] : place->second;
      distinct_.push_back(std::move(all[i]));
    }
  }

  static void throw_all(const std::vector<std::vector<Problem>>& problems) {
    std::vector<Problem> all;
    std::set<std::string> told;
    for (const std::vector<Problem>& some : problems)
      for (const Problem& problem : some)
        if (told.insert(problem.text()).second) all.push_back(problem);
    if (!all.empty()) throw BadRequest(std::move(all));
  }

  /// The whole work in pieces, the same ones whatever is there already.
  void share_out() {
    std::vector<bool> wanted(distinct_.size(), options_.settings.empty());
    for (const std::size_t s : options_.settings)
      for (std::size_t d = 0; d < draws_.count; ++d) wanted[index_[d * draws_.settings + s]] = true;
    std::vector<std::vector<std::size_t>> forks(distinct_.size());
    for (std::size_t i = 0; i < distinct_.size(); ++i)
      if (wanted[i] && distinct_[i].base != i) forks[distinct_[i].base].push_back(i);
    std::vector<std::vector<std::size_t>> names(distinct_.size());  // settings that are it
    for (std::size_t i = 0; i < index_.size(); ++i) names[index_[i]].push_back(i % draws_.settings);
    const auto leaves_earlier = [&](std::size_t i, std::size_t k) { return distinct_[i].shared < distinct_[k].shared; };
    for (std::vector<std::size_t>& list : forks) std::stable_sort(list.begin(), list.end(), leaves_earlier);
    for (std::uint32_t r = options_.first; r < options_.first + options_.count; ++r)
      for (std::size_t b = 0; b < distinct_.size(); ++b) {
        const auto is_wanted = [&](std::size_t i) {
          return !options_.wanted || std::any_of(names[i].begin(), names[i].end(), [&](std::size_t s) { return options_.wanted(s, r); });
        };
        Task task = {.replicate = r, .base = b, .with_base = wanted[b] && distinct_[b].base == b && is_wanted(b), .forks = {}};
        std::copy_if(forks[b].begin(), forks[b].end(), std::back_inserter(task.forks), is_wanted);
        while (task.forks.size() > kForksTogether) {
          const auto end = task.forks.begin() + kForksTogether;
          tasks_.push_back({.replicate = r, .base = b, .forks = {task.forks.begin(), end}});
          task.forks.erase(task.forks.begin(), end);
        }
        if (task.with_base || !task.forks.empty()) tasks_.push_back(std::move(task));
      }
  }

  // ---- sharing out: threads, of this rank and of others, take one piece after the other

  std::optional<std::size_t> next() {
    const std::lock_guard lock(mutex_);
    if (stopped()) return std::nullopt;
    if (!taken_back_.empty()) {
      const std::size_t task = taken_back_.back();
      taken_back_.pop_back();
      return task;
    }
    return begun_ < pending_.size() ? std::optional(pending_[begun_++]) : std::nullopt;
  }

  void run_own() {
    const auto workers = static_cast<std::size_t>(plan_.at_once);
    run_side_by_side(workers, plan_.at_once, [&](std::size_t) {
      try {
        while (const std::optional<std::size_t> task = next()) {
          if (!do_task(tasks_[*task])) return;
          const std::lock_guard lock(mutex_);
          ++finished_;
        }
      } catch (...) {
        failed_ = true;  // the others end after their month
        throw;
      }
    });
  }

  /// On the other ranks: what the first one hands out. How it ended altogether the first one knows.
  bool run_for_first() {
    std::atomic<bool> whole = true;
    run_side_by_side(static_cast<std::size_t>(plan_.at_once), plan_.at_once, [&](std::size_t) {
      std::string report;
      std::optional<std::size_t> last;
      while (const std::optional<std::size_t> task = options_.ranks->ask(last, report)) {
        last = task;
        try {
          report = do_task(tasks_[*task]) ? kDone : kStopped;
        } catch (const ModelFailure& failure) {
          report = fmt::format("{}{}", kModelFailed, failure.what());
        } catch (const std::exception& failure) {
          report = fmt::format("{}{}", kMachineFailed, failure.what());
        }
        if (!report.starts_with(kDone)) whole = false;
      }
    });
    options_.ranks->ask_no_more();
    return whole;
  }

  void take_back(int rank, const std::vector<std::size_t>& tasks) {
    fmt::print(stderr, "lingnan: rank {} does not answer and is given up; what it had to do, {} piece{}, is done by others\n", rank, tasks.size(),
               tasks.size() == 1 ? "" : "s");
    const std::lock_guard lock(mutex_);
    taken_back_.insert(taken_back_.end(), tasks.begin(), tasks.end());
  }

  /// What another rank tells of its last piece.
  void take(std::size_t task, const std::string& report) {
    if (report.starts_with(kDone)) {
      const std::lock_guard lock(mutex_);
      ++finished_;
      done_ += months_of_task(tasks_[task]);
      if (options_.progress) options_.progress(done_, plan_.months, month_);
      return;
    }
    failed_ = true;  // nothing more is begun
    if (failure_.empty() && !report.starts_with(kStopped)) failure_ = report;
  }

  [[noreturn]] static void throw_failure(const std::string& report) {
    if (report.starts_with(kModelFailed)) throw ModelFailure(report.substr(1));
    throw MachineFailure(report.substr(1));
  }

  /// What is there already, and what is left to do.
  void look() {
    std::uint64_t runs_each = 1;
    if (options_.shards == 1) plan_.months_shared = months_of_twins();
    for (std::size_t t = options_.shard; t < tasks_.size(); t += options_.shards) {
      Task task = tasks_[t];
      plan_.runs += static_cast<int>(task.forks.size()) + (task.with_base ? 1 : 0);
      const auto is_there = [&](std::size_t distinct) {
        const bool found = store_.find(id(distinct, task.replicate)).has_value() &&
                           (!distinct_[distinct].twin || store_.find(twin_id(distinct, task.replicate)).has_value());
        plan_.runs_found += found ? 1 : 0;
        return found;
      };
      std::erase_if(task.forks, is_there);
      if (task.with_base && is_there(task.base)) task.with_base = false;
      if (!task.with_base && task.forks.empty()) continue;
      plan_.months += months_of_task(task);
      for (const std::size_t i : task.forks) plan_.months_shared += distinct_[i].shared;
      if (!task.forks.empty()) runs_each = 2;  // a base and the one that leaves it
      pending_.push_back(t);
      tasks_[t] = std::move(task);  // but for what is there
    }
    const int threads = Threads::count_of(options_.threads);
    const auto most = static_cast<int>(std::max<std::size_t>(1, pending_.size()));
    plan_.at_once = options_.at_once > 0 ? std::min(options_.at_once, most) : std::min(threads, most);
    plan_.memory_bytes_each = runs_each * estimated_memory_bytes(*scenario(distinct_.front()));
    if (options_.memory_bytes > 0)
      plan_.at_once = static_cast<int>(std::clamp<std::uint64_t>(options_.memory_bytes / plan_.memory_bytes_each, 1,
                                                                 static_cast<std::uint64_t>(plan_.at_once)));
    plan_.threads_each = std::max(1, threads / plan_.at_once);
  }

  /// Months of the settings that are another's run under another name.
  int months_of_twins() const {
    const std::size_t settings = options_.settings.empty() ? draws_.settings : options_.settings.size();
    std::set<std::size_t> runs;
    for (std::size_t d = 0; d < draws_.count; ++d)
      for (std::size_t s = 0; s < settings; ++s)
        runs.insert(index_[d * draws_.settings + (options_.settings.empty() ? s : options_.settings[s])]);
    return static_cast<int>((draws_.count * settings - runs.size()) * options_.count) * months_;
  }

  int months_of_task(const Task& task) const {
    int months = base_months(task);
    for (const std::size_t i : task.forks) months += months_ - distinct_[i].shared;
    return months;
  }

  /// How far the base is run.
  int base_months(const Task& task) const {
    const bool twins = std::any_of(task.forks.begin(), task.forks.end(), [&](std::size_t i) { return distinct_[i].twin; });
    return task.with_base || twins ? months_ : distinct_[task.forks.back()].shared;
  }

  /// False if it was stopped before its end.
  bool do_task(const Task& task) {
    const std::shared_ptr<const Scenario> past = scenario(distinct_[task.base]);
    const RunOptions options = {.seed = options_.seed, .replicate = task.replicate, .threads = plan_.threads_each};
    Simulation base(*past, options);
    TwinWatch twins;
    base.watch(twins);
    std::vector<std::pair<std::size_t, std::unique_ptr<ServedWatch>>> served;  // by alternatives that have twins
    for (const std::size_t i : task.forks) {
      if (!run_until(base, distinct_[i].shared, *past, task)) return false;
      const std::shared_ptr<const Scenario> own = scenario(distinct_[i]);
      const auto fork = distinct_[i].shared > 0 ? std::make_unique<Simulation>(base, *own) : std::make_unique<Simulation>(*own, options);
      if (distinct_[i].twin) {
        served.emplace_back(i, std::make_unique<ServedWatch>(marks_beyond(*past, *own)));
        fork->watch(*served.back().second);
      }
      if (!run_until(*fork, months_, *own, task)) return false;
      keep(i, task, *own, *fork);
      if (distinct_[i].twin) twins.follow(*served.back().second);
    }
    if (!run_until(base, base_months(task), *past, task)) return false;
    if (task.with_base) keep(task.base, task, *past, base);
    if (served.empty()) return true;
    const RunOutcomes outcomes = outcomes_of(*past->region, base.records());
    for (std::size_t k = 0; k < served.size(); ++k) store_.save(twin_id(served[k].first, task.replicate), twins.terms(k, outcomes));
    return true;
  }

  /// False if the work was stopped before.
  bool run_until(Simulation& simulation, int months, const Scenario& setting, const Task& task) {
    while (simulation.months_done() < months) {
      if (stopped()) return false;
      try {
        simulation.run_month();
      } catch (const ModelFailure& failure) {
        throw ModelFailure(fmt::format("{}, replicate {}: {}", setting.name, task.replicate, failure.what()));
      }
      const std::lock_guard lock(mutex_);
      ++done_;
      month_ = last_month(simulation);
      if (options_.progress) options_.progress(done_, plan_.months, month_);
    }
    return true;
  }

  void keep(std::size_t distinct, const Task& task, const Scenario& setting, const Simulation& simulation) {
    RunOutcomes outcomes = outcomes_of(*setting.region, simulation.records());
    if (!options_.places) {
      outcomes.places.clear();
      outcomes.flows.clear();
    }
    store_.save(id(distinct, task.replicate), outcomes);
  }
};

Ensemble::Ensemble(Draws draws, ReplicateOptions options, const RunStore& store)
    : work_(std::make_unique<Work>(std::move(draws), std::move(options), store)) {}
Ensemble::~Ensemble() = default;
const WorkPlan& Ensemble::plan() const { return work_->plan(); }
bool Ensemble::run() { return work_->run(); }
std::optional<RunOutcomes> Ensemble::outcomes(std::size_t draw, std::size_t setting, std::uint32_t replicate) const {
  return work_->outcomes(draw, setting, replicate);
}

std::optional<RunOutcomes> Ensemble::additionality(std::size_t draw, std::size_t setting, std::uint32_t replicate) const {
  return work_->additionality(draw, setting, replicate);
}

Draws one_draw(const std::vector<Scenario>& settings) {
  return {.settings = settings.size(), .scenario = [&settings](std::size_t, std::size_t setting) {
            return std::shared_ptr<const Scenario>(std::shared_ptr<void>(), &settings[setting]);
          }};
}

std::string WorkPlan::text() const {
  std::string all = fmt::format("{} runs", runs);
  if (runs_found > 0) all += fmt::format(", {} of them done before", runs_found);
  all += fmt::format("; {} at a time, {} thread{} and about {:.0f} MB each", at_once, threads_each, threads_each == 1 ? "" : "s",
                     static_cast<double>(memory_bytes_each) / 1e6);
  if (months_shared > 0) all += fmt::format("; {} of {} months are shared with the base", months_shared, months + months_shared);
  return all;
}

std::string run_id(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate) {
  return id_of(run_key(scenario), seed, replicate);
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

RunStore::RunStore(std::string folder, std::vector<std::string> others) : folder_(std::move(folder)), others_(std::move(others)) {
  std::filesystem::create_directories(folder_);
}

namespace {

/// Series by month under their names in the file.
template <class Run>
auto months_of(Run& run) {
  return std::array{std::pair{"gdp_real_months", &run.gdp_real_months}, std::pair{"insolvency_months", &run.insolvency_months},
                    std::pair{"falling_months", &run.falling_months}};
}

/// Nothing if there is none, or a damaged one: that is run again.
std::optional<RunOutcomes> read_run(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const Json all = Json::parse(in, nullptr, false);
  RunOutcomes run;
  try {
    run.first_year = all.at("first_year").get<int>();
    run.whole = all.at("whole").get<decltype(run.whole)>();
    run.places = all.at("places").get<decltype(run.places)>();
    for (const Json& flow : all.at("flows")) {
      const auto at = flow.at(0).get<std::array<std::uint32_t, 4>>();
      run.flows[{at[0], at[1], at[2], at[3]}] = flow.at(1).get<std::vector<double>>();
    }
    for (const auto& [key, months] : months_of(run)) *months = all.at(key).get<std::vector<double>>();
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return run;
}

}  // namespace

void RunStore::save(const std::string& id, const RunOutcomes& run) const {
  Json places = Json::array();
  for (const auto& outcome : run.places) places.push_back(outcome);
  Json flows = Json::array();
  for (const auto& [key, series] : run.flows) flows.push_back({{key.flow, key.kind, key.origin, key.destination}, series});
  Json all = {{"first_year", run.first_year}, {"whole", run.whole}, {"places", std::move(places)}, {"flows", std::move(flows)}};
  for (const auto& [key, months] : months_of(run)) all[key] = *months;
  write_whole_file(folder_ + "/" + id + ".json", all.dump() + "\n");
}

std::optional<RunOutcomes> RunStore::find(const std::string& id) const {
  if (std::optional<RunOutcomes> own = read_run(folder_ + "/" + id + ".json")) return own;
  for (const std::string& other : others_)
    if (std::optional<RunOutcomes> run = read_run(other + "/" + id + ".json")) {
      save(id, *run);
      return run;
    }
  return std::nullopt;
}

}  // namespace lingnan

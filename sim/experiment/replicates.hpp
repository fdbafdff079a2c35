// Many runs: of a base and its alternatives, and of draws of their parameters. Several at a time, each kept on the disk as
// soon as it is done, all with the past that they share run only once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "sim/base/calendar.hpp"
#include "sim/experiment/outcomes.hpp"

namespace lingnan {

class Ranks;

/// Names a run by what decides it: effective values, data, seed, replicate and program; never by its scenario's name.
std::string run_id(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate);

/// The first month in which two scenarios can differ, if they differ in dated entries of `shocks` and `policy` only;
/// nothing if they differ from the start. The month after the end if they are the same.
std::optional<Month> first_difference(const Scenario& one, const Scenario& other);

/// Outcomes of finished runs, a file each, by `run_id`. A file is whole or absent, and on the disk once `save` returns.
class RunStore {
 public:
  /// Creates the folder if need be. What is found in one of the `others` is kept in it too.
  explicit RunStore(std::string folder, std::vector<std::string> others = {});
  std::optional<RunOutcomes> find(const std::string& id) const;
  void save(const std::string& id, const RunOutcomes& outcomes) const;

 private:
  std::string folder_;
  std::vector<std::string> others_;
};

/// What is run: the same settings, the base first, in each of one or more draws. All have the same first and last month.
struct Draws {
  std::size_t count = 1, settings = 0;
  /// A scenario of a draw: always the same one, asked for from many threads.
  std::function<std::shared_ptr<const Scenario>(std::size_t draw, std::size_t setting)> scenario;
};
/// One draw of settings that outlive it.
Draws one_draw(const std::vector<Scenario>& settings);

struct ReplicateOptions {
  std::uint64_t seed = 1;
  std::uint32_t first = 0, count = 30;  ///< replicates
  std::vector<std::size_t> settings = {};  ///< whose runs are wanted; empty: of all
  /// Which of their runs; none: all.
  std::function<bool(std::size_t setting, std::uint32_t replicate)> wanted = {};
  Ranks* ranks = nullptr;                  ///< that share the work out, all with the same draws and options; none: alone
  std::size_t shard = 0, shards = 1;       ///< only every `shards`th piece of the work, from the `shard`th on
  bool places = true;                      ///< outcomes of places are kept too
  bool twins = false;                      ///< enterprises served by levers that a base has not are looked up in the base's run
  int threads = 0;                      ///< 0: all cores
  int at_once = 0;                      ///< runs side by side; 0: as many as threads, runs and memory allow
  std::uint64_t memory_bytes = 0;       ///< that runs may take together; 0: no limit
  std::function<bool()> stop = {};      ///< asked after each month of each run
  std::function<void(int done, int total, const std::string& month)> progress = {};  ///< months, never from two threads at once
};

/// How the work is done, for people.
struct WorkPlan {
  int at_once = 1, threads_each = 1;
  std::uint64_t memory_bytes_each = 0;
  int months = 0;         ///< to run
  int months_shared = 0;  ///< that would be run twice without a shared past
  int runs = 0, runs_found = 0;  ///< that differ

  std::string text() const;
};

/// The runs of draws, settings and replicates: replicate after replicate, so that work that ends early has as many of each
/// setting. Runs that are the same in all that decides them are one.
class Ensemble {
 public:
  /// Looks what is missing. Throws BadRequest with the mistakes of all scenarios. Of several ranks only the first one's plan
  /// holds.
  Ensemble(Draws draws, ReplicateOptions options, const RunStore& store);
  ~Ensemble();
  Ensemble(const Ensemble&) = delete;

  const WorkPlan& plan() const;
  /// Runs what the store lacks, all ranks together; false if it was stopped before. Results never depend on threads, on how
  /// many go side by side or on what was there before. Throws like `Simulation`, with the setting and replicate named.
  bool run();
  /// Nothing if the run is missing.
  std::optional<RunOutcomes> outcomes(std::size_t draw, std::size_t setting, std::uint32_t replicate) const;
  /// What the levers of a setting add to its base, as `TwinWatch::terms` has it; nothing if its base has them all, or the run is
  /// missing. Requires: `twins`.
  std::optional<RunOutcomes> additionality(std::size_t draw, std::size_t setting, std::uint32_t replicate) const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace lingnan

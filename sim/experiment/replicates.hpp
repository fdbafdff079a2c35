// Many runs of a base and its alternatives: several at a time, each kept on the disk as soon as it is done, all with the
// past that they share run only once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "sim/base/calendar.hpp"
#include "sim/experiment/outcomes.hpp"

namespace lingnan {

/// Names a run by what decides it: effective values, data, seed, replicate and program; never by its scenario's name.
std::string run_id(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate);

/// The first month in which two scenarios can differ, if they differ in dated entries of `shocks` and `policy` only;
/// nothing if they differ from the start. The month after the end if they are the same.
std::optional<Month> first_difference(const Scenario& one, const Scenario& other);

/// Outcomes of finished runs, a file each, by `run_id`. A file is whole or absent, and on the disk once `save` returns.
class RunStore {
 public:
  /// Creates the folder if need be.
  explicit RunStore(std::string folder);
  std::optional<RunOutcomes> find(const std::string& id) const;
  void save(const std::string& id, const RunOutcomes& outcomes) const;

 private:
  std::string folder_;
};

struct ReplicateOptions {
  std::uint64_t seed = 1;
  std::uint32_t first = 0, count = 30;  ///< replicates
  int threads = 0;                      ///< 0: all cores
  int at_once = 0;                      ///< runs side by side; 0: as many as threads, runs and memory allow
  std::uint64_t memory_bytes = 0;       ///< that runs may take together; 0: no limit
  std::function<bool()> stop = {};      ///< asked after each month of each run
  std::function<void(int done, int total, const std::string& month)> progress = {};  ///< months, never from two threads at once
};

/// How the work is done, for people.
struct WorkPlan {
  int at_once = 1, threads_each = 1;
  int months = 0;         ///< to run
  int months_shared = 0;  ///< that would be run twice without a shared past
  int runs = 0, runs_found = 0;
};

/// [setting][replicate]; none where the work was stopped before.
using Replicates = std::vector<std::vector<std::optional<RunOutcomes>>>;

/// The first of `settings` is the base. Requires: all have the same first and last month.
WorkPlan plan_work(const std::vector<Scenario>& settings, const ReplicateOptions& options, const RunStore& store);
/// Runs what the store lacks. Results never depend on threads, on how many go side by side or on what was there before.
/// Throws like `Simulation`, with the setting and replicate named.
Replicates run_replicates(const std::vector<Scenario>& settings, const ReplicateOptions& options, const RunStore& store);

}  // namespace lingnan

// Comparing scenarios: paired replicates of alternatives against a base.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"

namespace lingnan {

struct ComparisonOptions {
  std::uint64_t seed = 1;
  std::uint32_t replicates = 30;
  double zone_mln_cny = 1000;  ///< of real GDP a year: smaller differences do not decide a rank
  bool explain = false;        ///< switch off each lever that an alternative adds, one at a time
  bool placebo = true;         ///< beside alternatives that cost: the money of the dearest one, spent without an effect
  int threads = 0;             ///< of all runs together; 0: all cores
  int at_once = 0;             ///< runs side by side; 0: as many as threads and memory allow
  std::uint64_t memory_bytes = 0;  ///< that runs may take together; 0: no limit
  std::function<bool()> stop = {};  ///< asked after each month of each run
  /// After each month: months done and to do over all runs, and the month. Never from two threads at once.
  std::function<void(int done, int total, const std::string& month)> progress = {};
  /// Before the work: what will be done, in a line.
  std::function<void(const std::string& text, int months)> begin = {};
};

/// Runs what is missing in `folder`/runs and writes the tables of a comparison and, last, its manifest into `folder`, which
/// exists. The first scenario is the base; the placebo comes after the last. Returns the summary for people, or "" if the work was stopped: finished runs are
/// kept and need not be run again. Results are a pure function of scenarios, seed and replicates. Throws BadRequest if the
/// scenarios cannot be compared, ModelFailure and MachineFailure like a run.
std::string compare(const std::string& folder, std::vector<Scenario> scenarios, const ComparisonOptions& options);

}  // namespace lingnan

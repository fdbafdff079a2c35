// Stylised facts of a scenario: what its runs show, against what is known.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "lingnan/scenario.hpp"

namespace lingnan {

struct ValidationOptions {
  std::uint64_t seed = 1;
  std::uint32_t replicates = 20;
  int threads = 0;  ///< 0: all cores
  /// After each month: months done and to do over all replicates, and the month.
  std::function<void(int done, int total, const std::string& month)> progress = {};
};

/// Runs the scenario once for each replicate, to the end of its tenth year or to its own end, and measures every fact:
/// a table, or JSON. Never depends on the threads. Throws like `Simulation`, and BadRequest if the region's targets are
/// wrong.
std::string validate(const Scenario& scenario, const ValidationOptions& options, bool json);

/// Runs the scenario as far as `backtest.csv` of its region tells what happened, and holds growth of real GDP of the region and
/// its cities against the replicates: a table, or JSON. Throws BadRequest if the region has no such file.
std::string backtest(const Scenario& scenario, const ValidationOptions& options, bool json);

/// Months of each run of `validate`.
int validation_months(const Scenario& scenario);

}  // namespace lingnan

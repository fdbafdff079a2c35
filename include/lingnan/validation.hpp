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

/// Months of each run.
int validation_months(const Scenario& scenario);

}  // namespace lingnan

// Writing what a run remembers.
#pragma once

#include <string>

#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"

namespace lingnan {

/// Facts about a run that are not in its state.
struct RunFacts {
  double wall_seconds = 0;
  std::uint64_t peak_memory_bytes = 0;
  int threads = 0;
  std::uint64_t seed = 1;
  std::uint32_t replicate = 0;
};

/// Writes every table, `columns.json`, `cities.csv`, `industries.csv` and, last, `manifest.json` into `folder`, which
/// exists. Throws MachineFailure (disk full, no permission) and then leaves no manifest.
void write_results(const std::string& folder, const Scenario& scenario, const Simulation& simulation,
                   const RunFacts& facts);

}  // namespace lingnan

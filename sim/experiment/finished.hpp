// Finished runs as they lie in their folders, for a comparison without running anything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "sim/experiment/outcomes.hpp"

namespace lingnan {

struct FinishedRuns {
  std::vector<Scenario> scenarios;             ///< the base first
  std::vector<std::vector<RunOutcomes>> runs;  ///< [setting][pair]
  std::uint64_t seed = 1;                      ///< of the first pair
};

/// Runs of the same scenario are replicates of one setting; the first folder's is the base. Runs of the same seed and replicate are
/// a pair. Throws BadRequest where a folder holds no finished run, where a scenario's files are not what they were, where runs are
/// of different versions of the program, and where a setting lacks a replicate that another has.
FinishedRuns read_finished(const std::vector<std::string>& folders);

}  // namespace lingnan

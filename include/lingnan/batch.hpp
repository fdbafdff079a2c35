// Designed experiments: settings × draws of parameters × replicates.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lingnan/many_runs.hpp"

namespace lingnan {

struct Experiment;
class Ranks;

struct BatchOptions : ManyRuns {
  Ranks* ranks = nullptr;  ///< that share the work out; none: alone
  std::size_t shard = 0, shards = 1;             ///< which part of the work is done, if in parts
  std::vector<std::string> finished = {};        ///< more folders with finished runs
  bool merge = false;                            ///< the first stage is all there, or it is wrong to ask
};

/// Runs what is missing in `folder`/runs and writes runs.csv, the tables of the analysis and, last, the manifest into
/// `folder`, which exists; of a shard only the manifest. Returns the summary for people, or "" if the work was stopped:
/// finished runs are kept and need not be run again. Results are a pure function of the experiment. Throws BadRequest if a
/// draw makes no scenario, ModelFailure and MachineFailure like a run.
std::string batch(const std::string& folder, const Experiment& experiment, const BatchOptions& options);

/// On all ranks but the first, while that is in `batch`: does what it hands out.
void help_batch(const std::string& folder, const Experiment& experiment, const BatchOptions& options);

}  // namespace lingnan

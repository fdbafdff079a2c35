// `lingnan batch`: a designed experiment into one folder, in one go, in parts or over ranks.
#pragma once

#include <string>

#include "lingnan/batch.hpp"
#include "sim/experiment/experiment.hpp"

namespace lingnan {

/// What the user asked for.
struct BatchRequest {
  std::string experiment;  ///< file
  std::string output;      ///< folder; empty means out/batch-<experiment>
  std::string shard;       ///< "2/5"; empty: all
  ExperimentChanges changes;
  BatchOptions options;
  bool merge = false, force = false, quiet = false;
};

/// Returns the exit code: 0, or 130 if interrupted.
int batch(BatchRequest request);

}  // namespace lingnan

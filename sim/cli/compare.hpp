// `lingnan compare`: a base and its alternatives into one folder; finished runs outlive whatever happens.
#pragma once

#include <string>
#include <vector>

#include "lingnan/comparison.hpp"

namespace lingnan {

/// What the user asked for.
struct CompareRequest {
  std::vector<std::string> scenarios;  ///< files, the base first
  std::vector<std::string> from;       ///< folders of finished runs instead, the base's first
  std::vector<std::string> settings;   ///< PATH=VALUE, for all of them
  std::string output;                  ///< folder; empty means out/compare-<base>
  ComparisonOptions options;
  bool force = false, quiet = false;
};

/// Returns the exit code: 0, or 130 if interrupted.
int compare(CompareRequest request);

}  // namespace lingnan

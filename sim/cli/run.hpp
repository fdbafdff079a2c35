// `lingnan run`: one scenario into one folder, with checkpoints, progress and a clean end whatever happens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lingnan {

/// What the user asked for.
struct RunRequest {
  std::string scenario;               ///< file; empty with `from`
  std::string from;                   ///< manifest whose run is repeated
  std::vector<std::string> settings;  ///< PATH=VALUE
  std::string output;                 ///< folder; empty means out/<scenario>
  std::uint64_t seed = 1;
  std::uint32_t replicate = 0;
  int threads = 0;
  int checkpoint_every = -1;  ///< months, 0 for none, -1 for what the scenario says
  bool force = false, quiet = false, resume = false;
};

/// Returns the exit code: 0, 3 (a repeated run gives another hash) or 130 (interrupted). Throws BadRequest before
/// anything is written, ModelFailure and MachineFailure with the work so far left in DIR.partial.
int run(RunRequest request);

}  // namespace lingnan

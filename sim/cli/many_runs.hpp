// What `compare` and `batch` have in common: progress over many runs, an end when the user asks for it, and the last word.
#pragma once

#include <optional>
#include <string>

#include "lingnan/many_runs.hpp"
#include "sim/cli/machine.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_folder.hpp"

namespace lingnan {

/// While it lives, work on `runs` is told on stderr and ends with the user's wish.
class WorkOnMany {
 public:
  WorkOnMany(ManyRuns& runs, bool quiet);
  /// Publishes the folder and prints the summary, or says where the work goes on if there is none. Returns the exit code.
  int finish(RunFolder& folder, const std::string& summary);

 private:
  const Interruptible guard_;
  bool quiet_;
  std::optional<Progress> progress_;
};

}  // namespace lingnan

// How many runs are shared out over a machine, and who is told.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lingnan {

struct ManyRuns {
  int threads = 0;                 ///< of all runs together; 0: all cores
  int at_once = 0;                 ///< runs side by side; 0: as many as threads and memory allow
  std::uint64_t memory_bytes = 0;  ///< that runs may take together; 0: no limit
  std::function<bool()> stop = {};  ///< asked after each month of each run
  /// After each month: months done and to do over all runs, and the month. Never from two threads at once.
  std::function<void(int done, int total, const std::string& month)> progress = {};
  /// Before the work: what will be done, in a line.
  std::function<void(const std::string& text, int months)> begin = {};
};

}  // namespace lingnan

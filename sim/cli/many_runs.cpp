#include "sim/cli/many_runs.hpp"

#include <fmt/format.h>
#include <malloc.h>

namespace lingnan {

namespace {

/// Columns from this size on go back to the system when their run ends, instead of leaving holes between those of others.
constexpr int kGivenBack = 1 << 20;  // bytes

}  // namespace

WorkOnMany::WorkOnMany(ManyRuns& runs, bool quiet) : quiet_(quiet) {
  mallopt(M_MMAP_THRESHOLD, kGivenBack);
  runs.memory_bytes = available_memory_bytes() / 5 * 4;
  runs.stop = interrupted;
  runs.begin = [this](const std::string& text, int months) {
    progress_.reset();
    if (!quiet_) fmt::print(stderr, "lingnan: {}\n", text);
    progress_.emplace(quiet_, 0, months);
  };
  runs.progress = [this](int done, int, const std::string& month) { progress_->update(done, month); };
}

int WorkOnMany::finish(RunFolder& folder, const std::string& summary) {
  progress_.reset();
  if (summary.empty()) {
    fmt::print(stderr, "lingnan: interrupted. Finished runs are in {0}.partial; the same command goes on from there.\n", folder.shown());
    return 130;
  }
  folder.publish();
  if (!quiet_) fmt::print("{}\n  Results in {}\n", summary, folder.shown());
  return 0;
}

}  // namespace lingnan

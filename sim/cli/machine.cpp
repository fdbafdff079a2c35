#include "sim/cli/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>

namespace lingnan {

namespace {
std::atomic<bool> asked_to_end{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may write it");
}  // namespace

bool interrupted() { return asked_to_end; }

Interruptible::Interruptible() {
  asked_to_end = false;
  struct sigaction action {};
  action.sa_handler = [](int) { asked_to_end = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(SIGINT, &action, &old_int_);
  sigaction(SIGTERM, &action, &old_term_);
}

Interruptible::~Interruptible() {
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
}

std::uint64_t available_memory_bytes() {
  std::uint64_t bytes =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::ifstream file("/sys/fs/cgroup/memory.max");
  if (std::uint64_t limit = 0; file >> limit) bytes = std::min(bytes, limit);
  return bytes;
}

}  // namespace lingnan

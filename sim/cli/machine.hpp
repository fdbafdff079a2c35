// What the command line asks of the machine: memory, and to be told when the user wants an end.
#pragma once

#include <csignal>
#include <cstdint>

namespace lingnan {

/// Has SIGINT or SIGTERM come since the last `Interruptible` began?
bool interrupted();

/// While it lives, the first SIGINT or SIGTERM asks for the end after the month; a second one ends the program at once.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  struct sigaction old_int_ {
  }, old_term_{};
};

/// Physical memory, or the limit of the container if that is lower.
std::uint64_t available_memory_bytes();

}  // namespace lingnan

// Errors of the program itself. A scenario's mistakes are `Problem`s, the machine's are exceptions of their own.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace lingnan {

/// The model broke one of its own promises. The command line turns it into exit code 3.
class ModelFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The machine failed: disk full, unreadable file. The command line turns it into exit code 4.
class MachineFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void fail(const std::string& what, const std::source_location& where) {
  throw ModelFailure(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " + what);
}

/// What a caller must have made true.
inline void expects(bool condition, const char* what,
                    const std::source_location& where = std::source_location::current()) {
  if (!condition) fail(std::string("requires ") + what, where);
}

/// What a function promises to have made true.
inline void ensures(bool condition, const char* what,
                    const std::source_location& where = std::source_location::current()) {
  if (!condition) fail(std::string("broke its promise: ") + what, where);
}

}  // namespace lingnan

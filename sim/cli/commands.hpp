// The command line: arguments in, exit code out.
#pragma once

namespace lingnan {

/// Runs one command and returns its exit code, see `exit_codes()`. Errors are printed on stderr, one line each.
int command_line(int argc, char** argv);

}  // namespace lingnan

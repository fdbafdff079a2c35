// Commands, options and exit codes: written once, read by the command line's own help and by `describe contract`.
#pragma once

#include <string>
#include <vector>

namespace lingnan {

struct OptionInfo {
  std::string flags;  ///< "-o,--output"
  std::string value;  ///< what follows it, "" for a switch
  std::string doc;
};

struct CommandInfo {
  std::string name, arguments, doc;
  std::vector<OptionInfo> options;

  /// The option with these flags. Requires: it exists.
  const OptionInfo& option(const std::string& flags) const;
};

struct ExitCode {
  int code;
  std::string doc;
};

/// Every command, in the order of the help.
const std::vector<CommandInfo>& commands();
/// One of them. Requires: it exists.
const CommandInfo& command(const std::string& name);
const std::vector<ExitCode>& exit_codes();

}  // namespace lingnan

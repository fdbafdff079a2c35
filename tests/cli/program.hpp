// The built program as its users call it: arguments in, exit code and text out.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lingnan::tests {

/// An empty folder that goes away with its object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int code = -1;  ///< exit code, 128 + n if signal n ended the program
  std::string out, err;
};

/// A program at work in `folder`, its output going to files there.
class Running {
 public:
  Running(const std::filesystem::path& folder, const std::vector<std::string>& command);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  void send(int signal) const;
  /// Waits until the file is there; false if the program ends first.
  bool wait_for(const std::filesystem::path& file);
  Outcome wait();

 private:
  std::filesystem::path folder_;
  pid_t process_ = -1;
};

/// Runs the built program with the arguments and waits for its end.
Outcome call(const std::filesystem::path& folder, std::vector<std::string> arguments);
/// The same for any command line of the shell; $LINGNAN is the program.
Outcome shell(const std::filesystem::path& folder, const std::string& line);

/// Full path of a file of the sources, such as "tests/worlds/toy.yaml".
std::string source_file(const std::string& name);
std::string text_of(const std::filesystem::path& file);

/// A row of a table by the names of its columns.
using Row = std::map<std::string, std::string>;
/// Every row. Requires: no quotation marks, as many fields as columns.
std::vector<Row> rows(const std::filesystem::path& file);

}  // namespace lingnan::tests

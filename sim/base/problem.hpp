// The mistakes of a scenario or a data folder: collected, never thrown one by one.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace lingnan {

/// One mistake and where it stands. Lines and columns count from 1; 0 means the whole file.
struct Problem {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;

  /// "file:line:column: message", the form that editors jump to.
  std::string text() const;
};

/// All mistakes of one request. The command line prints each on a line and ends with exit code 2.
class BadRequest : public std::runtime_error {
 public:
  explicit BadRequest(std::vector<Problem> problems);
  explicit BadRequest(const std::string& message);  ///< a mistake with no file, such as a usage error
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// The closest of `known` to `word` within a third of its length, or "" (for "Did you mean ...?").
std::string nearest(const std::string& word, const std::vector<std::string>& known);

}  // namespace lingnan

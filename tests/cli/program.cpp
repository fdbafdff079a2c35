#include "tests/cli/program.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace lingnan::tests {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "lingnan-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Running::Running(const fs::path& folder, const std::vector<std::string>& command) : folder_(folder) {
  std::vector<char*> words;
  std::vector<std::string> copy = command;
  for (std::string& word : copy) words.push_back(word.data());
  words.push_back(nullptr);
  const std::string out = folder_ / ".stdout", err = folder_ / ".stderr";
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("no new process");
  if (process_ > 0) return;
  const int nothing = ::open("/dev/null", O_RDONLY);
  const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (::chdir(folder_.c_str()) != 0 || ::dup2(nothing, 0) < 0 || ::dup2(to_out, 1) < 0 || ::dup2(to_err, 2) < 0)
    ::_exit(126);
  ::setenv("LINGNAN", LINGNAN_PROGRAM, 1);
  ::execv(words[0], words.data());
  ::_exit(127);
}

Running::~Running() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Running::send(int signal) const { ::kill(process_, signal); }

bool Running::wait_for(const fs::path& file) {
  while (!fs::exists(file)) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT);
    if (info.si_pid == process_) return fs::exists(file);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

Outcome Running::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = text_of(folder_ / ".stdout");
  outcome.err = text_of(folder_ / ".stderr");
  return outcome;
}

Outcome call(const fs::path& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), LINGNAN_PROGRAM);
  return Running(folder, arguments).wait();
}

Outcome shell(const fs::path& folder, const std::string& line) {
  return Running(folder, {"/bin/sh", "-c", line}).wait();
}

std::string source_file(const std::string& name) { return std::string(LINGNAN_SOURCE_DIR) + "/" + name; }

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<Row> rows(const fs::path& file) {
  const auto fields = [](const std::string& line) {
    std::vector<std::string> all(1);
    for (const char c : line) {
      if (c == ',')
        all.emplace_back();
      else
        all.back() += c;
    }
    return all;
  };
  std::istringstream text(text_of(file));
  std::string line;
  std::getline(text, line);
  const std::vector<std::string> header = fields(line);
  std::vector<Row> table;
  while (std::getline(text, line)) {
    const std::vector<std::string> row = fields(line);
    REQUIRE(row.size() == header.size());
    table.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) table.back()[header[i]] = row[i];
  }
  return table;
}

}  // namespace lingnan::tests

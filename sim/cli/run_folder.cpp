#include "sim/cli/run_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lingnan/results.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"

namespace lingnan {

namespace fs = std::filesystem;

namespace {

/// DIR with links followed and without a slash at the end, so that DIR.partial stands beside it on the same disk.
fs::path resolved(const std::string& folder) {
  fs::path path = fs::weakly_canonical(fs::absolute(folder));
  if (!path.has_filename()) path = path.parent_path();
  return path;
}

bool holds_files(const fs::path& folder) { return fs::is_directory(folder) && !fs::is_empty(folder); }

constexpr const char* kLock = ".lingnan-lock";
constexpr const char* kRuns = "runs";

/// Is it the folder of work of this program? A run may have died at any moment, even before its first word.
bool is_work_folder(const fs::path& folder) {
  return fs::exists(folder / kLock) || !read_status(folder.string()).status.empty() ||
         is_result_folder(folder.string());
}

}  // namespace

RunFolder::RunFolder(const std::string& folder, bool force, Earlier earlier)
    : shown_(folder), final_(resolved(folder)), work_(final_.string() + ".partial"), force_(force), earlier_(earlier) {
  if (final_ == final_.root_path()) throw BadRequest(shown_ + ": results cannot replace the root folder");
  if (fs::exists(final_) && !fs::is_directory(final_))
    throw BadRequest(shown_ + ": is a file; results need a folder, name another with -o");
  if (holds_files(final_)) {
    if (!is_result_folder(final_.string()))
      throw BadRequest(shown_ +
                       ": has files that are not a finished run's, and is left alone; name another folder "
                       "with -o");
    if (!force_ && !done_part())
      throw BadRequest(shown_ +
                       ": holds the results of an earlier run; name another folder with -o, or replace them "
                       "with --force");
  }
  if (fs::exists(work_) && !fs::is_directory(work_))
    throw BadRequest(shown_ + ".partial: is a file, but the run works in a folder of that name");
  const bool interrupted = fs::is_regular_file(work_ / "checkpoint.bin");
  const bool resume = earlier_ == Earlier::checkpoint;
  if (resume && !interrupted)
    throw BadRequest(
        fmt::format("{0}: there is no checkpoint in {0}.partial to go on from; run without --resume", shown_));
  if (holds_files(work_) && !is_work_folder(work_))
    throw BadRequest(shown_ +
                     ".partial: has files that are not a run's, and is left alone; name another folder with -o");
  if (interrupted && !resume && !force_)
    throw BadRequest(
        fmt::format("{0}: {0}.partial holds an interrupted run; go on with --resume, or start again with "
                    "--force",
                    shown_));
}

RunFolder::~RunFolder() {
  if (lock_ >= 0) ::close(lock_);
}

bool RunFolder::done_part() const { return earlier_ == Earlier::part && holds_files(final_) && !fs::exists(work_); }

void RunFolder::open() {
  if (!force_ && done_part()) fs::rename(final_, work_);
  fs::create_directories(work_);
  const std::string lock = work_ / kLock;
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) throw MachineFailure(fmt::format("{}: cannot open the file: {}", lock, std::strerror(errno)));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw BadRequest(shown_ + ".partial: another run is working in it; name another folder with -o");
  if (earlier_ == Earlier::checkpoint) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(work_)) {
    const bool goes_on = (earlier_ == Earlier::finished_runs || earlier_ == Earlier::part) && entry.path().filename() == kRuns;
    if (entry.path() != lock && !goes_on) fs::remove_all(entry.path());
  }
}

void RunFolder::publish() {
  for (const char* file : {"checkpoint.bin", "status.json", kLock}) fs::remove(work_ / file);
  if (!holds_files(final_)) {
    fs::rename(work_, final_);
    return;
  }
  if (!force_)
    throw MachineFailure(
        fmt::format("{0}: was filled by somebody else while the run went on; the results "
                    "are in {0}.partial",
                    shown_));
  // Both names change hands in one step; a file system that cannot do that gets two.
  if (::renameat2(AT_FDCWD, work_.c_str(), AT_FDCWD, final_.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(work_);
    return;
  }
  const fs::path old = final_.string() + ".old";
  fs::remove_all(old);
  fs::rename(final_, old);
  fs::rename(work_, final_);
  fs::remove_all(old);
}

std::uint64_t RunFolder::free_bytes() const {
  fs::path existing = final_;
  while (!fs::exists(existing) && existing.has_relative_path()) existing = existing.parent_path();
  struct statvfs disk {};
  if (::statvfs(existing.c_str(), &disk) != 0)
    throw MachineFailure(fmt::format("{}: cannot ask for free space: {}", existing.string(), std::strerror(errno)));
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

}  // namespace lingnan

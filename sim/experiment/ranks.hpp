// The ranks of an MPI job, which pull pieces of work from the first of them by two-sided messages. Only this file's source
// names MPI; without it a process is alone.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace lingnan {

class Ranks {
 public:
  /// Joins the job if the program was started as a part of one. Throws BadRequest if so and it was built without MPI.
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int count() const { return count_; }
  bool first() const { return rank_ == 0; }
  int on_this_machine() const { return on_this_machine_; }

  // By all ranks together, from the thread that made the object.
  /// Takes the step on every rank. Throws on all if it throws on one: its own there, MachineFailure elsewhere.
  void together(const std::function<void()>& step);
  int sum(int number);                       ///< over the ranks
  std::string from_first(std::string text);  ///< what the first rank says

  /// On the first rank, while its own threads work: answers `askers` threads of other ranks, each until it gets nothing.
  /// `report` is told what they say before they ask again.
  void serve(int askers, const std::function<std::optional<std::size_t>()>& next, const std::function<void(const std::string&)>& report);
  /// On the others, from any thread: what came of the last piece, "" before the first; the next piece.
  std::optional<std::size_t> ask(const std::string& report);

 private:
  int rank_ = 0, count_ = 1, on_this_machine_ = 1;
  bool joined_ = false;
  std::mutex mutex_;
};

}  // namespace lingnan

// The ranks of an MPI job, which pull pieces of work from the first of them by two-sided messages. A rank that dies costs the
// pieces it had, which others make again, if MPI lets the rest live (`mpirun --enable-recovery`); it is found by its silence.
// Only this file's source names MPI; without it a process is alone.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

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

  /// On the first rank, while its own threads work: answers the others until all of them ask no more. `report` is told what came
  /// of a piece before the next is asked for; `lost`, that a rank is silent and which pieces it had.
  void serve(const std::function<std::optional<std::size_t>()>& next, const std::function<void(std::size_t piece, const std::string&)>& report,
             const std::function<void(int rank, const std::vector<std::size_t>&)>& lost);
  /// On the others, from any thread: the last piece, none before the first, and what came of it; returns the next piece. Throws
  /// MachineFailure, as all of the above, if the first rank has died.
  std::optional<std::size_t> ask(std::optional<std::size_t> last, const std::string& report);
  void ask_no_more();  ///< when all threads of this rank have got nothing

 private:
  using Clock = std::chrono::steady_clock;

  int rank_ = 0, count_ = 1, on_this_machine_ = 1;
  bool joined_ = false;
  std::mutex mutex_;  // of MPI, which one thread at a time calls, and of what follows
  std::vector<bool> lost_;
  std::vector<Clock::time_point> heard_;
  std::atomic<bool> any_lost_ = false;
  std::jthread beat_;

  void beat(const std::stop_token& stop);
  void listen_anew();
  std::vector<int> newly_silent();
  std::string wait_for_first(int tag);
  void to_all(int tag, const std::string& text);
};

}  // namespace lingnan

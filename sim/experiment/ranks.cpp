#include "sim/experiment/ranks.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"

#ifdef LINGNAN_MPI
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <condition_variable>
#endif

namespace lingnan {

namespace {

/// Started by mpirun or srun as one of several? Looked up before MPI, which costs time to begin.
bool one_of_several() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_SIZE"})
    if (const char* size = std::getenv(name)) return std::atoi(size) > 1;
  const char *step = std::getenv("SLURM_STEP_NUM_TASKS"), *rank = std::getenv("SLURM_PROCID");
  return step && rank && std::atoi(step) > 1;
}

}  // namespace

#ifdef LINGNAN_MPI

namespace {
enum Tag : int { kAlive = 1, kReport, kEnough, kPiece, kNumber, kTotal, kText };
constexpr long kNothing = -1;
constexpr auto kBeat = std::chrono::seconds(1);
constexpr auto kSilence = std::chrono::seconds(10);       // after which a rank is given up
constexpr auto kFirstSilence = std::chrono::seconds(60);  // after which the others give up

void send(int rank, Tag tag, const std::string& text = "") {
  MPI_Send(text.data(), static_cast<int>(text.size()), MPI_CHAR, rank, tag, MPI_COMM_WORLD);
}

template <class... Numbers>
std::string packed(Numbers... numbers) {
  const long list[] = {static_cast<long>(numbers)...};
  return {reinterpret_cast<const char*>(list), sizeof list};
}
long number_at(const std::string& text, std::size_t place) {
  long number = 0;
  std::memcpy(&number, text.data() + place * sizeof number, sizeof number);
  return number;
}

struct Message {
  int rank;
  std::string text;
};
/// One that has come, without waiting.
std::optional<Message> taken(int rank, Tag tag) {
  int there = 0, size = 0;
  MPI_Status status;
  if (MPI_Iprobe(rank, tag, MPI_COMM_WORLD, &there, &status) != MPI_SUCCESS || there == 0) return std::nullopt;
  MPI_Get_count(&status, MPI_CHAR, &size);
  Message message = {status.MPI_SOURCE, std::string(static_cast<std::size_t>(size), '\0')};
  MPI_Recv(message.text.data(), size, MPI_CHAR, message.rank, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return message;
}

/// MPI itself would wait with a core at full speed.
void rest() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }
}  // namespace

Ranks::Ranks() {
  if (!one_of_several()) return;
  int level = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level);
  joined_ = true;
  if (level < MPI_THREAD_SERIALIZED) throw MachineFailure("this MPI does not let threads take turns (MPI_THREAD_SERIALIZED)");
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);  // who does not answer is found by silence
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &count_);
  MPI_Comm here = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
  MPI_Comm_size(here, &on_this_machine_);
  MPI_Comm_free(&here);
  lost_.assign(static_cast<std::size_t>(count_), false);
  heard_.assign(lost_.size(), Clock::now());
  beat_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
}

Ranks::~Ranks() {
  if (!joined_) return;
  beat_.request_stop();
  beat_.join();
  if (!any_lost_) MPI_Finalize();  // which would wait for all
}

/// Every second: who works for hours has not died.
void Ranks::beat(const std::stop_token& stop) {
  std::mutex alone;
  std::condition_variable_any woken;
  std::unique_lock waiting(alone);
  while (!woken.wait_for(waiting, stop, kBeat, [] { return false; }) && !stop.stop_requested()) {
    const std::lock_guard lock(mutex_);
    if (!first()) send(0, kAlive);
    for (int rank = 1; first() && rank < count_; ++rank)
      if (!lost_[static_cast<std::size_t>(rank)]) send(rank, kAlive);
  }
}

void Ranks::listen_anew() {
  const std::lock_guard lock(mutex_);
  std::fill(heard_.begin(), heard_.end(), Clock::now());
}

std::vector<int> Ranks::newly_silent() {
  const std::lock_guard lock(mutex_);
  while (const std::optional<Message> sign = taken(MPI_ANY_SOURCE, kAlive)) heard_[static_cast<std::size_t>(sign->rank)] = Clock::now();
  std::vector<int> silent;
  for (int rank = first() ? 1 : 0; rank < (first() ? count_ : 1); ++rank) {
    const auto r = static_cast<std::size_t>(rank);
    if (lost_[r] || Clock::now() - heard_[r] < (first() ? kSilence : kFirstSilence)) continue;
    lost_[r] = true;
    any_lost_ = true;
    silent.push_back(rank);
  }
  return silent;
}

/// On the others: what the first rank says next under a tag.
std::string Ranks::wait_for_first(int tag) {
  listen_anew();
  for (;; rest()) {
    newly_silent();
    const std::lock_guard lock(mutex_);
    if (lost_[0]) throw MachineFailure("the first rank of the job does not answer");
    if (std::optional<Message> message = taken(0, static_cast<Tag>(tag))) return std::move(message->text);
  }
}

int Ranks::sum(int number) {
  if (!joined_) return number;
  if (!first()) {
    {
      const std::lock_guard lock(mutex_);
      send(0, kNumber, packed(number));
    }
    const std::string total = wait_for_first(kTotal);
    any_lost_ = any_lost_ || number_at(total, 1) > 0;
    return static_cast<int>(number_at(total, 0));
  }
  listen_anew();
  long all = number;
  std::vector<bool> told = lost_;
  told[0] = true;
  for (; std::find(told.begin(), told.end(), false) != told.end(); rest()) {
    for (const int rank : newly_silent()) told[static_cast<std::size_t>(rank)] = true;
    const std::lock_guard lock(mutex_);
    while (const std::optional<Message> message = taken(MPI_ANY_SOURCE, kNumber)) {
      all += number_at(message->text, 0);
      told[static_cast<std::size_t>(message->rank)] = true;
    }
  }
  to_all(kTotal, packed(all, any_lost_.load()));
  return static_cast<int>(all);
}

void Ranks::to_all(int tag, const std::string& text) {
  const std::lock_guard lock(mutex_);
  for (int rank = 1; rank < count_; ++rank)
    if (!lost_[static_cast<std::size_t>(rank)]) send(rank, static_cast<Tag>(tag), text);
}

std::string Ranks::from_first(std::string text) {
  if (!joined_) return text;
  if (first()) {
    to_all(kText, packed(any_lost_.load()) + text);
    return text;
  }
  text = wait_for_first(kText);
  any_lost_ = any_lost_ || number_at(text, 0) > 0;
  return text.substr(sizeof(long));
}

void Ranks::serve(const std::function<std::optional<std::size_t>()>& next, const std::function<void(std::size_t piece, const std::string&)>& report,
                  const std::function<void(int rank, const std::vector<std::size_t>&)>& lost) {
  listen_anew();
  std::vector<std::vector<std::size_t>> out(static_cast<std::size_t>(count_));
  std::vector<bool> asks(out.size(), true);
  asks[0] = false;
  for (std::size_t r = 1; r < asks.size(); ++r) asks[r] = !lost_[r];
  for (; std::find(asks.begin(), asks.end(), true) != asks.end(); rest()) {
    for (const int rank : newly_silent()) {
      const auto r = static_cast<std::size_t>(rank);
      asks[r] = false;
      lost(rank, std::exchange(out[r], {}));
    }
    const std::lock_guard lock(mutex_);
    while (const std::optional<Message> message = taken(MPI_ANY_SOURCE, kReport)) {
      const auto r = static_cast<std::size_t>(message->rank);
      if (lost_[r]) continue;
      if (const long last = number_at(message->text, 0); last != kNothing) {
        const auto piece = static_cast<std::size_t>(last);
        std::erase(out[r], piece);
        report(piece, message->text.substr(sizeof(long)));
      }
      const std::optional<std::size_t> piece = next();
      if (piece) out[r].push_back(*piece);
      send(message->rank, kPiece, packed(piece ? static_cast<long>(*piece) : kNothing));
    }
    while (const std::optional<Message> message = taken(MPI_ANY_SOURCE, kEnough)) asks[static_cast<std::size_t>(message->rank)] = false;
  }
}

std::optional<std::size_t> Ranks::ask(std::optional<std::size_t> last, const std::string& report) {
  {
    const std::lock_guard lock(mutex_);
    send(0, kReport, packed(last ? static_cast<long>(*last) : kNothing) + report);
  }
  const long answer = number_at(wait_for_first(kPiece), 0);
  return answer == kNothing ? std::nullopt : std::optional(static_cast<std::size_t>(answer));
}

void Ranks::ask_no_more() {
  const std::lock_guard lock(mutex_);
  send(0, kEnough);
}

#else

Ranks::Ranks() {
  if (one_of_several())
    throw BadRequest("started as one of several ranks, but built without MPI: install libopenmpi-dev and build again, or use --shard I/N");
}
Ranks::~Ranks() = default;
int Ranks::sum(int number) { return number; }
std::string Ranks::from_first(std::string text) { return text; }
void Ranks::serve(const std::function<std::optional<std::size_t>()>&, const std::function<void(std::size_t, const std::string&)>&,
                  const std::function<void(int, const std::vector<std::size_t>&)>&) {
  expects(false, "several ranks");
}
std::optional<std::size_t> Ranks::ask(std::optional<std::size_t>, const std::string&) {
  expects(false, "several ranks");
  return std::nullopt;
}
void Ranks::ask_no_more() {}

#endif

void Ranks::together(const std::function<void()>& step) {
  std::exception_ptr failure;
  try {
    step();
  } catch (...) {
    failure = std::current_exception();
  }
  const int failed = sum(failure ? 1 : 0);
  if (failure) std::rethrow_exception(failure);
  if (failed > 0) throw MachineFailure("another rank of the job failed, see what it says");
}

}  // namespace lingnan

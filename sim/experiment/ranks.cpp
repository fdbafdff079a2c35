#include "sim/experiment/ranks.hpp"

#include <cstdlib>
#include <exception>

#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"

#ifdef LINGNAN_MPI
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <chrono>
#include <thread>
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
constexpr int kReport = 1, kPiece = 2;  // tags
constexpr long kNothing = -1;
}  // namespace

Ranks::Ranks() {
  if (!one_of_several()) return;
  int level = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level);
  joined_ = true;
  if (level < MPI_THREAD_SERIALIZED) throw MachineFailure("this MPI does not let threads take turns (MPI_THREAD_SERIALIZED)");
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &count_);
  MPI_Comm here = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
  MPI_Comm_size(here, &on_this_machine_);
  MPI_Comm_free(&here);
}

Ranks::~Ranks() {
  if (joined_) MPI_Finalize();
}

int Ranks::sum(int number) {
  int all = number;
  if (joined_) MPI_Allreduce(&number, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  return all;
}

std::string Ranks::from_first(std::string text) {
  if (!joined_) return text;
  int size = static_cast<int>(text.size());
  MPI_Bcast(&size, 1, MPI_INT, 0, MPI_COMM_WORLD);
  text.resize(static_cast<std::size_t>(size));
  MPI_Bcast(text.data(), size, MPI_CHAR, 0, MPI_COMM_WORLD);
  return text;
}

void Ranks::serve(int askers, const std::function<std::optional<std::size_t>()>& next, const std::function<void(const std::string&)>& report) {
  while (askers > 0) {
    int there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, kReport, MPI_COMM_WORLD, &there, &status);
    if (there == 0) {  // MPI itself would wait with a core at full speed
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    int size = 0;
    MPI_Get_count(&status, MPI_CHAR, &size);
    std::string text(static_cast<std::size_t>(size), '\0');
    MPI_Recv(text.data(), size, MPI_CHAR, status.MPI_SOURCE, kReport, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (!text.empty()) report(text);
    const std::optional<std::size_t> piece = next();
    const long answer = piece ? static_cast<long>(*piece) : kNothing;
    MPI_Send(&answer, 1, MPI_LONG, status.MPI_SOURCE, kPiece, MPI_COMM_WORLD);
    if (!piece) --askers;
  }
}

std::optional<std::size_t> Ranks::ask(const std::string& report) {
  const std::lock_guard lock(mutex_);
  long answer = kNothing;
  MPI_Send(report.data(), static_cast<int>(report.size()), MPI_CHAR, 0, kReport, MPI_COMM_WORLD);
  MPI_Recv(&answer, 1, MPI_LONG, 0, kPiece, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return answer == kNothing ? std::nullopt : std::optional(static_cast<std::size_t>(answer));
}

#else

Ranks::Ranks() {
  if (one_of_several())
    throw BadRequest("started as one of several ranks, but built without MPI: install libopenmpi-dev and build again, or use --shard I/N");
}
Ranks::~Ranks() = default;
int Ranks::sum(int number) { return number; }
std::string Ranks::from_first(std::string text) { return text; }
void Ranks::serve(int, const std::function<std::optional<std::size_t>()>&, const std::function<void(const std::string&)>&) {
  expects(false, "several ranks");
}
std::optional<std::size_t> Ranks::ask(const std::string&) {
  expects(false, "several ranks");
  return std::nullopt;
}

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

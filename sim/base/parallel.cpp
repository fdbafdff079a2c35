#include "sim/base/parallel.hpp"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace lingnan {

namespace {
thread_local tbb::task_arena* current_arena = nullptr;
}

// The arena is made together with a global limit: without it TBB never starts more workers than there are cores.
struct Threads::Limit {
  tbb::global_control control;
  tbb::task_arena arena;
  tbb::task_arena* outer;

  explicit Limit(int count)
      : control(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count)),
        arena(count),
        outer(current_arena) {
    current_arena = &arena;
  }
  ~Limit() { current_arena = outer; }
};

Threads::Threads(int count)
    : count_(count_of(count)),
      limit_(new Limit(count_)) {}

int Threads::count_of(int asked) { return asked > 0 ? asked : tbb::info::default_concurrency(); }

Threads::~Threads() { delete limit_; }

void detail::run_tasks(std::size_t tasks, const std::function<void(std::size_t)>& task) {
  const auto run = [&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, tasks, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t t = range.begin(); t != range.end(); ++t) task(t);
        },
        tbb::simple_partitioner());
  };
  if (current_arena == nullptr) {
    run();
  } else if (current_arena->max_concurrency() == 1) {
    for (std::size_t t = 0; t < tasks; ++t) task(t);
  } else {
    current_arena->execute(run);
  }
}

void run_side_by_side(std::size_t jobs, int at_once, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t k = next++; k < jobs; k = next++) {
      try {
        job(k);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = jobs;
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t t = 1; t < std::min(jobs, static_cast<std::size_t>(std::max(1, at_once))); ++t) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lingnan

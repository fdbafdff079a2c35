// The only place that names a threading library. Every verb cuts its range into blocks of a fixed size, so what
// is computed, and in which order results are added, never depends on the number of threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "sim/base/ids.hpp"

namespace lingnan {

/// Rows per block. A power of two large enough to hide the cost of a task, small enough to share work.
inline constexpr std::size_t kBlock = 4096;

namespace detail {
/// Calls task(b) for b in [0, tasks) on the threads of the current `Threads`. Exceptions of a task are rethrown.
void run_tasks(std::size_t tasks, const std::function<void(std::size_t)>& task);
}  // namespace detail

/// Limits everything that its thread does in its life to `count` threads; 0 means one per core that the process may use: a
/// scheduler's binding counts. More threads than cores is allowed.
class Threads {
 public:
  explicit Threads(int count);
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  int count() const { return count_; }
  /// How many threads that asks for; no fewer than 1.
  static int count_of(int asked);

 private:
  int count_;
  struct Limit;
  Limit* limit_;
};

/// job(k) for k in [0, jobs), at most `at_once` at a time, each on a thread of its own that may limit its `Threads`. For whole
/// runs. The first exception is rethrown when all that have begun are done; no further ones begin.
void run_side_by_side(std::size_t jobs, int at_once, const std::function<void(std::size_t)>& job);

/// Each task once; use it where a task is a city, a cell or another natural piece of work.
template <class Body>
void for_each_task(std::size_t tasks, Body&& body) {
  if (tasks == 0) return;
  if (tasks == 1) {
    body(std::size_t{0});
    return;
  }
  detail::run_tasks(tasks, [&body](std::size_t task) { body(task); });
}

/// body(first, last) for consecutive blocks of raw indices.
template <class Body>
void for_each_block(std::size_t size, Body&& body) {
  const std::size_t blocks = (size + kBlock - 1) / kBlock;
  for_each_task(blocks, [&](std::size_t b) { body(b * kBlock, std::min(size, (b + 1) * kBlock)); });
}

/// body(id) for every id; a row may write only itself.
template <class IdType, class Body>
void for_each(IdRange<IdType> ids, Body&& body) {
  const std::size_t offset = ids.first.value;
  for_each_block(ids.size(), [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) body(IdType{offset + i});
  });
}

/// Sum of value(id) over ids: block by block, then the blocks in order. `Sum` needs `+=` and a zero default.
template <class Sum, class IdType, class Value>
Sum sum_over(IdRange<IdType> ids, Value&& value) {
  const std::size_t size = ids.size();
  const std::size_t blocks = (size + kBlock - 1) / kBlock;
  std::vector<Sum> partial(blocks, Sum{});
  const std::size_t offset = ids.first.value;
  for_each_task(blocks, [&](std::size_t b) {
    Sum sum{};
    const std::size_t last = std::min(size, (b + 1) * kBlock);
    for (std::size_t i = b * kBlock; i < last; ++i) sum += value(IdType{offset + i});
    partial[b] = sum;
  });
  Sum total{};
  for (const Sum& sum : partial) total += sum;
  return total;
}

}  // namespace lingnan

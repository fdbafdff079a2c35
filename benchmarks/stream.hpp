// The reference that the step is measured against: memory moved as fast as plain loops can, 70 % read, 30 % written.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/base/ids.hpp"

namespace lingnan::benchmarks {

/// Ten columns as large together as the state that the step walks over; seven are read and three written in one pass.
class Stream {
 public:
  explicit Stream(std::size_t state_bytes);

  /// Moves `bytes` bytes, passing over the columns as often as it takes, on the threads of the current `Threads`.
  void move(std::size_t bytes);

  /// Depends on everything written, so that nothing can be left out.
  double checksum() const;

 private:
  static constexpr std::size_t kRead = 7, kWritten = 3;
  using RowId = Id<struct StreamRowTag>;

  void rows(std::size_t first, std::size_t last);

  std::size_t size_;
  std::vector<Column<RowId, double>> read_, written_;
};

}  // namespace lingnan::benchmarks

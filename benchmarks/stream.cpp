// Compiled with flags of its own (see CMakeLists.txt), so that the reference stays the same when the program's change.
#include "benchmarks/stream.hpp"

#include <algorithm>

#include "sim/base/parallel.hpp"

namespace lingnan::benchmarks {

Stream::Stream(std::size_t state_bytes)
    : size_(std::max(kBlock, state_bytes / ((kRead + kWritten) * sizeof(double)))) {
  for (std::size_t k = 0; k < kRead; ++k) read_.emplace_back(size_, 1.0 + static_cast<double>(k));
  for (std::size_t k = 0; k < kWritten; ++k) written_.emplace_back(size_);
}

void Stream::move(std::size_t bytes) {
  std::size_t left = bytes / ((kRead + kWritten) * sizeof(double));
  while (left > 0) {
    const std::size_t now = std::min(left, size_);
    for_each_block(now, [&](std::size_t first, std::size_t last) { rows(first, last); });
    left -= now;
  }
}

void Stream::rows(std::size_t first, std::size_t last) {
  const double* const __restrict a = read_[0].data();
  const double* const __restrict b = read_[1].data();
  const double* const __restrict c = read_[2].data();
  const double* const __restrict d = read_[3].data();
  const double* const __restrict e = read_[4].data();
  const double* const __restrict f = read_[5].data();
  const double* const __restrict g = read_[6].data();
  double* const __restrict x = written_[0].data();
  double* const __restrict y = written_[1].data();
  double* const __restrict z = written_[2].data();
  for (std::size_t i = first; i < last; ++i) {
    x[i] = a[i] + b[i] * c[i];
    y[i] = d[i] + e[i] * f[i];
    z[i] = g[i] + x[i] * y[i];
  }
}

double Stream::checksum() const {
  double sum = 0;
  for (const auto& column : written_)
    for (const double value : column) sum += value;
  return sum;
}

}  // namespace lingnan::benchmarks

// In a file of its own with fixed flags, so that a change of the program never changes its reference.
#include "benchmarks/stream.hpp"

#include "sim/base/parallel.hpp"

namespace lingnan::benchmarks {

void stream(const double* const* in, std::size_t reads, double* const* out, std::size_t writes, std::size_t size) {
  for_each_block(size, [&](std::size_t first, std::size_t last) {
    // two arrays are read for each that is written, as far as they go
    for (std::size_t w = 0; w < writes; ++w) {
      double* __restrict target = out[w];
      const double* a = in[(2 * w) % reads];
      const double* b = in[(2 * w + 1) % reads];
      for (std::size_t i = first; i < last; ++i) target[i] = a[i] + 0.5 * b[i];
    }
    double sum = 0;
    for (std::size_t r = 2 * writes; r < reads; ++r) {
      const double* a = in[r];
      for (std::size_t i = first; i < last; i += 4) sum += a[i] + a[i + 1] + a[i + 2] + a[i + 3];
    }
    if (sum == 0.125) out[0][first] = sum;  // keeps the reads
  });
}

}  // namespace lingnan::benchmarks

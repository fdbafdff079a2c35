// The reference every step is measured against: streaming the same number of bytes through memory.
#pragma once

#include <cstddef>

namespace lingnan::benchmarks {

/// Reads `reads` and writes `writes` arrays of `size` doubles each, once, block by block on the current threads.
void stream(const double* const* in, std::size_t reads, double* const* out, std::size_t writes, std::size_t size);

}  // namespace lingnan::benchmarks

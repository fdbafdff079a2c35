// 64-bit hashes of memory (XXH3), the same for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lingnan {

/// Hash of `bytes` bytes at `data`, in chunks of fixed size that may be hashed side by side.
std::uint64_t hash_memory(const void* data, std::size_t bytes, std::uint64_t seed = 0);

}  // namespace lingnan

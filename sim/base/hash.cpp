#include "sim/base/hash.hpp"

#include <xxhash.h>

#include <algorithm>
#include <vector>

#include "sim/base/parallel.hpp"

namespace lingnan {

std::uint64_t hash_memory(const void* data, std::size_t bytes, std::uint64_t seed) {
  constexpr std::size_t kChunk = std::size_t{1} << 18;
  const auto* start = static_cast<const unsigned char*>(data);
  if (bytes <= kChunk) return XXH3_64bits_withSeed(start, bytes, seed);
  std::vector<std::uint64_t> parts((bytes + kChunk - 1) / kChunk);
  for_each_task(parts.size(), [&](std::size_t i) {
    const std::size_t first = i * kChunk;
    parts[i] = XXH3_64bits_withSeed(start + first, std::min(kChunk, bytes - first), seed);
  });
  return XXH3_64bits_withSeed(parts.data(), parts.size() * sizeof(parts[0]), seed);
}

}  // namespace lingnan

// Order of many whole numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lingnan {

/// Sorts by digits of 11 bits, the lowest first, so that no comparison is guessed wrong; digits that all have in common are left
/// out. `other` is room for as many.
inline void sort_by_digits(std::vector<std::uint64_t>& keys, std::vector<std::uint64_t>& other) {
  constexpr unsigned kBits = 11;
  constexpr std::uint64_t kDigit = (1U << kBits) - 1;
  std::uint64_t differ = 0;
  for (const std::uint64_t key : keys) differ |= key ^ keys.front();
  other.resize(keys.size());
  std::array<std::uint32_t, kDigit + 1> place;
  for (unsigned shift = 0; shift < 64; shift += kBits) {
    if ((differ >> shift & kDigit) == 0) continue;
    place.fill(0);
    for (const std::uint64_t key : keys) ++place[key >> shift & kDigit];
    std::uint32_t next = 0;
    for (std::uint32_t& p : place) {
      const std::uint32_t count = p;
      p = next;
      next += count;
    }
    for (const std::uint64_t key : keys) other[place[key >> shift & kDigit]++] = key;
    keys.swap(other);
  }
}

}  // namespace lingnan

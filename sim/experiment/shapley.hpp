// What each part of a package adds, whatever order the parts come in: Shapley's value by permutations (Castro, Gomez & Tejada 2009,
// Polynomial calculation of the Shapley value based on sampling), all of them where they are few. A permutation comes with its
// reverse (Mitchell, Cooper, Frank & Holmes 2022, Sampling permutations for Shapley value estimation).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace lingnan {

/// Which of the parts are there: bit by bit, the first part lowest.
using Coalition = std::uint64_t;
inline constexpr std::size_t kMostParts = 63;

using Permutations = std::vector<std::vector<std::size_t>>;

/// All permutations of the parts if there are at most `count`; else `count` of them, drawn anew for each replicate, an odd number
/// made even.
Permutations permutations_of(std::size_t parts, std::size_t count, std::uint64_t seed, std::uint32_t replicate);

/// Those that are met on the way from none to all of the parts, each once, in rising order.
std::vector<Coalition> coalitions_of(const Permutations& permutations);

/// By part: mean over the permutations of what it adds to those before it. They add up to value(all) - value(none).
std::vector<double> shapley_values(const Permutations& permutations, const std::function<double(Coalition)>& value);

}  // namespace lingnan

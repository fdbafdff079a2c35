#include "sim/experiment/shapley.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "sim/base/assertions.hpp"
#include "sim/base/random.hpp"

namespace lingnan {

Permutations permutations_of(std::size_t parts, std::size_t count, std::uint64_t seed, std::uint32_t replicate) {
  expects(parts >= 1 && parts <= kMostParts && count >= 1, "parts and permutations");
  std::vector<std::size_t> order(parts);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Permutations all;
  do {
    all.push_back(order);
  } while (all.size() <= count && std::next_permutation(order.begin(), order.end()));
  if (all.size() <= count) return all;
  all.clear();
  const Luck luck(seed, replicate);
  for (std::uint32_t k = 0; all.size() < count; ++k) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = parts - 1; i > 0; --i) {
      const double u = luck.uniform(Event::resampling, k, static_cast<std::uint32_t>(i));
      std::swap(order[i], order[std::min(i, static_cast<std::size_t>(u * static_cast<double>(i + 1)))]);
    }
    all.push_back(order);
    all.emplace_back(order.rbegin(), order.rend());
  }
  return all;
}

std::vector<Coalition> coalitions_of(const Permutations& permutations) {
  std::set<Coalition> met;
  for (const std::vector<std::size_t>& order : permutations) {
    Coalition there = 0;
    met.insert(there);
    for (const std::size_t part : order) met.insert(there |= Coalition{1} << part);
  }
  return {met.begin(), met.end()};
}

std::vector<double> shapley_values(const Permutations& permutations, const std::function<double(Coalition)>& value) {
  std::vector<double> added(permutations.front().size(), 0.0);
  for (const std::vector<std::size_t>& order : permutations) {
    Coalition there = 0;
    double before = value(there);
    for (const std::size_t part : order) {
      const double after = value(there |= Coalition{1} << part);
      added[part] += after - before;
      before = after;
    }
  }
  for (double& sum : added) sum /= static_cast<double>(permutations.size());
  return added;
}

}  // namespace lingnan

// Measures of a world's supply graph that `describe network` and `validate` share.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/world.hpp"

namespace lingnan {

/// Links and the step's orders over links, by enterprise.
struct LinkSums {
  std::vector<std::uint32_t> suppliers, customers;
  std::vector<double> bought, sold;  ///< yuan at base-year prices
};
LinkSums link_sums(const World& world);

/// Links between cities as origin x destination x distance^power, by least squares in logs over all pairs of cities
/// (half a link more each); NaN with fewer than three cities.
double distance_power(const World& world);

}  // namespace lingnan

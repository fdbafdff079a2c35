#include "sim/world/gravity.hpp"

#include <algorithm>
#include <cmath>

namespace lingnan {

std::vector<double> fit_gravity(std::span<const double> kernel, std::span<const double> supply,
                                std::span<const double> use, double tolerance, int rounds) {
  const std::size_t origins = supply.size();
  const std::size_t destinations = use.size();
  std::vector<double> row(origins, 1.0), column(destinations, 0.0);
  const double largest = std::max(*std::max_element(supply.begin(), supply.end()), 1e-300);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t d = 0; d < destinations; ++d) {
      double sum = 0;
      for (std::size_t o = 0; o < origins; ++o) sum += row[o] * kernel[o * destinations + d];
      column[d] = sum > 0 ? use[d] / sum : 0;
    }
    double worst = 0;
    std::vector<double> next(origins);
    for (std::size_t o = 0; o < origins; ++o) {
      double sum = 0;
      for (std::size_t d = 0; d < destinations; ++d) sum += kernel[o * destinations + d] * column[d];
      worst = std::max(worst, std::abs(row[o] * sum - supply[o]));
      next[o] = sum > 0 ? supply[o] / sum : 0;
    }
    if (worst <= tolerance * largest) break;  // the columns are exact for the rows of this round
    row = std::move(next);
  }
  for (std::size_t d = 0; d < destinations; ++d) {
    double sum = 0;
    for (std::size_t o = 0; o < origins; ++o) sum += row[o] * kernel[o * destinations + d];
    column[d] = sum > 0 ? use[d] / sum : 0;
  }
  std::vector<double> flows(origins * destinations);
  for (std::size_t o = 0; o < origins; ++o)
    for (std::size_t d = 0; d < destinations; ++d)
      flows[o * destinations + d] = row[o] * kernel[o * destinations + d] * column[d];
  return flows;
}

}  // namespace lingnan

#include "sim/world/relatedness.hpp"

#include <cmath>

namespace lingnan {

IndustryMatrix likeness_of_inputs(const Region& region) {
  const std::size_t n = region.industry_count();
  IndustryMatrix inputs(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));  // [user][supplier], of length 1
  for (std::size_t s = 0; s < n; ++s) {
    double square = 0;
    for (std::size_t u = 0; u < n; ++u) {
      double sum = 0;
      for (int o = 0; o < kOrigins; ++o) sum += region.flows.z(static_cast<Origin>(o), u, s);
      inputs(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(u)) = sum;
      square += sum * sum;
    }
    if (square > 0) inputs.row(static_cast<Eigen::Index>(s)) /= std::sqrt(square);
  }
  IndustryMatrix likeness = inputs * inputs.transpose();
  likeness.diagonal().setOnes();
  return likeness;
}

}  // namespace lingnan

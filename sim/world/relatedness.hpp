// How much industries have in common.
#pragma once

#include <Eigen/Core>

#include "sim/world/region.hpp"

namespace lingnan {

using IndustryMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Cosine of the inputs of two industries, all origins: 1 with the same mix, 0 with nothing in common.
IndustryMatrix likeness_of_inputs(const Region& region);

}  // namespace lingnan

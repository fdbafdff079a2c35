// Between which ends investment that is due lies when it is ordered in lumps.
#pragma once

#include "sim/world/world.hpp"

namespace lingnan {

/// What is due has mean 0 between its ends although it grows more slowly the larger it is: capital that is missing does
/// not wear, and capital grows meanwhile. Its density is 1 + tilt x, its mean above the middle tilt lump^2 / 12.
inline double tilt_of_due(const Norms& norms, const Recipe& recipe) {
  const double wear = recipe.depreciation_step;
  return (norms.lumpiness * wear + norms.growth) / (norms.lumpiness * (wear + norms.growth));
}

}  // namespace lingnan

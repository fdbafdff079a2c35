// Doubly constrained gravity by iterative proportional fitting.
// Source: Wilson (1967), A statistical theory of spatial distribution models.
#pragma once

#include <span>
#include <vector>

namespace lingnan {

/// Flows f[o][d] = r[o] * kernel[o][d] * c[d] whose destination sums equal `use` exactly and whose origin sums equal
/// `supply` within `tolerance` (relative to the largest). Both margins must have the same total; origins or destinations
/// of zero get nothing. Returns flows row by row.
std::vector<double> fit_gravity(std::span<const double> kernel, std::span<const double> supply,
                                std::span<const double> use, double tolerance = 1e-13, int rounds = 5000);

}  // namespace lingnan

// Where the draws of an experiment lie, as points of the unit cube. Pure functions of their arguments.
//
// Latin hypercubes: McKay, Beckman & Conover (1979), A comparison of three methods for selecting values of input variables.
// Pairs of samples for indices of variance: Saltelli et al. (2010), Variance based sensitivity analysis of model output,
// on Sobol' sequences with the numbers of Joe & Kuo (2008), shifted by seed bit by bit (Owen 2003, Variance with alternative
// scramblings of digital nets). Trajectories: Morris (1991), Factorial sampling plans for preliminary computational experiments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lingnan {

/// [draw][factor], each in [0, 1].
using Points = std::vector<std::vector<double>>;

/// Every factor has one draw in each of `draws` equal parts of its range.
Points latin_hypercube(std::size_t draws, std::size_t factors, std::uint64_t seed);

/// For each of `base` rows: a point A, a point B, and for each factor A with that factor of B; `factors` + 2 draws a row.
Points saltelli_sample(std::size_t base, std::size_t factors, std::uint64_t seed);

/// `factors` + 1 draws a trajectory: from one to the next a single factor moves by levels / (2 (levels - 1)), up or down.
/// Requires: an even number of levels, at least 2.
Points morris_trajectories(std::size_t trajectories, std::size_t factors, std::size_t levels, std::uint64_t seed);

}  // namespace lingnan

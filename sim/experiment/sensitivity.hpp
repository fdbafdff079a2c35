// What the outcomes of draws and replicates say: how sure a mean is, which factors matter, which setting is robust.
//
// Replicates have their luck in common over draws, so draws and replicates are crossed: an outcome is a mean, a part of the
// draw, a part of the replicate, and a part of both (two-way analysis of variance; Searle, Casella & McCulloch 1992, Variance
// Components). Where there are several replicates, indices and effects are those of the expected outcome: what luck adds to
// squares and products is taken off by the covariance over replicates.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/base/statistics.hpp"
#include "sim/experiment/design.hpp"

namespace lingnan {

/// One outcome of one setting: [draw][replicate], complete.
using Values = std::vector<std::vector<double>>;

Values difference(const Values& one, const Values& other);
/// Mean over replicates, by draw.
std::vector<double> means_by_draw(const Values& values);
/// Mean over draws, by replicate.
std::vector<double> means_by_replicate(const Values& values);

/// Mean with an interval of 95 %. Draws that are a sample of what may be add to it (Satterthwaite 1946, An approximate
/// distribution of estimates of variance components); points that were chosen do not. With a single replicate the luck that
/// all draws have in common is not in the interval.
Estimate mean_of(const Values& values, bool draws_are_sample);

/// Variances of the parts; NaN without two draws and two replicates. An estimate may be below 0.
struct Components {
  double draws = kNone, replicates = kNone, both = kNone;
};
Components components_of(const Values& values);

/// Parts of the variance over a factor's range: alone (Saltelli et al. 2010) and together with the others (Jansen 1999,
/// Analysis of variance designs for model output), with bootstrap intervals over rows.
struct Indices {
  Estimate first, total;
};
/// For each factor. Requires: the draws of `saltelli_sample`.
std::vector<Indices> indices_of(const Values& values, std::size_t factors);

/// Elementary effects of a factor over its whole range. `noise` is the standard error of one of them for want of replicates.
struct ElementaryEffects {
  Estimate mu_star;  ///< mean of absolute values; bootstrap over trajectories
  double mu = kNone, sigma = kNone, noise = kNone;
};
/// For each factor. Requires: `points` of `morris_trajectories`.
std::vector<ElementaryEffects> elementary_effects_of(const Values& values, const Points& points);

/// In how many draws one setting beats another. `better`: 1 if more is better, -1 if less.
struct Robustness {
  std::size_t draws = 0;
  double share = kNone, low = kNone, high = kNone;  ///< of draws won, ties half; interval by Wilson (1927)
  double sure = kNone;                              ///< share won with an interval of 95 % over replicates beyond 0
  double worst_decile = kNone;                      ///< of the differences, in the outcome's unit
};
Robustness robustness_of(const Values& one, const Values& other, int better);

/// How far a setting stays behind the best one of each draw.
struct Regret {
  double mean = kNone, p95 = kNone, worst = kNone;
};
/// For each setting.
std::vector<Regret> regrets_of(const std::vector<Values>& settings, int better);

}  // namespace lingnan

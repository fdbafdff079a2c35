// Which setting is best: ranking and selection in two stages under common random numbers.
//
// A first stage of replicates drops settings that are surely behind and says how many replicates tell the others apart, a
// second stage runs those. The best one is then chosen rightly with the confidence asked for, if it is better than all
// others by more than the indifference zone. Source: Nelson & Matejcik (1995), Using common random numbers for
// indifference-zone selection and multiple comparisons in simulation, procedure NM (covariance is spherical: differences of
// any two settings vary alike) and the Bonferroni one of Clark & Yang (any covariance). Dropping settings before, half of
// the risk spent on it: Nelson, Swann, Goldsman & Song (2001), Simple procedures for selecting the best simulated system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/statistics.hpp"

namespace lingnan {

struct SelectionRule {
  double zone = 1;           ///< smallest difference that matters, in the unit of the outcome; above 0
  double confidence = 0.95;  ///< probability of the right choice
  bool spherical = true;     ///< NM; else Bonferroni
  int better = 1;            ///< 1 if more is better, -1 if less
};

/// After the first stage.
struct Screening {
  std::vector<std::size_t> left;  ///< settings that may be the best, in their order
  std::size_t needed = 0;         ///< replicates of each of them, the first stage's among them
};
/// `values` are [setting][replicate], as many of all, at least 2 of each; of one setting there is nothing to choose.
Screening screen(const std::vector<std::vector<double>>& values, const SelectionRule& rule);

/// A setting that was left, against the best of the others.
struct Standing {
  double mean = kNone, ahead = kNone;  ///< ahead: less the best of the others, in the better direction
  double low = kNone, high = kNone;    ///< simultaneous interval of that (multiple comparisons with the best)
  bool best = false;
};
/// `values` are those of the settings left.
std::vector<Standing> standings(const std::vector<std::vector<double>>& values, const SelectionRule& rule);

/// The number that the largest of `count` variables does not exceed with probability `share`: multivariate t with `freedom`
/// degrees and correlations of 1/2.
double largest_t_quantile(std::size_t count, double freedom, double share);

}  // namespace lingnan

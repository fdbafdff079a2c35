// Statistics of paired replicates: alternatives and base share their luck, so that effects are means of differences.
//
// Intervals by Student's t on the differences; simultaneous ones by Bonferroni, valid whatever the dependence that common
// random numbers make (Nelson & Matejcik 1995, Using common random numbers for indifference-zone selection and multiple
// comparisons in simulation). p by Holm (1979). The chance of being best by the bootstrap over replicates (Efron 1979),
// all settings of a replicate drawn together.
#pragma once

#include <span>
#include <vector>

#include "sim/base/statistics.hpp"

namespace lingnan {

inline constexpr double kConfidence = 0.95;

/// Values of one outcome at one date: [replicate] for the base and for each alternative.
struct PairedSample {
  std::vector<double> base;
  std::vector<std::vector<double>> alternatives;

  std::size_t replicates() const { return base.size(); }
};

/// An alternative against the base. NaN: not to be had from so few replicates, or without variance.
struct Effect {
  std::size_t n = 0;
  double base_mean = kNone, mean = kNone;
  double low = kNone, high = kNone;                            ///< interval of 95 %
  double simultaneous_low = kNone, simultaneous_high = kNone;  ///< of all alternatives together
  double p_holm = 1;
  double p_best = kNone;  ///< chance of being the best of all settings
  double rho = kNone;     ///< correlation of the pairs
  double error = kNone;   ///< Monte-Carlo standard error of the mean difference
  double detectable = kNone;  ///< smallest effect found with 80 % power at 5 %
  double variance_ratio = kNone;  ///< variance of the difference of unpaired means over that of paired ones

  /// Is the sign sure, all alternatives together?
  bool clear() const { return simultaneous_low > 0 || simultaneous_high < 0; }
};

/// One for each alternative, in their order. `better`: 1 more is better, -1 less, 0 neither (no chance of being best).
std::vector<Effect> effects_of(const PairedSample& sample, int better);

/// How sure it is which of the settings is best: base first, then the alternatives.
struct Ranking {
  std::size_t best = 0;           ///< by mean; 0 is the base
  bool tie = true;                ///< another one cannot be told from it, or differs by less than the indifference zone
  std::vector<std::size_t> tied;  ///< all that may be the best, `best` among them
};
/// All differences of pairs, simultaneously (Bonferroni); `zone` in the unit of the outcome, at least 0.
Ranking ranking_of(const PairedSample& sample, int better, double zone);

/// Rows of a bootstrap sample out of `n`: a pure function of its number.
std::vector<std::size_t> resample(std::size_t n, std::size_t number);
double mean_at(std::span<const double> values, std::span<const std::size_t> rows);

/// One less the other, pair by pair. Requires: as many of both.
std::vector<double> difference(std::span<const double> one, std::span<const double> other);

/// Mean of top over mean of bottom with a bootstrap interval of 95 % over replicates (percentiles); NaN where the
/// denominator's interval holds 0.
Estimate ratio_of_means(std::span<const double> top, std::span<const double> bottom);

}  // namespace lingnan

// Estimators on plain numbers. Where there is too little to estimate from they give NaN. All sums run in the order of
// the numbers, so that results are the same bits on any number of threads.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace lingnan {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Sums for a straight line through weighted points.
class Line {
  double n_ = 0, x_ = 0, y_ = 0, xx_ = 0, xy_ = 0, yy_ = 0;

  double covariance() const { return xy_ / n_ - x_ / n_ * (y_ / n_); }
  double variance_x() const { return xx_ / n_ - x_ / n_ * (x_ / n_); }
  double variance_y() const { return yy_ / n_ - y_ / n_ * (y_ / n_); }

 public:
  void add(double x, double y, double weight = 1) {
    n_ += weight;
    x_ += weight * x;
    y_ += weight * y;
    xx_ += weight * x * x;
    xy_ += weight * x * y;
    yy_ += weight * y * y;
  }
  double weight() const { return n_; }
  double slope() const { return covariance() / variance_x(); }
  double correlation() const { return covariance() / std::sqrt(variance_x() * variance_y()); }
};

double mean(std::span<const double> values);
/// With n - 1.
double standard_deviation(std::span<const double> values);
/// Between the two nearest ranks, by distance. `share` in [0, 1].
double quantile(std::vector<double> values, double share);
double correlation(std::span<const double> x, std::span<const double> y);
/// Correlation of a series with itself `lag` earlier.
double autocorrelation(std::span<const double> series, std::size_t lag);

/// Hill's estimator of the exponent of P(X > x) on the largest `share` of the values, which are positive.
double hill_exponent(std::vector<double> values, double share);
/// The same for whole numbers, exponent of P(X >= k): half a unit off the threshold, ties at the threshold counted in.
double hill_exponent(std::vector<std::uint32_t> counts, double share);

/// Subbotin's (exponential power) density exp(-|(x - centre) / scale|^shape / shape) / (2 scale shape^(1/shape)
/// Gamma(1 + 1/shape)): shape 1 is Laplace's, 2 is normal.
struct Subbotin {
  double shape = kNone, scale = kNone, centre = kNone;
};
/// By maximum likelihood in shape and scale around the median.
Subbotin fit_subbotin(std::span<const double> values);

/// Slope of ln value on ln(rank - 1/2), the largest first (Gabaix & Ibragimov 2011).
double rank_size_slope(std::vector<double> values);

/// Krugman's index of specialisation: sum of absolute differences of the shares, 0 to 2.
double krugman_index(std::span<const double> one, std::span<const double> other);

/// A series less its Hodrick-Prescott trend; smoothing 1600 for quarters. Needs five values.
std::vector<double> cycle_of(std::span<const double> series, double smoothing = 1600);

/// Mean with its interval of 95 % by Student's t; the interval is NaN for fewer than two values.
struct Estimate {
  std::size_t count = 0;
  double mean = kNone, low = kNone, high = kNone;
};
Estimate estimate(std::span<const double> values);

}  // namespace lingnan

#include "sim/base/statistics.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/minima.hpp>
#include <numeric>

#include "sim/base/assertions.hpp"

namespace lingnan {

double mean(std::span<const double> values) {
  if (values.empty()) return kNone;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return kNone;
  const double centre = mean(values);
  double squares = 0;
  for (const double x : values) squares += (x - centre) * (x - centre);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return kNone;
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  if (static_cast<std::size_t>(below) + 1 == values.size()) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (place - static_cast<double>(below)) * (high - low);
}

double correlation(std::span<const double> x, std::span<const double> y) {
  expects(x.size() == y.size(), "series of the same length");
  if (x.size() < 3) return kNone;
  const double mx = mean(x), my = mean(y);
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : kNone;
}

double autocorrelation(std::span<const double> series, std::size_t lag) {
  if (series.size() < lag + 3) return kNone;
  return correlation(series.subspan(lag), series.first(series.size() - lag));
}

double hill_exponent(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end(), std::greater<>());
  const auto most = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  if (most < 2 || most >= values.size() || values[most] <= 0) return kNone;
  double sum = 0;
  for (std::size_t i = 0; i < most; ++i) sum += std::log(values[i] / values[most]);
  return static_cast<double>(most) / sum;
}

double hill_exponent(std::vector<std::uint32_t> counts, double share) {
  std::sort(counts.begin(), counts.end(), std::greater<>());
  const auto most = static_cast<std::size_t>(share * static_cast<double>(counts.size()));
  if (most < 2 || most >= counts.size() || counts[most] == 0) return kNone;
  const std::uint32_t least = counts[most];
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < counts.size() && counts[i] >= least; ++i, ++count)
    sum += std::log(counts[i] / (least - 0.5));
  return count / sum;
}

Subbotin fit_subbotin(std::span<const double> values) {
  if (values.size() < 10) return {};
  Subbotin fit;
  fit.centre = quantile({values.begin(), values.end()}, 0.5);
  std::vector<double> logs;  // of distances from the centre; what lies on it adds nothing to any power
  for (const double x : values)
    if (x != fit.centre) logs.push_back(std::log(std::abs(x - fit.centre)));
  if (logs.size() < values.size() / 2) return {};  // half of all in one point: no density
  const double n = static_cast<double>(values.size());
  const auto scale = [&](double shape) {
    double sum = 0;
    for (const double l : logs) sum += std::exp(shape * l);
    return std::pow(sum / n, 1 / shape);
  };
  // log-likelihood per value with the scale that is best for the shape, sign changed
  const auto cost = [&](double log_shape) {
    const double shape = std::exp(log_shape);
    return std::log(2 * scale(shape)) + std::log(shape) / shape + boost::math::lgamma(1 + 1 / shape) + 1 / shape;
  };
  fit.shape = std::exp(boost::math::tools::brent_find_minima(cost, std::log(0.1), std::log(20.0), 20).first);
  fit.scale = scale(fit.shape);
  return fit;
}

double rank_size_slope(std::vector<double> values) {
  std::sort(values.begin(), values.end(), std::greater<>());
  Line line;
  for (std::size_t i = 0; i < values.size() && values[i] > 0; ++i)
    line.add(std::log(static_cast<double>(i) + 0.5), std::log(values[i]));
  return line.weight() >= 3 ? line.slope() : kNone;
}

double krugman_index(std::span<const double> one, std::span<const double> other) {
  expects(one.size() == other.size(), "the same branches");
  const double all = std::accumulate(one.begin(), one.end(), 0.0);
  const double others = std::accumulate(other.begin(), other.end(), 0.0);
  if (!(all > 0) || !(others > 0)) return kNone;
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += std::abs(one[i] / all - other[i] / others);
  return sum;
}

std::vector<double> cycle_of(std::span<const double> series, double smoothing) {
  const auto n = static_cast<Eigen::Index>(series.size());
  if (n < 5) return {};
  // trend = argmin sum (y - t)^2 + smoothing sum (second differences of t)^2
  Eigen::MatrixXd second = Eigen::MatrixXd::Zero(n - 2, n);
  for (Eigen::Index i = 0; i < n - 2; ++i) second.row(i).segment(i, 3) << 1, -2, 1;
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(n, n) + smoothing * second.transpose() * second;
  const Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(series.data(), n);
  const Eigen::VectorXd cycle = y - system.llt().solve(y);
  return {cycle.data(), cycle.data() + n};
}

Estimate estimate(std::span<const double> values) {
  Estimate result;
  result.count = values.size();
  result.mean = mean(values);
  if (values.size() < 2) return result;
  const double n = static_cast<double>(values.size());
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
  const double half = t * standard_deviation(values) / std::sqrt(n);
  result.low = result.mean - half;
  result.high = result.mean + half;
  return result;
}

}  // namespace lingnan

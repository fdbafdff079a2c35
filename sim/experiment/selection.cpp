#include "sim/experiment/selection.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <numbers>

#include "sim/base/assertions.hpp"
#include "sim/experiment/paired.hpp"

namespace lingnan {

namespace {

/// Both integrands are smooth and end near 0: a rule of 61 points needs no subdivision.
using Quadrature = boost::math::quadrature::gauss_kronrod<double, 61>;

/// P(largest <= g): given the common part z and the scale s, the others are independent.
double largest_t_share(double g, std::size_t count, double freedom) {
  const boost::math::normal normal;
  const boost::math::chi_squared chi(freedom);
  const auto given_scale = [&](double scale) {
    const auto integrand = [&](double z) {
      return boost::math::pdf(normal, z) * std::pow(boost::math::cdf(normal, z + std::numbers::sqrt2 * g * scale), static_cast<double>(count));
    };
    return Quadrature::integrate(integrand, -8.0, 8.0, 0);
  };
  // of the scale s, freedom * s^2 is chi-squared
  const auto density = [&](double s) { return given_scale(s) * boost::math::pdf(chi, freedom * s * s) * 2 * freedom * s; };
  const double low = std::sqrt(boost::math::quantile(chi, 1e-10) / freedom);
  const double high = std::sqrt(boost::math::quantile(boost::math::complement(chi, 1e-10)) / freedom);
  return Quadrature::integrate(density, low, high, 0);
}

/// Variance of differences if all of them vary alike.
double common_variance(const std::vector<std::vector<double>>& values) {
  const double k = static_cast<double>(values.size()), n = static_cast<double>(values.front().size());
  std::vector<double> by_replicate(values.front().size(), 0);
  for (const std::vector<double>& row : values)
    for (std::size_t r = 0; r < row.size(); ++r) by_replicate[r] += row[r] / k;
  const double all = mean(by_replicate);
  double sum = 0;
  for (const std::vector<double>& row : values) {
    const double own = mean(row);
    for (std::size_t r = 0; r < row.size(); ++r) sum += std::pow(row[r] - own - by_replicate[r] + all, 2);
  }
  return 2 * sum / ((k - 1) * (n - 1));
}

}  // namespace

double largest_t_quantile(std::size_t count, double freedom, double share) {
  expects(count >= 1 && freedom > 0 && share > 0.5 && share < 1, "a share above one half");
  const auto miss = [&](double g) { return largest_t_share(g, count, freedom) - share; };
  std::uintmax_t steps = 100;
  const auto close = [](double a, double b) { return std::abs(a - b) < 1e-6; };
  // one variable alone and the bound of Bonferroni hold it between them
  const boost::math::students_t t(freedom);
  const double low = boost::math::quantile(t, share) - 1e-3;
  const double high = boost::math::quantile(boost::math::complement(t, (1 - share) / static_cast<double>(count))) + 1e-3;
  const auto [from, to] = boost::math::tools::toms748_solve(miss, low, high, close, steps);
  return (from + to) / 2;
}

Screening screen(const std::vector<std::vector<double>>& values, const SelectionRule& rule) {
  const std::size_t k = values.size(), n = values.front().size();
  Screening result{.left = {}, .needed = n};
  if (k < 2) {
    result.left.push_back(0);
    return result;
  }
  expects(n >= 2 && rule.zone > 0, "two replicates and an indifference zone");
  const double risk = (1 - rule.confidence) / 2, freedom = static_cast<double>(n - 1), others = static_cast<double>(k - 1);
  const boost::math::students_t t(freedom);
  const double bound = boost::math::quantile(boost::math::complement(t, risk / others));
  double largest = 0;  // variance of the differences of any pair
  for (std::size_t i = 0; i < k; ++i) {
    bool behind = false;
    for (std::size_t j = 0; j < k; ++j) {
      if (i == j) continue;
      const std::vector<double> lead = difference(values[j], values[i]);
      const double spread = standard_deviation(lead);
      largest = std::max(largest, spread * spread);
      const double width = bound * spread / std::sqrt(static_cast<double>(n));
      behind = behind || rule.better * mean(lead) > std::max(0.0, width - rule.zone);
    }
    if (!behind) result.left.push_back(i);
  }
  if (result.left.size() < 2) return result;
  const double constant = rule.spherical ? largest_t_quantile(k - 1, others * freedom, 1 - risk) : bound;
  const double variance = rule.spherical ? common_variance(values) : largest;
  const double needed = std::ceil(constant * constant * variance / (rule.zone * rule.zone));
  result.needed = static_cast<std::size_t>(std::clamp(needed, static_cast<double>(n), 1e9));
  return result;
}

std::vector<Standing> standings(const std::vector<std::vector<double>>& values, const SelectionRule& rule) {
  std::vector<Standing> result;
  std::vector<double> means;
  for (const std::vector<double>& row : values) means.push_back(rule.better * mean(row));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Standing& standing = result.emplace_back();
    standing.mean = rule.better * means[i];
    standing.best = std::max_element(means.begin(), means.end()) - means.begin() == static_cast<std::ptrdiff_t>(i);
    if (values.size() < 2) continue;
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < values.size(); ++j)
      if (j != i) best = std::max(best, means[j]);
    standing.ahead = means[i] - best;
    standing.low = std::min(0.0, standing.ahead - rule.zone);
    standing.high = std::max(0.0, standing.ahead + rule.zone);
  }
  return result;
}

}  // namespace lingnan

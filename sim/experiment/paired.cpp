#include "sim/experiment/paired.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "sim/base/assertions.hpp"
#include "sim/base/random.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kResamples = 2000;
constexpr double kPower = 0.8;

double t_quantile(std::size_t n, double share) {
  return boost::math::quantile(boost::math::students_t(static_cast<double>(n - 1)), share);
}

/// Two-sided p of a mean difference of 0.
double p_value(double mean, double error, std::size_t n) {
  if (!(error > 0)) return 1;
  const boost::math::students_t distribution(static_cast<double>(n - 1));
  return 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(mean) / error));
}

/// Share of bootstrap samples in which each setting, the base first, has the best mean; ties share it.
std::vector<double> chances_of_best(const PairedSample& sample, int better) {
  const std::size_t settings = sample.alternatives.size() + 1;
  std::vector<double> chance(settings, 0), means(settings);
  for (std::size_t k = 0; k < kResamples; ++k) {
    const std::vector<std::size_t> rows = resample(sample.replicates(), k);
    means[0] = better * mean_at(sample.base, rows);
    for (std::size_t a = 1; a < settings; ++a) means[a] = better * mean_at(sample.alternatives[a - 1], rows);
    const double best = *std::max_element(means.begin(), means.end());
    const auto winners = static_cast<double>(std::count(means.begin(), means.end(), best));
    for (std::size_t a = 0; a < settings; ++a)
      if (means[a] == best) chance[a] += 1 / winners;
  }
  for (double& c : chance) c /= static_cast<double>(kResamples);
  return chance;
}

/// Holm's step-down adjustment, in place.
void adjust_by_holm(std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, std::min(1.0, static_cast<double>(order.size() - i) * p[order[i]]));
    p[order[i]] = largest;
  }
}

}  // namespace

std::vector<std::size_t> resample(std::size_t n, std::size_t number) {
  const Luck luck(0, 0);
  std::vector<std::size_t> rows(n);
  for (std::size_t i = 0; i < n; ++i)
    rows[i] = std::min(n - 1, static_cast<std::size_t>(luck.uniform(Event::resampling, number, static_cast<std::uint32_t>(i)) *
                                                       static_cast<double>(n)));
  return rows;
}

double mean_at(std::span<const double> values, std::span<const std::size_t> rows) {
  double sum = 0;
  for (const std::size_t row : rows) sum += values[row];
  return sum / static_cast<double>(rows.size());
}

std::vector<double> difference(std::span<const double> one, std::span<const double> other) {
  std::vector<double> result(one.size());
  for (std::size_t i = 0; i < one.size(); ++i) result[i] = one[i] - other[i];
  return result;
}

std::vector<Effect> effects_of(const PairedSample& sample, int better) {
  const std::size_t n = sample.replicates(), count = sample.alternatives.size();
  std::vector<Effect> effects(count);
  std::vector<double> p(count, 1);
  for (std::size_t a = 0; a < count; ++a) {
    const std::vector<double>& values = sample.alternatives[a];
    expects(values.size() == n, "every alternative has every replicate of the base");
    Effect& e = effects[a];
    const std::vector<double> d = difference(values, sample.base);
    e.n = n;
    e.base_mean = mean(sample.base);
    e.mean = mean(d);
    if (n < 2) continue;
    const double spread = standard_deviation(d);
    e.error = spread / std::sqrt(static_cast<double>(n));
    const double half = t_quantile(n, 0.5 + kConfidence / 2) * e.error;
    const double wide = t_quantile(n, 1 - (1 - kConfidence) / 2 / static_cast<double>(count)) * e.error;
    e.low = e.mean - half;
    e.high = e.mean + half;
    e.simultaneous_low = e.mean - wide;
    e.simultaneous_high = e.mean + wide;
    e.detectable = (t_quantile(n, 0.5 + kConfidence / 2) + t_quantile(n, kPower)) * e.error;
    p[a] = p_value(e.mean, e.error, n);
    const double own = standard_deviation(values), bases = standard_deviation(sample.base);
    if (spread > 0 && own > 0 && bases > 0) {
      e.rho = correlation(values, sample.base);
      e.variance_ratio = (own * own + bases * bases) / (spread * spread);
    }
  }
  adjust_by_holm(p);
  for (std::size_t a = 0; a < count; ++a) effects[a].p_holm = p[a];
  if (better != 0 && n >= 2) {
    const std::vector<double> chance = chances_of_best(sample, better);
    for (std::size_t a = 0; a < count; ++a) effects[a].p_best = chance[a + 1];
  }
  return effects;
}

Ranking ranking_of(const PairedSample& sample, int better, double zone) {
  const std::size_t n = sample.replicates(), settings = sample.alternatives.size() + 1;
  const auto values = [&](std::size_t s) -> const std::vector<double>& {
    return s == 0 ? sample.base : sample.alternatives[s - 1];
  };
  Ranking ranking;
  for (std::size_t s = 1; s < settings; ++s)
    if (better * mean(values(s)) > better * mean(values(ranking.best))) ranking.best = s;
  const double pairs = static_cast<double>(settings * (settings - 1)) / 2;
  for (std::size_t s = 0; s < settings; ++s) {
    bool may_be_best = s == ranking.best || better == 0 || n < 2;
    if (!may_be_best) {
      const std::vector<double> d = difference(values(ranking.best), values(s));
      const double error = standard_deviation(d) / std::sqrt(static_cast<double>(n));
      const double lead = better * mean(d);
      may_be_best = lead - t_quantile(n, 1 - (1 - kConfidence) / 2 / pairs) * error <= zone;
    }
    if (may_be_best) ranking.tied.push_back(s);
  }
  ranking.tie = ranking.tied.size() > 1;
  return ranking;
}

Estimate ratio_of_means(std::span<const double> top, std::span<const double> bottom) {
  expects(top.size() == bottom.size(), "as many of both");
  Estimate ratio;
  ratio.count = top.size();
  const double whole = mean(bottom);
  if (top.empty() || whole == 0) return ratio;
  ratio.mean = mean(top) / whole;
  if (top.size() < 2) return ratio;
  std::vector<double> values;
  for (std::size_t k = 0; k < kResamples; ++k) {
    const std::vector<std::size_t> rows = resample(top.size(), k);
    const double below = mean_at(bottom, rows);
    if (below * whole <= 0) return {.count = top.size(), .mean = kNone, .low = kNone, .high = kNone};
    values.push_back(mean_at(top, rows) / below);
  }
  ratio.low = quantile(values, (1 - kConfidence) / 2);
  ratio.high = quantile(values, (1 + kConfidence) / 2);
  return ratio;
}

}  // namespace lingnan

#include "sim/experiment/sensitivity.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <span>

#include "sim/base/assertions.hpp"
#include "sim/experiment/paired.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kResamples = 1000;

double square(double x) { return x * x; }

/// Mean squares of the two-way table.
struct MeanSquares {
  double draws = 0, replicates = 0, both = 0;
  double d = 0, r = 0;  ///< how many

  explicit MeanSquares(const Values& values)
      : d(static_cast<double>(values.size())), r(static_cast<double>(values.front().size())) {
    const std::vector<double> by_draw = means_by_draw(values), by_replicate = means_by_replicate(values);
    const double all = mean(by_draw);
    for (const double m : by_draw) draws += r * square(m - all) / (d - 1);
    for (const double m : by_replicate) replicates += d * square(m - all) / (r - 1);
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t k = 0; k < values[i].size(); ++k)
        both += square(values[i][k] - by_draw[i] - by_replicate[k] + all) / ((d - 1) * (r - 1));
  }
};

/// Without what each replicate adds to all draws: `of_base` says which of them make the mean.
Values centred(const Values& values, const std::vector<std::size_t>& of_base) {
  Values result = values;
  for (std::size_t k = 0; k < values.front().size(); ++k) {
    double sum = 0;
    for (const std::size_t d : of_base) sum += values[d][k];
    for (std::vector<double>& row : result) row[k] -= sum / static_cast<double>(of_base.size());
  }
  return result;
}

/// Product of two expected outcomes: that of their means less what luck adds to it.
double product(const std::vector<double>& x, const std::vector<double>& y) {
  const double mx = mean(x), my = mean(y), n = static_cast<double>(x.size());
  if (x.size() < 2) return mx * my;
  double together = 0;
  for (std::size_t k = 0; k < x.size(); ++k) together += (x[k] - mx) * (y[k] - my);
  return mx * my - together / (n - 1) / n;
}

/// `value` of each resample of `n` rows, as an interval of 95 %.
template <class Value>
void add_interval(Estimate& estimate, std::size_t n, const Value& value) {
  std::vector<double> values;
  for (std::size_t k = 0; k < kResamples; ++k) {
    const double one = value(resample(n, k));
    if (std::isfinite(one)) values.push_back(one);
  }
  if (values.size() < kResamples / 2) return;
  estimate.low = quantile(values, (1 - kConfidence) / 2);
  estimate.high = quantile(values, (1 + kConfidence) / 2);
}

std::vector<std::size_t> all_rows(std::size_t n) {
  std::vector<std::size_t> rows(n);
  for (std::size_t i = 0; i < n; ++i) rows[i] = i;
  return rows;
}

}  // namespace

Values difference(const Values& one, const Values& other) {
  Values result;
  for (std::size_t d = 0; d < one.size(); ++d) result.push_back(difference(std::span<const double>(one[d]), other[d]));
  return result;
}

std::vector<double> means_by_draw(const Values& values) {
  std::vector<double> means;
  for (const std::vector<double>& row : values) means.push_back(mean(row));
  return means;
}

std::vector<double> means_by_replicate(const Values& values) {
  std::vector<double> means(values.front().size(), 0);
  for (const std::vector<double>& row : values)
    for (std::size_t k = 0; k < row.size(); ++k) means[k] += row[k] / static_cast<double>(values.size());
  return means;
}

Estimate mean_of(const Values& values, bool draws_are_sample) {
  const std::size_t d = values.size(), r = values.front().size();
  if (!draws_are_sample || d < 2) return estimate(means_by_replicate(values));
  if (r < 2) return estimate(means_by_draw(values));
  const MeanSquares squares(values);
  const double n = squares.d * squares.r;
  Estimate result{.count = d * r, .mean = mean(means_by_draw(values))};
  // a variance of the mean below that of a single source is an accident of the estimate
  double variance = (squares.draws + squares.replicates - squares.both) / n;
  double freedom = square(variance * n) / (square(squares.draws) / (squares.d - 1) + square(squares.replicates) / (squares.r - 1) +
                                           square(squares.both) / ((squares.d - 1) * (squares.r - 1)));
  for (const auto& [alone, count] : {std::pair{squares.draws, squares.d}, std::pair{squares.replicates, squares.r}})
    if (variance < alone / n) {
      variance = alone / n;
      freedom = count - 1;
    }
  if (!(variance > 0)) {
    result.low = result.high = result.mean;
    return result;
  }
  const double t = boost::math::quantile(boost::math::students_t(std::max(1.0, freedom)), 0.5 + kConfidence / 2);
  result.low = result.mean - t * std::sqrt(variance);
  result.high = result.mean + t * std::sqrt(variance);
  return result;
}

Components components_of(const Values& values) {
  if (values.size() < 2 || values.front().size() < 2) return {};
  const MeanSquares squares(values);
  return {.draws = (squares.draws - squares.both) / squares.r,
          .replicates = (squares.replicates - squares.both) / squares.d,
          .both = squares.both};
}

std::vector<Indices> indices_of(const Values& values, std::size_t factors) {
  const std::size_t each = factors + 2, rows = values.size() / each;
  expects(rows * each == values.size() && rows > 0, "the draws of pairs of samples");
  std::vector<std::size_t> of_base;
  for (std::size_t j = 0; j < rows; ++j) of_base.insert(of_base.end(), {j * each, j * each + 1});
  const Values y = centred(values, of_base);
  std::vector<double> squares, sums;  // of A and B, by row
  for (std::size_t j = 0; j < rows; ++j) {
    const std::vector<double>&a = y[j * each], &b = y[j * each + 1];
    squares.push_back((product(a, a) + product(b, b)) / 2);
    sums.push_back((mean(a) + mean(b)) / 2);
  }
  const auto over = [](const std::vector<double>& terms, const std::vector<std::size_t>& of) {
    double sum = 0;
    for (const std::size_t j : of) sum += terms[j];
    return sum / static_cast<double>(of.size());
  };
  const auto variance = [&](const std::vector<std::size_t>& of) { return over(squares, of) - square(over(sums, of)); };
  std::vector<Indices> result;
  for (std::size_t f = 0; f < factors; ++f) {
    std::vector<double> alone, together;
    for (std::size_t j = 0; j < rows; ++j) {
      const std::vector<double>&a = y[j * each], &b = y[j * each + 1];
      const std::vector<double> moved = difference(std::span<const double>(y[j * each + 2 + f]), a);
      alone.push_back(product(b, moved));
      together.push_back(product(moved, moved) / 2);
    }
    const auto index = [&](const std::vector<double>& terms) {
      return [&](const std::vector<std::size_t>& of) { return over(terms, of) / variance(of); };
    };
    Indices& indices = result.emplace_back();
    for (const auto& [estimate, terms] : {std::pair{&indices.first, &alone}, std::pair{&indices.total, &together}}) {
      estimate->count = rows;
      if (!(variance(all_rows(rows)) > 0)) continue;
      estimate->mean = index(*terms)(all_rows(rows));
      if (rows > 1) add_interval(*estimate, rows, index(*terms));
    }
  }
  return result;
}

std::vector<ElementaryEffects> elementary_effects_of(const Values& values, const Points& points) {
  const std::size_t factors = points.front().size(), each = factors + 1;
  expects(points.size() == values.size() && points.size() % each == 0, "the draws of trajectories");
  std::vector<std::vector<double>> effects(factors), noises(factors);
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (i % each == 0) continue;
    std::size_t moved = 0;
    while (points[i][moved] == points[i - 1][moved]) ++moved;
    const std::vector<double> change = difference(std::span<const double>(values[i]), values[i - 1]);
    const double by = points[i][moved] - points[i - 1][moved];
    effects[moved].push_back(mean(change) / by);
    noises[moved].push_back(square(standard_deviation(change) / by) / static_cast<double>(change.size()));
  }
  std::vector<ElementaryEffects> result;
  for (std::size_t f = 0; f < factors; ++f) {
    std::vector<double> sizes = effects[f];
    for (double& size : sizes) size = std::abs(size);
    ElementaryEffects& effect = result.emplace_back();
    effect.mu = mean(effects[f]);
    effect.sigma = standard_deviation(effects[f]);
    effect.noise = std::sqrt(mean(noises[f]));
    effect.mu_star = {.count = sizes.size(), .mean = mean(sizes)};
    if (sizes.size() < 2) continue;
    add_interval(effect.mu_star, sizes.size(), [&](const std::vector<std::size_t>& rows) { return mean_at(sizes, rows); });
  }
  return result;
}

Robustness robustness_of(const Values& one, const Values& other, int better) {
  const Values apart = difference(one, other);
  Robustness result{.draws = apart.size()};
  const double n = static_cast<double>(apart.size());
  std::vector<double> leads;
  double won = 0, sure = 0;
  for (const std::vector<double>& row : apart) {
    const Estimate e = estimate(row);
    leads.push_back(better * e.mean);
    won += leads.back() > 0 ? 1 : leads.back() == 0 ? 0.5 : 0;
    sure += (better > 0 ? e.low > 0 : e.high < 0) ? 1 : 0;
  }
  result.share = won / n;
  if (one.front().size() > 1) result.sure = sure / n;
  result.worst_decile = better * quantile(leads, 0.1);
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + kConfidence / 2);
  const double middle = (result.share + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(result.share * (1 - result.share) / n + square(z / (2 * n)));
  result.low = middle - half;
  result.high = middle + half;
  return result;
}

std::vector<Regret> regrets_of(const std::vector<Values>& settings, int better) {
  std::vector<std::vector<double>> means, behind(settings.size());
  for (const Values& values : settings) means.push_back(means_by_draw(values));
  for (std::size_t d = 0; d < means.front().size(); ++d) {
    double best = better * means.front()[d];
    for (const std::vector<double>& of : means) best = std::max(best, better * of[d]);
    for (std::size_t s = 0; s < settings.size(); ++s) behind[s].push_back(best - better * means[s][d]);
  }
  std::vector<Regret> result;
  for (const std::vector<double>& regrets : behind)
    result.push_back({.mean = mean(regrets), .p95 = quantile(regrets, 0.95), .worst = *std::max_element(regrets.begin(), regrets.end())});
  return result;
}

}  // namespace lingnan

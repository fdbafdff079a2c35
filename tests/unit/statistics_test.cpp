// Estimators give back what exact samples of known distributions were made with.
#include <boost/math/constants/constants.hpp>
#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/base/statistics.hpp"
#include "sim/validate/panel.hpp"

using namespace lingnan;

namespace {

/// `quantile` at the middles of n equal parts of (0, 1): the most regular sample of a distribution.
template <class Quantile>
std::vector<double> sample(std::size_t n, Quantile&& quantile) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(quantile((static_cast<double>(i) + 0.5) / static_cast<double>(n)));
  return values;
}

double laplace(double p) { return p < 0.5 ? std::log(2 * p) : -std::log(2 * (1 - p)); }

}  // namespace

TEST_CASE("Hill's estimator finds the exponent of a Pareto tail", "[unit][statistics]") {
  for (const double exponent : {0.8, 1.06, 2.5}) {
    const auto pareto = sample(20000, [&](double p) { return std::pow(1 - p, -1 / exponent); });
    CHECK(hill_exponent(pareto, 0.1) == Approx(exponent).epsilon(0.01));
    std::vector<double> bulk = pareto;  // another shape below the tail does not matter
    for (double& x : bulk) x = x < pareto[17000] ? 1 : x;
    CHECK(hill_exponent(bulk, 0.1) == Approx(exponent).epsilon(0.01));
  }
  std::vector<std::uint32_t> degrees;  // P(X >= k) = (k - 1/2)^-1.3 above 1
  for (const double p : sample(200000, [](double q) { return q; }))
    degrees.push_back(static_cast<std::uint32_t>(std::floor(std::pow(1 - p, -1 / 1.3) + 0.5)));
  CHECK(hill_exponent(degrees, 0.02) == Approx(1.3).epsilon(0.02));
  CHECK(std::isnan(hill_exponent(std::vector<double>{1, 2, 3}, 0.1)));
}

TEST_CASE("Subbotin's shape is 1 for Laplace's distribution, 2 for the normal and large for a box", "[unit][statistics]") {
  const boost::math::normal normal(0.3, 0.02);
  const Subbotin tent = fit_subbotin(sample(5000, [](double p) { return 0.1 + 0.05 * laplace(p); }));
  CHECK(tent.shape == Approx(1).epsilon(0.02));
  CHECK(tent.scale == Approx(0.05).epsilon(0.02));
  CHECK(tent.centre == Approx(0.1).epsilon(0.001));
  const Subbotin bell = fit_subbotin(sample(5000, [&](double p) { return quantile(normal, p); }));
  CHECK(bell.shape == Approx(2).epsilon(0.02));
  CHECK(bell.scale == Approx(0.02).epsilon(0.02));
  CHECK(fit_subbotin(sample(5000, [](double p) { return p; })).shape > 8);
  CHECK(std::isnan(fit_subbotin(std::vector<double>(100, 1.0)).shape));
}

TEST_CASE("the Hodrick-Prescott filter leaves nothing of a line and all of a fast wave", "[unit][statistics]") {
  std::vector<double> line, wave;
  const double pi = boost::math::constants::pi<double>();
  for (int t = 0; t < 48; ++t) {
    line.push_back(3 + 0.7 * t);
    wave.push_back(3 + 0.7 * t + std::sin(pi * t / 2));
  }
  for (const double c : cycle_of(line)) CHECK(std::abs(c) < 1e-9);
  const std::vector<double> cycle = cycle_of(wave);
  CHECK(standard_deviation(cycle) == Approx(std::sqrt(0.5)).epsilon(0.03));
  CHECK(mean(cycle) == Approx(0).margin(1e-9));
  CHECK(cycle_of(std::vector<double>{1, 2, 3}).empty());
}

TEST_CASE("an autoregressive series has its coefficient as autocorrelation", "[unit][statistics]") {
  const Luck luck(7, 0);
  std::vector<double> series = {0};
  for (std::uint32_t t = 1; t < 20000; ++t)
    series.push_back(0.8 * series.back() + luck.uniform(Event::property_test, 1, t) - 0.5);
  CHECK(autocorrelation(series, 1) == Approx(0.8).margin(0.02));
  CHECK(autocorrelation(series, 2) == Approx(0.64).margin(0.03));
  CHECK(autocorrelation(std::vector<double>{1, -1, 1, -1, 1}, 1) == Approx(-1));
}

TEST_CASE("ranks, shares and intervals by hand", "[unit][statistics]") {
  CHECK(rank_size_slope({100 / 0.5, 100 / 2.5, 100 / 1.5, 100 / 3.5}) == Approx(-1));
  const std::vector<double> a = {1, 1, 2}, b = {2, 2, 4}, c = {4, 0, 0}, d = {0, 1, 0};
  CHECK(krugman_index(a, b) == Approx(0).margin(1e-15));
  CHECK(krugman_index(c, d) == Approx(2));
  CHECK(krugman_index(a, c) == Approx(0.75 + 0.25 + 0.5));
  CHECK(quantile({4, 1, 3, 2}, 0.5) == Approx(2.5));
  CHECK(quantile({4, 1, 3, 2}, 1) == 4);
  CHECK(correlation(a, b) == Approx(1));
  CHECK(std::isnan(correlation(a, std::vector<double>{1, 1, 1})));
  const Estimate e = estimate(std::vector<double>{1, 2, 3});
  CHECK(e.mean == Approx(2));
  CHECK(e.high - e.mean == Approx(4.302653 / std::sqrt(3)).epsilon(1e-6));
  CHECK(std::isnan(estimate(std::vector<double>{5}).low));
}

TEST_CASE("agents are followed by their keys, wherever their rows are", "[unit][validate]") {
  PanelYear before, now;
  before.key = {10, 20, 30};
  now.key = {30, 40, 10};
  before.multiplicity = now.multiplicity = {1, 1, 5};
  const std::vector<SameAgent> same = in_both(before, now);
  REQUIRE(same.size() == 2);
  CHECK((same[0].before == 2 && same[0].now == 0));
  CHECK((same[1].before == 0 && same[1].now == 2));
  now.key = before.key;
  CHECK(in_both(before, now).size() == 3);
  now.multiplicity[1] = 0;  // has left, its row is free
  CHECK(in_both(before, now).size() == 2);
}

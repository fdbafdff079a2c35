// Statistics of paired replicates on samples whose answer is known.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/experiment/paired.hpp"

using namespace lingnan;

namespace {

/// Standard normal numbers of an experiment.
double noise(std::uint64_t experiment, std::uint32_t row, std::uint32_t draw) {
  return Luck(7, 0).normal(Event::property_test, experiment, row, draw);
}

/// Alternatives with the given effects: luck in common of deviation `common`, own of deviation 1.
PairedSample experiment(std::uint64_t number, std::size_t n, const std::vector<double>& effects, double common) {
  PairedSample sample;
  sample.alternatives.resize(effects.size());
  for (std::uint32_t i = 0; i < n; ++i) {
    const double shared = common * noise(number, i, 0);
    sample.base.push_back(shared + noise(number, i, 1));
    for (std::size_t a = 0; a < effects.size(); ++a)
      sample.alternatives[a].push_back(effects[a] + shared + noise(number, i, 2 + static_cast<std::uint32_t>(a)));
  }
  return sample;
}

}  // namespace

TEST_CASE("intervals of 95 % hold the truth in 93 to 97 % of experiments", "[unit][experiment]") {
  constexpr int kExperiments = 2000;
  int single = 0, all = 0;
  const std::vector<double> truth = {0.5, 0, -0.3};
  for (std::uint64_t k = 0; k < kExperiments; ++k) {
    const std::vector<Effect> effects = effects_of(experiment(k, 12, truth, 3), 0);
    bool every = true;
    for (std::size_t a = 0; a < truth.size(); ++a)
      every = every && effects[a].simultaneous_low <= truth[a] && truth[a] <= effects[a].simultaneous_high;
    single += effects[0].low <= truth[0] && truth[0] <= effects[0].high ? 1 : 0;
    all += every ? 1 : 0;
  }
  INFO(single << " and, all at once, " << all << " of " << kExperiments);
  CHECK(single > 0.93 * kExperiments);
  CHECK(single < 0.97 * kExperiments);
  CHECK(all > 0.945 * kExperiments);  // Bonferroni is on the safe side
}

TEST_CASE("the best is chosen rightly at least as often as promised, or a tie is told", "[unit][experiment]") {
  constexpr int kExperiments = 400;
  int wrong = 0, told = 0;
  for (std::uint64_t k = 0; k < kExperiments; ++k) {
    const Ranking ranking = ranking_of(experiment(10'000 + k, 15, {0.4, 1.6, 0.2}, 3), 1, 0);
    if (ranking.tie) continue;
    ++told;
    wrong += ranking.best == 2 ? 0 : 1;
  }
  INFO(told << " told, " << wrong << " wrong");
  CHECK(told > kExperiments / 4);
  CHECK(wrong <= 0.05 * kExperiments);
}

TEST_CASE("luck in common makes differences sharper by as much as it should", "[unit][experiment]") {
  // own variances 1 + 1, in common 9: unpaired (10 + 10) over paired 2
  double ratio = 0;
  for (std::uint64_t k = 0; k < 50; ++k) ratio += effects_of(experiment(20'000 + k, 40, {1}, 3), 0)[0].variance_ratio / 50;
  CHECK(ratio == Approx(10).epsilon(0.1));
}

TEST_CASE("without a difference the effect is nothing at all", "[unit][experiment]") {
  PairedSample sample = experiment(1, 6, {0}, 1);
  sample.alternatives[0] = sample.base;
  const Effect e = effects_of(sample, 1)[0];
  CHECK(e.mean == 0);
  CHECK(e.low == 0);
  CHECK(e.high == 0);
  CHECK(e.p_holm == 1);
  CHECK(std::isnan(e.rho));
  CHECK(e.p_best == Approx(0.5));
  CHECK_FALSE(e.clear());
  CHECK(ranking_of(sample, 1, 0).tie);
}

TEST_CASE("one replicate has an effect but no interval", "[unit][experiment]") {
  const Effect e = effects_of(experiment(1, 1, {5}, 1), 1)[0];
  CHECK(std::isfinite(e.mean));
  CHECK(std::isnan(e.low));
  CHECK(std::isnan(e.error));
  CHECK(ranking_of(experiment(1, 1, {5}, 1), 1, 0).tie);
}

TEST_CASE("p by Holm: the smallest is multiplied by their number, none falls below an earlier one", "[unit][experiment]") {
  const PairedSample sample = experiment(3, 10, {2, 2, 0}, 1);
  const std::vector<Effect> together = effects_of(sample, 0);
  std::vector<double> alone;
  for (const std::vector<double>& values : sample.alternatives)
    alone.push_back(effects_of({.base = sample.base, .alternatives = {values}}, 0)[0].p_holm);
  CHECK(together[2].p_holm == Approx(std::max({alone[2], together[0].p_holm, together[1].p_holm})));
  const std::size_t first = alone[0] < alone[1] ? 0 : 1;
  CHECK(together[first].p_holm == Approx(std::min(1.0, 3 * alone[first])));
  CHECK(together[1 - first].p_holm >= together[first].p_holm);
}

TEST_CASE("a ratio of means has an interval only if its denominator is surely not 0", "[unit][experiment]") {
  std::vector<double> top, bottom, unsure;
  for (std::uint32_t i = 0; i < 20; ++i) {
    bottom.push_back(10 + noise(5, i, 0));
    top.push_back(3 * bottom.back() + 0.1 * noise(5, i, 1));
    unsure.push_back(noise(5, i, 2));
  }
  const Estimate ratio = ratio_of_means(top, bottom);
  CHECK(ratio.mean == Approx(3).epsilon(0.01));
  CHECK(ratio.low < 3.01);
  CHECK(ratio.high > 2.99);
  CHECK(ratio.high - ratio.low < 0.05);
  CHECK(std::isnan(ratio_of_means(top, unsure).mean));
}

// A stationary economy stays stationary, a growing one stays on its path, chance does not make it drift.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Largest relative distance of any monthly aggregate of the region from the path (1 + rate)^t of its first month.
double worst_distance(const Records& records, double real_rate, double nominal_rate) {
  double worst = 0;
  const auto check = [&](double now, double first, double months, double rate) {
    if (std::abs(first) < 1e-3) return;
    worst = std::max(worst, std::abs(now / (first * std::pow(1 + rate, months / 12)) - 1));
  };
  const ProvinceMonth& first = records.province.front();
  for (std::size_t m = 0; m < records.province.size(); ++m) {
    const ProvinceMonth& now = records.province[m];
    const auto months = static_cast<double>(m);
    check(now.gdp_real, first.gdp_real, months, real_rate);
    check(now.gdp, first.gdp, months, nominal_rate);
    check(now.consumption, first.consumption, months, nominal_rate);
    check(now.investment, first.investment, months, nominal_rate);
    check(now.government, first.government, months, nominal_rate);
    check(now.exports, first.exports, months, nominal_rate);
    check(now.imports, first.imports, months, nominal_rate);
    check(now.outflow, first.outflow, months, nominal_rate);
    check(now.inflow, first.inflow, months, nominal_rate);
    check(now.employment, first.employment, 0, 0);
    check(now.bank_credit, first.bank_credit, months, nominal_rate);
    check(now.tax_revenue, first.tax_revenue, months, nominal_rate);
  }
  return worst;
}

}  // namespace

TEST_CASE("without growth and chance every aggregate of the toy region stays where it is for ten years", "[behaviour]") {
  Simulation simulation(toy(steady(0) + until("2032-12")), {});
  run(simulation);
  CHECK(worst_distance(simulation.records(), 0, 0) < 1e-6);
}

TEST_CASE("without growth and chance every aggregate of Guangdong stays where it is for ten years", "[behaviour]") {
  Simulation simulation(guangdong(20000, steady(0) + until("2032-12")), {});
  run(simulation);
  CHECK(worst_distance(simulation.records(), 0, 0) < 1e-6);
}

TEST_CASE("at 4.5 % growth and 2 % inflation the toy region stays on its path for ten years", "[behaviour]") {
  Simulation simulation(toy(steady(0.045, 0.02) + until("2032-12")), {});
  run(simulation);
  CHECK(worst_distance(simulation.records(), 0.045, 1.045 * 1.02 - 1) < 0.005);
}

TEST_CASE("at 4.5 % growth and 2 % inflation Guangdong stays on its path for ten years", "[behaviour]") {
  Simulation simulation(guangdong(20000, steady(0.045, 0.02) + until("2032-12")), {});
  run(simulation);
  CHECK(worst_distance(simulation.records(), 0.045, 1.045 * 1.02 - 1) < 0.005);
}

namespace {

struct Drift {
  double mean = 0, error = 0, unemployment = 0;
};

/// Staff, posts and matches by chance, with the same enterprises and links throughout.
const Settings kChanceAtWork = same_enterprises_and_links() + Settings{"economy.random_processes=true"};

/// Growth a year of real GDP with chance and without trend, from the first to the tenth year, over `seeds` seeds.
template <class Make>
Drift drift(Make make, int seeds) {
  double sum = 0, squares = 0, unemployment = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    Simulation simulation(make(), {.seed = static_cast<std::uint64_t>(seed)});
    run(simulation);
    const auto year = [&](std::size_t y) {
      double gdp = 0;
      for (std::size_t m = 12 * y; m < 12 * (y + 1); ++m) gdp += simulation.records().province[m].gdp_real;
      return gdp;
    };
    const double growth = std::log(year(9) / year(0)) / 9;
    sum += growth;
    squares += growth * growth;
    unemployment += simulation.records().province.back().unemployment_rate;
  }
  const double n = seeds, mean = sum / n;
  return {mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1)), unemployment / n};
}

}  // namespace

TEST_CASE("chance does not make the toy region grow or shrink over 60 seeds", "[behaviour]") {
  const Drift d = drift([] { return toy(steady(0) + kChanceAtWork + until("2032-12")); }, 60);
  INFO("mean growth " << d.mean << " a year, standard error " << d.error << ", unemployment " << d.unemployment);
  // Student, many degrees of freedom. 90,000 small enterprises in three cities know chance less well than Guangdong's: over
  // 500 seeds they shrink by 8e-5 a year, with an error of 2e-5. Less than 1e-4 is what is promised.
  CHECK(std::abs(d.mean) < 2.1 * d.error + 1e-4);
  CHECK(std::abs(d.unemployment - 0.05) < 0.005);
}

// Fails by a hundredth of a per cent a year; see the known limits of sim/MODEL.md.
TEST_CASE("chance does not make Guangdong grow or shrink over 20 seeds", "[behaviour][full][!shouldfail]") {
  const Drift d =
      drift([] { return guangdong(20000, steady(0) + kChanceAtWork + until("2032-12")); }, 20);
  INFO("mean growth " << d.mean << " a year, standard error " << d.error << ", unemployment " << d.unemployment);
  // Seventy million workers leave no noise to hide in: what the opening state does not know of chance (staff that a small
  // enterprise loses because a post was cut by chance) starts a wave of 1e-4 in the labour market that dies out.
  CHECK(std::abs(d.mean) < 2.1 * d.error + 1e-5);
  CHECK(std::abs(d.unemployment - 0.05) < 0.005);
}

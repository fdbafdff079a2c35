// Outside demand swings around its path; tastes move customers between enterprises.
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <vector>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

struct Spread {
  double mean = 0, deviation = 0;
};

template <class List>
Spread spread(const List& values) {
  double n = 0, sum = 0, squares = 0;
  for (const double x : values) {
    n += 1;
    sum += x;
    squares += x * x;
  }
  return {sum / n, std::sqrt(squares / n - sum / n * (sum / n))};
}

/// Growth of market shares over a year among agents of their own.
std::vector<double> growth_of_shares(const std::string& taste, const std::string& by_size) {
  Simulation simulation(toy(steady(0) + until("2024-12") + same_enterprises_and_links() +
                            Settings{"economy.random_processes=true", "parameters.trade.taste=" + taste,
                                     "parameters.trade.taste_by_size=" + by_size}),
                        {});
  run(simulation, 1);
  const Enterprises& e = simulation.world().enterprises;
  const std::vector<double> before(e.market_share.begin(), e.market_share.end());
  run(simulation, 12);
  std::vector<double> growth;
  for (const EnterpriseId f : e.ids())
    if (e.multiplicity[f] == 1) growth.push_back(std::log(e.market_share[f] / before[f.value]));
  return growth;
}

}  // namespace

TEST_CASE("normal draws have mean 0 and deviation 1", "[unit][base]") {
  const Luck luck(7, 0);
  std::vector<double> draws;
  for (std::uint32_t i = 0; i < 40000; ++i) draws.push_back(luck.normal(Event::property_test, 5, i));
  const Spread s = spread(draws);
  CHECK(std::abs(s.mean) < 0.02);
  CHECK(s.deviation == Approx(1).margin(0.02));
}

TEST_CASE("swings of outside demand are as wide and as long as asked, and start from nothing", "[behaviour]") {
  const auto swings = [](double common, double own, double persistence) {
    std::vector<double> last;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      Simulation simulation(toy(until("2030-12") + Settings{"parameters.trends.outside_swing=" + std::to_string(common),
                                                            "parameters.trends.industry_swing=" + std::to_string(own),
                                                            "parameters.trends.swing_persistence=" + std::to_string(persistence)}),
                            {.seed = seed});
      for (const double x : simulation.world().outside.swing) CHECK(x == 0);
      run(simulation);
      for (const double x : simulation.world().outside.swing) last.push_back(x);
    }
    return spread(last).deviation;
  };
  const double both = swings(0.02, 0.03, 0.5);
  std::cout << "swings of outside demand after eight years: deviation " << both << ", 0.036 asked\n";
  CHECK(both == Approx(std::sqrt(0.0004 + 0.0009)).epsilon(0.3));
  CHECK(swings(0, 0, 0.5) == 0);
}

TEST_CASE("tastes move market shares, those of large enterprises less", "[behaviour]") {
  const double none = spread(growth_of_shares("0", "0")).deviation;
  const double alike = spread(growth_of_shares("0.3", "0")).deviation;
  const double by_size = spread(growth_of_shares("0.3", "0.18")).deviation;
  std::cout << "growth of market shares in a year: deviation " << none << " without tastes; " << alike
            << " with, the same for all sizes; " << by_size << " where it falls with size\n";
  CHECK(none < 0.05);
  CHECK(alike > 0.15);
  CHECK(alike < 0.4);
  CHECK(by_size < 0.7 * alike);
}

// Outside demand swings around its path; tastes move customers between enterprises.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <vector>

#include "sim/world/world.hpp"
#include "tests/worlds/future_toy.hpp"

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

TEST_CASE("demand for what a city makes grows apart as far and as long as asked, that of all does not move", "[behaviour]") {
  struct Growth {
    double deviation = 0, persistence = 0, moved = 0;
  };
  const auto growth = [](const std::string& swing) {
    std::vector<double> before, after;
    Growth found;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      Simulation simulation(toy(until("2027-12") + Settings{"parameters.trends.city_swing=" + swing}), {.seed = seed});
      const World& world = simulation.world();
      run(simulation, 36);
      before.insert(before.end(), world.outside.lead_growth.begin(), world.outside.lead_growth.end());
      run(simulation, 12);
      after.insert(after.end(), world.outside.lead_growth.begin(), world.outside.lead_growth.end());
      double sold = 0, asked = 0;
      for (const CellId cell : world.cells()) {
        const double exports = world.outside.exports_country[cell] + world.outside.exports_world[cell];
        sold += exports;
        asked += exports * std::exp(world.outside.lead[world.region->city_of(cell)]);
      }
      found.moved = std::max(found.moved, std::abs(asked / sold - 1));
    }
    found.deviation = spread(after).deviation;
    double product = 0;
    for (std::size_t i = 0; i < after.size(); ++i) product += before[i] * after[i] / static_cast<double>(after.size());
    found.persistence = found.deviation > 0 ? product / (spread(before).deviation * found.deviation) : 0;
    return found;
  };
  const Growth found = growth("0.02");
  std::cout << "growth of outside demand by city: deviation " << found.deviation << ", 0.02 asked; correlation with a year "
            << "before " << found.persistence << ", 0.65 asked; that of all moved by " << found.moved << "\n";
  CHECK(found.deviation == Approx(0.02).epsilon(0.2));
  CHECK(found.persistence == Approx(0.65).margin(0.2));
  CHECK(found.moved < 1e-12);
  CHECK(growth("0").deviation == 0);
}

// Paired by seeds: what is known against luck alone. Growth in the first year: its last quarter over its first month.
TEST_CASE("a city that is known to have grown faster grows faster in the first year, one of which nothing is known opens as before",
          "[behaviour]") {
  const GrowthToy toy;
  constexpr std::size_t kCities = 3;
  constexpr std::uint64_t kSeeds = 40;
  std::vector<std::vector<double>> gain(kCities), known(kCities), luck(kCities);
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto growth = [&](const char* share, std::vector<std::vector<double>>& opened) {
      Simulation simulation(toy.scenario(until("2023-12") + Settings{std::string("parameters.trends.known_growth=") + share}), {.seed = seed});
      run(simulation, 1);
      for (std::size_t c = 0; c < kCities; ++c) opened[c].push_back(simulation.world().outside.lead_growth[CityId{c}]);
      run(simulation);
      const std::vector<CityMonth>& rows = simulation.records().city;
      std::vector<double> found(kCities);
      for (std::size_t c = 0; c < kCities; ++c)
        for (std::size_t month = 9; month < 12; ++month) found[c] += std::log(rows[month * kCities + c].gdp_real / rows[c].gdp_real) / 3;
      return found;
    };
    const std::vector<double> with = growth("0.8", known), without = growth("0", luck);
    for (std::size_t c = 0; c < kCities; ++c) gain[c].push_back(with[c] - without[c]);
  }
  std::cout << "growth in the first year by what is known, less that by luck alone: Harbour, which grew faster, " << spread(gain[0]).mean
            << ", Millbrook " << spread(gain[1]).mean << "; deviation of the lead " << spread(known[0]).deviation << ", "
            << spread(known[1]).deviation << " and " << spread(known[2]).deviation << ", by luck alone " << spread(luck[0]).deviation
            << "\n";
  CHECK(spread(gain[0]).mean > 0);
  CHECK(spread(gain[1]).mean < 0);
  CHECK(spread(gain[0]).mean - spread(gain[1]).mean > 0.003);
  CHECK(spread(known[0]).mean > 0.02);
  CHECK(spread(known[0]).deviation < 0.6 * spread(luck[0]).deviation);
  CHECK(known[2] == luck[2]);
}

namespace {

/// Of agents of their own that were there for two years: correlation of log output per person in two years that follow
/// each other, deviation of log staff growth; real GDP of the region in the second year.
struct Fortune {
  double persistence = 0, staff = 0, gdp = 0;
};

Fortune luck(const std::string& swing) {
  Simulation simulation(toy(until("2026-12") + same_enterprises_and_links() +
                            Settings{"parameters.trends.enterprise_swing=" + swing}),
                        {});
  const Enterprises& e = simulation.world().enterprises;
  const auto staff = [&](EnterpriseId f) {
    return static_cast<double>(e.staff_general[f]) + e.staff_college[f] + e.staff_expert[f];
  };
  std::vector<std::vector<double>> sold(2, std::vector<double>(e.size(), 0)), people = sold;
  run(simulation, 24);
  for (std::size_t year = 0; year < 2; ++year)
    for (int month = 0; month < 12; ++month) {
      run(simulation, 1);
      for (const EnterpriseId f : e.ids()) {
        sold[year][f.value] += e.sold[f];
        people[year][f.value] += staff(f);
      }
    }
  std::vector<double> first, second, grown;
  for (const EnterpriseId f : e.ids()) {
    if (e.multiplicity[f] != 1 || !(sold[0][f.value] > 0 && sold[1][f.value] > 0 && people[0][f.value] > 120)) continue;
    first.push_back(std::log(sold[0][f.value] / people[0][f.value]));
    second.push_back(std::log(sold[1][f.value] / people[1][f.value]));
    grown.push_back(std::log(people[1][f.value] / people[0][f.value]));
  }
  const Spread a = spread(first), b = spread(second);
  Fortune found;
  for (std::size_t i = 0; i < first.size(); ++i)
    found.persistence += (first[i] - a.mean) * (second[i] - b.mean) / static_cast<double>(first.size());
  found.persistence /= a.deviation * b.deviation;
  found.staff = spread(grown).deviation;
  const auto& rows = simulation.records().province;
  for (std::size_t m = 36; m < 48; ++m) found.gdp += rows[m].gdp_real;
  return found;
}

}  // namespace

TEST_CASE("luck of single enterprises passes: output per person moves, staff and the region do not", "[behaviour]") {
  const Fortune none = luck("0"), usual = luck("2");
  std::cout << "log output per person on last year's: correlation " << none.persistence << " without luck, "
            << usual.persistence << " with; deviation of staff growth " << none.staff << " and " << usual.staff
            << "; real GDP " << usual.gdp / none.gdp - 1 << "\n";
  CHECK(none.persistence > 0.9);
  CHECK(usual.persistence < none.persistence - 0.05);
  CHECK(usual.staff < 1.5 * none.staff + 0.01);
  CHECK(usual.gdp == Approx(none.gdp).epsilon(0.01));
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

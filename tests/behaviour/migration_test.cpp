// People move towards wages, jobs and near places; nobody and no fen is lost; the first year repeats the data.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <functional>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Arrivals less departures of a year at a place, persons of the labour force.
double net(const Simulation& simulation, std::uint32_t place, int year) {
  double sum = 0;
  for (const YearFlow& flow : simulation.records().talent)
    if (flow.year == year) sum += (flow.destination == place ? flow.amount : 0) - (flow.origin == place ? flow.amount : 0);
  return sum;
}

double moves(const Simulation& simulation) {
  double sum = 0;
  for (const YearFlow& flow : simulation.records().talent) sum += flow.amount;
  return sum;
}

std::int64_t labour(const World& world) {
  std::int64_t sum = 0;
  for (const PoolId p : world.pools()) sum += world.households.labour_force[p];
  return sum;
}

/// Two years of the toy region; `change` happens after the first month.
double harbour(const Settings& settings, const std::function<void(World&)>& change = {}) {
  Simulation simulation(toy(settings), {});
  run(simulation, 1);
  if (change) change(simulation.world());
  run(simulation);
  return net(simulation, 0, 2023) + net(simulation, 0, 2024);
}

/// Mean road distance of moves inside the region.
double mean_distance(double elasticity) {
  const Scenario scenario = guangdong(8000, until("2023-12") + Settings{"parameters.migrate.distance_elasticity=" + std::to_string(elasticity)});
  Simulation simulation(scenario, {});
  run(simulation);
  const Region& region = *scenario.region;
  double km = 0, persons = 0;
  for (const YearFlow& flow : simulation.records().talent) {
    if (flow.origin >= region.city_count() || flow.destination >= region.city_count()) continue;
    km += flow.amount * region.distance_km[flow.origin * region.city_count() + flow.destination];
    persons += flow.amount;
  }
  return km / persons;
}

const Settings kNoTrend = {"parameters.trends.labour_force_start=0", "parameters.trends.labour_force_end=0"};

}  // namespace

TEST_CASE("net migration of every city in the first year is what the data say", "[behaviour]") {
  const Scenario scenario = guangdong(8000, until("2023-12") + Settings{"economy.random_processes=false"});
  Simulation simulation(scenario, {});
  const World& world = simulation.world();
  std::vector<double> before(world.city_count());
  for (const CityId c : world.cities()) before[c.value] = static_cast<double>(world.households.population[c]);
  run(simulation);
  const double natural = std::expm1(std::log1p(0.003));  // labour force; the population gets the same number of persons
  double worst = 0;
  for (const CityId c : world.cities()) {
    double force = 0;
    for (std::size_t k = 0; k < kTierCount; ++k) force += static_cast<double>(world.households.labour_force[pool_of(c, static_cast<Tier>(k))]);
    const double observed = scenario.region->cities[c.value].net_migration;
    const double people = static_cast<double>(world.households.population[c]) - before[c.value] - natural * force;
    const double gap = (people - observed) / before[c.value];
    INFO(scenario.region->cities[c.value].name_en << ": people " << people << ", observed " << observed);
    CHECK(std::abs(gap) < 0.001);
    worst = std::max(worst, std::abs(gap));
  }
  WARN("largest gap of a city's net migration to the data, share of its people: " << worst);
}

TEST_CASE("a higher wage in a city draws people", "[behaviour]") {
  const double base = harbour({});
  const double higher = harbour({}, [](World& w) {
    for (std::size_t k = 0; k < kTierCount; ++k) w.households.wage[pool_of(CityId{0}, static_cast<Tier>(k))] *= 1.1;
  });
  WARN("net migration to Harbour in two years: " << base << ", with wages 10 % higher " << higher);
  CHECK(higher > base + 1000);
  CHECK(higher < base + 20000);
}

TEST_CASE("people do not respond to wages without an elasticity", "[behaviour]") {
  const Settings none = {"parameters.migrate.wage_elasticity=0", "economy.random_processes=false"};
  const double base = harbour(none);
  const double higher = harbour(none, [](World& w) { w.households.wage[pool_of(CityId{0}, Tier::general)] *= 1.1; });
  CHECK(std::abs(higher - base) < 0.03 * std::abs(base));
}

TEST_CASE("the farther, the fewer people move", "[behaviour]") {
  const double none = mean_distance(0), normal = mean_distance(2.25), strong = mean_distance(4);
  WARN("mean road distance of moves between cities, km: " << none << " without decay, " << normal << " normally, " << strong);
  CHECK(normal < 0.8 * none);
  CHECK(strong < normal);
}

TEST_CASE("a lower entry barrier brings general workers to large cities", "[behaviour]") {
  const Settings large = {"parameters.migrate.large_city=0.7"};
  const double base = harbour(large);
  const double open = harbour(large + Settings{"parameters.migrate.barrier_general=0"});
  WARN("net migration to Harbour in two years: " << base << ", without the barrier " << open);
  CHECK(open > base + 1000);
}

TEST_CASE("nobody is lost on the way, whatever the data of flows", "[behaviour]") {
  Simulation simulation(toy(kNoTrend), {});
  const World& world = simulation.world();
  run(simulation, 1);
  const auto everybody = [&] {
    double outside = 0;
    for (const double people : world.migration.outside_people) outside += people;
    return static_cast<double>(labour(world)) + outside;
  };
  const double before = everybody();
  const std::int64_t region_before = labour(world);
  run(simulation);
  CHECK(everybody() == before);
  CHECK(labour(world) != region_before);
  CHECK(moves(simulation) > 0);
}

TEST_CASE("without movers people stay where they are", "[behaviour]") {
  Simulation simulation(toy(kNoTrend + Settings{"parameters.migrate.gross=0", "parameters.migrate.gross_experts=0", "parameters.migrate.observed_net=0"}), {});
  std::vector<std::int64_t> before(simulation.world().households.population.begin(), simulation.world().households.population.end());
  run(simulation);
  CHECK(moves(simulation) == 0);
  CHECK(std::equal(before.begin(), before.end(), simulation.world().households.population.begin()));
}

TEST_CASE("flows that balance on the first day still balance after years of rest", "[behaviour]") {
  Simulation simulation(toy(steady(0) + until("2026-12")), {});
  run(simulation);
  CHECK(moves(simulation) > 10000);
  for (std::uint32_t c = 0; c < 3; ++c) CHECK(net(simulation, c, 2026) == 0);
}

// Enterprises move between cities.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>
#include <numeric>

#include "sim/engine/model.hpp"
#include "sim/engine/step.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/supply_links.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const std::string kRate = "parameters.relocate.rate=";

/// Enterprises that left and that reached a city in all years.
struct Moves {
  double left = 0, came = 0;
};

Moves moves_of(const Simulation& simulation, std::uint32_t city) {
  Moves moves;
  for (const YearFlow& flow : simulation.records().enterprises) {
    if (flow.origin == city) moves.left += flow.amount;
    if (flow.destination == city) moves.came += flow.amount;
  }
  return moves;
}

double moved(const Simulation& simulation) {
  double sum = 0;
  for (const ProvinceMonth& row : simulation.records().province) sum += row.relocations;
  return sum;
}

/// Share of the region's enterprises that move in a year.
double yearly(const Settings& settings) {
  Simulation simulation(toy(settings + until("2024-12")), {});
  run(simulation);
  return moved(simulation) / simulation.records().province.back().enterprises * 12 /
         23;  // nobody does in the first month
}

/// Runs one row of the step.
void run_row(const Scenario& scenario, World& world, std::string_view name) {
  Instruments instruments;
  for (std::size_t row = 0; row < step_table().size(); ++row)
    if (step_table()[row].name == name) scenario.model->processes[row]->run(world, instruments);
}

}  // namespace

TEST_CASE("enterprises that move keep books, people, register and links whole", "[behaviour][relocation]") {
  Simulation simulation(toy({kRate + "0.4", "time.end=2026-12"}), {});  // the audit runs in every step
  run(simulation);
  CHECK(moved(simulation) > 1000);
  double flows = 0;
  for (const YearFlow& flow : simulation.records().enterprises) {
    flows += flow.amount;
    CHECK(flow.origin != flow.destination);
  }
  CHECK(flows == moved(simulation));
  World& world = simulation.world();
  for (const CellId cell : world.cells()) {
    double members = 0;
    for (const EnterpriseId f : world.enterprises_in(cell))
      if (is_pool(world.enterprises, f)) members += static_cast<double>(world.enterprises.multiplicity[f]);
    const auto& ages = world.register_.by_age[cell];
    CHECK(static_cast<double>(std::accumulate(ages.begin(), ages.end(), std::int64_t{0})) == members);
  }
  const std::vector<LinkId> sales(world.links.sales.begin(), world.links.sales.end());
  index_sales(world);
  CHECK(std::equal(sales.begin(), sales.end(), world.links.sales.begin()));
}

TEST_CASE("the hazard is that of small enterprises, and larger ones move less", "[behaviour][relocation]") {
  const double usual = yearly({kRate + "0.1"});
  std::cout << "toy region: " << usual << " of enterprises move in a year at a hazard of 0.1\n";
  CHECK(usual > 0.08);
  CHECK(usual < 0.12);
  CHECK(yearly({kRate + "0.2"}) == Approx(2 * usual).epsilon(0.12));
  CHECK(yearly({kRate + "0.1", "parameters.relocate.small_staff=1", "parameters.relocate.size_elasticity=1"}) <
        0.7 * usual);
  CHECK(yearly({kRate + "0.1", "parameters.relocate.active=false"}) == 0);
  CHECK(yearly({kRate + "0.1", "parameters.relocate.rooted_industries=[FARM, GOOD, PART, SERV]"}) == 0);
}

TEST_CASE("dearer cities lose enterprises, near and large ones gain them", "[behaviour][relocation]") {
  const auto after = [](double wages, const Settings& settings) {
    Simulation simulation(toy(settings + Settings{kRate + "0.1"} + until("2023-12")), {});
    for (std::size_t k = 0; k < kTierCount; ++k)
      simulation.world().households.wage[pool_of(CityId{1}, static_cast<Tier>(k))] *= wages;
    run(simulation);
    return moves_of(simulation, 1);
  };
  const Moves usual = after(1, {}), dear = after(1.3, {});
  CHECK(dear.left > 1.15 * usual.left);
  CHECK(dear.came < 0.85 * usual.came);
  const Moves flat = after(1.3, {"parameters.relocate.cost_push=0", "parameters.relocate.cost_pull=0"});
  CHECK(flat.left ==
        Approx(after(1, {"parameters.relocate.cost_push=0", "parameters.relocate.cost_pull=0"}).left).epsilon(0.1));
  // T03 is far from both others: the farther, the fewer come
  const auto to_hills = [](const std::string& decay) {
    Simulation simulation(
        toy(Settings{kRate + "0.1", "parameters.relocate.distance_decay=" + decay} + until("2023-12")), {});
    run(simulation);
    return moves_of(simulation, 2).came;
  };
  CHECK(to_hills("3") < 0.9 * to_hills("0"));
}

TEST_CASE("who moves takes along what it has, customers and age, and leaves its staff", "[behaviour][relocation]") {
  const Scenario scenario = toy({kRate + "0.5", "parameters.demographics.exit_large=0.5",
                                 "parameters.demographics.exit_middle=0.5", "time.end=2025-12"});
  Simulation simulation(scenario, {});
  run(simulation, 24);
  World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  const auto customers = [&] {
    std::map<std::uint32_t, int> count;
    for (const EnterpriseId f : world.links.supplier.raw()) ++count[f.value];
    return count;
  };
  const auto keys = [&] {
    std::vector<std::uint32_t> all(world.experts.key.begin(), world.experts.key.end());
    std::sort(all.begin(), all.end());
    return all;
  };
  // a move leaves the worth of both parties of a sale as it was
  const OfEnterprise<CellId> cell = e.cell;
  const OfEnterprise<float> multiplicity = e.multiplicity;
  const OfEnterprise<std::uint64_t> birth_key = e.birth_key;
  const OfEnterprise<std::uint16_t> age = e.age;
  const OfEnterprise<std::int32_t> staff = e.staff_general;
  const OfEnterprise<double> capital = e.capital;
  std::vector<Money> worth;
  for (const EnterpriseId f : e.ids()) worth.push_back(world.net_worth(f));
  const auto customers_before = customers();
  const auto keys_before = keys();
  world.ledger.begin_step();
  run_row(scenario, world, "relocate");
  const auto customers_after = customers();
  std::map<std::uint64_t, EnterpriseId> where;
  for (const EnterpriseId f : e.ids())
    if (e.multiplicity[f] == 1) where[e.birth_key[f]] = f;
  int moved_agents = 0;
  for (const EnterpriseId f : e.ids()) {
    if (multiplicity[f] != 1) continue;
    const auto found = where.find(birth_key[f]);
    REQUIRE(found != where.end());
    const EnterpriseId g = found->second;
    if (g == f) continue;
    ++moved_agents;
    CHECK(world.region->city_of(cell[g]) != world.region->city_of(cell[f]));
    CHECK(world.region->industry_of(cell[g]) == world.region->industry_of(cell[f]));
    CHECK(world.net_worth(g) == worth[f.value]);
    CHECK(world.net_worth(f) == 0);
    CHECK(e.age[g] == age[f]);
    CHECK(e.capital[g] == Approx(0.6 * capital[f]));
    CHECK(e.staff_general[g] <= staff[f]);
    CHECK(e.staff_general[f] == 0);
    const auto many = [](const std::map<std::uint32_t, int>& count, EnterpriseId id) {
      const auto at = count.find(id.value);
      return at == count.end() ? 0 : at->second;
    };
    CHECK(std::abs(many(customers_after, g) - many(customers_before, f)) <=
          2);  // a customer that moved too changes its list
  }
  CHECK(moved_agents > 0);
  CHECK(keys() == keys_before);
  std::cout << "toy region: " << moved_agents << " agents of their own moved in a month at a hazard of 0.5\n";
}

TEST_CASE("moves do not depend on threads", "[behaviour][relocation]") {
  const auto hash = [](int threads) {
    Simulation simulation(toy({kRate + "0.4"}), {.threads = threads});
    run(simulation);
    return simulation.records().audit.back().state_hash;
  };
  CHECK(hash(1) == hash(2));
}

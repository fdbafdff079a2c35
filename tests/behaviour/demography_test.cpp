// Enterprises enter and leave, links end and are replaced.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <map>
#include <numeric>

#include "sim/world/succession.hpp"
#include "sim/world/supply_links.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

double real_enterprises(const World& world) {
  double sum = 0;
  for (const float many : world.enterprises.multiplicity) sum += static_cast<double>(many);
  return sum;
}

/// Mean entries and exits a year over the stock, and the last month's row.
struct Turnover {
  double entry = 0, exit = 0, write_offs = 0;
};

Turnover turnover(const Settings& settings, std::uint64_t seed = 1) {
  Simulation simulation(toy(settings + until("2027-12")), {.seed = seed});
  run(simulation);
  Turnover t;
  const auto& rows = simulation.records().province;
  for (const ProvinceMonth& row : rows) {
    t.entry += row.entries / row.enterprises;
    t.exit += row.exits / row.enterprises;
    t.write_offs += row.write_offs;
  }
  t.entry *= 12.0 / static_cast<double>(rows.size());
  t.exit *= 12.0 / static_cast<double>(rows.size());
  return t;
}

}  // namespace

TEST_CASE("enterprises at the end are those at the start and entries less exits", "[behaviour][demography]") {
  Simulation simulation(toy(until("2026-12")), {});
  const double before = real_enterprises(simulation.world());
  run(simulation);
  double change = 0, exits = 0;
  for (const ProvinceMonth& row : simulation.records().province) {
    change += row.entries - row.exits;
    exits += row.exits;
  }
  CHECK(exits > 0);
  CHECK(real_enterprises(simulation.world()) == before + change);
}

TEST_CASE("the register holds as many enterprises as the pools stand for", "[behaviour][demography]") {
  Simulation simulation(toy(until("2026-12")), {});
  run(simulation);
  const World& world = simulation.world();
  for (const CellId cell : world.cells()) {
    double members = 0;
    for (const EnterpriseId f : world.enterprises_in(cell))
      if (is_pool(world.enterprises, f)) members += static_cast<double>(world.enterprises.multiplicity[f]);
    const auto& ages = world.register_.by_age[cell];
    CHECK(static_cast<double>(std::accumulate(ages.begin(), ages.end(), std::int64_t{0})) == members);
  }
}

TEST_CASE("more enterprises leave where demand falls below its average", "[behaviour][demography]") {
  const auto exits = [](const std::string& response, bool slump) {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      Simulation simulation(toy(calm() + until("2025-06") + Settings{"parameters.demography.exit_response=" + response} +
                                (slump ? Settings{"shocks=[{kind: demand, loss: 0.2, start: 2024-07, months: 12}]"} : Settings{})),
                            {.seed = seed});
      run(simulation);
      const auto& rows = simulation.records().province;
      for (std::size_t m = 18; m < rows.size(); ++m) sum += rows[m].exits / rows[m].enterprises;
    }
    return sum / 10;
  };
  const double usual = exits("2", false), worse = exits("2", true), unmoved = exits("0", true) / exits("0", false);
  std::cout << "exits in a year, share: " << usual << ", in a slump " << worse << "; ratio where hazards do not respond "
            << unmoved << "\n";
  CHECK(worse > 1.05 * usual);
  CHECK(worse / usual > unmoved);
}

TEST_CASE("exits follow the hazards, entries the entry rate", "[behaviour][demography]") {
  const Turnover usual = turnover({});
  std::cout << "toy region: entry " << usual.entry << ", exit " << usual.exit << " a year\n";
  CHECK(usual.entry == Approx(0.125).epsilon(0.15));
  CHECK(usual.exit > 0.03);
  CHECK(usual.exit < 0.12);
  const std::string later = "parameters.demographics.exit_later=", rate = "parameters.demographics.entry_rate=";
  CHECK(turnover({later + "0.12"}).exit > usual.exit + 0.01);
  CHECK(turnover({rate + "0.05"}).entry < usual.entry - 0.03);
}

TEST_CASE("banks lose what insolvent debtors owe, and nothing when nothing is lost by default", "[behaviour][demography]") {
  const std::string lost = "parameters.demography.loss_given_default=";
  CHECK(turnover({lost + "0"}).write_offs == 0);
  const double half = turnover({lost + "0.4"}).write_offs, full = turnover({lost + "0.8"}).write_offs;
  CHECK(half > 0);
  CHECK(full > 1.5 * half);
}

TEST_CASE("who has left has nobody, nothing and no market", "[behaviour][demography]") {
  Simulation simulation(toy(Settings{"parameters.demographics.exit_large=3", "parameters.demographics.exit_middle=3",
                                     "parameters.demographics.exit_giant=1"} +
                            until("2026-12")),
                        {});
  run(simulation);
  const Enterprises& e = simulation.world().enterprises;
  std::size_t gone = 0;
  for (const EnterpriseId f : e.ids()) {
    if (exists(e, f)) continue;
    ++gone;
    CHECK(e.staff_general[f] + e.staff_college[f] + e.staff_expert[f] == 0);
    CHECK(e.capital[f] == 0);
    CHECK(e.expected_demand[f] == 0);
    CHECK(e.loans[f] == 0);
  }
  CHECK(gone > 0);
}

TEST_CASE("links end at the rates asked for, the light ones sooner", "[behaviour][demography]") {
  Simulation simulation(toy(Settings{"parameters.demography.active=false"} + until("2023-12")), {});
  World& world = simulation.world();
  const std::vector<EnterpriseId> before(world.links.supplier.begin(), world.links.supplier.end());
  run(simulation);
  double ended[2] = {}, links[2] = {};
  for (const SlotId slot : world.slots.inventory.ids()) {
    double sum = 0;
    const std::uint32_t first = world.slots.link_begin[slot], last = world.slots.link_begin[SlotId{slot.value + 1u}];
    for (std::uint32_t l = first; l < last; ++l) sum += static_cast<double>(world.links.weight[LinkId{l}]);
    for (std::uint32_t l = first; l < last; ++l) {
      const bool light = static_cast<double>(world.links.weight[LinkId{l}]) < 0.1 * sum;
      links[light] += 1;
      ended[light] += world.links.supplier[LinkId{l}] != before[l];
    }
  }
  std::cout << "toy region: " << ended[0] / links[0] << " of main links and " << ended[1] / links[1]
            << " of light ones ended in a year\n";
  CHECK(ended[0] / links[0] > 0.03);
  CHECK(ended[0] / links[0] < 0.30);
  if (links[1] > 100) CHECK(ended[1] / links[1] > ended[0] / links[0]);
}

TEST_CASE("both ends of every link agree after years of turnover", "[behaviour][demography]") {
  Simulation simulation(toy(until("2025-12")), {});
  run(simulation);
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  std::vector<char> seen(world.links.supplier.size(), 0);
  for (const EnterpriseId f : e.ids())
    for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1u}]; ++k) {
      const LinkId link = world.links.sales[LinkId{k}];
      CHECK(world.links.supplier[link] == f);
      seen[link.value] = 1;
    }
  CHECK(std::accumulate(seen.begin(), seen.end(), std::size_t{0}) == seen.size());
}

TEST_CASE("links by supplier after small changes are those made anew", "[behaviour][demography]") {
  Simulation simulation(toy(until("2025-12")), {});
  run(simulation);
  World& world = simulation.world();
  const std::vector<LinkId> sales(world.links.sales.begin(), world.links.sales.end());
  const std::vector<std::uint32_t> begin(world.enterprises.sale_begin.begin(), world.enterprises.sale_begin.end());
  index_sales(world);
  CHECK(std::equal(sales.begin(), sales.end(), world.links.sales.begin()));
  CHECK(std::equal(begin.begin(), begin.end(), world.enterprises.sale_begin.begin()));
}

TEST_CASE("experts found startups at the rate asked for, and startups do not die out", "[behaviour][demography]") {
  struct Young {
    double first = 0, last = 0, founded = 0;
  };
  const auto young = [](const char* rate, const char* end) {
    Simulation simulation(guangdong(10000, until(end) + Settings{std::string("parameters.demographics.startup_rate=") + rate}), {.seed = 1});
    const Enterprises& e = simulation.world().enterprises;
    const auto count = [&](std::uint16_t months) {
      double sum = 0;
      for (const EnterpriseId f : e.ids())
        sum += e.multiplicity[f] == 1 && e.staff_expert[f] > 0 && e.age[f] < months && !simulation.world().recipe(e.cell[f]).public_service;
      return sum;
    };
    Young found;
    found.first = count(60);
    while (!simulation.finished()) {
      simulation.run_month();
      if (simulation.months_done() % 12 == 0) found.founded += count(12);
    }
    found.last = count(60);
    return found;
  };
  const Young none = young("0", "2024-12"), usual = young("0.035", "2030-12"), many = young("0.07", "2024-12");
  INFO(usual.first << " startups on the first day, " << usual.last << " after eight years, " << usual.founded << " founded; in two years "
                   << none.founded << " without foundings, " << many.founded << " at twice the rate");
  CHECK(none.founded < 5);
  CHECK(many.founded > 100);
  CHECK(usual.founded > 400);
  CHECK(usual.last > 0.35 * usual.first);
}

TEST_CASE("a founder leaves the employer, a pool stands for one less and another one for one more", "[behaviour][demography]") {
  Simulation simulation(guangdong(7350, until("2023-06") + Settings{"parameters.demographics.startup_rate=0.2"}), {.seed = 1});
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  std::size_t startups = 0;
  while (!simulation.finished()) {
    const auto keys = e.birth_key;
    simulation.run_month();
    std::vector<std::int32_t> employed(e.size());
    for (const EnterpriseId f : world.experts.employer.raw())
      if (f.valid()) ++employed[f.value];
    for (const EnterpriseId f : e.ids()) {
      CHECK(employed[f.value] == e.staff_expert[f]);
      if (e.birth_key[f] == keys[f] || e.age[f] > 0 || e.staff_expert[f] == 0 || e.multiplicity[f] != 1) continue;
      ++startups;
      CHECK(e.posts_expert[f] >= 1);
    }
  }
  CHECK(startups > 20);
  double members = 0, registered = 0;
  for (const CellId cell : world.cells()) {
    for (const EnterpriseId f : world.enterprises_in(cell)) members += is_pool(e, f) ? static_cast<double>(e.multiplicity[f]) : 0.0;
    for (const std::int32_t age : world.register_.by_age[cell]) registered += age;
  }
  CHECK(members == registered);
}

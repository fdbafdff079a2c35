// The twelve months of the base year repeat the region's data.
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>

#include "sim/engine/model.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

TEST_CASE("Guangdong's twelve months of 2023 repeat the data: region, cities, industries, input mix, trade", "[behaviour]") {
  const Scenario scenario = guangdong(100000, calm());
  const Region& region = *scenario.region;
  Simulation simulation(scenario, {});
  World& world = simulation.world();
  const std::size_t n = region.industry_count(), cities = region.city_count();
  // [supplier][user]: real orders over links that were served, and what enterprises without a slot for it bought in the
  // market for their output
  std::vector<double> linked(n * n, 0), pooled(n * n, 0);
  for (int month = 0; month < 12; ++month) {
    simulation.run_month();
    const Enterprises& e = world.enterprises;
    for (const EnterpriseId f : e.ids()) {
      const std::size_t user = region.industry_of(e.cell[f]).value;
      for (std::size_t k = 0; k < e.input_count[f]; ++k) {
        const std::size_t supplier = world.norms.recipes[user].inputs[k].supplier.value;
        const std::uint32_t slot = e.slot(f, k).value;
        for (std::uint32_t l = world.slots.link_begin[SlotId{slot}]; l < world.slots.link_begin[SlotId{slot + 1u}]; ++l)
          linked[supplier * n + user] += static_cast<double>(world.links.order[LinkId{l}]) *
                                         static_cast<double>(e.fill[world.links.supplier[LinkId{l}]]);
      }
      const std::vector<Input>& inputs = world.norms.recipes[user].inputs;
      for (std::size_t k = e.input_count[f]; k < inputs.size(); ++k)
        pooled[inputs[k].supplier.value * n + user] += inputs[k].in_market()[0] * e.output[f];
    }
  }
  const Records& records = simulation.records();
  double gdp = 0, table = 0;
  for (const ProvinceMonth& row : records.province) gdp += row.gdp;
  for (std::size_t s = 0; s < n; ++s) table += region.flows.value_added(s);
  std::cout << "2023: GDP " << 100 * (gdp / table - 1) << " % off the table\n";
  CHECK(std::abs(gdp / table - 1) < 0.005);

  std::vector<double> city(cities, 0), city_data(cities, 0);
  for (const CityMonth& row : records.city) city[row.city.value] += row.gdp;
  for (std::size_t c = 0; c < cities; ++c)
    for (std::size_t s = 0; s < n; ++s) city_data[c] += region.value_added[c * n + s];
  double worst_city = 0;
  for (std::size_t c = 0; c < cities; ++c) {
    INFO(region.cities[c].name_en);
    CHECK(std::abs(city[c] / city_data[c] - 1) < 0.02);
    worst_city = std::max(worst_city, std::abs(city[c] / city_data[c] - 1));
  }
  std::vector<double> industry(n, 0);
  for (const CellQuarter& row : records.cell) industry[region.industry_of(row.cell).value] += row.value_added;
  double worst_industry = 0;
  for (std::size_t s = 0; s < n; ++s) {
    const double data = region.flows.value_added(s);
    INFO(region.industries[s].code);
    CHECK(std::abs(industry[s] / data - 1) < (data < 0.005 * table ? 0.05 : 0.02));
    worst_industry = std::max(worst_industry, std::abs(industry[s] / data - 1));
  }
  std::cout << "2023: city at most " << 100 * worst_city << " %, industry at most " << 100 * worst_industry << " % off\n";

  // Every enterprise keeps its industry's input mix, so a pair of industries has no sampling error of its own: what is
  // left is the growth of stocks of inputs (the table holds use, orders add growth) and the departure of outputs above.
  double worst_pair = 0, over_links = 0, in_market = 0;
  for (std::size_t s = 0; s < n; ++s)
    for (const Input& in : world.norms.recipes[s].inputs) {
      if (!in.linked) continue;
      const double use = region.flows.z(Origin::local, in.supplier.value, s) * 1e6;
      const double growth = in.stock > 0 ? 1 + world.norms.growth * in.stock : 1;
      const std::size_t pair = in.supplier.value * n + s;
      const double off = std::abs((linked[pair] / growth + pooled[pair]) / use - 1);
      over_links += linked[pair];
      in_market += pooled[pair];
      INFO(region.industries[in.supplier.value].code << " to " << region.industries[s].code);
      CHECK(off < 0.03);
      worst_pair = std::max(worst_pair, off);
    }
  std::cout << "2023: purchases by pair of industries at most " << 100 * worst_pair << " % off; "
            << 100 * over_links / (over_links + in_market) << " % of what lists name goes over links\n";
  CHECK(over_links > 0.6 * (over_links + in_market));

  // goods between cities: destinations need what their mix asks for, origins sell what gravity's margin gives them
  std::vector<double> origin(n * cities, 0);
  for (const YearFlow& flow : records.goods) origin[flow.kind * cities + flow.origin] += flow.amount;
  double weighted = 0, total = 0;
  for (std::size_t u = 0; u < n; ++u) {
    const double x = region.flows.output(u);
    const double kept = x - region.flows.f(Origin::local, u, FinalUse::to_country) -
                        region.flows.f(Origin::local, u, FinalUse::to_world);
    for (std::size_t c = 0; c < cities; ++c) {
      const double margin = kept * region.value_added[c * n + u] / region.flows.value_added(u);
      weighted += std::abs(origin[u * cities + c] - margin);
      total += margin;
    }
  }
  std::cout << "2023: sales of cells inside the region " << 100 * weighted / total << " % off the gravity margins\n";
  CHECK(weighted / total < 0.05);
}

// In the toy region industry is GOOD and PART. Outside it nobody counts, however large.
TEST_CASE("industrial enterprises above scale are counted by city, those that an agent stands for all or none", "[behaviour]") {
  Simulation simulation(toy(until("2023-03")), {});
  run(simulation);
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  const std::size_t cities = world.city_count();
  std::vector<double> count(cities, 0);
  double farms_and_services = 0;
  for (const EnterpriseId f : e.ids()) {
    const double each = 12 * yuan(e.revenue[f]) / static_cast<double>(e.multiplicity[f]);
    if (!(each >= 20e6)) continue;
    const std::string& code = world.region->industries[world.region->industry_of(e.cell[f]).value].code;
    if (code == "GOOD" || code == "PART")
      count[world.region->city_of(e.cell[f]).value] += static_cast<double>(e.multiplicity[f]);
    else
      farms_and_services += static_cast<double>(e.multiplicity[f]);
  }
  CHECK(farms_and_services > 0);
  const std::vector<CityMonth>& rows = simulation.records().city;
  for (std::size_t c = 0; c < cities; ++c) {
    CHECK(count[c] > 0);
    CHECK(rows[2 * cities + c].above_scale_enterprises == Approx(count[c]).epsilon(1e-9));
  }
}

// What comparisons read from the records of a run: the structure of a region, by hand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "lingnan/simulation.hpp"
#include "sim/experiment/outcomes.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

double value(std::string_view name, const YearOfRun& year) { return outcomes()[outcome_index(name)].value(year); }

/// A year of the toy region, three cities and four industries, in which every month and quarter is the same.
struct HandMade {
  Simulation simulation{toy(), {.seed = 1}};
  const Region& region = *simulation.world().region;
  std::vector<ProvinceMonth> months;
  std::vector<CityMonth> cities, first;
  std::vector<CellQuarter> cells;
  std::vector<YearSupply> supply;
  std::vector<StructureYear> structure;
  std::vector<ProjectYear> projects;

  explicit HandMade(int year) {
    for (int m = 1; m <= 12; ++m) {
      months.push_back({.month = {year, m}, .imports = 10, .inflow = 20, .price_index = 1});
      for (const double gdp : {1.0, 2.0, 3.0}) {
        const CityId city{cities.size() % region.city_count()};
        cities.push_back({.month = {year, m}, .city = city, .gdp_real = gdp * std::pow(1 + 0.01 * (city.value + 1.0), 2), .population = 1});
        first.push_back({.month = {year - 2, m}, .city = city, .gdp_real = gdp, .population = 1});
      }
    }
  }
  YearOfRun year() const { return {region, months, cities, cells, {}, {}, projects, supply, structure, first}; }
};

}  // namespace

TEST_CASE("the slowest city is the one that grew least since the first year", "[unit][outcomes]") {
  const HandMade made(2026);
  CHECK(value("slowest_city_growth", made.year()) == Approx(0.01));
  YearOfRun same = made.year();
  same.first_cities = same.cities;
  CHECK(value("slowest_city_growth", same) == 0);
}

TEST_CASE("cities that make the same are not specialised, those with nothing in common are", "[unit][outcomes]") {
  HandMade made(2026);
  const auto fill = [&](const std::vector<std::size_t>& only) {  // [city] industry
    made.cells.clear();
    for (int quarter = 0; quarter < 4; ++quarter)
      for (std::size_t c = 0; c < made.region.cell_count(); ++c) {
        const CellId cell{c};
        const bool makes = made.region.industry_of(cell).value == only[made.region.city_of(cell).value];
        made.cells.push_back({.month = {2026, 1}, .cell = cell, .output_real = makes ? 5.0 + static_cast<double>(c) : 0.0});
      }
    return value("specialisation_cities", made.year());
  };
  CHECK(fill({1, 1, 1}) == Approx(0).margin(1e-12));
  CHECK(fill({0, 1, 2}) == Approx(1));
  CHECK(fill({0, 1, 0}) == Approx(2.0 / 3));
}

TEST_CASE("what is bought in the region counts wherever it is made, what leaves it does not", "[unit][outcomes]") {
  HandMade made(2026);
  const auto industries = static_cast<std::uint32_t>(made.region.industry_count());
  made.supply = {{2026, 0, 1, 400},                                                                        // another industry
                 {2026, 1, industries + static_cast<std::uint32_t>(FinalBuyer::households), 230},
                 {2026, 1, industries + static_cast<std::uint32_t>(FinalBuyer::investment), 10},
                 {2026, 2, industries + static_cast<std::uint32_t>(FinalBuyer::country), 5000},
                 {2026, 2, industries + static_cast<std::uint32_t>(FinalBuyer::world), 7000}};
  CHECK(value("local_sourcing", made.year()) == Approx(640.0 / (640 + 12 * 30)));
}

TEST_CASE("innovations are what passes the last stage", "[unit][outcomes]") {
  HandMade made(2026);
  made.projects = {{.year = 2026, .cell = {}, .stage = 0, .passed = 50}, {.year = 2026, .cell = {}, .stage = kStages - 1, .passed = 3},
                   {.year = 2026, .cell = {}, .stage = kStages - 1, .passed = 4}};
  CHECK(value("innovations", made.year()) == 7);
}

TEST_CASE("years of a run have the records of that year", "[unit][outcomes]") {
  Simulation simulation(toy(until("2025-12")), {.seed = 1});
  run(simulation);
  const Region& region = *simulation.world().region;
  const Records& records = simulation.records();
  const RunOutcomes found = outcomes_of(region, records);
  REQUIRE(found.years() == 3);
  for (int y = 0; y < 3; ++y) {
    double passed = 0, sold = 0, bought = 0, all = 0;
    std::map<std::string, double> districts;
    for (const ProjectYear& row : records.projects)
      if (row.year == 2023 + y && row.stage == kStages - 1) passed += row.passed;
    for (const YearSupply& row : records.supply)
      if (row.year == 2023 + y && row.buyer < region.industry_count() + 3) sold += row.sales;
    for (const ProvinceMonth& row : records.province)
      if (row.month.year == 2023 + y) bought += row.imports + row.inflow;
    for (const CityMonth& row : records.city)
      if (row.month.year == 2023 + y) {
        all += row.gdp_real;
        districts[region.cities[row.city.value].district] += row.gdp_real;
      }
    double largest = 0;
    for (const auto& [name, gdp] : districts) largest = std::max(largest, gdp / all);
    const auto of = [&](std::string_view name) { return found.whole[outcome_index(name)][static_cast<std::size_t>(y)]; };
    CHECK(of("innovations") == Approx(passed));
    CHECK(of("local_sourcing") == Approx(sold / (sold + bought)));
    CHECK(of("largest_district_share") == Approx(largest));
    CHECK(of("specialisation_cities") > 0);
    CHECK(of("specialisation_cities") < 1);
    CHECK((of("slowest_city_growth") == 0) == (y == 0));
  }
}

TEST_CASE("structure is a mean over industries by what they could make, sell and employ", "[unit][outcomes]") {
  HandMade made(2026);
  made.structure = {{.year = 2026, .industry = IndustryId{0}, .capacity_utilisation = 0.5, .capacity_real = 1, .concentration = 0.2, .sales = 3,
                     .young_productivity = 0.6, .young_persons = 0, .zombies = 0.1, .agents = 10},
                    {.year = 2026, .industry = IndustryId{1}, .capacity_utilisation = 0.9, .capacity_real = 3, .concentration = 0.4, .sales = 1,
                     .young_productivity = 0.8, .young_persons = 5, .zombies = 0.3, .agents = 10}};
  const YearOfRun year = made.year();
  CHECK(value("capacity_utilisation", year) == Approx(0.8));
  CHECK(value("sales_concentration", year) == Approx(0.25));
  CHECK(value("young_productivity", year) == Approx(0.8));
  CHECK(value("zombies", year) == Approx(0.2));
}

TEST_CASE("a run tells the structure of its industries", "[unit][outcomes]") {
  Simulation simulation(guangdong(7350, until("2024-12")), {.seed = 1});
  run(simulation);
  const auto& rows = simulation.records().structure;
  const World& world = simulation.world();
  std::size_t market = 0;
  for (const IndustryId s : world.industries()) market += world.norms.recipes[s.value].public_service ? 0 : 1;
  REQUIRE(rows.size() == 2 * market);
  double agents = 0;
  for (const StructureYear& row : rows) {
    INFO(world.region->industries[row.industry.value].code << " in " << row.year);
    CHECK(row.capacity_utilisation > 0.4);
    CHECK(row.capacity_utilisation < 1.05);
    CHECK(row.concentration > 0);
    CHECK(row.concentration < 1);
    CHECK(row.zombies >= 0);
    CHECK(row.zombies < 1);
    if (row.year == 2024) agents += row.agents;
  }
  for (const EnterpriseId f : world.enterprises.ids())
    agents -= world.enterprises.multiplicity[f] == 1 && !world.recipe(world.enterprises.cell[f]).public_service ? 1 : 0;
  CHECK(agents == 0);
}

// Chance moves single cells, but no cell gains or loses for being drawn as it is.
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

TEST_CASE("over 20 seeds the shares of cells above 0.1 % of GDP do not drift by year 5", "[behaviour][full]") {
  const Scenario scenario =
      guangdong(20000, steady(0.045, 0.02) + Settings{"economy.random_processes=true"} + until("2027-12"));
  const Region& region = *scenario.region;
  const std::size_t cells = region.cell_count();
  std::vector<double> ratio(cells, 0);
  double worst = 0;
  constexpr int kSeeds = 20;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    Simulation simulation(scenario, {.seed = static_cast<std::uint64_t>(seed)});
    run(simulation);
    const auto& rows = simulation.records().cell;
    std::vector<double> first(cells, 0), last(cells, 0);
    double first_sum = 0, last_sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {  // year 1 and year 5
      if (rows[i].month.year == 2023) first[rows[i].cell.value] += rows[i].value_added, first_sum += rows[i].value_added;
      if (rows[i].month.year == 2027) last[rows[i].cell.value] += rows[i].value_added, last_sum += rows[i].value_added;
    }
    for (std::size_t c = 0; c < cells; ++c)
      if (first[c] > 0) ratio[c] += (last[c] / last_sum) / (first[c] / first_sum) / kSeeds;
  }
  double total = 0;
  for (const double va : region.value_added) total += va;
  int large = 0;
  for (std::size_t c = 0; c < cells; ++c) {
    if (region.value_added[c] < 0.001 * total) continue;
    ++large;
    INFO(region.cities[region.city_of(CellId{c}).value].name_en << " "
                                                                << region.industries[region.industry_of(CellId{c}).value].code);
    CHECK(std::abs(ratio[c] - 1) < 0.02);
    worst = std::max(worst, std::abs(ratio[c] - 1));
  }
  std::cout << "shares of " << large << " cells after five years, mean of 20 seeds: at most " << 100 * worst << " % off\n";
  CHECK(large > 100);
}

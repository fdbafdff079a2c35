// Chance moves single cells, but no cell gains or loses for being drawn as it is.
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Shares of cells in the fifth year over those in the first: mean over seeds and its standard error.
struct Shares {
  std::vector<double> mean, error;
};

constexpr int kSeeds = 20;

Shares shares(const Scenario& scenario) {
  const std::size_t cells = scenario.region->cell_count();
  std::vector<double> sum(cells, 0), squares(cells, 0);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    Simulation simulation(scenario, {.seed = static_cast<std::uint64_t>(seed)});
    run(simulation);
    std::vector<double> first(cells, 0), last(cells, 0);
    double first_sum = 0, last_sum = 0;
    for (const CellQuarter& row : simulation.records().cell) {
      if (row.month.year == 2023) first[row.cell.value] += row.value_added, first_sum += row.value_added;
      if (row.month.year == 2027) last[row.cell.value] += row.value_added, last_sum += row.value_added;
    }
    for (std::size_t c = 0; c < cells; ++c) {
      const double ratio = first[c] > 0 ? (last[c] / last_sum) / (first[c] / first_sum) : 1;
      sum[c] += ratio;
      squares[c] += ratio * ratio;
    }
  }
  Shares out;
  for (std::size_t c = 0; c < cells; ++c) {
    const double mean = sum[c] / kSeeds;
    out.mean.push_back(mean);
    out.error.push_back(std::sqrt(std::max(0.0, squares[c] / kSeeds - mean * mean) / (kSeeds - 1)));
  }
  return out;
}

/// No cell above 0.1 % of GDP is more than 2 % off, beside `errors` standard errors.
void check_drift(const std::string& name, const Settings& settings, double errors) {
  const Scenario scenario =
      guangdong(20000, steady(0.045, 0.02) + Settings{"economy.random_processes=true"} + until("2027-12") + settings);
  const Region& region = *scenario.region;
  const Shares s = shares(scenario);
  double total = 0, worst = 0;
  for (const double va : region.value_added) total += va;
  int large = 0;
  for (std::size_t c = 0; c < s.mean.size(); ++c) {
    if (region.value_added[c] < 0.001 * total) continue;
    ++large;
    INFO(region.cities[region.city_of(CellId{c}).value].name_en << " "
                                                                << region.industries[region.industry_of(CellId{c}).value].code);
    CHECK(std::abs(s.mean[c] - 1) < 0.02 + errors * s.error[c]);
    worst = std::max(worst, std::abs(s.mean[c] - 1));
  }
  std::cout << name << ": shares of " << large << " cells after five years, mean of 20 seeds: at most " << 100 * worst
            << " % off\n";
  CHECK(large > 100);
}

}  // namespace

TEST_CASE("over 20 seeds the shares of cells above 0.1 % of GDP do not drift by year 5", "[behaviour][full]") {
  check_drift("same enterprises and links", same_enterprises_and_links(), 0);
}

TEST_CASE("entry, exit and turnover of links move cells by chance only", "[behaviour][full]") {
  check_drift("living enterprises and links", {}, 3.5);
}

// Demand from outside and from the treasury moves the economy by reasonable amounts.
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

std::vector<double> yearly_gdp(const Settings& settings) {
  Simulation simulation(guangdong(20000, settings), {});
  run(simulation);
  std::vector<double> years;
  const auto& rows = simulation.records().province;
  for (std::size_t m = 0; m < rows.size(); ++m) {
    if (m % 12 == 0) years.push_back(0);
    years.back() += rows[m].gdp_real;
  }
  return years;
}

Settings outside(double start, double end) {
  return {"parameters.trends.outside_demand_start=" + std::to_string(start),
          "parameters.trends.outside_demand_end=" + std::to_string(end), "time.end=2029-12"};
}

}  // namespace

TEST_CASE("a point more or less of outside demand moves growth the same way, by less than two points", "[behaviour]") {
  const std::vector<double> base = yearly_gdp(outside(0.04, 0.03));
  const std::vector<double> more = yearly_gdp(outside(0.05, 0.04));
  const std::vector<double> less = yearly_gdp(outside(0.03, 0.02));
  const auto growth = [](const std::vector<double>& gdp) { return std::pow(gdp[5] / gdp[0], 1.0 / 5) - 1; };
  std::cout << "growth 2023-2028: " << 100 * growth(base) << " % a year; one point more outside demand "
            << 100 * (growth(more) - growth(base)) << ", one point less " << 100 * (growth(less) - growth(base))
            << " points\n";
  CHECK(growth(more) - growth(base) > 0.001);
  CHECK(growth(more) - growth(base) < 0.02);
  CHECK(growth(less) - growth(base) < -0.001);
  CHECK(growth(less) - growth(base) > -0.02);
}

TEST_CASE("public works of 100 bn yuan: debt adds most, a tax less, a cut of other spending nothing", "[behaviour]") {
  const Settings base = {"time.end=2026-12"};
  const Settings works = base + Settings{"parameters.fiscal.extra_works_mln_cny_per_year=100000"};
  const double none = yearly_gdp(base)[2];
  const auto effect = [&](const std::string& closure) {
    return (yearly_gdp(works + Settings{"parameters.fiscal.closure=" + closure})[2] - none) / 1e5;
  };
  const double debt = effect("debt"), tax = effect("lump_sum_tax"), cut = effect("cut_spending");
  std::cout << "yuan of real GDP in 2025 per yuan of public works: debt " << debt << ", lump-sum tax " << tax
            << ", cut of other spending " << cut << "\n";
  CHECK(debt > 0.1);
  CHECK(debt < 1.5);
  CHECK(tax < debt);
  CHECK(tax > -0.5);
  // works import more than the public services they replace: a matched yuan adds nothing
  CHECK(cut < 0.05);
}

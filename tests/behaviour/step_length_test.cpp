// Days, weeks and months tell the same story: the path of a shock converges as the step shrinks.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "sim/engine/stability.hpp"
#include "sim/engine/model.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Monthly GDP with a shock over GDP without, less one.
std::vector<double> path(const std::string& step) {
  const Settings common = calm() + Settings{"time.step=" + step, "time.end=2024-12", "economy.firms=1200"};
  Simulation base(toy(common), {});
  Simulation shocked(toy(common + Settings{"shocks=[{kind: capacity, industries: [PART], loss: 0.6, start: 2023-07, months: 3}]"}), {});
  run(base);
  run(shocked);
  std::vector<double> change;
  for (std::size_t m = 6; m < base.records().province.size(); ++m)
    change.push_back(shocked.records().province[m].gdp_real / base.records().province[m].gdp_real - 1);
  return change;
}

/// Two days of stock, restocked over a year or over a month.
const Settings kShortStocks = {"time.step=day", "parameters.opening.input_stock_factor=0.1",
                               "parameters.produce.production_function=leontief"};
const Settings kCollapsing = kShortStocks + Settings{"parameters.trade.restock_months=12", "parameters.plan.restock_months=12"};
const Settings kRecovering = kShortStocks + Settings{"parameters.trade.restock_months=1", "parameters.plan.restock_months=1"};

/// Mean distance of two paths.
double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("the path of a shock converges as the step shrinks from a month to a week to a day", "[behaviour]") {
  const std::vector<double> month = path("month"), week = path("week"), day = path("day");
  const double deep = -*std::min_element(day.begin(), day.end());
  std::cout << "trough by month " << *std::min_element(month.begin(), month.end()) << ", week "
            << *std::min_element(week.begin(), week.end()) << ", day " << -deep << "; mean distance from daily: month "
            << distance(month, day) << ", week " << distance(week, day) << "\n";
  CHECK(deep > 0.01);
  CHECK(distance(week, day) < distance(month, day));
  CHECK(distance(week, day) < 0.1 * deep);
}

TEST_CASE("days and weeks repeat the base year's total too", "[behaviour]") {
  for (const std::string step : {"day", "week", "month"}) {
    INFO(step);
    const Scenario scenario = toy(calm() + Settings{"time.step=" + step, "time.end=2023-12"});
    Simulation simulation(scenario, {});
    run(simulation);
    double gdp = 0, table = 0;
    for (const ProvinceMonth& row : simulation.records().province) gdp += row.gdp;
    for (std::size_t s = 0; s < scenario.region->industry_count(); ++s) table += scenario.region->flows.value_added(s);
    CHECK(std::abs(gdp / table - 1) < 0.005);
  }
}

TEST_CASE("unstable inventory settings are named before a run, stable ones are not", "[behaviour]") {
  const auto warnings = [](const Settings& settings) {
    const Scenario scenario = toy(settings);
    return stability_warnings(*scenario.model, *scenario.region);
  };
  CHECK(warnings({}).empty());
  CHECK(warnings({"time.step=week"}).empty());
  CHECK(warnings({"time.step=day"}).empty());
  const auto lean = warnings(kCollapsing);
  REQUIRE(lean.size() == 1);
  CHECK(lean.front().find("drain stocks for good") != std::string::npos);
  CHECK(warnings(kRecovering).empty());
  CHECK_FALSE(warnings({"parameters.trade.restock_months=0.3", "parameters.plan.restock_months=0.3",
                        "parameters.plan.demand_adjustment=0.95"})
                  .empty());
  CHECK_FALSE(warnings({"parameters.plan.capital_adjustment_years=1"}).empty());
}

TEST_CASE("slow restocking of short stocks collapses after a shock when every input binds, faster restocking recovers",
          "[behaviour]") {
  const auto last = [](const Settings& settings) {
    Simulation simulation(toy(settings + Settings{"time.end=2026-12", "shocks=[{kind: capacity, industries: [PART], loss: 0.7, "
                                                                    "start: 2024-01, months: 4}]"}),
                          {});
    run(simulation);
    return simulation.records().province.back().gdp_real / simulation.records().province.front().gdp_real;
  };
  CHECK(last(kCollapsing) < 0.5);
  CHECK(last(kRecovering) > 1.05);
}

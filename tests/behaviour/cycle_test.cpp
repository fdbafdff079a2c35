// Households and investors make swings of demand larger, and let them die out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <vector>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Quarters of a run that loses a tenth of final demand in the second half of 2024, against the run that does not.
struct Slump {
  std::vector<double> gdp, consumption, investment;
};

Slump slump(const Settings& settings) {
  const Settings all = steady(0.02) + until("2036-12") + settings;
  Simulation base(guangdong(8000, all), {});
  Simulation shocked(guangdong(8000, all + Settings{"shocks=[{kind: demand, loss: 0.1, start: 2024-07, months: 6}]"}), {});
  run(base);
  run(shocked);
  Slump found;
  const auto &a = base.records().province, &b = shocked.records().province;
  for (std::size_t m = 0; m + 3 <= a.size(); m += 3) {
    const auto against = [&](double ProvinceMonth::*what) {
      double with = 0, without = 0;
      for (std::size_t k = m; k < m + 3; ++k) {
        with += b[k].*what;
        without += a[k].*what;
      }
      return with / without - 1;
    };
    found.gdp.push_back(against(&ProvinceMonth::gdp_real));
    found.consumption.push_back(against(&ProvinceMonth::consumption));
    found.investment.push_back(against(&ProvinceMonth::investment));
  }
  return found;
}

double least(const std::vector<double>& quarters) { return *std::min_element(quarters.begin(), quarters.end()); }

/// Largest distance from the run without slump in some years, counted from its beginning.
double most(const std::vector<double>& quarters, std::size_t first_year, std::size_t last_year) {
  double far = 0;
  for (std::size_t q = 6 + 4 * first_year; q < 6 + 4 * last_year; ++q) far = std::max(far, std::abs(quarters[q]));
  return far;
}

}  // namespace

TEST_CASE("what households consume of recent wages makes a slump deeper, not longer", "[behaviour][cycle]") {
  const Slump permanent = slump({"parameters.trade.hand_to_mouth=0"}), usual = slump({}),
              all = slump({"parameters.trade.hand_to_mouth=1"});
  std::cout << "deepest quarter after a loss of demand, consumption: " << least(permanent.consumption) << " by permanent income, "
            << least(usual.consumption) << " usual, " << least(all.consumption) << " by recent wages; GDP "
            << least(permanent.gdp) << ", " << least(usual.gdp) << ", " << least(all.gdp) << "; left of it in years 3 to 5 "
            << most(permanent.gdp, 2, 5) << ", " << most(usual.gdp, 2, 5) << ", " << most(all.gdp, 2, 5) << "\n";
  CHECK(least(usual.consumption) < least(permanent.consumption));
  CHECK(least(all.consumption) < least(usual.consumption));
  CHECK(least(all.gdp) < least(permanent.gdp));
  CHECK(most(usual.gdp, 9, 12) < 0.15 * -least(usual.gdp));
  for (const Slump& s : {permanent, usual, all}) CHECK(most(s.gdp, 9, 12) < 0.5 * most(s.gdp, 2, 5));
}

TEST_CASE("investors put off orders in a slump and make up for them later, and waves die out", "[behaviour][cycle]") {
  const std::string response = "parameters.plan.outlook_response=";
  const Slump none = slump({response + "0"}), usual = slump({}), strong = slump({response + "6"});
  std::cout << "deepest quarter after a loss of demand, investment: " << least(none.investment) << " without outlook, "
            << least(usual.investment) << " usual, " << least(strong.investment) << " where they respond more; GDP "
            << least(none.gdp) << ", " << least(usual.gdp) << ", " << least(strong.gdp) << "; distance in years 3 to 5 "
            << most(none.gdp, 2, 5) << ", " << most(usual.gdp, 2, 5) << ", " << most(strong.gdp, 2, 5)
            << "; in years 10 to 12 " << most(none.gdp, 9, 12) << ", " << most(usual.gdp, 9, 12) << ", "
            << most(strong.gdp, 9, 12) << "\n";
  CHECK(least(usual.investment) < least(none.investment));
  CHECK(least(strong.investment) < least(usual.investment));
  for (const Slump& s : {none, usual, strong}) {
    CHECK(most(s.gdp, 6, 9) < 0.7 * most(s.gdp, 2, 5));
    CHECK(most(s.gdp, 9, 12) < 0.5 * most(s.gdp, 2, 5));
  }
  CHECK(most(usual.gdp, 9, 12) < 0.15 * -least(usual.gdp));
}

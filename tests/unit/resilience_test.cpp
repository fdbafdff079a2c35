// Depth, loss and time of recovery of paths that are known.
#include <catch2/catch.hpp>

#include "sim/experiment/resilience.hpp"

using namespace lingnan;

TEST_CASE("depth, loss and months are those of the path", "[unit][experiment]") {
  const std::vector<double> without(8, 200.0);
  const std::vector<double> shocked = {200, 200, 160, 180, 192, 199, 200, 200};  // lost: 20, 10, 4, 0.5 %
  const Resilience found = resilience_of(shocked, without, 2);
  CHECK(found.depth == Approx(20));
  CHECK(found.loss == Approx(40 + 20 + 8 + 1));
  CHECK(found.months_to_95 == 2);       // the third month has 96 %
  CHECK(found.months_to_recover == 3);  // 4 % is more than a twentieth of 20 %, 0.5 % is not
  CHECK(found.back_to_95);
  CHECK(found.recovered);
}

TEST_CASE("insolvencies add up from the shock on to their most, and the worst month has the most enterprises that fall", "[unit][experiment]") {
  RunOutcomes without, shocked;
  without.gdp_real_months = shocked.gdp_real_months = std::vector<double>(4, 100.0);
  without.insolvency_months = {5, 5, 5, 5};
  shocked.insolvency_months = {9, 6, 8, 3};
  without.falling_months = {0.1, 0.1, 0.2, 0.1};
  shocked.falling_months = {0.9, 0.3, 0.5, 0.1};
  const Resilience found = resilience_of(shocked, without, 1);
  CHECK(found.insolvencies == Approx(4));
  CHECK(found.falling == Approx(30));
  CHECK(found.depth == 0);
}

TEST_CASE("a path that is not back counts until the end and says so; one that never falls counts nothing", "[unit][experiment]") {
  const std::vector<double> without(5, 100.0), falling = {100, 90, 97, 80, 70}, equal = without;
  const Resilience found = resilience_of(falling, without, 1);
  CHECK(found.months_to_95 == 4);
  CHECK_FALSE(found.back_to_95);
  CHECK_FALSE(found.recovered);
  const Resilience none = resilience_of(equal, without, 1);
  CHECK(none.depth == 0);
  CHECK(none.loss == 0);
  CHECK(none.months_to_95 == 0);
  CHECK(none.months_to_recover == 0);
  CHECK(none.recovered);
}

TEST_CASE("the mean of the worst tenth takes a value at its edge by its part", "[unit][experiment]") {
  std::vector<double> values;
  for (int i = 1; i <= 20; ++i) values.push_back(i);
  CHECK(cvar_90(values) == Approx((20 + 19) / 2.0));
  values.push_back(21);
  CHECK(cvar_90(values) == Approx((21 + 20 + 0.1 * 19) / 2.1));
  CHECK(cvar_90({7.0}) == Approx(7));
}

// The formulas that several processes share, on numbers checked by hand.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <utility>

#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"

using namespace lingnan;

namespace {

/// Weights as the opening state sets them: with pay by tier, the marginal product at this mix follows the pay.
std::array<double, kTierCount> weights_of(const std::array<double, kTierCount>& mix,
                                          const std::array<double, kTierCount>& pay) {
  double sum = 0;
  for (std::size_t k = 0; k < kTierCount; ++k) sum += pay[k] * mix[k];
  std::array<double, kTierCount> weight{};
  for (std::size_t k = 0; k < kTierCount; ++k) weight[k] = pay[k] * std::sqrt(mix[k]) / sum;
  return weight;
}

}  // namespace

TEST_CASE("effective labour at the cell's own mix is heads", "[unit][processes]") {
  const std::array<double, kTierCount> mix = {0.64, 0.27, 0.09}, pay = {1.0, 1.6, 3.0};
  const auto weight = weights_of(mix, pay);
  CHECK(effective_labour(weight, 640, 270, 90) == Approx(1000));
  CHECK(effective_labour(weight, 6.4, 2.7, 0.9) == Approx(10));
}

TEST_CASE("effective labour doubles when every tier doubles", "[unit][processes]") {
  const std::array<double, kTierCount> weight = {0.7, 0.5, 0.2};
  const double once = effective_labour(weight, 16, 9, 4);
  CHECK(once == Approx((2.8 + 1.5 + 0.4) * (2.8 + 1.5 + 0.4)));
  for (const double factor : {0.0, 0.5, 2.0, 1000.0})
    CHECK(effective_labour(weight, 16 * factor, 9 * factor, 4 * factor) == Approx(once * factor));
}

TEST_CASE("tiers complement each other: a mix gives more than either alone", "[unit][processes]") {
  const std::array<double, kTierCount> weight = {1, 1, 0};
  CHECK(effective_labour(weight, 100, 0, 50) == Approx(100));
  CHECK(effective_labour(weight, 50, 50, 0) == Approx(200));
}

TEST_CASE("the marginal product of a tier at the cell's mix follows its pay", "[unit][processes]") {
  const std::array<double, kTierCount> mix = {0.6, 0.3, 0.1}, pay = {1.0, 1.5, 2.5};
  const auto weight = weights_of(mix, pay);
  const double h = 1e-4, base = effective_labour(weight, 600, 300, 100);
  const double general = (effective_labour(weight, 600 + h, 300, 100) - base) / h;
  const double college = (effective_labour(weight, 600, 300 + h, 100) - base) / h;
  const double expert = (effective_labour(weight, 600, 300, 100 + h) - base) / h;
  CHECK(college / general == Approx(1.5).epsilon(1e-4));
  CHECK(expert / general == Approx(2.5).epsilon(1e-4));
}

TEST_CASE("capacity is capital over capital per output at normal use", "[unit][processes]") {
  Recipe recipe;
  recipe.capital = 20;
  recipe.finished_stock = 0.5;
  Norms norms;
  norms.growth = 0.02;
  norms.utilisation = 0.8;
  // 1000/20 of sales, 1 % more of output for the growing stock, a quarter more than normal at full use
  CHECK(capacity(recipe, norms, 1000, 1.0) == Approx(50 * 1.01 * 1.25));
  CHECK(capacity(recipe, norms, 1000, 0.3) == Approx(50 * 1.01 * 1.25 * 0.3));
  CHECK(capacity(recipe, norms, 0, 1.0) == 0);
}

TEST_CASE("the local share moves with the odds", "[unit][processes]") {
  CHECK(local_share(0.5, 3) == Approx(0.75));
  CHECK(local_share(0.2, 4) == Approx(0.5));
  CHECK(local_share(0.75, 1.0 / 3) == Approx(0.5));
}

TEST_CASE("a bias of one changes no share, none keeps nothing, an endless one takes all", "[unit][processes]") {
  for (const double base : {0.0, 0.01, 0.5, 0.93, 1.0}) CHECK(local_share(base, 1) == Approx(base));
  CHECK(local_share(0.4, 0) == 0);
  CHECK(local_share(0.4, 1e300) == Approx(1));
  // what is only local or only imported stays so
  CHECK(local_share(0, 5) == 0);
  CHECK(local_share(1, 0) == 1);
}

TEST_CASE("a split keeps its total and the mix of imports", "[unit][processes]") {
  const std::array<double, kOrigins> need = {0.3, 0.2, 0.1};
  const Split same = split(need, 1);
  CHECK(same.local == Approx(0.3));
  CHECK(same.country == Approx(0.2));
  CHECK(same.world == Approx(0.1));
  const Split more = split(need, 3);  // odds 1 to 3 to 1
  CHECK(more.local == Approx(0.45));
  CHECK(more.country == Approx(0.10));
  CHECK(more.world == Approx(0.05));
  for (const double bias : {0.1, 0.7, 2.0, 40.0}) {
    const Split s = split(need, bias);
    CHECK(s.local + s.country + s.world == Approx(0.6));
    CHECK(s.country / s.world == Approx(2));
  }
}

TEST_CASE("the limits of a split", "[unit][processes]") {
  const Split none = split({0.3, 0.2, 0.1}, 0);
  CHECK(none.local == 0);
  CHECK(none.country == Approx(0.4));
  CHECK(none.world == Approx(0.2));
  const Split all = split({0.3, 0.2, 0.1}, 1e300);
  CHECK(all.local == Approx(0.6));
  CHECK(all.country == Approx(0).margin(1e-12));
  const Split imported = split({0, 0.2, 0.1}, 5);
  CHECK(imported.local == 0);
  CHECK(imported.country == 0.2);
  const Split local = split({0.3, 0, 0}, 0.1);
  CHECK(local.local == 0.3);
  CHECK(local.world == 0);
  const Split nothing = split({0, 0, 0}, 2);
  CHECK(nothing.local + nothing.country + nothing.world == 0);
}

TEST_CASE("shares of the steps of a month compound to the share of the month", "[unit][processes]") {
  for (const StepLength length : {StepLength::day, StepLength::week, StepLength::month}) {
    const Calendar calendar{.start = {2023, 1}, .step_length = length, .step = 0};
    for (const double monthly : {0.0, 0.05, 0.3, 0.99}) {
      double gap = 1;
      for (int k = 0; k < calendar.per_month(); ++k) gap *= 1 - share_per_step(monthly, calendar);
      CHECK(1 - gap == Approx(monthly).margin(1e-13));
    }
  }
  const Calendar weeks{.start = {2023, 1}, .step_length = StepLength::week, .step = 0};
  CHECK(share_per_step(0.3439, weeks) == Approx(0.1));  // 1 - 0.9^4
}

TEST_CASE("what a short list leaves is bought in the market, with the same origins", "[unit][processes]") {
  Input input;
  input.need = 0.2;
  input.local = 0.5;
  input.country = 0.75;
  const auto market = input.in_market();
  CHECK(market[0] == Approx(0.1));
  CHECK(market[1] == Approx(0.075));
  CHECK(market[2] == Approx(0.025));
}

TEST_CASE("who founds only with help is worse than the least of those who come without", "[unit][policy]") {
  const Founders twice{.more = 2, .spread = 0.5};
  CHECK(twice.shortfall(0.25) == 0);
  CHECK(twice.shortfall(0.75) == Approx(0.5 * (1 - std::log(4.0 / 3) + std::log(2.0))));
  CHECK(Founders{.more = 1, .spread = 0.5}.shortfall(0.9) == 0);
  CHECK(Founders{.more = 3, .spread = 0}.shortfall(0.9) == 0);
  CHECK(Founders{.more = 1, .spread = 0.5}.mean() == 1);
  CHECK(Founders{.more = 3, .spread = 0}.mean() == 1);
  for (const Founders& founders : {twice, Founders{.more = 5, .spread = 1}, Founders{.more = 1.2, .spread = 0.1}}) {
    double worse = 0, with_help = 0, productivity = 0;
    constexpr int kDraws = 100000;
    for (int i = 0; i < kDraws; ++i) {
      const double shortfall = founders.shortfall((i + 0.5) / kDraws);
      worse += shortfall / kDraws;
      with_help += shortfall > 0 ? 1.0 / kDraws : 0;
      productivity += std::exp(-shortfall) / kDraws;
      CHECK((shortfall == 0 || shortfall >= founders.spread));
    }
    CHECK(with_help == Approx(1 - 1 / founders.more).epsilon(1e-3));
    CHECK(worse == Approx(founders.spread * std::log(founders.more)).epsilon(1e-3));
    CHECK(productivity == Approx(founders.mean()).epsilon(1e-4));
  }
}

TEST_CASE("levers that each bring more founders add up in what these are worth less", "[unit][policy]") {
  const Reach all{.cities = {1}, .industries = {1}, .classes = {}};
  Instruments some;
  for (const auto& [more, spread] : {std::pair{2.0, 0.5}, std::pair{1.5, 0.0}, std::pair{3.0, 0.2}})
    some.lifts.push_back({.what = Lift::entry, .reach = &all, .factor = more, .spread = spread});
  const Founders founders = some.founders(Lift::entry, CityId{0}, IndustryId{0});
  CHECK(founders.more == Approx(9));
  CHECK(founders.spread * std::log(founders.more) == Approx(0.5 * std::log(2.0) + 0.2 * std::log(3.0)));
  CHECK(founders.more == some.lift(Lift::entry, CityId{0}, IndustryId{0}));
  CHECK(some.founders(Lift::startups, CityId{0}, IndustryId{0}).more == 1);
}

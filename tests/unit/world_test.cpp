// Gravity, the ledger, paths from outside, shocks, public works and the labour market.
#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/world/fiscal.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/labour_market.hpp"
#include "sim/world/ledger.hpp"
#include "sim/world/shock.hpp"
#include "sim/world/trends.hpp"
#include "sim/world/world.hpp"

using namespace lingnan;

TEST_CASE("a copied project is the same in every column", "[unit][projects]") {
  Projects j;
  j.columns([](std::string_view, auto& column) {
    column.assign(2);
    column.data()[0] = std::remove_reference_t<decltype(column.data()[0])>{7};
  });
  j.copy(ProjectId{0}, ProjectId{1});
  j.columns([](std::string_view name, auto& column) {
    if (name == "projects.city_begin") return;
    INFO(name);
    CHECK(column.data()[1] == column.data()[0]);
  });
}

namespace {

double row_sum(const std::vector<double>& flows, std::size_t o, std::size_t destinations) {
  double sum = 0;
  for (std::size_t d = 0; d < destinations; ++d) sum += flows[o * destinations + d];
  return sum;
}
double column_sum(const std::vector<double>& flows, std::size_t d, std::size_t destinations) {
  double sum = 0;
  for (std::size_t o = 0; o * destinations < flows.size(); ++o) sum += flows[o * destinations + d];
  return sum;
}

}  // namespace

TEST_CASE("without distance gravity spreads by the margins", "[unit][world]") {
  const std::vector<double> kernel(4, 1.0), supply = {30, 10}, use = {20, 20};
  const std::vector<double> flows = fit_gravity(kernel, supply, use);
  CHECK(flows[0] == Approx(15));
  CHECK(flows[1] == Approx(15));
  CHECK(flows[2] == Approx(5));
  CHECK(flows[3] == Approx(5));
}

// Margins 1 and 1 and odds ratio 4: x^2/(1-x)^2 = 4 gives x = 2/3.
TEST_CASE("gravity keeps the odds ratio of its kernel", "[unit][world]") {
  const std::vector<double> kernel = {2, 1, 1, 2}, margin = {1, 1};
  const std::vector<double> flows = fit_gravity(kernel, margin, margin);
  CHECK(flows[0] == Approx(2.0 / 3));
  CHECK(flows[1] == Approx(1.0 / 3));
  CHECK(flows[2] == Approx(1.0 / 3));
  CHECK(flows[3] == Approx(2.0 / 3));
}

TEST_CASE("gravity meets both margins", "[unit][world]") {
  const Luck luck(1, 0);
  const std::size_t origins = 7, destinations = 5;
  std::vector<double> kernel(origins * destinations), supply(origins), use(destinations);
  for (std::size_t i = 0; i < kernel.size(); ++i) kernel[i] = std::pow(luck.uniform(Event::property_test, i, 0), 3);
  double total = 0, uses = 0;
  for (std::size_t o = 0; o < origins; ++o) total += supply[o] = luck.uniform(Event::property_test, o, 1);
  for (std::size_t d = 0; d < destinations; ++d) uses += use[d] = luck.uniform(Event::property_test, d, 2);
  for (double& u : use) u *= total / uses;
  const std::vector<double> flows = fit_gravity(kernel, supply, use);
  for (std::size_t o = 0; o < origins; ++o) CHECK(row_sum(flows, o, destinations) == Approx(supply[o]).epsilon(1e-10));
  for (std::size_t d = 0; d < destinations; ++d)
    CHECK(column_sum(flows, d, destinations) == Approx(use[d]).epsilon(1e-13));
}

TEST_CASE("origins and destinations of zero get nothing and disturb nobody", "[unit][world]") {
  const std::vector<double> kernel = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<double> supply = {4, 0, 6}, use = {0, 7, 3};
  const std::vector<double> flows = fit_gravity(kernel, supply, use);
  for (const double flow : flows) CHECK(std::isfinite(flow));
  CHECK(row_sum(flows, 1, 3) == 0);
  CHECK(column_sum(flows, 0, 3) == 0);
  CHECK(row_sum(flows, 0, 3) == Approx(4));
  CHECK(row_sum(flows, 2, 3) == Approx(6));
  CHECK(column_sum(flows, 1, 3) == Approx(7));
}

TEST_CASE("a payment is booked on both sides", "[unit][world]") {
  Ledger ledger;
  ledger.open(4);
  const Party firm{Sector::enterprises, 1}, people{Sector::households, 2}, city{Sector::treasuries, 1};
  ledger.pay(firm, people, 1000, Reason::wages);
  ledger.pay(firm, people, 30, Reason::dividends);
  ledger.pay(people, city, 200, Reason::income_tax);
  ledger.pay(firm, city, 50, Reason::profit_tax);
  CHECK(ledger.paid_by(firm, Reason::wages) == 1000);
  CHECK(ledger.received_by(people, Reason::wages) == 1000);
  CHECK(ledger.received_by(firm, Reason::wages) == 0);
  CHECK(ledger.net(firm) == -1080);
  CHECK(ledger.net(people) == 830);
  CHECK(ledger.net(city) == 250);
  CHECK(ledger.net(Party{Sector::households, 1}) == 0);
  CHECK(ledger.net(Sector::enterprises) + ledger.net(Sector::households) + ledger.net(Sector::treasuries) == 0);
  for (std::size_t r = 0; r < kReasons; ++r)
    CHECK(ledger.total_paid(static_cast<Reason>(r)) == ledger.total_received(static_cast<Reason>(r)));
}

TEST_CASE("a sector is the sum of its places and nothing of its neighbours", "[unit][world]") {
  Ledger ledger;
  ledger.open(3);
  for (std::size_t place = 0; place < ledger.places(); ++place)
    for (std::size_t sector = 0; sector < kSectors; ++sector)
      for (std::size_t reason = 0; reason < kReasons; ++reason) {
        const Money amount = static_cast<Money>(100 * place + 10 * sector + reason);
        ledger.paid({static_cast<Sector>(sector), place}, amount, static_cast<Reason>(reason));
        ledger.received({static_cast<Sector>(sector), place}, 2 * amount, static_cast<Reason>(reason));
      }
  CHECK(ledger.places() == 4);
  // places 0 to 3: 100 x 6 + 4 x (10 x 4 + 3)
  CHECK(ledger.paid_by(Sector::banks, static_cast<Reason>(3)) == 772);
  CHECK(ledger.received_by(Sector::banks, static_cast<Reason>(3)) == 1544);
  CHECK(ledger.paid_by(Party{Sector::banks, 2}, static_cast<Reason>(3)) == 243);
  // all sectors: 7 x 600 + 4 x 10 x 21 + 28 x 3
  CHECK(ledger.total_paid(static_cast<Reason>(3)) == 5124);
  // received less paid of place 2: reasons x (200 + 40) + 0 + 1 + ... + (reasons - 1)
  CHECK(ledger.net(Party{Sector::banks, 2}) == static_cast<Money>(kReasons * 240 + kReasons * (kReasons - 1) / 2));
}

TEST_CASE("one side alone shows as a gap between paid and received", "[unit][world]") {
  Ledger ledger;
  ledger.open(2);
  ledger.paid({Sector::enterprises, 0}, 501, Reason::supplies);
  ledger.received({Sector::enterprises, 1}, 500, Reason::supplies);
  CHECK(ledger.total_paid(Reason::supplies) - ledger.total_received(Reason::supplies) == 1);
}

TEST_CASE("a step begins with an empty journal and empty accounts", "[unit][world]") {
  Ledger ledger;
  ledger.open(2);
  ledger.pay({Sector::banks, 0}, {Sector::households, 1}, 5, Reason::deposit_interest);
  ledger.accounts.output = 7;
  ledger.begin_step();
  CHECK(ledger.total_paid(Reason::deposit_interest) == 0);
  CHECK(ledger.total_received(Reason::deposit_interest) == 0);
  CHECK(ledger.accounts.output == 0);
}

TEST_CASE("the ledger knows its cities, the province and the three places outside, and no other", "[unit][world]") {
  Ledger ledger;
  ledger.open(1);
  CHECK(ledger.places() == 3);
  CHECK_NOTHROW(ledger.paid({Sector::outside, kCentre}, 1, Reason::transfers));
  CHECK_THROWS_AS(ledger.paid({Sector::outside, 3}, 1, Reason::transfers), ModelFailure);
}

TEST_CASE("national accounts add up entry by entry", "[unit][world]") {
  NationalAccounts a, b;
  a.output = 100;
  a.intermediate = 60;
  a.compensation = 25;
  a.production_tax = 5;
  a.operating_surplus = 10;
  a.consumption = 30;
  a.exports_world = 40;
  a.imports_country = 30;
  b.output = 1;
  b.inventories = 1;
  a += b;
  CHECK(a.by_production() == 41);
  CHECK(a.by_income() == 40);
  CHECK(a.by_expenditure() == 41);
}

TEST_CASE("no entry of the national accounts is forgotten in a sum", "[unit][world]") {
  constexpr std::size_t kEntries = sizeof(NationalAccounts) / sizeof(Money);
  std::array<Money, kEntries> first{}, second{};
  for (std::size_t i = 0; i < kEntries; ++i) {
    first[i] = static_cast<Money>(i + 1);
    second[i] = static_cast<Money>(1000 * (i + 1));
  }
  auto sum = std::bit_cast<NationalAccounts>(first);
  sum += std::bit_cast<NationalAccounts>(second);
  const auto entries = std::bit_cast<std::array<Money, kEntries>>(sum);
  for (std::size_t i = 0; i < kEntries; ++i) {
    INFO("entry " << i);
    CHECK(entries[i] == static_cast<Money>(1001 * (i + 1)));
  }
}

// Every term a power of ten of its own, so that one left out, taken twice or with the wrong sign shows.
TEST_CASE("the three sides of the accounts have the terms that they should have", "[unit][world]") {
  NationalAccounts a;
  a.output = 7;
  a.intermediate = 3;
  a.compensation = 1;
  a.production_tax = 10;
  a.operating_surplus = 100;
  a.consumption = 1;
  a.government = 10;
  a.fixed_investment = 100;
  a.inventories = 1000;
  a.exports_country = 10'000;
  a.exports_world = 100'000;
  a.imports_country = 1'000'000;
  a.imports_world = 10'000'000;
  a.enterprise_investment = a.depreciation = a.revaluation = 500'000'000;  // memorandum items, in none of them
  CHECK(a.by_production() == 4);
  CHECK(a.by_income() == 111);
  CHECK(a.by_expenditure() == 111'111 - 11'000'000);
}

TEST_CASE("paths run straight to the horizon and flat after it", "[unit][world]") {
  Trends trends;
  trends.outside_demand_start = 0.04;
  trends.outside_demand_end = 0.02;
  trends.labour_force_start = trends.labour_force_end = -0.004;
  trends.horizon_years = 10;
  CHECK(trends.outside_demand(0) == Approx(0.04));
  CHECK(trends.outside_demand(2.5) == Approx(0.035));
  CHECK(trends.outside_demand(10) == Approx(0.02));
  CHECK(trends.outside_demand(25) == Approx(0.02));
  CHECK(trends.labour_force(3) == Approx(-0.004));
}

// One city, persistence 0.5, of the variance 0.64 lasts: what is seen is 0.8 lead + 0.6 luck. One year, seen 1: covariance of lead
// and seen 0.8, variance of seen 1, so the mean is 0.8 and 1 - 0.64 of the variance is left. A year earlier and nothing since: half
// of that mean, 1 - 0.16 left. Both years, seen 1 and then 1: covariances 0.4 and 0.8, of the two seen 0.5 * 0.64 = 0.32, so weights
// (0.4 - 0.32 * 0.8, 0.8 - 0.32 * 0.4) / (1 - 0.32^2) = (0.160428, 0.748663).
TEST_CASE("the lead of a city on the first day is what the years before let expect", "[unit][world]") {
  const double unknown = std::nan("");
  const auto lead = [](std::vector<double> seen, double lasting) {
    return opening_lead({static_cast<int>(seen.size()), seen}, CityId{0}, 1, 0.5, lasting);
  };
  CHECK(lead({1}, 0.64).mean == Approx(0.8));
  CHECK(lead({1}, 0.64).deviation == Approx(0.6));
  CHECK(lead({1, unknown}, 0.64).mean == Approx(0.4));
  CHECK(lead({1, unknown}, 0.64).deviation == Approx(std::sqrt(0.84)));
  CHECK(lead({1, 1}, 0.64).mean == Approx(0.909091));
  CHECK(lead({1, 1}, 0.64).deviation == Approx(std::sqrt(1 - 0.160428 * 0.4 - 0.748663 * 0.8)));
  CHECK(lead({-2, 1}, 0.64).mean == Approx(0.748663 - 2 * 0.160428));
  CHECK(lead({3, -1}, 1).mean == Approx(-1));  // all of it lasts: the last year says everything
  CHECK(lead({3, -1}, 1).deviation == Approx(0).margin(1e-12));
  for (const OpeningLead& nothing : {lead({}, 0.64), lead({unknown, unknown}, 0.64), lead({1, 2}, 0)}) {
    CHECK(nothing.mean == 0);
    CHECK(nothing.deviation == 1);
  }
}

// ln(1/0.30) = 1.20397; a share of 0.022 of it is 0.026487, and after 13 years that times exp(-0.286) = 0.751 of it.
TEST_CASE("catching up brings less as the frontier comes nearer", "[unit][world]") {
  Trends trends;
  trends.frontier_growth = 0.015;
  trends.catch_up = 0.022;
  trends.frontier_share = 0.30;
  CHECK(trends.productivity(0) == Approx(0.041487).epsilon(1e-4));
  CHECK(trends.productivity(13) == Approx(0.034899).epsilon(1e-4));
  trends.frontier_share = 1;
  CHECK(trends.productivity(0) == Approx(0.015));
  // the distance that is left after years of catching up gives the speed of then
  trends.frontier_share = 0.5;
  double distance = std::log(2);
  for (int i = 0; i < 100000; ++i) distance -= 0.022 * distance * 1e-4;
  CHECK(trends.caught_up(10) == Approx(0.022 * distance).epsilon(1e-6));
}

TEST_CASE("growth of the steps compounds to the growth of the year", "[unit][world]") {
  CHECK(per_step(0.21, 0.5) == Approx(0.1));
  CHECK(per_step(0, 1.0 / 12) == 0);
  CHECK(per_step(-0.19, 0.5) == Approx(-0.1));
  for (const double steps : {12.0, 48.0, 360.0})
    CHECK(std::pow(1 + per_step(0.05, 1 / steps), steps) == Approx(1.05).epsilon(1e-12));
}

TEST_CASE("a shock lasts its months, first and last included", "[unit][world]") {
  Shock shock;
  shock.start = {2025, 11};
  shock.months = 3;
  CHECK_FALSE(shock.active({2025, 10}));
  CHECK(shock.active({2025, 11}));
  CHECK(shock.active({2026, 1}));
  CHECK_FALSE(shock.active({2026, 2}));
  CHECK_FALSE(shock.active({2024, 12}));
}

TEST_CASE("each word for a shock means its kind", "[unit][world]") {
  const auto kind = [](const char* word) {
    Shock shock;
    shock.kind = word;
    return shock.shock_kind();
  };
  CHECK(kind("capacity") == ShockKind::capacity);
  CHECK(kind("demand") == ShockKind::demand);
  CHECK(kind("exports") == ShockKind::exports);
  CHECK(kind("imports") == ShockKind::imports);
  CHECK(kind("links") == ShockKind::links);
  CHECK(kind("failure") == ShockKind::failure);
  CHECK(kind("port") == ShockKind::port);
}

TEST_CASE("extra works are spent in their months only", "[unit][world]") {
  Fiscal fiscal;
  CHECK(fiscal.extra_works(fiscal.extra_works_start) == 0);
  fiscal.extra_works_mln_cny_per_year = 1200;
  fiscal.extra_works_start = {2024, 6};
  fiscal.extra_works_months = 2;
  CHECK(fiscal.extra_works({2024, 5}) == 0);
  CHECK(fiscal.extra_works({2024, 6}) == 1200);
  CHECK(fiscal.extra_works({2024, 7}) == 1200);
  CHECK(fiscal.extra_works({2024, 8}) == 0);
}

TEST_CASE("each word for a fiscal closure means its rule", "[unit][world]") {
  Fiscal fiscal;
  CHECK(fiscal.fiscal_closure() == FiscalClosure::cut_spending);
  fiscal.closure = "lump_sum_tax";
  CHECK(fiscal.fiscal_closure() == FiscalClosure::lump_sum_tax);
  fiscal.closure = "debt";
  CHECK(fiscal.fiscal_closure() == FiscalClosure::debt);
}

// The chance of a year is what is left over of the chances to stay: 1 - 0.9^4 = 0.3439.
TEST_CASE("chances to leave in the steps of a year compound to the chance of the year", "[unit][world]") {
  LabourMarket market;
  market.separations = 0.3439;
  market.expert_separations = 0.19;
  CHECK(market.leave(0.25) == Approx(0.1));
  CHECK(market.expert_leave(0.5) == Approx(0.1));
  CHECK(market.leave(1) == Approx(0.3439));
  for (const int steps : {12, 48, 360}) {
    CHECK(1 - std::pow(1 - market.leave(1.0 / steps), steps) == Approx(0.3439).epsilon(1e-12));
    CHECK(1 - std::pow(1 - market.expert_leave(1.0 / steps), steps) == Approx(0.19).epsilon(1e-12));
  }
  market.separations = 0;
  CHECK(market.leave(1.0 / 12) == 0);
}

// Urn-ball: 100 people, 100 vacancies of which 3/4 can be filled: 100 x (1 - exp(-0.75)) = 52.7633.
TEST_CASE("meetings on numbers checked by hand", "[unit][world]") {
  LabourMarket market;
  market.matching_speed = 0.75;
  const double month = 1.0 / 12;
  CHECK(market.meetings(100, 100, month) == Approx(52.76334).epsilon(1e-6));
  // two months: 15/16 can be filled, 100 x (1 - exp(-0.9375)) = 60.8395
  CHECK(market.meetings(100, 100, 2 * month) == Approx(60.83946).epsilon(1e-6));
  CHECK(market.meetings(700, 700, month) == Approx(7 * 52.76334).epsilon(1e-6));
}

TEST_CASE("nobody meets where there is no vacancy or no one idle", "[unit][world]") {
  const LabourMarket market;
  CHECK(market.meetings(0, 100, 1.0 / 12) == 0);
  CHECK(market.meetings(100, 0, 1.0 / 12) == 0);
  CHECK(market.meetings(-1, 100, 1.0 / 12) == 0);
  CHECK(market.meetings(100, -1, 1.0 / 12) == 0);
}

TEST_CASE("with people in plenty the share that can be filled is filled, with few of them all find work",
          "[unit][world]") {
  LabourMarket market;
  market.matching_speed = 0.75;
  CHECK(market.meetings(100, 1e9, 1.0 / 12) == Approx(75));
  CHECK(market.meetings(1e9, 100, 1.0 / 12) == Approx(100));
  CHECK(market.meetings(1e9, 100, 1.0 / 12) <= 100);
  // 1 - (1/4)^(1/2) = 1/2 in half a month
  CHECK(market.meetings(100, 1e9, 1.0 / 24) == Approx(50));
}

TEST_CASE("meetings never exceed either side and grow with both", "[unit][world]") {
  LabourMarket market;
  for (const double speed : {0.05, 0.75, 0.99})
    for (const double step : {1.0 / 360, 1.0 / 48, 1.0 / 12}) {
      market.matching_speed = speed;
      for (const double open : {0.1, 1.0, 20.0, 5000.0})
        for (const double idle : {0.1, 1.0, 20.0, 5000.0}) {
          INFO(speed << " a month, step " << step << ", " << open << " vacancies, " << idle << " idle");
          const double met = market.meetings(open, idle, step);
          CHECK(met > 0);
          CHECK(met <= std::min(open, idle));
          CHECK(market.meetings(1.5 * open, idle, step) >= met);  // equal once everyone idle is hired
          CHECK(market.meetings(open, 1.5 * idle, step) > met);
        }
    }
}

// One in a hundred leaves, 0.05 are idle per head of staff, half of the vacancies can be filled:
// 0.05 (1 - exp(-10 (v + 0.01))) = 0.01, so v = ln(5/4)/10 - 0.01 = 0.01231436.
TEST_CASE("the normal vacancy rate on numbers checked by hand", "[unit][world]") {
  LabourMarket market;
  market.separations = 1 - std::pow(0.99, 12);
  market.matching_speed = 0.5;
  CHECK(market.normal_vacancy_rate(1.0 / 26, market.leave(1.0 / 12), 1.0 / 12) == Approx(0.01231436).epsilon(1e-6));  // 1/26: idle 0.04 + 0.01
}

TEST_CASE("at the normal vacancy rate as many meet as leave", "[unit][world]") {
  LabourMarket market;
  for (const double separations : {0.05, 0.157, 0.4})
    for (const double speed : {0.3, 0.75, 0.99})
      for (const double u : {0.03, 0.05, 0.12})
        for (const double step : {1.0 / 360, 1.0 / 48, 1.0 / 12}) {
          market.separations = separations;
          market.matching_speed = speed;
          INFO(separations << " leave, speed " << speed << ", unemployment " << u << ", step " << step);
          const double gone = market.leave(step), v = market.normal_vacancy_rate(u, gone, step);
          REQUIRE(v > 0);
          REQUIRE(v < 1);
          CHECK(market.meetings(v + gone, u / (1 - u) + gone, step) == Approx(gone).epsilon(1e-9));
        }
}

TEST_CASE("the normal vacancy rate falls with unemployment and rises with turnover", "[unit][world]") {
  LabourMarket market;
  const double usual = market.normal_vacancy_rate(0.05, market.leave(1.0 / 12), 1.0 / 12);
  CHECK(market.normal_vacancy_rate(0.10, market.leave(1.0 / 12), 1.0 / 12) < usual);
  CHECK(market.normal_vacancy_rate(0.02, market.leave(1.0 / 12), 1.0 / 12) > usual);
  market.separations *= 2;
  CHECK(market.normal_vacancy_rate(0.05, market.leave(1.0 / 12), 1.0 / 12) > usual);
}

TEST_CASE("the limits of the normal vacancy rate", "[unit][world]") {
  LabourMarket market;
  CHECK(market.normal_vacancy_rate(0, market.leave(1.0 / 12), 1.0 / 12) == 0);
  CHECK(market.normal_vacancy_rate(1, market.leave(1.0 / 12), 1.0 / 12) == 0);
  market.separations = 0;  // nobody leaves, nobody need be found
  CHECK(market.normal_vacancy_rate(0.05, market.leave(1.0 / 12), 1.0 / 12) == Approx(0).margin(1e-15));
  market.separations = 0.9;
  market.matching_speed = 0.05;  // hardly any matching: even a vacancy per head is not enough
  CHECK(market.normal_vacancy_rate(0.05, market.leave(1.0 / 12), 1.0 / 12) == 1);
}

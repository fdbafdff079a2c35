// Cities that choose what to support with money of their own: lever misaligned_development.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "sim/world/world.hpp"
#include "tests/worlds/pairs.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kCalm = until("2027-02") + calm();

Settings choosing(const std::string& more) {
  return kCalm + levers("{lever: misaligned_development, budget_mln_cny_per_year: 2000, cost_mln_cny_per_year: 0, recipients: 1000, "
                        "target: {industries: [COMM, SEMI, ECOM, BATT, AUTO, GENM, SPEM, PHAR, PETC, APPL]}, schedule: {start: 2023-01}, " +
                        more + "}");
}

std::vector<std::int32_t> choices(const World& world) {
  return {world.levers.choice.begin(), world.levers.choice.end()};
}

std::vector<std::int32_t> first_choices(const std::string& more, std::uint64_t seed = 1, void (*event)(World&) = nullptr) {
  Simulation simulation(guangdong(10000, choosing(more)), {.seed = seed});
  if (event) event(simulation.world());
  run(simulation, 1);
  return choices(simulation.world());
}

/// Krugman's index, halved, of what cities support: each supports one industry, so that of two cities it is 0 or 1.
double apart(const std::vector<std::int32_t>& chosen) {
  double pairs = 0, differ = 0;
  for (std::size_t a = 0; a < chosen.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      if (chosen[a] <= 0 || chosen[b] <= 0) continue;
      pairs += 1;
      differ += chosen[a] != chosen[b];
    }
  return differ / std::max(pairs, 1.0);
}

double spent(const Simulation& simulation) {
  double sum = 0;
  for (const LeverMonth& row : simulation.records().levers) sum += row.spent;
  return sum;
}

/// Nobody in the first city buys what it chose by payoff.
IndustryId chosen_first;
void no_demand(World& world) {
  for (const EnterpriseId f : world.enterprises_in(world.region->cell(CityId{0}, chosen_first))) world.enterprises.slow_demand[f] *= 0.1f;
}

}  // namespace

TEST_CASE("a city keeps to what it supports from one review to the next", "[behaviour][levers]") {
  Simulation simulation(guangdong(10000, choosing("compliance: 0.5, review_years: 2")), {.seed = 1});
  std::vector<std::vector<std::int32_t>> by_month;
  while (!simulation.finished()) {
    simulation.run_month();
    by_month.push_back(choices(simulation.world()));
  }
  REQUIRE(by_month.size() == 50);
  for (std::size_t m = 1; m < by_month.size(); ++m) {
    INFO("month " << m);
    if (m % 24 != 0) CHECK(by_month[m] == by_month[m - 1]);
  }
  CHECK(by_month[24] != by_month[23]);
  CHECK(std::all_of(by_month[0].begin(), by_month[0].end(), [](std::int32_t choice) { return choice > 0; }));
}

TEST_CASE("cities spend by what their treasuries take in", "[behaviour][levers]") {
  Simulation simulation(guangdong(10000, choosing("compliance: 1, places: 1")), {.seed = 1});
  const World& world = simulation.world();
  std::vector<double> money(world.city_count(), 0), means(world.city_count(), 0);
  for (int month = 0; month < 24; ++month) {
    simulation.run_month();
    for (const CityId c : world.cities()) {
      money[c.value] += yuan(world.levers.spent[world.levers.at(std::uint32_t{0}, c)]);
      means[c.value] += yuan(world.treasuries.revenue[c]) + world.treasuries.transfer[c];
    }
  }
  double pairs = 0, less = 0;
  for (const CityId a : world.cities())
    for (const CityId b : world.cities()) {
      if (means[a.value] < 1.2 * means[b.value]) continue;
      pairs += 1;
      less += money[a.value] <= money[b.value];
    }
  INFO(less << " of " << pairs << " pairs of cities in which the richer one spends less");
  CHECK(pairs > 100);
  CHECK(less < 0.05 * pairs);
  // nobody spends more than its part
  double all = 0;
  for (const double sum : means) all += sum;
  for (const CityId c : world.cities()) CHECK(money[c.value] <= 2 * 2000e6 * means[c.value] / all * 1.05);
}

TEST_CASE("a city whose treasury is in the red, or to which no payoff is enough, spends nothing", "[behaviour][levers]") {
  for (const char* more : {"compliance: 0, imitation: 0, least_payoff: 10", "compliance: 0, imitation: 1, least_payoff: 10",
                           "compliance: 1, most_debt: 0", "compliance: 0, imitation: 0, believed_response: 0"}) {
    INFO(more);
    Simulation simulation(guangdong(10000, choosing(more)), {.seed = 1});
    run(simulation, 12);
    CHECK(spent(simulation) == 0);
    CHECK(simulation.records().levers.back().budget_left == Approx(2000));
  }
  Simulation some(guangdong(10000, choosing("compliance: 0, imitation: 0")), {.seed = 1});
  run(some, 12);
  CHECK(spent(some) > 1000);
  CHECK(spent(some) <= 2000);
}

TEST_CASE("a city that complies picks among its specialisations, whatever it would get", "[behaviour][levers]") {
  const std::vector<std::int32_t> usual = first_choices("compliance: 1, places: 3");
  CHECK(first_choices("compliance: 1, places: 3, least_payoff: 10, imitation: 1, horizon_years: 1") == usual);
  Simulation simulation(guangdong(10000, choosing("compliance: 1")), {.seed = 1});
  const World& world = simulation.world();
  std::vector<double> of_industry(world.industry_count(), 0);
  const auto made = [&](CellId cell) {
    return world.markets.capacity[cell] / world.recipe(cell).capital * world.recipe(cell).value_added;
  };
  for (const CellId cell : world.cells()) of_industry[world.region->industry_of(cell).value] += made(cell);
  const std::vector<std::string> reach = {"COMM", "SEMI", "ECOM", "BATT", "AUTO", "GENM", "SPEM", "PHAR", "PETC", "APPL"};
  for (const CityId c : world.cities()) {
    REQUIRE(usual[c.value] > 0);
    const IndustryId chosen{static_cast<std::size_t>(usual[c.value] - 1)};
    const auto special = [&](IndustryId s) { return made(world.region->cell(c, s)) / of_industry[s.value]; };
    int before = 0;
    for (const IndustryId s : world.industries())
      if (std::find(reach.begin(), reach.end(), world.region->industries[s.value].code) != reach.end() && special(s) > special(chosen)) ++before;
    CHECK(before < 3);
  }
}

TEST_CASE("by payoff a city turns away from an industry that nobody buys from, and others do not follow", "[behaviour][levers]") {
  const std::string free = "compliance: 0, imitation: 0, judgement_error: 0";
  const std::vector<std::int32_t> usual = first_choices(free);
  REQUIRE(usual[0] > 0);
  chosen_first = IndustryId{static_cast<std::size_t>(usual[0] - 1)};
  std::vector<std::int32_t> now = first_choices(free, 1, no_demand);
  CHECK(now[0] != usual[0]);
  now[0] = usual[0];
  CHECK(now == usual);
}

TEST_CASE("cities that copy each other support more of the same than those that go by payoff", "[behaviour][levers]") {
  const auto later = [](const std::string& more, std::uint64_t seed) {  // after the second review
    Simulation simulation(guangdong(10000, choosing(more)), {.seed = seed});
    run(simulation, 25);
    return apart(choices(simulation.world()));
  };
  double free = 0, copied = 0, complying = 0;
  constexpr std::uint64_t kSeeds = 3;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    free += later("compliance: 0, imitation: 0", seed) / kSeeds;
    copied += later("compliance: 0, imitation: 1", seed) / kSeeds;
    complying += later("compliance: 1, places: 1", seed) / kSeeds;
  }
  std::cout << "cities support different industries in " << free << " of the pairs by payoff, " << copied << " by copying, " << complying
            << " where all do what they are best in\n";
  CHECK(copied < 0.5 * free);
  CHECK(complying > copied);
}

TEST_CASE("the table of choices tells what cities support, why, and what they spend, also after a stop", "[behaviour][levers]") {
  // reviews in June of every second year, the end in the last year
  const Settings some = until("2027-12") + calm() +
                        levers("{lever: misaligned_development, compliance: 0.3, imitation: 0.5, least_payoff: 0.15, cost_mln_cny_per_year: 0, "
                               "target: {industries: [COMM, SEMI, ECOM, BATT]}, schedule: {start: 2023-06, end: 2026-03}}");
  const Scenario scenario = guangdong(8000, some);
  Simulation whole(scenario, {.seed = 1});
  const World& world = whole.world();
  std::vector<std::vector<std::int32_t>> in_december;  // [year][city]
  while (!whole.finished()) {
    whole.run_month();
    if (world.calendar.months_done() % 12 == 0) in_december.push_back(choices(world));
  }
  const std::vector<ChoiceYear>& rows = whole.records().choices;
  std::vector<std::size_t> count(5, 0);
  std::set<ChoiceReason> reasons;
  double sum = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const ChoiceYear& row = rows[r];
    INFO(row.year << ", city " << row.city.value);
    REQUIRE(row.year >= 2023);
    REQUIRE(row.year <= 2026);
    ++count[static_cast<std::size_t>(row.year - 2023)];
    reasons.insert(row.reason);
    sum += row.spent;
    if (row.choice <= 0) CHECK(row.spent == 0);
    // a yuan is to bring as many taxes as the city asks of its half of it
    CHECK((row.reason == ChoiceReason::payoff && row.choice > 0 ? row.payoff > 0.5 * 0.15 : row.payoff == 0));
    CHECK((row.chosen == Month{2023, 6} || row.chosen == Month{2025, 6}));
    const bool replaced = row.year == 2025 && row.chosen.year == 2023;
    if (!replaced) CHECK(row.choice == in_december[static_cast<std::size_t>(row.year - 2023)][row.city.value]);
    if (replaced) CHECK(row.choice == in_december[1][row.city.value]);
  }
  const std::size_t cities = world.city_count();
  CHECK(count == std::vector<std::size_t>{cities, cities, 2 * cities, cities, 0});
  CHECK(reasons.size() == 3);
  CHECK(sum > 1000);
  CHECK(sum == Approx(spent(whole)));

  const std::string file = (std::filesystem::temp_directory_path() / ("lingnan_choices_" + std::to_string(getpid()))).string();
  Simulation first(scenario, {.seed = 1});
  run(first, 20);
  first.save(file);
  Simulation second(scenario, {.seed = 1, .threads = 2});
  second.load(file);
  std::filesystem::remove(file);
  run(second);
  Simulation past(guangdong(8000, until("2027-12") + calm()), {.seed = 1});
  run(past, 5);
  Simulation fork(past, scenario);
  run(fork);
  for (const Simulation* other : {&second, &fork}) {
    const std::vector<ChoiceYear>& again = other->records().choices;
    REQUIRE(again.size() == rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      CHECK(again[r].year == rows[r].year);
      CHECK(again[r].city == rows[r].city);
      CHECK(again[r].choice == rows[r].choice);
      CHECK(again[r].reason == rows[r].reason);
      CHECK(again[r].chosen == rows[r].chosen);
      CHECK(again[r].payoff == rows[r].payoff);
      CHECK(again[r].spent == rows[r].spent);
    }
  }
}

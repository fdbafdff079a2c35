// Levers' own checks: the first thing that each must move, on the data of Guangdong at a low resolution, with a dose that luck cannot
// hide. Those that a test of its own looks at are in levers_test.cpp and policy_signs_test.cpp.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lingnan/simulation.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

constexpr const char* kMuch = "budget_mln_cny_per_year: 1000000, schedule: {start: 2023-01}";
constexpr const char* kWest = "target: {cities: [Zhanjiang, Maoming, Yangjiang]}";

/// A finished run of four years under a policy.
std::unique_ptr<Simulation> finished(const std::string& levers, const Settings& more = {}, std::uint64_t seed = 1) {
  auto simulation = std::make_unique<Simulation>(guangdong(10000, until("2026-12") + calm() + more + Settings{"policy=[" + levers + "]"}),
                                                 RunOptions{.seed = seed});
  run(*simulation);
  return simulation;
}

/// What a measure is without the levers and with them.
template <class Measure>
auto without_and_with(const std::string& levers, const Measure& measure, const std::string& others = "", const Settings& more = {}) {
  return std::pair{measure(*finished(others, more)), measure(*finished(others.empty() ? levers : others + ", " + levers, more))};
}

double passed(Simulation& s, std::string_view stage) {
  double sum = 0;
  for (const ProjectYear& row : s.records().projects)
    if (kStageNames[row.stage] == stage) sum += row.passed;
  return sum;
}

/// Moves to the cities of kWest.
double moves_west(Simulation& s) {
  const Region& region = *s.world().region;
  double sum = 0;
  for (const YearFlow& row : s.records().enterprises)
    for (const char* name : {"Zhanjiang", "Maoming", "Yangjiang"})
      if (row.destination < region.city_count() && region.cities[row.destination].name_en == name) sum += row.amount;
  return sum;
}

double spent(Simulation& s, std::size_t lever) {
  double sum = 0;
  for (const LeverMonth& row : s.records().levers)
    if (row.lever == lever) sum += row.spent;
  return sum;
}

}  // namespace

TEST_CASE("services between stages bring more projects through demonstration in the same time", "[behaviour][levers]") {
  const auto [without, with] =
      without_and_with(std::string("{lever: innovation_chain, projects_per_year: 10000, months_saved: 9, grant_mln_cny: 0, ") + kMuch + "}",
                       [](Simulation& s) { return passed(s, "demonstration"); });
  INFO(without << " without, " << with << " with");
  CHECK(with > 1.1 * without);
}

TEST_CASE("a relay of funds sells more holdings and finds more to invest in", "[behaviour][levers]") {
  const std::string relay = std::string("{lever: finance_relay, looks: 3, sales: 2, ") + kMuch + "}";
  struct Deals {
    double sold = 0, invested = 0;
  };
  const auto deals = [](const std::string& levers) {
    Deals all;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const auto simulation = finished(levers, {}, seed);
      for (const ProvinceMonth& row : simulation->records().province) {
        all.sold += row.mergers;
        all.invested += row.fund_investment;
      }
    }
    return all;
  };
  const Deals without = deals(""), with = deals(relay);
  INFO(without.sold << " enterprises bought and " << without.invested << " million yuan invested without, " << with.sold << " and "
                    << with.invested << " with");
  CHECK(with.sold > without.sold);
  CHECK(with.invested > without.invested);
}

TEST_CASE("tolerance keeps holdings alive and costs the public what it bears of losses", "[behaviour][levers]") {
  const auto lever = [](double loss_share) {
    return "{lever: pioneer_tolerance, misses: 3, loss_share: " + std::to_string(loss_share) + ", " + kMuch + "}";
  };
  const auto holdings = [](Simulation& s) {
    const auto& held = s.world().funds.enterprise;
    return static_cast<double>(std::count_if(held.begin(), held.end(), [](EnterpriseId f) { return f.valid(); }));
  };
  const auto patient = finished(lever(0));
  const double without = holdings(*finished("")), with = holdings(*patient);
  INFO(without << " holdings without, " << with << " with");
  CHECK(with > without);
  CHECK(spent(*finished(lever(0.5)), 0) > 2 * spent(*patient, 0));
}

TEST_CASE("in a pilot zone more new products that need approval pass demonstration, until an accident closes it", "[behaviour][levers]") {
  const auto zone = [](double accident) {
    return "{lever: pilot_zone, usual_months: 60, zone_months: 0, projects_per_year: 10000, accident: " + std::to_string(accident) + ", " +
           kMuch + "}";
  };
  const auto demonstrated = [](Simulation& s) { return passed(s, "demonstration"); };
  const Settings most = {"parameters.projects.regulated_industries=[PHAR, OTRE, COMM, ECOM, SEMI, DISP, APPL, BATT, GENM, SPEM, INST, INFO]"};
  const auto [without, with] = without_and_with(zone(0), demonstrated, "", most);
  const double risky = demonstrated(*finished(zone(0.5), most));
  const double useless = demonstrated(*finished(zone(0), {"parameters.projects.regulated_industries=[]"}));
  const double as_long = demonstrated(*finished(
      std::string("{lever: pilot_zone, usual_months: 24, zone_months: 24, projects_per_year: 10000, accident: 0, ") + kMuch + "}", most));
  std::cout << "demonstrations passed: " << without << " without, " << with << " with, " << risky << " with accidents, " << useless
            << " where nothing needs approval, " << as_long << " where it takes as long in the zone\n";
  CHECK(with > 1.1 * without);
  CHECK(risky < with);
  CHECK(useless == without);
  CHECK(as_long == without);
}

TEST_CASE("ties and help with moves bring enterprises to the cities meant, the more the longer people think it lasts",
          "[behaviour][levers]") {
  const std::string roles = std::string("{lever: city_roles, ties: 4, moving_support: 0.2, ") + kWest + ", " + kMuch + "}";
  const auto [without, with] = without_and_with(roles, moves_west);
  const double believed = moves_west(*finished(roles + ", {lever: credible_plan, hazard_without: 0.5, hazard: 0.02, " + kMuch + "}"));
  INFO(without << " moves without, " << with << " with, " << believed << " where a plan is believed");
  CHECK(with > 2 * without);
  CHECK(believed > with);
}

TEST_CASE("a team that works off permits shortens what is under construction", "[behaviour][levers]") {
  const auto [without, with] =
      without_and_with(std::string("{lever: work_team, cases_per_year: 100000, permit_cut: 0.5, ") + kMuch + "}", [](Simulation& s) {
        const Enterprises& e = s.world().enterprises;
        double building = 0, capital = 0;
        for (const EnterpriseId f : e.ids()) {
          building += static_cast<double>(e.under_construction[f]);
          capital += e.capital[f];
        }
        return building / capital;
      });
  INFO(without << " of capital under construction without, " << with << " with");
  CHECK(with < 0.9 * without);
}

TEST_CASE("where relatedness counts for more new products gather in fewer cities", "[behaviour][levers]") {
  const auto [without, with] = without_and_with(std::string("{lever: related_clusters, exponent: 1, ") + kMuch + "}", [](Simulation& s) {
    const std::vector<ClassCityQuarter>& rows = s.records().class_city;
    std::map<std::uint32_t, std::pair<double, double>> makers;  // sum, sum of squares over cities, by class
    for (const ClassCityQuarter& row : rows) {
      if (row.month != rows.back().month) continue;
      makers[row.product.value].first += row.enterprises;
      makers[row.product.value].second += row.enterprises * row.enterprises;
    }
    double concentration = 0;
    for (const auto& [product, sums] : makers)
      if (sums.first > 0) concentration += sums.second / (sums.first * sums.first);
    return concentration;
  });
  INFO(without << " Herfindahl of cities, summed over classes, without, " << with << " with");
  CHECK(with > without);
}

TEST_CASE("a switch makes support larger in a slump, at most twice as large", "[behaviour][levers]") {
  const std::string support = std::string("{lever: innovation_platform, researchers: 1000, ") + kMuch + "}",
                    swing = std::string("{lever: counter_cyclical, response: 2, ") + kMuch + "}";
  const auto [without, with] = without_and_with(
      swing,
      [](Simulation& s) {
        double sum = 0;
        for (const LeverMonth& row : s.records().levers)
          if (row.lever == 0 && row.month.year == 2025) sum += row.spent;
        return sum;
      },
      support, {"shocks=[{kind: demand, loss: 0.3, start: 2025-01, months: 12}]"});
  INFO(without << " million yuan without, " << with << " with the switch");
  CHECK(with > 1.2 * without);
  CHECK(with < 2 * without);
}

TEST_CASE("relief with a threshold gathers enterprises just above it, and what is called research is not all research",
          "[behaviour][levers]") {
  constexpr double kThreshold = 0.03;
  const auto relief = [](const std::string& more, const char* reach_cost = "0.8") {
    return "{lever: rd_tax, extra_deduction: 1, elasticity: 0, reach_cost: " + std::string(reach_cost) + ", " + more + ", " + kMuch + "}";
  };
  const auto gathered = [](Simulation& s) {
    const Enterprises& e = s.world().enterprises;
    double above = 0, below = 0;
    for (const EnterpriseId f : e.ids()) {
      if (e.multiplicity[f] != 1 || e.staff_expert[f] == 0) continue;
      const CityId city = s.world().region->city_of(e.cell[f]);
      const double pay = static_cast<double>(e.wage_factor[f]) * s.world().households.wage[pool_of(city, Tier::expert)] * e.staff_expert[f];
      const double intensity = pay / std::max(e.expected_demand[f] * e.price[f], 1.0);
      above += intensity >= kThreshold && intensity < 1.3 * kThreshold ? 1 : 0;
      below += intensity < kThreshold && intensity >= 0.7 * kThreshold ? 1 : 0;
    }
    return above / std::max(below, 1.0);
  };
  const auto [without, with] = without_and_with(relief("threshold: 0.03, relabelled: 0"), gathered);
  const auto [same, dear] = without_and_with(relief("threshold: 0.03, relabelled: 0", "10"), gathered);
  INFO(without << " just above for each just below without, " << with << " with, " << dear << " where it costs more than it brings");
  CHECK(with > 1.2 * without);
  CHECK(dear < with);
  CHECK(same == without);
  const auto relabelled = [&](const std::string& share) {
    double sum = 0;
    const auto simulation = finished(relief("threshold: 0.03, relabelled: " + share));
    for (const LeverMonth& row : simulation->records().levers) sum += row.relabelled;
    return sum;
  };
  const double little = relabelled("0.2"), much = relabelled("0.4");
  INFO(little << " million yuan relabelled at 0.2, " << much << " at 0.4");
  CHECK(little > 0);
  CHECK(much > 1.5 * little);
}

TEST_CASE("chain leaders prefer a product that is missing once in a city, however many of its industries miss it", "[behaviour][levers]") {
  constexpr double kPreference = 0.3;
  const Settings slump{"time.end=2027-12", "shocks=[{kind: demand, loss: 0.15, start: 2025-01, months: 12}]"};
  const auto largest_odds = [](Simulation& s) {
    double most = 0;
    for (const CellId cell : s.world().cells()) most = std::max(most, s.world().markets.local_bias[cell]);
    return most;
  };
  const auto [without, with] = without_and_with(
      "{lever: chain_leader, home_bias: 0.3, attention_decay: 0, cases_per_year: 400, cost_mln_cny_per_year: 0, schedule: {start: 2023-01}}",
      largest_odds, "", slump);
  INFO("largest odds of home goods against imports, to those of the first day: " << without << " without, " << with << " with");
  CHECK(with > without);
  CHECK(with < without * (1 + kPreference));
}

TEST_CASE("a roadmap that may be wrong moves research both ways, and more is found where it is right more often", "[behaviour][levers]") {
  const auto found = [](const std::string& roadmap, std::uint32_t replicate) {
    Simulation s(guangdong(10000, until("2023-12") + calm() + Settings{"policy=[" + roadmap + "]"}), {.seed = 1, .replicate = replicate});
    run(s);
    const Region& region = *s.world().region;
    double begun = 0;
    for (const ProjectYear& row : s.records().projects)
      if (row.stage == index(Stage::research) && region.industries[region.industry_of(row.cell).value].code == "SEMI") begun += row.started;
    return begun;
  };
  const auto roadmap = [](const std::string& terms) {
    return "{lever: roadmap, " + terms + ", target: {industries: [SEMI]}, " + std::string(kMuch) + "}";
  };
  constexpr std::uint32_t kReplicates = 8;
  double rarely = 0, mostly = 0, narrow = 0, none = 0, least = 1e9, most = -1e9;  // summed over replicates
  for (std::uint32_t k = 0; k < kReplicates; ++k) {
    const double without = found("", k), even = found(roadmap("right: 0.5"), k) - without;
    least = std::min(least, even);
    most = std::max(most, even);
    none += without;
    rarely += found(roadmap("right: 0.2"), k);
    mostly += found(roadmap("right: 0.8"), k);
    narrow += found(roadmap("right: 0.8, named: 0.05"), k);
  }
  std::cout << "ideas in chips: " << none << " without a roadmap, " << rarely << " and " << mostly << " where it is right by 0.2 and 0.8, "
            << narrow << " where it then names one direction of twenty; at 0.5 from " << least << " to +" << most << "\n";
  CHECK(least < 0);
  CHECK(most > 0);
  CHECK(mostly > rarely);
  CHECK(narrow < mostly);
}

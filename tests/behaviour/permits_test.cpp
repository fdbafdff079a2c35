// Permits in turn, and rents of rooms where levers help with them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "lingnan/simulation.hpp"
#include "sim/engine/model.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/pairs.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// The toy region on the first day after a process has run alone under some instruments.
std::unique_ptr<Simulation> after(std::string_view process, const Settings& settings, const Instruments& instruments) {
  const Scenario scenario = toy(settings);
  auto simulation = std::make_unique<Simulation>(scenario, RunOptions{.seed = 1, .threads = 1});
  for (const auto& row : scenario.model->processes)
    if (row->name() == process) row->run(simulation->world(), instruments);
  return simulation;
}

/// What is completed in a city in one step, yuan at base prices.
double completed(const World& world, CityId city) {
  double sum = 0;
  for (const EnterpriseId f : world.enterprises_in(city))
    sum += static_cast<double>(world.enterprises.under_construction[f]) / world.step_flows.build_steps[world.enterprises.cell[f]];
  return sum;
}

Reach all_of(const World& world) {
  return {std::vector<std::uint8_t>(world.city_count(), 1), std::vector<std::uint8_t>(world.industry_count(), 1), {}};
}

constexpr CityId kCity{0};
constexpr IndustryId kFirst{0};

}  // namespace

TEST_CASE("who is permitted first makes others of the city wait, unless desks have slack or more staff", "[behaviour][permits]") {
  const auto ordinary = after("permits", {}, {});
  const World& usual = ordinary->world();
  const Reach everything = all_of(usual);
  const double b = usual.norms.build_steps;
  for (const CellId cell : usual.cells()) CHECK(usual.step_flows.build_steps[cell] == b);

  const Settings full{"parameters.permits.slack=0", "parameters.permits.time_share=0.5"};
  Instruments first;
  first.lifts.push_back({Lift::permits, &everything, 2, kCity, kFirst});
  const auto time = [](Simulation& s, CityId c, IndustryId k) { return s.world().step_flows.build_steps[s.world().region->cell(c, k)]; };
  const CityId elsewhere{1};
  const IndustryId other{1};

  const auto crowded = after("permits", full, first);
  INFO(time(*crowded, kCity, kFirst) << " and " << time(*crowded, kCity, other) << " steps instead of " << b);
  CHECK(time(*crowded, kCity, kFirst) < b);
  CHECK(time(*crowded, kCity, other) > b);
  CHECK(time(*crowded, elsewhere, kFirst) == Approx(b));
  CHECK(crowded->world().step_flows.permit_load[kCity] > 1);

  const auto roomy = after("permits", {"parameters.permits.slack=1", "parameters.permits.time_share=0.5"}, first);
  CHECK(time(*roomy, kCity, kFirst) == Approx(0.75 * b));
  CHECK(time(*roomy, kCity, other) == b);

  first.lifts.push_back({Lift::desks, &everything, 2, kCity, kFirst});
  const auto staffed = after("permits", full, first);
  CHECK(time(*staffed, kCity, kFirst) == Approx(0.75 * b));
  CHECK(time(*staffed, kCity, other) == Approx(b));
}

TEST_CASE("desks that are short give the same permits to fewer, whoever goes first", "[behaviour][permits]") {
  // where permits are all that building takes, what is completed is what desks handle
  const Settings full{"parameters.permits.slack=0", "parameters.permits.time_share=0.9"};
  const Reach everything = all_of(after("permits", {}, {})->world());
  Instruments one, all;
  one.lifts.push_back({Lift::permits, &everything, 1.2, kCity, kFirst});
  all.lifts.push_back({Lift::permits, &everything, 1.2});
  const double ordinary = completed(after("permits", full, {})->world(), kCity);
  CHECK(completed(after("permits", full, one)->world(), kCity) == Approx(ordinary).epsilon(0.01));
  CHECK(completed(after("permits", full, all)->world(), kCity) == Approx(ordinary).epsilon(1e-6));
}

TEST_CASE("in the baseline no city's desks are short", "[behaviour][permits]") {
  Simulation simulation(guangdong(20000, until("2027-12")), {.seed = 1});
  run(simulation);
  double most = 0;
  for (const CityMonth& row : simulation.records().city) most = std::max(most, row.permit_load);
  INFO("asked over handled: at most " << most);
  CHECK(most > 0.5);
  CHECK(most < 1);
}

TEST_CASE("help with rents makes rooms dearer for others of the city, less where rooms are built", "[behaviour][rents]") {
  const auto with = [](const std::string& rooms) {
    auto simulation = std::make_unique<Simulation>(
        guangdong(10000, until("2024-12") + calm() +
                             levers("{lever: science_park, target: {cities: [Dongguan]}, parks: 50, rent_support: 0.8, new_rooms: " + rooms +
                                    ", budget_mln_cny_per_year: 1000000, schedule: {start: 2023-02}}")),
        RunOptions{.seed = 1});
    run(*simulation);
    return simulation;
  };
  const auto standing = with("0"), built = with("1");
  const Region& region = *standing->world().region;
  const auto rent = [&](Simulation& s, CityId c) { return s.records().city[s.records().city.size() - region.city_count() + c.value].rent_ratio; };
  for (const CityId c : standing->world().cities()) {
    INFO(region.cities[c.value].name_en << ": " << rent(*standing, c) << ", where parks are built " << rent(*built, c));
    if (region.cities[c.value].name_en != "Dongguan") {
      CHECK(rent(*standing, c) == 1);
      continue;
    }
    CHECK(rent(*standing, c) > 1.001);
    CHECK(rent(*built, c) < rent(*standing, c));
  }
}

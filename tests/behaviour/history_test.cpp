// What is known of years after the base year in place of the given paths, and growth of outside demand by industry and partner.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "lingnan/simulation.hpp"
#include "sim/world/trends.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/future_toy.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kHistory = {"parameters.trends.history=true"};
constexpr IndustryId kFarm{0}, kGood{1}, kPart{2};
constexpr CityId kHarbour{0}, kMillbrook{1}, kHilltop{2};

/// The world of the toy region with history at the end of a month.
struct Ended {
  HistoryToy toy;
  Scenario scenario;
  Simulation simulation;

  Ended(const std::string& month, const Settings& settings)
      : scenario(toy.scenario(until(month) + settings)), simulation(scenario, {.seed = 1, .threads = 1}) {
    run(simulation);
  }
  World& world() { return simulation.world(); }
};

double growth(double later, double earlier) { return later / earlier - 1; }

}  // namespace

TEST_CASE("outside demand grows by what is known of a year, and on the path with premiums in others", "[behaviour][history]") {
  Ended first("2023-12", kHistory), second("2024-12", kHistory), third("2025-12", kHistory);
  const auto grown = [](Ended& from, Ended& to, IndustryId s, bool abroad) {
    const StepFlows &a = from.world().step_flows, &b = to.world().step_flows;
    return abroad ? growth(b.demand_world[s], a.demand_world[s]) : growth(b.demand_country[s], a.demand_country[s]);
  };
  CHECK(grown(first, second, kFarm, false) == Approx(0.02));
  CHECK(grown(first, second, kGood, false) == Approx(0.02));
  CHECK(grown(first, second, kGood, true) == Approx(0.08));
  CHECK(grown(first, second, kPart, true) == Approx(-0.1));
  const double path = grown(second, third, kFarm, true), later = third.world().trends->outside_demand(2.5);
  CHECK(path == Approx(later).margin(0.0005));
  CHECK(grown(second, third, kGood, true) - path == Approx(0.02).margin(0.001));
  CHECK(grown(second, third, kPart, false) - path == Approx(-0.01).margin(0.001));
  CHECK(grown(second, third, kPart, true) == Approx(path));
  CHECK(growth(second.world().outside.price[1], first.world().outside.price[1]) == Approx(-0.01));
  const auto force = [](Ended& e) {
    double sum = 0;
    for (const CityId c : e.world().cities())
      for (const Tier tier : {Tier::general, Tier::college}) sum += e.world().households.labour_force_exact[pool_of(c, tier)];
    return sum;
  };
  Ended without("2025-12", {});
  // people who come from outside make up for a part of it
  CHECK(force(third) / force(without) == Approx(1.03 / (1 + without.world().trends->labour_force(2.5))).margin(0.006));
}

TEST_CASE("what is sold outside follows known demand, and what is reported does", "[behaviour][history]") {
  Ended without("2024-12", {}), with("2024-12", kHistory);
  const auto sold = [](Ended& e, IndustryId s) {
    double sum = 0;
    for (const CityId c : e.world().cities()) sum += e.world().markets.export_orders_world[e.world().region->cell(c, s)];
    return sum;
  };
  const double parts = sold(with, kPart) / sold(without, kPart), goods = sold(with, kGood) / sold(without, kGood);
  INFO(parts << " of the parts, " << goods << " of the goods sold abroad without history; known growth -0.1 and 0.08");
  CHECK(parts < 0.92);
  CHECK(goods > 1.1 * parts);
  const auto reported = [](Ended& e) { return e.simulation.records().province.back().outside_demand_growth; };
  CHECK(reported(without) > without.world().trends->outside_demand(2));  // premiums
  CHECK(reported(with) > -0.1);
  CHECK(reported(with) < 0.08);
  CHECK(std::abs(reported(with) - reported(without)) > 0.001);
}

TEST_CASE("in a year that is known a city leads by what its growth tells", "[behaviour][history]") {
  Ended known("2024-12", kHistory + Settings{"parameters.trends.known_growth=1"}), luck("2024-12", Settings{});
  const Trends& trends = *known.world().trends;
  const auto& lead = known.world().outside.lead_growth;
  // 2024: 3 points above and below the mean of both; 2025: 2 points below and above: root mean square of 3, 3, 2, 2
  const double spread = std::sqrt((2 * 0.03 * 0.03 + 2 * 0.02 * 0.02) / 4);
  CHECK(lead[kHarbour] == Approx(trends.city_swing * 0.03 / spread));
  CHECK(lead[kMillbrook] == Approx(-trends.city_swing * 0.03 / spread));
  CHECK(lead[kHilltop] == luck.world().outside.lead_growth[kHilltop]);
  CHECK(luck.world().outside.lead_growth[kHarbour] != Approx(lead[kHarbour]));
}

TEST_CASE("history is asked for: without it the table changes nothing", "[behaviour][history]") {
  // the same region without the table
  HistoryToy toy;
  std::filesystem::remove(std::filesystem::path(toy.scenario({}).region->folder) / "history.csv");
  const Scenario scenario = toy.scenario(until("2024-12"));
  Simulation without(scenario, {.seed = 1, .threads = 1});
  run(without);
  Ended off("2024-12", {}), on("2024-12", kHistory);
  const auto& months = without.records().province;
  CHECK(off.simulation.records().province.back().gdp_real == months.back().gdp_real);
  CHECK(on.simulation.records().province.back().gdp_real != months.back().gdp_real);
  CHECK(on.simulation.records().province[11].gdp_real == months[11].gdp_real);
}

TEST_CASE("history goes on alike after a stop", "[behaviour][history]") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "checkpoint.bin").string();
  const HistoryToy toy;
  const Scenario scenario = toy.scenario(until("2025-06") + kHistory);
  Simulation whole(scenario, {.seed = 1, .threads = 1});
  run(whole);
  {
    Simulation begun(scenario, {.seed = 1, .threads = 1});
    run(begun, 17);
    begun.save(file);
  }
  Simulation resumed(scenario, {.seed = 1, .threads = 1});
  resumed.load(file);
  run(resumed);
  CHECK(resumed.state_hash() == whole.state_hash());
}

// Industrial enterprises above scale, 2019 to 2023: Huizhou +62 %, Shenzhen 37, Dongguan 33 (yearbook, table 12-6). The model opens in 2023,
// so that the growth of cities in those years is told of the four years after it.
TEST_CASE("where cities grow as from 2019 to 2023 enterprises above scale become more in Huizhou, Shenzhen and Dongguan in this order",
          "[behaviour][history][full]") {
  namespace fs = std::filesystem;
  const TemporaryFolder folder;
  const fs::path data = fs::path(folder.path()) / "guangdong";
  fs::copy(LINGNAN_SOURCE_DIR "/scenarios/data/guangdong-2023", data);
  fs::copy_file(LINGNAN_SOURCE_DIR "/tests/worlds/guangdong_before/history.csv", data / "history.csv", fs::copy_options::overwrite_existing);
  constexpr std::uint32_t kReplicates = 4;
  const std::array<std::string, 3> names = {"Huizhou", "Shenzhen", "Dongguan"};
  for (const bool history : {true, false}) {
    std::array<double, 3> mean{};
    std::uint32_t in_order = 0;
    for (std::uint32_t k = 0; k < kReplicates; ++k) {
      Simulation simulation(guangdong(100000, until("2027-12") + Settings{"data=" + data.string(), std::string("parameters.trends.history=") + (history ? "true" : "false")}),
                            {.seed = 1, .replicate = k});
      run(simulation);
      std::array<double, 3> grown{};
      for (std::size_t i = 0; i < names.size(); ++i) {
        double first = 0, last = 0;
        for (const CityMonth& row : simulation.records().city) {
          if (simulation.world().region->cities[row.city.value].name_en != names[i]) continue;
          if (row.month.year == 2023) first += row.above_scale_enterprises;
          if (row.month.year == 2027) last += row.above_scale_enterprises;
        }
        grown[i] = last / first - 1;
        mean[i] += grown[i] / kReplicates;
      }
      in_order += grown[0] > grown[1] && grown[1] > grown[2] ? 1 : 0;
    }
    std::cout << (history ? "growth of 2019 to 2023 told" : "nothing told") << ": enterprises above scale in four years, Huizhou " << mean[0]
              << ", Shenzhen " << mean[1] << ", Dongguan " << mean[2] << "; in the order of the data in " << in_order << " of " << kReplicates << "\n";
    if (history) CHECK(in_order == kReplicates);
    if (!history) CHECK(in_order < kReplicates);
  }
}

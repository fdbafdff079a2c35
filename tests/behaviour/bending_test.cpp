// Enterprises that call other spending research to be recognised, where a lever pays for that.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"
#include "tests/cli/program.hpp"
#include "tests/worlds/pairs.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

constexpr double kMillion = 1e6;

bool carries(std::uint16_t tags, Tag tag) { return (tags & static_cast<std::uint16_t>(tag)) != 0; }
bool carries(std::uint16_t tags, Mark mark) { return (tags & static_cast<std::uint16_t>(mark)) != 0; }

/// What the rules look at, yuan a year.
struct Figures {
  double sales = 0, research = 0, years = 0, staff = 0, loans = 0, assets = 0;

  double share() const { return sales > 0 ? research / sales : 0; }
};

/// Recognition of the first day, and what it was judged by.
struct FirstDay {
  std::vector<Figures> figures;     // [enterprise]
  std::vector<std::string> cities;  // [enterprise]
  std::vector<std::uint16_t> tags;  // [enterprise]
  double relabelled = 0;            // yuan

  explicit FirstDay(const std::string& lever, const Settings& more = {}, int firms = 20000) {
    const Settings stay = same_enterprises_and_links() + Settings{"parameters.relocate.active=false"};
    Simulation simulation(guangdong(firms, until("2023-03") + stay + levers(lever) + more), {.seed = 1});
    const World& world = simulation.world();
    const Enterprises& e = world.enterprises;
    const double steps = world.calendar.per_year();
    for (const EnterpriseId f : e.ids()) {
      Figures& now = figures.emplace_back();
      cities.push_back(world.region->cities[world.region->city_of(e.cell[f]).value].name_en);
      if (!exists(e, f)) continue;
      const CityId city = world.region->city_of(e.cell[f]);
      now.sales = steps * static_cast<double>(e.slow_demand[f]) * e.price[f];
      now.research = steps * world.households.wage[pool_of(city, Tier::expert)] * static_cast<double>(e.wage_factor[f]) * e.staff_expert[f];
      now.years = e.age[f] / 12.0;
      now.staff = staff_of(e, f);
      now.loans = yuan(e.loans[f]);
      now.assets = yuan(world.net_worth(f) + e.loans[f]);
    }
    run(simulation, 1);
    tags.assign(e.tags.begin(), e.tags.end());
    for (const LeverMonth& row : simulation.records().levers) relabelled += row.relabelled * kMillion;
  }

  std::vector<std::size_t> bent() const {
    std::vector<std::size_t> who;
    for (std::size_t f = 0; f < tags.size(); ++f)
      if (carries(tags[f], Mark::bent)) who.push_back(f);
    return who;
  }
};

std::string champions(const std::string& more = "") {
  return "{lever: single_champion, schedule: {start: 2023-01}" + more + "}";
}
std::string ladder(const std::string& more = "") { return "{lever: srdi_ladder, schedule: {start: 2023-01}" + more + "}"; }

}  // namespace

TEST_CASE("who lacks nothing but research for a champion calls other spending research, as far as the prize pays for it",
          "[behaviour][levers]") {
  constexpr double kPrize = 2e6, kCost = 1, kShare = 0.03;
  const FirstDay with(champions()), without(champions(", bending: false"));
  const FirstDay whoever(champions(", bending: false"), {"parameters.recognise.champion_research=0"});
  double missing = 0, below = 0;
  std::vector<std::size_t> expected;
  for (std::size_t f = 0; f < with.tags.size(); ++f) {
    const double lacks = kShare * with.figures[f].sales - with.figures[f].research;
    if (carries(with.tags[f], Tag::single_champion) && !carries(without.tags[f], Tag::single_champion))
      CHECK(carries(with.tags[f], Mark::bent));
    if (!carries(whoever.tags[f], Tag::single_champion) || carries(without.tags[f], Tag::single_champion)) continue;
    ++below;
    if (lacks > kPrize / kCost) continue;
    expected.push_back(f);
    missing += lacks;
    CHECK(with.figures[f].share() < kShare);
    CHECK(carries(with.tags[f], Tag::single_champion));
  }
  std::cout << with.bent().size() << " champions by bent figures of " << below << " that lack nothing but research, beside "
            << std::count_if(without.tags.begin(), without.tags.end(), [](auto tags) { return carries(tags, Tag::single_champion); })
            << "; million yuan relabelled: " << with.relabelled / kMillion << "\n";
  CHECK(expected.size() > 10);
  CHECK(static_cast<double>(expected.size()) < below);
  CHECK(with.bent() == expected);
  CHECK(with.relabelled == Approx(missing).epsilon(1e-4));
  CHECK(without.bent().empty());
  CHECK(without.relabelled == 0);
}

TEST_CASE("who climbs the ladder by bent figures fulfils the rest of the rules, and what it calls research is worth it",
          "[behaviour][levers]") {
  constexpr double kCost = 1, kProvince = 0.2e6, kState = 0.5e6, kTopUp = 0.1, kMost = 3e6;
  const FirstDay with(ladder()), without(ladder(", bending: false"));
  double missing = 0, rises[3] = {};
  for (std::size_t f = 0; f < with.tags.size(); ++f) {
    const std::uint16_t real = without.tags[f], shown = with.tags[f];
    if (!carries(shown, Mark::bent)) {
      CHECK(shown == real);
      continue;
    }
    const Figures& now = with.figures[f];
    const bool giant = carries(shown, Tag::little_giant), specialised = carries(shown, Tag::specialised_sme);
    const double prize = giant ? kState : specialised ? kProvince : 0, had = carries(real, Tag::specialised_sme) ? kProvince : 0;
    const bool refunded = carries(real, Tag::innovative_sme) || had > 0;
    const double gain = prize - had + (refunded ? 0 : std::min(kTopUp * now.research, kMost));
    const double least = (giant && now.sales < 100e6 ? 0.06 : 0.03) * now.sales;
    const double lacks = std::max(least, specialised ? 1e6 : 0.0) - now.research;
    missing += lacks;
    ++rises[giant ? 2 : specialised ? 1 : 0];
    CHECK(lacks > 0);
    CHECK(kCost * lacks <= gain * (1 + 1e-5));
    CHECK((now.staff < 1000 || now.sales < 400e6));
    if (specialised) CHECK(now.years >= 2);
    if (specialised) CHECK(now.sales >= 10e6);
    if (giant) CHECK(now.years >= 3);
    if (giant) CHECK(now.sales >= 50e6);
    if (giant) CHECK(now.loans <= 0.7 * now.assets);
  }
  std::cout << "innovative, specialised, giants by bent figures: " << rises[0] << ", " << rises[1] << ", " << rises[2]
            << "; million yuan relabelled: " << with.relabelled / kMillion << "\n";
  CHECK(with.bent().size() > 10);
  CHECK(with.relabelled == Approx(missing).epsilon(1e-4));
}

TEST_CASE("fewer bend figures where it costs more, and nobody where nothing is to be had or it is switched off", "[behaviour][levers]") {
  const auto bent = [](const std::string& lever) { return FirstDay(lever, {}, 10000).bent().size(); };
  const std::size_t usual = bent(champions()), dear = bent(champions(", relabel_cost: 4")), climbers = bent(ladder()),
                    dear_climbers = bent(ladder(", relabel_cost: 4"));
  std::cout << usual << " champions and " << climbers << " on the ladder bend figures at a cost of 1, " << dear << " and "
            << dear_climbers << " at 4\n";
  CHECK(dear < usual);
  CHECK(dear_climbers < climbers);
  CHECK(bent(champions(", award_mln_cny: 0")) == 0);
  CHECK(bent(ladder(", award_province_mln_cny: 0, award_state_mln_cny: 0, research_top_up: 0")) == 0);
  CHECK(bent(ladder(", bending: false")) == 0);
  // out of reach
  const FirstDay elsewhere(ladder(", target: {cities: [Zhanjiang]}"), {}, 10000);
  for (const std::size_t f : elsewhere.bent()) CHECK(elsewhere.cities[f] == "Zhanjiang");
}

TEST_CASE("bent figures bring the prize, count for a year and bring none again", "[behaviour][levers]") {
  Simulation simulation(guangdong(10000, until("2024-02") + levers(champions())), {.seed = 1});
  const auto bent = [&](bool with_prize) {
    double count = 0;
    for (const std::uint16_t tags : simulation.world().enterprises.tags)
      count += carries(tags, Mark::bent) && (!with_prize || carries(tags, Mark::champion_award));
    return count;
  };
  run(simulation, 1);
  const double begun = bent(false);
  CHECK(begun > 0);
  CHECK(bent(true) == 0);
  run(simulation, 1);
  CHECK(bent(true) > 0.9 * begun);  // some have left
  run(simulation, 11);              // tags are renewed
  CHECK(bent(false) > 0);
  CHECK(bent(true) == 0);
}

TEST_CASE("a lever that has begun by January is what enterprises bend figures for, and a run goes on alike after a stop",
          "[behaviour][levers]") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "checkpoint.bin").string();
  const std::string later = "schedule: {start: 2023-06}}";
  const Scenario scenario =
      guangdong(10000, until("2024-02") + levers("{lever: single_champion, " + later + ", {lever: srdi_ladder, " + later));
  Simulation whole(scenario, {.seed = 1, .threads = 1});
  run(whole, 8);
  whole.save(file);
  run(whole);
  double before = 0, after[2] = {};
  for (const LeverMonth& row : whole.records().levers) {
    if (row.month.year == 2023) before += row.lever == 0 ? row.relabelled : 0;
    if (row.month == Month{2024, 1}) after[row.lever] = row.relabelled;
  }
  CHECK(before == 0);
  CHECK(after[0] > 0);
  CHECK(after[1] > 0);
  Simulation resumed(scenario, {.seed = 1, .threads = 2});
  resumed.load(file);
  run(resumed);
  CHECK(resumed.state_hash() == whole.state_hash());
}

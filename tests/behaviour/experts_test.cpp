// Experts move with what they know, learn, and make room for the young.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Mean over those who are there; rows behind them are free.
template <class Column>
double mean(const World& world, const Column& column) {
  double sum = 0;
  for (std::uint32_t i = 0; i < world.experts.count(); ++i) sum += static_cast<double>(column[ExpertId{i}]);
  return sum / static_cast<double>(world.experts.count());
}

double mean_knowledge(const World& world) { return mean(world, world.experts.knowledge); }
double experience_years(const World& world) { return mean(world, world.experts.experience) / 12; }

struct Person {
  std::size_t city;
  float knowledge;
};

std::map<std::uint32_t, Person> by_key(const World& world) {
  std::map<std::uint32_t, Person> people;
  const Experts& x = world.experts;
  for (const CityId c : world.cities())
    for (std::uint32_t i = x.city_begin[c]; i < x.city_begin[CityId{c.value + 1u}]; ++i)
      people[x.key[ExpertId{i}]] = {c.value, x.knowledge[ExpertId{i}]};
  return people;
}

const Settings kNoLearning = {"parameters.careers.doing=0", "parameters.careers.colleagues=0",
                              "parameters.careers.field_specific=0", "parameters.careers.career_years=60"};

}  // namespace

TEST_CASE("experts who move keep what they know, and every row stays in its city", "[behaviour]") {
  Simulation simulation(toy(kNoLearning), {});
  const World& world = simulation.world();
  const auto before = by_key(world);
  REQUIRE(before.size() == world.experts.count());
  run(simulation);
  std::size_t found = 0, moved = 0, changed = 0;
  float scale = 0;  // the same for everyone: knowledge is relative to the mean
  for (const auto& [key, person] : by_key(world)) {
    const auto was = before.find(key);
    if (was == before.end()) continue;
    ++found;
    if (scale == 0) scale = person.knowledge / was->second.knowledge;
    moved += was->second.city != person.city ? 1 : 0;
    changed += std::abs(person.knowledge / was->second.knowledge - scale) > 1e-4f * scale ? 1 : 0;
  }
  WARN("of " << before.size() << " experts " << found << " still live in the region after two years, " << moved
             << " of them in another city");
  CHECK(changed == 0);
  CHECK(moved > before.size() / 100);
  CHECK(found > before.size() * 85 / 100);
  CHECK(found < before.size());
  const Experts& x = world.experts;
  for (const CityId c : world.cities())
    for (std::uint32_t i = x.city_begin[c]; i < x.city_begin[CityId{c.value + 1u}]; ++i) {
      const EnterpriseId f = x.employer[ExpertId{i}];
      if (f.valid()) REQUIRE(world.region->city_of(world.enterprises.cell[f]) == c);
    }
  for (const CityId c : world.cities())
    CHECK(world.households.labour_force[pool_of(c, Tier::expert)] == x.city_begin[CityId{c.value + 1u}] - x.city_begin[c]);
}

TEST_CASE("learning, changes of field and retirement keep the mean of knowledge near that of the first day", "[behaviour]") {
  const char* const specific = GENERATE("0", "0.15", "0.5");
  Simulation simulation(toy(until("2042-12") + Settings{std::string("parameters.careers.field_specific=") + specific}), {});
  const double before = mean_knowledge(simulation.world()), opening = experience_years(simulation.world());
  run(simulation);
  const World& world = simulation.world();
  const double experience = experience_years(world);
  WARN("mean knowledge " << before << ", after twenty years " << mean_knowledge(world) << "; mean experience " << opening << ", then " << experience << " years");
  CHECK(std::abs(mean_knowledge(world) - 1) < 0.02);
  CHECK(experience > 17);
  CHECK(experience < 23);
}

TEST_CASE("the more they learn from colleagues, the less experts of an enterprise differ", "[behaviour]") {
  const auto spread = [](double colleagues) {
    Simulation simulation(toy(kNoLearning + Settings{"parameters.careers.colleagues=" + std::to_string(colleagues)}), {});
    run(simulation);
    double squares = 0;
    const Experts& x = simulation.world().experts;
    for (std::uint32_t i = 0; i < x.count(); ++i) squares += std::pow(static_cast<double>(x.knowledge[ExpertId{i}]) - 1, 2);
    return std::sqrt(squares / static_cast<double>(x.count()));
  };
  const double none = spread(0), some = spread(0.2);
  WARN("standard deviation of knowledge after two years without learning " << none << ", with learning from colleagues " << some);
  CHECK(some < 0.95 * none);
}

TEST_CASE("a higher wage of experts draws experts", "[behaviour]") {
  const auto in_mill = [](double factor) {
    Simulation simulation(toy(), {});
    run(simulation, 1);
    simulation.world().households.wage[pool_of(CityId{1}, Tier::expert)] *= factor;
    run(simulation);
    return static_cast<double>(simulation.world().households.labour_force[pool_of(CityId{1}, Tier::expert)]);
  };
  const double base = in_mill(1), higher = in_mill(1.2);
  WARN("experts in Millbrook after two years " << base << ", with their wage 20 % higher " << higher);
  CHECK(higher > 1.02 * base);
}

TEST_CASE("the region wins experts where it pays more, and only from the outside", "[behaviour]") {
  const auto experts = [](double factor) {
    Simulation simulation(toy(), {});
    run(simulation, 1);
    for (const CityId c : simulation.world().cities()) simulation.world().households.wage[pool_of(c, Tier::expert)] *= factor;
    run(simulation);
    return static_cast<double>(simulation.world().experts.count());
  };
  const double base = experts(1), higher = experts(1.2);
  WARN("experts of the region after two years " << base << ", with wages 20 % higher in all of its cities " << higher);
  CHECK(higher > 1.01 * base);
}

TEST_CASE("experts follow the trend of the labour force up and down, each with a row", "[behaviour]") {
  const auto after_ten_years = [](const std::string& growth) {
    Simulation simulation(toy(until("2032-12") + Settings{"parameters.trends.labour_force_start=" + growth, "parameters.trends.labour_force_end=" + growth, "parameters.migrate.gross_experts=0",
                                                  "parameters.migrate.gross=0", "parameters.migrate.observed_net=0"}), {});
    const double before = static_cast<double>(simulation.world().experts.count());
    run(simulation);
    const World& world = simulation.world();
    std::int64_t of_pools = 0;
    for (const CityId c : world.cities()) of_pools += world.households.labour_force[pool_of(c, Tier::expert)];
    CHECK(of_pools == static_cast<std::int64_t>(world.experts.count()));
    return static_cast<double>(world.experts.count()) / before;
  };
  const double more = after_ten_years("0.01"), fewer = after_ten_years("-0.01"), most = after_ten_years("0.04");
  WARN("experts after ten years over those of the first day: 1 % a year " << more << ", -1 % " << fewer << ", 4 % " << most);
  CHECK(more == Approx(std::pow(1.01, 10)).epsilon(0.002));
  CHECK(fewer == Approx(std::pow(0.99, 10)).epsilon(0.002));
  CHECK(most == Approx(1 + kSpareExperts).epsilon(0.001));  // no more rows
}

namespace {

std::size_t industry_of(const World& world, EnterpriseId f) { return world.region->industry_of(world.enterprises.cell[f]).value; }

struct Post {
  std::size_t field;
  EnterpriseId employer;
  float knowledge;
};
std::map<std::uint32_t, Post> posts_by_key(const World& world) {
  std::map<std::uint32_t, Post> people;
  const Experts& x = world.experts;
  for (std::uint32_t i = 0; i < x.count(); ++i)
    people[x.key[ExpertId{i}]] = {x.field[ExpertId{i}], x.employer[ExpertId{i}], x.knowledge[ExpertId{i}]};
  return people;
}

/// Nobody founds an enterprise or moves with one: who has another employer was hired.
const Settings kOnlyHires = {"parameters.demography.active=false", "parameters.relocate.rate=0"};

}  // namespace

TEST_CASE("an industry takes experts of its field before others, who learn its work", "[behaviour]") {
  Simulation simulation(toy(kOnlyHires), {});
  const World& world = simulation.world();
  const Experts& x = world.experts;
  const std::size_t industries = world.industry_count();
  double own = 0, others = 0;
  while (!simulation.finished()) {
    const auto before = posts_by_key(world);
    run(simulation, 1);
    std::vector<int> strangers(world.region->cell_count(), 0), elsewhere(world.region->cell_count(), 0);
    for (std::uint32_t i = 0; i < x.count(); ++i) {
      const EnterpriseId f = x.employer[ExpertId{i}];
      if (!f.valid()) continue;
      const std::size_t industry = industry_of(world, f);
      REQUIRE(x.field[ExpertId{i}] == industry);
      const auto was = before.find(x.key[ExpertId{i}]);
      if (was == before.end() || (was->second.employer.valid() && industry_of(world, was->second.employer) == industry)) continue;
      const std::size_t first = world.region->city_of(world.enterprises.cell[f]).value * industries;
      (was->second.field == industry ? own : others) += 1;
      if (was->second.field == industry) continue;
      ++strangers[first + industry];
      ++elsewhere[first + was->second.field];
    }
    for (const CellId cell : world.cells()) CHECK(std::min(strangers[cell.value], elsewhere[cell.value]) == 0);
  }
  WARN("of " << own + others << " experts hired in two years " << own << " stay in their field");
  CHECK(others > 0);
  CHECK(own > 2 * others);
}

TEST_CASE("who goes to work in another field knows less than who stays, by as much as knowledge is specific", "[behaviour]") {
  // what they know over what they knew, those in another field over those in their own
  const auto left = [](const char* specific) {
    Simulation simulation(toy(kNoLearning + Settings{std::string("parameters.careers.field_specific=") + specific}), {});
    const auto before = posts_by_key(simulation.world());
    run(simulation);
    double sum[2] = {}, count[2] = {};
    for (const auto& [key, now] : posts_by_key(simulation.world())) {
      const auto was = before.find(key);
      if (was == before.end()) continue;
      const bool changed = now.field != was->second.field;
      sum[changed] += static_cast<double>(now.knowledge / was->second.knowledge);
      ++count[changed];
    }
    REQUIRE(count[true] > 50);
    return sum[true] / count[true] / (sum[false] / count[false]);
  };
  const double none = left("0"), some = left("0.25"), half = left("0.5");
  WARN("what is left to who changes field over who stays: " << none << " with nothing specific, " << some << " with 0.25, " << half << " with 0.5");
  CHECK(none == Approx(1).epsilon(0.001));
  CHECK(some < 0.97);
  CHECK(half < some - 0.03);
}

TEST_CASE("an industry whose city has many seekers of its field has experts who know more", "[behaviour]") {
  constexpr IndustryId kGoods{1}, kParts{2};
  constexpr CityId kMillbrook{1};
  const auto lead_of_parts = [&](IndustryId field_of_seekers) {
    Simulation simulation(toy({"parameters.careers.field_specific=0.5"}), {});
    World& world = simulation.world();
    Experts& x = world.experts;
    while (!simulation.finished()) {
      for (std::uint32_t i = x.city_begin[kMillbrook]; i < x.city_begin[CityId{kMillbrook.value + 1u}]; ++i)
        if (!x.employer[ExpertId{i}].valid()) x.field[ExpertId{i}] = static_cast<std::uint16_t>(field_of_seekers.value);
      run(simulation, 1);
    }
    double sum[2] = {}, count[2] = {};
    for (std::uint32_t i = x.city_begin[kMillbrook]; i < x.city_begin[CityId{kMillbrook.value + 1u}]; ++i) {
      const EnterpriseId f = x.employer[ExpertId{i}];
      if (!f.valid() || (industry_of(world, f) != kParts.value && industry_of(world, f) != kGoods.value)) continue;
      const bool parts = industry_of(world, f) == kParts.value;
      sum[parts] += static_cast<double>(x.knowledge[ExpertId{i}]);
      ++count[parts];
    }
    return sum[true] / count[true] / (sum[false] / count[false]);
  };
  const double with_parts = lead_of_parts(kParts), with_goods = lead_of_parts(kGoods);
  WARN("what experts of parts in Millbrook know over those of finished goods: " << with_parts << " where seekers know parts, "
                                                                                << with_goods << " where they know finished goods");
  CHECK(with_parts > 1.01 * with_goods);
}

TEST_CASE("graduates learn what the industries of their city have posts for", "[behaviour]") {
  Simulation simulation(toy(), {});
  World& world = simulation.world();
  Experts& x = world.experts;
  for (std::uint32_t i = 0; i < x.count(); ++i) {  // who has no work is about to retire from the first industry
    const ExpertId id{i};
    if (x.employer[id].valid()) continue;
    x.field[id] = 0;
    x.experience[id] = 500;
  }
  run(simulation, 1);
  std::vector<double> expected(world.industry_count()), found(world.industry_count());
  double graduates = 0;
  for (const CityId c : world.cities()) {
    double begin = 0, all = 0;
    for (std::uint32_t i = x.city_begin[c]; i < x.city_begin[CityId{c.value + 1u}]; ++i) {
      const ExpertId id{i};
      if (x.employer[id].valid() || x.experience[id] > 0) continue;
      ++begin;
      ++found[x.field[id]];
    }
    std::vector<double> posts(world.industry_count());
    for (const EnterpriseId f : world.enterprises_in(c)) posts[industry_of(world, f)] += world.enterprises.posts_expert[f];
    for (const double p : posts) all += p;
    for (const IndustryId s : world.industries()) expected[s.value] += begin * posts[s.value] / all;
    graduates += begin;
  }
  REQUIRE(graduates > 300);
  for (const IndustryId s : world.industries()) {
    INFO("industry " << s.value << ": " << found[s.value] << " of " << graduates << " graduates, " << expected[s.value] << " by posts");
    CHECK(std::abs(found[s.value] - expected[s.value]) < 3 * std::sqrt(expected[s.value] + 1));
  }
}

// Tags of enterprises.
#include <array>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/future_toy.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

bool carries(const World& world, EnterpriseId f, Tag tag) {
  return (world.enterprises.tags[f] & static_cast<std::uint16_t>(tag)) != 0;
}

double carriers(const Simulation& simulation, Tag tag, int year = 2023) {
  double sum = 0;
  for (const TagYear& row : simulation.records().tags)
    if (row.year == year && (std::uint32_t{1} << row.tag) == static_cast<std::uint32_t>(tag)) sum += row.enterprises;
  return sum;
}

/// The toy region has fewer experts than the rules ask for.
Settings little_research() {
  Settings settings;
  for (const char* rule : {"innovative_research", "specialised_research", "giant_research_small", "giant_research"})
    settings.push_back("parameters.recognise." + std::string(rule) + "=0.004");
  return settings;
}

double carriers(const Settings& settings, Tag tag) {
  Simulation simulation(toy(little_research() + settings), {});
  run(simulation, 1);
  return carriers(simulation, tag);
}

}  // namespace

TEST_CASE("tags follow the rules, and only agents of their own carry any", "[behaviour][recognise]") {
  Simulation simulation(toy(little_research()), {});
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  run(simulation, 1);
  std::array<double, kTags> seen{};
  std::map<std::uint32_t, int> masters, champions;
  for (const EnterpriseId f : e.ids()) {
    for (std::size_t t = 0; t < kTags; ++t) seen[t] += (e.tags[f] >> t) & 1;
    if (e.tags[f] == 0) continue;
    CHECK(e.multiplicity[f] == 1);
    const std::uint32_t industry = world.region->industry_of(e.cell[f]).value;
    const double years = e.age[f] / 12.0;
    if (carries(world, f, Tag::little_giant)) CHECK(carries(world, f, Tag::specialised_sme));
    if (carries(world, f, Tag::specialised_sme)) {
      CHECK(carries(world, f, Tag::innovative_sme));
      CHECK(years >= 2);
    }
    if (carries(world, f, Tag::single_champion)) {
      CHECK(years >= 10);
      CHECK(world.recipe(e.cell[f]).storable);
      ++champions[industry];
    }
    if (carries(world, f, Tag::chain_master)) ++masters[industry];
    if (carries(world, f, Tag::startup)) CHECK(years < 5.1);
  }
  for (const auto& [industry, count] : masters) CHECK(count <= 3);
  for (const auto& [industry, count] : champions) CHECK(count <= 10);
  for (std::size_t t = 0; t < kTags; ++t) {
    INFO(kTagNames[t]);
    CHECK(carriers(simulation, static_cast<Tag>(1u << t)) == seen[t]);
  }
  for (const Tag tag : {Tag::innovative_sme, Tag::specialised_sme, Tag::little_giant, Tag::chain_master, Tag::startup})
    CHECK(carriers(simulation, tag) > 0);
}

TEST_CASE("stricter rules recognise fewer", "[behaviour][recognise]") {
  const std::string rule = "parameters.recognise.";
  CHECK(carriers({rule + "innovative_research=0.1"}, Tag::innovative_sme) < carriers({}, Tag::innovative_sme));
  CHECK(carriers({rule + "specialised_sales=1000"}, Tag::specialised_sme) < carriers({}, Tag::specialised_sme));
  CHECK(carriers({rule + "giant_sales=1000"}, Tag::little_giant) < carriers({}, Tag::little_giant));
  CHECK(carriers({rule + "master_rank=1"}, Tag::chain_master) <= 4);
  CHECK(carriers({rule + "master_suppliers=10000"}, Tag::chain_master) == 0);
  CHECK(carriers({rule + "startup_years=1"}, Tag::startup) < carriers({}, Tag::startup));
}

TEST_CASE("tags are renewed at the turn of the year and change nothing by themselves", "[behaviour][recognise]") {
  Simulation usual(toy(), {}), none(toy({"parameters.recognise.startup_years=0", "parameters.recognise.sme_staff=1",
                                         "parameters.recognise.sme_sales=0"}),
                                    {});
  run(usual);
  run(none);
  CHECK(carriers(usual, Tag::startup, 2024) > 0);
  CHECK(carriers(none, Tag::startup, 2024) + carriers(none, Tag::innovative_sme, 2024) == 0);
  REQUIRE(usual.records().province.size() == none.records().province.size());
  for (std::size_t m = 0; m < usual.records().province.size(); ++m)
    CHECK(usual.records().province[m].gdp == none.records().province[m].gdp);
}

TEST_CASE("the first makers of a class in the region are pioneers, and stay so while they make it", "[behaviour][recognise]") {
  const FutureToy toy_with_classes;
  Simulation simulation(toy_with_classes.scenario(Settings{"parameters.products.entry_response=2", "time.end=2026-01"}), {});
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  run(simulation);
  std::map<std::uint32_t, int> pioneers;
  std::map<std::uint32_t, std::map<int, int>> ranks;
  bool later = false;
  for (const EnterpriseId f : e.ids()) {
    if (e.product_class[f] == 0) {
      CHECK(e.product_rank[f] == 0);
      CHECK(!carries(world, f, Tag::pioneer));
      continue;
    }
    CHECK(e.product_rank[f] > 0);
    CHECK(e.product_since[f] <= 36);
    later = later || e.product_since[f] > 0;
    if (e.product_rank[f] < Enterprises::kLastRank) ++ranks[e.product_class[f]][e.product_rank[f]];
    if (carries(world, f, Tag::pioneer)) {
      ++pioneers[e.product_class[f]];
      CHECK(e.product_rank[f] <= 3);
    }
  }
  CHECK(later);
  CHECK_FALSE(pioneers.empty());
  for (const auto& [product, count] : pioneers) CHECK(count <= 3);
  for (const auto& [product, places] : ranks)
    for (const auto& [rank, count] : places) CHECK(count == 1);
  CHECK(carriers(simulation, Tag::pioneer, 2023) == 0);  // recognised before anybody has begun
  CHECK(carriers(simulation, Tag::pioneer, 2024) > 0);
}

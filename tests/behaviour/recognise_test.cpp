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
  std::map<std::uint32_t, int> masters;
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
    }
    if (carries(world, f, Tag::chain_master)) ++masters[industry];
    if (carries(world, f, Tag::startup)) CHECK(years < 5.1);
  }
  for (const auto& [industry, count] : masters) CHECK(count <= 3);
  for (std::size_t t = 0; t < kTags; ++t) {
    INFO(kTagNames[t]);
    CHECK(carriers(simulation, static_cast<Tag>(1u << t)) == seen[t]);
  }
  for (const Tag tag : {Tag::innovative_sme, Tag::specialised_sme, Tag::little_giant, Tag::chain_master, Tag::startup})
    CHECK(carriers(simulation, tag) > 0);
}

namespace {

const std::string kRule = "parameters.recognise.";
/// Everybody who sells enough does, but for the place.
const Settings kAnybody = {kRule + "champion_years=0", kRule + "champion_research=0", kRule + "champion_sales=0"};
/// An industry makes one product.
const Settings kOneProduct = {kRule + "product_market=10000000"};

std::vector<double> sales_of_own(const World& world, CellId cell) {
  const Enterprises& e = world.enterprises;
  std::vector<double> sales;
  for (const EnterpriseId f : world.enterprises_in(cell))
    if (exists(e, f) && !is_pool(e, f))
      sales.push_back(world.calendar.per_year() * static_cast<double>(e.slow_demand[f]) * e.price[f]);
  return sales;
}

}  // namespace

TEST_CASE("without rivals whoever fulfils the rest of the rule is a champion", "[behaviour][recognise]") {
  Simulation simulation(toy({kRule + "champion_research=0.004", kRule + "rivals=0", kRule + "champion_rank=100", kRule + "product_market=100"}), {});
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  double expected = 0, many = 0;
  for (const EnterpriseId f : e.ids()) {
    if (!exists(e, f) || is_pool(e, f) || !world.recipe(e.cell[f]).storable) continue;
    const double steps = world.calendar.per_year(), sales = steps * static_cast<double>(e.slow_demand[f]) * e.price[f];
    const double pay = steps * world.households.wage[pool_of(world.region->city_of(e.cell[f]), Tier::expert)];
    many += 1;
    expected += sales >= 400e6 && e.age[f] >= 120 && pay * static_cast<double>(e.wage_factor[f]) * e.staff_expert[f] >= 0.004 * sales;
  }
  run(simulation, 1);
  CHECK(carriers(simulation, Tag::single_champion) == expected);
  CHECK(expected > 10);
  CHECK(expected < many);
}

TEST_CASE("champions of an industry with one product and no rivals are its largest", "[behaviour][recognise]") {
  Simulation simulation(toy(kAnybody + kOneProduct + Settings{kRule + "rivals=0"}), {});
  const World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  std::map<std::uint32_t, std::vector<double>> sales;
  for (const CellId cell : world.cells())
    for (const double value : sales_of_own(world, cell)) sales[world.region->industry_of(cell).value].push_back(value);
  run(simulation, 1);
  std::map<std::uint32_t, double> champions;
  for (const EnterpriseId f : e.ids())
    if (carries(world, f, Tag::single_champion)) ++champions[world.region->industry_of(e.cell[f]).value];
  CHECK(champions.size() == 3);  // services make no goods
  for (const auto& [industry, count] : champions) CHECK(count == 3);
  // of a hundred places as many as there are enterprises
  const double all = carriers(kAnybody + kOneProduct + Settings{kRule + "rivals=0", kRule + "champion_rank=100"}, Tag::single_champion);
  double expected = 0;
  for (const IndustryId s : world.industries())
    if (world.norms.recipes[s.value].storable) expected += std::min<double>(100, static_cast<double>(sales[s.value].size()));
  CHECK(all == expected);
}

TEST_CASE("the region has as many first places in the country as it makes of its output", "[behaviour][recognise]") {
  constexpr std::uint32_t kSeeds = 40;
  for (const double share : {0.25, 0.5, 0.75}) {
    double first = 0, products = 0;
    for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) {
      const double market = 5000 / share;  // the same number of products
      Simulation simulation(toy(kAnybody + Settings{kRule + "champion_rank=1", kRule + "country_share=" + std::to_string(share),
                                                    kRule + "product_market=" + std::to_string(market)}),
                            {.seed = seed});
      const World& world = simulation.world();
      for (const IndustryId s : world.industries())
        if (world.norms.recipes[s.value].storable) products += std::round(world.norms.size_tail[s.value].all / share / (market * 1e6));
      run(simulation, 1);
      first += carriers(simulation, Tag::single_champion);
    }
    const double found = first / products;
    std::cout << "share of the country " << share << ": " << found << " of " << products << " first places\n";
    CHECK(products > 1000);
    CHECK(std::abs(found - share) < 0.06);
  }
}

TEST_CASE("rivals that grow faster cost champions their places, slower ones leave them more", "[behaviour][recognise]") {
  const auto champions = [](const std::string& growth, int year) {
    double sum = 0;
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
      Simulation simulation(toy(until("2026-01") + kAnybody + Settings{kRule + "rival_growth=" + growth}), {.seed = seed});
      run(simulation);
      sum += carriers(simulation, Tag::single_champion, year);
    }
    return sum;
  };
  CHECK(champions("0.2", 2023) == champions("-0.2", 2023));
  const double faster = champions("0.2", 2026), usual = champions("0", 2026), slower = champions("-0.2", 2026);
  INFO(faster << " with faster rivals, " << usual << ", " << slower << " with slower ones");
  CHECK(faster < 0.95 * usual);
  CHECK(slower > 1.05 * usual);
}

TEST_CASE("who makes a class of new products for the most part is ranked among its makers after some years", "[behaviour][recognise]") {
  const FutureToy toy_with_classes;
  const auto champions = [&](const Settings& more) {  // that make a class for more than half of what they sell
    Simulation simulation(toy_with_classes.scenario(kAnybody + Settings{"parameters.products.innovation=1", "parameters.products.imitation=1",
                                                                        kRule + "rivals=0", kRule + "champion_rank=100", "time.end=2027-01"} +
                                                    more),
                          {});
    const World& world = simulation.world();
    const Enterprises& e = world.enterprises;
    run(simulation, 48);
    std::vector<EnterpriseId> mostly;
    for (const EnterpriseId f : e.ids())
      if (e.product(f).valid() && static_cast<double>(e.product_share[f] * e.market_part[f]) > 0.5 && exists(e, f) && !is_pool(e, f) &&
          world.recipe(e.cell[f]).storable)
        mostly.push_back(f);
    run(simulation, 1);
    double count = 0;
    for (const EnterpriseId f : mostly) count += carries(world, f, Tag::single_champion);
    return std::pair{count, static_cast<double>(mostly.size())};
  };
  const auto [usual, all] = champions({kRule + "champion_main=0.5"});
  INFO(usual << " of " << all);
  CHECK(all > 0);
  CHECK(usual == all);
  CHECK(champions({kRule + "champion_main=0.5", kRule + "champion_new_years=10"}).first == 0);
  CHECK(champions({kRule + "champion_main=1"}).first < usual);
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

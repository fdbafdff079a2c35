// One enterprise more in a city that trades with nobody else changes no bit of anybody elsewhere.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <type_traits>
#include <vector>

#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// The toy region with one city out of reach.
class Apart {
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("lingnan_apart_" + std::to_string(::getpid()));

 public:
  explicit Apart(const std::string& city) {
    std::filesystem::remove_all(folder_);
    std::filesystem::copy(LINGNAN_SOURCE_DIR "/tests/worlds/toy", folder_, std::filesystem::copy_options::recursive);
    std::ifstream in(LINGNAN_SOURCE_DIR "/tests/worlds/toy/distances.csv");
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
      lines.push_back(line.find(city) == std::string::npos ? line : line.substr(0, 8) + "1e300");
    std::ofstream out(folder_ / "distances.csv");
    for (const std::string& line : lines) out << line << "\n";
  }
  ~Apart() { std::filesystem::remove_all(folder_); }
  std::string folder() const { return folder_.string(); }
};

/// What ties the cities together by design is off: owners and the insured all over the region, funds that look and sell
/// everywhere, people who move, suppliers of another city's buyers, treasuries and households that watch the growth of
/// the whole. Banks belong to the households of the region, so they earn nothing that they could pay out; the
/// province banks with the first city, so it takes no share of taxes.
Settings no_common_institutions() {
  return {"parameters.institutions.local_ownership=1",
          "parameters.institutions.social_contribution_rate=0",
          "parameters.account.growth_memory=0",
          "parameters.account.debt_response=0",
          "parameters.migrate.gross=0",
          "parameters.migrate.gross_experts=0",
          "parameters.migrate.observed_net=0",
          "parameters.institutions.loan_rate=0",
          "parameters.institutions.deposit_rate=0.01",
          "parameters.institutions.government_loan_rate=0",
          "parameters.institutions.loan_spread_small=0",
          "parameters.institutions.bank_equity_ratio=0.02",
          "parameters.finance.risk_spread=0",
          "parameters.finance.capital_response=0",
          "parameters.account.recapitalisation=0",
          "parameters.plan.trend_adjustment=0",
          "parameters.institutions.province_share_of_local=0",
          "parameters.funds.angel_commitment=0",
          "parameters.funds.venture_commitment=0",
          "parameters.funds.buy_out_commitment=0",
          "parameters.opening.reach=0",
          "parameters.opening.shared_suppliers=0",
          "parameters.relocate.rate=0.1"};
}

/// Rows of a column before a city: rows are ordered by city.
struct Before {
  const World& world;
  CityId city;

  EnterpriseId enterprise() const { return world.cell_begin[CellId{city.value * world.industry_count()}]; }
  std::size_t slot() const {
    return enterprise().value < world.enterprises.size() ? world.enterprises.first_slot[enterprise()]
                                                         : world.slots.inventory.size();
  }
  template <class Id>
  std::size_t rows(std::string_view name) const {
    if constexpr (std::is_same_v<Id, EnterpriseId>) return enterprise().value;
    if constexpr (std::is_same_v<Id, SlotId>) return slot();
    if constexpr (std::is_same_v<Id, LinkId>)
      return name == "links.sales" ? world.enterprises.sale_begin[enterprise()]
                                   : world.slots.link_begin[SlotId{slot()}];
    if constexpr (std::is_same_v<Id, ExpertId>) return world.experts.city_begin[city];
    if constexpr (std::is_same_v<Id, ProjectId>) return world.projects.city_begin[city];
    if constexpr (std::is_same_v<Id, CityId>) return city.value;
    if constexpr (std::is_same_v<Id, CellId>) return city.value * world.industry_count();
    if constexpr (std::is_same_v<Id, PoolId>) return city.value * kTierCount;
    if constexpr (std::is_same_v<Id, FundId>) return city.value * kFundKinds;
    if constexpr (std::is_same_v<Id, HoldingId>) return city.value * kFundKinds * Funds::kHoldings;
    return 0;  // by industry: of the whole region, nobody's in particular
  }
};

/// Names of the columns that differ in other cities than `apart`, and whether any differs in it.
struct Difference {
  std::string elsewhere;
  bool here = false;
};

Difference difference(World& a, World& b, CityId apart) {
  std::vector<const void*> others;
  Difference difference;
  a.columns([&](std::string_view, auto& column) { others.push_back(column.data()); });
  const Before first{b, apart}, last{b, CityId{apart.value + 1u}}, end{b, CityId{b.city_count()}};
  std::size_t i = 0;
  b.columns([&](std::string_view name, auto& column) {
    using Id = typename std::remove_reference_t<decltype(column)>::id_type;
    using T = typename std::remove_reference_t<decltype(column)>::value_type;
    const T* const other = static_cast<const T*>(others[i++]);
    const auto differ = [&](std::size_t from, std::size_t to) {
      return from < to && std::memcmp(other + from, column.data() + from, (to - from) * sizeof(T)) != 0;
    };
    const std::size_t all = std::min(end.rows<Id>(name), column.size());  // some are by tier, the region's own
    const std::size_t begin = std::min(first.rows<Id>(name), all), past = std::min(last.rows<Id>(name), all);
    if (differ(0, begin) || differ(past, all)) difference.elsewhere += std::string(name) + " ";
    difference.here = difference.here || differ(begin, past);
  });
  return difference;
}

}  // namespace

TEST_CASE("an enterprise more in a city apart changes no bit elsewhere", "[contracts][apart]") {
  const std::string code = GENERATE("T01", "T03");
  const Apart region(code);
  const Scenario scenario = toy(Settings{"data=" + region.folder()} + no_common_institutions() + until("2025-12"));
  Simulation one(scenario, {}), more(scenario, {});
  World& world = more.world();
  CityId apart;
  for (const CityId c : world.cities())
    if (world.region->cities[c.value].code == code) apart = c;
  for (int month = 0; !one.finished(); ++month) {
    if (month == 1) {  // in the second month one is founded
      const CellId cell = world.region->cell(apart, IndustryId{1});
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if (!is_pool(world.enterprises, f)) continue;
        world.enterprises.multiplicity[f] += 1;
        ++world.register_.by_age[cell][0];
        break;
      }
    }
    one.run_month();
    more.run_month();
    const Difference found = difference(one.world(), world, apart);
    INFO(code << " after month " << month + 1);
    REQUIRE(found.elsewhere == "");
    if (month >= 12) CHECK(found.here);
  }
  for (const auto* records : {&one.records().enterprises, &one.records().goods}) {
    double trade = 0;
    for (const YearFlow& flow : *records) {
      trade += flow.origin != flow.destination ? flow.amount : 0.0;
      if (flow.origin == apart.value || flow.destination == apart.value) CHECK(flow.origin == flow.destination);
    }
    CHECK(trade > 0);
  }
}

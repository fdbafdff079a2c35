// Sales are counted twice, by place and by buyer: both counts agree, and exports are those of the national accounts.
#include <catch2/catch.hpp>
#include <map>

#include "sim/engine/model.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

void expect_the_same_sales(const Scenario& scenario) {
  Simulation simulation(scenario, {});
  run(simulation);
  const Records& r = simulation.records();
  const auto industries = static_cast<std::uint32_t>(scenario.region->industry_count());
  std::map<std::pair<int, std::uint32_t>, double> by_place, by_buyer;  // by year and seller, within the region
  std::map<int, double> exported, between_industries;
  std::map<std::pair<int, std::uint32_t>, std::uint32_t> buyers;
  for (const YearFlow& flow : r.goods) by_place[{flow.year, flow.kind}] += flow.amount;
  for (const YearSupply& row : r.supply) {
    const bool abroad = row.buyer == industries + static_cast<std::uint32_t>(FinalBuyer::world);
    const bool outside = abroad || row.buyer == industries + static_cast<std::uint32_t>(FinalBuyer::country);
    if (!outside) by_buyer[{row.year, row.seller}] += row.sales;
    if (abroad) exported[row.year] += row.sales;
    if (row.buyer < industries) between_industries[row.year] += row.sales;
    CHECK(row.sales > 0);
    CHECK(++buyers[{row.year, row.seller}] <= industries + std::size(kFinalBuyers));
  }
  REQUIRE(by_place.size() >= 2 * industries - 2);
  CHECK(by_place.size() == by_buyer.size());
  for (const auto& [key, sales] : by_place) {
    INFO(key.first << ", " << scenario.region->industries[key.second].code);
    CHECK(by_buyer[key] == Approx(sales).epsilon(1e-9));
  }
  std::map<int, double> exports;
  for (const ProvinceMonth& row : r.province) exports[row.month.year] += row.exports;
  for (const auto& [year, amount] : exports) {
    CHECK(exported[year] == Approx(amount).epsilon(1e-9));
    CHECK(between_industries[year] > 0.2 * amount);
  }
}

}  // namespace

TEST_CASE("sales by buyer are sales by place", "[accounting]") {
  SECTION("toy region") { expect_the_same_sales(toy(Settings{} + until("2024-12"))); }
  SECTION("Guangdong") { expect_the_same_sales(guangdong(7350, Settings{} + until("2024-12"))); }
}

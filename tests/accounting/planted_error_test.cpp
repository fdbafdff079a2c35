// A planted error of one fen, or of a billionth of a stock, trips its identity and no error trips none.
#include <catch2/catch.hpp>
#include <functional>
#include <map>

#include "sim/base/assertions.hpp"
#include "sim/engine/audit.hpp"
#include "sim/engine/model.hpp"
#include "sim/policy/instruments.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// A world one step after its positions were taken.
struct Audited {
  Scenario scenario;
  Simulation simulation;
  World& world;
  Audit audit;

  explicit Audited(Scenario s) : scenario(std::move(s)), simulation(scenario, {}), world(simulation.world()) {
    run(simulation, 2);
    audit.begin(world);
    world.ledger.begin_step();
    const Instruments none;
    for (const auto& process : scenario.model->processes) process->run(world, none);
  }
};

using Plant = std::function<void(World&, Money)>;

/// For each money identity, an error that it must find.
std::map<std::string, Plant> plants() {
  const EnterpriseId f{7};
  const CityId c{1};
  const PoolId p{2};
  return {
      {"payments", [](World& w, Money fen) { w.ledger.paid({Sector::households, 0}, fen, Reason::consumption); }},
      {"deposits", [=](World& w, Money fen) { w.enterprises.deposits[f] += fen; }},
      {"loans", [=](World& w, Money fen) { w.enterprises.loans[f] += fen; }},
      {"trade_credit", [=](World& w, Money fen) { w.trade_credit.payable[w.bill(0, f)] += fen; }},
      {"interbank", [](World& w, Money fen) { w.outside.clearing += fen; }},
      {"banks", [=](World& w, Money fen) { w.banks.equity[c] += fen; }},
      {"enterprises", [=](World& w, Money fen) { w.enterprises.deposits[f] += fen; }},
      {"households", [=](World& w, Money fen) { w.households.deposits[p] += fen; }},
      {"treasuries", [=](World& w, Money fen) { w.treasuries.debt[c] += fen; }},
      {"insurance", [](World& w, Money fen) { w.ledger.pay({Sector::insurance, 0}, {Sector::households, 0}, fen, Reason::benefits); }},
      {"funds", [](World& w, Money fen) { w.funds.deposits[FundId{1}] += fen; }},
      {"outside", [](World& w, Money fen) { w.ledger.accounts.imports_world += fen; }},
      {"net_worth", [=](World& w, Money fen) { w.enterprises.capital_value[f] += fen; }},
      {"gdp_income", [](World& w, Money fen) { w.ledger.accounts.compensation += fen; }},
      {"gdp_expenditure", [](World& w, Money fen) { w.ledger.accounts.consumption += fen; }},
  };
}

void plant_everywhere(Scenario scenario) {
  Audited a(std::move(scenario));
  REQUIRE(a.audit.check(a.world).broken() == "");
  const auto errors = plants();
  for (std::size_t i = 0; i < kMoneyIdentities.size(); ++i) {
    INFO(kMoneyIdentities[i]);
    const auto plant = errors.find(std::string(kMoneyIdentities[i]));
    REQUIRE(plant != errors.end());
    for (const Money fen : {1, -1}) {
      plant->second(a.world, fen);
      CHECK(a.audit.check(a.world).money[i] != 0);
      plant->second(a.world, -fen);
      CHECK(a.audit.check(a.world).money[i] == 0);
    }
  }
}

}  // namespace

TEST_CASE("one fen too much or too little trips each money identity of the toy region", "[accounting]") {
  plant_everywhere(toy());
}

TEST_CASE("one fen too much or too little trips each money identity of Guangdong", "[accounting]") {
  plant_everywhere(guangdong(8000));
}

TEST_CASE("goods that appear from nowhere trip the quantity identities", "[accounting]") {
  Audited a(toy());
  const auto residual = [&](std::string_view name) {
    const Residuals r = a.audit.check(a.world);
    for (std::size_t i = 0; i < kRealIdentities.size(); ++i)
      if (kRealIdentities[i] == name) return r.real[i];
    return -1.0;
  };
  EnterpriseId storable{0};
  while (!a.world.recipe(a.world.enterprises.cell[storable]).storable) ++storable;
  const CellId cell = a.world.enterprises.cell[storable];
  const double cell_sales = a.world.step_flows.sold[cell];
  a.world.enterprises.finished[storable] += 1e-7 * cell_sales;
  CHECK(residual("finished_goods") > kRelative);
  a.world.enterprises.finished[storable] -= 1e-7 * cell_sales;
  CHECK(residual("finished_goods") <= kRelative);

  a.world.step_flows.inputs_used[cell] *= 1 + 1e-6;
  CHECK(residual("inputs") > kRelative);
  a.world.step_flows.delivered_over_links *= 1 + 1e-8;
  CHECK(residual("links") > kRelative);
  ++a.world.enterprises.staff_general[storable];
  CHECK(residual("people") > kRelative);
}

TEST_CASE("a run whose books do not balance stops and names month, step and identity", "[accounting]") {
  Simulation simulation(toy(), {});
  run(simulation, 1);
  simulation.world().banks.equity[CityId{0}] += 1;
  try {
    simulation.run_month();
    FAIL("the run went on");
  } catch (const ModelFailure& failure) {
    const std::string text = failure.what();
    CHECK(text.find("2023-02") != std::string::npos);
    CHECK(text.find("'banks'") != std::string::npos);
    CHECK(text.find("1 fen") != std::string::npos);
  }
}

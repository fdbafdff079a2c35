// Private funds move money from households to enterprises and back, and keep some enterprises alive.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "sim/world/merger.hpp"
#include "sim/world/supply_links.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

Settings set(const std::string& name, double value) {
  return {"parameters.funds." + name + "=" + std::to_string(value)};
}

/// Enough money, and enterprises that come and go.
const Settings kBusy = Settings{"parameters.demographics.exit_later=0.3", "parameters.demographics.exit_large=1",
                                "parameters.demographics.exit_middle=1", "parameters.demography.money_exits=1"} +
                       set("venture_commitment", 0.05) + set("buy_out_commitment", 0.05) + until("2028-12");

struct Outcome {
  double invested = 0, ended = 0, across = 0, held = 0, backed = 0;
};

Outcome outcome(const Settings& settings, std::uint64_t seed = 1) {
  Simulation simulation(toy(kBusy + settings), {.seed = seed});
  Outcome o;
  const Enterprises& e = simulation.world().enterprises;
  std::vector<std::uint64_t> alone(e.size(), 0);  // birth keys of agents of their own
  while (!simulation.finished()) {
    simulation.run_month();
    for (const EnterpriseId f : e.ids()) {
      const std::uint64_t now = e.multiplicity[f] == 1 ? e.birth_key[f] : 0;
      if (alone[f.value] != 0 && now != alone[f.value]) o.ended += 1;
      alone[f.value] = now;
      o.backed += e.backed_until[f] > simulation.world().calendar.step ? 1 : 0;
    }
  }
  for (const ProvinceMonth& row : simulation.records().province) o.invested += row.fund_investment;
  for (const YearFlow& flow : simulation.records().capital)
    if (flow.kind == static_cast<std::uint32_t>(CapitalInstrument::fund_money)) {
      o.across += flow.origin != flow.destination ? flow.amount : 0;
      o.held += flow.amount;
    }
  return o;
}

}  // namespace

TEST_CASE("what funds put into enterprises is in the tables, and some of it in other cities", "[behaviour][funds]") {
  const Outcome usual = outcome({}), local = outcome(set("home_share", 1));
  std::cout << "funds invest " << usual.invested << " million yuan in six years, " << usual.across << " in other cities; "
            << local.across << " when they stay at home\n";
  CHECK(usual.invested > 0);
  CHECK(usual.held == Approx(usual.invested));
  CHECK(usual.across > 0);
  CHECK(local.invested > 0);
  CHECK(local.across == 0);
}

TEST_CASE("funds with nothing to invest do nothing, and neither do any without chance", "[behaviour][funds]") {
  CHECK(outcome(set("angel_commitment", 0) + set("venture_commitment", 0) + set("buy_out_commitment", 0)).invested == 0);
  Simulation still(toy(steady(0) + until("2023-12")), {});
  run(still);
  for (const Money deposits : still.world().funds.deposits) CHECK(deposits == 0);
  CHECK(still.records().province.back().fund_investment == 0);
}

TEST_CASE("the longer the runway the fewer enterprises with a fund's money leave", "[behaviour][funds]") {
  Outcome brief, extended;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Outcome a = outcome(set("runway_months", 3), seed), b = outcome(set("runway_months", 48), seed);
    brief.ended += a.ended;
    brief.backed += a.backed / 72;
    extended.ended += b.ended;
    extended.backed += b.backed / 72;
  }
  std::cout << "runway of 3 months: " << brief.ended << " agents of their own end, " << brief.backed / 5 << " enterprises backed; of 48 months: "
            << extended.ended << " agents of their own end, " << extended.backed / 5 << " backed\n";
  CHECK(extended.backed > brief.backed);
  CHECK(extended.ended < 0.98 * brief.ended);
}

TEST_CASE("funds end, sell what they hold and give owners everything on their account", "[behaviour][funds]") {
  Simulation simulation(toy(kBusy + set("life_years", 2)), {});
  run(simulation, 24);
  bool held = false;
  std::vector<std::int32_t> before(simulation.world().funds.since.begin(), simulation.world().funds.since.end());
  for (int month = 24; month < 72; ++month) {
    simulation.run_month();
    for (const EnterpriseId f : simulation.world().funds.enterprise) held = held || f.valid();
  }
  const Funds& funds = simulation.world().funds;
  CHECK(held);
  for (const FundId fund : funds.since.ids()) {
    CHECK(funds.since[fund] > before[fund.value]);
    CHECK(funds.deposits[fund] == 0);  // calls meet investments, proceeds are passed on
    CHECK(funds.callable[fund] >= 0);
  }
}

TEST_CASE("an enterprise that funds sell becomes part of another one, with all it has", "[behaviour][funds]") {
  const Settings selling = kBusy + set("sale", 0.5) + set("buyer_cash", 0.05);
  Simulation simulation(toy(selling), {});
  World& world = simulation.world();
  const Enterprises& e = world.enterprises;
  int merged = 0, bought = 0;
  while (!simulation.finished()) {
    simulation.run_month();  // the audit runs in every step
    merged += static_cast<int>(simulation.records().province.back().mergers);
    bought += static_cast<int>(simulation.records().province.back().acquisitions);
  }
  std::cout << "toy region: " << bought << " enterprises of the funds' are bought by others in six years, " << merged
            << " of them become part of the buyer\n";
  CHECK(merged > 0);
  CHECK(bought > merged);
  const std::vector<LinkId> sales(world.links.sales.begin(), world.links.sales.end());
  index_sales(world);
  CHECK(std::equal(sales.begin(), sales.end(), world.links.sales.begin()));
  for (const EnterpriseId f : world.funds.enterprise)
    if (f.valid()) CHECK(e.multiplicity[f] > 0);
}

TEST_CASE("a merger moves money, people, goods, customers and projects and makes none", "[behaviour][funds]") {
  Simulation simulation(toy(kBusy), {});
  run(simulation, 12);
  World& world = simulation.world();
  Enterprises& e = world.enterprises;
  // two of a cell, the first with customers
  EnterpriseId target, buyer;
  for (const CellId cell : world.cells()) {
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      if (e.multiplicity[f] != 1) continue;
      if (!target.valid() && e.sale_begin[EnterpriseId{f.value + 1u}] > e.sale_begin[f] + 2 && e.staff_expert[f] > 0)
        target = f;
      else if (target.valid() && e.cell[target] == cell && !buyer.valid())
        buyer = f;
    }
    if (buyer.valid()) break;
    target = EnterpriseId{};
  }
  REQUIRE(buyer.valid());
  const auto total = [&](const auto& column) { return column[target] + column[buyer]; };
  const auto customers = [&](EnterpriseId f) {
    return std::count(world.links.supplier.begin(), world.links.supplier.end(), f);
  };
  const auto employed_by = [&](EnterpriseId f) {
    return std::count(world.experts.employer.begin(), world.experts.employer.end(), f);
  };
  const Money deposits = total(e.deposits), loans = total(e.loans), worth = world.net_worth(target) + world.net_worth(buyer);
  const double capital = total(e.capital), demand = total(e.expected_demand);
  const auto staff = total(e.staff_general);
  const auto links = customers(target) + customers(buyer);
  const auto experts = employed_by(target) + employed_by(buyer);
  Mergers mergers;
  mergers.merge(world, target, buyer);
  mergers.finish(world);
  CHECK(e.multiplicity[target] == 0);
  CHECK(e.deposits[buyer] == deposits);
  CHECK(e.loans[buyer] == loans);
  CHECK(world.net_worth(buyer) == worth);
  CHECK(world.net_worth(target) == 0);
  CHECK(e.capital[buyer] == Approx(capital));
  CHECK(e.expected_demand[buyer] == Approx(demand));
  CHECK(e.staff_general[buyer] == staff);
  CHECK(customers(buyer) + customers(target) == links);
  CHECK(customers(target) <= 1);  // at most the buyer itself
  CHECK(employed_by(buyer) == experts);
  CHECK(std::count(world.projects.owner.begin(), world.projects.owner.end(), target) == 0);
  const std::vector<LinkId> sales(world.links.sales.begin(), world.links.sales.end());
  index_sales(world);
  CHECK(std::equal(sales.begin(), sales.end(), world.links.sales.begin()));
}

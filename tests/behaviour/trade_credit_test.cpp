// Enterprises pay what they bought over links some steps later; who fails leaves its bills to its suppliers.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <vector>

#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const std::string kDays = "parameters.institutions.payment_days=";
constexpr double kThin = 0.75;  // of net worth goes
const std::string kUnpaid = "parameters.demography.unpaid_bills=";

Money sum(const OfBill<Money>& bills) { return std::accumulate(bills.begin(), bills.end(), Money{0}); }

double losses(const Simulation& simulation) {
  double all = 0;
  for (const ProvinceMonth& row : simulation.records().province) all += row.credit_losses;
  return all;
}

/// Loans of an enterprise rise, to the loss of owners: they have taken the money to the bank's owners.
void owe(World& world, EnterpriseId f, Money amount) {
  const CityId city = world.region->city_of(world.enterprises.cell[f]);
  world.enterprises.loans[f] += amount;
  world.banks.loans[city] += amount;
  world.banks.equity[city] += amount;
}
/// The audit starts from these positions.
void begin_audit(Simulation& simulation) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("lingnan_trade_credit_" + std::to_string(simulation.state_hash()))).string();
  simulation.save(file);
  simulation.load(file);
  std::filesystem::remove(file);
}

/// Agents of their own, those that owe most on bills first.
std::vector<EnterpriseId> debtors(const World& world) {
  std::vector<EnterpriseId> list;
  const auto owes = [&](EnterpriseId f) {
    Money owed = 0;
    for (std::size_t k = 0; k < world.trade_credit.steps; ++k) owed += world.trade_credit.payable[world.bill(k, f)];
    return owed;
  };
  for (const EnterpriseId f : world.enterprises.ids())
    if (world.enterprises.multiplicity[f] == 1) list.push_back(f);
  std::stable_sort(list.begin(), list.end(), [&](EnterpriseId a, EnterpriseId b) { return owes(a) > owes(b); });
  return list;
}

}  // namespace

TEST_CASE("what is owed on bills is what was bought over links in the steps that are not due", "[behaviour][trade_credit]") {
  for (const auto& [days, steps] : {std::pair{"0", 0}, {"30", 1}, {"65", 2}, {"180", 6}}) {
    Simulation simulation(toy(steady(0) + Settings{kDays + days}), {});
    const World& world = simulation.world();
    CHECK(world.trade_credit.steps == static_cast<std::size_t>(steps));
    run(simulation, 7);
    double bought = 0;  // at rest every step is like this one
    for (const LinkId l : world.links.order.ids())
      bought += static_cast<double>(world.links.order[l]) * world.enterprises.price[world.links.supplier[l]];
    INFO(days << " days");
    CHECK(sum(world.trade_credit.receivable) == sum(world.trade_credit.payable));
    CHECK(simulation.records().province.back().trade_credit == Approx(steps * bought / 1e6).margin(1e-6));
    CHECK(losses(simulation) == 0);
  }
}

TEST_CASE("an economy at rest and on its path stays there whatever the terms", "[behaviour][trade_credit]") {
  const auto last = [](double growth, const std::string& days) {
    Simulation simulation(toy(steady(growth) + Settings{kDays + days} + until("2026-12")), {});
    run(simulation);
    return simulation.records().province.back();
  };
  CHECK(last(0, "180").gdp_real == Approx(last(0, "0").gdp_real).epsilon(1e-6));
  CHECK(last(0.045, "180").gdp_real == Approx(last(0.045, "0").gdp_real).epsilon(1e-4));
}

TEST_CASE("steps of a week have as many bills as weeks until they are due", "[behaviour][trade_credit]") {
  Simulation simulation(toy(Settings{"time.step=week", kDays + "65", "time.end=2023-06"}), {});
  CHECK(simulation.world().trade_credit.steps == 9);
  run(simulation);  // the audit runs in every step
  CHECK(losses(simulation) > 0);
}

TEST_CASE("suppliers of one that fails lose their share of what it owes, nobody else does", "[behaviour][trade_credit]") {
  const auto fails = [](const std::string& unpaid) {
    Simulation simulation(toy({kDays + "65", kUnpaid + unpaid, "parameters.demography.insolvent_exits=0",
                               "parameters.relocate.active=false", "parameters.rewire.active=false"}),
                          {});
    run(simulation, 1);
    World& world = simulation.world();
    const EnterpriseId f = debtors(world).front();
    owe(world, f, 2 * world.net_worth(f));
    begin_audit(simulation);
    double owed = 0;  // what is not due in the next step, and what it buys then
    for (std::size_t k = 0; k < 2; ++k) owed += static_cast<double>(world.trade_credit.payable[world.bill(k, f)]) / 1e8;
    run(simulation, 1);
    CHECK(world.enterprises.multiplicity[f] == 0);
    CHECK(world.owed_on_bills(f) == 0);
    return std::array{simulation.records().province.back().credit_losses, owed};
  };
  const auto [none, owed_none] = fails("0");
  const auto [some, owed] = fails("0.8");
  CHECK(none == 0);
  CHECK(some == Approx(0.8 * owed).epsilon(0.2));  // a month's purchases are not those of the month before
  CHECK(fails("0.4")[0] == Approx(some / 2).epsilon(0.05));
}

TEST_CASE("the longer customers take to pay, the more enterprises fail with them", "[behaviour][trade_credit]") {
  // equity is thin, and the 40 largest debtors fail; how many others do so within half a year because bills stay unpaid
  const auto ended = [](const std::string& days, const std::string& unpaid, std::uint64_t seed) {
    Simulation simulation(toy({kDays + days, kUnpaid + unpaid, "parameters.demographics.exit_later=0",
                               "parameters.demographics.exit_first_year=0", "parameters.demographics.exit_second_year=0",
                               "parameters.demographics.exit_third_year=0", "parameters.demographics.exit_to_seventh_year=0",
                               "parameters.relocate.active=false", "time.end=2023-07"}),
                          {.seed = seed});
    run(simulation, 1);
    World& world = simulation.world();
    const Enterprises& e = world.enterprises;
    for (const EnterpriseId f : e.ids())
      if (e.multiplicity[f] == 1) owe(world, f, share_of(world.net_worth(f) - world.owed_on_bills(f), kThin));
    const std::vector<EnterpriseId> list = debtors(world);
    for (std::size_t k = 0; k < 40; ++k) owe(world, list[k], 2 * std::max<Money>(world.net_worth(list[k]), 0) + 100);
    begin_audit(simulation);
    double count = 0;
    std::vector<std::uint64_t> alone(e.size(), 0);
    while (!simulation.finished()) {
      for (const EnterpriseId g : e.ids()) alone[g.value] = e.multiplicity[g] == 1 ? e.birth_key[g] : 0;
      simulation.run_month();
      for (const EnterpriseId g : e.ids())
        count += alone[g.value] != 0 && (e.multiplicity[g] != 1 || e.birth_key[g] != alone[g.value]) ? 1 : 0;
    }
    return count;
  };
  std::array<double, 3> more{};
  const char* const days[] = {"30", "65", "120"};
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    for (std::size_t k = 0; k < more.size(); ++k) more[k] += ended(days[k], "1", seed) - ended(days[k], "0", seed);
  std::cout << "failures that unpaid bills add: paid after 30 days " << more[0] << ", 65 days " << more[1] << ", 120 days " << more[2]
            << " (without losses " << ended("65", "0", 1) << " in the first run)\n";
  CHECK(more[0] >= 0);
  CHECK(more[1] > more[0]);
  CHECK(more[2] > more[1]);
}

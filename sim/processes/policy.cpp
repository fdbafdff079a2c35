// Levers order what has come up: the costs of this step's instruments and of what was served in the last step. It is bought
// like public works, or outside the region, which `settle` pays. Money that they give to enterprises is paid by the city. How
// much of all that each city has to find is told here, for the fiscal closure.
//
// A city finds its own share of what levers spend in it, and its part of the taxes that they forgo. The province's share comes
// out of what it gives to all its cities, by their ordinary purchases. What the centre pays comes from outside, and what
// chain-masters pay from them; neither has a match.
#include <utility>

#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/fiscal.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/lever_payments.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class Policy final : public Process {
 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Policy>(*this); }
  std::string_view name() const override { return "policy"; }
  std::string_view doc() const override { return "Levers due now issue this step's instruments; their costs are ordered and their grants paid."; }
  void describe(Parameters&) override {}

  void run(World& world, const Instruments& instruments) override {
    Treasuries& t = world.treasuries;
    Levers& levers = world.levers;
    const std::size_t cities = world.city_count();
    share_extra_works(world);
    for (const CityId c : world.cities()) t.matched[c] = t.extra_works[c];
    if (levers.budget.empty()) return;
    if (world.calendar.first_of_month()) begin_month(world);
    for (std::size_t i = 0; i < levers.due.size(); ++i) {
      const LeverPlaceId place{i};
      levers.ordered[place] = std::exchange(levers.due[place], 0);
      levers.given[place] = std::exchange(levers.given_late[place], 0);
    }
    for (const LeverCost& cost : instruments.costs)
      (cost.outside ? levers.given : levers.ordered)[levers.at(cost.lever, cost.city)] += cost.amount;
    for (const Grant& grant : instruments.grants) pay(world, grant);
    for (const CityChoice& made : instruments.choices) {
      if (!made.reason) continue;
      levers.choice[levers.at(made.lever, made.city)] = made.choice;
      levers.chosen[levers.at(made.lever, made.city)] = world.calendar.month().index();
    }
    for (const TurnedAway& away : instruments.turned_away) levers.rejected[levers.at(away.lever, away.city)] += away.applicants;
    for (const Relabelled& other : instruments.relabelled) levers.relabelled[levers.at(other.lever, other.city)] += other.amount;
    admit(world, instruments);
    weights_.assign(cities, 0.0);
    shares_.assign(cities, 0);
    for (const CityId c : world.cities()) weights_[c.value] = t.purchases[c];
    for (const LeverId l : levers.budget.ids()) {
      Money province = 0;
      for (const CityId c : world.cities()) {
        const LeverPlaceId place = levers.at(l, c);
        const Money ordered = levers.ordered[place], cost = ordered + levers.given[place];
        const LeverPayers& payers = world.lever_payers[l];
        const Money from_province = share_of(cost, payers.province);
        t.extra_works[c] += ordered;
        t.matched[c] += cost - from_province - share_of(cost, payers.centre) - share_of(cost, payers.chain_masters);
        const Money forgone = std::exchange(levers.forgone[place], 0);
        t.matched[c] += forgone - share_of(forgone, world.institutions->centre_share_profit_tax);
        province += from_province;
      }
      if (province == 0) continue;
      apportion<double>(province, weights_, shares_);
      for (const CityId c : world.cities()) t.matched[c] += shares_[c.value];
    }
  }

 private:
  std::vector<double> weights_;  // by city
  std::vector<Money> shares_;

  /// Extra works go to the cities by their ordinary works.
  void share_extra_works(World& world) {
    Treasuries& t = world.treasuries;
    const std::size_t cities = world.city_count();
    weights_.assign(t.works.begin(), t.works.begin() + static_cast<std::ptrdiff_t>(cities));
    const double amount = world.fiscal->extra_works(world.calendar.month()) * 1e6 * world.calendar.step_years();
    apportion<double>(fen(amount), weights_, t.extra_works.raw().first(cities));
  }

  static void pay(World& world, const Grant& grant) {
    Enterprises& e = world.enterprises;
    if (!exists(e, grant.enterprise) || grant.amount <= 0) return;
    const CityId city = world.region->city_of(e.cell[grant.enterprise]);
    e.deposits[grant.enterprise] += grant.amount;
    e.tags[grant.enterprise] = static_cast<std::uint16_t>(e.tags[grant.enterprise] | grant.mark);
    lever_pays(world, grant.lever, city, Sector::enterprises, grant.amount, Reason::subsidies, &Levers::given);
    ++world.levers.take_up[world.levers.at(grant.lever, city)];
  }

  /// Who comes into a zone, and whose zone is closed.
  static void admit(World& world, const Instruments& instruments) {
    Enterprises& e = world.enterprises;
    for (const Tenant& tenant : instruments.tenants) {
      if (tenant.enters && (!exists(e, tenant.enterprise) || e.zone[tenant.enterprise] != 0)) continue;
      e.zone[tenant.enterprise] = tenant.enters ? static_cast<std::uint8_t>(tenant.lever + 1) : std::uint8_t{0};
      if (tenant.enters) ++world.levers.take_up[world.levers.at(tenant.lever, world.region->city_of(e.cell[tenant.enterprise]))];
    }
  }

  /// What is called research begins before this row, in `recognise`.
  static void begin_month(World& world) {
    Levers& levers = world.levers;
    for (auto* column : {&levers.spent, &levers.tax_forgone, &levers.shifted, &levers.recovered})
      for (Money& money : *column) money = 0;
    for (auto* column : {&levers.take_up, &levers.rejected, &levers.queue})
      for (std::int32_t& count : *column) count = 0;
    if (world.calendar.month().month != 1) return;
    for (const LeverId l : levers.budget.ids()) levers.budget_left[l] = levers.budget[l];
  }
};

}  // namespace

std::unique_ptr<Process> make_policy() { return std::make_unique<Policy>(); }

}  // namespace lingnan

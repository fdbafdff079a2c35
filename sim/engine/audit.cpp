#include "sim/engine/audit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "sim/base/parallel.hpp"

namespace lingnan {

std::string_view Residuals::broken() const {
  for (std::size_t i = 0; i < money.size(); ++i)
    if (money[i] != kExact) return kMoneyIdentities[i];
  for (std::size_t i = 0; i < real.size(); ++i)
    if (!(real[i] <= kRelative)) return kRealIdentities[i];
  return "";
}

void Residuals::worst(const Residuals& other) {
  for (std::size_t i = 0; i < money.size(); ++i)
    if (std::abs(other.money[i]) > std::abs(money[i])) money[i] = other.money[i];
  for (std::size_t i = 0; i < real.size(); ++i) real[i] = std::max(real[i], other.real[i]);
}

Audit::Positions Audit::measure(const World& world) {
  struct Sum {
    Money deposits = 0, loans = 0, stocks = 0, receivables = 0, payables = 0;
    double finished = 0, inputs = 0;
    Money bits = 0;  // that amounts of enterprises have, whatever their sign
  };
  const Enterprises& e = world.enterprises;
  std::vector<Sum> sums(world.region->cell_count());
  for_each_task(sums.size(), [&](std::size_t c) {
    Sum sum;
    const Recipe& r = world.recipe(CellId{c});
    for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
      sum.deposits += e.deposits[f];
      sum.loans += e.loans[f];
      const Money stocks = e.inputs_value[f] + e.finished_value[f] + e.capital_value[f];
      sum.stocks += stocks;
      for (const Money amount : {e.deposits[f], e.loans[f], stocks, e.revenue[f], e.costs[f]})
        sum.bits |= amount < 0 ? ~amount : amount;
      if (r.storable) sum.finished += e.finished[f];
    }
    for (std::size_t k = 0; k < world.trade_credit.steps; ++k)
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        sum.receivables += world.trade_credit.receivable[world.bill(k, f)];
        sum.payables += world.trade_credit.payable[world.bill(k, f)];
      }
    for_each_group(e, world.enterprises_in(CellId{c}), [&](const SlotGroup& g) {
      for (std::uint32_t k = 0; k < g.inputs; ++k) {
        if (!(r.inputs[k].stock > 0)) continue;
        for (std::uint32_t i = 0; i < g.size; ++i) sum.inputs += world.slots.inventory[g.slot(i, k)];
      }
    });
    sums[c] = sum;
  });
  Positions now;
  for (const Sum& sum : sums) {
    now.bits |= sum.bits;
    now.enterprise_deposits += sum.deposits;
    now.enterprise_loans += sum.loans;
    now.net_worth += sum.deposits - sum.loans + sum.stocks + sum.receivables - sum.payables;
    now.trade_credit += sum.receivables - sum.payables;
    now.finished.push_back(sum.finished);
    now.inputs.push_back(sum.inputs);
  }
  for (const PoolId p : world.pools()) now.household_deposits += world.households.deposits[p];
  for (const Money deposits : world.treasuries.deposits) now.treasury_deposits += deposits;
  for (const Money debt : world.treasuries.debt) now.treasury_debt += debt;
  for (const Money deposits : world.funds.deposits) now.fund_deposits += deposits;
  now.clearing = world.outside.clearing;
  return now;
}

void Audit::begin(const World& world) { before_ = measure(world); }

Residuals Audit::end_step(World& world) {
  Positions now = measure(world);
  const Residuals residuals = compare(world, now);
  before_ = std::move(now);
  return residuals;
}

Residuals Audit::check(World& world) const { return compare(world, measure(world)); }

Residuals Audit::compare(World& world, const Positions& now) const {
  const Ledger& ledger = world.ledger;
  const Banks& b = world.banks;
  Residuals out;
  std::size_t i = 0;
  const auto money = [&](Money residual) { out.money[i++] = residual; };

  Money payments = 0;
  for (std::size_t r = 0; r < kReasons; ++r) {
    const auto reason = static_cast<Reason>(r);
    payments += std::abs(ledger.total_paid(reason) - ledger.total_received(reason));
  }
  money(payments);
  Money deposits = 0, loans = 0, interbank = 0, worst_bank = 0;
  for (const CityId c : world.cities()) {
    deposits += b.deposits[c];
    loans += b.loans[c];
    interbank += b.interbank[c];
    const Money gap = b.loans[c] + b.interbank[c] - b.deposits[c] - b.equity[c];
    if (std::abs(gap) > std::abs(worst_bank)) worst_bank = gap;
  }
  money(now.enterprise_deposits + now.household_deposits + now.treasury_deposits + now.fund_deposits - deposits);
  money(now.enterprise_loans + now.treasury_debt - loans);
  money(now.trade_credit);
  money(interbank + world.outside.clearing);
  money(worst_bank);

  const auto lent = [&](Sector sector) {
    return ledger.received_by(sector, Reason::lending) - ledger.paid_by(sector, Reason::lending);
  };
  const Money enterprise_change = (now.enterprise_deposits - before_.enterprise_deposits) -
                                  (now.enterprise_loans - before_.enterprise_loans);
  money(enterprise_change - (ledger.net(Sector::enterprises) - lent(Sector::enterprises)));
  money(now.household_deposits - before_.household_deposits - ledger.net(Sector::households));
  money((now.treasury_deposits - before_.treasury_deposits) - (now.treasury_debt - before_.treasury_debt) -
        (ledger.net(Sector::treasuries) - lent(Sector::treasuries)));
  money(ledger.net(Sector::insurance));
  money(now.fund_deposits - before_.fund_deposits - ledger.net(Sector::funds));

  NationalAccounts& a = world.ledger.accounts;
  const auto outside = [&](Reason reason) {
    return ledger.received_by(Sector::outside, reason) - ledger.paid_by(Sector::outside, reason);
  };
  const Money current_account = a.imports_country + a.imports_world - a.exports_country - a.exports_world +
                                outside(Reason::production_tax) + outside(Reason::profit_tax) +
                                outside(Reason::income_tax) + outside(Reason::transfers) +
                                outside(Reason::interbank_interest) + outside(Reason::migration) +
                                outside(Reason::distributions);
  money(now.clearing - before_.clearing - current_account);

  // what enterprises did with their operating surplus: taxes on it, interest, dividends, investment, money kept
  const Money interest = ledger.paid_by(Sector::enterprises, Reason::loan_interest) -
                         ledger.received_by(Sector::enterprises, Reason::deposit_interest);
  const Money profit_tax = ledger.paid_by(Sector::enterprises, Reason::profit_tax);
  const Money dividends = ledger.paid_by(Sector::enterprises, Reason::dividends);
  const Money issued = ledger.received_by(Sector::enterprises, Reason::equity) -
                       ledger.paid_by(Sector::enterprises, Reason::equity) +
                       ledger.received_by(Sector::enterprises, Reason::subsidies) -
                       ledger.paid_by(Sector::enterprises, Reason::levies);
  a.operating_surplus =
      enterprise_change - issued - a.write_offs + a.inventories + a.enterprise_investment + profit_tax + interest + dividends;
  const Money saving = a.by_production() - a.compensation - a.production_tax - profit_tax - interest - dividends -
                       a.depreciation;
  money(now.net_worth - before_.net_worth - saving - issued - a.revaluation - a.write_offs);
  money(a.by_production() - a.by_income());
  money(a.by_production() - a.by_expenditure());

  // quantities
  double finished = 0, inputs = 0;
  for (const CellId cell : world.cells()) {
    const std::size_t c = cell.value;
    const double made = world.step_flows.produced[cell] + world.step_flows.finished_moved[cell];
    const double sold = world.step_flows.sold[cell];
    if (world.recipe(cell).storable)
      finished = std::max(finished, std::abs(now.finished[c] - before_.finished[c] - made + sold) /
                                        std::max(now.finished[c] + sold, 1.0));
    const double received = world.step_flows.inputs_received[cell] + world.step_flows.inputs_moved[cell];
    const double used = world.step_flows.inputs_used[cell];
    inputs = std::max(inputs, std::abs(now.inputs[c] - before_.inputs[c] - received + used) /
                                  std::max(now.inputs[c] + used, 1.0));
  }
  out.real[0] = finished;
  out.real[1] = inputs;
  out.real[2] = std::abs(world.step_flows.delivered_over_links - world.step_flows.accepted_over_links) /
                std::max(world.step_flows.delivered_over_links, 1.0);
  const Enterprises& e = world.enterprises;
  std::vector<double> misplaced(world.city_count(), 0.0);  // whole persons
  for_each_task(world.city_count(), [&](std::size_t c) {
    double people = 0;
    std::int64_t staff[kTierCount] = {}, employed = 0, at_work = 0, force = 0;
    for (const EnterpriseId f : world.enterprises_in(CityId{c})) {
      staff[0] += e.staff_general[f];
      staff[1] += e.staff_college[f];
      staff[2] += e.staff_expert[f];
    }
    for (std::size_t k = 0; k < kTierCount; ++k) {
      const PoolId p = pool_of(CityId{c}, static_cast<Tier>(k));
      people += static_cast<double>(std::abs(world.households.employed[p] - staff[k]));
      if (world.households.employed[p] > world.households.labour_force[p]) people += 1;
      employed += world.households.employed[p];
      force += world.households.labour_force[p];
    }
    const Experts& x = world.experts;
    for (std::uint32_t k = x.city_begin[CityId{c}]; k < x.city_begin[CityId{c + 1}]; ++k)
      at_work += x.employer[ExpertId{k}].valid() ? 1 : 0;
    people += static_cast<double>(std::abs(at_work - staff[2]));
    if (force > world.households.population[CityId{c}]) people += 1;
    people += employed < 0 ? 1 : 0;
    misplaced[c] = people;
  });
  out.real[3] = std::accumulate(misplaced.begin(), misplaced.end(), 0.0);
  return out;
}

}  // namespace lingnan

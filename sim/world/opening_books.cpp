// The books of the first day: incomes, taxes and transfers, markets at home and outside, deposits, loans and equity.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "sim/base/parallel.hpp"
#include "sim/world/credit.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/opening_builder.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

constexpr double kProfitTaxOfSurplus = 0.20;  // 700 of 3,497 bn yuan: assumption
constexpr double kSurplusOfLaggards = 0.8;    // of the industry's, that the least productive may pay out: assumption
constexpr int kPayRounds = 60;

}  // namespace

// Wages and profits by enterprise, incomes by pool, taxes and transfers by treasury, deposits, loans, equity.
void OpeningBuilder::incomes() {
  Enterprises& e = w_.enterprises;
  Households& h = w_.households;
  const Institutions& law = q_.institutions;
  const std::size_t pools = cities_ * kTierCount;
  h.columns([&](std::string_view, auto& column) {
    using Of = std::remove_reference_t<decltype(column)>;
    column.assign(std::is_same_v<typename Of::id_type, CityId> ? cities_ : pools);
  });

  w_.housing.columns([&](std::string_view, auto& column) { column.assign(cities_); });
  w_.migration.columns([&](std::string_view name, auto& column) {
    column.assign(name.starts_with("migration.outside") ? kTierCount : pools + kTierCount);
  });

  // wages: one level per city, premiums by tier; what an industry pays beyond it is the enterprise's factor
  const double premium[kTierCount] = {1.0, q_.opening.wage_premium_college, q_.opening.wage_premium_expert};
  for_each_task(cities_, [&](std::size_t c) {
    double pay = 0, units = 0;
    for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
      pay += w_.recipe(e.cell[f]).compensation * e.output[f] * p0_;
      units += premium[0] * e.staff_general[f] + premium[1] * e.staff_college[f] + premium[2] * e.staff_expert[f];
    }
    for (std::size_t k = 0; k < kTierCount; ++k)
      h.wage[pool_of(CityId{c}, static_cast<Tier>(k))] = units > 0 ? premium[k] * pay / units : premium[k];
  });
  for_each_task(region_.cell_count(), [&](std::size_t cell) { pay_factors(CellId{cell}); });

  struct CityBooks {
    double wages[kTierCount] = {};
    std::int64_t staff[kTierCount] = {};
    double production_tax = 0, profit_tax = 0, taxable = 0, dividends = 0, investment = 0;
    double loans = 0, small_loans = 0, deposits = 0, profit = 0;
  };
  std::vector<CityBooks> city(cities_);
  OfEnterprise<double> profit(e.size()), cash_flow(e.size());
  double taxable = 0, surplus = 0;
  for_each_task(cities_, [&](std::size_t c) {
    CityBooks& sum = city[c];
    for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
      const double units[kTierCount] = {h.wage[pool_of(CityId{c}, Tier::general)] * e.staff_general[f],
                                        h.wage[pool_of(CityId{c}, Tier::college)] * e.staff_college[f],
                                        h.wage[pool_of(CityId{c}, Tier::expert)] * e.staff_expert[f]};
      double pay = 0;
      for (std::size_t k = 0; k < kTierCount; ++k) {
        sum.wages[k] += static_cast<double>(e.wage_factor[f]) * units[k];
        pay += static_cast<double>(e.wage_factor[f]) * units[k];
      }
      sum.staff[0] += e.staff_general[f];
      sum.staff[1] += e.staff_college[f];
      sum.staff[2] += e.staff_expert[f];
      const Recipe& r = w_.recipe(e.cell[f]);
      const double sales = e.expected_demand[f], output = e.output[f];
      double inputs = 0, purchases = 0, stocks = 0, linked = linked_sales_[f];  // over links: sold less bought
      for (std::size_t k = 0; k < e.input_count[f]; ++k) {
        const Input& in = r.inputs[k];
        inputs += in.need;
        purchases += order_of(in, sales, output) * p0_;
        if (in.linked) linked -= order_of(in, sales, output) * in.local;
        if (region_.industries[in.supplier.value].storable) stocks += w_.slots.inventory[e.slot(f, k)] * p0_;
      }
      const double pooled = r.need - inputs;
      e.input_cost[f] = static_cast<float>(r.need * p0_);
      // production cost as `plan` will see it: input prices and wages of the step before, productivity of this one
      const double a = per_step(q_.trends.productivity(0), step_);
      e.unit_cost[f] = static_cast<float>((r.need * p0_ + pay / output / (1 + a)) / (1 + pi_));
      const double stock_value = g_ * e.finished[f] * e.unit_cost[f];
      const double due = static_cast<double>(e.investment_due[f]), capital = e.capital[f] + due;
      const double loans = q_.opening.loans_to_assets *
                           (stocks + e.finished[f] * e.unit_cost[f] + (capital + e.under_construction[f]) * p0_) /
                           (1 + nominal_);
      const double deposits = w_.norms.liquidity_steps * sales * p0_ / (1 + nominal_);
      const double interest = law.loan_rate * step_ * loans - law.deposit_rate * step_ * deposits;
      const double tax = r.sales_tax * sales * p0_;
      profit[f] = sales * p0_ + stock_value - e.input_cost[f] * output - pay - tax -
                  r.depreciation_step * capital * p0_ - interest;
      // over links the bills of some steps before are paid
      const double waits = linked * p0_ * (1 - std::pow(1 + nominal_, -static_cast<double>(law.payment_steps(step_))));
      const double cash = sales * p0_ - waits - purchases - pooled * output * p0_ - pay - tax - interest -
                          e.planned_investment[f] * p0_ + nominal_ * (loans - deposits);
      const double missing = due * p0_ / (1 + nominal_), saved = saved_for_investment(w_.norms.own_part(), missing, deposits);
      e.loans[f] = fen(loans + saved - missing);
      e.deposits[f] = fen(deposits + saved);
      e.inputs_value[f] = fen(stocks / (1 + pi_));
      e.finished_value[f] = fen(e.finished[f] * e.unit_cost[f] / (1 + pi_));
      e.capital_value[f] = fen((e.capital[f] + e.under_construction[f]) * p0_ / (1 + pi_));
      sum.production_tax += tax;
      cash_flow[f] = cash;
      sum.investment += e.planned_investment[f];
      sum.loans += yuan(e.loans[f]);
      if (is_small(e, f, law, step_)) sum.small_loans += yuan(e.loans[f]);
      sum.deposits += yuan(e.deposits[f]);
    }
  });
  // small enterprises pay more than the mean rate, large ones less
  double small_loans = 0, all_loans = 0;
  for (const CityBooks& sum : city) {
    small_loans += sum.small_loans;
    all_loans += sum.loans;
  }
  w_.norms.small_share = all_loans > 0 ? small_loans / all_loans : 0.0;
  for_each_task(cities_, [&](std::size_t c) {
    CityBooks& sum = city[c];
    for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
      const double apart = (is_small(e, f, law, step_) ? 1.0 : 0.0) - w_.norms.small_share;
      const double dearer = law.loan_spread_small * apart * step_ * yuan(e.loans[f]);
      profit[f] -= dearer;
      cash_flow[f] -= dearer;
      sum.taxable += std::max(profit[f], 0.0);
      sum.dividends += cash_flow[f];
    }
  });
  owner_support(cash_flow);
  for (std::size_t s = 0; s < industries_; ++s) surplus += region_.flows.surplus[s] * scale_ * p0_;
  for (const CityBooks& sum : city) taxable += sum.taxable;
  w_.norms.profit_tax_rate = taxable > 0 ? std::min(0.6, kProfitTaxOfSurplus * surplus / taxable) : 0.0;
  double wage_total = 0, invest_total = 0, enterprise_loans = 0, enterprise_deposits = 0;
  for (CityBooks& sum : city) {
    sum.profit_tax = w_.norms.profit_tax_rate * sum.taxable;
    sum.dividends -= sum.profit_tax;
    for (std::size_t k = 0; k < kTierCount; ++k) {
      wage_total += sum.wages[k];
    }
    invest_total += sum.investment;
    enterprise_loans += sum.loans;
    enterprise_deposits += sum.deposits;
  }

  // people
  const double u0 = region_.unemployment_rate;
  for (const PoolId p : w_.pools()) {
    const CityId c = city_of(p);
    const auto tier = static_cast<std::size_t>(tier_of(p));
    h.employed[p] = city[c.value].staff[tier];
    h.labour_force[p] =
        tier_of(p) == Tier::expert
            ? static_cast<std::int64_t>(w_.experts.city_begin[CityId{c.value + 1u}] - w_.experts.city_begin[c])
            : std::llround(static_cast<double>(h.employed[p]) / (1 - u0));
    h.labour_force_exact[p] = static_cast<double>(h.labour_force[p]);
    h.normal_unemployment[p] =
        h.labour_force[p] > 0
            ? 1 - static_cast<double>(h.employed[p]) / static_cast<double>(h.labour_force[p])
            : u0;
  }
  for (const CityId c : w_.cities()) {
    std::int64_t working = 0;
    for (std::size_t k = 0; k < kTierCount; ++k) working += h.labour_force[pool_of(c, static_cast<Tier>(k))];
    h.population[c] = std::max<std::int64_t>(std::llround(region_.cities[c.value].population), working);
  }

  // treasuries: a city's share of public services decides its spending, debt and works
  government_share_.assign(cities_, 0);
  double public_va = 0;
  for (std::size_t c = 0; c < cities_; ++c)
    for (std::size_t s = 0; s < industries_; ++s)
      if (region_.industries[s].public_service || !any_public()) {
        government_share_[c] += region_.value_added[c * industries_ + s];
        public_va += region_.value_added[c * industries_ + s];
      }
  for (double& share : government_share_) share /= public_va;
  const double gdp = std::accumulate(region_.value_added.begin(), region_.value_added.end(), 0.0) * scale_ * p0_;
  const double debt = q_.opening.government_debt_to_gdp * gdp / step_ / (1 + nominal_);

  // banks' dividends do not depend on who holds the deposits, because they lend and borrow among each other at the
  // deposit rate
  std::vector<double> bank_loans(cities_), bank_equity(cities_);
  double bank_dividends = 0, equity = 0;
  for (std::size_t c = 0; c < cities_; ++c) {
    bank_loans[c] = city[c].loans + debt * government_share_[c];
    bank_equity[c] = law.bank_equity_ratio * bank_loans[c];
    equity += bank_equity[c];
    bank_dividends += law.loan_rate * step_ * city[c].loans +
                      law.government_loan_rate * step_ * debt * government_share_[c] -
                      law.deposit_rate * step_ * (bank_loans[c] - bank_equity[c]) - nominal_ * bank_equity[c];
  }

  // households
  std::int64_t labour_total = 0;
  for (const PoolId p : w_.pools()) labour_total += h.labour_force[p];
  const double contributions = law.social_contribution_rate * wage_total;
  double dividends_away = 0;
  for (const CityBooks& sum : city) dividends_away += (1 - law.local_ownership) * sum.dividends;
  std::vector<double> base(pools, 0), earnings(pools, 0);
  double base_total = 0;
  for (const PoolId p : w_.pools()) {
    const CityBooks& sum = city[city_of(p).value];
    const double wages = sum.wages[static_cast<std::size_t>(tier_of(p))];
    const double in_city = sum.wages[0] + sum.wages[1] + sum.wages[2];
    h.dividend_share[p] = wages / wage_total;
    earnings[p.value] = wages * (1 - law.income_tax_rate - law.social_contribution_rate) +
                        contributions * static_cast<double>(h.labour_force[p]) / static_cast<double>(labour_total);
    base[p.value] = earnings[p.value] +
                    (in_city > 0 ? law.local_ownership * sum.dividends * wages / in_city : 0.0) +
                    (dividends_away + bank_dividends) * wages / wage_total;
    base_total += base[p.value];
  }
  const double consumption = final_total(FinalUse::households) * p0_;
  const double public_purchases = final_total(FinalUse::government) * p0_;
  const double fixed_investment = final_total(FinalUse::investment) * p0_;
  // deposits of treasuries depend on works, works on dwellings, dwellings on households' deposits: solve by iteration
  double deposits = 0, dwellings = 0, works = 0, treasury_deposits = 0;
  for (int i = 0; i < 100; ++i) {
    treasury_deposits = w_.norms.liquidity_steps * (public_purchases + works) / (1 + nominal_);
    deposits = enterprise_loans + debt - equity - enterprise_deposits - treasury_deposits;
    dwellings = base_total + law.deposit_rate * step_ * deposits - consumption - nominal_ * deposits;
    works = fixed_investment - invest_total * p0_ - dwellings;
  }
  if (deposits <= 0 || dwellings < 0 || works < 0)
    refuse("no balanced opening state: households' deposits " + std::to_string(deposits / 1e6) + ", dwellings " +
           std::to_string(dwellings / 1e6) + " and public works " + std::to_string(works / 1e6) +
           " million yuan a step must not be negative; change opening.growth, opening.loans_to_assets or "
           "opening.government_debt_to_gdp");
  household_share_.assign(cities_, 0);
  double income_total = 0;
  for (const PoolId p : w_.pools()) {
    h.deposits[p] = fen(deposits * base[p.value] / base_total);
    h.permanent_income[p] = base[p.value] + law.deposit_rate * step_ * deposits * base[p.value] / base_total;
    h.permanent_earnings[p] = h.recent_earnings[p] = earnings[p.value];
    income_total += h.permanent_income[p];
    household_share_[city_of(p).value] += base[p.value] / base_total;
  }
  w_.norms.consumption_of_income = (consumption - w_.norms.consumption_of_wealth * deposits) / income_total;

  Treasuries& t = w_.treasuries;
  t.columns([&](std::string_view, auto& column) { column.assign(cities_ + 1); });
  const CityId province{cities_};
  double province_revenue = 0, transfers = 0;
  investment_.assign(cities_, 0);
  w_.norms.debt_to_gdp = q_.opening.government_debt_to_gdp / step_;
  for (const CityId c : w_.cities()) {
    const CityBooks& sum = city[c.value];
    const double share = government_share_[c.value];
    const double income_tax = law.income_tax_rate * (sum.wages[0] + sum.wages[1] + sum.wages[2]);
    const double local = (1 - law.centre_share_production_tax) * sum.production_tax +
                         (1 - law.centre_share_profit_tax) * sum.profit_tax +
                         (1 - law.centre_share_income_tax) * income_tax;
    province_revenue += law.province_share_of_local * local;
    t.purchases[c] = public_purchases / p0_ * share;
    t.works[c] = works / p0_ * share;
    const double spending = (public_purchases + works) * share;
    t.deposits[c] = fen(w_.norms.liquidity_steps * spending / (1 + nominal_));
    t.debt[c] = fen(debt * share);
    const double interest = law.government_loan_rate * step_ * debt * share - law.deposit_rate * step_ * yuan(t.deposits[c]);
    t.transfer[c] = spending + interest + nominal_ * yuan(t.deposits[c]) -
                    (1 - law.province_share_of_local) * local - nominal_ * debt * share;
    transfers += t.transfer[c];
    h.dwellings_demand[c] = dwellings / p0_ * household_share_[c.value];
    investment_[c.value] = sum.investment + h.dwellings_demand[c] + t.works[c];
  }
  t.transfer[province] = transfers - province_revenue;

  Banks& b = w_.banks;
  b.columns([&](std::string_view, auto& column) { column.assign(cities_); });
  for (const CityId c : w_.cities()) {
    b.equity[c] = fen(bank_equity[c.value]);
  }
}

// Pay per person rises with productivity by the elasticity of rent sharing, the rest of what more productive enterprises
// have is theirs. The cell pays the compensation of its recipe; who has little pays no more per unit of output than leaves
// a part of the usual surplus, so that nobody starts with a loss.
void OpeningBuilder::pay_factors(CellId cell) {
  Enterprises& e = w_.enterprises;
  const IdRange<EnterpriseId> ids = w_.enterprises_in(cell);
  const Recipe& r = w_.recipe(cell);
  const CityId c = region_.city_of(cell);
  const double surplus = r.value_added - r.compensation - r.production_tax - r.depreciation;
  const double most = r.compensation + kSurplusOfLaggards * std::max(surplus, 0.0);  // per unit of output
  const double elasticity = q_.opening.rent_sharing - 1;
  // pay per unit of output: level x productivity^elasticity, at most `most`; the level is raised as more reach it
  const auto by_productivity = [&](EnterpriseId f) { return std::pow(static_cast<double>(e.productivity[f]), elasticity); };
  double level = 0;
  for (int round = 0; round < kPayRounds; ++round) {
    double left = 0, base = 0;
    for (const EnterpriseId f : ids) {
      left += r.compensation * e.output[f];
      if (round > 0 && level * by_productivity(f) >= most)
        left -= most * e.output[f];
      else
        base += by_productivity(f) * e.output[f];
    }
    const double next = base > 0 ? left / base : level;
    if (next <= level) break;
    level = next;
  }
  double paid = 0, due = 0;
  for (const EnterpriseId f : ids) {
    paid += std::min(level * by_productivity(f), most) * e.output[f];
    due += r.compensation * e.output[f];
  }
  for (const EnterpriseId f : ids) {
    const double units = w_.households.wage[pool_of(c, Tier::general)] * e.staff_general[f] +
                         w_.households.wage[pool_of(c, Tier::college)] * e.staff_college[f] +
                         w_.households.wage[pool_of(c, Tier::expert)] * e.staff_expert[f];
    const double pay = std::min(level * by_productivity(f), most) * e.output[f] * (paid > 0 ? due / paid : 1.0) * p0_;
    e.wage_factor[f] = static_cast<float>(units > 0 ? pay / units : 1.0);
  }
}

// Housing, utilities and research grow by more than their surplus pays for: what owners put in at the start.
void OpeningBuilder::owner_support(const OfEnterprise<double>& cash_flow) {
  const Enterprises& e = w_.enterprises;
  std::vector<double> missing(industries_, 0);
  for (const EnterpriseId f : e.ids()) {
    double& most = missing[e.cell[f].value % industries_];
    most = std::max(most, -cash_flow[f] / (e.expected_demand[f] * p0_));
  }
  for (std::size_t s = 0; s < industries_; ++s) w_.norms.recipes[s].owner_support = missing[s];
}

// What is not sold over links goes to markets at home and outside.
void OpeningBuilder::markets() {
  Enterprises& e = w_.enterprises;
  Markets& m = w_.markets;
  Outside& out = w_.outside;
  const std::size_t cells = region_.cell_count(), area = cities_ * cities_;
  m.cities = cities_;
  m.industries = industries_;
  m.base_share.assign(industries_ * area, 0);
  for (auto* column : {&m.price, &m.capacity, &m.base_capacity, &m.pooled_orders, &m.final_orders,
                       &m.export_orders_country, &m.export_orders_world})
    column->assign(cells);
  m.usual_demand.assign(cells, 0);  // the first step knows what enterprises expect
  m.reliability.assign(cells, 1.0);
  m.local_bias.assign(cells, 1.0);
  m.demand.assign(kUses * cells, 0);
  m.imports.assign(kUses * 2 * cells, 0);
  m.bill.assign(kUses * cities_, 0);
  m.import_bill.assign(kUses * cities_ * 2, 0);
  m.received.assign(kUses * cities_, 1);
  m.composite.assign(cells, 0);
  m.bundle_price.assign(kUses * cities_, 0);
  out.columns([&](std::string_view, auto& column) {
    using Of = std::remove_reference_t<decltype(column)>;
    using Place = typename Of::id_type;
    column.assign(std::is_same_v<Place, IndustryId> ? industries_ : std::is_same_v<Place, CityId> ? cities_ : cells,
                  static_cast<typename Of::value_type>(1));
  });
  std::fill(out.swing.begin(), out.swing.end(), 0.0);
  std::fill(out.lead_growth.begin(), out.lead_growth.end(), 0.0);
  std::fill(out.lead.begin(), out.lead.end(), 0.0);
  std::fill(out.replaced.begin(), out.replaced.end(), 0.0f);
  std::fill(out.fill.begin(), out.fill.end(), 1.0f);

  local_demand_.assign(cells, 0);  // [industry][city]
  for_each_task(cities_, [&](std::size_t c) {
    for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
      const Recipe& r = w_.recipe(e.cell[f]);
      for (std::size_t u = 0; u < industries_; ++u) local_demand_[u * cities_ + c] += r.pooled[u][0] * e.output[f];
      for (std::size_t k = e.input_count[f]; k < r.inputs.size(); ++k)
        local_demand_[r.inputs[k].supplier.value * cities_ + c] += r.inputs[k].in_market()[0] * e.output[f];
    }
    for (std::size_t u = 0; u < industries_; ++u)
      local_demand_[u * cities_ + c] +=
          final_total(FinalUse::households) * w_.norms.bundles[1][u][0] * household_share_[c] +
          final_total(FinalUse::government) * w_.norms.bundles[2][u][0] * government_share_[c] +
          w_.norms.bundles[3][u][0] * investment_[c];
  });
  for (std::size_t u = 0; u < industries_; ++u) {
    std::vector<double> rest(cities_, 0), use(cities_);
    double rest_total = 0, use_total = 0;
    for (std::size_t c = 0; c < cities_; ++c) {
      for (const EnterpriseId f : w_.enterprises_in(CellId{c * industries_ + u}))
        rest[c] += e.expected_demand[f] - linked_sales_[f];
      use[c] = local_demand_[u * cities_ + c];
      rest_total += rest[c];
      use_total += use[c];
    }
    double abroad = rest_total - use_total;
    if (abroad < -1e-4 * std::max(rest_total, use_total))
      refuse("industry " + region_.industries[u].code + ": sales outside links (" + std::to_string(rest_total / 1e6) +
             ") fall short of what the region's markets need (" + std::to_string(use_total / 1e6) +
             " million yuan a step)");
    abroad = std::max(abroad, 0.0);
    if (abroad < 1e-9 * rest_total) abroad = 0;
    std::vector<double> supply(cities_);
    for (std::size_t c = 0; c < cities_; ++c) supply[c] = rest[c] * (rest_total > 0 ? 1 - abroad / rest_total : 0.0);
    const double supply_total = std::accumulate(supply.begin(), supply.end(), 0.0);
    std::vector<double> fitted = use;
    for (double& d : fitted) d *= use_total > 0 ? supply_total / use_total : 0.0;
    const std::vector<double> flows = fit_gravity(kernel(u), supply, fitted);
    const double world = region_.flows.f(Origin::local, u, FinalUse::to_world);
    const double country = region_.flows.f(Origin::local, u, FinalUse::to_country);
    const double world_share = world + country > 0 ? std::min(1.0, world * scale_ / std::max(abroad, 1e-9)) : 0.5;
    for (std::size_t o = 0; o < cities_; ++o) {
      double sold = 0;
      for (std::size_t d = 0; d < cities_; ++d) {
        const double share = fitted[d] > 0 ? flows[o * cities_ + d] / fitted[d] : 0.0;
        m.base_share[(u * cities_ + o) * cities_ + d] = share;
        sold += share * use[d];
      }
      const double exports = abroad > 0 ? std::max(rest[o] - sold, 0.0) : 0.0;
      const CellId cell{o * industries_ + u};
      out.exports_world[cell] = exports * world_share;
      out.exports_country[cell] = exports * (1 - world_share);
    }
  }
  m.share = m.base_share;
  for (const CellId cell : w_.cells()) {
    m.price[cell] = p0_;
    double capacity = 0;
    for (const EnterpriseId f : w_.enterprises_in(cell)) capacity += e.capital[f];
    m.capacity[cell] = m.base_capacity[cell] = capacity;
  }
  out.price = {p0_, p0_};
  StepFlows& flows = w_.step_flows;
  for (auto* column : {&flows.produced, &flows.sold, &flows.inputs_received, &flows.inputs_used, &flows.finished_moved,
                        &flows.inputs_moved}) column->assign(cells);
  flows.intermediate.assign(cells);
  flows.value_added.assign(cells);
  flows.write_offs.assign(cells);
  flows.mergers.assign(cells);
  flows.insolvencies.assign(cells);
  for (auto* column : {&flows.entries, &flows.exits}) column->assign(cells);
  flows.tax.assign(cities_);
  flows.build_steps.assign(cells, w_.norms.build_steps);
  flows.permit_load.assign(cities_);
  flows.rent_ratio.assign(cities_, 1.0);
  for (auto* column : {&flows.demand_country, &flows.demand_world}) column->assign(industries_, 1.0);
  flows.projects.assign(cells);
  flows.launches.assign(cities_, {});
  const std::size_t classes = region_.product_classes.size();
  for (auto* list : {&flows.class_output, &flows.class_value_added}) list->assign(classes * cities_, 0.0);
  flows.dividends.assign(area, 0);
  flows.fund_money.assign(area, 0);
  flows.goods.assign(industries_ * area, 0);
  flows.supply.assign(industries_ * (industries_ + std::size(kFinalBuyers)), 0);
  flows.ports.assign(region_.ports.size(), {});
  flows.relocations.assign(industries_ * area, 0);
  flows.followed.assign(area, 0);
  flows.moves.assign(kTierCount * (cities_ + 1) * (cities_ + 1), 0);
  w_.capacity_left.assign(cells, 1.0f);
  w_.links_left.assign(cells, 1.0f);
  w_.demand_left.assign(cells, 1.0f);
}

void OpeningBuilder::books() {
  Banks& b = w_.banks;
  for (const CityId c : w_.cities()) {
    for (const EnterpriseId f : w_.enterprises_in(c)) {
      b.deposits[c] += w_.enterprises.deposits[f];
      b.loans[c] += w_.enterprises.loans[f];
    }
    for (std::size_t k = 0; k < kTierCount; ++k)
      b.deposits[c] += w_.households.deposits[pool_of(c, static_cast<Tier>(k))];
    b.deposits[c] += w_.treasuries.deposits[c];
    b.loans[c] += w_.treasuries.debt[c];
    b.interbank[c] = b.deposits[c] + b.equity[c] - b.loans[c];
    w_.outside.clearing -= b.interbank[c];
  }
}

}  // namespace lingnan

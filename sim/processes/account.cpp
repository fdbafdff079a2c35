// The step's accounts are closed: wages, taxes, dividends, capital, incomes of households, treasuries and banks.
//
// Enterprises keep working capital, deposits and stocks, in proportion to sales and pay out the rest; owners top up what
// is short, within limits. No dividend is paid on credit.
// Ordinary public spending grows at g - 0.1 (debt/GDP - target); transfers keep their place in nominal growth.
// Banks book their deposits and loans from the journal, apart from their customers' own columns.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/fiscal.hpp"
#include "sim/world/institutions.hpp"

namespace lingnan {

namespace {

/// Neighbours of one cell whose books are closed together.
constexpr std::size_t kRows = 256;

/// Their columns, from the first of them.
struct Rows {
  std::size_t count;
  const double *expected_demand, *price, *output, *sold, *finished;
  const float *wage_factor, *unit_cost, *trend, *input_cost, *planned_investment, *investment_due;
  const std::int32_t *staff_general, *staff_college, *staff_expert;
  const Money *revenue, *costs, *inputs_value, *reserve;
  double* capital;
  float* under_construction;
  Money *deposits, *finished_value, *capital_value;

  Rows(Enterprises& e, EnterpriseId f, std::size_t rows)
      : count(rows), expected_demand(&e.expected_demand[f]), price(&e.price[f]), output(&e.output[f]), sold(&e.sold[f]),
        finished(&e.finished[f]), wage_factor(&e.wage_factor[f]), unit_cost(&e.unit_cost[f]), trend(&e.trend[f]),
        input_cost(&e.input_cost[f]), planned_investment(&e.planned_investment[f]), investment_due(&e.investment_due[f]),
        staff_general(&e.staff_general[f]), staff_college(&e.staff_college[f]), staff_expert(&e.staff_expert[f]),
        revenue(&e.revenue[f]), costs(&e.costs[f]), inputs_value(&e.inputs_value[f]), reserve(&e.reserve[f]),
        capital(&e.capital[f]), under_construction(&e.under_construction[f]), deposits(&e.deposits[f]),
        finished_value(&e.finished_value[f]), capital_value(&e.capital_value[f]) {}
};

/// What is common to a cell in this step.
struct Here {
  double wage[kTierCount];
  double sales_tax, depreciation_step, profit_tax_rate, support;
  double need, finished_stock, liquidity_steps, own_part;  ///< of investment that owners save for
  double capital_price, came, build_steps;
  Money storable;  ///< all bits, or none where nothing can be stored
};

/// What differs between them beside their columns, and what came out.
struct Closing {
  double stock[kRows];   ///< normal stocks of inputs, share of a step's
  double relief[kRows];  ///< of profit tax, ratio
  Money forgone[kRows];
};

struct Sums {
  Money wages[kTierCount] = {};
  Money production_tax = 0, profit_tax = 0, dividends = 0;
  Money output = 0, finished_change = 0, depreciation = 0;
  double value_added_real = 0, produced = 0, sold = 0;
};

/// Owners leave in the enterprise what `working` is: deposits for some sales and for investment that is due, and the value of
/// normal stocks at the end of the step. Cash freed by running stocks down is thus kept to refill them.
LINGNAN_VECTORISED void close_books(Rows rows, const Here& common, Closing& closing, Sums& sums) {
  const Here here = common;
  Money general = 0, college = 0, expert = 0, production_taxes = 0, profit_taxes = 0, dividends = 0, made = 0, change = 0, worn = 0;
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < rows.count; ++i) {
    const double factor = static_cast<double>(rows.wage_factor[i]);
    const Money pay_general = fen_of_one(factor * here.wage[0] * rows.staff_general[i]);
    const Money pay_college = fen_of_one(factor * here.wage[1] * rows.staff_college[i]);
    const Money pay_expert = fen_of_one(factor * here.wage[2] * rows.staff_expert[i]);
    const Money payroll = pay_general + pay_college + pay_expert;
    general += pay_general;
    college += pay_college;
    expert += pay_expert;

    // output is valued at production cost while it is in stock
    const double unit_cost = static_cast<double>(rows.unit_cost[i]);
    const Money added = fen_of_one(rows.output[i] * unit_cost) & here.storable;
    const double had = rows.sold[i] + rows.finished[i];
    const Money value = rows.finished_value[i] + added;
    const Money withdrawn = share_of_one(value, had > 0 ? rows.sold[i] / had : 1.0) & here.storable;
    const Money stock_value = value - withdrawn;
    rows.finished_value[i] = stock_value;

    const Money revenue = rows.revenue[i];
    const Money production_tax = share_of_one(revenue, here.sales_tax);
    const Money depreciation = fen_of_one(here.depreciation_step * rows.capital[i] * here.capital_price);
    const Money profit = revenue + added - withdrawn - rows.costs[i] - payroll - production_tax - depreciation;
    const Money ordinary_tax = nearest(larger(exactly(profit), 0.0) * here.profit_tax_rate);
    const Money profit_tax = share_of_one(ordinary_tax, closing.relief[i]);
    closing.forgone[i] = ordinary_tax - profit_tax;

    const Money has = rows.deposits[i] + revenue - payroll - production_tax - profit_tax;
    const double sales = whole(rows.expected_demand[i] * rows.price[i] * 100.0);
    const double next = rows.expected_demand[i] * (1 + static_cast<double>(rows.trend[i]));
    const double input_price = static_cast<double>(rows.input_cost[i]) / here.need;
    const double inputs = closing.stock[i] * next * input_price;
    const double finished = here.finished_stock * next * unit_cost;
    const double deposits = here.liquidity_steps * rows.expected_demand[i] * rows.price[i];
    const double saved = saved_for_investment(here.own_part, static_cast<double>(rows.investment_due[i]) * here.capital_price, deposits);
    const Money working = fen_of_one(deposits + saved + inputs + finished);
    const double above = exactly(has + rows.inputs_value[i] + stock_value - working);
    const double wanted = larger(above, -whole(sales * here.support));
    // out of deposits, never on credit: stocks above normal are no money yet
    const double most = larger(exactly(has), 0.0);
    const Money dividend = nearest(wanted > 0 ? within(wanted - exactly(rows.reserve[i]), 0.0, most) : wanted);
    rows.deposits[i] = has - dividend;

    const double building = static_cast<double>(rows.under_construction[i]);
    const double completed = building / here.build_steps;
    const double capital = rows.capital[i];
    rows.capital[i] = capital + (completed - here.depreciation_step * capital);
    const double begun = static_cast<double>(rows.planned_investment[i]) * here.came;
    rows.under_construction[i] = static_cast<float>(building + begun - completed);
    rows.capital_value[i] -= depreciation;

    production_taxes += production_tax;
    profit_taxes += profit_tax;
    dividends += dividend;
    made += revenue + added - withdrawn;
    change += added - withdrawn;
    worn += depreciation;
  }
  sums.wages[0] += general;
  sums.wages[1] += college;
  sums.wages[2] += expert;
  sums.production_tax += production_taxes;
  sums.profit_tax += profit_taxes;
  sums.dividends += dividends;
  sums.output += made;
  sums.finished_change += change;
  sums.depreciation += worn;
  for (std::size_t i = 0; i < rows.count; ++i) {
    sums.produced += rows.output[i];
    sums.sold += rows.sold[i];
  }
}

class Account final : public Process {
  double income_memory = 0.1;
  double capital_income_memory = 0.02;
  double recent_memory = 0.7;
  double owner_support = 0.05;
  double debt_response = 0.1;
  double growth_memory = 0.5;
  double recapitalisation = 0.1;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Account>(*this); }
  std::string_view name() const override { return "account"; }
  std::string_view doc() const override { return "Wages, taxes, dividends, capital, incomes; treasuries and banks close."; }

  void describe(Parameters& p) override {
    p.real("income_memory", income_memory,
           {.unit = "1/month", .min = 0.01, .max = 0.99,
            .doc = "Weight of this month's wages and benefits in permanent income; consuming current income makes cycles "
                   "stronger."});
    p.real("capital_income_memory", capital_income_memory,
           {.unit = "1/month", .min = 0.005, .max = 0.99,
            .doc = "Weight of this month's dividends and interest in permanent income. Dividends are what enterprises have "
                   "left after investment and stocks, so they fall first when demand rises.",
            .source = "dividends follow earnings by about 0.3 a year (Lintner 1956); recalled", .grade = "D"});
    p.real("recent_memory", recent_memory,
           {.unit = "1/month", .min = 0.05, .max = 0.99,
            .doc = "Weight of this month's wages and benefits in the recent ones that part of consumption follows."});
    p.real("owner_support", owner_support,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Most that owners add to an enterprise short of deposits, share of its sales, beyond what its industry "
                   "needs for growth on the first day."});
    p.real("debt_response", debt_response,
           {.unit = "1/year", .min = 0, .max = 2,
            .doc = "Fall of the growth of public spending per unit of debt over GDP above target."});
    p.real("growth_memory", growth_memory,
           {.unit = "1/year", .min = 0, .max = 5,
            .doc = "How fast treasuries and households adjust the growth they expect to the growth of the last year."});
    p.real("recapitalisation", recapitalisation,
           {.unit = "1/month", .min = 0, .max = 1,
            .doc = "Share of the equity that a bank is short of, after keeping all it earns, that owners put in within a "
                   "month."});
  }

  void run(World& world, const Instruments& instruments) override {
    enterprises(world, instruments);
    taxes_and_wages(world);
    treasuries(world);
    dividends_and_incomes(world);
    banks(world);
    expectations(world);
  }

 private:
  std::vector<Sums> sums_;                             // by cell
  std::vector<double> relief_;                         // by zone: profit tax of its tenants, ratio; 1 outside zones
  std::vector<Money> forgone_;                         // [cell][zone]
  struct Shift {
    CityId from;
    const Reach* reach;
    Money tax;  ///< on profits of its enterprises that are booked in the cities in reach
  };
  std::vector<Shift> shifts_;
  std::vector<double> seats_;                          // by city
  std::vector<Money> to_seats_;
  std::vector<Money> city_dividends_, away_, given_;   // by city; by pool

  void enterprises(World& world, const Instruments& instruments) {
    relief_.assign(instruments.tax_reliefs.empty() ? 0 : world.levers.budget.size() + 1, 1.0);
    for (const TaxRelief& relief : instruments.tax_reliefs) relief_[relief.lever + 1] = relief.ratio;
    forgone_.assign(relief_.size() * world.region->cell_count(), 0);
    Enterprises& e = world.enterprises;
    const Norms& norms = world.norms;
    sums_.assign(world.region->cell_count(), {});
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const Recipe& r = world.recipe(cell);
      const CityId city = world.region->city_of(cell);
      const Households& h = world.households;
      const Here here{.wage = {h.wage[pool_of(city, Tier::general)], h.wage[pool_of(city, Tier::college)],
                               h.wage[pool_of(city, Tier::expert)]},
                      .sales_tax = r.sales_tax,
                      .depreciation_step = r.depreciation_step,
                      .profit_tax_rate = norms.profit_tax_rate,
                      .support = owner_support + r.owner_support,
                      .need = r.need,
                      .finished_stock = r.finished_stock,
                      .liquidity_steps = norms.liquidity_steps,
                      .own_part = norms.own_part(),
                      .capital_price = world.markets.investment_price[city],
                      .came = world.markets.received[world.markets.at(Use::investment, city)],
                      .build_steps = world.step_flows.build_steps[cell],
                      .storable = r.storable ? Money{-1} : Money{0}};
      Closing closing;
      std::fill_n(closing.relief, kRows, 1.0);
      const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
      for (std::uint32_t f = ids.first.value; f < ids.last.value; f += kRows) {
        const Rows rows(e, EnterpriseId{f}, std::min<std::size_t>(kRows, ids.last.value - f));
        for (std::size_t i = 0; i < rows.count; ++i) closing.stock[i] = r.stock[e.input_count[EnterpriseId{f + i}]];
        for (std::size_t i = 0; i < rows.count && !relief_.empty(); ++i) closing.relief[i] = relief_of(e, EnterpriseId{f + i});
        close_books(rows, here, closing, sums_[c]);
        for (std::size_t i = 0; i < rows.count && !relief_.empty(); ++i)
          if (closing.forgone[i] != 0) forgone_[c * relief_.size() + e.zone[EnterpriseId{f + i}]] += closing.forgone[i];
      }
      sums_[c].value_added_real = sums_[c].produced * r.value_added;
    });
    find_shifted(world, instruments);
    for (std::size_t i = 0; i < forgone_.size(); ++i) {
      const std::size_t zone = i % relief_.size();
      if (zone == 0 || forgone_[i] == 0) continue;
      const LeverPlaceId place =
          world.levers.at(static_cast<std::uint32_t>(zone - 1), world.region->city_of(CellId{i / relief_.size()}));
      world.levers.forgone[place] += forgone_[i];
      world.levers.tax_forgone[place] += forgone_[i];
    }
    NationalAccounts& accounts = world.ledger.accounts;
    double real = 0;
    for (const CellId cell : world.cells()) {
      const Sums& sum = sums_[cell.value];
      accounts.output += sum.output;
      accounts.inventories += sum.finished_change;
      accounts.depreciation += sum.depreciation;
      real += sum.value_added_real;
      world.step_flows.produced[cell] = sum.produced;
      world.step_flows.sold[cell] = sum.sold;
      world.step_flows.value_added[cell] = sum.output - world.step_flows.intermediate[cell];
    }
    world.gdp_real_history.push_back(real);
  }

  /// Enterprises with the mark of a zone that their city has not book profits there and do nothing: seats without activity.
  void find_shifted(World& world, const Instruments& instruments) {
    shifts_.clear();
    for (const TaxRelief& relief : instruments.tax_reliefs) {
      if (!(relief.ratio < 1)) continue;
      for (const CityId c : world.cities()) {
        if (relief.reach->covers(c)) continue;
        Money forgone = 0;
        for (const IndustryId s : world.industries())
          forgone += forgone_[world.region->cell(c, s).value * relief_.size() + relief.lever + 1];
        if (forgone == 0) continue;
        const double ordinary_tax = exactly(forgone) / (1 - relief.ratio);
        world.levers.shifted[world.levers.at(relief.lever, c)] += nearest(ordinary_tax / world.norms.profit_tax_rate);
        shifts_.push_back({c, relief.reach, nearest(ordinary_tax * relief.ratio)});
      }
    }
  }

  /// Local taxes on profits follow the seat: what a city would have kept goes to the cities of the zone, the same to each.
  void shift_taxes(World& world) {
    Treasuries& t = world.treasuries;
    const Institutions& law = *world.institutions;
    const std::size_t cities = world.city_count();
    for (const Shift& shift : shifts_) {
      const Money kept = split(shift.tax, law.centre_share_profit_tax, law).city;
      seats_.assign(shift.reach->cities.begin(), shift.reach->cities.begin() + static_cast<std::ptrdiff_t>(cities));
      to_seats_.assign(cities, 0);
      apportion<double>(kept, seats_, to_seats_);
      for (const CityId seat : world.cities()) {
        const Money part = to_seats_[seat.value];
        if (part == 0) continue;
        t.revenue[shift.from] -= part;
        t.deposits[shift.from] -= part;
        t.revenue[seat] += part;
        t.deposits[seat] += part;
        world.ledger.pay({Sector::treasuries, shift.from.value}, {Sector::treasuries, seat.value}, part, Reason::transfers);
      }
    }
  }

  /// Of a zone whose lever works.
  double relief_of(const Enterprises& e, EnterpriseId f) const {
    return e.zone[f] < relief_.size() ? relief_[e.zone[f]] : 1.0;
  }

  void taxes_and_wages(World& world) {
    Ledger& ledger = world.ledger;
    Households& h = world.households;
    Treasuries& t = world.treasuries;
    const Institutions& law = *world.institutions;
    const std::size_t cities = world.city_count();
    const CityId province{cities};
    t.revenue[province] = t.spending[province] = 0;
    Money contributions = 0;
    city_dividends_.assign(cities, 0);
    for (const CityId c : world.cities()) {
      const Party employers{Sector::enterprises, c.value}, people{Sector::households, c.value};
      Money production_tax = 0, profit_tax = 0, income_tax = 0;
      Money wages[kTierCount] = {};
      for (const IndustryId s : world.industries()) {
        const Sums& sum = sums_[world.region->cell(c, s).value];
        production_tax += sum.production_tax;
        profit_tax += sum.profit_tax;
        city_dividends_[c.value] += sum.dividends;
        for (std::size_t k = 0; k < kTierCount; ++k) wages[k] += sum.wages[k];
      }
      for (std::size_t k = 0; k < kTierCount; ++k) {
        const PoolId p = pool_of(c, static_cast<Tier>(k));
        h.wages[p] = wages[k];
        h.taxes[p] = share_of(wages[k], law.income_tax_rate);
        h.contributions[p] = share_of(wages[k], law.social_contribution_rate);
        h.deposits[p] += wages[k] - h.taxes[p] - h.contributions[p];
        income_tax += h.taxes[p];
        contributions += h.contributions[p];
        ledger.pay(employers, people, wages[k], Reason::wages);
        ledger.pay(people, {Sector::insurance, c.value}, h.contributions[p], Reason::contributions);
        ledger.accounts.compensation += wages[k];
      }
      ledger.accounts.production_tax += production_tax;
      t.revenue[c] = 0;
      world.step_flows.tax[c] = 0;
      share_tax(world, employers, production_tax, law.centre_share_production_tax, Reason::production_tax);
      share_tax(world, employers, profit_tax, law.centre_share_profit_tax, Reason::profit_tax);
      share_tax(world, people, income_tax, law.centre_share_income_tax, Reason::income_tax);
    }
    shift_taxes(world);
    land(world);
    if (world.fiscal->fiscal_closure() == FiscalClosure::lump_sum_tax) tax_for_works(world);
    // the insurance pays out in the same step what it took in, by heads
    std::vector<double> heads(h.labour_force.begin(), h.labour_force.end());
    given_.assign(heads.size(), 0);
    apportion<double>(contributions, heads, given_);
    for (const PoolId p : world.pools()) {
      h.benefits[p] = given_[p.value];
      h.deposits[p] += h.benefits[p];
      ledger.pay({Sector::insurance, city_of(p).value}, {Sector::households, city_of(p).value}, h.benefits[p],
                 Reason::benefits);
    }
  }

  /// Cities get what last step's dwellings pay for land beyond what their transfers hold; households pay it as they pay for the
  /// dwellings.
  static void land(World& world) {
    for (const CityId c : world.cities())
      households_pay(world, c, fen(world.housing.land_revenue[c] - world.housing.usual_land[c]), Reason::land);
  }

  /// Households of a city pay its treasury by income; less than nothing: they get it. What each tier pays.
  static ByTier households_pay(World& world, CityId c, Money amount, Reason reason) {
    const Party people{Sector::households, c.value}, city{Sector::treasuries, c.value};
    const ByTier parts = by_income(world.households, c, std::abs(amount));
    for (std::size_t k = 0; k < kTierCount; ++k) {
      world.households.deposits[pool_of(c, static_cast<Tier>(k))] -= amount < 0 ? -parts[k] : parts[k];
      world.ledger.pay(amount < 0 ? city : people, amount < 0 ? people : city, parts[k], reason);
    }
    world.treasuries.deposits[c] += amount;
    return parts;
  }

  /// Households of a city pay by income for what it has to find for extra works and levers, in the same step.
  static void tax_for_works(World& world) {
    for (const CityId c : world.cities()) {
      const ByTier paid = households_pay(world, c, world.treasuries.matched[c], Reason::income_tax);
      for (std::size_t k = 0; k < kTierCount; ++k) world.households.taxes[pool_of(c, static_cast<Tier>(k))] += paid[k];
      world.treasuries.revenue[c] += world.treasuries.matched[c];
    }
  }

  struct Split {
    Money centre, province, city;
  };
  static Split split(Money tax, double centre_share, const Institutions& law) {
    const Money centre = share_of(tax, centre_share), province = share_of(tax - centre, law.province_share_of_local);
    return {centre, province, tax - centre - province};
  }

  /// A tax of one city goes to the centre, the province and the city.
  void share_tax(World& world, Party payer, Money tax, double centre_share, Reason reason) {
    Treasuries& t = world.treasuries;
    const CityId city{payer.place}, province{world.city_count()};
    const auto [centre, to_province, to_city] = split(tax, centre_share, *world.institutions);
    t.revenue[city] += to_city;
    t.revenue[province] += to_province;
    t.deposits[city] += to_city;
    t.deposits[province] += to_province;
    world.ledger.pay(payer, {Sector::outside, kCentre}, centre, reason);
    world.ledger.pay(payer, {Sector::treasuries, province.value}, to_province, reason);
    world.ledger.pay(payer, {Sector::treasuries, city.value}, to_city, reason);
    world.step_flows.tax[city] += tax;
  }

  void dividends_and_incomes(World& world) {
    Ledger& ledger = world.ledger;
    Households& h = world.households;
    const Institutions& law = *world.institutions;
    const std::size_t pools = world.city_count() * kTierCount;
    for (const PoolId p : world.pools()) h.dividends[p] = 0;
    std::fill(world.step_flows.dividends.begin(), world.step_flows.dividends.end(), Money{0});
    away_.assign(pools, 0);
    for (const CityId c : world.cities()) {
      // at home by the tiers' shares; the rest over the whole region
      const Money total = city_dividends_[c.value];
      const Money home = share_of(total, law.local_ownership);
      double at_home[kTierCount];
      Money shares[kTierCount];
      for (std::size_t k = 0; k < kTierCount; ++k) at_home[k] = h.dividend_share[pool_of(c, static_cast<Tier>(k))];
      apportion<double>(home, at_home, shares);
      for (std::size_t k = 0; k < kTierCount; ++k) {
        h.dividends[pool_of(c, static_cast<Tier>(k))] += shares[k];
        ledger.pay({Sector::enterprises, c.value}, {Sector::households, c.value}, shares[k], Reason::dividends);
      }
      apportion<double>(total - home, h.dividend_share.raw(), away_);
      world.step_flows.dividends[c.value * world.city_count() + c.value] += home;
      for (const PoolId p : world.pools()) {
        h.dividends[p] += away_[p.value];
        ledger.pay({Sector::enterprises, c.value}, {Sector::households, city_of(p).value}, away_[p.value], Reason::dividends);
        world.step_flows.dividends[city_of(p).value * world.city_count() + c.value] += away_[p.value];
      }
    }
    // banks pay out what they earn beyond the equity they keep of their loans; owners fill up what is missing over time
    const double filled = share_per_step(recapitalisation, world.calendar);
    Banks& b = world.banks;
    for (const CityId c : world.cities()) {
      const Party bank{Sector::banks, c.value};
      const auto interest = [&](Reason reason) { return ledger.received_by(bank, reason) - ledger.paid_by(bank, reason); };
      const Money earned = interest(Reason::loan_interest) + interest(Reason::deposit_interest) +
                           interest(Reason::interbank_interest) - ledger.paid_by(bank, Reason::write_offs);
      const Money loans = b.loans[c] + ledger.paid_by(bank, Reason::lending) - ledger.received_by(bank, Reason::lending);
      const Money beyond = b.equity[c] + earned - share_of(loans, law.bank_equity_ratio);
      b.dividends[c] = beyond >= 0 ? beyond : share_of(beyond, filled);
      apportion<double>(b.dividends[c], h.dividend_share.raw(), away_);
      for (const PoolId p : world.pools()) {
        h.dividends[p] += away_[p.value];
        ledger.pay(bank, {Sector::households, city_of(p).value}, away_[p.value], Reason::bank_dividends);
      }
    }
    const double memory = share_per_step(income_memory, world.calendar);
    const double capital_memory = share_per_step(capital_income_memory, world.calendar);
    const double recent = share_per_step(recent_memory, world.calendar);
    const double growth = (1 + world.expected_growth) * (1 + world.norms.inflation);
    for (const PoolId p : world.pools()) {
      h.deposits[p] += h.dividends[p];
      const double earned = yuan(h.wages[p] - h.taxes[p] - h.contributions[p] + h.benefits[p]);
      const double of_capital = yuan(h.dividends[p] + h.interest[p]);
      double earnings = h.permanent_earnings[p], capital_income = h.permanent_income[p] - earnings;
      earnings += memory * (earned - earnings);
      capital_income += capital_memory * (of_capital - capital_income);
      h.permanent_earnings[p] = growth * earnings;
      h.permanent_income[p] = growth * (earnings + capital_income);
      h.recent_earnings[p] = growth * (h.recent_earnings[p] + recent * (earned - h.recent_earnings[p]));
    }
  }

  // Transfers, borrowing, and next step's spending.
  void treasuries(World& world) {
    Ledger& ledger = world.ledger;
    Treasuries& t = world.treasuries;
    const std::size_t cities = world.city_count();
    const CityId province{cities};
    const double nominal = (1 + world.expected_growth) * (1 + world.norms.inflation);
    const Party province_party{Sector::treasuries, cities}, centre{Sector::outside, kCentre};
    const auto transfer = [&](Party giver, Party taker, double amount) {
      const Money money = fen(std::abs(amount));
      ledger.pay(amount >= 0 ? giver : taker, amount >= 0 ? taker : giver, money, Reason::transfers);
      return amount >= 0 ? money : -money;
    };
    const Money from_centre = transfer(centre, province_party, t.transfer[province]);
    t.deposits[province] += from_centre;
    t.transfer[province] *= nominal;
    for (const CityId c : world.cities()) {
      const Money given = transfer(province_party, {Sector::treasuries, c.value}, t.transfer[c]);
      t.deposits[province] -= given;
      t.deposits[c] += given;
      t.transfer[c] *= nominal;
    }
    Money debt = 0;
    for (std::size_t row = 0; row <= cities; ++row) {
      const CityId c{row};
      const std::size_t bank = row < cities ? row : 0;
      const Money target = row < cities ? share_of(t.spending[c], world.norms.liquidity_steps) : 0;
      const Money borrow = std::max(target - t.deposits[c], row < cities ? -t.debt[c] : -std::min(t.debt[c], std::max<Money>(t.deposits[c], 0)));
      t.debt[c] += borrow;
      t.deposits[c] += borrow;
      ledger.pay({Sector::banks, bank}, {Sector::treasuries, row}, borrow, Reason::lending);
      debt += t.debt[c];
    }
    const double gdp = yuan(ledger.accounts.by_production());
    const double ratio = gdp > 0 ? yuan(debt) / gdp : world.norms.debt_to_gdp;
    const double step = world.calendar.step_years();
    const double excess = (ratio - world.norms.debt_to_gdp) * step;  // of yearly GDP
    const double growth = 1 + world.expected_growth - debt_response * step * excess;
    for (const CityId c : world.cities()) {
      t.purchases[c] *= growth;
      t.works[c] *= growth;
    }
  }

  // Banks and the outside book what the journal says.
  static void banks(World& world) {
    Ledger& ledger = world.ledger;
    Banks& b = world.banks;
    const std::size_t cities = world.city_count();
    for (const CityId c : world.cities()) {
      Money customers = 0;
      for (const Sector sector : {Sector::enterprises, Sector::households, Sector::treasuries, Sector::insurance, Sector::funds})
        customers += ledger.net(Party{sector, c.value});
      if (c.value == 0) customers += ledger.net(Party{Sector::treasuries, cities});
      const Party bank{Sector::banks, c.value};
      const Money own = ledger.net(bank);
      const Money lent = ledger.paid_by(bank, Reason::lending) - ledger.received_by(bank, Reason::lending);
      b.deposits[c] += customers;
      b.loans[c] += lent;
      b.interbank[c] += customers + own;
      b.equity[c] += own + lent;  // interest and dividends, not lending
    }
    for (const std::size_t place : {kRestOfCountry, kRestOfWorld, kCentre})
      world.outside.clearing += ledger.net(Party{Sector::outside, place});
  }

  // Growth that treasuries and households expect follows the growth of the last twelve months.
  void expectations(World& world) const {
    const std::size_t year = static_cast<std::size_t>(world.calendar.per_year());
    const std::vector<double>& history = world.gdp_real_history;
    if (history.size() <= year) return;
    const double seen = history.back() / history[history.size() - 1 - year];
    if (!(seen > 0)) return;
    const double step = world.calendar.step_years();
    const double per = per_step_of(seen, step);
    world.expected_growth += growth_memory * step * (per - world.expected_growth);
  }
  static double per_step_of(double yearly_ratio, double step) { return std::expm1(std::log(yearly_ratio) * step); }
};

}  // namespace

std::unique_ptr<Process> make_account() { return std::make_unique<Account>(); }

}  // namespace lingnan

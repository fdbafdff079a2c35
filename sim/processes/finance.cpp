// Interest on last step's balances; bank credit up to a ceiling of assets; investment that stays unfunded is cut.
//
// Enterprises borrow a normal share of their assets, more when deposits run low, and pay back slowly when they owe more
// than normal. Overdrafts become loans. For a lump of investment they borrow what their deposits do not pay, under the same
// ceiling; what stays unfunded of it stays due. The bank of the enterprise's city lends. It sees how an enterprise stands in its
// market, quality over price against the mean of city and industry, with an error, and sets rate and ceiling by that. A
// bank with less equity than its loans require lends less:
//   share of new credit = 1 - response (1 - equity / (ratio loans)), within 0 and 1.
// Sources: Stiglitz & Weiss (1981), Credit rationing in markets with imperfect information; Amiti & Weinstein (2018), How
// much do idiosyncratic bank shocks affect investment?
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/credit.hpp"
#include "sim/world/institutions.hpp"

namespace lingnan {

namespace {

/// Neighbours of one cell that are lent to together: as many as draws are made at once.
constexpr std::size_t kRows = ManyWords::kMost;

/// Their columns, from the first of them.
struct Rows {
  std::size_t count;
  const double *expected_demand, *price;
  const float *quality, *multiplicity;
  float *planned_investment, *investment_due;
  const Money *revenue, *inputs_value, *finished_value, *capital_value;
  Money *deposits, *loans, *costs;

  Rows(Enterprises& e, EnterpriseId f, std::size_t rows)
      : count(rows), expected_demand(&e.expected_demand[f]), price(&e.price[f]), quality(&e.quality[f]),
        multiplicity(&e.multiplicity[f]), planned_investment(&e.planned_investment[f]), investment_due(&e.investment_due[f]),
        revenue(&e.revenue[f]), inputs_value(&e.inputs_value[f]), finished_value(&e.finished_value[f]),
        capital_value(&e.capital_value[f]), deposits(&e.deposits[f]), loans(&e.loans[f]), costs(&e.costs[f]) {}
};

/// What is common to a cell in this step.
struct Here {
  double usual_fitness;
  double loan_rate, loan_spread_small, small_share, small_sales, risk_spread, deposit_rate, step;
  double with_inflation, loans_to_assets, repay, floor_steps, capital_price;
  double ceiling, ceiling_by_signal;
  double refused;  ///< share of new credit
  double investment_by_credit;
  double lumpy;  ///< 1: single enterprises invest in lumps
};

/// What differs between them: terms of levers, and the bank's errors.
struct Terms {
  double spread[kRows], noise[kRows], ceiling[kRows], error[kRows];
};

struct Sums {
  Money loan_interest = 0, deposit_interest = 0, lending = 0;
};

constexpr double kClearest = 0.3;  // no signal is taken for more than this

LINGNAN_VECTORISED void draw_errors(Rows rows, const ManyWords& words, double signal_noise, Terms& terms) {
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < rows.count; ++i)
    terms.error[i] = terms.noise[i] * signal_noise * bell(words.of(i)) / std::sqrt(static_cast<double>(rows.multiplicity[i]) + 1e-9);
}

LINGNAN_VECTORISED Sums lend(Rows rows, const Here& common, const Terms& terms) {
  const Here here = common;
  Money loan_interest = 0, deposit_interest = 0, lending = 0;
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < rows.count; ++i) {
    // everything as numbers of 64 bits, whole fen among them; columns of 32 bits are rounded as they are stored
    const double many = static_cast<double>(rows.multiplicity[i]);
    const double signal = within(static_cast<double>(rows.quality[i]) / rows.price[i] / here.usual_fitness - 1 + terms.error[i],
                                 -kClearest, kClearest);
    const double apart = (rows.expected_demand[i] < here.small_sales * many ? 1.0 : 0.0) - here.small_share;
    const double rate = here.loan_rate + here.loan_spread_small * apart - here.risk_spread * signal + terms.spread[i];
    const double owed = exactly(rows.loans[i]), had = exactly(rows.deposits[i]);
    const double paid = whole(owed * (larger(rate, 0.0) * here.step));
    const double earned = whole(larger(had, 0.0) * here.deposit_rate);
    const double has = had + (earned - paid);
    rows.costs[i] = nearest(paid - earned);
    loan_interest += nearest(paid);
    deposit_interest += nearest(earned);

    const double assets = exactly(rows.inputs_value[i] + rows.finished_value[i] + rows.capital_value[i]) * here.with_inflation;
    const double normal = here.loans_to_assets * assets;
    const double lasting = normal > owed ? normal - owed : here.repay * (normal - owed);
    const double floor = here.floor_steps * exactly(rows.revenue[i]);
    const double planned = static_cast<double>(rows.planned_investment[i]);
    const double cost = planned * here.capital_price * 100;
    const double lumpy = many == 1 ? here.lumpy : 0.0;
    const double ordered = lumpy * cost;  // banks lend for a lump before it is among the assets
    const double have = has + lasting;
    const double ceiling = here.ceiling * (1 + here.ceiling_by_signal * signal) + terms.ceiling[i];
    const double room = larger(ceiling * (assets + ordered) - owed - lasting, 0.0);
    const double more = smaller(room, floor + ordered - have);
    const double asked = have < floor + ordered ? lasting + more : lasting;
    const double refused = asked > 0 ? here.refused * asked : 0.0;
    const double granted = asked - refused;
    const double lent = larger(whole(has + granted < 0 ? -has : granted), -owed);
    rows.loans[i] = nearest(owed + lent);
    rows.deposits[i] = nearest(has + lent);
    lending += nearest(lent);

    // no more than its own credit: what was refused before is refused again, but given up once
    const double given_up = here.investment_by_credit * smaller(refused, here.loans_to_assets * cost);
    const double kept = refused > 0 ? cost - given_up : cost;
    const double after_refusal = static_cast<float>(planned * static_cast<float>(cost > 0 ? kept / cost : 1.0));
    const double left = cost > 0 ? kept : cost;
    const double available = larger(has + lent - floor, 0.0);
    const double share = left > available ? available / left : 1.0;
    const float invested = static_cast<float>(after_refusal * static_cast<float>(share));
    const double put_off = static_cast<float>(after_refusal - static_cast<double>(invested));
    rows.planned_investment[i] = invested;
    rows.investment_due[i] = static_cast<float>(static_cast<double>(rows.investment_due[i]) + lumpy * put_off);
  }
  return {loan_interest, deposit_interest, lending};
}

class Finance final : public Process {
  double credit_ceiling = 0.7;
  double repayment_speed = 0.08;
  double liquidity_floor = 0.25;
  double signal_noise = 0.1;
  double risk_spread = 0.02;
  double ceiling_by_signal = 1;
  double capital_response = 4;
  double investment_by_credit = 0.5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Finance>(*this); }
  std::string_view name() const override { return "finance"; }
  std::string_view doc() const override { return "Interest, deposits and bank credit; investment within what is funded."; }

  void describe(Parameters& p) override {
    p.real("credit_ceiling", credit_ceiling,
           {.unit = "share", .min = 0, .max = 1, .doc = "Most loans an enterprise gets, share of its assets.",
            .source = "loan-to-value of plant 0.6 and receivables 0.7", .grade = "D"});
    p.real("repayment_speed", repayment_speed,
           {.unit = "1/month", .min = 0.001, .max = 0.9, .doc = "Share of loans above normal that is paid back in a month."});
    p.real("liquidity_floor", liquidity_floor,
           {.unit = "share", .min = 0, .max = 1, .doc = "Share of normal deposits below which an enterprise borrows more "
                                                        "and does not invest."});
    p.real("signal_noise", signal_noise,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Standard deviation of a bank's error about an enterprise's quality over price; drawn anew each year."});
    p.real("risk_spread", risk_spread,
           {.unit = "1/year", .min = 0, .max = 0.2,
            .doc = "Interest added for an enterprise that seems wholly uncompetitive; a tenth of it for one tenth worse."});
    p.real("ceiling_by_signal", ceiling_by_signal,
           {.unit = "elasticity", .min = 0, .max = 3, .doc = "Credit ceiling to how competitive an enterprise seems."});
    p.real("capital_response", capital_response,
           {.unit = "ratio", .min = 0, .max = 20,
            .doc = "Fall of the share of new credit that a bank grants, per share of required equity that it is short of.",
            .source = "1 point of capital short lowers loan growth by 1 (Berrospide & Edge 2010) to 6 points a year (Aiyar, "
                      "Calomiris & Wieladek 2014); recalled",
            .grade = "D"});
    p.real("investment_by_credit", investment_by_credit,
           {.unit = "ratio", .min = 0, .max = 1,
            .doc = "Investment that is given up per yuan that a bank short of equity refuses of its credit; the rest comes from "
                   "owners."});
  }

  void run(World& world, const Instruments& instruments) override {
    Enterprises& e = world.enterprises;
    const Norms& norms = world.norms;
    const Institutions& law = *world.institutions;
    const double step = world.calendar.step_years();
    const double deposit_rate = law.deposit_rate * step;
    const std::uint32_t year = world.calendar.step / static_cast<std::uint32_t>(world.calendar.per_year());
    const bool errs = world.random_processes && signal_noise > 0;
    const double repay = share_per_step(repayment_speed, world.calendar);

    sums_.assign(world.region->cell_count(), {});
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const CityId city = world.region->city_of(cell);
      const double mean = usual_fitness(world, cell);
      const Here here{.usual_fitness = mean > 0 ? mean : 1,
                      .loan_rate = law.loan_rate,
                      .loan_spread_small = law.loan_spread_small,
                      .small_share = norms.small_share,
                      .small_sales = small_sales(law, step),
                      .risk_spread = risk_spread,
                      .deposit_rate = deposit_rate,
                      .step = step,
                      .with_inflation = 1 + norms.inflation,
                      .loans_to_assets = norms.loans_to_assets,
                      .repay = repay,
                      .floor_steps = liquidity_floor * norms.liquidity_steps,
                      .capital_price = world.markets.investment_price[city] * (1 + norms.inflation),
                      .ceiling = credit_ceiling,
                      .ceiling_by_signal = ceiling_by_signal,
                      .refused = 1 - granted(world, city),
                      .investment_by_credit = investment_by_credit,
                      .lumpy = norms.lumpiness > 0 ? 1.0 : 0.0};
      Terms terms;
      std::fill_n(terms.spread, kRows, 0.0);
      std::fill_n(terms.noise, kRows, 1.0);
      std::fill_n(terms.ceiling, kRows, 0.0);
      std::fill_n(terms.error, kRows, 0.0);
      const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
      ManyWords words;
      for (std::uint32_t f = ids.first.value; f < ids.last.value; f += kRows) {
        const Rows rows(e, EnterpriseId{f}, std::min<std::size_t>(kRows, ids.last.value - f));
        if (!instruments.credit_terms.empty()) terms_of_levers(world, cell, EnterpriseId{f}, rows.count, instruments, terms);
        if (errs) {
          world.luck.words(Event::credit_signal, &e.birth_key[EnterpriseId{f}], rows.count, year, words);
          draw_errors(rows, words, signal_noise, terms);
        }
        const Sums some = lend(rows, here, terms);
        sums_[c].loan_interest += some.loan_interest;
        sums_[c].deposit_interest += some.deposit_interest;
        sums_[c].lending += some.lending;
      }
    });

    Ledger& ledger = world.ledger;
    for (const CellId cell : world.cells()) {
      const Sums& sum = sums_[cell.value];
      const std::size_t place = world.region->city_of(cell).value;
      ledger.pay({Sector::enterprises, place}, {Sector::banks, place}, sum.loan_interest, Reason::loan_interest);
      ledger.pay({Sector::banks, place}, {Sector::enterprises, place}, sum.deposit_interest, Reason::deposit_interest);
      ledger.pay({Sector::banks, place}, {Sector::enterprises, place}, sum.lending, Reason::lending);
    }
    other_interest(world, deposit_rate, law.government_loan_rate * step);
  }

 private:
  std::vector<Sums> sums_;  // by cell

  static void terms_of_levers(const World& world, CellId cell, EnterpriseId first, std::size_t count,
                              const Instruments& instruments, Terms& terms) {
    const CityId city = world.region->city_of(cell);
    const IndustryId industry = world.region->industry_of(cell);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint16_t tags = world.enterprises.tags[EnterpriseId{first.value + i}];
      terms.spread[i] = terms.ceiling[i] = 0;
      terms.noise[i] = 1;
      for (const CreditTerms& other : instruments.credit_terms) {
        if ((other.tags != 0 && (tags & other.tags) == 0) || !other.reach->covers(city, industry)) continue;
        terms.spread[i] += other.spread;
        terms.noise[i] *= other.noise;
        terms.ceiling[i] += other.ceiling;
      }
    }
  }

  /// Share of new credit that the bank of a city grants.
  double granted(const World& world, CityId city) const {
    const Banks& b = world.banks;
    const double required = world.institutions->bank_equity_ratio * static_cast<double>(b.loans[city]);
    if (!(required > 0)) return 1;
    return std::clamp(1 - capital_response * (1 - static_cast<double>(b.equity[city]) / required), 0.0, 1.0);
  }

  static void other_interest(World& world, double deposit_rate, double government_rate) {
    Ledger& ledger = world.ledger;
    Households& h = world.households;
    for (const PoolId p : world.pools()) {
      const std::size_t place = city_of(p).value;
      h.interest[p] = share_of(h.deposits[p], deposit_rate);
      h.deposits[p] += h.interest[p];
      ledger.pay({Sector::banks, place}, {Sector::households, place}, h.interest[p], Reason::deposit_interest);
    }
    Treasuries& t = world.treasuries;
    const std::size_t cities = world.city_count();
    for (std::size_t c = 0; c <= cities; ++c) {
      const std::size_t bank = c < cities ? c : 0;  // the province banks with the first city
      const CityId row{c};
      const Money earned = share_of(std::max<Money>(t.deposits[row], 0), deposit_rate);
      const Money paid = share_of(t.debt[row], government_rate);
      t.deposits[row] += earned - paid;
      ledger.pay({Sector::banks, bank}, {Sector::treasuries, c}, earned, Reason::deposit_interest);
      ledger.pay({Sector::treasuries, c}, {Sector::banks, bank}, paid, Reason::loan_interest);
    }
    // banks owe each other and the outside at the deposit rate; the outside is the other side of their sum
    for (const CityId c : world.cities()) {
      const Money due = share_of(world.banks.interbank[c], deposit_rate);
      const Party bank{Sector::banks, c.value}, outside{Sector::outside, kCentre};
      if (due >= 0) {
        ledger.pay(outside, bank, due, Reason::interbank_interest);
      } else {
        ledger.pay(bank, outside, -due, Reason::interbank_interest);
      }
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_finance() { return std::make_unique<Finance>(); }

}  // namespace lingnan

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
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/credit.hpp"
#include "sim/world/institutions.hpp"

namespace lingnan {

namespace {

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
      const CityId city = world.region->city_of(CellId{c});
      const double capital_price = world.markets.investment_price[city] * (1 + norms.inflation);
      const double share = granted(world, city);
      const double mean = usual_fitness(world, CellId{c}), usual = mean > 0 ? mean : 1;
      Sums sum;
      const IdRange<EnterpriseId> ids = world.enterprises_in(CellId{c});
      const IndustryId industry = world.region->industry_of(CellId{c});
      ManyWords words;
      for (const EnterpriseId f : ids) {
        double signal = fitness(e, f) / usual - 1;
        CreditTerms terms;
        for (const CreditTerms& other : instruments.credit_terms) {
          if ((other.tags != 0 && (e.tags[f] & other.tags) == 0) || !other.reach->covers(city, industry)) continue;
          terms.spread += other.spread;
          terms.noise *= other.noise;
          terms.ceiling += other.ceiling;
        }
        if (errs) {
          const std::size_t row = (f.value - ids.first.value) % ManyWords::kMost;
          if (row == 0)
            world.luck.words(Event::credit_signal, &e.birth_key[f],
                             std::min<std::size_t>(ManyWords::kMost, ids.last.value - f.value), year, words);
          signal += terms.noise * signal_noise * bell(words.of(row)) / std::sqrt(static_cast<double>(e.multiplicity[f]) + 1e-9);
        }
        signal = std::clamp(signal, -kClearest, kClearest);
        const double apart = (is_small(e, f, law, step) ? 1.0 : 0.0) - norms.small_share;
        const double rate = law.loan_rate + law.loan_spread_small * apart - risk_spread * signal + terms.spread;
        const Money paid = share_of_one(e.loans[f], std::max(rate, 0.0) * step);
        const Money earned = share_of_one(std::max<Money>(e.deposits[f], 0), deposit_rate);
        e.costs[f] = paid - earned;
        e.deposits[f] += earned - paid;
        sum.loan_interest += paid;
        sum.deposit_interest += earned;

        const double assets =
            static_cast<double>(e.inputs_value[f] + e.finished_value[f] + e.capital_value[f]) * (1 + norms.inflation);
        const double normal = norms.loans_to_assets * assets;
        const double owed = static_cast<double>(e.loans[f]);
        double borrow = normal > owed ? normal - owed : repay * (normal - owed);
        const double floor = liquidity_floor * norms.liquidity_steps * static_cast<double>(e.revenue[f]);
        double cost = static_cast<double>(e.planned_investment[f]) * capital_price * 100;
        const bool lumpy = norms.lumpiness > 0 && e.multiplicity[f] == 1;
        const double ordered = lumpy ? cost : 0;  // banks lend for a lump before it is among the assets
        const double have = static_cast<double>(e.deposits[f]) + borrow;
        if (have < floor + ordered) {
          const double ceiling = credit_ceiling * (1 + ceiling_by_signal * signal) + terms.ceiling;
          const double room = std::max(0.0, ceiling * (assets + ordered) - owed - borrow);
          borrow += std::min(room, floor + ordered - have);
        }
        const double refused = borrow > 0 ? (1 - share) * borrow : 0;
        borrow -= refused;
        if (static_cast<double>(e.deposits[f]) + borrow < 0) borrow = -static_cast<double>(e.deposits[f]);
        Money lent = nearest(borrow);
        lent = std::max(lent, -e.loans[f]);
        e.loans[f] += lent;
        e.deposits[f] += lent;
        sum.lending += lent;

        if (refused > 0 && cost > 0) {
          // no more than its own credit: what was refused before is refused again, but given up once
          const double kept = cost - investment_by_credit * std::min(refused, norms.loans_to_assets * cost);
          e.planned_investment[f] *= static_cast<float>(kept / cost);
          cost = kept;
        }
        const double available = std::max(0.0, static_cast<double>(e.deposits[f]) - floor);
        if (cost > available) {
          const float planned = e.planned_investment[f];
          e.planned_investment[f] *= static_cast<float>(available / cost);
          if (lumpy) e.investment_due[f] += planned - e.planned_investment[f];
        }
      }
      sums_[c] = sum;
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
  struct Sums {
    Money loan_interest = 0, deposit_interest = 0, lending = 0;
  };
  static constexpr double kClearest = 0.3;  // no signal is taken for more than this
  std::vector<Sums> sums_;  // by cell

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

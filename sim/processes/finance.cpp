// Interest on last step's balances; bank credit up to a ceiling of assets; investment that stays unfunded is cut.
//
// Enterprises borrow a normal share of their assets, more when deposits run low, and pay back slowly when they owe more
// than normal. Overdrafts become loans. The bank of the enterprise's city lends.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/institutions.hpp"

namespace lingnan {

namespace {

class Finance final : public Process {
  double credit_ceiling = 0.7;
  double repayment_speed = 0.08;
  double liquidity_floor = 0.25;

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
  }

  void run(World& world, const Instruments&) override {
    Enterprises& e = world.enterprises;
    const Norms& norms = world.norms;
    const Institutions& law = *world.institutions;
    const double step = world.calendar.step_years();
    const double loan_rate = law.loan_rate * step, deposit_rate = law.deposit_rate * step;
    const double repay = share_per_step(repayment_speed, world.calendar);

    sums_.assign(world.region->cell_count(), {});
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CityId city = world.region->city_of(CellId{c});
      const double capital_price = world.markets.investment_price[city] * (1 + norms.inflation);
      Sums sum;
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        const Money paid = share_of_one(e.loans[f], loan_rate);
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
        const double have = static_cast<double>(e.deposits[f]) + borrow;
        if (have < floor) {
          const double room = std::max(0.0, credit_ceiling * assets - owed - borrow);
          borrow += std::min(room, floor - have);
        }
        if (static_cast<double>(e.deposits[f]) + borrow < 0) borrow = -static_cast<double>(e.deposits[f]);
        Money lent = nearest(borrow);
        lent = std::max(lent, -e.loans[f]);
        e.loans[f] += lent;
        e.deposits[f] += lent;
        sum.lending += lent;

        const double cost = static_cast<double>(e.planned_investment[f]) * capital_price * 100;
        const double available = std::max(0.0, static_cast<double>(e.deposits[f]) - floor);
        if (cost > available) e.planned_investment[f] *= static_cast<float>(available / cost);
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
  std::vector<Sums> sums_;  // by cell

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

// What levers ordered is counted as spent as far as it was delivered and paid; other payers give the city back their part.
#include <utility>

#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class Settle final : public Process {
 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Settle>(*this); }
  std::string_view name() const override { return "settle"; }
  std::string_view doc() const override { return "What levers bought is counted; the province and the centre pay their part."; }
  void describe(Parameters&) override {}

  void run(World& world, const Instruments& instruments) override {
    Levers& levers = world.levers;
    if (levers.budget.empty()) return;
    Treasuries& t = world.treasuries;
    const std::size_t cities = world.city_count();
    const Party province{Sector::treasuries, cities}, centre{Sector::outside, kCentre};
    for (const LeverCost& cost : instruments.costs) {
      if (!cost.outside) continue;
      t.deposits[cost.city] -= cost.amount;
      world.ledger.pay({Sector::treasuries, cost.city.value}, {Sector::outside, kRestOfCountry}, cost.amount, Reason::transfers);
    }
    purchases_.assign(cities, 0.0);
    given_.assign(cities, 0);
    for (const CityId c : world.cities()) purchases_[c.value] = t.purchases[c];
    const std::size_t count = levers.budget.size();
    for (const CityId c : world.cities()) {
      // levers and the works of `fiscal` share what was paid for works
      weights_.assign(count + 1, 0.0);
      shares_.assign(count + 1, 0);
      Money ordered = 0;
      for (const LeverId l : levers.budget.ids()) {
        weights_[l.value] = static_cast<double>(levers.ordered[levers.at(l, c)]);
        ordered += levers.ordered[levers.at(l, c)];
      }
      weights_[count] = static_cast<double>(t.extra_works[c] - ordered);
      if (ordered != 0) apportion<double>(t.extra_paid[c], weights_, shares_);
      t.given[c] = 0;
      for (const LeverId l : levers.budget.ids()) {
        const LeverPlaceId place = levers.at(l, c);
        const Money given = std::exchange(levers.given[place], 0), spent = shares_[l.value] + given;
        if (spent == 0) continue;
        t.given[c] += given;
        levers.spent[place] += spent;
        levers.budget_left[l] -= spent;
        const LeverPayers& payers = world.lever_payers[l];
        const Money from_centre = share_of(spent, payers.centre);
        const Money from_province = share_of(spent, payers.province);
        t.deposits[c] += from_centre;
        world.ledger.pay(centre, {Sector::treasuries, c.value}, from_centre, Reason::transfers);
        if (payers.chain_masters > 0) chain_masters_pay(world, c, share_of(spent, payers.chain_masters));
        if (from_province == 0) continue;
        // all cities go without a part of what the province gives them
        apportion<double>(from_province, purchases_, given_);
        for (const CityId giver : world.cities()) {
          t.deposits[giver] -= given_[giver.value];
          world.ledger.pay({Sector::treasuries, giver.value}, province, given_[giver.value], Reason::transfers);
        }
        t.deposits[c] += from_province;
        world.ledger.pay(province, {Sector::treasuries, c.value}, from_province, Reason::transfers);
      }
    }
  }

 private:
  std::vector<double> weights_, purchases_;  // by lever; by city
  std::vector<Money> shares_, given_;
  std::vector<EnterpriseId> masters_;
  std::vector<double> sales_;  // of masters
  std::vector<Money> parts_;

  /// Chain-masters of the city pay by what they expect to sell; without any the city is left with it.
  void chain_masters_pay(World& world, CityId city, Money amount) {
    Enterprises& e = world.enterprises;
    masters_.clear();
    sales_.clear();
    for (const EnterpriseId f : world.enterprises_in(city)) {
      if ((e.tags[f] & static_cast<std::uint16_t>(Tag::chain_master)) == 0) continue;
      masters_.push_back(f);
      sales_.push_back(e.expected_demand[f] * e.price[f]);
    }
    if (masters_.empty()) return;
    parts_.assign(masters_.size(), 0);
    apportion<double>(amount, sales_, parts_);
    for (std::size_t i = 0; i < masters_.size(); ++i) e.deposits[masters_[i]] -= parts_[i];
    world.treasuries.deposits[city] += amount;
    world.ledger.pay({Sector::enterprises, city.value}, {Sector::treasuries, city.value}, amount, Reason::levies);
  }
};

}  // namespace

std::unique_ptr<Process> make_settle() { return std::make_unique<Settle>(); }

}  // namespace lingnan

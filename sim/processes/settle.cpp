// What levers ordered is counted as spent as far as it was delivered and paid; other payers give the city back their part.
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

  void run(World& world, const Instruments&) override {
    Levers& levers = world.levers;
    if (levers.budget.empty()) return;
    Treasuries& t = world.treasuries;
    const std::size_t cities = world.city_count();
    const Party province{Sector::treasuries, cities}, centre{Sector::outside, kCentre};
    purchases_.assign(cities, 0.0);
    given_.assign(cities, 0);
    for (const CityId c : world.cities()) purchases_[c.value] = t.purchases[c];
    for (const CityId c : world.cities()) {
      if (t.extra_paid[c] == 0) continue;
      // levers and the works of `fiscal` share what was paid
      const std::size_t count = levers.budget.size();
      weights_.assign(count + 1, 0.0);
      shares_.assign(count + 1, 0);
      Money ordered = 0;
      for (const LeverId l : levers.budget.ids()) {
        weights_[l.value] = static_cast<double>(levers.ordered[levers.at(l, c)]);
        ordered += levers.ordered[levers.at(l, c)];
      }
      if (ordered == 0) continue;
      weights_[count] = static_cast<double>(t.extra_works[c] - ordered);
      apportion<double>(t.extra_paid[c], weights_, shares_);
      for (const LeverId l : levers.budget.ids()) {
        const Money spent = shares_[l.value];
        levers.spent[levers.at(l, c)] += spent;
        levers.budget_left[l] -= spent;
        const Money from_centre = share_of(spent, world.lever_payers[l].centre);
        const Money from_province = share_of(spent, world.lever_payers[l].province);
        t.deposits[c] += from_centre;
        world.ledger.pay(centre, {Sector::treasuries, c.value}, from_centre, Reason::transfers);
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
};

}  // namespace

std::unique_ptr<Process> make_settle() { return std::make_unique<Settle>(); }

}  // namespace lingnan

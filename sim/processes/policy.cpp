// Levers order what has come up: the costs of this step's instruments and of what was served in the last step. It is bought
// like public works; how much of it each city has to find is told here, for the fiscal closure.
//
// A city finds its own share of what levers spend in it. The province's share comes out of what it gives to all its cities, by
// their ordinary purchases. What the centre pays comes from outside and has no match.
#include <utility>

#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/fiscal.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class Policy final : public Process {
 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Policy>(*this); }
  std::string_view name() const override { return "policy"; }
  std::string_view doc() const override { return "Levers due now issue this step's instruments; their costs are ordered."; }
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
    }
    for (const LeverCost& cost : instruments.costs) levers.ordered[levers.at(cost.lever, cost.city)] += cost.amount;
    weights_.assign(cities, 0.0);
    shares_.assign(cities, 0);
    for (const CityId c : world.cities()) weights_[c.value] = t.purchases[c];
    for (const LeverId l : levers.budget.ids()) {
      Money province = 0;
      for (const CityId c : world.cities()) {
        const Money ordered = levers.ordered[levers.at(l, c)];
        const Money from_province = share_of(ordered, world.lever_payers[l].province);
        t.extra_works[c] += ordered;
        t.matched[c] += ordered - from_province - share_of(ordered, world.lever_payers[l].centre);
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

  static void begin_month(World& world) {
    Levers& levers = world.levers;
    for (Money& spent : levers.spent) spent = 0;
    for (auto* column : {&levers.take_up, &levers.rejected, &levers.queue})
      for (std::int32_t& count : *column) count = 0;
    if (world.calendar.month().month != 1) return;
    for (const LeverId l : levers.budget.ids()) levers.budget_left[l] = levers.budget[l];
  }
};

}  // namespace

std::unique_ptr<Process> make_policy() { return std::make_unique<Policy>(); }

}  // namespace lingnan

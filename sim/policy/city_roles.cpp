// Roles of cities: help for enterprises that move there and invest there. Source: policy card L22, see `lingnan describe
// lever city_roles`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class CityRoles final : public Lever {
  double moving = 0.05;
  double capital_support = 0.02, response = 0.5;
  double ties = 2;
  double cost = 5;
 public:
  CityRoles() : Lever(1000) {}
  std::string_view name() const override { return "city_roles"; }
  std::string_view doc() const override { return "Roles of cities: help for enterprises that move there and invest there."; }
  LeverNote note() const override {
    return {.mechanism = "Enterprises of the industries in reach that move to a city in reach get a share of the value of their "
                         "capital; ties with other cities make it a likelier place to move to. Enterprises there get a share of what "
                         "they invest, and wanted capital answers.",
            .hooks = "allocation rule, wedge on moves, location",
            .evidence = "Liu (2019), relocation in Guangdong: productivity up at the origin, down at the destination, worst in the "
                        "east. Relocation parks: output of counties up 5-18 %. Long et al. (2020): paired assistance and common "
                        "language drive moves, cost does not.",
            .backfire = "Productivity at the destination falls; the origin gains.",
            .name_zh = "城市功能定位与区域联动",
            .mechanism_zh = "向承担相应功能的城市迁入者按资本价值补助，结对帮扶提高迁入概率，并补助本地投资。",
            .grade = "A",
            .example = "{lever: city_roles, moving_support: 0.05, target: {cities: [Shantou, Zhanjiang], industries: [TEXT, ECOM]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const double strength = std::min(view.strength, 1.0);
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    const Money for_moves = left / 2;
    left -= for_moves;
    out.moving_grants.push_back({.lever = view.lever, .reach = &reach(), .share = strength * moving, .affordable = for_moves});
    out.lifts.push_back({Lift::arrival, &reach(), 1 + strength * (ties - 1)});
    const double rate = strength * capital_support;
    if (!(rate > 0)) return;
    bool enough = true;
    for_each_own(world, [&](EnterpriseId f) {
      const Money amount =
          fen(rate * static_cast<double>(e.planned_investment[f]) * world.markets.investment_price[world.region->city_of(e.cell[f])]);
      if (amount <= 0) return;
      if (!grant(view, f, amount, left, out)) enough = false;
    });
    if (enough) out.lifts.push_back({Lift::capital, &reach(), std::pow(1 - rate, -response)});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("moving_support", moving,
           {.unit = "share", .min = 0, .max = 0.2, .doc = "Of the value of capital of one that moves.",
            .source = "0-20 %; assumption"});
    p.real("capital_support", capital_support,
           {.unit = "share", .min = 0, .max = 0.3, .doc = "Of investment in reach."});
    p.real("response", response,
           {.unit = "elasticity", .min = 0, .max = 1.5, .doc = "Wanted capital to its price.",
            .source = "0.5-1 in the literature; recalled", .grade = "D", .off = 0});
    p.real("ties", ties,
           {.unit = "ratio", .min = 1, .max = 4, .doc = "Odds of the cities as places to move to.",
            .source = "1-4; assumption", .off = 1});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of coordination."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_city_roles() { return std::make_unique<CityRoles>(); }

}  // namespace lingnan

// Parks with cheap rooms, support of capital and short ways to permits, for so many enterprises. Source: policy card L15,
// see `lingnan describe lever science_park`.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/policy/zone_places.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kPull = 1.5;           // places by cost, as in `relocate`
constexpr std::uint16_t kYoungMonths = 96;

class SciencePark final : public Lever {
  double parks = 5, capacity = 200;
  double rent_support = 0.5, rent_of_sales = 0.03, new_rooms = 0.2;
  double capital_support = 0.1;
  double permit_cut = 0.3;
  double stay_years = 3;
  double capex = 100, cost = 10;
 public:
  SciencePark() : Lever(2000) {}
  std::string_view name() const override { return "science_park"; }
  std::string_view doc() const override { return "Parks with cheap rooms, support of capital and short ways to permits, for so many enterprises."; }
  LeverNote note() const override {
    return {.mechanism = "Young enterprises in reach get a place by lot. Tenants save rent and a share of what they invest; contracts "
                         "end. While places are free the city draws enterprises that begin or move, by what they save of their cost, "
                         "and capacity in the industries in reach is permitted sooner by the park's own desk, as far as tenants stand for "
                         "it. With help tenants take more room, so that other enterprises of the city pay higher rents unless the "
                         "park builds enough: fewer come and more leave. Parks are shared out to cities by experts.",
            .hooks = "delay, wedge, location",
            .evidence = "Lu, Wang & Zhu (2019): zones raise capital, jobs, output and wages, mostly by net entry. Wang (2013): later "
                        "zones weaker. UK enterprise zones: 10 % of employment moved from just outside.",
            .backfire = "Jobs move from next door.",
            .name_zh = "科技园区",
            .mechanism_zh = "园区名额有限：租金与投资补助、审批加快；有空位时吸引新设和迁入企业；租金补助推高园区外租金。",
            .grade = "A",
            .example = "{lever: science_park, parks: 5, target: {cities: [Shenzhen, Guangzhou]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * parks * cost * world.calendar.per_month(), out);
    const std::vector<std::int64_t> now = by_experts(world, view.strength * parks), before = by_experts(world, (view.strength - view.growth) * parks);
    std::vector<std::int64_t> places;
    for (const CityId c : world.cities()) {
      places.push_back(std::llround(static_cast<double>(now[c.value]) * capacity));
      const Money works = std::min(left, fen(capex * 1e6 * static_cast<double>(std::max<std::int64_t>(0, now[c.value] - before[c.value]))));
      if (view.first_step && works > 0) {
        out.costs.push_back({view.lever, c, works});
        left -= works;
      }
    }
    std::vector<std::int64_t> free(places.size(), 0);
    if (view.first_step)
      free = fill_zones(view, reach(), places, stay_years, [&](EnterpriseId f) { return e.age[f] < kYoungMonths; }, out);
    const double saved = 1 - rent_support * rent_of_sales;  // of cost
    for (const CityId c : world.cities()) {
      if (places[c.value] == 0) continue;
      double tenants = 0, all = 0;
      for (const EnterpriseId f : world.enterprises_in(c)) {
        if (!reach().covers(world.region->industry_of(e.cell[f]))) continue;
        all += e.capital[f];
        if (!is_tenant(view, f)) continue;
        tenants += e.capital[f];
        const double price = world.markets.investment_price[c];
        const double support = rent_support * rent_of_sales * e.expected_demand[f] * e.price[f] +
                               capital_support * static_cast<double>(e.planned_investment[f]) * price;
        const Money amount = fen(std::min(view.strength, 1.0) * support);
        if (amount > 0) grant(view, f, amount, left, out);
      }
      if (free[c.value] > 0) {
        out.lifts.push_back({Lift::arrival, &reach(), std::pow(saved, -kPull), c, IndustryId{}});
        out.lifts.push_back({Lift::entry, &reach(), std::pow(saved, -kPull), c, IndustryId{}});
      }
      if (all > 0)
        for (const Lift what : {Lift::permits, Lift::desks})
          out.lifts.push_back({what, &reach(), 1 / (1 - permit_cut * tenants / all), c, IndustryId{}});
      out.room_support.push_back({view.lever, c, std::min(view.strength, 1.0) * rent_support, new_rooms});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("parks", parks,
           {.unit = "number", .min = 0, .max = 100, .doc = "Parks at full strength, shared out to cities by experts.",
            .source = "five future-industry parks", .grade = "D"});
    p.real("capacity", capacity,
           {.unit = "number", .min = 1, .max = 5000, .doc = "Enterprises that a park has room for."});
    p.real("rent_support", rent_support,
           {.unit = "share", .min = 0, .max = 0.8, .doc = "Of the rent.",
            .source = "0-0.8; assumption"});
    p.real("rent_of_sales", rent_of_sales,
           {.unit = "share", .min = 0, .max = 0.2, .doc = "Rent that tenants would pay elsewhere, of sales."});
    p.real("new_rooms", new_rooms,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of the rooms of its tenants, what the park has built; the rest stood before. Rents of others rise by what tenants "
                   "take more and fall by what is built."});
    p.real("capital_support", capital_support,
           {.unit = "share", .min = 0, .max = 0.3, .doc = "Of investment.",
            .source = "0-0.3; assumption"});
    p.real("permit_cut", permit_cut,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Time that tenants save in permits.", .off = 0});
    p.real("stay_years", stay_years,
           {.unit = "years", .min = 1, .max = 20, .doc = "Mean length of a contract.",
            .source = "1-5; assumption"});
    p.real("capital_mln_cny", capex,
           {.unit = "mln_cny", .min = 0, .max = 5000, .doc = "Public works for each park, once."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of each park."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_science_park() { return std::make_unique<SciencePark>(); }

}  // namespace lingnan

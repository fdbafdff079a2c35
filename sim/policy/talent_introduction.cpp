// Money and services for educated people who come to a city. Source: policy card L18, see `lingnan describe lever
// talent_introduction`.
#include <cmath>
#include <utility>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class TalentIntroduction final : public Lever {
  double bonus = 0.1;
  double bonus_years = 1;
  double wage_elasticity = 1.5;
  double college = 1, experts = 1;
  double cost = 10;
 public:
  TalentIntroduction() : Lever(2000) {}
  std::string_view name() const override { return "talent_introduction"; }
  std::string_view doc() const override { return "Money and services for educated people who come to a city."; }
  LeverNote note() const override {
    return {.mechanism = "People of the tiers in reach value the bonus like so much more wage when they choose where to live, as long "
                         "as it is offered, and get it once when they come, also those who would have come anyway. A city wins them "
                         "from other cities and from the rest of the country. Dwellings get dearer.",
            .hooks = "location of people, transfer",
            .evidence = "Settlement intention up in second-tier, not first-tier cities (Chen & Li 2022); innovation up in core "
                        "cities, not elsewhere (Lu, Zhang & Zhu 2021); housing prices answer.",
            .backfire = "About half of what one city wins is taken from its neighbours.",
            .name_zh = "人才引进与人才卡",
            .mechanism_zh = "把补贴视同工资提高，计入迁移效用；到来者一次性领取；人才来自省内其他城市和省外，房价随之上升。",
            .grade = "C",
            .example = "{lever: talent_introduction, bonus: 0.1, target: {cities: [Shenzhen]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    const double size = view.strength * bonus;
    std::int64_t offers = 0;
    for (const CityId c : world.cities()) offers += reach().covers(c) ? 1 : 0;
    for (const CityId c : world.cities()) {
      if (!reach().covers(c)) continue;
      for (const auto& [tier, share] : {std::pair{Tier::college, college}, {Tier::expert, experts}}) {
        if (!(share > 0)) continue;
        const double yearly = world.households.wage[pool_of(c, tier)] * world.calendar.per_year();
        out.people_pulls.push_back({.lever = view.lever,
                                    .city = c,
                                    .tier = tier,
                                    .log_points = wage_elasticity * std::log1p(share * size),
                                    .each = fen(share * size * bonus_years * yearly),
                                    .affordable = left / (2 * offers)});
      }
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("bonus", bonus,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of a year's wage."});
    p.real("bonus_years", bonus_years,
           {.unit = "years", .min = 0, .max = 10, .doc = "Years of the bonus that are paid on arrival."});
    p.real("wage_elasticity", wage_elasticity,
           {.unit = "elasticity", .min = 0, .max = 5, .doc = "Odds of a place per log point of wage: as in `migrate`.",
            .source = "Tombe & Zhu (2019); recalled", .grade = "C", .off = 0});
    p.real("college", college,
           {.unit = "ratio", .min = 0, .max = 1, .doc = "Of the bonus, what college workers get."});
    p.real("experts", experts,
           {.unit = "ratio", .min = 0, .max = 1, .doc = "Of the bonus, what experts get."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_talent_introduction() { return std::make_unique<TalentIntroduction>(); }

}  // namespace lingnan

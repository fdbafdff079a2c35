// A plan that people believe makes other support count for more. Source: policy card L24, see `lingnan describe lever
// credible_plan`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class CrediblePlan final : public Lever {
  double hazard_without = 0.2, hazard = 0.05;
  double horizon_years = 5;
  double discount = 0.08;
  double cost = 10;
 public:
  CrediblePlan() : Lever(20) {}
  std::string_view name() const override { return "credible_plan"; }
  std::string_view doc() const override { return "A plan that people believe makes other support count for more."; }
  LeverNote note() const override {
    return {.mechanism = "Enterprises discount promised support by how long they believe it lasts. With a plan they fear its end less, "
                         "so that what other levers promise about investment, entry and moves is worth more to them: the ratio of the "
                         "present values of a yuan a year over their horizon. Without other levers it does nothing. Beliefs are not in "
                         "the model otherwise.",
            .hooks = "information",
            .evidence = "No evidence; hazards are assumed.",
            .backfire = "Broken promises are not in the model.",
            .name_zh = "可信的长期规划",
            .mechanism_zh = "降低企业对政策中断的预期，使其他政策在投资、进入、迁移上的承诺更有分量。",
            .grade = "E",
            .example = "{lever: credible_plan, hazard: 0.05, schedule: {start: 2024-02}}",
            .experimental = true};
  }
  void act(const LeverView& view, Instruments& out) const override {
    if (view.first_step) administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const auto worth = [&](double end) {
      const double rate = discount + end;
      return rate > 0 ? -std::expm1(-rate * horizon_years) / rate : horizon_years;
    };
    out.belief *= 1 + std::min(view.strength, 1.0) * (worth(hazard) / worth(hazard_without) - 1);
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("hazard_without", hazard_without,
           {.unit = "1/year", .min = 0, .max = 0.5, .doc = "Believed hazard that support ends, without a plan.",
            .source = "0.02-0.4; assumption"});
    p.real("hazard", hazard,
           {.unit = "1/year", .min = 0, .max = 0.5, .doc = "The same with it.",
            .source = "0.02-0.4; assumption"});
    p.real("horizon_years", horizon_years,
           {.unit = "years", .min = 1, .max = 20, .doc = "Time that enterprises look ahead."});
    p.real("discount", discount,
           {.unit = "1/year", .min = 0, .max = 0.3, .doc = "At which they discount.",
            .source = "social rate 8 %", .grade = "D"});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the plan."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_credible_plan() { return std::make_unique<CrediblePlan>(); }

}  // namespace lingnan

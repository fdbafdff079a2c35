// Seats at colleges and with lead enterprises: general workers become college workers. Source: policy card L19, see `lingnan
// describe lever talent_training`.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class TalentTraining final : public Lever {
  double seats_per_year = 10000;
  double cost_each = 0.04;
  double lag_years = 3;
  double cost = 5;
 public:
  TalentTraining() : Lever(2000) {}
  std::string_view name() const override { return "talent_training"; }
  std::string_view doc() const override { return "Seats at colleges and with lead enterprises: general workers become college workers."; }
  LeverNote note() const override {
    return {.mechanism = "So many people of the cities in reach begin a course each year, by experts; after the lag they pass from "
                         "general to college labour, out of work at first, and are as free to move as all others. Seats cost money "
                         "while they are taken.",
            .hooks = "skills",
            .evidence = "Seats cost 20,000-80,000 yuan a year. In a model with integrated labour markets (Eurace@Unibi) schooling in "
                        "the weak region helps the strong one.",
            .backfire = "Graduates leave the city that paid.",
            .name_zh = "人才培养",
            .mechanism_zh = "每年在目标城市新增培养名额，滞后若干年后普通劳动力转为大专以上劳动力，可自由流动。",
            .grade = "B",
            .example = "{lever: talent_training, seats_per_year: 10000, target: {cities: [Maoming, Zhanjiang]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    const auto lag = static_cast<int>(std::lround(12 * lag_years));
    const auto affordable = [&](double seats) {  // those in training at once within the year's money
      return std::min(seats, budget_mln_cny_per_year * intensity / std::max(cost_each * lag_years, 1e-9));
    };
    double in_training = 0;
    for (int m = 0; m < lag; ++m) in_training += affordable(view.strength_before(m) * seats_per_year) / 12;
    const std::vector<double> shares = expert_shares(world);
    for (const CityId c : world.cities()) {
      const double share = shares[c.value];
      if (!(share > 0)) continue;
      const Money amount = std::min(left, fen(in_training * share * cost_each * 1e6 * world.calendar.step_years()));
      if (amount > 0) {
        left -= amount;
        out.costs.push_back({view.lever, c, amount});
      }
      const double graduates = affordable(view.strength_before(lag) * seats_per_year) * share * world.calendar.step_years();
      if (graduates > 0) out.trainings.push_back({.city = c, .from = Tier::general, .persons = graduates});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("seats_per_year", seats_per_year,
           {.unit = "persons/year", .min = 0, .max = 1e6, .doc = "People who begin in a year."});
    p.real("cost_mln_cny_each_per_year", cost_each,
           {.unit = "mln_cny/year", .min = 0, .max = 1, .doc = "Cost of a seat.",
            .source = "0.02-0.08; assumption"});
    p.real("lag_years", lag_years,
           {.unit = "years", .min = 0.5, .max = 6, .doc = "Until they have finished.",
            .source = "2-4; assumption"});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_talent_training() { return std::make_unique<TalentTraining>(); }

}  // namespace lingnan

// Other levers work harder in a slump and less in a boom. Source: policy card L27, see `lingnan describe lever
// counter_cyclical`.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class CounterCyclical final : public Lever {
  double response = 1;
  double cost = 1;
 public:
  CounterCyclical() : Lever(20) {}
  std::string_view name() const override { return "counter_cyclical"; }
  std::string_view doc() const override { return "Other levers work harder in a slump and less in a boom."; }
  LeverNote note() const override {
    return {.mechanism = "The strength of every other lever of the scenario is multiplied by 1 - response x gap, within 0 and 2. The "
                         "gap is growth of real GDP over the last twelve months less the growth that treasuries expect, in units of a "
                         "tenth; it is what is known in real time. Budgets stay the same.",
            .hooks = "schedule of other levers",
            .evidence = "Barwick, Kalouptsidi & Zahur (2019): subsidies in a slump cost less for the same effect.",
            .backfire = "What is known of the gap in real time is late.",
            .name_zh = "逆周期调节",
            .mechanism_zh = "其他政策的强度按实时产出缺口反向调整，预算上限不变。",
            .grade = "B",
            .example = "{lever: counter_cyclical, response: 1, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    if (view.first_step) administer(view, view.strength * cost * view.world.calendar.per_month(), out);
  }
  double rescale(const LeverView& view, const Lever& other) const override {
    if (other.name() == name()) return 1;
    const World& world = view.world;
    const auto year = static_cast<std::size_t>(world.calendar.per_year());
    const std::vector<double>& history = world.gdp_real_history;
    if (history.size() < 2 * year) return 1;
    double now = 0, before = 0;
    for (std::size_t i = 0; i < year; ++i) {
      now += history[history.size() - 1 - i];
      before += history[history.size() - 1 - year - i];
    }
    const double expected = std::expm1(std::log1p(world.expected_growth) * static_cast<double>(year));
    const double gap = now / before - 1 - expected;
    return std::clamp(1 - view.strength * response * 10 * gap, 0.0, 2.0);
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("response", response,
           {.unit = "ratio", .min = 0, .max = 2, .doc = "Fall of strength per tenth of GDP above what is expected.",
            .source = "0-2; assumption", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_counter_cyclical() { return std::make_unique<CounterCyclical>(); }

}  // namespace lingnan

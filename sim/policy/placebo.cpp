// A lever that costs and does nothing: the benchmark of every other one. Its money buys what public works buy.
#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class Placebo final : public Lever {
  double outside = 0;

 public:
  Placebo() : Lever(2000) {}
  std::string_view name() const override { return "placebo"; }
  std::string_view doc() const override { return "Public money is spent as on any public works, and nothing else."; }
  LeverNote note() const override {
    return {.mechanism = "Spends its budget evenly over the year on construction and equipment in the cities in reach, by their "
                         "ordinary works, or in the rest of the country. What it does is what money does that is taken from other "
                         "purchases; with money from the centre that is spent outside, nothing at all.",
            .hooks = "cost",
            .evidence = "none needed: a benchmark",
            .backfire = "Works import more than the purchases they replace.",
            .name_zh = "安慰剂",
            .mechanism_zh = "按普通公共工程的方式（或在区域之外）花费预算，除此之外没有任何作用；用作其他政策工具的基准。",
            .grade = "E",
            .example = "{lever: placebo, budget_mln_cny_per_year: 2000, schedule: {start: 2024-01}}",
            .benchmark = true};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const double amount = view.strength * budget_mln_cny_per_year * 1e6 * world.calendar.step_years();
    const Money spent = std::min(fen(amount), view.budget);
    std::vector<double> weights;
    for (const CityId c : world.cities()) weights.push_back(reach().covers(c) ? world.treasuries.works[c] : 0.0);
    std::vector<Money> shares(weights.size());
    apportion<double>(spent, weights, shares);
    for (const CityId c : world.cities()) {
      const Money away = share_of(shares[c.value], outside), here = shares[c.value] - away;
      if (away > 0) out.costs.push_back({.lever = view.lever, .city = c, .amount = away, .outside = true});
      if (here > 0) out.costs.push_back({.lever = view.lever, .city = c, .amount = here});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("outside", outside, {.unit = "share", .min = 0, .max = 1, .doc = "Part of the money that is spent in the rest of the country."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_placebo() { return std::make_unique<Placebo>(); }

}  // namespace lingnan

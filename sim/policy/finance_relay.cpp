// Funds of one stage hand over to those of the next, and sales to other investors become easier. Source: policy card L8, see
// `lingnan describe lever finance_relay`.
#include <algorithm>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class FinanceRelay final : public Lever {
  double looks = 1.5;
  double sales = 1.5;
  double runway_months = 0;
  double cost = 20;
 public:
  FinanceRelay() : Lever(200) {}
  std::string_view name() const override { return "finance_relay"; }
  std::string_view doc() const override { return "Funds of one stage hand over to those of the next, and sales to other investors become easier."; }
  LeverNote note() const override {
    return {.mechanism = "A platform brings funds and enterprises together: every fund looks at more candidates a month, so that the "
                         "next investor is found before the money ends, and holdings of middling quality are sold sooner, which "
                         "returns money to owners.",
            .hooks = "equity: matching and exits",
            .evidence = "assumption; ends for lack of money are 38 % of failures of startups (CB Insights 2021).",
            .backfire = "Money that turns over faster looks for quick ends.",
            .name_zh = "金融接力",
            .mechanism_zh = "撮合平台使各阶段基金看到更多项目，衔接下一轮融资；并购退出更快，资金回流。",
            .grade = "E",
            .example = "{lever: finance_relay, looks: 1.5, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    if (view.first_step) administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const double strength = std::min(view.strength, 1.0);
    out.fund_terms.push_back({.lever = view.lever,
                              .looks = 1 + strength * (looks - 1),
                              .runway_months = strength * runway_months,
                              .exits = 1 + strength * (sales - 1)});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("looks", looks,
           {.unit = "ratio", .min = 1, .max = 4, .doc = "Candidates that a fund looks at, over the usual.", .off = 1});
    p.real("sales", sales,
           {.unit = "ratio", .min = 1, .max = 3, .doc = "Hazard that a holding is sold or listed, over the usual.",
            .source = "0.2-0.6 of ends are sales; assumption", .off = 1});
    p.real("runway_months", runway_months,
           {.unit = "months", .min = 0, .max = 12, .doc = "What is added to the runway that investments last for.", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of the platform."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_finance_relay() { return std::make_unique<FinanceRelay>(); }

}  // namespace lingnan

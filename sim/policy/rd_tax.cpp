// Tax relief for research, plain or with a threshold. Source: policy card L26, see `lingnan describe lever rd_tax`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class RdTax final : public Lever {
  double deduction = 0.2;
  double tax_rate = 0.25;
  double elasticity = 1.14;
  double relabelled = 0.3;
  double threshold = 0;
  double reach_cost = 0.25;
  double cost = 10;
 public:
  RdTax() : Lever(5000) {}
  std::string_view name() const override { return "rd_tax"; }
  std::string_view doc() const override { return "Tax relief for research, plain or with a threshold."; }
  LeverNote note() const override {
    return {.mechanism = "A share of what an enterprise spends on research comes off its taxable profit on top of what the law of 2023 "
                         "allows, and is refunded. Research answers to its lower price; of what is reported more, a part is other "
                         "spending. With a threshold only those get it whose research is a large enough share of sales; those below "
                         "reach it, by research or by calling other spending research, where the relief is worth what that costs. "
                         "The refund is paid by treasuries and counts as spent.",
            .hooks = "wedge on research",
            .evidence = "Chen, Liu, Suarez Serrato & Xu (2021): real research to its user cost -1.14, 24-45 % of the response "
                        "relabelled; a threshold beats a plain credit when relabelling is common.",
            .backfire = "Other spending is called research.",
            .name_zh = "研发费用加计扣除与门槛",
            .mechanism_zh = "在现行基础上增加加计扣除，按比例退税；真实研发对价格的弹性1.14，部分为重新归类；可设研发强度门槛。",
            .grade = "A",
            .example = "{lever: rd_tax, extra_deduction: 0.2, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    const double rate = view.strength * deduction * tax_rate;
    for_each_own(world, [&](EnterpriseId f) {
      const CityId city = world.region->city_of(e.cell[f]);
      const double pay = static_cast<double>(e.wage_factor[f]) * world.households.wage[pool_of(city, Tier::expert)];
      const double own = std::max(0, e.staff_expert[f] - e.funded_posts[f]) * pay;
      if (!(own > 0)) return;
      double reported = elasticity * rate * own;
      const double intensity_now = own / std::max(e.expected_demand[f] * e.price[f], 1.0);
      if (threshold > 0 && intensity_now < threshold) {
        const double more = (threshold / intensity_now - 1) * own;
        if (rate * (own + reported + more) < reach_cost * more) return;  // the relief is not worth it
        reported += more;
      }
      const Money refund = fen(rate * (own + reported));
      if (refund <= 0) return;
      if (!grant(view, f, refund, left, out)) return;
      out.relabelled.push_back({view.lever, city, fen(relabelled * reported)});
      const Words words = world.luck.words(Event::lever_score, e.birth_key[f], 0, view.key);
      const double posts = (1 - relabelled) * reported / pay;
      out.funded_posts.push_back({f, static_cast<std::int32_t>(std::floor(posts + to_uniform(words.w[0], words.w[1])))});
    });
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("extra_deduction", deduction,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of research, what comes off profit beyond the law of 2023.",
            .source = "100 to 120 %", .grade = "D"});
    p.real("tax_rate", tax_rate,
           {.unit = "share", .min = 0, .max = 0.4, .doc = "Tax on profit.",
            .source = "0.25", .grade = "D"});
    p.real("elasticity", elasticity,
           {.unit = "elasticity", .min = 0, .max = 3, .doc = "Reported research to its price.",
            .source = "1.14 real, 2.0 reported, Chen et al. (2021)", .grade = "A"});
    p.real("relabelled", relabelled,
           {.unit = "share", .min = 0, .max = 0.6, .doc = "Of what is reported more, other spending.",
            .source = "0.24-0.45, Chen et al. (2021)", .grade = "A"});
    p.real("threshold", threshold,
           {.unit = "share", .min = 0, .max = 0.1, .doc = "Research over sales from which on there is relief; 0: for all.",
            .source = "3-5 % by size; recalled", .grade = "D"});
    p.real("reach_cost", reach_cost,
           {.unit = "ratio", .min = 0.01, .max = 10,
            .doc = "What it costs an enterprise to report a yuan more to reach the threshold: research beyond what pays, less what it is "
                   "worth, and the risk of calling other spending research. At relief of 5 % it reaches from a fifth below."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_rd_tax() { return std::make_unique<RdTax>(); }

}  // namespace lingnan

// Recognised champions get a prize once, and banks see them more clearly. Source: policy card L3, see `lingnan describe
// lever single_champion`.
#include <algorithm>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class SingleChampion final : public Lever {
  double award = 2;
  double noise_cut = 0.2;
  double spread_cut = 0.002;
  double relabel_cost = 1;
  bool bending = true;
  double cost = 5;
 public:
  SingleChampion() : Lever(500) {}
  std::string_view name() const override { return "single_champion"; }
  std::string_view doc() const override { return "Recognised champions get a prize once, and banks see them more clearly."; }
  LeverNote note() const override {
    return {.mechanism = "Enterprises that the published rules recognise as single champions get a prize once. As long as the lever "
                         "works, banks err less about them and charge less. Who falls short of the rule by nothing but research "
                         "calls other spending research where the prize is worth what that costs (`bending`).",
            .hooks = "information, credit, transfer",
            .evidence = "Selection, not effect: recipients did better before. Innofund at its threshold: no effect on survival, "
                        "patents or venture funding (regression discontinuity).",
            .backfire = "Enterprises bend figures to be recognised and bunch at the threshold of research.",
            .name_zh = "制造业单项冠军",
            .mechanism_zh = "按公布标准认定的单项冠军一次性获得奖励；银行对其质量的判断误差减小，利差下降。仅研发强度不达标的企业，在奖励高于代价时把其他支出归为研发以获认定。",
            .grade = "C",
            .example = "{lever: single_champion, award_mln_cny: 2, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const auto tag = static_cast<std::uint16_t>(Tag::single_champion);
    const double certain = std::min(view.strength, 1.0);
    out.credit_terms.push_back({.reach = &reach(), .tags = tag, .spread = -spread_cut * certain, .noise = 1 - noise_cut * certain});
    if (!view.first_step) return;
    Money left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    const double prize = view.strength * award * 1e6;
    for_each_own(world, [&](EnterpriseId f) {
      const std::uint16_t tags = world.enterprises.tags[f];
      if ((tags & tag) == 0 || (tags & static_cast<std::uint16_t>(Mark::champion_award)) != 0) return;
      grant(view, f, fen(prize), left, out, static_cast<std::uint16_t>(Mark::champion_award));
    });
    if (bending)
      out.recognitions.push_back({.lever = view.lever,
                                  .reach = &reach(),
                                  .rungs = {{Tag::single_champion, prize}},
                                  .once = Mark::champion_award,
                                  .refund = {},
                                  .bending_cost = relabel_cost});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("award_mln_cny", award,
           {.unit = "mln_cny", .min = 0, .max = 20, .doc = "Prize of each champion, once.",
            .source = "2 for an enterprise, 1 for a product, Shenzhen", .grade = "D"});
    p.real("noise_cut", noise_cut,
           {.unit = "share", .min = 0, .max = 0.4, .doc = "Fall of the error of banks about a champion.",
            .source = "0-0.4; assumption", .off = 0});
    p.real("spread_cut", spread_cut,
           {.unit = "1/year", .min = 0, .max = 0.006, .doc = "Fall of the rate that a champion pays.",
            .source = "0-60 basis points; assumption", .off = 0});
    describe_bending(p, bending, relabel_cost);
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of selection."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_single_champion() { return std::make_unique<SingleChampion>(); }

}  // namespace lingnan

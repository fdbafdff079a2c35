// The ladder of specialised and innovative small enterprises: recognition, prizes, research top-ups. Source: policy card L4,
// see `lingnan describe lever srdi_ladder`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class SrdiLadder final : public Lever {
  double award_province = 0.2, award_state = 0.5;
  double noise_cut = 0.3;
  double top_up = 0.1, largest_top_up = 3;
  double additional = 0.5;
  double relabelled = 0.3;
  double relabel_cost = 1;
  bool bending = true;
  double cost = 10;
 public:
  SrdiLadder() : Lever(2000) {}
  std::string_view name() const override { return "srdi_ladder"; }
  std::string_view doc() const override { return "The ladder of specialised and innovative small enterprises: recognition, prizes, research top-ups."; }
  LeverNote note() const override {
    return {.mechanism = "Enterprises that the published rules recognise as innovative or specialised get a prize once, by tier. Banks "
                         "err less about them. A share of what they spend on research is refunded up to a cap; part of the refund pays "
                         "for more researchers, part of the reported answer is other spending called research, the rest is money that "
                         "they keep. Who falls short of a rule by nothing but research calls other spending research where prize "
                         "and refund are worth what that costs (`bending`).",
            .hooks = "information, wedge on research, transfer",
            .evidence = "Chen, Liu, Suarez Serrato & Xu (2021): 24-30 % of the reported response is relabelled. Bronzini & Iachini "
                        "(2014): small enterprises add about the subsidy, large ones nothing. Innofund at its threshold: zero. "
                        "Chinese panels: positive signs.",
            .backfire = "Reported research rises more than real research; enterprises bend figures to be recognised and bunch at "
                        "thresholds of research; connected enterprises are first.",
            .name_zh = "专精特新梯度培育",
            .mechanism_zh = "按梯度一次性奖励，银行判断误差减小，研发支出按比例补助并设上限；部分补助增加真实研发，部分为重新归类。仅研发不达标的企业，在奖励与补助高于代价时把其他支出归为研发以获认定。",
            .grade = "A",
            .example = "{lever: srdi_ladder, research_top_up: 0.1, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const auto innovative = static_cast<std::uint16_t>(Tag::innovative_sme), specialised = static_cast<std::uint16_t>(Tag::specialised_sme),
               giant = static_cast<std::uint16_t>(Tag::little_giant);
    const auto all = static_cast<std::uint16_t>(innovative | specialised | giant);
    out.credit_terms.push_back({.reach = &reach(), .tags = all, .noise = 1 - noise_cut * std::min(view.strength, 1.0)});
    const Recognition terms{.lever = view.lever,
                            .reach = &reach(),
                            .rungs = {{Tag::innovative_sme, 0},
                                      {Tag::specialised_sme, view.strength * award_province * 1e6},
                                      {Tag::little_giant, view.strength * award_state * 1e6}},
                            .once = Mark::ladder_award,
                            .refund = {.share = view.strength * top_up, .most = largest_top_up * 1e6},
                            .bending_cost = relabel_cost};
    if (bending && view.first_step) out.recognitions.push_back(terms);
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    for_each_own(world, [&](EnterpriseId f) {
      if ((e.tags[f] & all) == 0) return;
      const CityId city = world.region->city_of(e.cell[f]);
      if (const Money each = fen(terms.prize(e.tags[f])); view.first_step && each > 0)
        grant(view, f, each, left, out, static_cast<std::uint16_t>(terms.once));
      const double pay = static_cast<double>(e.wage_factor[f]) * world.households.wage[pool_of(city, Tier::expert)];
      const double own = std::max(0, e.staff_expert[f] - e.funded_posts[f]) * pay;
      const Money refund = fen(terms.refund.of(own, world.calendar.step_years()));
      if (refund <= 0 || refund > left) return;
      left -= refund;
      out.grants.push_back({view.lever, f, refund, 0});
      const double reported = additional * yuan(refund);
      const double real = (1 - relabelled) * reported;
      out.relabelled.push_back({view.lever, city, fen(reported - real)});
      const Words words = world.luck.words(Event::lever_score, e.birth_key[f], 0, view.key);
      out.funded_posts.push_back({f, static_cast<std::int32_t>(std::floor(real / pay + to_uniform(words.w[0], words.w[1])))});
    });
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("award_province_mln_cny", award_province,
           {.unit = "mln_cny", .min = 0, .max = 10, .doc = "Prize of a specialised enterprise, once.",
            .source = "0.2, Longgang", .grade = "D"});
    p.real("award_state_mln_cny", award_state,
           {.unit = "mln_cny", .min = 0, .max = 10, .doc = "Prize of a little giant, once.",
            .source = "0.5, Longgang; 2 for key ones", .grade = "D"});
    p.real("noise_cut", noise_cut,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Fall of the error of banks about them.",
            .source = "0-0.5; assumption", .off = 0});
    p.real("research_top_up", top_up,
           {.unit = "share", .min = 0, .max = 1, .doc = "Refund of what is spent on research.",
            .source = "caps of 3-4 million in Longgang; the rate is assumed"});
    p.real("largest_top_up_mln_cny", largest_top_up,
           {.unit = "mln_cny/year", .min = 0, .max = 20, .doc = "Largest refund.",
            .source = "3-4, Longgang", .grade = "D"});
    p.real("additional", additional,
           {.unit = "ratio", .min = 0, .max = 1, .doc = "Reported research that a yuan of refund adds.",
            .source = "1 for small, 0 for large enterprises at most (Bronzini & Iachini 2014)", .grade = "B", .off = 0});
    p.real("relabelled", relabelled,
           {.unit = "share", .min = 0, .max = 0.6, .doc = "Of what is reported more, other spending.",
            .source = "0.24-0.45, Chen et al. (2021)", .grade = "A"});
    describe_bending(p, bending, relabel_cost);
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of selection."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_srdi_ladder() { return std::make_unique<SrdiLadder>(); }

}  // namespace lingnan

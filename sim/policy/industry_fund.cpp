// A fund for an industry with public and private money, city by city. Source: policy card L7, see `lingnan describe lever
// industry_fund`.
#include <algorithm>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class IndustryFund final : public Lever {
  double size = 10000;
  double public_share = 0.5;
  double life_years = 10;
  double mandate = 0.8;
  double home_share = 0.7;
  double meets_target = 0.26, otherwise_raised = 0.5;
  double additional = 0.9;
  double crowded_out = 0.3;
  double avoided = 0.2;
  double loss_share = 0;
  double cost = 5;
 public:
  IndustryFund() : Lever(10000) {}
  std::string_view name() const override { return "industry_fund"; }
  std::string_view doc() const override { return "A fund for an industry with public and private money, city by city."; }
  LeverNote note() const override {
    return {.mechanism = "The public commits its share of a fund in each city in reach, by experts; private owners add theirs, of "
                         "which a part would have gone to venture funds of the city. Few funds reach their size. A fund calls money as "
                         "it invests, mostly within its mandate, and lives for some years; the best founders tend to turn public money "
                         "down. What comes back is shared. Where much money looks for the same enterprises, all funds pay "
                         "more for them. Public money paid in is at risk, not spent: levers.csv tells what is at "
                         "risk and what came back. Success is likeliest at a middling public share.",
            .hooks = "equity",
            .evidence = "Guidance funds: 0.88-0.93 private yuan per public yuan (crowding in); new enterprises fall in sectors "
                        "outside the mandate (280 cities); 26 % of funds reach their size (Wei, Ang & Jia 2023); Brander, Du & "
                        "Hellmann (2015): a moderate public share does best; Colonnelli, Li & Liu (2024): founders dislike public "
                        "money, the best most.",
            .backfire = "Every city opens a fund for the same industry; private venture capital leaves other industries.",
            .name_zh = "产业基金与引导基金",
            .mechanism_zh = "公共与社会资本共同出资的产业基金，按城市设立；有存续期、投向比例、返投倾向；优质创始人倾向回避；资金集中追逐同一行业时企业估值上升；出资为风险本金，回收另计。",
            .grade = "A",
            .example = "{lever: industry_fund, size_mln_cny: 10000, public_share: 0.5, target: {clusters: [G1]}, schedule: {start: 2024-02}}"};
  }
  bool has_funds() const override { return true; }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    const std::vector<double> shares = expert_shares(world);
    const double g = public_share, private_part = 1 - g;
    for (const CityId c : world.cities()) {
      const double share = shares[c.value];
      if (!(share > 0)) continue;
      const Words words = world.luck.words(Event::lever_choice, mix(view.key, c.value), 0);
      const double raised = to_uniform(words.w[0], words.w[1]) < meets_target ? 1.0 : otherwise_raised;
      const double commitment = view.strength * size * share * raised;
      const double new_private = std::min(private_part, additional * g);
      out.public_funds.push_back({.lever = view.lever,
                                  .reach = &reach(),
                                  .city = c,
                                  .commitment = fen(commitment * 1e6),
                                  .public_share = g,
                                  .mandate = mandate,
                                  .home = home_share,
                                  .life_years = life_years,
                                  .loss_share = loss_share,
                                  .withdrawn = private_part - new_private + crowded_out * g,
                                  .exits = std::max(0.1, 1 + 1.2 * g - 2.4 * g * g),
                                  .avoided = avoided,
                                  .affordable = fen(yuan(left) * share)});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("size_mln_cny", size,
           {.unit = "mln_cny", .min = 0, .max = 1e6, .doc = "Commitments of all owners over the life, at full strength.",
            .source = "16,500 for four funds, Shenzhen 2022", .grade = "D"});
    p.real("public_share", public_share,
           {.unit = "share", .min = 0, .max = 0.7, .doc = "Of commitments.",
            .source = "up to 0.7, Shenzhen", .grade = "D"});
    p.real("life_years", life_years,
           {.unit = "years", .min = 4, .max = 20, .doc = "Life of a fund; it begins nothing that it may not see the end of.",
            .source = "10; 8-20", .grade = "D"});
    p.real("mandate", mandate,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of what it looks at: must be in reach.",
            .source = "0.6-1.0; 0.8 in Shenzhen", .grade = "D"});
    p.real("home_share", home_share,
           {.unit = "share", .min = 0, .max = 1, .doc = "Enterprises of its own city among those that it looks at.",
            .source = "quotas of 1-2 times the public money; the share is assumed"});
    p.real("meets_target", meets_target,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that a fund reaches its size.",
            .source = "0.26, Wei, Ang & Jia (2023)", .grade = "C"});
    p.real("otherwise_raised", otherwise_raised,
           {.unit = "share", .min = 0, .max = 1, .doc = "What others reach of it."});
    p.real("additional", additional,
           {.unit = "ratio", .min = 0, .max = 2.3, .doc = "Private yuan per public yuan that would not have been invested otherwise.",
            .source = "0.88-0.93 in the literature", .grade = "A", .off = 0});
    p.real("crowded_out", crowded_out,
           {.unit = "ratio", .min = 0, .max = 0.8, .doc = "Private yuan per public yuan that leave other industries.",
            .source = "sign: Zhang, 280 cities; number assumed", .grade = "C", .off = 0});
    p.real("avoided", avoided,
           {.unit = "probability", .min = 0, .max = 0.5, .doc = "Chance that a candidate of the best tenth turns the fund down.",
            .source = "sign: Colonnelli, Li & Liu (2024); number assumed", .grade = "A", .off = 0});
    p.real("loss_share", loss_share,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of private losses, what the public owner bears."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of management."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_industry_fund() { return std::make_unique<IndustryFund>(); }

}  // namespace lingnan

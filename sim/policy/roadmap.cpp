// A roadmap tilts research to named directions, which may be the right ones or not. Source: policy card L14, see `lingnan
// describe lever roadmap`.
//
// An industry's technology has directions in which as much is to be found, of different worth. Efforts that nobody directs go to all of
// them alike and meet what others find too: x efforts on each finding leave e^-x of them. Those that a roadmap directs go to the
// directions it names, each to another finding.
//   ideas with it over without = sum v (w + (1 - w)(1 - e^-(1 - tilt) x)) / sum v (1 - e^-x),   w = min(1, tilt x / named) where named
// Source of x: Jones & Williams (2000), Too much of a good thing? The economics of investment in R&D.
#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class Roadmap final : public Lever {
  double tilt = 0.3;
  double right = 0.5;
  double review_years = 3;
  double named = 0.25;
  double crowding = 0.56;
  std::int64_t directions = 20;
  double cost = 10;
 public:
  Roadmap() : Lever(100) {}
  std::string_view name() const override { return "roadmap"; }
  std::string_view doc() const override { return "A roadmap tilts research to named directions, which may be the right ones or not."; }
  LeverNote note() const override {
    return {.mechanism = "A share of research in the industries in reach goes into directions that the roadmap names, each project to "
                         "another finding, so that fewer do the same twice; the others are left with fewer people. What a direction is "
                         "worth is not known before it is tried: with a chance, drawn at each review, the roadmap names the best ones, "
                         "else any others. Where it names many for few directions the rest of them has nothing left to find. Read the "
                         "spread between replicates, not the mean.",
            .hooks = "allocation of research",
            .evidence = "Mission-oriented research beats subsidies in a model (Dosi, Lamperti, Mazzucato et al. 2023); no causal "
                        "evidence.",
            .backfire = "Lock-in when the direction is wrong.",
            .name_zh = "技术路线图",
            .mechanism_zh = "把部分研发集中到指定技术方向并减少重复研究，其他方向投入减少；各方向价值事先未知，每次评估时以一定概率选中最优方向，否则选中其他方向；过度集中则无可再发现。",
            .grade = "E",
            .example = "{lever: roadmap, tilt: 0.3, target: {industries: [SEMI]}, schedule: {start: 2024-02}}",
            .experimental = true};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    if (view.first_step) administer(view, view.strength * cost * world.calendar.per_month(), out);
    const double years = (world.calendar.month().index() - schedule.start.index()) / 12.0;
    const auto review = static_cast<std::uint32_t>(std::max(0.0, std::floor(years / review_years)));
    for (const IndustryId s : world.industries())
      if (reach().covers(s)) out.lifts.push_back({Lift::research, &reach(), ideas(view, s, review), CityId{}, s});
  }

 private:
  /// Ideas of an industry with the roadmap over those without.
  double ideas(const LeverView& view, IndustryId s, std::uint32_t review) const {
    constexpr std::uint64_t kSpace = 0x54454348;
    const World& world = view.world;
    const auto all = static_cast<std::size_t>(directions);
    std::vector<double> worth(all);  // the best first
    for (std::size_t d = 0; d < all; ++d)
      worth[d] = -std::log(world.luck.uniform(Event::lever_choice, mix(kSpace, s.value), 0, static_cast<std::uint32_t>(d)));
    std::sort(worth.begin(), worth.end(), std::greater<>{});
    const auto chosen = std::clamp<std::size_t>(static_cast<std::size_t>(std::llround(named * static_cast<double>(all))), 1, all / 2);
    const std::uint64_t choice = mix(mix(0x524F4144, view.key), s.value);
    if (world.luck.uniform(Event::lever_choice, choice, 0, review) >= right) {  // others come first, any of them
      for (std::size_t d = 0; d < chosen; ++d) {
        const double u = world.luck.uniform(Event::lever_choice, mix(choice, review), 1, static_cast<std::uint32_t>(d));
        const std::size_t first = chosen + d, others = all - first;
        std::swap(worth[first], worth[first + static_cast<std::size_t>(u * static_cast<double>(others))]);
        std::swap(worth[d], worth[first]);
      }
    }
    const double directed = std::min(view.strength, 1.0) * tilt, efforts = crowding * knowledge_over_usual(world, s);
    const double taken = std::min(1.0, directed * efforts * static_cast<double>(all) / static_cast<double>(chosen));
    const double by_chance = -std::expm1(-(1 - directed) * efforts), by_all = -std::expm1(-efforts);
    double with = 0, without = 0;
    for (std::size_t d = 0; d < all; ++d) {
      const double found = d < chosen ? taken : 0.0;
      with += worth[d] * (found + (1 - found) * by_chance);
      without += worth[d] * by_all;
    }
    return with / without;
  }

  static double knowledge_over_usual(const World& world, IndustryId s) {
    double now = 0, usual = 0;
    for (const CityId c : world.cities())
      for (const EnterpriseId f : world.enterprises_in(world.region->cell(c, s))) {
        now += static_cast<double>(world.enterprises.knowledge[f]);
        usual += static_cast<double>(world.enterprises.normal_knowledge[f]);
      }
    return usual > 0 && now > 0 ? now / usual : 1.0;
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("tilt", tilt,
           {.unit = "share", .min = 0, .max = 0.7, .doc = "Of research, what follows the roadmap.",
            .source = "0-0.7; assumption", .off = 0});
    p.real("right", right,
           {.unit = "probability", .min = 0.2, .max = 0.8, .doc = "Chance that its directions are right.",
            .source = "0.2-0.8; assumption"});
    p.real("review_years", review_years,
           {.unit = "years", .min = 1, .max = 10, .doc = "From one review to the next."});
    p.integer("directions", directions,
              {.unit = "count", .min = 4, .max = 200, .doc = "Directions of an industry's technology, of exponential worth."});
    p.real("named", named,
           {.unit = "share", .min = 0.01, .max = 0.5, .doc = "Of the directions, those that it names."});
    p.real("crowding", crowding,
           {.unit = "ratio", .min = 0.01, .max = 3,
            .doc = "Efforts on each finding without a roadmap, at the knowledge of the first day: what is found rises with them by the "
                   "elasticity x / (e^x - 1).",
            .source = "elasticity of 0.75, Jones & Williams (2000); recalled", .grade = "D"});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the roadmap."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_roadmap() { return std::make_unique<Roadmap>(); }

}  // namespace lingnan

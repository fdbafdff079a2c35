// A roadmap tilts research to named directions, which may be the right ones or not. Source: policy card L14, see `lingnan
// describe lever roadmap`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kSaved = 0.5;  // ideas gained or lost by tilted research

class Roadmap final : public Lever {
  double tilt = 0.3;
  double right = 0.5;
  double review_years = 3;
  double cost = 10;
 public:
  Roadmap() : Lever(100) {}
  std::string_view name() const override { return "roadmap"; }
  std::string_view doc() const override { return "A roadmap tilts research to named directions, which may be the right ones or not."; }
  LeverNote note() const override {
    return {.mechanism = "A share of research in the industries in reach goes into the directions named. Whether they are right is "
                         "drawn at each review: right ones bring more ideas for the same effort, because duplicates are fewer, wrong "
                         "ones less. There is no space of technologies in the model, so what is drawn is all that there is: read the "
                         "spread between replicates, not the mean.",
            .hooks = "allocation of research",
            .evidence = "Mission-oriented research beats subsidies in a model (Dosi, Lamperti, Mazzucato et al. 2023); no causal "
                        "evidence.",
            .backfire = "Lock-in when the direction is wrong.",
            .name_zh = "技术路线图",
            .mechanism_zh = "把部分研发集中到指定方向；方向是否正确在每次评估时随机决定：正确则创意增加，错误则减少。",
            .grade = "E",
            .example = "{lever: roadmap, tilt: 0.3, target: {industries: [SEMI]}, schedule: {start: 2024-02}}",
            .experimental = true};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    if (view.first_step) administer(view, view.strength * cost * world.calendar.per_month(), out);
    const double years = (world.calendar.month().index() - schedule.start.index()) / 12.0;
    const auto review = static_cast<std::uint32_t>(std::max(0.0, std::floor(years / review_years)));
    const bool is_right = world.luck.uniform(Event::lever_choice, mix(0x524F4144, view.key), 0, review) < right;
    const double strength = std::min(view.strength, 1.0);
    out.lifts.push_back({Lift::research, &reach(), 1 + strength * tilt * (is_right ? kSaved : -kSaved)});
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
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the roadmap."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_roadmap() { return std::make_unique<Roadmap>(); }

}  // namespace lingnan

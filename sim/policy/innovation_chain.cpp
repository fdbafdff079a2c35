// Services that pass projects on from stage to stage without waiting. Source: policy card L13, see `lingnan describe lever
// innovation_chain`.
#include <utility>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class InnovationChain final : public Lever {
  double projects_per_year = 300;
  double months_saved = 3;
  double grant = 0.3;
  double cost = 10;
 public:
  InnovationChain() : Lever(300) {}
  std::string_view name() const override { return "innovation_chain"; }
  std::string_view doc() const override { return "Services that pass projects on from stage to stage without waiting."; }
  LeverNote note() const override {
    return {.mechanism = "Projects that wait for a proof of concept, a pilot or a demonstration in a city in reach are passed on: they "
                         "get a place, need fewer months and cost a fee. Their odds stay the same.",
            .hooks = "delay in stages, with finite places",
            .evidence = "assumption; durations of stages as in the reference design.",
            .backfire = "More projects reach the next queue than it has places.",
            .name_zh = "创新链服务",
            .mechanism_zh = "缩短概念验证、中试、示范各阶段之间的衔接时间，名额有限，不改变成功率。",
            .grade = "E",
            .example = "{lever: innovation_chain, projects_per_year: 300, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const std::vector<double> shares = expert_shares(view.world);
    const Money each = fen(grant * 1e6);
    for (const CityId c : view.world.cities()) {
      const double share = shares[c.value];
      if (!(share > 0)) continue;
      for (const auto& [stage, months] : {std::pair{Stage::proof, 12.0}, {Stage::pilot, 18.0}, {Stage::demonstration, 12.0}}) {
        const double affordable = each > 0 ? static_cast<double>(left) * share / 3 / static_cast<double>(each) : 1e9;
        out.stage_services.push_back({.lever = view.lever,
                                      .reach = &reach(),
                                      .city = c,
                                      .stage = index(stage),
                                      .per_year = view.strength * projects_per_year / 3 * share,
                                      .affordable = static_cast<std::int64_t>(affordable),
                                      .odds = 0,
                                      .pace = (months - months_saved) / months,
                                      .cost_each = each});
      }
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("projects_per_year", projects_per_year,
           {.unit = "1/year", .min = 0, .max = 10000, .doc = "Projects that it passes on in a year, at full strength."});
    p.real("months_saved", months_saved,
           {.unit = "months", .min = 0, .max = 9, .doc = "Months that a project needs less.",
            .source = "0-9; assumption", .off = 0});
    p.real("grant_mln_cny", grant,
           {.unit = "mln_cny", .min = 0, .max = 10, .doc = "Public money for each project."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_innovation_chain() { return std::make_unique<InnovationChain>(); }

}  // namespace lingnan

// Platforms run pilots: projects get places, better odds and a shorter stage. Source: policy card L11, see `lingnan describe lever pilot_platform`.
#include "sim/policy/levers.hpp"
#include "sim/policy/stage_places.hpp"

namespace lingnan {

namespace {

class PilotPlatform final : public Lever {
  StagePlaces places{.units = 30, .projects_each = 30, .odds = 0.5, .pace = 0.67, .grant_mln = 5, .capital_mln = 50, .running_mln = 8};

 public:
  PilotPlatform() : Lever(2000) {}
  std::string_view name() const override { return "pilot_platform"; }
  std::string_view doc() const override { return "Platforms run pilots: projects get places, better odds and a shorter stage."; }
  LeverNote note() const override {
    return {.mechanism = "Projects that wait for a pilot in a city in reach take the platforms' places first, the earlier and then the more promising one. A served project passes with other odds and needs less time. Places bind: who finds none waits for an ordinary one.",
            .hooks = "stage success with a queue of finite places, cost",
            .evidence = "Official: pilots lift success from 30 to 80 %. Selection explains much of it: the causal part is +10 to +49 points, by how much better projects are likelier to get a pilot.",
            .backfire = "Over-building: when the queue is empty further places do nothing but cost.",
            .name_zh = "中试平台",
            .mechanism_zh = "为中试阶段的项目提供名额、提高通过率并缩短时间；名额有限，排队等候。",
            .grade = "D",
            .example = "{lever: pilot_platform, platforms: 30, schedule: {start: 2025-01, ramp_months: 24}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    serve_stage(view, reach(), Stage::pilot, places, by_experts(view.world, view.strength * places.units),
                by_experts(view.world, (view.strength - view.growth) * places.units), out);
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("platforms", places.units, {.unit = "number", .min = 0, .max = 1000, .doc = "Platforms at full strength, shared out by experts."});
    p.real("projects_each", places.projects_each,
           {.unit = "1/year", .min = 1, .max = 200, .doc = "Projects that a platform takes in a year.", .source = "10-100; 241 key platforms took 25,000 projects in all", .grade = "D"});
    p.real("odds", places.odds,
           {.unit = "probability", .min = 0.3, .max = 0.8, .doc = "Chance that a served pilot passes, at mean technical quality; 0.30 without.", .source = "0.35-0.80; official 0.80 against 0.30 without, less selection", .grade = "D", .off = 0.3});
    p.real("pace", places.pace,
           {.unit = "ratio", .min = 0.3, .max = 1, .doc = "Length of the stage with the service, to that without.", .off = 1});
    p.real("grant_mln_cny", places.grant_mln,
           {.unit = "mln_cny", .min = 0, .max = 100, .doc = "Public money for each project that is served.", .source = "half of a pilot of 10 million; the other half is the user's"});
    p.real("capital_mln_cny", places.capital_mln,
           {.unit = "mln_cny", .min = 0, .max = 1000, .doc = "Public money for each platform, once.", .source = "10-500", .grade = "D"});
    p.real("running_mln_cny_per_year", places.running_mln,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public money for each platform in a year."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_pilot_platform() { return std::make_unique<PilotPlatform>(); }

}  // namespace lingnan

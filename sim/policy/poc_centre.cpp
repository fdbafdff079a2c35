// Centres test prototypes: projects get places, better odds and a clearer signal. Source: policy card L10, see `lingnan describe lever poc_centre`.
#include "sim/policy/levers.hpp"
#include "sim/policy/stage_places.hpp"

namespace lingnan {

namespace {

class PocCentre final : public Lever {
  StagePlaces places{.units = 20, .projects_each = 10, .odds = 0.2, .pace = 1.0, .gain_with_money = 0, .grant_mln = 0.8, .capital_mln = 5, .running_mln = 0};

 public:
  PocCentre() : Lever(600) {}
  std::string_view name() const override { return "poc_centre"; }
  std::string_view doc() const override { return "Centres test prototypes: projects get places, better odds and a clearer signal."; }
  LeverNote note() const override {
    return {.mechanism = "Projects that wait for a proof of concept in a city in reach take the centres' places first, the earlier and then the more promising one. A served project passes with other odds and costs a grant; whose owner has the money for a prototype anyway passes as without. Places bind: who finds none waits for an ordinary one. Passing sharpens what investors see.",
            .hooks = "stage success with a queue of finite places, cost",
            .evidence = "Howell (2017): prototype grants double the chance of venture capital. China's Innofund: no effect (regression discontinuity), so odds as without are in the range.",
            .backfire = "More projects reach the pilot than it has places: the queue moves there.",
            .name_zh = "概念验证中心",
            .mechanism_zh = "为验证阶段的项目提供名额、提高通过率（资金充裕者无增益）；验证通过后投资者看到的质量信号更清楚。",
            .grade = "B",
            .example = "{lever: poc_centre, centres: 20, schedule: {start: 2025-01, ramp_months: 24}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    serve_stage(view, reach(), Stage::proof, places, by_experts(view.world, view.strength * places.units),
                by_experts(view.world, (view.strength - view.growth) * places.units), out);
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("centres", places.units, {.unit = "number", .min = 0, .max = 1000, .doc = "Centres at full strength, shared out by experts."});
    p.real("projects_each", places.projects_each,
           {.unit = "1/year", .min = 1, .max = 60, .doc = "Projects that a centre takes in a year.", .source = "about 11-15 teams a year at the Deshpande Center", .grade = "D"});
    p.real("odds", places.odds,
           {.unit = "probability", .min = 0.05, .max = 0.5, .doc = "Chance that a served proof of concept passes, at mean technical quality; 0.10 without.", .source = "doubling of 0.10, Howell (2017); 9 of 44 at the Deshpande Center", .grade = "B", .off = 0.1});
    p.real("gain_with_money", places.gain_with_money,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of what centres add to the odds, the part for owners whose deposits an enterprise are above the cost of a proof of concept (`parameters.projects.proof_cost`): they would have tested a prototype anyway.",
            .source = "0: gains vanish for enterprises that are not short of money, Howell (2017); the line is assumed", .grade = "B"});
    p.real("pace", places.pace,
           {.unit = "ratio", .min = 0.3, .max = 1, .doc = "Length of the stage with the service, to that without.", .off = 1});
    p.real("grant_mln_cny", places.grant_mln,
           {.unit = "mln_cny", .min = 0, .max = 100, .doc = "Public money for each project that is served.", .source = "0.3-2; 111,000 USD at the Deshpande Center"});
    p.real("capital_mln_cny", places.capital_mln,
           {.unit = "mln_cny", .min = 0, .max = 1000, .doc = "Public money for each centre, once.", .source = "at most 5 a recognised centre, Shenzhen", .grade = "D"});
    p.real("running_mln_cny_per_year", places.running_mln,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public money for each centre in a year."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_poc_centre() { return std::make_unique<PocCentre>(); }

}  // namespace lingnan

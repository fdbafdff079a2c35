// A team works off permits, so many cases a year. Source: policy card L23, see `lingnan describe lever work_team`.
#include <algorithm>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class WorkTeam final : public Lever {
  double cases = 200;
  double permit_cut = 0.3;
  double cost = 4;
 public:
  WorkTeam() : Lever(20) {}
  std::string_view name() const override { return "work_team"; }
  std::string_view doc() const override { return "A team works off permits, so many cases a year."; }
  LeverNote note() const override {
    return {.mechanism = "The team takes up what is being built by enterprises in reach, so many cases a year; those it takes up are "
                         "permitted sooner. The more is being built the smaller is the part that it reaches. What it takes up it handles "
                         "itself, so that nobody else waits longer for it.",
            .hooks = "delay",
            .evidence = "No evidence; staff of ten for 200 cases a year.",
            .backfire = "Who is taken up first may be who is connected.",
            .name_zh = "工作专班",
            .mechanism_zh = "专班每年处理有限数量的审批案件，缩短在建产能的审批时间；案件由专班自行办理，不挤占其他企业的审批。",
            .grade = "E",
            .example = "{lever: work_team, cases_per_year: 200, target: {cities: [Dongguan], industries: [COMM]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    if (view.first_step) administer(view, view.strength * cost * world.calendar.per_month(), out);
    double building = 0;
    for_each_own(world, [&](EnterpriseId f) { building += world.enterprises.under_construction[f] > 0 ? 1 : 0; });
    const double open = view.strength * cases * world.norms.build_steps * world.calendar.step_years();
    const double part = building > 0 ? std::min(1.0, open / building) : 0.0;
    const double pace = 1 / (1 - permit_cut * part);
    out.lifts.push_back({Lift::permits, &reach(), pace});
    out.lifts.push_back({Lift::desks, &reach(), pace});  // what it takes up it handles itself
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("cases_per_year", cases,
           {.unit = "1/year", .min = 0, .max = 100000, .doc = "Cases that the team takes up in a year."});
    p.real("permit_cut", permit_cut,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Time saved in the permits of a case.",
            .source = "0-0.5; assumption", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the team.",
            .source = "ten staff"});
  }
};

}  // namespace

std::unique_ptr<Lever> make_work_team() { return std::make_unique<WorkTeam>(); }

}  // namespace lingnan

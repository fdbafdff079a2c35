// Investors may wait longer for pioneers, and a part of what they lose is borne by the public. Source: policy card L6, see
// `lingnan describe lever pioneer_tolerance`.
#include <algorithm>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class PioneerTolerance final : public Lever {
  double misses = 1;
  double milestone_months = 6;
  double loss_share = 0.5;
  double effort_loss = 0.2;
  double cost = 5;
 public:
  PioneerTolerance() : Lever(500) {}
  std::string_view name() const override { return "pioneer_tolerance"; }
  std::string_view doc() const override { return "Investors may wait longer for pioneers, and a part of what they lose is borne by the public."; }
  LeverNote note() const override {
    return {.mechanism = "Funds let an enterprise miss so many more milestones before they give it up: runways are longer and write-"
                         "offs rarer. Of what funds lose in write-offs the public pays a share to their owners. Effort falls with that "
                         "share, so that fewer holdings end well.",
            .hooks = "equity: tolerance and loss share",
            .evidence = "Tian & Wang (2014): enterprises backed by failure-tolerant funds innovate more, most where failure is "
                        "likely. Local rules of 2025 allow a loss of all of a single investment.",
            .backfire = "Enterprises live on that should not; moral hazard rises with the share of losses.",
            .name_zh = "先锋企业容错",
            .mechanism_zh = "投资机构可多容忍若干次里程碑失误，跑道延长、核销减少；公共资金承担部分损失，努力程度随之下降。",
            .grade = "B",
            .example = "{lever: pioneer_tolerance, misses: 1, loss_share: 0.5, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const double strength = std::min(view.strength, 1.0), more = strength * misses;
    out.fund_terms.push_back({.lever = view.lever,
                              .loss_share = strength * loss_share,
                              .affordable = left,
                              .runway_months = more * milestone_months,
                              .exits = 1 - effort_loss * strength * loss_share,
                              .write_offs = 1 / (1 + more),
                              .tolerance = 0});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("misses", misses,
           {.unit = "number", .min = 0, .max = 3, .doc = "Milestones that may be missed beyond the usual.",
            .source = "0-3; assumption", .off = 0});
    p.real("milestone_months", milestone_months,
           {.unit = "months", .min = 1, .max = 24, .doc = "From one milestone to the next."});
    p.real("loss_share", loss_share,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of what funds lose, what the public bears.",
            .source = "0-1; rules of 2025 allow up to 1", .grade = "D"});
    p.real("effort_loss", effort_loss,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Fall of good ends when the public bears all losses.", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_pioneer_tolerance() { return std::make_unique<PioneerTolerance>(); }

}  // namespace lingnan

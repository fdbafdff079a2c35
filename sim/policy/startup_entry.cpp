// Founders get a part of what it costs to begin. Source: policy card L5, see `lingnan describe lever startup_entry`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kLeastCost = 0.05;  // of entry, that founders bear themselves

class StartupEntry final : public Lever {
  double subsidy = 0.3;
  double entry_cost = 1.0;
  double elasticity = 0.5;
  double cost = 5;
 public:
  StartupEntry() : Lever(1000) {}
  std::string_view name() const override { return "startup_entry"; }
  std::string_view doc() const override { return "Founders get a part of what it costs to begin."; }
  LeverNote note() const override {
    return {.mechanism = "Founders begin when what they expect is worth the cost of entry less the subsidy. A lower threshold brings "
                         "more of them, and those who come only for it are worth less: between the old threshold and the new one. All "
                         "who enter get the subsidy, also those who would have come anyway.",
            .hooks = "transfer, entry",
            .evidence = "Barwick, Kalouptsidi & Zahur (2019): entry subsidies are the wasteful kind, with fragmentation and idle "
                        "capacity.",
            .backfire = "The mean entrant gets worse; capacity lies idle.",
            .name_zh = "创业扶持",
            .mechanism_zh = "创业补贴降低进入成本：进入者增多，边际进入者质量较低；所有进入者都获得补贴。",
            .grade = "A",
            .example = "{lever: startup_entry, subsidy_mln_cny: 0.3, target: {industries: [COMM, SEMI]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const Money each = fen(view.strength * subsidy * 1e6);
    if (each <= 0 || left < each) return;
    // what is expected has a Pareto tail of this exponent above the threshold
    const double threshold = std::max(1 - view.strength * subsidy / entry_cost, kLeastCost);
    const double more = std::pow(threshold, -elasticity);
    const double marginal = 0.5 * (1 + threshold);
    out.lifts.push_back({Lift::entry, &reach(), more});
    out.lifts.push_back({Lift::entrants, &reach(), (1 + (more - 1) * marginal) / more});
    out.entry_grants.push_back({.lever = view.lever, .reach = &reach(), .each = each, .affordable = left});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("subsidy_mln_cny", subsidy,
           {.unit = "mln_cny", .min = 0, .max = 2, .doc = "For each enterprise that enters.",
            .source = "0-2; assumption"});
    p.real("entry_cost_mln_cny", entry_cost,
           {.unit = "mln_cny", .min = 0.1, .max = 50, .doc = "Sunk cost of entry."});
    p.real("elasticity", elasticity,
           {.unit = "elasticity", .min = 0, .max = 2, .doc = "Entries to the cost of entry.",
            .source = "0.2-1; assumption", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_startup_entry() { return std::make_unique<StartupEntry>(); }

}  // namespace lingnan

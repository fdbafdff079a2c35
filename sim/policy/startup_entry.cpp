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
  double spread = 0.2;
  double cost = 5;
 public:
  StartupEntry() : Lever(1000) {}
  std::string_view name() const override { return "startup_entry"; }
  std::string_view doc() const override { return "Founders get a part of what it costs to begin."; }
  LeverNote note() const override {
    return {.mechanism = "Founders begin when what they expect is worth the cost of entry less the subsidy. A lower threshold brings "
                         "more of them, experts with startups too, and those who come only for it are less productive: between the old "
                         "threshold and the new one. All who enter get the subsidy, also those who would have come anyway.",
            .hooks = "transfer, entry",
            .evidence = "Barwick, Kalouptsidi & Zahur (2019): entry subsidies are the wasteful kind, with fragmentation and idle "
                        "capacity. Against it Hombert, Schoar, Sraer & Thesmar (2020): a French reform brought more founders whose "
                        "enterprises began smaller but were as productive and lasted as long.",
            .backfire = "The mean entrant gets worse; capacity lies idle.",
            .name_zh = "创业扶持",
            .mechanism_zh = "创业补贴降低进入成本：进入者（包括专家创办的初创企业）增多，只因补贴而来者生产率较低；所有进入者都获得补贴。",
            .grade = "A",
            .example = "{lever: startup_entry, subsidy_mln_cny: 0.3, target: {industries: [COMM, SEMI]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const Money each = fen(view.strength * subsidy * 1e6);
    if (each <= 0 || left < each) return;
    // what is expected has a Pareto tail of this exponent
    const double threshold = std::max(1 - view.strength * subsidy / entry_cost, kLeastCost);
    const double more = std::pow(threshold, -elasticity);
    for (const Lift what : {Lift::entry, Lift::startups}) out.lifts.push_back({.what = what, .reach = &reach(), .factor = more, .spread = spread});
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
    p.real("spread", spread,
           {.unit = "log points", .min = 0, .max = 1,
            .doc = "Standard deviation of what founders know of the productivity that they will have; at 0 those who come for the subsidy "
                   "are as good as the others.",
            .source = "0-0.5; assumption; near 0 by Hombert et al. (2020)", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_startup_entry() { return std::make_unique<StartupEntry>(); }

}  // namespace lingnan

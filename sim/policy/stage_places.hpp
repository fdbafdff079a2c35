// Centres and platforms that take innovation projects through a stage: what they have in common.
#pragma once

#include <algorithm>
#include <cmath>

#include "sim/policy/lever.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

struct StagePlaces {
  double units = 0;          ///< centres or platforms
  double projects_each = 0;  ///< a year
  double odds = 0, pace = 1;
  double gain_with_money = 1;  ///< of what it adds to the odds, the part for owners who could pay for the stage themselves
  double grant_mln = 0;      ///< for each project
  double capital_mln = 0;    ///< for each unit, once
  double running_mln = 0;    ///< for each unit, a year
};

/// Costs and places of `units` by city, of which `before` were there a month ago. Capital is paid as units open, running costs
/// monthly; what the budget leaves then pays for projects, shared out by places.
inline void serve_stage(const LeverView& view, const Reach& reach, Stage stage, const StagePlaces& rule,
                        const std::vector<std::int64_t>& units, const std::vector<std::int64_t>& before, Instruments& out) {
  const World& world = view.world;
  Money left = view.budget;
  std::int64_t all = 0;
  for (const CityId c : world.cities()) {
    all += units[c.value];
    if (!view.first_step || units[c.value] == 0) continue;
    const double opened = static_cast<double>(std::max<std::int64_t>(0, units[c.value] - before[c.value]));
    const double cost = opened * rule.capital_mln + static_cast<double>(units[c.value]) * rule.running_mln / 12;
    const Money amount = std::min(left, fen(cost * 1e6));
    if (amount <= 0) continue;
    out.costs.push_back({view.lever, c, amount});
    left -= amount;
  }
  const Money each = fen(rule.grant_mln * 1e6);
  for (const CityId c : world.cities()) {
    if (units[c.value] == 0) continue;
    const double share = static_cast<double>(units[c.value]) / static_cast<double>(all);
    const auto affordable = each > 0 ? static_cast<std::int64_t>(static_cast<double>(left) * share / static_cast<double>(each))
                                     : std::int64_t{1} << 30;
    out.stage_services.push_back(
        {.lever = view.lever,
         .reach = &reach,
         .city = c,
         .stage = static_cast<std::size_t>(stage),
         .per_year = static_cast<double>(units[c.value]) * rule.projects_each,
         .affordable = affordable,
         .odds = rule.odds,
         .gain_with_money = rule.gain_with_money,
         .pace = rule.pace,
         .cost_each = each});
  }
}

}  // namespace lingnan

// Zones inside cities: places for so many enterprises, who comes in and who leaves.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/policy/lever.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// Is the enterprise a tenant of the zone that a lever keeps?
inline bool is_tenant(const LeverView& view, EnterpriseId f) { return view.world.enterprises.zone[f] == view.lever + 1; }

/// Tenants of a lever's zones, month by month: contracts end, and free places go by lot to those `eligible` (city's own agents in
/// reach). Returns the free places of each city after that.
template <class Eligible>
std::vector<std::int64_t> fill_zones(const LeverView& view, const Reach& reach, const std::vector<std::int64_t>& places,
                                     double stay_years, Eligible&& eligible, Instruments& out) {
  const World& world = view.world;
  const Enterprises& e = world.enterprises;
  std::vector<std::int64_t> free = places;
  std::vector<std::pair<std::uint32_t, EnterpriseId>> applicants;
  const double leaves = 1 - std::exp(-1 / (12 * stay_years));
  for (const CityId c : world.cities()) {
    if (!reach.covers(c)) continue;
    applicants.clear();
    for (const EnterpriseId f : world.enterprises_in(c)) {
      if (e.multiplicity[f] != 1) continue;
      const Words words = world.luck.words(Event::lever_choice, e.birth_key[f], world.calendar.step, view.key);
      if (is_tenant(view, f)) {
        if (to_uniform(words.w[0], words.w[1]) < leaves) {
          out.tenants.push_back({view.lever, f, false});
        } else {
          --free[c.value];
        }
      } else if (e.zone[f] == 0 && reach.covers(world.region->industry_of(e.cell[f])) && eligible(f)) {
        applicants.emplace_back(words.w[2], f);
      }
    }
    const auto admitted = static_cast<std::size_t>(
        std::clamp<std::int64_t>(free[c.value], 0, static_cast<std::int64_t>(applicants.size())));
    std::sort(applicants.begin(), applicants.end());
    for (std::size_t i = 0; i < admitted; ++i) out.tenants.push_back({view.lever, applicants[i].second, true});
    free[c.value] -= static_cast<std::int64_t>(admitted);
  }
  return free;
}

}  // namespace lingnan

// Road distances between cities in a step: those of the region's data, and what levers make shorter.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/policy/instruments.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// Kept by a process that reads distances. Only what `renew` is told counts, so that a run goes on alike after a stop.
class Distances {
  std::optional<std::vector<Nearer>> links_;  // of the last call
  std::vector<double> ratio_, for_people_;    // [origin][destination], of the region's distance
  std::size_t cities_ = 0;

 public:
  /// Takes over this step's links. Are distances other than at the last call, or is this the first?
  bool renew(const World& world, const Instruments& instruments) {
    if (links_ == instruments.nearer) return false;
    links_ = instruments.nearer;
    cities_ = world.city_count();
    for (auto* table : {&ratio_, &for_people_}) table->assign(cities_ * cities_, 1.0);
    for (const Nearer& link : *links_)
      for (const CityId o : world.cities())
        for (const CityId d : world.cities())
          if (o != d && link.reach->covers(o) && link.reach->covers(d)) {
            ratio_[o.value * cities_ + d.value] *= link.ratio;
            for_people_[o.value * cities_ + d.value] *= link.for_people;
          }
    return true;
  }

  /// Does a lever make any of them shorter? Requires: `renew`, as all below.
  bool changed() const { return !links_->empty(); }
  /// Distance over that of the region's data.
  double ratio(CityId o, CityId d) const { return ratio_[o.value * cities_ + d.value]; }
  double ratio_for_people(CityId o, CityId d) const { return for_people_[o.value * cities_ + d.value]; }
  double km(const World& world, CityId o, CityId d) const { return world.region->distance_km[o.value * cities_ + d.value] * ratio(o, d); }
};

}  // namespace lingnan

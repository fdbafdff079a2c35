// Facts of a region that its data folder states with a tolerance (`validation_targets.csv`, optional). The program knows
// the keys; values, places and branches they speak of are data.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/world/region.hpp"

namespace lingnan {

struct Target {
  double low = 0, high = 0;
  std::vector<CityId> cities;                        ///< `cities`, codes joined by '+'
  std::vector<std::vector<IndustryId>> branches;     ///< `branches`, industries joined by '+', branches by ';'
  std::string source;                                ///< with value and period
};

using Targets = std::map<std::string, Target, std::less<>>;

/// Empty if the folder has no such file. Throws BadRequest with every mistake.
Targets read_targets(const Region& region);

}  // namespace lingnan

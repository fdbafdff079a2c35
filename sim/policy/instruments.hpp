// The hooks: lists that one phase each reads. Levers append entries; nothing is ever called back, and the lists are cleared
// before every step, so there is nothing to undo when a lever ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/money.hpp"

namespace lingnan {

/// Cities and industries that a lever is meant for.
struct Reach {
  std::vector<std::uint8_t> cities, industries;  ///< [index]: 1 if it is

  bool covers(CityId city) const { return cities[city.value] != 0; }
  bool covers(IndustryId industry) const { return industries[industry.value] != 0; }
};

/// Public money for what a lever has bought in a city: services, works and equipment.
struct LeverCost {
  std::uint32_t lever = 0;
  CityId city;
  Money amount = 0;
};

/// Places for a stage of innovation projects in a city: who gets one passes with other odds and at another pace.
struct StageService {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  CityId city;
  std::size_t stage = 0;
  double per_year = 0;          ///< projects that it takes in a year
  std::int64_t affordable = 0;  ///< projects that the budget pays for in this step
  double odds = 0;              ///< at mean technical quality
  double pace = 1;              ///< length of the stage with it, ratio
  Money cost_each = 0;          ///< public money for each project that begins
};

/// Research for everybody in a city: experts' worth of it for each industry in reach, by what its enterprises know.
struct PublicResearch {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  CityId city;
  double experts = 0;           ///< persons of mean knowledge
};

class Instruments {
 public:
  std::vector<LeverCost> costs;
  std::vector<StageService> stage_services;
  std::vector<PublicResearch> public_research;

  void clear() {
    costs.clear();
    stage_services.clear();
    public_research.clear();
  }
};

}  // namespace lingnan

// Stylised facts: what is known about enterprises, networks, cycles and cities, and how the model's own is measured.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/base/statistics.hpp"
#include "sim/validate/panel.hpp"
#include "sim/validate/targets.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// What one run has left to measure from.
struct Seen {
  const World& world;
  const Panel& panel;
  const Targets& targets;
};

/// A value, or what is missing for one.
struct Measured {
  double value = kNone;
  std::string missing = {};
};

/// Put there by the opening state or by a parameter, or made by the run.
enum class Nature { imposed, emergent };

/// Whom it is measured on. An agent of its own stands for one enterprise.
enum class Over { own_agents, all_agents, cities, region };

/// Where the band comes from: the literature (its numbers stand in the table) or the region's data folder. Of some
/// facts only the value is told.
struct Fact {
  std::string_view key, name, unit;
  Nature nature;
  Over over;
  Measured (*measure)(const Seen&);
  double low = kNone, high = kNone;
  std::string_view source = {};  ///< empty: band from the data folder, under the key
};

std::string_view text_of(Nature nature);
std::string_view text_of(Over over);

/// In the order of the printed table.
const std::vector<Fact>& facts();

}  // namespace lingnan

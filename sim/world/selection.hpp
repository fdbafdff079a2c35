// What a code of a scenario stands for: an industry, a cluster, a class of new products or a future industry.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/world/world.hpp"

namespace lingnan {

/// Shares of industries and of classes of new products that are meant.
struct Selection {
  std::vector<double> industry;       ///< [industry]
  std::vector<double> product_class;  ///< [class]

  /// Share of what an enterprise makes that is meant.
  double share_of(const World& world, EnterpriseId f) const;
};

/// The class of new products that an innovation project aims at: each with the chance that what its industry sells to final
/// users may be of it one day. Invalid: none. It stays the same as long as the project stays in the industry.
ClassId class_of_project(const World& world, EnterpriseId owner, std::uint64_t key);

/// Nothing if the region has no such code.
std::optional<Selection> select(const Region& region, std::string_view code);

}  // namespace lingnan

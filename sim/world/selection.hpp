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

/// Nothing if the region has no such code.
std::optional<Selection> select(const Region& region, std::string_view code);

}  // namespace lingnan

// One enterprise becomes part of another one of its city and industry.
#pragma once

#include <vector>

#include "sim/world/supply_links.hpp"

namespace lingnan {

class Mergers {
 public:
  /// `buyer` takes over all of `target`: what `take_over` does, with customers over links, experts and projects. A link by
  /// which the buyer bought from the target stays, to be replaced. Requires: the same cell; `finish` follows.
  void merge(World& world, EnterpriseId target, EnterpriseId buyer);
  /// Brings links by supplier up to date.
  void finish(World& world);

 private:
  std::vector<LinkChange> changes_;
  SalesIndex index_;
};

}  // namespace lingnan

// Keeping both ends of supply links.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/world.hpp"

namespace lingnan {

/// Does the enterprise sell over links, or in markets only? The first of its cell always does.
bool sells_over_links(const World& world, EnterpriseId f);

/// Links by supplier, ascending, from suppliers by link, in two counting passes.
void index_sales(World& world);

/// A link that changed its supplier.
struct LinkChange {
  LinkId link;
  EnterpriseId before, after;
};

/// Brings links by supplier up to date after a few changes, in one pass over memory in order. The result is that of
/// `index_sales`. Each link at most once in `changes`; they come back sorted.
class SalesIndex {
  Column<LinkId, LinkId> old_sales_;
  OfEnterprise<std::uint32_t> old_begin_;  // with an end
  std::vector<LinkChange> gone_;

 public:
  void update(World& world, std::vector<LinkChange>& changes);
};

}  // namespace lingnan

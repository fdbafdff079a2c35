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
/// `index_sales`. Each link at most once in `changes`.
class SalesIndex {
  /// Links with a supplier above each, so that they sort by supplier, then by link.
  class Sorted {
    std::vector<std::uint64_t> keys_, room_;

   public:
    void fill(const std::vector<LinkChange>& changes, EnterpriseId LinkChange::*of);
    const std::uint64_t* begin() const { return keys_.data(); }
    const std::uint64_t* end() const { return keys_.data() + keys_.size(); }
    const std::uint64_t* first_of(EnterpriseId supplier) const;
  };

  Column<LinkId, LinkId> old_sales_;
  OfEnterprise<std::uint32_t> old_begin_;  // with an end
  Sorted gone_, come_;

 public:
  void update(World& world, const std::vector<LinkChange>& changes);
};

}  // namespace lingnan

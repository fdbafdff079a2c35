#include "sim/world/supply_links.hpp"

#include <algorithm>

#include "sim/base/parallel.hpp"

namespace lingnan {

bool sells_over_links(const World& world, EnterpriseId f) {
  const Enterprises& e = world.enterprises;
  if (f == world.enterprises_in(e.cell[f]).first) return true;
  return world.luck.uniform(Event::supplier_count, e.birth_key[f], 1, 0) < world.norms.selling_share;
}

void index_sales(World& world) {
  Enterprises& e = world.enterprises;
  Links& l = world.links;
  std::fill(e.sale_begin.begin(), e.sale_begin.end(), 0u);
  for (const EnterpriseId f : l.supplier.raw()) ++e.sale_begin[EnterpriseId{f.value + 1u}];
  for (std::size_t f = 0; f < e.size(); ++f) e.sale_begin[EnterpriseId{f + 1}] += e.sale_begin[EnterpriseId{f}];
  std::vector<std::uint32_t> next(e.sale_begin.begin(), e.sale_begin.end() - 1);
  for (const LinkId link : l.supplier.ids()) l.sales[LinkId{next[l.supplier[link].value]++}] = link;
}

void SalesIndex::update(World& world, std::vector<LinkChange>& changes) {
  Enterprises& e = world.enterprises;
  auto& sales = world.links.sales;
  // all is written anew
  if (old_sales_.size() != sales.size()) old_sales_ = sales;
  if (old_begin_.size() != e.sale_begin.size()) old_begin_ = e.sale_begin;
  std::swap(old_sales_, sales);
  std::swap(old_begin_, e.sale_begin);
  e.sale_begin[EnterpriseId{e.size()}] = old_begin_[EnterpriseId{e.size()}];
  gone_ = changes;
  const auto sort = [](std::vector<LinkChange>& list, EnterpriseId LinkChange::*of) {
    std::sort(list.begin(), list.end(), [of](const LinkChange& a, const LinkChange& b) {
      return a.*of != b.*of ? a.*of < b.*of : a.link < b.link;
    });
  };
  for_each_task(2, [&](std::size_t one) { one == 0 ? sort(gone_, &LinkChange::before) : sort(changes, &LinkChange::after); });
  // blocks of suppliers: the lists of one begin where the old ones did, moved by what came and went before
  const auto first_of = [](const std::vector<LinkChange>& list, EnterpriseId LinkChange::*of, EnterpriseId f) {
    return std::lower_bound(list.begin(), list.end(), f,
                            [of](const LinkChange& c, EnterpriseId supplier) { return c.*of < supplier; });
  };
  for_each_block(e.size(), [&](std::size_t begin, std::size_t end) {
    auto gone = first_of(gone_, &LinkChange::before, EnterpriseId{begin});
    auto come = first_of(changes, &LinkChange::after, EnterpriseId{begin});
    const std::uint32_t* const old_begin = old_begin_.data();
    const LinkId* const old_sales = old_sales_.data();
    std::uint32_t row = old_begin[begin] + static_cast<std::uint32_t>(come - changes.begin()) -
                        static_cast<std::uint32_t>(gone - gone_.begin());
    for (std::size_t f = begin; f < end;) {
      // lists of suppliers that nobody leaves or comes to move as they are
      const std::size_t next = std::min<std::size_t>({end, come != changes.end() ? come->after.value : end,
                                                      gone != gone_.end() ? gone->before.value : end});
      std::copy(old_sales + old_begin[f], old_sales + old_begin[next], sales.data() + row);
      const std::uint32_t moved = row - old_begin[f];  // of unsigned numbers: backwards too
      for (; f < next; ++f) e.sale_begin[EnterpriseId{f}] = old_begin[f] + moved;
      row = old_begin[next] + moved;
      if (next == end) break;
      const EnterpriseId supplier{next};
      e.sale_begin[supplier] = row;
      for (std::uint32_t k = old_begin[next]; k < old_begin[next + 1]; ++k) {
        const LinkId link = old_sales[k];
        for (; come != changes.end() && come->after == supplier && come->link < link; ++come) sales[LinkId{row++}] = come->link;
        if (gone != gone_.end() && gone->before == supplier && gone->link == link) {
          ++gone;
        } else {
          sales[LinkId{row++}] = link;
        }
      }
      for (; come != changes.end() && come->after == supplier; ++come) sales[LinkId{row++}] = come->link;
      f = next + 1;
    }
  });
}

}  // namespace lingnan

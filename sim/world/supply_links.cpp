#include "sim/world/supply_links.hpp"

#include <algorithm>

#include "sim/base/parallel.hpp"
#include "sim/base/sorting.hpp"

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

namespace {
constexpr unsigned kAbove = 32;  // bits of a link
std::uint64_t key_of(EnterpriseId supplier, LinkId link) { return std::uint64_t{supplier.value} << kAbove | link.value; }
std::uint32_t supplier_of(std::uint64_t key) { return static_cast<std::uint32_t>(key >> kAbove); }
LinkId link_of(std::uint64_t key) { return LinkId{static_cast<std::uint32_t>(key)}; }
}  // namespace

void SalesIndex::Sorted::fill(const std::vector<LinkChange>& changes, EnterpriseId LinkChange::*of) {
  keys_.resize(changes.size());
  for (std::size_t i = 0; i < changes.size(); ++i) keys_[i] = key_of(changes[i].*of, changes[i].link);
  sort_by_digits(keys_, room_);
}

const std::uint64_t* SalesIndex::Sorted::first_of(EnterpriseId supplier) const {
  return std::lower_bound(begin(), end(), key_of(supplier, LinkId{0}));
}

void SalesIndex::update(World& world, const std::vector<LinkChange>& changes) {
  Enterprises& e = world.enterprises;
  auto& sales = world.links.sales;
  // all is written anew
  if (old_sales_.size() != sales.size()) old_sales_ = sales;
  if (old_begin_.size() != e.sale_begin.size()) old_begin_ = e.sale_begin;
  std::swap(old_sales_, sales);
  std::swap(old_begin_, e.sale_begin);
  e.sale_begin[EnterpriseId{e.size()}] = old_begin_[EnterpriseId{e.size()}];
  for_each_task(2, [&](std::size_t one) {
    one == 0 ? gone_.fill(changes, &LinkChange::before) : come_.fill(changes, &LinkChange::after);
  });
  // blocks of suppliers: the lists of one begin where the old ones did, moved by what came and went before
  for_each_block(e.size(), [&](std::size_t begin, std::size_t end) {
    const std::uint64_t *gone = gone_.first_of(EnterpriseId{begin}), *come = come_.first_of(EnterpriseId{begin});
    const std::uint64_t *const gone_end = gone_.end(), *const come_end = come_.end();
    const std::uint32_t* const old_begin = old_begin_.data();
    const LinkId* const old_sales = old_sales_.data();
    std::uint32_t row = old_begin[begin] + static_cast<std::uint32_t>(come - come_.begin()) -
                        static_cast<std::uint32_t>(gone - gone_.begin());
    for (std::size_t f = begin; f < end;) {
      // lists of suppliers that nobody leaves or comes to move as they are
      const std::size_t next = std::min<std::size_t>({end, come != come_end ? supplier_of(*come) : end,
                                                      gone != gone_end ? supplier_of(*gone) : end});
      std::copy(old_sales + old_begin[f], old_sales + old_begin[next], sales.data() + row);
      const std::uint32_t moved = row - old_begin[f];  // of unsigned numbers: backwards too
      for (; f < next; ++f) e.sale_begin[EnterpriseId{f}] = old_begin[f] + moved;
      row = old_begin[next] + moved;
      if (next == end) break;
      const EnterpriseId supplier{next};
      e.sale_begin[supplier] = row;
      for (std::uint32_t k = old_begin[next]; k < old_begin[next + 1]; ++k) {
        const std::uint64_t key = key_of(supplier, old_sales[k]);
        for (; come != come_end && *come < key; ++come) sales[LinkId{row++}] = link_of(*come);
        if (gone != gone_end && *gone == key) {
          ++gone;
        } else {
          sales[LinkId{row++}] = old_sales[k];
        }
      }
      for (; come != come_end && supplier_of(*come) == next; ++come) sales[LinkId{row++}] = link_of(*come);
      f = next + 1;
    }
  });
}

}  // namespace lingnan

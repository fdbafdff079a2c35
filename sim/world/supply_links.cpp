#include "sim/world/supply_links.hpp"

#include <algorithm>

namespace lingnan {

bool sells_over_links(const World& world, EnterpriseId f) {
  const Enterprises& e = world.enterprises;
  if (f == world.enterprises_in(e.cell[f]).first) return true;
  return world.luck.uniform(Event::supplier_count, e.birth_key[f], 1, 0) < world.norms.selling_share;
}

void index_sales(World& world, std::vector<std::uint32_t>& next) {
  Enterprises& e = world.enterprises;
  Links& l = world.links;
  std::fill(e.sale_begin.begin(), e.sale_begin.end(), 0u);
  for (const EnterpriseId f : l.supplier.raw()) ++e.sale_begin[EnterpriseId{f.value + 1u}];
  for (std::size_t f = 0; f < e.size(); ++f) e.sale_begin[EnterpriseId{f + 1}] += e.sale_begin[EnterpriseId{f}];
  next.assign(e.sale_begin.begin(), e.sale_begin.end() - 1);
  for (const LinkId link : l.supplier.ids()) l.sales[LinkId{next[l.supplier[link].value]++}] = link;
}

}  // namespace lingnan

#include "sim/world/merger.hpp"

#include <algorithm>

#include "sim/world/succession.hpp"
#include "sim/world/supply_graph.hpp"

namespace lingnan {

void Mergers::merge(World& world, EnterpriseId target, EnterpriseId buyer) {
  Enterprises& e = world.enterprises;
  const CityId city = world.region->city_of(e.cell[target]);
  take_over(world, target, buyer, Succession::with_customers);
  e.reliability[target] = 1;  // who still buys from the row has been told
  const SupplyGraph graph(world);
  for (std::uint32_t k = e.sale_begin[target]; k < e.sale_begin[EnterpriseId{target.value + 1u}]; ++k) {
    const LinkId link = world.links.sales[LinkId{k}];
    if (world.links.supplier[link] != target || graph.buyer(link) == buyer.value) continue;
    changes_.push_back({link, target, buyer});
    world.links.supplier[link] = buyer;
  }
  Experts& x = world.experts;
  for (std::uint32_t i = x.city_begin[city]; i < x.city_begin[CityId{city.value + 1u}]; ++i)
    if (x.employer[ExpertId{i}] == target) x.employer[ExpertId{i}] = buyer;
  Projects& j = world.projects;
  for (std::uint32_t i = j.city_begin[city]; i < j.city_begin[CityId{city.value + 1u}]; ++i)
    if (j.owner[ProjectId{i}] == target) j.owner[ProjectId{i}] = buyer;
}

void Mergers::finish(World& world) {
  if (!changes_.empty()) index_.update(world, changes_);
  changes_.clear();
}

}  // namespace lingnan

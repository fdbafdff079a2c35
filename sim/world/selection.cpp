#include "sim/world/selection.hpp"

#include <algorithm>

namespace lingnan {

namespace {

template <class List>
auto find(const List& list, std::string_view code) {
  return std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.code == code; });
}

}  // namespace

double Selection::share_of(const World& world, EnterpriseId f) const {
  const double of_industry = industry[world.region->industry_of(world.enterprises.cell[f]).value];
  const ClassId k = world.enterprises.product(f);
  if (!k.valid()) return of_industry;
  return std::max(of_industry, product_class[k.value] * static_cast<double>(world.enterprises.product_share[f]));
}

ClassId class_of_project(const World& world, EnterpriseId owner, std::uint64_t key) {
  const IndustryId industry = world.region->industry_of(world.enterprises.cell[owner]);
  double u = world.luck.uniform(Event::product_launch, key, 0);
  for (const ClassId k : world.classes())
    for (const ProductClass::Part& part : world.region->product_classes[k.value].parts)
      if (part.industry == industry && (u -= part.market_share) < 0) return k;
  return {};
}

std::optional<Selection> select(const Region& region, std::string_view code) {
  Selection selection{.industry = std::vector<double>(region.industry_count(), 0.0),
                      .product_class = std::vector<double>(region.product_classes.size(), 0.0)};
  if (const auto s = find(region.industries, code); s != region.industries.end()) {
    selection.industry[static_cast<std::size_t>(s - region.industries.begin())] = 1;
    return selection;
  }
  if (const auto c = find(region.clusters, code); c != region.clusters.end()) {
    for (const Cluster::Member& member : c->members) selection.industry[member.industry.value] = member.share;
    return selection;
  }
  if (const auto k = find(region.product_classes, code); k != region.product_classes.end()) {
    selection.product_class[static_cast<std::size_t>(k - region.product_classes.begin())] = 1;
    return selection;
  }
  if (const auto f = find(region.future_industries, code); f != region.future_industries.end()) {
    for (const FutureIndustry::Part& part : f->parts) selection.product_class[part.product.value] = part.weight;
    return selection;
  }
  return std::nullopt;
}

}  // namespace lingnan

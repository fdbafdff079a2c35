#include "sim/results/names.hpp"

#include "sim/base/assertions.hpp"
#include "sim/results/tables.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

TableWriter open_table(const std::string& folder, const std::string& file) {
  return TableWriter(folder + "/" + file, result_table(file).header());
}

std::string_view place_code(const Region& region, std::uint32_t index) {
  if (index < region.city_count()) return region.cities[index].code;
  expects(index - region.city_count() < region.partners.size(), "a flow has a known place");
  return region.partners[index - region.city_count()].code;
}

void write_names(const std::string& folder, const Region& region) {
  TableWriter places = open_table(folder, "cities.csv");
  for (const City& city : region.cities) {
    places.text(city.code).text(city.name_en).text(city.name_zh).text("city").text(city.district);
    places.number(city.lat_deg).number(city.lon_deg).end_row();
  }
  for (const Partner& partner : region.partners) {
    places.text(partner.code).text(partner.name_en).text(partner.name_zh).text("partner");
    places.text("").text("").text("").end_row();
  }
  places.close();

  TableWriter industries = open_table(folder, "industries.csv");
  for (const Industry& industry : region.industries)
    industries.text(industry.code).text(industry.name_en).text(industry.name_zh).text(industry.group).end_row();
  industries.close();

  if (!region.future_industries.empty()) {
    TableWriter futures = open_table(folder, "future_industries.csv");
    for (const FutureIndustry& future : region.future_industries)
      for (const FutureIndustry::Part& part : future.parts) {
        const ProductClass& product = region.product_classes[part.product.value];
        futures.text(future.code).text(future.name_en).text(future.name_zh).text(future.plan);
        futures.text(product.code).text(product.name_en).text(product.name_zh).number(part.weight).end_row();
      }
    futures.close();
  }

  if (region.clusters.empty()) return;
  TableWriter clusters = open_table(folder, "clusters.csv");
  for (const Cluster& cluster : region.clusters)
    for (const Cluster::Member& member : cluster.members) {
      clusters.text(cluster.code).text(cluster.name_en).text(cluster.name_zh).text(cluster.tier);
      clusters.text(region.industries[member.industry.value].code).number(member.share);
      clusters.integer(member.owner ? 1 : 0).end_row();
    }
  clusters.close();
}

}  // namespace lingnan

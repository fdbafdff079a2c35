#include "sim/engine/graph_measures.hpp"

#include <cmath>

#include "sim/base/statistics.hpp"
#include "sim/world/supply_graph.hpp"

namespace lingnan {

namespace {

/// Takes the effects of rows and columns out of a square matrix.
void centre(std::vector<double>& matrix, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    double row = 0;
    for (std::size_t j = 0; j < n; ++j) row += matrix[i * n + j];
    for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] -= row / static_cast<double>(n);
  }
  for (std::size_t j = 0; j < n; ++j) {
    double column = 0;
    for (std::size_t i = 0; i < n; ++i) column += matrix[i * n + j];
    for (std::size_t i = 0; i < n; ++i) matrix[i * n + j] -= column / static_cast<double>(n);
  }
}

}  // namespace

LinkSums link_sums(const World& world) {
  const SupplyGraph graph(world);
  const std::size_t n = num_vertices(graph);
  LinkSums sums;
  sums.suppliers.resize(n);
  sums.customers.resize(n);
  sums.bought.assign(n, 0);
  sums.sold.assign(n, 0);
  for (std::uint32_t f = 0; f < n; ++f) {
    sums.suppliers[f] = static_cast<std::uint32_t>(in_degree(f, graph));
    sums.customers[f] = static_cast<std::uint32_t>(out_degree(f, graph));
    for (auto [l, last] = in_edges(f, graph); l != last; ++l) {
      const double order = static_cast<double>(world.links.order[*l]);
      sums.bought[f] += order;
      sums.sold[source(*l, graph)] += order;
    }
  }
  return sums;
}

double distance_power(const World& world) {
  const std::size_t cities = world.city_count();
  if (cities < 3) return kNone;
  const SupplyGraph graph(world);
  const auto city = [&](std::uint32_t f) {
    return world.region->city_of(world.enterprises.cell[EnterpriseId{f}]).value;
  };
  std::vector<double> x, y(cities * cities, 0);
  for (std::uint32_t f = 0; f < num_vertices(graph); ++f)
    for (auto [l, last] = in_edges(f, graph); l != last; ++l) y[city(source(*l, graph)) * cities + city(f)] += 1;
  for (double& links : y) links = std::log(links + 0.5);
  for (const double km : world.region->distance_km) x.push_back(std::log(km));
  centre(x, cities);
  centre(y, cities);
  Line power;
  for (std::size_t i = 0; i < y.size(); ++i) power.add(x[i], y[i]);
  return power.slope();
}

}  // namespace lingnan

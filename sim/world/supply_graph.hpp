// The supply graph as Boost.Graph sees it: a view of the columns, nothing is copied.
//
// Directed from supplier to buyer; a vertex is the index of an enterprise, an edge is a link. Links lie by buyer, so an
// enterprise's in-edges are consecutive; `Links::sales` lists them by supplier, so its out-edges are a slice of it. The
// buyer of a link is not stored: `target` finds it by bisection. A pair of enterprises may have parallel edges.
#pragma once

#include <algorithm>
#include <boost/graph/adjacency_iterator.hpp>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <cstdint>
#include <limits>
#include <ranges>
#include <utility>

#include "sim/world/world.hpp"

namespace lingnan {

/// Models VertexListGraph, EdgeListGraph, BidirectionalGraph and AdjacencyGraph. Valid as long as the world's rows
/// stay.
class SupplyGraph {
 public:
  using vertex_descriptor = std::uint32_t;
  using edge_descriptor = LinkId;
  using directed_category = boost::bidirectional_tag;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  struct traversal_category : public virtual boost::bidirectional_graph_tag,
                              public virtual boost::adjacency_graph_tag,
                              public virtual boost::vertex_list_graph_tag,
                              public virtual boost::edge_list_graph_tag {};
  using vertices_size_type = std::size_t;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using edge_iterator = boost::counting_iterator<LinkId, boost::forward_traversal_tag, std::ptrdiff_t>;
  using in_edge_iterator = edge_iterator;
  using out_edge_iterator = const LinkId*;
  using adjacency_iterator =
      boost::adjacency_iterator_generator<SupplyGraph, vertex_descriptor, out_edge_iterator>::type;

  explicit SupplyGraph(const World& world) : e_(&world.enterprises), s_(&world.slots), l_(&world.links) {}

  static vertex_descriptor null_vertex() { return std::numeric_limits<vertex_descriptor>::max(); }

  std::size_t enterprises() const { return e_->size(); }
  std::size_t links() const { return l_->supplier.size(); }
  /// First link that `f` buys over; the links of the enterprise before end here. Allowed up to f = enterprises().
  std::uint32_t first_purchase(vertex_descriptor f) const {
    return s_->link_begin[SlotId{e_->slot_begin[EnterpriseId{f}]}];
  }
  const LinkId* first_sale(vertex_descriptor f) const { return l_->sales.data() + e_->sale_begin[EnterpriseId{f}]; }
  vertex_descriptor supplier(LinkId link) const { return l_->supplier[link].value; }
  vertex_descriptor buyer(LinkId link) const {
    const auto all = std::views::iota(vertex_descriptor{0}, static_cast<vertex_descriptor>(enterprises()));
    const auto next =
        std::ranges::upper_bound(all, link.value, {}, [this](vertex_descriptor f) { return first_purchase(f); });
    return static_cast<vertex_descriptor>(next - all.begin()) - 1;
  }

 private:
  const Enterprises* e_;
  const Slots* s_;
  const Links* l_;
};

// What Boost.Graph calls, found by argument-dependent lookup.
inline std::size_t num_vertices(const SupplyGraph& g) { return g.enterprises(); }
inline std::size_t num_edges(const SupplyGraph& g) { return g.links(); }
inline SupplyGraph::vertex_descriptor source(LinkId link, const SupplyGraph& g) { return g.supplier(link); }
inline SupplyGraph::vertex_descriptor target(LinkId link, const SupplyGraph& g) { return g.buyer(link); }

inline std::pair<SupplyGraph::vertex_iterator, SupplyGraph::vertex_iterator> vertices(const SupplyGraph& g) {
  return {SupplyGraph::vertex_iterator(0),
          SupplyGraph::vertex_iterator(static_cast<SupplyGraph::vertex_descriptor>(g.enterprises()))};
}
inline std::pair<SupplyGraph::edge_iterator, SupplyGraph::edge_iterator> edges(const SupplyGraph& g) {
  return {SupplyGraph::edge_iterator(LinkId{0}), SupplyGraph::edge_iterator(LinkId{g.links()})};
}
inline std::pair<SupplyGraph::out_edge_iterator, SupplyGraph::out_edge_iterator> out_edges(
    SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  return {g.first_sale(f), g.first_sale(f + 1)};
}
inline std::pair<SupplyGraph::in_edge_iterator, SupplyGraph::in_edge_iterator> in_edges(
    SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  return {SupplyGraph::in_edge_iterator(LinkId{g.first_purchase(f)}),
          SupplyGraph::in_edge_iterator(LinkId{g.first_purchase(f + 1)})};
}
inline std::size_t out_degree(SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  return static_cast<std::size_t>(g.first_sale(f + 1) - g.first_sale(f));
}
inline std::size_t in_degree(SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  return g.first_purchase(f + 1) - g.first_purchase(f);
}
inline std::size_t degree(SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  return in_degree(f, g) + out_degree(f, g);
}
inline std::pair<SupplyGraph::adjacency_iterator, SupplyGraph::adjacency_iterator> adjacent_vertices(
    SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  const auto [first, last] = out_edges(f, g);
  return {SupplyGraph::adjacency_iterator(first, &g), SupplyGraph::adjacency_iterator(last, &g)};
}

using VertexIndexMap = boost::typed_identity_property_map<SupplyGraph::vertex_descriptor>;
inline VertexIndexMap get(boost::vertex_index_t, const SupplyGraph&) { return {}; }
inline SupplyGraph::vertex_descriptor get(boost::vertex_index_t, const SupplyGraph&, SupplyGraph::vertex_descriptor f) {
  return f;
}

}  // namespace lingnan

template <>
struct boost::property_map<lingnan::SupplyGraph, boost::vertex_index_t> {
  using type = lingnan::VertexIndexMap;
  using const_type = type;
};

// The supply graph as Boost.Graph sees it: a view of the columns, nothing is copied.
//
// Directed from supplier to buyer; a vertex is the index of an enterprise, an edge is a link. Links lie by slot, so an
// enterprise's in-edges are consecutive within each of its slots; `Links::sales` lists them by supplier, so its out-edges
// are a slice of it. The buyer of a link is not stored: `target` finds it by bisection. A pair of enterprises may have
// parallel edges.
#pragma once

#include <algorithm>
#include <boost/graph/adjacency_iterator.hpp>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
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
  class in_edge_iterator;
  using out_edge_iterator = const LinkId*;
  using adjacency_iterator =
      boost::adjacency_iterator_generator<SupplyGraph, vertex_descriptor, out_edge_iterator>::type;

  explicit SupplyGraph(const World& world) : e_(&world.enterprises), s_(&world.slots), l_(&world.links) {}

  static vertex_descriptor null_vertex() { return std::numeric_limits<vertex_descriptor>::max(); }

  std::size_t enterprises() const { return e_->size(); }
  std::size_t links() const { return l_->supplier.size(); }
  std::uint32_t inputs(vertex_descriptor f) const { return e_->input_count[EnterpriseId{f}]; }
  /// Links of the k-th input of `f`: from this one to before the next slot's.
  std::uint32_t first_link(vertex_descriptor f, std::uint32_t k) const {
    return s_->link_begin[e_->slot(EnterpriseId{f}, k)];
  }
  std::uint32_t end_link(vertex_descriptor f, std::uint32_t k) const {
    return s_->link_begin[SlotId{e_->slot(EnterpriseId{f}, k).value + 1u}];
  }
  const LinkId* first_sale(vertex_descriptor f) const { return l_->sales.data() + e_->sale_begin[EnterpriseId{f}]; }
  vertex_descriptor supplier(LinkId link) const { return l_->supplier[link].value; }
  vertex_descriptor buyer(LinkId link) const {
    const auto last_at_most = [](std::size_t count, std::uint32_t value, auto&& begin) {
      const auto all = std::views::iota(std::uint32_t{0}, static_cast<std::uint32_t>(count));
      return static_cast<std::uint32_t>(std::ranges::upper_bound(all, value, {}, begin) - all.begin()) - 1;
    };
    const std::uint32_t slot = last_at_most(s_->inventory.size(), link.value,
                                            [this](std::uint32_t at) { return s_->link_begin[SlotId{at}]; });
    // of a first input the buyer itself, otherwise the last enterprise of its group
    const vertex_descriptor f = last_at_most(enterprises(), slot,
                                             [this](vertex_descriptor at) { return e_->first_slot[EnterpriseId{at}]; });
    const std::uint32_t size = e_->slot_apart[EnterpriseId{f}];
    const std::uint32_t past = (slot - e_->first_slot[EnterpriseId{f}]) % size;
    return past == 0 ? f : f + past - size;
  }

 private:
  const Enterprises* e_;
  const Slots* s_;
  const Links* l_;
};

/// Over the links of all slots of one enterprise.
class SupplyGraph::in_edge_iterator
    : public boost::iterator_facade<in_edge_iterator, LinkId, boost::forward_traversal_tag, LinkId> {
 public:
  in_edge_iterator() = default;
  in_edge_iterator(const SupplyGraph& graph, vertex_descriptor f, std::uint32_t input)
      : g_(&graph), f_(f), input_(input) {
    enter();
  }

 private:
  friend class boost::iterator_core_access;
  LinkId dereference() const { return LinkId{link_}; }
  bool equal(const in_edge_iterator& other) const { return input_ == other.input_ && link_ == other.link_; }
  void increment() {
    if (++link_ < g_->end_link(f_, input_)) return;
    ++input_;
    enter();
  }
  /// The first link of the next slot that has one; the end has link 0.
  void enter() {
    while (input_ < g_->inputs(f_) && g_->first_link(f_, input_) == g_->end_link(f_, input_)) ++input_;
    link_ = input_ < g_->inputs(f_) ? g_->first_link(f_, input_) : 0;
  }

  const SupplyGraph* g_ = nullptr;
  vertex_descriptor f_ = 0;
  std::uint32_t input_ = 0, link_ = 0;
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
  return {SupplyGraph::in_edge_iterator(g, f, 0), SupplyGraph::in_edge_iterator(g, f, g.inputs(f))};
}
inline std::size_t out_degree(SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  return static_cast<std::size_t>(g.first_sale(f + 1) - g.first_sale(f));
}
inline std::size_t in_degree(SupplyGraph::vertex_descriptor f, const SupplyGraph& g) {
  std::size_t degree = 0;
  for (std::uint32_t k = 0; k < g.inputs(f); ++k) degree += g.end_link(f, k) - g.first_link(f, k);
  return degree;
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

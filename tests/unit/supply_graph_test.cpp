// The view of the supply graph is a Boost graph, and algorithms see in it what they see in a copy.
#include "sim/world/supply_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/core_numbers.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/incremental_components.hpp>
#include <boost/graph/page_rank.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"

using namespace lingnan;

namespace {

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<SupplyGraph>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<SupplyGraph>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<SupplyGraph>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<SupplyGraph>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<SupplyGraph>));
BOOST_CONCEPT_ASSERT(
    (boost::ReadablePropertyGraphConcept<SupplyGraph, SupplyGraph::vertex_descriptor, boost::vertex_index_t>));

using Copy = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

struct Toy {
  Simulation simulation{read_scenario(LINGNAN_SOURCE_DIR "/tests/worlds/toy.yaml"), {}};
  SupplyGraph graph{simulation.world()};
  Copy copy{num_vertices(graph)};

  Toy() {
    // an order of its own: what algorithms find may not depend on it
    for (std::uint32_t link = static_cast<std::uint32_t>(num_edges(graph)); link-- > 0;)
      add_edge(source(LinkId{link}, graph), target(LinkId{link}, graph), copy);
  }
};

template <class Graph>
std::vector<int> strong_components_of(const Graph& graph) {
  std::vector<int> component(num_vertices(graph));
  boost::strong_components(graph,
                           boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  return component;
}

template <class Graph>
std::vector<std::size_t> weak_components_of(const Graph& graph) {
  std::vector<std::size_t> rank(num_vertices(graph)), parent(num_vertices(graph));
  boost::disjoint_sets sets(rank.data(), parent.data());
  boost::initialize_incremental_components(graph, sets);
  boost::incremental_components(graph, sets);
  std::vector<std::size_t> component;
  for (std::size_t v = 0; v < num_vertices(graph); ++v) component.push_back(sets.find_set(v));
  return component;
}

/// Two labellings of the same rows are one partition if labels correspond one to one.
template <class Label>
bool same_partition(const std::vector<Label>& a, const std::vector<Label>& b) {
  std::set<std::pair<Label, Label>> pairs;
  std::set<Label> of_a(a.begin(), a.end()), of_b(b.begin(), b.end());
  for (std::size_t i = 0; i < a.size(); ++i) pairs.insert({a[i], b[i]});
  return pairs.size() == of_a.size() && pairs.size() == of_b.size();
}

}  // namespace

TEST_CASE("every link leads from its supplier to the enterprise whose slot it fills", "[unit][network]") {
  Toy toy;
  const World& world = toy.simulation.world();
  REQUIRE(num_edges(toy.graph) == world.links.supplier.size());
  std::size_t seen = 0;
  for (const EnterpriseId f : world.enterprises.ids())
    for (std::size_t k = 0; k < world.enterprises.input_count[f]; ++k) {
      const SlotId slot = world.enterprises.slot(f, k);
      for (std::uint32_t link = world.slots.link_begin[slot]; link < world.slots.link_begin[SlotId{slot.value + 1u}];
           ++link, ++seen) {
        REQUIRE(target(LinkId{link}, toy.graph) == f.value);
        REQUIRE(source(LinkId{link}, toy.graph) == world.links.supplier[LinkId{link}].value);
      }
    }
  CHECK(seen == num_edges(toy.graph));
}

TEST_CASE("in-edges and out-edges are each other's mirror", "[unit][network]") {
  Toy toy;
  const SupplyGraph& g = toy.graph;
  std::vector<int> out(num_edges(g), 0), in(num_edges(g), 0);
  for (auto [v, last] = vertices(g); v != last; ++v) {
    std::size_t degree_out = 0, degree_in = 0;
    auto [neighbour, end] = adjacent_vertices(*v, g);
    for (auto [e, e_last] = out_edges(*v, g); e != e_last; ++e, ++neighbour, ++degree_out) {
      REQUIRE(source(*e, g) == *v);
      REQUIRE(target(*e, g) == *neighbour);
      ++out[(*e).value];
    }
    CHECK(neighbour == end);
    for (auto [e, e_last] = in_edges(*v, g); e != e_last; ++e, ++degree_in) {
      REQUIRE(target(*e, g) == *v);
      ++in[(*e).value];
    }
    REQUIRE(degree_out == out_degree(*v, g));
    REQUIRE(degree_in == in_degree(*v, g));
    REQUIRE(degree(*v, g) == degree_in + degree_out);
  }
  CHECK(std::all_of(out.begin(), out.end(), [](int n) { return n == 1; }));
  CHECK(std::all_of(in.begin(), in.end(), [](int n) { return n == 1; }));
}

TEST_CASE("algorithms find on the view what they find on a copied graph", "[unit][network]") {
  Toy toy;
  const SupplyGraph& g = toy.graph;
  const std::size_t n = num_vertices(g);

  SECTION("strong components") { CHECK(same_partition(strong_components_of(g), strong_components_of(toy.copy))); }
  SECTION("weak components") { CHECK(same_partition(weak_components_of(g), weak_components_of(toy.copy))); }
  SECTION("core numbers") {
    std::vector<std::size_t> view(n), copied(n);
    boost::core_numbers(g, boost::make_iterator_property_map(view.begin(), get(boost::vertex_index, g)));
    boost::core_numbers(toy.copy,
                        boost::make_iterator_property_map(copied.begin(), get(boost::vertex_index, toy.copy)));
    CHECK(view == copied);
    CHECK(*std::max_element(view.begin(), view.end()) > 1);
  }
  SECTION("page rank") {
    std::vector<double> view(n), copied(n);
    const boost::graph::n_iterations rounds(30);
    boost::graph::page_rank(g, boost::make_iterator_property_map(view.begin(), get(boost::vertex_index, g)), rounds);
    boost::graph::page_rank(
        toy.copy, boost::make_iterator_property_map(copied.begin(), get(boost::vertex_index, toy.copy)), rounds);
    for (std::size_t v = 0; v < n; ++v) REQUIRE(view[v] == Approx(copied[v]).epsilon(1e-9));
  }
  SECTION("breadth-first search") {
    const auto distances = [](const auto& graph, std::size_t start) {
      std::vector<int> distance(num_vertices(graph), -1);
      distance[start] = 0;
      const auto map = boost::make_iterator_property_map(distance.begin(), get(boost::vertex_index, graph));
      using Vertex = typename boost::graph_traits<std::decay_t<decltype(graph)>>::vertex_descriptor;
      boost::breadth_first_search(
          graph, static_cast<Vertex>(start),
          boost::visitor(boost::make_bfs_visitor(boost::record_distances(map, boost::on_tree_edge()))));
      return distance;
    };
    for (std::size_t start = 0; start < n; start += 97) CHECK(distances(g, start) == distances(toy.copy, start));
  }
}

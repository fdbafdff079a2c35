// The generated supply graph of a scenario against what is known about supply graphs of regions and countries.
//
// Degrees count links: an enterprise has one slot per input industry, so its suppliers are all different. Purchases and
// sales are those over links in the first step. An agent that stands for many enterprises counts as one.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/graph/incremental_components.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "lingnan/catalogue.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"
#include "sim/base/statistics.hpp"
#include "sim/engine/graph_measures.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/supply_graph.hpp"

namespace lingnan {

namespace {

/// One line of the answer. Without bounds it only informs.
struct Measure {
  std::string key = {}, name = {}, unit = {};
  double value = 0;
  double low = kNone, high = kNone;
  std::string source = {}, note = {};

  bool judged() const { return !std::isnan(low) || !std::isnan(high); }
  bool inside() const { return !(value < low) && !(value > high) && std::isfinite(value); }
};

double median(std::vector<float>& values) {
  if (values.empty()) return kNone;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

/// Who trades with whom, whatever the direction, for any assignment of suppliers to the links of a world.
class Partners {
  const SupplyGraph& graph_;
  std::vector<std::uint32_t> supplier_, buyer_;  // [link], by buyer
  std::vector<std::uint32_t> purchase_begin_;    // [enterprise]
  std::vector<std::uint32_t> sale_begin_;  // [enterprise]
  std::vector<std::uint32_t> sales_;       // links by supplier

  std::uint32_t degree(std::uint32_t f) const {
    return purchase_begin_[f + 1] - purchase_begin_[f] + sale_begin_[f + 1] - sale_begin_[f];
  }
  std::uint32_t partner(std::uint32_t f, std::uint32_t k) const {
    const std::uint32_t bought = purchase_begin_[f + 1] - purchase_begin_[f];
    return k < bought ? supplier_[purchase_begin_[f] + k] : buyer_[sales_[sale_begin_[f] + k - bought]];
  }
  bool buys(std::uint32_t buyer, std::uint32_t supplier) const {
    const auto first = supplier_.begin() + purchase_begin_[buyer];
    const auto last = supplier_.begin() + purchase_begin_[buyer + 1];
    return std::find(first, last, supplier) != last;
  }
  bool linked(std::uint32_t a, std::uint32_t b) const { return buys(a, b) || buys(b, a); }

  void index() {
    const std::size_t n = num_vertices(graph_);
    sale_begin_.assign(n + 1, 0);
    for (const std::uint32_t f : supplier_) ++sale_begin_[f + 1];
    std::partial_sum(sale_begin_.begin(), sale_begin_.end(), sale_begin_.begin());
    sales_.resize(supplier_.size());
    std::vector<std::uint32_t> next(sale_begin_.begin(), sale_begin_.end() - 1);
    for (std::uint32_t l = 0; l < supplier_.size(); ++l) sales_[next[supplier_[l]]++] = l;
  }

  static std::uint32_t below(std::uint32_t n, std::uint32_t word) {
    return static_cast<std::uint32_t>((std::uint64_t{word} * n) >> 32);
  }

 public:
  explicit Partners(const SupplyGraph& graph) : graph_(graph) {
    purchase_begin_.push_back(0);
    for (std::uint32_t f = 0; f < num_vertices(graph); ++f) {
      for (auto [l, last] = in_edges(f, graph); l != last; ++l) {
        supplier_.push_back(source(*l, graph));
        buyer_.push_back(f);
      }
      purchase_begin_.push_back(static_cast<std::uint32_t>(supplier_.size()));
    }
    index();
  }

  /// Suppliers change places at random: everyone keeps the numbers of suppliers and customers. Who would supply itself
  /// or the same buyer twice changes places again. With a kind of each link, suppliers change places within it only.
  void rewire(const Luck& luck, const std::vector<std::uint32_t>& kind = {}) {
    const auto links = static_cast<std::uint32_t>(supplier_.size());
    std::uint64_t draw = 0;
    const auto word = [&] { return luck.words(Event::property_test, draw++, 0).w[0]; };
    const auto kind_of = [&](std::uint32_t l) { return kind.empty() ? 0u : kind[l]; };
    std::vector<std::vector<std::uint32_t>> groups(kind.empty() ? 1 : 1 + *std::max_element(kind.begin(), kind.end()));
    for (std::uint32_t l = 0; l < links; ++l) groups[kind_of(l)].push_back(l);
    for (const std::vector<std::uint32_t>& group : groups)
      for (auto i = static_cast<std::uint32_t>(group.size()); i > 1; --i)
        std::swap(supplier_[group[i - 1]], supplier_[group[below(i, word())]]);
    const auto fits = [&](std::uint32_t l) {
      const std::uint32_t f = buyer_[l];
      if (supplier_[l] == f) return false;
      for (std::uint32_t k = purchase_begin_[f]; k < purchase_begin_[f + 1]; ++k)
        if (k != l && supplier_[k] == supplier_[l]) return false;
      return true;
    };
    for (std::uint32_t l = 0; l < links; ++l) {
      if (fits(l)) continue;
      for (int attempt = 0; attempt < 1000; ++attempt) {
        const std::vector<std::uint32_t>& group = groups[kind_of(l)];
        const std::uint32_t other = group[below(static_cast<std::uint32_t>(group.size()), word())];
        std::swap(supplier_[l], supplier_[other]);
        if (fits(l) && fits(other)) break;
        std::swap(supplier_[l], supplier_[other]);
      }
    }
    index();
  }

  /// Chance that two partners of one enterprise trade with each other.
  double closed_triangles(const Luck& luck, std::uint32_t samples) const {
    double closed = 0, seen = 0;
    for (std::uint32_t i = 0; i < samples; ++i) {
      const Words at = luck.words(Event::property_test, i, 1);
      const std::uint32_t f = below(static_cast<std::uint32_t>(sale_begin_.size()) - 1, at.w[0]);
      if (degree(f) < 2) continue;
      const std::uint32_t a = below(degree(f), at.w[1]);
      std::uint32_t b = below(degree(f) - 1, at.w[2]);
      if (b >= a) ++b;
      const std::uint32_t left = partner(f, a), right = partner(f, b);
      closed += left != right && linked(left, right);
      ++seen;
    }
    return closed / seen;
  }

  /// Chance that two enterprises with a supplier in common have a second one: of a random buyer, one of its suppliers,
  /// another customer of that one, and another supplier of that customer, that the last supplies the first.
  double closed_squares(const Luck& luck, std::uint32_t samples) const {
    double closed = 0, seen = 0;
    for (std::uint32_t i = 0; i < samples; ++i) {
      const Words at = luck.words(Event::property_test, i, 2);
      const std::uint32_t f = below(static_cast<std::uint32_t>(sale_begin_.size()) - 1, at.w[0]);
      const std::uint32_t bought = purchase_begin_[f + 1] - purchase_begin_[f];
      if (bought < 2) continue;
      const std::uint32_t s = supplier_[purchase_begin_[f] + below(bought, at.w[1])];
      const std::uint32_t g = buyer_[sales_[sale_begin_[s] + below(sale_begin_[s + 1] - sale_begin_[s], at.w[2])]];
      const std::uint32_t first = purchase_begin_[g];
      const std::uint32_t other = supplier_[first + below(purchase_begin_[g + 1] - first, at.w[3])];
      if (g == f || other == s) continue;
      closed += buys(f, other);
      ++seen;
    }
    return closed / seen;
  }
};

class Measurement {
 public:
  explicit Measurement(const World& world) : w_(world), graph_(world), n_(num_vertices(graph_)) {
    LinkSums sums = link_sums(world);
    in_ = std::move(sums.suppliers);
    out_ = std::move(sums.customers);
    buys_ = std::move(sums.bought);
    sells_ = std::move(sums.sold);
  }

  std::vector<Measure> all() {
    counts();
    tails();
    sizes();
    components();
    motifs();
    distances();
    flows();
    return std::move(rows_);
  }

 private:
  const World& w_;
  SupplyGraph graph_;
  std::size_t n_;
  std::vector<std::uint32_t> in_, out_;
  std::vector<double> buys_, sells_;
  std::vector<Measure> rows_;

  void add(Measure row) { rows_.push_back(std::move(row)); }
  std::size_t city(std::uint32_t f) const { return w_.region->city_of(w_.enterprises.cell[EnterpriseId{f}]).value; }
  std::size_t industry(std::uint32_t f) const {
    return w_.region->industry_of(w_.enterprises.cell[EnterpriseId{f}]).value;
  }

  void counts() {
    const double links = static_cast<double>(num_edges(graph_));
    add({.key = "enterprises", .name = "enterprise agents", .unit = "agents", .value = static_cast<double>(n_)});
    add({.key = "links", .name = "supply links", .unit = "links", .value = links});
    add({.key = "links_per_enterprise",
         .name = "links per enterprise",
         .unit = "links",
         .value = links / static_cast<double>(n_),
         .low = 4,
         .high = 50,
         .source = "4-5 main partners (Japan, Hungary) to 50 (full VAT data)"});
  }

  void tails() {
    constexpr double kTail = 0.02;
    add({.key = "in_degree_exponent",
         .name = "tail of the number of suppliers",
         .unit = "cumulative exponent",
         .value = hill_exponent(in_, kTail),
         .low = 0.9,
         .high = 1.6,
         .source = "about 1-1.5",
         .note = "Hill's estimator on the largest 2 % of agents; the band allows 0.1 for its error."});
    add({.key = "out_degree_exponent",
         .name = "tail of the number of customers",
         .unit = "cumulative exponent",
         .value = hill_exponent(out_, kTail),
         .low = 0.9,
         .high = 1.6,
         .source = "about 1-1.5"});
    Line degrees, logs;
    for (std::uint32_t f = 0; f < n_; ++f)
      for (auto [l, last] = in_edges(f, graph_); l != last; ++l) {
        const double seller = static_cast<double>(degree(source(*l, graph_), graph_));
        const double buyer = static_cast<double>(degree(f, graph_));
        degrees.add(seller, buyer);
        logs.add(std::log(seller), std::log(buyer));
      }
    add({.key = "assortativity",
         .name = "degree assortativity",
         .unit = "correlation",
         .value = degrees.correlation(),
         .low = -0.5,
         .high = -0.01,
         .source = "negative",
         .note = "Of the numbers of partners at the two ends of a link."});
    add({.key = "assortativity_of_logs",
         .name = "degree assortativity, logs",
         .unit = "correlation",
         .value = logs.correlation(),
         .low = -0.5,
         .high = -0.01,
         .source = "negative"});
  }

  void sizes() {
    Line purchases, sales;
    double sellers = 0;
    for (std::uint32_t f = 0; f < n_; ++f) {
      if (in_[f] > 0 && buys_[f] > 0) purchases.add(std::log(in_[f]), std::log(buys_[f]));
      if (out_[f] > 0 && sells_[f] > 0) sales.add(std::log(out_[f]), std::log(sells_[f]));
      sellers += out_[f] > 0;
    }
    add({.key = "purchases_slope",
         .name = "purchases on number of suppliers",
         .unit = "log-log slope",
         .value = purchases.slope(),
         .low = 1.35,
         .high = 1.54,
         .source = "1.35-1.54"});
    add({.key = "purchases_correlation",
         .name = "purchases and number of suppliers",
         .unit = "correlation of logs",
         .value = purchases.correlation(),
         .low = 0.6,
         .high = 0.85,
         .source = "0.72-0.78",
         .note =
             "The band is wider than the source because agents of all sizes are mixed, pools of small enterprises among them."});
    add({.key = "sales_slope",
         .name = "sales on number of customers",
         .unit = "log-log slope",
         .value = sales.slope(),
         .low = 0.85,
         .high = 1.25,
         .source = "about 1.05"});
    add({.key = "sales_correlation",
         .name = "sales and number of customers",
         .unit = "correlation of logs",
         .value = sales.correlation(),
         .low = 0.6,
         .high = 0.85,
         .source = "0.72-0.78"});
    add({.key = "sellers",
         .name = "agents that sell over links",
         .unit = "share of agents",
         .value = sellers / static_cast<double>(n_)});
    add({.key = "attachment",
         .name = "customers on size at formation",
         .unit = "log-log slope",
         .value = attachment(),
         .low = 0.95,
         .high = 1.25,
         .source = "attachment to degree^1.08",
         .note = "Mean number of customers by size within a city and industry, in bins of a factor of two."});
  }

  double attachment() const {
    struct Bin {
      double agents = 0, log_size = 0, customers = 0;
    };
    std::map<int, Bin> bins;
    for (const CellId cell : w_.cells()) {
      double size = 0, customers = 0, agents = 0;
      for (const EnterpriseId f : w_.enterprises_in(cell)) {
        size += w_.enterprises.expected_demand[f];
        customers += out_[f.value];
        ++agents;
      }
      if (customers < 50 || agents < 20) continue;
      for (const EnterpriseId f : w_.enterprises_in(cell)) {
        const double relative = w_.enterprises.expected_demand[f] / size * agents;
        Bin& bin = bins[static_cast<int>(std::floor(std::log2(relative)))];
        bin.agents += 1;
        bin.log_size += std::log(relative);
        bin.customers += out_[f.value] / customers * agents;
      }
    }
    Line line;
    for (const auto& [power, bin] : bins)
      if (bin.agents >= 20 && bin.customers > 0)
        line.add(bin.log_size / bin.agents, std::log(bin.customers / bin.agents));
    return line.slope();
  }

  void components() {
    std::vector<std::uint32_t> rank(n_), parent(n_);
    boost::disjoint_sets sets(rank.data(), parent.data());
    boost::initialize_incremental_components(graph_, sets);
    boost::incremental_components(graph_, sets);
    std::vector<std::uint32_t> weak(n_, 0), component(n_);
    for (std::uint32_t f = 0; f < n_; ++f) ++weak[sets.find_set(f)];
    const std::uint32_t count = boost::strong_components(
        graph_, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph_)));
    std::vector<std::uint32_t> strong(count, 0);
    for (const std::uint32_t c : component) ++strong[c];
    add({.key = "weak_component",
         .name = "giant weak component",
         .unit = "share of agents",
         .value = *std::max_element(weak.begin(), weak.end()) / static_cast<double>(n_),
         .low = 0.95,
         .high = 1,
         .source = "one giant component"});
    add({.key = "strong_component",
         .name = "largest strongly connected component",
         .unit = "share of agents",
         .value = *std::max_element(strong.begin(), strong.end()) / static_cast<double>(n_),
         .low = 0.3,
         .high = 0.7,
         .source = "roughly half",
         .note = "Everyone buys, so it is the share that sells over links. A pool of many small businesses counts as "
                 "one and "
                 "is as likely to sell; of single firms, fewer small ones would."});
  }

  void motifs() {
    constexpr std::uint32_t kSamples = 300000;
    Partners partners(graph_);
    const double triangles = partners.closed_triangles(w_.luck, kSamples);
    const double squares = partners.closed_squares(w_.luck, kSamples);
    // suppliers of one industry change places; of one industry and city, and with buyers of one city; all
    std::vector<std::uint32_t> product, route;
    for (std::uint32_t f = 0; f < n_; ++f)
      for (auto [l, last] = in_edges(f, graph_); l != last; ++l) {
        const std::uint32_t s = source(*l, graph_);
        product.push_back(static_cast<std::uint32_t>(industry(s)));
        route.push_back(
            static_cast<std::uint32_t>(w_.enterprises.cell[EnterpriseId{s}].value * w_.city_count() + city(f)));
      }
    double ratio_triangles[3], ratio_squares[3];
    const std::vector<std::uint32_t> kinds[3] = {{}, std::move(product), std::move(route)};
    for (const std::size_t k : {2u, 1u, 0u}) {
      partners.rewire(w_.luck, kinds[k]);
      ratio_triangles[k] = triangles / partners.closed_triangles(w_.luck, kSamples);
      ratio_squares[k] = squares / partners.closed_squares(w_.luck, kSamples);
    }
    add({.key = "squares",
         .name = "closed squares",
         .unit = "ratio to rewired",
         .value = ratio_squares[0],
         .low = 1.5,
         .source = "over-represented",
         .note = "Chance that two enterprises with a supplier in common have a second one; rewired: all numbers of "
                 "suppliers "
                 "and customers kept."});
    add({.key = "squares_mix",
         .name = "closed squares, input mixes kept",
         .unit = "ratio to rewired",
         .value = ratio_squares[1],
         .low = 1.5,
         .source = "over-represented",
         .note = "Rewired within the suppliers of each industry."});
    add({.key = "triangles",
         .name = "closed triangles",
         .unit = "ratio to rewired",
         .value = ratio_triangles[0],
         .high = 1.2,
         .source = "not over-represented",
         .note = "Chance that two partners of an enterprise trade with each other. Who needs what, and distance, close "
                 "triangles that this rewiring does not know; where it keeps both (below), none are left over."});
    add({.key = "triangles_mix",
         .name = "closed triangles, input mixes kept",
         .unit = "ratio to rewired",
         .value = ratio_triangles[1]});
    add({.key = "squares_routes",
         .name = "closed squares, city flows kept too",
         .unit = "ratio to rewired",
         .value = ratio_squares[2],
         .low = 1.2,
         .source = "over-represented",
         .note = "Rewired within the suppliers of each industry and city to the buyers of each city."});
    add({.key = "triangles_routes",
         .name = "closed triangles, city flows kept too",
         .unit = "ratio to rewired",
         .value = ratio_triangles[2],
         .high = 1.1,
         .source = "not over-represented"});
  }

  void distances() {
    const std::size_t cities = w_.city_count();
    std::vector<double> sorted = buys_;
    const auto decile = sorted.begin() + static_cast<std::ptrdiff_t>(0.9 * static_cast<double>(n_));
    std::nth_element(sorted.begin(), decile, sorted.end());
    std::vector<float> all, large, rest;
    double far_large = 0, far_rest = 0;
    for (std::uint32_t f = 0; f < n_; ++f)
      for (auto [l, last] = in_edges(f, graph_); l != last; ++l) {
        const std::size_t pair = city(source(*l, graph_)) * cities + city(f);
        const auto km = static_cast<float>(w_.region->distance_km[pair]);
        all.push_back(km);
        (buys_[f] >= *decile ? large : rest).push_back(km);
        (buys_[f] >= *decile ? far_large : far_rest) += static_cast<double>(km);
      }
    add({.key = "median_distance",
         .name = "median distance of a link",
         .unit = "km",
         .value = median(all),
         .low = 20,
         .high = 100,
         .source = "median partner tens of km",
         .note = "By road between the centres of cities; 20 km inside a city."});
    add({.key = "distance_power",
         .name = "link probability on distance",
         .unit = "power",
         .value = distance_power(w_),
         .low = -1.5,
         .high = -0.5,
         .source = "-0.5 to -1.5",
         .note = "Links between cities on distance, with an effect for each origin and destination."});
    add({.key = "median_distance_large",
         .name = "median distance, top decile of buyers",
         .unit = "km",
         .value = median(large)});
    add({.key = "median_distance_rest", .name = "median distance, other buyers", .unit = "km", .value = median(rest)});
    add({.key = "reach",
         .name = "mean distance, top decile to other buyers",
         .unit = "ratio",
         .value = far_large / static_cast<double>(large.size()) / (far_rest / static_cast<double>(rest.size())),
         .low = 1.05,
         .source = "large firms reach farther"});
  }

  // Input mixes against recipes, flows between cities against gravity on the region's own margins.
  void flows() {
    const Region& region = *w_.region;
    const std::size_t cities = w_.city_count(), industries = w_.industry_count();
    const double g = w_.norms.growth;
    double worst = 0;
    std::vector<double> flow(industries * cities * cities, 0);
    for (std::uint32_t f = 0; f < n_; ++f) {
      const EnterpriseId id{f};
      const Recipe& r = w_.recipe(w_.enterprises.cell[id]);
      const std::size_t inputs = w_.enterprises.input_count[id];
      std::vector<double> need(inputs), got(inputs, 0);
      for (std::size_t k = 0; k < inputs; ++k) {
        const Input& in = r.inputs[k];
        const std::uint32_t slot = w_.enterprises.slot(id, k).value;
        const bool stored = region.industries[in.supplier.value].storable;
        need[k] = in.need * in.local * (1 + g * r.finished_stock + (stored ? g * in.stock : 0.0));
        for (std::uint32_t l = w_.slots.link_begin[SlotId{slot}]; l < w_.slots.link_begin[SlotId{slot + 1u}]; ++l) {
          const double order = static_cast<double>(w_.links.order[LinkId{l}]);
          got[k] += order;
          flow[(in.supplier.value * cities + city(source(LinkId{l}, graph_))) * cities + city(f)] += order;
        }
      }
      const double needs = std::accumulate(need.begin(), need.end(), 0.0);
      const double gets = std::accumulate(got.begin(), got.end(), 0.0);
      for (std::size_t k = 0; k < need.size() && needs > 0; ++k)
        worst = std::max(worst, std::abs(got[k] / gets - need[k] / needs));
    }
    add({.key = "input_mix",
         .name = "input mix off the recipe, worst enterprise",
         .unit = "share of inputs",
         .value = worst,
         .low = 0,
         .high = 1e-5,
         .source = "input mix of every enterprise kept"});

    double apart = 0, total = 0;
    for (std::size_t u = 0; u < industries; ++u) {
      const std::vector<double> share = gravity(u);
      for (std::size_t d = 0; d < cities; ++d) {
        double need = 0;
        for (std::size_t o = 0; o < cities; ++o) need += flow[(u * cities + o) * cities + d];
        for (std::size_t o = 0; o < cities; ++o)
          apart += std::abs(flow[(u * cities + o) * cities + d] - need * share[o * cities + d]) / 2;
        total += need;
      }
    }
    add({.key = "gravity",
         .name = "flows between cities off gravity",
         .unit = "share of flows",
         .value = apart / total,
         .low = 0,
         .high = 0.1,
         .source = "weights fit the margins",
         .note = "Gravity on the margins of the region's own tables. Small cities lack links to small "
                 "partners, and the fit takes flows from a city's industry that would sell much more than four fifths "
                 "over links."});
  }

  /// Shares of origins in each city's local purchases of product `u`, as the region's tables have it.
  std::vector<double> gravity(std::size_t u) const {
    const Region& region = *w_.region;
    const FlowTable& table = region.flows;
    const std::size_t cities = w_.city_count(), industries = w_.industry_count();
    std::vector<double> kernel, supply(cities), use(cities, 0), weight(cities, 0), made(industries, 0);
    for (const double km : region.distance_km) kernel.push_back(std::pow(km, -region.industries[u].distance_decay));
    const auto value_added = [&](std::size_t c, std::size_t s) { return region.value_added[c * industries + s]; };
    double gdp = 0;
    for (std::size_t c = 0; c < cities; ++c)
      for (std::size_t s = 0; s < industries; ++s) {
        weight[c] += value_added(c, s);
        made[s] += value_added(c, s);
        gdp += value_added(c, s);
      }
    double supplies = 0, uses = 0;
    for (std::size_t c = 0; c < cities; ++c) {
      supply[c] = made[u] > 0 ? value_added(c, u) : 0.0;
      for (std::size_t s = 0; s < industries; ++s)
        if (made[s] > 0) use[c] += table.z(Origin::local, u, s) * value_added(c, s) / made[s];
      for (const FinalUse f : {FinalUse::households, FinalUse::government, FinalUse::investment})
        use[c] += table.f(Origin::local, u, f) * weight[c] / gdp;
      supplies += supply[c];
      uses += use[c];
    }
    std::vector<double> share(cities * cities, 0);
    if (supplies <= 0 || uses <= 0) return share;
    for (double& s : supply) s *= uses / supplies;
    share = fit_gravity(kernel, supply, use, 1e-9, 400);
    for (std::size_t d = 0; d < cities; ++d)
      for (std::size_t o = 0; o < cities; ++o)
        share[o * cities + d] = use[d] > 0 ? share[o * cities + d] / use[d] : 0.0;
    return share;
  }
};

std::string bounds(const Measure& row) {
  if (!row.judged()) return "";
  if (std::isnan(row.low)) return fmt::format("<= {:g}", row.high);
  if (std::isnan(row.high)) return fmt::format(">= {:g}", row.low);
  return fmt::format("{:g} to {:g}", row.low, row.high);
}

/// Lines of at most 118 characters, the second and later ones indented.
std::string wrapped(std::string text) {
  constexpr std::size_t kWidth = 118;
  std::string lines;
  while (text.size() > kWidth) {
    const std::size_t space = text.rfind(' ', kWidth);
    lines += text.substr(0, space) + "\n";
    text = "  " + text.substr(space + 1);
  }
  return lines + text + "\n";
}

std::string figure(double value) {
  if (value >= 1e4) return fmt::format("{:.0f}", value);
  return std::abs(value) < 1e-3 ? fmt::format("{:.1e}", value) : fmt::format("{:.3f}", value);
}

}  // namespace

std::string describe_network(const Scenario& scenario, bool json) {
  Simulation simulation(scenario, {});
  const std::vector<Measure> rows = Measurement(simulation.world()).all();
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    const auto number = [](double x) {
      return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json();
    };
    for (const Measure& row : rows)
      list.push_back({{"key", row.key},
                      {"name", row.name},
                      {"unit", row.unit},
                      {"value", number(row.value)},
                      {"low", number(row.low)},
                      {"high", number(row.high)},
                      {"inside", row.judged() ? nlohmann::ordered_json(row.inside()) : nlohmann::ordered_json()},
                      {"source", row.source},
                      {"note", row.note}});
    return list.dump(2) + "\n";
  }
  std::string text = fmt::format("{:<43}{:>9}  {:<20}{:<14}{:<9}{}\n", "", "measured", "unit", "target", "", "source");
  std::string notes;
  for (const Measure& row : rows) {
    text += fmt::format("{:<43}{:>9}  {:<20}{:<14}{:<9}{}\n", row.name, figure(row.value), row.unit, bounds(row),
                        !row.judged()  ? ""
                        : row.inside() ? "inside"
                                       : "OUTSIDE",
                        row.source);
    if (!row.note.empty()) notes += wrapped(row.name + ": " + row.note);
  }
  return text + "\n" +
         wrapped(
             "An agent counts as one, however many enterprises it stands for. Purchases and sales are those over links "
             "in "
             "the first step.") +
         notes;
}

}  // namespace lingnan

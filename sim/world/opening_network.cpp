// The supply graph of the first day: suppliers drawn by gravity and size, weights fitted to flows between cities, sales
// solved so that every cell sells what the table says.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/opening_builder.hpp"
#include "sim/world/supply_links.hpp"

namespace lingnan {

namespace {

constexpr double kLeastMarketShare = 0.1;     // of its size: no enterprise lives on links alone
constexpr int kFreeRounds = 15, kFixedRounds = 60;
constexpr double kLargestLinkedShare = 0.95;  // of a cell's sales
constexpr double kLargestPart = 0.05;         // of a cell's output: who needs more from one supplier looks elsewhere
constexpr std::uint32_t kHow = 1u << 16;      // draws that say how a supplier is found lie behind those that find it

}  // namespace

// Trade of local goods by gravity; the graph is drawn from it in two counting passes, never as an edge list.
void OpeningBuilder::slots_and_links() {
  const FlowTable& table = region_.flows;
  const std::size_t area = cities_ * cities_;
  trade_.assign(industries_ * area, 0);
  const double gdp = std::accumulate(region_.value_added.begin(), region_.value_added.end(), 0.0);
  std::vector<double> weight(cities_, 0);
  for (std::size_t c = 0; c < cities_; ++c)
    for (std::size_t s = 0; s < industries_; ++s) weight[c] += region_.value_added[c * industries_ + s] / gdp;
  for_each_task(industries_, [&](std::size_t u) {
    std::vector<double> supply(cities_), use(cities_, 0.0);
    const double x = table_output(u);
    const double kept = x - table.f(Origin::local, u, FinalUse::to_country) -
                        table.f(Origin::local, u, FinalUse::to_world) -
                        table.f(Origin::local, u, FinalUse::inventories);
    double uses = 0;
    for (std::size_t c = 0; c < cities_; ++c) {
      supply[c] = cell_output_[c * industries_ + u] / scale_ / x * std::max(kept, 0.0);
      for (std::size_t s = 0; s < industries_; ++s)
        use[c] += table.z(Origin::local, u, s) * cell_output_[c * industries_ + s] / (table_output(s) * scale_);
      for (const FinalUse f : {FinalUse::households, FinalUse::government, FinalUse::investment})
        use[c] += table.f(Origin::local, u, f) * weight[c];
      uses += use[c];
    }
    const double supplies = std::accumulate(supply.begin(), supply.end(), 0.0);
    if (uses <= 0 || supplies <= 0) return;
    for (double& d : use) d *= supplies / uses;
    const std::vector<double> flows = fit_gravity(kernel(u), supply, use, 1e-9, 400);
    for (std::size_t d = 0; d < cities_; ++d) {
      double sum = 0;
      for (std::size_t o = 0; o < cities_; ++o) sum += flows[o * cities_ + d];
      if (sum <= 0) continue;
      for (std::size_t o = 0; o < cities_; ++o) trade_[(u * cities_ + o) * cities_ + d] = flows[o * cities_ + d] / sum;
    }
  });

  Enterprises& e = w_.enterprises;
  const std::size_t n = e.size();
  const std::size_t slots = group_slots();
  w_.slots.inventory.assign(slots);
  w_.slots.link_begin.assign(slots + 1);

  OfEnterprise<double> ladder(n + 1);  // running sums of attachment in a cell; who sells in markets only adds none
  for_each_task(region_.cell_count(), [&](std::size_t cell) {
    const IdRange<EnterpriseId> ids = w_.enterprises_in(CellId{cell});
    double total = 0, sum = 0;
    for (const EnterpriseId f : ids) total += size_[f];
    for (const EnterpriseId f : ids) {
      if (sells_over_links(w_, f)) sum += std::pow(size_[f] / total, q_.opening.attachment);
      ladder[f] = sum;
    }
  });
  mean_size_ = sum_over<double>(e.ids(), [&](EnterpriseId f) { return size_[f]; }) / static_cast<double>(n);

  OfSlot<std::uint32_t> counts(slots);
  for_each(e.ids(), [&](EnterpriseId f) {
    EnterpriseId suppliers[1001];
    const double wanted = suppliers_wanted(f);
    for (std::uint32_t k = 0; k < e.input_count[f]; ++k)
      counts[e.slot(f, k)] = draw_suppliers(f, k, wanted, ladder, suppliers);
  });
  std::uint64_t links = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    w_.slots.link_begin[SlotId{slot}] = static_cast<std::uint32_t>(links);
    links += counts[SlotId{slot}];
  }
  if (links >= (std::uint64_t{1} << 32)) refuse("more supply links than 32-bit ids can hold");
  w_.slots.link_begin[SlotId{slots}] = static_cast<std::uint32_t>(links);
  w_.links.supplier.assign(links);
  w_.links.weight.assign(links);
  w_.links.order.assign(links);
  w_.links.sales.assign(links);
  for_each(e.ids(), [&](EnterpriseId f) {
    EnterpriseId suppliers[1001];
    const double wanted = suppliers_wanted(f);
    for (std::uint32_t k = 0; k < e.input_count[f]; ++k) {
      const std::uint32_t count = draw_suppliers(f, k, wanted, ladder, suppliers);
      std::uint32_t row = w_.slots.link_begin[e.slot(f, k)];
      for (std::uint32_t i = 0; i < count; ++i, ++row) {
        w_.links.supplier[LinkId{row}] = suppliers[i];
        w_.links.weight[LinkId{row}] = 1.0f / static_cast<float>(count);  // until the flows between cities are met
      }
    }
  });
  index_sales(w_);
}

// Slots by group, input and enterprise; returns how many.
std::size_t OpeningBuilder::group_slots() {
  Enterprises& e = w_.enterprises;
  std::size_t slots = 0;
  for (const CellId cell : w_.cells()) {
    const IdRange<EnterpriseId> ids = w_.enterprises_in(cell);
    for (EnterpriseId first = ids.first; first != ids.last;) {
      EnterpriseId end = first;
      while (end != ids.last && end.value < first.value + SlotGroup::kMost && e.input_count[end] == e.input_count[first])
        ++end;
      const std::uint32_t size = end.value - first.value;
      for (EnterpriseId f = first; f != end; ++f) {
        e.first_slot[f] = static_cast<std::uint32_t>(slots + (f.value - first.value));
        e.slot_apart[f] = static_cast<std::uint8_t>(size);
      }
      slots += std::size_t{size} * e.input_count[first];
      first = end;
    }
  }
  return slots;
}

// Suppliers of one slot, sorted and different; a pure function of keys. Returns how many; none only where nobody else
// makes the input.
//
// A large buyer has more suppliers, reaches farther (some of them are those it would have in another city) and takes
// small ones too, so that the partners of hubs are small. Competitors know the same suppliers: some draws are not the
// buyer's own but come from a list that belongs to the cell.
std::uint32_t OpeningBuilder::draw_suppliers(EnterpriseId f, std::uint32_t k, double wanted_in_all,
                                             const OfEnterprise<double>& ladder, EnterpriseId* out) const {
  const Enterprises& e = w_.enterprises;
  const Opening& o = q_.opening;
  const CellId cell = e.cell[f];
  const Input& in = w_.recipe(cell).inputs[k];
  if (!in.linked) return 0;
  const CityId home = region_.city_of(cell);
  const double wanted = std::max(1.0, wanted_in_all / e.input_count[f]);
  double count = std::floor(wanted);
  if (q_.luck.uniform(Event::supplier_count, e.birth_key[f], 0, k) < wanted - count) count += 1;
  const auto tries = static_cast<std::uint32_t>(std::min({count, std::floor(o.largest_supplier_count), 1000.0}));
  const double far = o.reach * size_[f] / (size_[f] + mean_size_);
  const double competitors = static_cast<double>(w_.enterprises_in(cell).size());
  const auto list = static_cast<std::uint32_t>(std::ceil(std::sqrt(competitors)));
  const std::uint32_t known = std::max(list, 2 * tries);
  const double part = in.need * in.local * size_[f] / tries;
  std::uint32_t found = 0;
  for (std::uint32_t t = 0; t < tries; ++t) {
    Words how = q_.luck.words(Event::supplier_choice, e.birth_key[f], k, t + kHow);
    const bool shared = to_uniform(how.w[0], 0) < o.shared_suppliers;
    const std::uint32_t item = how.w[1] % known;
    const std::uint64_t key = shared ? mix(mix(cell.value, 1), item) : e.birth_key[f];
    const Words words = q_.luck.words(Event::supplier_choice, key, k, shared ? 0 : t);
    if (shared) how = q_.luck.words(Event::supplier_choice, key, k, kHow);
    CityId from = home;
    if (to_uniform(how.w[2], 0) < (shared ? (item < list ? 0.0 : o.reach) : far))
      from = region_.city_of(e.cell[EnterpriseId{how.w[1] % e.size()}]);
    const CityId origin = draw_origin(in.supplier, from, to_uniform(words.w[0], words.w[1]));
    if (!origin.valid()) break;  // nobody makes it
    const CellId makers = region_.cell(origin, in.supplier);
    if (part > kLargestPart * cell_output_[makers.value]) continue;
    const bool small = t > 0 && to_uniform(how.w[3], 0) < o.small_suppliers;
    const EnterpriseId supplier = draw_seller(makers, ladder, f, to_uniform(words.w[2], words.w[3]), small);
    if (supplier.valid()) out[found++] = supplier;
  }
  if (found == 0) {  // chance met nobody that can deliver: where most comes from
    CityId origin;
    double most = 0;
    for (const CityId city : w_.cities()) {
      const double share = trade_[(in.supplier.value * cities_ + city.value) * cities_ + home.value];
      const IdRange<EnterpriseId> makers = w_.enterprises_in(region_.cell(city, in.supplier));
      if (share <= most || makers.size() == 0 || (makers.size() == 1 && makers.first == f)) continue;
      most = share;
      origin = city;
    }
    if (origin.valid()) out[found++] = draw_seller(region_.cell(origin, in.supplier), ladder, f, 0.5, false);
  }
  std::sort(out, out + found);
  return static_cast<std::uint32_t>(std::unique(out, out + found) - out);
}

/// How many suppliers an enterprise looks for, all inputs together: by purchases, and lognormal among equals.
double OpeningBuilder::suppliers_wanted(EnterpriseId f) const {
  const Opening& o = q_.opening;
  const std::uint64_t key = w_.enterprises.birth_key[f];
  const double purchases = w_.recipe(w_.enterprises.cell[f]).need * size_[f] / step_;  // yuan a year
  const double z = to_normal(q_.luck.uniform(Event::supplier_count, key, 2, 0), q_.luck.uniform(Event::supplier_count, key, 2, 1));
  const double luck = std::exp(o.supplier_dispersion * z);
  return static_cast<double>(o.smallest_slots) + o.suppliers * std::pow(purchases / 1e8, o.supplier_exponent) * luck;
}

/// Inputs bought over links: as many as the enterprise has suppliers for, within the bounds and the industry's list.
std::size_t OpeningBuilder::list_length(EnterpriseId f) const {
  const auto least = static_cast<double>(q_.opening.smallest_slots);
  const std::size_t longest = w_.recipe(w_.enterprises.cell[f]).inputs.size();
  const double inputs = std::max(least, std::floor(suppliers_wanted(f) / q_.opening.suppliers_per_input));
  return std::min(longest, static_cast<std::size_t>(std::min(inputs, 1000.0)));
}

/// Where the `u`-th part of what `destination` buys of `product` comes from; invalid if it buys none.
CityId OpeningBuilder::draw_origin(IndustryId product, CityId destination, double u) const {
  const double* shares = &trade_[product.value * cities_ * cities_];
  CityId last;
  for (const CityId origin : w_.cities()) {
    const double share = shares[origin.value * cities_ + destination.value];
    if (share <= 0) continue;
    last = origin;
    u -= share;
    if (u < 0) break;
  }
  return last;
}

/// A seller of the cell by attachment, or any with the same chance; not the buyer. Invalid if there is no other.
EnterpriseId OpeningBuilder::draw_seller(CellId cell, const OfEnterprise<double>& ladder, EnterpriseId buyer, double u,
                         bool any) const {
  const IdRange<EnterpriseId> makers = w_.enterprises_in(cell);
  const std::size_t size = makers.size();
  if (size == 0) return {};
  const double* first = ladder.data() + makers.first.value;
  auto at = any ? static_cast<std::size_t>(u * static_cast<double>(size))
                : static_cast<std::size_t>(std::lower_bound(first, first + size, u * first[size - 1]) - first);
  for (std::size_t i = 0; i < size; ++i, ++at) {
    if (at >= size) at -= size;
    const bool sells = first[at] > (at > 0 ? first[at - 1] : 0.0);
    const EnterpriseId supplier{makers.first.value + at};
    if (sells && supplier != buyer) return supplier;
  }
  const EnterpriseId other{makers.first.value + (makers.first == buyer ? 1 : 0)};  // the only seller is the buyer
  return size > 1 ? other : EnterpriseId{};
}

std::vector<double> OpeningBuilder::kernel(std::size_t s) const {
  std::vector<double> k(cities_ * cities_);
  for (std::size_t i = 0; i < k.size(); ++i)
    k[i] = std::pow(region_.distance_km[i], -region_.industries[s].distance_decay);
  return k;
}

/// Orders over links when every enterprise sells `expected_demand`; also what each supplier receives.
void OpeningBuilder::place_orders() {
  Enterprises& e = w_.enterprises;
  for_each(e.ids(), [&](EnterpriseId f) {
    const Recipe& r = w_.recipe(e.cell[f]);
    const double sales = e.expected_demand[f], output = output_of(sales, r);
    for (std::size_t k = 0; k < e.input_count[f]; ++k) {
      const Input& in = r.inputs[k];
      const double local = order_of(in, sales, output) * in.local;
      const SlotId slot = e.slot(f, k);
      const std::uint32_t first = w_.slots.link_begin[slot], last = w_.slots.link_begin[SlotId{slot.value + 1u}];
      double sum = 0;
      for (std::uint32_t l = first; l < last; ++l) sum += w_.links.weight[LinkId{l}];
      for (std::uint32_t l = first; l < last; ++l)
        w_.links.order[LinkId{l}] = static_cast<float>(local * w_.links.weight[LinkId{l}] / sum);
    }
  });
  for_each(e.ids(), [&](EnterpriseId f) {
    double sum = 0;
    for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1}]; ++k)
      sum += static_cast<double>(w_.links.order[w_.links.sales[LinkId{k}]]);
    linked_sales_[f] = sum;
  });
}

// Weights meet the gravity flows between cities; then sales = links + market share x rest, for every enterprise, such
// that every cell sells what the table says.
void OpeningBuilder::fit_sales() {
  Enterprises& e = w_.enterprises;
  for (const EnterpriseId f : e.ids()) e.expected_demand[f] = size_[f];
  std::vector<double> bound(region_.cell_count(), 1.0);  // lowers the target of origins that would sell too much
  for (int round = 0; round < 8; ++round) {
    place_orders();
    for_each_task(cities_, [&](std::size_t d) {
      std::vector<double> flow(industries_ * cities_, 0), need(industries_, 0);
      const IdRange<EnterpriseId> ids = w_.enterprises_in(CityId{d});
      if (ids.size() == 0) return;
      const std::size_t slots_end = ids.last.value < e.size() ? e.first_slot[ids.last] : w_.slots.inventory.size();
      const std::uint32_t first = w_.slots.link_begin[SlotId{e.first_slot[ids.first]}];
      const std::uint32_t last = w_.slots.link_begin[SlotId{slots_end}];
      for (std::uint32_t l = first; l < last; ++l) {
        const std::size_t cell = e.cell[w_.links.supplier[LinkId{l}]].value;
        const double order = static_cast<double>(w_.links.order[LinkId{l}]);
        flow[(cell % industries_) * cities_ + cell / industries_] += order;
        need[cell % industries_] += order;
      }
      for (std::uint32_t l = first; l < last; ++l) {
        const std::size_t cell = e.cell[w_.links.supplier[LinkId{l}]].value;
        const std::size_t u = cell % industries_, o = cell / industries_;
        const double target = need[u] * trade_[(u * cities_ + o) * cities_ + d] * bound[cell];
        const double factor = std::clamp(target / std::max(flow[u * cities_ + o], 1e-9), 0.01, 100.0);
        float& weight = w_.links.weight[LinkId{l}];
        weight = std::max(static_cast<float>(weight * factor), 1e-6f);
      }
    });
    for_each(w_.slots.inventory.ids(), [&](SlotId slot) {
      const std::uint32_t first = w_.slots.link_begin[slot], last = w_.slots.link_begin[SlotId{slot.value + 1u}];
      double sum = 0;
      for (std::uint32_t l = first; l < last; ++l) sum += w_.links.weight[LinkId{l}];
      for (std::uint32_t l = first; l < last; ++l)
        w_.links.weight[LinkId{l}] = static_cast<float>(w_.links.weight[LinkId{l}] / sum);
    });
    for (const CellId cell : w_.cells()) {
      double linked = 0, target = 0;
      for (const EnterpriseId f : w_.enterprises_in(cell)) {
        linked += linked_sales_[f];
        target += size_[f];
      }
      if (linked > 0.8 * target) bound[cell.value] *= 0.8 * target / linked;
    }
  }
  for (int round = 0; round < kFreeRounds + kFixedRounds; ++round) {
    place_orders();
    const bool free = round < kFreeRounds;
    for_each_task(region_.cell_count(), [&](std::size_t cell) {
      const IdRange<EnterpriseId> ids = w_.enterprises_in(CellId{cell});
      if (ids.size() == 0) return;
      double linked = 0, target = 0, weights = 0;
      for (const EnterpriseId f : ids) {
        linked += linked_sales_[f];
        target += size_[f];
        if (free) e.market_share[f] = std::max(size_[f] - linked_sales_[f], kLeastMarketShare * size_[f]);
        weights += e.market_share[f];
      }
      const double rest = std::max(target - linked, (1 - kLargestLinkedShare) * target);
      for (const EnterpriseId f : ids) {
        e.market_share[f] /= weights;
        e.expected_demand[f] = linked_sales_[f] + e.market_share[f] * rest;
      }
    });
  }
}

}  // namespace lingnan

// Orders are placed, rationed, delivered and paid.
//
// Over links: each input slot orders use plus growth plus a share of the gap to its target stock, from its suppliers by
// weight. In markets: households, treasuries, investors and small inputs buy bundles whose local part comes from the
// region's cells by trade shares that follow price, capacity and delivery. The outside buys by a demand of its own.
// A supplier serves intermediate orders first, pro rata, then final demand, pro rata. Buyers in markets who find it sold out turn to
// others of its city and industry.
// Sources: Hallegatte (2008) and Inoue & Todo (2019) for orders and rationing; Armington (1969) for trade shares.
//
// Money is rounded once where it arises, per link or per seller and cell; the other side adds up or splits the same fen.
//
// Enterprises are worked on by groups of slots, and a group input by input, so that loops run over neighbours without
// branches and vectorise; what a slot gets from its links is a difference of running sums.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/distances.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/fiscal.hpp"
#include "sim/world/shock.hpp"

namespace lingnan {

namespace {

/// What the enterprises of a cell share about one of their inputs.
struct InputHere {
  double need, target;         ///< per unit of output; stock wanted per unit of expected demand
  double local;                ///< share of the order that goes over links
  double country, abroad;      ///< imports asked for per unit ordered
  double arrives;              ///< of them, what comes
  double import_cost_country, import_cost_world;  ///< yuan, per unit ordered
  double price_without;        ///< of a unit when nothing comes
  bool linked, stored;
};

/// Imports asked for, or those that come.
struct Imports {
  double country = 0, world = 0;
};
/// What comes of the imports of an industry's goods that are asked for.
struct Arrivals {
  double from_country = 1, from_world = 1;          ///< share that each partner delivers
  double missing_country = 0, missing_world = 0;    ///< share that is not there of what is usual
  double replaced = 0;                              ///< of it, what buyers have found at the other partner

  Imports of(const Imports& asked) const {
    return {(asked.country + replaced * missing_world * asked.world) * from_country,
            (asked.world + replaced * missing_country * asked.country) * from_world};
  }
};

constexpr std::uint32_t kMost = SlotGroup::kMost;
constexpr double kLeastFill = 0.05;  // of imports: bounds how far buyers turn to local goods

/// Columns of a group of buyers, from its first enterprise.
struct Buyers {
  std::uint32_t size;
  const double *planned, *making, *demand, *output;
  const float* trend;

  /// Inputs without a stock are bought for what is being made: goods as made, services as planned.
  Buyers(const Enterprises& e, const SlotGroup& g, const Recipe& r)
      : size(g.size), planned(&e.planned_output[g.first]), making(r.storable ? &e.output[g.first] : planned),
        demand(&e.expected_demand[g.first]), output(&e.output[g.first]), trend(&e.trend[g.first]) {}
};

/// What a thread works with: one group's slots and links, running sums over links. Grows once per thread.
struct Workbench {
  std::vector<double> order, came, cost;  // [slot]
  std::vector<double> quantity_upto, payment_upto, by_weight;  // [link]
  std::vector<float> weight;              // [link]
  std::vector<double> flow;               // [cell of the supplier] paid

  void fit(std::size_t slots, std::size_t links) {
    if (order.size() < slots)
      for (auto* list : {&order, &came, &cost}) list->resize(slots);
    if (quantity_upto.size() < links + 1) {
      for (auto* list : {&quantity_upto, &payment_upto}) list->resize(links + 1);
      by_weight.resize(links + 4);  // a slot writes four at once
      weight.resize(links);
    }
  }
};

/// Orders of one input: use, growth of the stock, and a share of the gap; between zero and twice normal use. What cannot
/// be stored is bought for what is being made.
inline void input_orders(const InputHere& in, const Buyers& b, const double* __restrict held, double restock_share,
                         double* __restrict order) {
  const double need = in.need, target_share = in.target;
  if (!in.stored) {
    for (std::uint32_t i = 0; i < b.size; ++i) order[i] = need * b.making[i];
    return;
  }
  for (std::uint32_t i = 0; i < b.size; ++i) {
    const double target = target_share * b.demand[i];
    const double wanted =
        need * b.planned[i] + static_cast<double>(b.trend[i]) * target + (target - held[i]) * restock_share;
    const double most = 2 * need * larger(b.demand[i], b.planned[i]);
    order[i] = smaller(larger(wanted, 0.0), most);
  }
}

/// Of an input that goes over links; returns all that is ordered of it, imports too.
LINGNAN_VECTORISED
double local_orders(InputHere in, Buyers b, const double* __restrict held, double restock_share,
                  double* __restrict order) {
  input_orders(in, b, held, restock_share, order);
  double sum = 0;
  for (std::uint32_t i = 0; i < b.size; ++i) {
    sum += order[i];
    order[i] *= in.local;
  }
  return sum;
}

/// Sums over the inputs of each buyer of a group.
struct Bought {
  double over_links[kMost];                        ///< paid, fen
  double country[kMost], abroad[kMost];            ///< imports, yuan
  double unit[kMost];                              ///< yuan of inputs per unit of output
  double stocked[kMost], had[kMost], used[kMost];  ///< real, of inputs kept in stock
  double unstored[kMost], unstored_imports[kMost];  ///< the others: paid over links, fen; yuan

  /// Most groups are much smaller than the largest.
  explicit Bought(std::uint32_t size) {
    for (double* sum : {over_links, country, abroad, unit, stocked, had, used, unstored, unstored_imports}) std::fill_n(sum, size, 0.0);
  }
};

/// One input of a group: what came over links and from outside is paid for, stocked and used up.
LINGNAN_VECTORISED
void take_input(InputHere in, Buyers b, double restock_share, const double* __restrict came,
                const double* __restrict cost, double* __restrict held, Bought& sum) {
  double order[kMost], import_cost[kMost], received[kMost];
  input_orders(in, b, held, restock_share, order);
  const std::uint32_t size = b.size;
  const double need = in.need;
  LINGNAN_INDEPENDENT_ROWS
  for (std::uint32_t i = 0; i < size; ++i) {
    const double country = order[i] * in.import_cost_country, abroad = order[i] * in.import_cost_world;
    sum.over_links[i] += cost[i];
    sum.country[i] += country;
    sum.abroad[i] += abroad;
    import_cost[i] = country + abroad;
    received[i] = came[i] + order[i] * in.arrives;
    const double price = (cost[i] * 0.01 + import_cost[i]) / (received[i] > 0 ? received[i] : 1.0);
    sum.unit[i] += need * (received[i] > 0 ? price : in.price_without);
  }
  if (in.stored) {
    LINGNAN_INDEPENDENT_ROWS
    for (std::uint32_t i = 0; i < size; ++i) {
      const double use = smaller(need * b.output[i], held[i]);
      sum.used[i] += use;
      sum.stocked[i] += received[i];
      sum.had[i] += held[i] + received[i];
      held[i] += received[i] - use;
    }
  } else {
    LINGNAN_INDEPENDENT_ROWS
    for (std::uint32_t i = 0; i < size; ++i) {
      const double share = received[i] / (order[i] > 0 ? order[i] : 1.0);
      held[i] = order[i] > received[i] ? share : 1.0;
      sum.unstored[i] += cost[i];
      sum.unstored_imports[i] += import_cost[i];
    }
  }
}

/// What a buyer must know of a supplier, side by side for one fetch.
struct Terms {
  double price;
  float fill;
  std::uint32_t cell;
};

/// The share that can be served, in the single precision that buyers see and never more than there is.
inline double served_share(double available, double wanted) {
  const double exact = available / (wanted > available ? wanted : 1.0);
  const auto near = static_cast<float>(exact);
  const float below = near * (1 - 0x1p-24f);  // the next smaller one
  const double share = static_cast<double>(near) > exact ? static_cast<double>(below) : static_cast<double>(near);
  return wanted > available ? share : 1.0;
}

/// Neighbours of one cell that serve their orders together.
constexpr std::uint32_t kSellers = 128;

/// Columns of some sellers, from the first of them.
struct Sellers {
  std::uint32_t size;
  bool storable;
  const double *market_share, *asked, *price;
  double *output, *finished, *sold;
  float *orders, *market_part, *fill, *reliability;
  Money* revenue;

  Sellers(Enterprises& e, const double* asked_for, EnterpriseId f, std::uint32_t sellers, const Recipe& r)
      : size(sellers), storable(r.storable), market_share(&e.market_share[f]), asked(asked_for), price(&e.price[f]),
        output(&e.output[f]), finished(&e.finished[f]), sold(&e.sold[f]), orders(&e.orders[f]),
        market_part(&e.market_part[f]), fill(&e.fill[f]),
        reliability(&e.reliability[f]), revenue(&e.revenue[f]) {}
};

/// Orders that a cell's enterprises share by market share.
struct CellOrders {
  double pooled, contracts, final;
};

/// What was found of each seller.
struct Served {
  double linked[kSellers];                   ///< ordered over links
  double final_fill[kSellers];               ///< share served of orders that do not rank first
  Money over_links[kSellers];                ///< received
};

/// Orders are served by rank; what is left of goods stays in stock.
LINGNAN_VECTORISED
void serve_orders(Sellers s, CellOrders cell, double learn, Served& out) {
  double sold[kSellers], available[kSellers];
  LINGNAN_INDEPENDENT_ROWS
  for (std::uint32_t i = 0; i < s.size; ++i) {
    const double intermediate = out.linked[i] + s.asked[i] * cell.pooled + s.asked[i] * cell.contracts;
    const double final = s.asked[i] * cell.final;
    available[i] = s.output[i] + s.finished[i];
    const double fill = served_share(available[i], intermediate);
    const double rest = larger(0.0, available[i] - intermediate * fill);
    const double share = rest / (final > rest ? final : 1.0);
    const double final_fill = final > rest ? share : 1.0;
    out.final_fill[i] = final_fill;
    sold[i] = intermediate * fill + final * final_fill;
    // what luck of the year adds or takes is no demand to plan for
    const double market = s.market_share[i] * (cell.pooled + cell.contracts + cell.final);
    const double lasting = out.linked[i] + market;
    s.orders[i] = static_cast<float>(lasting);
    s.market_part[i] = static_cast<float>(market / (lasting > 0 ? lasting : 1.0));
    s.sold[i] = sold[i];
    s.fill[i] = static_cast<float>(fill);
    const double reliable = static_cast<double>(s.reliability[i]);
    const double learnt = reliable + learn * (fill - reliable);
    const double settled = reliable > 0.9999 ? fill : 0.0;
    s.reliability[i] = static_cast<float>(settled >= 1 ? 1.0 : learnt);
  }
  if (s.storable)
    for (std::uint32_t i = 0; i < s.size; ++i) s.finished[i] = larger(0.0, available[i] - sold[i]);
  else
    for (std::uint32_t i = 0; i < s.size; ++i) s.output[i] = sold[i];
}

/// Cells by industry, then city: their enterprises sell to and buy from the same industries all over the region, whose
/// links and terms stay in the cache.
template <class Body>
void for_each_cell_by_industry(const Region& region, Body&& body) {
  const std::size_t cities = region.city_count();
  for_each_task(region.cell_count(),
                [&](std::size_t task) { body(region.cell(CityId{task % cities}, IndustryId{task / cities})); });
}

/// How far ahead links are fetched that are not next to each other in memory.
constexpr std::uint32_t kFetchAhead = 48;

/// What came over `count` links from `first` and what is paid for it in whole fen, as running sums; returns what came.
/// Whole fen in a double are exact and so are their sums, far below 2^53.
LINGNAN_VECTORISED
double fetch_deliveries(const World& world, const Terms* terms, std::uint32_t first, std::uint32_t count, Workbench& w) {
  const EnterpriseId* const supplier = world.links.supplier.data();
  const float* const ordered = world.links.order.data();
  const auto links_end = static_cast<std::uint32_t>(world.links.supplier.size());
  double* const __restrict quantity_upto = w.quantity_upto.data();
  double* const __restrict payment_upto = w.payment_upto.data();
  double* const __restrict flow = w.flow.data();
  double came = 0, paid = 0;
  quantity_upto[0] = payment_upto[0] = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    __builtin_prefetch(&terms[supplier[std::min(first + i + kFetchAhead, links_end - 1)].value]);
    const Terms& t = terms[supplier[first + i].value];
    const double quantity = static_cast<double>(ordered[first + i]) * static_cast<double>(t.fill);
    const double payment = whole(quantity * t.price * 100.0);
    flow[t.cell] += payment;
    quantity_upto[i + 1] = came += quantity;
    payment_upto[i + 1] = paid += payment;
  }
  return came;
}

LINGNAN_VECTORISED
void multiply(std::uint32_t count, const double* __restrict a, const float* __restrict b, float* __restrict product) {
  for (std::uint32_t l = 0; l < count; ++l) product[l] = static_cast<float>(a[l] * static_cast<double>(b[l]));
}

/// Orders over links of some sellers, one after the other, and their running sum.
void fetch_orders(const World& world, std::uint32_t first, std::uint32_t count, Workbench& w) {
  const float* const ordered = world.links.order.data();
  const LinkId* const sales = world.links.sales.data();
  const auto sales_end = static_cast<std::uint32_t>(world.links.sales.size());
  float* const __restrict orders = w.weight.data();
  double* const __restrict upto = w.quantity_upto.data();
  double sum = upto[0] = 0;
  for (std::uint32_t k = 0; k < count; ++k) {
    __builtin_prefetch(&ordered[sales[std::min(first + k + kFetchAhead, sales_end - 1)].value]);
    orders[k] = ordered[sales[first + k].value];
    upto[k + 1] = sum += static_cast<double>(orders[k]);
  }
}

/// What customers pay each seller over links, rounded for each order as the customer does.
LINGNAN_VECTORISED
void receive(Sellers s, const std::uint32_t* sale_begin, const float* ordered, Served& served) {
  for (std::uint32_t i = 0; i < s.size; ++i) {
    const double fill = static_cast<double>(s.fill[i]), asked = s.price[i];
    Money sum = 0;
    for (std::uint32_t k = sale_begin[i] - sale_begin[0]; k < sale_begin[i + 1] - sale_begin[0]; ++k)
      sum += nearest(static_cast<double>(ordered[k]) * fill * asked * 100.0);
    served.over_links[i] = sum;
  }
}

/// Bills of neighbours in the step of the ring that is due: they are paid, and this step's take their place. Without credit
/// there are none.
struct DueBills {
  Money* bills;
  Money* deposits;

  DueBills(Enterprises& e, OfBill<Money>& ring, const World& world, EnterpriseId first)
      : bills(ring.empty() ? nullptr : &ring[world.bill(world.calendar.step % world.trade_credit.steps, first)]),
        deposits(&e.deposits[first]) {}
};

/// `now` is what comes up in this step; what is due is paid in its place, `sign` says in which direction. Returns what is paid.
LINGNAN_VECTORISED
Money put_off(DueBills due, std::uint32_t size, const Money* __restrict now, Money sign) {
  Money sum = 0;
  if (due.bills == nullptr) {
    for (std::uint32_t i = 0; i < size; ++i) sum += now[i];
    return sum;
  }
  Money* const __restrict bills = due.bills;
  Money* const __restrict deposits = due.deposits;
  for (std::uint32_t i = 0; i < size; ++i) {
    const Money paid = bills[i];
    bills[i] = now[i];
    deposits[i] += sign * (paid - now[i]);
    sum += paid;
  }
  return sum;
}

/// What markets pay each seller, and all that it received.
struct Takings {
  Money pooled = 0, contracts = 0, final = 0;
};
LINGNAN_VECTORISED
void take_money(Sellers s, CellOrders cell, const Served& served, Takings& sum) {
  Money pooled = 0, contracts = 0, final = 0;
  LINGNAN_INDEPENDENT_ROWS
  for (std::uint32_t i = 0; i < s.size; ++i) {
    const double first = s.asked[i] * static_cast<double>(s.fill[i]) * s.price[i];
    const Money from_pool = fen_of_one(first * cell.pooled), from_contracts = fen_of_one(first * cell.contracts);
    const Money from_final = fen_of_one(s.asked[i] * cell.final * served.final_fill[i] * s.price[i]);
    s.revenue[i] = served.over_links[i] + from_pool + from_contracts + from_final;
    pooled += from_pool;
    contracts += from_contracts;
    final += from_final;
  }
  sum.pooled += pooled;
  sum.contracts += contracts;
  sum.final += final;
}

/// Signed, as vectors of indices must be.
inline std::int32_t after(std::uint32_t link, std::uint32_t first) { return static_cast<std::int32_t>(link - first); }

/// The order of each slot per weight of its links.
LINGNAN_VECTORISED
void per_weight(std::uint32_t slots, const std::uint32_t* __restrict link_begin, const double* __restrict weight_upto,
                double* __restrict order) {
  const std::uint32_t first = link_begin[0];
  for (std::uint32_t s = 0; s < slots; ++s) {
    const double weight = weight_upto[after(link_begin[s + 1], first)] - weight_upto[after(link_begin[s], first)];
    const double per = order[s] / (weight > 0 ? weight : 1.0);
    order[s] = weight > 0 ? per : 0.0;
  }
}

/// From running sums over links to what each slot got.
LINGNAN_VECTORISED
void sum_by_slot(std::uint32_t slots, const std::uint32_t* __restrict link_begin, const double* __restrict upto,
                 double* __restrict sum) {
  const std::uint32_t first = link_begin[0];
  for (std::uint32_t s = 0; s < slots; ++s)
    sum[s] = upto[after(link_begin[s + 1], first)] - upto[after(link_begin[s], first)];
}

/// A cell's bill over its enterprises by weight, one after the other: differences of the rounded running sums.
class Shared {
  Money total_, given_ = 0;
  double sum_, running_ = 0;

 public:
  Shared(Money total, double sum) : total_(total), sum_(sum) {}
  /// Shares of the next `size` enterprises; after the `last` of them nothing is left.
  template <class Weight>
  void share(std::uint32_t size, bool last, Weight&& weight, Money* shares) {
    const double scale = sum_ > 0 ? static_cast<double>(total_) / sum_ : 0.0;
    double running = running_;  // in registers, which `shares` cannot overlap
    Money given = given_;
    for (std::uint32_t i = 0; i < size; ++i) {
      running += weight(i);
      const Money upto = last && i + 1 == size ? total_ : nearest(std::min(running, sum_) * scale);
      shares[i] = upto - given;
      given = upto;
    }
    running_ = running;
    given_ = given;
  }
};

/// Books of a cell's enterprises over this step.
struct Sums {
  Money supplies_received = 0, supplies_paid = 0, imports_country = 0, imports_world = 0;
  Money intermediate = 0, revaluation = 0, inputs_change = 0;
  double delivered = 0, accepted = 0;  // quantities over links, seller's and buyer's count
  double stocked = 0, used = 0;        // quantities into and out of stocks of inputs
};

/// Columns of the books of a group, from its first enterprise, and its shares of the cell's bills.
struct Books {
  std::uint32_t size;
  float* input_cost;
  Money *deposits, *costs, *inputs_value, *capital_value;
  Money pooled[kMost], invested[kMost];  ///< paid for inputs from the market; for capital goods
  Money supplies[kMost];                 ///< bought over links

  Books(Enterprises& e, const SlotGroup& g)
      : size(g.size), input_cost(&e.input_cost[g.first]), deposits(&e.deposits[g.first]), costs(&e.costs[g.first]),
        inputs_value(&e.inputs_value[g.first]), capital_value(&e.capital_value[g.first]) {}
};

/// Buyers pay. Stocks and capital are revalued to this step's prices; inputs are used up at average cost.
LINGNAN_VECTORISED
void settle(Books& books, double pooled_price, double capital_inflation, const Bought& bought, Sums& sum) {
  float* const input_cost = books.input_cost;
  Money *const deposits = books.deposits, *const costs = books.costs;
  Money *const inputs_value = books.inputs_value, *const capital_value = books.capital_value;
  const std::uint32_t size = books.size;
  Money country = 0, abroad = 0, intermediate = 0, revalued = 0, change = 0;
  LINGNAN_INDEPENDENT_ROWS
  for (std::uint32_t i = 0; i < size; ++i) {
    const double before = static_cast<double>(input_cost[i]);
    input_cost[i] = static_cast<float>(bought.unit[i] + pooled_price);
    const double rise = static_cast<double>(input_cost[i]) / (before > 0 ? before : 1.0) - 1;
    const Money paid_links = nearest(bought.over_links[i]);
    const Money imports_country = fen_of_one(bought.country[i]), imports_world = fen_of_one(bought.abroad[i]);
    const Money bill = paid_links + imports_country + imports_world;
    const Money held = inputs_value[i];
    const Money revaluation = share_of_one(held, before > 0 ? rise : 0.0);
    const Money unstored = nearest(bought.unstored[i]) + fen_of_one(bought.unstored_imports[i]);
    const Money stocked = held + revaluation + bill - unstored;
    const double share = bought.used[i] / (bought.had[i] > 0 ? bought.had[i] : 1.0);
    const Money withdrawn = share_of_one(stocked, bought.had[i] > 0 ? smaller(1.0, share) : 1.0);
    const Money used_up = withdrawn + unstored + books.pooled[i];
    inputs_value[i] = stocked - withdrawn;
    costs[i] += used_up;
    deposits[i] -= bill + books.pooled[i] + books.invested[i];
    const Money dearer = share_of_one(capital_value[i], capital_inflation);
    capital_value[i] += dearer + books.invested[i];
    books.supplies[i] = paid_links;
    country += imports_country;
    abroad += imports_world;
    intermediate += used_up;
    revalued += revaluation + dearer;
    change += stocked - withdrawn - held - revaluation;
  }
  sum.imports_country += country;
  sum.imports_world += abroad;
  sum.intermediate += intermediate;
  sum.revaluation += revalued;
  sum.inputs_change += change;
}

constexpr std::size_t kSizes = 20;  // of staff, each twice the one before
using BySize = std::array<double, kSizes>;

/// Columns of some enterprises whose market shares wander.
struct Wanderers {
  std::size_t count;
  const float* multiplicity;
  const std::int32_t *staff_general, *staff_college, *staff_expert;
  double* market_share;

  Wanderers(Enterprises& e, EnterpriseId f, std::size_t rows)
      : count(rows), multiplicity(&e.multiplicity[f]), staff_general(&e.staff_general[f]), staff_college(&e.staff_college[f]),
        staff_expert(&e.staff_expert[f]), market_share(&e.market_share[f]) {}
};

/// Each by its `change` times the deviation of its size, which is the whole logarithm of what a member has of staff.
LINGNAN_VECTORISED
void wander(Wanderers w, const BySize& by_size, const double* __restrict change) {
  const double* const deviation = by_size.data();
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < w.count; ++i) {
    const bool exists = w.multiplicity[i] > 0;
    const double many = exists ? static_cast<double>(w.multiplicity[i]) : 1.0;
    const auto staff = static_cast<std::int32_t>(larger(1.0, (w.staff_general[i] + w.staff_college[i] + w.staff_expert[i]) / many));
    const auto logarithm = static_cast<std::int32_t>(std::bit_cast<std::uint64_t>(static_cast<double>(staff)) >> 52) - 1023;
    const std::int32_t size = logarithm < static_cast<std::int32_t>(kSizes) ? logarithm : static_cast<std::int32_t>(kSizes) - 1;
    const double mine = deviation[size] * change[i] / std::sqrt(many);
    const double factor = 1 + within(mine, -0.5, 0.5);
    w.market_share[i] *= exists ? factor : 1.0;
  }
}

/// Market shares move to who is cheaper and better than the cell's mean.
LINGNAN_VECTORISED
void turn_to_cheaper(std::size_t count, double select, double mean_price, double mean_quality, const double* __restrict price,
                     const float* __restrict quality, double* __restrict share) {
  for (std::size_t i = 0; i < count; ++i)
    share[i] *= 1 + select * (within(mean_price / price[i] * (static_cast<double>(quality[i]) / mean_quality), 0.5, 2.0) - 1);
}

/// Market shares add up to one; orders follow them and luck.
LINGNAN_VECTORISED
void share_orders_out(std::size_t count, double sum, const float* __restrict passing, double* __restrict share,
                      double* __restrict asked) {
  for (std::size_t i = 0; i < count; ++i) {
    share[i] /= sum;
    asked[i] = share[i] * static_cast<double>(passing[i]);
  }
}

/// Luck moves orders between enterprises and adds none.
LINGNAN_VECTORISED
void take_out_luck(std::size_t count, double sum, float* __restrict passing, double* __restrict asked) {
  for (std::size_t i = 0; i < count; ++i) {
    passing[i] = static_cast<float>(static_cast<double>(passing[i]) / sum);
    asked[i] /= sum;
  }
}

class Trade final : public Process {
  double restock_months = 6;
  double export_elasticity = 2;
  double import_elasticity = 2;
  double replaceable_imports = 0.6;
  double replacement_months = 9;
  double trade_elasticity = 2;
  double contracted_exports = 0.5;
  double outside_adjustment_months = 18;
  double selection = 0.3;
  double taste = 0.25;
  double taste_by_size = 0.18;
  double reliability_speed = 0.5;
  double hand_to_mouth = 0.75;
  double outlook_response = 1.2;
  double seaborne = 0.5;
  double port_distance_decay = 1;
  double port_spare_capacity = 0.15;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Trade>(*this); }
  std::string_view name() const override { return "trade"; }
  std::string_view doc() const override { return "Orders, rationing (intermediate first), deliveries and payments."; }

  void describe(Parameters& p) override {
    p.real("restock_months", restock_months,
           {.unit = "months", .min = 0.2, .max = 60,
            .doc = "Time to close a gap in a stock of inputs; when every input binds, more than 25 times the stock "
                   "itself may never recover from a shortage.",
            .symbol = "tau_M"});
    p.real("export_elasticity", export_elasticity,
           {.unit = "elasticity", .min = 0, .max = 8, .doc = "Outside demand for local goods to their relative price.",
            .symbol = "eta", .source = "1.5-4 in the literature on trade", .grade = "B"});
    p.real("import_elasticity", import_elasticity,
           {.unit = "elasticity", .min = 0, .max = 8, .doc = "Odds of local goods against imports to their relative price.",
            .source = "1.5-4 in the literature on trade", .grade = "B"});
    p.real("replaceable_imports", replaceable_imports,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of imports that one partner does not deliver, what buyers in the end find at the other one, which has more than "
                   "it delivers on the first day.",
            .source = "0.6, quality of domestic chips in place of foreign ones, read as the part of uses that they serve", .grade = "D"});
    p.real("replacement_months", replacement_months,
           {.unit = "months", .min = 0.25, .max = 60, .doc = "Mean time until they have found it, and until they come back.",
            .source = "4-24 months to replace an essential input; shocks last 2-3 quarters in Barrot & Sauvagnat (2016)", .grade = "D"});
    p.real("trade_elasticity", trade_elasticity,
           {.unit = "elasticity", .min = 0, .max = 8, .doc = "Trade shares between cities to relative price.",
            .symbol = "sigma"});
    p.real("contracted_exports", contracted_exports,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Share of outside orders that are inputs of outside enterprises under contract: they rank with "
                   "intermediate orders, the rest with final demand."});
    p.real("outside_adjustment_months", outside_adjustment_months,
           {.unit = "months", .min = 1, .max = 120, .doc = "Time in which exports and imports follow relative prices."});
    p.real("selection", selection,
           {.unit = "1/year", .min = 0, .max = 1.2, .doc = "Shift of market shares to cheaper enterprises of a cell.",
            .symbol = "chi"});
    p.real("taste", taste,
           {.unit = "log points", .min = 0, .max = 1,
            .doc = "Standard deviation of a year's change of the market share of an enterprise with one person, by tastes "
                   "and luck. Without random processes there is none.",
            .source = "chosen: deviation of growth of sales 0.1-0.6"});
    p.real("taste_by_size", taste_by_size,
           {.unit = "exponent", .min = 0, .max = 0.5, .doc = "How fast that falls with staff.",
            .source = "0.15-0.25, Stanley et al. (1996)", .grade = "B"});
    p.real("reliability_speed", reliability_speed,
           {.unit = "1/month", .min = 0.05, .max = 0.99, .doc = "How fast buyers turn to suppliers that deliver."});
    p.real("hand_to_mouth", hand_to_mouth,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Part of wages and benefits that households consume by what came in over the last months; the rest by "
                   "permanent income.",
            .symbol = "lambda",
            .source = "0.5 in the United States (Campbell & Mankiw 1989, Consumption, income, and interest rates), recalled; more where "
                      "fewer can borrow",
            .grade = "C"});
    p.real("outlook_response", outlook_response,
           {.unit = "elasticity", .min = 0, .max = 4,
            .doc = "Consumption to what a city's enterprises expect to sell over what is usual: households bring purchases that can "
                   "wait forward while jobs look safe.",
            .source = "chosen: durable goods, a fifth of consumption, alone make 0.6, as they vary three times as much as GDP (Stock & "
                      "Watson 1999; recalled), and other purchases that can wait as much again; purchases brought forward are not "
                      "missing later, so that more makes GDP overshoot after a short loss of supply",
            .grade = "D"});
    p.real("seaborne", seaborne,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of goods traded with the rest of the world, what goes over sea ports, alike in all cities and industries. It matters "
                   "while a shock of kind port lasts, as the two below do.",
            .grade = "D"});
    p.real("port_distance_decay", port_distance_decay,
           {.unit = "exponent", .min = 0, .max = 5, .doc = "How fast a city's use of a port falls with the way there by road.",
            .grade = "D"});
    p.real("port_spare_capacity", port_spare_capacity,
           {.unit = "share", .min = 0, .max = 2, .doc = "What a port can take in beyond its usual traffic, over that.", .grade = "D"});
  }

  void run(World& world, const Instruments& instruments) override {
    prepare(world);
    distances_.renew(world, instruments);
    ship(world);
    for (const SalesToOthers& other : instruments.sales_to_others) world.enterprises.market_share[other.supplier] *= other.ratio;
    prices_and_shares(world, instruments);
    order_inputs(world);
    order_finals(world);
    find_imports(world);
    serve(world);
    split_bills(world);
    deliver(world);
    pay_early(world, instruments);
    pay_finals(world);
  }

 private:
  Distances distances_;
  SeaRoutes routes_;
  // scratch, sized once
  std::vector<double> shipped_;                         // [city] of its goods trade with the rest of the world
  std::vector<Imports> asked_abroad_;                   // [industry] of the whole region
  std::vector<Arrivals> arrivals_;                      // [industry]
  std::vector<PortState> port_states_;                  // [port]
  std::vector<double> exported_, throughput_, pull_;    // [city]; [port]; [city][port]
  OfEnterprise<Terms> terms_;
  OfEnterprise<double> asked_;                          // share of its cell's orders off links in this step, by luck
  OfEnterprise<double> linked_;                         // ordered over links
  OfCell<double> quality_;                              // mean of the cell's enterprises, weighted by market share
  std::vector<InputHere> inputs_;                       // [cell][input]
  std::vector<double> ordered_;                         // [cell][input] real, imports too
  std::size_t most_inputs_ = 0;
  std::vector<double> flow_;                            // [cell][input][origin city]: paid over links
  std::size_t lengths_ = 0;                             // of lists of inputs, 0 included
  std::vector<double> made_;                            // [cell][slots] planned output of enterprises with so many
  std::vector<double> invested_;                        // [cell] planned investment
  std::vector<Money> pooled_revenue_, contract_revenue_, final_revenue_;  // [cell]
  std::vector<double> pooled_fill_, final_fill_;        // [cell] shares served
  std::vector<double> demanded_, delivered_;            // [use][city], real
  std::vector<double> pooled_price_;                    // [cell][slots]: inputs from the market, per unit of output
  std::vector<double> market_wants_;                    // [city][industry][buying industry] real, local goods in the market
  std::vector<Money> market_paid_;                      // [city][industry] by enterprises in the market
  std::vector<Money> pooled_cell_bill_, investment_cell_bill_;  // [cell]
  std::vector<Money> dwellings_bill_, works_bill_;  // [city]
  std::vector<double> extra_works_;                 // [city], real
  std::vector<double> weights_;
  std::vector<Money> shares_;
  std::vector<Sums> sums_;  // [cell]
  bool all_reliable_ = true;
  BySize by_size_{};  // [log2 of staff]: deviation of a step of the market share

  void prepare(World& world) {
    const std::size_t cells = world.region->cell_count(), cities = world.city_count();
    if (terms_.size() != world.enterprises.size()) {
      terms_.assign(world.enterprises.size());
      asked_.assign(world.enterprises.size());
      linked_.assign(world.enterprises.size());
    }
    most_inputs_ = 0;
    for (const Recipe& recipe : world.norms.recipes) most_inputs_ = std::max(most_inputs_, recipe.inputs.size());
    inputs_.resize(cells * most_inputs_);
    ordered_.assign(cells * most_inputs_, 0.0);
    flow_.assign(cells * most_inputs_ * cities, 0.0);
    lengths_ = most_inputs_ + 1;
    made_.assign(cells * lengths_, 0.0);
    pooled_price_.assign(cells * lengths_, 0.0);
    for (auto* list : {&invested_, &pooled_fill_, &final_fill_}) list->assign(cells, 0.0);
    for (auto* list : {&pooled_revenue_, &contract_revenue_, &final_revenue_, &pooled_cell_bill_, &investment_cell_bill_})
      list->assign(cells, 0);
    demanded_.assign(kUses * cities, 0.0);
    delivered_.assign(kUses * cities, 0.0);
    sums_.assign(cells, {});
    dwellings_bill_.assign(cities, 0);
    works_bill_.assign(cities, 0);
    extra_works_.assign(cities, 0.0);
    world.step_flows.delivered_over_links = world.step_flows.accepted_over_links = 0;
    std::fill(world.step_flows.goods.begin(), world.step_flows.goods.end(), Money{0});
    std::fill(world.step_flows.supply.begin(), world.step_flows.supply.end(), Money{0});
    market_wants_.assign(cells * world.industry_count(), 0.0);
    market_paid_.assign(cells, 0);
    Markets& m = world.markets;
    std::fill(m.demand.begin(), m.demand.end(), 0.0);
    std::fill(m.imports.begin(), m.imports.end(), 0.0);
    std::fill(m.bill.begin(), m.bill.end(), Money{0});
    std::fill(m.import_bill.begin(), m.import_bill.end(), Money{0});
  }

  /// What shocks to ports leave of each city's goods trade with the rest of the world. Routes are those of the present distances
  /// and of first-day exports, those of who moved with it.
  void ship(World& world) {
    const Region& region = *world.region;
    const std::size_t ports = region.ports.size();
    shipped_.assign(world.city_count(), 1.0);
    std::fill(world.step_flows.ports.begin(), world.step_flows.ports.end(), PortTraffic{});
    port_states_.assign(ports, {});
    bool down = false;
    for (const Shock& shock : world.shocks) {
      if (shock.shock_kind() != ShockKind::port || !shock.active(world.calendar.month())) continue;
      for (std::size_t p = 0; p < ports; ++p) {
        if (!shock.covers(region.ports[p])) continue;
        port_states_[p].left *= 1 - shock.loss;
        port_states_[p].reroute = std::min(port_states_[p].reroute, shock.reroute);
        down = true;
      }
    }
    if (!down) return;
    exported_.assign(world.city_count(), 0.0);
    throughput_.resize(ports);
    pull_.resize(world.city_count() * ports);
    for (std::size_t p = 0; p < ports; ++p) throughput_[p] = region.ports[p].throughput;
    for (const CityId c : world.cities()) {
      for (const IndustryId s : world.industries())
        if (region.industries[s.value].storable) exported_[c.value] += world.outside.exports_world[region.cell(c, s)];
      for (std::size_t p = 0; p < ports; ++p)
        pull_[c.value * ports + p] =
            throughput_[p] * std::pow(distances_.km(world, c, region.ports[p].city), -port_distance_decay);
    }
    routes_.fit(exported_, throughput_, pull_);
    routes_.close(port_states_, port_spare_capacity);
    for (std::size_t c = 0; c < shipped_.size(); ++c) shipped_[c] = 1 - seaborne * routes_.missing(c);
    for (std::size_t p = 0; p < ports; ++p) world.step_flows.ports[p] = routes_.traffic(p);
  }

  /// Of what a city sells to the rest of the world and buys there of an industry's products.
  double shipped(const World& world, CityId city, IndustryId s) const {
    return world.region->industries[s.value].storable ? shipped_[city.value] : 1.0;
  }

  /// Market shares wander: double exponential steps, the smaller the larger the enterprise; those of a pool cancel out.
  void tastes_change(World& world, CellId cell) const {
    Enterprises& e = world.enterprises;
    const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
    ManyWords words;
    double change[ManyWords::kMost];
    for (std::uint32_t begin = ids.first.value; begin < ids.last.value; begin += ManyWords::kMost) {
      const EnterpriseId first{begin};
      const std::size_t rows = std::min<std::size_t>(ManyWords::kMost, ids.last.value - begin);
      world.luck.words(Event::taste, &e.birth_key[first], rows, world.calendar.step, words);
      for (std::size_t i = 0; i < rows; ++i) change[i] = double_exponential(words.of(i));
      wander({e, first, rows}, by_size_, change);
    }
  }

  // Prices of cells, selection among their enterprises, trade shares, odds of local goods.
  void prices_and_shares(World& world, const Instruments& instruments) {
    Enterprises& e = world.enterprises;
    Markets& m = world.markets;
    const double step = world.calendar.step_years();
    const double select = std::min(0.1, selection * step);
    const bool tastes = world.random_processes && taste > 0;
    for (std::size_t k = 0; k < by_size_.size(); ++k)
      by_size_[k] = taste * std::sqrt(step) * std::pow(std::exp2(static_cast<double>(k)), -taste_by_size);
    std::vector<double>& unreliable = weights_;
    unreliable.assign(world.region->cell_count(), 0.0);
    quality_.assign(world.region->cell_count(), 1.0);
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      double price = 0, quality = 0, capital = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        price += e.market_share[f] * e.price[f];
        quality += e.market_share[f] * static_cast<double>(e.quality[f]);
        capital += e.capital[f];
        if (e.reliability[f] < 1) unreliable[c] = 1;
      }
      if (price <= 0 || quality <= 0) return;
      if (tastes) tastes_change(world, cell);
      const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
      const std::size_t rows = ids.size();
      double* const share = &e.market_share[ids.first];
      double* const asked = &asked_[ids.first];
      float* const passing = &e.passing[ids.first];
      turn_to_cheaper(rows, select, price, quality, &e.price[ids.first], &e.quality[ids.first], share);
      share_orders_out(rows, std::accumulate(share, share + rows, 0.0), passing, share, asked);
      take_out_luck(rows, std::accumulate(asked, asked + rows, 0.0), passing, asked);
      m.price[cell] = price;
      quality_[cell] = quality;
      m.capacity[cell] = capital;
    });
    all_reliable_ = std::all_of(unreliable.begin(), unreliable.end(), [](double u) { return u == 0; });

    const std::size_t cities = world.city_count();
    const double follow = std::min(1.0, 12 * step / outside_adjustment_months);
    const double outside_price = 0.5 * (world.outside.price[0] + world.outside.price[1]);
    for_each_task(world.industry_count(), [&](std::size_t s) {
      const IndustryId u{s};
      std::vector<double> pull(cities, 0.0);
      for (const CityId o : world.cities()) {
        const CellId cell = world.region->cell(o, u);
        if (m.base_capacity[cell] <= 0) continue;
        pull[o.value] = m.capacity[cell] / m.base_capacity[cell] * std::pow(m.price[cell] / quality_[cell], -trade_elasticity) *
                        m.reliability[cell] * world.products.pull[cell];
      }
      std::vector<double> weights(cities);
      const double delivered = std::max(static_cast<double>(world.outside.fill[u]), kLeastFill);
      for (const CityId d : world.cities()) {
        double sum = 0, price = 0, quality = 0, reliability = 0;
        for (const CityId o : world.cities()) {
          double& weight = weights[o.value];
          weight = m.base_share_at(u, o, d) * pull[o.value];
          if (distances_.changed()) weight *= std::pow(distances_.ratio(o, d), -world.region->industries[s].distance_decay);
          sum += weight;
        }
        for (std::size_t o = 0; o < cities; ++o) {
          const double share = sum > 0 ? weights[o] / sum : 0.0;
          m.share[(s * cities + o) * cities + d.value] = share;
          price += share * m.price[world.region->cell(CityId{o}, u)];
          quality += share * quality_[world.region->cell(CityId{o}, u)];
          reliability += share * m.reliability[world.region->cell(CityId{o}, u)];
        }
        m.composite[s * cities + d.value] = price > 0 ? price : outside_price;
        double& bias = m.local_bias[world.region->cell(d, u)];
        // who does not deliver loses ground to other cities by the shares, to the outside here, as the outside to them
        const double wanted =
            instruments.lift(Lift::home_bias, d, u) *
            (price > 0 ? std::pow(price / quality / outside_price, -import_elasticity) * reliability / delivered : 1.0);
        bias += (wanted - bias) * follow;
      }
    });
    Outside& out = world.outside;
    const double found = -std::expm1(-12 * step / replacement_months);
    for (const IndustryId s : world.industries()) {
      const bool missing = out.available_country[s] < 1 || out.available_world[s] < 1;
      const auto replaced = static_cast<double>(out.replaced[s]);
      out.replaced[s] = static_cast<float>(replaced + found * ((missing ? replaceable_imports : 0.0) - replaced));
    }
    for (const CellId cell : world.cells()) {
      if (m.price[cell] <= 0) continue;
      out.price_effect_country[cell] +=
          (std::pow(m.price[cell] / quality_[cell] / out.price[0], -export_elasticity) - out.price_effect_country[cell]) * follow;
      out.price_effect_world[cell] +=
          (std::pow(m.price[cell] / quality_[cell] / out.price[1], -export_elasticity) - out.price_effect_world[cell]) * follow;
    }
  }

  /// Imports that are asked for come, but for what shocks and ports leave out. A shock leaves a quantity, a share of what was usual:
  /// who asks for more than usual gets no more, all get the same share of what they ask for. Of what one partner does not deliver, the
  /// other brings what buyers have found there; nothing replaces what ports do not ship.
  void find_imports(World& world) {
    Outside& out = world.outside;
    ask_for_imports(world);
    const bool ports_closed = std::any_of(shipped_.begin(), shipped_.end(), [](double share) { return share < 1; });
    const bool first = world.calendar.step == 0;
    const auto remember = [&](double& usual, double asked) {  // a mean of a year that does not lag behind growth
      usual = first ? asked : usual + (asked - usual) * world.calendar.step_years() + usual * world.expected_growth;
    };
    bool short_of_any = ports_closed;
    arrivals_.assign(world.industry_count(), {});
    for (const IndustryId s : world.industries()) {
      const auto left_country = static_cast<double>(out.available_country[s]), left_world = static_cast<double>(out.available_world[s]);
      const Imports& want = asked_abroad_[s.value];
      out.fill[s] = 1;
      const bool whole = !(left_country < 1) && !(left_world < 1);
      if (first || (whole && !ports_closed)) {
        remember(out.usual_country[s], want.country);
        remember(out.usual_world[s], want.world);
      }
      if (whole) continue;
      Arrivals& a = arrivals_[s.value];
      a.replaced = static_cast<double>(out.replaced[s]);
      const auto lose = [](double left, double usual, double asked_for, double& delivered, double& missing) {
        if (!(left < 1) || !(asked_for > 0)) return;
        delivered = std::min(1.0, left * usual / asked_for);
        missing = std::min(1 - delivered, (1 - left) * usual / asked_for);
      };
      lose(left_country, out.usual_country[s], want.country, a.from_country, a.missing_country);
      lose(left_world, out.usual_world[s], want.world, a.from_world, a.missing_world);
      const Imports came = a.of(want);
      if (want.country + want.world > 0)
        out.fill[s] = static_cast<float>((came.country + came.world) / (want.country + want.world));
      short_of_any = true;
    }
    if (short_of_any) cut_imports(world);
  }

  /// By industry, of the whole region.
  void ask_for_imports(const World& world) {
    const Markets& m = world.markets;
    asked_abroad_.assign(world.industry_count(), {});
    for (const CellId cell : world.cells()) {
      const Recipe& r = world.recipe(cell);
      for (std::size_t k = 0; k < r.inputs.size(); ++k) {
        const std::size_t at = cell.value * most_inputs_ + k;
        Imports& of = asked_abroad_[r.inputs[k].supplier.value];
        of.country += ordered_[at] * inputs_[at].country;
        of.world += ordered_[at] * inputs_[at].abroad;
      }
    }
    for (std::size_t use = 0; use < kUses; ++use)
      for (const IndustryId s : world.industries())
        for (const CityId d : world.cities()) {
          asked_abroad_[s.value].country += m.imports[m.import_at(static_cast<Use>(use), 0, s, d)];
          asked_abroad_[s.value].world += m.imports[m.import_at(static_cast<Use>(use), 1, s, d)];
        }
  }

  void cut_imports(World& world) {
    Markets& m = world.markets;
    const auto come = [&](CityId d, IndustryId s, const Imports& asked) {
      Imports came = arrivals_[s.value].of(asked);
      came.world *= shipped(world, d, s);
      return came;
    };
    for (const CellId cell : world.cells()) {
      const Recipe& r = world.recipe(cell);
      for (std::size_t k = 0; k < r.inputs.size(); ++k) {
        InputHere& in = inputs_[cell.value * most_inputs_ + k];
        const Imports came = come(world.region->city_of(cell), r.inputs[k].supplier, {in.country, in.abroad});
        in.arrives = came.country + came.world;
        in.import_cost_country = came.country * world.outside.price[0];
        in.import_cost_world = came.world * world.outside.price[1];
      }
    }
    for (std::size_t use = 0; use < kUses; ++use)
      for (const IndustryId s : world.industries())
        for (const CityId d : world.cities()) {
          double& country = m.imports[m.import_at(static_cast<Use>(use), 0, s, d)];
          double& abroad = m.imports[m.import_at(static_cast<Use>(use), 1, s, d)];
          const Imports came = come(d, s, {country, abroad});
          country = came.country;
          abroad = came.world;
        }
  }

  /// What each cell's enterprises share about their inputs in this step.
  void inputs_here(const World& world, CellId cell) {
    const Recipe& r = world.recipe(cell);
    const CityId city = world.region->city_of(cell);
    const Markets& m = world.markets;
    const Outside& out = world.outside;
    for (std::size_t k = 0; k < r.inputs.size(); ++k) {
      const Input& in = r.inputs[k];
      const double local = in.linked ? local_share(in.local, m.local_bias[world.region->cell(city, in.supplier)]) : 0.0;
      const double country = (1 - local) * in.country, abroad = (1 - local) * (1 - in.country);
      inputs_[cell.value * most_inputs_ + k] = {
          .need = in.need,
          .target = in.stock * in.need,
          .local = local,
          .country = country,
          .abroad = abroad,
          .arrives = country + abroad,
          .import_cost_country = country * out.price[0],
          .import_cost_world = abroad * out.price[1],
          .price_without = local * m.composite[in.supplier.value * world.city_count() + city.value] +
                           (1 - local) * (in.country * out.price[0] + (1 - in.country) * out.price[1]),
          .linked = in.linked,
          .stored = in.stock > 0};
    }
  }

  void order_inputs(World& world) {
    const Enterprises& e = world.enterprises;
    const double restock_share = 12 * world.calendar.step_years() / restock_months;
    const bool links_cut = std::any_of(world.links_left.begin(), world.links_left.end(), [](float x) { return x < 1; });
    for_each_cell_by_industry(*world.region, [&](CellId cell) {
      const std::size_t c = cell.value;
      const Recipe& r = world.recipe(cell);
      inputs_here(world, cell);
      const InputHere* const inputs = &inputs_[c * most_inputs_];
      static thread_local Workbench w;
      double* const made = &made_[c * lengths_];
      double invested = 0;
      for_each_group(e, world.enterprises_in(cell), [&](const SlotGroup& g) {
        const Buyers buyers(e, g, r);
        made[g.inputs] = std::accumulate(buyers.making, buyers.making + g.size, made[g.inputs]);
        const float* const investment = &e.planned_investment[g.first];
        invested = std::accumulate(investment, investment + g.size, invested,
                                   [](double sum, float one) { return sum + static_cast<double>(one); });
        const std::uint32_t first = world.slots.link_begin[SlotId{g.first_slot}];
        const std::uint32_t count = world.slots.link_begin[SlotId{g.first_slot + g.slots()}] - first;
        w.fit(g.slots(), count);
        for (std::uint32_t k = 0; k < g.inputs; ++k)
          ordered_[c * most_inputs_ + k] +=
              local_orders(inputs[k], buyers, &world.slots.inventory[g.slot(0, k)], restock_share, &w.order[k * g.size]);
        share_orders(world, g, first, count, w);
        if (links_cut)
          for (LinkId l{first}; l.value < first + count; ++l)
            world.links.order[l] *= world.links_left[e.cell[world.links.supplier[l]]];
      });
      invested_[c] = invested;
    });
  }

  /// The order of each slot of a group goes to its suppliers by weight and reliability.
  void share_orders(World& world, const SlotGroup& g, std::uint32_t first, std::uint32_t count, Workbench& w) const {
    const std::uint32_t* const link_begin = &world.slots.link_begin[SlotId{g.first_slot}];
    const float* __restrict weight = &world.links.weight[LinkId{first}];
    double* const __restrict weight_upto = w.quantity_upto.data();
    double sum = weight_upto[0] = 0;
    if (all_reliable_) {
      for (std::uint32_t l = 0; l < count; ++l) weight_upto[l + 1] = sum += static_cast<double>(weight[l]);
    } else {
      const EnterpriseId* const supplier = &world.links.supplier[LinkId{first}];
      const float* const reliability = world.enterprises.reliability.data();
      const auto left = static_cast<std::uint32_t>(world.links.supplier.size()) - first;
      float* const __restrict reliable = w.weight.data();
      for (std::uint32_t l = 0; l < count; ++l) {
        __builtin_prefetch(&reliability[supplier[std::min(l + kFetchAhead, left - 1)].value]);
        reliable[l] = weight[l] * reliability[supplier[l].value];
        weight_upto[l + 1] = sum += static_cast<double>(reliable[l]);
      }
      weight = reliable;
    }
    per_weight(g.slots(), link_begin, weight_upto, w.order.data());
    // written for four links at once, which is enough for most slots
    double* const __restrict by_weight = w.by_weight.data();
    for (std::uint32_t s = 0; s < g.slots(); ++s) {
      const std::uint32_t from = link_begin[s] - first, upto = link_begin[s + 1] - first;
      const double per = w.order[s];
      for (std::uint32_t l = 0; l < 4; ++l) by_weight[from + l] = per;
      for (std::uint32_t l = from + 4; l < upto; ++l) by_weight[l] = per;
    }
    multiply(count, by_weight, weight, &world.links.order[LinkId{first}]);
  }

  /// Real demand for one product in one city, local and imported; returns that for local goods.
  double demand_product(World& world, Use use, CityId d, IndustryId u, double amount,
                      const std::array<double, kOrigins>& per_unit) {
    Markets& m = world.markets;
    const Split need = split(per_unit, m.local_bias[world.region->cell(d, u)]);
    m.demand[m.at(use, u, d)] += amount * need.local;
    m.imports[m.import_at(use, 0, u, d)] += amount * need.country;
    m.imports[m.import_at(use, 1, u, d)] += amount * need.world;
    demanded_[m.at(use, d)] += amount * (need.local + need.country + need.world);
    return amount * need.local;
  }

  void demand_bundle(World& world, Use use, CityId d, double amount, const Bundle& bundle) {
    for (const IndustryId u : world.industries()) demand_product(world, use, d, u, amount, bundle[u.value]);
  }

  double product_price(const World& world, CityId d, IndustryId u, const std::array<double, kOrigins>& per_unit) const {
    const Split need = split(per_unit, world.markets.local_bias[world.region->cell(d, u)]);
    return need.local * world.markets.composite[u.value * world.city_count() + d.value] +
           need.country * world.outside.price[0] + need.world * world.outside.price[1];
  }

  double bundle_price(const World& world, CityId d, const Bundle& bundle) const {
    double price = 0;
    for (const IndustryId u : world.industries()) price += product_price(world, d, u, bundle[u.value]);
    return price;
  }

  /// What a cell buys in the market for its output: the inputs nobody has a slot for, and those beyond a list's end.
  void pool_inputs(World& world, CellId cell) {
    const Recipe& r = world.recipe(cell);
    const CityId d = world.region->city_of(cell);
    const double* const made = &made_[cell.value * lengths_];
    double* const price = &pooled_price_[cell.value * lengths_];
    const std::size_t longest = r.inputs.size();
    const auto ask = [&](IndustryId u, double amount, const std::array<double, kOrigins>& per_unit) {
      market_wants_[world.region->cell(d, u).value * world.industry_count() + world.region->industry_of(cell).value] +=
          demand_product(world, Use::pooled_inputs, d, u, amount, per_unit);
    };
    const double all = std::accumulate(made, made + longest + 1, 0.0);
    for (const IndustryId u : world.industries()) ask(u, all, r.pooled[u.value]);
    double without = 0;
    for (std::size_t k = 0; k < longest; ++k) {
      without += made[k];
      ask(r.inputs[k].supplier, without, r.inputs[k].in_market());
    }
    price[longest] = bundle_price(world, d, r.pooled);
    for (std::size_t k = longest; k-- > 0;)
      price[k] = price[k + 1] + product_price(world, d, r.inputs[k].supplier, r.inputs[k].in_market());
  }

  /// Yuan that the cell pays in the market for the inputs of its output when all is delivered.
  double pooled_cost(std::size_t cell) const {
    const double* const made = &made_[cell * lengths_];
    return std::inner_product(made, made + lengths_, &pooled_price_[cell * lengths_], 0.0);
  }

  double budget(const World& world, PoolId p) const {
    const Households& h = world.households;
    const double income = h.permanent_income[p] + hand_to_mouth * (h.recent_earnings[p] - h.permanent_earnings[p]);
    return std::max(0.0, world.norms.consumption_of_income * income +
                             world.norms.consumption_of_wealth * yuan(h.deposits[p] - h.interest[p]));
  }

  /// What cities that lead sell outside more, the others sell less: demand of all together, by first-day sales, is not moved.
  static void norm_leads(World& world) {
    Outside& out = world.outside;
    double sold = 0, asked = 0;
    for (const CityId c : world.cities()) {
      double exports = 0;
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(c, s);
        exports += out.exports_country[cell] + out.exports_world[cell];
      }
      sold += exports;
      asked += exports * std::exp(out.lead[c]);
    }
    if (!(sold > 0)) return;
    const double all = std::log(asked / sold);
    for (const CityId c : world.cities()) out.lead[c] -= all;
  }

  void order_finals(World& world) {
    norm_leads(world);
    Markets& m = world.markets;
    const Norms& norms = world.norms;
    const std::size_t cities = world.city_count();
    for_each_task(cities, [&](std::size_t c) {
      const CityId d{c};
      for (const Use use : {Use::households, Use::government, Use::investment})
        m.bundle_price[m.at(use, d)] = bundle_price(world, d, norms.bundles[static_cast<std::size_t>(use)]);
      double money = 0;
      for (std::size_t k = 0; k < kTierCount; ++k) money += budget(world, pool_of(d, static_cast<Tier>(k)));
      money *= outlook(outlook_response, world, d);
      demand_bundle(world, Use::households, d, money / m.bundle_price[m.at(Use::households, d)], norms.bundles[1]);
      const double extra = yuan(world.treasuries.extra_works[d]);
      double purchases = world.treasuries.purchases[d];
      if (world.fiscal->fiscal_closure() == FiscalClosure::cut_spending)
        purchases = std::max(0.0, purchases - yuan(world.treasuries.matched[d]) / m.bundle_price[m.at(Use::government, d)]);
      demand_bundle(world, Use::government, d, purchases, norms.bundles[2]);
      extra_works_[c] = extra / m.bundle_price[m.at(Use::investment, d)];
      double invested = world.households.dwellings_demand[d] + world.treasuries.works[d] + extra_works_[c];
      for (const IndustryId s : world.industries()) invested += invested_[world.region->cell(d, s).value];
      demand_bundle(world, Use::investment, d, invested, norms.bundles[3]);
      const double price = m.bundle_price[m.at(Use::investment, d)];
      m.investment_inflation[d] = price / m.investment_price[d] - 1;
      m.investment_price[d] = price;
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(d, s);
        pool_inputs(world, cell);
      }
    });
    for_each_task(world.industry_count(), [&](std::size_t s) {
      const IndustryId u{s};
      const Outside& out = world.outside;
      // new products move orders from outside between cities; none is added
      double country = 0, abroad = 0, country_pulled = 0, abroad_pulled = 0;
      for (const CityId o : world.cities()) {
        const CellId cell = world.region->cell(o, u);
        const double lead = std::exp(out.lead[o]);
        const double to_country = out.exports_country[cell] * out.price_effect_country[cell] * lead;
        const double to_world = out.exports_world[cell] * out.price_effect_world[cell] * lead;
        country += to_country;
        abroad += to_world;
        country_pulled += to_country * world.products.pull[cell];
        abroad_pulled += to_world * world.products.pull[cell];
      }
      const double country_scale = country_pulled > 0 ? country / country_pulled : 1.0;
      const double abroad_scale = abroad_pulled > 0 ? abroad / abroad_pulled : 1.0;
      for (const CityId o : world.cities()) {
        const CellId cell = world.region->cell(o, u);
        const double away = std::exp(out.swing[u] + out.lead[o]);
        const double demand_country = world.step_flows.demand_country[u] * away, demand_world = world.step_flows.demand_world[u] * away;
        double pooled = 0, final = 0;
        for (const CityId d : world.cities()) {
          const double share = m.share_at(u, o, d);
          pooled += share * m.demand[m.at(Use::pooled_inputs, u, d)];
          final += share * (m.demand[m.at(Use::households, u, d)] + m.demand[m.at(Use::government, u, d)] +
                            m.demand[m.at(Use::investment, u, d)]);
        }
        const double left = static_cast<double>(world.demand_left[cell]);
        m.pooled_orders[cell] = pooled;
        m.final_orders[cell] = final * left;
        const double pull = world.products.pull[cell];
        const double asked_country = left * static_cast<double>(out.asked_country[cell]),
                     asked_world = left * static_cast<double>(out.asked_world[cell]) * shipped(world, o, u);
        m.export_orders_country[cell] =
            out.exports_country[cell] * demand_country * out.price_effect_country[cell] * (pull * country_scale) * asked_country;
        m.export_orders_world[cell] =
            out.exports_world[cell] * demand_world * out.price_effect_world[cell] * (pull * abroad_scale) * asked_world;
      }
    });
  }

  /// Buyers in markets who find a seller sold out go to others of the same city and industry that have something left, by what
  /// these have left: what a cell can make and what it keeps in stock serves its market whoever was asked first, as in a pool.
  void turn_to_others(const Enterprises& e, IdRange<EnterpriseId> ids, double market) {
    if (!(market > 0)) return;
    const auto beyond_asked = [&](EnterpriseId f) {
      return larger(0.0, e.output[f] + e.finished[f] - linked_[f]) - asked_[f] * market;
    };
    double unserved = 0, left = 0;
    for (const EnterpriseId f : ids) {
      const double more = beyond_asked(f);
      unserved += larger(0.0, -more);
      left += larger(0.0, more);
    }
    if (!(unserved > 0 && left > 0)) return;
    const double moved = smaller(unserved, left) / market;
    const double from = moved / unserved, to = moved / left;
    for (const EnterpriseId f : ids) {
      const double more = beyond_asked(f);
      asked_[f] += larger(0.0, more) * to - larger(0.0, -more) * from;
    }
  }

  /// Parts of this step's bills are paid at once: they leave the ring on both sides.
  void pay_early(World& world, const Instruments& instruments) {
    if (world.trade_credit.steps == 0) return;
    Enterprises& e = world.enterprises;
    const std::size_t place = world.calendar.step % world.trade_credit.steps;
    for (const EarlyPayment& early : instruments.early_payments) {
      const EnterpriseId supplier = world.links.supplier[early.link];
      const Terms& terms = terms_[supplier];
      const double quantity = static_cast<double>(world.links.order[early.link]) * static_cast<double>(terms.fill);
      Money& claim = world.trade_credit.receivable[world.bill(place, supplier)];
      Money& debt = world.trade_credit.payable[world.bill(place, early.customer)];
      const Money amount = std::min({nearest(early.share * quantity * terms.price * 100), claim, debt});
      if (amount <= 0) continue;
      claim -= amount;
      debt -= amount;
      e.deposits[supplier] += amount;
      e.deposits[early.customer] -= amount;
      world.ledger.pay({Sector::enterprises, world.region->city_of(e.cell[early.customer]).value},
                       {Sector::enterprises, world.region->city_of(e.cell[supplier]).value}, amount, Reason::supplies);
    }
  }

  // Each supplier adds up its orders, serves them by rank and counts its money.
  void serve(World& world) {
    Enterprises& e = world.enterprises;
    Markets& m = world.markets;
    const double learn = share_per_step(reliability_speed, world.calendar);
    for_each_cell_by_industry(*world.region, [&](CellId cell) {
      const std::size_t c = cell.value;
      const Recipe& r = world.recipe(cell);
      const double exports = m.export_orders_country[cell] + m.export_orders_world[cell];
      const CellOrders orders{.pooled = m.pooled_orders[cell],
                              .contracts = contracted_exports * exports,
                              .final = m.final_orders[cell] + (1 - contracted_exports) * exports};
      static thread_local Workbench w;
      const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
      const std::uint32_t* const sale_begin = &e.sale_begin[ids.first];
      w.fit(0, sale_begin[ids.size()] - sale_begin[0]);
      fetch_orders(world, sale_begin[0], sale_begin[ids.size()] - sale_begin[0], w);
      for (std::uint32_t i = 0; i < ids.size(); ++i)
        linked_[EnterpriseId{ids.first.value + i}] =
            w.quantity_upto[sale_begin[i + 1] - sale_begin[0]] - w.quantity_upto[sale_begin[i] - sale_begin[0]];
      turn_to_others(e, ids, orders.pooled + orders.contracts + orders.final);
      double delivered = 0, pooled_served = 0, final_served = 0;
      Money paid_bills = 0;
      Takings takings;
      for (std::uint32_t f = ids.first.value; f < ids.last.value; f += kSellers) {
        const EnterpriseId first{f};
        const Sellers sellers(e, &asked_[first], first, std::min(kSellers, ids.last.value - f), r);
        Served served;
        std::copy_n(&linked_[first], sellers.size, served.linked);
        serve_orders(sellers, orders, learn, served);
        const std::uint32_t* const sales = &e.sale_begin[first];
        receive(sellers, sales, w.weight.data() + (sales[0] - sale_begin[0]), served);
        take_money(sellers, orders, served, takings);
        paid_bills += put_off({e, world.trade_credit.receivable, world, first}, sellers.size, served.over_links, 1);
        for (std::uint32_t i = 0; i < sellers.size; ++i) {
          terms_[EnterpriseId{f + i}] = {sellers.price[i], sellers.fill[i], cell.value};
          const double fill = static_cast<double>(sellers.fill[i]);
          delivered += served.linked[i] * fill;
          pooled_served += sellers.asked[i] * fill;
          final_served += sellers.asked[i] * served.final_fill[i];
        }
      }
      Sums sum;
      sum.delivered = delivered;
      sum.supplies_received = paid_bills;
      sums_[c] = sum;
      pooled_revenue_[c] = takings.pooled;
      contract_revenue_[c] = takings.contracts;
      final_revenue_[c] = takings.final;
      pooled_fill_[c] = orders.pooled > 0 ? pooled_served : 1.0;
      final_fill_[c] = orders.final > 0 ? final_served : 1.0;
      m.reliability[cell] += learn * (final_fill_[c] - m.reliability[cell]);
    });
  }

  // What each cell received is split over its customers by quantity; customers' bills add up over cells.
  void split_bills(World& world) {
    Markets& m = world.markets;
    Ledger& ledger = world.ledger;
    const std::size_t cities = world.city_count();
    const Use finals[] = {Use::households, Use::government, Use::investment};
    const std::size_t buyers = world.industry_count() + std::size(kFinalBuyers);
    for (const CellId cell : world.cells()) {
      const IndustryId u = world.region->industry_of(cell);
      const CityId o = world.region->city_of(cell);
      weights_.assign(cities, 0.0);
      shares_.assign(cities, 0);
      for (const CityId d : world.cities()) {
        const double share = m.share_at(u, o, d);
        weights_[d.value] = share * m.demand[m.at(Use::pooled_inputs, u, d)];
        delivered_[m.at(Use::pooled_inputs, d)] += weights_[d.value] * pooled_fill_[cell.value];
      }
      apportion<double>(pooled_revenue_[cell.value], weights_, shares_);
      Money* const goods = &world.step_flows.goods[(u.value * cities + o.value) * cities];
      for (const CityId d : world.cities()) {
        m.bill[m.at(Use::pooled_inputs, d)] += shares_[d.value];
        goods[d.value] += shares_[d.value];
        market_paid_[world.region->cell(d, u).value] += shares_[d.value];
      }
      Money* const finals_paid = &world.step_flows.supply[u.value * buyers + world.industry_count()];

      weights_.assign(3 * cities + 2, 0.0);
      shares_.assign(3 * cities + 2, 0);
      const double left = static_cast<double>(world.demand_left[cell]);
      for (std::size_t k = 0; k < 3; ++k)
        for (const CityId d : world.cities()) {
          const double wanted = m.share_at(u, o, d) * m.demand[m.at(finals[k], u, d)] * left;
          weights_[k * cities + d.value] = wanted;
          delivered_[m.at(finals[k], d)] += wanted * final_fill_[cell.value];
        }
      weights_[3 * cities] = (1 - contracted_exports) * m.export_orders_country[cell];
      weights_[3 * cities + 1] = (1 - contracted_exports) * m.export_orders_world[cell];
      apportion<double>(final_revenue_[cell.value], weights_, shares_);
      for (std::size_t k = 0; k < 3; ++k)
        for (const CityId d : world.cities()) {
          m.bill[m.at(finals[k], d)] += shares_[k * cities + d.value];
          goods[d.value] += shares_[k * cities + d.value];
          finals_paid[k] += shares_[k * cities + d.value];
        }
      const double outside[2] = {m.export_orders_country[cell], m.export_orders_world[cell]};
      Money contracts[2];
      apportion<double>(contract_revenue_[cell.value], outside, contracts);
      const Money to_country = contracts[0] + shares_[3 * cities], to_world = contracts[1] + shares_[3 * cities + 1];
      finals_paid[static_cast<std::size_t>(FinalBuyer::country)] += to_country;
      finals_paid[static_cast<std::size_t>(FinalBuyer::world)] += to_world;
      ledger.pay({Sector::outside, kRestOfCountry}, {Sector::enterprises, o.value}, to_country, Reason::exports);
      ledger.pay({Sector::outside, kRestOfWorld}, {Sector::enterprises, o.value}, to_world, Reason::exports);
      ledger.accounts.exports_country += to_country;
      ledger.accounts.exports_world += to_world;
      Money at_home[3] = {};
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t d = 0; d < cities; ++d) at_home[k] += shares_[k * cities + d];
      ledger.received({Sector::enterprises, o.value}, at_home[0], Reason::consumption);
      ledger.received({Sector::enterprises, o.value}, at_home[1], Reason::public_purchases);
      ledger.received({Sector::enterprises, o.value}, at_home[2], Reason::fixed_investment);
      ledger.received({Sector::enterprises, o.value}, pooled_revenue_[cell.value], Reason::pooled_inputs);
      ledger.received({Sector::enterprises, o.value}, sums_[cell.value].supplies_received, Reason::supplies);
    }
    for (std::size_t use = 0; use < kUses; ++use)
      for (const CityId d : world.cities()) {
        double imported = 0;
        for (std::size_t partner = 0; partner < 2; ++partner) {
          double cost = 0;
          for (const IndustryId u : world.industries()) {
            const double quantity = m.imports[m.import_at(static_cast<Use>(use), partner, u, d)];
            cost += quantity * world.outside.price[partner];
            imported += quantity;
          }
          m.import_bill[(use * cities + d.value) * 2 + partner] = fen(cost);
        }
        const std::size_t at = m.at(static_cast<Use>(use), d);
        m.received[at] = demanded_[at] > 0 ? (delivered_[at] + imported) / demanded_[at] : 1.0;
      }
    // pooled inputs and capital goods: from the city's bill to its cells, by what they ordered at the city's prices
    for (const CityId d : world.cities()) {
      const std::size_t industries = world.industry_count();
      const std::size_t first = d.value * industries;
      weights_.assign(industries, 0.0);
      for (std::size_t s = 0; s < industries; ++s)
        weights_[s] = pooled_cost(first + s);
      const Money bill = m.bill[m.at(Use::pooled_inputs, d)] + imports_of(world, Use::pooled_inputs, d);
      apportion<double>(bill, weights_, std::span<Money>(pooled_cell_bill_).subspan(first, industries));
      // cells, then dwellings, then public works
      weights_.assign(industries + 2, 0.0);
      shares_.assign(industries + 2, 0);
      for (std::size_t s = 0; s < industries; ++s) weights_[s] = invested_[first + s];
      weights_[industries] = world.households.dwellings_demand[d];
      weights_[industries + 1] = world.treasuries.works[d] + extra_works_[d.value];
      apportion<double>(m.bill[m.at(Use::investment, d)] + imports_of(world, Use::investment, d), weights_, shares_);
      for (std::size_t s = 0; s < industries; ++s) investment_cell_bill_[first + s] = shares_[s];
      dwellings_bill_[d.value] = shares_[industries];
      works_bill_[d.value] = shares_[industries + 1];
    }
  }
  static Money imports_of(const World& world, Use use, CityId d) {
    const std::size_t at = (static_cast<std::size_t>(use) * world.city_count() + d.value) * 2;
    return world.markets.import_bill[at] + world.markets.import_bill[at + 1];
  }

  // Buyers take what came, pay for it, use up what they produced with, and learn what inputs cost.
  void deliver(World& world) {
    Enterprises& e = world.enterprises;
    const Region& region = *world.region;
    const double restock_share = 12 * world.calendar.step_years() / restock_months;
    const std::size_t cities = world.city_count();
    for_each_cell_by_industry(region, [&](CellId cell) {
      const std::size_t c = cell.value;
      const Recipe& r = world.recipe(cell);
      const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
      const InputHere* const inputs = &inputs_[c * most_inputs_];
      static thread_local Workbench w;
      w.flow.assign(region.cell_count(), 0.0);
      Sums sum = sums_[c];
      Shared pooled{pooled_cell_bill_[c], pooled_cost(c)};
      Shared invested{investment_cell_bill_[c], invested_[c]};
      for_each_group(e, ids, [&](const SlotGroup& g) {
        const Buyers buyers(e, g, r);
        const std::uint32_t* const link_begin = &world.slots.link_begin[SlotId{g.first_slot}];
        const std::uint32_t count = link_begin[g.slots()] - link_begin[0];
        w.fit(g.slots(), count);
        sum.accepted += fetch_deliveries(world, terms_.data(), link_begin[0], count, w);
        sum_by_slot(g.slots(), link_begin, w.quantity_upto.data(), w.came.data());
        sum_by_slot(g.slots(), link_begin, w.payment_upto.data(), w.cost.data());
        Bought bought(g.size);
        for (std::uint32_t k = 0; k < g.inputs; ++k)
          take_input(inputs[k], buyers, restock_share, &w.came[k * g.size], &w.cost[k * g.size],
                     &world.slots.inventory[g.slot(0, k)], bought);
        const double pooled_price = pooled_price_[c * lengths_ + g.inputs];
        const bool last = g.enterprise(g.size) == ids.last;
        Books books(e, g);
        pooled.share(g.size, last, [&](std::uint32_t i) { return buyers.making[i] * pooled_price; }, books.pooled);
        invested.share(
            g.size, last, [&](std::uint32_t i) { return static_cast<double>(e.planned_investment[g.enterprise(i)]); },
            books.invested);
        settle(books, pooled_price, world.markets.investment_inflation[region.city_of(cell)], bought, sum);
        sum.supplies_paid += put_off({e, world.trade_credit.payable, world, g.first}, g.size, books.supplies, -1);
        sum.stocked = std::accumulate(bought.stocked, bought.stocked + g.size, sum.stocked);
        sum.used = std::accumulate(bought.used, bought.used + g.size, sum.used);
      });
      // by origin; the recipe names each supplying industry once
      for (std::size_t k = 0; k < r.inputs.size(); ++k)
        for (std::size_t o = 0; o < cities; ++o)
          flow_[(c * most_inputs_ + k) * cities + o] = w.flow[region.cell(CityId{o}, r.inputs[k].supplier).value];
      sums_[c] = sum;
    });
    add_flows(world);
    Ledger& ledger = world.ledger;
    for (const CellId cell : world.cells()) {
      const Sums& sum = sums_[cell.value];
      const Party buyers{Sector::enterprises, region.city_of(cell).value};
      ledger.paid(buyers, sum.supplies_paid, Reason::supplies);
      ledger.pay(buyers, {Sector::outside, kRestOfCountry}, sum.imports_country, Reason::imports);
      ledger.pay(buyers, {Sector::outside, kRestOfWorld}, sum.imports_world, Reason::imports);
      ledger.accounts.imports_country += sum.imports_country;
      ledger.accounts.imports_world += sum.imports_world;
      ledger.accounts.revaluation += sum.revaluation;
      ledger.accounts.inventories += sum.inputs_change;
      world.step_flows.delivered_over_links += sum.delivered;
      world.step_flows.accepted_over_links += sum.accepted;
      ledger.accounts.intermediate += sum.intermediate;
      world.step_flows.intermediate[cell] = sum.intermediate;
      world.step_flows.inputs_received[cell] = sum.stocked;
      world.step_flows.inputs_used[cell] = sum.used;
    }
  }

  /// Payments over links, from each city's cells to the table of sales between cities.
  void add_flows(World& world) {
    const std::size_t cities = world.city_count();
    for_each_task(cities, [&](std::size_t d) {
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(CityId{d}, s);
        const std::vector<Input>& inputs = world.recipe(cell).inputs;
        for (std::size_t k = 0; k < inputs.size(); ++k) {
          if (!inputs[k].linked) continue;
          const double* const paid = &flow_[(cell.value * most_inputs_ + k) * cities];
          Money* const goods = &world.step_flows.goods[inputs[k].supplier.value * cities * cities + d];
          for (std::size_t o = 0; o < cities; ++o) goods[o * cities] += static_cast<Money>(paid[o]);
        }
      }
    });
    add_purchases(world);
  }

  /// What industries buy of each other: over links, and their part of what each city's enterprises paid in the market, by what
  /// they asked for.
  void add_purchases(World& world) const {
    const std::size_t cities = world.city_count(), industries = world.industry_count();
    const std::size_t buyers = industries + std::size(kFinalBuyers);
    std::vector<Money>& supply = world.step_flows.supply;
    for_each_task(industries, [&](std::size_t s) {
      for (const CityId d : world.cities()) {
        const CellId cell = world.region->cell(d, IndustryId{s});
        const std::vector<Input>& inputs = world.recipe(cell).inputs;
        for (std::size_t k = 0; k < inputs.size(); ++k) {
          if (!inputs[k].linked) continue;
          const double* const paid = &flow_[(cell.value * most_inputs_ + k) * cities];
          Money& sold = supply[inputs[k].supplier.value * buyers + s];
          for (std::size_t o = 0; o < cities; ++o) sold += static_cast<Money>(paid[o]);
        }
      }
    });
    for_each_task(industries, [&](std::size_t u) {
      static thread_local std::vector<Money> shares;
      shares.resize(industries);
      for (const CityId d : world.cities()) {
        const CellId product = world.region->cell(d, IndustryId{u});
        apportion<double>(market_paid_[product.value], {&market_wants_[product.value * industries], industries}, shares);
        for (std::size_t s = 0; s < industries; ++s) supply[u * buyers + s] += shares[s];
      }
    });
  }

  /// `total` of a bill was paid by `payer`, of which imports went outside.
  static void book_bill(World& world, Party payer, Money local, Money country, Money abroad, Reason reason) {
    Ledger& ledger = world.ledger;
    ledger.paid(payer, local, reason);
    ledger.pay(payer, {Sector::outside, kRestOfCountry}, country, Reason::imports);
    ledger.pay(payer, {Sector::outside, kRestOfWorld}, abroad, Reason::imports);
    ledger.accounts.imports_country += country;
    ledger.accounts.imports_world += abroad;
  }

  // Households and treasuries pay their bills; enterprises pay theirs for pooled inputs and capital goods in `account`.
  void pay_finals(World& world) {
    Markets& m = world.markets;
    Households& h = world.households;
    Treasuries& t = world.treasuries;
    NationalAccounts& accounts = world.ledger.accounts;
    for (const CityId d : world.cities()) {
      const auto bill = [&](Use use) { return m.bill[m.at(use, d)]; };
      const auto import = [&](Use use, std::size_t partner) {
        return m.import_bill[(static_cast<std::size_t>(use) * world.city_count() + d.value) * 2 + partner];
      };
      const Money consumed = bill(Use::households) + imports_of(world, Use::households, d);
      book_bill(world, {Sector::households, d.value}, bill(Use::households), import(Use::households, 0),
                import(Use::households, 1), Reason::consumption);
      double budgets[kTierCount];
      Money paid[kTierCount];
      for (std::size_t k = 0; k < kTierCount; ++k) budgets[k] = budget(world, pool_of(d, static_cast<Tier>(k)));
      apportion<double>(consumed, budgets, paid);
      const ByTier built = by_income(h, d, dwellings_bill_[d.value]);
      for (std::size_t k = 0; k < kTierCount; ++k) {
        const PoolId p = pool_of(d, static_cast<Tier>(k));
        h.consumption[p] = paid[k];
        h.dwellings[p] = built[k];
        h.deposits[p] -= paid[k] + built[k];
      }
      accounts.consumption += consumed;

      const Money purchases = bill(Use::government) + imports_of(world, Use::government, d);
      book_bill(world, {Sector::treasuries, d.value}, bill(Use::government), import(Use::government, 0),
                import(Use::government, 1), Reason::public_purchases);
      accounts.government += purchases;
      t.deposits[d] -= purchases + works_bill_[d.value];
      t.spending[d] = purchases + works_bill_[d.value];
      const double works = t.works[d] + extra_works_[d.value];
      t.extra_paid[d] = works > 0 ? share_of(works_bill_[d.value], extra_works_[d.value] / works) : 0;

      // one city's capital goods: enterprises, households and the treasury share local goods and imports alike
      const Money local = bill(Use::investment), country = import(Use::investment, 0), abroad = import(Use::investment, 1);
      const Money total = local + country + abroad;
      Money payers[3] = {0, dwellings_bill_[d.value], works_bill_[d.value]};
      payers[0] = total - payers[1] - payers[2];
      const double weights[3] = {static_cast<double>(payers[0]), static_cast<double>(payers[1]),
                                 static_cast<double>(payers[2])};
      Money countries[3], abroads[3];
      apportion<double>(country, weights, countries);
      apportion<double>(abroad, weights, abroads);
      const Sector sectors[3] = {Sector::enterprises, Sector::households, Sector::treasuries};
      for (std::size_t k = 0; k < 3; ++k)
        book_bill(world, {sectors[k], d.value}, payers[k] - countries[k] - abroads[k], countries[k], abroads[k],
                  Reason::fixed_investment);
      accounts.fixed_investment += total;
      accounts.enterprise_investment += payers[0];

      book_bill(world, {Sector::enterprises, d.value}, bill(Use::pooled_inputs), import(Use::pooled_inputs, 0),
                import(Use::pooled_inputs, 1), Reason::pooled_inputs);
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_trade() { return std::make_unique<Trade>(); }

}  // namespace lingnan

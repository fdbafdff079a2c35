#include "sim/world/succession.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace lingnan {

namespace {

/// What belongs to an enterprise and can change hands: visit(column) for each.
template <class Visit>
void belongings(Enterprises& e, Visit&& visit) {
  visit(e.capital);
  visit(e.under_construction);
  visit(e.investment_due);
  visit(e.finished);
  visit(e.output);
  visit(e.sold);
  for (auto* column : {&e.deposits, &e.loans, &e.inputs_value, &e.finished_value, &e.capital_value, &e.revenue, &e.costs})
    visit(*column);
}

/// What the market and its own plans make of an enterprise.
template <class Visit>
void prospects(Enterprises& e, Visit&& visit) {
  visit(e.expected_demand);
  visit(e.slow_demand);
  visit(e.planned_output);
  visit(e.planned_investment);
  visit(e.market_share);
  visit(e.orders);
}

/// A share of what a row holds goes to another one. A free row can hold the fen that a bill of the whole cell leaves over.
template <class T>
void hand_on(OfEnterprise<T>& column, EnterpriseId from, EnterpriseId to, double share) {
  T moved = column[from];
  if (share != 1) {
    if constexpr (std::is_same_v<T, Money>) {
      moved = share_of_one(moved, share);
    } else {
      moved = static_cast<T>(static_cast<double>(moved) * share);
    }
  }
  column[to] += moved;
  column[from] -= moved;
}

/// A new product goes on under a buyer that makes none itself or the same: its part in the sales in markets of both.
void continue_product(Enterprises& e, EnterpriseId f, EnterpriseId heir) {
  if (e.product_class[f] == 0 || (e.product_class[heir] != 0 && e.product_class[heir] != e.product_class[f])) return;
  const double mine = e.market_share[heir], theirs = e.market_share[f];
  if (!(mine + theirs > 0)) return;
  const double of_product = mine * static_cast<double>(e.product_share[heir]) + theirs * static_cast<double>(e.product_share[f]);
  const bool first = e.product_class[heir] == 0 || e.product_rank[f] < e.product_rank[heir];
  e.product_share[heir] = static_cast<float>(of_product / (mine + theirs));
  e.product_class[heir] = e.product_class[f];
  e.product_makers[heir] = 1;
  if (!first) return;
  e.product_rank[heir] = e.product_rank[f];
  e.product_since[heir] = e.product_since[f];
}

/// The heir makes and sells what `f` did, with both methods, prices and margins side by side: means by size.
void continue_business(World& world, EnterpriseId f, EnterpriseId heir, bool with_customers) {
  Enterprises& e = world.enterprises;
  const auto mean_by = [&](double mine, double theirs, std::initializer_list<OfEnterprise<float>*> columns) {
    if (!(mine + theirs > 0)) return;
    for (auto* column : columns)
      (*column)[heir] += static_cast<float>(theirs / (mine + theirs)) * ((*column)[f] - (*column)[heir]);
  };
  const auto persons = [&](EnterpriseId g) { return double(e.staff_general[g]) + e.staff_college[g] + e.staff_expert[g]; };
  mean_by(persons(heir), persons(f), {&e.productivity, &e.wage_factor});
  mean_by(e.expected_demand[heir], e.expected_demand[f], {&e.mark_up, &e.quality, &e.unit_cost, &e.input_cost});
  double linked = 0;
  for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1u}]; ++k)
    linked += static_cast<double>(world.links.order[world.links.sales[LinkId{k}]]);
  const double orders = static_cast<double>(e.orders[f]);
  const double in_markets = orders > 0 && !with_customers ? std::clamp(1 - linked / orders, 0.0, 1.0) : 1.0;
  e.market_share[heir] += e.market_share[f];
  e.market_share[f] = 0;
  prospects(e, [&](auto& column) {
    using T = typename std::remove_reference_t<decltype(column)>::value_type;
    column[heir] += static_cast<T>(static_cast<double>(column[f]) * in_markets);
  });
  for (auto* posts : {&e.posts_general, &e.posts_college, &e.posts_expert, &e.funded_posts}) (*posts)[heir] += (*posts)[f];
}

}  // namespace

void pass_on(World& world, OfBill<Money>& bills, EnterpriseId from, EnterpriseId to, double share) {
  for (std::size_t k = 0; k < world.trade_credit.steps; ++k) {
    Money& mine = bills[world.bill(k, from)];
    const Money passed = share == 1 ? mine : share_of_one(mine, share);
    bills[world.bill(k, to)] += passed;
    mine -= passed;
  }
}

void take_over(World& world, EnterpriseId f, EnterpriseId heir, Succession how) {
  Enterprises& e = world.enterprises;
  if (how == Succession::with_customers) continue_product(e, f, heir);
  if (how != Succession::ends) continue_business(world, f, heir, how == Succession::with_customers);
  pass_on(world, world.trade_credit.receivable, f, heir, 1);
  if (how != Succession::ends) pass_on(world, world.trade_credit.payable, f, heir, 1);
  belongings(e, [&](auto& column) {
    column[heir] += column[f];
    column[f] = 0;
  });
  for (auto* known : {&e.knowledge, &e.normal_knowledge}) {
    (*known)[heir] += (*known)[f];
    (*known)[f] = 0;
  }
  for (auto* staff : {&e.staff_general, &e.staff_college, &e.staff_expert}) {
    (*staff)[heir] += (*staff)[f];
    (*staff)[f] = 0;
  }
  for (auto* posts : {&e.posts_general, &e.posts_college, &e.posts_expert, &e.funded_posts}) (*posts)[f] = 0;
  e.zone[f] = 0;
  e.developed[f] = e.to_learn[f] = 0;
  prospects(e, [&](auto& column) { column[f] = 0; });
  e.multiplicity[f] = 0;
  e.reserve[f] = 0;
  e.backed_until[f] = 0;
  e.age[f] = 0;
  e.leave_product(f);
  e.tags[f] = 0;
  const CellId cell = e.cell[f];
  const std::vector<Input>& inputs = world.recipe(cell).inputs;
  for (std::size_t k = 0; k < e.input_count[f]; ++k) {
    if (!(inputs[k].stock > 0)) continue;
    double& left = world.slots.inventory[e.slot(f, k)];
    if (k < e.input_count[heir]) {
      world.slots.inventory[e.slot(heir, k)] += left;
    } else {
      world.step_flows.inputs_used[cell] += left;
    }
    left = 0;
  }
}

void carry_over(World& world, EnterpriseId from, EnterpriseId to, double share) {
  Enterprises& e = world.enterprises;
  const CellId leaves = e.cell[from], comes = e.cell[to];
  const Money deposits = e.deposits[from], loans = e.loans[from];
  const double finished = e.finished[from], market = e.market_share[from] * share;
  const auto part = [&](auto& column) { hand_on(column, from, to, share); };
  // what is usual moves with it, so that neither place takes the move for a turn of business
  auto& usual = world.markets.usual_demand;
  const double expected = std::min(usual[leaves], e.expected_demand[from] * share);
  usual[leaves] -= expected;
  usual[comes] += expected;
  belongings(e, part);
  prospects(e, part);
  for (auto* bills : {&world.trade_credit.receivable, &world.trade_credit.payable}) pass_on(world, *bills, from, to, share);
  if (world.recipe(leaves).storable) {
    world.step_flows.finished_moved[leaves] -= finished - e.finished[from];
    world.step_flows.finished_moved[comes] += finished - e.finished[from];
  }

  // shares are of the cell's sales, which go by its capital: as many sales as before are another share of the other cell
  const double before = world.markets.capacity[leaves], after = world.markets.capacity[comes];
  if (before > 0 && after > 0) e.market_share[to] += market * (before / after - 1);
  for (auto* exports : {&world.outside.exports_country, &world.outside.exports_world}) {
    const double moved = (*exports)[leaves] * market;
    (*exports)[leaves] -= moved;
    (*exports)[comes] += moved;
  }

  const std::vector<Input>& inputs = world.recipe(leaves).inputs;
  for (std::size_t k = 0; k < e.input_count[from]; ++k) {
    if (!(inputs[k].stock > 0)) continue;
    double& theirs = world.slots.inventory[e.slot(from, k)];
    const double moved = share == 1 ? theirs : theirs * share;
    theirs -= moved;
    world.step_flows.inputs_moved[leaves] -= moved;
    if (k >= e.input_count[to]) continue;
    world.slots.inventory[e.slot(to, k)] += moved;
    world.step_flows.inputs_moved[comes] += moved;
  }

  const Money money = deposits - e.deposits[from], debt = loans - e.loans[from];
  const std::size_t here = world.region->city_of(leaves).value, there = world.region->city_of(comes).value;
  world.ledger.pay({Sector::enterprises, here}, {Sector::enterprises, there}, money - debt, Reason::relocation);
  world.ledger.pay({Sector::enterprises, here}, {Sector::banks, here}, debt, Reason::lending);
  world.ledger.pay({Sector::banks, there}, {Sector::enterprises, there}, debt, Reason::lending);
}

std::size_t leave_register(World& world, CellId cell, double u) {
  auto& ages = world.register_.by_age[cell];
  const std::int64_t all = std::accumulate(ages.begin(), ages.end(), std::int64_t{0});
  auto place = static_cast<std::int64_t>(u * static_cast<double>(all));
  std::size_t a = 0;
  while (a + 1 < kAges && place >= ages[a]) place -= ages[a++];
  --ages[a];
  return a;
}

void become_agent(World& world, EnterpriseId pool, EnterpriseId f, std::uint64_t key, double relative_productivity) {
  Enterprises& e = world.enterprises;
  const double share = 1 / static_cast<double>(e.multiplicity[pool]);
  const auto part = [&](auto& column) { hand_on(column, pool, f, share); };
  belongings(e, part);
  prospects(e, part);
  for (auto* bills : {&world.trade_credit.receivable, &world.trade_credit.payable}) pass_on(world, *bills, pool, f, share);
  for (auto* staff : {&e.staff_general, &e.staff_college}) {
    (*staff)[f] = static_cast<std::int32_t>((*staff)[pool] * share + 0.5);
    (*staff)[pool] -= (*staff)[f];
  }
  e.staff_expert[f] = e.posts_expert[f] = e.funded_posts[f] = 0;
  e.zone[f] = 0;
  e.developed[f] = e.to_learn[f] = 0;
  e.knowledge[f] = e.normal_knowledge[f] = 0;  // it stays with the experts
  e.posts_general[f] = e.staff_general[f];
  e.posts_college[f] = e.staff_college[f];
  e.posts_general[pool] -= std::min(e.posts_general[pool], e.posts_general[f]);
  e.posts_college[pool] -= std::min(e.posts_college[pool], e.posts_college[f]);
  const std::vector<Input>& inputs = world.recipe(e.cell[f]).inputs;
  for (std::size_t k = 0; k < e.input_count[f]; ++k) {
    double& mine = world.slots.inventory[e.slot(f, k)];
    mine = inputs[k].stock > 0 ? 0.0 : 1.0;
    if (!(inputs[k].stock > 0) || k >= e.input_count[pool]) continue;
    double& theirs = world.slots.inventory[e.slot(pool, k)];
    mine = theirs * share;
    theirs -= mine;
  }
  for (auto* same : {&e.trend, &e.mark_up, &e.unit_cost, &e.wage_factor, &e.input_cost, &e.quality})
    (*same)[f] = (*same)[pool];
  e.price[f] = e.price[pool];
  e.productivity[f] = static_cast<float>(static_cast<double>(e.productivity[pool]) * relative_productivity);
  e.fill[f] = e.reliability[f] = e.passing[f] = 1;
  e.market_part[f] = 1;
  e.multiplicity[f] = 1;
  e.multiplicity[pool] -= 1;
  e.birth_key[f] = key;
  e.age[f] = 0;
  e.leave_product(f);  // the pool goes on with its products
  e.tags[f] = 0;
}

}  // namespace lingnan

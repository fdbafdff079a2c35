// Enterprises move to other cities.
//
// The hazard of one is
//   h (c_o / c_around)^push min(1, (n0 / n)^size),   c = w^(1-a) R^a
// with n its staff, w the mean wage of a city and R the real price of dwellings, which stands for rents and scarce
// land, times what levers make of rents; around are the other cities, weighted by people and nearness. It goes to a city where its industry is, with
// odds
//   (enterprises of the industry)^presence c^-pull (market access)^access (distance)^-decay.
// An agent of its own takes a free row there; without one it looks at other cities, in vain it stays for this month. A
// member of a pool moves from one pool to another. Money, debts, machines, stocks, suppliers, customers over links and
// outside the region come along. Of the capital of an agent of its own a part is sold at book value to another
// enterprise of the old cell, which borrows for it; the new plant is ordered in the new city. Staff stay behind: the
// city's unemployed fill the posts, as far as there are enough. Of its experts some follow and change places with
// seekers of the new city. Sources: Shenzhen, January 2022, for the rate; Carlton (1983), Review of Economics and
// Statistics 65, for odds of places.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/policy/distances.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/lever_payments.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/supply_links.hpp"

namespace lingnan {

namespace {

constexpr std::uint32_t kPlaces = 8;  // places looked at in one step
constexpr std::uint32_t kPools = 64;  // draws of a row for a pool
constexpr double kRounding = 1e-9;    // far more than chances per step are rounded by

class Relocate final : public Process {
  bool active = true;
  double rate = 0.0012;
  double cost_push = 1;
  double small_staff = 10, size_elasticity = 0.3;
  double rent_share = 0.1;
  double cost_pull = 1.5;
  double presence = 1;
  double access = 0.5;
  double distance_decay = 1;
  double limit_km = 1000;
  double moved_capital = 0.6;
  double experts_follow = 0.5;
  std::vector<std::string> rooted_industries;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Relocate>(*this); }
  std::string_view name() const override { return "relocate"; }
  std::string_view doc() const override { return "Enterprises move to other cities."; }

  void describe(Parameters& p) override {
    p.flag("active", active, {.doc = "Do enterprises move? Without random processes they never do."});
    p.real("rate", rate,
           {.unit = "1/year",
            .min = 0,
            .max = 0.5,
            .doc = "Hazard of a small enterprise in a city that is as dear as those around it.",
            .source = "0.0016 a year left Shenzhen, a third dearer (January 2022: 325 of 2.42 million)",
            .grade = "C"});
    p.real("cost_push", cost_push,
           {.unit = "elasticity",
            .min = 0,
            .max = 10,
            .doc = "Hazard to the cost of the city over that of those around."});
    p.real("small_staff", small_staff,
           {.unit = "persons", .min = 1, .max = 1000, .doc = "Staff up to which size does not matter."});
    p.real("size_elasticity", size_elasticity,
           {.unit = "elasticity", .min = 0, .max = 2, .doc = "Fall of the hazard with staff beyond it."});
    p.real("rent_share", rent_share,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Weight of rents and land in the cost of a city; the rest is wages."});
    p.real("cost_pull", cost_pull,
           {.unit = "elasticity", .min = 0, .max = 10, .doc = "Fall of the odds of a city with its cost."});
    p.real(
        "presence", presence,
        {.unit = "elasticity", .min = 0, .max = 3, .doc = "Odds of a city to the enterprises of the industry there."});
    p.real("access", access,
           {.unit = "elasticity",
            .min = 0,
            .max = 3,
            .doc = "Odds of a city to its market access: incomes over road distance."});
    p.real("distance_decay", distance_decay,
           {.unit = "elasticity", .min = 0, .max = 6, .doc = "Fall of the odds of a city with road distance."});
    p.real("limit_km", limit_km,
           {.unit = "km", .min = 1, .max = 10000, .doc = "Road distance beyond which nobody looks for another place."});
    p.real(
        "moved_capital", moved_capital,
        {.unit = "share",
         .min = 0,
         .max = 1,
         .doc =
             "Capital that an agent of its own takes along; the rest is sold and built anew. Members of pools rent."});
    p.real("experts_follow", experts_follow,
           {.unit = "share", .min = 0, .max = 1, .doc = "Experts of an agent of its own who go along."});
    p.names("rooted_industries", rooted_industries,
            {.unit = "industry", .doc = "Who is bound to land and networks and never moves, besides public services."});
  }

  void run(World& world, const Instruments& instruments) override {
    StepFlows& flows = world.step_flows;
    for (auto* column : {&flows.finished_moved, &flows.inputs_moved}) std::fill(column->begin(), column->end(), 0.0);
    for (auto* list : {&flows.relocations, &flows.followed}) std::fill(list->begin(), list->end(), std::int64_t{0});
    // the first step is the table's
    if (!active || !world.random_processes || world.calendar.step == 0) return;
    prepare(world, instruments);
    cities(world, instruments);
    for_each_task(world.region->cell_count(), [&](std::size_t c) { find_leavers(world, CellId{c}, instruments); });
    affordable_.clear();
    for (const MovingGrant& grant : instruments.moving_grants) affordable_.push_back(grant.affordable);
    for (const auto& leavers : leavers_)
      for (const Leaver& leaver : leavers) move(world, leaver, instruments);
    index_links(world);
    experts_move(world);
    for (const auto& [from, to] : moved_) new_row_[from] = EnterpriseId{};
    moved_.clear();
  }

 private:
  /// An agent of its own, or a place among the members of a cell's pools.
  struct Leaver {
    EnterpriseId enterprise;
    std::uint64_t key;
  };
  struct Pool {
    EnterpriseId enterprise;
    double upto;  ///< members of this one and of those before it
  };
  struct Move {
    EnterpriseId from, to;
  };
  std::vector<char> rooted_;  // [industry]
  OfCity<double> cost_, around_, access_;
  Distances distances_;
  std::vector<double> near_;                  // [origin][destination], distance to the decay
  OfCell<double> odds_;                       // of a cell as a destination, before distance
  std::vector<std::vector<Leaver>> leavers_;  // [cell]
  std::vector<std::vector<Pool>> pools_;      // [cell]
  std::vector<double> weight_;                // [destination]
  std::vector<Money> affordable_;             // [moving grant]
  OfEnterprise<EnterpriseId> new_row_;        // valid while its experts look for it
  std::vector<Move> moved_;
  std::vector<std::vector<ExpertId>> concerned_;  // [block of experts] their employer moved
  std::vector<LinkChange> changes_;
  SalesIndex index_;

  void prepare(const World& world, const Instruments& instruments) {
    changes_.clear();
    const std::size_t cities = world.city_count();
    if (distances_.renew(world, instruments)) {
      near_.assign(cities * cities, 0.0);
      for (const CityId o : world.cities())
        for (const CityId d : world.cities()) {
          const double km = distances_.km(world, o, d);
          near_[o.value * cities + d.value] = km > limit_km ? 0.0 : std::pow(km, -distance_decay);
        }
    }
    if (!rooted_.empty()) return;
    for (const IndustryId s : world.industries()) {
      const std::string& code = world.region->industries[s.value].code;
      const bool named = std::find(rooted_industries.begin(), rooted_industries.end(), code) != rooted_industries.end();
      rooted_.push_back(named || world.norms.recipes[s.value].public_service ? 1 : 0);
    }
    cost_.assign(cities);
    around_.assign(cities);
    access_.assign(cities);
    odds_.assign(world.region->cell_count());
    leavers_.resize(world.region->cell_count());
    pools_.resize(world.region->cell_count());
    new_row_.assign(world.enterprises.size());
  }

  /// Costs, market access and what makes a cell a destination.
  void cities(const World& world, const Instruments& instruments) {
    const Households& h = world.households;
    for (const CityId c : world.cities()) {
      double wages = 0, staff = 0;
      access_[c] = 0;
      for (std::size_t k = 0; k < kTierCount; ++k) {
        const PoolId p = pool_of(c, static_cast<Tier>(k));
        wages += h.wage[p] * static_cast<double>(h.employed[p]);
        staff += static_cast<double>(h.employed[p]);
        for (const CityId other : world.cities())
          access_[c] += h.permanent_income[pool_of(other, static_cast<Tier>(k))] / distances_.km(world, other, c);
      }
      cost_[c] = 0;
      if (staff > 0)
        cost_[c] = std::pow(wages / staff, 1 - rent_share) * std::pow(world.housing.real_price[c] * world.step_flows.rent_ratio[c], rent_share);
    }
    for (const CityId c : world.cities()) {
      double sum = 0, weights = 0;
      for (const CityId other : world.cities()) {
        if (other == c || !(cost_[other] > 0)) continue;
        const double weight = near(c, other) * static_cast<double>(h.population[other]);
        sum += weight * cost_[other];
        weights += weight;
      }
      around_[c] = weights > 0 ? sum / weights : 0.0;
    }
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const CityId city = world.region->city_of(cell);
      double real = 0;
      for (const EnterpriseId f : world.enterprises_in(cell))
        real += static_cast<double>(world.enterprises.multiplicity[f]);
      odds_[cell] = real > 0 && cost_[city] > 0
                        ? instruments.lift(Lift::arrival, city, world.region->industry_of(cell)) * std::pow(real, presence) * std::pow(cost_[city], -cost_pull) * std::pow(access_[city], access)
                        : 0.0;
    });
  }

  double near(CityId o, CityId d) const { return near_[o.value * cost_.size() + d.value]; }

  double by_size(double staff) const {
    return staff > small_staff ? std::pow(small_staff / staff, size_elasticity) : 1.0;
  }

  void find_leavers(const World& world, CellId cell, const Instruments& instruments) {
    std::vector<Leaver>& leavers = leavers_[cell.value];
    leavers.clear();
    const CityId city = world.region->city_of(cell);
    if (rooted_[world.region->industry_of(cell).value] != 0 || !(cost_[city] > 0) || !(around_[city] > 0)) return;
    const Enterprises& e = world.enterprises;
    const IdRange<EnterpriseId> rows = world.enterprises_in(cell);
    const double hazard = std::min(rate * std::pow(cost_[city] / around_[city], cost_push) *
                                       instruments.lift(Lift::departure, city, world.region->industry_of(cell)),
                                   0.95);
    const double step = world.calendar.step_years();
    const double highest = chance_per_step(hazard, step) * (1 + kRounding);  // of the small
    double members = 0, staff = 0;
    std::vector<Pool>& pools = pools_[cell.value];
    pools.clear();
    ManyWords words;
    for (std::uint32_t begin = rows.first.value; begin < rows.last.value; begin += ManyWords::kMost) {
      const std::size_t count = std::min<std::size_t>(ManyWords::kMost, rows.last.value - begin);
      world.luck.words(Event::relocation, &e.birth_key[EnterpriseId{begin}], count, world.calendar.step, words);
      for (std::size_t i = 0; i < count; ++i) {
        const EnterpriseId f{begin + i};
        if (is_pool(e, f)) {
          members += static_cast<double>(e.multiplicity[f]);
          staff += staff_of(e, f);
          pools.push_back({f, members});
          continue;
        }
        const double u = to_uniform(words.w[0][i], words.w[1][i]);
        if (u < highest && exists(e, f) && u < chance_per_step(hazard * by_size(staff_of(e, f)), step))
          leavers.push_back({f, e.birth_key[f]});
      }
    }
    if (members <= 0) return;
    const std::uint64_t key = mix(cell.value, 3);
    const std::int64_t gone = world.luck.binomial(static_cast<std::int64_t>(members),
                                                  chance_per_step(hazard * by_size(staff / members), step),
                                                  Event::relocation, key, world.calendar.step);
    for (std::int64_t i = 0; i < gone; ++i) {
      const std::uint64_t mine = mix(key, static_cast<std::uint64_t>(i));
      const double place = world.luck.uniform(Event::relocation, mine, world.calendar.step, 1) * members;
      const auto pool = std::upper_bound(pools.begin(), pools.end(), place,
                                         [](double at, const Pool& other) { return at < other.upto; });
      if (pool != pools.end()) leavers.push_back({pool->enterprise, mine});
    }
  }

  void move(World& world, const Leaver& leaver, const Instruments& instruments) {
    const Enterprises& e = world.enterprises;
    const EnterpriseId f = leaver.enterprise;
    const bool pool = is_pool(e, f);
    if (pool && e.multiplicity[f] < 3) return;  // a pool keeps two
    const CellId cell = e.cell[f];
    const CityId city = world.region->city_of(cell);
    const IndustryId industry = world.region->industry_of(cell);
    weight_.assign(world.city_count(), 0.0);
    double sum = 0;
    for (const CityId d : world.cities()) {
      if (d != city) weight_[d.value] = odds_[world.region->cell(d, industry)] * near(city, d);
      sum += weight_[d.value];
    }
    if (!(sum > 0)) return;
    for (std::uint32_t t = 0; t < kPlaces; ++t) {
      double at = world.luck.uniform(Event::relocation_place, leaver.key, world.calendar.step, t) * sum;
      CityId d;
      for (const CityId other : world.cities()) {
        if (!(weight_[other.value] > 0)) continue;
        d = other;
        at -= weight_[other.value];
        if (at < 0) break;
      }
      const CellId there = world.region->cell(d, industry);
      const EnterpriseId row = pool ? some_pool(world, there, leaver.key, t) : free_row(world, there, f);
      if (!row.valid()) continue;
      const double capital = static_cast<double>(e.capital_value[f]) / static_cast<double>(e.multiplicity[f]);
      pool ? move_member(world, f, row, leaver.key) : move_agent(world, f, row);
      support(world, row, industry, d, capital, instruments);
      ++world.step_flows.relocations[(industry.value * world.city_count() + city.value) * world.city_count() + d.value];
      return;
    }
  }

  /// Levers help with the move, as far as their budgets go.
  void support(World& world, EnterpriseId row, IndustryId industry, CityId city, double capital, const Instruments& instruments) {
    for (std::size_t i = 0; i < instruments.moving_grants.size(); ++i) {
      const MovingGrant& grant = instruments.moving_grants[i];
      if (!grant.reach->covers(city, industry)) continue;
      const Money amount = nearest(grant.share * capital);
      const LeverPlaceId place = world.levers.at(grant.lever, city);
      if (amount > affordable_[i]) {
        ++world.levers.rejected[place];
        continue;
      }
      affordable_[i] -= amount;
      ++world.levers.take_up[place];
      world.enterprises.deposits[row] += amount;
      lever_pays(world, grant.lever, city, Sector::enterprises, amount, Reason::subsidies);
    }
  }

  static EnterpriseId some_pool(const World& world, CellId cell, std::uint64_t key, std::uint32_t place) {
    const IdRange<EnterpriseId> rows = world.enterprises_in(cell);
    for (std::uint32_t t = 0; t < kPools && rows.size() > 0; ++t) {
      const Words words =
          world.luck.words(Event::relocation_place, key, world.calendar.step, kPlaces + place * kPools + t);
      const EnterpriseId f{rows.first.value + words.w[0] % static_cast<std::uint32_t>(rows.size())};
      if (is_pool(world.enterprises, f)) return f;
    }
    return {};
  }

  /// A row without customers that nobody has left in this step and that did not buy from `f`, with as many inputs as
  /// `f` has or nearly so.
  EnterpriseId free_row(const World& world, CellId cell, EnterpriseId f) const {
    const Enterprises& e = world.enterprises;
    EnterpriseId best;
    int best_gap = 0;
    for (const EnterpriseId g : world.enterprises_in(cell)) {
      if (exists(e, g) || new_row_[g].valid() || e.sale_begin[g] != e.sale_begin[EnterpriseId{g.value + 1u}]) continue;
      const int gap = std::abs(int{e.input_count[g]} - int{e.input_count[f]});
      if ((best.valid() && gap >= best_gap) || buys_from(world, g, f)) continue;
      best = g;
      best_gap = gap;
      if (gap == 0) break;
    }
    return best;
  }

  static bool buys_from(const World& world, EnterpriseId g, EnterpriseId f) {
    for (std::size_t k = 0; k < world.enterprises.input_count[g]; ++k) {
      const auto [first, last] = links(world, world.enterprises.slot(g, k));
      for (std::uint32_t l = first; l < last; ++l)
        if (world.links.supplier[LinkId{l}] == f) return true;
    }
    return false;
  }

  static std::pair<std::uint32_t, std::uint32_t> links(const World& world, SlotId slot) {
    return {world.slots.link_begin[slot], world.slots.link_begin[SlotId{slot.value + 1u}]};
  }

  /// The staff of a row that they would have to make as much in another city's mix of tiers.
  static double same_output(const World& world, EnterpriseId f, CellId there) {
    const Enterprises& e = world.enterprises;
    const auto labour = [&](CellId cell) {
      return effective_labour(world.norms.weight_of_staff(cell), e.staff_general[f], e.staff_college[f],
                              e.staff_expert[f]);
    };
    const double after = labour(there);
    return after > 0 ? labour(e.cell[f]) / after : 1.0;
  }

  /// Posts of a tier move; who held them is out of work, and the unemployed of the other city fill them.
  static void rehire(World& world, Tier tier, EnterpriseId f, EnterpriseId g, std::int32_t posts) {
    Enterprises& e = world.enterprises;
    auto& staff = tier == Tier::general ? e.staff_general : e.staff_college;
    auto& wanted = tier == Tier::general ? e.posts_general : e.posts_college;
    Households& h = world.households;
    const PoolId here = pool_of(world.region->city_of(e.cell[f]), tier);
    const PoolId there = pool_of(world.region->city_of(e.cell[g]), tier);
    const std::int64_t idle = std::max<std::int64_t>(0, h.labour_force[there] - h.employed[there]);
    const auto hired = static_cast<std::int32_t>(std::min<std::int64_t>(posts, idle));
    staff[f] -= posts;
    h.employed[here] -= posts;
    staff[g] += hired;
    h.employed[there] += hired;
    wanted[f] = std::max(0, wanted[f] - posts);
    wanted[g] += posts;
  }

  void move_member(World& world, EnterpriseId f, EnterpriseId g, std::uint64_t key) const {
    Enterprises& e = world.enterprises;
    const double share = 1 / static_cast<double>(e.multiplicity[f]);
    const auto people = [&](std::int32_t staff) { return static_cast<std::int32_t>(staff * share + 0.5); };
    const std::int32_t general = people(e.staff_general[f]), college = people(e.staff_college[f]);
    const double came = general + college, were = e.staff_general[g] + e.staff_college[g];
    if (came + were > 0) {
      const double mine = static_cast<double>(e.productivity[f]) * same_output(world, f, e.cell[g]);
      e.productivity[g] =
          static_cast<float>((were * static_cast<double>(e.productivity[g]) + came * mine) / (were + came));
    }
    carry_over(world, f, g, share);
    rehire(world, Tier::general, f, g, general);
    rehire(world, Tier::college, f, g, college);
    e.multiplicity[f] -= 1;
    e.multiplicity[g] += 1;
    const double u = world.luck.uniform(Event::relocation, key, world.calendar.step, 2);
    ++world.register_.by_age[e.cell[g]][leave_register(world, e.cell[f], u)];
  }

  void move_agent(World& world, EnterpriseId f, EnterpriseId g) {
    Enterprises& e = world.enterprises;
    const std::vector<Input>& inputs = world.recipe(e.cell[f]).inputs;
    for (std::size_t k = 0; k < e.input_count[g]; ++k)  // what cannot be stored: how much of the last order came
      world.slots.inventory[e.slot(g, k)] = inputs[k].stock > 0    ? 0.0
                                            : k < e.input_count[f] ? world.slots.inventory[e.slot(f, k)]
                                                                   : 1.0;
    const double staff_worth = same_output(world, f, e.cell[g]);
    sell_plant(world, f);
    carry_over(world, f, g, 1);
    for (auto* same : {&e.trend, &e.mark_up, &e.unit_cost, &e.wage_factor, &e.input_cost, &e.quality, &e.fill,
                       &e.reliability, &e.passing, &e.market_part, &e.knowledge, &e.normal_knowledge})
      (*same)[g] = (*same)[f];
    e.price[g] = e.price[f];
    e.productivity[g] = static_cast<float>(static_cast<double>(e.productivity[f]) * staff_worth);
    e.birth_key[g] = e.birth_key[f];
    e.age[g] = e.age[f];
    e.tags[g] = e.tags[f];
    e.product_class[g] = e.product_class[f];
    e.product_share[g] = e.product_share[f];
    e.product_makers[g] = e.product_makers[f];
    e.product_since[g] = e.product_since[f];
    e.product_rank[g] = e.product_rank[f];
    e.reserve[g] = e.reserve[f];
    e.backed_until[g] = e.backed_until[f];
    e.staff_expert[g] = 0;  // they come later
    e.posts_general[g] = e.posts_college[g] = 0;
    e.posts_expert[g] = e.posts_expert[f];
    e.funded_posts[g] = e.funded_posts[f];
    e.developed[g] = e.developed[f];
    e.to_learn[g] = e.to_learn[f];
    e.zone[g] = 0;
    rehire(world, Tier::general, f, g, e.staff_general[f]);
    rehire(world, Tier::college, f, g, e.staff_college[f]);
    e.posts_general[f] = e.posts_college[f] = e.posts_expert[f] = e.funded_posts[f] = 0;
    e.developed[f] = e.to_learn[f] = 0;
    e.zone[f] = 0;
    e.knowledge[f] = e.normal_knowledge[f] = 0;
    e.reserve[f] = 0;
    e.backed_until[f] = 0;
    e.age[f] = 0;
    e.tags[f] = 0;
    e.leave_product(f);
    e.multiplicity[f] = 0;
    e.multiplicity[g] = 1;
    move_links(world, f, g);
    move_projects(world, f, g);
    for (EnterpriseId& held : world.funds.enterprise.raw())
      if (held == f) held = g;
    new_row_[f] = g;
    moved_.push_back({f, g});
  }

  /// Part of the capital goes at book value to another enterprise of the cell, drawn by capital. It borrows the price;
  /// of what it gets the seller repays as much as it had borrowed for it and keeps the rest for the new plant.
  void sell_plant(World& world, EnterpriseId f) const {
    Enterprises& e = world.enterprises;
    const CellId cell = e.cell[f];
    double all = 0;
    for (const EnterpriseId g : world.enterprises_in(cell)) all += g == f ? 0.0 : e.capital[g];
    const double sold = (1 - moved_capital) * e.capital[f];
    if (!(all > 0) || !(sold > 0)) return;
    double at = world.luck.uniform(Event::relocation, e.birth_key[f], world.calendar.step, 3) * all;
    EnterpriseId buyer;
    for (const EnterpriseId g : world.enterprises_in(cell)) {
      if (g == f || !(e.capital[g] > 0)) continue;
      buyer = g;
      at -= e.capital[g];
      if (at < 0) break;
    }
    const double with_begun = e.capital[f] + static_cast<double>(e.under_construction[f]);
    const Money price = share_of_one(e.capital_value[f], sold / with_begun);
    const Money repaid = std::min(e.loans[f], share_of_one(price, world.norms.loans_to_assets));
    e.capital[f] -= sold;
    e.capital[buyer] += sold;
    e.capital_value[f] -= price;
    e.capital_value[buyer] += price;
    e.investment_due[f] += static_cast<float>(sold);
    e.loans[buyer] += price;
    e.loans[f] -= repaid;
    e.deposits[f] += price - repaid;
    const std::size_t city = world.region->city_of(cell).value;
    world.ledger.pay({Sector::banks, city}, {Sector::enterprises, city}, price - repaid, Reason::lending);
  }

  /// Customers and suppliers follow: links to `f` become links to `g`, and in each slot the suppliers of both change
  /// places as far as both have links.
  void move_links(World& world, EnterpriseId f, EnterpriseId g) {
    const Enterprises& e = world.enterprises;
    auto& supplier = world.links.supplier;
    for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1u}]; ++k) {
      const LinkId link = world.links.sales[LinkId{k}];
      if (supplier[link] == f) change(world, link, g);
    }
    const std::size_t inputs = std::min(e.input_count[f], e.input_count[g]);
    for (std::size_t k = 0; k < inputs; ++k) {
      const auto [mine, mine_end] = links(world, e.slot(f, k));
      const auto [theirs, theirs_end] = links(world, e.slot(g, k));
      const std::uint32_t many = std::min(mine_end - mine, theirs_end - theirs);
      const auto has = [&](std::uint32_t first, std::uint32_t last, EnterpriseId who) {
        return std::find(&supplier[LinkId{first}], &supplier[LinkId{first}] + (last - first), who) !=
               &supplier[LinkId{first}] + (last - first);
      };
      for (std::uint32_t i = 0; i < many; ++i) {
        const EnterpriseId old = supplier[LinkId{mine + i}], other = supplier[LinkId{theirs + i}];
        if (has(theirs, theirs_end, old) || has(mine, mine_end, other)) continue;
        change(world, LinkId{mine + i}, other);
        change(world, LinkId{theirs + i}, old);
      }
    }
  }

  void change(World& world, LinkId link, EnterpriseId to) {
    changes_.push_back({link, world.links.supplier[link], to});
    world.links.supplier[link] = to;
  }

  /// Of a link that changed several times the index sees the first supplier and the last.
  void index_links(World& world) {
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const LinkChange& a, const LinkChange& b) { return a.link < b.link; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < changes_.size();) {
      LinkChange whole = changes_[i];
      for (++i; i < changes_.size() && changes_[i].link == whole.link; ++i) whole.after = changes_[i].after;
      if (whole.before != whole.after) changes_[kept++] = whole;
    }
    changes_.resize(kept);
    if (!changes_.empty()) index_.update(world, changes_);
  }

  /// Projects take free slots of the other city; without one a project is given up.
  static void move_projects(World& world, EnterpriseId f, EnterpriseId g) {
    Projects& j = world.projects;
    const CityId here = world.region->city_of(world.enterprises.cell[f]);
    const CityId there = world.region->city_of(world.enterprises.cell[g]);
    std::uint32_t free = j.city_begin[there];
    for (std::uint32_t i = j.city_begin[here]; i < j.city_begin[CityId{here.value + 1u}]; ++i) {
      const ProjectId from{i};
      if (j.owner[from] != f) continue;
      while (free < j.city_begin[CityId{there.value + 1u}] && j.owner[ProjectId{free}].valid()) ++free;
      if (free < j.city_begin[CityId{there.value + 1u}]) {
        const ProjectId to{free};
        j.copy(from, to);
        j.owner[to] = g;
      }
      j.owner[from] = EnterpriseId{};
    }
  }

  /// Experts of those who moved: some follow, the others look for work.
  void experts_move(World& world) {
    const bool any = std::any_of(moved_.begin(), moved_.end(),
                                 [&](const Move& m) { return world.enterprises.staff_expert[m.from] > 0; });
    if (!any) return;
    const Experts& x = world.experts;
    concerned_.resize(blocks_of(x));
    for_each_block(x.count(), [&](std::size_t begin, std::size_t end) {
      std::vector<ExpertId>& concerned = concerned_[begin / kBlock];
      concerned.clear();
      for_each_expert(x, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), new_row_, [&](ExpertId id, EnterpriseId f) {
        if (f.valid() && new_row_[f].valid()) concerned.push_back(id);
      });
    });
    for (const std::vector<ExpertId>& concerned : concerned_)
      for (const ExpertId id : concerned) expert_moves(world, id);
  }

  void expert_moves(World& world, ExpertId id) const {
    Enterprises& e = world.enterprises;
    Experts& x = world.experts;
    Households& h = world.households;
    const EnterpriseId f = x.employer[id], g = new_row_[f];
    const CityId here = world.region->city_of(e.cell[f]), there = world.region->city_of(e.cell[g]);
    x.employer[id] = EnterpriseId{};
    --e.staff_expert[f];
    --h.employed[pool_of(here, Tier::expert)];
    const double u = world.luck.uniform(Event::relocation_experts, x.key[id], world.calendar.step);
    const ExpertId seeker = u < experts_follow ? some_seeker(world, there, x.key[id]) : ExpertId{};
    if (!seeker.valid()) return;
    std::swap(x.field[id], x.field[seeker]);
    std::swap(x.experience[id], x.experience[seeker]);
    std::swap(x.knowledge[id], x.knowledge[seeker]);
    std::swap(x.key[id], x.key[seeker]);
    x.employer[seeker] = g;
    ++e.staff_expert[g];
    ++h.employed[pool_of(there, Tier::expert)];
    const std::size_t cities = world.city_count();
    ++world.step_flows.followed[here.value * cities + there.value];
    ++world.step_flows.followed[there.value * cities + here.value];
  }

  /// An expert of the city without work: the first one from a row drawn by lot.
  static ExpertId some_seeker(const World& world, CityId city, std::uint32_t key) {
    const Experts& x = world.experts;
    const std::uint32_t first = x.city_begin[city], last = x.city_begin[CityId{city.value + 1u}];
    if (first == last) return {};
    const std::uint32_t lot = world.luck.words(Event::relocation_experts, key, world.calendar.step, 1).w[0];
    const std::uint32_t start = lot % (last - first);
    for (std::uint32_t n = 0; n < last - first; ++n) {
      const ExpertId id{first + (start + n) % (last - first)};
      if (!x.employer[id].valid()) return id;
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Process> make_relocate() { return std::make_unique<Relocate>(); }

}  // namespace lingnan

// Enterprises enter and leave.
//
// Pools change the number they stand for: exits by age and size, entries by how fast the market grows. An agent of its
// own that leaves is taken over in its city and industry: stocks, capital, staff and debts pass to another enterprise, its
// customers and its place in the market do not. What an insolvent one cannot repay is lost by its bank and by its suppliers,
// who may fail in turn. Of a pool's insolvent members each owes to one supplier of the pool, drawn by lot. Experts found
// startups, which become agents of their own; the smallest ones without customers become members of a pool in turn. Rows that
// are free all the same are taken by members of pools.
// Sources: hazards of the SAIC survival report on cohorts since 2000; wear in the flow tables contains scrapping, so what
// is taken over is not written down.
//
// Real enterprises are counted in whole numbers; those of pools by city, industry and year of age.
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/demographics.hpp"
#include "sim/world/lever_payments.hpp"
#include "sim/world/shock.hpp"
#include "sim/world/succession.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kFetchAhead = 16;  // bills that are not next to each other in memory
constexpr double kEntrantSize = 0.2;  // staff of an entrant over that of a member, where its quality matters; assumption
constexpr float kLeastMembers = 3;        // of a pool that gives one away
constexpr std::uint32_t kFounders = 256;  // draws of an expert before there is no startup
constexpr std::uint16_t kYoung = 60;      // months that a startup has to show what it is worth
constexpr std::int32_t kTeam = 3;         // posts of experts in a startup, the founder's among them; assumption
constexpr std::uint32_t kTries = 64;  // draws of a row for the successor before the next one in order

class Demography final : public Process {
  bool active = true;
  double entry_response = 3;
  double exit_response = 2;
  double rent_response = 0.05;
  double insolvent_exits = 0.3;
  double loss_given_default = 0.55;
  double unpaid_bills = 0.8;
  double money_exits = 0.38;
  double entrant_productivity = 0.85;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Demography>(*this); }
  std::string_view name() const override { return "demography"; }
  std::string_view doc() const override { return "Entry, exit by age, size and insolvency, losses of banks."; }

  void describe(Parameters& p) override {
    p.flag("active", active, {.doc = "Do enterprises enter and leave? Without random processes they never do."});
    p.real("entry_response", entry_response,
           {.unit = "elasticity", .min = 0, .max = 20,
            .doc = "Entries to the market's expected demand over its average of the last 20 months."});
    p.real("exit_response", exit_response,
           {.unit = "elasticity", .min = 0, .max = 20,
            .doc = "Fall of the hazard of exit with the market's expected demand over its average of the last 20 months."});
    p.real("rent_response", rent_response,
           {.unit = "elasticity", .min = 0, .max = 2,
            .doc = "Fall of entries with rents of rooms beyond what they would be without levers: places by cost, 1.5, times the part "
                   "of rent in cost, 3 %."});
    p.real("insolvent_exits", insolvent_exits,
           {.unit = "share", .min = 0, .max = 1, .doc = "Exits from a pool that leave debts unpaid."});
    p.real("loss_given_default", loss_given_default,
           {.unit = "share", .min = 0, .max = 1, .doc = "Share of the loans of an insolvent enterprise that its bank loses.",
            .source = "0.3-0.7; recalled", .grade = "D"});
    p.real("unpaid_bills", unpaid_bills,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Share of what an insolvent enterprise owes its suppliers that they lose.",
            .source = "0.5-1; Jacobson & von Schedvin (2015) on trade credit and the propagation of failures",
            .grade = "D"});
    p.real("money_exits", money_exits,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Part of the hazard that comes from running out of money; who has a fund's runway does not leave by it.",
            .source = "0.38 of failed startups, CB Insights 2021; recalled", .grade = "D"});
    p.real("entrant_productivity", entrant_productivity,
           {.unit = "ratio", .min = 0.3, .max = 1.5,
            .doc = "Productivity of a new agent of its own, relative to the pool it comes from; of a startup, to its founder's employer.",
            .source = "0.7-1.0",
            .grade = "D"});
  }

  void run(World& world, const Instruments& instruments) override {
    StepFlows& flows = world.step_flows;
    for (auto* column : {&flows.entries, &flows.exits, &flows.insolvencies, &flows.write_offs}) std::fill(column->begin(), column->end(), 0);
    for (const CellId cell : world.cells()) flows.exits[cell] = flows.mergers[cell];
    if (!active || !world.random_processes) return;
    if (successor_.size() != world.enterprises.size()) successor_.assign(world.enterprises.size());
    leaving_.resize(world.region->cell_count());
    failed_.resize(world.region->cell_count());
    defaults_.resize(world.region->cell_count());
    rooms_.resize(world.region->cell_count());
    largest_hazard_ = 0;
    for (std::size_t a = 0; a < kAges; ++a)
      for (std::size_t s = 0; s < Demographics::kSizes; ++s) {
        hazard_[a][s] = world.demographics->hazard(a, s, world.calendar.step_years());
        largest_hazard_ = std::max(largest_hazard_, hazard_[a][s]);
      }
    for (std::size_t s = 0; s < Demographics::kSizes; ++s) size_factor_[s] = world.demographics->size_factor(s);
    if (world.calendar.step > 0 && world.calendar.first_of_month() && world.calendar.month().month == 1)
      everybody_ages(world);
    find_doomed(world);
    find_held(world);
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      leaving_[c].clear();
      rooms_[c].clear();
      failed_[c].clear();
      defaults_[c].clear();
      if (world.recipe(cell).public_service || world.enterprises_in(cell).size() == 0) return;
      static thread_local Workbench workbench;
      Life life(world, cell, workbench);
      life.danger = std::pow(life.growth, -exit_response);
      const double more = instruments.lift(Lift::startups, world.region->city_of(cell), world.region->industry_of(cell));
      const double chance = chance_per_step(world.demographics->startup_rate, world.calendar.step_years());
      life.startups = world.luck.binomial(life.researching, std::min(more * chance, 0.5), Event::founding, life.key, world.calendar.step);
      pools_lose(world, life);
      pools_gain(world, life, instruments);
      members_become_agents(world, life);
      agents_leave(world, life);
      make_room(world, life);
      flows.write_offs[cell] = life.written_off;
    });
    bills_stay_unpaid(world);
    experts_follow(world);
    found_startups(world, instruments);
    for (const EntryGrant& grant : instruments.entry_grants) support_entry(world, grant);
    for (const CellId cell : world.cells()) {
      const std::size_t city = world.region->city_of(cell).value;
      write_off(world, city, flows.write_offs[cell]);
    }
  }

 private:
  struct Pool {
    EnterpriseId row;
    std::uint32_t size;  ///< of a member
  };
  /// A pool with members that leave.
  struct Loser {
    EnterpriseId pool;
    double many, gone;     ///< members before, and those that leave
    double insolvent = 0;  ///< of these
    double drawn = 0;      ///< says whom they owe
  };
  /// What a thread works with: pools of a cell, and those that lose members.
  struct Workbench {
    std::vector<Pool> pools;
    std::vector<Loser> losers;
    std::vector<std::uint64_t> keys;
  };

  /// What happens in one city and industry in one step.
  struct Life {
    CellId cell;
    IdRange<EnterpriseId> rows;
    std::uint64_t key;
    double real = 0;         ///< enterprises
    double members = 0;      ///< of them in pools
    double growth = 1;       ///< expected demand over its average
    double danger = 1;       ///< hazards of exit over usual ones
    std::array<double, Demographics::kSizes> members_of{};  ///< pools by capital of a member
    Money written_off = 0;
    std::int64_t researching = 0;  ///< agents of their own with experts
    std::int64_t startups = 0;

    std::vector<Pool>& pools;
    Workbench& workbench;

    Life(const World& world, CellId place, Workbench& work)
        : cell(place), rows(world.enterprises_in(place)), key(mix(place.value, 2)), pools(work.pools), workbench(work) {
      const Enterprises& e = world.enterprises;
      double demand = 0, average = 0;
      pools.resize(rows.size());
      std::size_t some = 0;
      for (const EnterpriseId f : rows) {
        const double many = static_cast<double>(e.multiplicity[f]);
        real += many;
        demand += e.expected_demand[f];
        average += static_cast<double>(e.slow_demand[f]);
        researching += many == 1 && e.staff_expert[f] > 0 ? 1 : 0;
        pools[some].row = f;
        some += is_pool(e, f) ? 1 : 0;
      }
      pools.resize(some);
      for (Pool& pool : pools) {
        pool.size = static_cast<std::uint32_t>(size_of_member(e, pool.row));
        const double many = static_cast<double>(e.multiplicity[pool.row]);
        members += many;
        members_of[pool.size] += many;
      }
      if (average > 0) growth = demand / average;
    }
  };

  static std::size_t size_of_member(const Enterprises& e, EnterpriseId f) {
    return Demographics::size_of(e.capital[f] / static_cast<double>(e.multiplicity[f]));
  }

  /// Members of a pool that leave owe to one supplier.
  struct Default {
    EnterpriseId pool, supplier;
    float share;  ///< of what the pool owes
  };

  std::vector<std::vector<EnterpriseId>> rooms_;         // [cell] free rows for startups
  std::vector<EnterpriseId> held_;                       // by funds, in order
  std::vector<EnterpriseId> doomed_;                     // by shocks, in this step, in order
  OfEnterprise<EnterpriseId> successor_;                 // valid while the experts of one that left look for theirs
  std::vector<std::vector<EnterpriseId>> leaving_;       // [cell]
  std::vector<std::vector<EnterpriseId>> failed_;        // [cell] of them, the insolvent ones
  std::vector<std::vector<Default>> defaults_;           // [cell]
  std::vector<EnterpriseId> rows_;                       // pools of a cell that share a grant
  std::vector<double> members_;
  std::vector<Money> parts_;
  std::array<std::array<double, Demographics::kSizes>, kAges> hazard_{};  // chance to leave in this step
  double largest_hazard_ = 0;
  std::array<double, Demographics::kSizes> size_factor_{};

  /// On the first step of a year everybody in the register is a year older.
  static void everybody_ages(World& world) {
    for (auto& ages : world.register_.by_age) {
      ages[kAges - 1] += ages[kAges - 2];
      for (std::size_t a = kAges - 2; a > 0; --a) ages[a] = ages[a - 1];
      ages[0] = 0;
    }
  }

  void pools_lose(World& world, Life& life) {
    auto& ages = world.register_.by_age[life.cell];
    if (life.members <= 0) return;
    std::int64_t gone = 0;
    for (std::uint32_t a = 0; a < kAges; ++a) {
      double hazard = 0;  // mean over members, whose ages do not depend on size
      for (std::size_t s = 0; s < Demographics::kSizes; ++s) hazard += life.members_of[s] / life.members * hazard_[a][s];
      const std::int64_t left =
          world.luck.binomial(ages[a], std::min(1.0, life.danger * hazard), Event::pool_exit, life.key, world.calendar.step, a);
      ages[a] -= static_cast<std::int32_t>(left);
      gone += left;
    }
    Enterprises& e = world.enterprises;
    // in proportion to members and what their size makes of the hazard; a pool keeps two
    double before = 0, all = 0;
    for (std::size_t s = 0; s < Demographics::kSizes; ++s) all += life.members_of[s] * size_factor_[s];
    if (!(all > 0)) return;
    std::int64_t taken = 0, spared = 0;
    std::vector<Loser>& losers = life.workbench.losers;
    losers.clear();
    for (const Pool& pool : life.pools) {
      const double many = static_cast<double>(e.multiplicity[pool.row]);
      before += many * size_factor_[pool.size];
      const auto upto = static_cast<std::int64_t>(std::llround(static_cast<double>(gone) * (before / all)));
      const auto mine = std::min(upto - taken + spared, static_cast<std::int64_t>(many) - 2);
      spared += upto - taken - mine;
      taken = upto;
      if (mine <= 0) continue;
      e.multiplicity[pool.row] = static_cast<float>(many - static_cast<double>(mine));
      losers.push_back({pool.row, many, static_cast<double>(mine)});
    }
    leave_debts(world, life);
    ages[kAges - 1] += static_cast<std::int32_t>(spared);
    world.step_flows.exits[life.cell] += gone - spared;
    life.members -= static_cast<double>(gone - spared);
  }

  /// Of members that leave some are insolvent.
  void leave_debts(World& world, Life& life) {
    Enterprises& e = world.enterprises;
    std::vector<Loser>& losers = life.workbench.losers;
    std::vector<std::uint64_t>& keys = life.workbench.keys;
    ManyWords words;
    std::size_t owing = 0;  // come first
    for (std::size_t begin = 0; begin < losers.size(); begin += ManyWords::kMost) {
      const std::size_t count = std::min(ManyWords::kMost, losers.size() - begin);
      keys.clear();
      for (std::size_t i = 0; i < count; ++i) keys.push_back(e.birth_key[losers[begin + i].pool]);
      world.luck.words(Event::unpaid_bill, keys.data(), count, world.calendar.step, words);
      for (std::size_t i = 0; i < count; ++i) {
        Loser loser = losers[begin + i];
        const Money lost = share_of_one(e.loans[loser.pool], loser.gone / loser.many * insolvent_exits * loss_given_default);
        e.loans[loser.pool] -= lost;
        life.written_off += lost;
        loser.insolvent = std::floor(loser.gone * insolvent_exits + to_uniform(words.w[0][i], words.w[1][i]));
        loser.drawn = to_uniform(words.w[2][i], words.w[3][i]);
        world.step_flows.insolvencies[life.cell] += static_cast<std::int64_t>(loser.insolvent);
        if (!(loser.insolvent > 0)) continue;
        for (std::size_t k = 0; k < e.input_count[loser.pool]; ++k) __builtin_prefetch(&world.slots.link_begin[e.slot(loser.pool, k)]);
        losers[owing++] = loser;
      }
    }
    if (world.trade_credit.steps == 0) return;
    for (std::size_t i = 0; i < owing; ++i) {
      const EnterpriseId soon = losers[std::min(i + kFetchAhead, owing - 1)].pool;
      for (std::size_t k = 0; k < e.input_count[soon]; ++k) {
        const LinkId first{first_link(world, e.slot(soon, k))};
        __builtin_prefetch(&world.links.order[first]);
        __builtin_prefetch(&world.links.supplier[first]);
      }
      members_owe(world, losers[i].pool, losers[i].insolvent / losers[i].many, losers[i].drawn);
    }
  }

  static std::uint32_t first_link(const World& world, SlotId slot) { return world.slots.link_begin[slot]; }
  static std::uint32_t end_link(const World& world, SlotId slot) { return world.slots.link_begin[SlotId{slot.value + 1u}]; }

  /// Of the members of a pool the insolvent share owes to one supplier, drawn by what is ordered: no more than the pool owes it.
  void members_owe(const World& world, EnterpriseId f, double insolvent, double drawn) {
    const Enterprises& e = world.enterprises;
    const auto& order = world.links.order;
    double ordered = 0;
    for (std::size_t k = 0; k < e.input_count[f]; ++k)
      for (std::uint32_t l = first_link(world, e.slot(f, k)); l < end_link(world, e.slot(f, k)); ++l)
        ordered += static_cast<double>(order[LinkId{l}]);
    double place = drawn * ordered;
    for (std::size_t k = 0; k < e.input_count[f]; ++k)
      for (std::uint32_t l = first_link(world, e.slot(f, k)); l < end_link(world, e.slot(f, k)); ++l) {
        const double mine_of_all = static_cast<double>(order[LinkId{l}]);
        place -= mine_of_all;
        if (place >= 0) continue;
        const double owed = unpaid_bills * std::min(insolvent, mine_of_all / ordered);
        defaults_[e.cell[f].value].push_back({f, world.links.supplier[LinkId{l}], static_cast<float>(owed)});
        return;
      }
  }

  void pools_gain(World& world, Life& life, const Instruments& instruments) const {
    const CityId city = world.region->city_of(life.cell);
    const Founders founders = instruments.founders(Lift::entry, city, world.region->industry_of(life.cell));
    const double rate = world.demographics->entry_rate * world.calendar.step_years() *
                        std::pow(life.growth, entry_response) * founders.more *
                        std::pow(world.step_flows.rent_ratio[city], -rent_response);
    const double as_good = founders.mean();
    const std::int64_t born = world.luck.binomial(static_cast<std::int64_t>(life.real), std::min(rate, 0.5), Event::entry,
                                                  life.key, world.calendar.step);
    if (born == 0) return;
    Enterprises& e = world.enterprises;
    world.step_flows.entries[life.cell] += born;
    if (life.members <= 0) {  // agents of their own only: the smallest becomes a pool
      EnterpriseId least;
      for (const EnterpriseId f : life.rows)
        if (e.multiplicity[f] > 0 && (!least.valid() || e.expected_demand[f] < e.expected_demand[least])) least = f;
      if (!least.valid()) return;
      e.multiplicity[least] += static_cast<float>(born);
      world.register_.by_age[life.cell][0] += static_cast<std::int32_t>(born);
      world.register_.by_age[life.cell][std::min<std::size_t>(e.age[least] / 12, kAges - 1)] += 1;
      return;
    }
    double before = 0;
    std::int64_t given = 0;
    for (const Pool& pool : life.pools) {
      const EnterpriseId f = pool.row;
      before += static_cast<double>(e.multiplicity[f]);
      const auto upto = static_cast<std::int64_t>(std::llround(static_cast<double>(born) * before / life.members));
      const std::int64_t mine = upto - given;
      given = upto;
      if (mine <= 0) continue;
      const double members = static_cast<double>(e.multiplicity[f]), entrants = kEntrantSize * static_cast<double>(mine);
      if (as_good != 1)  // usual entrants are as good as members
        e.productivity[f] = static_cast<float>(static_cast<double>(e.productivity[f]) * (members + entrants * as_good) /
                                               (members + entrants));
      e.multiplicity[f] += static_cast<float>(mine);
    }
    world.register_.by_age[life.cell][0] += static_cast<std::int32_t>(born);
    life.members += static_cast<double>(born);
  }

  /// Every entrant in reach gets the grant, whether or not it would have come without. Startups are among those who enter; the rest goes to
  /// pools of the cell by members.
  void support_entry(World& world, const EntryGrant& grant) {
    Enterprises& e = world.enterprises;
    Money left = grant.affordable;
    for (const CellId cell : world.cells()) {
      const CityId city = world.region->city_of(cell);
      if (!grant.reach->covers(city, world.region->industry_of(cell))) continue;
      const std::vector<EnterpriseId>& startups = rooms_[cell.value];
      const auto born = std::max(world.step_flows.entries[cell], static_cast<std::int64_t>(startups.size()));
      if (born == 0) continue;
      const auto served = grant.each > 0 ? std::min<std::int64_t>(born, left / grant.each) : born;
      const LeverPlaceId place = world.levers.at(grant.lever, city);
      world.levers.rejected[place] += static_cast<std::int32_t>(born - served);
      members_.clear();
      rows_.clear();
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if (!is_pool(e, f)) continue;
        rows_.push_back(f);
        members_.push_back(static_cast<double>(e.multiplicity[f]));
      }
      const auto themselves = std::min<std::int64_t>(served, static_cast<std::int64_t>(startups.size()));
      const Money amount = served * grant.each, shared = (served - themselves) * grant.each;
      if (amount == 0 || (rows_.empty() && shared > 0)) continue;
      left -= amount;
      for (std::int64_t i = 0; i < themselves; ++i) e.deposits[startups[static_cast<std::size_t>(i)]] += grant.each;
      parts_.assign(rows_.size(), 0);
      if (shared > 0) apportion<double>(shared, members_, parts_);
      for (std::size_t i = 0; i < rows_.size(); ++i) e.deposits[rows_[i]] += parts_[i];
      lever_pays(world, grant.lever, city, Sector::enterprises, amount, Reason::subsidies);
      world.levers.take_up[place] += static_cast<std::int32_t>(served);
    }
  }

  /// Pools of a cell that can do without a member; lives until the next call on the thread.
  static const std::vector<EnterpriseId>& pools_with_members(const Enterprises& e, IdRange<EnterpriseId> rows) {
    static thread_local std::vector<EnterpriseId> pools;
    pools.clear();
    for (const EnterpriseId f : rows)
      if (e.multiplicity[f] >= kLeastMembers) pools.push_back(f);
    return pools;
  }

  /// Free rows without customers left are taken by members of pools, drawn with equal chances.
  void members_become_agents(World& world, Life& life) const {
    if (life.members <= 0) return;
    Enterprises& e = world.enterprises;
    const std::vector<EnterpriseId>* pools = nullptr;
    for (const EnterpriseId f : life.rows) {
      if (exists(e, f) || e.sale_begin[f] != e.sale_begin[EnterpriseId{f.value + 1u}]) continue;
      if (!pools) pools = &pools_with_members(e, life.rows);
      if (pools->empty()) return;
      const std::uint64_t key = mix(mix(life.key, world.calendar.step), f.value - life.rows.first.value);
      for (std::uint32_t t = 0; t < kTries; ++t) {
        const EnterpriseId pool = (*pools)[world.luck.words(Event::promotion, key, 0, t).w[0] % pools->size()];
        if (e.multiplicity[pool] < kLeastMembers) continue;
        become_agent(world, pool, f, key, entrant_productivity);
        leave_register(world, life.cell, world.luck.uniform(Event::promotion, key, 1));
        life.members -= 1;
        break;
      }
    }
  }

  /// Agents of their own leave by age and size, or because they owe more than they have.
  void agents_leave(World& world, Life& life) {
    Enterprises& e = world.enterprises;
    const bool month_ends = world.calendar.last_of_month();
    const double most = life.danger * largest_hazard_;  // no chance to leave is larger
    std::size_t alive = 0;
    ManyWords words;
    for (std::uint32_t begin = life.rows.first.value; begin < life.rows.last.value; begin += ManyWords::kMost) {
      const std::size_t rows = std::min<std::size_t>(ManyWords::kMost, life.rows.last.value - begin);
      world.luck.words(Event::agent_exit, &e.birth_key[EnterpriseId{begin}], rows, world.calendar.step, words);
      for (std::size_t i = 0; i < rows; ++i) {
        const EnterpriseId f{begin + i};
        if (!exists(e, f)) continue;
        ++alive;
        if (is_pool(e, f)) continue;
        if (month_ends && e.age[f] < 0xFFFF) ++e.age[f];
        const double u = to_uniform(words.w[0][i], words.w[1][i]);
        if (u >= most && !insolvent(world, f)) continue;
        const std::size_t years = std::min<std::size_t>(e.age[f] / 12u, kAges - 1);
        const double backed = e.backed_until[f] > world.calendar.step ? 1 - money_exits : 1.0;
        if (insolvent(world, f) || u < backed * life.danger * hazard_[years][Demographics::size_of(e.capital[f])])
          leaving_[life.cell.value].push_back(f);
      }
    }
    std::vector<EnterpriseId>& leaving = leaving_[life.cell.value];
    if (alive <= leaving.size()) leaving.clear();  // somebody has to stay
    for (const EnterpriseId f : leaving) successor_[f] = f;
    for (const EnterpriseId f : leaving) {
      const EnterpriseId heir = successor(world, life, f);
      const bool failed = insolvent(world, f);
      if (failed) {
        const Money lost = share_of_one(e.loans[f], loss_given_default);
        e.loans[f] -= lost;
        life.written_off += lost;
      }
      take_over(world, f, heir, failed ? Succession::ends : Succession::in_markets);
      if (failed) {
        failed_[life.cell.value].push_back(f);
        ++world.step_flows.insolvencies[life.cell];
      }
      e.reliability[f] = failed ? 0.0f : 1.0f;  // customers of one that failed were not told
      successor_[f] = heir;
      ++world.step_flows.exits[life.cell];
    }
  }

  bool insolvent(const World& world, EnterpriseId f) const {
    return world.net_worth(f) < 0 || (!doomed_.empty() && std::binary_search(doomed_.begin(), doomed_.end(), f));
  }

  /// The largest that shocks let fail in this step.
  void find_doomed(const World& world) {
    doomed_.clear();
    const Enterprises& e = world.enterprises;
    for (const Shock& shock : world.shocks) {
      if (shock.shock_kind() != ShockKind::failure || !world.calendar.first_of_month() || shock.start != world.calendar.month()) continue;
      std::vector<std::pair<double, EnterpriseId>> largest;
      for (const CellId cell : world.cells()) {
        if (!shock.covers(*world.region, cell)) continue;
        for (const EnterpriseId f : world.enterprises_in(cell))
          if (exists(e, f) && !is_pool(e, f)) largest.emplace_back(-e.expected_demand[f] * e.price[f], f);
      }
      const std::size_t count = std::min(largest.size(), static_cast<std::size_t>(shock.enterprises));
      std::partial_sort(largest.begin(), largest.begin() + static_cast<std::ptrdiff_t>(count), largest.end());
      for (std::size_t i = 0; i < count; ++i) doomed_.push_back(largest[i].second);
    }
    std::sort(doomed_.begin(), doomed_.end());
  }

  /// Suppliers lose what insolvent customers do not pay, and know it at once.
  void bills_stay_unpaid(World& world) {
    for (const std::vector<Default>& list : defaults_)
      for (std::size_t i = 0; i < list.size(); ++i) {
        const Default& soon = list[std::min(i + kFetchAhead, list.size() - 1)];
        __builtin_prefetch(&successor_[soon.supplier]);
        for (std::size_t k = 0; k < world.trade_credit.steps; ++k) {
          __builtin_prefetch(&world.trade_credit.receivable[world.bill(k, soon.supplier)]);
          __builtin_prefetch(&world.trade_credit.payable[world.bill(k, soon.pool)]);
        }
        lose(world, list[i].pool, list[i].supplier, static_cast<double>(list[i].share));
      }
    for (const std::vector<EnterpriseId>& list : failed_)
      for (const EnterpriseId f : list) {
        suppliers_of_one_lose(world, f);
        pass_on(world, world.trade_credit.payable, f, successor_[f], 1);
      }
  }

  /// A supplier loses a share of what the customer owes in all, as far as it is owed so much.
  void lose(World& world, EnterpriseId customer, EnterpriseId supplier, double share) {
    for (std::size_t k = 0; k < world.trade_credit.steps; ++k)
      lose(world, customer, supplier, k, share_of_one(world.trade_credit.payable[world.bill(k, customer)], share));
  }
  void lose(World& world, EnterpriseId customer, EnterpriseId supplier, std::size_t place, Money amount) {
    if (successor_[supplier].valid()) supplier = successor_[supplier];
    Money& claim = world.trade_credit.receivable[world.bill(place, supplier)];
    const Money lost = std::min(amount, std::max<Money>(claim, 0));
    claim -= lost;
    world.trade_credit.payable[world.bill(place, customer)] -= lost;
    world.ledger.accounts.credit_losses += lost;
  }

  /// By what it ordered from them in this step.
  void suppliers_of_one_lose(World& world, EnterpriseId f) {
    const Enterprises& e = world.enterprises;
    const auto for_each_link = [&](auto&& body) {
      for (std::size_t k = 0; k < e.input_count[f]; ++k)
        for (std::uint32_t l = first_link(world, e.slot(f, k)); l < end_link(world, e.slot(f, k)); ++l) body(LinkId{l});
    };
    double ordered = 0;
    for_each_link([&](LinkId link) { ordered += static_cast<double>(world.links.order[link]); });
    if (!(ordered > 0)) return;
    for (std::size_t k = 0; k < world.trade_credit.steps; ++k) {
      const Money unpaid = share_of_one(world.trade_credit.payable[world.bill(k, f)], unpaid_bills);
      double upto = 0;
      Money given = 0;
      for_each_link([&](LinkId link) {
        upto += static_cast<double>(world.links.order[link]);
        const Money sum = share_of_one(unpaid, std::min(upto / ordered, 1.0));
        lose(world, f, world.links.supplier[link], k, sum - given);
        given = sum;
      });
    }
  }

  /// As many rows as there are startups are free and have no customers left: the smallest agents of their own that have none, that
  /// are not young and whose owners are no funds, become members of the pool with the largest ones.
  void make_room(World& world, Life& life) {
    std::vector<EnterpriseId>& rows = rooms_[life.cell.value];
    if (life.startups == 0 || life.members < kLeastMembers) return;
    Enterprises& e = world.enterprises;
    const auto startups = static_cast<std::size_t>(life.startups);
    static thread_local std::vector<EnterpriseId> heirs;  // of those that leave in this step
    static thread_local std::vector<std::pair<double, EnterpriseId>> smallest;  // a heap, the largest of them first
    heirs.clear();
    smallest.clear();
    for (const EnterpriseId f : leaving_[life.cell.value]) heirs.push_back(successor_[f]);
    std::sort(heirs.begin(), heirs.end());
    const auto capital = [&](EnterpriseId g) { return e.capital[g] / static_cast<double>(e.multiplicity[g]); };
    const auto is_among = [](const std::vector<EnterpriseId>& sorted, EnterpriseId f) {
      return std::binary_search(sorted.begin(), sorted.end(), f);
    };
    EnterpriseId pool;
    for (const EnterpriseId f : life.rows) {
      if (is_pool(e, f)) {
        if (!pool.valid() || capital(f) > capital(pool)) pool = f;
        continue;
      }
      if (e.sale_begin[f] != e.sale_begin[EnterpriseId{f.value + 1u}]) continue;
      if (!exists(e, f)) {
        if (!successor_[f].valid() && rows.size() < startups) rows.push_back(f);
        continue;
      }
      const std::pair<double, EnterpriseId> one{e.expected_demand[f] * e.price[f], f};
      if (e.age[f] < kYoung || (smallest.size() == startups && !(one < smallest.front()))) continue;
      if (is_among(held_, f) || is_among(heirs, f)) continue;
      if (smallest.size() == startups) {
        std::pop_heap(smallest.begin(), smallest.end());
        smallest.pop_back();
      }
      smallest.push_back(one);
      std::push_heap(smallest.begin(), smallest.end());
    }
    std::sort_heap(smallest.begin(), smallest.end());
    const std::size_t wanted = std::min(startups - rows.size(), smallest.size());
    for (std::size_t i = 0; i < wanted; ++i) {
      const EnterpriseId f = smallest[i].second;
      ++world.register_.by_age[life.cell][std::min<std::size_t>(e.age[f] / 12u, kAges - 1)];
      take_over(world, f, pool, Succession::with_customers);
      e.multiplicity[pool] += 1;
      successor_[f] = pool;
      leaving_[life.cell.value].push_back(f);
      rows.push_back(f);
    }
  }

  /// An expert of the city and industry leaves for a startup of their own: a member of a pool, the youngest there is. It begins with
  /// what the employer knew; who founds only because levers help, with less. Leaves in `rooms_` the rows that startups took. Source: Klepper &
  /// Sleeper (2005), Entry by spinoffs.
  void found_startups(World& world, const Instruments& instruments) {
    Enterprises& e = world.enterprises;
    Experts& x = world.experts;
    for_each_task(world.city_count(), [&](std::size_t c) {
      const std::uint32_t first = x.city_begin[CityId{c}], experts = x.city_begin[CityId{c + 1}] - first;
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(CityId{c}, s);
        const IdRange<EnterpriseId> in_cell = world.enterprises_in(cell);
        std::vector<EnterpriseId>& rows = rooms_[cell.value];
        if (rows.empty()) continue;
        const std::vector<EnterpriseId>& pools = pools_with_members(e, in_cell);
        const Founders founders = instruments.founders(Lift::startups, CityId{c}, s);
        std::size_t founded = 0;
        for (const EnterpriseId row : rows) {
          if (experts == 0 || pools.empty()) break;
          const std::uint64_t key = mix(mix(mix(cell.value, 3), world.calendar.step), row.value - in_cell.first.value);
          ExpertId founder;
          EnterpriseId pool;
          for (std::uint32_t t = 0; t < kFounders && !(founder.valid() && pool.valid()); ++t) {
            const Words words = world.luck.words(Event::founding, key, 0, t);
            const ExpertId id{first + words.w[0] % experts};
            if (x.employer[id].valid() && e.cell[x.employer[id]] == cell) founder = id;
            const EnterpriseId other = pools[words.w[1] % pools.size()];
            if (e.multiplicity[other] >= kLeastMembers) pool = other;
          }
          if (!founder.valid() || !pool.valid()) continue;
          become_agent(world, pool, row, key, entrant_productivity);
          leave_register(world, cell, 0);
          EnterpriseId& employer = x.employer[founder];
          e.productivity[row] = e.productivity[employer] * static_cast<float>(entrant_productivity);
          if (founders.spread > 0)
            e.productivity[row] *= static_cast<float>(std::exp(-founders.shortfall(world.luck.uniform(Event::founding, key, 1))));
          e.quality[row] = e.quality[employer];
          --e.staff_expert[employer];
          employer = row;
          e.staff_expert[row] = 1;
          e.posts_expert[row] = kTeam;
          rows[founded++] = row;
        }
        rows.resize(founded);
      }
    });
  }

  /// Enterprises that funds hold a share of, in order.
  void find_held(const World& world) {
    held_.clear();
    for (const EnterpriseId f : world.funds.enterprise.raw())
      if (f.valid()) held_.push_back(f);
    std::sort(held_.begin(), held_.end());
  }

  /// An agent of its own in the cell that stays, with equal chances; where tries find none, any agent that stays: what a
  /// pool stands for is mostly shops, which do not take over a factory.
  EnterpriseId successor(const World& world, const Life& life, EnterpriseId f) const {
    const Enterprises& e = world.enterprises;
    const auto stays = [&](EnterpriseId g) { return exists(e, g) && !successor_[g].valid(); };
    const auto rows = static_cast<std::uint32_t>(life.rows.size());
    EnterpriseId heir;
    for (std::uint32_t t = 0; t < kTries; ++t) {
      heir = EnterpriseId{life.rows.first.value +
                          world.luck.words(Event::succession, e.birth_key[f], world.calendar.step, t).w[0] % rows};
      if (stays(heir) && !is_pool(e, heir)) return heir;
    }
    while (!stays(heir))
      heir = EnterpriseId{heir.value + 1 == life.rows.last.value ? life.rows.first.value : heir.value + 1};
    return heir;
  }

  /// Experts and projects stay with who took over; the next step tells whether there is work for them.
  void experts_follow(World& world) {
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      bool any = false;
      for (const IndustryId s : world.industries()) any = any || !leaving_[world.region->cell(city, s).value].empty();
      if (!any) return;
      Experts& x = world.experts;
      for_each_expert(x, x.city_begin[city], x.city_begin[CityId{c + 1}], successor_, [&](ExpertId id, EnterpriseId employer) {
        if (employer.valid() && successor_[employer].valid()) x.employer[id] = successor_[employer];
      });
      Projects& j = world.projects;
      for (std::uint32_t i = j.city_begin[city]; i < j.city_begin[CityId{c + 1}]; ++i) {
        EnterpriseId& owner = j.owner[ProjectId{i}];
        if (owner.valid() && successor_[owner].valid()) owner = successor_[owner];
      }
    });
    for (const std::vector<EnterpriseId>& leaving : leaving_)
      for (const EnterpriseId f : leaving) successor_[f] = EnterpriseId{};
  }

  /// The bank forgives: a gift that repays the loan.
  static void write_off(World& world, std::size_t city, Money amount) {
    const Party bank{Sector::banks, city}, enterprises{Sector::enterprises, city};
    world.ledger.pay(bank, enterprises, amount, Reason::write_offs);
    world.ledger.pay(enterprises, bank, amount, Reason::lending);
    world.ledger.accounts.write_offs += amount;
  }
};

}  // namespace

std::unique_ptr<Process> make_demography() { return std::make_unique<Demography>(); }

}  // namespace lingnan

// The state of the economy: plain columns. Flows are per step, real quantities in yuan at base-year prices, prices
// relative to the base year, money in fen.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/money.hpp"
#include "sim/base/random.hpp"
#include "sim/world/demographics.hpp"
#include "sim/world/ledger.hpp"
#include "sim/world/records.hpp"
#include "sim/world/region.hpp"
#include "sim/world/sea_routes.hpp"

namespace lingnan {

class Fiscal;
class Institutions;
class LabourMarket;
class Trends;
class Shock;

template <class T>
using OfEnterprise = Column<EnterpriseId, T>;
template <class T>
using OfSlot = Column<SlotId, T>;
template <class T>
using OfLink = Column<LinkId, T>;
template <class T>
using OfExpert = Column<ExpertId, T>;
template <class T>
using OfCell = Column<CellId, T>;
using FundId = Id<struct FundTag>;
template <class T>
using OfFund = Column<FundId, T>;
using LeverId = Id<struct LeverTag>;
template <class T>
using OfLever = Column<LeverId, T>;
/// A lever in a city: lever by lever, cities in order.
using LeverPlaceId = Id<struct LeverPlaceTag>;
template <class T>
using OfLeverPlace = Column<LeverPlaceId, T>;
using HoldingId = Id<struct HoldingTag>;
template <class T>
using OfHolding = Column<HoldingId, T>;
using BillId = Id<struct BillTag>;
template <class T>
using OfBill = Column<BillId, T>;
template <class T>
using OfClass = Column<ClassId, T>;
using ProjectId = Id<struct ProjectTag>;
template <class T>
using OfProject = Column<ProjectId, T>;
template <class T>
using OfCity = Column<CityId, T>;
template <class T>
using OfIndustry = Column<IndustryId, T>;

/// Skill tiers of labour.
enum class Tier : std::uint32_t { general, college, expert };
inline constexpr std::size_t kTierCount = 3;
/// A household pool: city x tier.
using PoolId = Id<struct PoolTag>;
template <class T>
using OfPool = Column<PoolId, T>;
inline PoolId pool_of(CityId city, Tier tier) { return PoolId{city.value * kTierCount + static_cast<std::size_t>(tier)}; }
inline CityId city_of(PoolId pool) { return CityId{pool.value / kTierCount}; }
inline Tier tier_of(PoolId pool) { return static_cast<Tier>(pool.value % kTierCount); }

/// Enterprises, ordered by cell, then length of their list of inputs, then size. An agent may stand for several real
/// enterprises (multiplicity).
struct Enterprises {
  // who
  OfEnterprise<CellId> cell;
  OfEnterprise<float> multiplicity;        ///< real enterprises this agent stands for
  OfEnterprise<std::uint64_t> birth_key;   ///< keys its luck
  OfEnterprise<std::uint16_t> age;         ///< months, of an agent of its own; those of pools are in the register
  OfEnterprise<std::uint16_t> tags;        ///< bits of Tag, of an agent of its own; above them marks of levers
  OfEnterprise<std::uint8_t> zone;         ///< one more than the lever whose zone it is in; 0: none
  // expectations and plans
  OfEnterprise<double> expected_demand;    ///< of this step, d
  OfEnterprise<float> slow_demand;        ///< average over about 20 months, D
  OfEnterprise<float> trend;               ///< expected growth per step
  OfEnterprise<double> planned_output;     ///< y*; after produce: what capacity and labour leave of it
  OfEnterprise<float> planned_investment; ///< yuan at base prices
  OfEnterprise<double> price;
  OfEnterprise<float> mark_up;             ///< price over unit cost and wear at normal utilisation
  OfEnterprise<float> unit_cost;          ///< inputs and labour per unit of output at normal utilisation
  // production
  OfEnterprise<float> productivity;       ///< output per unit of effective labour
  OfEnterprise<float> passing;            ///< market sales over lasting ones, by luck that passes
  OfEnterprise<float> quality;            ///< of its goods, 1 at the start; buyers go by quality over price
  OfEnterprise<float> knowledge;          ///< experts by knowledge, smoothed over the life of what research finds
  OfEnterprise<float> normal_knowledge;   ///< the same on its first day
  OfEnterprise<float> developed;           ///< log points of productivity that chain-masters have passed on to it
  OfEnterprise<float> to_learn;            ///< log points that they are still to pass on
  OfEnterprise<float> wage_factor;         ///< pay relative to the city's wage of the tier
  OfEnterprise<std::int32_t> staff_general, staff_college, staff_expert;  ///< persons
  OfEnterprise<std::int32_t> posts_general, posts_college, posts_expert;  ///< persons wanted
  OfEnterprise<std::int32_t> funded_posts;  ///< of them: experts whom it has because levers pay
  OfEnterprise<double> capital;            ///< yuan at base prices
  OfEnterprise<float> under_construction;  ///< yuan at base prices
  OfEnterprise<float> investment_due;      ///< by its plans, not ordered yet; below 0: ordered ahead; yuan at base prices
  OfEnterprise<double> output;             ///< of this step; may be sold in it. Services: what could be served
  OfEnterprise<double> finished;           ///< stock of finished goods
  OfEnterprise<float> input_cost;         ///< yuan of inputs per unit of output at this step's purchase prices
  // market
  OfEnterprise<double> market_share;       ///< of its cell's sales that do not go over links
  OfEnterprise<float> orders;             ///< received in this step, all kinds
  OfEnterprise<float> market_part;        ///< of the orders of the last step: not over links
  OfEnterprise<double> sold;
  OfEnterprise<float> fill;               ///< share of intermediate orders served
  OfEnterprise<float> reliability;         ///< smoothed fill, what buyers go by
  // new products
  OfEnterprise<std::uint8_t> product_class;  ///< one more than the class it makes; 0: none
  OfEnterprise<float> product_share;       ///< of its sales in markets that is of the class
  OfEnterprise<float> product_makers;      ///< real enterprises of it that make the class
  OfEnterprise<std::uint16_t> product_since;  ///< months from the start of the run until it began
  OfEnterprise<std::uint8_t> product_rank;    ///< it was the so-manieth of the region to begin, at most kLastRank; 0: none
  static constexpr std::uint8_t kLastRank = 255;
  // books, fen
  OfEnterprise<Money> deposits, loans;
  OfEnterprise<Money> inputs_value, finished_value, capital_value;
  OfEnterprise<Money> reserve;             ///< of the deposits: equity of funds that is not paid out
  OfEnterprise<std::uint32_t> backed_until;  ///< step in which a fund's runway ends
  // this step's flows, fen
  OfEnterprise<Money> revenue;
  OfEnterprise<Money> costs;               ///< interest paid less received, then inputs used up as well
  // links
  OfEnterprise<std::uint32_t> first_slot;  ///< of its first input
  OfEnterprise<std::uint8_t> slot_apart;   ///< slots from one of its inputs to the next: enterprises in its group
  OfEnterprise<std::uint8_t> input_count;  ///< length of its list: the first so many inputs of its industry
  OfEnterprise<std::uint32_t> sale_begin;  ///< one more than rows: into Links::sales

  std::size_t size() const { return cell.size(); }
  IdRange<EnterpriseId> ids() const { return cell.ids(); }
  /// The class of new products that it makes; invalid: none.
  ClassId product(EnterpriseId f) const {
    return product_class[f] == 0 ? ClassId{} : ClassId{product_class[f] - std::size_t{1}};
  }
  /// It has no part in new products any more.
  void leave_product(EnterpriseId f) {
    product_class[f] = product_rank[f] = 0;
    product_since[f] = 0;
    product_share[f] = product_makers[f] = 0;
  }
  SlotId slot(EnterpriseId f, std::size_t input) const { return SlotId{first_slot[f] + input * slot_apart[f]}; }

  template <class Visit>
  void columns(Visit&& visit);
};

/// Neighbours in a cell with equally long lists of inputs. Their slots lie together, input by input, so that what is
/// done with an input runs over neighbours, and the suppliers of neighbouring links are of one industry.
struct SlotGroup {
  static constexpr std::uint32_t kMost = 64;  ///< enterprises

  EnterpriseId first;
  std::uint32_t size;        ///< enterprises
  std::uint32_t inputs;      ///< of each
  std::uint32_t first_slot;

  EnterpriseId enterprise(std::uint32_t i) const { return EnterpriseId{first.value + i}; }
  SlotId slot(std::uint32_t i, std::uint32_t input) const { return SlotId{first_slot + input * size + i}; }
  std::uint32_t slots() const { return inputs * size; }
};

/// body(group) for the groups of a cell.
template <class Body>
void for_each_group(const Enterprises& e, IdRange<EnterpriseId> ids, Body&& body) {
  for (std::uint32_t f = ids.first.value; f < ids.last.value;) {
    const EnterpriseId first{f};
    const SlotGroup group{first, e.slot_apart[first], e.input_count[first], e.first_slot[first]};
    body(group);
    f += group.size;
  }
}

/// Real enterprises of pools.
struct Register {
  OfCell<std::array<std::int32_t, kAges>> by_age;  ///< by years of age; they grow older at the turn of the year

  template <class Visit>
  void columns(Visit&& visit) {
    visit("register.by_age", by_age);
  }
};

/// Input slots, by group, input and enterprise.
struct Slots {
  OfSlot<double> inventory;             ///< yuan at base prices; what cannot be stored: share of the last order that came
  OfSlot<std::uint32_t> link_begin;     ///< one more than rows

  template <class Visit>
  void columns(Visit&& visit) {
    visit("slots.inventory", inventory);
    visit("slots.link_begin", link_begin);
  }
};

/// Supply links by buyer (slot), with an index by supplier.
struct Links {
  OfLink<EnterpriseId> supplier;
  OfLink<float> weight;   ///< share of the slot's local purchases, up to a factor per slot
  OfLink<float> order;    ///< of this step, yuan at base prices
  OfLink<LinkId> sales;   ///< links ordered by supplier

  template <class Visit>
  void columns(Visit&& visit) {
    visit("links.supplier", supplier);
    visit("links.weight", weight);
    visit("links.order", order);
    visit("links.sales", sales);
  }
};

/// Trade credit: what was sold over links in the last steps and is not paid yet. A ring of as many steps as customers have to
/// pay, the enterprises of a step side by side; in each step what was sold is what was bought.
struct TradeCredit {
  OfBill<Money> receivable, payable;   ///< [place in the ring][enterprise]
  std::size_t steps = 0;               ///< after which customers pay: places of the ring; 0: at once

  template <class Visit>
  void columns(Visit&& visit) {
    visit("trade_credit.receivable", receivable);
    visit("trade_credit.payable", payable);
  }
};

/// Experts: R&D staff, founders, scientists; one agent a person, ordered by city. Rows from `count()` on are free.
struct Experts {
  OfExpert<EnterpriseId> employer;     ///< invalid: looking for work
  OfExpert<std::uint16_t> field;       ///< index of the industry whose work the person knows
  OfExpert<std::uint16_t> experience;  ///< months
  OfExpert<float> knowledge;           ///< relative to the mean of the first day
  OfExpert<std::uint32_t> key;         ///< birth key of the person, moves along
  OfCity<std::uint32_t> city_begin;    ///< one more than cities

  /// People in the region.
  std::size_t count() const { return city_begin.raw().back(); }

  template <class Visit>
  void columns(Visit&& visit) {
    visit("experts.employer", employer);
    visit("experts.field", field);
    visit("experts.experience", experience);
    visit("experts.knowledge", knowledge);
    visit("experts.key", key);
    visit("experts.city_begin", city_begin);
  }
};

/// Stages of an innovation project.
enum class Stage : std::uint8_t { research, proof, pilot, demonstration, industrialisation };
constexpr std::size_t index(Stage stage) { return static_cast<std::size_t>(stage); }
/// Rows for people to come, per expert of the first day.
inline constexpr double kSpareExperts = 0.25;
/// Slots of a city: an expert carries no more than an eighth of a project.
inline constexpr double kProjectsPerExpert = 0.125;

/// Innovation projects, in slots that belong to cities and are used again.
struct Projects {
  static constexpr std::uint32_t kAtWork = 0xFFFFFFFF;

  OfProject<EnterpriseId> owner;      ///< invalid: a free slot
  OfProject<std::uint64_t> key;       ///< keys its luck
  OfProject<std::uint8_t> stage;
  OfProject<float> left;              ///< steps of work in the stage
  OfProject<std::uint32_t> since;     ///< step since which it waits for a place; kAtWork
  OfProject<float> quality;           ///< technical, from -1 to 1
  OfProject<float> signal;            ///< what investors see of it
  OfProject<float> odds;              ///< with the service that it gets in its stage, at mean quality; 0 without
  OfProject<std::uint16_t> server;    ///< one more than the lever that serves it; 0 without
  OfCity<std::uint32_t> city_begin;   ///< one more than cities

  /// All of a project to another slot.
  void copy(ProjectId from, ProjectId to) {
    columns([&](std::string_view, auto& column) {
      if constexpr (requires { column[from]; }) column[to] = column[from];
    });
  }

  template <class Visit>
  void columns(Visit&& visit) {
    visit("projects.owner", owner);
    visit("projects.key", key);
    visit("projects.stage", stage);
    visit("projects.left", left);
    visit("projects.since", since);
    visit("projects.quality", quality);
    visit("projects.signal", signal);
    visit("projects.odds", odds);
    visit("projects.server", server);
    visit("projects.city_begin", city_begin);
  }
};

/// Funds: angel, venture and buy-out, in this order, city by city; then those of levers.
inline constexpr std::size_t kFundKinds = 3;
struct Funds {
  static constexpr std::uint32_t kHoldings = 64;  ///< of a fund at most; they lie together
  static constexpr std::int32_t kNotYet = INT32_MIN;

  OfFund<std::uint16_t> city;
  OfFund<std::uint16_t> lever;           ///< one more than the lever whose fund it is; 0: private
  OfFund<std::uint32_t> key;             ///< of its luck: the same whatever other funds there are
  OfFund<float> public_share;            ///< of what is paid in
  OfFund<Money> deposits;
  OfFund<Money> callable;                ///< what its owners have promised and not paid in
  OfFund<std::int32_t> since;            ///< step in which it was set up
  OfHolding<EnterpriseId> enterprise;    ///< invalid: a free row
  OfHolding<float> share;
  OfHolding<Money> paid;

  /// Rows that are added are empty.
  void resize(std::size_t count) {
    for (auto* column : {&city, &lever}) column->resize(count);
    key.resize(count);
    public_share.resize(count);
    for (auto* column : {&deposits, &callable}) column->resize(count);
    since.resize(count);
    enterprise.resize(count * kHoldings, EnterpriseId{});
    share.resize(count * kHoldings);
    paid.resize(count * kHoldings);
  }
  /// All of a fund, with its holdings, to a row here.
  void copy(const Funds& from, FundId past, FundId now) {
    deposits[now] = from.deposits[past];
    callable[now] = from.callable[past];
    since[now] = from.since[past];
    public_share[now] = from.public_share[past];
    for (std::uint32_t i = 0; i < kHoldings; ++i) {
      const HoldingId to{now.value * kHoldings + i}, it{past.value * kHoldings + i};
      enterprise[to] = from.enterprise[it];
      share[to] = from.share[it];
      paid[to] = from.paid[it];
    }
  }

  template <class Visit>
  void columns(Visit&& visit) {
    visit("funds.city", city);
    visit("funds.lever", lever);
    visit("funds.key", key);
    visit("funds.public_share", public_share);
    visit("funds.deposits", deposits);
    visit("funds.callable", callable);
    visit("funds.since", since);
    visit("funds.enterprise", enterprise);
    visit("funds.share", share);
    visit("funds.paid", paid);
  }
};

/// Classes of new products, and where enterprises that make them draw orders to.
struct Products {
  OfClass<double> adopters;    ///< share of those who may ever buy
  OfClass<double> cumulated;   ///< output up to now, yuan at base prices
  OfClass<double> usual;       ///< the same, had the class kept its first day's share of sales
  OfClass<double> unit_cost;   ///< by what has been made so far, 1 on the first day
  OfClass<std::uint32_t> begun;  ///< real enterprises of the region that have begun with it up to now
  OfCell<double> pull;         ///< orders from markets to a cell, by what new products make of them; 1 at first

  template <class Visit>
  void columns(Visit&& visit) {
    visit("products.adopters", adopters);
    visit("products.cumulated", cumulated);
    visit("products.usual", usual);
    visit("products.unit_cost", unit_cost);
    visit("products.begun", begun);
    visit("products.pull", pull);
  }
};

/// Shares of a lever's public cost; the rest is the city's.
struct LeverPayers {
  double centre = 0, province = 0, chain_masters = 0;
};

/// What each lever of the scenario orders, spends and does. Rows that serve somebody count it where it happens; costs that
/// come up in a step are ordered in the next one, bought from the market like public works, and counted as spent when paid.
/// Money that is given away is paid at once by the city; what other payers owe it for that they give back in `settle`.
struct Levers {
  OfLever<Money> budget;            ///< of the calendar year
  OfLever<Money> budget_left;
  OfLeverPlace<Money> due;          ///< what comes up in this step
  OfLeverPlace<Money> ordered;      ///< in this step
  OfLeverPlace<Money> given;        ///< money given away since the last settling
  OfLeverPlace<Money> given_late;   ///< the same by rows after `policy`; matched in the next step
  OfLeverPlace<Money> forgone;      ///< taxes not taken in the last step
  OfLeverPlace<Money> spent;        ///< in this month
  OfLeverPlace<Money> tax_forgone, relabelled;  ///< this month; what is called research and is not
  OfLeverPlace<Money> shifted;      ///< this month: profits of a city's enterprises that are booked in another city
  OfLeverPlace<Money> at_risk, recovered;  ///< equity paid in and not back, at the end of the month; what came back in it
  OfLeverPlace<std::int32_t> take_up, rejected, queue;  ///< this month; the queue at its end
  OfLeverPlace<std::int32_t> choice;     ///< what the city supports: one more than an industry; 0: not asked yet
  OfLeverPlace<std::int32_t> chosen;     ///< month in which it chose, as an index; 0: not asked yet
  static constexpr std::int32_t kNothing = -1;  ///< choice of a city that supports nothing

  /// Visits the columns of money and of counts that belong to a lever in a city.
  template <class Visit>
  void of_places(Visit&& visit) {
    for (auto* money : {&due, &ordered, &given, &given_late, &forgone, &spent, &tax_forgone, &relabelled, &shifted, &at_risk, &recovered})
      visit(*money);
    for (auto* count : {&take_up, &rejected, &queue, &choice, &chosen}) visit(*count);
  }

  LeverPlaceId at(LeverId lever, CityId city) const {
    return LeverPlaceId{lever.value * (due.size() / budget.size()) + city.value};
  }
  LeverPlaceId at(std::uint32_t lever, CityId city) const { return at(LeverId{lever}, city); }

  template <class Visit>
  void columns(Visit&& visit) {
    visit("levers.budget", budget);
    visit("levers.budget_left", budget_left);
    visit("levers.due", due);
    visit("levers.ordered", ordered);
    visit("levers.given", given);
    visit("levers.given_late", given_late);
    visit("levers.forgone", forgone);
    visit("levers.spent", spent);
    visit("levers.tax_forgone", tax_forgone);
    visit("levers.relabelled", relabelled);
    visit("levers.shifted", shifted);
    visit("levers.at_risk", at_risk);
    visit("levers.recovered", recovered);
    visit("levers.take_up", take_up);
    visit("levers.rejected", rejected);
    visit("levers.queue", queue);
    visit("levers.choice", choice);
    visit("levers.chosen", chosen);
  }
};

/// What happened to the projects of a cell in a stage.
struct ProjectCount {
  std::int64_t started = 0, passed = 0, failed = 0;
  double cost = 0;  ///< million yuan
};

/// People by city and tier: labour, income and deposits.
struct Households {
  OfPool<std::int64_t> labour_force, employed;  ///< persons
  OfPool<double> labour_force_exact;            ///< before rounding to persons
  OfPool<double> wage;                          ///< yuan per person and step
  OfPool<double> normal_unemployment;           ///< rate at which wages keep to trend
  OfPool<Money> deposits;
  OfPool<double> permanent_income;              ///< yuan per step
  OfPool<double> permanent_earnings;            ///< of it: wages and benefits after tax and contributions
  OfPool<double> recent_earnings;               ///< the same by what came in over the last few months
  OfPool<double> dividend_share;                ///< of dividends within the city
  OfPool<Money> wages, taxes, contributions, benefits, dividends, interest, consumption, dwellings;  ///< of this step
  OfCity<std::int64_t> population;
  OfCity<double> dwellings_demand;              ///< yuan at base prices per step

  template <class Visit>
  void columns(Visit&& visit);
};

/// Dwellings by city.
struct Housing {
  OfCity<double> stock;            ///< yuan at base prices
  OfCity<double> normal_building;  ///< yuan at base prices per step; grows at the growth that households expect
  OfCity<double> price;            ///< base year = 1
  OfCity<double> real_price;       ///< over the price of what households buy, 1 on the first day
  OfCity<double> first_scarcity;   ///< log of demand over stock on the first day
  OfCity<double> first_cost;       ///< price of building over that of what households buy, on the first day
  OfCity<double> land_revenue;     ///< yuan: what this step's new dwellings pay for land
  OfCity<double> usual_land;       ///< yuan per step: of the first day, on the growth path; transfers hold it

  template <class Visit>
  void columns(Visit&& visit) {
    visit("housing.stock", stock);
    visit("housing.normal_building", normal_building);
    visit("housing.price", price);
    visit("housing.real_price", real_price);
    visit("housing.first_scarcity", first_scarcity);
    visit("housing.first_cost", first_cost);
    visit("housing.land_revenue", land_revenue);
    visit("housing.usual_land", usual_land);
  }
};

/// What draws people, by city and tier; one place more than cities: the rest of the country.
struct Migration {
  OfPool<double> pull;      ///< log constant of a place as a destination, fitted on the first day
  OfPool<double> hold;      ///< log constant of staying
  OfPool<double> restless;  ///< 1/year: who considers moving
  OfPool<double> outside_people;  ///< labour force of the rest of the country, persons, by tier
  OfPool<double> outside_wage;    ///< its real wage by tier, 1 on the first day

  template <class Visit>
  void columns(Visit&& visit) {
    visit("migration.pull", pull);
    visit("migration.hold", hold);
    visit("migration.restless", restless);
    visit("migration.outside_people", outside_people);
    visit("migration.outside_wage", outside_wage);
  }
};

/// A bank per city. Deposits and loans are booked from the payments, apart from its customers' own columns.
struct Banks {
  OfCity<Money> deposits, loans, interbank, equity;
  OfCity<Money> dividends;  ///< of this step

  template <class Visit>
  void columns(Visit&& visit) {
    visit("banks.deposits", deposits);
    visit("banks.loans", loans);
    visit("banks.interbank", interbank);
    visit("banks.equity", equity);
    visit("banks.dividends", dividends);
  }
};

/// City treasuries by city, then the province's in the last row; each banks with its city, the province with the first.
struct Treasuries {
  OfCity<Money> deposits, debt;
  OfCity<Money> revenue, spending;   ///< of this step
  OfCity<double> transfer;           ///< yuan per step: from the province to a city; last row: from the centre
  OfCity<double> purchases, works;   ///< real demand of public services and public works, yuan at base prices per step
  OfCity<Money> extra_works;         ///< of this step, beyond the ordinary: those of `fiscal` and what levers buy
  OfCity<Money> extra_paid;          ///< what was paid for them
  OfCity<Money> given;               ///< money that levers gave away, counted in this step
  OfCity<Money> matched;             ///< of this step: what the city itself has to find for all that and other cities' levers

  template <class Visit>
  void columns(Visit&& visit) {
    visit("treasuries.deposits", deposits);
    visit("treasuries.debt", debt);
    visit("treasuries.revenue", revenue);
    visit("treasuries.spending", spending);
    visit("treasuries.transfer", transfer);
    visit("treasuries.purchases", purchases);
    visit("treasuries.works", works);
    visit("treasuries.extra_works", extra_works);
    visit("treasuries.extra_paid", extra_paid);
    visit("treasuries.given", given);
    visit("treasuries.matched", matched);
  }
};

/// The two partners that trade goods, and the centre; one clearing account for all.
struct Outside {
  Money clearing = 0;             ///< what the outside holds with the region's banks
  std::array<double, 2> price{};  ///< rest of country, rest of world
  double demand = 1;              ///< index of outside demand, 1 in the first step
  OfCell<double> exports_country, exports_world;              ///< in the first step, yuan at base prices
  OfCell<double> price_effect_country, price_effect_world;    ///< slow response to relative prices
  OfIndustry<double> swing;                                   ///< log of demand over its path
  OfCity<double> lead_growth;                                 ///< 1/year: of demand for what a city makes, beyond that of all
  OfCity<double> lead;                                        ///< log of demand for what a city makes, over that of all
  OfIndustry<float> available_country, available_world;       ///< share of usual imports that shocks leave
  OfIndustry<double> usual_country, usual_world;              ///< imports ordered in a step, real, mean of a year without loss
  OfIndustry<float> fill;                                     ///< share of the imports ordered that came; 1 without a loss
  OfCell<float> asked_country, asked_world;                   ///< share of its demand for what a cell makes that shocks leave
  OfIndustry<float> replaced;  ///< share of what a partner does not deliver that buyers have found at the other one

  template <class Visit>
  void columns(Visit&& visit) {
    visit("outside.exports_country", exports_country);
    visit("outside.exports_world", exports_world);
    visit("outside.price_effect_country", price_effect_country);
    visit("outside.price_effect_world", price_effect_world);
    visit("outside.swing", swing);
    visit("outside.lead_growth", lead_growth);
    visit("outside.lead", lead);
    visit("outside.available_country", available_country);
    visit("outside.available_world", available_world);
    visit("outside.usual_country", usual_country);
    visit("outside.usual_world", usual_world);
    visit("outside.fill", fill);
    visit("outside.asked_country", asked_country);
    visit("outside.asked_world", asked_world);
    visit("outside.replaced", replaced);
  }
};

/// Uses of goods that are bought in markets instead of over links.
enum class Use : std::uint32_t { pooled_inputs, households, government, investment };
inline constexpr std::size_t kUses = 4;

/// Markets for what is not bought over links: by industry, origin city and destination city.
struct Markets {
  std::size_t cities = 0, industries = 0;
  std::vector<double> base_share;   ///< [industry][origin][destination], opening trade shares
  std::vector<double> share;        ///< the same, this step
  OfCell<double> price;             ///< mean price of the cell's enterprises, weighted by market share
  OfCell<double> capacity, base_capacity;  ///< output the cell can make; scale-free at the start
  OfCell<double> pooled_orders, final_orders, export_orders_country, export_orders_world;  ///< real, this step
  OfCell<double> usual_demand;      ///< what its enterprises expect, averaged over some months
  OfCell<double> reliability;       ///< smoothed share of final demand served
  OfCell<double> local_bias;        ///< [city][industry] as buyer: odds of local against imported goods, 1 at the start
  std::vector<double> demand;       ///< [use][industry][city]: local goods, real, this step
  std::vector<double> imports;      ///< [use][partner][industry][city]
  std::vector<Money> bill;          ///< [use][city]: local goods and imports, this step
  std::vector<Money> import_bill;   ///< [use][city][partner]
  std::vector<double> received;     ///< [use][city]: share of the real demand that was delivered
  std::vector<double> composite;    ///< [industry][city]: price of local goods
  std::vector<double> bundle_price; ///< [use][city]
  OfCity<double> investment_price, investment_inflation;  ///< of capital goods, and against the last step

  double& share_at(IndustryId u, CityId o, CityId d) { return share[(u.value * cities + o.value) * cities + d.value]; }
  double share_at(IndustryId u, CityId o, CityId d) const {
    return share[(u.value * cities + o.value) * cities + d.value];
  }
  double base_share_at(IndustryId u, CityId o, CityId d) const {
    return base_share[(u.value * cities + o.value) * cities + d.value];
  }
  std::size_t at(Use use, CityId city) const { return static_cast<std::size_t>(use) * cities + city.value; }
  std::size_t at(Use use, IndustryId u, CityId city) const {
    return (static_cast<std::size_t>(use) * industries + u.value) * cities + city.value;
  }
  std::size_t import_at(Use use, std::size_t partner, IndustryId u, CityId city) const {
    return ((static_cast<std::size_t>(use) * 2 + partner) * industries + u.value) * cities + city.value;
  }

  template <class Visit>
  void columns(Visit&& visit) {
    visit("markets.price", price);
    visit("markets.capacity", capacity);
    visit("markets.base_capacity", base_capacity);
    visit("markets.usual_demand", usual_demand);
    visit("markets.reliability", reliability);
    visit("markets.local_bias", local_bias);
    visit("markets.investment_price", investment_price);
  }
};

/// One input of an industry, bought over links and held in stock.
struct Input {
  IndustryId supplier;
  double need = 0;         ///< yuan of input per yuan of output, all origins
  double local = 0;        ///< share of local goods at the start
  double country = 0;      ///< share of the rest of the country in imports
  double stock = 0;        ///< target in steps of use, review period included
  InputClass input_class = InputClass::essential;
  bool linked = false;     ///< local part goes over links; otherwise it is imported only

  /// Yuan per yuan of output, by origin, for an enterprise whose list ends before this input: it buys in the market.
  std::array<double, kOrigins> in_market() const {
    return {need * local, need * (1 - local) * country, need * (1 - local) * (1 - country)};
  }
};

/// What an industry needs per unit of output at base-year prices; the opening state derives it from the flow table.
struct Recipe {
  std::vector<Input> inputs;            ///< largest first; an enterprise has slots for the first few of them
  std::vector<std::array<double, kOrigins>> pooled;  ///< [supplier]: bought in the market by all, no stock
  double need = 0;                         ///< all inputs, yuan per yuan of output
  std::vector<double> stock;               ///< [slots]: target stock of inputs, yuan per yuan of sales and step
  double value_added = 0, compensation = 0, production_tax = 0, depreciation = 0;  ///< yuan per yuan of output
  double sales_tax = 0;                 ///< production tax per yuan of sales
  double finished_stock = 0;            ///< target in steps of sales
  double capital = 0;                   ///< yuan of capital per yuan of sales and step
  double depreciation_step = 0;         ///< share of capital lost in a step
  double owner_support = 0;             ///< yuan per yuan of sales that owners add where surplus does not pay for growth
  bool storable = true;
  bool public_service = false;
};

/// The largest enterprises of an industry on the first day: the one of rank k sells largest k^-exponent.
struct SizeTail {
  double largest = 0;      ///< yuan a year at base prices
  double exponent = 1;
  double all = 0;          ///< sales of the whole industry, the same
};

/// Composition of a bundle bought in markets: yuan per yuan, by supplier industry and origin; sums to 1.
using Bundle = std::vector<std::array<double, kOrigins>>;

/// By how much deposits differ from normal for investment that is due or was ordered ahead, in the unit of both: own money
/// saved for it or spent on it, down to half of normal deposits. The rest is bank loans.
inline double saved_for_investment(double own_part, double due, double normal_deposits) {
  const double saved = own_part * due, least = -0.5 * normal_deposits;
  return saved < least ? least : saved;
}

/// Normal values that the opening state derives and the processes return to.
struct Norms {
  std::vector<Recipe> recipes;             ///< [industry]
  std::vector<SizeTail> size_tail;         ///< [industry]
  std::array<Bundle, kUses> bundles;       ///< households, government, investment; pooled inputs come from recipes
  OfCell<std::array<double, kTierCount>> skill_weight;  ///< of the labour aggregate
  double opening_price = 1;                ///< of everything, so that prices average 1 over the base year
  double growth = 0;                       ///< per step, built into the opening stocks
  double inflation = 0;                    ///< per step, trend of outside prices
  double utilisation = 0.85;
  double build_steps = 9;
  double lumpiness = 0;                    ///< share of the investment of agents of their own that comes in lumps
  double least_lump = 0, largest_lump = 0;  ///< of the capital of a plant
  double plant_staff = 1;                  ///< persons; more staff have several plants
  double consumption_of_income = 0, consumption_of_wealth = 0;  ///< per step
  double liquidity_steps = 1;              ///< deposits of enterprises in steps of sales
  double loans_to_assets = 0;
  double rent_sharing = 0;                 ///< pay with productivity among enterprises of a cell, elasticity
  double small_share = 0;                  ///< of the first day's loans: owed by small enterprises
  double profit_tax_rate = 0;
  double selling_share = 1;                ///< of enterprises: they sell over links, the others in markets only
  double debt_to_gdp = 0;                  ///< target, per step of GDP
  std::array<double, kTierCount> vacancy_rate{};  ///< vacancies per head of staff

  /// Lump of an enterprise in units of its capital, by 32 bits of its luck: one plant orders at a time.
  double lump(std::uint32_t word, double staff) const {
    return (least_lump + (largest_lump - least_lump) * (word + 0.5) * 0x1.0p-32) * std::min(1.0, plant_staff / staff);
  }

  /// Of investment that owners save for.
  double own_part() const { return 1 - loans_to_assets; }

  /// Skill weights that give the labour of all posts when applied to staff alone, with vacancies as normal.
  std::array<double, kTierCount> weight_of_staff(CellId cell) const {
    std::array<double, kTierCount> weight = skill_weight[cell];
    for (std::size_t k = 0; k < kTierCount; ++k) weight[k] *= std::sqrt(1 + vacancy_rate[k]);
    return weight;
  }
};

/// Where the growth of labour productivity comes from: log points, enterprises weighted by what they make.
struct GrowthSources {
  double frontier = 0, catch_up = 0, research = 0, spillovers = 0, innovation = 0, projects = 0, learning = 0;

  GrowthSources& operator+=(const GrowthSources& other) {
    frontier += other.frontier;
    catch_up += other.catch_up;
    research += other.research;
    spillovers += other.spillovers;
    innovation += other.innovation;
    projects += other.projects;
    learning += other.learning;
    return *this;
  }
};

/// A project that has become a product of its owner.
struct Launch {
  EnterpriseId owner;
  std::uint64_t key;
};

/// What passed in this step; written by the processes that know it, read by `observe` and the audit.
struct StepFlows {
  OfCell<double> produced, sold;                    ///< real
  OfCell<double> inputs_received, inputs_used;      ///< real, of inputs that are kept in stock, by user
  OfCell<Money> intermediate, value_added;
  OfCell<std::int64_t> entries, exits;              ///< real enterprises
  OfCell<std::int64_t> mergers;                     ///< of the exits: bought by another one of the cell
  OfCell<std::int64_t> insolvencies;                ///< of the exits: could not pay what they owed
  std::int64_t acquisitions = 0;                    ///< enterprises bought by another one, mergers included
  OfCell<double> finished_moved, inputs_moved;      ///< real, stocks of enterprises that came less of those that left
  std::vector<std::int64_t> relocations;            ///< [industry][origin][destination] real enterprises that moved
  std::vector<std::int64_t> followed;               ///< [origin][destination] experts who went along with their
                                                    ///< enterprise, and those whose place they took
  OfCell<Money> write_offs;                         ///< debts that banks lost
  OfIndustry<double> demand_country, demand_world;  ///< index of outside demand on its path, 1 in the first step on the common one
  double outside_demand_growth = 0;                 ///< 1/year, mean over what is sold outside on the first day
  OfCity<Money> tax;
  OfCell<double> build_steps;                       ///< time to build
  OfCity<double> permit_load;                       ///< what desks for permits are asked for, over what they can handle
  OfCity<double> rent_ratio;                        ///< of rooms for enterprises, to that without levers that help with rents
  OfCell<std::array<ProjectCount, kStages>> projects;
  std::vector<std::vector<Launch>> launches;        ///< [city]: industrialised projects that improve a product
  std::vector<double> class_output, class_value_added;  ///< [class][city], real
  std::vector<Money> dividends;                     ///< [owner's city][enterprise's city]
  std::vector<Money> fund_money;                    ///< [owner's city][enterprise's city]
  std::vector<Money> goods;                         ///< [industry][origin][destination], sales within the region
  std::vector<Money> supply;                        ///< [seller's industry][buyer], see kFinalBuyers, all sales
  std::vector<std::int64_t> moves;                  ///< [tier][origin][destination] persons; the last place is the rest
                                                    ///< of the country
  std::vector<PortTraffic> ports;                   ///< [port]
  GrowthSources growth;
  double potential = 0;                             ///< real value added of all staff at normal hours
  double delivered_over_links = 0, accepted_over_links = 0;  ///< real, sellers' and buyers' count
  double losses_direct = 0, losses_downstream = 0, losses_upstream = 0;  ///< real value added: to shocks, to missing
                                                                         ///< inputs, to missing orders
};

/// What growth between years is measured by.
struct GrowthLevels {
  GrowthSources grown;
  double months = 0, gdp_real = 0, potential = 0, employed = 0;
};

/// Sums over the steps of the month, the quarter and the year that is being observed.
struct Memory {
  NationalAccounts month;
  double month_entries = 0, month_exits = 0, month_relocations = 0, month_mergers = 0, month_acquisitions = 0;
  double month_insolvencies = 0;
  Money month_fund_money = 0, month_fiscal_cost = 0;
  double month_gdp_real = 0, month_losses_direct = 0, month_losses_downstream = 0, month_losses_upstream = 0;
  std::vector<Money> month_city_gdp, month_city_tax;          // [city]
  std::vector<double> month_city_real;                        // [city]
  std::vector<double> quarter_output, quarter_orders, quarter_sold;  // [cell]
  std::vector<double> quarter_research;                       // [cell] pay of experts, yuan
  std::vector<double> quarter_class_output, quarter_class_value_added;  // [class][city]
  std::vector<Money> quarter_value_added;                     // [cell]
  GrowthSources grown;                                        // since the start
  GrowthLevels this_year, last_year;                          // summed over their months
  std::vector<Money> year_goods, year_dividends, year_credit, year_fund_money;  // [industry][origin][destination]; [owner][enterprise]; [city]
  std::vector<Money> year_supply;                             // [seller's industry][buyer]
  std::vector<std::int64_t> year_moves;                       // [tier][origin][destination]
  std::vector<std::int64_t> year_relocations;                 // [industry][origin][destination]
  std::vector<ProjectCount> year_projects;                    // [cell][stage]
  std::vector<PortTraffic> year_ports;                        // [port]
  std::vector<ChoiceYear> year_choices;                       // [lever][city], of year 0 where there is none

  template <class Visit>
  void fields(Visit&& visit) {
    visit(month);
    visit(month_entries);
    visit(month_exits);
    visit(month_relocations);
    visit(month_mergers);
    visit(month_acquisitions);
    visit(month_insolvencies);
    visit(month_fund_money);
    visit(month_fiscal_cost);
    visit(month_gdp_real);
    visit(month_losses_direct);
    visit(month_losses_downstream);
    visit(month_losses_upstream);
    visit(grown);
    visit(this_year);
    visit(last_year);
    for (auto* list : {&month_city_gdp, &month_city_tax, &quarter_value_added, &year_goods, &year_dividends, &year_credit, &year_fund_money, &year_supply})
      visit(*list);
    visit(year_moves);
    visit(year_relocations);
    visit(year_projects);
    visit(year_ports);
    visit(year_choices);
    for (auto* list : {&month_city_real, &quarter_output, &quarter_orders, &quarter_sold, &quarter_research,
                       &quarter_class_output, &quarter_class_value_added})
      visit(*list);
  }
};

/// The whole economy.
struct World {
  const Region* region = nullptr;
  const Institutions* institutions = nullptr;
  const Trends* trends = nullptr;
  const Fiscal* fiscal = nullptr;
  const LabourMarket* labour_market = nullptr;
  const Demographics* demographics = nullptr;
  OfLever<LeverPayers> lever_payers;   ///< as the scenario says
  std::span<const Shock> shocks;
  Luck luck{1, 0};
  bool random_processes = true;

  Calendar calendar;
  Norms norms;
  Enterprises enterprises;
  Register register_;
  Slots slots;
  Links links;
  TradeCredit trade_credit;
  Experts experts;
  Projects projects;
  Products products;
  Funds funds;
  Households households;
  Housing housing;
  Migration migration;
  Banks banks;
  Treasuries treasuries;
  Levers levers;
  Outside outside;
  Markets markets;
  Ledger ledger;

  OfCell<EnterpriseId> cell_begin;     ///< one more than cells
  OfCell<float> capacity_left;         ///< share of capacity that shocks leave
  OfCell<float> links_left;            ///< share of its deliveries over links that shocks leave
  OfCell<float> demand_left;           ///< [city][industry]: share of final demand for the product that shocks leave
  OfCell<double> public_knowledge;     ///< of laboratories that levers pay for, in experts of mean knowledge
  OfCell<double> lead;                 ///< log points by which innovation has put productivity above its given path
  double expected_growth = 0;          ///< of real GDP per step, as treasuries and households see it
  std::vector<double> gdp_real_history;  ///< per step, since the start
  StepFlows step_flows;
  Memory memory;

  Records records;

  std::size_t city_count() const { return region->city_count(); }
  std::size_t industry_count() const { return region->industry_count(); }
  IdRange<CityId> cities() const { return {CityId{0}, CityId{city_count()}}; }
  IdRange<IndustryId> industries() const { return {IndustryId{0}, IndustryId{industry_count()}}; }
  IdRange<CellId> cells() const { return {CellId{0}, CellId{region->cell_count()}}; }
  IdRange<ClassId> classes() const { return {ClassId{0}, ClassId{region->product_classes.size()}}; }
  IdRange<PoolId> pools() const { return {PoolId{0}, PoolId{city_count() * kTierCount}}; }
  IdRange<EnterpriseId> enterprises_in(CellId cell) const {
    return {cell_begin[cell], cell_begin[CellId{cell.value + 1}]};
  }
  IdRange<EnterpriseId> enterprises_in(CityId city) const {
    const std::size_t first = city.value * industry_count();
    return {cell_begin[CellId{first}], cell_begin[CellId{first + industry_count()}]};
  }
  /// Of an enterprise at a place of the ring.
  BillId bill(std::size_t place, EnterpriseId f) const { return BillId{place * enterprises.size() + f.value}; }
  /// What customers owe the enterprise less what it owes its suppliers, fen.
  Money owed_on_bills(EnterpriseId f) const {
    Money owed = 0;
    for (std::size_t k = 0; k < trade_credit.steps; ++k)
      owed += trade_credit.receivable[bill(k, f)] - trade_credit.payable[bill(k, f)];
    return owed;
  }
  /// By its books, fen.
  Money net_worth(EnterpriseId f) const {
    const Enterprises& e = enterprises;
    return e.deposits[f] - e.loans[f] + e.inputs_value[f] + e.finished_value[f] + e.capital_value[f] + owed_on_bills(f);
  }
  const Recipe& recipe(CellId cell) const { return norms.recipes[region->industry_of(cell).value]; }

  /// visit(name, column) for every column of state, in a fixed order: checkpoint, hash and write checks share it.
  template <class Visit>
  void columns(Visit&& visit);
};

template <class Visit>
void Enterprises::columns(Visit&& visit) {
  visit("enterprises.cell", cell);
  visit("enterprises.multiplicity", multiplicity);
  visit("enterprises.birth_key", birth_key);
  visit("enterprises.age", age);
  visit("enterprises.tags", tags);
  visit("enterprises.zone", zone);
  visit("enterprises.expected_demand", expected_demand);
  visit("enterprises.slow_demand", slow_demand);
  visit("enterprises.trend", trend);
  visit("enterprises.planned_output", planned_output);
  visit("enterprises.planned_investment", planned_investment);
  visit("enterprises.price", price);
  visit("enterprises.mark_up", mark_up);
  visit("enterprises.unit_cost", unit_cost);
  visit("enterprises.productivity", productivity);
  visit("enterprises.passing", passing);
  visit("enterprises.quality", quality);
  visit("enterprises.knowledge", knowledge);
  visit("enterprises.normal_knowledge", normal_knowledge);
  visit("enterprises.developed", developed);
  visit("enterprises.to_learn", to_learn);
  visit("enterprises.wage_factor", wage_factor);
  visit("enterprises.staff_general", staff_general);
  visit("enterprises.staff_college", staff_college);
  visit("enterprises.staff_expert", staff_expert);
  visit("enterprises.posts_general", posts_general);
  visit("enterprises.posts_college", posts_college);
  visit("enterprises.posts_expert", posts_expert);
  visit("enterprises.funded_posts", funded_posts);
  visit("enterprises.capital", capital);
  visit("enterprises.under_construction", under_construction);
  visit("enterprises.investment_due", investment_due);
  visit("enterprises.output", output);
  visit("enterprises.finished", finished);
  visit("enterprises.input_cost", input_cost);
  visit("enterprises.market_share", market_share);
  visit("enterprises.orders", orders);
  visit("enterprises.market_part", market_part);
  visit("enterprises.sold", sold);
  visit("enterprises.fill", fill);
  visit("enterprises.reliability", reliability);
  visit("enterprises.product_class", product_class);
  visit("enterprises.product_share", product_share);
  visit("enterprises.product_makers", product_makers);
  visit("enterprises.product_since", product_since);
  visit("enterprises.product_rank", product_rank);
  visit("enterprises.deposits", deposits);
  visit("enterprises.loans", loans);
  visit("enterprises.inputs_value", inputs_value);
  visit("enterprises.finished_value", finished_value);
  visit("enterprises.capital_value", capital_value);
  visit("enterprises.reserve", reserve);
  visit("enterprises.backed_until", backed_until);
  visit("enterprises.revenue", revenue);
  visit("enterprises.costs", costs);
  visit("enterprises.first_slot", first_slot);
  visit("enterprises.slot_apart", slot_apart);
  visit("enterprises.input_count", input_count);
  visit("enterprises.sale_begin", sale_begin);
}

template <class Visit>
void Households::columns(Visit&& visit) {
  visit("households.labour_force", labour_force);
  visit("households.employed", employed);
  visit("households.labour_force_exact", labour_force_exact);
  visit("households.wage", wage);
  visit("households.normal_unemployment", normal_unemployment);
  visit("households.deposits", deposits);
  visit("households.permanent_income", permanent_income);
  visit("households.permanent_earnings", permanent_earnings);
  visit("households.recent_earnings", recent_earnings);
  visit("households.dividend_share", dividend_share);
  visit("households.wages", wages);
  visit("households.taxes", taxes);
  visit("households.contributions", contributions);
  visit("households.benefits", benefits);
  visit("households.dividends", dividends);
  visit("households.interest", interest);
  visit("households.consumption", consumption);
  visit("households.dwellings", dwellings);
  visit("households.population", population);
  visit("households.dwellings_demand", dwellings_demand);
}

template <class Visit>
void World::columns(Visit&& visit) {
  enterprises.columns(visit);
  register_.columns(visit);
  slots.columns(visit);
  links.columns(visit);
  trade_credit.columns(visit);
  experts.columns(visit);
  projects.columns(visit);
  products.columns(visit);
  funds.columns(visit);
  households.columns(visit);
  housing.columns(visit);
  migration.columns(visit);
  banks.columns(visit);
  treasuries.columns(visit);
  levers.columns(visit);
  outside.columns(visit);
  markets.columns(visit);
  ledger.columns(visit);
  visit("world.cell_begin", cell_begin);
  visit("world.capacity_left", capacity_left);
  visit("world.links_left", links_left);
  visit("world.demand_left", demand_left);
  visit("world.public_knowledge", public_knowledge);
  visit("world.lead", lead);
}

}  // namespace lingnan

// What every parameter of behaviour does first of all: a table of signs. Each row runs the toy region with a low and a high
// value under the same luck, over a few seeds; the difference must have the sign of the row for every seed.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <sstream>

#include "sim/base/parallel.hpp"
#include "sim/engine/model.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/scenario/parameter_visitors.hpp"
#include "sim/world/succession.hpp"
#include "tests/worlds/future_toy.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

using Seed = std::uint64_t;
using Month = ProvinceMonth;
constexpr CityId kHarbour{0}, kMillbrook{1}, kHilltop{2};

// ---- runs

std::unique_ptr<Simulation> opened(const Settings& settings, Seed seed) {
  return std::make_unique<Simulation>(toy(settings), RunOptions{.seed = seed, .threads = 1});
}
/// A run to its end; `event` may change the state after the first month, whose values are what processes call usual.
std::unique_ptr<Simulation> ran(const Settings& settings, Seed seed, void (*event)(World&) = nullptr) {
  auto simulation = opened(settings, seed);
  if (event) {
    simulation->run_month();
    event(simulation->world());
  }
  run(*simulation);
  return simulation;
}

template <double Month::*Member>
double sum(const Simulation& simulation, std::size_t last_months = 1000) {
  const auto& rows = simulation.records().province;
  const std::size_t count = std::min(last_months, rows.size());
  return std::accumulate(rows.end() - static_cast<std::ptrdiff_t>(count), rows.end(), 0.0,
                         [](double all, const Month& row) { return all + row.*Member; });
}
template <double Month::*Member>
double last(const Simulation& simulation) {
  return simulation.records().province.back().*Member;
}
double deviation(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double square = 0;
  for (const double x : values) square += (x - mean) * (x - mean);
  return std::sqrt(square / n);
}
bool stands_alone(const Enterprises& e, EnterpriseId f) { return e.multiplicity[f] == 1; }

// ---- trends

const Settings kThreeYears = until("2025-12");

double sold_outside(const Settings& s, Seed seed) {
  const auto run = ran(kThreeYears + Settings{"parameters.trends.outside_demand_end=0"} + s, seed);
  return sum<&Month::exports>(*run, 12) + sum<&Month::outflow>(*run, 12);
}
double labour_productivity(const Settings& s, Seed seed) {
  const auto run = ran(kThreeYears + s, seed);
  return sum<&Month::gdp_real>(*run, 12) / sum<&Month::employment>(*run, 12);
}
double labour_force(const Settings& s, Seed seed) {
  const auto run = ran(kThreeYears + Settings{"parameters.trends.horizon_years=3"} + s, seed);
  double people = 0;
  for (const std::int64_t n : run->world().households.labour_force) people += static_cast<double>(n);
  return people;
}
double prices(const Settings& s, Seed seed) { return last<&Month::price_index>(*ran(kThreeYears + s, seed)); }

/// Mean size of what a run shows month by month, and of its change from month to month.
struct Swing {
  double size = 0, change = 0;
};
template <class Column>
Swing swing(const Settings& s, Seed seed, Column column) {
  const auto simulation = opened(kThreeYears + s, seed);
  std::vector<double> before;
  Swing swing;
  for (; !simulation->finished(); run(*simulation, 1)) {
    const auto& now = column(simulation->world());
    for (std::size_t i = 0; i < before.size(); ++i) swing.change += std::abs(now.raw()[i] - before[i]);
    before.assign(now.begin(), now.end());
    for (const double x : before) swing.size += std::abs(x);
  }
  return swing;
}
double industries_swing(const Settings& s, Seed seed) {
  return swing(s, seed, [](const World& w) -> const auto& { return w.outside.swing; }).size;
}
double industries_turn(const Settings& s, Seed seed) {
  const Swing x = swing(s, seed, [](const World& w) -> const auto& { return w.outside.swing; });
  return x.change / x.size;
}
double cities_swing(const Settings& s, Seed seed) {
  return swing(s, seed, [](const World& w) -> const auto& { return w.outside.lead_growth; }).size;
}
double cities_turn(const Settings& s, Seed seed) {
  const Swing x = swing(s, seed, [](const World& w) -> const auto& { return w.outside.lead_growth; });
  return x.change / x.size;
}
/// How much faster Harbour opens than Millbrook, of which the opposite is known; mean over seeds.
double known_lead(const Settings& s, Seed seed) {
  static const GrowthToy toy;
  double ahead = 0;
  for (Seed k = 0; k < 30; ++k) {
    Simulation simulation(toy.scenario(until("2023-01") + s), RunOptions{.seed = 100 * seed + k, .threads = 1});
    run(simulation);
    const auto& lead = simulation.world().outside.lead_growth;
    ahead += (lead[kHarbour] - lead[kMillbrook]) / 30;
  }
  return ahead;
}
double outside_price(const Settings& s, Seed seed) {
  static const HistoryToy toy;
  Simulation simulation(toy.scenario(until("2024-12") + s), RunOptions{.seed = seed, .threads = 1});
  run(simulation);
  return simulation.world().outside.price[0];
}
double spread_of_luck(const Settings& s, Seed seed) {
  const auto run = ran(until("2023-12") + s, seed);
  std::vector<double> luck;
  const Enterprises& e = run->world().enterprises;
  for (const EnterpriseId f : e.ids())
    if (stands_alone(e, f)) luck.push_back(std::log(static_cast<double>(e.passing[f])));
  return deviation(luck);
}

// ---- finance

const Settings kSlump =
    until("2024-12") + Settings{"shocks=[{kind: demand, loss: 0.4, start: 2023-03, months: 9}]"};

double credit_in_slump(const Settings& s, Seed seed) { return sum<&Month::bank_credit>(*ran(kSlump + s, seed), 12); }

/// Every second enterprise is better than the others by a fifth, and nobody has money.
void good_and_bad(World& world) {
  Enterprises& e = world.enterprises;
  for (const EnterpriseId f : e.ids()) e.quality[f] = f.value % 2 == 0 ? 1.1f : 0.9f;
}
/// The row `finance` alone, on the first day.
std::unique_ptr<Simulation> financed(const Settings& s, Seed seed, void (*start)(World&)) {
  const Scenario scenario = toy(s);
  auto simulation = std::make_unique<Simulation>(scenario, RunOptions{.seed = seed, .threads = 1});
  start(simulation->world());
  simulation->world().ledger.begin_step();
  const Instruments none;
  for (const auto& process : scenario.model->processes)
    if (process->name() == "finance") process->run(simulation->world(), none);
  return simulation;
}
double interest_spread(const Settings& s, Seed seed) {  // of the bad over the good
  const auto run = financed(s + Settings{"parameters.finance.signal_noise=0"}, seed, good_and_bad);
  const Enterprises& e = run->world().enterprises;
  double rate[2] = {}, loans[2] = {};
  for (const EnterpriseId f : e.ids()) {
    rate[f.value % 2] += static_cast<double>(e.costs[f]);
    loans[f.value % 2] += static_cast<double>(e.loans[f]);
  }
  return rate[1] / loans[1] - rate[0] / loans[0];
}
double rates_apart(const Settings& s, Seed seed) {
  const auto run = financed(s, seed, [](World& world) { std::fill(world.enterprises.deposits.begin(), world.enterprises.deposits.end(), Money{0}); });
  const Enterprises& e = run->world().enterprises;
  std::vector<double> rates;
  for (const EnterpriseId f : e.ids())
    if (stands_alone(e, f) && e.loans[f] > 0) rates.push_back(static_cast<double>(e.costs[f]) / static_cast<double>(e.loans[f]));
  return deviation(rates);
}
double lent_to_the_good(const Settings& s, Seed seed) {
  const auto run = financed(s + Settings{"parameters.finance.signal_noise=0", "parameters.finance.credit_ceiling=0.4"}, seed,
                            [](World& world) {
                              good_and_bad(world);
                              Enterprises& e = world.enterprises;
                              std::fill(e.deposits.begin(), e.deposits.end(), Money{0});
                            });
  const Enterprises& e = run->world().enterprises;
  double loans[2] = {};
  for (const EnterpriseId f : e.ids()) loans[f.value % 2] += static_cast<double>(e.loans[f]);
  return loans[0] / loans[1];
}
/// Banks lose half of their equity.
std::unique_ptr<Simulation> weak_banks(const Settings& s, Seed seed) {
  auto simulation = opened(until("2023-12") + s, seed);
  World& world = simulation->world();
  for (const CityId c : world.cities()) {
    const Money lost = world.banks.equity[c] / 2;
    world.banks.equity[c] -= lost;
    world.banks.interbank[c] -= lost;
    world.outside.clearing += lost;
  }
  static TemporaryFolder folder;
  std::ostringstream name;
  name << "weak_" << &world;
  const std::string file = (folder.path() / name.str()).string();
  simulation->save(file);
  simulation->load(file);  // the audit starts from these positions
  std::filesystem::remove(file);
  run(*simulation);
  return simulation;
}
double credit_of_weak_banks(const Settings& s, Seed seed) { return last<&Month::bank_credit>(*weak_banks(s, seed)); }
double investment_with_weak_banks(const Settings& s, Seed seed) { return sum<&Month::investment>(*weak_banks(s, seed)); }

// ---- funds

/// Enough money, and enterprises that come and go.
const Settings kFunds = {"parameters.demographics.exit_later=0.3",   "parameters.demographics.exit_large=1",
                         "parameters.demographics.exit_middle=1",    "parameters.demography.money_exits=1",
                         "parameters.funds.venture_commitment=0.05", "parameters.funds.buy_out_commitment=0.05",
                         "time.end=2026-12"};
const Settings kAngels = {"parameters.funds.venture_commitment=0", "parameters.funds.buy_out_commitment=0",
                          "parameters.funds.angel_commitment=0.02"};
const Settings kVenture = {"parameters.funds.angel_commitment=0", "parameters.funds.buy_out_commitment=0"};
const Settings kBuyOut = {"parameters.funds.angel_commitment=0", "parameters.funds.venture_commitment=0"};

struct FundYears {
  double invested = 0, across = 0, distributed = 0, held = 0, fitness = 0, ended = 0;
};
FundYears fund_years(const Settings& s, Seed seed) {
  const auto simulation = opened(kFunds + s, seed);
  const World& world = simulation->world();
  const Enterprises& e = world.enterprises;
  FundYears all;
  std::vector<std::uint64_t> alone(e.size(), 0);
  double deals = 0;
  std::vector<EnterpriseId> held(world.funds.enterprise.size());
  while (!simulation->finished()) {
    simulation->run_month();
    all.distributed += static_cast<double>(world.ledger.received_by(Sector::households, Reason::distributions));
    for (const HoldingId h : world.funds.enterprise.ids()) {
      const EnterpriseId f = world.funds.enterprise[h];
      all.held += f.valid() ? 1 : 0;
      if (f.valid() && f != held[h.value] && exists(e, f)) {
        all.fitness += fitness(e, f) / usual_fitness(world, e.cell[f]);
        deals += 1;
      }
      held[h.value] = f;
    }
    for (const EnterpriseId f : e.ids()) {
      const std::uint64_t now = stands_alone(e, f) ? e.birth_key[f] : 0;
      if (alone[f.value] != 0 && now != alone[f.value]) all.ended += 1;
      alone[f.value] = now;
    }
  }
  all.fitness /= std::max(1.0, deals);
  all.invested = sum<&Month::fund_investment>(*simulation);
  for (const YearFlow& flow : simulation->records().capital)
    if (flow.kind == static_cast<std::uint32_t>(CapitalInstrument::fund_money) && flow.origin != flow.destination)
      all.across += flow.amount;
  return all;
}
double invested(const Settings& s, Seed seed) { return fund_years(s, seed).invested; }
double by_angels(const Settings& s, Seed seed) { return fund_years(kAngels + s, seed).invested; }
double by_venture(const Settings& s, Seed seed) { return fund_years(kVenture + s, seed).invested; }
double by_buy_out(const Settings& s, Seed seed) { return fund_years(kBuyOut + s, seed).invested; }
double across(const Settings& s, Seed seed) { return fund_years(s, seed).across; }
double distributed(const Settings& s, Seed seed) { return fund_years(s, seed).distributed; }
/// Of an enterprise, what a holding is on average beside funds of a lever.
double mean_holding(const Settings& s, Seed seed) {
  const auto run = ran(kFunds +
                           Settings{"policy=[{lever: industry_fund, size_mln_cny: 1000000, meets_target: 1, cost_mln_cny_per_year: 0, "
                                    "budget_mln_cny_per_year: 1000000, schedule: {start: 2023-02}}]"} +
                           s,
                       seed);
  const Funds& funds = run->world().funds;
  double share = 0, holdings = 0;
  for (const HoldingId h : funds.enterprise.ids()) {
    if (!funds.enterprise[h].valid()) continue;
    share += static_cast<double>(funds.share[h]);
    holdings += 1;
  }
  return share / holdings;
}
double distributed_by_listings(const Settings& s, Seed seed) { return distributed(Settings{"parameters.funds.listing=0.2"} + s, seed); }
double distributed_by_sales(const Settings& s, Seed seed) { return distributed(Settings{"parameters.funds.sale=0.2"} + s, seed); }
double holdings(const Settings& s, Seed seed) { return fund_years(s, seed).held; }
/// Enterprises of the funds' that others bought, and how many of these became part of the buyer.
struct Bought {
  double all = 0, merged = 0;
};
Bought bought(const Settings& s, Seed seed) {
  const auto run = ran(kFunds + Settings{"parameters.funds.sale=0.5"} + s, seed);
  return {sum<&Month::acquisitions>(*run), sum<&Month::mergers>(*run)};
}
double bought_by_others(const Settings& s, Seed seed) { return bought(s, seed).all; }
double merged_of_bought(const Settings& s, Seed seed) {
  const Bought b = bought(s, seed);
  return b.merged / b.all;
}
double chosen_fitness(const Settings& s, Seed seed) { return fund_years(s, seed).fitness; }

// ---- demography

double ended_with_funds(const Settings& s, Seed seed) { return fund_years(s, seed).ended; }
const Settings kBoom = until("2023-12") + Settings{"parameters.trends.outside_demand_start=0.15"};
double entries_in_boom(const Settings& s, Seed seed) { return sum<&Month::entries>(*ran(kBoom + s, seed)); }
double exits_in_boom(const Settings& s, Seed seed) { return sum<&Month::exits>(*ran(kBoom + s, seed)); }
double exits(const Settings& s, Seed seed) { return sum<&Month::exits>(*ran(until("2023-12") + s, seed)); }
double lost_by_banks(const Settings& s, Seed seed) { return sum<&Month::write_offs>(*ran(until("2023-12") + s, seed)); }
double lost_by_suppliers(const Settings& s, Seed seed) { return sum<&Month::credit_losses>(*ran(until("2023-12") + s, seed)); }
double productivity_of_the_young(const Settings& s, Seed seed) {
  const auto run = ran(kFunds + until("2025-12") + s, seed);
  const Enterprises& e = run->world().enterprises;
  double young = 0, count = 0;
  for (const EnterpriseId f : e.ids())
    if (stands_alone(e, f) && e.age[f] < 24) {
      young += std::log(static_cast<double>(e.productivity[f]));
      count += 1;
    }
  return young / count;
}

// ---- rewire

/// Links that have another supplier after a year, and how dear the new ones are in their cells.
struct NewLinks {
  double count = 0, price = 0;
};
NewLinks new_links(const Settings& s, Seed seed, void (*start)(World&) = nullptr) {
  const auto simulation = opened(until("2023-12") + s, seed);
  World& world = simulation->world();
  if (start) start(world);
  const OfLink<EnterpriseId> before = world.links.supplier;
  run(*simulation);
  NewLinks links;
  for (const LinkId l : before.ids()) {
    const EnterpriseId supplier = world.links.supplier[l];
    if (supplier == before[l] || !exists(world.enterprises, supplier)) continue;
    links.count += 1;
    links.price += std::log(world.enterprises.price[supplier] / world.markets.price[world.enterprises.cell[supplier]]);
  }
  links.price /= std::max(1.0, links.count);
  return links;
}
double links_changed(const Settings& s, Seed seed) { return new_links(s, seed).count; }
const Settings kFailing = {"shocks=[{kind: capacity, industries: [PART], cities: [Harbour], loss: 0.95, start: 2023-03, months: 9}]",
                           "parameters.rewire.turnover=0", "parameters.rewire.light_turnover=0"};
double suppliers_left(const Settings& s, Seed seed) { return new_links(kFailing + s, seed).count; }
double price_of_new_suppliers(const Settings& s, Seed seed) {
  return new_links(Settings{"parameters.rewire.turnover=0.9", "parameters.rewire.light_turnover=0.9"} + s, seed, [](World& world) {
           Enterprises& e = world.enterprises;
           for (const EnterpriseId f : e.ids()) e.mark_up[f] += mix(e.birth_key[f], 1) % 2 == 0 ? 0.2f : -0.1f;
         })
      .price;
}

// ---- housing

void crowd(World& world) { world.households.population[kHarbour] += world.households.population[kHarbour] / 5; }
double crowded(const Settings& s, Seed seed, const char* end) {
  return ran(Settings{"time.end=" + std::string(end)} + s, seed, crowd)->world().housing.real_price[kHarbour];
}
double crowded_treasury(const Settings& s, Seed seed) {
  const auto simulation = ran(until("2028-12") + s, seed, crowd);
  const Treasuries& t = simulation->world().treasuries;
  return yuan(t.deposits[kHarbour] - t.debt[kHarbour]);
}
double crowded_price(const Settings& s, Seed seed) { return crowded(s, seed, "2028-12"); }
double crowded_price_where_land_is_cheap(const Settings& s, Seed seed) {
  return crowded_price(Settings{"parameters.housing.supply_elasticity=8"} + s, seed);
}
double crowded_price_soon(const Settings& s, Seed seed) { return crowded(s, seed, "2023-12"); }
double growing_price(const Settings& s, Seed seed) {
  return ran(until("2028-12") + Settings{"parameters.trends.frontier_growth=0.06"} + s, seed)->world().housing.real_price[kHarbour];
}
double built_in_slump(const Settings& s, Seed seed) {
  const auto simulation = opened(kSlump + s, seed);
  run(*simulation, 6);
  const auto& built = simulation->world().households.dwellings_demand;
  return std::accumulate(built.begin(), built.end(), 0.0);
}

// ---- careers

/// What experts know after three years.
struct Knowing {
  double apart = 0, apart_within_teams = 0, experience = 0;
};
Knowing knowing(const Settings& s, Seed seed) {
  const auto run = ran(kThreeYears + s, seed);
  const Experts& x = run->world().experts;
  double months = 0, inside = 0, members = 0;
  std::vector<double> all;
  std::map<std::uint32_t, std::vector<double>> teams;
  for (const ExpertId i : x.knowledge.ids()) {
    all.push_back(static_cast<double>(x.knowledge[i]));
    months += x.experience[i];
    if (x.employer[i].valid()) teams[x.employer[i].value].push_back(all.back());
  }
  for (const auto& [employer, team] : teams) {
    inside += deviation(team) * static_cast<double>(team.size());
    members += static_cast<double>(team.size());
  }
  return {deviation(all), inside / members, months / static_cast<double>(all.size())};
}
double experts_apart(const Settings& s, Seed seed) { return knowing(s, seed).apart; }
double apart_within_teams(const Settings& s, Seed seed) { return knowing(s, seed).apart_within_teams; }
double mean_experience(const Settings& s, Seed seed) { return knowing(s, seed).experience; }

// ---- migrate

struct Moved {
  double all = 0, experts = 0, from_outside = 0, net = 0, came = 0, left = 0, near = 0, within = 0;
};
/// Movers of a year or more; net, came and left are Harbour's, near are between Harbour and Millbrook.
Moved moved(const Settings& s, Seed seed, void (*event)(World&) = nullptr) {
  const auto run = ran(until("2023-12") + s, seed, event);
  Moved m;
  std::vector<double> net(run->world().city_count(), 0.0);
  for (const YearFlow& flow : run->records().talent) {
    const bool from_city = flow.origin < net.size(), to_city = flow.destination < net.size();
    m.all += flow.amount;
    if (flow.kind == static_cast<std::uint32_t>(Tier::expert)) m.experts += flow.amount;
    if (!from_city) m.from_outside += flow.amount;
    if (from_city) net[flow.origin] -= flow.amount;
    if (to_city) net[flow.destination] += flow.amount;
    if (flow.destination == kHarbour.value) m.came += flow.amount;
    if (flow.origin == kHarbour.value) m.left += flow.amount;
    if (from_city && to_city) {
      m.within += flow.amount;
      if (flow.origin != kHilltop.value && flow.destination != kHilltop.value) m.near += flow.amount;
    }
  }
  m.net = net[kHarbour.value];
  return m;
}
void rich_harbour(World& world) {
  for (std::size_t k = 0; k < kTierCount; ++k) world.households.wage[pool_of(kHarbour, static_cast<Tier>(k))] *= 1.2;
}
void rich_region(World& world) {
  for (const PoolId p : world.pools()) world.households.wage[p] *= 1.2;
}
double movers(const Settings& s, Seed seed) { return moved(s, seed).all; }
double moving_experts(const Settings& s, Seed seed) { return moved(s, seed).experts; }
double share_from_outside(const Settings& s, Seed seed) {
  const Moved m = moved(s, seed);
  return m.from_outside / m.all;
}
double net_to_harbour(const Settings& s, Seed seed) { return moved(s, seed).net; }
double net_to_rich_harbour(const Settings& s, Seed seed) { return moved(s, seed, rich_harbour).net; }
double leave_rich_harbour(const Settings& s, Seed seed) { return moved(s, seed, rich_harbour).left; }
double net_to_crowded_harbour(const Settings& s, Seed seed) { return moved(until("2025-12") + s, seed, crowd).net; }
double near_moves(const Settings& s, Seed seed) {
  const Moved m = moved(s, seed);
  return m.near / m.within;
}
double to_rich_region(const Settings& s, Seed seed) { return moved(until("2025-12") + s, seed, rich_region).from_outside; }
const Settings kBarrier = {"parameters.migrate.large_city=0.7"};  // Harbour
double come_past_barrier(const Settings& s, Seed seed) { return moved(kBarrier + s, seed).came; }
double come_to_harbour(const Settings& s, Seed seed) {
  return moved(Settings{"parameters.migrate.barrier_general=1.3", "parameters.migrate.barrier_college=1.1"} + s, seed).came;
}

double graduates(const Settings& s, Seed seed) {
  const auto run = ran(until("2023-12") + s, seed);
  double people = 0;
  for (const CityId c : run->world().cities()) people += static_cast<double>(run->world().households.labour_force[pool_of(c, Tier::college)]);
  return people;
}

// ---- innovate, projects

const Settings kSame = steady(0) + same_enterprises_and_links() + Settings{"economy.random_processes=true"};

void teach(World& world, CityId city) {
  Experts& x = world.experts;
  for (std::uint32_t i = x.city_begin[city]; i < x.city_begin[CityId{city.value + 1u}]; ++i) x.knowledge[ExpertId{i}] *= 2;
}
void teach_all(World& world) {
  for (const CityId c : world.cities()) teach(world, c);
}
void teach_harbour(World& world) { teach(world, kHarbour); }

/// Mean lead of a city's industries in productivity.
double lead(const World& world, CityId city) {
  double sum = 0;
  for (const IndustryId s : world.industries()) sum += world.lead[world.region->cell(city, s)];
  return sum;
}
double taught_lead(const Settings& s, Seed seed) {
  return lead(ran(kSame + kThreeYears + s, seed, teach_all)->world(), kHarbour);
}
double lead_nearby(const Settings& s, Seed seed) {
  return lead(ran(kSame + kThreeYears + s, seed, teach_harbour)->world(), kMillbrook);
}
/// How far enterprises of a cell went apart, by productivity or quality.
std::vector<double> went_apart(const Settings& s, Seed seed, OfEnterprise<float> Enterprises::*column) {
  const auto simulation = opened(kSame + kThreeYears + s, seed);
  const Enterprises& e = simulation->world().enterprises;
  const OfEnterprise<float> before = e.*column;
  run(*simulation);
  std::vector<double> change;
  for (const EnterpriseId f : e.ids())
    if (stands_alone(e, f)) change.push_back(std::log(static_cast<double>((e.*column)[f]) / static_cast<double>(before[f])));
  return change;
}
double productivity_apart(const Settings& s, Seed seed) { return deviation(went_apart(s, seed, &Enterprises::productivity)); }
double quality_apart(const Settings& s, Seed seed) { return deviation(went_apart(s, seed, &Enterprises::quality)); }

/// Odds at which even a small region sees projects to the end; nothing else innovates.
const Settings kProjects = kSame + kThreeYears +
                           Settings{"parameters.innovate.success_rate=0", "parameters.projects.ideas=15",
                                    "parameters.projects.research_odds=0.6", "parameters.projects.proof_odds=0.6",
                                    "parameters.projects.pilot_odds=0.6", "parameters.projects.research_months=12"};
struct Stages {
  std::array<double, kStages> started{}, passed{}, running{}, waiting{}, cost{};
  double quality = 0, error = 0, error_proven = 0;
};
Stages stages(const Settings& s, Seed seed, void (*event)(World&) = nullptr) {
  const auto run = ran(kProjects + s, seed, event);
  Stages all;
  for (const ProjectYear& row : run->records().projects) {
    all.started[row.stage] += row.started;
    all.passed[row.stage] += row.passed;
    all.cost[row.stage] += row.cost;
    all.running[row.stage] += row.year == 2025 ? row.running : 0;
    all.waiting[row.stage] += row.year == 2025 ? row.waiting : 0;
  }
  const Projects& j = run->world().projects;
  double late = 0, early = 0;
  for (const ProjectId p : j.owner.ids()) {
    if (!j.owner[p].valid()) continue;
    const bool proven = j.stage[p] >= index(Stage::pilot);
    const double error = std::abs(static_cast<double>(j.signal[p] - j.quality[p]));
    (proven ? all.error_proven : all.error) += error;
    (proven ? late : early) += 1;
    if (proven) all.quality += static_cast<double>(j.quality[p]);
  }
  all.quality /= std::max(1.0, late);
  all.error_proven /= std::max(1.0, late);
  all.error /= std::max(1.0, early);
  return all;
}
template <Stage kStage>
double projects_in(const Settings& s, Seed seed) {
  const Stages all = stages(s, seed);
  return all.running[index(kStage)] + all.waiting[index(kStage)];
}
template <Stage kStage>
double projects_passed(const Settings& s, Seed seed) { return stages(s, seed).passed[index(kStage)]; }
template <Stage kStage>
double projects_waiting(const Settings& s, Seed seed) { return stages(s, seed).waiting[index(kStage)]; }
template <Stage kStage>
double projects_cost(const Settings& s, Seed seed) { return stages(s, seed).cost[index(kStage)]; }
double projects_begun(const Settings& s, Seed seed) { return stages(s, seed).started[0]; }
double projects_begun_by_wise(const Settings& s, Seed seed) { return stages(s, seed, teach_all).started[0]; }
double quality_of_late_projects(const Settings& s, Seed seed) { return stages(s, seed).quality; }
double error_before_proof(const Settings& s, Seed seed) { return stages(s, seed).error; }
double error_after_proof(const Settings& s, Seed seed) { return stages(s, seed).error_proven; }
const char* const kEverything = "[FARM, GOOD, PART, SERV]";
double in_research_slow(const Settings& s, Seed seed) {
  return projects_in<Stage::research>(Settings{"parameters.projects.slow_industries=" + std::string(kEverything)} + s, seed);
}
double in_research_slowest(const Settings& s, Seed seed) {
  return projects_in<Stage::research>(Settings{"parameters.projects.slowest_industries=" + std::string(kEverything)} + s, seed);
}
double in_research_fast(const Settings& s, Seed seed) {
  return projects_in<Stage::research>(Settings{"parameters.projects.fast_industries=" + std::string(kEverything)} + s, seed);
}
double demonstrated_in_zone(const Settings& s, Seed seed) {
  return projects_passed<Stage::demonstration>(Settings{"policy=[{lever: pilot_zone, usual_months: 60, zone_months: 0, accident: 0, "
                                                        "schedule: {start: 2023-01}}]"} + s, seed);
}
double approved_in_zone(const Settings& s, Seed seed) {
  return demonstrated_in_zone(Settings{"parameters.projects.regulated_industries=" + std::string(kEverything)} + s, seed);
}
double apart_by_projects(const Settings& s, Seed seed) { return productivity_apart(kProjects + s, seed); }
double quality_by_projects(const Settings& s, Seed seed) { return quality_apart(kProjects + s, seed); }

// ---- products

const FutureToy& future_toy() {
  static const FutureToy toy;
  return toy;
}
const Settings kSpread = until("2026-12") + calm() + Settings{"parameters.products.innovation=1", "parameters.products.imitation=1"};
std::unique_ptr<Simulation> spread(const Settings& s, Seed seed) {
  auto simulation = std::make_unique<Simulation>(future_toy().scenario(kSpread + s), RunOptions{.seed = seed, .threads = 1});
  run(*simulation);
  return simulation;
}
template <double ClassQuarter::*Member>
double of_classes(Simulation& simulation) {  // in the last quarter
  double sum = 0;
  const auto& rows = simulation.records().product_class;
  for (std::size_t k = simulation.world().region->product_classes.size(); k > 0; --k) sum += rows[rows.size() - k].*Member;
  return sum;
}
double new_output(const Settings& s, Seed seed) { return of_classes<&ClassQuarter::output_real>(*spread(s, seed)); }
double adopters(const Settings& s, Seed seed) { return of_classes<&ClassQuarter::adopters>(*spread(s, seed)); }
double new_unit_cost(const Settings& s, Seed seed) { return of_classes<&ClassQuarter::unit_cost>(*spread(s, seed)); }
double makers(const Settings& s, Seed seed) { return of_classes<&ClassQuarter::enterprises>(*spread(s, seed)); }
double learning(const Settings& s, Seed seed) {
  const auto run = spread(s, seed);
  double sum = 0;
  for (const GrowthYear& row : run->records().growth) sum += row.learning;
  return sum;
}
double first_makers(const Settings& s, Seed seed) {
  return of_classes<&ClassQuarter::enterprises>(*spread(until("2023-03") + s, seed));
}
double share_of_makers(const Settings& s, Seed seed, CityId city) {
  const auto run = spread(Settings{"parameters.products.entry_response=2"} + s, seed);
  double there = 0, all = 0;
  for (const ClassCityQuarter& row : run->records().class_city) {
    all += row.enterprises;
    there += row.city == city ? row.enterprises : 0;
  }
  return there / all;
}
double makers_in_harbour(const Settings& s, Seed seed) { return share_of_makers(s, seed, kHarbour); }
double makers_of_mature_in_harbour(const Settings& s, Seed seed) {
  return makers_in_harbour(Settings{"parameters.products.mature_at=0.05"} + s, seed);
}
double makers_in_hilltop(const Settings& s, Seed seed) { return share_of_makers(s, seed, kHilltop); }
double devoted_to_new(const Settings& s, Seed seed) {
  const auto run = spread(s, seed);
  const Enterprises& e = run->world().enterprises;
  double share = 0, count = 0;
  for (const EnterpriseId f : e.ids())
    if (e.product_class[f] != 0) {
      share += static_cast<double>(e.product_share[f]);
      count += 1;
    }
  return share / count;
}

// ---- relocate

const Settings kRelocate = until("2023-12") + Settings{"parameters.relocate.rate=0.1"};
/// Agents of their own find free rows.
const Settings kAgentsMove = until("2028-12") + Settings{"parameters.relocate.rate=0.5", "parameters.demographics.exit_large=0.8",
                                                         "parameters.demographics.exit_middle=0.8",
                                                         "parameters.rewire.turnover=0.9", "parameters.rewire.light_turnover=0.9"};
struct Relocated {
  double all = 0, left = 0, came = 0, to_hilltop = 0, followed = 0, invested = 0;
};
/// Enterprises that moved in a year; left and came are Millbrook's.
Relocated relocated(const Settings& s, Seed seed, void (*event)(World&) = nullptr) {
  const auto simulation = opened(kRelocate + s, seed);
  run(*simulation, 1);
  if (event) event(simulation->world());
  Relocated r;
  while (!simulation->finished()) {
    simulation->run_month();
    const auto& followed = simulation->world().step_flows.followed;
    r.followed += static_cast<double>(std::accumulate(followed.begin(), followed.end(), std::int64_t{0}));
  }
  r.all = sum<&Month::relocations>(*simulation);
  r.invested = sum<&Month::investment>(*simulation);
  for (const YearFlow& flow : simulation->records().enterprises) {
    r.left += flow.origin == kMillbrook.value ? flow.amount : 0;
    r.came += flow.destination == kMillbrook.value ? flow.amount : 0;
    r.to_hilltop += flow.destination == kHilltop.value ? flow.amount : 0;
  }
  return r;
}
void dear_millbrook(World& world) {
  for (std::size_t k = 0; k < kTierCount; ++k) world.households.wage[pool_of(kMillbrook, static_cast<Tier>(k))] *= 1.3;
}
void dear_dwellings(World& world) {
  world.households.population[kMillbrook] += world.households.population[kMillbrook] / 2;
}
double relocations(const Settings& s, Seed seed) { return relocated(s, seed).all; }
double leave_dear_city(const Settings& s, Seed seed) { return relocated(s, seed, dear_millbrook).left; }
double reach_dear_city(const Settings& s, Seed seed) { return relocated(s, seed, dear_millbrook).came; }
double leave_dear_dwellings(const Settings& s, Seed seed) { return relocated(s, seed, dear_dwellings).left; }
double reach_hilltop(const Settings& s, Seed seed) { return relocated(s, seed).to_hilltop; }
double experts_along(const Settings& s, Seed seed) { return relocated(kAgentsMove + s, seed).followed; }
double invested_by_movers(const Settings& s, Seed seed) { return relocated(kAgentsMove + s, seed).invested; }

// ---- permits and rents

/// Capital under construction over capital at the end of three years.
double under_construction(const Settings& s, Seed seed) {
  const auto run = ran(kThreeYears + s, seed);
  const Enterprises& e = run->world().enterprises;
  double building = 0, capital = 0;
  for (const EnterpriseId f : e.ids()) {
    building += static_cast<double>(e.under_construction[f]);
    capital += e.capital[f];
  }
  return building / capital;
}
double building_with_team(const Settings& s, Seed seed) {
  return under_construction(Settings{"policy=[{lever: work_team, cases_per_year: 100000, permit_cut: 0.5, budget_mln_cny_per_year: "
                                     "1000000, schedule: {start: 2023-01}}]"} + s, seed);
}
const Settings kParks{"policy=[{lever: science_park, parks: 50, capacity: 2000, rent_support: 0.8, new_rooms: 0, "
                      "budget_mln_cny_per_year: 1000000, schedule: {start: 2023-01}}]"};
double rents_with_parks(const Settings& s, Seed seed) {
  const auto run = ran(kParks + until("2023-12") + s, seed);
  double sum = 0;
  for (const CityMonth& row : run->records().city) sum += row.rent_ratio;
  return sum;
}
double entries_with_parks(const Settings& s, Seed seed) { return sum<&Month::entries>(*ran(kParks + until("2023-12") + s, seed)); }

// ---- recognise

template <Tag kTag>
double carriers(const Settings& s, Seed seed) {
  Settings rules;  // the toy region has fewer experts than the rules ask for
  for (const char* rule : {"innovative_research", "specialised_research", "giant_research_small", "giant_research", "champion_research"})
    rules.push_back("parameters.recognise." + std::string(rule) + "=0.004");
  const auto run = ran(rules + until("2023-01") + s, seed);
  double sum = 0;
  for (const TagYear& row : run->records().tags)
    sum += std::uint32_t{1} << row.tag == static_cast<std::uint32_t>(kTag) ? row.enterprises : 0;
  return sum;
}
/// All years together, where anybody may be one.
double champions_later(const Settings& s, Seed seed) {
  return carriers<Tag::single_champion>(until("2026-01") + Settings{"parameters.recognise.champion_sales=50"} + s, seed);
}
double champions_by_product(const Settings& s, Seed seed) {
  Settings rules = {"parameters.recognise.rivals=0", "parameters.recognise.champion_rank=100", "parameters.recognise.champion_main=0.5"};
  for (const char* rule : {"champion_years", "champion_sales", "champion_research"})
    rules.push_back("parameters.recognise." + std::string(rule) + "=0");
  double sum = 0;
  const auto simulation = spread(until("2029-01") + rules + s, seed);
  for (const TagYear& row : simulation->records().tags)
    sum += std::uint32_t{1} << row.tag == static_cast<std::uint32_t>(Tag::single_champion) ? row.enterprises : 0;
  return sum;
}
double smaller_by_staff(const Settings& s, Seed seed) {
  return carriers<Tag::innovative_sme>(Settings{"parameters.recognise.sme_sales=0"} + s, seed);
}
double smaller_by_sales(const Settings& s, Seed seed) {
  return carriers<Tag::innovative_sme>(Settings{"parameters.recognise.sme_staff=1"} + s, seed);
}
double giants_by_research(const Settings& s, Seed seed) {
  return carriers<Tag::little_giant>(Settings{"parameters.recognise.giant_large=500"} + s, seed);
}
double giants_by_size(const Settings& s, Seed seed) {
  return carriers<Tag::little_giant>(Settings{"parameters.recognise.giant_research_small=0.1"} + s, seed);
}

double pioneers(const Settings& s, Seed seed) {
  double sum = 0;
  const auto simulation = spread(until("2025-01") + s, seed);
  for (const TagYear& row : simulation->records().tags)
    sum += std::uint32_t{1} << row.tag == static_cast<std::uint32_t>(Tag::pioneer) ? row.enterprises : 0;
  return sum;
}

// ---- the table

struct Sign {
  const char* parameter;
  const char *low, *high;
  double (*outcome)(const Settings&, Seed);
  int sign;  ///< of the outcome with the high value less that with the low one
};

const Sign kSigns[] = {
    {"trends.outside_demand_start", "0", "0.08", sold_outside, +1},
    {"trends.outside_demand_end", "-0.2", "0.2", sold_outside, +1},
    {"trends.frontier_growth", "0", "0.03", labour_productivity, +1},
    {"trends.catch_up", "0", "0.04", labour_productivity, +1},
    {"trends.frontier_share", "0.2", "0.8", labour_productivity, -1},
    {"trends.labour_force_start", "-0.02", "0.02", labour_force, +1},
    {"trends.labour_force_end", "-0.02", "0.02", labour_force, +1},
    {"trends.outside_inflation", "0", "0.05", prices, +1},
    {"trends.outside_swing", "0.01", "0.1", industries_swing, +1},
    {"trends.industry_swing", "0.01", "0.1", industries_swing, +1},
    {"trends.swing_persistence", "0.1", "0.9", industries_turn, -1},
    {"trends.city_swing", "0.01", "0.1", cities_swing, +1},
    {"trends.city_swing_persistence", "0.1", "0.9", cities_turn, -1},
    {"trends.known_growth", "0", "0.8", known_lead, +1},
    {"trends.history", "false", "true", outside_price, -1},
    {"trends.enterprise_swing", "0.5", "1.5", spread_of_luck, +1},
    {"trends.enterprise_swing_by_size", "0.1", "0.4", spread_of_luck, -1},
    {"trends.horizon_years", "3", "30", sold_outside, +1},

    {"finance.credit_ceiling", "0.35", "0.7", credit_in_slump, +1},
    {"finance.repayment_speed", "0.01", "0.3", credit_in_slump, -1},
    {"finance.liquidity_floor", "0.1", "0.8", credit_in_slump, +1},
    {"finance.signal_noise", "0", "0.2", rates_apart, +1},
    {"finance.risk_spread", "0", "0.1", interest_spread, +1},
    {"finance.ceiling_by_signal", "0", "2", lent_to_the_good, +1},
    {"finance.capital_response", "0", "8", credit_of_weak_banks, -1},
    {"finance.investment_by_credit", "0", "1", investment_with_weak_banks, -1},

    {"funds.angel_commitment", "0.0002", "0.002", by_angels, +1},
    {"funds.venture_commitment", "0.001", "0.01", by_venture, +1},
    {"funds.buy_out_commitment", "0.001", "0.01", by_buy_out, +1},
    {"funds.angel_months", "12", "120", by_angels, +1},
    {"funds.venture_months", "12", "240", by_venture, +1},
    {"funds.angel_largest", "1", "20", by_angels, +1},
    {"funds.venture_largest", "2", "100", by_venture, +1},
    {"funds.buy_out_largest", "5", "1000", by_buy_out, +1},
    {"funds.runway_months", "6", "36", invested, +1},
    {"funds.life_years", "2", "20", holdings, +1},
    {"funds.home_share", "0.2", "0.9", across, -1},
    {"funds.largest_share", "0.05", "0.5", invested, +1},
    {"funds.error", "0", "0.8", chosen_fitness, -1},
    {"funds.tolerance", "0", "0.5", chosen_fitness, -1},
    {"funds.listing", "0", "0.3", distributed, +1},
    {"funds.sale", "0", "0.3", distributed, +1},
    {"funds.buy_back", "0", "0.3", holdings, -1},
    {"funds.write_off", "0", "0.3", holdings, -1},
    {"funds.listing_multiple", "0.5", "5", distributed_by_listings, +1},
    {"funds.sale_multiple", "0.5", "5", distributed_by_sales, +1},

    {"funds.price_response", "0", "1", mean_holding, -1},
    {"funds.buyer_cash", "0", "1", bought_by_others, -1},
    {"funds.buyer_distance", "0", "4", merged_of_bought, +1},
    {"funds.buyer_likeness", "0", "1", merged_of_bought, +1},

    {"demography.active", "false", "true", exits, +1},
    {"demography.entry_response", "0", "6", entries_in_boom, +1},
    {"demography.exit_response", "0", "4", exits_in_boom, -1},
    {"demography.rent_response", "0", "2", entries_with_parks, -1},
    {"demography.insolvent_exits", "0.1", "0.6", lost_by_banks, +1},
    {"demography.loss_given_default", "0.3", "0.7", lost_by_banks, +1},
    {"demography.unpaid_bills", "0.2", "1", lost_by_suppliers, +1},
    {"demography.money_exits", "0", "1", ended_with_funds, -1},
    {"demography.entrant_productivity", "0.5", "1", productivity_of_the_young, +1},

    {"rewire.active", "false", "true", links_changed, +1},
    {"rewire.turnover", "0.02", "0.4", links_changed, +1},
    {"rewire.light_turnover", "0.1", "0.8", links_changed, +1},
    {"rewire.switching_months", "0.5", "20", suppliers_left, -1},
    {"rewire.essential_switching_months", "0.5", "20", suppliers_left, -1},
    {"rewire.price_fitness", "0", "8", price_of_new_suppliers, -1},
    {"rewire.failing", "0.1", "0.9", suppliers_left, +1},

    {"housing.depreciation", "0.01", "0.1", crowded_price_where_land_is_cheap, -1},
    {"housing.price_elasticity", "0.5", "3", crowded_price, -1},
    {"housing.income_elasticity", "0.2", "2", growing_price, +1},
    {"housing.supply_elasticity", "0", "8", crowded_price, -1},
    {"housing.outlook_response", "0", "4", built_in_slump, -1},
    {"housing.price_years", "0.3", "10", crowded_price_soon, -1},
    {"housing.land_share", "0", "0.5", crowded_treasury, +1},

    {"careers.doing", "0", "0.2", experts_apart, -1},
    {"careers.colleagues", "0", "0.5", apart_within_teams, -1},
    {"careers.field_specific", "0", "1", experts_apart, +1},
    {"careers.career_years", "15", "50", mean_experience, +1},

    {"migrate.gross", "0.02", "0.1", movers, +1},
    {"migrate.gross_experts", "0.02", "0.15", moving_experts, +1},
    {"migrate.from_outside", "0.3", "0.8", share_from_outside, +1},
    {"migrate.observed_net", "0", "2", net_to_harbour, +1},
    {"migrate.wage_elasticity", "0.5", "3", net_to_rich_harbour, +1},
    {"migrate.distance_elasticity", "0.5", "4", near_moves, +1},
    {"migrate.home_share", "0.1", "0.8", leave_rich_harbour, -1},
    {"migrate.housing_share", "0", "0.5", net_to_crowded_harbour, -1},
    {"migrate.outside_people", "0.2", "20", to_rich_region, +1},
    {"migrate.large_city", "0.1", "50", come_to_harbour, +1},
    {"migrate.barrier_general", "0", "1.5", come_past_barrier, -1},
    {"migrate.barrier_college", "0", "1.5", come_past_barrier, -1},

    {"migrate.training", "0", "0.02", graduates, +1},

    {"innovate.research_elasticity", "0.03", "0.2", taught_lead, +1},
    {"innovate.knowledge_depreciation", "0.05", "0.6", taught_lead, +1},
    {"innovate.spillover_share", "0.1", "0.9", lead_nearby, +1},
    {"innovate.spillover_half_km", "20", "400", lead_nearby, +1},
    {"innovate.spillover_limit_km", "50", "400", lead_nearby, +1},
    {"innovate.success_rate", "0.05", "0.6", productivity_apart, +1},
    {"innovate.largest_step", "0.05", "0.3", productivity_apart, +1},
    {"innovate.imitation_share", "0", "1", productivity_apart, -1},
    {"innovate.product_share", "0.1", "0.9", quality_apart, +1},

    {"projects.ideas", "5", "20", projects_begun, +1},
    {"projects.idea_elasticity", "0", "2", projects_begun_by_wise, +1},
    {"projects.research_months", "6", "48", projects_in<Stage::research>, +1},
    {"projects.research_cost", "2", "8", projects_cost<Stage::research>, +1},
    {"projects.research_odds", "0.2", "0.8", projects_passed<Stage::research>, +1},
    {"projects.proof_months", "6", "24", projects_in<Stage::proof>, +1},
    {"projects.proof_cost", "0.5", "2", projects_cost<Stage::proof>, +1},
    {"projects.proof_odds", "0.2", "0.8", projects_passed<Stage::proof>, +1},
    {"projects.proof_places", "1", "100", projects_waiting<Stage::proof>, -1},
    {"projects.pilot_months", "6", "36", projects_in<Stage::pilot>, +1},
    {"projects.pilot_cost", "5", "20", projects_cost<Stage::pilot>, +1},
    {"projects.pilot_odds", "0.2", "0.8", projects_passed<Stage::pilot>, +1},
    {"projects.pilot_places", "1", "100", projects_waiting<Stage::pilot>, -1},
    {"projects.demonstration_months", "6", "24", projects_in<Stage::demonstration>, +1},
    {"projects.demonstration_cost", "10", "40", projects_cost<Stage::demonstration>, +1},
    {"projects.demonstration_odds", "0.2", "0.8", projects_passed<Stage::demonstration>, +1},
    {"projects.demonstration_places", "0.5", "100", projects_waiting<Stage::demonstration>, -1},
    {"projects.industrialisation_months", "12", "48", projects_in<Stage::industrialisation>, +1},
    {"projects.industrialisation_odds", "0.2", "0.9", projects_passed<Stage::industrialisation>, +1},
    {"projects.slow_industries", "[]", kEverything, projects_in<Stage::research>, +1},
    {"projects.slowest_industries", "[]", kEverything, projects_in<Stage::research>, +1},
    {"projects.fast_industries", "[]", kEverything, projects_in<Stage::research>, -1},
    {"projects.slow_factor", "1", "3", in_research_slow, +1},
    {"projects.slowest_factor", "1", "4", in_research_slowest, +1},
    {"projects.fast_factor", "0.3", "1", in_research_fast, +1},
    {"projects.regulated_industries", "[]", kEverything, demonstrated_in_zone, +1},
    {"projects.approval_share", "0.1", "1", approved_in_zone, +1},
    {"projects.by_product", "0", "0.3", projects_in<Stage::proof>, +1},
    {"projects.quality_effect", "0", "0.6", quality_of_late_projects, +1},
    {"projects.signal_noise", "0.3", "2", error_before_proof, +1},
    {"projects.signal_noise_proven", "0.1", "1", error_after_proof, +1},
    {"projects.step_size", "0.05", "0.3", apart_by_projects, +1},
    {"projects.scope", "20", "500", apart_by_projects, +1},
    {"projects.product_share", "0.1", "0.9", quality_by_projects, +1},

    {"products.potential", "0.5", "1", new_output, +1},
    {"products.innovation", "0.2", "5", adopters, +1},
    {"products.imitation", "0.5", "1.5", adopters, +1},
    {"products.price_response", "0", "3", adopters, +1},
    {"products.learning", "0.5", "1.4", new_unit_cost, -1},
    {"products.common_learning", "0.2", "0.9", learning, -1},
    {"products.entry_response", "0", "1.5", makers, +1},
    {"products.relatedness", "0", "3", makers_in_hilltop, -1},
    {"products.expert_response", "0", "2", makers_in_harbour, +1},
    {"products.mature_at", "0.05", "100", makers_in_harbour, +1},
    {"products.cost_response", "0", "5", makers_of_mature_in_harbour, -1},
    {"products.first_share", "0.1", "0.6", first_makers, -1},
    {"products.own_displacement", "0", "1", devoted_to_new, +1},

    {"relocate.active", "false", "true", relocations, +1},
    {"relocate.rate", "0.02", "0.1", relocations, +1},
    {"relocate.cost_push", "0", "3", leave_dear_city, +1},
    {"relocate.small_staff", "1", "100", relocations, +1},
    {"relocate.size_elasticity", "0.1", "1.5", relocations, -1},
    {"relocate.rent_share", "0", "0.8", leave_dear_dwellings, +1},
    {"relocate.cost_pull", "0", "5", reach_dear_city, -1},
    {"relocate.presence", "0", "2", reach_hilltop, -1},
    {"relocate.access", "0", "3", reach_hilltop, -1},
    {"relocate.distance_decay", "0", "3", reach_hilltop, -1},
    {"relocate.limit_km", "100", "1000", reach_hilltop, +1},
    {"relocate.moved_capital", "0.2", "1", invested_by_movers, -1},
    {"relocate.experts_follow", "0.1", "1", experts_along, +1},
    {"relocate.rooted_industries", "[]", kEverything, relocations, -1},

    {"permits.time_share", "0.1", "0.9", building_with_team, -1},
    {"permits.slack", "0", "1", under_construction, -1},

    {"rents.demand_elasticity", "0.1", "2", rents_with_parks, +1},
    {"rents.supply_elasticity", "0.2", "5", rents_with_parks, -1},

    {"recognise.sme_staff", "5", "5000", smaller_by_staff, +1},
    {"recognise.sme_sales", "1", "100", smaller_by_sales, +1},
    {"recognise.innovative_research", "0.004", "0.05", carriers<Tag::innovative_sme>, -1},
    {"recognise.specialised_years", "0", "10", carriers<Tag::specialised_sme>, -1},
    {"recognise.specialised_sales", "1", "200", carriers<Tag::specialised_sme>, -1},
    {"recognise.specialised_research", "0.004", "0.05", carriers<Tag::specialised_sme>, -1},
    {"recognise.specialised_research_money", "0.1", "5", carriers<Tag::specialised_sme>, -1},
    {"recognise.giant_years", "0", "15", carriers<Tag::little_giant>, -1},
    {"recognise.giant_sales", "10", "200", carriers<Tag::little_giant>, -1},
    {"recognise.giant_research_small", "0.004", "0.1", giants_by_research, -1},
    {"recognise.giant_large", "60", "500", giants_by_size, -1},
    {"recognise.giant_research", "0.004", "0.1", carriers<Tag::little_giant>, -1},
    {"recognise.giant_debt", "0.1", "0.9", carriers<Tag::little_giant>, +1},
    {"recognise.champion_years", "1", "30", carriers<Tag::single_champion>, -1},
    {"recognise.champion_sales", "10", "5000", carriers<Tag::single_champion>, -1},
    {"recognise.champion_research", "0.001", "0.1", carriers<Tag::single_champion>, -1},
    {"recognise.champion_rank", "1", "50", carriers<Tag::single_champion>, +1},
    {"recognise.champion_new_years", "0", "50", champions_by_product, -1},
    {"recognise.champion_main", "0.5", "1", champions_by_product, -1},
    {"recognise.product_market", "1000", "1000000", carriers<Tag::single_champion>, -1},
    {"recognise.rivals", "0", "10", carriers<Tag::single_champion>, -1},
    {"recognise.rival_growth", "-0.2", "0.2", champions_later, -1},
    {"recognise.master_rank", "1", "10", carriers<Tag::chain_master>, +1},
    {"recognise.master_suppliers", "2", "100", carriers<Tag::chain_master>, -1},
    {"recognise.pioneers", "1", "10", pioneers, +1},
    {"recognise.startup_years", "1", "10", carriers<Tag::startup>, +1},
};

/// Parameters of these blocks that have no row, and why.
const std::map<std::string, std::string> kWithoutSign = {
    {"recognise.country_share", "the market of a product is that of the country: what the region makes more of it rivals make less of, and "
                                "champions have as many before them; `recognise_test` counts the first places"}};

const char* const kBlocks[] = {"trends", "finance",  "funds",    "demography", "rewire",   "housing",  "careers",
                               "migrate", "innovate", "projects", "products",   "relocate", "recognise", "permits", "rents"};

/// Runs the rows of some blocks, each at both values under the same seeds.
void check_signs(std::initializer_list<const char*> blocks, std::size_t seeds = 2) {
  std::vector<const Sign*> rows;
  for (const Sign& sign : kSigns) {
    const std::string name = sign.parameter;
    if (std::any_of(blocks.begin(), blocks.end(), [&](const std::string& b) { return name.substr(0, name.find('.')) == b; }))
      rows.push_back(&sign);
  }
  REQUIRE_FALSE(rows.empty());
  std::vector<double> values(rows.size() * seeds * 2);
  std::vector<std::string> wrong(values.size());
  const int at_once = Threads(0).count();
  run_side_by_side(values.size(), at_once, [&](std::size_t job) {
    const Sign& row = *rows[job / (2 * seeds)];
    const Threads one(1);
    try {
      values[job] = row.outcome({"parameters." + std::string(row.parameter) + "=" + (job % 2 == 0 ? row.low : row.high)},
                                1 + job / 2 % seeds);
    } catch (const std::exception& failure) {
      wrong[job] = failure.what();
    }
  });
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t seed = 0; seed < seeds; ++seed) {
      const std::size_t job = (r * seeds + seed) * 2;
      INFO(rows[r]->parameter << " at " << rows[r]->low << ": " << values[job] << ", at " << rows[r]->high << ": "
                              << values[job + 1] << ", seed " << seed + 1);
      CHECK(wrong[job] + wrong[job + 1] == "");
      CHECK((values[job + 1] - values[job]) * rows[r]->sign > 0);
    }
}

}  // namespace

TEST_CASE("every parameter of behaviour has a sign in the table or a reason to have none", "[behaviour][signs]") {
  Model model;
  std::set<std::string> known;
  for (const Sign& sign : kSigns) CHECK(known.insert(sign.parameter).second);
  for (const auto& [name, reason] : kWithoutSign) {
    CHECK(known.insert(name).second);
    CHECK(reason.size() > 10);
  }
  std::set<std::string> declared;
  for (Block* block : model.parameter_blocks()) {
    const std::string name(block->name());
    if (std::none_of(std::begin(kBlocks), std::end(kBlocks), [&](const char* b) { return name == b; })) continue;
    for (const ParameterRecord& record : parameters_of(*block)) {
      declared.insert(name + "." + record.name);
      INFO(name << "." << record.name << " has no row");
      CHECK(known.count(name + "." + record.name) == 1);
    }
  }
  for (const std::string& name : known) {
    INFO(name << " is no parameter");
    CHECK(declared.count(name) == 1);
  }
}

TEST_CASE("signs: trends", "[behaviour][signs]") { check_signs({"trends"}); }
TEST_CASE("signs: credit", "[behaviour][signs]") { check_signs({"finance"}); }
TEST_CASE("signs: funds", "[behaviour][signs]") { check_signs({"funds"}); }
TEST_CASE("signs: entry, exit and links", "[behaviour][signs]") { check_signs({"demography", "rewire"}); }
TEST_CASE("signs: dwellings, careers and migration", "[behaviour][signs]") { check_signs({"housing", "careers", "migrate"}); }
TEST_CASE("signs: innovation and projects", "[behaviour][signs]") { check_signs({"innovate", "projects"}); }
TEST_CASE("signs: new products", "[behaviour][signs]") { check_signs({"products"}); }
TEST_CASE("signs: moves of enterprises and tags", "[behaviour][signs]") { check_signs({"relocate", "recognise"}); }
TEST_CASE("signs: permits and rents", "[behaviour][signs]") { check_signs({"permits", "rents"}); }

TEST_CASE("signs are the same under more seeds", "[behaviour][signs][full]") {
  check_signs({"trends", "finance", "funds", "demography", "rewire", "housing", "careers", "migrate", "innovate", "projects",
               "products", "relocate", "recognise", "permits", "rents"},
              8);
}

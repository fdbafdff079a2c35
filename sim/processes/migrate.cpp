// People move between cities, and between cities and the rest of the country, with their dependants and deposits.
//
// Some of a pool consider moving in a year; each of them chooses among all places, the own one included:
//   weight of d for somebody in o = distance(o, d)^-eta exp(U_d + pull_d),   of staying = exp(U_o + hold_o)
//   U = nu ln of the expected real wage, w (1 - u) / (P^(1-a) R^a)
// The constants pull and hold are fitted on the first day by gravity, so that gross flows and the net flow of every
// city are those observed; a raw logit would send half of the region to one city.
// Source: Tombe & Zhu (2019) for the form; Harris & Todaro (1970) for expected wages.
//
// Movers have no work: they leave from the pool of the unemployed, after the separations of the step, and arrive in it.
// Those who go one way between two places and those who go the other way are alike; the difference takes dependants and
// its share of deposits along.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/policy/distances.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/lever_payments.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

constexpr double kLeastEmployed = 0.01;             // keeps the logarithm of a pool without work finite
constexpr double kFirstDayBarrier[] = {0.3, 0.1};   // general; college and experts; within the fitted constants

class Migrate final : public Process {
  double gross = 0.05, gross_experts = 0.08;
  double from_outside = 0.57;
  double observed_net = 1;
  double wage_elasticity = 1.5;
  double distance_elasticity = 2.25;
  double home_share = 0.5;
  double housing_share = 0.25;
  double outside_people = 9.5;
  double large_city = 15;
  double barrier_general = kFirstDayBarrier[0], barrier_college = kFirstDayBarrier[1];
  double training = 0;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Migrate>(*this); }
  std::string_view name() const override { return "migrate"; }
  std::string_view doc() const override { return "Moves between cities and the rest of the country, in whole persons."; }

  void describe(Parameters& p) override {
    p.real("gross", gross, {.unit = "1/year", .min = 0, .max = 0.3,
                            .doc = "People who leave their city in a year on the first day, share of the labour force."});
    p.real("gross_experts", gross_experts,
           {.unit = "1/year", .min = 0, .max = 0.3, .doc = "The same for experts, who are more mobile."});
    p.real("from_outside", from_outside,
           {.unit = "share", .min = 0.01, .max = 0.95,
            .doc = "Arrivals in the cities that come from the rest of the country, on the first day.",
            .source = "census 2020: 29.6 of 52.1 million migrants; recalled", .grade = "D"});
    p.real("observed_net", observed_net,
           {.unit = "ratio", .min = 0, .max = 2,
            .doc = "Net migration of the first day relative to what is observed; 0 makes every city's flows balance, "
                   "which a region at rest needs."});
    p.real("wage_elasticity", wage_elasticity,
           {.unit = "elasticity", .min = 0, .max = 5, .doc = "Odds of a place per log of its expected real wage.",
            .symbol = "nu", .source = "Tombe & Zhu (2019); recalled", .grade = "C"});
    p.real("distance_elasticity", distance_elasticity,
           {.unit = "elasticity", .min = 0, .max = 6, .doc = "Fall of the odds of a city per log of road distance.",
            .symbol = "eta", .source = "10 % more distance needs 15 % more income (IZA DP 7160), times nu", .grade = "C"});
    p.real("home_share", home_share,
           {.unit = "share", .min = 0.01, .max = 0.99,
            .doc = "Those who consider moving and stay, on the first day: how much the own city keeps people when it "
                   "does better."});
    p.real("housing_share", housing_share,
           {.unit = "share", .min = 0, .max = 0.6, .doc = "Rent in the budget that a wage is compared with.",
            .source = "0.2-0.35; recalled", .grade = "D"});
    p.real("outside_people", outside_people,
           {.unit = "ratio", .min = 0.1, .max = 1000,
            .doc = "Labour force of the rest of the country over the region's, on the first day.",
            .source = "740 million employed in the country, 71 in Guangdong; recalled", .grade = "D"});
    p.real("large_city", large_city,
           {.unit = "million persons", .min = 0, .max = 100, .doc = "Cities from this size on have an entry barrier."});
    p.real("barrier_general", barrier_general,
           {.unit = "log points", .min = -1, .max = 3,
            .doc = "Entry barrier of large cities for general workers. The default is the first day's; only the "
                   "difference to it acts, because the constants hold the rest."});
    p.real("barrier_college", barrier_college,
           {.unit = "log points", .min = -1, .max = 3, .doc = "The same for college workers and experts."});
    p.real("training", training,
           {.unit = "1/year", .min = 0, .max = 0.05,
            .doc = "General workers who reach the college tier in a year, beyond those who replace who retires. At 0 tiers keep their "
                   "shares, as posts do: more graduates look for work and wait."});
  }

  void run(World& world, const Instruments& instruments) override {
    places_ = world.city_count() + 1;
    if (world.calendar.step > 0) grow_outside(world);
    for (const Training& lever : instruments.trainings) train(world, lever);
    if (training > 0)
      for (const CityId c : world.cities())
        train(world, {c, Tier::general,
                      training * world.calendar.step_years() *
                          static_cast<double>(world.households.labour_force[pool_of(c, Tier::general)])});
    utilities(world);
    if (world.calendar.step == 0) fit(world);
    if (distances_.renew(world, instruments)) find_nearness(world);
    for (const PeoplePull& pull : instruments.people_pulls) utility_[pool_of(pull.city, pull.tier)] += pull.log_points;
    std::vector<std::int64_t>& moves = world.step_flows.moves;
    std::fill(moves.begin(), moves.end(), std::int64_t{0});
    for_each_task(kTierCount * places_, [&](std::size_t task) {
      const PoolId p = pool_of(CityId{task % places_}, static_cast<Tier>(task / places_));
      if (tier_of(p) != Tier::expert || world.random_processes) choose(world, p);
    });
    if (world.random_processes) {
      find_generations(world);
      keep_within_rows(world);
      move_experts(world);
    }
    for (const PeoplePull& pull : instruments.people_pulls) welcome(world, pull);
    settle(world);
  }

 private:
  std::size_t places_ = 0;
  Distances distances_;
  std::vector<double> nearness_;    // [origin][destination]
  OfPool<double> utility_;          // places x tiers
  OfPool<double> per_person_;       // deposits, fen
  OfPool<std::int64_t> people_;     // labour force before the moves

  std::size_t outside() const { return places_ - 1; }
  bool is_outside(PoolId p) const { return city_of(p).value == outside(); }
  std::int64_t& moved(World& world, std::size_t tier, std::size_t o, std::size_t d) const {
    return world.step_flows.moves[(tier * places_ + o) * places_ + d];
  }

  /// Everybody of the tier who comes to the city gets the same, whether or not he would have come without.
  void welcome(World& world, const PeoplePull& pull) const {
    if (pull.each <= 0) return;
    const auto tier = static_cast<std::size_t>(pull.tier);
    std::int64_t came = 0;
    for (std::size_t o = 0; o < places_; ++o) came += moved(world, tier, o, pull.city.value);
    const std::int64_t served = std::min<std::int64_t>(came, std::max<Money>(pull.affordable, 0) / pull.each);
    const Money amount = served * pull.each;
    const LeverPlaceId place = world.levers.at(pull.lever, pull.city);
    world.levers.take_up[place] += static_cast<std::int32_t>(served);
    world.levers.rejected[place] += static_cast<std::int32_t>(came - served);
    world.households.deposits[pool_of(pull.city, pull.tier)] += amount;
    lever_pays(world, pull.lever, pull.city, Sector::households, amount, Reason::allowances);
  }

  /// Graduates pass to the next tier with their deposits, out of work at first; as many as are out of work now.
  static void train(World& world, const Training& training) {
    Households& h = world.households;
    const PoolId from = pool_of(training.city, training.from);
    const PoolId to{from.value + std::size_t{1}};
    const double step = world.calendar.step;
    const auto upto = [&](double n) { return static_cast<std::int64_t>(std::floor(n * training.persons)); };
    const std::int64_t idle = std::max<std::int64_t>(h.labour_force[from] - h.employed[from], 0);
    const std::int64_t people = std::min(upto(step + 1) - upto(step), idle);
    if (people <= 0) return;
    const Money money = share_of(std::max<Money>(h.deposits[from], 0),
                                 static_cast<double>(people) / static_cast<double>(h.labour_force[from]));
    h.deposits[from] -= money;
    h.deposits[to] += money;
    h.labour_force[from] -= people;
    h.labour_force[to] += people;
    h.labour_force_exact[from] -= static_cast<double>(people);
    h.labour_force_exact[to] += static_cast<double>(people);
  }

  /// Of every pool and, in the last row, of the rest of the country.
  void utilities(const World& world) {
    const Households& h = world.households;
    utility_.assign(places_ * kTierCount);
    people_.assign(places_ * kTierCount);
    per_person_.assign(places_ * kTierCount);
    double money[kTierCount] = {}, heads[kTierCount] = {};
    for (const PoolId p : world.pools()) {
      const CityId c = city_of(p);
      people_[p] = h.labour_force[p];
      if (h.labour_force[p] <= 0 || !(h.wage[p] > 0)) continue;
      const auto force = static_cast<double>(h.labour_force[p]);
      const double at_work = std::max(static_cast<double>(h.employed[p]) / force, kLeastEmployed);
      // rent follows the price of dwellings; the rest of the budget what households buy
      const double living = std::log(world.markets.bundle_price[world.markets.at(Use::households, c)]) +
                            housing_share * std::log(world.housing.real_price[c]);
      utility_[p] = wage_elasticity * (std::log(h.wage[p] * at_work) - living);
      per_person_[p] = static_cast<double>(std::max<Money>(h.deposits[p], 0)) / force;
      money[static_cast<std::size_t>(tier_of(p))] += per_person_[p] * force;
      heads[static_cast<std::size_t>(tier_of(p))] += force;
    }
    for (std::size_t k = 0; k < kTierCount; ++k) {  // who arrives from outside has what people of the region have
      const PoolId p = pool_of(CityId{outside()}, static_cast<Tier>(k));
      const PoolId tier{k};
      utility_[p] = world.calendar.step == 0 ? 0 : wage_elasticity * std::log(world.migration.outside_wage[tier]);
      people_[p] = std::llround(world.migration.outside_people[tier]);
      per_person_[p] = heads[k] > 0 ? money[k] / heads[k] : 0;
    }
  }

  /// Weight of a place by its distance, in the region's data.
  double usual_nearness(const World& world, std::size_t o, std::size_t d) const {
    if (o == d) return 0;
    if (o == outside() || d == outside()) return 1;  // how far outside is, the constants know
    return std::pow(world.region->distance_km[o * world.city_count() + d], -distance_elasticity);
  }
  /// The same with what levers make shorter.
  void find_nearness(const World& world) {
    nearness_.resize(places_ * places_);
    for (std::size_t o = 0; o < places_; ++o)
      for (std::size_t d = 0; d < places_; ++d) {
        double& near = nearness_[o * places_ + d] = usual_nearness(world, o, d);
        if (o != outside() && d != outside()) near *= std::pow(distances_.ratio_for_people(CityId{o}, CityId{d}), -distance_elasticity);
      }
  }

  /// The first day: flows by gravity with the observed margins, and the constants that repeat them.
  void fit(World& world) {
    Migration& m = world.migration;
    const Region& region = *world.region;
    const std::size_t cities = world.city_count();
    double people = 0, labour = 0;
    for (const CityId c : world.cities()) people += static_cast<double>(world.households.population[c]);
    for (const PoolId p : world.pools()) labour += static_cast<double>(people_[p]);
    std::vector<double> kernel(places_ * places_);
    for (std::size_t o = 0; o < places_; ++o)
      for (std::size_t d = 0; d < places_; ++d) kernel[o * places_ + d] = usual_nearness(world, o, d);
    for (std::size_t k = 0; k < kTierCount; ++k) {
      const bool experts = static_cast<Tier>(k) == Tier::expert;
      const double leave = experts ? gross_experts : gross;
      std::vector<double> out(places_), in(places_), observed(places_);
      double arrivals = 0, net = 0, region_people = 0;
      for (std::size_t c = 0; c < cities; ++c) {
        double city = 0;
        for (std::size_t tier = 0; tier < kTierCount; ++tier)
          city += static_cast<double>(people_[pool_of(CityId{c}, static_cast<Tier>(tier))]);
        const auto force = static_cast<double>(people_[pool_of(CityId{c}, static_cast<Tier>(k))]);
        // people to labour force by the region's ratio, to tiers by the city's
        observed[c] = city > 0 ? observed_net * region.cities[c].net_migration * labour / people * force / city : 0.0;
        net += observed[c];
        region_people += force;
      }
      for (std::size_t c = 0; c < cities; ++c) {
        const auto force = static_cast<double>(people_[pool_of(CityId{c}, static_cast<Tier>(k))]);
        out[c] = leave * force + std::max(-observed[c], 0.0);
        in[c] = leave * force + std::max(observed[c], 0.0);
        arrivals += in[c];
      }
      out[cities] = std::max(from_outside * arrivals, net);
      in[cities] = out[cities] - net;
      const std::vector<double> flows = fit_gravity(kernel, out, in);
      m.outside_people[PoolId{k}] = outside_people * region_people;
      m.outside_wage[PoolId{k}] = 1;
      people_[pool_of(CityId{outside()}, static_cast<Tier>(k))] = std::llround(outside_people * region_people);
      constants(world, k, flows, kernel);
    }
  }

  /// Flows are a_o kernel b_d; those from outside, where the kernel is 1, give b of the cities up to a factor.
  void constants(World& world, std::size_t k, const std::vector<double>& flows, const std::vector<double>& kernel) const {
    Migration& m = world.migration;
    const auto flow = [&](std::size_t o, std::size_t d) { return flows[o * places_ + d]; };
    std::vector<double> b(places_);
    std::size_t widest = 0;  // the city that most people reach from outside
    for (std::size_t d = 0; d < outside(); ++d) {
      b[d] = flow(outside(), d);
      if (b[d] > b[widest]) widest = d;
    }
    for (std::size_t o = 0; o < outside() && b[outside()] == 0; ++o)
      if (o != widest && flow(o, widest) > 0)
        b[outside()] = flow(o, outside()) * kernel[o * places_ + widest] / flow(o, widest) * b[widest];
    for (std::size_t o = 0; o < places_; ++o) {
      const PoolId p = pool_of(CityId{o}, static_cast<Tier>(k));
      double leave = 0, elsewhere = 0;
      for (std::size_t d = 0; d < places_; ++d) {
        leave += flow(o, d);
        elsewhere += b[d] * kernel[o * places_ + d];
      }
      constexpr double kNever = 1e-300;
      m.pull[p] = std::log(std::max(b[o], kNever)) - utility_[p];
      m.hold[p] = std::log(std::max(elsewhere, kNever) * home_share / (1 - home_share)) - utility_[p];
      m.restless[p] = people_[p] > 0 ? leave / (1 - home_share) / static_cast<double>(people_[p]) : 0.0;
    }
  }

  /// Where the movers of one pool go, in whole persons.
  void choose(World& world, PoolId p) const {
    const Migration& m = world.migration;
    const Households& h = world.households;
    const std::size_t o = city_of(p).value;
    const auto tier = static_cast<std::size_t>(tier_of(p));
    if (people_[p] <= 0) return;
    double elsewhere = 0;
    for (std::size_t d = 0; d < places_; ++d) elsewhere += weight(world, p, d);
    const double stay = std::exp(utility_[p] + m.hold[p]);
    if (!(elsewhere > 0)) return;
    const double leave = std::min(m.restless[p] * world.calendar.step_years(), 1.0) * elsewhere / (elsewhere + stay);
    const std::int64_t idle = is_outside(p) ? people_[p] : std::max<std::int64_t>(people_[p] - h.employed[p], 0);
    const auto force = static_cast<double>(people_[p]);
    if (!world.random_processes) {
      const double share = std::min(1.0, static_cast<double>(idle) / std::max(leave * force, 1e-9)) / elsewhere;
      std::int64_t left = idle;
      for (std::size_t d = 0; d < places_; ++d) {
        const std::int64_t go = std::min<std::int64_t>(std::llround(leave * force * weight(world, p, d) * share), left);
        moved(world, tier, o, d) = go;
        left -= go;
      }
      return;
    }
    divide(world, p, std::min(idle, world.luck.binomial(people_[p], leave, Event::migration, p.value, world.calendar.step)));
  }

  double weight(const World& world, PoolId p, std::size_t d) const {
    const std::size_t o = city_of(p).value;
    if (d == o) return 0;
    const PoolId there = pool_of(CityId{d}, tier_of(p));
    return nearness_[o * places_ + d] *
           std::exp(utility_[there] + world.migration.pull[there] - barrier(world, static_cast<std::size_t>(tier_of(p)), d));
  }

  /// So many of a pool over places, by chance.
  void divide(World& world, PoolId p, std::int64_t left) const {
    const std::uint32_t step = world.calendar.step;
    const std::size_t o = city_of(p).value;
    const auto tier = static_cast<std::size_t>(tier_of(p));
    double elsewhere = 0;
    for (std::size_t d = 0; d < places_; ++d) elsewhere += weight(world, p, d);
    for (std::size_t d = 0; d < places_ && left > 0; ++d) {
      const double here = weight(world, p, d);
      if (here <= 0) continue;
      const std::int64_t go = elsewhere > here ? world.luck.binomial(left, here / elsewhere, Event::migration, mix(p.value, d), step)
                                               : left;
      moved(world, tier, o, d) = go;
      left -= go;
      elsewhere -= here;
    }
  }

  /// Experts by whom a city's number changes with the trend of the labour force: so many begin, or retire and nobody takes their
  /// place. Who retires has no work and does not move.
  void find_generations(World& world) {
    Households& h = world.households;
    young_.assign(outside(), 0);
    for (const CityId c : world.cities()) {
      const PoolId p = pool_of(c, Tier::expert);
      std::int64_t idle = h.labour_force[p] - h.employed[p];
      for (std::size_t d = 0; d < places_; ++d) idle -= moved(world, static_cast<std::size_t>(Tier::expert), c.value, d);
      const std::int64_t more = std::llround(h.labour_force_exact[p]) - h.labour_force[p];
      young_[c.value] = h.labour_force[p] > 0 ? std::max(more, -std::max<std::int64_t>(idle, 0)) : 0;
    }
  }

  /// No more come from outside, and no more begin, than there are rows for.
  void keep_within_rows(World& world) {
    const auto tier = static_cast<std::size_t>(Tier::expert);
    std::int64_t room = static_cast<std::int64_t>(world.experts.key.size() - world.experts.count()), come = 0;
    for (std::size_t c = 0; c < outside(); ++c) {
      if (people_[pool_of(CityId{c}, Tier::expert)] <= 0) moved(world, tier, outside(), c) = 0;  // like whom would they be?
      room += moved(world, tier, c, outside()) - young_[c];
      come += moved(world, tier, outside(), c);
    }
    if (come <= room) return;
    const double part = static_cast<double>(std::max<std::int64_t>(room, 0)) / static_cast<double>(std::max<std::int64_t>(come, 1));
    for (std::size_t c = 0; c < outside(); ++c) {
      std::int64_t& of_city = moved(world, tier, outside(), c);
      of_city = static_cast<std::int64_t>(part * static_cast<double>(of_city));
    }
    for (std::size_t c = 0; c < outside() && room < 0; ++c) {
      const std::int64_t wait = std::clamp<std::int64_t>(young_[c], 0, -room);
      young_[c] -= wait;
      room += wait;
    }
  }

  /// A person who is between two cities.
  struct Mover {
    std::uint32_t to, key;
    std::uint16_t field, experience;
    float knowledge;
  };
  std::vector<std::vector<std::uint64_t>> idle_;    // by city; a random number above the expert's index
  std::vector<std::vector<Mover>> newcomers_;       // [city] from outside, then the young
  std::vector<Mover> movers_;                       // to a city: from others, from outside, the young
  std::vector<std::int64_t> young_;                 // by city; negative: who retires
  std::vector<std::uint32_t> rows_;                 // of those who leave a city
  std::vector<std::int64_t> stayed_, begin_, room_;  // by city

  /// Experts of a city without work, each with its lot.
  static void draw_lots(const World& world, CityId city, std::vector<std::uint64_t>& lots) {
    const Experts& x = world.experts;
    ManyWords words;
    std::uint64_t keys[ManyWords::kMost];
    std::uint32_t idle[ManyWords::kMost];
    const std::uint32_t last = x.city_begin[CityId{city.value + 1u}];
    for (std::uint32_t begin = x.city_begin[city]; begin < last; begin += ManyWords::kMost) {
      std::size_t count = 0;
      for (std::uint32_t i = begin; i < std::min<std::uint32_t>(last, begin + ManyWords::kMost); ++i) {
        idle[count] = i;
        keys[count] = x.key[ExpertId{i}];
        count += x.employer[ExpertId{i}].valid() ? 0 : 1;
      }
      world.luck.words(Event::expert_migration, keys, count, world.calendar.step, words);
      for (std::size_t k = 0; k < count; ++k) lots.push_back(std::uint64_t{words.w[0][k]} << 32 | idle[k]);
    }
  }

  /// The experts themselves: who among those without work moves is drawn by lot; cities keep their rows together.
  void move_experts(World& world) {
    Experts& x = world.experts;
    const auto tier = static_cast<std::size_t>(Tier::expert);
    const std::size_t cities = world.city_count();
    idle_.resize(cities);
    newcomers_.resize(cities);
    for_each_task(cities, [&](std::size_t c) {
      const std::int64_t come = moved(world, tier, outside(), c), young = std::max<std::int64_t>(young_[c], 0);
      std::int64_t leaving = std::max<std::int64_t>(-young_[c], 0);
      for (std::size_t d = 0; d < places_; ++d) leaving += moved(world, tier, c, d);
      idle_[c].clear();
      newcomers_[c].clear();
      if (leaving + come + young == 0) return;
      draw_lots(world, CityId{c}, idle_[c]);
      for (std::int64_t n = 0; n < come + young; ++n) newcomers_[c].push_back(newcomer(world, CityId{c}, n, n >= come));
      smallest_first(idle_[c], static_cast<std::size_t>(leaving));
    });
    movers_.clear();
    for (const std::vector<Mover>& newcomers : newcomers_) movers_.insert(movers_.end(), newcomers.begin(), newcomers.end());
    stayed_.assign(cities, 0);
    for (std::size_t c = 0; c < cities; ++c) {
      rows_.clear();
      std::size_t next = 0;
      for (std::size_t d = 0; d < places_; ++d)
        for (std::int64_t n = moved(world, tier, c, d); n > 0; --n) {
          const ExpertId id = drawn(idle_[c][next++]);
          if (d < cities)
            movers_.push_back({static_cast<std::uint32_t>(d), x.key[id], x.field[id], x.experience[id], x.knowledge[id]});
          rows_.push_back(id.value);
        }
      for (std::int64_t n = young_[c]; n < 0; ++n) rows_.push_back(drawn(idle_[c][next++]).value);
      // the last rows of the city fill the gaps, from the last gap on
      std::sort(rows_.begin(), rows_.end(), std::greater<>());
      std::uint32_t end = x.city_begin[CityId{c + 1}];
      for (const std::uint32_t row : rows_) put(x, ExpertId{row}, ExpertId{--end});
      stayed_[c] = end - x.city_begin[CityId{c}];
    }
    close_ranks(x);
    room_ = begin_;
    for (std::size_t c = 0; c < cities; ++c) room_[c] += stayed_[c];
    for (const Mover& m : movers_) {
      const ExpertId id{static_cast<std::uint32_t>(room_[m.to]++)};
      x.employer[id] = EnterpriseId{};
      x.key[id] = m.key;
      x.field[id] = m.field;
      x.experience[id] = m.experience;
      x.knowledge[id] = m.knowledge;
    }
  }

  /// One more in a city is like one there without work, if there is any, drawn by lot, as those who leave have none: so what experts
  /// know on average does not change. The young have no experience.
  Mover newcomer(const World& world, CityId city, std::int64_t number, bool young) const {
    const Experts& x = world.experts;
    const std::uint32_t first = x.city_begin[city], people = x.city_begin[CityId{city.value + 1u}] - first;
    const Words words = world.luck.words(Event::expert_arrival, mix(city.value, static_cast<std::uint64_t>(number)), world.calendar.step);
    const std::vector<std::uint64_t>& idle = idle_[city.value];
    const ExpertId like = idle.empty() ? ExpertId{first + words.w[0] % people} : drawn(idle[words.w[0] % idle.size()]);
    return {city.value, words.w[1], x.field[like], young ? std::uint16_t{0} : x.experience[like], x.knowledge[like]};
  }

  static void put(Experts& x, ExpertId to, ExpertId from) {
    x.employer[to] = x.employer[from];
    x.key[to] = x.key[from];
    x.field[to] = x.field[from];
    x.experience[to] = x.experience[from];
    x.knowledge[to] = x.knowledge[from];
  }

  /// Cities shift to make room. The order within a city is free, so that as many rows move as a city shifts: from one
  /// of its ends to the other.
  void close_ranks(Experts& x) {
    const std::size_t cities = outside();
    room_.assign(cities, 0);
    for (const Mover& m : movers_) ++room_[m.to];
    begin_.assign(cities + 1, 0);
    for (std::size_t c = 0; c < cities; ++c) begin_[c + 1] = begin_[c] + stayed_[c] + room_[c];
    const auto shift = [&](std::size_t c) {
      const std::int64_t old = x.city_begin[CityId{c}], now = begin_[c], by = std::min(std::abs(now - old), stayed_[c]);
      for (std::int64_t i = 0; i < by; ++i) {
        const std::int64_t from = now > old ? old + i : old + stayed_[c] - 1 - i;
        const std::int64_t to = now > old ? now + stayed_[c] - 1 - i : now + i;
        put(x, ExpertId{static_cast<std::uint32_t>(to)}, ExpertId{static_cast<std::uint32_t>(from)});
      }
    };
    for (std::size_t c = cities; c-- > 0;)
      if (begin_[c] > x.city_begin[CityId{c}]) shift(c);
    for (std::size_t c = 0; c < cities; ++c)
      if (begin_[c] < x.city_begin[CityId{c}]) shift(c);
    for (std::size_t c = 0; c <= cities; ++c) x.city_begin[CityId{c}] = static_cast<std::uint32_t>(begin_[c]);
  }

  /// Rise of the entry barrier since the first day.
  double barrier(const World& world, std::size_t tier, std::size_t d) const {
    if (d == outside() || world.region->cities[d].population < large_city * 1e6) return 0;
    return tier == 0 ? barrier_general - kFirstDayBarrier[0] : barrier_college - kFirstDayBarrier[1];
  }

  /// People, dependants and deposits change places. Experts who begin or retire only change their number: they live where they did
  /// (as in `trend` for the other tiers).
  void settle(World& world) const {
    Households& h = world.households;
    if (world.random_processes)
      for (const CityId c : world.cities()) {
        h.labour_force[pool_of(c, Tier::expert)] += young_[c.value];
        h.population[c] += young_[c.value];
      }
    double population = 0, labour = 0;
    for (const CityId c : world.cities()) population += static_cast<double>(h.population[c]);
    for (const PoolId p : world.pools()) labour += static_cast<double>(people_[p]);
    const double dependants = labour > 0 ? std::max(population / labour - 1, 0.0) : 0.0;
    for (std::size_t k = 0; k < kTierCount; ++k)
      for (std::size_t a = 0; a < places_; ++a)
        for (std::size_t b = a + 1; b < places_; ++b) {
          const std::int64_t net = moved(world, k, a, b) - moved(world, k, b, a);
          if (net > 0) move(world, k, a, b, net, dependants);
          if (net < 0) move(world, k, b, a, -net, dependants);
        }
  }

  void move(World& world, std::size_t k, std::size_t from, std::size_t to, std::int64_t persons, double dependants) const {
    Households& h = world.households;
    const PoolId leave = pool_of(CityId{from}, static_cast<Tier>(k)), join = pool_of(CityId{to}, static_cast<Tier>(k));
    std::int64_t with = std::llround(dependants * static_cast<double>(persons));
    const Money money = fen_of_one(per_person_[leave] * 0.01 * static_cast<double>(persons));
    if (from == outside()) {
      world.migration.outside_people[PoolId{k}] -= static_cast<double>(persons);
    } else {
      std::int64_t inactive = h.population[CityId{from}];
      for (std::size_t t = 0; t < kTierCount; ++t) inactive -= h.labour_force[pool_of(CityId{from}, static_cast<Tier>(t))];
      with = std::min(with, std::max<std::int64_t>(inactive, 0));
      h.population[CityId{from}] -= persons + with;
      h.labour_force[leave] -= persons;
      h.labour_force_exact[leave] -= static_cast<double>(persons);
      h.deposits[leave] -= money;
      world.banks.deposits[CityId{from}] -= money;
      world.banks.interbank[CityId{from}] -= money;
    }
    if (to == outside()) {
      world.migration.outside_people[PoolId{k}] += static_cast<double>(persons);
    } else {
      h.population[CityId{to}] += persons + with;
      h.labour_force[join] += persons;
      h.labour_force_exact[join] += static_cast<double>(persons);
      h.deposits[join] += money;
      world.banks.deposits[CityId{to}] += money;
      world.banks.interbank[CityId{to}] += money;
    }
    const auto party = [&](std::size_t place) {
      return place == outside() ? Party{Sector::outside, kRestOfCountry} : Party{Sector::households, place};
    };
    world.ledger.pay(party(from), party(to), money, Reason::migration);
    if (from == outside()) world.outside.clearing -= money;
    if (to == outside()) world.outside.clearing += money;
  }

  /// People and real wages of the rest of the country follow the trends of the region.
  static void grow_outside(World& world) {
    const double years = world.calendar.years(), step = world.calendar.step_years();
    for (std::size_t k = 0; k < kTierCount; ++k) {
      world.migration.outside_people[PoolId{k}] *= 1 + per_step(world.trends->labour_force(years), step);
      world.migration.outside_wage[PoolId{k}] *= 1 + per_step(world.trends->productivity(years), step);
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_migrate() { return std::make_unique<Migrate>(); }

}  // namespace lingnan

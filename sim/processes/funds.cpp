// Private funds put equity into enterprises that run out of money, hold it for years and give what comes back to owners.
//
// Each city has an angel, a venture and a buy-out fund, owned by its households, who pay in when it invests. A fund looks
// at some enterprises with an agent of their own that lose money and have less than a runway of it, at home or elsewhere,
// and takes the one that seems best: quality over price in its market, seen with an error, and the signal of its
// projects. The money stays in the enterprise for the runway: owners take no dividends out of it. Holdings end by
// listing, sale, buy-back or write-off at constant hazards, and when the fund's life is over. A sale is to another
// enterprise, which buys the whole: it takes the target over where both are in one city and industry.
// Funds of levers bring money that private ones would not have: where it looks for the same enterprises, all pay more for them.
// Sources: hazards and life as declared; ends for lack of money: CB Insights (2021), Why startups fail; prices: Gompers & Lerner
// (2000), Money chasing deals?
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/distances.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/merger.hpp"
#include "sim/world/relatedness.hpp"
#include "sim/world/lever_payments.hpp"
#include "sim/world/succession.hpp"

namespace lingnan {

namespace {

struct Mandate {
  double commitment = 0;     ///< share of the yearly income of the city's households
  double youth_months = 0;   ///< oldest age
  double largest_mln_cny = 0;
};

class PrivateFunds final : public Process {
  std::array<Mandate, kFundKinds> mandates{{{0.0005, 36, 5}, {0.01, 96, 100}, {0.01, 1200, 1000}}};
  double runway_months = 18;
  double life_years = 10;
  double home_share = 0.7;
  double largest_share = 0.3;
  double error = 0.1, tolerance = 0.1;
  double listing = 0.006, sale = 0.02, buy_back = 0.03, write_off = 0.06;
  double listing_multiple = 3, sale_multiple = 1.5;
  double price_response = 0.19;
  double buyer_cash = 0.3, buyer_distance = 1, buyer_likeness = 0.8;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<PrivateFunds>(*this); }
  std::string_view name() const override { return "funds"; }
  std::string_view doc() const override { return "Private funds: capital calls, equity, exits and distributions."; }

  void describe(Parameters& p) override {
    p.real("angel_commitment", mandates[0].commitment,
           {.unit = "share", .min = 0, .max = 0.1,
            .doc = "Commitments to a city's angel fund, of its households' yearly income."});
    p.real("venture_commitment", mandates[1].commitment,
           {.unit = "share", .min = 0, .max = 0.1, .doc = "The same to its venture fund."});
    p.real("buy_out_commitment", mandates[2].commitment,
           {.unit = "share", .min = 0, .max = 0.1, .doc = "The same to its buy-out fund."});
    p.real("angel_months", mandates[0].youth_months,
           {.unit = "months", .min = 1, .max = 1200,
            .doc = "Oldest enterprise without a project that an angel fund takes."});
    p.real("venture_months", mandates[1].youth_months,
           {.unit = "months", .min = 1, .max = 1200, .doc = "The same of a venture fund; a buy-out fund takes any."});
    p.real("angel_largest", mandates[0].largest_mln_cny,
           {.unit = "mln_cny", .min = 0.1, .max = 1e5, .doc = "Largest investment of an angel fund."});
    p.real("venture_largest", mandates[1].largest_mln_cny,
           {.unit = "mln_cny", .min = 0.1, .max = 1e5, .doc = "Largest investment of a venture fund."});
    p.real("buy_out_largest", mandates[2].largest_mln_cny,
           {.unit = "mln_cny", .min = 0.1, .max = 1e5, .doc = "Largest investment of a buy-out fund."});
    p.real("runway_months", runway_months,
           {.unit = "months", .min = 1, .max = 60, .doc = "Months of losses that an investment is to last for.",
            .source = "12-24"});
    p.real("life_years", life_years,
           {.unit = "years", .min = 2, .max = 30,
            .doc = "Life of a fund; then it sells what it holds and a new one follows.",
            .source = "8-20 years, terms of funds", .grade = "C"});
    p.real("home_share", home_share,
           {.unit = "share", .min = 0, .max = 1, .doc = "Enterprises of its own city among those that a fund looks at."});
    p.real("largest_share", largest_share,
           {.unit = "share", .min = 0.01, .max = 0.9, .doc = "Largest share of an enterprise that one investment buys."});
    p.real("error", error,
           {.unit = "share", .min = 0, .max = 1, .doc = "Standard deviation of a fund's error about quality over price."});
    p.real("tolerance", tolerance,
           {.unit = "share", .min = 0, .max = 1, .doc = "How far below the mean of its market a fund takes an enterprise."});
    p.real("listing", listing,
           {.unit = "1/year", .min = 0, .max = 0.5, .doc = "Hazard that a holding is listed.",
            .source = "at most 0.0078: 600 of 8,000 backed projects in ten years, Shenzhen", .grade = "C"});
    p.real("sale", sale, {.unit = "1/year", .min = 0, .max = 0.5, .doc = "Hazard that a holding is sold."});
    p.real("buy_back", buy_back,
           {.unit = "1/year", .min = 0, .max = 0.5, .doc = "Hazard that the enterprise buys a holding back at cost."});
    p.real("write_off", write_off, {.unit = "1/year", .min = 0, .max = 0.5, .doc = "Hazard that a holding is written off."});
    p.real("listing_multiple", listing_multiple,
           {.unit = "ratio", .min = 0, .max = 20, .doc = "Price of a listed share over its value in the books."});
    p.real("sale_multiple", sale_multiple,
           {.unit = "ratio", .min = 0, .max = 20, .doc = "Price of a sold share over its value in the books."});
    p.real("price_response", price_response,
           {.unit = "elasticity", .min = 0, .max = 1,
            .doc = "Price that funds pay for an enterprise to the money promised for its industry, over what private funds promise.",
            .source = "prices rise by 7-21 % where inflows double, Gompers & Lerner (2000): 0.10-0.28; recalled",
            .grade = "B"});
    p.real("buyer_cash", buyer_cash,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Least deposits of an enterprise that buys another one, of the price; its bank lends what it does not pay of its own.",
            .source = "0.4: loans for mergers are at most 60 % of the price, CBIRC (2015) No. 5; recalled", .grade = "D"});
    p.real("buyer_distance", buyer_distance,
           {.unit = "elasticity", .min = 0, .max = 5, .doc = "Fall of the odds of a buyer with its road distance to what it buys."});
    p.real("buyer_likeness", buyer_likeness,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Least likeness of the inputs of the buyer's industry to those of what it buys; above it odds rise with it."});
  }

  void run(World& world, const Instruments& instruments) override {
    std::fill(world.step_flows.fund_money.begin(), world.step_flows.fund_money.end(), Money{0});
    std::fill(world.step_flows.mergers.begin(), world.step_flows.mergers.end(), std::int64_t{0});
    world.step_flows.acquisitions = 0;
    if (!world.random_processes) return;
    Enterprises& e = world.enterprises;
    for_each(e.ids(), [&](EnterpriseId f) {
      if (e.backed_until[f] <= world.calendar.step) e.reserve[f] = 0;
    });
    if (world.calendar.step == 0) set_up_all(world);
    distances_.renew(world, instruments);
    terms_ = {};
    for (const FundTerms& other : instruments.fund_terms) {
      terms_.runway_months += other.runway_months;
      terms_.exits *= other.exits;
      terms_.write_offs *= other.write_offs;
      terms_.life *= other.life;
      terms_.tolerance += other.tolerance;
      terms_.looks *= other.looks;
    }
    bear_losses_ = instruments.fund_terms;
    for (const FundId fund : world.funds.deposits.ids()) exits(world, fund, instruments);
    mergers_.finish(world);
    if (!world.calendar.first_of_month()) return;
    find_candidates(world);
    find_prices(world, instruments);
    for (const FundId fund : world.funds.deposits.ids()) {
      const PublicFund* rule = public_fund(world, fund, instruments);
      if (world.funds.lever[fund] != 0 && rule && world.funds.since[fund] == Funds::kNotYet) set_up_public(world, fund, *rule);
      if (world.funds.lever[fund] == 0 || rule) invest(world, fund, rule);
    }
  }

 private:
  static constexpr std::uint32_t kLooks = 16;
  static constexpr std::uint32_t kBuyers = 32;   // enterprises that are asked
  static constexpr double kNearKm = 20;          // distance within a city
  struct Candidate {
    EnterpriseId enterprise;
    double need = 0, loss = 0;
  };
  /// What a fund that looks at one finds.
  struct View {
    double seen = 0;
    bool project = false;
    std::size_t stage = 0;  ///< of its most advanced project
  };
  std::vector<std::vector<Candidate>> by_city_;
  std::vector<std::size_t> upto_city_;  // candidates of it and of those before
  OfCell<double> usual_;                // fitness
  std::vector<double> needed_;          // by candidates of an industry
  std::vector<double> dearer_;          // [industry] ratio of prices to those without funds of levers
  std::vector<Money> shares_;
  std::vector<double> weights_;
  Distances distances_;
  IndustryMatrix likeness_;
  std::vector<double> odds_;     // [cell] of buyers
  Mergers mergers_;
  OfEnterprise<float> promise_;        // best signal of its projects; 0 without one
  OfEnterprise<std::uint8_t> stage_;   // of its most advanced project

  FundTerms terms_;                     // of all levers
  std::vector<FundTerms> bear_losses_;  // with what is left of their money
  static constexpr double kTopTenth = 1.2816;   // standard deviations above the mean
  static constexpr std::size_t kVenture = 1;    // mandate of funds of levers

  static CityId home(const World& world, FundId fund) { return CityId{world.funds.city[fund]}; }
  const Mandate& mandate(const World& world, FundId fund) const {
    return mandates[world.funds.lever[fund] == 0 ? fund.value % kFundKinds : kVenture];
  }
  /// What the lever says whose fund it is; nothing if it is private or the lever does not work.
  static const PublicFund* public_fund(const World& world, FundId fund, const Instruments& instruments) {
    for (const PublicFund& rule : instruments.public_funds)
      if (rule.lever + 1 == world.funds.lever[fund] && rule.city == home(world, fund)) return &rule;
    return nullptr;
  }
  double life_of(const PublicFund* rule) const { return terms_.life * (rule ? rule->life_years : life_years); }

  /// Commitments of a lever's fund.
  static void set_up_public(World& world, FundId fund, const PublicFund& rule) {
    Funds& funds = world.funds;
    funds.since[fund] = static_cast<std::int32_t>(world.calendar.step);
    funds.callable[fund] = rule.commitment;
    funds.public_share[fund] = static_cast<float>(rule.public_share);
  }

  /// A part of what private owners of a lever's fund pay in they would have paid to the city's venture fund, and some more leaves
  /// other industries: both are taken off that fund's promises as the money is called.
  static void crowd_out(World& world, FundId fund, const PublicFund& rule, Money call) {
    Money& promised = world.funds.callable[FundId{home(world, fund).value * kFundKinds + kVenture}];
    promised -= std::min(std::max<Money>(promised, 0), share_of(call, rule.withdrawn));
  }

  /// The public owner of a fund gets or pays its share through the payers of its lever: what is paid in goes through the city.
  Money public_call(World& world, FundId fund, Money call) const {
    const Money part = share_of(call, static_cast<double>(world.funds.public_share[fund]));
    if (part == 0) return 0;
    const CityId city = home(world, fund);
    const std::uint32_t lever = world.funds.lever[fund] - 1u;
    world.levers.at_risk[world.levers.at(lever, city)] += part;
    lever_pays(world, lever, city, Sector::funds, part, Reason::capital_calls);
    return part;
  }
  void public_return(World& world, FundId fund, Money part) const {
    const CityId city = home(world, fund), province{world.city_count()};
    const LeverId lever{world.funds.lever[fund] - 1u};
    world.levers.recovered[world.levers.at(lever, city)] += part;
    const Money centre = share_of(part, world.lever_payers[lever].centre);
    const Money to_province = share_of(part, world.lever_payers[lever].province);
    world.treasuries.deposits[city] += part - centre - to_province;
    world.treasuries.deposits[province] += to_province;
    const Party from{Sector::funds, city.value};
    world.ledger.pay(from, {Sector::outside, kCentre}, centre, Reason::distributions);
    world.ledger.pay(from, {Sector::treasuries, province.value}, to_province, Reason::distributions);
    world.ledger.pay(from, {Sector::treasuries, city.value}, part - centre - to_province, Reason::distributions);
  }

  void set_up_all(World& world) const {
    for (const FundId fund : world.funds.deposits.ids()) {
      if (world.funds.lever[fund] != 0) continue;
      const double age = world.luck.uniform(Event::fund_choice, mix(world.funds.key[fund], 1), 0);
      world.funds.since[fund] = -static_cast<std::int32_t>(age * life_years * world.calendar.per_year());
      set_up(world, fund, 1 - age);
    }
  }
  void set_up(World& world, FundId fund, double left) const {
    double income = 0;
    for (std::size_t k = 0; k < kTierCount; ++k)
      income += world.households.permanent_income[pool_of(home(world, fund), static_cast<Tier>(k))];
    world.funds.callable[fund] = fen(std::max(0.0, mandate(world, fund).commitment * left * income * world.calendar.per_year()));
  }

  /// What an enterprise is worth to an investor: its books, at least half a year's sales.
  static double worth(const World& world, EnterpriseId f) {
    const Enterprises& e = world.enterprises;
    return std::max(static_cast<double>(world.net_worth(f)), static_cast<double>(e.revenue[f]) * world.calendar.per_year() / 2);
  }

  void exits(World& world, FundId fund, const Instruments& instruments) {
    const PublicFund* const rule = public_fund(world, fund, instruments);
    Funds& funds = world.funds;
    Enterprises& e = world.enterprises;
    const CityId city = home(world, fund);
    const double step = world.calendar.step_years();
    if (funds.since[fund] == Funds::kNotYet) return;
    const bool over = static_cast<std::int64_t>(world.calendar.step) - funds.since[fund] >=
                      static_cast<std::int64_t>(life_of(rule) * world.calendar.per_year());
    const auto chance = [&](double hazard) { return chance_per_step(hazard, step); };
    for (std::uint32_t i = 0; i < Funds::kHoldings; ++i) {
      const HoldingId h{fund.value * Funds::kHoldings + i};
      const EnterpriseId f = funds.enterprise[h];
      if (!f.valid()) continue;
      double u = world.luck.uniform(Event::fund_exit, mix(world.funds.key[fund], i), world.calendar.step);
      double price = 0;
      bool ends = over || !exists(e, f), back = false;
      if (exists(e, f)) {
        const double value = static_cast<double>(funds.share[h]) * worth(world, f);
        const double sold = terms_.exits * (rule ? rule->exits : 1.0);
        if ((u -= chance(sold * listing)) < 0) {
          ends = true;
          price = listing_multiple * value;
        } else if ((u -= chance(sold * sale)) < 0 || over) {
          if (sell(world, f, instruments)) continue;
          ends = true;  // no enterprise wants it
          price = sale_multiple * value;
        } else if ((u -= chance(buy_back)) < 0) {
          ends = back = true;
          price = std::min(static_cast<double>(funds.paid[h]), static_cast<double>(std::max<Money>(e.deposits[f], 0)));
        } else if ((u -= chance(terms_.write_offs * write_off)) < 0) {
          ends = true;
        }
      }
      if (!ends) continue;
      const Money paid = nearest(price);
      if (back) {
        e.deposits[f] -= paid;
        world.ledger.pay({Sector::enterprises, world.region->city_of(e.cell[f]).value}, {Sector::funds, city.value}, paid,
                         Reason::equity);
      } else {
        households_buy(world, city, paid);
      }
      end_holding(world, fund, h, paid, rule);
    }
    if (!over) return;
    distribute(world, fund, 0);
    if (funds.lever[fund] != 0) {
      funds.since[fund] = Funds::kNotYet;
      funds.callable[fund] = 0;
      return;
    }
    funds.since[fund] = static_cast<std::int32_t>(world.calendar.step);
    set_up(world, fund, 1);
  }

  /// What a holding brought goes to the fund's owners.
  void end_holding(World& world, FundId fund, HoldingId h, Money paid, const PublicFund* rule) {
    Funds& funds = world.funds;
    funds.deposits[fund] += paid;
    funds.enterprise[h] = EnterpriseId{};
    const double loss = static_cast<double>(std::max<Money>(funds.paid[h] - paid, 0));
    if (funds.lever[fund] != 0)
      world.levers.at_risk[world.levers.at(funds.lever[fund] - 1u, home(world, fund))] -=
          share_of(funds.paid[h], static_cast<double>(funds.public_share[fund]));
    bear_loss(world, fund, loss);
    distribute(world, fund, rule ? rule->loss_share * loss : 0.0);
  }

  /// Another enterprise buys the whole of `f` from all its owners, if one is found.
  bool sell(World& world, EnterpriseId f, const Instruments& instruments) {
    const Enterprises& e = world.enterprises;
    const double price = sale_multiple * worth(world, f);
    const EnterpriseId buyer = price > 0 ? find_buyer(world, f, price) : EnterpriseId{};
    if (!buyer.valid()) return false;
    const CityId city = world.region->city_of(e.cell[f]);
    const bool merges = e.cell[buyer] == e.cell[f];
    Funds& funds = world.funds;
    Money left = nearest(price);
    if (merges) borrow_for(world, buyer, left);
    for (const HoldingId h : funds.enterprise.ids()) {
      if (funds.enterprise[h] != f) continue;
      const FundId fund{h.value / Funds::kHoldings};
      const Money part = std::min(left, nearest(static_cast<double>(funds.share[h]) * price));
      pay_out(world, buyer, merges, part, {Sector::funds, home(world, fund).value});
      end_holding(world, fund, h, part, public_fund(world, fund, instruments));
      left -= part;
    }
    pay_owners(world, buyer, merges, city, left);
    ++world.step_flows.acquisitions;
    if (!merges) return true;
    ++world.step_flows.mergers[e.cell[f]];
    mergers_.merge(world, f, buyer);
    return true;
  }

  /// An enterprise with an agent of its own, no smaller than `f`, that has cash and worth enough: drawn by its industry's
  /// likeness, by distance and by size.
  EnterpriseId find_buyer(const World& world, EnterpriseId f, double price) {
    const Region& region = *world.region;
    const Enterprises& e = world.enterprises;
    const CellId cell = e.cell[f];
    const auto s = static_cast<Eigen::Index>(region.industry_of(cell).value);
    if (likeness_.size() == 0) likeness_ = likeness_of_inputs(region);
    odds_.assign(region.cell_count(), 0.0);
    double all = 0;
    for (const CellId c : world.cells()) {
      const auto u = static_cast<Eigen::Index>(region.industry_of(c).value);
      const double alike = u == s ? 1.0 : likeness_(s, u);
      if (alike < buyer_likeness || world.recipe(c).public_service) continue;
      const double km = distances_.km(world, region.city_of(cell), region.city_of(c));
      odds_[c.value] = alike * std::pow(std::max(km, kNearKm), -buyer_distance) * world.markets.usual_demand[c] * world.markets.price[c];
      all += odds_[c.value];
    }
    if (!(all > 0)) return {};
    for (std::uint32_t t = 0; t < kBuyers; ++t) {
      const Words words = world.luck.words(Event::merger, e.birth_key[f], world.calendar.step, t);
      double place = to_uniform(words.w[0], words.w[1]) * all;
      CellId c{0};
      for (const CellId other : world.cells()) {
        if (!(odds_[other.value] > 0)) continue;
        c = other;
        if ((place -= odds_[other.value]) < 0) break;
      }
      double sales = 0;
      for (const EnterpriseId g : world.enterprises_in(c)) sales += is_pool(e, g) ? 0.0 : e.expected_demand[g];
      place = to_uniform(words.w[2], words.w[3]) * sales;
      for (const EnterpriseId g : world.enterprises_in(c)) {
        if (!exists(e, g) || is_pool(e, g) || (place -= e.expected_demand[g]) >= 0) continue;
        const bool able = static_cast<double>(e.deposits[g]) >= buyer_cash * price && static_cast<double>(world.net_worth(g)) >= price;
        if (g != f && able && e.expected_demand[g] * e.price[g] >= e.expected_demand[f] * e.price[f]) return g;
        break;
      }
    }
    return {};
  }

  /// Half of a buyer's deposits go into the price, its bank lends the rest.
  static void borrow_for(World& world, EnterpriseId buyer, Money price) {
    Enterprises& e = world.enterprises;
    const Money loan = std::max<Money>(0, price - e.deposits[buyer] / 2);
    const std::size_t city = world.region->city_of(e.cell[buyer]).value;
    e.loans[buyer] += loan;
    e.deposits[buyer] += loan;
    world.ledger.pay({Sector::banks, city}, {Sector::enterprises, city}, loan, Reason::lending);
  }

  /// The buyer pays, or its owners do where it becomes the owner of an enterprise that goes on: what it owns is then worth what
  /// they put in.
  void pay_out(World& world, EnterpriseId buyer, bool merges, Money amount, Party to) {
    const CityId city = world.region->city_of(world.enterprises.cell[buyer]);
    if (merges) {
      world.enterprises.deposits[buyer] -= amount;
      world.ledger.pay({Sector::enterprises, city.value}, to, amount, Reason::equity);
      return;
    }
    pay_by_deposits(world, pools_of(city), amount, [&](PoolId p, Money share) {
      world.households.deposits[p] -= share;
      world.ledger.pay({Sector::households, city.value}, to, share, Reason::equity);
    });
  }

  /// Owners beside funds are households, of the city and of the whole region, as for dividends.
  void pay_owners(World& world, EnterpriseId buyer, bool merges, CityId city, Money amount) {
    Households& h = world.households;
    const Money local = share_of(amount, world.institutions->local_ownership);
    const auto give = [&](IdRange<PoolId> pools, Money sum) {
      std::vector<double> weights;
      for (const PoolId p : pools) weights.push_back(h.dividend_share[p]);
      std::vector<Money> shares(weights.size());
      apportion<double>(sum, weights, shares);
      std::size_t i = 0;
      for (const PoolId p : pools) {
        const Money part = shares[i++];
        pay_out(world, buyer, merges, part, {Sector::households, city_of(p).value});
        h.deposits[p] += part;
      }
    };
    give(pools_of(city), local);
    give(h.deposits.ids(), amount - local);
  }

  /// Levers pay a share of what a fund lost, to its owners.
  void bear_loss(World& world, FundId fund, double loss) {
    const CityId city = home(world, fund);
    for (FundTerms& terms : bear_losses_) {
      const Money amount = std::min(terms.affordable, nearest(terms.loss_share * loss));
      if (amount <= 0) continue;
      terms.affordable -= amount;
      ++world.levers.take_up[world.levers.at(terms.lever, city)];
      world.funds.deposits[fund] += amount;
      lever_pays(world, terms.lever, city, Sector::funds, amount, Reason::allowances);
    }
  }

  /// Households of the whole region buy shares of a fund, by their deposits.
  void households_buy(World& world, CityId city, Money price) {
    Households& h = world.households;
    pay_by_deposits(world, h.deposits.ids(), price, [&](PoolId p, Money amount) {
      h.deposits[p] -= amount;
      world.ledger.pay({Sector::households, city_of(p).value}, {Sector::funds, city.value}, amount, Reason::equity);
    });
  }

  /// Everything on a fund's account goes to its owners. Of a loss the public owner of a lever's fund bears as much of the private
  /// part as `borne` says, out of what it would get.
  void distribute(World& world, FundId fund, double borne) {
    Households& h = world.households;
    const CityId city = home(world, fund);
    Money amount = world.funds.deposits[fund];
    if (amount <= 0) return;
    world.funds.deposits[fund] = 0;
    if (world.funds.lever[fund] != 0) {
      const double share = static_cast<double>(world.funds.public_share[fund]);
      const Money part = std::max<Money>(0, share_of(amount, share) - nearest(borne * (1 - share)));
      public_return(world, fund, part);
      amount -= part;
    }
    pay_by_deposits(world, pools_of(city), amount, [&](PoolId p, Money share) {
      h.deposits[p] += share;
      world.ledger.pay({Sector::funds, city.value}, {Sector::households, city.value}, share, Reason::distributions);
    });
  }

  static IdRange<PoolId> pools_of(CityId city) {
    return {pool_of(city, Tier::general), PoolId{pool_of(city, Tier::expert).value + std::size_t{1}}};
  }

  template <class Pay>
  void pay_by_deposits(const World& world, IdRange<PoolId> pools, Money amount, Pay&& pay) {
    weights_.clear();
    for (const PoolId p : pools) weights_.push_back(static_cast<double>(std::max<Money>(world.households.deposits[p], 0)));
    shares_.assign(weights_.size(), 0);
    apportion<double>(amount, weights_, shares_);
    std::size_t i = 0;
    for (const PoolId p : pools) pay(p, shares_[i++]);
  }

  /// What enterprises of a cell pay and keep, by the month's terms.
  struct Here {
    Wages wage;
    double kept_of_sales, runway;
  };
  /// Columns of some of them.
  struct Rows {
    static constexpr std::size_t kMost = 256;
    std::size_t count;
    const float *multiplicity, *wage_factor;
    const std::int32_t *staff_general, *staff_college, *staff_expert;
    const Money *costs, *revenue, *deposits;

    Rows(const Enterprises& e, EnterpriseId f, std::size_t rows)
        : count(rows), multiplicity(&e.multiplicity[f]), wage_factor(&e.wage_factor[f]), staff_general(&e.staff_general[f]),
          staff_college(&e.staff_college[f]), staff_expert(&e.staff_expert[f]), costs(&e.costs[f]), revenue(&e.revenue[f]),
          deposits(&e.deposits[f]) {}
  };
  /// Those that are short of money.
  struct Short {
    std::size_t count;
    std::uint32_t row[Rows::kMost];
    double need[Rows::kMost], loss[Rows::kMost];
  };

  LINGNAN_VECTORISED static void find_short(Rows rows, Here here, Short& found) {
    double need[Rows::kMost], loss[Rows::kMost];
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double payroll =
          pay_of(here.wage, rows.wage_factor[i], rows.staff_general[i], rows.staff_college[i], rows.staff_expert[i]) * 100;
      const double revenue = static_cast<double>(rows.revenue[i]) * here.kept_of_sales;
      loss[i] = payroll + static_cast<double>(rows.costs[i]) - revenue;
      need[i] = here.runway * loss[i] - larger(0.0, static_cast<double>(rows.deposits[i]) + revenue - payroll);
    }
    found.count = 0;
    for (std::size_t i = 0; i < rows.count; ++i) {
      found.row[found.count] = static_cast<std::uint32_t>(i);
      found.need[found.count] = need[i];
      found.loss[found.count] = loss[i];
      const bool alone = rows.multiplicity[i] > 0 && !(rows.multiplicity[i] > 1);
      found.count += static_cast<std::size_t>(alone & (loss[i] > 0) & (need[i] > 0));
    }
  }

  /// Enterprises with an agent of their own that lose money and have less than a runway of it. What funds think of them is
  /// found out where one looks: few are looked at.
  void find_candidates(World& world) {
    const Enterprises& e = world.enterprises;
    if (promise_.size() != e.size()) {
      promise_.assign(e.size());
      stage_.assign(e.size());
      usual_.assign(world.region->cell_count());
    }
    by_city_.resize(world.city_count());
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      by_city_[c].clear();
      see_projects(world, city);
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(city, s);
        if (world.recipe(cell).public_service) continue;
        usual_[cell] = usual_fitness(world, cell);
        if (usual_[cell] > 0) find_candidates(world, cell, by_city_[c]);
      }
    });
    upto_city_.clear();
    std::size_t sum = 0;
    for (const auto& list : by_city_) upto_city_.push_back(sum += list.size());
  }

  /// Prices of enterprises by industry: (1 + public promises / private promises)^response, both as far as they are for the
  /// industry. Promises are for industries as their candidates need money; those of a lever's fund mostly within its mandate.
  void find_prices(const World& world, const Instruments& instruments) {
    dearer_.assign(world.industry_count(), 1.0);
    const auto promised = [&](FundId fund) { return static_cast<double>(std::max<Money>(world.funds.callable[fund], 0)); };
    double by_private = 0, by_levers = 0;
    for (const FundId fund : world.funds.callable.ids()) (world.funds.lever[fund] == 0 ? by_private : by_levers) += promised(fund);
    if (!(by_private > 0) || !(by_levers > 0)) return;
    needed_.assign(world.industry_count(), 0.0);
    double all = 0;
    for (const std::vector<Candidate>& city : by_city_)
      for (const Candidate& c : city) {
        needed_[world.region->industry_of(world.enterprises.cell[c.enterprise]).value] += c.need;
        all += c.need;
      }
    for (const FundId fund : world.funds.callable.ids()) {
      const PublicFund* const rule = world.funds.lever[fund] == 0 ? nullptr : public_fund(world, fund, instruments);
      if (!rule) continue;
      const auto weight = [&](IndustryId s) { return rule->reach->covers(s) ? 1.0 : 1 - rule->mandate; };
      double meant = 0;
      for (const IndustryId s : world.industries()) meant += weight(s) * needed_[s.value];
      if (!(meant > 0)) continue;
      for (const IndustryId s : world.industries()) dearer_[s.value] += promised(fund) / by_private * weight(s) * all / meant;
    }
    for (double& ratio : dearer_) ratio = std::pow(ratio, price_response);
  }

  void find_candidates(const World& world, CellId cell, std::vector<Candidate>& candidates) const {
    const Here here{.wage = wages_in(world, world.region->city_of(cell)),
                    .kept_of_sales = 1 - world.recipe(cell).sales_tax,
                    .runway = runway_steps(world)};
    const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
    Short found;
    for (std::uint32_t f = ids.first.value; f < ids.last.value; f += Rows::kMost) {
      find_short(Rows(world.enterprises, EnterpriseId{f}, std::min<std::size_t>(Rows::kMost, ids.last.value - f)), here, found);
      for (std::size_t i = 0; i < found.count; ++i)
        candidates.push_back({EnterpriseId{f + found.row[i]}, found.need[i], found.loss[i]});
    }
  }

  /// Projects of a city's enterprises.
  void see_projects(const World& world, CityId city) {
    const IdRange<EnterpriseId> ids = world.enterprises_in(city);
    std::fill_n(&promise_[ids.first], ids.size(), 0.0f);
    std::fill_n(&stage_[ids.first], ids.size(), std::uint8_t{0});
    const Projects& j = world.projects;
    for (std::uint32_t i = j.city_begin[city]; i < j.city_begin[CityId{city.value + 1u}]; ++i) {
      const EnterpriseId owner = j.owner[ProjectId{i}];
      if (!owner.valid()) continue;
      stage_[owner] = std::max(stage_[owner], j.stage[ProjectId{i}]);
      promise_[owner] = std::max(promise_[owner], 1 + std::max(-0.9f, 0.1f * j.signal[ProjectId{i}]));
    }
  }

  View view(const World& world, EnterpriseId f) const {
    const Enterprises& e = world.enterprises;
    const double project = static_cast<double>(promise_[f]);
    double seen = fitness(e, f) / usual_[e.cell[f]] - 1;
    seen += error * bell(world.luck.words(Event::fund_choice, e.birth_key[f], world.calendar.step, 1));
    if (project > 0) seen += project - 1;
    return {seen, project > 0, stage_[f]};
  }

  /// The `i`-th of all candidates.
  const Candidate& candidate(std::size_t i) const {
    const auto city = static_cast<std::size_t>(std::upper_bound(upto_city_.begin(), upto_city_.end(), i) - upto_city_.begin());
    return by_city_[city][i - (city > 0 ? upto_city_[city - 1] : 0)];
  }

  /// Steps that an investment is to last for.
  double runway_steps(const World& world) const { return (runway_months + terms_.runway_months) * world.calendar.per_month(); }

  /// Years from now until a project that is in a stage has become something to sell, by usual lengths.
  static double years_to_exit(std::size_t stage) {
    constexpr double kYears[kStages] = {8.5, 5.5, 4.5, 3, 2};
    return kYears[stage];
  }

  /// Does the fund see the end of what it begins?
  bool lasts(const World& world, FundId fund, const PublicFund* rule, const View& view) const {
    const double age = (world.calendar.step - static_cast<double>(world.funds.since[fund])) * world.calendar.step_years();
    return !view.project || age + years_to_exit(view.stage) <= life_of(rule);
  }

  void invest(World& world, FundId fund, const PublicFund* rule_of_lever) {
    Funds& funds = world.funds;
    Enterprises& e = world.enterprises;
    const CityId city = home(world, fund);
    const Mandate& rule = mandate(world, fund);
    Money available = funds.deposits[fund] + funds.callable[fund];
    if (rule_of_lever && rule_of_lever->public_share > 0)
      available = std::min(available, nearest(static_cast<double>(rule_of_lever->affordable) / rule_of_lever->public_share));
    if (available <= 0 || upto_city_.back() == 0) return;
    const double home_looks = rule_of_lever ? rule_of_lever->home : home_share;
    std::uint32_t free = 0;
    while (free < Funds::kHoldings && funds.enterprise[HoldingId{fund.value * Funds::kHoldings + free}].valid()) ++free;
    if (free == Funds::kHoldings) return;
    const Candidate* best = nullptr;
    double best_seen = 0;
    for (std::uint32_t t = 0; t < static_cast<std::uint32_t>(std::lround(terms_.looks * kLooks)); ++t) {
      const Words words = world.luck.words(Event::fund_choice, mix(world.funds.key[fund], 2), world.calendar.step, t);
      const bool at_home = (words.w[0] + 0.5) * 0x1.0p-32 < home_looks;
      const std::vector<Candidate>& near = by_city_[city.value];
      if (at_home && near.empty()) continue;
      const Candidate& c = at_home ? near[words.w[1] % near.size()] : candidate(words.w[1] % upto_city_.back());
      const View view = this->view(world, c.enterprise);
      const bool fits = view.project || e.age[c.enterprise] <= rule.youth_months;
      const double least = -tolerance - terms_.tolerance;
      if (!fits || view.seen < least || e.backed_until[c.enterprise] > world.calendar.step) continue;
      if (!lasts(world, fund, rule_of_lever, view)) continue;
      if (rule_of_lever) {
        const CellId cell = e.cell[c.enterprise];
        const bool meant = rule_of_lever->reach->covers(world.region->industry_of(cell));
        if (!meant && (words.w[2] + 0.5) * 0x1.0p-32 >= 1 - rule_of_lever->mandate) continue;
        if (view.seen > kTopTenth * error && (words.w[3] + 0.5) * 0x1.0p-32 < rule_of_lever->avoided) continue;
      }
      if (best && view.seen <= best_seen) continue;
      best = &c;
      best_seen = view.seen;
    }
    if (!best) return;
    const EnterpriseId f = best->enterprise;
    const double value = worth(world, f) * dearer_[world.region->industry_of(e.cell[f]).value];
    const double most = std::min({rule.largest_mln_cny * 1e8, largest_share / (1 - largest_share) * value,
                                  static_cast<double>(available)});
    const Money amount = nearest(std::min(best->need, most));
    if (amount <= 0) return;
    const Money call = std::max<Money>(0, amount - funds.deposits[fund]);
    Households& h = world.households;
    pay_by_deposits(world, pools_of(city), call - public_call(world, fund, call), [&](PoolId p, Money share) {
      h.deposits[p] -= share;
      world.ledger.pay({Sector::households, city.value}, {Sector::funds, city.value}, share, Reason::capital_calls);
    });
    funds.callable[fund] -= call;
    if (rule_of_lever) crowd_out(world, fund, *rule_of_lever, call);
    funds.deposits[fund] += call - amount;
    const CityId where = world.region->city_of(e.cell[f]);
    world.ledger.pay({Sector::funds, city.value}, {Sector::enterprises, where.value}, amount, Reason::equity);
    world.step_flows.fund_money[city.value * world.city_count() + where.value] += amount;
    e.deposits[f] += amount;
    e.reserve[f] = amount;
    // less money than needed lasts less long
    const double runway = runway_steps(world);
    const double lasts = runway - (best->need - static_cast<double>(amount)) / best->loss;
    e.backed_until[f] = world.calendar.step + static_cast<std::uint32_t>(std::ceil(std::clamp(lasts, 0.0, runway)));
    const HoldingId row{fund.value * Funds::kHoldings + free};
    funds.enterprise[row] = f;
    funds.share[row] = static_cast<float>(static_cast<double>(amount) / (value + static_cast<double>(amount)));
    funds.paid[row] = amount;
  }
};

}  // namespace

std::unique_ptr<Process> make_funds() { return std::make_unique<PrivateFunds>(); }

}  // namespace lingnan

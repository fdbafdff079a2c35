// The hooks: lists that one phase each reads. Levers append entries; nothing is ever called back, and the lists are cleared
// before every step, so there is nothing to undo when a lever ends.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/money.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// Cities, industries and classes of new products that a lever is meant for.
struct Reach {
  std::vector<std::uint8_t> cities, industries, classes;  ///< [index]: 1 if it is

  bool covers(CityId city) const { return cities[city.value] != 0; }
  bool covers(IndustryId industry) const { return industries[industry.value] != 0; }
  bool covers(ClassId product) const { return classes[product.value] != 0; }
  bool covers(CityId city, IndustryId industry) const { return covers(city) && covers(industry); }
};

// --- money: read by `policy` -------------------------------------------------------------------------------------

/// Public money for what a lever has bought in a city: services, works and equipment.
struct LeverCost {
  std::uint32_t lever = 0;
  CityId city;
  Money amount = 0;
  bool outside = false;  ///< bought in the rest of the country: paid in `settle`, with what payers give for it
};

/// Cash for an enterprise from its city.
struct Grant {
  std::uint32_t lever = 0;
  EnterpriseId enterprise;
  Money amount = 0;
  std::uint16_t mark = 0;  ///< what it does not get again
};

/// Spending that is called research and is not, because a lever pays for research.
struct Relabelled {
  std::uint32_t lever = 0;
  CityId city;
  Money amount = 0;
};

/// Cash for each enterprise that enters in reach: a startup, or paid into its pool.
struct EntryGrant {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  Money each = 0;
  Money affordable = 0;
};

/// What a city supports from now on.
struct CityChoice {
  std::uint32_t lever = 0;
  CityId city;
  std::int32_t choice = Levers::kNothing;  ///< one more than an industry
  std::optional<ChoiceReason> reason;      ///< none: it keeps to what it has chosen
  double payoff = 0;                       ///< that it sees, per yuan, if it goes by that
};

/// Applicants that a lever did not serve.
struct TurnedAway {
  std::uint32_t lever = 0;
  CityId city;
  std::int32_t applicants = 0;
};

/// An enterprise that enters a lever's zone, or leaves it.
struct Tenant {
  std::uint32_t lever = 0;
  EnterpriseId enterprise;
  bool enters = true;
};

// --- recognition: read by `recognise` ----------------------------------------------------------------------------

/// A share of research that is refunded, up to the most.
struct ResearchRefund {
  double share = 0;
  double most = 0;  ///< yuan a year

  /// Yuan, of what is spent on research in so many years.
  double of(double research, double years = 1) const { return std::min(share * research, most * years); }
};

/// What a lever pays to those who are recognised. Who fulfils a rule but for its research calls other spending research where that is
/// worth it.
struct Recognition {
  struct Rung {
    Tag tag;
    double prize;  ///< yuan
  };
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  std::vector<Rung> rungs;  ///< the highest last
  Mark once{};              ///< of who has had a prize
  ResearchRefund refund;    ///< of those on any rung
  double bending_cost = 1;  ///< what a yuan of bent figures costs the enterprise, yuan

  /// Of the highest rung, yuan; nothing for who has had one.
  double prize(std::uint16_t tags) const {
    double highest = 0;
    if ((tags & static_cast<std::uint16_t>(once)) != 0) return 0;
    for (const Rung& rung : rungs)
      if ((tags & static_cast<std::uint16_t>(rung.tag)) != 0) highest = rung.prize;
    return highest;
  }
  /// Prize and a year's refund to who spends so much on research a year, yuan.
  double brings(std::uint16_t tags, double research) const {
    const bool any = std::any_of(rungs.begin(), rungs.end(),
                                 [&](const Rung& rung) { return (tags & static_cast<std::uint16_t>(rung.tag)) != 0; });
    return prize(tags) + (any ? refund.of(research) : 0.0);
  }
};

// --- behaviour ---------------------------------------------------------------------------------------------------

/// Founders of whom help brings `more` times as many as come without. What founders expect has a Pareto tail: its log above the least for
/// which somebody founds without help is exponential, and so is their log productivity, with standard deviation `spread`. Help
/// lowers the least productivity by `spread` · ln(more): who comes only for it lies between the two.
struct Founders {
  double more = 1;    ///< ratio
  double spread = 0;  ///< standard deviation of the log productivity of founders, log points

  /// Log points by which the founder with the draw `u` in (0, 1) is worse than the mean of those who come without help; of these it is 0.
  double shortfall(double u) const {
    const double above = -std::log(u) - std::log(more);
    return above < 0 ? spread * (1 - above) : 0.0;
  }
  /// Mean productivity of all, over that of those who come without help.
  double mean() const {
    if (!(more > 1) || spread == 0) return 1;
    const double power = 1 - spread;
    const double below = std::abs(power) < 1e-9 ? std::log(more) : std::expm1(power * std::log(more)) / power;
    return (1 + std::exp(-spread) * below) / more;
  }
};

/// What a lever multiplies in a city's industry.
enum class Lift : std::uint8_t {
  capital,      ///< wanted capital: `plan`
  permits,      ///< pace of permits, over that in ordinary times: `permits`
  desks,        ///< what a city's desks for permits can handle: `permits`
  entry,        ///< rate of entry: `demography`
  startups,     ///< rate at which experts found startups: `demography`
  arrival,      ///< odds as a place to move to: `relocate`
  departure,    ///< hazard of moving away: `relocate`
  search,       ///< speed of the search for a supplier: `rewire`
  home_bias,    ///< odds of a product of the region against an imported one, where it is bought: `trade`
  research,     ///< arrival of ideas: `projects`
};
struct CellLift {
  Lift what = Lift::capital;
  const Reach* reach = nullptr;
  double factor = 1;
  CityId city{};          ///< this one only, if valid
  IndustryId industry{};  ///< this one only, if valid
  double spread = 0;      ///< `entry` and `startups` by a lower cost: log productivity of founders, standard deviation

  bool covers(CityId c, IndustryId s) const {
    return reach->covers(c, s) && (!city.valid() || city == c) && (!industry.valid() || industry == s);
  }
};

/// Rooms that a lever's tenants have in a city.
struct RoomSupport {
  std::uint32_t lever = 0;
  CityId city;
  double share = 0;     ///< of the rent, paid for them; below 1
  double built = 0;     ///< share of their rooms that did not stand before
};

/// Money for enterprises that move to a place in reach.
struct MovingGrant {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  double share = 0;        ///< of the book value of its capital
  Money affordable = 0;
};

/// Terms of banks for enterprises that carry one of some tags.
struct CreditTerms {
  const Reach* reach = nullptr;
  std::uint16_t tags = 0;   ///< any of these bits; 0: all
  double spread = 0;        ///< 1/year, added to the rate
  double noise = 1;         ///< error of the bank's signal, ratio
  double ceiling = 0;       ///< added to the most loans, share of assets
};

/// Profit tax of the tenants of a lever's zone, ratio to the ordinary one.
struct TaxRelief {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;  ///< cities that have the zone; tenants of other cities have a seat there and nothing else
  double ratio = 1;
};

/// Experts whom an enterprise has because a lever pays: their number for the time being.
struct FundedPosts {
  EnterpriseId enterprise;
  std::int32_t posts = 0;
};

/// A supplier that learns from its chain-master in this step.
struct Development {
  EnterpriseId supplier;
  double more = 0;      ///< log points that it is to learn from now on, on top of what is left
  double share = 0;     ///< of what is left, learnt in this step
  double leak = 0;      ///< share of the gain that spills over to others of the cell
};

/// A supplier that works for one customer has less for others, or has time for them again.
struct SalesToOthers {
  EnterpriseId supplier;
  double ratio = 1;     ///< of its part of its market, to that of the last step
};

/// A customer pays a part of what a link brought in this step at once.
struct EarlyPayment {
  EnterpriseId customer;
  LinkId link;
  double share = 0;     ///< of the bill
};

/// The cities in reach come nearer to each other.
struct Nearer {
  const Reach* reach = nullptr;
  double ratio = 1;     ///< of road distances, to those without it
  double for_people = 1;  ///< the same, as far as it counts for who moves to live elsewhere

  bool operator==(const Nearer&) const = default;
};

/// Places for a stage of innovation projects in a city: who gets one passes with other odds and at another pace.
struct StageService {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  CityId city;
  std::size_t stage = 0;
  double per_year = 0;          ///< projects that it takes in a year
  std::int64_t affordable = 0;  ///< projects that the budget pays for in this step
  double odds = 0;              ///< at mean technical quality
  double gain_with_money = 1;   ///< of what it adds to the odds, the part for owners who could pay for the stage themselves
  double pace = 1;              ///< length of the stage with it, ratio
  Money cost_each = 0;          ///< public money for each project that begins
};

/// Shorter waiting for approval, in regulated industries of a city.
struct FasterApproval {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  CityId city;
  double per_year = 0;  ///< projects that it takes in a year
  double pace = 1;      ///< length of the wait with it, ratio
};

/// Research for everybody in a city: experts' worth of it for each industry in reach, by what its enterprises know.
struct PublicResearch {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  CityId city;
  double experts = 0;           ///< persons of mean knowledge
};

/// First users of a class of new products.
struct FirstUse {
  ClassId product;
  double references = 1;        ///< ratio of the rate at which others adopt on their own account
  double units = 0;             ///< output at base prices in this step that adds to experience
};

/// Exponent of relatedness in who begins to make a new product, added.
struct RelatedEntry {
  const Reach* reach = nullptr;
  double exponent = 0;
};

/// A place for people: log points of its utility for a tier, and what is paid for each who comes.
struct PeoplePull {
  std::uint32_t lever = 0;
  CityId city;
  Tier tier = Tier::college;
  double log_points = 0;
  Money each = 0;
  Money affordable = 0;
};

/// People of a city who pass from a tier to the next one in this step.
struct Training {
  CityId city;
  Tier from = Tier::general;
  double persons = 0;
};

/// A fund with public money.
struct PublicFund {
  std::uint32_t lever = 0;
  const Reach* reach = nullptr;
  CityId city;
  Money commitment = 0;         ///< of all owners, for its whole life
  double public_share = 0;      ///< of the commitment
  double mandate = 1;           ///< share of its investments that must be in reach
  double home = 1;              ///< share of its looks that go to its own city
  double life_years = 10;
  double tolerance = 0;         ///< share of the mean below which it still invests
  double loss_share = 0;        ///< of private losses that the public owner bears
  double withdrawn = 0;         ///< private promises that leave the city's venture fund, of what it calls
  double exits = 1;             ///< ratio of the hazards of sale and listing
  double avoided = 0;           ///< chance that a candidate of the best tenth turns it down
  Money affordable = 0;         ///< public money that the budget has left for calls
};

/// How investors of all kinds stand to failure, and how well they see.
struct FundTerms {
  std::uint32_t lever = 0;
  double looks = 1;             ///< ratio of the candidates that a fund looks at
  double loss_share = 0;        ///< of what is lost in write-offs: paid to the fund by the lever
  Money affordable = 0;
  double runway_months = 0;     ///< added
  double exits = 1;             ///< ratio of the hazards of sale
  double write_offs = 1;        ///< ratio of the hazard of writing off
  double life = 1;              ///< ratio
  double tolerance = 0;         ///< added to how far below the mean of its market a fund takes an enterprise
};

class Instruments {
 public:
  std::vector<LeverCost> costs;
  std::vector<Grant> grants;
  std::vector<Relabelled> relabelled;
  std::vector<EntryGrant> entry_grants;
  std::vector<CityChoice> choices;
  std::vector<TurnedAway> turned_away;
  std::vector<Tenant> tenants;
  std::vector<Recognition> recognitions;
  std::vector<CellLift> lifts;
  std::vector<RoomSupport> room_support;
  std::vector<MovingGrant> moving_grants;
  std::vector<CreditTerms> credit_terms;
  std::vector<TaxRelief> tax_reliefs;
  std::vector<FundedPosts> funded_posts;
  std::vector<Development> developments;
  std::vector<SalesToOthers> sales_to_others;
  std::vector<EarlyPayment> early_payments;
  std::vector<Nearer> nearer;
  std::vector<StageService> stage_services;
  std::vector<FasterApproval> faster_approvals;
  std::vector<PublicResearch> public_research;
  std::vector<FirstUse> first_uses;
  std::vector<RelatedEntry> related_entries;
  std::vector<PeoplePull> people_pulls;
  std::vector<Training> trainings;
  std::vector<PublicFund> public_funds;
  std::vector<FundTerms> fund_terms;
  double belief = 1;  ///< in support that is promised, over the usual one

  /// visit(list) for every list.
  template <class Visit>
  void lists(Visit&& visit) {
    visit(costs);
    visit(grants);
    visit(relabelled);
    visit(entry_grants);
    visit(choices);
    visit(turned_away);
    visit(tenants);
    visit(recognitions);
    visit(lifts);
    visit(room_support);
    visit(moving_grants);
    visit(credit_terms);
    visit(tax_reliefs);
    visit(funded_posts);
    visit(developments);
    visit(sales_to_others);
    visit(early_payments);
    visit(nearer);
    visit(stage_services);
    visit(faster_approvals);
    visit(public_research);
    visit(first_uses);
    visit(related_entries);
    visit(people_pulls);
    visit(trainings);
    visit(public_funds);
    visit(fund_terms);
  }
  void clear() {
    lists([](auto& list) { list.clear(); });
    belief = 1;
  }

  /// Product of all that levers multiply there; 1 without levers.
  double lift(Lift what, CityId city, IndustryId industry) const {
    double factor = 1;
    for (const CellLift& entry : lifts)
      if (entry.what == what && entry.covers(city, industry)) factor *= believed(entry);
    return factor;
  }

  /// Who founds there because levers lower the cost of entry: each lowers what founders have to expect.
  Founders founders(Lift what, CityId city, IndustryId industry) const {
    Founders all;
    double lower = 0;  // log points of productivity
    for (const CellLift& entry : lifts) {
      if (entry.what != what || !entry.covers(city, industry)) continue;
      const double more = believed(entry);
      all.more *= more;
      if (more > 1) lower += entry.spread * std::log(more);
    }
    if (all.more > 1) all.spread = lower / std::log(all.more);
    return all;
  }

 private:
  double believed(const CellLift& entry) const {
    const bool promised = entry.what == Lift::capital || entry.what == Lift::entry || entry.what == Lift::startups ||
                          entry.what == Lift::arrival || entry.what == Lift::departure;
    return promised ? std::max(0.0, 1 + belief * (entry.factor - 1)) : entry.factor;
  }
};

}  // namespace lingnan

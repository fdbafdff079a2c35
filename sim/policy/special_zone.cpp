// A zone with a low profit tax for listed industries: Hengqin, Nansha, Hetao. Source: policy card L17, see `lingnan describe
// lever special_zone`.
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/policy/zone_places.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kShells = 0.2;  // of applicants: would only book there; assumption

class SpecialZone final : public Lever {
  double tax_ratio = 0.6;
  double capacity = 500;
  double arrival = 1.1;
  double talent = 0.02;
  double permit_cut = 0.2;
  double substance = 0.7;
  double stay_years = 10;
  double seats = 0;
  double cost = 20;
 public:
  SpecialZone() : Lever(500) {}
  std::string_view name() const override { return "special_zone"; }
  std::string_view doc() const override { return "A zone with a low profit tax for listed industries: Hengqin, Nansha, Hetao."; }
  LeverNote note() const override {
    return {.mechanism = "Enterprises of the industries and cities in reach apply for a place; the test of substance turns away a "
                         "share of those who would only book there. Tenants pay a lower profit tax; specialised enterprises have that "
                         "rate anyway and do not apply. The zone draws enterprises and people, and capacity is permitted sooner. What "
                         "is not taken in taxes is a tax expenditure, matched like other costs. Profits of enterprises elsewhere "
                         "that rent a seat only (`seats_applied_for`) are counted as displacement.",
            .hooks = "wedge on profit, delay, location",
            .evidence = "Rates of 15 % against 25 %; no causal estimates for these zones.",
            .backfire = "Profits move without activity; enterprises that were there anyway pay less.",
            .name_zh = "特殊功能区（横琴、南沙、河套）",
            .mechanism_zh = "目录行业企业在区内按15%缴纳企业所得税（通常25%），实质经营审查，名额有限；减免计入税式支出；仅登记、无实质经营的利润计为转移。",
            .grade = "D",
            .example = "{lever: special_zone, target: {cities: [Zhuhai], industries: [PHAR]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const double strength = std::min(view.strength, 1.0);
    if (view.first_step) administer(view, view.strength * cost * world.calendar.per_month(), out);
    out.tax_reliefs.push_back({.lever = view.lever, .reach = &reach(), .ratio = 1 - strength * (1 - tax_ratio)});
    if (view.first_step) {
      std::vector<std::int64_t> places;
      for (const CityId c : world.cities()) places.push_back(reach().covers(c) ? std::llround(view.strength * capacity) : 0);
      fill_zones(view, reach(), places, stay_years,
                 [&](EnterpriseId f) {
                   // who would only book there is so for life; the test finds most of them
                   const Words words = world.luck.words(Event::lever_score, e.birth_key[f], 0, view.key);
                   const bool shell = to_uniform(words.w[0], words.w[1]) < kShells;
                   return !has_low_rate(e, f) && !(shell && to_uniform(words.w[2], words.w[3]) < substance);
                 },
                 out);
      rent_seats(view, out);
    }
    out.lifts.push_back({Lift::arrival, &reach(), 1 + strength * (arrival - 1)});
    for (const Lift what : {Lift::permits, Lift::desks}) out.lifts.push_back({what, &reach(), 1 / (1 - strength * permit_cut)});
    for (const CityId c : world.cities())
      if (reach().covers(c))
        for (const Tier tier : {Tier::college, Tier::expert})
          out.people_pulls.push_back({.lever = view.lever, .city = c, .tier = tier, .log_points = strength * talent});
  }

 private:
  static bool has_low_rate(const Enterprises& e, EnterpriseId f) {
    constexpr auto kHasIt = static_cast<std::uint16_t>(static_cast<std::uint16_t>(Tag::specialised_sme) |
                                                       static_cast<std::uint16_t>(Tag::little_giant));
    return (e.tags[f] & kHasIt) != 0;
  }

  /// Enterprises of other cities that move their books and nothing else: by lot among those with a profit, until the contract ends.
  void rent_seats(const LeverView& view, Instruments& out) const {
    if (!(seats > 0)) return;
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    double zones = 0, may = 0;
    const auto for_each_outside = [&](const auto& body) {
      for (const CityId c : world.cities()) {
        if (reach().covers(c)) continue;
        for (const EnterpriseId f : world.enterprises_in(c))
          if (e.multiplicity[f] == 1 && reach().covers(world.region->industry_of(e.cell[f]))) body(f);
      }
    };
    const auto may_apply = [&](EnterpriseId f) { return e.zone[f] == 0 && !has_low_rate(e, f) && e.revenue[f] > e.costs[f]; };
    for (const CityId c : world.cities()) zones += reach().covers(c) ? 1 : 0;
    for_each_outside([&](EnterpriseId f) { may += may_apply(f) ? 1 : 0; });
    const double enters = view.strength * zones * seats / 12 * (1 - substance) / std::max(may, 1.0), leaves = 1 - std::exp(-1 / (12 * stay_years));
    for_each_outside([&](EnterpriseId f) {
      const double u = world.luck.uniform(Event::lever_choice, e.birth_key[f], world.calendar.step, view.key);
      if (is_tenant(view, f) ? u < leaves : may_apply(f) && u < enters) out.tenants.push_back({view.lever, f, !is_tenant(view, f)});
    });
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("tax_ratio", tax_ratio,
           {.unit = "ratio", .min = 0, .max = 1, .doc = "Profit tax of tenants over that of others.",
            .source = "15 % against 25 %", .grade = "D"});
    p.real("capacity", capacity,
           {.unit = "number", .min = 0, .max = 10000, .doc = "Enterprises that the zone of each city has room for."});
    p.real("arrival", arrival,
           {.unit = "ratio", .min = 1, .max = 3, .doc = "Odds of the cities as places to move to.", .off = 1});
    p.real("talent_pull", talent,
           {.unit = "log points", .min = 0, .max = 0.3, .doc = "Utility of the cities for college workers and experts: the cap on their income tax.", .off = 0});
    p.real("permit_cut", permit_cut,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Time saved in permits.", .off = 0});
    p.real("substance_test", substance,
           {.unit = "probability", .min = 0.3, .max = 1, .doc = "Chance that who would only book there is turned away.",
            .source = "0.3-1; assumption"});
    p.real("stay_years", stay_years,
           {.unit = "years", .min = 1, .max = 30, .doc = "Mean length of a stay."});
    p.real("seats_applied_for", seats,
           {.unit = "1/year", .min = 0, .max = 10000, .doc = "Enterprises of other cities a zone that apply for a seat and would move nothing but their books; those whom the test of substance does not find book all profit in the zone, and the local part of its tax goes there. Counted as displacement (`profit_shifted`). Experimental."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 1000, .doc = "Public cost of the zone."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_special_zone() { return std::make_unique<SpecialZone>(); }

}  // namespace lingnan

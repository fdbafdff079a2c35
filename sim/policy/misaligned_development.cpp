// Cities choose which industry to support; the province makes them differ. Source: policy card L21, see `lingnan describe
// lever misaligned_development`.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kHighestRate = 0.5;  // of investment that support may reach

/// How much more a city's industries make than by the region's mix.
struct Special {
  std::vector<double> advantage;  // [cell]
  std::vector<double> together;   // [industry]: cities that are specialised in it
  std::vector<IndustryId> industries;

  Special(const World& world, const Reach& reach) : advantage(world.region->cell_count(), 0.0), together(world.industry_count(), 0.0) {
    std::vector<double> of_city(world.city_count(), 0.0), of_industry(world.industry_count(), 0.0);
    double all = 0;
    const auto made = [&](CellId cell) {
      const Recipe& r = world.recipe(cell);
      return world.markets.capacity[cell] / r.capital * r.value_added;
    };
    for (const CellId cell : world.cells()) {
      of_city[world.region->city_of(cell).value] += made(cell);
      of_industry[world.region->industry_of(cell).value] += made(cell);
      all += made(cell);
    }
    for (const CellId cell : world.cells()) {
      const double usual = of_city[world.region->city_of(cell).value] * of_industry[world.region->industry_of(cell).value];
      advantage[cell.value] = usual > 0 ? made(cell) * all / usual : 0.0;
      if (advantage[cell.value] > 1) together[world.region->industry_of(cell).value] += 1;
    }
    for (const IndustryId s : world.industries())
      if (reach.covers(s)) industries.push_back(s);
  }
};

class MisalignedDevelopment final : public Lever {
  double compliance = 0.6;
  double imitation = 0.3;
  double places = 5;
  double review_years = 2;
  double recipients = 20;
  double response = 0.5;
  double cost = 5;
 public:
  MisalignedDevelopment() : Lever(2000) {}
  std::string_view name() const override { return "misaligned_development"; }
  std::string_view doc() const override { return "Cities choose which industry to support; the province makes them differ."; }
  LeverNote note() const override {
    return {.mechanism = "Each city in reach supports investment in one of the industries in reach with its part of the budget. A city "
                         "that complies picks among those in which it is most specialised, others follow with some chance the industry "
                         "that most of the region does best, or pick any. Money goes to so many of the largest enterprises there in "
                         "proportion to what they invest; wanted capital answers to the cheaper investment.",
            .hooks = "allocation rule, wedge on investment",
            .evidence = "80 % of industrial policies come from local governments; imitation is common and followers do worse (Fang, "
                        "Li & Lu). Aghion et al. (2015): support spread over competing enterprises raises productivity, so that too "
                        "much specialisation removes competition.",
            .backfire = "Without compliance cities build the same capacity; with it competition ends.",
            .name_zh = "错位发展",
            .mechanism_zh = "城市选择支持行业：遵从者选本地专业化程度最高的行业，否则可能模仿；资金按投资额分给若干企业。",
            .grade = "C",
            .example = "{lever: misaligned_development, compliance: 0.6, target: {industries: [COMM, SEMI, APPL, GENM, PETC]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    std::int64_t cities = 0;
    for (const CityId c : world.cities()) cities += reach().covers(c) ? 1 : 0;
    if (cities == 0) return;
    const double share = budget_mln_cny_per_year * view.strength * 1e6 * world.calendar.step_years() / static_cast<double>(cities);
    const double years = (world.calendar.month().index() - schedule.start.index()) / 12.0;
    const auto review = static_cast<std::uint32_t>(std::max(0.0, std::floor(years / review_years)));
    const Special special(world, reach());
    for (const CityId c : world.cities()) {
      if (!reach().covers(c)) continue;
      const IndustryId s = choice(view, special, c, review);
      if (!s.valid()) continue;
      std::vector<std::pair<double, EnterpriseId>> largest;
      for (const EnterpriseId f : world.enterprises_in(world.region->cell(c, s)))
        if (e.multiplicity[f] > 0) largest.emplace_back(-e.capital[f], f);
      std::sort(largest.begin(), largest.end());
      if (static_cast<double>(largest.size()) > recipients) largest.resize(static_cast<std::size_t>(recipients));
      const double price = world.markets.investment_price[c];
      double invested = 0, capital = 0, all = 0;
      for (const EnterpriseId f : world.enterprises_in(world.region->cell(c, s))) all += e.capital[f];
      for (const auto& [size, f] : largest) {
        invested += static_cast<double>(e.planned_investment[f]) * price;
        capital += e.capital[f];
      }
      if (!(invested > 0)) continue;
      const double rate = std::min(kHighestRate, share / invested);
      for (const auto& [size, f] : largest) {
        const Money amount = fen(rate * static_cast<double>(e.planned_investment[f]) * price);
        if (amount <= 0 || amount > left) continue;
        left -= amount;
        out.grants.push_back({view.lever, f, amount, 0});
      }
      out.lifts.push_back({Lift::capital, &reach(), 1 + capital / all * (std::pow(1 - rate, -response) - 1), c, s});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("compliance", compliance,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that a city keeps to what the province wants.",
            .source = "0-1; assumption"});
    p.real("imitation", imitation,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that one that does not follows the others.",
            .source = "0-0.6; assumption"});
    p.real("places", places,
           {.unit = "number", .min = 1, .max = 20, .doc = "Ranks among its specialisations that a city that complies picks from."});
    p.real("review_years", review_years,
           {.unit = "years", .min = 1, .max = 10, .doc = "From one choice to the next."});
    p.real("recipients", recipients,
           {.unit = "number", .min = 1, .max = 1000, .doc = "Enterprises over which a city spreads its support, the largest first."});
    p.real("response", response,
           {.unit = "elasticity", .min = 0, .max = 1.5, .doc = "Wanted capital to its price.",
            .source = "0.5-1 in the literature; recalled", .grade = "D", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of coordination."});
  }

 private:
  /// The industry that a city supports until the next review.
  IndustryId choice(const LeverView& view, const Special& special, CityId c, std::uint32_t review) const {
    const World& world = view.world;
    std::vector<IndustryId> here = special.industries;
    if (here.empty()) return {};
    const Words words = world.luck.words(Event::lever_choice, mix(view.key, c.value), 0, review);
    const double u = to_uniform(words.w[0], words.w[1]);
    const auto by = [&](auto&& value) {
      std::stable_sort(here.begin(), here.end(), [&](IndustryId a, IndustryId b) { return value(a) > value(b); });
    };
    if (u < compliance) {
      by([&](IndustryId s) { return special.advantage[world.region->cell(c, s).value]; });
      here.resize(std::min(here.size(), static_cast<std::size_t>(places)));
    } else if (u < compliance + (1 - compliance) * imitation) {
      by([&](IndustryId s) { return special.together[s.value]; });
      here.resize(1);
    }
    return here[words.w[2] % static_cast<std::uint32_t>(here.size())];
  }
};

}  // namespace

std::unique_ptr<Lever> make_misaligned_development() { return std::make_unique<MisalignedDevelopment>(); }

}  // namespace lingnan

// Cities choose which industry to support; the province makes them differ. Source: policy card L21, see `lingnan describe
// lever misaligned_development`.
//
// A city chooses at each review and keeps to it. What it may spend is its part of the lever's budget, by what its treasury
// takes in. Of what it does not spend nobody else gets anything.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kHighestRate = 0.5;  // of investment that support may reach
constexpr double kMostGrowth = 0.5;   // 1/year, of demand that a city expects

/// How much more a city's industries make than by the region's mix.
struct Special {
  std::vector<double> advantage;  // [cell]
  std::vector<IndustryId> industries;

  Special(const World& world, const Reach& reach) : advantage(world.region->cell_count(), 0.0) {
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
    }
    for (const IndustryId s : world.industries())
      if (reach.covers(s)) industries.push_back(s);
  }
};

/// What a city supports until the next review: one more than an industry, or nothing; and why.
struct Choice {
  std::int32_t what = Levers::kNothing;
  ChoiceReason reason = ChoiceReason::payoff;
  double payoff = 0;
};

class MisalignedDevelopment final : public Lever {
  double compliance = 0.6;
  double imitation = 0.3;
  double places = 5;
  double review_years = 2;
  double recipients = 20;
  double response = 0.5;
  double believed_response = 0.5;
  double horizon_years = 5;
  double least_payoff = 0.3;
  double judgement_error = 0.3;
  double most_debt = 4;
  double cost = 5;
 public:
  MisalignedDevelopment() : Lever(2000) {}
  std::string_view name() const override { return "misaligned_development"; }
  std::string_view doc() const override { return "Cities choose which industry to support; the province makes them differ."; }
  LeverNote note() const override {
    return {.mechanism = "Each city in reach has a part of the budget by what its treasury takes in, and at each review chooses one of "
                         "the industries in reach whose investment it supports, or none. A city that complies picks among those in "
                         "which it is most specialised. Others with some chance copy the industry that the other cities have "
                         "supported most since the last review; the rest go by payoff: what a yuan brings the city in taxes of its own "
                         "within its horizon, by the value added of the industry's capital and the growth of demand there, seen with "
                         "an error. A city that finds no payoff good enough, or whose debt is too high, spends nothing. Money goes to "
                         "so many of the largest enterprises there in proportion to what they invest; wanted capital answers to the "
                         "cheaper investment.",
            .hooks = "allocation rule, wedge on investment",
            .evidence = "80 % of industrial policies come from local governments; imitation is common and followers do worse (Fang, "
                        "Li & Lu). Aghion et al. (2015): support spread over competing enterprises raises productivity, so that too "
                        "much specialisation removes competition.",
            .backfire = "Cities that copy each other build the same capacity; where all comply competition ends.",
            .name_zh = "错位发展",
            .mechanism_zh = "各市按财政收入分得预算，每次评估时选定一个支持行业或不支持：遵从者在本地专业化程度最高的行业中选；"
                            "其余或模仿其他城市上一期支持最多的行业，或按预期回报（规划期内每元支持带来的本级税收，判断有误差）选；"
                            "回报过低或债务过高则不支出。资金按投资额分给若干最大的企业。",
            .grade = "C",
            .example = "{lever: misaligned_development, compliance: 0.6, target: {industries: [COMM, SEMI, APPL, GENM, PETC]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    std::vector<double> means(world.city_count(), 0.0);
    for (const CityId c : world.cities())
      if (reach().covers(c)) means[c.value] = income(world, c);
    const double all = std::accumulate(means.begin(), means.end(), 0.0);
    if (!(all > 0)) return;
    std::optional<Special> special;
    for (const CityId c : world.cities()) {
      if (!reach().covers(c)) continue;
      const double part = budget_mln_cny_per_year * view.strength * 1e6 * means[c.value] / all;
      std::int32_t choice = world.levers.choice[world.levers.at(view.lever, c)];
      if (review_due(view, c)) {
        if (!special) special.emplace(world, reach());
        const Choice made = choose(view, *special, means, part, c);
        choice = made.what;
        out.choices.push_back({view.lever, c, choice, made.reason, made.payoff});
      } else {
        out.choices.push_back({view.lever, c, choice, {}, 0});
      }
      if (choice == Levers::kNothing || in_the_red(world, c)) continue;
      support(view, c, IndustryId{static_cast<std::size_t>(choice - 1)}, part * world.calendar.step_years(), left, out);
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("compliance", compliance,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that a city keeps to what the province wants.",
            .source = "0-1; assumption"});
    p.real("imitation", imitation,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that one that does not copies the others.",
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
    p.real("believed_response", believed_response,
           {.unit = "elasticity", .min = 0, .max = 1.5, .doc = "Wanted capital to its price, as cities believe it to be."});
    p.real("horizon_years", horizon_years,
           {.unit = "years", .min = 1, .max = 30, .doc = "Years of taxes that a city counts.",
            .source = "a term of office", .grade = "E"});
    p.real("least_payoff", least_payoff,
           {.unit = "ratio", .min = 0, .max = 10,
            .doc = "Taxes of its own that a city asks for a yuan of its own; below 1 it also wants what taxes do not tell, as jobs."});
    p.real("judgement_error", judgement_error,
           {.unit = "log points", .min = 0, .max = 2, .doc = "Standard deviation of the error with which a city sees a payoff."});
    p.real("most_debt", most_debt,
           {.unit = "years", .min = 0, .max = 20,
            .doc = "Debt over a year's revenue and transfers from which a city has nothing to give.",
            .source = "red from 300 % of all revenue in the grading of local debt by the Ministry of Finance, recalled; a quarter of "
                      "it is land and funds, which treasuries here do not have", .grade = "D"});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of coordination."});
  }

 private:
  /// Yuan a step: what a city's treasury takes in; on the first day, when that is not known, what it spends.
  static double income(const World& world, CityId c) {
    const Treasuries& t = world.treasuries;
    return std::max(0.0, world.calendar.step > 0 ? yuan(t.revenue[c]) + t.transfer[c] : t.purchases[c] + t.works[c]);
  }

  bool in_the_red(const World& world, CityId c) const {
    return yuan(world.treasuries.debt[c]) > most_debt * world.calendar.per_year() * income(world, c);
  }

  std::int32_t review_of(int month) const {
    return static_cast<std::int32_t>(std::floor((month - schedule.start.index()) / (12.0 * review_years)));
  }
  std::uint32_t review(const World& world) const {
    return static_cast<std::uint32_t>(std::max(0, review_of(world.calendar.month().index())));
  }
  bool review_due(const LeverView& view, CityId c) const {
    const std::int32_t chosen = view.world.levers.chosen[view.world.levers.at(view.lever, c)];
    return chosen == 0 || review_of(chosen) != review_of(view.world.calendar.month().index());
  }

  Choice choose(const LeverView& view, const Special& special, const std::vector<double>& means, double part, CityId c) const {
    const World& world = view.world;
    std::vector<IndustryId> here = special.industries;
    if (here.empty()) return {};
    const Words words = world.luck.words(Event::lever_choice, mix(view.key, c.value), 0, review(world));
    const double u = to_uniform(words.w[0], words.w[1]);
    if (u < compliance) {
      std::stable_sort(here.begin(), here.end(), [&](IndustryId a, IndustryId b) {
        return special.advantage[world.region->cell(c, a).value] > special.advantage[world.region->cell(c, b).value];
      });
      here.resize(std::min(here.size(), static_cast<std::size_t>(places)));
      const IndustryId picked = here[words.w[2] % static_cast<std::uint32_t>(here.size())];
      return {static_cast<std::int32_t>(picked.value) + 1, ChoiceReason::required};
    }
    if (u < compliance + (1 - compliance) * imitation)
      if (const std::int32_t copied = most_supported(view, means, c); copied != Levers::kNothing)
        return {copied, ChoiceReason::copied};
    return best(view, special, part, c);
  }

  /// By the other cities in reach since the last review, each by its means; nothing where none has chosen.
  std::int32_t most_supported(const LeverView& view, const std::vector<double>& means, CityId c) const {
    const World& world = view.world;
    std::vector<double> supported(world.industry_count(), 0.0);
    for (const CityId other : world.cities()) {
      const std::int32_t choice = world.levers.choice[world.levers.at(view.lever, other)];
      if (other != c && choice > 0) supported[static_cast<std::size_t>(choice - 1)] += means[other.value];
    }
    const auto most = std::max_element(supported.begin(), supported.end());
    return *most > 0 ? static_cast<std::int32_t>(most - supported.begin()) + 1 : Levers::kNothing;
  }

  /// The industry from which a city expects most, beyond what it asks for its share of the money.
  Choice best(const LeverView& view, const Special& special, double part, CityId c) const {
    const World& world = view.world;
    Choice choice;
    double most = 0;
    for (const IndustryId s : special.industries) {
      const CellId cell = world.region->cell(c, s);
      if (world.recipe(cell).public_service) continue;
      double wear = 0;  // yuan a year that those who would get it replace
      for (const EnterpriseId f : largest(world, cell)) wear += world.enterprises.capital[f];
      wear *= world.recipe(cell).depreciation_step * world.calendar.per_year() * world.markets.investment_price[c];
      const double error = world.luck.normal(Event::lever_payoff, mix(mix(view.key, c.value), s.value), 0, review(world));
      const double seen = payoff(world, c, s) * std::exp(judgement_error * (error - 0.5 * judgement_error));
      const double gain = (seen - least_payoff * payers.city) * std::min(part, kHighestRate * wear);
      if (gain > most) {
        most = gain;
        choice = {static_cast<std::int32_t>(s.value) + 1, ChoiceReason::payoff, seen};
      }
    }
    return choice;
  }

  /// Taxes that a city gets within its horizon for a yuan of support, in money of today: the yuan makes `believed_response` yuan
  /// of capital, which wears off, makes what the recipe says and is used as demand there allows, by how that grows now.
  double payoff(const World& world, CityId c, IndustryId s) const {
    const CellId cell = world.region->cell(c, s);
    const Recipe& r = world.recipe(cell);
    const Institutions& law = *world.institutions;
    const Enterprises& e = world.enterprises;
    const double capital = world.markets.capacity[cell], per_year = world.calendar.per_year();
    double demand = 0, growing = 0;
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      demand += static_cast<double>(e.slow_demand[f]);
      growing += static_cast<double>(e.slow_demand[f]) * static_cast<double>(e.trend[f]);
    }
    if (!(capital > 0) || !(demand > 0)) return 0;
    const double surplus = std::max(0.0, r.value_added - r.compensation - r.production_tax - r.depreciation);
    const double local = (1 - law.centre_share_production_tax) * r.production_tax +
                         (1 - law.centre_share_profit_tax) * world.norms.profit_tax_rate * surplus +
                         (1 - law.centre_share_income_tax) * law.income_tax_rate * r.compensation;
    const double growth = std::clamp(std::pow(1 + growing / demand, per_year) - 1, -kMostGrowth, kMostGrowth);
    const double use = demand * r.capital / capital;  // 1: normal
    const double lasts = std::pow(1 - r.depreciation_step, per_year) / (1 + law.government_loan_rate);
    double years = 0;  // of normal use, worn off and discounted
    for (double t = 1; t < horizon_years + 1; t += 1)
      years += std::min(1.0, horizon_years + 1 - t) * std::pow(lasts, t) *
               std::min(1 / world.norms.utilisation, use * std::pow(1 + growth, t));
    const double output = per_year / r.capital * world.markets.price[cell] / world.markets.investment_price[c];
    return believed_response * (1 - law.province_share_of_local) * local * output * years;
  }

  /// Enterprises that a city would support in an industry.
  std::vector<EnterpriseId> largest(const World& world, CellId cell) const {
    const Enterprises& e = world.enterprises;
    std::vector<EnterpriseId> found;
    for (const EnterpriseId f : world.enterprises_in(cell))
      if (e.multiplicity[f] > 0) found.push_back(f);
    std::sort(found.begin(), found.end(), [&](EnterpriseId a, EnterpriseId b) {
      return e.capital[a] != e.capital[b] ? e.capital[a] > e.capital[b] : a.value < b.value;
    });
    if (static_cast<double>(found.size()) > recipients) found.resize(static_cast<std::size_t>(recipients));
    return found;
  }

  /// Gives the largest enterprises up to `most` yuan in proportion to what they invest.
  void support(const LeverView& view, CityId c, IndustryId s, double most, Money& left, Instruments& out) const {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const CellId cell = world.region->cell(c, s);
    const double price = world.markets.investment_price[c];
    double invested = 0, capital = 0, all = 0;
    for (const EnterpriseId f : world.enterprises_in(cell)) all += e.capital[f];
    const std::vector<EnterpriseId> supported = largest(world, cell);
    for (const EnterpriseId f : supported) {
      invested += static_cast<double>(e.planned_investment[f]) * price;
      capital += e.capital[f];
    }
    if (!(invested > 0)) return;
    const double rate = std::min(kHighestRate, most / invested);
    for (const EnterpriseId f : supported) {
      const Money amount = fen(rate * static_cast<double>(e.planned_investment[f]) * price);
      if (amount <= 0 || amount > left) continue;
      left -= amount;
      out.grants.push_back({view.lever, f, amount, 0});
    }
    out.lifts.push_back({Lift::capital, &reach(), 1 + capital / all * (std::pow(1 - rate, -response) - 1), c, s});
  }
};

}  // namespace

std::unique_ptr<Lever> make_misaligned_development() { return std::make_unique<MisalignedDevelopment>(); }

}  // namespace lingnan

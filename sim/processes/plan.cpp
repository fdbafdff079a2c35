// Every enterprise sets its expectation, output, staff, investment and price from what it saw in the last step.
//
// Expectation: adaptive around an own trend, d' = (1 + g)(d + lambda (orders - d)), g shrunk to its industry's mean.
// Output: d' plus growth of the stock plus a share of the gap to the target stock (Metzler 1941).
// Investment: replacement, growth and a share of the gap to the capital that slow demand wants (flexible accelerator).
// Price: sticky mark-up over unit cost at normal utilisation, moving with the trend of outside prices.
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

constexpr double kShortOfInputs = 0.98;  // of the plan: less output than this means that inputs were missing

/// Output that serves expected demand and moves the stock towards its target.
double wanted_output(double demand, double growth, double target_stock, double stock, double restock_steps) {
  return std::max(0.0, demand * (1 + growth * target_stock) + (target_stock * demand - stock) / restock_steps);
}

/// x to a power for x in [0.5, 1.5], by straight lines between 1025 values: off by less than 1e-7, and 1 stays 1.
class PowerTable {
  static constexpr std::size_t kPieces = 1024;
  std::array<double, kPieces + 2> at_{};

 public:
  void fill(double power) {
    for (std::size_t i = 0; i < at_.size(); ++i)
      at_[i] = std::pow(0.5 + static_cast<double>(i) / static_cast<double>(kPieces), power);
  }
  double operator()(double x) const {
    const double place = (x - 0.5) * static_cast<double>(kPieces);
    const auto i = static_cast<std::size_t>(place);
    return at_[i] + (place - static_cast<double>(i)) * (at_[i + 1] - at_[i]);
  }
};

class Plan final : public Process {
  double demand_adjustment = 0.3;
  double trend_adjustment = 0.1;
  double slow_demand_months = 20;
  double restock_months = 6;
  double capital_adjustment_years = 6;
  double price_adjustment_years = 0.5;
  double price_response = 0.2;
  double hiring_speed = 0.5, firing_speed = 0.25;
  double largest_growth_of_staff = 0.10, largest_cut_of_staff = 0.05;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Plan>(*this); }
  std::string_view name() const override { return "plan"; }
  std::string_view doc() const override {
    return "Expectations, planned output, staff wanted, investment and price of every enterprise.";
  }

  void describe(Parameters& p) override {
    p.real("demand_adjustment", demand_adjustment,
           {.unit = "1/month", .min = 0.02, .max = 0.99,
            .doc = "Weight of the last orders in expected demand.", .symbol = "lambda_d",
            .source = "adaptive 0.3; K+S benchmark uses 1 (naive)", .grade = "D"});
    p.real("trend_adjustment", trend_adjustment,
           {.unit = "1/year", .min = 0, .max = 5,
            .doc = "Speed at which an enterprise's own trend follows its observed growth and its industry's mean."});
    p.real("slow_demand_months", slow_demand_months,
           {.unit = "months", .min = 1, .max = 120, .doc = "Averaging time of the demand that investment looks at."});
    p.real("restock_months", restock_months,
           {.unit = "months", .min = 0.2, .max = 60, .doc = "Time to close a gap in the stock of finished goods.",
            .symbol = "tau_V"});
    p.real("capital_adjustment_years", capital_adjustment_years,
           {.unit = "years", .min = 0.5, .max = 30,
            .doc = "Time to close a gap in capital; 1.5 years gives a growing multiplier-accelerator cycle.",
            .symbol = "tau_K"});
    p.real("price_adjustment_years", price_adjustment_years,
           {.unit = "years", .min = 0.1, .max = 5, .doc = "Time to close a gap between price and mark-up over cost.",
            .symbol = "tau_p"});
    p.real("price_response", price_response,
           {.unit = "elasticity", .min = 0, .max = 1, .doc = "How the wanted price rises with utilisation."});
    p.real("hiring_speed", hiring_speed,
           {.unit = "1/month", .min = 0.05, .max = 0.99, .doc = "Share of missing posts that is opened in a month."});
    p.real("firing_speed", firing_speed,
           {.unit = "1/month", .min = 0.05, .max = 0.99, .doc = "Share of superfluous posts that is closed in a month."});
    p.real("largest_growth_of_staff", largest_growth_of_staff,
           {.unit = "1/month", .min = 0, .max = 1, .doc = "Most posts opened in a month, share of posts."});
    p.real("largest_cut_of_staff", largest_cut_of_staff,
           {.unit = "1/month", .min = 0, .max = 0.9, .doc = "Most posts closed in a month, share of posts."});
  }

  void run(World& world, const Instruments&) override {
    Enterprises& e = world.enterprises;
    const Norms& norms = world.norms;
    const Calendar& calendar = world.calendar;
    const double step = calendar.step_years();
    const double lambda = share_per_step(demand_adjustment, calendar);
    const double trend_share = trend_adjustment * step;
    const double slow_share = std::min(1.0, 12 * step / slow_demand_months);
    const double restock = restock_months / 12 / step;
    const double capital_steps = capital_adjustment_years / step;
    const double price_share = std::min(1.0, step / price_adjustment_years);
    const double hire = share_per_step(hiring_speed, calendar), fire = share_per_step(firing_speed, calendar);
    const double most = largest_growth_of_staff * 12 * step, least = -largest_cut_of_staff * 12 * step;

    response_.fill(price_response);
    mean_trends(world);
    revaluation_.assign(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const Recipe& r = world.recipe(cell);
      const CityId city = world.region->city_of(cell);
      const double industry_trend = trend_[world.region->industry_of(cell)];
      const Households& h = world.households;
      const double wage[kTierCount] = {h.wage[pool_of(city, Tier::general)], h.wage[pool_of(city, Tier::college)],
                                       h.wage[pool_of(city, Tier::expert)]};
      const auto& skill = norms.skill_weight[cell];
      const double left = static_cast<double>(world.capacity_left[cell]);
      const double wear = r.depreciation * world.markets.investment_price[city];
      Money revalued = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        // expectation
        const double before = e.expected_demand[f];
        const double level = before + lambda * (e.orders[f] - before);
        double growth = static_cast<double>(e.trend[f]);
        const double demand = level * (1 + growth);
        const double observed = before > 0 ? std::clamp(demand / before - 1, -0.5, 0.5) : 0.0;
        const double slow = (1 + growth) * (e.slow_demand[f] + slow_share * (level - e.slow_demand[f]));
        growth += trend_share * (observed - growth);
        growth += trend_share * (industry_trend - growth);
        e.trend[f] = static_cast<float>(growth);
        e.expected_demand[f] = demand;
        e.slow_demand[f] = slow;

        // output and staff
        const double planned =
            r.storable ? wanted_output(demand, growth, r.finished_stock, e.finished[f], restock) : demand;
        const double full = capacity(r, norms, e.capital[f], left);
        const double posts = effective_labour(skill, e.posts_general[f], e.posts_college[f], e.posts_expert[f]);
        // who could not work for want of inputs in the last step has no work for more people in this one
        const bool short_of_inputs = r.storable && e.output[f] < kShortOfInputs * e.planned_output[f];
        const double by_inputs = short_of_inputs ? e.output[f] : planned;
        const double gap = posts > 0 ? std::min({planned, full, by_inputs}) / (e.productivity[f] * posts) - 1 : 0.0;
        open_posts(world, f, std::clamp(gap > 0 ? hire * gap : fire * gap, least, most));

        e.planned_output[f] = planned;

        // investment
        const double wear_and_growth = r.depreciation_step + growth;
        const double wanted_capital = r.capital * slow;
        const double missing = wanted_capital - e.capital[f] + norms.build_steps * wear_and_growth * wanted_capital -
                               e.under_construction[f];
        e.planned_investment[f] = std::max(
            0.0, wear_and_growth * e.capital[f] * (1 + growth * norms.build_steps) + missing / capital_steps);

        // price
        const double labour_units = effective_labour(skill, e.staff_general[f], e.staff_college[f], e.staff_expert[f]);
        const double pay = static_cast<double>(e.wage_factor[f]) *
                           (wage[0] * e.staff_general[f] + wage[1] * e.staff_college[f] + wage[2] * e.staff_expert[f]);
        const double made = e.productivity[f] * labour_units * (1 + norms.vacancy_rate);
        const double cost_before = e.unit_cost[f];
        if (made > 0) e.unit_cost[f] = e.input_cost[f] + pay / made;
        const Money revaluation =
            static_cast<Money>(std::nearbyint(static_cast<double>(e.finished_value[f]) *
                                              (cost_before > 0 ? e.unit_cost[f] / cost_before - 1 : 0.0)));
        e.finished_value[f] += revaluation;
        revalued += revaluation;
        const double normal = e.capital[f] / r.capital * (1 + norms.growth * r.finished_stock);
        const double tightness = normal > 0 ? std::clamp(planned / normal, 0.5, 1.5) : 1.0;
        const double wanted_price =
            (1 + static_cast<double>(e.mark_up[f])) * (e.unit_cost[f] + wear) * response_(tightness);
        const double drifted = e.price[f] * (1 + norms.inflation);
        e.price[f] = drifted + (wanted_price - drifted) * price_share;
      }
      revaluation_[cell] = revalued;
    });
    for (const CellId cell : world.cells()) world.ledger.accounts.revaluation += revaluation_[cell];
  }

 private:
  PowerTable response_;
  OfIndustry<double> trend_;
  OfCell<double> cell_demand_, cell_trend_;
  OfCell<Money> revaluation_;

  /// Mean trend of each industry, weighted by expected demand.
  void mean_trends(const World& world) {
    const Enterprises& e = world.enterprises;
    cell_demand_.assign(world.region->cell_count());
    cell_trend_.assign(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      double demand = 0, trend = 0;
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        demand += e.expected_demand[f];
        trend += e.expected_demand[f] * static_cast<double>(e.trend[f]);
      }
      cell_demand_[CellId{c}] = demand;
      cell_trend_[CellId{c}] = trend;
    });
    trend_.assign(world.industry_count());
    for (const IndustryId s : world.industries()) {
      double demand = 0, trend = 0;
      for (const CityId c : world.cities()) {
        demand += cell_demand_[world.region->cell(c, s)];
        trend += cell_trend_[world.region->cell(c, s)];
      }
      trend_[s] = demand > 0 ? trend / demand : world.norms.growth;
    }
  }

  /// Posts change by a share, in whole persons: up or down by chance, so that small enterprises move on average.
  static void open_posts(World& world, EnterpriseId f, double change) {
    Enterprises& e = world.enterprises;
    OfEnterprise<std::int32_t>* const posts[] = {&e.posts_general, &e.posts_college, &e.posts_expert};
    if (!world.random_processes) {
      for (auto* column : posts)
        (*column)[f] = static_cast<std::int32_t>(std::nearbyint((*column)[f] * (1 + change)));
      return;
    }
    if (change == 0) return;
    const Words words = world.luck.words(Event::posts, e.birth_key[f], world.calendar.step);
    for (std::size_t k = 0; k < kTierCount; ++k) {
      std::int32_t& count = (*posts[k])[f];
      const double exact = count * (1 + change);
      const auto whole = static_cast<std::int32_t>(exact);
      const double u = (words.w[k] + 0.5) * 0x1.0p-32;
      count = whole + (u < exact - whole ? 1 : 0);
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_plan() { return std::make_unique<Plan>(); }

}  // namespace lingnan

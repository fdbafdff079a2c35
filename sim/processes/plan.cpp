// Every enterprise sets its expectation, output, staff, investment and price from what it saw in the last step.
//
// Expectation: adaptive around an own trend, d' = (1 + g)(d + lambda (orders - d)), g shrunk to its industry's mean.
// Output: d' plus growth of the stock plus a share of the gap to the target stock (Metzler 1941).
// Investment: replacement, growth and a share of the gap to the capital that slow demand wants (flexible accelerator). An
// agent for one enterprise orders part of it in lumps: what is due adds up and is ordered at once. Replacement and growth are
// brought forward or put off with how business of the cell goes against what is usual. Sources: Doms & Dunne
// (1998), Capital adjustment patterns in manufacturing plants; Cooper & Haltiwanger (2006), On the nature of capital
// adjustment costs.
// Price: sticky mark-up over unit cost at normal utilisation, moving with the trend of outside prices.
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/lumps.hpp"

namespace lingnan {

namespace {

constexpr double kShortOfInputs = 0.98;  // of the plan: less output than this means that inputs were missing

/// Output that serves expected demand, of which `passing` comes in this year, and moves the stock towards its target.
double wanted_output(double demand, double passing, double growth, double target_stock, double stock, double restock_steps) {
  return larger(0.0, demand * (passing + growth * target_stock) + (target_stock * demand - stock) / restock_steps);
}

/// Neighbours of one cell that are planned for together: as many as draws are made at once.
constexpr std::size_t kRows = ManyWords::kMost;

/// Their columns, from the first of them.
struct Rows {
  std::size_t count;
  const std::uint64_t* birth_key;
  const double *finished, *output, *capital;
  const float *multiplicity, *orders, *passing, *market_part, *under_construction, *productivity, *input_cost, *mark_up, *wage_factor;
  const std::int32_t *staff_general, *staff_college, *staff_expert;
  double *expected_demand, *planned_output, *price;
  float *trend, *slow_demand, *planned_investment, *investment_due, *unit_cost;
  std::int32_t *posts_general, *posts_college, *posts_expert;
  Money* finished_value;

  Rows(Enterprises& e, EnterpriseId f, std::size_t rows)
      : count(rows), birth_key(&e.birth_key[f]), finished(&e.finished[f]), output(&e.output[f]), capital(&e.capital[f]),
        multiplicity(&e.multiplicity[f]), orders(&e.orders[f]), passing(&e.passing[f]),
        market_part(&e.market_part[f]), under_construction(&e.under_construction[f]), productivity(&e.productivity[f]),
        input_cost(&e.input_cost[f]), mark_up(&e.mark_up[f]), wage_factor(&e.wage_factor[f]),
        staff_general(&e.staff_general[f]), staff_college(&e.staff_college[f]), staff_expert(&e.staff_expert[f]),
        expected_demand(&e.expected_demand[f]), planned_output(&e.planned_output[f]), price(&e.price[f]),
        trend(&e.trend[f]), slow_demand(&e.slow_demand[f]), planned_investment(&e.planned_investment[f]),
        investment_due(&e.investment_due[f]), unit_cost(&e.unit_cost[f]), posts_general(&e.posts_general[f]), posts_college(&e.posts_college[f]),
        posts_expert(&e.posts_expert[f]), finished_value(&e.finished_value[f]) {}
};

/// What they share.
struct Here {
  const Norms& norms;
  const Recipe& recipe;
  const std::array<double, kTierCount> skill, skill_of_staff;
  double industry_trend;
  double outlook;  ///< of replacement and growth, what is ordered now
  double wage[kTierCount];
  double wear;                                  ///< yuan of depreciation per unit of output
  double full_per_capital, normal_per_capital;  ///< output per unit of capital: at full and at normal use
  double capital_lift, build_steps;             ///< what levers make of wanted capital; time to build

  Here(const World& world, CellId cell, double mean_trend, double investors_outlook, const Instruments& instruments)
      : norms(world.norms), recipe(world.recipe(cell)), skill(world.norms.skill_weight[cell]),
        skill_of_staff(world.norms.weight_of_staff(cell)), industry_trend(mean_trend), outlook(investors_outlook) {
    const CityId city = world.region->city_of(cell);
    for (std::size_t k = 0; k < kTierCount; ++k) wage[k] = world.households.wage[pool_of(city, static_cast<Tier>(k))];
    wear = recipe.depreciation * world.markets.investment_price[city];
    full_per_capital = capacity(recipe, norms, 1.0, static_cast<double>(world.capacity_left[cell]));
    normal_per_capital = (1 + norms.growth * recipe.finished_stock) / recipe.capital;
    const IndustryId industry = world.region->industry_of(cell);
    capital_lift = instruments.lift(Lift::capital, city, industry);
    build_steps = world.step_flows.build_steps[cell];
  }
};

/// Rates and times of the process per step.
struct Rates {
  double lambda, trend, slow, usual, restock, capital_steps, price, hire, fire, most, least;
};

/// What was found of each and is needed further on.
struct Planned {
  double growth[kRows], change[kRows];  ///< of demand; of posts
  double passing[kRows];                ///< what luck makes of what staff and capital get done
  double lump[kRows];                   ///< over capital; 0: investment is smooth
};

class Plan final : public Process {
  double demand_adjustment = 0.3;
  double trend_adjustment = 0.1;
  double slow_demand_months = 20;
  double usual_demand_months = 6;
  double restock_months = 6;
  double capital_adjustment_years = 6;
  double outlook_response = 4;
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
    p.real("outlook_response", outlook_response,
           {.unit = "elasticity", .min = 0, .max = 8,
            .doc = "Replacement and growth of capital that are ordered now, to what the city's industry expects to sell over "
                   "what is usual. Large responses make an economy that invests much and imports little swing by itself.",
            .source = "investment varies three to four times as much as GDP (Stock & Watson 1999; Aguiar & Gopinath 2007); "
                      "recalled",
            .grade = "D"});
    p.real("usual_demand_months", usual_demand_months,
           {.unit = "months", .min = 2, .max = 60,
            .doc = "Averaging time of the demand that a city's industry thinks usual. Longer ones make waves of investment that "
                   "take decades to die out."});
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

  void run(World& world, const Instruments& instruments) override {
    const Rates per_step = rates(world.calendar);
    response_.fill(price_response);
    mean_trends(world);
    fund_posts(world, instruments);
    if (world.calendar.step == 0)
      for (const CellId cell : world.cells()) world.markets.usual_demand[cell] = cell_demand_[cell];
    revaluation_.assign(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
      const Here here(world, cell, trend_[world.region->industry_of(cell)],
                      outlook(outlook_response, cell_demand_[cell], world.markets.usual_demand[cell]), instruments);
      Money revalued = 0;
      for (std::uint32_t f = ids.first.value; f < ids.last.value; f += kRows) {
        const Rows rows(world.enterprises, EnterpriseId{f}, std::min<std::uint32_t>(kRows, ids.last.value - f));
        Planned now;
        expect(rows, here, per_step, now);
        plan_output(rows, here, per_step, now);
        open_posts(world, rows, now);
        find_lumps(world, rows, now);
        plan_investment(rows, here, per_step, now);
        revalued += set_prices(rows, here, per_step, now, response_);
      }
      revaluation_[cell] = revalued;
      get_used_to(world.markets.usual_demand[cell], cell, per_step.usual);
    });
    for (const CellId cell : world.cells()) world.ledger.accounts.revaluation += revaluation_[cell];
  }

 private:
  PowerTable response_;
  OfEnterprise<std::int32_t> funded_;  // by the levers of this step; 0 between steps
  OfIndustry<double> trend_;
  OfCell<double> cell_demand_, cell_trend_;
  OfCell<Money> revaluation_;

  Rates rates(const Calendar& calendar) const {
    const double step = calendar.step_years();
    return {.lambda = share_per_step(demand_adjustment, calendar),
            .trend = trend_adjustment * step,
            .slow = std::min(1.0, 12 * step / slow_demand_months),
            .usual = std::min(1.0, 12 * step / usual_demand_months),
            .restock = restock_months / 12 / step,
            .capital_steps = capital_adjustment_years / step,
            .price = std::min(1.0, step / price_adjustment_years),
            .hire = share_per_step(hiring_speed, calendar),
            .fire = share_per_step(firing_speed, calendar),
            .most = largest_growth_of_staff * 12 * step,
            .least = -largest_cut_of_staff * 12 * step};
  }

  LINGNAN_VECTORISED static void expect(Rows rows, Here here, Rates rates, Planned& now) {
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double before = rows.expected_demand[i];
      const double adapted = before + rates.lambda * (static_cast<double>(rows.orders[i]) - before);
      const double level = rows.multiplicity[i] > 0 ? adapted : 0.0;  // who has left makes no plans
      double growth = static_cast<double>(rows.trend[i]);
      const double demand = level * (1 + growth);
      const double change = demand / (before > 0 ? before : 1.0) - 1;
      const double observed = before > 0 ? within(change, -0.5, 0.5) : 0.0;
      const double slow = static_cast<double>(rows.slow_demand[i]);
      rows.slow_demand[i] = static_cast<float>((1 + growth) * (slow + rates.slow * (level - slow)));
      growth += rates.trend * (observed - growth);
      growth += rates.trend * (here.industry_trend - growth);
      now.growth[i] = growth;
      rows.trend[i] = static_cast<float>(growth);
      rows.expected_demand[i] = demand;
    }
  }

  /// Planned output, and by what share posts should change.
  LINGNAN_VECTORISED static void plan_output(Rows rows, Here here, Rates rates, Planned& now) {
    const Recipe& r = here.recipe;
    const double target_stock = r.finished_stock, per_capital = here.full_per_capital;
    double planned[kRows];
    for (std::size_t i = 0; i < rows.count; ++i) now.passing[i] = passing_efficiency(rows.passing[i], rows.market_part[i]);
    for (std::size_t i = 0; i < rows.count; ++i) planned[i] = rows.expected_demand[i] * now.passing[i];
    if (r.storable)
      for (std::size_t i = 0; i < rows.count; ++i)
        planned[i] = wanted_output(rows.expected_demand[i], now.passing[i], now.growth[i], target_stock, rows.finished[i], rates.restock);
    // who could not work for want of inputs in the last step has no work for more people in this one, but keeps those it has
    // while there are orders for them: labour is a quasi-fixed factor (Oi 1962), and inputs come again
    const double short_below = r.storable ? kShortOfInputs : 0.0;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double posts =
          effective_labour(here.skill, rows.posts_general[i], rows.posts_college[i], rows.posts_expert[i]);
      const double by_posts = static_cast<double>(rows.productivity[i]) * now.passing[i] * posts;
      const double by_inputs = rows.output[i] < short_below * rows.planned_output[i] ? by_posts : planned[i];
      const double work = smaller(smaller(planned[i], rows.capital[i] * per_capital * now.passing[i]), by_inputs);
      const double missing = work / (posts > 0 ? by_posts : 1.0) - 1;
      const double gap = posts > 0 ? missing : 0.0;
      now.change[i] = within(gap > 0 ? rates.hire * gap : rates.fire * gap, rates.least, rates.most);
      rows.planned_output[i] = planned[i];
    }
  }

  /// The lump of each, for life as long as it has one plant; pools stand for many that order at different times.
  static void find_lumps(const World& world, const Rows& rows, Planned& now) {
    if (!(world.norms.lumpiness > 0)) {
      std::fill_n(now.lump, rows.count, 0.0);
      return;
    }
    ManyWords words;
    world.luck.words(Event::lump, rows.birth_key, rows.count, 0, words);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double staff = std::max(1, rows.staff_general[i] + rows.staff_college[i] + rows.staff_expert[i]);
      now.lump[i] = rows.multiplicity[i] == 1 ? world.norms.lump(words.w[0][i], staff) : 0.0;
    }
  }

  /// The flexible accelerator with what is due counted as invested. Of it a share waits until half a lump is due; then a
  /// whole lump is ordered, half of it ahead: what is due is 0 on average. What is due without lumps is ordered at once.
  LINGNAN_VECTORISED static void plan_investment(Rows rows, Here here, Rates rates, const Planned& now) {
    const double wear = here.recipe.depreciation_step, per_demand = here.recipe.capital;
    const double build_steps = here.build_steps, lumpiness = here.norms.lumpiness, lift = here.capital_lift;
    const double tilt = lumpiness > 0 ? tilt_of_due(here.norms, here.recipe) / 12 : 0.0;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double growth = now.growth[i], due = static_cast<double>(rows.investment_due[i]);
      const double capital = rows.capital[i] + due;
      const double wear_and_growth = wear + growth;
      const double wanted_capital = lift * per_demand * static_cast<double>(rows.slow_demand[i]);
      const double missing = wanted_capital - capital + build_steps * wear_and_growth * wanted_capital -
                             static_cast<double>(rows.under_construction[i]);
      const auto smooth = static_cast<double>(static_cast<float>(larger(
          0.0, (wear_and_growth * capital - wear * due) * (1 + growth * build_steps) * here.outlook + missing / rates.capital_steps)));
      const double half = 0.5 * (now.lump[i] * capital - lumpiness * smooth);  // of what one step adds, half on each side
      const double middle = -tilt * now.lump[i] * now.lump[i] * capital;
      const double waiting = due + (half > 0 ? lumpiness * smooth : 0.0);
      const double lump = waiting > middle + half ? waiting - (middle - half) : 0.0;
      const double begun = smooth - (waiting - due) + (half > 0 ? lump : waiting);
      const auto planned = static_cast<float>(larger(0.0, begun));
      rows.planned_investment[i] = planned;
      rows.investment_due[i] = static_cast<float>(due + smooth - static_cast<double>(planned));
    }
  }

  /// Unit cost and price; returns by how much stocks of finished goods are worth more at the new cost.
  LINGNAN_VECTORISED static Money set_prices(Rows rows, Here here, Rates rates, const Planned& now, const PowerTable& response) {
    double dearer[kRows], tightness[kRows];
    const double normal_per_capital = here.normal_per_capital;
    const double inflation = 1 + here.norms.inflation;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double general = rows.staff_general[i], college = rows.staff_college[i], expert = rows.staff_expert[i];
      const double pay = static_cast<double>(rows.wage_factor[i]) *
                         (here.wage[0] * general + here.wage[1] * college + here.wage[2] * expert);
      const double made = static_cast<double>(rows.productivity[i]) *
                          effective_labour(here.skill_of_staff, general, college, expert);
      const double before = static_cast<double>(rows.unit_cost[i]);
      const double with_pay = static_cast<double>(rows.input_cost[i]) + pay / (made > 0 ? made : 1.0);
      const auto unit_cost = static_cast<float>(made > 0 ? with_pay : before);
      const double cost = static_cast<double>(unit_cost);
      const double rise = cost / (before > 0 ? before : 1.0) - 1;
      dearer[i] = before > 0 ? rise : 0.0;
      rows.unit_cost[i] = unit_cost;
      const double normal = rows.capital[i] * normal_per_capital * now.passing[i];
      const double use = rows.planned_output[i] / (normal > 0 ? normal : 1.0);
      tightness[i] = normal > 0 ? within(use, 0.5, 1.5) : 1.0;
    }
    double pull[kRows];
    for (std::size_t i = 0; i < rows.count; ++i) pull[i] = response(tightness[i]);
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double cost = static_cast<double>(rows.unit_cost[i]) + here.wear;
      const double wanted = (1 + static_cast<double>(rows.mark_up[i])) * cost * pull[i];
      const double drifted = rows.price[i] * inflation;
      rows.price[i] = drifted + (wanted - drifted) * rates.price;
    }
    Money revalued = 0;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const Money revaluation = share_of_one(rows.finished_value[i], dearer[i]);
      rows.finished_value[i] += revaluation;
      revalued += revaluation;
    }
    return revalued;
  }

  /// Posts of experts that levers pay for come on top of the others, and go with the lever.
  void fund_posts(World& world, const Instruments& instruments) {
    if (world.levers.budget.empty()) return;
    Enterprises& e = world.enterprises;
    if (funded_.size() != e.size()) funded_.assign(e.size());
    for (const FundedPosts& funded : instruments.funded_posts) funded_[funded.enterprise] += funded.posts;
    for_each(e.ids(), [&](EnterpriseId f) {
      const std::int32_t now = e.multiplicity[f] > 0 ? funded_[f] : 0;
      funded_[f] = 0;
      if (now == e.funded_posts[f]) return;
      e.posts_expert[f] = std::max(0, e.posts_expert[f] + now - e.funded_posts[f]);
      e.funded_posts[f] = now;
    });
  }

  /// What is usual follows what was expected, along the mean trend of the cell.
  void get_used_to(double& usual, CellId cell, double share) const {
    const double demand = cell_demand_[cell];
    usual = (usual + share * (demand - usual)) * (1 + (demand > 0 ? cell_trend_[cell] / demand : 0));
  }

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
  static void open_posts(const World& world, const Rows& rows, const Planned& now) {
    std::int32_t* const posts[] = {rows.posts_general, rows.posts_college, rows.posts_expert};
    ManyWords words;
    if (world.random_processes)
      world.luck.words(Event::posts, rows.birth_key, rows.count, world.calendar.step, words);
    for (std::size_t k = 0; k < kTierCount; ++k)
      change_posts(rows.count, now.change, world.random_processes ? words.w[k] : nullptr, posts[k]);
  }

  LINGNAN_VECTORISED
  static void change_posts(std::size_t count, const double* change, const std::uint32_t* luck, std::int32_t* posts) {
    if (luck == nullptr) {
      for (std::size_t i = 0; i < count; ++i) posts[i] = static_cast<std::int32_t>(whole(posts[i] * (1 + change[i])));
      return;
    }
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < count; ++i) {
      const double exact = posts[i] * (1 + change[i]);
      const auto sure = static_cast<std::int32_t>(exact);
      posts[i] = sure + ((luck[i] + 0.5) * 0x1.0p-32 < exact - sure ? 1 : 0);
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_plan() { return std::make_unique<Plan>(); }

}  // namespace lingnan

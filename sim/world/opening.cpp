// The opening state, step by step: the growth path, recipes, technology; then the move back by one step.
#include "sim/world/opening.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/labour_market.hpp"
#include "sim/world/lumps.hpp"
#include "sim/world/opening_builder.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

constexpr std::uint32_t kBeforeStart = 0xFFFFFFFF;  // a step that no run reaches
constexpr double kLinkedLocalShare = 0.002;   // of output: less local input than this is bought in the market

}  // namespace

void OpeningBuilder::build() {
  w_.region = &region_;
  w_.institutions = &q_.institutions;
  w_.labour_market = &q_.labour_market;
  w_.demographics = &q_.demographics;
  w_.trends = &q_.trends;
  w_.luck = q_.luck;
  w_.random_processes = q_.random_processes;
  w_.ledger.open(cities_);
  growth_path();
  recipes();
  enterprises();
  staff();
  projects_and_funds();
  slots_and_links();
  fit_sales();
  technology();
  lumps();
  knowledge();
  ages();
  incomes();
  markets();
  books();
  bills();
  rewind();
}

// Flows of the twelve months of the base year add up to the table; prices average one over it.
void OpeningBuilder::growth_path() {
  const int steps = static_cast<int>(std::lround(1.0 / step_));
  g_ = per_step(q_.opening.growth, step_);
  pi_ = per_step(q_.trends.outside_inflation, step_);
  nominal_ = (1 + g_) * (1 + pi_) - 1;
  double real = 0, money = 0;
  for (int n = 0; n < steps; ++n) {
    real += std::pow(1 + g_, n);
    money += std::pow(1 + nominal_, n);
  }
  scale_ = 1e6 / real;
  p0_ = real / money;
  Norms& norms = w_.norms;
  norms.opening_price = p0_;
  norms.growth = g_;
  norms.inflation = pi_;
  norms.utilisation = q_.opening.normal_utilisation;
  norms.build_steps = q_.opening.build_months / 12 / step_;
  // a lump ordered on a single day asks for more than capital goods industries make in one
  norms.lumpiness = q_.random_processes && steps <= 12 ? q_.opening.lumpiness : 0.0;
  norms.least_lump = std::min(q_.opening.least_lump, q_.opening.largest_lump);
  norms.largest_lump = q_.opening.largest_lump;
  norms.plant_staff = q_.opening.plant_staff;
  norms.consumption_of_wealth = q_.opening.wealth_consumption * step_;
  norms.liquidity_steps = q_.opening.liquidity_months / 12 / step_;
  norms.loans_to_assets = q_.opening.loans_to_assets;
  norms.selling_share = q_.opening.selling_share;
  norms.rent_sharing = q_.opening.rent_sharing;
  if (q_.random_processes) {
    const LabourMarket& market = q_.labour_market;
    const double u = region_.unemployment_rate, workers = market.normal_vacancy_rate(u, market.leave(step_), step_);
    norms.vacancy_rate = {workers, workers, market.normal_vacancy_rate(u, market.expert_leave(step_), step_)};
  }
  w_.expected_growth = g_;
}

void OpeningBuilder::recipes() {
  const FlowTable& table = region_.flows;
  w_.norms.recipes.assign(industries_, {});
  for (std::size_t s = 0; s < industries_; ++s) {
    Recipe& r = w_.norms.recipes[s];
    const Industry& industry = region_.industries[s];
    const double x = table_output(s);
    r.storable = industry.storable;
    r.public_service = industry.public_service;
    r.finished_stock = industry.storable ? industry.finished_stock_days / 360 / step_ : 0.0;
    r.value_added = table.value_added(s) / x;
    r.need = 1 - r.value_added;
    r.compensation = table.compensation[s] / x;
    r.production_tax = table.production_tax[s] / x;
    r.depreciation = table.depreciation[s] / x;
    r.sales_tax = r.production_tax * (1 + g_ * r.finished_stock);
    r.depreciation_step = industry.depreciation_rate * step_;
    r.capital = industry.capital * 1e6 / (sales_of(x * 1e6, r) * step_);

    std::vector<std::size_t> order;
    const auto total = [&](std::size_t u) {
      double a = 0;
      for (int o = 0; o < kOrigins; ++o) a += table.z(static_cast<Origin>(o), u, s);
      return a / x;
    };
    for (std::size_t u = 0; u < industries_; ++u)
      if (total(u) >= q_.opening.slot_threshold) order.push_back(u);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return total(a) > total(b); });
    order.resize(std::min(order.size(), static_cast<std::size_t>(q_.opening.largest_slots)));

    r.pooled.assign(industries_, {});
    for (std::size_t u = 0; u < industries_; ++u)
      for (int o = 0; o < kOrigins; ++o)
        r.pooled[u][static_cast<std::size_t>(o)] = table.z(static_cast<Origin>(o), u, s) / x;
    r.stock = {0.0};
    for (const std::size_t u : order) {
      Input in;
      in.supplier = IndustryId{u};
      const double local = table.z(Origin::local, u, s) / x;
      const double country = table.z(Origin::rest_of_country, u, s) / x;
      const double world = table.z(Origin::rest_of_world, u, s) / x;
      in.linked = local >= kLinkedLocalShare;
      in.need = country + world + (in.linked ? local : 0.0);
      in.local = in.linked ? local / in.need : 0.0;
      in.country = country + world > 0 ? country / (country + world) : 1.0;
      in.input_class = region_.input_class[u * industries_ + s];
      const Industry& maker = region_.industries[u];
      in.stock = maker.storable ? maker.input_stock_days * q_.opening.input_stock_factor / 360 / step_ + 1 : 0.0;
      r.inputs.push_back(in);
      r.stock.push_back(r.stock.back() + in.stock * in.need);
      r.pooled[u] = {in.linked ? 0.0 : local, 0.0, 0.0};
    }
  }
  const FinalUse uses[] = {FinalUse::households, FinalUse::government, FinalUse::investment};
  for (std::size_t b = 0; b < 3; ++b) {
    Bundle bundle(industries_);
    double sum = 0;
    for (std::size_t u = 0; u < industries_; ++u)
      for (int o = 0; o < kOrigins; ++o) sum += table.f(static_cast<Origin>(o), u, uses[b]);
    for (std::size_t u = 0; u < industries_; ++u)
      for (int o = 0; o < kOrigins; ++o)
        bundle[u][static_cast<std::size_t>(o)] = table.f(static_cast<Origin>(o), u, uses[b]) / sum;
    w_.norms.bundles[b + 1] = std::move(bundle);
  }
}

// Stocks, capital and labour productivity that make the first step's output.
void OpeningBuilder::technology() {
  Enterprises& e = w_.enterprises;
  w_.norms.skill_weight.assign(region_.cell_count());
  const double premium[kTierCount] = {1.0, q_.opening.wage_premium_college, q_.opening.wage_premium_expert};
  for_each_task(region_.cell_count(), [&](std::size_t cell) {
    double heads[kTierCount] = {};
    for (const EnterpriseId f : w_.enterprises_in(CellId{cell})) {
      heads[0] += e.staff_general[f];
      heads[1] += e.staff_college[f];
      heads[2] += e.staff_expert[f];
    }
    const double all = std::max(heads[0] + heads[1] + heads[2], 1.0);
    double sum = 0;
    for (std::size_t k = 0; k < kTierCount; ++k) sum += premium[k] * heads[k] / all;
    for (std::size_t k = 0; k < kTierCount; ++k)  // at the cell's own mix the marginal product follows the wage
      w_.norms.skill_weight[CellId{cell}][k] = premium[k] * std::sqrt(std::max(heads[k] / all, 1e-3)) / sum;
  });
  for_each(e.ids(), [&](EnterpriseId f) {
    const Recipe& r = w_.recipe(e.cell[f]);
    const double sales = e.expected_demand[f], output = output_of(sales, r);
    e.trend[f] = static_cast<float>(g_);
    e.slow_demand[f] = static_cast<float>(sales);
    e.planned_output[f] = output;
    e.output[f] = output;
    e.finished[f] = r.finished_stock * sales;
    e.capital[f] = r.capital * sales;
    e.under_construction[f] =
        static_cast<float>(w_.norms.build_steps * (r.depreciation_step + g_) * e.capital[f]);
    e.planned_investment[f] =
        static_cast<float>((r.depreciation_step + g_) * e.capital[f] * (1 + g_ * w_.norms.build_steps));
    for (std::size_t k = 0; k < e.input_count[f]; ++k) {
      const Input& in = r.inputs[k];
      const bool stored = region_.industries[in.supplier.value].storable;
      w_.slots.inventory[e.slot(f, k)] = stored ? in.stock * in.need * sales : 1.0;
    }
    const auto skill = w_.norms.weight_of_staff(e.cell[f]);
    const double root = skill[0] * std::sqrt(e.staff_general[f]) + skill[1] * std::sqrt(e.staff_college[f]) +
                        skill[2] * std::sqrt(e.staff_expert[f]);
    e.productivity[f] = static_cast<float>(output / std::max(root * root, 1e-3));
    open_posts(f);
    e.orders[f] = static_cast<float>(sales);
    e.sold[f] = sales;
    e.fill[f] = 1;
    e.reliability[f] = 1;
    e.passing[f] = 1;
    e.market_part[f] = 1;
  });
}

// Slots for projects, by the experts of a city, and for funds and what they hold; they are empty on the first day. So are
// classes of new products: the process that spreads them fills them in the first step.
void OpeningBuilder::projects_and_funds() {
  Projects& j = w_.projects;
  j.city_begin.assign(cities_ + 1);
  for (std::size_t c = 0; c < cities_; ++c) {
    const double experts = w_.experts.city_begin[CityId{c + 1}] - w_.experts.city_begin[CityId{c}];
    j.city_begin[CityId{c + 1}] = j.city_begin[CityId{c}] + static_cast<std::uint32_t>(kProjectsPerExpert * experts) + 4;
  }
  const std::size_t slots = j.city_begin[CityId{cities_}];
  j.owner.assign(slots, EnterpriseId{});
  j.key.assign(slots);
  j.stage.assign(slots);
  j.left.assign(slots);
  j.since.assign(slots);
  j.quality.assign(slots);
  j.signal.assign(slots);
  j.odds.assign(slots);
  j.server.assign(slots);
  Products& products = w_.products;
  for (auto* column : {&products.adopters, &products.cumulated, &products.usual, &products.unit_cost})
    column->assign(region_.product_classes.size());
  products.begun.assign(region_.product_classes.size());
  products.pull.assign(region_.cell_count(), 1.0);
  Funds& funds = w_.funds;
  funds.resize(cities_ * kFundKinds);
  for (const FundId fund : funds.city.ids()) {
    funds.city[fund] = static_cast<std::uint16_t>(fund.value / kFundKinds);
    funds.key[fund] = fund.value;
  }
}

// Some enterprises have just ordered a lump of capital, others are about to: what is due lies almost evenly between half a
// lump and minus half a lump, bent by a power so that the capital of a cell stays what it is.
void OpeningBuilder::lumps() {
  Enterprises& e = w_.enterprises;
  if (!(w_.norms.lumpiness > 0)) return;
  struct Place {
    EnterpriseId f;
    double range, bend, log_phase;  ///< bend: of the density, see tilt_of_due

    double due(double power) const {
      const double x = std::exp(power * log_phase) - 0.5;
      return range * (x + bend * (0.25 - x * x) / 2 - bend / 12);
    }
  };
  for_each_task(region_.cell_count(), [&](std::size_t cell) {
    std::vector<Place> places;
    const Recipe& r = w_.recipe(CellId{cell});
    const double tilt = tilt_of_due(w_.norms, r), in_a_step = w_.norms.lumpiness * (r.depreciation_step + g_);
    for (const EnterpriseId f : w_.enterprises_in(CellId{cell})) {
      if (e.multiplicity[f] != 1) continue;
      const Words luck = q_.luck.words(Event::lump, e.birth_key[f], 0);
      const double staff = std::max(1, e.staff_general[f] + e.staff_college[f] + e.staff_expert[f]);
      const double lump = w_.norms.lump(luck.w[0], staff);
      places.push_back({f, std::max(0.0, lump - in_a_step) * e.capital[f], tilt * lump,
                        std::log((luck.w[1] + 0.5) * 0x1.0p-32)});
    }
    double least = -16, most = 16, power = 1;  // of two
    for (int n = 0; n < 32; ++n) {
      power = std::exp2(0.5 * (least + most));
      double sum = 0;
      for (const Place& p : places) sum += p.due(power);
      (sum > 0 ? least : most) = 0.5 * (least + most);
    }
    for (const Place& p : places) {
      const double half = 0.5 * e.capital[p.f];  // nobody opens without capital, however large lumps may be
      e.investment_due[p.f] = static_cast<float>(std::clamp(p.due(power), -half, half));
      e.capital[p.f] -= static_cast<double>(e.investment_due[p.f]);
    }
  });
}

// Ages as foundings, entry and exit would have made them: drawn for agents of their own, counted for the members of pools.
void OpeningBuilder::ages() {
  Enterprises& e = w_.enterprises;
  const Demographics& life = q_.demographics;
  w_.register_.by_age.assign(region_.cell_count());
  std::array<double, kAges> stable[Demographics::kSizes];
  for (std::size_t size = 0; size < Demographics::kSizes; ++size) stable[size] = life.stable_ages(size);
  for_each_task(region_.cell_count(), [&](std::size_t c) {
    double members = 0;
    std::array<double, kAges> of_age{};
    for (const EnterpriseId f : w_.enterprises_in(CellId{c})) {
      if (e.multiplicity[f] > 1) {
        const double many = static_cast<double>(e.multiplicity[f]);
        members += many;
        const std::array<double, kAges>& shares = stable[Demographics::size_of(e.capital[f] / many)];
        for (std::size_t a = 0; a < kAges; ++a) of_age[a] += many * shares[a];
        continue;
      }
      e.age[f] = static_cast<std::uint16_t>(12 * life.age_of_agent(q_.luck.uniform(Event::age, e.birth_key[f], 0)));
    }
    if (members <= 0) return;
    std::array<Money, kAges> counts{};
    apportion<double>(static_cast<Money>(members), of_age, counts);
    for (std::size_t a = 0; a < kAges; ++a) w_.register_.by_age[CellId{c}][a] = static_cast<std::int32_t>(counts[a]);
  });
}

// Posts filled and vacant, as turnover and matching leave them; in whole persons by chance.
void OpeningBuilder::open_posts(EnterpriseId f) {
  Enterprises& e = w_.enterprises;
  const std::int32_t* const staff[] = {&e.staff_general[f], &e.staff_college[f], &e.staff_expert[f]};
  std::int32_t* const posts[] = {&e.posts_general[f], &e.posts_college[f], &e.posts_expert[f]};
  for (std::uint32_t k = 0; k < kTierCount; ++k) {
    const double wanted = *staff[k] * (1 + w_.norms.vacancy_rate[k]);
    *posts[k] = static_cast<std::int32_t>(wanted + q_.luck.uniform(Event::posts, e.birth_key[f], kBeforeStart, k));
  }
}

// What enterprises know is what their experts keep up.
void OpeningBuilder::knowledge() {
  Enterprises& e = w_.enterprises;
  std::fill(e.quality.begin(), e.quality.end(), 1.0f);
  std::fill(e.knowledge.begin(), e.knowledge.end(), 0.0f);
  for (const ExpertId id : w_.experts.employer.ids())
    if (w_.experts.employer[id].valid()) e.knowledge[w_.experts.employer[id]] += w_.experts.knowledge[id];
  e.normal_knowledge = e.knowledge;
  w_.lead.assign(region_.cell_count(), 0.0);
  w_.public_knowledge.assign(region_.cell_count(), 0.0);
}

// What was sold over links in the steps before the first one and is not paid yet, each link rounded alike on both sides.
void OpeningBuilder::bills() {
  const Enterprises& e = w_.enterprises;
  const std::size_t steps = w_.trade_credit.steps = q_.institutions.payment_steps(step_);
  for (auto* ring : {&w_.trade_credit.receivable, &w_.trade_credit.payable}) ring->assign(steps * e.size());
  for (std::size_t ago = 1; ago <= steps; ++ago) {
    const double price = p0_ * std::pow(1 + nominal_, -static_cast<double>(ago));
    const auto bill = [&](LinkId link) { return fen_of_one(static_cast<double>(w_.links.order[link]) * price); };
    for_each(e.ids(), [&](EnterpriseId f) {
      const BillId at = w_.bill(steps - ago, f);
      for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1}]; ++k)
        w_.trade_credit.receivable[at] += bill(w_.links.sales[LinkId{k}]);
      for (std::size_t k = 0; k < e.input_count[f]; ++k) {
        const std::uint32_t slot = e.slot(f, k).value;
        for (LinkId l{w_.slots.link_begin[SlotId{slot}]}; l < LinkId{w_.slots.link_begin[SlotId{slot + 1}]}; ++l)
          w_.trade_credit.payable[at] += bill(l);
      }
    });
  }
}

// The first step reads prices, wages and expectations of the step before.
void OpeningBuilder::rewind() {
  Enterprises& e = w_.enterprises;
  const double a = per_step(q_.trends.productivity(0), step_);
  for_each(e.ids(), [&](EnterpriseId f) {
    const Recipe& r = w_.recipe(e.cell[f]);
    const CityId c = region_.city_of(e.cell[f]);
    // the mark-up that repeats the price: unit cost as `plan` will see it, with input prices and wages of the step
    // before and productivity of this one
    const double labour = labour_cost(f, c) / (1 + pi_) / (1 + a);
    const double inputs = static_cast<double>(e.input_cost[f]) / (1 + pi_);
    const double wear = r.depreciation * p0_ / (1 + pi_);
    e.mark_up[f] = static_cast<float>(p0_ / (inputs + labour + wear) - 1);
    e.input_cost[f] = static_cast<float>(inputs);
    e.unit_cost[f] /= static_cast<float>(1 + pi_);
    e.price[f] = p0_ / (1 + pi_);
    e.expected_demand[f] /= 1 + g_;
    e.slow_demand[f] /= static_cast<float>(1 + g_);
    e.orders[f] /= static_cast<float>(1 + g_);
    e.productivity[f] /= static_cast<float>(1 + a);
    e.output[f] /= 1 + g_;
    e.sold[f] /= 1 + g_;
  });
  for (const PoolId p : w_.pools()) w_.households.wage[p] /= (1 + pi_) * (1 + a);
  for (const CellId cell : w_.cells()) w_.markets.price[cell] /= 1 + pi_;
  for (double& price : w_.outside.price) price /= 1 + pi_;
  w_.outside.demand = 1 / (1 + per_step(q_.trends.outside_demand(0), step_));
  w_.markets.investment_price.assign(cities_, p0_ / (1 + pi_));
  w_.markets.investment_inflation.assign(cities_, 0.0);
}

/// Wages per unit of output at first-step wages and the productivity of this step.
double OpeningBuilder::labour_cost(EnterpriseId f, CityId c) const {
  const Enterprises& e = w_.enterprises;
  const Households& h = w_.households;
  const double pay = h.wage[pool_of(c, Tier::general)] * e.staff_general[f] +
                     h.wage[pool_of(c, Tier::college)] * e.staff_college[f] +
                     h.wage[pool_of(c, Tier::expert)] * e.staff_expert[f];
  return static_cast<double>(e.wage_factor[f]) * pay / e.output[f];
}

double OpeningBuilder::final_total(FinalUse use) const {
  double sum = 0;
  for (std::size_t u = 0; u < industries_; ++u)
    for (int o = 0; o < kOrigins; ++o) sum += region_.flows.f(static_cast<Origin>(o), u, use);
  return sum * scale_;
}

bool OpeningBuilder::any_public() const {
  return std::any_of(region_.industries.begin(), region_.industries.end(),
                     [](const Industry& i) { return i.public_service; });
}

void open_world(World& world, const OpeningRequest& request) { OpeningBuilder(world, request).build(); }

}  // namespace lingnan

// The opening state, step by step. Everything is solved for the first step of the run on a balanced growth path; at the
// end, what the first step takes from the step before (prices, wages, expectations) is moved back by one step.
#include "sim/world/opening.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "sim/base/parallel.hpp"
#include "sim/base/problem.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/labour_market.hpp"
#include "sim/world/trends.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kNonEmpty = 1e-6;        // million yuan of value added below which a cell has no enterprises
constexpr double kLeastMarketShare = 0.1; // of its size: no enterprise lives on links alone
constexpr int kFreeRounds = 15, kFixedRounds = 60;
constexpr double kLargestLinkedShare = 0.95;  // of a cell's sales
constexpr double kLinkedLocalShare = 0.002;   // of output: less local input than this is bought in the market
constexpr std::size_t kPooledPerCell = 5;
constexpr double kLargestPart = 0.05;         // of a cell's output: who needs more from one supplier looks elsewhere
constexpr std::uint32_t kHow = 1u << 16;      // draws that say how a supplier is found lie behind those that find it

/// Sum of (k - 1/4)^-e for k in (first, last], by the midpoint rule beyond the first ranks.
double rank_sum(double first, double last, double e) {
  double sum = 0;
  double k = first + 1;
  for (; k <= last && k <= 64; k += 1) sum += std::pow(k - 0.25, -e);
  if (k > last) return sum;
  const double a = k - 0.75, b = last + 0.25;
  return sum + (std::abs(e - 1) < 1e-9 ? std::log(b / a) : (std::pow(b, 1 - e) - std::pow(a, 1 - e)) / (1 - e));
}

class Builder {
 public:
  Builder(World& world, const OpeningRequest& request)
      : w_(world), q_(request), region_(request.region), cities_(region_.city_count()),
        industries_(region_.industry_count()), step_(request.step_years) {}

  void build() {
    w_.region = &region_;
    w_.institutions = &q_.institutions;
    w_.labour_market = &q_.labour_market;
    w_.trends = &q_.trends;
    w_.luck = q_.luck;
    w_.random_processes = q_.random_processes;
    w_.ledger.open(cities_);
    growth_path();
    recipes();
    enterprises();
    staff();
    slots_and_links();
    fit_sales();
    technology();
    incomes();
    markets();
    books();
    rewind();
  }

 private:
  World& w_;
  const OpeningRequest& q_;
  const Region& region_;
  const std::size_t cities_, industries_;
  const double step_;

  double g_ = 0, pi_ = 0, nominal_ = 0;   // per step: real growth, inflation, both together
  double scale_ = 0;                      // million yuan a year of the table to yuan in the first step, real
  double p0_ = 1;                         // price of everything in the first step
  std::vector<double> local_demand_;      // [industry][city]: goods bought in markets, real
  std::vector<double> cell_output_;       // real, first step
  std::vector<double> cell_jobs_, cell_enterprises_;
  OfEnterprise<double> size_;             // target sales, real
  double mean_size_ = 0, extra_scale_ = 0;  // extra_scale_ * breadth(f): suppliers of an input beyond the first
  OfEnterprise<double> linked_sales_;
  std::vector<double> trade_;             // [industry][origin][destination] shares, gravity
  std::vector<double> government_share_;  // [city]
  std::vector<double> household_share_;   // [city]
  std::vector<double> investment_;        // [city], real: enterprises, dwellings, works

  double table_output(std::size_t s) const { return region_.flows.output(s); }
  double sales_of(double output, const Recipe& r) const { return output / (1 + g_ * r.finished_stock); }
  double output_of(double sales, const Recipe& r) const { return sales * (1 + g_ * r.finished_stock); }
  /// Orders of one input on the growth path, all origins, per step.
  double order_of(const Input& in, double sales, double output) const {
    const bool stored = region_.industries[in.supplier.value].storable;
    return in.need * (output + (stored ? g_ * in.stock * sales : 0.0));
  }
  [[noreturn]] void refuse(const std::string& what) const { throw BadRequest(region_.folder + ": " + what); }

  // Flows of the twelve months of the base year add up to the table; prices average one over it.
  void growth_path() {
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
    norms.consumption_of_wealth = q_.opening.wealth_consumption * step_;
    norms.liquidity_steps = q_.opening.liquidity_months / 12 / step_;
    norms.loans_to_assets = q_.opening.loans_to_assets;
    norms.vacancy_rate = q_.random_processes ? q_.labour_market.normal_vacancy_rate(region_.unemployment_rate, step_) : 0.0;
    w_.expected_growth = g_;
  }

  void recipes() {
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
      r.short_list = std::min(order.size(), static_cast<std::size_t>(q_.opening.slots_self_employed));

      r.pooled_full.assign(industries_, {});
      for (std::size_t u = 0; u < industries_; ++u)
        for (int o = 0; o < kOrigins; ++o)
          r.pooled_full[u][static_cast<std::size_t>(o)] = table.z(static_cast<Origin>(o), u, s) / x;
      r.pooled_short = r.pooled_full;
      for (std::size_t k = 0; k < order.size(); ++k) {
        const std::size_t u = order[k];
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
        r.stock_full += in.stock * in.need;
        if (k < r.short_list) r.stock_short += in.stock * in.need;
        const std::array<double, kOrigins> left = {in.linked ? 0.0 : local, 0.0, 0.0};
        r.pooled_full[u] = left;
        if (k < r.short_list) r.pooled_short[u] = left;
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

  double final_total(FinalUse use) const {
    double sum = 0;
    for (std::size_t u = 0; u < industries_; ++u)
      for (int o = 0; o < kOrigins; ++o) sum += region_.flows.f(static_cast<Origin>(o), u, use);
    return sum * scale_;
  }

  // How many agents a cell has, what they stand for and how large they are: Pareto by rank. The largest have an agent
  // of their own, at most half of all agents; pools stand for the rest.
  void enterprises() {
    const std::size_t cells = region_.cell_count();
    cell_output_.assign(cells, 0);
    cell_jobs_.assign(cells, 0);
    cell_enterprises_.assign(cells, 0);
    for (std::size_t s = 0; s < industries_; ++s) {
      const Industry& industry = region_.industries[s];
      double va_sum = 0, job_sum = 0;
      std::vector<double> jobs(cities_);
      for (std::size_t c = 0; c < cities_; ++c) {
        const double va = region_.value_added[c * industries_ + s];
        va_sum += va;
        jobs[c] = va > kNonEmpty ? va / region_.cities[c].wage_index : 0.0;
        job_sum += jobs[c];
      }
      std::vector<Money> whole(cities_);
      apportion<double>(std::llround(industry.jobs), jobs, whole);
      for (std::size_t c = 0; c < cities_; ++c) {
        const std::size_t cell = c * industries_ + s;
        const double va = region_.value_added[cell];
        if (va <= kNonEmpty) continue;
        cell_output_[cell] = table_output(s) * scale_ * va / va_sum;
        cell_jobs_[cell] = static_cast<double>(std::max<Money>(whole[c], 1));
        const double count = (industry.enterprises + industry.self_employed) * jobs[c] / job_sum;
        cell_enterprises_[cell] = std::max(1.0, std::floor(std::min(count, cell_jobs_[cell] / 2)));
      }
    }

    // staff of rank k in a cell: one person, and a share of the rest by rank
    const auto exponent = [&](std::size_t cell) {
      return 1 / region_.industries[cell % industries_].size_tail_exponent;
    };
    std::vector<double> ranks(cells, 0);
    for (std::size_t cell = 0; cell < cells; ++cell)
      if (cell_output_[cell] > 0) ranks[cell] = rank_sum(0, cell_enterprises_[cell], exponent(cell));
    const auto own_agents = [&](std::size_t cell, double threshold) {  // enterprises of at least `threshold` persons
      const double n = cell_enterprises_[cell];
      const double spare = cell_jobs_[cell] - n;
      if (spare <= 0 || ranks[cell] <= 0) return 0.0;
      const double k = std::pow(spare / (ranks[cell] * std::max(threshold - 1, 1e-9)), 1 / exponent(cell)) + 0.25;
      return std::clamp(std::floor(k), 0.0, n);
    };
    std::vector<std::size_t> own(cells, 0), pooled(cells, 0);
    const double all = std::accumulate(cell_enterprises_.begin(), cell_enterprises_.end(), 0.0);
    if (q_.firms <= 0 || static_cast<double>(q_.firms) >= all) {
      for (std::size_t cell = 0; cell < cells; ++cell) own[cell] = static_cast<std::size_t>(cell_enterprises_[cell]);
    } else {
      double low = 1, high = 1e9;
      for (int i = 0; i < 200; ++i) {
        const double middle = std::sqrt(low * high);
        double sum = 0;
        for (std::size_t cell = 0; cell < cells; ++cell) sum += own_agents(cell, middle);
        (sum > static_cast<double>(q_.firms) / 2 ? low : high) = middle;
      }
      std::vector<double> weight(cells, 0);
      Money left = q_.firms;
      for (std::size_t cell = 0; cell < cells; ++cell) {
        if (cell_output_[cell] <= 0) continue;
        const double n = cell_enterprises_[cell];
        const double least = std::min(n, static_cast<double>(kPooledPerCell));
        own[cell] = static_cast<std::size_t>(std::min(own_agents(cell, high), n - least));
        pooled[cell] = static_cast<std::size_t>(least);
        left -= static_cast<Money>(own[cell] + pooled[cell]);
        const double rest = n - static_cast<double>(own[cell]);
        weight[cell] = rest > least
            ? rank_sum(static_cast<double>(own[cell]), n, exponent(cell)) / ranks[cell] * (cell_jobs_[cell] - n) + rest
            : 0.0;
      }
      if (left < 0) refuse("too few enterprise agents: the cells need at least " + std::to_string(q_.firms - left));
      std::vector<Money> more(cells);
      apportion<double>(left, weight, more);
      for (std::size_t cell = 0; cell < cells; ++cell) {
        const double room = cell_enterprises_[cell] - static_cast<double>(own[cell] + pooled[cell]);
        pooled[cell] += static_cast<std::size_t>(std::clamp(static_cast<double>(more[cell]), 0.0, std::max(0.0, room)));
      }
    }

    std::size_t count = 0;
    w_.cell_begin.assign(cells + 1);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      w_.cell_begin[CellId{cell}] = EnterpriseId{count};
      count += own[cell] + pooled[cell];
    }
    w_.cell_begin[CellId{cells}] = EnterpriseId{count};
    allocate(count);

    Enterprises& e = w_.enterprises;
    for_each_task(cells, [&](std::size_t cell) {
      const IdRange<EnterpriseId> ids = w_.enterprises_in(CellId{cell});
      if (ids.size() == 0) return;
      const double n = cell_enterprises_[cell], ex = exponent(cell);
      const double rest = n - static_cast<double>(own[cell]);
      std::vector<double> persons(ids.size());
      for (std::size_t k = 0; k < ids.size(); ++k) {
        const EnterpriseId f{ids.first.value + k};
        e.cell[f] = CellId{cell};
        e.birth_key[f] = mix(mix(cell, 0), k);
        if (k < own[cell]) {
          e.multiplicity[f] = 1;
          const double u = q_.luck.uniform(Event::enterprise_size, e.birth_key[f], 0);
          persons[k] = 1 + (cell_jobs_[cell] - n) * std::pow(static_cast<double>(k + 1) - 0.5 * u, -ex) / ranks[cell];
        } else {
          const double pool = static_cast<double>(k - own[cell]), pools = static_cast<double>(pooled[cell]);
          const double before = std::floor(rest * pool / pools);  // whole enterprises
          const double members = std::floor(rest * (pool + 1) / pools) - before;
          const double first = static_cast<double>(own[cell]) + before;
          e.multiplicity[f] = static_cast<float>(members);
          persons[k] = members + (cell_jobs_[cell] - n) * rank_sum_between(first, first + members, ex) / ranks[cell];
        }
      }
      std::vector<Money> whole(ids.size());
      apportion<double>(static_cast<Money>(cell_jobs_[cell]), persons, whole);
      for (std::size_t k = 0; k < ids.size(); ++k) {
        const EnterpriseId f{ids.first.value + k};
        e.staff_general[f] = static_cast<std::int32_t>(whole[k]);  // all tiers, until `staff` tells them apart
        size_[f] = sales_of(cell_output_[cell], w_.recipe(CellId{cell})) * std::max(persons[k], 0.5);
      }
      double sum = 0;
      for (const double person : persons) sum += std::max(person, 0.5);
      for (const EnterpriseId f : ids) size_[f] /= sum;
    });
  }

  /// The same for real-valued ranks: pools have fractional borders.
  static double rank_sum_between(double first, double last, double e) {
    const double a = first + 0.25, b = last + 0.25;
    return std::abs(e - 1) < 1e-9 ? std::log(b / a) : (std::pow(b, 1 - e) - std::pow(a, 1 - e)) / (1 - e);
  }

  void allocate(std::size_t count) {
    Enterprises& e = w_.enterprises;
    e.columns([&](std::string_view, auto& column) { column.assign(count); });
    e.slot_begin.assign(count + 1);
    e.sale_begin.assign(count + 1);
    size_.assign(count);
    linked_sales_.assign(count);
  }

  // Experts and college staff by cell, then by enterprise, in whole persons.
  void staff() {
    Enterprises& e = w_.enterprises;
    const std::size_t cells = region_.cell_count();
    std::vector<double> weight(cells, 0);
    for (std::size_t s = 0; s < industries_; ++s) {
      double sum = 0;
      for (std::size_t c = 0; c < cities_; ++c) sum += cell_jobs_[c * industries_ + s] * region_.cities[c].expert_share;
      if (sum <= 0) continue;
      for (std::size_t c = 0; c < cities_; ++c)
        weight[c * industries_ + s] = region_.industries[s].expert_share *
                                      cell_jobs_[c * industries_ + s] * region_.cities[c].expert_share / sum;
    }
    std::vector<Money> experts(cells);
    const Money employed_experts = std::llround(region_.experts * (1 - region_.unemployment_rate));
    apportion<double>(employed_experts, weight, experts);
    double city_college = 0, jobs = 0;
    for (std::size_t c = 0; c < cities_; ++c)
      for (std::size_t s = 0; s < industries_; ++s) {
        city_college += region_.cities[c].college_share * cell_jobs_[c * industries_ + s];
        jobs += cell_jobs_[c * industries_ + s];
      }
    city_college /= jobs;
    for_each_task(cells, [&](std::size_t cell) {
      const IdRange<EnterpriseId> ids = w_.enterprises_in(CellId{cell});
      if (ids.size() == 0) return;
      std::vector<double> persons;
      for (const EnterpriseId f : ids) persons.push_back(e.staff_general[f]);
      std::vector<Money> some(ids.size());
      const double total = cell_jobs_[cell];
      apportion<double>(std::min(experts[cell], static_cast<Money>(total / 2)), persons, some);
      for (std::size_t k = 0; k < ids.size(); ++k) {
        const EnterpriseId f{ids.first.value + k};
        e.staff_expert[f] = static_cast<std::int32_t>(std::min<Money>(some[k], e.staff_general[f]));
        e.staff_general[f] -= e.staff_expert[f];
        persons[k] = e.staff_general[f];
      }
      const double share = std::clamp(region_.industries[cell % industries_].college_share *
                                          region_.cities[cell / industries_].college_share / city_college,
                                      0.0, 0.95);
      const double rest = std::accumulate(persons.begin(), persons.end(), 0.0);
      apportion<double>(static_cast<Money>(std::llround(rest * share)), persons, some);
      for (std::size_t k = 0; k < ids.size(); ++k) {
        const EnterpriseId f{ids.first.value + k};
        e.staff_college[f] = static_cast<std::int32_t>(std::min<Money>(some[k], e.staff_general[f]));
        e.staff_general[f] -= e.staff_college[f];
      }
    });
    for (const EnterpriseId f : e.ids()) {
      e.posts_general[f] = e.staff_general[f];
      e.posts_college[f] = e.staff_college[f];
      e.posts_expert[f] = e.staff_expert[f];
    }
    experts_one_by_one();
  }

  void experts_one_by_one() {
    Enterprises& e = w_.enterprises;
    Experts& x = w_.experts;
    x.city_begin.assign(cities_ + 1);
    std::size_t count = 0;
    std::vector<std::size_t> idle(cities_);
    for (const CityId c : w_.cities()) {
      x.city_begin[c] = static_cast<std::uint32_t>(count);
      std::size_t working = 0;
      for (const EnterpriseId f : w_.enterprises_in(c)) working += static_cast<std::size_t>(e.staff_expert[f]);
      const double u = region_.unemployment_rate;
      idle[c.value] = static_cast<std::size_t>(std::llround(static_cast<double>(working) * u / (1 - u)));
      count += working + idle[c.value];
    }
    x.city_begin[CityId{cities_}] = static_cast<std::uint32_t>(count);
    x.employer.assign(count);
    x.field.assign(count);
    x.experience.assign(count);
    x.knowledge.assign(count);
    for_each_task(cities_, [&](std::size_t c) {
      std::size_t row = x.city_begin[CityId{c}];
      for (const EnterpriseId f : w_.enterprises_in(CityId{c}))
        for (std::int32_t k = 0; k < e.staff_expert[f]; ++k) x.employer[ExpertId{row++}] = f;
      for (std::size_t k = 0; k < idle[c]; ++k) x.employer[ExpertId{row++}] = EnterpriseId{};
    });
    for_each(x.employer.ids(), [&](ExpertId id) {
      const Words words = q_.luck.words(Event::expert_traits, id.value, 0);
      const EnterpriseId f = x.employer[id];
      const std::size_t field = f.valid() ? e.cell[f].value % industries_ : words.w[0] % industries_;
      x.field[id] = static_cast<std::uint16_t>(field);
      x.experience[id] = static_cast<std::uint16_t>(words.w[1] % 360);  // up to 30 years, uniform: assumption
      // mean 1, between 0.5 and 1.5: assumption
      x.knowledge[id] = static_cast<float>(0.5 + to_uniform(words.w[2], words.w[3]));
    });
  }

  std::vector<double> kernel(std::size_t s) const {
    std::vector<double> k(cities_ * cities_);
    for (std::size_t i = 0; i < k.size(); ++i)
      k[i] = std::pow(region_.distance_km[i], -region_.industries[s].distance_decay);
    return k;
  }

  // Trade of local goods by gravity; the graph is drawn from it in two counting passes, never as an edge list.
  void slots_and_links() {
    const FlowTable& table = region_.flows;
    const std::size_t area = cities_ * cities_;
    trade_.assign(industries_ * area, 0);
    const double gdp = std::accumulate(region_.value_added.begin(), region_.value_added.end(), 0.0);
    std::vector<double> weight(cities_, 0);
    for (std::size_t c = 0; c < cities_; ++c)
      for (std::size_t s = 0; s < industries_; ++s) weight[c] += region_.value_added[c * industries_ + s] / gdp;
    for_each_task(industries_, [&](std::size_t u) {
      std::vector<double> supply(cities_), use(cities_, 0.0);
      const double x = table_output(u);
      const double kept = x - table.f(Origin::local, u, FinalUse::to_country) -
                          table.f(Origin::local, u, FinalUse::to_world) -
                          table.f(Origin::local, u, FinalUse::inventories);
      double uses = 0;
      for (std::size_t c = 0; c < cities_; ++c) {
        supply[c] = cell_output_[c * industries_ + u] / scale_ / x * std::max(kept, 0.0);
        for (std::size_t s = 0; s < industries_; ++s)
          use[c] += table.z(Origin::local, u, s) * cell_output_[c * industries_ + s] / (table_output(s) * scale_);
        for (const FinalUse f : {FinalUse::households, FinalUse::government, FinalUse::investment})
          use[c] += table.f(Origin::local, u, f) * weight[c];
        uses += use[c];
      }
      const double supplies = std::accumulate(supply.begin(), supply.end(), 0.0);
      if (uses <= 0 || supplies <= 0) return;
      for (double& d : use) d *= supplies / uses;
      const std::vector<double> flows = fit_gravity(kernel(u), supply, use, 1e-9, 400);
      for (std::size_t d = 0; d < cities_; ++d) {
        double sum = 0;
        for (std::size_t o = 0; o < cities_; ++o) sum += flows[o * cities_ + d];
        if (sum <= 0) continue;
        for (std::size_t o = 0; o < cities_; ++o) trade_[(u * cities_ + o) * cities_ + d] = flows[o * cities_ + d] / sum;
      }
    });

    Enterprises& e = w_.enterprises;
    const std::size_t n = e.size();
    std::uint64_t slots = 0;
    for (const EnterpriseId f : e.ids()) {
      e.slot_begin[f] = static_cast<std::uint32_t>(slots);
      const Recipe& r = w_.recipe(e.cell[f]);
      const double persons = e.staff_general[f] + e.staff_college[f] + e.staff_expert[f];
      const bool small = e.multiplicity[f] <= 1 && persons < q_.opening.self_employed_staff;
      slots += small ? r.short_list : r.inputs.size();
    }
    e.slot_begin[EnterpriseId{n}] = static_cast<std::uint32_t>(slots);
    w_.slots.inventory.assign(slots);
    w_.slots.link_begin.assign(slots + 1);

    OfEnterprise<double> ladder(n + 1);  // running sums of attachment in a cell; who sells in markets only adds none
    for_each_task(region_.cell_count(), [&](std::size_t cell) {
      const IdRange<EnterpriseId> ids = w_.enterprises_in(CellId{cell});
      double total = 0, sum = 0;
      for (const EnterpriseId f : ids) total += size_[f];
      for (const EnterpriseId f : ids) {
        const bool sells = q_.luck.uniform(Event::supplier_count, e.birth_key[f], 1, 0) < q_.opening.selling_share;
        if (f == ids.first || sells) sum += std::pow(size_[f] / total, q_.opening.attachment);
        ladder[f] = sum;
      }
    });
    mean_size_ = sum_over<double>(e.ids(), [&](EnterpriseId f) { return size_[f]; }) / static_cast<double>(n);
    const double extra = sum_over<double>(e.ids(), [&](EnterpriseId f) { return breadth(f); });
    extra_scale_ = q_.opening.extra_suppliers * static_cast<double>(n) / extra;

    OfSlot<std::uint32_t> counts(slots);
    for_each(e.ids(), [&](EnterpriseId f) {
      EnterpriseId suppliers[1001];
      for (std::uint32_t slot = e.slot_begin[f]; slot < e.slot_begin[EnterpriseId{f.value + 1}]; ++slot)
        counts[SlotId{slot}] = draw_suppliers(f, slot, ladder, suppliers);
    });
    std::uint64_t links = 0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
      w_.slots.link_begin[SlotId{slot}] = static_cast<std::uint32_t>(links);
      links += counts[SlotId{slot}];
    }
    if (links >= (std::uint64_t{1} << 32)) refuse("more supply links than 32-bit ids can hold");
    w_.slots.link_begin[SlotId{slots}] = static_cast<std::uint32_t>(links);
    w_.links.supplier.assign(links);
    w_.links.weight.assign(links);
    w_.links.order.assign(links);
    w_.links.sales.assign(links);
    for_each(e.ids(), [&](EnterpriseId f) {
      EnterpriseId suppliers[1001];
      for (std::uint32_t slot = e.slot_begin[f]; slot < e.slot_begin[EnterpriseId{f.value + 1}]; ++slot) {
        const std::uint32_t count = draw_suppliers(f, slot, ladder, suppliers);
        std::uint32_t row = w_.slots.link_begin[SlotId{slot}];
        for (std::uint32_t k = 0; k < count; ++k, ++row) {
          w_.links.supplier[LinkId{row}] = suppliers[k];
          w_.links.weight[LinkId{row}] = 1.0f / static_cast<float>(count);  // until the flows between cities are met
        }
      }
    });
    index_sales();
  }

  // Suppliers of one slot, sorted and different; a pure function of keys. Returns how many; none only where nobody else
  // makes the input.
  //
  // A large buyer has more suppliers, reaches farther (some of them are those it would have in another city) and takes
  // small ones too, so that the partners of hubs are small. Competitors know the same suppliers: some draws are not the
  // buyer's own but come from a list that belongs to the cell.
  std::uint32_t draw_suppliers(EnterpriseId f, std::uint32_t slot, const OfEnterprise<double>& ladder,
                               EnterpriseId* out) const {
    const Enterprises& e = w_.enterprises;
    const Opening& o = q_.opening;
    const CellId cell = e.cell[f];
    const std::uint32_t k = slot - e.slot_begin[f];
    const Input& in = w_.recipe(cell).inputs[k];
    if (!in.linked) return 0;
    const CityId home = region_.city_of(cell);
    const double wanted = 1 + extra_scale_ * breadth(f);
    double count = std::floor(wanted);
    if (q_.luck.uniform(Event::supplier_count, e.birth_key[f], 0, k) < wanted - count) count += 1;
    const auto tries = static_cast<std::uint32_t>(std::min({count, std::floor(o.largest_supplier_count), 1000.0}));
    const double far = o.reach * size_[f] / (size_[f] + mean_size_);
    const double competitors = static_cast<double>(w_.enterprises_in(cell).size());
    const auto list = static_cast<std::uint32_t>(std::ceil(std::sqrt(competitors)));
    const std::uint32_t known = std::max(list, 2 * tries);
    const double part = in.need * in.local * size_[f] / tries;
    std::uint32_t found = 0;
    for (std::uint32_t t = 0; t < tries; ++t) {
      Words how = q_.luck.words(Event::supplier_choice, e.birth_key[f], k, t + kHow);
      const bool shared = to_uniform(how.w[0], 0) < o.shared_suppliers;
      const std::uint32_t item = how.w[1] % known;
      const std::uint64_t key = shared ? mix(mix(cell.value, 1), item) : e.birth_key[f];
      const Words words = q_.luck.words(Event::supplier_choice, key, k, shared ? 0 : t);
      if (shared) how = q_.luck.words(Event::supplier_choice, key, k, kHow);
      CityId from = home;
      if (to_uniform(how.w[2], 0) < (shared ? (item < list ? 0.0 : o.reach) : far))
        from = region_.city_of(e.cell[EnterpriseId{how.w[1] % e.size()}]);
      const CityId origin = draw_origin(in.supplier, from, to_uniform(words.w[0], words.w[1]));
      if (!origin.valid()) break;  // nobody makes it
      const CellId makers = region_.cell(origin, in.supplier);
      if (part > kLargestPart * cell_output_[makers.value]) continue;
      const bool small = t > 0 && to_uniform(how.w[3], 0) < o.small_suppliers;
      const EnterpriseId supplier = draw_seller(makers, ladder, f, to_uniform(words.w[2], words.w[3]), small);
      if (supplier.valid()) out[found++] = supplier;
    }
    if (found == 0) {  // chance met nobody that can deliver: where most comes from
      CityId origin;
      double most = 0;
      for (const CityId city : w_.cities()) {
        const double share = trade_[(in.supplier.value * cities_ + city.value) * cities_ + home.value];
        const IdRange<EnterpriseId> makers = w_.enterprises_in(region_.cell(city, in.supplier));
        if (share <= most || makers.size() == 0 || (makers.size() == 1 && makers.first == f)) continue;
        most = share;
        origin = city;
      }
      if (origin.valid()) out[found++] = draw_seller(region_.cell(origin, in.supplier), ladder, f, 0.5, false);
    }
    std::sort(out, out + found);
    return static_cast<std::uint32_t>(std::unique(out, out + found) - out);
  }

  /// How many suppliers beyond the first, up to a factor: by size, and lognormal among enterprises of one size.
  double breadth(EnterpriseId f) const {
    const double s = q_.opening.supplier_dispersion;
    const std::uint64_t key = w_.enterprises.birth_key[f];
    const double radius = std::sqrt(-2 * std::log(q_.luck.uniform(Event::supplier_count, key, 2, 0)));
    const double angle = 2 * std::numbers::pi * q_.luck.uniform(Event::supplier_count, key, 2, 1);
    const double luck = std::exp(s * radius * std::cos(angle) - s * s / 2);
    return std::pow(size_[f] / mean_size_, q_.opening.supplier_exponent) * luck;
  }

  /// Where the `u`-th part of what `destination` buys of `product` comes from; invalid if it buys none.
  CityId draw_origin(IndustryId product, CityId destination, double u) const {
    const double* shares = &trade_[product.value * cities_ * cities_];
    CityId last;
    for (const CityId origin : w_.cities()) {
      const double share = shares[origin.value * cities_ + destination.value];
      if (share <= 0) continue;
      last = origin;
      u -= share;
      if (u < 0) break;
    }
    return last;
  }

  /// A seller of the cell by attachment, or any with the same chance; not the buyer. Invalid if there is no other.
  EnterpriseId draw_seller(CellId cell, const OfEnterprise<double>& ladder, EnterpriseId buyer, double u,
                           bool any) const {
    const IdRange<EnterpriseId> makers = w_.enterprises_in(cell);
    const std::size_t size = makers.size();
    if (size == 0) return {};
    const double* first = ladder.data() + makers.first.value;
    auto at = any ? static_cast<std::size_t>(u * static_cast<double>(size))
                  : static_cast<std::size_t>(std::lower_bound(first, first + size, u * first[size - 1]) - first);
    for (std::size_t i = 0; i < size; ++i, ++at) {
      if (at >= size) at -= size;
      const bool sells = first[at] > (at > 0 ? first[at - 1] : 0.0);
      const EnterpriseId supplier{makers.first.value + at};
      if (sells && supplier != buyer) return supplier;
    }
    const EnterpriseId other{makers.first.value + (makers.first == buyer ? 1 : 0)};  // the only seller is the buyer
    return size > 1 ? other : EnterpriseId{};
  }

  void index_sales() {
    Enterprises& e = w_.enterprises;
    const Links& l = w_.links;
    for (const EnterpriseId f : l.supplier.raw()) ++e.sale_begin[EnterpriseId{f.value + 1u}];
    for (std::size_t f = 0; f < e.size(); ++f) e.sale_begin[EnterpriseId{f + 1}] += e.sale_begin[EnterpriseId{f}];
    std::vector<std::uint32_t> next(e.sale_begin.begin(), e.sale_begin.end() - 1);
    for (const LinkId link : l.supplier.ids()) w_.links.sales[LinkId{next[l.supplier[link].value]++}] = link;
  }

  /// Orders over links when every enterprise sells `expected_demand`; also what each supplier receives.
  void place_orders() {
    Enterprises& e = w_.enterprises;
    for_each(e.ids(), [&](EnterpriseId f) {
      const Recipe& r = w_.recipe(e.cell[f]);
      const double sales = e.expected_demand[f], output = output_of(sales, r);
      for (std::uint32_t slot = e.slot_begin[f]; slot < e.slot_begin[EnterpriseId{f.value + 1}]; ++slot) {
        const Input& in = r.inputs[slot - e.slot_begin[f]];
        const double local = order_of(in, sales, output) * in.local;
        const std::uint32_t first = w_.slots.link_begin[SlotId{slot}], last = w_.slots.link_begin[SlotId{slot + 1u}];
        double sum = 0;
        for (std::uint32_t l = first; l < last; ++l) sum += w_.links.weight[LinkId{l}];
        for (std::uint32_t l = first; l < last; ++l)
          w_.links.order[LinkId{l}] = static_cast<float>(local * w_.links.weight[LinkId{l}] / sum);
      }
    });
    for_each(e.ids(), [&](EnterpriseId f) {
      double sum = 0;
      for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1}]; ++k)
        sum += static_cast<double>(w_.links.order[w_.links.sales[LinkId{k}]]);
      linked_sales_[f] = sum;
    });
  }

  // Weights meet the gravity flows between cities; then sales = links + market share x rest, for every enterprise, such
  // that every cell sells what the table says.
  void fit_sales() {
    Enterprises& e = w_.enterprises;
    for (const EnterpriseId f : e.ids()) e.expected_demand[f] = size_[f];
    std::vector<double> bound(region_.cell_count(), 1.0);  // lowers the target of origins that would sell too much
    for (int round = 0; round < 8; ++round) {
      place_orders();
      for_each_task(cities_, [&](std::size_t d) {
        std::vector<double> flow(industries_ * cities_, 0), need(industries_, 0);
        const IdRange<EnterpriseId> ids = w_.enterprises_in(CityId{d});
        if (ids.size() == 0) return;
        const std::uint32_t first = w_.slots.link_begin[SlotId{e.slot_begin[ids.first]}];
        const std::uint32_t last = w_.slots.link_begin[SlotId{e.slot_begin[ids.last]}];
        for (std::uint32_t l = first; l < last; ++l) {
          const std::size_t cell = e.cell[w_.links.supplier[LinkId{l}]].value;
          const double order = static_cast<double>(w_.links.order[LinkId{l}]);
          flow[(cell % industries_) * cities_ + cell / industries_] += order;
          need[cell % industries_] += order;
        }
        for (std::uint32_t l = first; l < last; ++l) {
          const std::size_t cell = e.cell[w_.links.supplier[LinkId{l}]].value;
          const std::size_t u = cell % industries_, o = cell / industries_;
          const double target = need[u] * trade_[(u * cities_ + o) * cities_ + d] * bound[cell];
          const double factor = std::clamp(target / std::max(flow[u * cities_ + o], 1e-9), 0.01, 100.0);
          float& weight = w_.links.weight[LinkId{l}];
          weight = std::max(static_cast<float>(weight * factor), 1e-6f);
        }
      });
      for_each(w_.slots.inventory.ids(), [&](SlotId slot) {
        const std::uint32_t first = w_.slots.link_begin[slot], last = w_.slots.link_begin[SlotId{slot.value + 1u}];
        double sum = 0;
        for (std::uint32_t l = first; l < last; ++l) sum += w_.links.weight[LinkId{l}];
        for (std::uint32_t l = first; l < last; ++l)
          w_.links.weight[LinkId{l}] = static_cast<float>(w_.links.weight[LinkId{l}] / sum);
      });
      for (const CellId cell : w_.cells()) {
        double linked = 0, target = 0;
        for (const EnterpriseId f : w_.enterprises_in(cell)) {
          linked += linked_sales_[f];
          target += size_[f];
        }
        if (linked > 0.8 * target) bound[cell.value] *= 0.8 * target / linked;
      }
    }
    for (int round = 0; round < kFreeRounds + kFixedRounds; ++round) {
      place_orders();
      const bool free = round < kFreeRounds;
      for_each_task(region_.cell_count(), [&](std::size_t cell) {
        const IdRange<EnterpriseId> ids = w_.enterprises_in(CellId{cell});
        if (ids.size() == 0) return;
        double linked = 0, target = 0, weights = 0;
        for (const EnterpriseId f : ids) {
          linked += linked_sales_[f];
          target += size_[f];
          if (free) e.market_share[f] = std::max(size_[f] - linked_sales_[f], kLeastMarketShare * size_[f]);
          weights += e.market_share[f];
        }
        const double rest = std::max(target - linked, (1 - kLargestLinkedShare) * target);
        for (const EnterpriseId f : ids) {
          e.market_share[f] /= weights;
          e.expected_demand[f] = linked_sales_[f] + e.market_share[f] * rest;
        }
      });
    }
  }

  // Stocks, capital and labour productivity that make the first step's output.
  void technology() {
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
      e.slow_demand[f] = sales;
      e.planned_output[f] = output;
      e.output[f] = output;
      e.finished[f] = r.finished_stock * sales;
      e.capital[f] = r.capital * sales;
      e.under_construction[f] = w_.norms.build_steps * (r.depreciation_step + g_) * e.capital[f];
      e.planned_investment[f] = (r.depreciation_step + g_) * e.capital[f] * (1 + g_ * w_.norms.build_steps);
      for (std::uint32_t slot = e.slot_begin[f]; slot < e.slot_begin[EnterpriseId{f.value + 1}]; ++slot) {
        const Input& in = r.inputs[slot - e.slot_begin[f]];
        const bool stored = region_.industries[in.supplier.value].storable;
        w_.slots.inventory[SlotId{slot}] = stored ? in.stock * in.need * sales : 1.0;
      }
      const auto& skill = w_.norms.skill_weight[e.cell[f]];
      const double root = skill[0] * std::sqrt(e.staff_general[f]) + skill[1] * std::sqrt(e.staff_college[f]) +
                          skill[2] * std::sqrt(e.staff_expert[f]);
      e.productivity[f] = output / (std::max(root * root, 1e-3) * (1 + w_.norms.vacancy_rate));
      e.orders[f] = sales;
      e.sold[f] = sales;
      e.fill[f] = 1;
      e.reliability[f] = 1;
    });
  }

  // Wages and profits by enterprise, incomes by pool, taxes and transfers by treasury, deposits, loans, equity.
  void incomes() {
    Enterprises& e = w_.enterprises;
    Households& h = w_.households;
    const Institutions& law = q_.institutions;
    const std::size_t pools = cities_ * kTierCount;
    h.columns([&](std::string_view name, auto& column) {
      const bool by_city = name == "households.population" || name == "households.dwellings_demand";
      column.assign(by_city ? cities_ : pools);
    });

    // wages: one level per city, premiums by tier; what an industry pays beyond it is the enterprise's factor
    const double premium[kTierCount] = {1.0, q_.opening.wage_premium_college, q_.opening.wage_premium_expert};
    for_each_task(cities_, [&](std::size_t c) {
      double pay = 0, units = 0;
      for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
        pay += w_.recipe(e.cell[f]).compensation * e.output[f] * p0_;
        units += premium[0] * e.staff_general[f] + premium[1] * e.staff_college[f] + premium[2] * e.staff_expert[f];
      }
      for (std::size_t k = 0; k < kTierCount; ++k)
        h.wage[pool_of(CityId{c}, static_cast<Tier>(k))] = units > 0 ? premium[k] * pay / units : premium[k];
    });
    for_each(e.ids(), [&](EnterpriseId f) {
      const CityId c = region_.city_of(e.cell[f]);
      const double units = h.wage[pool_of(c, Tier::general)] * e.staff_general[f] +
                           h.wage[pool_of(c, Tier::college)] * e.staff_college[f] +
                           h.wage[pool_of(c, Tier::expert)] * e.staff_expert[f];
      const double pay = w_.recipe(e.cell[f]).compensation * e.output[f] * p0_;
      e.wage_factor[f] = static_cast<float>(units > 0 ? pay / units : 1.0);
    });

    struct City {
      double wages[kTierCount] = {};
      std::int64_t staff[kTierCount] = {};
      double production_tax = 0, profit_tax = 0, taxable = 0, dividends = 0, investment = 0;
      double loans = 0, deposits = 0, profit = 0;
    };
    std::vector<City> city(cities_);
    OfEnterprise<double> profit(e.size()), cash_flow(e.size());
    double taxable = 0, surplus = 0;
    for_each_task(cities_, [&](std::size_t c) {
      City& sum = city[c];
      for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
        const double units[kTierCount] = {h.wage[pool_of(CityId{c}, Tier::general)] * e.staff_general[f],
                                          h.wage[pool_of(CityId{c}, Tier::college)] * e.staff_college[f],
                                          h.wage[pool_of(CityId{c}, Tier::expert)] * e.staff_expert[f]};
        double pay = 0;
        for (std::size_t k = 0; k < kTierCount; ++k) {
          sum.wages[k] += static_cast<double>(e.wage_factor[f]) * units[k];
          pay += static_cast<double>(e.wage_factor[f]) * units[k];
        }
        sum.staff[0] += e.staff_general[f];
        sum.staff[1] += e.staff_college[f];
        sum.staff[2] += e.staff_expert[f];
        const Recipe& r = w_.recipe(e.cell[f]);
        const double sales = e.expected_demand[f], output = e.output[f];
        double inputs = 0, purchases = 0, stocks = 0;
        const std::uint32_t first = e.slot_begin[f], last = e.slot_begin[EnterpriseId{f.value + 1}];
        for (std::uint32_t slot = first; slot < last; ++slot) {
          const Input& in = r.inputs[slot - first];
          inputs += in.need;
          purchases += order_of(in, sales, output) * p0_;
          if (region_.industries[in.supplier.value].storable) stocks += w_.slots.inventory[SlotId{slot}] * p0_;
        }
        double pooled = 0;
        for (const auto& need : last - first == r.inputs.size() ? r.pooled_full : r.pooled_short)
          pooled += need[0] + need[1] + need[2];
        e.input_cost[f] = (inputs + pooled) * p0_;
        // production cost as `plan` will see it: input prices and wages of the step before, productivity of this one
        const double a = per_step(q_.trends.productivity(0), step_);
        e.unit_cost[f] = (e.input_cost[f] + pay / output / (1 + a)) / (1 + pi_);
        const double stock_value = g_ * e.finished[f] * e.unit_cost[f];
        const double loans = q_.opening.loans_to_assets *
                             (stocks + e.finished[f] * e.unit_cost[f] + (e.capital[f] + e.under_construction[f]) * p0_) /
                             (1 + nominal_);
        const double deposits = w_.norms.liquidity_steps * sales * p0_ / (1 + nominal_);
        const double interest = law.loan_rate * step_ * loans - law.deposit_rate * step_ * deposits;
        const double tax = r.sales_tax * sales * p0_;
        profit[f] = sales * p0_ + stock_value - e.input_cost[f] * output - pay - tax -
                    r.depreciation_step * e.capital[f] * p0_ - interest;
        const double cash = sales * p0_ - purchases - pooled * output * p0_ - pay - tax - interest -
                            e.planned_investment[f] * p0_ + nominal_ * (loans - deposits);
        e.loans[f] = fen(loans);
        e.deposits[f] = fen(deposits);
        e.inputs_value[f] = fen(stocks / (1 + pi_));
        e.finished_value[f] = fen(e.finished[f] * e.unit_cost[f] / (1 + pi_));
        e.capital_value[f] = fen((e.capital[f] + e.under_construction[f]) * p0_ / (1 + pi_));
        sum.production_tax += tax;
        sum.taxable += std::max(profit[f], 0.0);
        cash_flow[f] = cash;
        sum.dividends += cash;
        sum.investment += e.planned_investment[f];
        sum.loans += yuan(e.loans[f]);
        sum.deposits += yuan(e.deposits[f]);
      }
    });
    owner_support(cash_flow);
    for (std::size_t s = 0; s < industries_; ++s) surplus += region_.flows.surplus[s] * scale_ * p0_;
    for (const City& sum : city) taxable += sum.taxable;
    w_.norms.profit_tax_rate = taxable > 0 ? std::min(0.6, kProfitTaxOfSurplus * surplus / taxable) : 0.0;
    double wage_total = 0, invest_total = 0, enterprise_loans = 0, enterprise_deposits = 0;
    for (City& sum : city) {
      sum.profit_tax = w_.norms.profit_tax_rate * sum.taxable;
      sum.dividends -= sum.profit_tax;
      for (std::size_t k = 0; k < kTierCount; ++k) {
        wage_total += sum.wages[k];
      }
      invest_total += sum.investment;
      enterprise_loans += sum.loans;
      enterprise_deposits += sum.deposits;
    }

    // people
    const double u0 = region_.unemployment_rate;
    for (const PoolId p : w_.pools()) {
      const CityId c = city_of(p);
      const auto tier = static_cast<std::size_t>(tier_of(p));
      h.employed[p] = city[c.value].staff[tier];
      h.labour_force[p] =
          tier_of(p) == Tier::expert
              ? static_cast<std::int64_t>(w_.experts.city_begin[CityId{c.value + 1u}] - w_.experts.city_begin[c])
              : std::llround(static_cast<double>(h.employed[p]) / (1 - u0));
      h.labour_force_exact[p] = static_cast<double>(h.labour_force[p]);
      h.normal_unemployment[p] =
          h.labour_force[p] > 0
              ? 1 - static_cast<double>(h.employed[p]) / static_cast<double>(h.labour_force[p])
              : u0;
    }
    for (const CityId c : w_.cities()) {
      std::int64_t working = 0;
      for (std::size_t k = 0; k < kTierCount; ++k) working += h.labour_force[pool_of(c, static_cast<Tier>(k))];
      h.population[c] = std::max<std::int64_t>(std::llround(region_.cities[c.value].population), working);
    }

    // treasuries: a city's share of public services decides its spending, debt and works
    government_share_.assign(cities_, 0);
    double public_va = 0;
    for (std::size_t c = 0; c < cities_; ++c)
      for (std::size_t s = 0; s < industries_; ++s)
        if (region_.industries[s].public_service || !any_public()) {
          government_share_[c] += region_.value_added[c * industries_ + s];
          public_va += region_.value_added[c * industries_ + s];
        }
    for (double& share : government_share_) share /= public_va;
    const double gdp = std::accumulate(region_.value_added.begin(), region_.value_added.end(), 0.0) * scale_ * p0_;
    const double debt = q_.opening.government_debt_to_gdp * gdp / step_ / (1 + nominal_);

    // banks' dividends do not depend on who holds the deposits, because they lend and borrow among each other at the
    // deposit rate
    std::vector<double> bank_loans(cities_), bank_equity(cities_);
    double bank_dividends = 0, equity = 0;
    for (std::size_t c = 0; c < cities_; ++c) {
      bank_loans[c] = city[c].loans + debt * government_share_[c];
      bank_equity[c] = law.bank_equity_ratio * bank_loans[c];
      equity += bank_equity[c];
      bank_dividends += law.loan_rate * step_ * city[c].loans +
                        law.government_loan_rate * step_ * debt * government_share_[c] -
                        law.deposit_rate * step_ * (bank_loans[c] - bank_equity[c]) - nominal_ * bank_equity[c];
    }

    // households
    std::int64_t labour_total = 0;
    for (const PoolId p : w_.pools()) labour_total += h.labour_force[p];
    const double contributions = law.social_contribution_rate * wage_total;
    double dividends_away = 0;
    for (const City& sum : city) dividends_away += (1 - law.local_ownership) * sum.dividends;
    std::vector<double> base(pools, 0);
    double base_total = 0;
    for (const PoolId p : w_.pools()) {
      const City& sum = city[city_of(p).value];
      const double wages = sum.wages[static_cast<std::size_t>(tier_of(p))];
      const double in_city = sum.wages[0] + sum.wages[1] + sum.wages[2];
      h.dividend_share[p] = wages / wage_total;
      base[p.value] = wages * (1 - law.income_tax_rate - law.social_contribution_rate) +
                      contributions * static_cast<double>(h.labour_force[p]) / static_cast<double>(labour_total) +
                      (in_city > 0 ? law.local_ownership * sum.dividends * wages / in_city : 0.0) +
                      (dividends_away + bank_dividends) * wages / wage_total;
      base_total += base[p.value];
    }
    const double consumption = final_total(FinalUse::households) * p0_;
    const double public_purchases = final_total(FinalUse::government) * p0_;
    const double fixed_investment = final_total(FinalUse::investment) * p0_;
    // deposits of treasuries depend on works, works on dwellings, dwellings on households' deposits: solve by iteration
    double deposits = 0, dwellings = 0, works = 0, treasury_deposits = 0;
    for (int i = 0; i < 100; ++i) {
      treasury_deposits = w_.norms.liquidity_steps * (public_purchases + works) / (1 + nominal_);
      deposits = enterprise_loans + debt - equity - enterprise_deposits - treasury_deposits;
      dwellings = base_total + law.deposit_rate * step_ * deposits - consumption - nominal_ * deposits;
      works = fixed_investment - invest_total * p0_ - dwellings;
    }
    if (deposits <= 0 || dwellings < 0 || works < 0)
      refuse("no balanced opening state: households' deposits " + std::to_string(deposits / 1e6) + ", dwellings " +
             std::to_string(dwellings / 1e6) + " and public works " + std::to_string(works / 1e6) +
             " million yuan a step must not be negative; change opening.growth, opening.loans_to_assets or "
             "opening.government_debt_to_gdp");
    household_share_.assign(cities_, 0);
    double income_total = 0;
    for (const PoolId p : w_.pools()) {
      h.deposits[p] = fen(deposits * base[p.value] / base_total);
      h.permanent_income[p] = base[p.value] + law.deposit_rate * step_ * deposits * base[p.value] / base_total;
      income_total += h.permanent_income[p];
      household_share_[city_of(p).value] += base[p.value] / base_total;
    }
    w_.norms.consumption_of_income = (consumption - w_.norms.consumption_of_wealth * deposits) / income_total;

    Treasuries& t = w_.treasuries;
    t.columns([&](std::string_view, auto& column) { column.assign(cities_ + 1); });
    const CityId province{cities_};
    double province_revenue = 0, transfers = 0;
    investment_.assign(cities_, 0);
    w_.norms.debt_to_gdp = q_.opening.government_debt_to_gdp / step_;
    for (const CityId c : w_.cities()) {
      const City& sum = city[c.value];
      const double share = government_share_[c.value];
      const double income_tax = law.income_tax_rate * (sum.wages[0] + sum.wages[1] + sum.wages[2]);
      const double local = (1 - law.centre_share_production_tax) * sum.production_tax +
                           (1 - law.centre_share_profit_tax) * sum.profit_tax +
                           (1 - law.centre_share_income_tax) * income_tax;
      province_revenue += law.province_share_of_local * local;
      t.purchases[c] = public_purchases / p0_ * share;
      t.works[c] = works / p0_ * share;
      const double spending = (public_purchases + works) * share;
      t.deposits[c] = fen(w_.norms.liquidity_steps * spending / (1 + nominal_));
      t.debt[c] = fen(debt * share);
      const double interest = law.government_loan_rate * step_ * debt * share - law.deposit_rate * step_ * yuan(t.deposits[c]);
      t.transfer[c] = spending + interest + nominal_ * yuan(t.deposits[c]) -
                      (1 - law.province_share_of_local) * local - nominal_ * debt * share;
      transfers += t.transfer[c];
      h.dwellings_demand[c] = dwellings / p0_ * household_share_[c.value];
      investment_[c.value] = sum.investment + h.dwellings_demand[c] + t.works[c];
    }
    t.transfer[province] = transfers - province_revenue;

    Banks& b = w_.banks;
    b.columns([&](std::string_view, auto& column) { column.assign(cities_); });
    for (const CityId c : w_.cities()) {
      b.equity[c] = fen(bank_equity[c.value]);
    }
  }

  // Housing, utilities and research grow by more than their surplus pays for: what owners put in at the start.
  void owner_support(const OfEnterprise<double>& cash_flow) {
    const Enterprises& e = w_.enterprises;
    std::vector<double> missing(industries_, 0);
    for (const EnterpriseId f : e.ids()) {
      double& most = missing[e.cell[f].value % industries_];
      most = std::max(most, -cash_flow[f] / (e.expected_demand[f] * p0_));
    }
    for (std::size_t s = 0; s < industries_; ++s) w_.norms.recipes[s].owner_support = missing[s];
  }

  static constexpr double kProfitTaxOfSurplus = 0.20;  // 700 of 3,497 bn yuan: assumption

  bool any_public() const {
    return std::any_of(region_.industries.begin(), region_.industries.end(),
                       [](const Industry& i) { return i.public_service; });
  }

  // What is not sold over links goes to markets at home and outside.
  void markets() {
    Enterprises& e = w_.enterprises;
    Markets& m = w_.markets;
    Outside& out = w_.outside;
    const std::size_t cells = region_.cell_count(), area = cities_ * cities_;
    m.cities = cities_;
    m.industries = industries_;
    m.base_share.assign(industries_ * area, 0);
    for (auto* column : {&m.price, &m.capacity, &m.base_capacity, &m.pooled_orders, &m.final_orders,
                         &m.export_orders_country, &m.export_orders_world})
      column->assign(cells);
    m.reliability.assign(cells, 1.0);
    m.local_bias.assign(cells, 1.0);
    m.demand.assign(kUses * cells, 0);
    m.imports.assign(kUses * 2 * cells, 0);
    m.bill.assign(kUses * cities_, 0);
    m.import_bill.assign(kUses * cities_ * 2, 0);
    m.received.assign(kUses * cities_, 1);
    m.composite.assign(cells, 0);
    m.bundle_price.assign(kUses * cities_, 0);
    out.columns([&](std::string_view name, auto& column) {
      const bool by_industry = name.find("available") != std::string_view::npos;
      using T = typename std::remove_reference_t<decltype(column)>::value_type;
      column.assign(by_industry ? industries_ : cells, static_cast<T>(1));
    });

    local_demand_.assign(cells, 0);  // [industry][city]
    for_each_task(cities_, [&](std::size_t c) {
      for (const EnterpriseId f : w_.enterprises_in(CityId{c})) {
        const Recipe& r = w_.recipe(e.cell[f]);
        const bool full = e.slot_begin[EnterpriseId{f.value + 1}] - e.slot_begin[f] == r.inputs.size();
        const auto& pooled = full ? r.pooled_full : r.pooled_short;
        for (std::size_t u = 0; u < industries_; ++u) local_demand_[u * cities_ + c] += pooled[u][0] * e.output[f];
      }
      for (std::size_t u = 0; u < industries_; ++u)
        local_demand_[u * cities_ + c] +=
            final_total(FinalUse::households) * w_.norms.bundles[1][u][0] * household_share_[c] +
            final_total(FinalUse::government) * w_.norms.bundles[2][u][0] * government_share_[c] +
            w_.norms.bundles[3][u][0] * investment_[c];
    });
    for (std::size_t u = 0; u < industries_; ++u) {
      std::vector<double> rest(cities_, 0), use(cities_);
      double rest_total = 0, use_total = 0;
      for (std::size_t c = 0; c < cities_; ++c) {
        for (const EnterpriseId f : w_.enterprises_in(CellId{c * industries_ + u}))
          rest[c] += e.expected_demand[f] - linked_sales_[f];
        use[c] = local_demand_[u * cities_ + c];
        rest_total += rest[c];
        use_total += use[c];
      }
      double abroad = rest_total - use_total;
      if (abroad < -1e-4 * std::max(rest_total, use_total))
        refuse("industry " + region_.industries[u].code + ": sales outside links (" + std::to_string(rest_total / 1e6) +
               ") fall short of what the region's markets need (" + std::to_string(use_total / 1e6) +
               " million yuan a step)");
      abroad = std::max(abroad, 0.0);
      if (abroad < 1e-9 * rest_total) abroad = 0;
      std::vector<double> supply(cities_);
      for (std::size_t c = 0; c < cities_; ++c) supply[c] = rest[c] * (rest_total > 0 ? 1 - abroad / rest_total : 0.0);
      const double supply_total = std::accumulate(supply.begin(), supply.end(), 0.0);
      std::vector<double> fitted = use;
      for (double& d : fitted) d *= use_total > 0 ? supply_total / use_total : 0.0;
      const std::vector<double> flows = fit_gravity(kernel(u), supply, fitted);
      const double world = region_.flows.f(Origin::local, u, FinalUse::to_world);
      const double country = region_.flows.f(Origin::local, u, FinalUse::to_country);
      const double world_share = world + country > 0 ? std::min(1.0, world * scale_ / std::max(abroad, 1e-9)) : 0.5;
      for (std::size_t o = 0; o < cities_; ++o) {
        double sold = 0;
        for (std::size_t d = 0; d < cities_; ++d) {
          const double share = fitted[d] > 0 ? flows[o * cities_ + d] / fitted[d] : 0.0;
          m.base_share[(u * cities_ + o) * cities_ + d] = share;
          sold += share * use[d];
        }
        const double exports = abroad > 0 ? std::max(rest[o] - sold, 0.0) : 0.0;
        const CellId cell{o * industries_ + u};
        out.exports_world[cell] = exports * world_share;
        out.exports_country[cell] = exports * (1 - world_share);
      }
    }
    m.share = m.base_share;
    for (const CellId cell : w_.cells()) {
      m.price[cell] = p0_;
      double capacity = 0;
      for (const EnterpriseId f : w_.enterprises_in(cell)) capacity += e.capital[f];
      m.capacity[cell] = m.base_capacity[cell] = capacity;
    }
    out.price = {p0_, p0_};
    StepFlows& flows = w_.step_flows;
    for (auto* column : {&flows.produced, &flows.sold, &flows.inputs_received, &flows.inputs_used}) column->assign(cells);
    flows.value_added.assign(cells);
    flows.tax.assign(cities_);
    flows.dividends.assign(area, 0);
    flows.goods.assign(industries_ * area, 0);
    w_.capacity_left.assign(cells, 1.0f);
    w_.links_left.assign(cells, 1.0f);
    w_.demand_left.assign(cells, 1.0f);
  }

  void books() {
    Banks& b = w_.banks;
    for (const CityId c : w_.cities()) {
      for (const EnterpriseId f : w_.enterprises_in(c)) {
        b.deposits[c] += w_.enterprises.deposits[f];
        b.loans[c] += w_.enterprises.loans[f];
      }
      for (std::size_t k = 0; k < kTierCount; ++k)
        b.deposits[c] += w_.households.deposits[pool_of(c, static_cast<Tier>(k))];
      b.deposits[c] += w_.treasuries.deposits[c];
      b.loans[c] += w_.treasuries.debt[c];
      b.interbank[c] = b.deposits[c] + b.equity[c] - b.loans[c];
      w_.outside.clearing -= b.interbank[c];
    }
  }

  // The first step reads prices, wages and expectations of the step before.
  void rewind() {
    Enterprises& e = w_.enterprises;
    const double a = per_step(q_.trends.productivity(0), step_);
    for_each(e.ids(), [&](EnterpriseId f) {
      const Recipe& r = w_.recipe(e.cell[f]);
      const CityId c = region_.city_of(e.cell[f]);
      // the mark-up that repeats the price: unit cost as `plan` will see it, with input prices and wages of the step
      // before and productivity of this one
      const double labour = labour_cost(f, c) / (1 + pi_) / (1 + a);
      const double inputs = e.input_cost[f] / (1 + pi_);
      const double wear = r.depreciation * p0_ / (1 + pi_);
      e.mark_up[f] = static_cast<float>(p0_ / (inputs + labour + wear) - 1);
      e.input_cost[f] = inputs;
      e.unit_cost[f] /= 1 + pi_;
      e.price[f] = p0_ / (1 + pi_);
      e.expected_demand[f] /= 1 + g_;
      e.slow_demand[f] /= 1 + g_;
      e.orders[f] /= 1 + g_;
      e.productivity[f] /= 1 + a;
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
  double labour_cost(EnterpriseId f, CityId c) const {
    const Enterprises& e = w_.enterprises;
    const Households& h = w_.households;
    const double pay = h.wage[pool_of(c, Tier::general)] * e.staff_general[f] +
                       h.wage[pool_of(c, Tier::college)] * e.staff_college[f] +
                       h.wage[pool_of(c, Tier::expert)] * e.staff_expert[f];
    return static_cast<double>(e.wage_factor[f]) * pay / e.output[f];
  }
};

}  // namespace

void open_world(World& world, const OpeningRequest& request) { Builder(world, request).build(); }

}  // namespace lingnan

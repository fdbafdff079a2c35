// Who there is on the first day: enterprises by city, industry and size, their staff, experts one by one.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/opening_builder.hpp"

namespace lingnan {

namespace {

constexpr double kNonEmpty = 1e-6;  // million yuan of value added below which a cell has no enterprises
constexpr std::size_t kPooledPerCell = 5;

/// Sum of (k - 1/4)^-e for k in (first, last], by the midpoint rule beyond the first ranks.
double rank_sum(double first, double last, double e) {
  double sum = 0;
  double k = first + 1;
  for (; k <= last && k <= 64; k += 1) sum += std::pow(k - 0.25, -e);
  if (k > last) return sum;
  const double a = k - 0.75, b = last + 0.25;
  return sum + (std::abs(e - 1) < 1e-9 ? std::log(b / a) : (std::pow(b, 1 - e) - std::pow(a, 1 - e)) / (1 - e));
}

}  // namespace

// How many agents a cell has, what they stand for and how large they are: Pareto by rank. The largest have an agent
// of their own, at most half of all agents; pools stand for the rest.
void OpeningBuilder::enterprises() {
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
      size_[f] = std::max(persons[k], 0.5) * sales_per_person(f);
    }
    double sum = 0;
    for (const EnterpriseId f : ids) sum += size_[f];
    const double sales = sales_of(cell_output_[cell], w_.recipe(CellId{cell}));
    for (const EnterpriseId f : ids) size_[f] *= sales / sum;
    by_list_length(ids);
  });
}

/// Of an enterprise relative to others of its cell, lognormal; of an agent for many the mean of theirs.
double OpeningBuilder::sales_per_person(EnterpriseId f) const {
  const Enterprises& e = w_.enterprises;
  const double z = q_.luck.normal(Event::enterprise_productivity, e.birth_key[f], 0);
  return std::exp(q_.opening.productivity_dispersion * z / std::sqrt(static_cast<double>(e.multiplicity[f])));
}

/// Long lists of inputs first: neighbours with equally long lists share a group of slots.
void OpeningBuilder::by_list_length(IdRange<EnterpriseId> ids) {
  Enterprises& e = w_.enterprises;
  for (const EnterpriseId f : ids) e.input_count[f] = static_cast<std::uint8_t>(list_length(f));
  std::vector<EnterpriseId> order;
  for (const EnterpriseId f : ids) order.push_back(f);
  std::stable_sort(order.begin(), order.end(),
                   [&](EnterpriseId a, EnterpriseId b) { return e.input_count[a] > e.input_count[b]; });
  const auto sort = [&](auto& column) {
    using T = typename std::remove_reference_t<decltype(column)>::value_type;
    std::vector<T> sorted;
    for (const EnterpriseId f : order) sorted.push_back(column[f]);
    std::copy(sorted.begin(), sorted.end(), &column[ids.first]);
  };
  sort(e.multiplicity);
  sort(e.birth_key);
  sort(e.staff_general);
  sort(e.input_count);
  sort(size_);
}

/// The same for real-valued ranks: pools have fractional borders.
double OpeningBuilder::rank_sum_between(double first, double last, double e) {
  const double a = first + 0.25, b = last + 0.25;
  return std::abs(e - 1) < 1e-9 ? std::log(b / a) : (std::pow(b, 1 - e) - std::pow(a, 1 - e)) / (1 - e);
}

void OpeningBuilder::allocate(std::size_t count) {
  Enterprises& e = w_.enterprises;
  e.columns([&](std::string_view, auto& column) { column.assign(count); });
  e.sale_begin.assign(count + 1);
  size_.assign(count);
  linked_sales_.assign(count);
}

// Experts and college staff by cell, then by enterprise, in whole persons.
void OpeningBuilder::staff() {
  Enterprises& e = w_.enterprises;
  const std::size_t cells = region_.cell_count();
  // by jobs, fitted to the shares of cities and of industries
  std::vector<double> city_share, industry_share;
  for (const City& city : region_.cities) city_share.push_back(city.expert_share);
  for (const Industry& industry : region_.industries) industry_share.push_back(industry.expert_share);
  const std::vector<double> weight = fit_gravity(cell_jobs_, city_share, industry_share, 1e-9, 400);
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
  experts_one_by_one();
}

void OpeningBuilder::experts_one_by_one() {
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
  x.key.assign(count);
  for_each_task(cities_, [&](std::size_t c) {
    std::size_t row = x.city_begin[CityId{c}];
    for (const EnterpriseId f : w_.enterprises_in(CityId{c}))
      for (std::int32_t k = 0; k < e.staff_expert[f]; ++k) x.employer[ExpertId{row++}] = f;
    for (std::size_t k = 0; k < idle[c]; ++k) x.employer[ExpertId{row++}] = EnterpriseId{};
  });
  for_each(x.employer.ids(), [&](ExpertId id) {
    const Words words = q_.luck.words(Event::expert_traits, id.value, 0);
    x.key[id] = static_cast<std::uint32_t>(id.value);
    const EnterpriseId f = x.employer[id];
    const std::size_t field = f.valid() ? e.cell[f].value % industries_ : words.w[0] % industries_;
    x.field[id] = static_cast<std::uint16_t>(field);
    x.experience[id] = static_cast<std::uint16_t>(words.w[1] % 480);  // up to 40 years, uniform: assumption
    // mean 1, between 0.5 and 1.5: assumption
    x.knowledge[id] = static_cast<float>(0.5 + to_uniform(words.w[2], words.w[3]));
  });
}

}  // namespace lingnan

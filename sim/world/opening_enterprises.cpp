// Who there is on the first day: enterprises by city, industry and size, their staff, experts one by one.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/world/gravity.hpp"
#include "sim/world/opening_builder.hpp"

namespace lingnan {

namespace {

constexpr double kNonEmpty = 1e-6;  // million yuan of value added below which a cell has no enterprises
constexpr std::size_t kPooledPerCell = 5;
constexpr double kMostOfOthers = 0.9;   // of a cell's sales, by enterprises that are not placed: assumption
constexpr double kOneByOne = 1000;      // largest enterprises of an industry that are placed in cities one by one

/// Sum of (k - 1/4)^-e for k in (first, last], by the midpoint rule beyond the first ranks. Ranks may be fractions.
double rank_sum(double first, double last, double e) {
  double sum = 0;
  double k = first + 1;
  for (; k <= last && k <= 64; k += 1) sum += std::pow(k - 0.25, -e);
  const double a = k - 0.75, b = last + 0.25;
  if (b <= a) return sum;
  return sum + (std::abs(e - 1) < 1e-9 ? std::log(b / a) : (std::pow(b, 1 - e) - std::pow(a, 1 - e)) / (1 - e));
}

/// Sum of f(k - 1/4) for k up to `last`: the first ranks one by one, then by the midpoints of intervals that grow with rank.
template <class OfRank>
double sum_by_rank(double last, OfRank&& f) {
  double sum = 0, done = 0;
  while (done < last) {
    const double next = std::min(last, std::max(done + 1, std::floor(1.02 * done)));
    sum += (next - done) * f(0.5 * (done + next) + 0.25);
    done = next;
  }
  return sum;
}

}  // namespace

/// Persons beyond the first of enterprises k in (first, last] of the cell, the largest first.
double OpeningBuilder::CellSizes::spare(double first, double last) const {
  const auto m = static_cast<double>(placed.size());
  double sum = 0;
  for (double k = first; k < std::min(last, m); ++k) sum += placed[static_cast<std::size_t>(k)];
  const double from = std::max(first - m, 0.0), to = last - m;
  if (to <= from || level <= 0) return sum;
  return sum + level * rank_sum(before + from, before + to, exponent);
}

/// Persons beyond the first of enterprise k, counted from 0; u in (0, 1) is its luck.
double OpeningBuilder::CellSizes::spare_of(std::size_t k, double u) const {
  if (k < placed.size()) return placed[k];
  return level * std::pow(before + static_cast<double>(k - placed.size() + 1) - 0.5 * u, -exponent);
}

/// Enterprises with at least so many persons beyond the first.
double OpeningBuilder::CellSizes::at_least(double persons) const {
  const auto large = std::upper_bound(placed.begin(), placed.end(), persons, std::greater<>()) - placed.begin();
  if (level <= 0) return static_cast<double>(large);
  const double rank = std::pow(level / std::max(persons, 1e-9), 1 / exponent) + 0.25 - before;
  return static_cast<double>(large) + std::clamp(std::floor(rank), 0.0, rest);
}

/// Above-scale enterprises of each city over the industrial output it has, as shares of the region; 1 outside industry.
std::vector<double> OpeningBuilder::above_scale_for_output(std::size_t s) const {
  std::vector<double> ratio(cities_, 1.0), output(cities_, 0);
  double number = 0, sum = 0;
  for (std::size_t c = 0; c < cities_; ++c) {
    for (std::size_t i = 0; i < industries_; ++i)
      if (region_.industries[i].industrial()) output[c] += region_.value_added[c * industries_ + i];
    number += region_.cities[c].large_enterprises;
    sum += output[c];
  }
  if (!region_.industries[s].industrial() || number <= 0) return ratio;
  for (std::size_t c = 0; c < cities_; ++c)
    if (output[c] > 0) ratio[c] = region_.cities[c].large_enterprises / number * sum / output[c];
  return ratio;
}

// Persons are Pareto by rank in the whole industry, sales follow from them. The largest enterprises are placed one by one
// so that at every size those at least as large have the same share of what is meant for them everywhere, as far as a
// city's industry can hold them: a city gets the next one by the sales it is behind. So small places, which cannot hold
// the largest, get the largest they can. The ranks below fall to cities by output, in industry also by the number of
// above-scale enterprises that a city has for its output. Last, persons are scaled to the jobs of the cell.
void OpeningBuilder::rank_sizes(std::size_t s) {
  std::vector<double> output(cities_, 0), spare(cities_, 0), placed(cities_, 0), budget(cities_, 0);
  double output_sum = 0, spare_sum = 0, enterprises = 0, placed_sum = 0, placed_ranks = 0;
  for (std::size_t c = 0; c < cities_; ++c) {
    const std::size_t cell = c * industries_ + s;
    output_sum += cell_output_[cell];
    spare[c] = std::max(0.0, cell_jobs_[cell] - cell_enterprises_[cell]);
    spare_sum += spare[c];
    enterprises += cell_enterprises_[cell];
  }
  if (spare_sum <= 0) return;
  const double exponent = 1 / region_.industries[s].size_tail_exponent;
  const double first = spare_sum / rank_sum(0, enterprises, exponent);  // persons beyond the first of rank 1
  const double by_size = 1 + q_.opening.productivity_by_size;
  const auto sales = [&](double persons) { return std::pow(1 + persons, by_size); };
  const auto sales_of_rank = [&](double rank) { return sales(first * std::pow(rank, -exponent)); };
  const double one_by_one = std::min(kOneByOne, std::floor(enterprises / 2));
  const double largest = sum_by_rank(one_by_one, sales_of_rank);  // sales of all that are placed
  const double others = sum_by_rank(enterprises, sales_of_rank) - largest;
  const double all = output_sum * std::round(1 / step_);  // sales of a year; what is added to stocks is little
  w_.norms.size_tail[s] = {.largest = all * sales(first) / (largest + others), .exponent = exponent * by_size, .all = all};
  for (std::size_t c = 0; c < cities_; ++c) output[c] = cell_output_[c * industries_ + s] / output_sum;
  // how many enterprises of middle size a city has for its output: what they leave of it, the placed ones sell
  std::vector<double> many = above_scale_for_output(s);
  double many_sum = 0, budget_sum = 0;
  for (std::size_t c = 0; c < cities_; ++c) many_sum += many[c] * output[c];
  for (std::size_t c = 0; c < cities_; ++c) {
    many[c] = std::min(many[c] / many_sum, kMostOfOthers * (largest + others) / others);
    budget[c] = (largest + others * (1 - many[c])) * output[c];
    budget_sum += budget[c];
  }
  for (double rank = 1; rank <= one_by_one; ++rank) {
    const Words words = q_.luck.words(Event::enterprise_size, mix(s, static_cast<std::uint64_t>(rank)), 1);
    const double its = sales_of_rank(rank - 0.5 * to_uniform(words.w[0], words.w[1]));
    const auto room = [&](std::size_t c) {
      const std::size_t cell = c * industries_ + s;
      const bool full = 2 * static_cast<double>(cell_sizes_[cell].placed.size() + 1) > cell_enterprises_[cell];
      return full ? 0.0 : budget[c] - placed[c];
    };
    const auto behind = [&](std::size_t c) { return std::max(0.0, (placed_sum + its) * budget[c] / budget_sum - placed[c]); };
    double behind_sum = 0, room_sum = 0, most = 0;
    std::size_t city = cities_;
    for (std::size_t c = 0; c < cities_; ++c) {
      if (room(c) > most) most = room(c), city = c;  // has it where nobody can hold all of it
      if (room(c) < its) continue;
      behind_sum += behind(c);
      room_sum += room(c);
    }
    if (city == cities_) break;
    double at = to_uniform(words.w[2], words.w[3]) * (behind_sum > 0 ? behind_sum : room_sum);
    for (std::size_t c = 0; c < cities_ && room_sum > 0 && at >= 0; ++c) {
      const double chance = room(c) < its ? 0.0 : behind_sum > 0 ? behind(c) : room(c);
      if (chance <= 0) continue;
      city = c;
      at -= chance;
    }
    const double held = std::min(its, room(city));
    cell_sizes_[city * industries_ + s].placed.push_back(std::max(0.0, std::pow(held, 1 / by_size) - 1));
    placed[city] += held;
    placed_sum += held;
    placed_ranks += 1;
  }
  for (std::size_t c = 0; c < cities_; ++c) {
    CellSizes& sizes = cell_sizes_[c * industries_ + s];
    std::sort(sizes.placed.begin(), sizes.placed.end(), std::greater<>());
    sizes.exponent = exponent;
    sizes.rest = cell_enterprises_[c * industries_ + s] - static_cast<double>(sizes.placed.size());
    sizes.before = placed_ranks * output[c] * many[c];
    sizes.level = first * std::pow(output[c] * many[c], exponent);
    const double persons = sizes.spare(0, cell_enterprises_[c * industries_ + s]);
    const double scale = persons > 0 ? spare[c] / persons : 0.0;
    for (double& size : sizes.placed) size *= scale;
    sizes.level *= scale;
  }
}

/// Splits `rest` enterprises of a cell behind the first `own` into pools of about equal persons, so that a pool stands for
/// enterprises of like size; whole enterprises, at least two a pool where there are so many. Enterprises before each pool.
std::vector<double> OpeningBuilder::pool_borders(const CellSizes& sizes, double own, double rest, std::size_t pools) {
  std::vector<double> borders(pools + 1, own);
  const double least = rest >= 2 * static_cast<double>(pools) ? 2 : 1;
  double before = own, persons = rest + sizes.spare(own, own + rest);  // left to be split
  for (std::size_t k = 0; k + 1 < pools; ++k) {
    const auto others = static_cast<double>(pools - k - 1);
    double low = before + least, high = own + rest - least * others;
    while (high - low >= 1) {
      const double middle = std::floor(0.5 * (low + high));
      const bool few = middle - before + sizes.spare(before, middle) < persons / (others + 1);
      (few ? low : high) = few ? middle + 1 : middle;
    }
    borders[k + 1] = low;
    persons -= low - before + sizes.spare(before, low);
    before = low;
  }
  borders[pools] = own + rest;
  return borders;
}

// How many agents a cell has, what they stand for and how large they are. The largest have an agent of their own, at most
// half of all agents; pools stand for the rest.
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

  cell_sizes_.assign(cells, {});
  w_.norms.size_tail.assign(industries_, {});
  for_each_task(industries_, [&](std::size_t industry) { rank_sizes(industry); });
  const auto own_agents = [&](std::size_t cell, double threshold) {  // enterprises of at least `threshold` persons
    return std::min(cell_sizes_[cell].at_least(threshold - 1), cell_enterprises_[cell]);
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
      weight[cell] = rest > least ? cell_sizes_[cell].spare(static_cast<double>(own[cell]), n) + rest : 0.0;
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
    const double rest = cell_enterprises_[cell] - static_cast<double>(own[cell]);
    std::vector<double> persons(ids.size());
    const std::vector<double> borders = pool_borders(cell_sizes_[cell], static_cast<double>(own[cell]), rest, pooled[cell]);
    for (std::size_t k = 0; k < ids.size(); ++k) {
      const EnterpriseId f{ids.first.value + k};
      e.cell[f] = CellId{cell};
      e.birth_key[f] = mix(mix(cell, 0), k);
      if (k < own[cell]) {
        e.multiplicity[f] = 1;
        const double u = q_.luck.uniform(Event::enterprise_size, e.birth_key[f], 0);
        persons[k] = 1 + cell_sizes_[cell].spare_of(k, u);
      } else {
        const double first = borders[k - own[cell]], members = borders[k - own[cell] + 1] - first;
        e.multiplicity[f] = static_cast<float>(members);
        persons[k] = members + cell_sizes_[cell].spare(first, first + members);
      }
    }
    std::vector<Money> whole(ids.size());
    apportion<double>(static_cast<Money>(cell_jobs_[cell]), persons, whole);
    for (std::size_t k = 0; k < ids.size(); ++k) {
      const EnterpriseId f{ids.first.value + k};
      e.staff_general[f] = static_cast<std::int32_t>(whole[k]);  // all tiers, until `staff` tells them apart
      const double each = std::max(persons[k], 0.5) / static_cast<double>(e.multiplicity[f]);
      size_[f] = std::max(persons[k], 0.5) * std::pow(each, q_.opening.productivity_by_size) * sales_per_person(f);
    }
    double sum = 0;
    for (const EnterpriseId f : ids) sum += size_[f];
    const double sales = sales_of(cell_output_[cell], w_.recipe(CellId{cell}));
    for (const EnterpriseId f : ids) size_[f] *= sales / sum;
    by_list_length(ids);
  });
}

/// Of an enterprise relative to others of its cell and size, lognormal; of an agent for many the mean of theirs.
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
  const std::size_t rows = count + static_cast<std::size_t>(std::ceil(kSpareExperts * static_cast<double>(count)));
  x.employer.assign(rows);
  x.field.assign(rows);
  x.experience.assign(rows);
  x.knowledge.assign(rows);
  x.key.assign(rows);
  for_each_task(cities_, [&](std::size_t c) {
    std::size_t row = x.city_begin[CityId{c}];
    for (const EnterpriseId f : w_.enterprises_in(CityId{c}))
      for (std::int32_t k = 0; k < e.staff_expert[f]; ++k) x.employer[ExpertId{row++}] = f;
    for (std::size_t k = 0; k < idle[c]; ++k) x.employer[ExpertId{row++}] = EnterpriseId{};
  });
  for_each(IdRange<ExpertId>{ExpertId{0}, ExpertId{count}}, [&](ExpertId id) {
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

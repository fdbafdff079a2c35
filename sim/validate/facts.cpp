#include "sim/validate/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/engine/graph_measures.hpp"

namespace lingnan {

namespace {

using Series = std::vector<double>;

Measured missing(std::string what) { return {.missing = std::move(what)}; }

Measured measured(double value) {
  return std::isfinite(value) ? Measured{.value = value} : missing("too few cases to estimate from");
}

// ---- enterprises

constexpr const char* kNoYear = "a complete year of the run";
constexpr const char* kNoTwoYears = "two complete years of the run";

std::size_t industry_of(const Seen& s, CellId cell) { return s.world.region->industry_of(cell).value; }

/// Public services seek no profit; facts about enterprises leave them out.
bool in_market(const Seen& s, CellId cell) { return !s.world.recipe(cell).public_service; }

/// An agent of its own that was there all year.
bool counts(const Seen& s, const PanelYear& year, std::size_t i) {
  return year.alone(i) && year.months[i] == 12 && in_market(s, year.cell[i]) && year.sales[i] > 0 && year.staff[i] >= 1;
}

/// Takes the mean of its industry from each value.
void centre_by_industry(Series& values, const std::vector<std::size_t>& industry) {
  std::map<std::size_t, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[industry[i]].first += values[i];
    sums[industry[i]].second += 1;
  }
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= sums[industry[i]].first / sums[industry[i]].second;
}

Measured size_tail(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  const PanelYear& year = s.panel.now();
  Series sizes;
  for (std::size_t i = 0; i < year.size(); ++i)
    if (counts(s, year, i)) sizes.push_back(year.staff_end[i]);
  return measured(hill_exponent(std::move(sizes), 0.05));
}

Measured size_tail_of_industries(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  constexpr std::size_t kEnough = 200;
  const PanelYear& year = s.panel.now();
  std::map<std::size_t, Series> sizes;
  for (std::size_t i = 0; i < year.size(); ++i)
    if (counts(s, year, i)) sizes[industry_of(s, year.cell[i])].push_back(year.staff_end[i]);
  Series exponents;
  for (auto& [industry, values] : sizes)
    if (values.size() >= kEnough) exponents.push_back(hill_exponent(std::move(values), 0.1));
  return measured(quantile(std::move(exponents), 0.5));
}

/// Growth of sales over the last two years in logs, less its industry's mean, and log sales before.
struct Growth {
  Series rate, size;
};

Growth growth_of_sales(const Seen& s) {
  const PanelYear &before = s.panel.before(), &now = s.panel.now();
  Growth growth;
  std::vector<std::size_t> industry;
  for (const SameAgent& same : in_both(before, now)) {
    if (!counts(s, before, same.before) || !counts(s, now, same.now)) continue;
    growth.rate.push_back(std::log(now.sales[same.now] / before.sales[same.before]));
    growth.size.push_back(std::log(before.sales[same.before]));
    industry.push_back(industry_of(s, now.cell[same.now]));
  }
  centre_by_industry(growth.rate, industry);
  return growth;
}

/// A tenth of the least that is observed: below it shape and slope would be those of rounding.
constexpr double kLeastGrowth = 0.01;

/// Empty if growth can be described, otherwise what is missing.
std::string no_growth(const Growth& growth) {
  const double deviation = standard_deviation(growth.rate);
  if (!(deviation < kLeastGrowth)) return "";
  return fmt::format("growth of single enterprises: they depart by {:.1e} a year from their industry", deviation);
}

Measured growth_shape(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  const Growth growth = growth_of_sales(s);
  if (std::string none = no_growth(growth); !none.empty()) return missing(std::move(none));
  return measured(fit_subbotin(growth.rate).shape);
}

Measured growth_deviation(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  return measured(standard_deviation(growth_of_sales(s).rate));
}

/// Deviation of growth by size in bins of a factor of two; bins count by their agents.
Measured growth_volatility(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  constexpr std::size_t kEnough = 30;
  const Growth growth = growth_of_sales(s);
  if (std::string none = no_growth(growth); !none.empty()) return missing(std::move(none));
  std::map<int, Growth> bins;
  for (std::size_t i = 0; i < growth.rate.size(); ++i) {
    Growth& bin = bins[static_cast<int>(std::floor(growth.size[i] / std::log(2.0)))];
    bin.rate.push_back(growth.rate[i]);
    bin.size.push_back(growth.size[i]);
  }
  Line line;
  std::size_t used = 0;
  for (const auto& [power, bin] : bins) {
    const double deviation = standard_deviation(bin.rate);
    if (bin.rate.size() < kEnough || !(deviation > 0)) continue;
    line.add(mean(bin.size), std::log(deviation), static_cast<double>(bin.rate.size()));
    ++used;
  }
  return measured(used >= 3 ? line.slope() : kNone);
}

Measured gibrat(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  const Growth growth = growth_of_sales(s);
  if (std::string none = no_growth(growth); !none.empty()) return missing(std::move(none));
  const double from = quantile(growth.size, 0.9);
  Line line;
  for (std::size_t i = 0; i < growth.rate.size(); ++i)
    if (growth.size[i] >= from) line.add(growth.size[i], growth.rate[i]);
  return measured(line.weight() >= 20 ? line.slope() : kNone);
}

/// Is the agent in the sample that the bands for productivity come from: the survey of industrial enterprises that sell for 5
/// million yuan a year and more (Hsieh & Klenow 2009)?
bool surveyed(const Seen& s, const PanelYear& year, std::size_t i) { return counts(s, year, i) && year.real_sales[i] >= 5e6; }

/// Real value added per person, in logs.
double log_productivity(const Seen& s, const PanelYear& year, std::size_t i) {
  return std::log(year.real_sales[i] * s.world.recipe(year.cell[i]).value_added / year.staff[i]);
}

/// Of the last year, less its industry's mean.
Series productivity(const Seen& s) {
  const PanelYear& year = s.panel.now();
  Series values;
  std::vector<std::size_t> industry;
  for (std::size_t i = 0; i < year.size(); ++i) {
    if (!surveyed(s, year, i)) continue;
    values.push_back(log_productivity(s, year, i));
    industry.push_back(industry_of(s, year.cell[i]));
  }
  centre_by_industry(values, industry);
  return values;
}

Measured productivity_ratio(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  const Series values = productivity(s);
  return measured(std::exp(quantile(values, 0.9) - quantile(values, 0.1)));
}

Measured productivity_deviation(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  return measured(standard_deviation(productivity(s)));
}

Measured productivity_persistence(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  const PanelYear &before = s.panel.before(), &now = s.panel.now();
  Series old, young;
  std::vector<std::size_t> industry;
  for (const SameAgent& same : in_both(before, now)) {
    if (!surveyed(s, before, same.before) || !surveyed(s, now, same.now)) continue;
    old.push_back(log_productivity(s, before, same.before));
    young.push_back(log_productivity(s, now, same.now));
    industry.push_back(industry_of(s, now.cell[same.now]));
  }
  centre_by_industry(old, industry);
  centre_by_industry(young, industry);
  Line line;
  for (std::size_t i = 0; i < old.size(); ++i) line.add(old[i], young[i]);
  return measured(line.weight() >= 20 ? line.slope() : kNone);
}

/// Share of agent-years with an investment rate in an interval.
Measured investment_share(const Seen& s, double above, double below) {
  if (!s.panel.has_year()) return missing(kNoYear);
  const PanelYear& year = s.panel.now();
  double inside = 0, all = 0;
  for (std::size_t i = 0; i < year.size(); ++i) {
    if (!counts(s, year, i) || !(year.capital[i] > 0)) continue;
    const double rate = year.investment[i] / year.capital[i];
    inside += rate > above && rate < below;
    ++all;
  }
  return measured(all > 0 ? inside / all : kNone);
}

Measured investment_spikes(const Seen& s) { return investment_share(s, 0.2, HUGE_VAL); }
Measured investment_inaction(const Seen& s) { return investment_share(s, -HUGE_VAL, 0.01); }

// ---- founding and failing

constexpr const char* kNoDemography = "founding and failing of enterprises: none is founded or closed in this run";
constexpr double kYoungMonths = 60, kOldMonths = 120;

double in_last_year(const Seen& s, double ProvinceMonth::*member) {
  const auto& months = s.world.records.province;
  double sum = 0;
  for (std::size_t m = months.size() - std::min<std::size_t>(12, months.size()); m < months.size(); ++m)
    sum += months[m].*member;
  return sum;
}

Measured rate_of(const Seen& s, double ProvinceMonth::*member) {
  const auto& months = s.world.records.province;
  if (months.size() < 13) return missing("thirteen months of the run");
  if (in_last_year(s, &ProvinceMonth::entries) + in_last_year(s, &ProvinceMonth::exits) == 0) return missing(kNoDemography);
  return measured(in_last_year(s, member) / months[months.size() - 13].enterprises);
}

Measured entry_rate(const Seen& s) { return rate_of(s, &ProvinceMonth::entries); }
Measured exit_rate(const Seen& s) { return rate_of(s, &ProvinceMonth::exits); }

/// Of agents of their own that were there a year ago, by age then: hazard of the young over that of the old.
Measured exit_by_age(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  const PanelYear &before = s.panel.before(), &now = s.panel.now();
  std::vector<bool> stays(before.size(), false);
  for (const SameAgent& same : in_both(before, now)) stays[same.before] = true;
  double young = 0, old = 0, young_gone = 0, old_gone = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!before.alone(i) || !in_market(s, before.cell[i])) continue;
    const bool gone = !stays[i];
    if (before.age[i] < kYoungMonths) ++young, young_gone += gone;
    if (before.age[i] >= kOldMonths) ++old, old_gone += gone;
  }
  if (young_gone + old_gone == 0) return missing(kNoDemography);
  return measured(young_gone / young / (old_gone / old));
}

/// Of agents of their own by months, of members of pools by the register's years.
Measured young_share(const Seen& s) {
  if (in_last_year(s, &ProvinceMonth::entries) + in_last_year(s, &ProvinceMonth::exits) == 0) return missing(kNoDemography);
  const Enterprises& e = s.world.enterprises;
  double young = 0, all = 0;
  for (const CellId cell : s.world.cells()) {
    if (!in_market(s, cell)) continue;
    for (const EnterpriseId f : s.world.enterprises_in(cell)) {
      if (e.multiplicity[f] != 1) continue;
      ++all;
      young += e.age[f] < kYoungMonths;
    }
    for (std::size_t years = 0; years < kAges; ++years) {
      all += s.world.register_.by_age[cell][years];
      if (static_cast<double>(years) < kYoungMonths / 12) young += s.world.register_.by_age[cell][years];
    }
  }
  return measured(all > 0 ? young / all : kNone);
}

// ---- the supply graph

Measured in_degree_tail(const Seen& s) { return measured(hill_exponent(link_sums(s.world).suppliers, 0.02)); }
Measured out_degree_tail(const Seen& s) { return measured(hill_exponent(link_sums(s.world).customers, 0.02)); }
Measured links_by_distance(const Seen& s) { return measured(distance_power(s.world)); }

/// Log customers on log sales over links, within industries: the part of log sales that the number of customers carries.
Measured customers_share(const Seen& s) {
  const LinkSums sums = link_sums(s.world);
  const Enterprises& e = s.world.enterprises;
  Series sales, customers;
  std::vector<std::size_t> industry;
  for (const EnterpriseId f : e.ids()) {
    if (e.multiplicity[f] != 1 || sums.customers[f.value] == 0 || !(sums.sold[f.value] > 0)) continue;
    sales.push_back(std::log(sums.sold[f.value]));
    customers.push_back(std::log(sums.customers[f.value]));
    industry.push_back(industry_of(s, e.cell[f]));
  }
  centre_by_industry(sales, industry);
  centre_by_industry(customers, industry);
  Line line;
  for (std::size_t i = 0; i < sales.size(); ++i) line.add(sales[i], customers[i]);
  return measured(line.weight() >= 20 ? line.slope() : kNone);
}

constexpr const char* kNoRewiring = "ending and forming of links: all links stay for good in this run";

/// Which of the links of a year ago are gone.
std::vector<bool> links_gone(const Seen& s) {
  const std::vector<PanelLink>&now = s.panel.links_now(), &before = s.panel.links_before();
  std::vector<bool> gone(before.size());
  std::size_t k = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    while (k < now.size() && now[k].key < before[i].key) ++k;
    gone[i] = k == now.size() || now[k].key != before[i].key;
  }
  return gone;
}

Measured link_turnover(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  const std::vector<bool> gone = links_gone(s);
  const auto ended = std::count(gone.begin(), gone.end(), true);
  if (ended == 0) return missing(kNoRewiring);
  return measured(static_cast<double>(ended) / static_cast<double>(gone.size()));
}

/// Turnover of the third of links with the smallest orders over that of the third with the largest.
Measured link_turnover_by_weight(const Seen& s) {
  if (!s.panel.has_two_years()) return missing(kNoTwoYears);
  const std::vector<PanelLink>& before = s.panel.links_before();
  const std::vector<bool> gone = links_gone(s);
  if (std::find(gone.begin(), gone.end(), true) == gone.end()) return missing(kNoRewiring);
  Series orders;
  for (const PanelLink& link : before) orders.push_back(static_cast<double>(link.order));
  const double small = quantile(orders, 1.0 / 3), large = quantile(orders, 2.0 / 3);
  double few = 0, few_gone = 0, many = 0, many_gone = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (orders[i] <= small) ++few, few_gone += gone[i];
    if (orders[i] >= large) ++many, many_gone += gone[i];
  }
  return measured(few_gone / few / (many_gone / many));
}

// ---- cycles: quarters, Hodrick-Prescott filtered

constexpr std::size_t kQuarters = 20;
constexpr const char* kNoQuarters = "twenty quarters of the run";

/// Means over the quarters of the run.
Series quarters(const Series& months) {
  Series result;
  for (std::size_t m = 0; m + 3 <= months.size(); m += 3) result.push_back((months[m] + months[m + 1] + months[m + 2]) / 3);
  return result;
}

template <class Value>
Series quarterly(const Seen& s, Value&& value) {
  Series months;
  for (const ProvinceMonth& month : s.world.records.province) months.push_back(value(month));
  return quarters(months);
}

bool has_quarters(const Seen& s) { return s.world.records.province.size() >= 3 * kQuarters; }

Series cycle_of_logs(Series series) {
  for (double& x : series) x = std::log(x);
  return cycle_of(series);
}

Series output(const Seen& s) {
  return cycle_of_logs(quarterly(s, [](const ProvinceMonth& m) { return m.gdp_real; }));
}
Series consumption(const Seen& s) {
  return cycle_of_logs(quarterly(s, [](const ProvinceMonth& m) { return m.consumption / m.price_index; }));
}
/// At the prices of GDP: the tables have no price of investment for the region.
Series investment(const Seen& s) {
  return cycle_of_logs(quarterly(s, [](const ProvinceMonth& m) { return m.investment * m.gdp_real / m.gdp; }));
}
Series unemployment(const Seen& s) {
  return cycle_of(quarterly(s, [](const ProvinceMonth& m) { return m.unemployment_rate; }));
}

double slope(const Series& x, const Series& y) {
  Line line;
  for (std::size_t i = 0; i < x.size(); ++i) line.add(x[i], y[i]);
  return line.slope();
}

/// A tenth of the least that is observed: below it the filter leaves the bends of the trend.
constexpr double kLeastCycle = 0.001;

/// Empty if there is a cycle to describe, otherwise what is missing.
std::string no_cycle(const Seen& s) {
  if (!has_quarters(s)) return kNoQuarters;
  const double deviation = standard_deviation(output(s));
  return deviation < kLeastCycle ? fmt::format("a business cycle: GDP departs by {:.1e} from its trend", deviation) : "";
}

Measured cycle_size(const Seen& s) {
  if (!has_quarters(s)) return missing(kNoQuarters);
  return measured(standard_deviation(output(s)));
}
Measured cycle_persistence(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(autocorrelation(output(s), 1));
}
Measured consumption_volatility(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(standard_deviation(consumption(s)) / standard_deviation(output(s)));
}
Measured investment_volatility(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(standard_deviation(investment(s)) / standard_deviation(output(s)));
}
Measured consumption_comovement(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(correlation(consumption(s), output(s)));
}
Measured investment_comovement(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(correlation(investment(s), output(s)));
}
Measured okun(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(slope(output(s), unemployment(s)));
}

/// Wage growth from quarter to quarter, per year, on unemployment.
Measured phillips(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  const Series wage = quarterly(s, [](const ProvinceMonth& m) { return m.wage; });
  Series growth;
  for (std::size_t q = 1; q < wage.size(); ++q) growth.push_back(4 * std::log(wage[q] / wage[q - 1]));
  Series idle = unemployment(s);
  idle.erase(idle.begin());
  return measured(slope(idle, cycle_of(growth)));
}

Measured beveridge(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  return measured(correlation(cycle_of(quarters(s.panel.vacancy_rate())), unemployment(s)));
}

Measured exits_cycle(const Seen& s) {
  if (std::string none = no_cycle(s); !none.empty()) return missing(std::move(none));
  const Series rate = quarterly(s, [](const ProvinceMonth& m) { return m.exits / m.enterprises; });
  if (std::all_of(rate.begin(), rate.end(), [](double x) { return x == 0; })) return missing(kNoDemography);
  return measured(correlation(cycle_of(rate), output(s)));
}

// ---- cities

/// Sum over twelve months, `back` years before the end, by city.
Series city_year(const Seen& s, double CityMonth::*member, std::size_t back = 0) {
  const std::size_t cities = s.world.city_count();
  const auto& rows = s.world.records.city;
  Series sums(cities, 0);
  const std::size_t end = rows.size() - std::min(rows.size(), back * 12 * cities);
  for (std::size_t i = end - std::min(end, 12 * cities); i < end; ++i) sums[rows[i].city.value] += rows[i].*member;
  return sums;
}

bool has_year(const Seen& s) { return s.world.records.province.size() >= 12; }

/// Share of the cities that a target of the region names.
Measured share_of_named(const Seen& s, std::string_view key, const Series& amount) {
  const auto target = s.targets.find(key);
  if (target == s.targets.end() || target->second.cities.empty())
    return missing(fmt::format("cities under '{}' in the region's validation_targets.csv", key));
  double named = 0;
  for (const CityId city : target->second.cities) named += amount[city.value];
  return measured(named / std::accumulate(amount.begin(), amount.end(), 0.0));
}

Measured core_share(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  return share_of_named(s, "core_share", city_year(s, &CityMonth::gdp));
}
Measured engine_share(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  return share_of_named(s, "engine_share", city_year(s, &CityMonth::gdp));
}

Measured herfindahl(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  const Series gdp = city_year(s, &CityMonth::gdp);
  const double all = std::accumulate(gdp.begin(), gdp.end(), 0.0);
  double sum = 0;
  for (const double x : gdp) sum += x / all * (x / all);
  return measured(sum);
}

Measured city_rank_size(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  return measured(rank_size_slope(city_year(s, &CityMonth::gdp)));
}

Series city_growth(const Seen& s, std::size_t back) {
  const Series now = city_year(s, &CityMonth::gdp_real, back), before = city_year(s, &CityMonth::gdp_real, back + 1);
  Series growth;
  for (std::size_t c = 0; c < now.size(); ++c) growth.push_back(now[c] / before[c] - 1);
  return growth;
}

Measured city_growth_deviation(const Seen& s) {
  if (s.world.records.province.size() < 24) return missing(kNoTwoYears);
  return measured(standard_deviation(city_growth(s, 0)));
}

/// A tenth of the least that is observed.
constexpr double kLeastBetweenCities = 0.001;

/// Mean over the years of the correlation between cities' growth in a year and in the one before.
Measured city_growth_persistence(const Seen& s) {
  const std::size_t years = s.world.records.province.size() / 12;
  if (years < 3) return missing("three complete years of the run");
  if (const double apart = standard_deviation(city_growth(s, 0)); apart < kLeastBetweenCities)
    return missing(fmt::format("growth of single cities: they depart by {:.1e} a year from each other", apart));
  Series each;
  for (std::size_t back = 0; back + 3 <= years; ++back)
    each.push_back(correlation(city_growth(s, back), city_growth(s, back + 1)));
  return measured(mean(each));
}

Measured wage_elasticity(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  const Series wage = city_year(s, &CityMonth::wage), gdp = city_year(s, &CityMonth::gdp);
  const Series people = city_year(s, &CityMonth::population);
  Line line;
  for (std::size_t c = 0; c < wage.size(); ++c) line.add(std::log(gdp[c] / people[c]), std::log(wage[c]));
  return measured(line.weight() >= 3 ? line.slope() : kNone);
}

Measured wage_range(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  const Series wage = city_year(s, &CityMonth::wage);
  const auto [least, most] = std::minmax_element(wage.begin(), wage.end());
  return measured(*most / *least);
}

Measured wage_deviation(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  Series wage = city_year(s, &CityMonth::wage);
  for (double& w : wage) w = std::log(w);
  return measured(standard_deviation(wage));
}

/// Value added of the last four quarters by cell.
Series cell_year(const Seen& s) {
  const std::size_t cells = s.world.region->cell_count();
  const auto& rows = s.world.records.cell;
  Series sums(cells, 0);
  for (std::size_t i = rows.size() - std::min(rows.size(), 4 * cells); i < rows.size(); ++i)
    sums[rows[i].cell.value] += rows[i].value_added;
  return sums;
}

/// Mean over the named cities of Krugman's index against all of them together, by the named branches.
Measured specialisation(const Seen& s) {
  if (!has_year(s)) return missing(kNoYear);
  const auto target = s.targets.find("specialisation");
  if (target == s.targets.end() || target->second.cities.empty() || target->second.branches.empty())
    return missing("cities and branches under 'specialisation' in the region's validation_targets.csv");
  const Series value_added = cell_year(s);
  const auto& [cities, branches] = std::tie(target->second.cities, target->second.branches);
  std::vector<Series> each;
  Series all(branches.size(), 0);
  for (const CityId city : cities) {
    Series mix(branches.size(), 0);
    for (std::size_t b = 0; b < branches.size(); ++b)
      for (const IndustryId industry : branches[b]) mix[b] += value_added[s.world.region->cell(city, industry).value];
    for (std::size_t b = 0; b < branches.size(); ++b) all[b] += mix[b];
    each.push_back(std::move(mix));
  }
  Series indices;
  for (const Series& mix : each) indices.push_back(krugman_index(mix, all));
  return measured(mean(indices));
}

bool industrial(const Seen& s, CellId cell) {
  return s.world.region->industries[industry_of(s, cell)].industrial();
}

/// Of above-scale industrial enterprises, here by sales of the year at base-year prices.
template <class Body>
void for_each_above_scale(const Seen& s, Body&& body) {
  const PanelYear& year = s.panel.now();
  for (std::size_t i = 0; i < year.size(); ++i)
    if (industrial(s, year.cell[i]) && year.real_sales[i] >= kAboveScale * static_cast<double>(year.multiplicity[i])) body(i);
}

Series above_scale_by_city(const Seen& s) {
  Series number(s.world.city_count(), 0);
  for_each_above_scale(s, [&](std::size_t i) {
    number[s.world.region->city_of(s.panel.now().cell[i]).value] += static_cast<double>(s.panel.now().multiplicity[i]);
  });
  return number;
}

Measured above_scale_core_share(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  return share_of_named(s, "above_scale_core_share", above_scale_by_city(s));
}

Measured above_scale_elasticity(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  const Series number = above_scale_by_city(s), value_added = cell_year(s);
  Line line;
  for (const CityId city : s.world.cities()) {
    double secondary = 0;
    for (const IndustryId industry : s.world.industries()) {
      const CellId cell = s.world.region->cell(city, industry);
      const bool construction = s.world.region->industries[industry.value].group == "construction";
      if (construction || industrial(s, cell)) secondary += value_added[cell.value];
    }
    if (number[city.value] > 0 && secondary > 0) line.add(std::log(secondary), std::log(number[city.value]));
  }
  return measured(line.weight() >= 3 ? line.slope() : kNone);
}

Measured top_hundred_share(const Seen& s) {
  if (!s.panel.has_year()) return missing(kNoYear);
  const PanelYear& year = s.panel.now();
  Series own;
  double all = 0;
  for_each_above_scale(s, [&](std::size_t i) {
    const double value_added = year.real_sales[i] * s.world.recipe(year.cell[i]).value_added;
    all += value_added;
    if (year.alone(i)) own.push_back(value_added);
  });
  std::sort(own.begin(), own.end(), std::greater<>());
  if (own.size() < 1000) return missing("a thousand above-scale industrial enterprises with an agent of their own");
  return measured(std::accumulate(own.begin(), own.begin() + 100, 0.0) / all);
}

/// By the pay of experts in the last step.
Measured research_core_share(const Seen& s) {
  Series pay;
  for (const CityId city : s.world.cities()) pay.push_back(yuan(s.world.households.wages[pool_of(city, Tier::expert)]));
  return share_of_named(s, "research_core_share", pay);
}

/// Of the cities named, in the last whole year: enterprises that left them over those there at its end.
Measured relocation_rate(const Seen& s) {
  const auto target = s.targets.find("relocation_rate");
  if (target == s.targets.end() || target->second.cities.empty())
    return missing("cities under 'relocation_rate' in the region's validation_targets.csv");
  const std::vector<CityId>& cities = target->second.cities;
  const auto named = [&](std::uint32_t place) {
    return std::find(cities.begin(), cities.end(), CityId{place}) != cities.end();
  };
  double left = 0, stock = 0;
  const auto& flows = s.world.records.enterprises;
  if (flows.empty()) return missing("enterprises that move: none does in this run");
  for (const YearFlow& flow : flows)
    if (flow.year == flows.back().year && named(flow.origin) && !named(flow.destination)) left += flow.amount;
  for (const CityMonth& row : s.world.records.city)
    if (row.month == Month{flows.back().year, 12} && named(row.city.value)) stock += row.enterprises;
  return measured(stock > 0 ? left / stock : kNone);
}

constexpr Nature kImposed = Nature::imposed, kEmergent = Nature::emergent;

}  // namespace

std::string_view text_of(Nature nature) { return nature == Nature::imposed ? "imposed" : "emergent"; }

std::string_view text_of(Over over) {
  switch (over) {
    case Over::own_agents: return "own agents";
    case Over::all_agents: return "all agents";
    case Over::cities: return "cities";
    case Over::region: return "region";
  }
  return "";
}

const std::vector<Fact>& facts() {
  static const std::vector<Fact> list = {
      // enterprises
      {"size_tail", "size of enterprises, tail", "exponent", kImposed, Over::own_agents, size_tail, 0.95, 1.17,
       "1.06 +- 2 standard errors, persons, US (Axtell 2001)"},
      {"size_tail_industry", "size within industries, tail", "median exponent", kImposed, Over::own_agents,
       size_tail_of_industries, kNone, kNone, "told only: no source for a band"},
      {"growth_shape", "growth of sales, Subbotin shape", "shape", kEmergent, Over::own_agents, growth_shape, 0.7, 1.3,
       "about 1, Laplace (Stanley et al. 1996; Bottazzi & Secchi 2006); +-0.3 assumed"},
      {"growth_deviation", "growth of sales, deviation", "log points", kEmergent, Over::own_agents, growth_deviation,
       0.1, 0.6, "0.1-0.2 listed (Comin & Philippon 2005) to 0.4-0.6 all firms (Davis et al. 2006)"},
      {"growth_volatility", "deviation of growth on size", "log-log slope", kEmergent, Over::own_agents,
       growth_volatility, -0.25, -0.15, "-0.15 to -0.25 (Stanley et al. 1996; Bottazzi & Secchi 2006)"},
      {"gibrat", "growth on size, largest tenth", "slope on log size", kEmergent, Over::own_agents, gibrat, -0.05, 0.05,
       "0 in the upper tail (Gibrat; Lotti et al. 2009); +-0.05 assumed"},
      {"productivity_ratio", "labour productivity, 90/10", "ratio", kImposed, Over::own_agents, productivity_ratio, 4, 7,
       "4 US (Syverson 2004) to 4.9-6.5 China, revenue TFP (Hsieh & Klenow 2009)"},
      {"productivity_deviation", "labour productivity, deviation", "log points", kImposed, Over::own_agents,
       productivity_deviation, 0.63, 0.74, "0.63-0.74 China, revenue TFP (Hsieh & Klenow 2009)"},
      {"productivity_persistence", "labour productivity on last year's", "slope of logs", kEmergent, Over::own_agents,
       productivity_persistence, 0.6, 0.8, "0.6-0.8 (Syverson 2011)"},
      {"investment_spikes", "investment above 20 % of capital", "share of years", kEmergent, Over::own_agents,
       investment_spikes, 0.136, 0.236, "0.186 (Cooper & Haltiwanger 2006); +-0.05 assumed"},
      {"investment_inaction", "investment below 1 % of capital", "share of years", kEmergent, Over::own_agents,
       investment_inaction, 0.031, 0.131, "0.081 (Cooper & Haltiwanger 2006); +-0.05 assumed"},
      // founding and failing
      {"entry_rate", "enterprises founded", "of stock a year", kEmergent, Over::all_agents, entry_rate},
      {"exit_rate", "enterprises closed", "of stock a year", kEmergent, Over::all_agents, exit_rate},
      {"exit_by_age", "exit, under 5 years to over 10", "ratio of hazards", kEmergent, Over::own_agents, exit_by_age, 1,
       kNone, "falls with age (Dunne et al. 1989)"},
      {"young_share", "enterprises under 5 years", "share", kEmergent, Over::all_agents, young_share},
      {"relocation_rate", "enterprises that leave the dearest city", "of stock a year", kImposed, Over::all_agents,
       relocation_rate},
      {"exits_cycle", "exit rate with GDP", "correlation", kEmergent, Over::region, exits_cycle, kNone, 0,
       "counter-cyclical (Jaimovich & Floetotto 2008)"},
      // the supply graph
      {"in_degree_tail", "number of suppliers, tail", "exponent", kImposed, Over::all_agents, in_degree_tail, 0.9, 1.6,
       "1 to 1.5 Japan (Mizuno et al. 2015), +-0.1 for the estimate"},
      {"out_degree_tail", "number of customers, tail", "exponent", kImposed, Over::all_agents, out_degree_tail, 0.9, 1.6,
       "1 to 1.5 Japan (Mizuno et al. 2015), +-0.1 for the estimate"},
      {"customers_share", "sales explained by customers", "share of log sales", kImposed, Over::own_agents,
       customers_share, 0.41, 0.61, "0.51 Belgium (Bernard et al. 2022); +-0.1 assumed"},
      {"link_turnover", "links ended", "share a year", kEmergent, Over::all_agents, link_turnover, 0.07, 0.55,
       "0.07-0.08 of main partners, Japan (Mizuno et al. 2015), to 0.55 of all, Hungary (Reisch et al. 2025)"},
      {"link_turnover_weight", "links ended, small to large", "ratio", kEmergent, Over::all_agents,
       link_turnover_by_weight, 1, kNone, "main partners stay longer: between the two sources above"},
      {"distance_power", "links on distance", "power", kImposed, Over::all_agents, links_by_distance, -1.5, -0.5,
       "-0.5 to -1.5, as for `describe network`"},
      // cycles
      {"cycle_size", "GDP, deviation of the cycle", "log points", kEmergent, Over::region, cycle_size, 0.010, 0.028,
       "0.013 developed to 0.027 emerging (Aguiar & Gopinath 2007), 0.017 US (Stock & Watson 1999)"},
      {"cycle_persistence", "GDP, cycle on last quarter's", "autocorrelation", kEmergent, Over::region,
       cycle_persistence, 0.7, 0.9, "0.75 (Aguiar & Gopinath 2007) to 0.84 (Stock & Watson 1999)"},
      {"consumption_volatility", "consumption to GDP, deviation", "ratio", kEmergent, Over::region,
       consumption_volatility, 0.7, 1.5, "0.76 US (Stock & Watson 1999) to 1.45 emerging (Aguiar & Gopinath 2007)"},
      {"investment_volatility", "investment to GDP, deviation", "ratio", kEmergent, Over::region, investment_volatility,
       2.5, 4.5, "3.0 US (Stock & Watson 1999) to 3.9 emerging (Aguiar & Gopinath 2007)"},
      {"consumption_comovement", "consumption with GDP", "correlation", kEmergent, Over::region, consumption_comovement,
       0.6, 0.95, "0.66 (Aguiar & Gopinath 2007) to 0.90 (Stock & Watson 1999)"},
      {"investment_comovement", "investment with GDP", "correlation", kEmergent, Over::region, investment_comovement, 0.6,
       0.95, "0.67 (Aguiar & Gopinath 2007) to 0.89 (Stock & Watson 1999)"},
      {"okun", "unemployment on GDP (Okun)", "slope", kEmergent, Over::region, okun, -0.85, -0.14,
       "-0.14 to -0.85 by country (Ball, Leigh & Loungani 2017)"},
      {"phillips", "wage growth on unemployment (Phillips)", "1/year", kImposed, Over::region, phillips, kNone, 0,
       "negative (Phillips 1958); the rule of the labour process has it"},
      {"beveridge", "vacancies with unemployment (Beveridge)", "correlation", kEmergent, Over::region, beveridge, -1,
       -0.69, "-0.89 US (Shimer 2005); +-0.2 assumed"},
      // cities
      {"core_share", "GDP of the core", "share", kImposed, Over::cities, core_share},
      {"engine_share", "GDP of the engine cities", "share", kImposed, Over::cities, engine_share},
      {"herfindahl", "concentration of GDP", "Herfindahl index", kImposed, Over::cities, herfindahl},
      {"city_rank_size", "GDP of cities, rank and size", "slope on log rank", kImposed, Over::cities, city_rank_size},
      {"city_growth_deviation", "real growth between cities", "deviation", kEmergent, Over::cities,
       city_growth_deviation},
      {"city_growth_persistence", "real growth with last year's", "correlation", kEmergent, Over::cities,
       city_growth_persistence},
      {"wage_elasticity", "wage on GDP per head", "elasticity", kImposed, Over::cities, wage_elasticity},
      {"wage_range", "highest to lowest wage", "ratio", kImposed, Over::cities, wage_range},
      {"wage_deviation", "log wage between cities", "deviation", kImposed, Over::cities, wage_deviation},
      {"specialisation", "specialisation of core cities", "Krugman index", kImposed, Over::cities, specialisation},
      {"above_scale_core_share", "above-scale industry in the core", "share of number", kImposed, Over::all_agents,
       above_scale_core_share},
      {"above_scale_elasticity", "above-scale industry on its value added", "elasticity", kImposed, Over::all_agents,
       above_scale_elasticity},
      {"top_hundred_share", "largest 100 in industry", "of above-scale VA", kImposed, Over::own_agents,
       top_hundred_share},
      {"research_core_share", "pay of experts in the core", "share", kImposed, Over::cities, research_core_share},
  };
  return list;
}

}  // namespace lingnan

#include "sim/experiment/outcomes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/assertions.hpp"

namespace lingnan {

namespace {

using Row = ProvinceMonth;

template <double Row::*Member>
double sum(const YearOfRun& year) {
  double all = 0;
  for (const Row& month : year.months) all += month.*Member;
  return all;
}
template <double Row::*Member>
double mean_of(const YearOfRun& year) {
  return sum<Member>(year) / static_cast<double>(year.months.size());
}
template <double Row::*Member>
double last(const YearOfRun& year) {
  return year.december().*Member;
}
/// Money of the year at prices of the base year.
template <double Row::*Member>
double real(const YearOfRun& year) {
  double all = 0;
  for (const Row& month : year.months) all += month.*Member / month.price_index;
  return all;
}

double real_wage(const YearOfRun& year) { return mean_of<&Row::wage>(year) / mean_of<&Row::price_index>(year); }
double exports_out(const YearOfRun& year) { return real<&Row::exports>(year) + real<&Row::outflow>(year); }

/// Real GDP of a city in twelve months, million yuan.
double city_gdp(const YearOfRun& year, std::span<const CityMonth> months, std::size_t city) {
  double all = 0;
  for (std::size_t row = city; row < months.size(); row += year.region.city_count()) all += months[row].gdp_real;
  return all;
}
double city_gdp(const YearOfRun& year, std::size_t city) { return city_gdp(year, year.cities, city); }
double city_population(const YearOfRun& year, std::size_t city) { return year.december(CityId{city}).population; }

/// Theil's T of real GDP per head between groups of cities, weighted by GDP; all of a group alike. `group(city)` names it.
template <class Group>
double theil_between(const YearOfRun& year, const Group& group) {
  struct Part {
    double gdp = 0, people = 0;
  };
  std::map<std::string_view, Part> parts;
  Part all;
  for (std::size_t c = 0; c < year.region.city_count(); ++c) {
    for (Part* part : {&parts[group(year.region.cities[c])], &all}) {
      part->gdp += city_gdp(year, c);
      part->people += city_population(year, c);
    }
  }
  double index = 0;
  for (const auto& [name, part] : parts)
    if (part.gdp > 0) index += part.gdp / all.gdp * std::log(part.gdp / all.gdp / (part.people / all.people));
  return index;
}
double theil(const YearOfRun& year) {
  return theil_between(year, [](const City& city) { return std::string_view(city.code); });
}
double theil_between_districts(const YearOfRun& year) {
  return theil_between(year, [](const City& city) { return std::string_view(city.district); });
}
double theil_within_districts(const YearOfRun& year) { return theil(year) - theil_between_districts(year); }

/// Gini of real GDP per head over people, all of a city alike.
double gini(const YearOfRun& year) {
  struct City {
    double people, gdp;
  };
  std::vector<City> cities;
  double people = 0, gdp = 0;
  for (std::size_t c = 0; c < year.region.city_count(); ++c) {
    cities.push_back({city_population(year, c), city_gdp(year, c)});
    people += cities.back().people;
    gdp += cities.back().gdp;
  }
  std::sort(cities.begin(), cities.end(), [](const City& a, const City& b) { return a.gdp * b.people < b.gdp * a.people; });
  double area = 0, upto = 0;  // under Lorenz's curve
  for (const City& city : cities) {
    area += city.people / people * (upto + 0.5 * city.gdp / gdp);
    upto += city.gdp / gdp;
  }
  return 1 - 2 * area;
}

/// Growth a year of the city that grows least since the first year of the run; 0 in that year.
double slowest_city_growth(const YearOfRun& year) {
  const int years = year.cities.front().month.year - year.first_cities.front().month.year;
  if (years == 0) return 0;
  double slowest = 0;
  for (std::size_t c = 0; c < year.region.city_count(); ++c) {
    const double before = city_gdp(year, year.first_cities, c);
    const double growth = before > 0 ? std::pow(std::max(city_gdp(year, c), 0.0) / before, 1.0 / years) - 1 : 0.0;
    slowest = c == 0 ? growth : std::min(slowest, growth);
  }
  return slowest;
}

/// Part of real GDP that is made in the district with most of it.
double largest_district_share(const YearOfRun& year) {
  std::map<std::string_view, double> parts;
  double all = 0, largest = 0;
  for (std::size_t c = 0; c < year.region.city_count(); ++c) {
    const double gdp = city_gdp(year, c);
    all += gdp;
    largest = std::max(largest, parts[year.region.cities[c].district] += gdp);
  }
  return all > 0 ? largest / all : 0.0;
}

/// Krugman's index of specialisation, halved: what part of its output a city would have to change to make what another makes, mean over
/// pairs of cities. Source: Krugman (1991), Geography and Trade, p. 76.
double specialisation_of_cities(const YearOfRun& year) {
  const std::size_t cities = year.region.city_count(), industries = year.region.industry_count();
  std::vector<double> share(cities * industries), whole(cities);
  for (const CellQuarter& row : year.cells) {
    const std::size_t city = year.region.city_of(row.cell).value;
    share[city * industries + year.region.industry_of(row.cell).value] += row.output_real;
    whole[city] += row.output_real;
  }
  double apart = 0;
  for (std::size_t a = 0; a < cities; ++a)
    for (std::size_t b = 0; b < a; ++b)
      for (std::size_t s = 0; s < industries; ++s)
        if (whole[a] > 0 && whole[b] > 0)
          apart += 0.5 * std::abs(share[a * industries + s] / whole[a] - share[b * industries + s] / whole[b]);
  return cities > 1 ? apart / (0.5 * static_cast<double>(cities * (cities - 1))) : 0.0;
}

/// Of all that is bought in the region, what comes from the region.
double local_sourcing(const YearOfRun& year) {
  const std::size_t here = year.region.industry_count() + static_cast<std::size_t>(FinalBuyer::country);  // those outside come last
  double local = 0;
  for (const YearSupply& row : year.supply)
    if (row.buyer < here) local += row.sales;
  const double all = local + sum<&Row::imports>(year) + sum<&Row::inflow>(year);
  return all > 0 ? local / all : 0.0;
}

/// Mean over industries.
template <double StructureYear::*Value, double StructureYear::*Weight>
double of_structure(const YearOfRun& year) {
  double sum = 0, all = 0;
  for (const StructureYear& row : year.structure) {
    sum += row.*Value * row.*Weight;
    all += row.*Weight;
  }
  return all > 0 ? sum / all : 0.0;
}

template <double StructureYear::*Value>
double industry_structure(const YearOfRun& year, std::size_t industry) {
  for (const StructureYear& row : year.structure)
    if (row.industry.value == industry) return row.*Value;
  return 0;
}

double innovations(const YearOfRun& year) {
  double all = 0;
  for (const ProjectYear& row : year.projects)
    if (row.stage + 1 == kStages) all += row.passed;
  return all;
}

double future_output(const YearOfRun& year) {
  double all = 0;
  for (const ClassQuarter& row : year.classes) all += row.output_real;
  return all;
}
double future_enterprises(const YearOfRun& year) {
  double all = 0;
  for (const ClassQuarter& row : year.classes.last(year.classes.size() / 4)) all += row.enterprises;
  return all;
}

/// Of all levers, over the price index.
template <double LeverMonth::*Member>
double of_levers(const YearOfRun& year) {
  double all = 0;
  for (const LeverMonth& row : year.levers)
    all += row.*Member / year.months[static_cast<std::size_t>(row.month.index() - year.months[0].month.index())].price_index;
  return all;
}
double at_risk(const YearOfRun& year) {
  double all = 0;
  for (const LeverMonth& row : year.levers)
    if (row.month == year.december().month) all += row.at_risk;
  return all;
}

double class_output(const YearOfRun& year, std::size_t product) {
  double all = 0;
  for (std::size_t i = product; i < year.classes.size(); i += year.region.product_classes.size()) all += year.classes[i].output_real;
  return all;
}
template <double ClassQuarter::*Member>
double class_last(const YearOfRun& year, std::size_t product) {
  return year.classes.last(year.region.product_classes.size())[product].*Member;
}

double house_price(const YearOfRun& year) {
  double sum = 0, people = 0;
  for (std::size_t c = 0; c < year.region.city_count(); ++c) {
    sum += year.december(CityId{c}).house_price * city_population(year, c);
    people += city_population(year, c);
  }
  return sum / people;
}
double population(const YearOfRun& year) {
  double people = 0;
  for (std::size_t c = 0; c < year.region.city_count(); ++c) people += city_population(year, c);
  return people;
}

double city_employment(const YearOfRun& year, std::size_t city) { return year.december(CityId{city}).employment; }
double city_price(const YearOfRun& year, std::size_t city) { return year.december(CityId{city}).house_price; }

template <double CellQuarter::*Member>
double industry_sum(const YearOfRun& year, std::size_t industry) {
  double all = 0;
  for (const CellQuarter& cell : year.cells)
    if (year.region.industry_of(cell.cell).value == industry) all += cell.*Member;
  return all;
}
template <double CellQuarter::*Member>
double industry_last(const YearOfRun& year, std::size_t industry) {
  double all = 0;
  for (const CellQuarter& cell : year.cells.last(year.region.cell_count()))
    if (year.region.industry_of(cell.cell).value == industry) all += cell.*Member;
  return all;
}

double cell_output(const YearOfRun& year, std::size_t cell) {
  double all = 0;
  for (std::size_t row = cell; row < year.cells.size(); row += year.region.cell_count()) all += year.cells[row].output_real;
  return all;
}

}  // namespace

const std::vector<Outcome>& outcomes() {
  static const std::vector<Outcome> table = {
      {"gdp_real", "mln_cny/year", "GDP at prices of the base year.", OutcomeKind::flow, 1, sum<&Row::gdp_real>},
      {"employment", "persons", "People at work in December.", OutcomeKind::stock, 1, last<&Row::employment>},
      {"unemployment_rate", "share", "Mean of the months.", OutcomeKind::rate, -1, mean_of<&Row::unemployment_rate>},
      {"wage_real", "cny/month", "Mean wage over the price index.", OutcomeKind::rate, 1, real_wage},
      {"consumption_real", "mln_cny/year", "Consumption of households over the price index.", OutcomeKind::flow, 1,
       real<&Row::consumption>},
      {"investment_real", "mln_cny/year", "Gross fixed investment over the price index.", OutcomeKind::flow, 0,
       real<&Row::investment>},
      {"exports_real", "mln_cny/year", "Sales abroad and to other provinces over the price index.", OutcomeKind::flow, 1,
       exports_out},
      {"rd_real", "mln_cny/year", "Research and development over the price index.", OutcomeKind::flow, 0,
       real<&Row::rd_spending>},
      {"enterprises", "number", "Enterprises in December.", OutcomeKind::stock, 0, last<&Row::enterprises>},
      {"future_output_real", "mln_cny/year", "Output of future industries at prices of the base year.", OutcomeKind::flow, 1,
       future_output},
      {"future_enterprises", "number", "Enterprises in future industries in December.", OutcomeKind::stock, 0,
       future_enterprises},
      {"entries", "number/year", "Enterprises founded.", OutcomeKind::flow, 0, sum<&Row::entries>},
      {"exits", "number/year", "Enterprises closed.", OutcomeKind::flow, 0, sum<&Row::exits>},
      {"fund_investment_real", "mln_cny/year", "Equity bought by funds over the price index.", OutcomeKind::flow, 0,
       real<&Row::fund_investment>},
      {"bank_credit", "mln_cny", "Loans of banks in December.", OutcomeKind::stock, 0, last<&Row::bank_credit>},
      {"price_index", "index", "Price of GDP, mean of the months.", OutcomeKind::rate, 0, mean_of<&Row::price_index>},
      {"house_price", "index", "Price of dwellings in December, mean over people.", OutcomeKind::stock, -1, house_price},
      {"population", "persons", "People in December.", OutcomeKind::stock, 0, population},
      {"tax_revenue_real", "mln_cny/year", "Taxes of the region's treasuries over the price index.", OutcomeKind::flow, 0,
       real<&Row::tax_revenue>},
      {"fiscal_cost_real", "mln_cny/year", "Public money for levers and extra works over the price index.", OutcomeKind::flow, -1,
       real<&Row::fiscal_cost>},
      {"tax_expenditure_real", "mln_cny/year", "Taxes not taken because of levers, over the price index.", OutcomeKind::flow, -1,
       of_levers<&LeverMonth::tax_expenditure>},
      {"relabelled_real", "mln_cny/year",
       "What enterprises call research and is not, because a lever pays for research or for being recognised, over the price index.",
       OutcomeKind::flow, -1, of_levers<&LeverMonth::relabelled>},
      {"profit_shifted_real", "mln_cny/year", "Profits booked in zones without any activity there, over the price index.",
       OutcomeKind::flow, -1, of_levers<&LeverMonth::profit_shifted>},
      {"equity_at_risk", "mln_cny", "Public equity in funds that has not come back, in December.", OutcomeKind::stock, 0, at_risk},
      {"equity_recovered_real", "mln_cny/year", "What came back of public equity, over the price index.", OutcomeKind::flow, 0,
       of_levers<&LeverMonth::recovered>},
      {"theil_cities", "index", "Theil index of real GDP per head between cities.", OutcomeKind::rate, -1, theil},
      {"theil_between_districts", "index", "Part of theil_cities between the districts of cities.csv, all of a district alike.",
       OutcomeKind::rate, -1, theil_between_districts},
      {"theil_within_districts", "index", "Part of theil_cities between cities of the same district.", OutcomeKind::rate, -1,
       theil_within_districts},
      {"gini_cities", "index", "Gini coefficient of real GDP per head, people of a city alike.", OutcomeKind::rate, -1, gini},
      {"slowest_city_growth", "1/year", "Growth of real GDP since the first year of the run, of the city that grows least.",
       OutcomeKind::rate, 1, slowest_city_growth},
      {"largest_district_share", "share", "Real GDP of the district of cities.csv that has most of it.", OutcomeKind::rate, 0,
       largest_district_share},
      {"specialisation_cities", "index", "Krugman's index of specialisation, mean over pairs of cities: 0 alike, 1 nothing in common.",
       OutcomeKind::rate, 0, specialisation_of_cities},
      {"local_sourcing", "share", "Of all that is bought in the region, what is made there.", OutcomeKind::rate, 0, local_sourcing},
      {"capacity_utilisation", "share", "Output over what capital would allow, in December, mean over industries by what they could make.",
       OutcomeKind::rate, 1, of_structure<&StructureYear::capacity_utilisation, &StructureYear::capacity_real>},
      {"sales_concentration", "index", "Herfindahl index of sales in December, mean over industries by sales.", OutcomeKind::rate, 0,
       of_structure<&StructureYear::concentration, &StructureYear::sales>},
      {"young_productivity", "ratio",
       "Output a person of enterprises younger than five years with an agent of their own, over all of their industry that have one, in "
       "December, mean over industries by who works for them.",
       OutcomeKind::rate, 1, of_structure<&StructureYear::young_productivity, &StructureYear::young_persons>},
      {"zombies", "share",
       "Of enterprises with an agent of their own: at least ten years old, in debt, and with a loss after interest in December.",
       OutcomeKind::rate, -1, of_structure<&StructureYear::zombies, &StructureYear::agents>},
      {"innovations", "number/year", "Projects that pass the last stage, industrialisation.", OutcomeKind::flow, 1, innovations},
  };
  return table;
}

std::size_t outcome_index(std::string_view name) {
  const auto found = std::find_if(outcomes().begin(), outcomes().end(), [&](const Outcome& o) { return o.name == name; });
  expects(found != outcomes().end(), "an outcome of the table");
  return static_cast<std::size_t>(found - outcomes().begin());
}

const std::vector<PlaceOutcome>& place_outcomes() {
  static const std::vector<PlaceOutcome> table = {
      {"gdp_real", "mln_cny/year", "GDP at prices of the base year.", OutcomeKind::flow, PlaceKind::city, city_gdp},
      {"employment", "persons", "People at work in December.", OutcomeKind::stock, PlaceKind::city, city_employment},
      {"population", "persons", "People in December.", OutcomeKind::stock, PlaceKind::city, city_population},
      {"house_price", "index", "Price of dwellings in December.", OutcomeKind::stock, PlaceKind::city, city_price},
      {"output_real", "mln_cny/year", "Output at prices of the base year.", OutcomeKind::flow, PlaceKind::industry,
       industry_sum<&CellQuarter::output_real>},
      {"employment", "persons", "People at work in December.", OutcomeKind::stock, PlaceKind::industry,
       industry_last<&CellQuarter::employment>},
      {"capacity_utilisation", "share", "Output over what capital would allow, in December.", OutcomeKind::rate, PlaceKind::industry,
       industry_structure<&StructureYear::capacity_utilisation>},
      {"output_real", "mln_cny/year", "Output at prices of the base year.", OutcomeKind::flow, PlaceKind::cell, cell_output},
      {"class_output_real", "mln_cny/year", "Output of a class of new products at prices of the base year.", OutcomeKind::flow,
       PlaceKind::product_class, class_output},
      {"class_enterprises", "number", "Enterprises that make the class in December.", OutcomeKind::stock, PlaceKind::product_class,
       class_last<&ClassQuarter::enterprises>},
      {"class_cities", "number", "Cities in which it is made in December.", OutcomeKind::stock, PlaceKind::product_class,
       class_last<&ClassQuarter::cities>},
  };
  return table;
}

const std::vector<FlowOutcome>& flow_outcomes() {
  static const std::vector<FlowOutcome> table = {
      {"goods", "mln_cny/year", &Records::goods, {}},
      {"talent", "persons/year", &Records::talent, kTiers},
      {"capital", "mln_cny/year", &Records::capital, kCapitalInstruments},
      {"enterprises", "count/year", &Records::enterprises, {}},
  };
  return table;
}

std::vector<int> told_years(int first, int last) {
  std::vector<int> years;
  for (const int year : {2025, 2027, 2030, 2035})
    if (year >= first && year < last) years.push_back(year);
  years.push_back(last);
  return years;
}

std::string_view PlaceOutcome::code(const Region& region, std::size_t place) const {
  if (of == PlaceKind::product_class) return region.product_classes[place].code;
  return of == PlaceKind::city ? std::string_view(region.cities[place].code) : std::string_view(region.industries[place].code);
}

std::string Date::text() const { return percent > 0 ? fmt::format("pv{}", percent) : fmt::format("{}", year); }

double Date::of(const std::vector<double>& series, int first_year) const {
  if (percent == 0) return series[static_cast<std::size_t>(year - first_year)];
  double sum = 0;
  for (std::size_t y = 0; y < series.size(); ++y)
    sum += series[y] * std::pow(1 + percent / 100.0, -(static_cast<double>(y) + 0.5));
  return sum;
}

double Date::up_to(const std::vector<double>& series, int first_year) const {
  if (percent > 0) return of(series, first_year);
  double sum = 0;
  for (int y = first_year; y <= year; ++y) sum += series[static_cast<std::size_t>(y - first_year)];
  return sum;
}

RunOutcomes outcomes_of(const Region& region, const Records& records) {
  RunOutcomes run;
  run.whole.resize(outcomes().size());
  for (const PlaceOutcome& outcome : place_outcomes()) run.places.emplace_back(outcome.places(region));
  const std::vector<ProvinceMonth>& months = records.province;
  for (const ProvinceMonth& month : months) {
    run.gdp_real_months.push_back(month.gdp_real);
    run.insolvency_months.push_back(month.insolvencies);
    run.falling_months.push_back(month.enterprises_falling);
  }
  std::size_t first = 0;
  while (first < months.size() && months[first].month.month != 1) ++first;
  const std::size_t cities = region.city_count(), cells = region.cell_count();
  const std::size_t classes = region.product_classes.size();
  // levers of an alternative have rows from where it has left the base
  const auto lever_row = [&](std::size_t month) {
    const int index = months[month].month.index();
    return std::partition_point(records.levers.begin(), records.levers.end(), [&](const LeverMonth& row) { return row.month.index() < index; });
  };
  const auto of_year = [](const auto& rows, int year) {
    const auto begin = std::partition_point(rows.begin(), rows.end(), [year](const auto& row) { return row.year < year; });
    return std::span(begin, std::partition_point(begin, rows.end(), [year](const auto& row) { return row.year == year; }));
  };
  // quarters are counted from the first one of the run, which holds the first month
  const auto quarter_of = [](Month month) { return month.index() / 3; };
  for (std::size_t m = first; m + 12 <= months.size(); m += 12) {
    const auto quarter = static_cast<std::size_t>(quarter_of(months[m].month) - quarter_of(months[0].month));
    const YearOfRun year = {region,
                            std::span(months).subspan(m, 12),
                            std::span(records.city).subspan(m * cities, 12 * cities),
                            std::span(records.cell).subspan(quarter * cells, 4 * cells),
                            std::span(records.product_class).subspan(quarter * classes, 4 * classes),
                            std::span(lever_row(m), m + 12 < months.size() ? lever_row(m + 12) : records.levers.end()),
                            of_year(records.projects, months[m].month.year),
                            of_year(records.supply, months[m].month.year),
                            of_year(records.structure, months[m].month.year),
                            std::span(records.city).subspan(first * cities, 12 * cities)};
    if (run.first_year == 0) run.first_year = months[m].month.year;
    for (std::size_t o = 0; o < outcomes().size(); ++o) run.whole[o].push_back(outcomes()[o].value(year));
    for (std::size_t o = 0; o < place_outcomes().size(); ++o)
      for (std::size_t p = 0; p < run.places[o].size(); ++p)
        run.places[o][p].push_back(place_outcomes()[o].value(year, p));
  }
  if (run.years() == 0) return run;
  const std::vector<int> told = told_years(run.first_year, run.last_year());
  for (std::uint32_t f = 0; f < flow_outcomes().size(); ++f) {
    const FlowOutcome& outcome = flow_outcomes()[f];
    for (const YearFlow& row : records.*outcome.rows) {
      const auto year = std::find(told.begin(), told.end(), row.year);
      if (year == told.end() || row.origin == row.destination || row.amount == 0) continue;
      const auto add = [&](std::uint32_t kind) {
        std::vector<double>& series = run.flows[{f, kind, row.origin, row.destination}];
        series.resize(told.size());
        series[static_cast<std::size_t>(year - told.begin())] += row.amount;
      };
      add(0);
      if (!outcome.kinds.empty()) add(row.kind + 1);
    }
  }
  return run;
}

}  // namespace lingnan

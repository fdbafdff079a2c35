// What comparisons look at: a table of outcomes, each with how it is read from a year of a run's records.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/world/records.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

/// A flow adds up over the months of a year; a stock is that of December; a rate is the mean of the months.
enum class OutcomeKind : unsigned char { flow, stock, rate };

/// One complete year of a run.
struct YearOfRun {
  const Region& region;
  std::span<const ProvinceMonth> months;  ///< twelve
  std::span<const CityMonth> cities;      ///< [month][city]
  std::span<const CellQuarter> cells;     ///< [quarter][city][industry]
  std::span<const ClassQuarter> classes;  ///< [quarter][class of products]; empty without
  std::span<const LeverMonth> levers;     ///< by month; none before there were any
  std::span<const ProjectYear> projects;
  std::span<const YearSupply> supply;
  std::span<const StructureYear> structure;
  std::span<const CityMonth> first_cities;  ///< [month][city] of the first complete year of the run

  const ProvinceMonth& december() const { return months.back(); }
  const CityMonth& december(CityId city) const { return cities[(months.size() - 1) * region.city_count() + city.value]; }
};

/// Of the whole region. `better` is 1 if more is better, -1 if less is, 0 if neither can be said.
struct Outcome {
  std::string_view name, unit, doc;
  OutcomeKind kind;
  int better;
  double (*value)(const YearOfRun& year);
};
const std::vector<Outcome>& outcomes();
/// Those that people ask for first.
inline constexpr std::string_view kHeadlines[] = {"gdp_real", "employment", "wage_real", "consumption_real", "rd_real", "future_output_real",
                                           "theil_cities"};
/// The place of an outcome in the table. Requires: it exists.
std::size_t outcome_index(std::string_view name);

/// A year, or a present value at the start of the run.
struct Date {
  int year = 0;
  int percent = 0;  ///< discount a year; 0: the year itself

  std::string text() const;  ///< "2030", "pv3"
  bool fits(OutcomeKind kind) const { return percent == 0 || kind == OutcomeKind::flow; }
  /// Of a series by year. Flows of a year count from its middle.
  double of(const std::vector<double>& series, int first_year) const;
  /// The same, added up from the first year to the date.
  double up_to(const std::vector<double>& series, int first_year) const;
};

/// Of each city, industry, industry of a city, or class of new products.
enum class PlaceKind : unsigned char { city, industry, cell, product_class };
inline constexpr std::string_view kPlaceKinds[] = {"city", "industry", "cell", "product_class"};
struct PlaceOutcome {
  std::string_view name, unit, doc;
  OutcomeKind kind;
  PlaceKind of;
  double (*value)(const YearOfRun& year, std::size_t place);

  std::size_t places(const Region& region) const {
    switch (of) {
      case PlaceKind::city: return region.city_count();
      case PlaceKind::industry: return region.industry_count();
      case PlaceKind::cell: return region.cell_count();
      case PlaceKind::product_class: return region.product_classes.size();
    }
    return 0;
  }
  /// Of a city, an industry or a class. Requires: not of cells, which have two codes.
  std::string_view code(const Region& region, std::size_t place) const;
};
const std::vector<PlaceOutcome>& place_outcomes();

/// What goes from place to place in a year, of all kinds and of each.
struct FlowOutcome {
  std::string_view name, unit;
  std::vector<YearFlow> Records::*rows;
  std::span<const std::string_view> kinds;  ///< told one by one too; none: together only
};
const std::vector<FlowOutcome>& flow_outcomes();
/// One of them between two different places, numbered as in `YearFlow`. Kind 0: all, k + 1: the k-th.
struct FlowKey {
  std::uint32_t flow = 0, kind = 0, origin = 0, destination = 0;
  auto operator<=>(const FlowKey&) const = default;
};
/// The years that comparisons tell one by one, in order: some of each run, and its last.
std::vector<int> told_years(int first, int last);

/// All outcomes of one run, year by year; flows in the years that are told.
struct RunOutcomes {
  int first_year = 0;
  std::vector<std::vector<double>> whole;                ///< [outcome][year]
  std::vector<std::vector<std::vector<double>>> places;  ///< [outcome][place][year]
  std::map<FlowKey, std::vector<double>> flows = {};          ///< [told year]; those that are not 0 in all of them
  std::vector<double> gdp_real_months = {};              ///< every month of the run, million yuan at base prices
  std::vector<double> insolvency_months = {};            ///< enterprises in every month
  std::vector<double> falling_months = {};               ///< share of enterprises in every month

  int years() const { return whole.empty() ? 0 : static_cast<int>(whole.front().size()); }
  int last_year() const { return first_year + years() - 1; }
  bool operator==(const RunOutcomes&) const = default;
};

/// Complete calendar years only.
RunOutcomes outcomes_of(const Region& region, const Records& records);

}  // namespace lingnan

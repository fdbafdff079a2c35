#include "sim/world/trends.hpp"

#include <cmath>

namespace lingnan {

void Trends::describe(Parameters& p) {
  p.real("outside_demand_start", outside_demand_start,
         {.unit = "1/year", .min = -0.2, .max = 0.2,
          .doc = "Growth of demand from the rest of the country and the world at the start. Exports and outflow exceed "
                 "GDP, so this path drives the level of the economy.",
          .symbol = "g_X"});
  p.real("outside_demand_end", outside_demand_end,
         {.unit = "1/year", .min = -0.2, .max = 0.2, .doc = "The same at the horizon.", .symbol = "g_X"});
  p.real("frontier_growth", frontier_growth,
         {.unit = "1/year", .min = -0.1, .max = 0.1, .doc = "Growth of labour productivity at the world's frontier.",
          .symbol = "g_F", .source = "1.2-1.5 %, productivity of advanced economies; recalled", .grade = "D"});
  p.real("catch_up", catch_up,
         {.unit = "1/year", .min = 0, .max = 0.06,
          .doc = "Share of the log distance to the frontier that is closed in a year. A city's industry that innovation "
                 "has put ahead closes less.",
          .symbol = "lambda",
          .source = "2-2.5 %: with a frontier of 1/0.30 growth is 4.15 % in 2023 and falls to 3.5 % in 2035", .grade = "D"});
  p.real("frontier_share", frontier_share,
         {.unit = "share", .min = 0.1, .max = 1,
          .doc = "Labour productivity over that of the frontier at the start, one share for all industries and cities.",
          .symbol = "A/F"});
  p.real("labour_force_start", labour_force_start,
         {.unit = "1/year", .min = -0.1, .max = 0.1, .doc = "Growth of the labour force at the start.", .symbol = "n"});
  p.real("labour_force_end", labour_force_end,
         {.unit = "1/year", .min = -0.1, .max = 0.1, .doc = "The same at the horizon.", .symbol = "n"});
  p.real("outside_inflation", outside_inflation,
         {.unit = "1/year", .min = -0.05, .max = 0.2, .doc = "Trend of outside prices.", .symbol = "pi*"});
  p.real("outside_swing", outside_swing,
         {.unit = "log points", .min = 0, .max = 0.5,
          .doc = "Standard deviation of outside demand around its path, common to all industries, once swings are in "
                 "full course; they start from nothing. Without random processes there are none.",
          .source = "chosen for the deviation of GDP over the cycle, 0.010-0.028"});
  p.real("industry_swing", industry_swing,
         {.unit = "log points", .min = 0, .max = 0.5, .doc = "The same of each industry beyond what is common."});
  p.real("swing_persistence", swing_persistence,
         {.unit = "share", .min = 0, .max = 0.99, .doc = "Part of a swing of outside demand that is left after a year."});
  p.real("city_swing", city_swing,
         {.unit = "1/year", .min = 0, .max = 0.2,
          .doc = "Standard deviation of the growth of outside demand for what one city makes, beyond that of all cities. "
                 "Without random processes there is none.",
          .source = "chosen for 0.010-0.016 between cities' real growth, 2014-2024 (city_gdp.csv)", .grade = "C"});
  p.real("city_swing_persistence", city_swing_persistence,
         {.unit = "share", .min = 0, .max = 0.99, .doc = "Part of a city's faster or slower growth that is left after a year.",
          .source = "chosen with city_swing: cities' real growth correlates by 0.65 and 0.35 with that one and two years before "
                    "(mean over 2006-2016, city_gdp.csv), which is the mean over years of a process that keeps 0.5; what other "
                    "shocks add passes sooner",
          .grade = "C"});
  p.real("known_growth", known_growth,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Part of the variance of a year's real growth between cities that lasts, as city_swing_persistence says; the "
                 "rest is gone by the next year. By it the growth that is known of the years up to the base year "
                 "(city_growth.csv) tells how fast a city grows on the first day. At 0 that is luck.",
          .source = "correlation of cities' real growth with that one and two years before, 0.61 and 0.28 (mean over 2006-2023, "
                    "city_gdp.csv), over the persistence, 0.65 and its square: 0.94 and 0.66",
          .grade = "C"});
  p.flag("history", history,
         {.doc = "Is what is known of years after the base year (history.csv) put in place of the paths above, in those years? A "
                 "back-test with it is none."});
  p.real("enterprise_swing", enterprise_swing,
         {.unit = "log points", .min = 0, .max = 3,
          .doc = "Standard deviation of the luck that an enterprise with one person has with its market sales for a year, and "
                 "with what its staff and capital get done. Without random processes there is none.",
          .symbol = "sigma_x",
          .source = "chosen: 0.6-0.8 of a difference in log productivity is left after a year (Syverson 2011), of which lasting "
                    "differences keep all; recalled",
          .grade = "C"});
  p.real("enterprise_swing_by_size", enterprise_swing_by_size,
         {.unit = "exponent", .min = 0, .max = 0.5, .doc = "How fast that falls with staff.",
          .source = "0.15-0.25, Stanley et al. (1996)", .grade = "B"});
  p.real("horizon_years", horizon_years,
         {.unit = "years", .min = 1, .max = 100, .doc = "Years from the start values to the end values; flat after."});
}

double Trends::caught_up(double years) const {
  return -catch_up * std::log(frontier_share) * std::exp(-catch_up * years);
}

OpeningLead opening_lead(const CityGrowth& known, CityId city, std::size_t cities, double persistence, double lasting) {
  double mean = 0, variance = 1;
  for (int year = 0; year < known.years; ++year) {
    mean *= persistence;
    variance = persistence * persistence * variance + 1 - persistence * persistence;
    const double seen = known.deviation[static_cast<std::size_t>(year) * cities + city.value];
    if (std::isnan(seen)) continue;
    const double gain = variance * std::sqrt(lasting) / (lasting * variance + 1 - lasting);
    mean += gain * (seen - std::sqrt(lasting) * mean);
    variance *= 1 - gain * std::sqrt(lasting);
  }
  return {mean, std::sqrt(variance)};
}

double per_step(double rate, double delta) { return std::expm1(std::log1p(rate) * delta); }

}  // namespace lingnan

#include "sim/world/demographics.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/calendar.hpp"

namespace lingnan {

namespace {
constexpr const char* kSurvival = "SAIC survival report on cohorts since 2000";
constexpr const char* kBySize = "fitted to ten-year survival of 40, 65 and 90 %";
constexpr double kSmallCapital = 1e6;  // yuan
constexpr double kLeastRenewal = 1 / 60.0;  // 1/year: no agent is older than 60 years on the first day
}  // namespace

void Demographics::describe(Parameters& p) {
  p.real("entry_rate", entry_rate,
         {.unit = "1/year", .min = 0, .max = 0.3, .doc = "Entries per enterprise where demand grows as expected.",
          .source = "Shenzhen 2023: 12.5 % of the stock founded, 7.0 % closed; 0.06-0.15", .grade = "C"});
  p.real("startup_rate", startup_rate,
         {.unit = "1/year", .min = 0, .max = 0.2,
          .doc = "Startups with an agent of their own that experts found, per agent of its own with experts in the city and industry. "
                 "Ages of agents of their own on the first day are as many years as this takes to renew them all.",
          .source = "32.2 % of Shenzhen's national little giants are younger than ten years, their mean age is 14.4 (2023): "
                    "firm_demographics.csv; ages are even, then",
          .grade = "C"});
  const auto chance = [&](std::string_view name, double& value, std::string_view doc) {
    p.real(name, value, {.unit = "1/year", .min = 0, .max = 0.9, .doc = std::string(doc), .source = kSurvival, .grade = "B"});
  };
  chance("exit_first_year", exit_first_year, "Chance of an enterprise of mean size to leave in its first year.");
  chance("exit_second_year", exit_second_year, "The same in its second year.");
  chance("exit_third_year", exit_third_year, "The same in its third year.");
  chance("exit_to_seventh_year", exit_to_seventh_year, "The same in its fourth to seventh year.");
  p.real("exit_later", exit_later,
         {.unit = "1/year", .min = 0, .max = 0.9, .doc = "The same from its eighth year.",
          .source = "SAIC survival report: below 0.08 and falling", .grade = "D"});
  const auto factor = [&](std::string_view name, double& value, std::string_view doc) {
    p.real(name, value, {.unit = "ratio", .min = 0, .max = 5, .doc = std::string(doc), .source = kBySize, .grade = "C"});
  };
  factor("exit_small", exit_small, "What multiplies these chances below 1 million yuan of capital.");
  factor("exit_middle", exit_middle, "The same from 1 to 10 million yuan.");
  factor("exit_large", exit_large, "The same from 10 to 100 million yuan.");
  p.real("exit_giant", exit_giant,
         {.unit = "ratio", .min = 0, .max = 1,
          .doc = "What multiplies exit_large from 100 million yuan on, and once more from 1 billion.",
          .source = "continues exit_large to exit_middle; what is that large is restructured, hardly ever closed",
          .grade = "D"});
}

double Demographics::hazard(std::size_t age) const {
  switch (age) {
    case 0: return exit_first_year;
    case 1: return exit_second_year;
    case 2: return exit_third_year;
    default: return age < 7 ? exit_to_seventh_year : exit_later;
  }
}

std::size_t Demographics::size_of(double capital) {
  std::size_t size = 0;
  for (double bound = kSmallCapital; size + 1 < kSizes && capital >= bound; bound *= 10) ++size;
  return size;
}

double Demographics::size_factor(std::size_t size) const {
  if (size == 0) return exit_small;
  if (size == 1) return exit_middle;
  return exit_large * std::pow(exit_giant, static_cast<double>(size - 2));
}

double Demographics::hazard(std::size_t age, std::size_t size, double step) const {
  return chance_per_step(std::min(0.95, hazard(age) * size_factor(size)), step);
}

double Demographics::age_of_agent(double u) const { return u / std::max(startup_rate, kLeastRenewal); }

std::array<double, kAges> Demographics::stable_ages(std::size_t size) const {
  const double factor = size_factor(size);
  std::array<double, kAges> share{};
  // the growth rate at which entries of one year are `entry_rate` of all: found by bisection
  const auto fill = [&](double growth) {
    double alive = 1, sum = 0;
    for (std::size_t a = 0; a < kAges; ++a) {
      const double leave = std::min(0.95, hazard(a) * factor);
      share[a] = a + 1 < kAges ? alive : alive * (1 + growth) / std::max(growth + leave, 1e-6);
      sum += share[a];
      alive *= (1 - leave) / (1 + growth);
    }
    for (double& s : share) s /= sum;
    return share[0];
  };
  double low = -0.5, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (fill(middle) < entry_rate ? low : high) = middle;
  }
  fill(0.5 * (low + high));
  return share;
}

}  // namespace lingnan

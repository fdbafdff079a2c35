#include "sim/world/labour_market.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/calendar.hpp"

namespace lingnan {

void LabourMarket::describe(Parameters& p) {
  p.real("separations", separations,
         {.unit = "1/year", .min = 0, .max = 0.9, .doc = "Chance that a worker leaves the enterprise.",
          .source = "51job 2025: 15.7 % in manufacturing", .grade = "D"});
  p.real("expert_separations", expert_separations,
         {.unit = "1/year", .min = 0, .max = 0.9, .doc = "Chance that an expert leaves the enterprise."});
  p.real("matching_speed", matching_speed,
         {.unit = "1/month", .min = 0.05, .max = 0.99, .doc = "Share of vacancies that can be filled in a month."});
}

double LabourMarket::leave(double step) const { return chance_per_step(separations, step); }
double LabourMarket::expert_leave(double step) const { return chance_per_step(expert_separations, step); }

double LabourMarket::meetings(double open, double idle, double step) const {
  if (open <= 0 || idle <= 0) return 0;
  const double share = -std::expm1(std::log1p(-matching_speed) * 12 * step);
  return std::min({open, idle, -idle * std::expm1(-open * share / idle)});
}

double LabourMarket::normal_vacancy_rate(double u, double gone, double step) const {
  if (u <= 0 || u >= 1) return 0;
  // per head of staff before the step: `gone` leave, vacancies are v + gone, idle people u/(1-u) + gone; balance where
  // meetings = gone. Meetings rise with v, so bisect.
  const double idle = u / (1 - u) + gone;
  double low = 0, high = 1;
  if (meetings(high + gone, idle, step) < gone) return high;  // hardly any matching: everyone looks all the time
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (meetings(middle + gone, idle, step) < gone ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace lingnan

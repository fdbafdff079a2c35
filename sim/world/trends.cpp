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
  p.real("productivity_start", productivity_start,
         {.unit = "1/year", .min = -0.1, .max = 0.15,
          .doc = "Growth of labour productivity at the start: frontier growth 1.5 % plus catch-up of 2.2 % of the log "
                 "distance to a frontier of 1/0.30.",
          .symbol = "g_A"});
  p.real("productivity_end", productivity_end,
         {.unit = "1/year", .min = -0.1, .max = 0.15, .doc = "The same at the horizon.", .symbol = "g_A"});
  p.real("labour_force_start", labour_force_start,
         {.unit = "1/year", .min = -0.1, .max = 0.1, .doc = "Growth of the labour force at the start.", .symbol = "n"});
  p.real("labour_force_end", labour_force_end,
         {.unit = "1/year", .min = -0.1, .max = 0.1, .doc = "The same at the horizon.", .symbol = "n"});
  p.real("outside_inflation", outside_inflation,
         {.unit = "1/year", .min = -0.05, .max = 0.2, .doc = "Trend of outside prices.", .symbol = "pi*"});
  p.real("horizon_years", horizon_years,
         {.unit = "years", .min = 1, .max = 100, .doc = "Years from the start values to the end values; flat after."});
}

double per_step(double rate, double delta) { return std::expm1(std::log1p(rate) * delta); }

}  // namespace lingnan

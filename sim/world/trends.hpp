// Paths that come from outside the model: what the world buys, how fast its prices rise, how productivity and the
// labour force grow. They drive the level of everything, so every run prints them.
#pragma once

#include "sim/base/parameters.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

class Trends final : public Block {
 public:
  double outside_demand_start = 0.040, outside_demand_end = 0.030;
  double frontier_growth = 0.015, catch_up = 0.022, frontier_share = 0.30;
  double labour_force_start = 0.003, labour_force_end = -0.004;
  double outside_inflation = 0.02;
  double outside_swing = 0.023, industry_swing = 0.02, swing_persistence = 0.5;
  double city_swing = 0.033, city_swing_persistence = 0.65;
  double known_growth = 0.8;
  bool history = false;
  double enterprise_swing = 1.43, enterprise_swing_by_size = 0.25;
  double horizon_years = 13;

  std::string_view name() const override { return "trends"; }
  std::string_view doc() const override { return "Growth that comes from outside the model."; }
  void describe(Parameters& p) override;

  double outside_demand(double years) const { return path(outside_demand_start, outside_demand_end, years); }
  /// Growth of labour productivity: the frontier's, and a share of the log distance to it, which shrinks by that share.
  double productivity(double years) const { return frontier_growth + caught_up(years); }
  /// What catching up adds to it.
  double caught_up(double years) const;
  double labour_force(double years) const { return path(labour_force_start, labour_force_end, years); }

 private:
  /// Straight line from start to end over the horizon, flat after it. 1/year.
  double path(double start, double end, double years) const {
    const double share = years < horizon_years ? years / horizon_years : 1.0;
    return start + (end - start) * share;
  }
};

/// Growth of demand for what a city makes beyond that of all, on the first day, in standard deviations of it.
struct OpeningLead {
  double mean = 0;       ///< given what is known of the city
  double deviation = 1;  ///< of the luck that is left
};

/// The lead keeps `persistence` from year to year and is `lasting` of the variance of a year's growth between cities.
/// Kalman filter from the first year known to the base year.
OpeningLead opening_lead(const CityGrowth& known, CityId city, std::size_t cities, double persistence, double lasting);

/// Growth over one step of `delta` years at `rate` a year: (1 + rate)^delta - 1.
double per_step(double rate, double delta);

}  // namespace lingnan

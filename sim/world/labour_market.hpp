// Turnover of staff and speed of matching; the opening state and the labour market's process share them.
#pragma once

#include "sim/base/parameters.hpp"

namespace lingnan {

class LabourMarket final : public Block {
 public:
  double separations = 0.157;
  double expert_separations = 0.12;
  double matching_speed = 0.75;

  std::string_view name() const override { return "labour_market"; }
  std::string_view doc() const override { return "Turnover of staff and speed of matching."; }
  void describe(Parameters& p) override;

  /// Chance to leave in one step of `step` years.
  double leave(double step) const;
  double expert_leave(double step) const;

  /// Of `open` vacancies and `idle` people, how many meet in one step. Urn-ball: with few idle people per vacancy, fewer
  /// vacancies are met. Source: Petrongolo & Pissarides (2001), eq. 2, with a share of vacancies that can be filled.
  double meetings(double open, double idle, double step) const;

  /// Vacancies over staff when turnover and matching are in balance at the unemployment rate `u`: who leaves by chance,
  /// a share `gone` of the staff in a step, is just replaced.
  double normal_vacancy_rate(double u, double gone, double step) const;
};

}  // namespace lingnan

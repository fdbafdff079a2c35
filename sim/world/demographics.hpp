// How long enterprises live; the opening state and the process of entry and exit share it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/base/parameters.hpp"

namespace lingnan {

/// Years of age that are told apart; the last one is open.
inline constexpr std::size_t kAges = 9;

class Demographics final : public Block {
 public:
  double exit_first_year = 0.016, exit_second_year = 0.063, exit_third_year = 0.095, exit_to_seventh_year = 0.083;
  double exit_later = 0.06;
  double exit_small = 1.27, exit_middle = 0.61, exit_large = 0.15, exit_giant = 0.25;
  double entry_rate = 0.125;
  double startup_rate = 0.035;

  std::string_view name() const override { return "demographics"; }
  std::string_view doc() const override { return "Entry, and exit by age and size, of enterprises."; }
  void describe(Parameters& p) override;

  /// Chance to leave within a year, by years of age (from 0), before size.
  double hazard(std::size_t age) const;
  /// Sizes that are told apart, by capital in yuan per real enterprise: a factor of ten each.
  static constexpr std::size_t kSizes = 5;
  static std::size_t size_of(double capital);
  /// What size makes of the chance to leave.
  double size_factor(std::size_t size) const;
  /// Chance to leave in one step of `step` years.
  double hazard(std::size_t age, std::size_t size, double step) const;
  /// Age in years of an agent of its own on the first day, u uniform: even up to the years in which startups renew them all.
  double age_of_agent(double u) const;
  /// Shares of ages in a population that grows by entries less exits at these rates, sums to 1.
  std::array<double, kAges> stable_ages(std::size_t size) const;
};

}  // namespace lingnan

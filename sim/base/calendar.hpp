// Time: a 360-day year of 12 months of 30 days; a week is a quarter of a month.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

namespace lingnan {

/// A calendar month, written YYYY-MM.
struct Month {
  int year = 0;
  int month = 1;  ///< 1..12

  int index() const { return year * 12 + month - 1; }
  static Month from_index(int index) { return {index / 12, index % 12 + 1}; }
  Month plus(int months) const { return from_index(index() + months); }
  std::string text() const {
    const std::string y = std::to_string(year);
    return std::string(y.size() < 4 ? 4 - y.size() : 0, '0') + y + (month < 10 ? "-0" : "-") + std::to_string(month);
  }
  bool operator==(const Month&) const = default;
  bool operator<(const Month& other) const { return index() < other.index(); }
};

enum class StepLength : std::uint8_t { day, week, month };

constexpr int steps_per_month(StepLength step) {
  return step == StepLength::day ? 30 : step == StepLength::week ? 4 : 1;
}

/// Chance within a step of `years` years of what happens with chance `yearly` within a year.
inline double chance_per_step(double yearly, double years) { return -std::expm1(std::log1p(-yearly) * years); }

/// Where the run is. The step counter starts at 0 in the first step of the first month.
struct Calendar {
  Month start{2023, 1};
  StepLength step_length = StepLength::month;
  std::uint32_t step = 0;

  int per_month() const { return steps_per_month(step_length); }
  int per_year() const { return 12 * per_month(); }
  double step_years() const { return 1.0 / per_year(); }  ///< the model's Delta
  int months_done() const { return static_cast<int>(step) / per_month(); }
  Month month() const { return start.plus(months_done()); }
  bool first_of_month() const { return step % static_cast<unsigned>(per_month()) == 0; }
  bool last_of_month() const { return (step + 1) % static_cast<unsigned>(per_month()) == 0; }
  double years() const { return step * step_years(); }  ///< since the start
};

}  // namespace lingnan

// What must be remembered over a run to measure stylised facts, beyond the result tables: every enterprise agent's last
// two complete years, links at the ends of both, and vacancies by month. Reads the world, never changes it.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/world/world.hpp"

namespace lingnan {

/// A year of all rows of enterprises at its end. A row with multiplicity 0 has nobody.
struct PanelYear {
  int year = 0;  ///< calendar year of its last month
  std::vector<std::uint64_t> key;
  std::vector<CellId> cell;
  std::vector<float> multiplicity;
  std::vector<double> sales;       ///< of the year, yuan at current prices
  std::vector<double> real_sales;  ///< of the year, yuan at base-year prices
  std::vector<double> investment;  ///< funded in the year, yuan at base-year prices
  std::vector<double> capital;     ///< at the start of the year, or when the agent appeared
  std::vector<double> staff;       ///< mean of the months, persons
  std::vector<double> staff_end;   ///< persons in the last month
  std::vector<double> age;         ///< months at the end of the year, of agents of their own
  std::vector<std::uint8_t> months;  ///< of the year, in which it was there

  std::size_t size() const { return key.size(); }
  bool exists(std::size_t i) const { return multiplicity[i] > 0; }
  bool alone(std::size_t i) const { return multiplicity[i] == 1; }  ///< stands for itself only
};

/// An agent that was there at the ends of two years: its place in each.
struct SameAgent {
  std::size_t before, now;
};
std::vector<SameAgent> in_both(const PanelYear& before, const PanelYear& now);

/// A link by the keys of its ends, with what was ordered over it in the last step.
struct PanelLink {
  std::uint64_t key;
  float order;
};

class Panel {
 public:
  /// Requires: no month of the run is done. `months` is how many will be.
  Panel(const World& world, int months);

  /// After each month.
  void remember(const World& world);

  int months_done() const { return months_done_; }
  bool has_year() const { return !now_.key.empty(); }
  bool has_two_years() const { return !before_.key.empty(); }
  const PanelYear& now() const { return now_; }        ///< the last complete year
  const PanelYear& before() const { return before_; }  ///< the one before it
  /// Sorted by key; at the ends of the two years.
  const std::vector<PanelLink>& links_now() const { return links_now_; }
  const std::vector<PanelLink>& links_before() const { return links_before_; }
  const std::vector<double>& vacancy_rate() const { return vacancy_rate_; }  ///< [month] vacancies / (vacancies + staff)

 private:
  int months_, months_done_ = 0;
  PanelYear growing_, now_, before_;
  std::vector<PanelLink> links_now_, links_before_;
  std::vector<double> vacancy_rate_;

  void follow_rows(const World& world);
  void begin_year(const World& world);
  void end_year(const World& world);
};

}  // namespace lingnan

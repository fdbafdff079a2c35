#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lingnan/results.hpp"
#include "sim/engine/model.hpp"
#include "sim/results/firm_panel.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/tables.hpp"
#include "sim/world/records.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

namespace {

/// 1234567 as 1,234,567.
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

/// Real GDP of the years whose twelve months are all there.
std::map<int, double> real_gdp_by_year(const Records& records) {
  std::map<int, double> sums;
  std::map<int, int> months;
  for (const ProvinceMonth& row : records.province) {
    sums[row.month.year] += row.gdp_real;
    ++months[row.month.year];
  }
  std::erase_if(sums, [&](const auto& year) { return months[year.first] != 12; });
  return sums;
}

/// "2024 4.6 %, 2025 4.4 %, ...", or "" with fewer than two whole years.
std::string growth_by_year(const Records& records) {
  std::string text;
  double before = 0;
  for (const auto& [year, gdp] : real_gdp_by_year(records)) {
    if (before > 0) text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", year, 100 * (gdp / before - 1));
    before = gdp;
  }
  return text;
}

/// Mean contributions of the years to growth, in points, or "" with fewer than two whole years.
std::string growth_by_source(const Records& records) {
  if (records.growth.empty()) return "";
  std::string text;
  for (const RecordColumn<GrowthYear>& column : GrowthYear::columns()) {
    if (column.name == "gdp_real") continue;
    double sum = 0;
    for (const GrowthYear& row : records.growth) sum += row.*column.member;
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", column.name,
                        100 * sum / static_cast<double>(records.growth.size()));
  }
  return text + " points a year";
}

std::string audit_line(const Simulation& simulation) {
  const AuditSummary audit = summarise_audit(simulation);
  const std::size_t months = simulation.records().audit.size();
  if (audit.money_all_zero()) return fmt::format("all identities 0 fen in {} months", months);
  const auto worst = std::max_element(audit.money.begin(), audit.money.end());
  return fmt::format("{} is off by {} fen",
                     Simulation::money_identities()[static_cast<std::size_t>(worst - audit.money.begin())], *worst);
}

}  // namespace

std::string run_summary(const std::string& folder, const Scenario& scenario, const Simulation& simulation,
                        const RunFacts& facts) {
  const Records& records = simulation.records();
  const RunSize size = simulation.size();
  const std::string& title = scenario.title_en.empty() ? scenario.name : scenario.title_en;
  std::string out = fmt::format("{}, {} to {}, {} enterprises, {} links, seed {}, replicate {}\n", title,
                                scenario.model->time.start.text(), last_month(simulation), grouped(size.enterprises),
                                grouped(size.links), facts.seed, facts.replicate);
  const auto line = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) out += fmt::format("  {:<14} {}\n", what, value);
  };
  line("Real growth", growth_by_year(records));
  line("It comes from", growth_by_source(records));
  if (!records.province.empty()) {
    const ProvinceMonth& first = records.province.front();
    const ProvinceMonth& last = records.province.back();
    line("Unemployment", fmt::format("{:.1f} % in {}, {:.1f} % in {}", 100 * first.unemployment_rate,
                                     first.month.text(), 100 * last.unemployment_rate, last.month.text()));
  }
  line("Audit", audit_line(simulation));
  line("Speed", fmt::format("{:.3g} s a month, {:.1f} s in all, {:.0f} MB",
                            facts.wall_seconds / std::max(1, simulation.months_done()), facts.wall_seconds,
                            static_cast<double>(facts.peak_memory_bytes) / 1e6));
  line("State hash", hash_text(simulation.state_hash()));
  line("Results", fmt::format("{} (province.csv, city.csv, ...; columns.json explains every column)", folder));
  line("Next",
       "change something with --set PATH=VALUE or a scenario of your own; `lingnan describe parameters` "
       "lists what can be changed");
  return out;
}

std::uint64_t estimated_result_bytes(const Scenario& scenario, bool checkpoints) {
  const Model& model = *scenario.model;
  const Region& region = *scenario.region;
  const auto months = static_cast<std::uint64_t>(std::max(0, model.time.end.index() - model.time.start.index() + 1));
  const std::uint64_t years = months / 12 + 1;
  const std::uint64_t places = region.city_count() + region.partners.size();
  constexpr std::uint64_t kFieldBytes = 18;  // digits of a shortest double, and its comma
  std::uint64_t bytes = 0;
  bytes += months * (ProvinceMonth::columns().size() + 1) * kFieldBytes;
  bytes += months * region.city_count() * (CityMonth::columns().size() + 2) * kFieldBytes;
  bytes += (months / 3 + 1) * region.cell_count() * (CellQuarter::columns().size() + 3) * kFieldBytes;
  bytes +=
      years * places * places * (2 * region.industry_count() + std::size(kTiers) + std::size(kCapitalInstruments)) * 48;
  bytes += years * region.city_count() * kTags * (TagYear::columns().size() + 3) * kFieldBytes;
  bytes += months * model.policy.size() * (LeverMonth::columns().size() + 2) * kFieldBytes;
  bytes +=
      months * (result_table("audit.csv").columns.size() + result_table("audit_real.csv").columns.size()) * kFieldBytes;
  bytes += firm_panel_bytes(scenario);
  // While a checkpoint is replaced, the old and the new one exist side by side.
  if (checkpoints) bytes += 2 * estimated_memory_bytes(scenario);
  return bytes;
}

int checkpoint_every_months(const Scenario& scenario) {
  return static_cast<int>(scenario.model->output.checkpoint_every_months);
}

std::string last_month(const Simulation& simulation) {
  const std::vector<ProvinceMonth>& months = simulation.records().province;
  return months.empty() ? "" : months.back().month.text();
}

}  // namespace lingnan

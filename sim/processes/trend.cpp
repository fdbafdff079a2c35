// What comes from outside moves one step: prices and demand of the outside, productivity not explained by the model,
// the labour force, and shocks that begin or end.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/shock.hpp"
#include "sim/world/trends.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class Trend final : public Process {
 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Trend>(*this); }
  std::string_view name() const override { return "trend"; }
  std::string_view doc() const override { return "Outside prices and demand, productivity, labour force and shocks."; }
  void describe(Parameters&) override {}

  void run(World& world, const Instruments&) override {
    const double years = world.calendar.years(), step = world.calendar.step_years();
    const Trends& trends = *world.trends;
    for (double& price : world.outside.price) price *= 1 + per_step(trends.outside_inflation, step);
    world.outside.demand *= 1 + per_step(trends.outside_demand(years), step);
    if (world.random_processes) swing(world);

    const double productivity = 1 + per_step(trends.productivity(years), step);
    Enterprises& e = world.enterprises;
    float* const level = e.productivity.data();
    for_each_block(e.size(), [=](std::size_t first, std::size_t last) {
      for (std::size_t f = first; f < last; ++f)
        level[f] = static_cast<float>(static_cast<double>(level[f]) * productivity);
    });

    Households& h = world.households;
    const double labour = 1 + per_step(trends.labour_force(years), step);
    for (const PoolId p : world.pools()) {
      if (tier_of(p) == Tier::expert) continue;  // experts are persons of their own
      h.labour_force_exact[p] *= labour;
      const std::int64_t next = std::max(std::llround(h.labour_force_exact[p]), static_cast<long long>(h.employed[p]));
      h.population[city_of(p)] += next - h.labour_force[p];
      h.labour_force[p] = next;
    }
    apply_shocks(world);
  }

 private:
  /// Outside demand swings around its path: an autoregression of first order for each industry, a part of its news
  /// common to all.
  static void swing(World& world) {
    const Trends& trends = *world.trends;
    const double stays = std::pow(trends.swing_persistence, world.calendar.step_years());
    const double news = std::sqrt(1 - stays * stays);
    const std::uint32_t step = world.calendar.step;
    const double common = trends.outside_swing * world.luck.normal(Event::outside_swing, 0, step);
    for (const IndustryId s : world.industries()) {
      const double own = trends.industry_swing * world.luck.normal(Event::outside_swing, s.value + 1, step);
      world.outside.swing[s] = stays * world.outside.swing[s] + news * (common + own);
    }
  }

  static bool names(const std::vector<std::string>& codes, const std::string& code) {
    return codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end();
  }

  static void apply_shocks(World& world) {
    if (world.shocks.empty()) return;
    const Region& region = *world.region;
    for (const CellId cell : world.cells())
      world.capacity_left[cell] = world.links_left[cell] = world.demand_left[cell] = 1.0f;
    for (const IndustryId s : world.industries())
      world.outside.available_country[s] = world.outside.available_world[s] = 1.0f;
    for (const Shock& shock : world.shocks) {
      if (!shock.active(world.calendar.month())) continue;
      const auto left = static_cast<float>(1 - shock.loss);
      if (shock.shock_kind() == ShockKind::imports) {
        for (const IndustryId s : world.industries()) {
          if (!names(shock.industries, region.industries[s.value].code)) continue;
          if (shock.from.empty() || shock.from == kRestOfCountryCode) world.outside.available_country[s] *= left;
          if (shock.from.empty() || shock.from == kRestOfWorldCode) world.outside.available_world[s] *= left;
        }
        continue;
      }
      OfCell<float>& target = shock.shock_kind() == ShockKind::capacity ? world.capacity_left
                              : shock.shock_kind() == ShockKind::demand ? world.demand_left
                                                                        : world.links_left;
      for (const CellId cell : world.cells())
        if (names(shock.cities, region.cities[region.city_of(cell).value].code) &&
            names(shock.industries, region.industries[region.industry_of(cell).value].code))
          target[cell] *= left;
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_trend() { return std::make_unique<Trend>(); }

}  // namespace lingnan

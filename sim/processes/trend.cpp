// What comes from outside moves one step: prices and demand of the outside, productivity not explained by the model,
// the labour force, and shocks that begin or end.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/succession.hpp"
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
    const Known now(world, world.calendar.step);
    for (double& price : world.outside.price) price *= 1 + per_step(now.or_path(&History::inflation, trends.outside_inflation), step);
    world.outside.demand *= 1 + per_step(trends.outside_demand(years), step);
    find_demand(world, now);
    if (world.random_processes) {
      swing(world);
      cities_swing(world, now);
      if (world.calendar.step > 0 && world.calendar.first_of_month()) luck_changes(world);
    }

    const double productivity = 1 + per_step(trends.productivity(years), step);
    Enterprises& e = world.enterprises;
    float* const level = e.productivity.data();
    for_each_block(e.size(), [=](std::size_t first, std::size_t last) {
      for (std::size_t f = first; f < last; ++f)
        level[f] = static_cast<float>(static_cast<double>(level[f]) * productivity);
    });

    Households& h = world.households;
    const double labour = 1 + per_step(now.or_path(&History::labour_force, trends.labour_force(years)), step);
    for (const PoolId p : world.pools()) {
      const bool persons = tier_of(p) == Tier::expert;  // of their own: `migrate` lets them begin and retire
      if (persons && !world.random_processes) continue;
      h.labour_force_exact[p] *= labour;
      if (persons) continue;
      const std::int64_t next = std::max(std::llround(h.labour_force_exact[p]), static_cast<long long>(h.employed[p]));
      h.population[city_of(p)] += next - h.labour_force[p];
      h.labour_force[p] = next;
    }
    apply_shocks(world);
  }

 private:
  /// What history tells of the year of a step, if the scenario wants it.
  struct Known {
    const Region& region;
    int year;  ///< its place in history; -1: nothing is told

    Known(const World& world, std::uint32_t step)
        : region(*world.region), year(!world.trends->history ? -1 : region.history.place(region.base_year, year_of(world, step))) {}

    static int year_of(const World& world, std::uint32_t step) {
      Calendar calendar = world.calendar;
      calendar.step = step;
      return calendar.month().year;
    }
    double or_path(std::vector<double> History::*list, double path) const {
      if (year < 0 || std::isnan((region.history.*list)[static_cast<std::size_t>(year)])) return path;
      return (region.history.*list)[static_cast<std::size_t>(year)];
    }
    /// Growth of outside demand by industry and partner where the common path grows at `path`.
    double demand(std::size_t at, double path) const {
      const std::size_t all = region.industry_count() * kGoodsPartners;
      const double known = year < 0 ? std::nan("") : region.history.demand[static_cast<std::size_t>(year) * all + at];
      return !std::isnan(known) ? known : path + (region.demand_premium.empty() ? 0.0 : region.demand_premium[at]);
    }
    /// Growth of a city beyond the mean of those known; not a number: not known.
    double city(CityId c) const {
      return year < 0 ? std::nan("") : region.history.city[static_cast<std::size_t>(year) * region.city_count() + c.value];
    }
  };

  std::vector<double> beyond_;      // [industry][partner] log of outside demand over the common path, after so many steps
  std::uint32_t steps_told_ = 0;

  /// Outside demand by industry and partner. It is a function of the date alone; sums up to the last step are kept.
  void find_demand(World& world, const Known& now) {
    StepFlows& flows = world.step_flows;
    const Outside& out = world.outside;
    const Trends& trends = *world.trends;
    const Region& region = *world.region;
    const double path = trends.outside_demand(world.calendar.years());
    flows.outside_demand_growth = path;
    const bool one_path = region.demand_premium.empty() && !(trends.history && region.history.years > 0);
    if (!one_path) {
      if (steps_told_ > world.calendar.step || beyond_.empty()) {
        beyond_.assign(region.industry_count() * kGoodsPartners, 0.0);
        steps_told_ = 0;
      }
      Calendar then = world.calendar;
      while (steps_told_ < world.calendar.step) {
        then.step = ++steps_told_;
        const Known known(world, then.step);
        const double common = trends.outside_demand(then.years()), step = then.step_years();
        for (std::size_t at = 0; at < beyond_.size(); ++at)
          beyond_[at] += std::log1p(per_step(known.demand(at, common), step)) - std::log1p(per_step(common, step));
      }
      double sold = 0, grown = 0;
      for (const CellId cell : world.cells()) {
        const std::size_t at = region.industry_of(cell).value * kGoodsPartners;
        sold += out.exports_country[cell] + out.exports_world[cell];
        grown += out.exports_country[cell] * now.demand(at, path) + out.exports_world[cell] * now.demand(at + 1, path);
      }
      if (sold > 0) flows.outside_demand_growth = grown / sold;
    }
    for (const IndustryId s : world.industries()) {
      const std::size_t at = s.value * kGoodsPartners;
      flows.demand_country[s] = one_path ? out.demand : out.demand * std::exp(beyond_[at]);
      flows.demand_world[s] = one_path ? out.demand : out.demand * std::exp(beyond_[at + 1]);
    }
  }

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

  /// Outside demand for what a city makes grows faster or slower than that of all: an autoregression of first order of its
  /// growth, in full course from the first step, in which it is what the growth known before tells, and luck. In a year of which
  /// history tells it keeps to that. Trade norms it, so that demand of all cities together is not moved.
  static void cities_swing(World& world, const Known& now) {
    const Trends& trends = *world.trends;
    Outside& out = world.outside;
    const double step = world.calendar.step_years();
    const double stays = std::pow(trends.city_swing_persistence, step);
    const double news = std::sqrt(1 - stays * stays) * trends.city_swing;
    for (const CityId c : world.cities()) {
      const double luck = world.luck.normal(Event::city_swing, c.value, world.calendar.step);
      double& growth = out.lead_growth[c];
      if (world.calendar.step == 0) {
        const OpeningLead lead = opening_lead(world.region->growth, c, world.city_count(), trends.city_swing_persistence,
                                              trends.known_growth);
        growth = trends.city_swing * (lead.mean + lead.deviation * luck);
      } else if (const double seen = now.city(c); !std::isnan(seen) && world.region->history.spread > 0) {
        // what lasts of a year's growth is told by it, see opening_lead; of the rest luck
        if (Known(world, world.calendar.step - 1).year != now.year)
          growth = trends.city_swing * (std::sqrt(trends.known_growth) * seen / world.region->history.spread +
                                        std::sqrt(1 - trends.known_growth) * luck);
      } else {
        growth = stays * growth + news * luck;
      }
      out.lead[c] += growth * step;
    }
  }

  /// Once a year, in a month of its own, an enterprise has other luck, 1 on average: its log is double exponential, the less
  /// the larger it is; that of a pool cancels out.
  static void luck_changes(World& world) {
    const Trends& trends = *world.trends;
    if (!(trends.enterprise_swing > 0)) return;
    Enterprises& e = world.enterprises;
    const auto month = static_cast<std::uint64_t>(world.calendar.month().index());
    const std::uint32_t step = world.calendar.step;
    const auto spread_of = [&](double staff, double many) {
      const double deviation =
          trends.enterprise_swing * std::pow(staff, -trends.enterprise_swing_by_size) / std::sqrt(many);
      return Spread{deviation, mean_luck(deviation)};
    };
    std::array<Spread, kListedStaff + 1> of_one;  // [staff] of an enterprise of its own: most are small
    for (std::size_t staff = 1; staff <= kListedStaff; ++staff) of_one[staff] = spread_of(static_cast<double>(staff), 1);
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      if (world.recipe(cell).public_service) return;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if ((e.birth_key[f] + month) % 12 != 0) continue;
        const double many = static_cast<double>(e.multiplicity[f]);
        if (!(many > 0)) continue;
        const double staff = std::max(1.0, staff_of(e, f) / many);
        const bool listed = many == 1 && staff <= kListedStaff;
        const Spread spread = listed ? of_one[static_cast<std::size_t>(staff)] : spread_of(staff, many);
        const double change = double_exponential(world.luck.words(Event::passing_luck, e.birth_key[f], step));
        e.passing[f] = static_cast<float>(std::exp(std::clamp(spread.deviation * change, -kMostLuck, kMostLuck)) / spread.mean);
      }
    });
  }
  /// Standard deviation of the log of luck, and the mean of luck.
  struct Spread {
    double deviation = 0, mean = 1;
  };
  static constexpr std::size_t kListedStaff = 256;

  /// Mean of the exponential of a double exponential number of this deviation, cut off at kMostLuck on both sides.
  static double mean_luck(double deviation) {
    const double scale = deviation / std::numbers::sqrt2;
    if (!(scale > 0)) return 1;
    // half of the mass on each side: what lies within, and what is cut off
    const auto side = [&](double sign) {
      const double rate = 1 / scale - sign;
      const double within = std::abs(rate) < 1e-9 ? kMostLuck : -std::expm1(-rate * kMostLuck) / rate;
      return 0.5 * (within / scale + std::exp(-rate * kMostLuck));
    };
    return side(1) + side(-1);
  }
  static constexpr double kMostLuck = 1.5;  // log points

  static void apply_shocks(World& world) {
    if (world.shocks.empty()) return;
    const Region& region = *world.region;
    Outside& out = world.outside;
    for (const CellId cell : world.cells()) {
      world.capacity_left[cell] = world.links_left[cell] = world.demand_left[cell] = 1.0f;
      out.asked_country[cell] = out.asked_world[cell] = 1.0f;
    }
    for (const IndustryId s : world.industries()) out.available_country[s] = out.available_world[s] = 1.0f;
    for (const Shock& shock : world.shocks) {
      if (!shock.active(world.calendar.month())) continue;
      const auto left = static_cast<float>(1 - shock.loss);
      const auto lose = [&](auto& column) {
        for (const CellId cell : world.cells())
          if (shock.covers(region, cell)) column[cell] *= left;
      };
      const auto lose_with = [&](const std::string& partner, auto&& all) {
        if (partner.empty() || partner == kRestOfCountryCode) all(out.available_country, out.asked_country);
        if (partner.empty() || partner == kRestOfWorldCode) all(out.available_world, out.asked_world);
      };
      switch (shock.shock_kind()) {
        case ShockKind::capacity: lose(world.capacity_left); break;
        case ShockKind::demand: lose(world.demand_left); break;
        case ShockKind::links: lose(world.links_left); break;
        case ShockKind::exports:
          lose_with(shock.to, [&](auto&, auto& asked) { lose(asked); });
          break;
        case ShockKind::imports:
          lose_with(shock.from, [&](auto& available, auto&) {
            for (const IndustryId s : world.industries())
              if (shock.covers(region, s)) available[s] *= left;
          });
          break;
        case ShockKind::failure: break;  // `demography`
        case ShockKind::port: break;     // `trade`
      }
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_trend() { return std::make_unique<Trend>(); }

}  // namespace lingnan

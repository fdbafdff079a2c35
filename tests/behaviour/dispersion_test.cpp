// Enterprises of one city and industry differ on the first day, and the cell still repeats the data.
#include <catch2/catch.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>

#include "sim/world/trends.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

double persons(const Enterprises& e, EnterpriseId f) { return e.staff_general[f] + e.staff_college[f] + e.staff_expert[f]; }

/// Within cells, enterprises with an agent of their own, weighted by persons: standard deviation of log productivity, and
/// how pay per person and the mark-up rise with it.
struct Within {
  double spread = 0, pay = 0, mark_up = 0, least_mark_up = 1;
};

Within within_cells(const World& world) {
  const Enterprises& e = world.enterprises;
  double weight = 0, aa = 0, aw = 0, am = 0;
  Within found;
  for (const CellId cell : world.cells()) {
    double n = 0, a = 0, w = 0, m = 0;
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      found.least_mark_up = std::min(found.least_mark_up, static_cast<double>(e.mark_up[f]));
      if (e.multiplicity[f] != 1) continue;
      n += persons(e, f);
      a += persons(e, f) * std::log(static_cast<double>(e.productivity[f]));
      w += persons(e, f) * std::log(static_cast<double>(e.wage_factor[f]));
      m += persons(e, f) * static_cast<double>(e.mark_up[f]);
    }
    if (n <= 0) continue;
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      if (e.multiplicity[f] != 1) continue;
      const double x = std::log(static_cast<double>(e.productivity[f])) - a / n;
      aa += persons(e, f) * x * x;
      aw += persons(e, f) * x * (std::log(static_cast<double>(e.wage_factor[f])) - w / n);
      am += persons(e, f) * x * (static_cast<double>(e.mark_up[f]) - m / n);
    }
    weight += n;
  }
  found.spread = std::sqrt(aa / weight);
  found.pay = aw / aa;
  found.mark_up = am / aa;
  return found;
}

Within opened(const Settings& settings) { return within_cells(Simulation(guangdong(20000, settings), {}).world()); }

}  // namespace

TEST_CASE("enterprises of a city and industry differ in productivity, staff have a part of it and owners the rest",
          "[behaviour]") {
  const std::string wide = "parameters.opening.productivity_dispersion=0.3";
  const Within normal = opened({wide}), alike = opened({wide, "parameters.opening.rent_sharing=1"});
  const Within narrow = opened({"parameters.opening.productivity_dispersion=0"});
  std::cout << "log productivity of single enterprises within cells: spread " << normal.spread << " (" << narrow.spread
            << " of it from customers alone); per log point pay " << normal.pay << ", mark-up " << normal.mark_up
            << "; least mark-up " << normal.least_mark_up << "\n";
  CHECK(normal.spread > 0.35);
  CHECK(normal.spread < 0.5);
  CHECK(narrow.spread < normal.spread - 0.05);
  // an elasticity of 0.3 where surplus allows it; where it is small or nothing, pay takes most or all of the difference
  CHECK(normal.pay > 0.3);
  CHECK(normal.pay < 0.7);
  CHECK(alike.pay == Approx(1).margin(0.01));
  CHECK(normal.mark_up > 0.05);
  CHECK(std::abs(alike.mark_up) < 0.01);
}

TEST_CASE("a cell pays what its recipe says however productivity is spread, and nobody's price is below cost", "[behaviour]") {
  for (const std::string dispersion : {"0", "0.3", "0.8"})
    for (const std::string sharing : {"0", "0.3", "1"}) {
      const Scenario scenario =
          toy({"parameters.opening.productivity_dispersion=" + dispersion, "parameters.opening.rent_sharing=" + sharing});
      Simulation simulation(scenario, {});
      const World& world = simulation.world();
      const Enterprises& e = world.enterprises;
      INFO("dispersion " << dispersion << ", sharing " << sharing);
      for (const CellId cell : world.cells()) {
        const CityId city = world.region->city_of(cell);
        const auto wage = [&](Tier tier) { return world.households.wage[pool_of(city, tier)]; };
        double paid = 0, due = 0;
        for (const EnterpriseId f : world.enterprises_in(cell)) {
          paid += static_cast<double>(e.wage_factor[f]) *
                  (wage(Tier::general) * e.staff_general[f] + wage(Tier::college) * e.staff_college[f] +
                   wage(Tier::expert) * e.staff_expert[f]);
          due += world.recipe(cell).compensation * e.output[f];
        }
        // both are of the step before the first: wages without its rise, output without its growth
        const double rise = (1 + world.norms.inflation) * std::pow(1 + world.trends->productivity(0), 1.0 / 12);
        CHECK(paid * rise == Approx(due * (1 + world.norms.growth) * world.norms.opening_price).epsilon(1e-5));
      }
      CHECK(within_cells(world).least_mark_up > 0);
    }
}

TEST_CASE("what innovation adds to an enterprise raises the pay of its staff by the share they have in it", "[behaviour]") {
  Simulation simulation(toy(steady(0) + Settings{"time.end=2025-12", "economy.random_processes=true",
                                                 "parameters.innovate.success_rate=2", "parameters.demography.active=false"}),
                        {});
  const World& world = simulation.world();
  const OfEnterprise<float> productivity = world.enterprises.productivity, factor = world.enterprises.wage_factor;
  run(simulation);
  double pp = 0, pw = 0;
  for (const EnterpriseId f : world.enterprises.ids()) {
    const double p = std::log(static_cast<double>(world.enterprises.productivity[f] / productivity[f]));
    pp += p * p;
    pw += p * std::log(static_cast<double>(world.enterprises.wage_factor[f] / factor[f]));
  }
  std::cout << "pay per log point of new productivity " << pw / pp << "\n";
  CHECK(pw / pp == Approx(0.3).epsilon(0.05));
}

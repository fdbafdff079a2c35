// Dwellings: people and pay raise their price, building answers where land allows it, and prices send people away.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

constexpr CityId kHarbour{0};

struct Outcome {
  double price, stock, people;
  double land = 0;      ///< of the last step, over what transfers hold
  double treasury = 0;  ///< deposits less debt, yuan
};

/// Harbour at the end of 2032, after a crowd of newcomers in the first month if so wanted.
Outcome harbour(double supply, double crowd = 0, const Settings& more = {}) {
  Simulation simulation(toy(Settings{"parameters.housing.supply_elasticity=" + std::to_string(supply), "time.end=2032-12"} + more), {});
  run(simulation, 1);
  World& w = simulation.world();
  const auto newcomers = static_cast<std::int64_t>(crowd * static_cast<double>(w.households.population[kHarbour]));
  w.households.population[kHarbour] += newcomers;
  run(simulation);
  return {w.housing.real_price[kHarbour], w.housing.stock[kHarbour], static_cast<double>(w.households.population[kHarbour] - newcomers),
          w.housing.land_revenue[kHarbour] / w.housing.usual_land[kHarbour],
          yuan(w.treasuries.deposits[kHarbour] - w.treasuries.debt[kHarbour])};
}

}  // namespace

TEST_CASE("more people in a city make dwellings dearer, the less so the more is built", "[behaviour]") {
  const Outcome none = harbour(1), tight = harbour(0, 0.2), normal = harbour(1, 0.2), wide = harbour(10, 0.2);
  const Outcome none_tight = harbour(0), none_wide = harbour(10);
  WARN("price of dwellings in Harbour after ten years with 20 % more people against none: elasticity 0 "
       << tight.price / none_tight.price << ", 0.2 " << normal.price / none.price << ", 2 " << wide.price / none_wide.price
       << "; stock " << tight.stock / none_tight.stock << ", " << normal.stock / none.stock << ", " << wide.stock / none_wide.stock);
  CHECK(tight.price / none_tight.price > 1.1);
  CHECK(normal.price / none.price < tight.price / none_tight.price);
  CHECK(wide.price / none_wide.price < normal.price / none.price);
  CHECK(wide.stock / none_wide.stock > normal.stock / none.stock);
}

TEST_CASE("a crowded city loses people, fewer where dwellings can be built", "[behaviour]") {
  const double tight = harbour(0, 0.2).people - harbour(0).people, wide = harbour(10, 0.2).people - harbour(10).people;
  WARN("people of Harbour after ten years of 20 % crowding: " << tight << " with a fixed stock, " << wide << " with elasticity 2");
  CHECK(tight < -1000);
  CHECK(wide > tight);
}

TEST_CASE("an elastic supply of dwellings raises net migration into a growing city", "[behaviour]") {
  const auto arrivals = [](double supply) {  // net, of ten years in which births add 2 % a year
    Simulation simulation(toy({"parameters.housing.supply_elasticity=" + std::to_string(supply), "time.end=2032-12"}), {});
    for (; !simulation.finished(); run(simulation, 1))
      simulation.world().households.population[kHarbour] += simulation.world().households.population[kHarbour] / 600;
    double net = 0;
    for (const YearFlow& flow : simulation.records().talent)
      net += (flow.destination == kHarbour.value ? flow.amount : 0) - (flow.origin == kHarbour.value ? flow.amount : 0);
    return net;
  };
  const double tight = arrivals(0), wide = arrivals(10);
  WARN("net migration into a growing Harbour in ten years: fixed stock " << tight << ", elasticity 2 " << wide);
  CHECK(wide > tight + 500);
}

TEST_CASE("it is rent that sends people away from a crowded city", "[behaviour]") {
  const Settings none = {"parameters.migrate.housing_share=0"};
  const double lost = harbour(0, 0.2).people - harbour(0).people;
  const double lost_without = harbour(0, 0.2, none).people - harbour(0, 0, none).people;
  WARN("people of Harbour after ten years of crowding: " << lost << ", without rent in the budget " << lost_without);
  CHECK(lost_without > lost + 3000);
}

TEST_CASE("a crowded city gets more for land, and its treasury owes less", "[behaviour]") {
  const Settings none = {"parameters.housing.land_share=0"};
  const Outcome usual = harbour(1), crowded = harbour(1, 0.2);
  const double for_land = crowded.treasury - usual.treasury, without = harbour(1, 0.2, none).treasury - harbour(1, 0, none).treasury;
  WARN("land in Harbour after ten years, over what is usual: " << usual.land << ", with 20 % more people " << crowded.land
       << "; the treasury is better off by " << for_land / 1e6 << " million, without land " << without / 1e6);
  CHECK(crowded.land > 1.2 * usual.land);
  CHECK(for_land > without);
}

TEST_CASE("dwellings at rest stay as they are", "[behaviour]") {
  Simulation simulation(toy(steady(0) + until("2032-12")), {});
  run(simulation, 1);
  const World& w = simulation.world();
  const double stock = w.housing.stock[kHarbour], building = w.households.dwellings_demand[kHarbour];
  run(simulation);
  CHECK(std::abs(w.housing.stock[kHarbour] / stock - 1) < 1e-6);
  CHECK(std::abs(w.households.dwellings_demand[kHarbour] / building - 1) < 1e-4);
  CHECK(std::abs(w.housing.real_price[kHarbour] - 1) < 1e-6);
  CHECK(std::abs(w.housing.land_revenue[kHarbour] / w.housing.usual_land[kHarbour] - 1) < 1e-4);
}

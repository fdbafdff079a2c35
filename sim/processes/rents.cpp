// What enterprises pay for rooms in a city, over what they would pay without the levers that help with rents.
//
// Who is helped takes more room, at a price that clears the city's rooms:
//   sum_f w_f (r (1 - h_f))^(-e) = R r^s,   w = sales, h = share of the rent that levers pay, R = rooms, 1 and what they build;
//   e, s = elasticities of demand and supply.
// A part of the help thus goes to landlords, and enterprises that are not helped pay for it. What rents were without levers is not
// told apart from the price of dwellings, which stands for scarce land: see `relocate`.
// Source: incidence of a subsidy, for example Atkinson & Stiglitz (1980), Lectures on Public Economics, lecture 6.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

class Rents final : public Process {
  double demand_elasticity = 0.5;
  double supply_elasticity = 1;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Rents>(*this); }
  std::string_view name() const override { return "rents"; }
  std::string_view doc() const override { return "Rents of rooms for enterprises where levers help with them."; }

  void describe(Parameters& p) override {
    p.real("demand_elasticity", demand_elasticity,
           {.unit = "elasticity", .min = 0, .max = 3, .doc = "Fall of the rooms that an enterprise takes with their rent."});
    p.real("supply_elasticity", supply_elasticity,
           {.unit = "ratio", .min = 0, .max = 10,
            .doc = "Multiplies the cities' elasticity of building (housing_supply_elasticity), by which rooms answer to rents."});
  }

  void run(World& world, const Instruments& instruments) override {
    std::fill(world.step_flows.rent_ratio.begin(), world.step_flows.rent_ratio.end(), 1.0);
    if (instruments.room_support.empty()) return;
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      world.step_flows.rent_ratio[city] = ratio(world, city, instruments);
    });
  }

 private:
  double ratio(const World& world, CityId city, const Instruments& instruments) const {
    const Enterprises& e = world.enterprises;
    double all = 0;
    for (const EnterpriseId f : world.enterprises_in(city)) all += e.expected_demand[f] * e.price[f];
    double wanted = all, built = 0;
    for (const RoomSupport& support : instruments.room_support) {
      if (support.city != city) continue;
      double tenants = 0;
      for (const EnterpriseId f : world.enterprises_in(city))
        if (e.zone[f] == support.lever + 1) tenants += e.expected_demand[f] * e.price[f];
      wanted += tenants * (std::pow(1 - support.share, -demand_elasticity) - 1);
      built += tenants * support.built;
    }
    const double elasticity = demand_elasticity + supply_elasticity * world.region->cities[city.value].housing_supply_elasticity;
    return all > 0 && elasticity > 0 ? std::pow(wanted / (all + built), 1 / elasticity) : 1.0;
  }
};

}  // namespace

std::unique_ptr<Process> make_rents() { return std::make_unique<Rents>(); }

}  // namespace lingnan

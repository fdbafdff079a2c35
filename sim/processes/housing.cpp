// Dwellings: a stock by city, a price that clears it, building that follows the price.
//
//   H' = (1 - delta) H + dwellings delivered
//   people x wage^e q^(-b) = H in the long run, each relative to the first day; q = price of dwellings over that of what households buy
//   building = normal building x (q / cost of building)^supply elasticity of the city
// Normal building grows at the growth that households expect; in the long run the stock is building / (delta + g), so that
// its elasticity is that of building.
//   price of land = price of dwellings - cost of building, at least 0; on the first day `land_share` of the cost
// What is paid for land goes to the city. Its books of the first day are balanced with that day's: what they get on the growth path
// is in their transfers, and households pay, or keep, the difference.
// Source: Chow & Niu (2015), housing prices in urban China as determined by demand and supply, for elasticities.
#include <algorithm>
#include <cmath>

#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

constexpr double kWidest = 3;  // log points that a price can be away from the first day's

class HousingMarket final : public Process {
  double depreciation = 0.03;
  double price_elasticity = 1.1, income_elasticity = 1.0;
  double supply_elasticity = 1;
  double outlook_response = 2.5;
  double price_years = 2;
  double land_share = 0.2;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<HousingMarket>(*this); }
  std::string_view name() const override { return "housing"; }
  std::string_view doc() const override { return "Dwellings: stock, price and building by city."; }

  void describe(Parameters& p) override {
    p.real("depreciation", depreciation,
           {.unit = "1/year", .min = 0.005, .max = 0.2, .doc = "Share of dwellings lost in a year.", .symbol = "delta_h",
            .source = "the rate of real estate in industries.csv"});
    p.real("price_elasticity", price_elasticity,
           {.unit = "elasticity", .min = 0.2, .max = 5, .doc = "Fall of the demand for dwellings with their price.",
            .source = "Chow & Niu (2015)", .grade = "C"});
    p.real("income_elasticity", income_elasticity,
           {.unit = "elasticity", .min = 0, .max = 3, .doc = "Rise of the demand for dwellings with real wages.",
            .source = "Chow & Niu (2015)", .grade = "C"});
    p.real("supply_elasticity", supply_elasticity,
           {.unit = "ratio", .min = 0, .max = 10,
            .doc = "Multiplies the cities' elasticity of building, in the long run of the stock of dwellings, to price over cost."});
    p.real("outlook_response", outlook_response,
           {.unit = "elasticity", .min = 0, .max = 8,
            .doc = "Building to what a city's enterprises expect to sell over what is usual: what can wait is begun while business goes "
                   "well.",
            .source = "chosen: building of dwellings varies three to five times as much as GDP (Davis & Heathcote 2005; Leamer 2007; "
                      "recalled), of which prices of dwellings make a part",
            .grade = "D"});
    p.real("price_years", price_years,
           {.unit = "years", .min = 0.1, .max = 20, .doc = "In which the price of dwellings closes its gap to the one that "
                                                           "clears the market."});
    p.real("land_share", land_share,
           {.unit = "ratio", .min = 0, .max = 3,
            .doc = "What is paid for land under new dwellings on the first day, over what building them costs; 0: none is sold.",
            .source = "land sales of Guangdong in 2023 below 395 bn yuan, fifth of the provinces (Yuekai Securities 2024), over dwellings "
                      "of 1,741 bn: at most 0.23",
            .grade = "D"});
  }

  void run(World& world, const Instruments&) override {
    const double step = world.calendar.step_years();
    const double lost = depreciation * step;
    const double nominal = (1 + world.expected_growth) * (1 + world.norms.inflation);
    Housing& s = world.housing;
    Households& h = world.households;
    for (const CityId c : world.cities()) {
      const double wanted = demand(world, c);
      const double goods = world.markets.bundle_price[world.markets.at(Use::households, c)];
      const double cost = world.markets.investment_price[c] / goods;
      if (world.calendar.step == 0) {  // the stock that building of the first day keeps on the growth path
        s.normal_building[c] = h.dwellings_demand[c];
        s.stock[c] = h.dwellings_demand[c] / std::max(lost + world.norms.growth, 0.1 * lost);
        s.first_scarcity[c] = wanted - std::log(std::max(s.stock[c], 1.0));
        s.first_cost[c] = cost;
        s.real_price[c] = 1;
      }
      const double scarcity = wanted - std::log(std::max(s.stock[c], 1.0)) - s.first_scarcity[c];
      const double clearing = std::exp(std::clamp(scarcity / price_elasticity, -kWidest, kWidest));
      s.real_price[c] += (clearing - s.real_price[c]) * std::min(1.0, step / price_years);
      s.price[c] = goods * s.real_price[c];

      const double delivered = h.dwellings_demand[c] * world.markets.received[world.markets.at(Use::investment, c)];
      s.stock[c] += delivered - lost * s.stock[c];
      const double dear = (1 + land_share) * s.first_cost[c] * s.price[c] - world.markets.investment_price[c];
      s.land_revenue[c] = land_share > 0 ? delivered * std::max(dear, 0.0) : 0;
      s.usual_land[c] = world.calendar.step == 0 ? s.land_revenue[c] : s.usual_land[c] * nominal;
      s.normal_building[c] *= 1 + world.expected_growth;
      const double elasticity = supply_elasticity * world.region->cities[c.value].housing_supply_elasticity;
      h.dwellings_demand[c] =
          s.normal_building[c] * std::pow(s.real_price[c] / (cost / s.first_cost[c]), elasticity) *
          outlook(outlook_response, world, c);
    }
  }

 private:
  /// Log of people and of their real wage.
  double demand(const World& world, CityId c) const {
    const Households& h = world.households;
    double pay = 0, force = 0;
    for (std::size_t k = 0; k < kTierCount; ++k) {
      const PoolId p = pool_of(c, static_cast<Tier>(k));
      pay += h.wage[p] * static_cast<double>(h.labour_force[p]);
      force += static_cast<double>(h.labour_force[p]);
    }
    const double real = pay / std::max(force, 1.0) / world.markets.bundle_price[world.markets.at(Use::households, c)];
    return std::log(std::max(static_cast<double>(h.population[c]), 1.0)) +
           income_elasticity * std::log(std::max(real, 1e-9));
  }
};

}  // namespace

std::unique_ptr<Process> make_housing() { return std::make_unique<HousingMarket>(); }

}  // namespace lingnan

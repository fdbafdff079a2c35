// The region as data: what a data folder says, validated, in memory. Nothing here knows a particular region.
#pragma once

#include <string>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/base/ids.hpp"

namespace lingnan {

struct City {
  std::string code, name_en, name_zh, district;
  double lat_deg = 0, lon_deg = 0;
  double population = 0;         ///< persons
  double net_migration = 0;      ///< persons a year, observed
  double housing_supply_elasticity = 0;  ///< of the stock of dwellings to price over cost
  double wage_index = 0;         ///< yuan a year, urban units; used as a relative only
  double college_share = 0;      ///< of the employed
  double expert_share = 0;       ///< of the region's experts; sums to 1
  double large_enterprises = 0;  ///< above-scale industrial enterprises
};

/// How an input limits its user when it is short.
enum class InputClass : unsigned char { essential, important, non_essential };

struct Industry {
  std::string code, name_en, name_zh, group;
  bool industrial() const { return group == "industry" || group == "manufacturing"; }
  bool storable = true;             ///< services and electricity keep no finished stock
  bool public_service = false;      ///< neither enters, exits nor seeks profit
  double finished_stock_days = 0;   ///< of sales
  double input_stock_days = 0;      ///< days of use that buyers keep of this product
  double distance_decay = 1;        ///< exponent of travel cost in gravity
  double jobs = 0;                  ///< persons
  double depreciation_rate = 0;     ///< 1/year
  double capital = 0;               ///< million yuan
  double college_share = 0;         ///< of the industry's general and college jobs
  double expert_share = 0;          ///< of the region's experts; sums to 1
  double enterprises = 0;           ///< legal units
  double self_employed = 0;         ///< self-employed businesses (farms included)
  double size_tail_exponent = 1.06; ///< Pareto exponent of enterprise size
  double country_share = 0;         ///< of the country's output, that the region makes; 0: not known
};

/// Origin of a product and destination outside.
enum class Origin : unsigned char { local, rest_of_country, rest_of_world };
inline constexpr int kOrigins = 3;

/// Columns of final demand of the flow table.
enum class FinalUse : unsigned char { households, government, investment, inventories, to_country, to_world };
inline constexpr int kFinalUses = 6;

/// Industries x (industries + final uses) by origin, and value added; million yuan a year of the base year.
struct FlowTable {
  int industries = 0;
  std::vector<double> intermediate;  ///< [origin][supplier][user]
  std::vector<double> final_use;     ///< [origin][supplier][use]
  std::vector<double> compensation, production_tax, depreciation, surplus;  ///< [user]

  double& z(Origin o, std::size_t supplier, std::size_t user) {
    return intermediate[(static_cast<std::size_t>(o) * n() + supplier) * n() + user];
  }
  double z(Origin o, std::size_t supplier, std::size_t user) const {
    return intermediate[(static_cast<std::size_t>(o) * n() + supplier) * n() + user];
  }
  double& f(Origin o, std::size_t supplier, FinalUse use) {
    return final_use[(static_cast<std::size_t>(o) * n() + supplier) * kFinalUses + static_cast<std::size_t>(use)];
  }
  double f(Origin o, std::size_t supplier, FinalUse use) const {
    return final_use[(static_cast<std::size_t>(o) * n() + supplier) * kFinalUses + static_cast<std::size_t>(use)];
  }
  double value_added(std::size_t user) const {
    return compensation[user] + production_tax[user] + depreciation[user] + surplus[user];
  }
  double output(std::size_t user) const {
    double total = value_added(user);
    for (int o = 0; o < kOrigins; ++o)
      for (std::size_t u = 0; u < n(); ++u) total += z(static_cast<Origin>(o), u, user);
    return total;
  }
  /// Sales of a local product to final users, changes of stocks aside.
  double final_sales(std::size_t supplier) const {
    double total = 0;
    for (const FinalUse use : {FinalUse::households, FinalUse::government, FinalUse::investment, FinalUse::to_country,
                               FinalUse::to_world})
      total += f(Origin::local, supplier, use);
    return total;
  }

 private:
  std::size_t n() const { return static_cast<std::size_t>(industries); }
};

struct Cluster {
  std::string code, name_en, name_zh, tier;
  struct Member {
    IndustryId industry;
    double share = 1;    ///< of the industry's output that carries the cluster's tag
    bool owner = false;  ///< owners partition the industries; tags may overlap
  };
  std::vector<Member> members;
};

using ClassId = Id<struct ProductClassTag>;
inline constexpr std::size_t kMostProductClasses = 250;

/// A class of new products, made by enterprises of the industries it belongs to.
struct ProductClass {
  std::string code, name_en, name_zh;
  double learning_rate = 0;     ///< fall of unit cost with each doubling of cumulated output
  double innovation = 0;        ///< 1/year: who adopts on its own account, p
  double imitation = 0;         ///< 1/year: who adopts because others have, q
  double adopters = 0;          ///< on the first day, share of those who may ever buy
  double potential = 0;         ///< sales when all have adopted, million yuan a year in markets of the base year
  double experience_years = 0;  ///< cumulated output on the first day in years of that day's output
  struct Part {
    IndustryId industry;
    double weight = 0;          ///< of the class that the industry makes; sums to 1
    double market_share = 0;    ///< of what the industry sells to final users, when all have adopted
  };
  std::vector<Part> parts;
};

/// A future industry of a plan: the part of each product class that the plan names.
struct FutureIndustry {
  std::string code, name_en, name_zh, plan;
  struct Part {
    ClassId product;
    double weight = 1;          ///< of the class
  };
  std::vector<Part> parts;
};

/// How much faster than the others cities grew in the years up to the base year, as far as that is known.
struct CityGrowth {
  int years = 0;                  ///< the last one is the base year
  std::vector<double> deviation;  ///< [year][city]: real growth less the mean of the cities known in that year, over the root
                                  ///< mean square of all that is known; not a number: not known
  double spread = 0;              ///< that root mean square, 1/year
};

/// Rest of the country, rest of the world: the partners that trade goods, in the order of all that is told of both.
inline constexpr std::size_t kGoodsPartners = 2;

/// What is known of the years after the base year, 1/year; not a number: not known.
struct History {
  int years = 0;                      ///< from the one after the base year
  std::vector<double> demand;         ///< [year][industry][partner]: growth of real outside demand
  std::vector<double> inflation;      ///< [year]: of outside prices
  std::vector<double> labour_force;   ///< [year]: growth of the general and the college tier
  std::vector<double> city;           ///< [year][city]: growth of real GDP less the mean of the cities known in that year
  double spread = 0;                  ///< 1/year: root mean square of such deviations, as far back as they are known

  /// Place of a calendar year, or -1: nothing is known of it.
  int place(int base_year, int year) const { return year > base_year && year <= base_year + years ? year - base_year - 1 : -1; }
};

/// A sea port.
struct Port {
  std::string code, name_en, name_zh;
  CityId city;            ///< where it lies
  double throughput = 0;  ///< million containers (TEU) in the base year
};

inline constexpr const char* kRestOfCountryCode = "ROC";
inline constexpr const char* kRestOfWorldCode = "ROW";

/// A place outside the region: ROC and ROW trade goods, others only people and capital.
struct Partner {
  std::string code, name_en, name_zh;
  bool goods = false;
};

struct Region {
  std::string name_en, name_zh;
  std::string folder;             ///< where it was read from
  int base_year = 0;              ///< year of the flow table
  double experts = 0;             ///< persons: R&D staff, founders, scientists
  double unemployment_rate = 0;   ///< share of the labour force
  double employed = 0;            ///< persons; equals the jobs of the industries
  std::vector<City> cities;
  std::vector<Industry> industries;
  std::vector<Partner> partners;
  std::vector<Cluster> clusters;
  std::vector<ProductClass> product_classes;
  std::vector<FutureIndustry> future_industries;
  FlowTable flows;
  CityGrowth growth;                      ///< none: nothing is known
  std::vector<Port> ports;                ///< none: nothing is known
  History history;                        ///< the same
  std::vector<double> demand_premium;     ///< [industry][partner], 1/year: growth of outside demand beyond that of all; or none
  std::vector<double> value_added;        ///< [city][industry], million yuan
  std::vector<double> distance_km;        ///< [city][city], road; 20 on the diagonal
  std::vector<InputClass> input_class;    ///< [supplier][user]
  std::vector<std::pair<std::string, std::string>> file_hashes;  ///< file name, XXH3-64 in hex

  std::size_t city_count() const { return cities.size(); }
  std::size_t industry_count() const { return industries.size(); }
  std::size_t cell_count() const { return cities.size() * industries.size(); }
  CellId cell(CityId c, IndustryId s) const { return CellId{c.value * industries.size() + s.value}; }
  CityId city_of(CellId cell) const { return CityId{cell.value / industries.size()}; }
  IndustryId industry_of(CellId cell) const { return IndustryId{cell.value % industries.size()}; }
  double cell_value_added(CellId cell) const { return value_added[cell.value]; }
};

}  // namespace lingnan

// The builder of the opening state, shared by the files that write it: the growth path and technology, enterprises and
// staff, the supply graph, incomes and books.
#pragma once

#include <string>
#include <vector>

#include "sim/base/problem.hpp"
#include "sim/world/opening.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// Everything is solved for the first step of the run on a balanced growth path; at the end, what the first step takes
/// from the step before (prices, wages, expectations) is moved back by one step.
class OpeningBuilder {
 public:
  OpeningBuilder(World& world, const OpeningRequest& request)
      : w_(world), q_(request), region_(request.region), cities_(region_.city_count()),
        industries_(region_.industry_count()), step_(request.step_years) {}

  void build();

 private:
  World& w_;
  const OpeningRequest& q_;
  const Region& region_;
  const std::size_t cities_, industries_;
  const double step_;
  double g_ = 0, pi_ = 0, nominal_ = 0;   // per step: real growth, inflation, both together
  double scale_ = 0;                      // million yuan a year of the table to yuan in the first step, real
  double p0_ = 1;                         // price of everything in the first step
  std::vector<double> local_demand_;      // [industry][city]: goods bought in markets, real
  std::vector<double> cell_output_;       // real, first step
  std::vector<double> cell_jobs_, cell_enterprises_;
  /// How large the enterprises of a cell are, the largest first, in persons beyond the first.
  struct CellSizes {
    std::vector<double> placed;   // one by one
    double rest = 0;              // further enterprises: Pareto by rank
    double before = 0;            // how many ranks come before the rest
    double level = 0, exponent = 1;

    double spare(double first, double last) const;
    double spare_of(std::size_t k, double u) const;
    double at_least(double persons) const;
  };
  std::vector<CellSizes> cell_sizes_;
  OfEnterprise<double> size_;             // target sales, real
  double mean_size_ = 0;
  OfEnterprise<double> linked_sales_;
  std::vector<double> trade_;             // [industry][origin][destination] shares, gravity
  std::vector<double> government_share_;  // [city]
  std::vector<double> household_share_;   // [city]
  std::vector<double> investment_;        // [city], real: enterprises, dwellings, works

  double table_output(std::size_t s) const { return region_.flows.output(s); }
  double sales_of(double output, const Recipe& r) const { return output / (1 + g_ * r.finished_stock); }
  double output_of(double sales, const Recipe& r) const { return sales * (1 + g_ * r.finished_stock); }
  /// Orders of one input on the growth path, all origins, per step.
  double order_of(const Input& in, double sales, double output) const {
    const bool stored = region_.industries[in.supplier.value].storable;
    return in.need * (output + (stored ? g_ * in.stock * sales : 0.0));
  }
  [[noreturn]] void refuse(const std::string& what) const { throw BadRequest(region_.folder + ": " + what); }

  // opening.cpp
  void growth_path();
  void recipes();
  void technology();
  void lumps();
  void open_posts(EnterpriseId f);
  void projects_and_funds();
  void knowledge();
  void ages();
  void bills();
  void rewind();
  double labour_cost(EnterpriseId f, CityId c) const;
  double final_total(FinalUse use) const;
  bool any_public() const;

  // opening_enterprises.cpp
  void enterprises();
  double sales_per_person(EnterpriseId f) const;
  void rank_sizes(std::size_t s);
  std::vector<double> above_scale_for_output(std::size_t s) const;
  static std::vector<double> pool_borders(const CellSizes& sizes, double own, double rest, std::size_t pools);
  void allocate(std::size_t count);
  void staff();
  void experts_one_by_one();

  // opening_network.cpp
  void slots_and_links();
  std::uint32_t draw_suppliers(EnterpriseId f, std::uint32_t k, double wanted_in_all,
                               const OfEnterprise<double>& ladder, EnterpriseId* out) const;
  double suppliers_wanted(EnterpriseId f) const;
  std::size_t list_length(EnterpriseId f) const;
  void by_list_length(IdRange<EnterpriseId> ids);
  CityId draw_origin(IndustryId product, CityId destination, double u) const;
  EnterpriseId draw_seller(CellId cell, const OfEnterprise<double>& ladder, EnterpriseId buyer, double u,
                           bool any) const;
  std::size_t group_slots();
  std::vector<double> kernel(std::size_t s) const;
  void place_orders();
  void fit_sales();

  // opening_books.cpp
  void incomes();
  void pay_factors(CellId cell);
  void owner_support(const OfEnterprise<double>& cash_flow);
  void markets();
  void books();
};

}  // namespace lingnan

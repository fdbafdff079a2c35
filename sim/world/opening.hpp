// The opening state: balanced by construction, so that nothing has to burn in.
#pragma once

#include "sim/base/parameters.hpp"

namespace lingnan {

struct World;
struct Region;
class Institutions;
class LabourMarket;
class Demographics;
class Trends;
class Luck;

/// What the data do not say about the first day.
class Opening final : public Block {
 public:
  double growth = 0.0445;
  double normal_utilisation = 0.85;
  double loans_to_assets = 0.30;
  double liquidity_months = 1.0;
  double government_debt_to_gdp = 0.50;
  double build_months = 9;
  double lumpiness = 0.5;
  double least_lump = 0.1, largest_lump = 0.3;
  double plant_staff = 500;
  double wealth_consumption = 0.03;
  double wage_premium_college = 1.6, wage_premium_expert = 2.5;
  double suppliers = 3, supplier_exponent = 1.0, supplier_dispersion = 0.75, suppliers_per_input = 1.3;
  double largest_supplier_count = 400;
  double attachment = 1.08, selling_share = 0.5, small_suppliers = 0.45, shared_suppliers = 0.65, reach = 0.55;
  double productivity_dispersion = 0.06, productivity_by_size = 0.14, rent_sharing = 0.3;
  double slot_threshold = 0.005;
  std::int64_t largest_slots = 12, smallest_slots = 3;
  double input_stock_factor = 1.0;

  std::string_view name() const override { return "opening"; }
  std::string_view doc() const override { return "The first day: balance sheets and links that the data leave open."; }
  void describe(Parameters& p) override;
};

struct OpeningRequest {
  const Region& region;
  const Opening& opening;
  const Institutions& institutions;
  const LabourMarket& labour_market;
  const Demographics& demographics;
  const Trends& trends;
  const Luck& luck;
  std::int64_t firms = 100000;   ///< enterprise agents; 0 means one per real enterprise
  bool random_processes = true;
  double step_years = 1.0 / 12;
};

/// Fills a world with agents, links, stocks and books such that the first step repeats the region's table along a
/// balanced growth path. Throws BadRequest where the region and the parameters admit none, with the sizes.
void open_world(World& world, const OpeningRequest& request);

}  // namespace lingnan

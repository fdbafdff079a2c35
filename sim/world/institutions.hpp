// Rules fixed by law and custom: tax rates and who receives them, interest, social insurance, ownership.
#pragma once

#include <cmath>

#include "sim/base/parameters.hpp"

namespace lingnan {

class Institutions final : public Block {
 public:
  double loan_rate = 0.038, deposit_rate = 0.015, government_loan_rate = 0.030;
  double loan_spread_small = 0.009, large_sales_mln_cny = 400;
  double bank_equity_ratio = 0.08;
  double income_tax_rate = 0.045, social_contribution_rate = 0.12;
  double centre_share_production_tax = 0.38, centre_share_profit_tax = 0.60, centre_share_income_tax = 0.60;
  double province_share_of_local = 0.25;
  double local_ownership = 0.70;
  double payment_days = 65;

  std::string_view name() const override { return "institutions"; }
  std::string_view doc() const override { return "Interest, taxes and who receives them, social insurance, ownership."; }
  void describe(Parameters& p) override;
  /// After so many steps enterprises pay what they bought over links.
  std::size_t payment_steps(double step_years) const {
    return static_cast<std::size_t>(std::lround(payment_days / 360 / step_years));
  }
};

}  // namespace lingnan

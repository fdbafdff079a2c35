// Extra public works and who pays for them: the fiscal closure.
#pragma once

#include "sim/base/parameters.hpp"

namespace lingnan {

enum class FiscalClosure { cut_spending, lump_sum_tax, debt };

/// Public works beyond the ordinary, and how each yuan of them is matched in the same step. Without a match every
/// public yuan would be free stimulus.
class Fiscal final : public Block {
 public:
  std::string closure = "cut_spending";
  double extra_works_mln_cny_per_year = 0;
  Month extra_works_start{2025, 1};
  std::int64_t extra_works_months = 12;

  std::string_view name() const override { return "fiscal"; }
  std::string_view doc() const override { return "Extra public works and what pays for them."; }
  void describe(Parameters& p) override;

  FiscalClosure fiscal_closure() const;
  /// Million yuan a year at current prices in this month.
  double extra_works(Month month) const;
};

}  // namespace lingnan

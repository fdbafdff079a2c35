#include "sim/world/fiscal.hpp"

namespace lingnan {

void Fiscal::describe(Parameters& p) {
  p.choice("closure", closure, {"cut_spending", "lump_sum_tax", "debt"},
           {.doc = "What matches a yuan of extra public spending in the same step: an equal cut of ordinary public "
                   "purchases in the same city, an equal tax on its households by income, or new debt."});
  p.real("extra_works_mln_cny_per_year", extra_works_mln_cny_per_year,
         {.unit = "mln_cny/year", .min = 0, .max = 1e7,
          .doc = "Public works beyond the ordinary, over the cities by their ordinary works.",
          .source = "the scenario's own"});
  p.month("extra_works_start", extra_works_start, {.doc = "First month of the extra works.", .source = "the scenario's own"});
  p.integer("extra_works_months", extra_works_months,
            {.unit = "months", .min = 1, .max = 1200, .doc = "How long they last.", .source = "the scenario's own"});
}

FiscalClosure Fiscal::fiscal_closure() const {
  if (closure == "lump_sum_tax") return FiscalClosure::lump_sum_tax;
  return closure == "debt" ? FiscalClosure::debt : FiscalClosure::cut_spending;
}

double Fiscal::extra_works(Month month) const {
  const bool now = !(month < extra_works_start) && month < extra_works_start.plus(static_cast<int>(extra_works_months));
  return now ? extra_works_mln_cny_per_year : 0.0;
}

}  // namespace lingnan

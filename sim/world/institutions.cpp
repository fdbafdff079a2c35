#include "sim/world/institutions.hpp"

namespace lingnan {

void Institutions::describe(Parameters& p) {
  p.real("loan_rate", loan_rate,
         {.unit = "1/year", .min = 0, .max = 0.2, .doc = "Mean interest on loans to enterprises on the first day.", .symbol = "r_L",
          .source = "between loans to large (3.4 %) and small (4.3 %) enterprises at the end of 2024; recalled",
          .grade = "D"});
  p.real("loan_spread_small", loan_spread_small,
         {.unit = "1/year", .min = 0, .max = 0.05,
          .doc = "What small enterprises pay for loans above the rate of large ones; the mean over the first day's loans is "
                 "loan_rate.",
          .source = "3.4 % large, 4.3 % small and medium at the end of 2024; recalled", .grade = "D"});
  p.real("large_sales_mln_cny", large_sales_mln_cny,
         {.unit = "mln_cny/year", .min = 1, .max = 1e5,
          .doc = "Sales of a real enterprise, at prices of the base year, from which banks take it for a large one.",
          .source = "official size classes of 2017: industry, 400 million yuan", .grade = "D"});
  p.real("deposit_rate", deposit_rate,
         {.unit = "1/year", .min = 0, .max = 0.2, .doc = "Interest on deposits and between banks.", .symbol = "r_D"});
  p.real("government_loan_rate", government_loan_rate,
         {.unit = "1/year", .min = 0, .max = 0.2, .doc = "Interest on the debt of treasuries."});
  p.real("bank_equity_ratio", bank_equity_ratio,
         {.unit = "share", .min = 0.02, .max = 0.5, .doc = "Equity that banks keep of their loans; the rest is paid out.",
          .source = "Basel III minimum total capital 8 %", .grade = "D"});
  p.real("income_tax_rate", income_tax_rate,
         {.unit = "share", .min = 0, .max = 0.5,
          .doc = "Effective tax on wages: about 300 bn yuan of income tax and net social insurance on 6,602 bn of "
                 "compensation."});
  p.real("social_contribution_rate", social_contribution_rate,
         {.unit = "share", .min = 0, .max = 0.5,
          .doc = "Social contributions on wages, paid out as benefits in the same step."});
  p.real("centre_share_production_tax", centre_share_production_tax,
         {.unit = "share", .min = 0, .max = 1, .doc = "Share of net production taxes that goes to the centre."});
  p.real("centre_share_profit_tax", centre_share_profit_tax,
         {.unit = "share", .min = 0, .max = 1, .doc = "Share of profit tax that goes to the centre.",
          .source = "tax sharing 60/40; recalled", .grade = "D"});
  p.real("centre_share_income_tax", centre_share_income_tax,
         {.unit = "share", .min = 0, .max = 1, .doc = "Share of income tax that goes to the centre.",
          .source = "tax sharing 60/40; recalled", .grade = "D"});
  p.real("province_share_of_local", province_share_of_local,
         {.unit = "share", .min = 0, .max = 1, .doc = "Share of local taxes that goes to the province, the rest to the city."});
  p.real("local_ownership", local_ownership,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Share of an enterprise's dividends that goes to households of its own city; the rest to households of "
                 "the whole province by income."});
  p.real("payment_days", payment_days,
         {.unit = "days", .min = 0, .max = 180,
          .doc = "Days after which enterprises pay what they bought from each other over links, in whole steps; 0: at once.",
          .source = "receivables of industrial enterprises 63-69 days of sales in 2024, National Bureau of Statistics",
          .grade = "C"});
}

}  // namespace lingnan

#include "sim/world/opening.hpp"

namespace lingnan {

void Opening::describe(Parameters& p) {
  p.real("growth", growth,
         {.unit = "1/year", .min = -0.05, .max = 0.15,
          .doc = "Real growth built into opening stocks, orders and investment; close to productivity plus labour force.",
          .symbol = "g"});
  p.real("normal_utilisation", normal_utilisation,
         {.unit = "share", .min = 0.5, .max = 1, .doc = "Output over capacity on the first day.", .symbol = "u"});
  p.real("loans_to_assets", loans_to_assets,
         {.unit = "share", .min = 0, .max = 0.8,
          .doc = "Bank loans of enterprises over capital and stocks. Liabilities of all kinds are 59.7 % of industrial "
                 "assets (fifth economic census); about half of them are assumed to be bank loans."});
  p.real("liquidity_months", liquidity_months,
         {.unit = "months", .min = 0.1, .max = 12, .doc = "Deposits that enterprises keep, in months of sales."});
  p.real("government_debt_to_gdp", government_debt_to_gdp,
         {.unit = "share", .min = 0, .max = 3, .doc = "Debt of all treasuries of the region over yearly GDP."});
  p.real("build_months", build_months,
         {.unit = "months", .min = 1, .max = 60, .doc = "Mean time from paying for capital to using it.",
          .symbol = "tau_B"});
  p.real("lumpiness", lumpiness,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Share of its investment that an enterprise with an agent of its own orders in lumps; 0: every month the "
                 "same, as without random processes and in steps shorter than a month.",
          .source = "half of a plant's investment over 17 years falls into its three largest years (Doms & Dunne 1998); "
                    "recalled",
          .grade = "C"});
  p.real("least_lump", least_lump,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Smallest lump over capital; enterprises lie evenly between the smallest and the largest.",
          .symbol = "b"});
  p.real("largest_lump", largest_lump, {.unit = "share", .min = 0, .max = 1, .doc = "Largest lump over capital."});
  p.real("plant_staff", plant_staff,
         {.unit = "persons", .min = 10, .max = 1e7,
          .doc = "Staff above which an enterprise has several plants that order at different times, so that its lumps are "
                 "smaller against its capital."});
  p.real("wealth_consumption", wealth_consumption,
         {.unit = "1/year", .min = 0, .max = 0.2, .doc = "Consumption out of deposits.", .symbol = "c_w",
          .source = "0.03 a year; recalled", .grade = "D"});
  p.real("wage_premium_college", wage_premium_college,
         {.unit = "ratio", .min = 1, .max = 5, .doc = "College wage over general wage on the first day."});
  p.real("wage_premium_expert", wage_premium_expert,
         {.unit = "ratio", .min = 1, .max = 10, .doc = "Expert wage over general wage on the first day."});
  p.real("productivity_dispersion", productivity_dispersion,
         {.unit = "log points", .min = 0, .max = 0.8,
          .doc = "Standard deviation of the log of sales per person that enterprises of one city and industry are meant to "
                 "have beyond their size; size and customers add 0.33. An agent for many enterprises has that of their mean.",
          .symbol = "sigma_A",
          .source = "chosen, with what rises with size and the luck of trends.enterprise_swing, for 0.63-0.74 in all and a 90/10 "
                    "ratio of 4-7 of labour productivity (Syverson 2011; Hsieh & Klenow 2009), recalled",
          .grade = "C"});
  p.real("productivity_by_size", productivity_by_size,
         {.unit = "elasticity", .min = 0, .max = 0.5,
          .doc = "Sales per person with persons among the enterprises of a city and industry.",
          .source = "chosen: with it the ranks of persons give 77,000 enterprises above scale (71,996 in 2023) and 35 % of "
                    "their value added to the largest 100 (35.6 % in 2018)",
          .grade = "C"});
  p.real("rent_sharing", rent_sharing,
         {.unit = "elasticity", .min = 0, .max = 1,
          .doc = "Pay per person with productivity among enterprises of one city and industry, on the first day and when "
                 "innovation moves productivity; the rest is profit. 1: all enterprises have the same cost.",
          .symbol = "theta", .source = "about 0.3; recalled from studies of employers and employees", .grade = "D"});
  p.real("suppliers", suppliers,
         {.unit = "suppliers", .min = 0, .max = 50,
          .doc = "Suppliers over links beyond smallest_slots of an enterprise that buys inputs for 100 million yuan a "
                 "year.",
          .source = "chosen: 11 links per agent at 100,000, between 5 (main partners) and 50 (full VAT data)"});
  p.real("supplier_exponent", supplier_exponent,
         {.unit = "exponent", .min = 0.3, .max = 1.5, .doc = "How suppliers beyond smallest_slots grow with purchases.",
          .source = "chosen: slope 1.35-1.54 and tail exponent 1-1.5 of the number of suppliers, which bends upwards "
                    "from the smallest enterprises to the largest"});
  p.real("supplier_dispersion", supplier_dispersion,
         {.unit = "log points", .min = 0, .max = 2,
          .doc = "Standard deviation of the log of suppliers beyond smallest_slots among enterprises of equal purchases.",
          .source = "chosen with supplier_exponent"});
  p.real("suppliers_per_input", suppliers_per_input,
         {.unit = "suppliers", .min = 1, .max = 10,
          .doc = "Suppliers of one input before an enterprise takes up another one of its industry's list."});
  p.real("largest_supplier_count", largest_supplier_count,
         {.unit = "suppliers", .min = 1, .max = 1000, .doc = "Most suppliers of one input of one enterprise."});
  p.real("attachment", attachment,
         {.unit = "exponent", .min = 0, .max = 2,
          .doc = "How the chance to be a supplier grows with size among the sellers of a city and industry.",
          .symbol = "beta", .source = "new links attach to degree^1.08, in the literature on supply networks",
          .grade = "C"});
  p.real("selling_share", selling_share,
         {.unit = "share", .min = 0.01, .max = 1,
          .doc = "Enterprises that sell over links; the others sell in markets only. The largest of a city and "
                 "industry always does.",
          .source = "chosen: a strongly connected core of about half the enterprises"});
  p.real("small_suppliers", small_suppliers,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Suppliers beyond the first of one input that are found among the sellers whatever their size.",
          .source = "chosen: partners of hubs are small (disassortative)"});
  p.real("shared_suppliers", shared_suppliers,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Suppliers that come from a list common to the enterprises of a city and industry. The list is as "
                 "long as the square root of their number; large buyers know more of it.",
          .source = "chosen: closed squares are over-represented (competitors share suppliers)"});
  p.real("reach", reach,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Suppliers that a very large buyer finds as if it were in another city; half as many for a buyer of "
                 "mean size. Money still flows between cities as gravity says.",
          .source = "chosen: large firms reach farther"});
  p.real("slot_threshold", slot_threshold,
         {.unit = "share", .min = 0.0005, .max = 0.1,
          .doc = "Inputs above this share of output are bought over links and held in stock; smaller ones in the market."});
  p.integer("largest_slots", largest_slots,
            {.unit = "inputs", .min = 1, .max = 40, .doc = "Most inputs that are bought over links."});
  p.integer("smallest_slots", smallest_slots,
            {.unit = "inputs", .min = 1, .max = 40,
             .doc = "Inputs that the smallest enterprises (most self-employed ones) buy over links."});
  p.real("input_stock_factor", input_stock_factor,
         {.unit = "ratio", .min = 0.05, .max = 5, .doc = "Multiplies the target days of every input stock."});
}

}  // namespace lingnan

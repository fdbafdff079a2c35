#include "sim/results/tables.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lingnan/simulation.hpp"
#include "sim/base/assertions.hpp"
#include "sim/world/records.hpp"

namespace lingnan {

namespace {

/// The key columns, then those of the row type.
template <class Row>
std::vector<TableColumn> with_keys(std::vector<TableColumn> keys) {
  for (const RecordColumn<Row>& column : Row::columns())
    keys.push_back({std::string(column.name), std::string(column.unit), std::string(column.doc)});
  return keys;
}

template <class Names>
std::string listed(const Names& names) {
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

const TableColumn kMonth = {"month", "YYYY-MM", "Month of the row."};
const TableColumn kCity = {"city", "code", "City, see cities.csv."};
const TableColumn kIndustry = {"industry", "code", "Industry, see industries.csv."};
const TableColumn kProduct = {"class", "code", "Product class, see future_industries.csv."};
const TableColumn kLever = {"lever", "id", "The lever's id in the scenario."};
const TableColumn kYear = {"year", "YYYY", "Year of the flow."};
const TableColumn kOrigin = {"origin", "code", "Where the flow comes from: a city or an outside partner."};
const TableColumn kDestination = {"destination", "code", "Where the flow goes: a city or an outside partner."};

/// The region's names, beside every kind of results.
std::vector<Table> name_tables() {
  std::vector<Table> tables;
  tables.push_back({"cities.csv",
                    "place",
                    "The codes of cities and outside partners.",
                    {{"code", "code", "As in the other tables."},
                     {"name_en", "text", "English name."},
                     {"name_zh", "text", "Chinese name."},
                     {"kind", "name", "city or partner."},
                     {"district", "text", "Part of the region; empty for partners."},
                     {"lat_deg", "degrees", "Latitude; empty for partners."},
                     {"lon_deg", "degrees", "Longitude; empty for partners."}}});
  tables.push_back({"industries.csv",
                    "industry",
                    "The codes of industries.",
                    {{"code", "code", "As in the other tables."},
                     {"name_en", "text", "English name."},
                     {"name_zh", "text", "Chinese name."},
                     {"group", "text", "Group of industries."}}});
  tables.push_back(
      {"clusters.csv",
       "cluster × industry",
       "Members of the region's clusters; only if its data name any.",
       {{"code", "code", "Cluster."},
        {"name_en", "text", "English name."},
        {"name_zh", "text", "Chinese name."},
        {"tier", "text", "Kind of cluster."},
        {"industry", "code", "Member, see industries.csv."},
        {"share", "share", "Part of the industry's output that carries the cluster's tag."},
        {"owner", "0 or 1", "1 if the industry belongs to this cluster alone when clusters are added up."}}});
  tables.push_back(
      {"future_industries.csv",
       "future industry × product class",
       "What the plans call future industries, as parts of product classes; only if the data name any. Two plans cut the same "
       "classes in different ways: add up within one plan.",
       {{"code", "code", "Future industry."},
        {"name_en", "text", "English name."},
        {"name_zh", "text", "Chinese name."},
        {"plan", "text", "The plan that names it."},
        {"class", "code", "Product class."},
        {"class_en", "text", "Its English name."},
        {"class_zh", "text", "Its Chinese name."},
        {"weight", "share", "Part of the class that belongs to the future industry."}}});
  return tables;
}

std::vector<Table> make_tables() {
  std::vector<Table> tables = {
      {"province.csv", "month", "The region as a whole: flows of the month, stocks at its end.",
       with_keys<ProvinceMonth>({kMonth})},
      {"city.csv", "month × city", "Each city: flows of the month, stocks at its end.",
       with_keys<CityMonth>({kMonth, kCity})},
      {"city_industry.csv", "quarter × city × industry",
       "Each industry of each city: flows of the quarter, stocks at its end.",
       with_keys<CellQuarter>({{"quarter", "YYYY-Qn", "Quarter of the row."}, kCity, kIndustry})},
      {"cluster.csv", "quarter × cluster",
       "Strategic clusters as shares of their industries (clusters.csv). An industry may count in several of them: the "
       "rows of a quarter add up to more than all clusters together, which the row `all` counts once. No rows if the data "
       "name no cluster.",
       with_keys<ClusterQuarter>({{"quarter", "YYYY-Qn", "Quarter of the row."},
                                  {"cluster", "code", "Cluster, see clusters.csv; all: every cluster, each industry once."}})},
      {"future.csv", "quarter × product class",
       "Classes of new products in the whole region: flows of the quarter, stocks at its end. No rows if the data name none.",
       with_keys<ClassQuarter>({{"quarter", "YYYY-Qn", "Quarter of the row."}, kProduct})},
      {"future_city.csv", "quarter × product class × city",
       "The same in each city where a class is made.",
       with_keys<ClassCityQuarter>({{"quarter", "YYYY-Qn", "Quarter of the row."}, kProduct, kCity})},
      {"future_industry.csv", "quarter × future industry × city",
       "Future industries of the plans as weighted sums of classes (future_industries.csv). Two plans cut the same classes in "
       "different ways: add up within one plan.",
       with_keys<ClassCityQuarter>({{"quarter", "YYYY-Qn", "Quarter of the row."},
                                    {"future_industry", "code", "Future industry, see future_industries.csv."},
                                    kCity})},
      {"growth_accounting.csv", "year", "Growth of real GDP from one year to the next and where it comes from.",
       with_keys<GrowthYear>({{"year", "YYYY", "The later of the two years."}})},
      {"projects.csv", "year × city × industry × stage",
       "Innovation projects by stage; no row where none began, ended, ran or waited.",
       with_keys<ProjectYear>({{"year", "YYYY", "Year of the row."}, kCity, kIndustry,
                               {"stage", "name", "One of " + listed(kStageNames) + "."}})},
      {"tags.csv", "year × city × tag",
       "What enterprises with an agent of their own are recognised as in the first step of the year; no row for none.",
       with_keys<TagYear>({{"year", "YYYY", "Year of the recognition."}, kCity,
                           {"tag", "name", "One of " + listed(kTagNames) + "."}})},
      {"structure.csv", "year × industry",
       "How industries use what they have and who is in them, in the last step of the year; public services apart.",
       with_keys<StructureYear>({{"year", "YYYY", "Year of the row."}, kIndustry})},
      {"ports.csv", "year × port",
       "Traffic of sea ports: means over the year. Only if the region's data name ports.",
       with_keys<PortYear>({{"year", "YYYY", "Year of the row."}, {"port", "code", "Port, see ports.csv of the region's data."}, kCity})},
      {"flows_goods.csv",
       "year × origin × destination × industry",
       "Goods and services between places.",
       {kYear, kOrigin, kDestination, kIndustry, {"sales", "mln_cny/year", "Sales at current prices."}}},
      {"flows_talent.csv",
       "year × origin × destination × tier",
       "People who moved between places.",
       {kYear,
        kOrigin,
        kDestination,
        {"tier", "name", "One of " + listed(kTiers) + "."},
        {"persons", "persons/year", "People who moved."}}},
      {"flows_capital.csv",
       "year × origin × destination × instrument",
       "Money that financed enterprises elsewhere.",
       {kYear,
        kOrigin,
        kDestination,
        {"instrument", "name", "One of " + listed(kCapitalInstruments) + "."},
        {"amount", "mln_cny/year", "Money at current prices."}}},
      {"flows_enterprises.csv",
       "year × origin × destination × industry",
       "Enterprises that moved to another city.",
       {kYear, kOrigin, kDestination, kIndustry, {"enterprises", "count/year", "Enterprises that moved."}}},
      {"supply.csv",
       "year × seller × buyer",
       "Who buys what the region's industries sell: every sale over links and in markets.",
       {{"year", "YYYY", "Year of the sales."},
        {"seller", "code", "Industry that sells, see industries.csv."},
        {"buyer", "code", "Industry that buys, or one of " + listed(kFinalBuyers) + "."},
        {"sales", "mln_cny/year", "Sales at current prices."}}},
      {"levers.csv", "month × lever", "What each lever of the policy did; no rows without levers.",
       with_keys<LeverMonth>({kMonth, kLever})},
      {"choices.csv", "year × lever × city",
       "What cities that choose for themselves support through a lever (misaligned_development), years in which it worked; two rows where "
       "a city chose anew within a year. No rows without such levers.",
       with_keys<ChoiceYear>({{"year", "YYYY", "Year of the row."}, kLever, kCity,
                              {"industry", "code", "What the city supports, see industries.csv; " + std::string(kNoChoice) + ": nothing."},
                              {"reason", "name",
                               "required: what the province wants, one of the industries in which it is most specialised; copied: what other "
                               "cities supported most; payoff: what it expected taxes from."},
                              {"chosen", "YYYY-MM", "When the city chose."}})},
  };
  Table audit = {
      "audit.csv", "month", "Residuals of the money identities, which are all 0, and the state of the run.", {kMonth}};
  for (const std::string& name : Simulation::money_identities())
    audit.columns.push_back({name, "fen", "Residual of the identity; 0 in a sound run."});
  audit.columns.push_back({"state_hash", "16 hex digits", "Hash of the whole state at the end of the month."});
  tables.push_back(std::move(audit));
  Table real = {"audit_real.csv", "month", "Residuals of the identities in quantities.", {kMonth}};
  for (const std::string& name : Simulation::real_identities())
    real.columns.push_back({name, "share", "Relative residual; at most 1e-9 in a sound run."});
  tables.push_back(std::move(real));
  for (Table& table : name_tables()) tables.push_back(std::move(table));
  return tables;
}

const TableColumn kScenario = {"scenario", "name", "Name of the alternative."};
const TableColumn kOutcome = {"outcome", "name", "What is compared, in the unit of the row."};
const TableColumn kUnit = {"unit", "text", "Unit of the outcome and its effect."};
const TableColumn kDate = {"date", "YYYY or name",
                           "Year: sums of flows, December of stocks, means of rates; pv3, pv6, pv8: present value of flows at "
                           "the start of the run, 3, 6 or 8 % a year."};

/// An effect with its statistics, after the columns that say of what.
std::vector<TableColumn> with_effect(std::vector<TableColumn> keys) {
  const std::vector<TableColumn> effect = {
      {"base_mean", "unit of the row", "Mean of the base over replicates."},
      {"effect", "unit of the row", "Mean difference of paired replicates, alternative less base."},
      {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
      {"ci_hi", "unit of the row", "Upper end."},
      {"sci_lo", "unit of the row", "Interval of 95 % for all alternatives together (Bonferroni), lower end."},
      {"sci_hi", "unit of the row", "Upper end."},
      {"p_holm", "share", "p of no effect, adjusted for the number of alternatives (Holm); 1 without variance."},
      {"p_best", "share", "Chance of the best mean of all settings (bootstrap); empty if neither more nor less is better."},
      {"n", "number", "Pairs of replicates."},
      {"rho", "correlation", "Correlation of the pairs; empty without variance."},
      {"mcse", "unit of the row", "Monte-Carlo standard error of the effect."},
      {"mde", "unit of the row", "Smallest effect found with a power of 80 % at 5 %."},
      {"variance_ratio", "ratio", "Variance of the difference without pairs over that with them: how many times the replicates "
                                  "independent runs would need."},
      {"verdict", "name", "more, less, or tie if the simultaneous interval holds 0."},
      kUnit,
      {"evidence", "text", "Of the levers that the alternative adds: A causal from China, B causal from elsewhere, C panel, D official, E "
                             "none; experimental ones have no rank."}};
  keys.insert(keys.end(), effect.begin(), effect.end());
  return keys;
}

std::vector<Table> make_comparison_tables() {
  const std::vector<TableColumn> keys = {kScenario, kOutcome, kDate};
  std::vector<Table> tables = {
      {"comparison.csv", "alternative × outcome × date", "Effects on the region as a whole.", with_effect(keys)},
      {"comparison_places.csv", "alternative × outcome × date × place", "Effects on each city, industry and class of new products.",
       with_effect({kScenario, kOutcome, kDate, {"kind", "name", "city, industry or product_class."}, {"place", "code", "City, industry or class."}})},
      {"comparison_cells.csv", "alternative × outcome × year × city × industry", "Effects on each industry of each city.",
       with_effect({kScenario, kOutcome, kDate, kCity, kIndustry})},
      {"comparison_flows.csv", "alternative × flow × kind × year × origin × destination",
       "Effects on what goes from one place to another; only flows that are not 0 in all runs, to six digits.",
       {kScenario,
        {"flow", "name", "goods (and services), talent (people of the labour force who moved), capital or enterprises (that moved)."},
        {"kind", "name", "all; of talent also " + listed(kTiers) + "; of capital also " + listed(kCapitalInstruments) + "."},
        kYear, kOrigin, kDestination,
        {"base_mean", "unit of the row", "Mean of the base over replicates."},
        {"effect", "unit of the row", "Mean difference of paired replicates, alternative less base."},
        {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
        {"ci_hi", "unit of the row", "Upper end."},
        kUnit}},
      {"winner.csv", "outcome × date",
       "The best alternative by the first rank, estimated again on replicates that had no part in choosing it.",
       with_effect(keys)},
      {"paths.csv",
       "setting × outcome × year",
       "Each setting over time: distribution over replicates, and its effect.",
       {kScenario,
        kOutcome,
        {"year", "YYYY", "Year of the row."},
        {"mean", "unit of the row", "Mean over replicates."},
        {"p05", "unit of the row", "Quantile of 5 % over replicates."},
        {"p50", "unit of the row", "Median."},
        {"p95", "unit of the row", "Quantile of 95 %."},
        {"effect", "unit of the row", "Mean paired difference to the base; empty for the base."},
        {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
        {"ci_hi", "unit of the row", "Upper end."},
        kUnit}},
      {"replicates.csv",
       "setting × replicate × outcome × date",
       "Every replicate's outcomes.",
       {kScenario, {"replicate", "number", "Which replicate of the seed."}, kOutcome, kDate,
        {"value", "unit of the row", "Value of the outcome."}, kUnit}},
  };
  Table costs = {"costs.csv", "alternative × date",
                 "What an alternative costs the region's treasuries and what it brings, added up from the start of the run to "
                 "the date, at prices of the base year; intervals of 95 % behind each.",
                 {kScenario, {"date", "YYYY or name", "Year, or pv3, pv6, pv8: present values of the whole run."}}};
  const std::vector<TableColumn> figures = {
      {"gross", "mln_cny", "Public money spent on levers and extra works, more than in the base."},
      {"recovered", "mln_cny", "Taxes of the region's treasuries, more than in the base."},
      {"net", "mln_cny", "Gross less recovered."},
      {"gdp", "mln_cny", "Real GDP, more than in the base."},
      {"job_years", "person-years", "Employment of each December, more than in the base."},
      {"tax_expenditure", "mln_cny", "Taxes not taken because of levers, more than in the base; not part of gross."},
      {"equity_at_risk", "mln_cny", "Public equity that has not come back at the date; part of gross."},
      {"equity_recovered", "mln_cny", "Public equity that came back; not part of recovered."},
      {"cost_per_job_year", "cny", "Net cost over job-years; empty if job-years may be none."},
      {"gdp_per_net_yuan", "ratio", "Real GDP over net cost; empty if that may be 0."},
      {"output_reached", "mln_cny", "Real output of industries of cities that the levers are meant for, more than in the base; empty without levers."},
      {"output_same_cities", "mln_cny", "Of other industries in the same cities; empty if there are none."},
      {"output_elsewhere", "mln_cny", "Of other cities; empty if there are none."},
      {"displaced", "ratio", "Displacement: what is lost outside the levers' reach over what is gained inside; below 0: others gain too. Empty if all is "
                             "in reach, or nothing may be gained."},
      {"relabelled_share", "share", "Of what enterprises report as research more than in the base, what is not; empty where levers pay for none."},
      {"profit_shifted", "mln_cny", "Displacement without activity: profits of enterprises of other cities that are booked in zones, more than in the base; "
                                    "empty where there are none."},
      {"research_per_yuan", "ratio", "Research of enterprises more than in the base, over gross cost; empty if that may be 0."},
      {"equity_per_yuan", "ratio",
       "Private equity that funds invest more than in the base, over public money; empty unless all levers are funds."}};
  for (const TableColumn& figure : figures) {
    costs.columns.push_back(figure);
    costs.columns.push_back({figure.name + "_lo", figure.unit, "Lower end."});
    costs.columns.push_back({figure.name + "_hi", figure.unit, "Upper end."});
  }
  costs.columns.push_back({"break_even", "YYYY", "First year in which what was recovered reaches the gross cost; empty if none does."});
  costs.columns.push_back({"evidence", "text", "Of the levers that the alternative adds."});
  tables.push_back(std::move(costs));
  tables.push_back({"additionality.csv", "alternative × date × measure × term",
                    "The effect of an alternative taken apart by whom its levers serve, against the same enterprises in the base: net = gross - "
                    "deadweight - displacement_city - displacement_province + spillover. Served is who gets a grant, a place in a zone, a place "
                    "for a project or money of a public fund and is an agent of its own; where levers serve no such enterprise only net is told.",
                    {kScenario, kDate,
                     {"measure", "name", "employment: staff in December; value_added: real value added of the year."},
                     {"term", "name",
                      "gross: change of the served since they were first served; deadweight: the same of the same enterprises in the base; "
                      "displacement: what others of an industry in which some are served have less than in the base, in the same city, in "
                      "other cities; spillover: what enterprises of other industries have more; net: all of the region; "
                      "displacement_outside, not part of net: labour force from the rest of the country, sales to it less purchases: what the "
                      "rest of the country loses at most."},
                     {"value", "unit of the row", "Mean over replicates."},
                     {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
                     {"ci_hi", "unit of the row", "Upper end."},
                     {"share", "ratio", "Value over the gross change; empty if that may be 0."},
                     {"share_lo", "ratio", "Interval of 95 %, lower end."},
                     {"share_hi", "ratio", "Upper end."}, kUnit,
                     {"served", "number", "Enterprises served up to the date, mean over replicates; of a present value, up to the end."}}});
  tables.push_back({"explain.csv", "alternative × lever × outcome × date",
                    "With --explain: what each lever adds to an alternative that has all; together is what they do only together.",
                    {kScenario, {"lever", "id", "Which lever is switched off for it."}, kOutcome, kDate,
                     {"contribution", "unit of the row", "Mean paired difference of the alternative to itself without the lever."},
                     {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
                     {"ci_hi", "unit of the row", "Upper end."}, kUnit,
                     {"evidence", "text", "Grade of the evidence on the lever."}}});
  tables.push_back({"shapley.csv", "alternative × lever × outcome × date",
                    "With --shapley: the whole effect of an alternative shared out to the levers that it adds, mean over the orders in which "
                    "they may come of what each adds to those before it. Replicate by replicate the shares add up to the whole.",
                    {kScenario, {"lever", "id", "Which lever; rest: what an alternative without all of these differs from the base; whole."}, kOutcome, kDate,
                     {"value", "unit of the row", "Mean over replicates."},
                     {"ci_lo", "unit of the row", "Interval of 95 %, lower end: luck and the choice of orders."},
                     {"ci_hi", "unit of the row", "Upper end."},
                     {"share", "ratio", "Of the whole; empty if that may be 0."},
                     {"share_lo", "ratio", "Interval of 95 %, lower end."},
                     {"share_hi", "ratio", "Upper end."}, kUnit,
                     {"orders", "number", "Orders of each replicate; all there are where they are as few."},
                     {"evidence", "text", "Grade of the evidence on the lever."}}});
  tables.push_back({"resilience.csv", "measure × setting",
                    "With --resilience: what the shocks cost real GDP and enterprises, each setting against its own run of the same luck "
                    "without them.",
                    {{"scenario", "name", "Base or alternative."},
                     {"measure", "name",
                      "depth: largest loss of a month; loss: summed over all months from the shock on; months_to_95: until GDP stays at 95 % "
                      "and more of that without the shock; months_to_recover: until the loss stays within 5 % of the deepest; "
                      "insolvencies: of enterprises, more than without the shock, most that came together since it began; falling: "
                      "enterprises whose demand has fallen by more than a tenth, most in a month more than without; cvar90_loss: mean of "
                      "the worst tenth of the losses, from 100 "
                      "replicates up. Months count from the start of the first shock, until the end of the run where it is not back."},
                     {"value", "unit of the row", "Mean over replicates."},
                     {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
                     {"ci_hi", "unit of the row", "Upper end."},
                     {"effect", "unit of the row", "Alternative less base, pair by pair; empty for the base."},
                     {"effect_lo", "unit of the row", "Interval of 95 %, lower end."},
                     {"effect_hi", "unit of the row", "Upper end."},
                     {"not_by_end", "share", "Replicates that are not back at the end of the run; empty where that has no meaning."},
                     {"n", "number", "Replicates."}, kUnit}});
  tables.push_back({"robust.csv", "alternative × assumption × outcome × date",
                    "With --robust: effects where one assumption is another one in base and alternative.",
                    {kScenario, {"assumption", "name", "as_it_is, outside_elasticity (of demand for exports to their price) or financing (what matches public money)."},
                     {"value", "text", "Of the assumption."}, kOutcome, kDate,
                     {"effect", "unit of the row", "Mean paired difference."},
                     {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
                     {"ci_hi", "unit of the row", "Upper end."},
                     {"identified", "name", "no: the sign of the effect is not the same under all assumptions; yes."}, kUnit}});
  tables.push_back({"input_share.csv", "alternative × lever × parameter × outcome × date",
                    "With --robust: what is left of an effect where a coefficient that a lever assumes is off; little: the effect was put in.",
                    {kScenario, {"lever", "id", "Which lever."}, {"parameter", "name", "Its coefficient, see `describe lever`."},
                     {"value", "unit of the parameter", "In the alternative."}, {"off", "unit of the parameter", "Where it makes no effect."},
                     kOutcome, kDate,
                     {"effect", "unit of the row", "Mean paired difference to the base where it is off."},
                     {"ci_lo", "unit of the row", "Interval of 95 %, lower end."},
                     {"ci_hi", "unit of the row", "Upper end."},
                     {"left", "share", "Of the effect of the alternative as it is; empty where that is not told from 0."},
                     {"left_lo", "share", "Interval of 95 %, lower end."},
                     {"left_hi", "share", "Upper end."}, kUnit, {"evidence", "grade", "Of the coefficient."}}});
  tables.push_back({"targets.csv", "target × setting", "How far each setting is from the targets of the base.",
                    {kScenario, {"target", "id", "Which target."}, {"date", "YYYY", "Year of the target."}, kOutcome,
                     {"of", "code", "Industry, city or class that it is about; empty: the whole region."},
                     {"at_least", "unit of the outcome", "What is aimed at."},
                     {"mean", "unit of the outcome", "Mean over replicates."},
                     {"ci_lo", "unit of the outcome", "Interval of 95 %, lower end."},
                     {"ci_hi", "unit of the outcome", "Upper end."},
                     {"ratio", "ratio", "Mean over what is aimed at."},
                     {"p_reached", "probability", "Share of replicates that reach it."},
                     {"source", "text", "Where the target comes from."}}});
  tables.push_back({"outcomes.csv",
                    "outcome",
                    "What is compared.",
                    {kOutcome,
                     kUnit,
                     {"kind", "name", "flow: sum of the year; stock: of its December; rate: mean of its months."},
                     {"better", "sign", "1 if more is better, -1 if less is, 0 if neither can be said."},
                     {"doc", "text", "What it is."}}});
  for (Table& table : name_tables()) tables.push_back(std::move(table));
  return tables;
}

const TableColumn kSetting = {"setting", "name", "Base or alternative."};
const TableColumn kDraw = {"draw", "number", "Which draw of the parameters, see draws.csv."};
const TableColumn kFactor = {"factor", "path", "Value of the scenarios that differs from draw to draw."};

/// A number with the ends of its interval.
std::vector<TableColumn> with_interval(const std::string& name, const std::string& unit, const std::string& doc, const std::string& ends = "ci") {
  return {{name, unit, doc}, {ends + "_lo", unit, "Interval of 95 %, lower end."}, {ends + "_hi", unit, "Upper end."}};
}

std::vector<TableColumn> operator+(std::vector<TableColumn> some, const std::vector<TableColumn>& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

std::vector<Table> make_experiment_tables() {
  const std::string of_row = "unit of the row";
  const std::vector<TableColumn> effect = with_interval("effect", of_row, "Mean difference to the base under the same luck; empty for the base.", "effect");
  std::vector<Table> tables = {
      {"runs.csv", "setting × draw × replicate",
       "Every finished run, with a column for each outcome and date (gdp_real_2030).",
       {kSetting, kDraw, {"replicate", "number", "Which replicate of the seed: the same luck in all settings and draws."}}},
      {"draws.csv", "draw", "What differs between draws, with a column for each factor; empty where a draw leaves it alone.", {kDraw}},
      {"summary.csv", "setting × outcome × date",
       "Over all draws and replicates. Draws of a Latin hypercube or of sobol are a sample of what parameters may be, and add to "
       "the intervals; chosen points do not.",
       std::vector<TableColumn>{kSetting, kOutcome, kDate, {"draws", "number", "Draws that count."}, {"replicates", "number", "Of each."}} +
           with_interval("mean", of_row, "Mean.") +
           std::vector<TableColumn>{{"p05", of_row, "Quantile of 5 % over runs."}, {"p50", of_row, "Median."}, {"p95", of_row, "Quantile of 95 %."}} +
           effect + std::vector<TableColumn>{kUnit, {"evidence", "text", "Of the levers that the alternative adds."}}},
      {"responses.csv", "setting × draw × outcome × date", "Over the replicates of each draw.",
       std::vector<TableColumn>{kSetting, kDraw, kOutcome, kDate} + with_interval("mean", of_row, "Mean over replicates.") + effect +
           std::vector<TableColumn>{kUnit}},
      {"variance.csv", "setting × outcome × date",
       "What outcomes differ by: the draw of parameters, the luck of a replicate that all draws share, and what luck and parameters "
       "do together (two-way analysis of variance). Needs two draws and two replicates; effects are rows too.",
       {kSetting, kOutcome, kDate,
        {"of", "name", "value, or effect: the difference to the base."},
        {"parameters", "unit of the row squared", "Variance between draws; below 0: none found."},
        {"replicates", "unit of the row squared", "Variance of the luck that all draws share."},
        {"both", "unit of the row squared", "The rest: luck that acts differently on each draw."},
        {"parameters_share", "share", "Of the sum, taking what is below 0 for 0."},
        kUnit}},
      {"pairs.csv", "setting × other setting × outcome × date",
       "In how many draws one setting does better than another, by the mean over replicates. Only outcomes of which more or less is "
       "better.",
       std::vector<TableColumn>{kSetting, {"against", "name", "The other setting."}, kOutcome, kDate, {"draws", "number", "Draws."}} +
           with_interval("share_better", "share", "Of draws in which the setting is better; ties count half. Ends are empty for chosen points.") +
           std::vector<TableColumn>{{"share_sure", "share", "Of draws in which it is better with an interval of 95 % over replicates; empty with one."},
                                    {"worst_decile", of_row, "Difference that is worse in a tenth of the draws."},
                                    kUnit}},
      {"regret.csv", "setting × outcome × date", "How far a setting stays behind the best one of each draw.",
       {kSetting, kOutcome, kDate,
        {"mean", of_row, "Mean over draws."},
        {"p95", of_row, "Exceeded in one draw of twenty."},
        {"largest", of_row, "Of all draws."},
        {"minimax", "0 or 1", "1: no other setting has a smaller largest regret."},
        kUnit}},
      {"sobol.csv", "setting × outcome × date × factor",
       "Parts of the variance over the draws. With several replicates, of the expected outcome: luck is taken off, and an index may "
       "come out a little below 0.",
       std::vector<TableColumn>{kSetting, kOutcome, kDate, kFactor, {"of", "name", "value, or effect: the difference to the base."}} +
           with_interval("first", "share", "By the factor alone (Saltelli et al. 2010).", "first") +
           with_interval("total", "share", "With all that it does together with others (Jansen 1999).", "total") +
           std::vector<TableColumn>{{"rows", "number", "Rows of the pairs of samples."}}},
      {"morris.csv", "setting × outcome × date × factor",
       "Elementary effects over the whole range of a factor (Morris 1991).",
       std::vector<TableColumn>{kSetting, kOutcome, kDate, kFactor, {"of", "name", "value, or effect: the difference to the base."}} +
           with_interval("mu_star", of_row, "Mean of absolute values: how much the factor matters.", "mu_star") +
           std::vector<TableColumn>{{"mu", of_row, "Mean."},
                                    {"sigma", of_row, "Standard deviation: how far it depends on the others, or is not linear."},
                                    {"noise", of_row, "Standard error of one effect for want of replicates; empty with one."},
                                    {"trajectories", "number", "Trajectories."},
                                    kUnit}},
      {"selection.csv", "setting",
       "Which setting is best by the experiment's selection (Nelson & Matejcik 1995). Settings with levers that are experimental, or there for comparison only, have no rank.",
       {kSetting, kOutcome, kDate,
        {"status", "name", "best; left: may be best within the zone; behind: dropped after the first stage; no_rank."},
        {"replicates", "number", "Run of the setting."},
        {"needed", "number", "That the procedure asks for; more than were run if the experiment allows no more."},
        {"mean", of_row, "Over draws and all replicates."},
        {"ahead", of_row, "Of the best of the others left, in the better direction."},
        {"ahead_lo", of_row, "Simultaneous interval, lower end (multiple comparisons with the best)."},
        {"ahead_hi", of_row, "Upper end."},
        {"zone", of_row, "Smallest difference that matters."},
        {"confidence", "probability", "Of the right choice, if enough replicates were run."},
        kUnit}},
  };
  return tables;
}

}  // namespace

std::vector<std::string> Table::header() const {
  std::vector<std::string> names;
  for (const TableColumn& column : columns) names.push_back(column.name);
  return names;
}

const std::vector<Table>& result_tables() {
  static const std::vector<Table> tables = make_tables();
  return tables;
}

const std::vector<Table>& comparison_tables() {
  static const std::vector<Table> tables = make_comparison_tables();
  return tables;
}

const std::vector<Table>& experiment_tables() {
  static const std::vector<Table> tables = make_experiment_tables();
  return tables;
}

const Table& result_table(const std::string& file) {
  for (const std::vector<Table>* tables : {&result_tables(), &comparison_tables(), &experiment_tables()}) {
    const auto found = std::find_if(tables->begin(), tables->end(), [&](const Table& t) { return t.file == file; });
    if (found != tables->end()) return *found;
  }
  expects(false, "the table is in a list");
  return result_tables().front();
}

std::string columns_json(const std::vector<Table>& tables) {
  nlohmann::ordered_json files = nlohmann::ordered_json::object();
  for (const Table& table : tables) {
    nlohmann::ordered_json columns = nlohmann::ordered_json::array();
    for (const TableColumn& column : table.columns)
      columns.push_back({{"name", column.name}, {"unit", column.unit}, {"doc", column.doc}});
    files[table.file] = {{"rows", table.rows}, {"doc", table.doc}, {"columns", std::move(columns)}};
  }
  return files.dump(2) + "\n";
}

}  // namespace lingnan

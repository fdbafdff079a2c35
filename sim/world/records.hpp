// What a run remembers: the rows of the result tables. `observe` appends them, `results` writes them, checkpoints
// carry them. Each row type lists its columns once: name, unit, meaning and member.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/money.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

/// One numeric column of a row type.
template <class Row>
struct RecordColumn {
  std::string_view name, unit, doc;
  double Row::*member;
};

/// Flows of the month, stocks at its end. Money in million yuan at current prices unless `_real`.
struct ProvinceMonth {
  Month month;
  double gdp = 0, gdp_real = 0, consumption = 0, investment = 0, government = 0, inventories = 0;
  double exports = 0, imports = 0, outflow = 0, inflow = 0;
  double employment = 0, unemployment_rate = 0, wage = 0, price_index = 0;
  double enterprises = 0, entries = 0, exits = 0, relocations = 0, mergers = 0, acquisitions = 0, insolvencies = 0, enterprises_falling = 0;
  double write_offs = 0;
  double trade_credit = 0, credit_losses = 0;
  double rd_spending = 0, bank_credit = 0, bank_capital = 0, fund_investment = 0, tax_revenue = 0, fiscal_cost = 0;
  double outside_demand_growth = 0, productivity_growth = 0;
  double loss_direct_real = 0, loss_downstream_real = 0, loss_upstream_real = 0;

  static const std::vector<RecordColumn<ProvinceMonth>>& columns();
};

/// Sales from which an industrial enterprise is above scale, yuan a year.
inline constexpr double kAboveScale = 20e6;

struct CityMonth {
  Month month;
  CityId city;
  double gdp = 0, gdp_real = 0, employment = 0, unemployment_rate = 0, wage = 0, population = 0, enterprises = 0;
  double above_scale_enterprises = 0, tax_revenue = 0, house_price = 0, land_revenue = 0, permit_load = 0, rent_ratio = 0;

  static const std::vector<RecordColumn<CityMonth>>& columns();
};

/// Flows of the quarter, stocks at its end.
struct CellQuarter {
  Month month;  ///< first month of the quarter
  CellId cell;
  double output_real = 0, value_added = 0, employment = 0, enterprises = 0, capital = 0, fill_rate = 0;
  double rd_spending = 0;

  static const std::vector<RecordColumn<CellQuarter>>& columns();
};

/// Growth of real GDP between the means of two years and where it comes from, log points.
struct GrowthYear {
  int year = 0;
  double gdp_real = 0, labour = 0, frontier = 0, catch_up = 0, research = 0, spillovers = 0, innovation = 0, projects = 0;
  double learning = 0, utilisation = 0, reallocation = 0;

  static const std::vector<RecordColumn<GrowthYear>>& columns();
};

inline constexpr std::size_t kStages = 5;
inline constexpr std::string_view kStageNames[kStages] = {"research", "proof_of_concept", "pilot", "demonstration",
                                                          "industrialisation"};

/// A year of the innovation projects of a cell in one stage; what runs and waits, at its end.
struct ProjectYear {
  int year = 0;
  CellId cell;
  std::uint32_t stage = 0;
  double started = 0, passed = 0, failed = 0, running = 0, waiting = 0, cost = 0;

  static const std::vector<RecordColumn<ProjectYear>>& columns();
};

/// A class of new products in a quarter: flows of the quarter, stocks at its end.
struct ClassQuarter {
  Month month;  ///< first month of the quarter
  ClassId product;
  double output_real = 0, value_added_real = 0, enterprises = 0, cities = 0, adopters = 0, unit_cost = 0;
  double cumulated_real = 0;

  static const std::vector<RecordColumn<ClassQuarter>>& columns();
};

/// The same in one city.
struct ClassCityQuarter {
  Month month;
  ClassId product;
  CityId city;
  double output_real = 0, value_added_real = 0, enterprises = 0;

  static const std::vector<RecordColumn<ClassCityQuarter>>& columns();
};

/// A strategic cluster in a quarter: shares of its industries, added up from `CellQuarter`.
struct ClusterQuarter {
  double output_real = 0, value_added = 0, employment = 0, enterprises = 0, rd_spending = 0, cities = 0;

  static const std::vector<RecordColumn<ClusterQuarter>>& columns();
};

/// What an enterprise is recognised as, one bit each. The last one waits for what it is judged by: owners.
enum class Tag : std::uint16_t {
  innovative_sme = 1,    ///< innovative small and medium-sized enterprise
  specialised_sme = 2,   ///< specialised and sophisticated, by the province
  little_giant = 4,      ///< the same by the state
  single_champion = 8,
  chain_master = 16,
  startup = 32,
  pioneer = 64,          ///< among the first makers of a class of new products in the region
  state_linked = 128,
};
inline constexpr std::size_t kTags = 8;
/// Bits above the tags are marks of levers: what an enterprise has got once and does not get again; and, until tags are renewed,
/// whether it has called other spending research for one of them.
enum class Mark : std::uint16_t { champion_award = 256, ladder_award = 512, startup_grant = 1024, chain_case = 2048, bent = 4096 };
inline constexpr std::uint16_t kMarks = 0xFF00;
inline constexpr std::string_view kTagNames[kTags] = {"innovative_sme", "specialised_sme", "little_giant", "single_champion",
                                                      "chain_master",   "startup",         "pioneer",      "state_linked"};

/// An industry in the last step of a year, public services apart.
struct StructureYear {
  int year = 0;
  IndustryId industry;
  double capacity_utilisation = 0, capacity_real = 0, concentration = 0, sales = 0;
  double young_productivity = 0, young_persons = 0, zombies = 0, agents = 0;

  static const std::vector<RecordColumn<StructureYear>>& columns();
};

/// Enterprises of a city that carry a tag, recognised in the first step of the year.
struct TagYear {
  int year = 0;
  CityId city;
  std::uint32_t tag = 0;  ///< index of its bit
  double enterprises = 0;

  static const std::vector<RecordColumn<TagYear>>& columns();
};

/// A year of a port: means over its steps, in its usual traffic.
struct PortYear {
  int year = 0;
  std::uint32_t port = 0;  ///< of the region
  double handled = 0, diverted = 0, lost = 0, taken_in = 0;

  static const std::vector<RecordColumn<PortYear>>& columns();
};

/// How a city came to what it supports.
enum class ChoiceReason : std::uint32_t { required, copied, payoff };
inline constexpr std::string_view kChoiceReasons[] = {"required", "copied", "payoff"};
inline constexpr std::string_view kNoChoice = "none";

/// What a city that chooses for itself supports through a lever in a year.
struct ChoiceYear {
  int year = 0;
  std::uint32_t lever = 0;
  CityId city;
  std::int32_t choice = 0;  ///< one more than an industry; nothing, if not above 0
  ChoiceReason reason = ChoiceReason::payoff;
  Month chosen;
  double payoff = 0, spent = 0;

  static const std::vector<RecordColumn<ChoiceYear>>& columns();
};

/// A year's flow from one place to another. Places: cities by index, then the region's partners.
struct YearFlow {
  int year = 0;
  std::uint32_t origin = 0, destination = 0;
  std::uint32_t kind = 0;  ///< goods and enterprises: industry; talent: tier; capital: instrument
  double amount = 0;       ///< million yuan, persons or enterprises
};

/// What an industry sold to a buyer in a year, wherever both are.
struct YearSupply {
  int year = 0;
  std::uint32_t seller = 0;  ///< industry
  std::uint32_t buyer = 0;   ///< industry, then one of `kFinalBuyers`
  double sales = 0;          ///< million yuan at current prices
};

/// Largest residual of each identity over the steps of the month, and the state at its end.
struct AuditMonth {
  Month month;
  std::uint64_t state_hash = 0;
  std::vector<Money> money;     ///< one residual per money identity, fen
  std::vector<double> real;     ///< one relative residual per quantity identity
};

struct LeverMonth {
  Month month;
  std::uint32_t lever = 0;
  double spent = 0, take_up = 0, rejected = 0, queue = 0, budget_left = 0;
  double tax_expenditure = 0, relabelled = 0, profit_shifted = 0, at_risk = 0, recovered = 0;

  static const std::vector<RecordColumn<LeverMonth>>& columns();
};

struct Records {
  std::vector<ProvinceMonth> province;
  std::vector<CityMonth> city;
  std::vector<CellQuarter> cell;
  std::vector<GrowthYear> growth;
  std::vector<ProjectYear> projects;
  std::vector<ClassQuarter> product_class;
  std::vector<ClassCityQuarter> class_city;
  std::vector<TagYear> tags;
  std::vector<YearFlow> goods, talent, capital, enterprises;
  std::vector<YearSupply> supply;
  std::vector<StructureYear> structure;
  std::vector<PortYear> ports;
  std::vector<LeverMonth> levers;
  std::vector<ChoiceYear> choices;
  std::vector<AuditMonth> audit;
};

/// Who buys besides the industries, in the order of `StepFlows::supply`; the last two lie outside the region.
enum class FinalBuyer : std::uint32_t { households, government, investment, country, world };
inline constexpr std::string_view kFinalBuyers[] = {"households", "government", "investment", "ROC", "ROW"};

/// Names of `YearFlow::kind` in the capital table.
enum class CapitalInstrument : std::uint32_t { bank_credit, fund_money, dividends };
inline constexpr std::string_view kCapitalInstruments[] = {"bank_credit", "fund_money", "dividends"};
/// Names of `YearFlow::kind` in the talent table.
inline constexpr std::string_view kTiers[] = {"general", "college", "expert"};

}  // namespace lingnan

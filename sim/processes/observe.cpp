// What happened is added up: monthly tables of region and cities, quarterly of cells, yearly flows between cities.
// Real GDP is output at base-year prices less inputs at base-year prices (double deflation with the table's coefficients).
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

constexpr double kMillion = 1e6;
constexpr double kFalls = 0.9;  // of usual demand
constexpr std::uint16_t kYoungMonths = 60, kOldMonths = 120;
double millions(Money amount) { return yuan(amount) / kMillion; }

class Observe final : public Process {
 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Observe>(*this); }
  std::string_view name() const override { return "observe"; }
  std::string_view doc() const override { return "Statistics: monthly, quarterly and yearly tables."; }
  void describe(Parameters&) override {}

  void run(World& world, const Instruments& instruments) override {
    prepare(world);
    collect(world);
    collect_choices(world, instruments);
    if (!world.calendar.last_of_month()) return;
    count_cells(world);
    months(world);
    months_of_levers(world);
    months_of_choices(world);
    const int month = world.calendar.month().month;
    if (month % 3 == 0 ) quarters(world);
    if (month == 12) years(world);
  }

 private:
  struct Count {
    double staff = 0, enterprises = 0, capital = 0, falling = 0, above_scale = 0;
  };
  std::vector<Count> counts_;  // by cell

  static constexpr PortTraffic kNoTraffic{.usual = 0, .handled = 0};

  static void prepare(World& world) {
    Memory& memory = world.memory;
    if (!memory.month_city_gdp.empty()) return;
    const std::size_t cities = world.city_count(), cells = world.region->cell_count();
    memory.month_city_gdp.assign(cities, 0);
    memory.month_city_tax.assign(cities, 0);
    memory.month_city_real.assign(cities, 0);
    memory.quarter_output.assign(cells, 0);
    memory.quarter_orders.assign(cells, 0);
    memory.quarter_sold.assign(cells, 0);
    memory.quarter_research.assign(cells, 0);
    memory.quarter_value_added.assign(cells, 0);
    for (auto* list : {&memory.quarter_class_output, &memory.quarter_class_value_added})
      list->assign(world.step_flows.class_output.size(), 0.0);
    memory.year_goods.assign(world.step_flows.goods.size(), 0);
    memory.year_supply.assign(world.step_flows.supply.size(), 0);
    memory.year_dividends.assign(cities * cities, 0);
    memory.year_credit.assign(cities, 0);
    memory.year_fund_money.assign(cities * cities, 0);
    memory.year_moves.assign(world.step_flows.moves.size(), 0);
    memory.year_projects.assign(cells * kStages, {});
    memory.year_ports.assign(world.step_flows.ports.size(), kNoTraffic);
    memory.year_relocations.assign(world.step_flows.relocations.size(), 0);
  }

  static void collect(World& world) {
    Memory& memory = world.memory;
    const StepFlows& flows = world.step_flows;
    for (const std::int64_t entries : flows.entries) memory.month_entries += static_cast<double>(entries);
    for (const std::int64_t exits : flows.exits) memory.month_exits += static_cast<double>(exits);
    for (const std::int64_t mergers : flows.mergers) memory.month_mergers += static_cast<double>(mergers);
    memory.month_acquisitions += static_cast<double>(flows.acquisitions);
    for (const std::int64_t insolvencies : flows.insolvencies) memory.month_insolvencies += static_cast<double>(insolvencies);
    memory.month += world.ledger.accounts;
    memory.month_gdp_real += world.gdp_real_history.back();
    memory.grown += flows.growth;
    memory.month_losses_direct += flows.losses_direct;
    memory.month_losses_downstream += flows.losses_downstream;
    memory.month_losses_upstream += flows.losses_upstream;
    for (const CellId cell : world.cells()) {
      const CityId city = world.region->city_of(cell);
      memory.month_city_gdp[city.value] += flows.value_added[cell];
      memory.month_city_real[city.value] += flows.produced[cell] * world.recipe(cell).value_added;
      memory.quarter_output[cell.value] += flows.produced[cell];
      memory.quarter_sold[cell.value] += flows.sold[cell];
      memory.quarter_value_added[cell.value] += flows.value_added[cell];
    }
    for (const CityId city : world.cities()) {
      memory.month_fiscal_cost += world.treasuries.extra_paid[city] + world.treasuries.given[city];
      memory.month_city_tax[city.value] += flows.tax[city];
      memory.year_credit[city.value] +=
          world.ledger.received_by(Party{Sector::enterprises, city.value}, Reason::lending);
    }
    for (const CellId cell : world.cells())
      for (std::size_t s = 0; s < kStages; ++s) {
        ProjectCount& sum = memory.year_projects[cell.value * kStages + s];
        const ProjectCount& now = flows.projects[cell][s];
        sum.started += now.started;
        sum.passed += now.passed;
        sum.failed += now.failed;
        sum.cost += now.cost;
      }
    for (std::size_t i = 0; i < flows.goods.size(); ++i) memory.year_goods[i] += flows.goods[i];
    for (std::size_t i = 0; i < flows.supply.size(); ++i) memory.year_supply[i] += flows.supply[i];
    for (std::size_t i = 0; i < flows.ports.size(); ++i) memory.year_ports[i] += flows.ports[i];
    for (std::size_t i = 0; i < flows.fund_money.size(); ++i) {
      memory.year_fund_money[i] += flows.fund_money[i];
      memory.month_fund_money += flows.fund_money[i];
    }
    for (std::size_t i = 0; i < flows.moves.size(); ++i) memory.year_moves[i] += flows.moves[i];
    const std::size_t cities = world.city_count();
    for (std::size_t o = 0; o < cities; ++o)
      for (std::size_t d = 0; d < cities; ++d)
        memory.year_moves[(static_cast<std::size_t>(Tier::expert) * (cities + 1) + o) * (cities + 1) + d] +=
            flows.followed[o * cities + d];
    for (std::size_t i = 0; i < flows.relocations.size(); ++i) {
      memory.year_relocations[i] += flows.relocations[i];
      memory.month_relocations += static_cast<double>(flows.relocations[i]);
    }
    for (std::size_t i = 0; i < flows.dividends.size(); ++i) memory.year_dividends[i] += flows.dividends[i];
    for (std::size_t i = 0; i < flows.class_output.size(); ++i) {
      memory.quarter_class_output[i] += flows.class_output[i];
      memory.quarter_class_value_added[i] += flows.class_value_added[i];
    }
    const Enterprises& e = world.enterprises;
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const PoolId experts = pool_of(world.region->city_of(CellId{c}), Tier::expert);
      double orders = 0, paid = 0;
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        orders += static_cast<double>(e.orders[f]);
        paid += static_cast<double>(e.wage_factor[f]) * e.staff_expert[f];
      }
      memory.quarter_orders[c] += orders;
      memory.quarter_research[c] += paid * world.households.wage[experts];
    });
  }

  void count_cells(const World& world) {
    const Enterprises& e = world.enterprises;
    counts_.assign(world.region->cell_count(), {});
    const double steps = world.calendar.per_year();
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      Count count;
      const bool industrial = world.region->industries[world.region->industry_of(CellId{c}).value].industrial();
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        count.staff += e.staff_general[f] + e.staff_college[f] + e.staff_expert[f];
        count.enterprises += static_cast<double>(e.multiplicity[f]);
        count.capital += e.capital[f];
        const bool falls = static_cast<double>(e.orders[f]) < kFalls * static_cast<double>(e.slow_demand[f]);
        count.falling += falls ? static_cast<double>(e.multiplicity[f]) : 0.0;
        const bool above_scale = industrial && yuan(e.revenue[f]) * steps >= kAboveScale * static_cast<double>(e.multiplicity[f]);
        count.above_scale += above_scale ? static_cast<double>(e.multiplicity[f]) : 0.0;
      }
      counts_[c] = count;
    });
  }

  static void months_of_levers(World& world) {
    const Levers& levers = world.levers;
    for (const LeverId l : levers.budget.ids()) {
      LeverMonth row;
      row.month = world.calendar.month();
      row.lever = l.value;
      for (const CityId c : world.cities()) {
        const LeverPlaceId place = levers.at(l, c);
        row.spent += millions(levers.spent[place]);
        row.tax_expenditure += millions(levers.tax_forgone[place]);
        row.relabelled += millions(levers.relabelled[place]);
        row.profit_shifted += millions(levers.shifted[place]);
        row.at_risk += millions(levers.at_risk[place]);
        row.recovered += millions(levers.recovered[place]);
        row.take_up += levers.take_up[place];
        row.rejected += levers.rejected[place];
        row.queue += levers.queue[place];
      }
      row.budget_left = millions(levers.budget_left[l]);
      world.records.levers.push_back(row);
    }
  }

  /// What cities support through levers that worked in the year. A new choice ends the row of the one before.
  static void collect_choices(World& world, const Instruments& instruments) {
    const Month now = world.calendar.month();
    for (const CityChoice& made : instruments.choices) {
      ChoiceYear& row = world.memory.year_choices[world.levers.at(made.lever, made.city).value];
      if (made.reason) {
        end_choice(world, row);
        row = {.lever = made.lever, .city = made.city, .choice = made.choice, .reason = *made.reason, .chosen = now, .payoff = made.payoff};
      }
      row.year = now.year;
    }
  }

  static void end_choice(World& world, ChoiceYear& row) {
    if (row.year != 0) world.records.choices.push_back(row);
    row.year = 0;
    row.spent = 0;
  }

  static void months_of_choices(World& world) {
    for (ChoiceYear& row : world.memory.year_choices)
      if (row.year != 0) row.spent += millions(world.levers.spent[world.levers.at(row.lever, row.city)]);
  }

  void months(World& world) {
    Memory& memory = world.memory;
    const Households& h = world.households;
    const double years = world.calendar.years();
    const double per_month = world.calendar.per_month();
    ProvinceMonth row;
    row.month = world.calendar.month();
    const NationalAccounts& a = memory.month;
    row.gdp = millions(a.by_production());
    row.gdp_real = memory.month_gdp_real / kMillion;
    row.consumption = millions(a.consumption);
    row.investment = millions(a.fixed_investment);
    row.government = millions(a.government);
    row.inventories = millions(a.inventories);
    row.exports = millions(a.exports_world);
    row.imports = millions(a.imports_world);
    row.outflow = millions(a.exports_country);
    row.inflow = millions(a.imports_country);
    row.fiscal_cost = millions(memory.month_fiscal_cost);
    double employed = 0, labour_force = 0, wages = 0, expert_wages = 0, spent = 0, spent_real = 0, falling = 0;
    for (const CityId city : world.cities()) {
      CityMonth c;
      c.month = row.month;
      c.city = city;
      double city_employed = 0, city_force = 0, city_wages = 0, consumed = 0;
      for (std::size_t k = 0; k < kTierCount; ++k) {
        const PoolId p = pool_of(city, static_cast<Tier>(k));
        city_employed += static_cast<double>(h.employed[p]);
        city_force += static_cast<double>(h.labour_force[p]);
        city_wages += yuan(h.wages[p]) * per_month;
        consumed += yuan(h.consumption[p]);
      }
      expert_wages += yuan(h.wages[pool_of(city, Tier::expert)]) * per_month;
      spent += consumed;
      spent_real += consumed / world.markets.bundle_price[world.markets.at(Use::households, city)];
      for (const IndustryId s : world.industries()) {
        const Count& count = counts_[world.region->cell(city, s).value];
        c.enterprises += count.enterprises;
        c.above_scale_enterprises += count.above_scale;
        falling += count.falling;
      }
      c.gdp = millions(memory.month_city_gdp[city.value]);
      c.gdp_real = memory.month_city_real[city.value] / kMillion;
      c.employment = city_employed;
      c.unemployment_rate = city_force > 0 ? 1 - city_employed / city_force : 0;
      c.wage = city_employed > 0 ? city_wages / city_employed : 0;
      c.population = static_cast<double>(h.population[city]);
      c.tax_revenue = millions(memory.month_city_tax[city.value]);
      c.house_price = world.housing.price[city];
      c.land_revenue = world.housing.land_revenue[city] * world.calendar.per_month() / kMillion;
      c.permit_load = world.step_flows.permit_load[city];
      c.rent_ratio = world.step_flows.rent_ratio[city];
      world.records.city.push_back(c);
      employed += city_employed;
      labour_force += city_force;
      wages += city_wages;
      row.enterprises += c.enterprises;
      row.tax_revenue += c.tax_revenue;
    }
    row.employment = employed;
    row.enterprises_falling = row.enterprises > 0 ? falling / row.enterprises : 0;
    row.unemployment_rate = labour_force > 0 ? 1 - employed / labour_force : 0;
    row.wage = employed > 0 ? wages / employed : 0;
    row.price_index = spent_real > 0 ? spent / spent_real : 0;
    row.rd_spending = expert_wages / kMillion;
    Money credit = 0;
    Money equity = 0;
    for (const CityId city : world.cities()) {
      credit += world.banks.loans[city];
      equity += world.banks.equity[city];
    }
    row.bank_credit = millions(credit);
    row.bank_capital = credit > 0 ? static_cast<double>(equity) / static_cast<double>(credit) : 0;
    row.outside_demand_growth = world.step_flows.outside_demand_growth;
    row.productivity_growth = world.trends->productivity(years);
    row.entries = memory.month_entries;
    row.exits = memory.month_exits;
    row.relocations = memory.month_relocations;
    row.mergers = memory.month_mergers;
    row.acquisitions = memory.month_acquisitions;
    row.insolvencies = memory.month_insolvencies;
    row.write_offs = millions(a.write_offs);
    const auto& bills = world.trade_credit.payable;
    row.trade_credit = millions(sum_over<Money>(bills.ids(), [&](BillId b) { return bills[b]; }));
    row.credit_losses = millions(a.credit_losses);
    row.fund_investment = millions(memory.month_fund_money);
    row.loss_direct_real = memory.month_losses_direct / kMillion;
    row.loss_downstream_real = memory.month_losses_downstream / kMillion;
    row.loss_upstream_real = memory.month_losses_upstream / kMillion;
    world.records.province.push_back(row);
    memory.this_year.grown += memory.grown;
    memory.this_year.months += 1;
    memory.this_year.gdp_real += memory.month_gdp_real;
    memory.this_year.potential += world.step_flows.potential;
    memory.this_year.employed += employed;
    memory.month = {};
    memory.month_entries = memory.month_exits = memory.month_relocations = 0;
    memory.month_mergers = memory.month_acquisitions = memory.month_insolvencies = 0;
    memory.month_fund_money = 0;
    memory.month_fiscal_cost = 0;
    memory.month_gdp_real = memory.month_losses_direct = memory.month_losses_downstream = 0;
    memory.month_losses_upstream = 0;
    for (auto* list : {&memory.month_city_gdp, &memory.month_city_tax}) std::fill(list->begin(), list->end(), Money{0});
    std::fill(memory.month_city_real.begin(), memory.month_city_real.end(), 0.0);
  }

  void quarters(World& world) {
    Memory& memory = world.memory;
    for (const CellId cell : world.cells()) {
      CellQuarter row;
      row.month = world.calendar.month().plus(-2);
      row.cell = cell;
      row.output_real = memory.quarter_output[cell.value] / kMillion;
      row.value_added = millions(memory.quarter_value_added[cell.value]);
      row.employment = counts_[cell.value].staff;
      row.enterprises = counts_[cell.value].enterprises;
      row.capital = counts_[cell.value].capital / kMillion;
      const double orders = memory.quarter_orders[cell.value];
      row.fill_rate = orders > 0 ? memory.quarter_sold[cell.value] / orders : 1;
      row.rd_spending = memory.quarter_research[cell.value] / kMillion;
      world.records.cell.push_back(row);
    }
    new_products(world);
    for (auto* list : {&memory.quarter_output, &memory.quarter_orders, &memory.quarter_sold, &memory.quarter_research,
                       &memory.quarter_class_output, &memory.quarter_class_value_added})
      std::fill(list->begin(), list->end(), 0.0);
    std::fill(memory.quarter_value_added.begin(), memory.quarter_value_added.end(), Money{0});
  }

  /// Classes of new products, and the cities where they are made.
  static void new_products(World& world) {
    const Enterprises& e = world.enterprises;
    const std::size_t cities = world.city_count();
    std::vector<double> makers(world.region->product_classes.size() * cities, 0.0);
    if (makers.empty()) return;
    for (const CellId cell : world.cells())
      for (const EnterpriseId f : world.enterprises_in(cell))
        if (e.product(f).valid())
          makers[e.product(f).value * cities + world.region->city_of(cell).value] +=
              static_cast<double>(e.product_makers[f]);
    const Month quarter = world.calendar.month().plus(-2);
    for (const ClassId k : world.classes()) {
      ClassQuarter sum{.month = quarter, .product = k, .adopters = world.products.adopters[k],
                       .unit_cost = world.products.unit_cost[k],
                       .cumulated_real = world.products.cumulated[k] / kMillion};
      for (const CityId c : world.cities()) {
        const std::size_t at = k.value * cities + c.value;
        const ClassCityQuarter row{.month = quarter,
                                   .product = k,
                                   .city = c,
                                   .output_real = world.memory.quarter_class_output[at] / kMillion,
                                   .value_added_real = world.memory.quarter_class_value_added[at] / kMillion,
                                   .enterprises = makers[at]};
        if (makers[at] > 0 || row.output_real > 0) world.records.class_city.push_back(row);
        sum.output_real += row.output_real;
        sum.value_added_real += row.value_added_real;
        sum.enterprises += row.enterprises;
        sum.cities += row.output_real > 0 ? 1 : 0;
      }
      world.records.product_class.push_back(sum);
    }
  }

  /// Growth between the means of two whole years; contributions add up from the start, so their means differ alike.
  static void account_for_growth(World& world, int year) {
    const GrowthLevels now = world.memory.this_year, before = world.memory.last_year;
    world.memory.last_year = now;
    world.memory.this_year = {};
    if (now.months != 12 || before.months != 12 || before.potential <= 0 || now.potential <= 0) return;
    GrowthYear row;
    row.year = year;
    row.gdp_real = std::log(now.gdp_real / before.gdp_real);
    row.labour = std::log(now.employed / before.employed);
    row.frontier = (now.grown.frontier - before.grown.frontier) / 12;
    row.catch_up = (now.grown.catch_up - before.grown.catch_up) / 12;
    row.research = (now.grown.research - before.grown.research) / 12;
    row.spillovers = (now.grown.spillovers - before.grown.spillovers) / 12;
    row.innovation = (now.grown.innovation - before.grown.innovation) / 12;
    row.projects = (now.grown.projects - before.grown.projects) / 12;
    row.learning = (now.grown.learning - before.grown.learning) / 12;
    const double potential = std::log(now.potential / before.potential);
    row.utilisation = row.gdp_real - potential;
    row.reallocation =
        potential - row.labour - (row.frontier + row.catch_up + row.research + row.spillovers + row.innovation + row.projects +
                                  row.learning);
    world.records.growth.push_back(row);
  }

  static void describe_structure(World& world, int year) {
    std::vector<StructureYear> rows(world.industry_count());
    for_each_task(rows.size(), [&](std::size_t s) {
      StructureYear& row = rows[s];
      row.year = year;
      row.industry = IndustryId{s};
      const Recipe& recipe = world.norms.recipes[s];
      if (recipe.public_service) return;
      const Enterprises& e = world.enterprises;
      double output = 0, capacity_of_all = 0, sales = 0, squares = 0, own = 0, persons = 0, young = 0;
      for (const CityId city : world.cities())
        for (const EnterpriseId f : world.enterprises_in(world.region->cell(city, row.industry))) {
          const double many = static_cast<double>(e.multiplicity[f]);
          if (!(many > 0)) continue;
          const double sold = e.sold[f] * e.price[f];
          output += e.output[f];
          capacity_of_all += capacity(recipe, world.norms, e.capital[f], 1.0);
          sales += sold;
          squares += sold * sold / many;
          if (is_pool(e, f)) continue;
          const double staff = staff_of(e, f);
          row.agents += 1;
          own += e.output[f];
          persons += staff;
          if (e.age[f] < kYoungMonths) {
            young += e.output[f];
            row.young_persons += staff;
          }
          const double profit = yuan(e.revenue[f]) * (1 - recipe.sales_tax) - yuan(e.costs[f]) - pay_of(world, f, city);
          row.zombies += e.age[f] >= kOldMonths && e.loans[f] > 0 && profit < 0;
        }
      const double per_year = world.calendar.per_year() / kMillion;
      row.capacity_utilisation = capacity_of_all > 0 ? output / capacity_of_all : 0;
      row.capacity_real = capacity_of_all * per_year;
      row.sales = sales * per_year;
      row.concentration = sales > 0 ? squares / (sales * sales) : 0;
      row.young_productivity = row.young_persons > 0 && own > 0 ? young / row.young_persons / (own / persons) : 0;
      row.zombies = row.agents > 0 ? row.zombies / row.agents : 0;
    });
    for (const StructureYear& row : rows)
      if (!world.norms.recipes[row.industry.value].public_service) world.records.structure.push_back(row);
  }

  static void count_projects(World& world, int year) {
    const Projects& j = world.projects;
    std::vector<std::array<double, 2>> now(world.memory.year_projects.size(), {0, 0});  // running, waiting
    for (const ProjectId id : j.owner.ids()) {
      if (!j.owner[id].valid()) continue;
      const std::size_t cell = world.enterprises.cell[j.owner[id]].value;
      now[cell * kStages + j.stage[id]][j.since[id] == Projects::kAtWork ? 0 : 1] += 1;
    }
    for (std::size_t i = 0; i < now.size(); ++i) {
      ProjectCount& sum = world.memory.year_projects[i];
      if (sum.started + sum.passed + sum.failed > 0 || now[i][0] + now[i][1] > 0)
        world.records.projects.push_back({.year = year,
                                          .cell = CellId{i / kStages},
                                          .stage = static_cast<std::uint32_t>(i % kStages),
                                          .started = static_cast<double>(sum.started),
                                          .passed = static_cast<double>(sum.passed),
                                          .failed = static_cast<double>(sum.failed),
                                          .running = now[i][0],
                                          .waiting = now[i][1],
                                          .cost = sum.cost});
      sum = {};
    }
  }

  static void years(World& world) {
    Memory& memory = world.memory;
    const int year = world.calendar.month().year;
    account_for_growth(world, year);
    count_projects(world, year);
    describe_structure(world, year);
    for (std::uint32_t p = 0; p < memory.year_ports.size(); ++p) {
      const PortTraffic& t = memory.year_ports[p];
      world.records.ports.push_back({year, p, t.handled / t.usual, t.diverted / t.usual, t.lost / t.usual, t.taken_in / t.usual});
    }
    std::fill(memory.year_ports.begin(), memory.year_ports.end(), kNoTraffic);
    for (ChoiceYear& row : memory.year_choices) end_choice(world, row);
    const auto cities = static_cast<std::uint32_t>(world.city_count());
    const auto industries = static_cast<std::uint32_t>(world.industry_count());
    const auto add = [&](std::vector<YearFlow>& rows, std::uint32_t from, std::uint32_t to, std::uint32_t kind, Money amount) {
      if (amount != 0) rows.push_back({year, from, to, kind, millions(amount)});
    };
    const auto buyers = static_cast<std::uint32_t>(industries + std::size(kFinalBuyers));
    for (std::uint32_t u = 0; u < industries; ++u)
      for (std::uint32_t buyer = 0; buyer < buyers; ++buyer)
        if (const Money sold = memory.year_supply[u * buyers + buyer]; sold != 0)
          world.records.supply.push_back({year, u, buyer, millions(sold)});
    for (std::uint32_t o = 0; o < cities; ++o)
      for (std::uint32_t d = 0; d < cities; ++d) {
        for (std::uint32_t u = 0; u < industries; ++u) {
          add(world.records.goods, o, d, u, memory.year_goods[(u * cities + o) * cities + d]);
          const std::int64_t moved = memory.year_relocations[(u * cities + o) * cities + d];
          if (moved != 0) world.records.enterprises.push_back({year, o, d, u, static_cast<double>(moved)});
        }
        // dividends flow from the enterprise's city to the owner's
        add(world.records.capital, o, d, static_cast<std::uint32_t>(CapitalInstrument::dividends),
            memory.year_dividends[d * cities + o]);
        add(world.records.capital, o, d, static_cast<std::uint32_t>(CapitalInstrument::fund_money),
            memory.year_fund_money[o * cities + d]);
        if (o == d)
          add(world.records.capital, o, d, static_cast<std::uint32_t>(CapitalInstrument::bank_credit), memory.year_credit[o]);
      }
    const std::vector<Partner>& partners = world.region->partners;
    const auto country = static_cast<std::uint32_t>(
        std::find_if(partners.begin(), partners.end(), [](const Partner& p) { return p.code == kRestOfCountryCode; }) -
        partners.begin());
    const auto place = [&](std::uint32_t p) { return p < cities ? p : cities + country; };
    for (std::uint32_t tier = 0; tier < kTierCount; ++tier)
      for (std::uint32_t o = 0; o <= cities; ++o)
        for (std::uint32_t d = 0; d <= cities; ++d) {
          const std::int64_t moved = memory.year_moves[(tier * (cities + 1) + o) * (cities + 1) + d];
          if (moved != 0) world.records.talent.push_back({year, place(o), place(d), tier, static_cast<double>(moved)});
        }
    for (auto* list : {&memory.year_moves, &memory.year_relocations}) std::fill(list->begin(), list->end(), 0);
    for (auto* list :
         {&memory.year_goods, &memory.year_dividends, &memory.year_credit, &memory.year_fund_money, &memory.year_supply})
      std::fill(list->begin(), list->end(), Money{0});
  }
};

}  // namespace

std::unique_ptr<Process> make_observe() { return std::make_unique<Observe>(); }

}  // namespace lingnan

#include "lingnan/results.hpp"

#include <algorithm>
#include <vector>

#include "sim/base/assertions.hpp"
#include "sim/engine/model.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/names.hpp"
#include "sim/results/table_writer.hpp"
#include "sim/results/tables.hpp"
#include "sim/world/records.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

namespace {

/// The numbers of a row in the order of its columns; money is rounded.
template <class Row>
void write_numbers(TableWriter& table, const Row& row) {
  for (const RecordColumn<Row>& column : Row::columns()) {
    if (column.unit.starts_with("mln_cny"))
      table.money(row.*column.member);
    else
      table.number(row.*column.member);
  }
}

void write_province(const std::string& folder, const Records& records) {
  TableWriter table = open_table(folder, "province.csv");
  for (const ProvinceMonth& row : records.province) {
    table.month(row.month);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_cities(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "city.csv");
  for (const CityMonth& row : records.city) {
    table.month(row.month).text(region.cities[row.city.value].code);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_cells(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "city_industry.csv");
  for (const CellQuarter& row : records.cell) {
    table.quarter(row.month).text(region.cities[region.city_of(row.cell).value].code);
    table.text(region.industries[region.industry_of(row.cell).value].code);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

constexpr double kActiveShare = 0.01;  // of a cluster's value added, from which a city counts: assumption

/// Shares of industries; all clusters together count an industry up to once.
void write_clusters(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "cluster.csv");
  const std::size_t clusters = region.clusters.size(), industries = region.industries.size();
  std::vector<double> share((clusters + 1) * industries, 0.0);  // the last row: all of them
  for (std::size_t c = 0; c < clusters; ++c)
    for (const Cluster::Member& member : region.clusters[c].members) {
      share[c * industries + member.industry.value] = member.share;
      double& all = share[clusters * industries + member.industry.value];
      all = std::min(1.0, all + member.share);
    }
  const std::size_t cells = region.cell_count();
  std::vector<double> of_city(region.city_count());  // value added
  for (std::size_t first = 0; clusters > 0 && first + cells <= records.cell.size(); first += cells)
    for (std::size_t c = 0; c <= clusters; ++c) {
      ClusterQuarter sum;
      std::fill(of_city.begin(), of_city.end(), 0.0);
      for (std::size_t i = first; i < first + cells; ++i) {
        const CellQuarter& row = records.cell[i];
        const double part = share[c * industries + region.industry_of(row.cell).value];
        sum.output_real += part * row.output_real;
        sum.value_added += part * row.value_added;
        of_city[region.city_of(row.cell).value] += part * row.value_added;
        sum.employment += part * row.employment;
        sum.enterprises += part * row.enterprises;
        sum.rd_spending += part * row.rd_spending;
      }
      for (const double made : of_city) sum.cities += made >= kActiveShare * sum.value_added ? 1 : 0;
      table.quarter(records.cell[first].month).text(c < clusters ? region.clusters[c].code : "all");
      write_numbers(table, sum);
      table.end_row();
    }
  table.close();
}

void write_new_products(const std::string& folder, const Records& records, const Region& region) {
  TableWriter classes = open_table(folder, "future.csv");
  for (const ClassQuarter& row : records.product_class) {
    classes.quarter(row.month).text(region.product_classes[row.product.value].code);
    write_numbers(classes, row);
    classes.end_row();
  }
  classes.close();
  TableWriter cities = open_table(folder, "future_city.csv");
  for (const ClassCityQuarter& row : records.class_city) {
    cities.quarter(row.month).text(region.product_classes[row.product.value].code);
    cities.text(region.cities[row.city.value].code);
    write_numbers(cities, row);
    cities.end_row();
  }
  cities.close();
}

/// Weighted sums of classes by city, quarter by quarter.
void write_future_industries(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "future_industry.csv");
  const std::vector<ClassCityQuarter>& rows = records.class_city;
  std::vector<ClassCityQuarter> sums;  // [future industry][city]
  for (std::size_t first = 0, next = 0; first < rows.size(); first = next) {
    sums.assign(region.future_industries.size() * region.city_count(), {});
    for (next = first; next < rows.size() && rows[next].month == rows[first].month; ++next)
      for (std::size_t f = 0; f < region.future_industries.size(); ++f)
        for (const FutureIndustry::Part& part : region.future_industries[f].parts) {
          if (part.product != rows[next].product) continue;
          ClassCityQuarter& sum = sums[f * region.city_count() + rows[next].city.value];
          for (const auto& column : ClassCityQuarter::columns()) sum.*column.member += part.weight * rows[next].*column.member;
        }
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (!(sums[i].enterprises > 0)) continue;
      table.quarter(rows[first].month).text(region.future_industries[i / region.city_count()].code);
      table.text(region.cities[i % region.city_count()].code);
      write_numbers(table, sums[i]);
      table.end_row();
    }
  }
  table.close();
}

void write_growth(const std::string& folder, const Records& records) {
  TableWriter table = open_table(folder, "growth_accounting.csv");
  for (const GrowthYear& row : records.growth) {
    table.integer(row.year);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_projects(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "projects.csv");
  for (const ProjectYear& row : records.projects) {
    table.integer(row.year).text(region.cities[region.city_of(row.cell).value].code);
    table.text(region.industries[region.industry_of(row.cell).value].code).text(kStageNames[row.stage]);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_tags(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "tags.csv");
  for (const TagYear& row : records.tags) {
    table.integer(row.year).text(region.cities[row.city.value].code).text(kTagNames[row.tag]);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_structure(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "structure.csv");
  for (const StructureYear& row : records.structure) {
    table.integer(row.year).text(region.industries[row.industry.value].code);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_ports(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "ports.csv");
  for (const PortYear& row : records.ports) {
    const Port& port = region.ports[row.port];
    table.integer(row.year).text(port.code).text(region.cities[port.city.value].code);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

enum class Amount { money, count };

/// `kind_name(kind)` is the text of the kind column.
template <class KindName>
void write_flows(const std::string& folder, const std::string& file, const std::vector<YearFlow>& flows,
                 const Region& region, Amount amount, KindName kind_name) {
  TableWriter table = open_table(folder, file);
  for (const YearFlow& flow : flows) {
    table.integer(flow.year).text(place_code(region, flow.origin)).text(place_code(region, flow.destination));
    table.text(kind_name(flow.kind));
    amount == Amount::money ? table.money(flow.amount) : table.number(flow.amount);
    table.end_row();
  }
  table.close();
}

void write_supply(const std::string& folder, const Records& records, const Region& region) {
  TableWriter table = open_table(folder, "supply.csv");
  for (const YearSupply& row : records.supply) {
    const std::size_t industries = region.industries.size();
    expects(row.buyer < industries + std::size(kFinalBuyers), "sales have a known buyer");
    table.integer(row.year).text(region.industries[row.seller].code);
    table.text(row.buyer < industries ? std::string_view(region.industries[row.buyer].code) : kFinalBuyers[row.buyer - industries]);
    table.money(row.sales).end_row();
  }
  table.close();
}

std::string_view lever_id(const Model& model, std::uint32_t place) {
  expects(place < model.policy.size(), "a lever's row belongs to a lever of the scenario");
  const Lever& lever = *model.policy[place];
  return lever.id.empty() ? lever.name() : std::string_view(lever.id);
}

void write_levers(const std::string& folder, const Records& records, const Model& model) {
  TableWriter table = open_table(folder, "levers.csv");
  for (const LeverMonth& row : records.levers) {
    table.month(row.month).text(lever_id(model, row.lever));
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_choices(const std::string& folder, const Records& records, const Scenario& scenario) {
  const Region& region = *scenario.region;
  TableWriter table = open_table(folder, "choices.csv");
  for (const ChoiceYear& row : records.choices) {
    table.integer(row.year).text(lever_id(*scenario.model, row.lever)).text(region.cities[row.city.value].code);
    table.text(row.choice > 0 ? std::string_view(region.industries[static_cast<std::size_t>(row.choice - 1)].code) : kNoChoice);
    table.text(kChoiceReasons[static_cast<std::size_t>(row.reason)]).month(row.chosen);
    write_numbers(table, row);
    table.end_row();
  }
  table.close();
}

void write_audit(const std::string& folder, const Records& records) {
  TableWriter money = open_table(folder, "audit.csv");
  TableWriter real = open_table(folder, "audit_real.csv");
  for (const AuditMonth& row : records.audit) {
    money.month(row.month);
    for (const Money residual : row.money) money.integer(residual);
    money.text(hash_text(row.state_hash)).end_row();
    real.month(row.month);
    for (const double residual : row.real) real.number(residual);
    real.end_row();
  }
  money.close();
  real.close();
}

}  // namespace

void write_tables(const std::string& folder, const Scenario& scenario, const Simulation& simulation) {
  const Records& records = simulation.records();
  const Region& region = *scenario.region;
  write_names(folder, region);
  write_province(folder, records);
  write_cities(folder, records, region);
  write_cells(folder, records, region);
  write_clusters(folder, records, region);
  write_new_products(folder, records, region);
  write_future_industries(folder, records, region);
  write_growth(folder, records);
  write_projects(folder, records, region);
  write_tags(folder, records, region);
  write_structure(folder, records, region);
  write_ports(folder, records, region);
  write_flows(folder, "flows_goods.csv", records.goods, region, Amount::money, [&](std::uint32_t kind) {
    expects(kind < region.industries.size(), "a flow of goods has a known industry");
    return std::string_view(region.industries[kind].code);
  });
  write_flows(folder, "flows_talent.csv", records.talent, region, Amount::count, [](std::uint32_t kind) {
    expects(kind < std::size(kTiers), "a flow of talent has a known tier");
    return kTiers[kind];
  });
  write_flows(folder, "flows_capital.csv", records.capital, region, Amount::money, [](std::uint32_t kind) {
    expects(kind < std::size(kCapitalInstruments), "a flow of capital has a known instrument");
    return kCapitalInstruments[kind];
  });
  write_flows(folder, "flows_enterprises.csv", records.enterprises, region, Amount::count, [&](std::uint32_t kind) {
    expects(kind < region.industries.size(), "an enterprise that moves has a known industry");
    return std::string_view(region.industries[kind].code);
  });
  write_supply(folder, records, region);
  write_levers(folder, records, *scenario.model);
  write_choices(folder, records, scenario);
  write_audit(folder, records);
  write_whole_file(folder + "/columns.json", columns_json(result_tables()));
}

void write_results(const std::string& folder, const Scenario& scenario, const Simulation& simulation,
                   const RunFacts& facts) {
  write_tables(folder, scenario, simulation);
  write_whole_file(folder + "/manifest.json", manifest_json(scenario, simulation, facts));
}

}  // namespace lingnan

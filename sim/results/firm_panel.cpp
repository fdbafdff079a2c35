#include "sim/results/firm_panel.hpp"

#include <fmt/format.h>
#include <netcdf.h>
#include <netcdf_mem.h>

extern "C" {
#include <readstat.h>
}

#include <cstdlib>
#include <memory>
#include <vector>

#include "lingnan/results.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"
#include "sim/results/table_writer.hpp"
#include "sim/world/records.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

enum class Kind { whole, real, city, industry, product_class };

struct PanelColumn {
  std::string name, unit, doc;
  Kind kind;
  double (*value)(const World&, EnterpriseId);
};

template <auto Member>
double plain(const World& world, EnterpriseId f) {
  return static_cast<double>((world.enterprises.*Member)[f]);
}
template <auto Member>
double million_fen(const World& world, EnterpriseId f) {
  return yuan((world.enterprises.*Member)[f]) / 1e6;
}
template <auto Member>
double million(const World& world, EnterpriseId f) {
  return static_cast<double>((world.enterprises.*Member)[f]) / 1e6;
}
template <unsigned Bit>
double tagged(const World& world, EnterpriseId f) {
  return (world.enterprises.tags[f] >> Bit) & 1U;
}

/// All but the agent's key.
const std::vector<PanelColumn>& panel_columns() {
  using E = Enterprises;
  static const std::vector<PanelColumn> columns = [] {
    std::vector<PanelColumn> list = {
        {"city", "code", "City.", Kind::city,
         [](const World& w, EnterpriseId f) { return static_cast<double>(w.region->city_of(w.enterprises.cell[f]).value); }},
        {"industry", "code", "Industry.", Kind::industry,
         [](const World& w, EnterpriseId f) { return static_cast<double>(w.region->industry_of(w.enterprises.cell[f]).value); }},
        {"enterprises", "number", "Real enterprises that the agent stands for.", Kind::real, plain<&E::multiplicity>},
        {"age", "months", "Age of an agent that stands for one; 0 for others.", Kind::whole, plain<&E::age>},
        {"staff_general", "persons", "Staff without higher education.", Kind::whole, plain<&E::staff_general>},
        {"staff_college", "persons", "Staff with higher education.", Kind::whole, plain<&E::staff_college>},
        {"staff_expert", "persons", "Experts.", Kind::whole, plain<&E::staff_expert>},
        {"revenue", "mln_cny/step", "Sales in the last step, a month if the scenario does not say otherwise.", Kind::real, million_fen<&E::revenue>},
        {"costs", "mln_cny/step", "Interest and inputs used up in the last step.", Kind::real, million_fen<&E::costs>},
        {"output_real", "mln_cny/step", "Output of the last step at prices of the base year.", Kind::real, million<&E::output>},
        {"sold_real", "mln_cny/step", "Sales of the last step at prices of the base year.", Kind::real, million<&E::sold>},
        {"finished_real", "mln_cny", "Stock of finished goods at prices of the base year.", Kind::real, million<&E::finished>},
        {"capital_real", "mln_cny", "Fixed capital at prices of the base year.", Kind::real, million<&E::capital>},
        {"price", "ratio", "Price over that of the base year.", Kind::real, plain<&E::price>},
        {"productivity", "ratio", "Output per unit of effective labour.", Kind::real, plain<&E::productivity>},
        {"quality", "ratio", "Quality of goods; 1 at the start.", Kind::real, plain<&E::quality>},
        {"knowledge", "experts", "Experts by knowledge, smoothed.", Kind::real, plain<&E::knowledge>},
        {"fill", "share", "Of the intermediate orders of the last step, those served.", Kind::real, plain<&E::fill>},
        {"deposits", "mln_cny", "Deposits.", Kind::real, million_fen<&E::deposits>},
        {"loans", "mln_cny", "Loans.", Kind::real, million_fen<&E::loans>},
        {"product_class", "code", "Class of new products that it makes; none.", Kind::product_class, plain<&E::product_class>},
        {"product_share", "share", "Of its sales in markets, those of the class.", Kind::real, plain<&E::product_share>},
    };
    constexpr double (*kTagged[kTags])(const World&, EnterpriseId) = {tagged<0>, tagged<1>, tagged<2>, tagged<3>,
                                                                      tagged<4>, tagged<5>, tagged<6>, tagged<7>};
    for (std::size_t t = 0; t < kTags; ++t)
      list.push_back({std::string(kTagNames[t]), "0 or 1", "Recognised by the published rules.", Kind::whole, kTagged[t]});
    return list;
  }();
  return columns;
}

bool is_coded(Kind kind) { return kind != Kind::whole && kind != Kind::real; }

/// What the numbers of a coded column stand for, in order.
std::vector<std::string> codes_of(const Region& region, Kind kind) {
  std::vector<std::string> codes;
  if (kind == Kind::city)
    for (const City& city : region.cities) codes.push_back(city.code);
  if (kind == Kind::industry)
    for (const Industry& industry : region.industries) codes.push_back(industry.code);
  if (kind == Kind::product_class) {
    codes.emplace_back("none");
    for (const ProductClass& one : region.product_classes) codes.push_back(one.code);
  }
  return codes;
}

/// Agents that stand for anybody.
std::vector<EnterpriseId> rows_of(const World& world) {
  std::vector<EnterpriseId> rows;
  for (const EnterpriseId f : world.enterprises.ids())
    if (world.enterprises.multiplicity[f] > 0) rows.push_back(f);
  return rows;
}

template <class T>
std::vector<T> values_of(const World& world, const std::vector<EnterpriseId>& rows, const PanelColumn& column) {
  std::vector<T> values;
  values.reserve(rows.size());
  for (const EnterpriseId f : rows) values.push_back(static_cast<T>(column.value(world, f)));
  return values;
}

void expect_netcdf(int status, const std::string& path) {
  if (status != NC_NOERR) throw MachineFailure(fmt::format("{}: {}", path, nc_strerror(status)));
}

/// A NetCDF-4 file in memory.
std::string netcdf(const World& world, const std::string& path, const std::string& title) {
  const std::vector<EnterpriseId> rows = rows_of(world);
  const auto must = [&](int status) { expect_netcdf(status, path); };
  int file = 0, enterprise = 0;
  must(nc_create_mem(path.c_str(), NC_NETCDF4, 1 << 20, &file));
  const auto attribute = [&](int variable, const char* name, const std::string& text) {
    must(nc_put_att_text(file, variable, name, text.size(), text.c_str()));
  };
  attribute(NC_GLOBAL, "title", title);
  attribute(NC_GLOBAL, "Conventions", "CF-1.8");
  must(nc_def_dim(file, "enterprise", rows.size(), &enterprise));
  const auto define = [&](const std::string& name, nc_type type, const std::string& unit, const std::string& doc) {
    int variable = 0;
    must(nc_def_var(file, name.c_str(), type, 1, &enterprise, &variable));
    must(nc_def_var_deflate(file, variable, 1, 1, 1));
    attribute(variable, "long_name", doc);
    attribute(variable, "units", unit);
    return variable;
  };
  const int key = define("key", NC_UINT64, "1", "Names the agent over all years.");
  std::vector<int> variables;
  for (const PanelColumn& column : panel_columns()) {
    const int variable = define(column.name, column.kind == Kind::real ? NC_FLOAT : NC_INT, column.unit, column.doc);
    variables.push_back(variable);
    if (!is_coded(column.kind)) continue;
    const std::vector<std::string> codes = codes_of(*world.region, column.kind);
    std::vector<int> numbers;
    std::string meanings;
    for (const std::string& code : codes) {
      meanings += (numbers.empty() ? "" : " ") + code;
      numbers.push_back(static_cast<int>(numbers.size()));
    }
    must(nc_put_att_int(file, variable, "flag_values", NC_INT, numbers.size(), numbers.data()));
    attribute(variable, "flag_meanings", meanings);
  }
  must(nc_enddef(file));
  std::vector<unsigned long long> keys;
  for (const EnterpriseId f : rows) keys.push_back(world.enterprises.birth_key[f]);
  must(nc_put_var_ulonglong(file, key, keys.data()));
  for (std::size_t c = 0; c < variables.size(); ++c) {
    const PanelColumn& column = panel_columns()[c];
    if (column.kind == Kind::real) {
      must(nc_put_var_float(file, variables[c], values_of<float>(world, rows, column).data()));
    } else {
      must(nc_put_var_int(file, variables[c], values_of<int>(world, rows, column).data()));
    }
  }
  NC_memio memory{};
  must(nc_close_memio(file, &memory));
  const std::unique_ptr<void, decltype(&std::free)> owned(memory.memory, &std::free);
  return {static_cast<const char*>(memory.memory), memory.size};
}

/// A file of Stata 14 and later in memory.
std::string stata(const World& world, const std::string& path, const std::string& title) {
  const std::vector<EnterpriseId> rows = rows_of(world);
  const auto must = [&](readstat_error_t status) {
    if (status != READSTAT_OK) throw MachineFailure(fmt::format("{}: {}", path, readstat_error_message(status)));
  };
  std::string bytes;
  const std::unique_ptr<readstat_writer_t, decltype(&readstat_writer_free)> writer(readstat_writer_init(), &readstat_writer_free);
  must(readstat_set_data_writer(writer.get(), [](const void* data, std::size_t size, void* into) {
    static_cast<std::string*>(into)->append(static_cast<const char*>(data), size);
    return static_cast<ssize_t>(size);
  }));
  must(readstat_writer_set_file_format_version(writer.get(), 118));
  must(readstat_writer_set_file_label(writer.get(), title.c_str()));
  constexpr std::size_t kKeyDigits = 16;
  const readstat_variable_t* key = readstat_add_variable(writer.get(), "key", READSTAT_TYPE_STRING, kKeyDigits);
  std::vector<const readstat_variable_t*> variables;
  for (const PanelColumn& column : panel_columns()) {
    readstat_variable_t* variable = readstat_add_variable(
        writer.get(), column.name.c_str(), column.kind == Kind::real ? READSTAT_TYPE_FLOAT : READSTAT_TYPE_INT32, 0);
    readstat_variable_set_label(variable, fmt::format("{} ({})", column.doc, column.unit).c_str());
    variables.push_back(variable);
    if (!is_coded(column.kind)) continue;
    readstat_label_set_t* labels = readstat_add_label_set(writer.get(), READSTAT_TYPE_INT32, column.name.c_str());
    std::int32_t number = 0;
    for (const std::string& code : codes_of(*world.region, column.kind)) readstat_label_int32_value(labels, number++, code.c_str());
    readstat_variable_set_label_set(variable, labels);
  }
  must(readstat_begin_writing_dta(writer.get(), &bytes, static_cast<long>(rows.size())));
  for (const EnterpriseId f : rows) {
    must(readstat_begin_row(writer.get()));
    must(readstat_insert_string_value(writer.get(), key, fmt::format("{:016x}", world.enterprises.birth_key[f]).c_str()));
    for (std::size_t c = 0; c < variables.size(); ++c) {
      const PanelColumn& column = panel_columns()[c];
      const double value = column.value(world, f);
      must(column.kind == Kind::real ? readstat_insert_float_value(writer.get(), variables[c], static_cast<float>(value))
                                     : readstat_insert_int32_value(writer.get(), variables[c], static_cast<std::int32_t>(value)));
    }
    must(readstat_end_row(writer.get()));
  }
  must(readstat_end_writing(writer.get()));
  return bytes;
}

}  // namespace

void write_firm_panel(const std::string& folder, const Scenario& scenario, Simulation& simulation) {
  const OutputSettings& output = scenario.model->output;
  const std::string month = last_month(simulation);
  if (output.firms != "yearly" || !month.ends_with("-12")) return;
  const std::string year = month.substr(0, 4);
  const std::string path = fmt::format("{}/firms_{}.{}", folder, year, output.firms_format == "stata" ? "dta" : "nc");
  const std::string title = fmt::format("{}, enterprise agents in December {}", scenario.name, year);
  const auto write = output.firms_format == "stata" ? &stata : &netcdf;
  write_whole_file(path, write(simulation.world(), path, title));
}

Table firm_panel_table() {
  Table table{"firms_YYYY.nc, firms_YYYY.dta",
              "enterprise agent",
              "The panel of agents in December, with `output: {firms: yearly}`. Numbers of coded columns stand for codes as the file "
              "says: flag_meanings in NetCDF, value labels in Stata.",
              {{"key", "id", "Names the agent over all years; in Stata as hexadecimal text."}}};
  for (const PanelColumn& column : panel_columns()) table.columns.push_back({column.name, column.unit, column.doc});
  return table;
}

std::uint64_t firm_panel_bytes(const Scenario& scenario) {
  const Model& model = *scenario.model;
  if (model.output.firms != "yearly") return 0;
  const int years = model.time.end.year - model.time.start.year + 1;
  const std::uint64_t row = 16 + 4 * panel_columns().size();
  return static_cast<std::uint64_t>(static_cast<double>(years) * static_cast<double>(row) * enterprise_agents(scenario));
}

}  // namespace lingnan

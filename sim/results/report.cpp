// The data of a report: tables of a result folder as columns, the large ones added up to what a page can hold.
#include "lingnan/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "lingnan/catalogue.hpp"
#include "lingnan/results.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/scenario/csv.hpp"

namespace lingnan {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// How much of a file the page gets.
enum class Part : unsigned char {
  whole,
  years,       ///< complete years: flows added up, stocks at the end, rates as means
  all_kinds,   ///< added up over the fourth key, such as the industry of a sale
  first_last,  ///< the first and the last year
  last_date,   ///< the last year of a comparison
  largest,     ///< flows of a comparison: of each kind and year the largest in the base, and those that change most
};

struct Shown {
  std::string_view name;  ///< in the page
  std::string_view file;
  Part part;
  std::span<const std::string_view> left_out = {};  ///< columns that the page does not show
};
constexpr std::string_view kStatistics[] = {"p_holm", "p_best", "n", "rho", "mcse", "mde", "variance_ratio", "sci_lo", "sci_hi"};

constexpr Shown kOfRun[] = {
    {"cities", "cities.csv", Part::whole},
    {"industries", "industries.csv", Part::whole},
    {"clusters", "clusters.csv", Part::whole},
    {"future_industries", "future_industries.csv", Part::whole},
    {"province_month", "province.csv", Part::whole},
    {"province", "province.csv", Part::years},
    {"city", "city.csv", Part::years},
    {"city_industry", "city_industry.csv", Part::years},
    {"cluster", "cluster.csv", Part::years},
    {"future", "future.csv", Part::years},
    {"growth_accounting", "growth_accounting.csv", Part::whole},
    {"goods", "flows_goods.csv", Part::all_kinds},
    {"goods_industry", "flows_goods.csv", Part::first_last},
    {"supply", "supply.csv", Part::first_last},
    {"talent", "flows_talent.csv", Part::whole},
    {"capital", "flows_capital.csv", Part::whole},
    {"moves", "flows_enterprises.csv", Part::all_kinds},
    {"levers", "levers.csv", Part::whole},
};
constexpr Shown kOfComparison[] = {
    {"cities", "cities.csv", Part::whole},
    {"industries", "industries.csv", Part::whole},
    {"outcomes", "outcomes.csv", Part::whole},
    {"comparison", "comparison.csv", Part::whole},
    {"places", "comparison_places.csv", Part::whole, std::span(kStatistics).first(7)},
    {"cells", "comparison_cells.csv", Part::last_date, kStatistics},
    {"flows", "comparison_flows.csv", Part::largest},
    {"winner", "winner.csv", Part::whole},
    {"paths", "paths.csv", Part::whole},
    {"costs", "costs.csv", Part::whole},
    {"targets", "targets.csv", Part::whole},
    {"explain", "explain.csv", Part::whole},
    {"robust", "robust.csv", Part::whole},
    {"input_share", "input_share.csv", Part::whole},
    {"shapley", "shapley.csv", Part::whole},
    {"additionality", "additionality.csv", Part::whole},
    {"resilience", "resilience.csv", Part::whole},
    {"future_industries", "future_industries.csv", Part::whole},
    {"replicates", "replicates.csv", Part::last_date},
};

constexpr Shown kOfExperiment[] = {
    {"summary", "summary.csv", Part::whole},       {"draws", "draws.csv", Part::whole},
    {"responses", "responses.csv", Part::whole},   {"variance", "variance.csv", Part::whole},
    {"pairs", "pairs.csv", Part::whole},           {"regret", "regret.csv", Part::whole},
    {"sobol", "sobol.csv", Part::whole},           {"morris", "morris.csv", Part::whole},
    {"selection", "selection.csv", Part::whole},
};

/// Kinds of results by what their manifest says, the usual run last, and what the page gets of them.
struct KindOfResults {
  std::string_view name;
  std::span<const Shown> tables;
};
constexpr KindOfResults kKinds[] = {{"comparison", kOfComparison}, {"experiment", kOfExperiment}, {"run", kOfRun}};

const KindOfResults& kind_of(const Json& manifest) {
  const std::string name = manifest.value("kind", "run");
  const auto found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindOfResults& kind) { return kind.name == name; });
  return found != std::end(kKinds) ? *found : *std::prev(std::end(kKinds));
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw MachineFailure(path.string() + ": cannot open the file for reading");
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) throw MachineFailure(path.string() + ": cannot read the file");
  return text;
}

Json read_json(const fs::path& path) {
  Json json = Json::parse(read_text(path), nullptr, false);
  if (json.is_discarded()) throw BadRequest(path.string() + ": is no JSON");
  return json;
}

bool is_number(std::string_view unit) {
  for (const std::string_view text :
       {"code", "name", "text", "id", "YYYY-MM", "YYYY-Qn", "YYYY or name", "16 hex digits"})
    if (unit == text) return false;
  return true;
}

/// What a year makes of months or quarters.
enum class Year : unsigned char { sum, end, mean };
Year year_of(std::string_view unit) {
  for (const std::string_view counted : {"mln_cny", "count", "persons"})
    if (unit.starts_with(counted)) return unit.find('/') == std::string_view::npos ? Year::end : Year::sum;
  return Year::mean;
}

/// A table by columns; numbers stay as the file has them until they are added up.
struct Columns {
  std::string file;
  std::vector<std::vector<std::string>> values;  ///< [column][row]
  std::vector<std::string> names, units, docs;

  std::size_t rows() const { return values.empty() ? 0 : values[0].size(); }
  /// The same columns without rows.
  Columns empty() const { return {file, std::vector<std::vector<std::string>>(values.size()), names, units, docs}; }
};

double number(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// A table as `columns.json` of its folder tells it. Throws BadRequest if it is another.
Columns read_columns(const fs::path& path, const Json& about) {
  std::vector<Problem> problems;
  CsvTable csv = parse_csv(read_text(path), path.string(), problems);
  Columns table{.file = path.filename().string(), .values = {}, .names = {}, .units = {}, .docs = {}};
  for (const Json& column : about.value(table.file, Json::object()).value("columns", Json::array())) {
    table.names.push_back(column.value("name", ""));
    table.units.push_back(column.value("unit", ""));
    table.docs.push_back(column.value("doc", ""));
  }
  bool as_told = csv.header.size() == table.names.size();
  for (std::size_t c = 0; as_told && c < table.names.size(); ++c) as_told = csv.header[c].text == table.names[c];
  if (!as_told) problems.push_back({path.string(), 1, 1, "the columns are not those that columns.json tells of"});
  if (!problems.empty()) throw BadRequest(std::move(problems));
  table.values.resize(table.names.size());
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    std::vector<Problem> not_numbers;
    std::size_t numbers = 0;
    for (CsvTable::Row& row : csv.rows) {
      CsvTable::Field& field = row.fields[c];
      if (is_number(table.units[c]) && !field.text.empty()) {
        double value = 0;
        const char* end = field.text.data() + field.text.size();
        const auto [stop, error] = std::from_chars(field.text.data(), end, value);
        if (error == std::errc() && stop == end)
          ++numbers;
        else
          not_numbers.push_back(
              {path.string(), field.line, field.column, fmt::format("'{}' is not a number", field.text)});
      }
      table.values[c].push_back(std::move(field.text));
    }
    if (numbers > 0)
      problems.insert(problems.end(), not_numbers.begin(), not_numbers.end());
    else if (!not_numbers.empty())
      table.units[c] = "text";  // a unit that is not known here, of words only
  }
  if (!problems.empty()) throw BadRequest(std::move(problems));
  return table;
}

std::string joined(const Columns& table, const std::vector<std::size_t>& keys, std::size_t row) {
  std::string key;
  for (const std::size_t k : keys) key += table.values[k][row] + '\x1f';
  return key;
}

/// Rows with the same keys become one, in the order in which they first appear. `first_value` is where the keys end.
Columns grouped(const Columns& table, const std::vector<std::size_t>& keys, std::size_t first_value) {
  Columns out = table.empty();
  std::map<std::string, std::size_t> group;
  std::vector<std::size_t> of_row, first, count, end;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto [place, is_new] = group.try_emplace(joined(table, keys, row), first.size());
    if (is_new) {
      first.push_back(row);
      count.push_back(0);
      end.push_back(row);
    }
    ++count[place->second];
    end[place->second] = row;
    of_row.push_back(place->second);
  }
  for (const std::size_t k : keys)
    for (const std::size_t row : first) out.values[k].push_back(table.values[k][row]);
  for (std::size_t c = first_value; c < table.values.size(); ++c) {
    std::vector<double> sums(first.size(), 0.0);
    for (std::size_t row = 0; row < table.rows(); ++row) sums[of_row[row]] += number(table.values[c][row]);
    const Year rule = year_of(table.units[c]);
    for (std::size_t g = 0; g < first.size(); ++g) {
      const double value = rule == Year::sum   ? sums[g]
                           : rule == Year::end ? number(table.values[c][end[g]])
                                               : sums[g] / static_cast<double>(count[g]);
      out.values[c].push_back(fmt::format("{:.8g}", value));
    }
  }
  return out;
}

template <class Keep>
Columns filtered(const Columns& table, const Keep& keep) {
  Columns out = table.empty();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!keep(row)) continue;
    for (std::size_t c = 0; c < table.values.size(); ++c) out.values[c].push_back(table.values[c][row]);
  }
  return out;
}

/// Months or quarters to complete years. The keys after the first column are the codes and names that follow it.
Columns yearly(Columns table) {
  std::map<std::string, std::set<std::string>> periods;
  for (std::string& period : table.values[0]) {
    const std::string year = period.substr(0, 4);
    periods[year].insert(period);
    period = year;
  }
  const std::size_t complete = table.units[0] == "YYYY-Qn" ? 4 : 12;
  table = filtered(table, [&](std::size_t row) { return periods[table.values[0][row]].size() == complete; });
  std::vector<std::size_t> keys = {0};
  while (keys.size() < table.units.size() && !is_number(table.units[keys.size()])) keys.push_back(keys.size());
  const std::size_t first_value = keys.size();
  table = grouped(table, keys, first_value);
  table.names[0] = "year";
  table.units[0] = "YYYY";
  for (std::string& unit : table.units)
    for (const std::string_view period : {"/month", "/quarter"})
      if (const std::size_t at = unit.find(period); at != std::string::npos && year_of(unit) == Year::sum)
        unit.replace(at, period.size(), "/year");
  return table;
}

std::size_t column_of(const Columns& table, std::string_view name) {
  const auto found = std::find(table.names.begin(), table.names.end(), name);
  expects(found != table.names.end(), "a column of the table");
  return static_cast<std::size_t>(found - table.names.begin());
}

/// Within each alternative, flow, kind and year, those between cities. More than a map draws, as it has two panels.
Columns largest_flows(const Columns& table, const std::set<std::string>& cities) {
  constexpr std::size_t kKept = 60;
  std::vector<std::size_t> keys;
  for (const char* key : {"scenario", "flow", "kind", "year"}) keys.push_back(column_of(table, key));
  const std::vector<std::string>&from = table.values[column_of(table, "origin")], &to = table.values[column_of(table, "destination")];
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (cities.contains(from[row]) && cities.contains(to[row])) groups[joined(table, keys, row)].push_back(row);
  std::vector<bool> kept(table.rows(), false);
  for (auto& [key, rows] : groups)
    for (const char* by : {"base_mean", "effect"}) {
      const std::vector<std::string>& values = table.values[column_of(table, by)];
      std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return std::abs(number(values[a])) > std::abs(number(values[b])); });
      for (std::size_t at = 0; at < std::min(kKept, rows.size()); ++at) kept[rows[at]] = true;
    }
  return filtered(table, [&](std::size_t row) { return kept[row]; });
}

/// Codes of the cities in cities.csv, which has outside partners as well.
std::set<std::string> cities_in(const Columns& places) {
  std::set<std::string> codes;
  const std::vector<std::string>&code = places.values[column_of(places, "code")], &kind = places.values[column_of(places, "kind")];
  for (std::size_t row = 0; row < places.rows(); ++row)
    if (kind[row] == "city") codes.insert(code[row]);
  return codes;
}

Columns without(Columns table, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const auto c = static_cast<std::ptrdiff_t>(column_of(table, name));
    for (auto* list : {&table.names, &table.units, &table.docs}) list->erase(list->begin() + c);
    table.values.erase(table.values.begin() + c);
  }
  return table;
}

Columns part_of(Columns table, Part part, const std::set<std::string>& cities) {
  switch (part) {
    case Part::whole:
      return table;
    case Part::years:
      return yearly(std::move(table));
    case Part::all_kinds:
      return grouped(table, {0, 1, 2}, table.values.size() - 1);
    case Part::first_last: {
      const std::vector<std::string>& years = table.values[0];
      if (years.empty()) return table;
      const auto [first, last] = std::minmax_element(years.begin(), years.end());
      return filtered(table, [&](std::size_t row) { return years[row] == *first || years[row] == *last; });
    }
    case Part::last_date: {
      const std::size_t column = column_of(table, "date");
      std::string last;
      for (const std::string& date : table.values[column])
        if (date[0] != 'p') last = std::max(last, date);
      return filtered(table, [&](std::size_t row) { return table.values[column][row] == last; });
    }
    case Part::largest:
      return largest_flows(table, cities);
  }
  return table;
}

/// Text as indices into its distinct values, numbers as they are, empty fields as null.
Json values_json(const std::vector<std::string>& values, bool numbers) {
  if (numbers) {
    std::string list = "[";
    for (const std::string& value : values) list += (list.size() > 1 ? "," : "") + (value.empty() ? "null" : value);
    return Json::parse(list + "]");
  }
  Json distinct = Json::array(), at = Json::array();
  std::map<std::string, std::size_t> index;
  for (const std::string& value : values) {
    const auto [place, is_new] = index.try_emplace(value, index.size());
    if (is_new) distinct.push_back(value);
    at.push_back(place->second);
  }
  return {{"of", std::move(distinct)}, {"at", std::move(at)}};
}

Json table_json(const Columns& table) {
  Json columns = Json::object();
  for (std::size_t c = 0; c < table.values.size(); ++c) {
    if (table.values[c].size() != table.rows()) continue;  // a key over which was added up
    columns[table.names[c]] = {{"unit", table.units[c]},
                               {"doc", table.docs[c]},
                               {"values", values_json(table.values[c], is_number(table.units[c]))}};
  }
  return {{"file", table.file}, {"rows", table.rows()}, {"columns", std::move(columns)}};
}

/// The cards of all levers that the scenarios of a manifest use.
Json lever_cards(const Json& manifest) {
  Json cards = Json::object();
  const auto add = [&cards](const Json& scenario) {
    if (!scenario.is_object() || !scenario.contains("policy")) return;
    for (const Json& lever : scenario["policy"]) {
      const std::string name = lever.value("lever", "");
      if (!name.empty() && !cards.contains(name)) cards[name] = Json::parse(describe_lever(name, true));
    }
  };
  if (manifest.contains("scenario")) add(manifest["scenario"]);
  if (manifest.contains("scenarios"))
    for (const Json& setting : manifest["scenarios"]) add(setting.value("scenario", Json()));
  return cards;
}

// ---- the base map

/// The code of GB/T 2260 that a feature carries under one of the usual names; with a country in front the last six
/// digits count.
std::string code_of(const Json& feature) {
  for (const Json* holder : {&feature, &feature.at("properties")})
    for (const char* name : {"code", "adcode", "id", "gb"}) {
      if (!holder->is_object() || !holder->contains(name)) continue;
      const Json& value = (*holder)[name];
      const std::string code = value.is_string() ? value.get<std::string>() : value.is_number() ? value.dump() : "";
      if (!code.empty()) return code.size() == 9 && code.starts_with("156") ? code.substr(3) : code;
    }
  return "";
}

/// The rings of a polygon or of several, rounded to what a page can show.
Json rings_of(const Json& geometry) {
  Json rings = Json::array();
  const auto add = [&rings](const Json& polygon) {
    for (const Json& ring : polygon) {
      Json points = Json::array();
      for (const Json& point : ring) {
        Json rounded = {std::round(point.at(0).get<double>() * 1e3) / 1e3,
                        std::round(point.at(1).get<double>() * 1e3) / 1e3};
        if (points.empty() || points.back() != rounded) points.push_back(std::move(rounded));
      }
      if (points.size() > 3) rings.push_back(std::move(points));
    }
  };
  const std::string type = geometry.value("type", "");
  if (type == "Polygon") add(geometry.at("coordinates"));
  if (type == "MultiPolygon")
    for (const Json& polygon : geometry.at("coordinates")) add(polygon);
  return rings;
}

/// Borders of the places that the results know; everything else in the file is left out.
Json basemap_json(const std::string& file, const Columns& places) {
  if (!fs::exists(file)) throw BadRequest(file + ": no such file");
  const Json map = read_json(file);
  Json shapes = Json::array();
  std::set<std::string> known(places.values[0].begin(), places.values[0].end()), found;
  try {
    for (const Json& feature : map.at("features")) {
      const std::string code = code_of(feature);
      if (!known.count(code)) continue;
      Json rings = rings_of(feature.at("geometry"));
      if (rings.empty()) continue;
      found.insert(code);
      shapes.push_back({{"code", code}, {"rings", std::move(rings)}});
    }
  } catch (const nlohmann::json::exception& error) {
    throw BadRequest(
        fmt::format("{}: is no GeoJSON with features that have properties and polygons ({})", file, error.what()));
  }
  if (found.empty())
    throw BadRequest(
        file +
        ": has no shape of a city of the results; features need a property code, adcode, id or gb with the "
        "city's code, such as 440300");
  Json source = map.value("source", Json());
  if (!source.is_object()) {
    std::string text = source.is_string() ? source.get<std::string>() : fs::path(file).filename().string();
    for (const char* name : {"审图号", "approval_number"})
      if (map.contains(name) && map[name].is_string()) text += ", 审图号 " + map[name].get<std::string>();
    source = {{"en", text}, {"zh", text}};
  }
  return {{"source", std::move(source)}, {"shapes", std::move(shapes)}};
}

/// What the page is told: manifest, tables with units, cards of the levers in use, base map.
std::string report_data(const std::string& folder, const ReportOptions& options) {
  if (!fs::exists(folder)) throw BadRequest(folder + ": no such folder");
  if (!is_result_folder(folder))
    throw BadRequest(folder + ": holds no finished run, comparison or experiment; make one with lingnan run, lingnan compare or lingnan batch");
  const Json manifest = read_json(fs::path(folder) / "manifest.json");
  const Json about = read_json(fs::path(folder) / "columns.json");
  const KindOfResults& kind = kind_of(manifest);
  Json data = {{"kind", kind.name},
               {"language", options.language},
               {"folder", folder},
               {"manifest", manifest},
               {"lever_cards", lever_cards(manifest)},
               {"tables", Json::object()}};
  std::map<std::string, Columns> read;
  std::set<std::string> cities;
  const auto add = [&](const Shown& shown) {
    const std::string file(shown.file);
    const fs::path path = fs::path(folder) / file;
    if (!fs::exists(path)) return;
    const auto [place, is_new] = read.try_emplace(file);
    if (is_new) place->second = read_columns(path, about);
    if (file == "cities.csv") cities = cities_in(place->second);
    data["tables"][std::string(shown.name)] = table_json(without(part_of(place->second, shown.part, cities), shown.left_out));
  };
  for (const Shown& shown : kind.tables) add(shown);
  if (!options.basemap.empty()) {
    if (!read.count("cities.csv")) throw BadRequest(folder + ": has no cities.csv, which a base map needs");
    data["basemap"] = basemap_json(options.basemap, read.at("cities.csv"));
  }
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string report(const std::string& folder, const ReportOptions& options) {
  constexpr std::string_view kPlace = "@LINGNAN_DATA@";
  std::string data = report_data(folder, options);
  // the end of the element that holds the data must not appear in it
  for (std::size_t at = 0; (at = data.find('<', at)) != std::string::npos;) data.replace(at, 1, "\\u003c");
  if (!fs::exists(options.page))
    throw MachineFailure(
        options.page +
        ": the page of reports was not built; it needs npm (Debian: nodejs and npm) and, the first time, its "
        "registry; then build again");
  std::string page = read_text(options.page);
  const std::size_t at = page.find(kPlace);
  expects(at != std::string::npos, "the page has a place for the data");
  page.replace(at, kPlace.size(), data);
  return page;
}

}  // namespace lingnan

#include "sim/scenario/region_reader.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "sim/base/problem.hpp"
#include "sim/scenario/csv.hpp"

namespace lingnan {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kBalanceTolerance = 1e-6;   // relative, row against column of a local product
constexpr double kCitySumTolerance = 1e-4;   // relative, cities against the industry
constexpr double kMostMovers = 0.05;          // of the people of a city, net in a year
constexpr double kShareSumTolerance = 1e-6;  // shares of a whole
constexpr double kJobsTolerance = 1e-6;      // relative, industry jobs against employed persons
constexpr double kMostNewProducts = 0.9;      // of an industry's sales to final users
constexpr double kDistanceTolerance = 0.01;  // relative, there against back

constexpr std::array kOriginNames = {"LOCAL", "ROC", "ROW"};
constexpr std::array kFinalUseNames = {"HH", "GOV", "GFCF", "INV", "TO_ROC", "TO_ROW"};
constexpr std::array kValueAddedNames = {"COMP", "TAX", "DEP", "SURP"};
constexpr const char* kValueAddedOrigin = "VA";
static_assert(kOriginNames.size() == kOrigins && kFinalUseNames.size() == kFinalUses);

struct Range {
  double min = -kInfinity, max = kInfinity;
  bool above_min = false;  ///< min itself is not allowed

  bool holds(double x) const { return (above_min ? x > min : x >= min) && x <= max; }

  std::string text() const {
    if (max == kInfinity) return (above_min ? "be above " : "be at least ") + fmt::format("{}", min);
    return fmt::format("lie in {}{}, {}]", above_min ? "(" : "[", min, max);
  }
};

constexpr Range kAny{};
constexpr Range kPositive{0, kInfinity, true};
constexpr Range kNotNegative{0, kInfinity};
constexpr Range kShare{0, 1};
constexpr Range kGrowth{-0.5, 0.5};  // in a year
constexpr int kMostGrowthYears = 50;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::string hint(const std::string& word, const std::vector<std::string>& known) {
  const std::string close = nearest(word, known);
  return close.empty() ? "" : " Did you mean '" + close + "'?";
}

/// One table of the folder with its columns by name. Every mistake goes to the list that all tables share.
class Sheet {
 public:
  Sheet(CsvTable csv, std::vector<Problem>& problems) : csv_(std::move(csv)), problems_(problems) {
    for (std::size_t i = 0; i < csv_.header.size(); ++i) {
      const CsvTable::Field& name = csv_.header[i];
      if (name.text.empty() || columns_.emplace(name.text, i).second) continue;
      report(name.line, name.column, "column '" + name.text + "' occurs twice");
    }
  }

  const std::string& file() const { return csv_.file; }
  std::size_t rows() const { return csv_.rows.size(); }
  int line(std::size_t row) const { return csv_.rows[row].line; }
  bool has(const std::string& column) const { return columns_.contains(column); }
  bool sound() const { return sound_; }
  void spoil() { sound_ = false; }

  void require(const std::vector<std::string>& names) {
    std::vector<std::string> present;
    for (const auto& [name, index] : columns_) {
      if (std::find(names.begin(), names.end(), name) == names.end()) present.push_back(name);
    }
    for (const std::string& name : names) {
      if (columns_.contains(name)) continue;
      const std::string close = nearest(name, present);
      report(1, 1, "column '" + name + "' is missing" + (close.empty() ? "" : " ('" + close + "' is unknown)"));
    }
  }

  /// "" if the column or the field is missing, which has been reported already.
  std::string text(std::size_t row, const std::string& column) const {
    const CsvTable::Field* field = find(row, column);
    return field == nullptr ? "" : field->text;
  }

  /// Whether the field says what its column means; if not, that has been reported already.
  bool readable(std::size_t row, const std::string& column) const {
    return !csv_.rows[row].ragged && find(row, column) != nullptr;
  }

  double number(std::size_t row, const std::string& column, const Range& range) {
    return number(row, column, range, column);
  }

  /// `name` is what a message calls the number. 0 if the number is missing or out of range.
  double number(std::size_t row, const std::string& column, const Range& range, const std::string& name) {
    const CsvTable::Field* field = readable(row, column) ? find(row, column) : nullptr;
    if (field == nullptr) return 0;
    double value = 0;
    const char* end = field->text.data() + field->text.size();
    const auto [stop, error] = std::from_chars(field->text.data(), end, value);
    if (error == std::errc::invalid_argument || stop != end) {
      fail(row, column, fmt::format("{} is '{}' but must be a number", name, field->text));
    } else if (error != std::errc() || !std::isfinite(value)) {
      fail(row, column, fmt::format("{} is '{}' but must be a finite number", name, field->text));
    } else if (!range.holds(value)) {
      fail(row, column, fmt::format("{} is {} but must {}", name, value, range.text()));
    } else {
      return value;
    }
    return 0;
  }

  /// A calendar year; nothing if there is none, which has been reported already.
  std::optional<int> year(std::size_t row, const std::string& column, const Range& range) {
    const double value = number(row, column, range);
    if (value == 0) return std::nullopt;
    if (std::floor(value) == value) return static_cast<int>(value);
    fail(row, column, fmt::format("{} is {} but must be a whole number", column, value));
    return std::nullopt;
  }

  bool flag(std::size_t row, const std::string& column) {
    const std::string value = text(row, column);
    if (value != "0" && value != "1" && readable(row, column)) {
      fail(row, column, fmt::format("{} is '{}' but must be 0 or 1", column, value));
    }
    return value == "1";
  }

  void fail(std::size_t row, const std::string& column, const std::string& message) {
    const CsvTable::Field* field = find(row, column);
    if (field == nullptr) return report(line(row), 1, message);
    report(field->line, field->column, message);
  }

  /// Line 0 stands for the whole file.
  void report(int at_line, int at_column, const std::string& message) {
    problems_.push_back({csv_.file, at_line, at_column, message});
    sound_ = false;
  }

 private:
  const CsvTable::Field* find(std::size_t row, const std::string& column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end() || found->second >= csv_.rows[row].fields.size()) return nullptr;
    return &csv_.rows[row].fields[found->second];
  }

  CsvTable csv_;
  std::vector<Problem>& problems_;
  std::map<std::string, std::size_t> columns_;
  bool sound_ = true;
};

/// The codes that other tables may name: cities, industries, clusters, sectors.
class Codes {
 public:
  explicit Codes(std::string what) : what_(std::move(what)) {}
  Codes(std::string what, std::vector<std::string> names) : what_(std::move(what)) {
    for (std::string& name : names) add(std::move(name));
  }

  std::size_t size() const { return names_.size(); }
  const std::vector<std::string>& names() const { return names_; }
  const std::string& operator[](std::size_t i) const { return names_[i]; }
  const std::string& what() const { return what_; }

  bool add(std::string name) {
    if (!index_.emplace(name, names_.size()).second) return false;
    names_.push_back(std::move(name));
    return true;
  }

  /// The code in a field; a code that is not known is reported.
  std::optional<std::size_t> find(Sheet& sheet, std::size_t row, const std::string& column) const {
    const std::string name = sheet.text(row, column);
    const auto found = index_.find(name);
    if (found != index_.end()) return found->second;
    if (sheet.readable(row, column)) {
      sheet.fail(row, column, fmt::format("unknown {} '{}'.{}", what_, name, hint(name, names_)));
    }
    return std::nullopt;
  }

 private:
  std::string what_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> index_;
};

/// Which of the expected rows have been seen, and in which line.
class Checklist {
 public:
  explicit Checklist(std::size_t size) : line_(size, 0) {}

  bool first_time(Sheet& sheet, std::size_t row, std::size_t item, const std::string& name) {
    if (line_[item] == 0) {
      line_[item] = sheet.line(row);
      return true;
    }
    sheet.report(sheet.line(row), 1, fmt::format("{} occurs twice (first in line {})", name, line_[item]));
    return false;
  }

  bool has(std::size_t item) const { return line_[item] != 0; }
  int line(std::size_t item) const { return line_[item]; }

 private:
  std::vector<int> line_;
};

/// First industry at which a leading principal minor of I - A fails to be positive, by elimination without
/// pivoting (the minors are the running products of the pivots). `a` is [supplier][user].
std::optional<std::size_t> fails_hawkins_simon(const std::vector<double>& a, std::size_t n) {
  std::vector<double> m(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) m[i * n + j] = (i == j ? 1.0 : 0.0) - a[i * n + j];
  for (std::size_t k = 0; k < n; ++k) {
    if (!(m[k * n + k] > 0)) return k;
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = m[i * n + k] / m[k * n + k];
      for (std::size_t j = k; j < n; ++j) m[i * n + j] -= factor * m[k * n + j];
    }
  }
  return std::nullopt;
}

std::string sum_gap(double sum, double expected, double allowed) {
  return fmt::format("(gap {:.6g}; at most {:.6g})", sum - expected, allowed);
}

class Reader {
 public:
  explicit Reader(const std::string& folder) { region_.folder = folder; }

  Region read() {
    if (!std::filesystem::is_directory(region_.folder)) {
      throw BadRequest(std::vector<Problem>{{region_.folder, 0, 0, "is not a folder"}});
    }
    read_facts();
    read_cities();
    read_industries();
    read_partners();
    read_flows();
    read_city_value_added();
    read_distances();
    read_input_classes();
    read_clusters();
    read_product_classes();
    read_growth();
    read_ports();
    read_history();
    read_demand_premiums();
    if (!problems_.empty()) throw BadRequest(std::move(problems_));
    return std::move(region_);
  }

 private:
  enum class Need { required, optional };

  /// The table, or nothing if it cannot be read: the file or one of the first `keys` columns is missing.
  std::optional<Sheet> open(const std::string& name, const std::vector<std::string>& columns, std::size_t keys = 1,
                            Need need = Need::required) {
    const std::string path = (std::filesystem::path(region_.folder) / name).string();
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
      if (need == Need::required) problems_.push_back({path, 0, 0, "the file is missing"});
      return std::nullopt;
    }
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    region_.file_hashes.emplace_back(name, fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())));
    const std::size_t before = problems_.size();
    CsvTable csv = parse_csv(text, path, problems_);
    if (csv.header.empty()) {
      problems_.push_back({path, 0, 0, "the file is empty"});
      return std::nullopt;
    }
    Sheet sheet(std::move(csv), problems_);
    if (problems_.size() != before) sheet.spoil();
    sheet.require(columns);
    for (std::size_t key = 0; key < keys; ++key) {
      if (!sheet.has(columns[key])) return std::nullopt;
    }
    return sheet;
  }

  void read_facts() {
    std::optional<Sheet> sheet = open("region.csv", {"key", "value", "unit"});
    if (!sheet) return;
    const std::vector<std::pair<std::string, std::string>> wanted = {{"name_en", "text"},
                                                                     {"name_zh", "text"},
                                                                     {"base_year", "year"},
                                                                     {"experts", "persons"},
                                                                     {"unemployment_rate", "share"},
                                                                     {"employed", "persons"}};
    std::map<std::string, std::size_t> row_of;
    std::vector<std::string> unknown;
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::string key = sheet->text(row, "key");
      if (!row_of.emplace(key, row).second) {
        sheet->fail(row, "key", fmt::format("key '{}' occurs twice (first in line {})", key, sheet->line(row_of[key])));
      }
      if (std::none_of(wanted.begin(), wanted.end(), [&](const auto& w) { return w.first == key; })) {
        unknown.push_back(key);
      }
    }
    for (const auto& [key, unit] : wanted) {
      const auto found = row_of.find(key);
      if (found == row_of.end()) {
        const std::string close = nearest(key, unknown);
        sheet->report(0, 0, "key '" + key + "' is missing" + (close.empty() ? "" : " ('" + close + "' is unknown)"));
        continue;
      }
      const std::string given = sheet->text(found->second, "unit");
      if (given != unit) {
        sheet->fail(found->second, "unit", fmt::format("the unit of '{}' is '{}' but must be '{}'", key, given, unit));
      }
    }
    const auto number = [&](const std::string& key, const Range& range) {
      return row_of.contains(key) ? sheet->number(row_of[key], "value", range, key) : 0.0;
    };
    const auto text = [&](const std::string& key) {
      return row_of.contains(key) ? sheet->text(row_of[key], "value") : std::string();
    };
    region_.name_en = text("name_en");
    region_.name_zh = text("name_zh");
    const double year = number("base_year", {1900, 2200});
    region_.base_year = static_cast<int>(year);
    if (std::floor(year) != year) {
      sheet->fail(row_of["base_year"], "value", fmt::format("base_year is {} but must be a whole number", year));
    }
    region_.experts = number("experts", kNotNegative);
    region_.unemployment_rate = number("unemployment_rate", {0, 0.5});
    region_.employed = number("employed", kPositive);
    if (sheet->sound() && region_.experts > region_.employed) {
      sheet->fail(row_of["experts"], "value",
                  fmt::format("experts is {} but must be at most the employed, {}", region_.experts, region_.employed));
    }
  }

  void read_code(Sheet& sheet, std::size_t row, Codes& codes) {
    const std::string code = sheet.text(row, "code");
    if (code.empty()) return sheet.fail(row, "code", "code is empty");
    if (!codes.add(code)) sheet.fail(row, "code", fmt::format("{} '{}' occurs twice", codes.what(), code));
  }

  void read_cities() {
    std::optional<Sheet> sheet =
        open("cities.csv", {"code", "name_en", "name_zh", "district", "lat_deg", "lon_deg", "population",
                            "net_migration", "housing_supply_elasticity", "wage_cny", "college_share", "expert_share", "above_scale_industrial_enterprises"});
    if (!sheet) return;
    Codes english("city name"), chinese("city name");
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, cities_);
      City city;
      city.code = sheet->text(row, "code");
      city.name_en = sheet->text(row, "name_en");
      city.name_zh = sheet->text(row, "name_zh");
      for (const auto& [column, names] : {std::pair{"name_en", &english}, std::pair{"name_zh", &chinese}}) {
        const std::string name = sheet->text(row, column);
        if (!name.empty() && !names->add(name)) sheet->fail(row, column, "city name '" + name + "' occurs twice");
      }
      city.district = sheet->text(row, "district");
      city.lat_deg = sheet->number(row, "lat_deg", {-90, 90});
      city.lon_deg = sheet->number(row, "lon_deg", {-180, 180});
      city.population = sheet->number(row, "population", kPositive);
      city.net_migration = sheet->number(row, "net_migration", kAny);
      if (city.population > 0 && std::abs(city.net_migration) > kMostMovers * city.population)
        sheet->fail(row, "net_migration", fmt::format("net_migration is {} but must be at most {} of the population",
                                                      city.net_migration, kMostMovers));
      city.housing_supply_elasticity = sheet->number(row, "housing_supply_elasticity", kNotNegative);
      city.wage_index = sheet->number(row, "wage_cny", kPositive);
      city.college_share = sheet->number(row, "college_share", kShare);
      city.expert_share = sheet->number(row, "expert_share", kShare);
      city.large_enterprises = sheet->number(row, "above_scale_industrial_enterprises", kNotNegative);
      region_.cities.push_back(std::move(city));
    }
    if (region_.cities.empty()) sheet->report(0, 0, "there is no city");
    check_expert_shares(*sheet, region_.cities);
  }

  void read_industries() {
    std::optional<Sheet> sheet = open(
        "industries.csv", {"code", "name_en", "name_zh", "group", "storable", "public_service", "finished_stock_days",
                           "input_stock_days", "distance_decay", "jobs", "depreciation_rate", "capital_mln",
                           "college_share", "expert_share", "enterprises", "self_employed", "size_tail_exponent"});
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, industries_);
      region_.industries.push_back(industry_of(*sheet, row));
    }
    if (region_.industries.empty()) sheet->report(0, 0, "there is no industry");
    check_expert_shares(*sheet, region_.industries);
    const double jobs = std::accumulate(region_.industries.begin(), region_.industries.end(), 0.0,
                                        [](double sum, const Industry& s) { return sum + s.jobs; });
    const double allowed = kJobsTolerance * region_.employed;
    if (sheet->sound() && region_.employed > 0 && std::abs(jobs - region_.employed) > allowed) {
      sheet->report(0, 0,
                    fmt::format("jobs sum to {} but employed in region.csv is {} {}", jobs, region_.employed,
                                sum_gap(jobs, region_.employed, allowed)));
    }
  }

  static Industry industry_of(Sheet& sheet, std::size_t row) {
    Industry s;
    s.code = sheet.text(row, "code");
    s.name_en = sheet.text(row, "name_en");
    s.name_zh = sheet.text(row, "name_zh");
    s.group = sheet.text(row, "group");
    s.storable = sheet.flag(row, "storable");
    s.public_service = sheet.flag(row, "public_service");
    s.finished_stock_days = sheet.number(row, "finished_stock_days", {0, 360});
    s.input_stock_days = sheet.number(row, "input_stock_days", {0, 720});
    s.distance_decay = sheet.number(row, "distance_decay", {0, 10});
    s.jobs = sheet.number(row, "jobs", kPositive);
    s.depreciation_rate = sheet.number(row, "depreciation_rate", {0, 1, true});
    s.capital = sheet.number(row, "capital_mln", kPositive);
    s.college_share = sheet.number(row, "college_share", kShare);
    s.expert_share = sheet.number(row, "expert_share", kShare);
    s.enterprises = sheet.number(row, "enterprises", kNotNegative);
    s.self_employed = sheet.number(row, "self_employed", kNotNegative);
    s.size_tail_exponent = sheet.number(row, "size_tail_exponent", {0.5, 5});
    if (sheet.has("country_share")) s.country_share = sheet.number(row, "country_share", {0, 1, true});
    const std::array<std::pair<const char*, double>, 2> stocks = {
        std::pair{"finished_stock_days", s.finished_stock_days}, std::pair{"input_stock_days", s.input_stock_days}};
    for (const auto& [column, days] : stocks) {
      if (s.storable || days == 0) continue;
      sheet.fail(row, column, fmt::format("{} is {} but must be 0 for what cannot be stored", column, days));
    }
    if (sheet.sound() && s.enterprises + s.self_employed == 0) {
      sheet.fail(row, "enterprises", "enterprises and self_employed are both 0");
    }
    return s;
  }

  template <class Rows>
  static void check_expert_shares(Sheet& sheet, const Rows& rows) {
    if (!sheet.sound()) return;
    double sum = 0;
    for (const auto& row : rows) sum += row.expert_share;
    if (std::abs(sum - 1) > kShareSumTolerance) {
      sheet.report(
          0, 0,
          fmt::format("expert_share sums to {:.10g} but must sum to 1 {}", sum, sum_gap(sum, 1, kShareSumTolerance)));
    }
  }

  void read_partners() {
    std::optional<Sheet> sheet = open("partners.csv", {"code", "name_en", "name_zh", "goods"});
    if (!sheet) return;
    Codes partners("partner");
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, partners);
      Partner partner{sheet->text(row, "code"), sheet->text(row, "name_en"), sheet->text(row, "name_zh"),
                      sheet->flag(row, "goods")};
      const bool in_table = partner.code == "ROC" || partner.code == "ROW";
      if (partner.goods != in_table) {
        sheet->fail(row, "goods",
                    fmt::format("goods of '{}' is {:d} but must be {:d}: ROC and ROW, and no other, "
                                "trade in flows.csv",
                                partner.code, partner.goods, in_table));
      }
      region_.partners.push_back(std::move(partner));
    }
    for (const char* code : {"ROC", "ROW"}) {
      const auto is_code = [&](const Partner& partner) { return partner.code == code; };
      if (std::none_of(region_.partners.begin(), region_.partners.end(), is_code)) {
        sheet->report(0, 0, fmt::format("no row for partner '{}'", code));
      }
    }
  }

  void read_flows() {
    const std::size_t n = industries_.size();
    std::vector<std::string> columns = {"origin", "sector"};
    columns.insert(columns.end(), industries_.names().begin(), industries_.names().end());
    columns.insert(columns.end(), kFinalUseNames.begin(), kFinalUseNames.end());
    std::optional<Sheet> sheet = open("flows.csv", columns, 2);
    if (!sheet || n == 0) return;

    FlowTable& flows = region_.flows;
    flows.industries = static_cast<int>(n);
    flows.intermediate.assign(kOrigins * n * n, 0);
    flows.final_use.assign(kOrigins * n * kFinalUses, 0);
    const std::array<std::vector<double>*, 4> parts = {&flows.compensation, &flows.production_tax, &flows.depreciation,
                                                       &flows.surplus};
    for (std::vector<double>* part : parts) part->assign(n, 0);

    const Codes origins("origin", {kOriginNames[0], kOriginNames[1], kOriginNames[2], kValueAddedOrigin});
    const Codes value_added("sector", {kValueAddedNames.begin(), kValueAddedNames.end()});
    Checklist products(kOrigins * n), va_rows(parts.size());
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> origin = origins.find(*sheet, row, "origin");
      if (!origin) continue;
      const bool is_value_added = *origin == kOrigins;
      const std::optional<std::size_t> sector =
          (is_value_added ? value_added : industries_).find(*sheet, row, "sector");
      if (!sector) continue;
      const std::string name = fmt::format("row '{},{}'", origins[*origin], sheet->text(row, "sector"));
      if (is_value_added) {
        if (!va_rows.first_time(*sheet, row, *sector, name)) continue;
        const Range range = kValueAddedNames[*sector] == std::string("TAX") ? kAny : kNotNegative;  // net of subsidies
        for (std::size_t u = 0; u < n; ++u) (*parts[*sector])[u] = sheet->number(row, industries_[u], range);
      } else if (products.first_time(*sheet, row, *origin * n + *sector, name)) {
        read_product(*sheet, row, static_cast<Origin>(*origin), *sector);
      }
    }
    for (std::size_t o = 0; o < kOrigins; ++o) {
      for (std::size_t s = 0; s < n; ++s) {
        if (products.has(o * n + s)) continue;
        sheet->report(0, 0, fmt::format("no row '{},{}'", kOriginNames[o], industries_[s]));
      }
    }
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (!va_rows.has(p)) sheet->report(0, 0, fmt::format("no row '{},{}'", kValueAddedOrigin, kValueAddedNames[p]));
    }
    if (sheet->sound()) check_flows(*sheet, products, va_rows);
    flows_sound_ = sheet->sound();
  }

  void read_product(Sheet& sheet, std::size_t row, Origin origin, std::size_t product) {
    FlowTable& flows = region_.flows;
    for (std::size_t u = 0; u < industries_.size(); ++u) {
      flows.z(origin, product, u) = sheet.number(row, industries_[u], kNotNegative);
    }
    for (std::size_t use = 0; use < kFinalUses; ++use) {
      const FinalUse f = static_cast<FinalUse>(use);
      const Range& range = f == FinalUse::inventories ? kAny : kNotNegative;
      flows.f(origin, product, f) = sheet.number(row, kFinalUseNames[use], range);
    }
  }

  void check_flows(Sheet& sheet, const Checklist& products, const Checklist& va_rows) {
    const FlowTable& flows = region_.flows;
    const std::size_t n = industries_.size();
    for (std::size_t s = 0; s < n; ++s) {
      double row = 0;
      for (std::size_t u = 0; u < n; ++u) row += flows.z(Origin::local, s, u);
      for (std::size_t use = 0; use < kFinalUses; ++use) row += flows.f(Origin::local, s, static_cast<FinalUse>(use));
      const double column = flows.output(s);
      const double allowed = kBalanceTolerance * std::max(std::abs(row), std::abs(column));
      if (std::abs(row - column) > allowed) {
        sheet.report(products.line(s), 1,
                     fmt::format("row '{},{}' sums to {} but column '{}' sums to {} {}", kOriginNames[0],
                                 industries_[s], row, industries_[s], column, sum_gap(row, column, allowed)));
      }
      if (!(flows.value_added(s) > 0)) {
        sheet.report(
            va_rows.line(0), 1,
            fmt::format("value added of '{}' is {} but must be above 0", industries_[s], flows.value_added(s)));
      }
    }
    std::vector<double> a(n * n, 0);
    for (std::size_t u = 0; u < n; ++u) {
      const double output = flows.output(u);
      if (!(output > 0)) return;  // reported above: value added is not positive
      for (std::size_t s = 0; s < n; ++s) {
        for (int o = 0; o < kOrigins; ++o) a[s * n + u] += flows.z(static_cast<Origin>(o), s, u) / output;
      }
    }
    if (const std::optional<std::size_t> industry = fails_hawkins_simon(a, n)) {
      sheet.report(0, 0,
                   fmt::format("making a unit of '{}' uses up a unit or more of it, directly and through the "
                               "industries before it (Hawkins-Simon condition)",
                               industries_[*industry]));
    }
  }

  void read_city_value_added() {
    const std::size_t n = industries_.size();
    std::vector<std::string> columns = {"city"};
    columns.insert(columns.end(), industries_.names().begin(), industries_.names().end());
    std::optional<Sheet> sheet = open("city_value_added.csv", columns);
    if (!sheet || n == 0 || cities_.size() == 0) return;
    region_.value_added.assign(cities_.size() * n, 0);
    Checklist seen(cities_.size());
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> city = cities_.find(*sheet, row, "city");
      if (!city || !seen.first_time(*sheet, row, *city, "city '" + cities_[*city] + "'")) continue;
      double sum = 0;
      for (std::size_t s = 0; s < n; ++s) {
        sum += region_.value_added[*city * n + s] = sheet->number(row, industries_[s], kNotNegative);
      }
      if (sheet->sound() && !(sum > 0)) {
        sheet->fail(row, "city", fmt::format("value added of city '{}' is 0 but must be above 0", cities_[*city]));
      }
    }
    report_missing(*sheet, seen, cities_);
    if (sheet->sound() && flows_sound_) fit_city_value_added(*sheet);
  }

  /// Columns within the tolerance are scaled to the industry's value added, so that both tables say the same.
  void fit_city_value_added(Sheet& sheet) {
    const std::size_t n = industries_.size();
    for (std::size_t s = 0; s < n; ++s) {
      double sum = 0;
      for (std::size_t c = 0; c < cities_.size(); ++c) sum += region_.value_added[c * n + s];
      const double expected = region_.flows.value_added(s);
      if (std::abs(sum - expected) > kCitySumTolerance * expected) {
        sheet.report(0, 0,
                     fmt::format("column '{}' sums to {} but value added in flows.csv is {} {}", industries_[s], sum,
                                 expected, sum_gap(sum, expected, kCitySumTolerance * expected)));
        continue;
      }
      for (std::size_t c = 0; c < cities_.size(); ++c) region_.value_added[c * n + s] *= expected / sum;
    }
  }

  static void report_missing(Sheet& sheet, const Checklist& seen, const Codes& codes) {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (!seen.has(i)) sheet.report(0, 0, fmt::format("no row for {} '{}'", codes.what(), codes[i]));
    }
  }

  void read_distances() {
    std::optional<Sheet> sheet = open("distances.csv", {"from", "to", "road_km"}, 2);
    const std::size_t n = cities_.size();
    if (!sheet || n == 0) return;
    region_.distance_km.assign(n * n, 0);
    Checklist seen(n * n);
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> from = cities_.find(*sheet, row, "from");
      const std::optional<std::size_t> to = cities_.find(*sheet, row, "to");
      if (!from || !to) continue;
      if (*from == *to) {
        sheet->fail(row, "to",
                    fmt::format("from and to are both '{}'; leave out distances inside a city", cities_[*to]));
        continue;
      }
      const std::string pair = fmt::format("the way from '{}' to '{}'", cities_[*from], cities_[*to]);
      if (!seen.first_time(*sheet, row, *from * n + *to, pair)) continue;
      region_.distance_km[*from * n + *to] = sheet->number(row, "road_km", kPositive);
    }
    for (std::size_t from = 0; from < n; ++from) {
      region_.distance_km[from * n + from] = kInCityDistanceKm;
      for (std::size_t to = 0; to < n; ++to) {
        if (from == to || seen.has(from * n + to)) continue;
        sheet->report(0, 0, fmt::format("no row from '{}' to '{}'", cities_[from], cities_[to]));
      }
    }
    if (sheet->sound()) check_symmetry(*sheet, seen);
  }

  void check_symmetry(Sheet& sheet, const Checklist& seen) {
    const std::size_t n = cities_.size();
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = a + 1; b < n; ++b) {
        const double there = region_.distance_km[a * n + b], back = region_.distance_km[b * n + a];
        const double allowed = kDistanceTolerance * std::max(there, back);
        if (std::abs(there - back) <= allowed) continue;
        sheet.report(seen.line(b * n + a), 1,
                     fmt::format("{} km from '{}' to '{}' but {} km back {}", back, cities_[b], cities_[a], there,
                                 sum_gap(back, there, allowed)));
      }
    }
  }

  void read_input_classes() {
    const std::size_t n = industries_.size();
    std::vector<std::string> columns = {"supplier"};
    columns.insert(columns.end(), industries_.names().begin(), industries_.names().end());
    std::optional<Sheet> sheet = open("input_classes.csv", columns);
    if (!sheet || n == 0) return;
    region_.input_class.assign(n * n, InputClass::non_essential);
    Checklist seen(n);
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> supplier = industries_.find(*sheet, row, "supplier");
      if (!supplier || !seen.first_time(*sheet, row, *supplier, "supplier '" + industries_[*supplier] + "'")) continue;
      for (std::size_t user = 0; user < n; ++user) {
        region_.input_class[*supplier * n + user] = input_class_of(*sheet, row, industries_[user]);
      }
    }
    report_missing(*sheet, seen, industries_);
  }

  static InputClass input_class_of(Sheet& sheet, std::size_t row, const std::string& user) {
    const std::string letter = sheet.text(row, user);
    if (letter == "E") return InputClass::essential;
    if (letter == "I") return InputClass::important;
    if (letter != "N" && sheet.readable(row, user)) {
      sheet.fail(
          row, user,
          fmt::format("the class is '{}' but must be E (essential), I (important) or N (non-essential)", letter));
    }
    return InputClass::non_essential;
  }

  void read_clusters() {
    std::optional<Sheet> sheet = open("clusters.csv", {"code", "name_en", "name_zh", "tier"}, 1, Need::optional);
    if (!sheet) return;
    Codes clusters("cluster");
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, clusters);
      region_.clusters.push_back({sheet->text(row, "code"),
                                  sheet->text(row, "name_en"),
                                  sheet->text(row, "name_zh"),
                                  sheet->text(row, "tier"),
                                  {}});
    }
    if (sheet->sound()) read_members(clusters);
  }

  void read_members(const Codes& clusters) {
    std::optional<Sheet> sheet = open("cluster_industries.csv", {"cluster", "industry", "role", "share"}, 3);
    const std::size_t n = industries_.size();
    if (!sheet || n == 0) return;
    const Codes roles("role", {"own", "member", "tag"});
    Checklist pairs(clusters.size() * n), owners(n);
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> cluster = clusters.find(*sheet, row, "cluster");
      const std::optional<std::size_t> industry = industries_.find(*sheet, row, "industry");
      const std::optional<std::size_t> role = roles.find(*sheet, row, "role");
      if (!cluster || !industry || !role) continue;
      const std::string pair = fmt::format("industry '{}' in cluster '{}'", industries_[*industry], clusters[*cluster]);
      if (!pairs.first_time(*sheet, row, *cluster * n + *industry, pair)) continue;
      const bool owner = roles[*role] == "own";
      if (owner &&
          !owners.first_time(*sheet, row, *industry, "the owner of industry '" + industries_[*industry] + "'")) {
        continue;
      }
      region_.clusters[*cluster].members.push_back(
          {IndustryId{*industry}, sheet->number(row, "share", {0, 1, true}), owner});
    }
  }

  void read_product_classes() {
    std::optional<Sheet> sheet =
        open("product_classes.csv",
             {"code", "name_en", "name_zh", "learning_rate", "innovation", "imitation", "adopters", "potential_mln",
              "experience_years"},
             1, Need::optional);
    if (!sheet) return;
    Codes classes("product class");
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, classes);
      ProductClass product;
      product.code = sheet->text(row, "code");
      product.name_en = sheet->text(row, "name_en");
      product.name_zh = sheet->text(row, "name_zh");
      product.learning_rate = sheet->number(row, "learning_rate", {0, 0.5});
      product.innovation = sheet->number(row, "innovation", kShare);
      product.imitation = sheet->number(row, "imitation", {0, 2});
      product.adopters = sheet->number(row, "adopters", {0, 1, true});
      product.potential = sheet->number(row, "potential_mln", kNotNegative);
      product.experience_years = sheet->number(row, "experience_years", kPositive);
      region_.product_classes.push_back(std::move(product));
    }
    if (classes.size() > kMostProductClasses)
      sheet->report(0, 0, fmt::format("{} product classes; at most {}", classes.size(), kMostProductClasses));
    if (!sheet->sound()) return;
    read_class_industries(classes);
    read_future_industries(classes);
  }

  void read_class_industries(const Codes& classes) {
    std::optional<Sheet> sheet = open("product_class_industries.csv", {"class", "industry", "weight"}, 2);
    const std::size_t n = industries_.size();
    if (!sheet || n == 0) return;
    Checklist pairs(classes.size() * n);
    std::vector<double> sums(classes.size(), 0.0), new_products(n, 0.0);
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> product = classes.find(*sheet, row, "class");
      const std::optional<std::size_t> industry = industries_.find(*sheet, row, "industry");
      if (!product || !industry) continue;
      const std::string pair = fmt::format("industry '{}' in class '{}'", industries_[*industry], classes[*product]);
      if (!pairs.first_time(*sheet, row, *product * n + *industry, pair)) continue;
      const double weight = sheet->number(row, "weight", {0, 1, true});
      sums[*product] += weight;
      if (!flows_sound_) continue;
      ProductClass& to = region_.product_classes[*product];
      const double market = region_.flows.final_sales(*industry);
      const double share = market > 0 ? to.potential * weight / market : to.potential > 0 ? kInfinity : 0.0;
      new_products[*industry] += share;
      to.parts.push_back({IndustryId{*industry}, weight, share});
    }
    if (!sheet->sound()) return;
    for (std::size_t k = 0; k < classes.size(); ++k)
      if (std::abs(sums[k] - 1) > kShareSumTolerance)
        sheet->report(0, 0, fmt::format("the weights of class '{}' sum to {} but must sum to 1", classes[k], sums[k]));
    for (std::size_t s = 0; s < n; ++s)
      if (new_products[s] > kMostNewProducts)
        sheet->report(0, 0,
                      fmt::format("the potentials of new products of '{}' are {:.3g} of what it sells to final users; at "
                                  "most {}",
                                  industries_[s], new_products[s], kMostNewProducts));
  }

  void read_future_industries(const Codes& classes) {
    std::optional<Sheet> sheet =
        open("future_industries.csv", {"code", "name_en", "name_zh", "plan"}, 1, Need::optional);
    if (!sheet) return;
    Codes futures("future industry");
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, futures);
      const std::string code = sheet->text(row, "code");
      const auto known = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const auto& other) { return other.code == code; });
      };
      if (known(region_.industries) || known(region_.clusters) || known(region_.product_classes))
        sheet->fail(row, "code", fmt::format("code '{}' stands for something else already", code));
      region_.future_industries.push_back(
          {code, sheet->text(row, "name_en"), sheet->text(row, "name_zh"), sheet->text(row, "plan"), {}});
    }
    if (sheet->sound()) read_future_classes(futures, classes);
  }

  void read_future_classes(const Codes& futures, const Codes& classes) {
    std::optional<Sheet> sheet = open("future_industry_classes.csv", {"future_industry", "class", "weight"}, 2);
    if (!sheet) return;
    Checklist pairs(futures.size() * classes.size());
    std::map<std::pair<std::string, std::size_t>, double> sums;  // of a plan and a class
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> future = futures.find(*sheet, row, "future_industry");
      const std::optional<std::size_t> product = classes.find(*sheet, row, "class");
      if (!future || !product) continue;
      const std::string pair = fmt::format("class '{}' in future industry '{}'", classes[*product], futures[*future]);
      if (!pairs.first_time(*sheet, row, *future * classes.size() + *product, pair)) continue;
      const double weight = sheet->number(row, "weight", {0, 1, true});
      sums[{region_.future_industries[*future].plan, *product}] += weight;
      region_.future_industries[*future].parts.push_back({ClassId{*product}, weight});
    }
    if (!sheet->sound()) return;
    for (const auto& [key, sum] : sums)
      if (sum > 1 + kShareSumTolerance)
        sheet->report(0, 0,
                      fmt::format("the weights of class '{}' in plan '{}' sum to {}; at most 1", classes[key.second],
                                  key.first, sum));
  }

  /// Later years than the base year are not known on the first day.
  void read_growth() {
    std::optional<Sheet> sheet = open("city_growth.csv", {"city", "year", "growth"}, 3, Need::optional);
    const std::size_t cities = cities_.size();
    if (!sheet || cities == 0 || region_.base_year == 0) return;
    const int first_year = region_.base_year - kMostGrowthYears + 1;
    const Range years{static_cast<double>(first_year), static_cast<double>(region_.base_year)};
    Checklist seen(kMostGrowthYears * cities);
    std::vector<double> growth(kMostGrowthYears * cities, kUnknown);
    std::size_t earliest = growth.size();
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> city = cities_.find(*sheet, row, "city");
      const std::optional<int> year = sheet->year(row, "year", years);
      const double rate = sheet->number(row, "growth", kGrowth);
      if (!city || !year) continue;
      const std::size_t begin = static_cast<std::size_t>(*year - first_year) * cities;
      if (!seen.first_time(*sheet, row, begin + *city, fmt::format("city '{}' in {}", cities_[*city], *year))) continue;
      growth[begin + *city] = rate;
      earliest = std::min(earliest, begin);
    }
    if (!sheet->sound()) return;
    growth.erase(growth.begin(), growth.begin() + static_cast<std::ptrdiff_t>(earliest));
    region_.growth.years = static_cast<int>(growth.size() / cities);
    region_.growth.spread = take_means_off(growth, cities);
    if (region_.growth.spread > 0)
      for (double& x : growth) x /= region_.growth.spread;
    region_.growth.deviation = std::move(growth);
  }

  void read_ports() {
    std::optional<Sheet> sheet =
        open("ports.csv", {"code", "name_en", "name_zh", "city", "throughput_mln_teu"}, 1, Need::optional);
    if (!sheet) return;
    Codes ports("port"), english("port name"), chinese("port name");
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      read_code(*sheet, row, ports);
      Port port{sheet->text(row, "code"), sheet->text(row, "name_en"), sheet->text(row, "name_zh"), CityId{0}, 0};
      for (const auto& [column, names] : {std::pair{"name_en", &english}, std::pair{"name_zh", &chinese}}) {
        const std::string name = sheet->text(row, column);
        if (!name.empty() && !names->add(name)) sheet->fail(row, column, "port name '" + name + "' occurs twice");
      }
      port.throughput = sheet->number(row, "throughput_mln_teu", kPositive);
      if (const std::optional<std::size_t> city = cities_.find(*sheet, row, "city")) port.city = CityId{*city};
      region_.ports.push_back(std::move(port));
    }
  }

  /// Of [year][city] the mean of the cities known in the year. Returns the root mean square of all that is left.
  static double take_means_off(std::vector<double>& growth, std::size_t cities) {
    double squares = 0, count = 0;
    for (std::size_t year = 0; year < growth.size(); year += cities) {
      double sum = 0, known = 0;
      for (std::size_t i = year; i < year + cities; ++i)
        if (!std::isnan(growth[i])) sum += growth[i], ++known;
      for (std::size_t i = year; i < year + cities; ++i) {
        if (std::isnan(growth[i])) continue;
        growth[i] -= sum / known;
        squares += growth[i] * growth[i];
        ++count;
      }
    }
    return squares > 0 ? std::sqrt(squares / count) : 0.0;
  }

  /// A partner that trades goods; an empty field stands for both.
  std::optional<std::vector<std::size_t>> goods_partners(Sheet& sheet, std::size_t row) {
    const std::string code = sheet.text(row, "partner");
    if (code.empty()) return std::vector<std::size_t>{0, 1};
    if (code == kRestOfCountryCode) return std::vector<std::size_t>{0};
    if (code == kRestOfWorldCode) return std::vector<std::size_t>{1};
    sheet.fail(row, "partner", fmt::format("partner is '{}' but must be {}, {} or empty for both", code, kRestOfCountryCode, kRestOfWorldCode));
    return std::nullopt;
  }

  /// An industry; an empty field stands for all.
  std::optional<std::vector<std::size_t>> some_industries(Sheet& sheet, std::size_t row) {
    if (!sheet.text(row, "industry").empty()) {
      const std::optional<std::size_t> industry = industries_.find(sheet, row, "industry");
      return industry ? std::optional(std::vector<std::size_t>{*industry}) : std::nullopt;
    }
    std::vector<std::size_t> all(industries_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  /// Years after the base year: put in place of the given paths where the scenario says so.
  void read_history() {
    std::optional<Sheet> sheet = open("history.csv", {"path", "city", "industry", "partner", "year", "growth"}, 6, Need::optional);
    const std::size_t cities = cities_.size(), industries = industries_.size();
    if (!sheet || cities == 0 || industries == 0 || region_.base_year == 0) return;
    const Codes paths("path", {"outside_demand", "outside_inflation", "labour_force", "city"});
    enum : std::size_t { kDemand, kInflation, kLabour, kCity };
    const Range years{region_.base_year + 1.0, static_cast<double>(region_.base_year + kMostGrowthYears)};
    constexpr std::size_t kYears = kMostGrowthYears;
    History h;
    h.demand.assign(kYears * industries * kGoodsPartners, kUnknown);
    h.inflation.assign(kYears, kUnknown);
    h.labour_force = h.inflation;
    h.city.assign(kYears * cities, kUnknown);
    std::vector<int> fields_told(h.demand.size(), 0);  // by the row that counts so far: the one that tells most
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> path = paths.find(*sheet, row, "path");
      const std::optional<int> year = sheet->year(row, "year", years);
      const double rate = sheet->number(row, "growth", kGrowth);
      if (!path || !year) continue;
      for (const char* key : {"city", "industry", "partner"}) {
        const bool belongs = *path == kCity ? key == std::string_view("city") : *path == kDemand && key != std::string_view("city");
        if (!belongs && !sheet->text(row, key).empty())
          sheet->fail(row, key, fmt::format("{} must be empty for path '{}'", key, paths[*path]));
      }
      const auto y = static_cast<std::size_t>(*year - region_.base_year - 1);
      h.years = std::max(h.years, static_cast<int>(y) + 1);
      const auto put = [&](std::vector<double>& list, std::size_t at) {
        if (!std::isnan(list[at])) sheet->fail(row, "path", fmt::format("'{}' of {} is known twice", paths[*path], *year));
        list[at] = rate;
      };
      if (*path == kInflation) put(h.inflation, y);
      if (*path == kLabour) put(h.labour_force, y);
      if (*path == kCity) {
        const std::optional<std::size_t> city = cities_.find(*sheet, row, "city");
        if (city) put(h.city, y * cities + *city);
      }
      if (*path != kDemand) continue;
      const auto whose = some_industries(*sheet, row);
      const auto partners = goods_partners(*sheet, row);
      if (!whose || !partners) continue;
      const int told = 1 + (whose->size() == 1 ? 2 : 0) + (partners->size() == 1 ? 1 : 0);
      for (const std::size_t s : *whose)
        for (const std::size_t k : *partners) {
          const std::size_t at = (y * industries + s) * kGoodsPartners + k;
          if (fields_told[at] == told) sheet->fail(row, "path", fmt::format("'{}' of {} is known twice", paths[*path], *year));
          if (fields_told[at] >= told) continue;
          fields_told[at] = told;
          h.demand[at] = rate;
        }
    }
    if (!sheet->sound()) return;
    const auto known = static_cast<std::size_t>(h.years);
    h.demand.resize(known * industries * kGoodsPartners);
    for (auto* list : {&h.inflation, &h.labour_force}) list->resize(known);
    h.city.resize(known * cities);
    const double spread = take_means_off(h.city, cities);
    h.spread = region_.growth.spread > 0 ? region_.growth.spread : spread;
    region_.history = std::move(h);
  }

  void read_demand_premiums() {
    std::optional<Sheet> sheet = open("outside_demand.csv", {"industry", "partner", "premium"}, 3, Need::optional);
    const std::size_t industries = industries_.size();
    if (!sheet || industries == 0) return;
    std::vector<double> premiums(industries * kGoodsPartners, 0.0);
    Checklist seen(premiums.size());
    for (std::size_t row = 0; row < sheet->rows(); ++row) {
      const std::optional<std::size_t> industry = industries_.find(*sheet, row, "industry");
      const auto partners = goods_partners(*sheet, row);
      const double premium = sheet->number(row, "premium", kGrowth);
      if (!industry || !partners) continue;
      for (const std::size_t k : *partners) {
        const std::size_t at = *industry * kGoodsPartners + k;
        if (seen.first_time(*sheet, row, at, fmt::format("industry '{}'", industries_[*industry]))) premiums[at] = premium;
      }
    }
    if (sheet->sound()) region_.demand_premium = std::move(premiums);
  }

  Region region_;
  std::vector<Problem> problems_;
  Codes cities_{"city"}, industries_{"industry"};
  bool flows_sound_ = false;
};

}  // namespace

Region read_region(const std::string& folder) { return Reader(folder).read(); }

}  // namespace lingnan

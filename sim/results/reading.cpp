#include "sim/results/reading.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

namespace {

using Field = CsvTable::Field;
using Codes = std::map<std::string, std::size_t, std::less<>>;

template <class T>
std::optional<T> parsed(std::string_view text) {
  T value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// "2025-03", or "2025-Q1": its first month.
std::optional<Month> month_of(const std::string& text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos || dash + 1 >= text.size()) return std::nullopt;
  const bool quarter = text[dash + 1] == 'Q';
  const auto year = parsed<int>(std::string_view(text).substr(0, dash));
  const auto part = parsed<int>(std::string_view(text).substr(dash + (quarter ? 2 : 1)));
  if (!year || !part || *part < 1 || *part > (quarter ? 4 : 12)) return std::nullopt;
  return Month{*year, quarter ? 3 * *part - 2 : *part};
}

template <class List, class Code>
Codes codes_of(const List& list, const Code& code) {
  Codes codes;
  for (std::size_t i = 0; i < std::size(list); ++i) codes.emplace(code(list[i]), i);
  return codes;
}

class Reader {
 public:
  explicit Reader(const std::string& folder) : folder_(folder) {}

  /// Rows whose first field is a month, quarter or year and whose next ones are codes; place(row, indices of the codes).
  template <class Row, class SetPlace>
  std::vector<Row> rows(const std::string& name, std::initializer_list<const Codes*> keys, const SetPlace& place) {
    const std::optional<CsvTable> table = open(name);
    if (!table) return {};
    std::vector<std::size_t> columns;
    for (const RecordColumn<Row>& column : Row::columns()) {
      std::size_t at = 0;
      while (at < table->header.size() && table->header[at].text != column.name) ++at;
      if (at == table->header.size()) problems_.push_back({table->file, 1, 0, fmt::format("has no column '{}'", column.name)});
      columns.push_back(at);
    }
    if (!problems_.empty()) return {};
    std::vector<Row> all;
    for (const CsvTable::Row& line : table->rows) {
      Row& row = all.emplace_back();
      if constexpr (requires { row.month; }) {
        const std::optional<Month> month = month_of(line.fields[0].text);
        if (!month) report(table->file, line.fields[0], "is no month or quarter");
        row.month = month.value_or(Month{});
      } else {
        row.year = static_cast<int>(number(table->file, line.fields[0]));
      }
      std::vector<std::size_t> codes;
      for (const Codes* known : keys) codes.push_back(code(table->file, line.fields[codes.size() + 1], *known));
      place(row, codes);
      for (std::size_t c = 0; c < columns.size(); ++c) row.*Row::columns()[c].member = number(table->file, line.fields[columns[c]]);
    }
    return all;
  }

  /// Rows of a year, some codes and an amount: row(year, indices of the codes, amount).
  template <class Row, class Make>
  std::vector<Row> of_years(const std::string& name, std::initializer_list<const Codes*> keys, const Make& row) {
    const std::size_t fields = keys.size() + 2;
    const std::optional<CsvTable> table = open(name);
    if (!table) return {};
    if (table->header.size() != fields)
      problems_.push_back({table->file, 1, 0, fmt::format("has {} columns instead of {}", table->header.size(), fields)});
    if (!problems_.empty()) return {};
    std::vector<Row> all;
    for (const CsvTable::Row& line : table->rows) {
      const int year = static_cast<int>(number(table->file, line.fields[0]));
      std::vector<std::uint32_t> codes;
      for (const Codes* known : keys) codes.push_back(static_cast<std::uint32_t>(code(table->file, line.fields[codes.size() + 1], *known)));
      all.push_back(row(year, codes, number(table->file, line.fields.back())));
    }
    return all;
  }

  std::vector<YearFlow> flows(const std::string& name, const Codes& places, const Codes& kinds) {
    return of_years<YearFlow>(name, {&places, &places, &kinds}, [](int year, const std::vector<std::uint32_t>& at, double amount) {
      return YearFlow{.year = year, .origin = at[0], .destination = at[1], .kind = at[2], .amount = amount};
    });
  }
  std::vector<YearSupply> supply(const std::string& name, const Codes& sellers, const Codes& buyers) {
    return of_years<YearSupply>(name, {&sellers, &buyers}, [](int year, const std::vector<std::uint32_t>& at, double sales) {
      return YearSupply{.year = year, .seller = at[0], .buyer = at[1], .sales = sales};
    });
  }

  /// As many rows as there are times of the one table and places of each.
  void expect_rows(const std::string& name, std::size_t found, std::size_t wanted) {
    if (problems_.empty() && found != wanted)
      problems_.push_back({folder_ + "/" + name, 0, 0, fmt::format("has {} rows but the run's months ask for {}", found, wanted)});
  }

  void end() {
    if (!problems_.empty()) throw BadRequest(std::move(problems_));
  }

 private:
  std::string folder_;
  std::vector<Problem> problems_;

  std::optional<CsvTable> open(const std::string& name) {
    const std::string file = folder_ + "/" + name;
    std::ifstream in(file, std::ios::binary);
    if (in) return parse_csv(std::string(std::istreambuf_iterator<char>(in), {}), file, problems_);
    problems_.push_back({file, 0, 0, "cannot be opened; a finished run has it"});
    return std::nullopt;
  }
  std::size_t code(const std::string& file, const Field& field, const Codes& known) {
    const auto found = known.find(field.text);
    if (found != known.end()) return found->second;
    report(file, field, "is not of the run's scenario");
    return 0;
  }
  double number(const std::string& file, const Field& field) {
    const std::optional<double> value = parsed<double>(field.text);
    if (!value) report(file, field, "is no number");
    return value.value_or(0);
  }
  void report(const std::string& file, const Field& field, std::string_view what) {
    problems_.push_back({file, field.line, field.column, fmt::format("'{}' {}", field.text, what)});
  }
};

}  // namespace

Records read_records(const std::string& folder, const Scenario& scenario) {
  const Region& region = *scenario.region;
  const auto code = [](const auto& one) { return one.code; };
  const Codes cities = codes_of(region.cities, code), industries = codes_of(region.industries, code);
  const Codes classes = codes_of(region.product_classes, code);
  const Codes levers = codes_of(scenario.model->policy, [](const auto& lever) { return lever->id.empty() ? std::string(lever->name()) : lever->id; });
  Reader reader(folder);
  Records records;
  using Indices = std::vector<std::size_t>;
  records.province = reader.rows<ProvinceMonth>("province.csv", {}, [](ProvinceMonth&, const Indices&) {});
  records.city = reader.rows<CityMonth>("city.csv", {&cities}, [](CityMonth& row, const Indices& at) { row.city = CityId{at[0]}; });
  records.cell = reader.rows<CellQuarter>("city_industry.csv", {&cities, &industries}, [&](CellQuarter& row, const Indices& at) {
    row.cell = CellId{at[0] * region.industry_count() + at[1]};
  });
  records.product_class = reader.rows<ClassQuarter>("future.csv", {&classes}, [](ClassQuarter& row, const Indices& at) { row.product = ClassId{at[0]}; });
  records.levers = reader.rows<LeverMonth>("levers.csv", {&levers}, [](LeverMonth& row, const Indices& at) { row.lever = static_cast<std::uint32_t>(at[0]); });
  const auto name = [](std::string_view one) { return std::string(one); };
  Codes places = cities;
  for (std::size_t p = 0; p < region.partners.size(); ++p) places.emplace(region.partners[p].code, region.city_count() + p);
  const Codes stages = codes_of(kStageNames, name);
  records.projects = reader.rows<ProjectYear>("projects.csv", {&cities, &industries, &stages}, [&](ProjectYear& row, const Indices& at) {
    row.cell = CellId{at[0] * region.industry_count() + at[1]};
    row.stage = static_cast<std::uint32_t>(at[2]);
  });
  records.structure = reader.rows<StructureYear>("structure.csv", {&industries}, [](StructureYear& row, const Indices& at) {
    row.industry = IndustryId{at[0]};
  });
  Codes buyers = industries;
  for (std::size_t b = 0; b < std::size(kFinalBuyers); ++b) buyers.emplace(kFinalBuyers[b], region.industry_count() + b);
  records.supply = reader.supply("supply.csv", industries, buyers);
  records.goods = reader.flows("flows_goods.csv", places, industries);
  records.talent = reader.flows("flows_talent.csv", places, codes_of(kTiers, name));
  records.capital = reader.flows("flows_capital.csv", places, codes_of(kCapitalInstruments, name));
  records.enterprises = reader.flows("flows_enterprises.csv", places, industries);
  const TimeSettings& time = scenario.model->time;
  const auto months = static_cast<std::size_t>(time.end.index() - time.start.index() + 1);
  const auto quarters = static_cast<std::size_t>((time.end.index() + 1) / 3 - time.start.index() / 3);
  reader.expect_rows("province.csv", records.province.size(), months);
  reader.expect_rows("city.csv", records.city.size(), months * region.city_count());
  reader.expect_rows("city_industry.csv", records.cell.size(), quarters * region.cell_count());
  reader.expect_rows("future.csv", records.product_class.size(), quarters * region.product_classes.size());
  reader.expect_rows("levers.csv", records.levers.size(), months * scenario.model->policy.size());
  reader.end();
  return records;
}

}  // namespace lingnan

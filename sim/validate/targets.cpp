#include "sim/validate/targets.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include "sim/scenario/csv.hpp"

namespace lingnan {

namespace {

const char* const kColumns[] = {"key", "value", "low", "high", "unit", "cities", "branches", "period", "source"};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; !text.empty();) {
    const std::size_t to = text.find(at, from);
    parts.push_back(text.substr(from, to - from));
    if (to == std::string::npos) break;
    from = to + 1;
  }
  return parts;
}

class Reader {
 public:
  Reader(const Region& region, CsvTable table, std::vector<Problem>& problems)
      : region_(region), table_(std::move(table)), problems_(problems) {}

  Targets all() {
    for (const char* name : kColumns)
      if (column(name) == table_.header.size())
        problems_.push_back({table_.file, 1, 1, fmt::format("column '{}' is missing", name)});
    Targets targets;
    if (!problems_.empty()) return targets;
    for (const CsvTable::Row& row : table_.rows) {
      if (row.ragged) continue;  // reported by the parser
      Target target;
      target.low = number(row, "low");
      target.high = number(row, "high");
      if (target.low > target.high) report(row, "low", "lies above high");
      for (const std::string& code : split(text(row, "cities"), '+'))
        target.cities.push_back(find<CityId>(row, "cities", code, region_.cities));
      for (const std::string& branch : split(text(row, "branches"), ';')) {
        target.branches.emplace_back();
        for (const std::string& code : split(branch, '+'))
          target.branches.back().push_back(find<IndustryId>(row, "branches", code, region_.industries));
      }
      target.source = fmt::format("{} {} in {}: {}", text(row, "value"), text(row, "unit"), text(row, "period"),
                                  text(row, "source"));
      if (!targets.emplace(text(row, "key"), std::move(target)).second) report(row, "key", "stands here twice");
    }
    return targets;
  }

 private:
  const Region& region_;
  CsvTable table_;
  std::vector<Problem>& problems_;

  std::size_t column(std::string_view name) const {
    std::size_t at = 0;
    while (at < table_.header.size() && table_.header[at].text != name) ++at;
    return at;
  }
  const CsvTable::Field& field(const CsvTable::Row& row, std::string_view name) const {
    return row.fields[column(name)];
  }
  const std::string& text(const CsvTable::Row& row, std::string_view name) const { return field(row, name).text; }
  void report(const CsvTable::Row& row, std::string_view name, const std::string& what) {
    const CsvTable::Field& at = field(row, name);
    problems_.push_back({table_.file, at.line, at.column, fmt::format("'{}' {}", at.text, what)});
  }
  double number(const CsvTable::Row& row, std::string_view name) {
    const std::string& digits = text(row, name);
    char* end = nullptr;
    const double value = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0' || !std::isfinite(value)) report(row, name, "is not a number");
    return value;
  }
  template <class IdType, class Things>
  IdType find(const CsvTable::Row& row, std::string_view name, const std::string& code, const Things& things) {
    for (std::size_t i = 0; i < things.size(); ++i)
      if (things[i].code == code) return IdType{i};
    report(row, name, fmt::format("names '{}', which the region does not have", code));
    return IdType{0};
  }
};

}  // namespace

Targets read_targets(const Region& region) {
  const std::filesystem::path path = std::filesystem::path(region.folder) / "validation_targets.csv";
  if (!std::filesystem::exists(path)) return {};
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<Problem> problems;
  CsvTable table = parse_csv(text, path.string(), problems);
  Targets targets = Reader(region, std::move(table), problems).all();
  if (!problems.empty()) throw BadRequest(std::move(problems));
  return targets;
}

}  // namespace lingnan

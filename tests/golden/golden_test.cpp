// Did results move? Yearly figures of small runs against those kept beside this file, without chance to a millionth, with chance
// as far as luck that falls out otherwise may move them. A change that means to move them writes them anew,
//
//   LINGNAN_GOLDEN=write build/release/tests/lingnan_tests "[golden]"
//
// and says why in a line of its own at the head of the file.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "lingnan/simulation.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

struct Figure {
  std::string name;
  double value;
};

/// Each column of the region's months, as the mean of each year.
std::vector<Figure> figures(const Scenario& scenario) {
  Simulation simulation(scenario, {.seed = 1});
  run(simulation);
  std::map<int, int> months;
  for (const ProvinceMonth& row : simulation.records().province) ++months[row.month.year];
  std::vector<Figure> found;
  for (const auto& [year, count] : months)
    for (const RecordColumn<ProvinceMonth>& column : ProvinceMonth::columns()) {
      double sum = 0;
      for (const ProvinceMonth& row : simulation.records().province)
        if (row.month.year == year) sum += row.*column.member;
      found.push_back({fmt::format("{} {}", year, column.name), sum / count});
    }
  return found;
}

/// `tolerance` is a share of the value kept. Columns that are small differences of large ones are not compared with chance.
void compare(const std::string& file, const Scenario& scenario, double tolerance, const std::vector<std::string>& columns) {
  const std::filesystem::path path = std::filesystem::path(LINGNAN_SOURCE_DIR) / "tests" / "golden" / file;
  const std::vector<Figure> now = figures(scenario);
  std::vector<std::string> head;
  std::map<std::string, double> kept;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#'))
      head.push_back(line);
    else if (const std::size_t comma = line.find(','); line != "figure,mean_of_year")
      kept[line.substr(0, comma)] = std::stod(line.substr(comma + 1));
  }
  const char* const mode = std::getenv("LINGNAN_GOLDEN");
  if (mode != nullptr && std::string(mode) == "write") {
    std::ofstream out(path);
    for (const std::string& line : head) out << line << '\n';
    out << "figure,mean_of_year\n";
    for (const Figure& figure : now) out << fmt::format("{},{:.9g}\n", figure.name, figure.value);
    WARN(path.string() << " is written anew: say why in a line at its head");
    return;
  }
  REQUIRE(kept.size() == now.size());
  for (const Figure& figure : now) {
    const std::string column = figure.name.substr(figure.name.find(' ') + 1);
    if (!columns.empty() && std::find(columns.begin(), columns.end(), column) == columns.end()) continue;
    INFO(file << ": " << figure.name);
    REQUIRE(kept.count(figure.name) == 1);
    CHECK(std::abs(figure.value - kept[figure.name]) <= tolerance * std::abs(kept[figure.name]) + 1e-9);
  }
}

const std::vector<std::string> kLarge = {"gdp", "gdp_real", "consumption", "exports", "employment", "wage", "enterprises"};

}  // namespace

TEST_CASE("results of the toy region without chance are those kept", "[golden]") {
  compare("toy_steady.csv", toy({"economy.random_processes=false", "time.end=2025-12"}), 1e-6, {});
}

TEST_CASE("results of the toy region are those kept", "[golden]") {
  compare("toy.csv", toy({"time.end=2025-12"}), 0.01, kLarge);
}

TEST_CASE("results of Guangdong at a low resolution are those kept", "[golden]") {
  compare("guangdong.csv", guangdong(7350, {"time.end=2024-12"}), 0.002, kLarge);
}

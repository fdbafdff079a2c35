// `lingnan report` through the built program, on the toy region. What the page shows is tested in tests/report/.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace fs = std::filesystem;
using namespace lingnan::tests;

namespace {

const std::string kToy = source_file("tests/worlds/toy.yaml");

/// A program with a page of its own beside it, so that the tests need no npm.
struct Copied {
  TemporaryFolder folder;

  explicit Copied(bool with_page) {
    REQUIRE(shell(folder.path(), "cp \"$LINGNAN\" program").code == 0);
    if (with_page)
      std::ofstream(folder.path() / "report.html") << "<p>before</p><script>@LINGNAN_DATA@</script><p>after</p>";
  }
  Outcome call(const std::string& line) const { return shell(folder.path(), "./program " + line); }
  nlohmann::json data(const std::string& file) const {
    const std::string page = text_of(folder.path() / file), begin = "<script>", end = "</script>";
    const std::size_t from = page.find(begin) + begin.size();
    return nlohmann::json::parse(page.substr(from, page.find(end) - from));
  }
};

/// A column of a table of the page.
nlohmann::json column(const nlohmann::json& data, const std::string& table, const std::string& name) {
  return data["tables"][table]["columns"][name]["values"];
}

}  // namespace

TEST_CASE("the page of a run holds its tables: months as they are, years added up", "[cli][report]") {
  const Copied lingnan(true);
  REQUIRE(lingnan.call("run " + kToy + " -o out --quiet").code == 0);
  const Outcome outcome = lingnan.call("report out");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("out/report.html") != std::string::npos);
  const nlohmann::json data = lingnan.data("out/report.html");
  CHECK(data["kind"] == "run");
  CHECK(data["language"] == "en");
  CHECK(data["manifest"]["status"] == "complete");

  const std::vector<Row> months = rows(lingnan.folder.path() / "out" / "province.csv");
  double gdp = 0, wage = 0;
  for (std::size_t m = 0; m < 12; ++m) {
    CHECK(column(data, "province_month", "gdp")[m] == std::stod(months[m].at("gdp")));
    gdp += std::stod(months[m].at("gdp"));
    wage += std::stod(months[m].at("wage")) / 12;
  }
  CHECK(column(data, "province", "year")[0] == std::stoi(months[0].at("month").substr(0, 4)));
  CHECK(column(data, "province", "gdp")[0].get<double>() == Approx(gdp).epsilon(1e-7));    // a flow adds up
  CHECK(column(data, "province", "wage")[0].get<double>() == Approx(wage).epsilon(1e-7));  // a rate is a mean
  CHECK(column(data, "province", "employment")[0].get<double>() ==
        Approx(std::stod(months[11].at("employment"))).epsilon(1e-7));  // a stock is that of December
  CHECK(data["tables"]["province"]["columns"]["gdp"]["unit"] == "mln_cny/year");

  double sales = 0, shown = 0;
  for (const Row& row : rows(lingnan.folder.path() / "out" / "flows_goods.csv")) sales += std::stod(row.at("sales"));
  for (const nlohmann::json& value : column(data, "goods", "sales")) shown += value.get<double>();
  CHECK(shown == Approx(sales).epsilon(1e-6));
}

TEST_CASE("years that are not complete have no place in the page", "[cli][report]") {
  const Copied lingnan(true);
  REQUIRE(lingnan.call("run " + kToy + " --until 2024-06 -o out --quiet").code == 0);
  REQUIRE(lingnan.call("report out --lang zh -o page.html").code == 0);
  const nlohmann::json data = lingnan.data("page.html");
  CHECK(data["language"] == "zh");
  CHECK(column(data, "province", "year") == nlohmann::json({2023}));
}

TEST_CASE("the page of a comparison holds its tables", "[cli][report]") {
  const Copied lingnan(true);
  const std::string same = "same.yaml";
  std::ofstream(lingnan.folder.path() / same) << "extends: " << kToy << "\nname: same\ntitle: {en: '</script><b>'}\n";
  REQUIRE(lingnan.call("compare " + kToy + " same.yaml --replicates 2 -o out --quiet").code == 0);
  REQUIRE(lingnan.call("report out").code == 0);
  const nlohmann::json data = lingnan.data("out/report.html");  // the title has not ended the script
  CHECK(data["kind"] == "comparison");
  for (const char* table : {"cities", "industries", "outcomes", "comparison", "places", "paths", "costs", "replicates"})
    CHECK(data["tables"][table]["rows"].get<int>() > 0);
  CHECK(data["tables"]["comparison"]["rows"] == rows(lingnan.folder.path() / "out" / "comparison.csv").size());
}

TEST_CASE("report refuses what is no result, and says what the page needs", "[cli][report]") {
  const Copied lingnan(false);
  CHECK(lingnan.call("report").code == 2);
  CHECK(lingnan.call("report nowhere").code == 2);
  fs::create_directory(lingnan.folder.path() / "empty");
  CHECK(lingnan.call("report empty").code == 2);
  REQUIRE(lingnan.call("run " + kToy + " --until 2023-03 -o out --quiet").code == 0);
  CHECK(lingnan.call("report out --lang fr").code == 2);
  const Outcome without = lingnan.call("report out");
  CHECK(without.code == 4);
  CHECK(without.err.find("npm") != std::string::npos);
  CHECK_FALSE(fs::exists(lingnan.folder.path() / "out" / "report.html"));

  std::ofstream(lingnan.folder.path() / "report.html") << "@LINGNAN_DATA@";
  std::ofstream(lingnan.folder.path() / "out" / "city.csv", std::ios::app) << "2023-04,half a row\n";
  const Outcome damaged = lingnan.call("report out");
  CHECK(damaged.code == 2);
  CHECK(damaged.err.find("city.csv:") != std::string::npos);
}

TEST_CASE("a base map gives the shapes of the cities of the results and nothing else", "[cli][report]") {
  const Copied lingnan(true);
  REQUIRE(lingnan.call("run " + kToy + " --until 2023-12 -o out --quiet").code == 0);
  const std::string code = rows(lingnan.folder.path() / "out" / "cities.csv").front().at("code");
  const auto write = [&](const std::string& known) {
    const auto shape = [](const std::string& name, const std::string& value) {
      return R"({"type": "Feature", "properties": {")" + name + R"(": )" + value +
             R"(}, "geometry": {"type": "Polygon", "coordinates": [[[1,1],[2,1],[2,2.00049],[1,1]]]}})";
    };
    std::ofstream(lingnan.folder.path() / "map.geojson")
        << R"({"type": "FeatureCollection", "approval_number": "GS(2019)1", "features": [)" << shape("adcode", known) << ", "
        << shape("adcode", "990000") << "]}";
  };
  write("\"" + code + "\"");
  const Outcome outcome = lingnan.call("report out --basemap map.geojson");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const nlohmann::json map = lingnan.data("out/report.html")["basemap"];
  REQUIRE(map["shapes"].size() == 1);
  CHECK(map["shapes"][0]["code"] == code);
  CHECK(map["shapes"][0]["rings"][0][2] == nlohmann::json({2.0, 2.0}));
  CHECK(map["source"]["en"] == "map.geojson, 审图号 GS(2019)1");

  write("990001");
  CHECK(lingnan.call("report out --basemap map.geojson").code == 2);
  std::ofstream(lingnan.folder.path() / "map.geojson") << "[1, 2";
  CHECK(lingnan.call("report out --basemap map.geojson").code == 2);
  CHECK(lingnan.call("report out --basemap nowhere.geojson").code == 2);
}

// A data folder is read completely or refused with every mistake, its place and its size.
#include "sim/scenario/region_reader.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "sim/base/problem.hpp"

namespace fs = std::filesystem;
using namespace lingnan;

namespace {

using Lines = std::vector<std::string>;

const std::string kToy = LINGNAN_SOURCE_DIR "/tests/worlds/toy";
const std::string kToyFuture = LINGNAN_SOURCE_DIR "/tests/worlds/toy_future";
const std::string kShipped = LINGNAN_SOURCE_DIR "/scenarios/data/guangdong-2023";

/// A copy of the toy region that a test may spoil; removed at the end.
class ToyCopy {
 public:
  ToyCopy() {
    std::string name = (fs::temp_directory_path() / "lingnan-toy-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
    for (const auto& entry : fs::directory_iterator(kToy)) fs::copy_file(entry.path(), path_ / entry.path().filename());
  }
  ToyCopy(const ToyCopy&) = delete;
  ToyCopy& operator=(const ToyCopy&) = delete;
  ~ToyCopy() { fs::remove_all(path_); }

  std::string folder() const { return path_.string(); }

  std::string text(const std::string& file) const {
    std::ifstream stream(path_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  void write(const std::string& file, const std::string& text) {
    std::ofstream(path_ / file, std::ios::binary) << text;
  }

  /// Requires: `from` stands in the file exactly once.
  ToyCopy& change(const std::string& file, const std::string& from, const std::string& to) {
    std::string all = text(file);
    const std::size_t at = all.find(from);
    REQUIRE(at != std::string::npos);
    REQUIRE(all.find(from, at + 1) == std::string::npos);
    write(file, all.replace(at, from.size(), to));
    return *this;
  }

  ToyCopy& add(const std::string& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".csv") fs::copy_file(entry.path(), path_ / entry.path().filename());
    return *this;
  }

  ToyCopy& remove(const std::string& file) {
    fs::remove(path_ / file);
    return *this;
  }

  /// The mistakes found, without the path of the folder.
  Lines mistakes() const {
    Lines lines;
    try {
      read_region(folder());
    } catch (const BadRequest& bad) {
      for (const Problem& problem : bad.problems()) lines.push_back(problem.text().substr(folder().size() + 1));
    }
    return lines;
  }

 private:
  fs::path path_;
};

Lines one(const std::string& line) { return {line}; }

}  // namespace

TEST_CASE("the toy region is read as it stands in its tables", "[unit][scenario]") {
  const Region toy = read_region(kToy);
  CHECK(toy.name_en == "Toyland");
  CHECK(toy.base_year == 2023);
  CHECK(toy.experts == 9000);
  CHECK(toy.unemployment_rate == 0.05);
  CHECK(toy.employed == 900000);
  REQUIRE(toy.city_count() == 3);
  REQUIRE(toy.industry_count() == 4);
  CHECK(toy.cities[1].name_zh == "磨溪");
  CHECK(toy.cities[1].wage_index == 95000);
  CHECK(toy.cities[2].large_enterprises == 100);
  CHECK(toy.industries[1].name_en == "Finished goods, all kinds");
  CHECK(toy.industries[1].capital == 110000);
  CHECK(toy.industries[2].input_stock_days == 30);
  CHECK_FALSE(toy.industries[3].storable);
  CHECK(toy.flows.z(Origin::rest_of_country, 2, 1) == 10000);
  CHECK(toy.flows.f(Origin::local, 1, FinalUse::to_world) == 23700);
  CHECK(toy.flows.output(1) == 100000);
  CHECK(toy.flows.value_added(3) == 62000);
  CHECK(toy.cell_value_added(toy.cell(CityId{2U}, IndustryId{0U})) == 6500);
  CHECK(toy.distance_km[1] == 85);
  CHECK(toy.distance_km[0] == kInCityDistanceKm);
  CHECK(toy.input_class[1 * 4 + 2] == InputClass::essential);
  CHECK(toy.input_class[2 * 4 + 0] == InputClass::important);
  CHECK(toy.input_class[3 * 4 + 0] == InputClass::non_essential);
  REQUIRE(toy.partners.size() == 3);
  CHECK_FALSE(toy.partners[2].goods);
  REQUIRE(toy.clusters.size() == 2);
  CHECK(toy.clusters[0].members[1].owner);
  CHECK(toy.clusters[1].members[0].share == 0.1);
}

TEST_CASE("the shipped region is read and keeps its totals", "[unit][scenario]") {
  const Region region = read_region(kShipped);
  CHECK(region.city_count() == 21);
  CHECK(region.industry_count() == 35);
  CHECK(region.clusters.size() == 20);
  CHECK(region.product_classes.size() == 15);
  CHECK(region.future_industries.size() == 12);
  double product = 0, depreciation = 0, table_depreciation = 0, in_cities = 0;
  for (std::size_t s = 0; s < region.industry_count(); ++s) {
    product += region.flows.value_added(s);
    table_depreciation += region.flows.depreciation[s];
    depreciation += region.industries[s].depreciation_rate * region.industries[s].capital;
  }
  for (double value : region.value_added) in_cities += value;
  CHECK(product == Approx(13567317.0).epsilon(1e-9));
  // the twenty clusters, each industry counted once, make 40 % of GDP (China Daily, 23 October 2024)
  std::vector<double> in_clusters(region.industry_count(), 0.0);
  for (const Cluster& cluster : region.clusters)
    for (const Cluster::Member& member : cluster.members)
      in_clusters[member.industry.value] = std::min(1.0, in_clusters[member.industry.value] + member.share);
  double clustered = 0;
  for (std::size_t s = 0; s < region.industry_count(); ++s) clustered += in_clusters[s] * region.flows.value_added(s);
  CHECK(clustered / product == Approx(0.40).margin(0.02));
  CHECK(in_cities == Approx(product).epsilon(1e-12));
  CHECK(depreciation == Approx(table_depreciation).epsilon(1e-8));
}

TEST_CASE("every file that was read is listed with its hash", "[unit][scenario]") {
  ToyCopy toy;
  const Region before = read_region(toy.folder());
  std::set<std::string> names;
  for (const auto& [name, hash] : before.file_hashes) {
    names.insert(name);
    CHECK(hash.size() == 16);
  }
  CHECK(names == std::set<std::string>{"region.csv", "cities.csv", "industries.csv", "partners.csv", "flows.csv",
                                       "city_value_added.csv", "distances.csv", "input_classes.csv", "clusters.csv",
                                       "cluster_industries.csv"});
  toy.change("cities.csv", "Millbrook", "Millbrock");
  const Region after = read_region(toy.folder());
  for (std::size_t i = 0; i < before.file_hashes.size(); ++i) {
    CHECK((before.file_hashes[i] == after.file_hashes[i]) == (before.file_hashes[i].first != "cities.csv"));
  }
}

TEST_CASE("columns and files that the reader does not know are ignored, and clusters may be absent",
          "[unit][scenario]") {
  ToyCopy toy;
  toy.write("distances.csv",
            "note,to,from,road_km,hours\n,T01,T02,85,2\n,T01,T03,155,3\n,T02,T03,120,2\n,T02,T01,85,2\n,T03,T01,155,3\n"
            "mountains,T03,T02,120,2\n");
  toy.write("notes.csv", "anything");
  toy.remove("clusters.csv").remove("cluster_industries.csv");
  CHECK(toy.mistakes() == Lines{});
  CHECK(read_region(toy.folder()).clusters.empty());
}

TEST_CASE("a byte order mark, CRLF, empty lines and quotation marks do not change what is read", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("cities.csv", "Millbrook", "\"Mill \"\"on\"\"\r\nthe brook\"");
  std::string text = "\xEF\xBB\xBF" + toy.text("cities.csv") + "\n";
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
    if (text[at - 1] != '\r') text.insert(at, "\r");
  }
  toy.write("cities.csv", text);
  REQUIRE(toy.mistakes() == Lines{});
  const Region region = read_region(toy.folder());
  CHECK(region.city_count() == 3);
  CHECK(region.cities[1].name_en == "Mill \"on\"\r\nthe brook");
  CHECK(region.cities[2].large_enterprises == 100);
}

TEST_CASE("changes of inventories and net taxes may be negative", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("flows.csv", "LOCAL,GOOD,1000,5000,6000,4500,12000,1000,16000,800,30000",
             "LOCAL,GOOD,1000,5000,6000,4500,12000,1000,16000,-800,31600");
  toy.change("flows.csv", "VA,COMP,8000,", "VA,COMP,8200,").change("flows.csv", "VA,TAX,100,", "VA,TAX,-100,");
  CHECK(toy.mistakes() == Lines{});
}

TEST_CASE("city columns inside the tolerance are scaled to the industry exactly", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("city_value_added.csv", "T01,1200,13000", "T01,1200,13001");
  const Region region = read_region(toy.folder());
  const double sum = region.value_added[1] + region.value_added[5] + region.value_added[9];
  CHECK(sum == Approx(32000).epsilon(1e-14));
}

TEST_CASE("a folder that is not there is refused", "[unit][scenario]") {
  const std::string folder = ToyCopy().folder();
  CHECK_THROWS_WITH(read_region(folder), folder + ": is not a folder");
}

TEST_CASE("a missing or empty file is named", "[unit][scenario]") {
  ToyCopy toy;
  toy.remove("partners.csv");
  CHECK(toy.mistakes() == one("partners.csv: the file is missing"));
  toy.write("partners.csv", "\n");
  CHECK(toy.mistakes() == one("partners.csv: the file is empty"));
}

TEST_CASE("a missing column is named together with the column that may have been meant", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("cities.csv", "college_share", "colege_share");
  CHECK(toy.mistakes() == one("cities.csv:1:1: column 'college_share' is missing ('colege_share' is unknown)"));
}

TEST_CASE("a column that occurs twice is refused", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("partners.csv", "name_zh", "code");
  CHECK(toy.mistakes() ==
        Lines{"partners.csv:1:14: column 'code' occurs twice", "partners.csv:1:1: column 'name_zh' is missing"});
}

TEST_CASE("a missing key of the region is named", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("region.csv", "unemployment_rate", "unemploiment_rate");
  CHECK(toy.mistakes() == one("region.csv: key 'unemployment_rate' is missing ('unemploiment_rate' is unknown)"));
}

TEST_CASE("a wrong unit is refused with the right one", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("region.csv", "experts,9000,persons", "experts,9000,thousands");
  CHECK(toy.mistakes() == one("region.csv:5:14: the unit of 'experts' is 'thousands' but must be 'persons'"));
}

TEST_CASE("an unknown code is named together with its nearest neighbour", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("cluster_industries.csv", "C01,PART", "C01,PARTS");
  CHECK(toy.mistakes() == one("cluster_industries.csv:3:5: unknown industry 'PARTS'. Did you mean 'PART'?"));
  ToyCopy origins;
  origins.change("flows.csv", "ROW,SERV", "RAW,SERV");
  CHECK(origins.mistakes() ==
        Lines{"flows.csv:13:1: unknown origin 'RAW'. Did you mean 'ROW'?", "flows.csv: no row 'ROW,SERV'"});
}

TEST_CASE("a duplicate code, name or row is refused", "[unit][scenario]") {
  ToyCopy codes;
  codes.change("partners.csv", "ISLE,", "ROW,").change("partners.csv", "邻岛,0", "邻岛,1");
  CHECK(codes.mistakes() == one("partners.csv:4:1: partner 'ROW' occurs twice"));
  ToyCopy names;
  names.change("cities.csv", "Hilltop", "Harbour");
  CHECK(names.mistakes() == one("cities.csv:4:5: city name 'Harbour' occurs twice"));
  ToyCopy rows;
  rows.change("flows.csv", "VA,TAX,100", "VA,SURP,2100,5200,6000,14500,0,0,0,0,0,0\nVA,TAX,100");
  CHECK(rows.mistakes() == one("flows.csv:18:1: row 'VA,SURP' occurs twice (first in line 15)"));
}

TEST_CASE("what is not a finite number is refused", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("cities.csv", "820000", "many");
  CHECK(toy.mistakes() == one("cities.csv:2:31: population is 'many' but must be a number"));
  ToyCopy comma;
  comma.change("cities.csv", "820000", "\"820,000\"");
  CHECK(comma.mistakes() == one("cities.csv:2:31: population is '820,000' but must be a number"));
  ToyCopy infinite;
  infinite.change("distances.csv", "T01,T02,85", "T01,T02,inf");
  CHECK(infinite.mistakes() == one("distances.csv:2:9: road_km is 'inf' but must be a finite number"));
}

TEST_CASE("a number outside its range is refused with the range", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("industries.csv", "150000,0.05", "150000,5");
  CHECK(toy.mistakes() == one("industries.csv:2:46: depreciation_rate is 5 but must lie in (0, 1]"));
  ToyCopy negative;
  negative.change("flows.csv", "LOCAL,FARM,480", "LOCAL,FARM,-480");
  CHECK(negative.mistakes() == one("flows.csv:2:12: FARM is -480 but must be at least 0"));
  ToyCopy zero;
  zero.change("distances.csv", "T01,T02,85", "T01,T02,0");
  CHECK(zero.mistakes() == one("distances.csv:2:9: road_km is 0 but must be above 0"));
}

TEST_CASE("what cannot be stored has no stock days", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("industries.csv", "tertiary,0,0,0,0,", "tertiary,0,0,0,20,");
  CHECK(toy.mistakes() == one("industries.csv:5:58: input_stock_days is 20 but must be 0 for what cannot be stored"));
  ToyCopy flag;
  flag.change("industries.csv", "tertiary,0,0,", "tertiary,no,0,");
  CHECK(flag.mistakes() == one("industries.csv:5:52: storable is 'no' but must be 0 or 1"));
}

TEST_CASE("what an industry makes of the country's output may be said and must be a share", "[unit][scenario]") {
  ToyCopy toy;
  std::string all = toy.text("industries.csv");
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t at = all.find(from); at != std::string::npos; at = all.find(from, at + to.size())) all.replace(at, from.size(), to);
  };
  for (const Industry& industry : read_region(toy.folder()).industries) CHECK(industry.country_share == 0);
  replace(",basis", ",country_share,basis");
  replace(",assumed", ",0.2,assumed");
  toy.write("industries.csv", all);
  for (const Industry& industry : read_region(toy.folder()).industries) CHECK(industry.country_share == 0.2);
  toy.change("industries.csv", "500,30000,1.06,0.2", "500,30000,1.06,1.2");
  const Lines wrong = toy.mistakes();
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].ends_with("country_share is 1.2 but must lie in (0, 1]"));
}

TEST_CASE("expert shares that do not sum to 1 are refused with the gap", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("cities.csv", "0.35,0.6,", "0.35,0.5,");
  CHECK(toy.mistakes() == one("cities.csv: expert_share sums to 0.9 but must sum to 1 (gap -0.1; at most 1e-06)"));
}

TEST_CASE("jobs that do not sum to the employed are refused with the gap", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("industries.csv", "400000", "400500");
  CHECK(toy.mistakes() ==
        one("industries.csv: jobs sum to 900500 but employed in region.csv is 900000 (gap 500; at most 0.9)"));
}

TEST_CASE("a local product whose row and column differ is refused with the gap", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("flows.csv", "30000,23700", "30500,23700");
  CHECK(toy.mistakes() == one("flows.csv:3:1: row 'LOCAL,GOOD' sums to 100500 but column 'GOOD' sums to 100000 "
                              "(gap 500; at most 0.1005)"));
}

TEST_CASE("an industry without value added is refused, and so is one that uses up more than it makes",
          "[unit][scenario]") {
  ToyCopy toy;
  toy.change("flows.csv", "VA,TAX,100,3000", "VA,TAX,100,-90000");
  CHECK(toy.mistakes() ==
        Lines{"flows.csv:3:1: row 'LOCAL,GOOD' sums to 100000 but column 'GOOD' sums to 7000 (gap 93000; at most 0.1)",
              "flows.csv:14:1: value added of 'GOOD' is -61000 but must be above 0",
              "flows.csv: making a unit of 'GOOD' uses up a unit or more of it, directly and through the industries "
              "before it (Hawkins-Simon condition)"});
}

TEST_CASE("a missing row of the flow table is named", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("flows.csv", "VA,DEP,1000,8800,5600,7500,0,0,0,0,0,0\n", "");
  CHECK(toy.mistakes() == one("flows.csv: no row 'VA,DEP'"));
}

TEST_CASE("cities that do not add up to the industry are refused with the gap", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("city_value_added.csv", "T01,1200,13000", "T01,1200,14000");
  CHECK(toy.mistakes() == one("city_value_added.csv: column 'GOOD' sums to 33000 but value added in flows.csv is 32000 "
                              "(gap 1000; at most 3.2)"));
  ToyCopy missing;
  missing.change("city_value_added.csv", "T03,6500,4000,2000,7000\n", "");
  CHECK(missing.mistakes() == one("city_value_added.csv: no row for city 'T03'"));
}

TEST_CASE("distances are complete, the same both ways within 1 %, and between different cities", "[unit][scenario]") {
  ToyCopy missing;
  missing.change("distances.csv", "T03,T02,120\n", "");
  CHECK(missing.mistakes() == one("distances.csv: no row from 'T03' to 'T02'"));
  ToyCopy asymmetric;
  asymmetric.change("distances.csv", "T03,T02,120", "T03,T02,125");
  CHECK(asymmetric.mistakes() ==
        one("distances.csv:7:1: 125 km from 'T03' to 'T02' but 120 km back (gap 5; at most 1.25)"));
  ToyCopy diagonal;
  diagonal.change("distances.csv", "from,to,road_km\n", "from,to,road_km\nT01,T01,5\n");
  CHECK(diagonal.mistakes() == one("distances.csv:2:5: from and to are both 'T01'; leave out distances inside a city"));
}

TEST_CASE("an input class is one of three letters", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("input_classes.csv", "PART,I,E,E,I", "PART,I,X,E,");
  CHECK(toy.mistakes() ==
        Lines{"input_classes.csv:4:8: the class is 'X' but must be E (essential), I (important) or N (non-essential)",
              "input_classes.csv:4:12: the class is '' but must be E (essential), I (important) or N (non-essential)"});
}

TEST_CASE("only the two outside partners of the flow table trade goods", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("partners.csv", "邻岛,0", "邻岛,1");
  CHECK(toy.mistakes() ==
        one("partners.csv:4:26: goods of 'ISLE' is 1 but must be 0: ROC and ROW, and no other, trade in flows.csv"));
}

TEST_CASE("new products and future industries are read with their weights", "[unit][scenario]") {
  ToyCopy toy;
  toy.add(kToyFuture);
  CHECK(toy.mistakes() == Lines{});
  const Region region = read_region(toy.folder());
  REQUIRE(region.product_classes.size() == 2);
  const ProductClass& robots = region.product_classes[0];
  CHECK(robots.learning_rate == 0.2);
  CHECK(robots.innovation == 0.003);
  CHECK(robots.imitation == 0.38);
  REQUIRE(robots.parts.size() == 2);
  CHECK(robots.parts[0].industry == IndustryId{1U});
  CHECK(robots.parts[0].market_share == Approx(24000 * 0.8 / 82700).epsilon(1e-12));  // of GOOD's sales to final users
  REQUIRE(region.future_industries.size() == 3);
  CHECK(region.future_industries[2].plan == "second");
  CHECK(region.future_industries[2].parts[0].product == ClassId{0U});
  CHECK(region.future_industries[2].parts[0].weight == 0.5);
}

TEST_CASE("mistakes in new products are named", "[unit][scenario]") {
  const auto mistakes = [](const std::string& file, const std::string& from, const std::string& to) {
    ToyCopy toy;
    toy.add(kToyFuture);
    return toy.change(file, from, to).mistakes();
  };
  CHECK(mistakes("product_class_industries.csv", "NEWG,PART", "NEWG,PARTS") ==
        one("product_class_industries.csv:3:6: unknown industry 'PARTS'. Did you mean 'PART'?"));
  CHECK(mistakes("product_class_industries.csv", "NEWG,PART,0.2", "NEWG,PART,0.3") ==
        one("product_class_industries.csv: the weights of class 'NEWG' sum to 1.1 but must sum to 1"));
  CHECK(mistakes("product_classes.csv", "24000", "900000") ==
        Lines{"product_class_industries.csv: the potentials of new products of 'GOOD' are 8.71 of what it sells to final "
              "users; at most 0.9",
              "product_class_industries.csv: the potentials of new products of 'PART' are 6.96 of what it sells to final "
              "users; at most 0.9"});
  CHECK(mistakes("product_classes.csv", "0.38,0.05,24000", "0.38,0,24000") ==
        one("product_classes.csv:2:32: adopters is 0 but must lie in (0, 1]"));
  CHECK(mistakes("future_industries.csv", "G1,general", "GOOD,general").at(0) ==
        "future_industries.csv:4:1: code 'GOOD' stands for something else already");
  CHECK(mistakes("future_industry_classes.csv", "F2,NEWS,1", "F2,NEWS,0.3") == Lines{});  // a plan may leave out a part
  CHECK(mistakes("future_industry_classes.csv", "F2,NEWS,1", "F2,NEWG,1") ==
        one("future_industry_classes.csv: the weights of class 'NEWG' in plan 'first' sum to 2; at most 1"));
}

// Deviations: 2021 nothing to compare Harbour with; 2023 +-0.01 and 0; root mean square of 0, 0.01, 0, -0.01 is 0.01 / sqrt 2.
TEST_CASE("growth that is known is read as deviations from the cities known in the same year", "[unit][scenario]") {
  CHECK(read_region(kToy).growth.years == 0);
  ToyCopy toy;
  toy.write("city_growth.csv", "city,year,growth\nT01,2021,0.08\nT01,2023,0.05\nT02,2023,0.04\nT03,2023,0.03\n");
  const CityGrowth known = read_region(toy.folder()).growth;
  REQUIRE(known.years == 3);
  REQUIRE(known.deviation.size() == 9);
  CHECK(known.deviation[0] == 0);
  for (const std::size_t unknown : {1u, 2u, 3u, 4u, 5u}) CHECK(std::isnan(known.deviation[unknown]));
  CHECK(known.deviation[6] == Approx(std::sqrt(2.0)));
  CHECK(known.deviation[7] == Approx(0).margin(1e-12));
  CHECK(known.deviation[8] == Approx(-std::sqrt(2.0)));
  CHECK(read_region(kShipped).growth.years == 4);
}

TEST_CASE("mistakes in known growth are named", "[unit][scenario]") {
  const auto mistakes = [](const std::string& rows) {
    ToyCopy toy;
    toy.write("city_growth.csv", "city,year,growth\n" + rows);
    return toy.mistakes();
  };
  CHECK(mistakes("") == Lines{});
  CHECK(mistakes("T01,2024,0.05\n") == one("city_growth.csv:2:5: year is 2024 but must lie in [1974, 2023]"));
  CHECK(mistakes("T01,2022.5,0.05\n") == one("city_growth.csv:2:5: year is 2022.5 but must be a whole number"));
  CHECK(mistakes("T01,2023,5\n") == one("city_growth.csv:2:10: growth is 5 but must lie in [-0.5, 0.5]"));
  CHECK(mistakes("T01,2023,fast\n") == one("city_growth.csv:2:10: growth is 'fast' but must be a number"));
  CHECK(mistakes("T04,2023,0.05\n") == one("city_growth.csv:2:1: unknown city 'T04'. Did you mean 'T01'?"));
  CHECK(mistakes("T01,2023,0.05\nT01,2023,0.06\n") ==
        one("city_growth.csv:3:1: city 'T01' in 2023 occurs twice (first in line 2)"));
  ToyCopy column;
  column.write("city_growth.csv", "city,year,rate\nT01,2023,0.05\n");
  CHECK(column.mistakes() == one("city_growth.csv:1:1: column 'growth' is missing"));
}

TEST_CASE("ports are read with their cities; a region need not have any", "[unit][scenario]") {
  CHECK(read_region(kToy).ports.empty());
  ToyCopy toy;
  toy.write("ports.csv", "code,name_en,name_zh,city,throughput_mln_teu\nA,Old port,旧港,T02,1.5\nB,New port,新港,T01,0.5\n");
  const std::vector<Port> ports = read_region(toy.folder()).ports;
  REQUIRE(ports.size() == 2);
  CHECK(ports[0].code == "A");
  CHECK(ports[0].name_en == "Old port");
  CHECK(ports[0].name_zh == "旧港");
  CHECK(ports[0].city == CityId{1});
  CHECK(ports[0].throughput == 1.5);
  CHECK(ports[1].city == CityId{0});
  const Region shipped = read_region(kShipped);
  REQUIRE(shipped.ports.size() == 10);
  CHECK(shipped.cities[shipped.ports[0].city.value].name_en == "Shenzhen");
  CHECK(shipped.ports[0].throughput == 29.88);
}

TEST_CASE("mistakes in ports are named", "[unit][scenario]") {
  const auto mistakes = [](const std::string& rows) {
    ToyCopy toy;
    toy.write("ports.csv", "code,name_en,name_zh,city,throughput_mln_teu\n" + rows);
    return toy.mistakes();
  };
  CHECK(mistakes("") == Lines{});
  CHECK(mistakes("A,Old,旧港,T01,0\n") == one("ports.csv:2:14: throughput_mln_teu is 0 but must be above 0"));
  CHECK(mistakes("A,Old,旧港,T01,-2\n") == one("ports.csv:2:14: throughput_mln_teu is -2 but must be above 0"));
  CHECK(mistakes("A,Old,旧港,T01,much\n") == one("ports.csv:2:14: throughput_mln_teu is 'much' but must be a number"));
  CHECK(mistakes("A,Old,旧港,T04,1\n") == one("ports.csv:2:10: unknown city 'T04'. Did you mean 'T01'?"));
  CHECK(mistakes(",Old,旧港,T01,1\n") == one("ports.csv:2:1: code is empty"));
  CHECK(mistakes("A,Old,旧港,T01,1\nA,New,新港,T02,1\n") == one("ports.csv:3:1: port 'A' occurs twice"));
  CHECK(mistakes("A,Old,旧港,T01,1\nB,Old,新港,T02,1\n") == one("ports.csv:3:3: port name 'Old' occurs twice"));
  CHECK(mistakes("A,Old,旧港,T01,1\nB,New,旧港,T02,1\n") == one("ports.csv:3:7: port name '旧港' occurs twice"));
  ToyCopy column;
  column.write("ports.csv", "code,name_en,name_zh,city,throughput\nA,Old,旧港,T01,1\n");
  CHECK(column.mistakes().at(0).starts_with("ports.csv:1:1: column 'throughput_mln_teu' is missing"));
}

TEST_CASE("what is known of later years is read by path, the row that tells most first", "[unit][scenario]") {
  CHECK(read_region(kToy).history.years == 0);
  ToyCopy toy;
  toy.write("history.csv",
            "path,city,industry,partner,year,growth\noutside_demand,,GOOD,ROW,2025,0.03\noutside_demand,,,ROW,2025,0.02\n"
            "outside_demand,,GOOD,,2025,0.01\noutside_inflation,,,,2024,0.005\ncity,T01,,,2024,0.06\ncity,T02,,,2024,0.02\n");
  const History known = read_region(toy.folder()).history;
  REQUIRE(known.years == 2);
  CHECK(known.place(2023, 2023) == -1);
  CHECK(known.place(2023, 2025) == 1);
  CHECK(known.place(2023, 2026) == -1);
  const auto demand = [&](std::size_t year, std::size_t industry, std::size_t partner) {
    return known.demand[(year * 4 + industry) * kGoodsPartners + partner];
  };
  CHECK(demand(1, 1, 1) == 0.03);
  CHECK(demand(1, 1, 0) == 0.01);
  CHECK(demand(1, 0, 1) == 0.02);
  CHECK(std::isnan(demand(1, 0, 0)));
  CHECK(std::isnan(demand(0, 1, 1)));
  CHECK(known.inflation[0] == 0.005);
  CHECK(std::isnan(known.labour_force[0]));
  CHECK(known.city[0] == Approx(0.02));
  CHECK(known.city[1] == Approx(-0.02));
  CHECK(std::isnan(known.city[2]));
  CHECK(known.spread == Approx(0.02));
  const Region shipped = read_region(kShipped);
  CHECK(shipped.history.years == 2);
  CHECK(shipped.history.spread == shipped.growth.spread);
}

TEST_CASE("mistakes in what is known of later years are named", "[unit][scenario]") {
  const auto mistakes = [](const std::string& rows) {
    ToyCopy toy;
    toy.write("history.csv", "path,city,industry,partner,year,growth\n" + rows);
    return toy.mistakes();
  };
  CHECK(mistakes("") == Lines{});
  CHECK(mistakes("demand,,,,2024,0.05\n") == one("history.csv:2:1: unknown path 'demand'."));
  CHECK(mistakes("outside_demand,,,,2023,0.05\n") == one("history.csv:2:19: year is 2023 but must lie in [2024, 2073]"));
  CHECK(mistakes("outside_demand,,,,2024,2\n") == one("history.csv:2:24: growth is 2 but must lie in [-0.5, 0.5]"));
  CHECK(mistakes("outside_demand,,,HKG,2024,0.05\n") ==
        one("history.csv:2:18: partner is 'HKG' but must be ROC, ROW or empty for both"));
  CHECK(mistakes("outside_demand,,GOODS,,2024,0.05\n") == one("history.csv:2:17: unknown industry 'GOODS'. Did you mean 'GOOD'?"));
  CHECK(mistakes("labour_force,T01,,,2024,0.05\n") == one("history.csv:2:14: city must be empty for path 'labour_force'"));
  CHECK(mistakes("outside_demand,,,ROW,2024,0.05\noutside_demand,,,ROW,2024,0.04\n").at(0) ==
        "history.csv:3:1: 'outside_demand' of 2024 is known twice");
  ToyCopy premiums;
  premiums.write("outside_demand.csv", "industry,partner,premium\nGOOD,ROW,0.01\nGOOD,,0.02\n");
  CHECK(premiums.mistakes() == one("outside_demand.csv:3:1: industry 'GOOD' occurs twice (first in line 2)"));
}

TEST_CASE("an industry has at most one owning cluster", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("cluster_industries.csv", "C02,PART,member", "C02,PART,own");
  CHECK(toy.mistakes() ==
        one("cluster_industries.csv:5:1: the owner of industry 'PART' occurs twice (first in line 3)"));
}

TEST_CASE("a row with too many fields and a quotation mark that stays open are pointed at", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("industries.csv", "\"Finished goods, all kinds\"", "Finished goods, all kinds");
  CHECK(toy.mistakes() == one("industries.csv:3:1: the row has 20 fields but the header has 19"));
  ToyCopy open;
  open.change("clusters.csv", "C02,smart services", "C02,\"smart services");
  CHECK(open.mistakes() == Lines{"clusters.csv:3:5: the quotation mark that opens here is never closed",
                                 "clusters.csv:3:1: the row has 2 fields but the header has 4"});
}

TEST_CASE("all mistakes of all tables are reported at once", "[unit][scenario]") {
  ToyCopy toy;
  toy.change("region.csv", "0.05", "0.7")
      .change("cities.csv", "T02,Millbrook,磨溪,Coast,23.0", "T02,Millbrook,磨溪,Coast,230");
  toy.change("flows.csv", "30000,23700", "30500,23700").change("distances.csv", "T02,T03,120", "T02,T04,120");
  toy.remove("input_classes.csv");
  CHECK(
      toy.mistakes() ==
      Lines{"region.csv:6:19: unemployment_rate is 0.7 but must lie in [0, 0.5]",
            "cities.csv:3:24: lat_deg is 230 but must lie in [-90, 90]",
            "flows.csv:3:1: row 'LOCAL,GOOD' sums to 100500 but column 'GOOD' sums to 100000 (gap 500; at most 0.1005)",
            "distances.csv:5:5: unknown city 'T04'. Did you mean 'T01'?", "distances.csv: no row from 'T02' to 'T03'",
            "input_classes.csv: the file is missing"});
}

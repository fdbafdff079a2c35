// `lingnan validate` through the built program, on the toy region.
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/program.hpp"

namespace fs = std::filesystem;
using namespace lingnan::tests;
using Json = nlohmann::json;

namespace {

const std::string kToy = source_file("tests/worlds/toy.yaml");

Outcome validated(const fs::path& folder, const std::string& scenario, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"validate", scenario, "--json", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return call(folder, arguments);
}

Json fact(const Json& all, const std::string& key) {
  for (const Json& row : all["facts"])
    if (row["key"] == key) return row;
  FAIL("no fact " << key);
  return {};
}

/// The toy region with targets of its own and a scenario beside it.
std::string toy_with(const fs::path& folder, const std::string& targets, const std::string& yaml) {
  fs::copy(source_file("tests/worlds/toy"), folder / "toy");
  fs::copy(kToy, folder / "toy.yaml");
  if (!targets.empty())
    std::ofstream(folder / "toy" / "validation_targets.csv")
        << "key,value,low,high,unit,cities,branches,period,basis,source\n" << targets;
  std::ofstream(folder / "question.yaml") << "extends: toy.yaml\n" << yaml;
  return (folder / "question.yaml").string();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("validate tells every fact with value, interval, band, source and verdict", "[cli][validate]") {
  const TemporaryFolder home;
  const Outcome outcome = validated(home.path(), kToy, {"--replicates", "3"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const Json all = Json::parse(outcome.out);
  CHECK(all["replicates"] == 3);
  CHECK(all["months"] == 24);
  CHECK(all["last_month"] == "2024-12");
  std::set<std::string> keys;
  std::size_t counted[4] = {};
  for (const Json& row : all["facts"]) {
    INFO(row.dump());
    CHECK(keys.insert(row["key"]).second);
    CHECK_FALSE(row["name"].get<std::string>().empty());
    CHECK_FALSE(row["source"].get<std::string>().empty());
    CHECK((row["nature"] == "imposed" || row["nature"] == "emergent"));
    const std::string verdict = row["verdict"];
    const bool judged = !row["low"].is_null() || !row["high"].is_null();
    ++counted[verdict == "pass" ? 0 : verdict == "fail" ? 1 : verdict == "told" ? 2 : 3];
    if (verdict == "not measured") {
      CHECK(row["value"].is_null());
      CHECK_FALSE(row["missing"].get<std::string>().empty());
      continue;
    }
    CHECK(row["n"] == row["replicates"].size());
    const double value = row["value"];
    if (row["n"] > 1) {
      CHECK(row["ci_lo"] <= value);
      CHECK(row["ci_hi"] >= value);
    }
    const auto inside = [&](double x) {
      return (row["low"].is_null() || x >= row["low"]) && (row["high"].is_null() || x <= row["high"]);
    };
    bool passes = inside(value);
    if (row["low"].is_null() != row["high"].is_null() && row["n"] > 1)  // a sign holds over the interval
      passes = passes && inside(row["ci_lo"]) && inside(row["ci_hi"]);
    CHECK(verdict == (!judged ? "told" : passes ? "pass" : "fail"));
  }
  CHECK(counted[0] == all["passed"]);
  CHECK(counted[1] == all["failed"]);
  CHECK(counted[2] == all["told"]);
  CHECK(counted[3] == all["not_measured"]);
}

TEST_CASE("validate gives the same for any number of threads, and its own luck to each replicate", "[cli][validate]") {
  const TemporaryFolder home;
  const Outcome one = validated(home.path(), kToy, {"--replicates", "2", "-j", "1"});
  const Outcome three = validated(home.path(), kToy, {"--replicates", "2", "-j", "3"});
  REQUIRE(one.code == 0);
  CHECK(one.out == three.out);
  const Json values = fact(Json::parse(one.out), "productivity_ratio")["replicates"];
  CHECK(values[0] != values[1]);
  const Json alone = Json::parse(validated(home.path(), kToy, {"--replicates", "1"}).out);
  CHECK(fact(alone, "productivity_ratio")["replicates"][0] == values[0]);
  CHECK(fact(alone, "productivity_ratio")["ci_lo"].is_null());
}

TEST_CASE("a run too short for a fact says what is missing", "[cli][validate]") {
  const TemporaryFolder home;
  const Json all = Json::parse(validated(home.path(), kToy, {"--replicates", "1", "--until", "2023-06"}).out);
  CHECK(fact(all, "size_tail")["missing"] == "a complete year of the run");
  CHECK(fact(all, "in_degree_tail")["value"].is_number());
}

TEST_CASE("a shock makes a cycle that can be described", "[cli][validate]") {
  const TemporaryFolder home;
  // on a growth path without chance nothing moves but what is asked to
  const std::string path = "time: {end: 2028-12}\neconomy: {random_processes: false}\n"
                           "parameters:\n  opening: {growth: 0.02}\n  migrate: {observed_net: 0}\n"
                           "  trends: {outside_demand_start: 0.02, outside_demand_end: 0.02, catch_up: 0, frontier_growth: 0.02,\n"
                           "    labour_force_start: 0, labour_force_end: 0}\n";
  const std::string calm = toy_with(home.path(), "", path);
  const Json still = Json::parse(validated(home.path(), calm, {"--replicates", "1"}).out);
  const TemporaryFolder other;
  const std::string shocked =
      toy_with(other.path(), "", path + "shocks:\n  - {kind: demand, loss: 0.2, start: 2025-01, months: 9}\n");
  const Outcome outcome = validated(other.path(), shocked, {"--replicates", "1"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const Json moved = Json::parse(outcome.out);
  const double calm_size = fact(still, "cycle_size")["value"], size = fact(moved, "cycle_size")["value"];
  WARN("cycle of GDP " << calm_size << " without, " << size << " with a loss of demand; Okun "
                       << fact(moved, "okun")["value"] << ", Phillips " << fact(moved, "phillips")["value"]
                       << ", Beveridge " << fact(moved, "beveridge")["value"]);
  CHECK(fact(still, "okun")["verdict"] == "not measured");
  CHECK(size > 3 * calm_size);
  CHECK(fact(moved, "okun")["value"] < 0);
  CHECK(fact(moved, "phillips")["value"] < 0);
  CHECK(fact(moved, "beveridge")["value"] < 0);
}

TEST_CASE("targets of the region's own data are bands, and their mistakes are pointed at", "[cli][validate]") {
  {
    const TemporaryFolder home;
    const std::string scenario = toy_with(home.path(), "core_share,0.5,0.2,0.9,share,T01,,2023,read,made up\n"
                                                       "herfindahl,9,8,9,index,,,2023,read,made up\n", "");
    const Outcome outcome = validated(home.path(), scenario, {"--replicates", "1"});
    INFO(outcome.err);
    const Json all = Json::parse(outcome.out);
    CHECK(fact(all, "core_share")["verdict"] == "pass");
    CHECK(fact(all, "core_share")["source"] == "0.5 share in 2023: made up");
    CHECK(fact(all, "herfindahl")["verdict"] == "fail");
    CHECK(outcome.code == 0);
  }
  const TemporaryFolder home;
  const std::string scenario = toy_with(home.path(), "core_share,0.5,0.2,much,share,Atlantis,,2023,read,made up\n", "");
  const Outcome outcome = validated(home.path(), scenario, {"--replicates", "1"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "validation_targets.csv:2:20: 'much' is not a number"));
  CHECK(contains(outcome.err, "names 'Atlantis', which the region does not have"));
}

TEST_CASE("wrong requests to validate end with 2", "[cli][validate]") {
  const TemporaryFolder home;
  CHECK(call(home.path(), {"validate", "nowhere.yaml"}).code == 2);
  CHECK(call(home.path(), {"validate", kToy, "--replicates", "0"}).code == 2);
  CHECK(call(home.path(), {"validate", kToy, "--replicate", "2"}).code == 2);
  CHECK(call(home.path(), {"validate", kToy, "--set", "parameters.labour.phillips_slope=99"}).code == 2);
  CHECK(call(home.path(), {"validate"}).code == 2);  // no scenarios/guangdong.yaml here
}

TEST_CASE("Guangdong has the cities of its data", "[full][validate]") {
  const TemporaryFolder home;
  // in ten years luck moves cities of single replicates out of bands that the mean of twenty keeps to
  const Outcome outcome =
      validated(home.path(), source_file("scenarios/guangdong.yaml"), {"--replicates", "20", "--firms", "100000"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const Json all = Json::parse(outcome.out);
  for (const char* key : {"core_share", "engine_share", "herfindahl", "city_rank_size", "wage_range", "specialisation",
                          "distance_power"}) {
    INFO(fact(all, key).dump());
    CHECK(fact(all, key)["verdict"] == "pass");
  }
}

TEST_CASE("a back-test holds growth that was observed against the replicates", "[cli][validate]") {
  const TemporaryFolder home;
  const fs::path worlds = LINGNAN_SOURCE_DIR "/tests/worlds";
  fs::copy(worlds / "toy", home.path() / "toy");
  fs::copy_file(worlds / "toy.yaml", home.path() / "toy.yaml");
  const auto tested = [&](const std::string& rows, const std::vector<std::string>& more = {}) {
    std::ofstream(home.path() / "toy" / "backtest.csv") << "place,year,growth,source\n" << rows;
    std::vector<std::string> arguments = {"validate", (home.path() / "toy.yaml").string(), "--backtest", "--quiet", "--replicates", "6"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(home.path(), arguments);
  };
  const Outcome outcome = tested("region,2024,0.04,made up\nT01,2024,0.9,made up\nT02,2024,0.04,made up\nT01,2031,0.04,not run\n", {"--json"});
  CHECK(outcome.code == 0);
  const Json all = Json::parse(outcome.out);
  REQUIRE(all["growth"].size() == 3);
  for (const Json& row : all["growth"]) {
    CHECK(row["replicates"].size() == 6);
    CHECK(row["low"].get<double>() < row["high"].get<double>());
    CHECK(std::abs(row["mean"].get<double>()) < 0.2);
    const double observed = row["observed"];
    CHECK(row["inside"].get<bool>() == (observed >= row["low"].get<double>() && observed <= row["high"].get<double>()));
  }
  CHECK_FALSE(all["growth"][1]["inside"].get<bool>());
  CHECK(all["years"][0]["cities"] == 2);
  CHECK(tested("region,2024,0.04,made up\n").out.find("90 % of runs") != std::string::npos);
  CHECK(tested("T09,2024,0.04,made up\n").code == 2);
  CHECK(tested("region,2031,0.04,made up\n").code == 2);
  fs::remove(home.path() / "toy" / "backtest.csv");
  CHECK(call(home.path(), {"validate", (home.path() / "toy.yaml").string(), "--backtest"}).code == 2);
}

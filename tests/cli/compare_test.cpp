// `lingnan compare` through the built program, on the toy region.
#include <catch2/catch.hpp>
#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/program.hpp"

namespace fs = std::filesystem;
using namespace lingnan::tests;

namespace {

const std::string kToy = source_file("tests/worlds/toy.yaml");

/// Alternatives of the toy region: one the same as it, one with a shock.
struct Alternatives {
  TemporaryFolder folder;
  std::string same, shock;

  Alternatives() : same(write("same", "")), shock(write("shock", "shocks:\n  - {kind: capacity, loss: 0.3, start: 2024-02, months: 2}\n")) {}

 private:
  std::string write(const std::string& name, const std::string& more) const {
    const fs::path file = folder.path() / (name + ".yaml");
    std::ofstream(file) << "extends: " << kToy << "\nname: " << name << "\n" << more;
    return file;
  }
};

std::vector<std::string> compared(const Alternatives& to, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"compare", kToy, to.same, to.shock, "--replicates", "4", "-o", "out", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::size_t finished_runs(const fs::path& folder) {
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(folder / "out.partial" / "runs"))
    found += entry.path().extension() == ".json" ? 1 : 0;
  return found;
}

}  // namespace

TEST_CASE("compare writes effects: none of the same scenario, some of a shock", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  const Outcome outcome = call(folder.path(), compared(to));
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const fs::path out = folder.path() / "out";
  CHECK_FALSE(fs::exists(folder.path() / "out.partial"));
  const auto manifest = nlohmann::json::parse(text_of(out / "manifest.json"));
  CHECK(manifest["status"] == "complete");
  CHECK(manifest["kind"] == "comparison");
  CHECK(manifest["months_shared"] == 4 * (24 + 13));  // all of the one, until the shock of the other

  std::size_t same = 0;
  bool falls = false;
  for (const Row& row : rows(out / "comparison.csv")) {
    CHECK(row.at("n") == "4");
    if (row.at("scenario") == "same") {
      ++same;
      CHECK(row.at("effect") == "0");
      CHECK(row.at("ci_lo") == "0");
      CHECK(row.at("ci_hi") == "0");
      CHECK(row.at("p_holm") == "1");
      CHECK(row.at("rho").empty());
      CHECK(row.at("verdict") == "tie");
    } else if (row.at("outcome") == "gdp_real" && row.at("date") == "2024") {
      falls = row.at("verdict") == "less" && std::stod(row.at("ci_hi")) < 0 && std::stod(row.at("variance_ratio")) > 1;
    }
  }
  CHECK(same > 20);
  CHECK(falls);
  // every table has the columns that are promised, and numbers that agree
  const auto columns = nlohmann::json::parse(text_of(out / "columns.json"));
  for (const char* file : {"comparison.csv", "comparison_places.csv", "comparison_cells.csv", "comparison_flows.csv", "paths.csv", "replicates.csv", "costs.csv"}) {
    std::string header;
    for (const auto& column : columns[file]["columns"]) header += (header.empty() ? "" : ",") + column["name"].get<std::string>();
    CHECK(text_of(out / file).starts_with(header + "\n"));
  }
  double sum = 0, cities = 0;
  for (const Row& row : rows(out / "comparison.csv"))
    if (row.at("scenario") == "shock" && row.at("outcome") == "gdp_real" && row.at("date") == "2024") sum = std::stod(row.at("effect"));
  for (const Row& row : rows(out / "comparison_places.csv"))
    if (row.at("scenario") == "shock" && row.at("outcome") == "gdp_real" && row.at("date") == "2024" && row.at("kind") == "city")
      cities += std::stod(row.at("effect"));
  CHECK(cities == Approx(sum).epsilon(1e-9));

  // an industry is the sum of its cells in all cities
  std::map<std::string, double> industries, cells;
  for (const Row& row : rows(out / "comparison_places.csv"))
    if (row.at("scenario") == "shock" && row.at("outcome") == "output_real" && row.at("date") == "2024" && row.at("kind") == "industry")
      industries[row.at("place")] = std::stod(row.at("effect"));
  for (const Row& row : rows(out / "comparison_cells.csv"))
    if (row.at("scenario") == "shock" && row.at("date") == "2024") cells[row.at("industry")] += std::stod(row.at("effect"));
  REQUIRE(industries.size() == cells.size());
  for (const auto& [industry, effect] : industries) CHECK(cells[industry] == Approx(effect).epsilon(1e-6).margin(1e-6));
}

TEST_CASE("flows of a comparison are the means of those of its runs", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  const Outcome outcome = call(folder.path(), {"compare", kToy, to.same, to.shock, "--replicates", "2", "-o", "out", "--quiet"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const std::map<std::string, std::string> value = {{"goods", "sales"}, {"talent", "persons"}, {"capital", "amount"}, {"enterprises", "enterprises"}};
  const std::map<std::string, std::string> kind = {{"talent", "tier"}, {"capital", "instrument"}};
  std::map<std::string, std::map<std::string, double>> means;  // by scenario, then by flow, kind, origin and destination
  for (const auto& [name, file] : std::map<std::string, std::string>{{"base", kToy}, {"shock", to.shock}})
    for (const std::string replicate : {"0", "1"}) {
      const std::string run = name + replicate;
      REQUIRE(call(folder.path(), {"run", file, "--replicate", replicate, "-o", run, "--quiet"}).code == 0);
      for (const auto& [flow, column] : value)
        for (const Row& row : rows(folder.path() / run / ("flows_" + flow + ".csv"))) {
          if (row.at("year") != "2024" || row.at("origin") == row.at("destination")) continue;
          const std::string pair = " " + row.at("origin") + " " + row.at("destination");
          const double half = 0.5 * std::stod(row.at(column));
          means[name][flow + " all" + pair] += half;
          if (kind.count(flow)) means[name][flow + " " + row.at(kind.at(flow)) + pair] += half;
        }
    }
  std::map<std::string, std::size_t> found;
  bool moved = false;
  for (const Row& row : rows(folder.path() / "out" / "comparison_flows.csv")) {
    const double base = std::stod(row.at("base_mean")), effect = std::stod(row.at("effect"));
    CHECK(row.at("year") == "2024");
    CHECK(std::stod(row.at("ci_lo")) <= effect);
    CHECK(std::stod(row.at("ci_hi")) >= effect);
    if (row.at("scenario") == "same") {
      CHECK(effect == 0);
      continue;
    }
    const std::string key = row.at("flow") + " " + row.at("kind") + " " + row.at("origin") + " " + row.at("destination");
    INFO(key);
    CHECK(base == Approx(means["base"][key]).epsilon(1e-5).margin(1e-5));
    // each is rounded by itself, and the sum may be smaller than both
    CHECK(std::abs(base + effect - means["shock"][key]) <= 1e-5 * std::max(std::abs(base) + std::abs(effect), 1.0));
    moved = moved || effect != 0;
    ++found[row.at("flow")];
    means["base"].erase(key);
    means["shock"].erase(key);
  }
  CHECK(moved);
  CHECK(found.size() >= 3);
  for (const auto& [name, left] : means)
    for (const auto& [key, amount] : left) CHECK((key + (amount == 0 ? "" : " is missing")) == key);
}

TEST_CASE("Theil's index falls apart into what is between districts and what is within them", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  REQUIRE(call(folder.path(), {"compare", kToy, to.shock, "--replicates", "1", "-o", "out", "--quiet"}).code == 0);
  std::map<std::string, double> index;
  for (const Row& row : rows(folder.path() / "out" / "comparison.csv"))
    if (row.at("date") == "2024" && row.at("outcome").starts_with("theil")) index[row.at("outcome")] = std::stod(row.at("base_mean"));
  std::map<std::string, std::string> district;
  for (const Row& row : rows(folder.path() / "out" / "cities.csv")) district[row.at("code")] = row.at("district");
  std::map<std::string, std::pair<double, double>> parts;  // GDP and people
  for (const Row& row : rows(folder.path() / "out" / "comparison_places.csv")) {
    if (row.at("date") != "2024" || row.at("kind") != "city") continue;
    for (const std::string& part : {district.at(row.at("place")), std::string("all")}) {
      if (row.at("outcome") == "gdp_real") parts[part].first += std::stod(row.at("base_mean"));
      if (row.at("outcome") == "population") parts[part].second += std::stod(row.at("base_mean"));
    }
  }
  REQUIRE(parts.size() == 3);  // two districts of three cities
  double between = 0;
  for (const auto& [name, part] : parts)
    between += part.first / parts["all"].first * std::log(part.first / parts["all"].first * parts["all"].second / part.second);
  CHECK(index.at("theil_between_districts") == Approx(between).epsilon(1e-9));
  CHECK(index.at("theil_within_districts") > 0);
  CHECK(index.at("theil_between_districts") + index.at("theil_within_districts") == Approx(index.at("theil_cities")).epsilon(1e-9));
}

TEST_CASE("how many runs go side by side, and on how many threads, moves no digit", "[cli][experiment][threads]") {
  const TemporaryFolder one, two;
  const Alternatives to;
  REQUIRE(call(one.path(), compared(to, {"--at-once", "1", "-j", "1"})).code == 0);
  REQUIRE(call(two.path(), compared(to, {"--at-once", "3", "-j", "4"})).code == 0);
  for (const char* file : {"comparison.csv", "comparison_places.csv", "comparison_cells.csv", "comparison_flows.csv", "paths.csv", "replicates.csv", "costs.csv"})
    CHECK(text_of(one.path() / "out" / file) == text_of(two.path() / "out" / file));
}

TEST_CASE("a comparison that is killed goes on where it was", "[cli][experiment]") {
  const TemporaryFolder whole, killed;
  const Alternatives to;
  REQUIRE(call(whole.path(), compared(to)).code == 0);
  {
    std::vector<std::string> command = compared(to, {"--at-once", "1", "-j", "1"});
    command.insert(command.begin(), LINGNAN_PROGRAM);
    Running running(killed.path(), command);
    REQUIRE(running.wait_for(killed.path() / "out.partial" / "runs"));
    while (finished_runs(killed.path()) == 0) {}
    running.send(SIGKILL);
    running.wait();
  }
  CHECK_FALSE(fs::exists(killed.path() / "out"));
  const std::size_t found = finished_runs(killed.path());
  CHECK(found >= 1);
  CHECK(found < 12);
  REQUIRE(call(killed.path(), compared(to)).code == 0);
  for (const char* file : {"comparison.csv", "replicates.csv", "costs.csv"})
    CHECK(text_of(whole.path() / "out" / file) == text_of(killed.path() / "out" / file));
}

TEST_CASE("what cannot be compared is told, and nothing is written", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  const auto said = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"-o", "out"});
    const Outcome outcome = call(folder.path(), all);
    CHECK(outcome.code == 2);
    CHECK_FALSE(fs::exists(folder.path() / "out"));
    return outcome.err;
  };
  CHECK(said({"compare"}).find("compare needs a base and at least one alternative") != std::string::npos);
  CHECK(said({"compare", kToy}).find("compare needs a base and at least one alternative") != std::string::npos);
  CHECK(said({"compare", kToy, kToy}).find("the name 'toy' is taken by another scenario") != std::string::npos);
  CHECK(said({"compare", kToy, to.same, "--replicates", "0"}).find("--replicates is 0 but must be at least 1") != std::string::npos);
  CHECK(said({"compare", kToy, "nowhere.yaml"}).find("nowhere.yaml") != std::string::npos);
}

TEST_CASE("compare tells what each lever of a package adds", "[cli][experiment]") {
  const TemporaryFolder folder;
  const std::string package = folder.path() / "package.yaml";
  std::ofstream(package) << "extends: " << kToy << "\nname: package\npolicy:\n"
                         << "  - {lever: placebo, budget_mln_cny_per_year: 500, schedule: {start: 2023-06}}\n"
                         << "  - {lever: chain_leader, cost_mln_cny_per_year: 0, search_boost: 0, permit_cut: 0, home_bias: 0, schedule: {start: 2023-06}}\n";
  const Outcome outcome = call(folder.path(), {"compare", kToy, package, "--replicates", "3", "--explain", "-o", "out", "--quiet"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  std::size_t found = 0;
  for (const Row& row : rows(folder.path() / "out" / "explain.csv")) {
    if (row.at("outcome") != "gdp_real" || row.at("date") != "2024") continue;
    ++found;
    const double contribution = std::stod(row.at("contribution"));
    // a lever that does nothing adds nothing, so that the other one is the whole and nothing is left for both together
    if (row.at("lever") == "placebo") CHECK(contribution != 0);
    if (row.at("lever") == "chain_leader") CHECK(contribution == 0);
    if (row.at("lever") == "together") CHECK(std::abs(contribution) < 1e-9);
  }
  CHECK(found == 3);
}

TEST_CASE("what is gained and lost outside the reach of levers is told", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  const auto package = [&](const std::string& name, const std::string& target) {
    const std::string file = folder.path() / (name + ".yaml");
    std::ofstream(file) << "extends: " << kToy << "\nname: " << name << "\npolicy:\n"
                        << "  - {lever: placebo, budget_mln_cny_per_year: 5000, schedule: {start: 2023-02}" << target << "}\n";
    return file;
  };
  const Outcome outcome = call(folder.path(), {"compare", kToy, package("some", ", target: {cities: [T01], industries: [PART]}"), package("all", ""),
                                               to.shock, "--until", "2023-12", "--replicates", "2", "--no-placebo", "-o", "out", "--quiet"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  std::map<std::string, double> expected;
  for (const Row& row : rows(folder.path() / "out" / "comparison_cells.csv")) {
    if (row.at("scenario") != "some" || row.at("date") != "2023") continue;
    const char* part = row.at("city") != "T01" ? "output_elsewhere" : row.at("industry") == "PART" ? "output_reached" : "output_same_cities";
    expected[part] += std::stod(row.at("effect"));
  }
  std::map<std::string, Row> told;
  for (const Row& row : rows(folder.path() / "out" / "costs.csv"))
    if (row.at("date") == "2023") told[row.at("scenario")] = row;
  REQUIRE(expected.size() == 3);
  for (const auto& [part, value] : expected) {
    INFO(part);
    CHECK(value != 0);
    CHECK(std::stod(told.at("some").at(part)) == Approx(value).epsilon(1e-6));
  }
  const double displaced = -(expected["output_same_cities"] + expected["output_elsewhere"]) / expected["output_reached"];
  CHECK(std::stod(told.at("some").at("displaced")) == Approx(displaced).epsilon(1e-6));
  CHECK_FALSE(told.at("all").at("output_reached").empty());
  for (const char* part : {"output_same_cities", "output_elsewhere", "displaced"}) CHECK(told.at("all").at(part).empty());
  for (const char* part : {"output_reached", "output_elsewhere", "displaced"}) CHECK(told.at("shock").at(part).empty());
}

TEST_CASE("beside what costs stands the same money without an effect", "[cli][experiment]") {
  const TemporaryFolder folder;
  const std::string works = folder.path() / "works.yaml";
  std::ofstream(works) << "extends: " << kToy << "\nname: works\npolicy:\n"
                       << "  - {lever: placebo, budget_mln_cny_per_year: 500, payers: {province: 1, city: 0}, schedule: {start: 2023-06}}\n";
  const auto effects = [&](const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"compare", kToy, works, "--replicates", "12", "-o", out, "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = call(folder.path(), arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    std::map<std::string, double> found;
    for (const Row& row : rows(folder.path() / out / "comparison.csv"))
      if (row.at("outcome") == "gdp_real" && row.at("date") == "2024") found[row.at("scenario")] = std::stod(row.at("effect"));
    return found;
  };
  const std::map<std::string, double> with = effects("with", {}), without = effects("without", {"--no-placebo"});
  REQUIRE(with.size() == 2);
  CHECK(with.at("works") != 0);
  CHECK(with.at("placebo") == Approx(with.at("works")).epsilon(0.1));  // what it spends is a mean at constant prices
  CHECK(without == std::map<std::string, double>{{"works", with.at("works")}});
  const auto manifest = nlohmann::json::parse(text_of(folder.path() / "with" / "manifest.json"));
  CHECK(manifest["scenarios"][1]["added"] == false);
  CHECK(manifest["scenarios"][2]["added"] == true);
  CHECK(manifest["best"] != "placebo");
}

TEST_CASE("effects under other assumptions say whether their sign holds", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  const Outcome outcome = call(folder.path(), {"compare", kToy, to.same, to.shock, "--replicates", "2", "--robust", "-o", "out", "--quiet"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  std::map<std::string, std::string> as_it_is;
  for (const Row& row : rows(folder.path() / "out" / "comparison.csv"))
    as_it_is[row.at("scenario") + row.at("outcome") + row.at("date")] = row.at("effect");
  std::map<std::string, std::set<int>> signs;
  std::map<std::string, std::string> identified, by_elasticity;
  std::set<std::string> assumptions;
  for (const Row& row : rows(folder.path() / "out" / "robust.csv")) {
    const std::string key = row.at("scenario") + row.at("outcome") + row.at("date");
    const double effect = std::stod(row.at("effect"));
    assumptions.insert(row.at("assumption") + row.at("value"));
    if (row.at("scenario") == "same") CHECK(effect == 0);
    if (row.at("assumption") == "as_it_is") CHECK(row.at("effect") == as_it_is.at(key));
    if (row.at("assumption") == "outside_elasticity") by_elasticity[key + row.at("value")] = row.at("effect");
    if (effect != 0) signs[key].insert(effect > 0 ? 1 : -1);
    identified[key] = row.at("identified");
  }
  CHECK(assumptions.size() == 1 + 3 + 3);
  for (const auto& [key, text] : identified) {
    INFO(key);
    CHECK((text == "no") == (signs[key].size() == 2));
  }
  CHECK(identified.at("shockgdp_real2024") == "yes");
  CHECK(by_elasticity.at("shockgdp_real20241.5") != by_elasticity.at("shockgdp_real20244"));
}

TEST_CASE("what is left of an effect without what a lever assumes is the effect of a lever without it", "[cli][experiment]") {
  const TemporaryFolder folder;
  const auto pilots = [&](const std::string& name, const std::string& more) {
    const std::string file = folder.path() / (name + ".yaml");
    std::ofstream(file) << "extends: " << kToy << "\nname: " << name << "\npolicy:\n  - {lever: placebo, schedule: {start: 2023-02}, budget_mln_cny_per_year: 10}\n"
                        << "  - {lever: pilot_platform, platforms: 40, schedule: {start: 2023-02}, budget_mln_cny_per_year: 900" << more << "}\n";
    return file;
  };
  const std::string as_it_is = pilots("as_it_is", ", odds: 0.8"), off = pilots("off", ", odds: 0.3");
  const std::vector<std::string> rest = {"--replicates", "2", "--until", "2032-12", "--no-placebo", "-o"};
  const auto compared = [&](std::vector<std::string> command, const std::string& out, const std::vector<std::string>& more) {
    command.insert(command.end(), rest.begin(), rest.end());
    command.push_back(out);
    command.insert(command.end(), more.begin(), more.end());
    const Outcome outcome = call(folder.path(), command);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return outcome.out;
  };
  const std::string told = compared({"compare", kToy, as_it_is}, "out", {"--robust"});
  CHECK(told.find("as_it_is: part of its effect that is left where an assumed coefficient is off, in 2032") != std::string::npos);
  CHECK(told.find("pilot_platform.odds at 0.3") != std::string::npos);
  compared({"compare", kToy, off}, "off", {});
  std::map<std::string, double> expected;
  for (const Row& row : rows(folder.path() / "off" / "comparison.csv")) expected[row.at("outcome") + row.at("date")] = std::stod(row.at("effect"));
  std::map<std::string, double> whole;
  for (const Row& row : rows(folder.path() / "out" / "comparison.csv")) whole[row.at("outcome") + row.at("date")] = std::stod(row.at("effect"));
  std::set<std::string> coefficients;
  std::size_t changed = 0;
  for (const Row& row : rows(folder.path() / "out" / "input_share.csv")) {
    coefficients.insert(row.at("lever") + "." + row.at("parameter") + " " + row.at("value") + " " + row.at("off"));
    if (row.at("parameter") != "odds") continue;
    const std::string key = row.at("outcome") + row.at("date");
    INFO(key);
    CHECK(std::stod(row.at("effect")) == expected.at(key));
    changed += whole.at(key) != expected.at(key) ? 1 : 0;
    if (!row.at("left").empty()) CHECK(std::stod(row.at("left")) == Approx(expected.at(key) / whole.at(key)).epsilon(1e-4));
  }
  CHECK(coefficients == std::set<std::string>{"pilot_platform.odds 0.8 0.3", "pilot_platform.pace 0.67 1"});
  CHECK(changed > 0);
}

TEST_CASE("the effect of a lever is that of whom it serves and of all others, to the last yuan", "[cli][experiment]") {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& lever) {
    const std::string file = folder.path() / (name + ".yaml");
    std::ofstream(file) << "extends: " << kToy << "\nname: " << name << "\npolicy:\n  - " << lever << "\n";
    return file;
  };
  const std::string research = write("research", "{lever: rd_tax, extra_deduction: 1, schedule: {start: 2023-06}}");
  const std::string early = write("early", "{lever: rd_tax, extra_deduction: 1, schedule: {start: 2023-01}}");
  const std::string nobody = write("nobody", "{lever: work_team, schedule: {start: 2023-06}}");
  const std::vector<std::string> command = {"compare", kToy, research, early, nobody, "--replicates", "2", "--no-placebo", "--quiet", "-o"};
  const auto run_into = [&](const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = command;
    arguments.push_back(out);
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = call(folder.path(), arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
  };
  run_into("out", {"-j", "2"});
  std::map<std::string, std::string> effect;
  for (const Row& row : rows(folder.path() / "out" / "comparison.csv"))
    effect[row.at("scenario") + " " + row.at("outcome") + " " + row.at("date")] = row.at("effect");
  std::map<std::string, std::map<std::string, double>> terms;
  std::map<std::string, double> served;
  for (const Row& row : rows(folder.path() / "out" / "additionality.csv")) {
    const std::string key = row.at("scenario") + " " + row.at("measure") + " " + row.at("date");
    if (!row.at("value").empty()) terms[key][row.at("term")] = std::stod(row.at("value"));
    served[key] = std::stod(row.at("served"));
    if (row.at("scenario") == "nobody") CHECK(row.at("value").empty() == (row.at("term") != "net"));
  }
  CHECK(terms.size() == 3 * (2 + 3));  // of the last year, and present values of the flow
  for (auto& [key, of] : terms) {
    INFO(key);
    std::string outcome = key;
    const bool jobs = key.find("employment") != std::string::npos;
    if (!jobs) outcome.replace(outcome.find("value_added"), std::string("value_added").size(), "gdp_real");
    CHECK(of.at("net") == Approx(std::stod(effect.at(outcome))).epsilon(1e-9).margin(1e-6));
    if (key.starts_with("nobody")) continue;
    CHECK(served.at(key) > 0);
    CHECK(of.at("net") == Approx(of.at("gross") - of.at("deadweight") - of.at("displacement_city") - of.at("displacement_province") +
                                 of.at("spillover")).margin(1e-6));
    CHECK(of.at("gross") != of.at("deadweight"));
  }
  // what is counted lever by lever is there from where an alternative leaves the base
  CHECK(std::stod(effect.at("research relabelled_real 2024")) == Approx(std::stod(effect.at("early relabelled_real 2024"))).epsilon(0.05));
  CHECK(std::stod(effect.at("early relabelled_real 2024")) > 0);
  CHECK(served.at("early employment 2024") >= served.at("research employment 2024"));
  run_into("again", {"-j", "1", "--at-once", "1"});
  CHECK(text_of(folder.path() / "again" / "additionality.csv") == text_of(folder.path() / "out" / "additionality.csv"));
}

TEST_CASE("a shock is held against the same luck without it, and a lever that does nothing leaves it as it is", "[cli][experiment]") {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& base, const std::string& more) {
    const std::string file = folder.path() / (name + ".yaml");
    std::ofstream(file) << "extends: " << base << "\nname: " << name << "\n" << more;
    return file;
  };
  const std::string fire = write("fire", kToy, "shocks:\n  - {kind: capacity, loss: 0.3, start: 2024-02, months: 2}\n");
  const std::string idle = write("idle", fire, "policy:\n  - {lever: work_team, intensity: 0, schedule: {start: 2023-06}}\n");
  const std::string works = write("works", fire, "policy:\n  - {lever: placebo, budget_mln_cny_per_year: 500, schedule: {start: 2023-06}}\n");
  const Outcome outcome = call(folder.path(), {"compare", fire, idle, works, "--replicates", "2", "--resilience", "--no-placebo", "-o", "out", "--quiet"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  std::map<std::string, double> value, effect;
  for (const Row& row : rows(folder.path() / "out" / "resilience.csv")) {
    const std::string key = row.at("scenario") + " " + row.at("measure");
    value[key] = std::stod(row.at("value"));
    if (!row.at("effect").empty()) effect[key] = std::stod(row.at("effect"));
    CHECK(row.at("effect").empty() == (row.at("scenario") == "fire"));
    CHECK(row.at("n") == "2");
  }
  CHECK(value.size() == 3 * 6);  // no tail of two replicates
  CHECK(value.at("fire falling") > 0);
  CHECK(value.at("fire depth") > 3);
  CHECK(value.at("fire loss") > 0);
  CHECK(value.at("fire months_to_recover") >= 2);
  for (const char* measure : {"depth", "loss", "months_to_95", "months_to_recover", "insolvencies", "falling"}) CHECK(effect.at(std::string("idle ") + measure) == 0);
  CHECK(effect.at("works loss") != 0);
  const Outcome calm = call(folder.path(), {"compare", kToy, idle, "--resilience", "-o", "none"});
  CHECK(calm.code == 2);
  CHECK(calm.err.find("has no shocks, which --resilience is about") != std::string::npos);
  const Outcome other = call(folder.path(), {"compare", fire, write("dry", kToy, ""), "--resilience", "-o", "none"});
  CHECK(other.code == 2);
  CHECK(other.err.find("its shocks are not those of the base") != std::string::npos);
}

TEST_CASE("the shares of levers add up to the whole effect", "[cli][experiment]") {
  const TemporaryFolder folder;
  const std::string package = folder.path() / "package.yaml";
  std::ofstream(package) << "extends: " << kToy << "\nname: package\npolicy:\n"
                         << "  - {lever: placebo, budget_mln_cny_per_year: 500, payers: {province: 1, city: 0}, schedule: {start: 2023-06}}\n"
                         << "  - {lever: rd_tax, extra_deduction: 1, schedule: {start: 2023-06}}\n"
                         << "  - {lever: chain_leader, cost_mln_cny_per_year: 0, search_boost: 0, permit_cut: 0, home_bias: 0, schedule: {start: 2023-06}}\n";
  const Outcome outcome = call(folder.path(), {"compare", kToy, package, "--replicates", "2", "--shapley", "2", "--no-placebo", "-o", "out", "--quiet"});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  std::map<std::string, double> effect, sum, whole;
  for (const Row& row : rows(folder.path() / "out" / "comparison.csv"))
    effect[row.at("outcome") + row.at("date")] = std::stod(row.at("effect"));
  for (const Row& row : rows(folder.path() / "out" / "shapley.csv")) {
    const std::string key = row.at("outcome") + row.at("date");
    const double value = std::stod(row.at("value"));
    (row.at("lever") == "whole" ? whole : sum)[key] += value;
    if (row.at("lever") == "chain_leader" || row.at("lever") == "rest") CHECK(value == 0);
    CHECK(row.at("orders") == "2");
  }
  CHECK(whole.size() > 20);
  for (const auto& [key, all] : whole) {
    INFO(key);
    const double scale = std::abs(all) + 1e-6;
    CHECK(std::abs(all - effect.at(key)) < 1e-9 * scale + 1e-9);
    CHECK(std::abs(sum.at(key) - all) < 1e-6 * scale + 1e-6);
  }
}

TEST_CASE("finished runs are compared without running anything, and effects are those of compare", "[cli][experiment]") {
  const TemporaryFolder folder;
  const Alternatives to;
  std::vector<std::string> from = {"compare", "-o", "again", "--quiet", "--from"};
  for (const std::string& scenario : {kToy, to.shock, to.same})
    for (const std::string replicate : {"1", "0"}) {
      from.push_back(std::to_string(from.size()));
      const Outcome outcome = call(folder.path(), {"run", scenario, "--replicate", replicate, "-o", from.back(), "--quiet"});
      INFO(outcome.err);
      REQUIRE(outcome.code == 0);
    }
  const Outcome outcome = call(folder.path(), from);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  REQUIRE(call(folder.path(), {"compare", kToy, to.shock, to.same, "--replicates", "2", "-o", "ran", "--quiet"}).code == 0);
  const std::vector<Row> ran = rows(folder.path() / "ran" / "comparison.csv"), read = rows(folder.path() / "again" / "comparison.csv");
  REQUIRE(ran.size() == read.size());
  for (std::size_t i = 0; i < ran.size(); ++i) {
    INFO(ran[i].at("outcome") << " " << ran[i].at("date"));
    CHECK(read[i].at("outcome") == ran[i].at("outcome"));
    const double scale = std::abs(std::stod(ran[i].at("base_mean")));
    CHECK(std::abs(std::stod(read[i].at("effect")) - std::stod(ran[i].at("effect"))) <= 1e-9 * scale + 1e-4);  // money is written in yuan
  }
  const auto refused = [&](const std::string& why) {
    from[2] = "none";
    const Outcome said = call(folder.path(), from);
    CHECK(said.code == 2);
    CHECK(said.err.find(why) != std::string::npos);
  };
  from.push_back(from.back());
  refused("10: is the same run as 10");
  from.resize(from.size() - 2);
  refused("same has no run of seed 1, replicate 0, as the base has in");
  std::ofstream(folder.path() / "5" / "province.csv", std::ios::app) << "2025-01,x\n";
  refused("5/province.csv:26:");
  const Outcome both = call(folder.path(), {"compare", "--from", "5", "7", "--replicates", "3"});
  CHECK(both.code == 2);
  CHECK(both.err.find("drop --replicates") != std::string::npos);
}

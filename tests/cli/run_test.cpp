// `lingnan run` through the built program: folders, exit codes, interruptions.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "lingnan/simulation.hpp"
#include "tests/cli/program.hpp"

namespace fs = std::filesystem;
using namespace lingnan::tests;
using Json = nlohmann::json;

namespace {

const std::string kToy = source_file("tests/worlds/toy.yaml");
/// Six months of the toy region: enough for two quarters of every table.
const std::vector<std::string> kShort = {"run", kToy, "--until", "2023-06"};

Outcome run_short(const fs::path& folder, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = kShort;
  arguments.insert(arguments.end(), more.begin(), more.end());
  return call(folder, arguments);
}

Json manifest(const fs::path& folder) { return Json::parse(text_of(folder / "manifest.json")); }

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a run leaves every promised table and a manifest that says complete", "[cli]") {
  const TemporaryFolder home;
  const Outcome outcome = run_short(home.path());
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const fs::path results = home.path() / "out" / "toy";
  const Json columns = Json::parse(text_of(results / "columns.json"));
  for (const auto& [file, about] : columns.items()) {
    INFO(file);
    // only if the data name clusters, or future industries
    if ((file == "clusters.csv" || file == "future_industries.csv") && !fs::exists(results / file)) continue;
    std::string header;
    for (const Json& column : about["columns"]) {
      header += (header.empty() ? "" : ",") + column["name"].get<std::string>();
      CHECK_FALSE(column["doc"].get<std::string>().empty());
    }
    const std::string text = text_of(results / file);
    CHECK(text.substr(0, text.find('\n')) == header);
    CHECK(text.back() == '\n');
    CHECK_FALSE(contains(text, "\r"));
  }
  CHECK(lines(text_of(results / "province.csv")) == 1 + 6);
  CHECK(lines(text_of(results / "city_industry.csv")) > 2);
  CHECK(lines(text_of(results / "levers.csv")) == 1);
  CHECK(lines(text_of(results / "choices.csv")) == 1);

  const Json about = manifest(results);
  CHECK(about["status"] == "complete");
  CHECK(about["seed"] == 1);
  CHECK(about["replicate"] == 0);
  CHECK(about["last_month"] == "2023-06");
  CHECK(about["audit"]["all_money_identities_zero"] == true);
  CHECK(about["scenario"].is_object());
  CHECK_FALSE(about["data_hashes"].empty());
  CHECK(about["state_hash"].get<std::string>().size() == 16);
  for (const char* key : {"version", "commit", "compiler", "libc", "cpu_fma", "firms", "experts", "persons_employed",
                          "links", "slots", "threads", "wall_seconds", "peak_memory_bytes", "scenario_hashes"}) {
    INFO(key);
    CHECK(about.contains(key));
  }
  CHECK_FALSE(fs::exists(home.path() / "out" / "toy.partial"));
  CHECK_FALSE(fs::exists(results / "status.json"));
  CHECK_FALSE(fs::exists(results / "checkpoint.bin"));
  CHECK(contains(outcome.out, "all identities 0 fen"));
}

#if !defined(__SANITIZE_ADDRESS__)  // which takes memory of its own
TEST_CASE("the memory that runs are planned for is what they take", "[cli]") {
  const TemporaryFolder folder;
  for (const char* firms : {"20000", "200000"}) {
    const std::string file = source_file("scenarios/guangdong.yaml"), size = std::string("economy.firms=") + firms;
    const Outcome outcome = call(folder.path(), {"run", file, "--set", size, "--until", "2024-02", "-o", firms, "--quiet"});
    INFO(firms << " agents: " << outcome.err);
    REQUIRE(outcome.code == 0);
    const auto taken = manifest(folder.path() / firms)["peak_memory_bytes"].get<double>();
    const auto planned = static_cast<double>(lingnan::estimated_memory_bytes(lingnan::read_scenario(file, {size})));
    CHECK(planned > 0.9 * taken);
    CHECK(planned < 1.3 * taken);
  }
}
#endif

TEST_CASE("clusters are shares of their industries, all of them together count each once", "[cli]") {
  const TemporaryFolder home;
  REQUIRE(run_short(home.path(), {"-o", "r", "--quiet"}).code == 0);
  const auto industries = rows(home.path() / "r" / "city_industry.csv"), clusters = rows(home.path() / "r" / "cluster.csv");
  REQUIRE(clusters.size() == 2 * 3);  // two quarters, two clusters and all
  const std::map<std::string, std::map<std::string, double>> shares = {
      {"C01", {{"GOOD", 1}, {"PART", 1}}},
      {"C02", {{"PART", 1}, {"SERV", 0.1}}},
      {"all", {{"GOOD", 1}, {"PART", 1}, {"SERV", 0.1}}}};
  for (const auto& cluster : clusters)
    for (const char* column : {"output_real", "value_added", "employment", "enterprises", "rd_spending"}) {
      double sum = 0;
      for (const auto& row : industries)
        if (row.at("quarter") == cluster.at("quarter"))
          for (const auto& [industry, share] : shares.at(cluster.at("cluster")))
            if (row.at("industry") == industry) sum += share * std::stod(row.at(column));
      INFO(cluster.at("quarter") << " " << cluster.at("cluster") << " " << column);
      CHECK(sum > 0);
      CHECK(std::stod(cluster.at(column)) == Approx(sum).epsilon(1e-6));
    }
  double by_industry = 0, in_all = 0;
  for (const auto& row : industries) by_industry += std::stod(row.at("rd_spending"));
  for (const auto& row : rows(home.path() / "r" / "province.csv")) in_all += std::stod(row.at("rd_spending"));
  CHECK(by_industry == Approx(in_all).epsilon(0.01));  // who moves at the end of a month is paid elsewhere
}

TEST_CASE("results of an earlier run are replaced only with --force", "[cli]") {
  const TemporaryFolder home;
  REQUIRE(run_short(home.path(), {"-o", "r", "--quiet"}).code == 0);
  const std::string before = text_of(home.path() / "r" / "manifest.json");

  const Outcome refused = run_short(home.path(), {"-o", "r", "--seed", "2"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "--force"));
  CHECK(text_of(home.path() / "r" / "manifest.json") == before);

  REQUIRE(run_short(home.path(), {"-o", "r/", "--seed", "2", "--force", "--quiet"}).code == 0);
  CHECK(manifest(home.path() / "r")["seed"] == 2);
  CHECK_FALSE(fs::exists(home.path() / "r.partial"));
}

TEST_CASE("a folder with somebody else's files is left alone even with --force", "[cli]") {
  const TemporaryFolder home;
  fs::create_directory(home.path() / "mine");
  REQUIRE(shell(home.path(), "echo '{\"name\": \"web page\"}' > mine/manifest.json").code == 0);
  for (const std::string folder : {"mine", "."}) {
    const Outcome refused = run_short(home.path(), {"-o", folder, "--force"});
    CHECK(refused.code == 2);
    CHECK(contains(refused.err, "left alone"));
  }
  CHECK(contains(text_of(home.path() / "mine" / "manifest.json"), "web page"));
  fs::create_directory(home.path() / "new.partial");
  REQUIRE(shell(home.path(), "echo text > new.partial/notes").code == 0);
  CHECK(run_short(home.path(), {"-o", "new", "--force"}).code == 2);
  CHECK(fs::exists(home.path() / "new.partial" / "notes"));
}

TEST_CASE("an empty folder takes the results without --force", "[cli]") {
  const TemporaryFolder home;
  fs::create_directory(home.path() / "empty");
  CHECK(run_short(home.path(), {"-o", "empty", "--quiet"}).code == 0);
  CHECK(fs::exists(home.path() / "empty" / "manifest.json"));
}

TEST_CASE("an interrupted run that is resumed ends as one that was not", "[cli]") {
  const TemporaryFolder home;
  const std::vector<std::string> arguments = {"run", kToy, "--until", "2032-12", "--checkpoint-every", "1", "-o", "r"};
  std::vector<std::string> command = arguments;
  command.insert(command.begin(), LINGNAN_PROGRAM);
  Running running(home.path(), command);
  REQUIRE(running.wait_for(home.path() / "r.partial" / "checkpoint.bin"));
  running.send(GENERATE(SIGINT, SIGTERM));
  const Outcome interrupted = running.wait();
  INFO(interrupted.err);
  REQUIRE(interrupted.code == 130);
  CHECK(contains(interrupted.err, "--resume"));
  CHECK_FALSE(fs::exists(home.path() / "r"));
  CHECK_FALSE(fs::exists(home.path() / "r.partial" / "manifest.json"));
  const Json status = Json::parse(text_of(home.path() / "r.partial" / "status.json"));
  CHECK(status["status"] == "interrupted");
  CHECK(lines(text_of(home.path() / "r.partial" / "province.csv")) == 1 + status["months_done"].get<std::size_t>());

  // Neither forgotten nor lost by accident.
  CHECK(call(home.path(), arguments).code == 2);

  std::vector<std::string> again = arguments;
  again.push_back("--resume");
  const Outcome resumed = call(home.path(), again);
  INFO(resumed.err);
  REQUIRE(resumed.code == 0);
  CHECK_FALSE(fs::exists(home.path() / "r.partial"));

  REQUIRE(call(home.path(), {"run", kToy, "--until", "2032-12", "-o", "whole", "--quiet"}).code == 0);
  CHECK(manifest(home.path() / "r")["state_hash"] == manifest(home.path() / "whole")["state_hash"]);
  for (const char* file : {"province.csv", "city.csv", "city_industry.csv", "flows_goods.csv", "flows_talent.csv",
                           "flows_capital.csv", "audit.csv", "audit_real.csv"}) {
    INFO(file);
    const bool same = text_of(home.path() / "r" / file) == text_of(home.path() / "whole" / file);
    CHECK(same);
  }
}

TEST_CASE("a checkpoint of another run is refused and kept", "[cli]") {
  const TemporaryFolder home;
  std::vector<std::string> command = {LINGNAN_PROGRAM,      "run", kToy, "--until", "2032-12",
                                      "--checkpoint-every", "1",   "-o", "r"};
  Running running(home.path(), command);
  REQUIRE(running.wait_for(home.path() / "r.partial" / "checkpoint.bin"));
  running.send(SIGINT);
  REQUIRE(running.wait().code == 130);
  const std::string before = text_of(home.path() / "r.partial" / "checkpoint.bin");
  const Outcome refused = call(home.path(), {"run", kToy, "--until", "2032-12", "-o", "r", "--resume", "--seed", "99"});
  CHECK(refused.code == 2);
  const bool kept = text_of(home.path() / "r.partial" / "checkpoint.bin") == before;
  CHECK(kept);
}

TEST_CASE("resuming without a checkpoint is a mistake", "[cli]") {
  const TemporaryFolder home;
  const Outcome outcome = run_short(home.path(), {"-o", "r", "--resume"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "no checkpoint"));
  CHECK_FALSE(fs::exists(home.path() / "r.partial"));
}

TEST_CASE("two runs do not work in one folder", "[cli]") {
  const TemporaryFolder home;
  Running first(home.path(),
                {LINGNAN_PROGRAM, "run", kToy, "--until", "2032-12", "--checkpoint-every", "1", "-o", "r"});
  REQUIRE(first.wait_for(home.path() / "r.partial" / "checkpoint.bin"));
  fs::create_directory(home.path() / "second");
  const Outcome second = call(home.path() / "second", {"run", kToy, "--until", "2032-12", "-o", "../r", "--force"});
  CHECK(second.code == 2);
  CHECK(contains(second.err, "another run is working"));
  first.send(SIGINT);
  CHECK(first.wait().code == 130);
}

TEST_CASE("a manifest repeats its run and a wrong hash is noticed", "[cli]") {
  const TemporaryFolder home;
  REQUIRE(run_short(home.path(), {"-o", "r", "--seed", "7", "--replicate", "3", "--quiet"}).code == 0);
  const Outcome same = call(home.path(), {"run", "--from", "r/manifest.json", "-o", "again"});
  INFO(same.err);
  CHECK(same.code == 0);
  CHECK(manifest(home.path() / "again")["seed"] == 7);
  CHECK(manifest(home.path() / "again")["replicate"] == 3);
  CHECK(manifest(home.path() / "again")["last_month"] == "2023-06");

  const std::string hash = manifest(home.path() / "r")["state_hash"];
  const std::string other = hash == "0123456789abcdef" ? "fedcba9876543210" : "0123456789abcdef";
  REQUIRE(shell(home.path(), "sed -i 's/" + hash + "/" + other + "/' r/manifest.json").code == 0);
  const Outcome different = call(home.path(), {"run", "--from", "r/manifest.json", "-o", "third"});
  CHECK(different.code == 3);
  CHECK(contains(different.err, hash));
  CHECK(contains(different.err, other));
  CHECK(call(home.path(), {"run", "--from", "r/manifest.json", "--seed", "1"}).code == 2);
  CHECK(call(home.path(), {"run", "--from", "nothing.json"}).code == 2);
}

TEST_CASE("results do not depend on the number of threads", "[cli][threads]") {
  const TemporaryFolder home;
  REQUIRE(run_short(home.path(), {"-o", "one", "-j", "1", "--quiet"}).code == 0);
  REQUIRE(run_short(home.path(), {"-o", "three", "-j", "3", "--quiet"}).code == 0);
  CHECK(manifest(home.path() / "one")["state_hash"] == manifest(home.path() / "three")["state_hash"]);
  CHECK(manifest(home.path() / "three")["threads"] == 3);
}

TEST_CASE("a run takes the cores that it may use", "[cli]") {
  const TemporaryFolder home;
  std::string command = "taskset -c $(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//') \"$LINGNAN\"";
  for (const std::string& word : kShort) command += " '" + word + "'";
  REQUIRE(shell(home.path(), command + " -o one --quiet").code == 0);
  CHECK(manifest(home.path() / "one")["threads"] == 1);
}

TEST_CASE("settings are checked like the file and all problems are listed", "[cli]") {
  const TemporaryFolder home;
  const Outcome outcome =
      run_short(home.path(), {"--set", "economy.frims=10", "--set", "time.step=hour", "--set", "nonsense=1"});
  CHECK(outcome.code == 2);
  CHECK(lines(outcome.err) >= 3);
  CHECK(contains(outcome.err, "firms"));
  CHECK_FALSE(fs::exists(home.path() / "out"));
  REQUIRE(run_short(home.path(), {"--set", "economy.random_processes=false", "--quiet"}).code == 0);
  CHECK(manifest(home.path() / "out" / "toy")["scenario"]["economy"]["random_processes"] == false);
}

TEST_CASE("wrong usage ends with exit code 2 and a guess", "[cli]") {
  const TemporaryFolder home;
  const auto expect_wrong = [&](const std::vector<std::string>& arguments, const std::string& part) {
    const Outcome outcome = call(home.path(), arguments);
    INFO(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, part));
    CHECK(outcome.out.empty());
  };
  expect_wrong({}, "Usage");
  expect_wrong({"rum", kToy}, "Did you mean 'run'?");
  expect_wrong({"scenarios/guangdong.yaml"}, "Did you mean 'lingnan run scenarios/guangdong.yaml'?");
  expect_wrong({"run"}, "needs a scenario");
  expect_wrong({"run", kToy, "--sed", "3"}, "Did you mean '--seed'?");
  expect_wrong({"run", kToy, "--seed", "-3"}, "whole number");
  expect_wrong({"run", kToy, "--firms", "many"}, "--firms");
  expect_wrong({"run", "nowhere.yaml"}, "nowhere.yaml");
  expect_wrong({"check", kToy + ".not"}, "toy.yaml.not");
  expect_wrong({"describe", "contarct"}, "Did you mean 'contract'?");
  expect_wrong({"describe", "network"}, "needs a scenario");
  CHECK_FALSE(fs::exists(home.path() / "out"));
}

TEST_CASE("help and version go to the standard output", "[cli]") {
  const TemporaryFolder home;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"--version"}, {"run", "--help"}, {"describe", "contract"}}) {
    const Outcome outcome = call(home.path(), arguments);
    CHECK(outcome.code == 0);
    CHECK_FALSE(outcome.out.empty());
    CHECK(outcome.err.empty());
  }
}

TEST_CASE("the contract names every command and option that the help has", "[cli]") {
  const TemporaryFolder home;
  const Json contract = Json::parse(call(home.path(), {"describe", "contract", "--json"}).out);
  CHECK(contract["exit_codes"].size() == 5);
  CHECK(contract["files"].contains("province.csv"));
  for (const Json& command : contract["commands"]) {
    const Outcome help = call(home.path(), {command["name"].get<std::string>(), "--help"});
    INFO(command["name"]);
    REQUIRE(help.code == 0);
    for (const Json& option : command["options"]) CHECK(contains(help.out, option["flags"].get<std::string>()));
    const auto dashes = [](const std::string& text) {
      std::size_t count = 0;
      for (std::size_t at = text.find("\n  -"); at != std::string::npos; at = text.find("\n  -", at + 1)) ++count;
      return count;
    };
    CHECK(dashes(help.out) == command["options"].size() + 1);  // and --help
  }
}

TEST_CASE("check reads every file and says ok for the good ones", "[cli]") {
  const TemporaryFolder home;
  const Outcome good = call(home.path(), {"check", kToy});
  CHECK(good.code == 0);
  CHECK(contains(good.out, "toy.yaml: ok"));
  REQUIRE(shell(home.path(), "echo 'nonsense: 1' > bad.yaml").code == 0);
  const Outcome mixed = call(home.path(), {"check", "bad.yaml", kToy});
  CHECK(mixed.code == 2);
  CHECK(contains(mixed.err, "bad.yaml:1:"));
  CHECK(contains(mixed.out, "toy.yaml: ok"));
}

TEST_CASE("a pipe gets one plain line a year and --quiet nothing", "[cli]") {
  const TemporaryFolder home;
  const Outcome outcome = call(home.path(), {"run", kToy, "--until", "2024-12"});
  REQUIRE(outcome.code == 0);
  CHECK_FALSE(contains(outcome.err, "\r"));
  CHECK_FALSE(contains(outcome.err, "\033"));
  CHECK(contains(outcome.err, "2023-12: 12 of 24 months"));
  CHECK(contains(outcome.err, "2024-12: 24 of 24 months"));
  const Outcome quiet = run_short(home.path(), {"-o", "quiet", "--quiet"});
  CHECK(quiet.out.empty());
  CHECK(quiet.err.empty());
}

TEST_CASE("a terminal gets a bar that is redrawn and taken away", "[cli]") {
  const TemporaryFolder home;
  if (shell(home.path(), "script -qec true /dev/null").code != 0) {
    WARN("this machine gives no terminals");
    return;
  }
  const Outcome outcome = shell(home.path(), "script -qec '\"$LINGNAN\" run " + kToy + " --until 2023-12' /dev/null");
  REQUIRE(outcome.code == 0);
  CHECK(contains(outcome.out, "\r["));
  CHECK(contains(outcome.out, "12 of 12 months"));
  CHECK(contains(outcome.out, "\r\033[K"));
  CHECK_FALSE(contains(outcome.out, "2023-12: 12 of 12 months"));
}

TEST_CASE("a disk that takes no more is the machine's failure and leaves nothing that reads as finished", "[cli]") {
  const TemporaryFolder home;
  // A limit on the size of files is as full as a disk can be without one.
  const Outcome full =
      shell(home.path(), "ulimit -f 2; exec \"$LINGNAN\" run '" + kToy + "' -o r --checkpoint-every 0");
  INFO(full.err);
  CHECK(full.code == 4);
  CHECK(contains(full.err, "r.partial/"));
  CHECK_FALSE(fs::exists(home.path() / "r"));
  CHECK_FALSE(fs::exists(home.path() / "r.partial" / "manifest.json"));
  // What failed can be started again without any option.
  CHECK(run_short(home.path(), {"-o", "r", "--quiet"}).code == 0);
}

TEST_CASE("output that cannot be written is the machine's failure", "[cli]") {
  const TemporaryFolder home;
  CHECK(shell(home.path(), "\"$LINGNAN\" describe contract > /dev/full").code == 4);
  CHECK(call(home.path(), {"run", kToy, "-o", "/dev/null/r"}).code != 0);
}

TEST_CASE("a run that is killed again and again ends as one that was not", "[cli][full]") {
  const TemporaryFolder home;
  const std::vector<std::string> arguments = {"run", kToy, "--until", "2042-12", "--checkpoint-every", "5", "--quiet"};
  std::vector<std::string> whole = arguments;
  whole.insert(whole.end(), {"-o", "whole"});
  REQUIRE(call(home.path(), whole).code == 0);

  int kills = 0;
  for (int attempt = 0; !fs::exists(home.path() / "r" / "manifest.json"); ++attempt) {
    REQUIRE(attempt < 1000);
    std::vector<std::string> command = arguments;
    command.insert(command.begin(), LINGNAN_PROGRAM);
    command.insert(command.end(), {"-o", "r"});
    if (fs::exists(home.path() / "r.partial" / "checkpoint.bin")) command.push_back("--resume");
    Running running(home.path(), command);
    // A little longer each time, so that some attempts die before their first checkpoint and the last one finishes.
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + 17 * attempt));
    running.send(SIGKILL);
    const int code = running.wait().code;
    INFO(attempt);
    REQUIRE((code == 0 || code == 128 + SIGKILL));
    kills += code == 0 ? 0 : 1;
    if (fs::exists(home.path() / "r")) REQUIRE(manifest(home.path() / "r")["status"] == "complete");
  }
  CHECK(kills > 2);
  CHECK(manifest(home.path() / "r")["state_hash"] == manifest(home.path() / "whole")["state_hash"]);
  const bool same = text_of(home.path() / "r" / "province.csv") == text_of(home.path() / "whole" / "province.csv");
  CHECK(same);
}

TEST_CASE("wherever the disk fills up nothing reads as finished", "[cli][full]") {
  const TemporaryFolder home;
  int failed = 0;
  bool finished = false;
  for (int blocks = 0; !finished && blocks < 100000; blocks = blocks < 16 ? blocks + 1 : blocks * 5 / 4) {
    const Outcome outcome = shell(home.path(), "ulimit -f " + std::to_string(blocks) + "; exec \"$LINGNAN\" run '" +
                                                   kToy + "' -o r --force --quiet --checkpoint-every 6 2> /dev/null");
    INFO(blocks << " blocks");
    REQUIRE((outcome.code == 0 || outcome.code == 4));
    REQUIRE(fs::exists(home.path() / "r" / "manifest.json") == (outcome.code == 0));
    REQUIRE(fs::exists(home.path() / "r") == (outcome.code == 0));
    finished = outcome.code == 0;
    failed += finished ? 0 : 1;
  }
  CHECK(finished);
  CHECK(failed > 3);
}

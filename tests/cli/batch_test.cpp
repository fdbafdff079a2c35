// `lingnan batch` through the built program, on the toy region.
#include <sys/mount.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/cli/program.hpp"

namespace fs = std::filesystem;
using namespace lingnan::tests;

namespace {

const std::string kToy = source_file("tests/worlds/toy.yaml");

/// The toy region with a shock, under a parameter that matters: 2 settings, 3 draws, 3 replicates.
const std::string kExperiment = "base: " + kToy + R"(
settings:
  - name: shock
    set:
      shocks: [{kind: capacity, loss: 0.3, start: 2024-02, months: 2}]
design:
  kind: list
  points:
    - {}
    - {parameters.plan.outlook_response: 2}
    - {parameters.plan.outlook_response: 3}
outcomes: [gdp_real, unemployment_rate]
dates: [2023, 2024]
replicates: 3
)";

/// A folder with an experiment in it.
struct Home {
  TemporaryFolder folder;

  explicit Home(const std::string& text = kExperiment) { std::ofstream(folder.path() / "case.yaml") << text; }
  fs::path operator/(const std::string& name) const { return folder.path() / name; }
  Outcome batch(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"batch", "case.yaml", "-o", "out", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(folder.path(), arguments);
  }
};

void check_done(const Outcome& outcome) {
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
}

std::size_t finished_runs(const fs::path& work) {
  std::size_t found = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(work / "runs", none)) found += entry.path().extension() == ".json" ? 1 : 0;
  return found;
}

/// Kills the program `kills` times, each time a few runs on, then lets it end; the runs are those of one that was left alone.
void kill_and_go_on(int kills) {
  const Home whole, killed;
  const std::string replicates = kills > 10 ? "20" : "5";
  check_done(whole.batch({"--replicates", replicates}));
  const std::vector<std::string> command = {LINGNAN_PROGRAM, "batch", "case.yaml", "-o", "out", "--quiet", "--replicates", replicates, "-j", "1"};
  int sent = 0;
  for (int k = 0; k < kills; ++k) {
    const std::size_t before = finished_runs(killed / "out.partial");
    Running running(killed.folder.path(), command);
    if (!running.wait_for(killed / "out.partial" / "runs")) break;
    // at any moment of the work, on purpose not only between runs
    while (finished_runs(killed / "out.partial") <= before && !fs::exists(killed / "out")) {}
    std::this_thread::sleep_for(std::chrono::milliseconds(7 * k % 40));
    running.send(SIGKILL);
    if (running.wait().code == 128 + SIGKILL) ++sent;
    CHECK(finished_runs(killed / "out.partial") >= before);
  }
  CHECK(sent >= std::min(kills, 3));
  if (!fs::exists(killed / "out")) check_done(killed.batch({"--replicates", replicates}));
  for (const char* file : {"runs.csv", "summary.csv", "variance.csv"}) CHECK(text_of(whole / "out" / file) == text_of(killed / "out" / file));
}

}  // namespace

TEST_CASE("batch runs settings, draws and replicates in their order and under the same luck", "[cli][experiment]") {
  const Home home;
  check_done(home.batch());
  CHECK_FALSE(fs::exists(home / "out.partial"));
  const auto manifest = nlohmann::json::parse(text_of(home / "out" / "manifest.json"));
  CHECK(manifest["status"] == "complete");
  CHECK(manifest["kind"] == "experiment");
  const std::vector<Row> runs = rows(home / "out" / "runs.csv");
  REQUIRE(runs.size() == 2 * 3 * 3);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    CHECK(runs[i].at("setting") == (i < 9 ? "toy" : "shock"));
    CHECK(runs[i].at("draw") == std::to_string(i / 3 % 3));
    CHECK(runs[i].at("replicate") == std::to_string(i % 3));
  }
  for (std::size_t i = 0; i < 9; ++i) {
    CHECK(runs[i].at("gdp_real_2023") == runs[i + 9].at("gdp_real_2023"));  // the shock is in 2024
    CHECK(runs[i].at("gdp_real_2024") != runs[i + 9].at("gdp_real_2024"));
  }
  CHECK(runs[0].at("gdp_real_2024") != runs[3].at("gdp_real_2024"));
  // a run is that of `run`
  check_done(call(home.folder.path(), {"run", kToy, "--set", "parameters.plan.outlook_response=3", "--replicate", "2", "-o", "one", "--quiet"}));
  double gdp = 0;
  for (const Row& row : rows(home / "one" / "province.csv"))
    if (row.at("month").starts_with("2024")) gdp += std::stod(row.at("gdp_real"));
  CHECK(std::stod(runs[8].at("gdp_real_2024")) == Approx(gdp).epsilon(1e-9));
  // every table has the columns that are promised
  const auto columns = nlohmann::json::parse(text_of(home / "out" / "columns.json"));
  for (const auto& [file, table] : columns.items()) {
    std::string header;
    for (const auto& column : table["columns"]) header += (header.empty() ? "" : ",") + column["name"].get<std::string>();
    CHECK(text_of(home / "out" / file).starts_with(header + "\n"));
  }
  // the shock lowers output in every draw
  for (const Row& row : rows(home / "out" / "pairs.csv"))
    if (row.at("setting") == "toy" && row.at("outcome") == "gdp_real" && row.at("date") == "2024") CHECK(row.at("share_better") == "1");
  for (const Row& row : rows(home / "out" / "summary.csv"))
    if (row.at("setting") == "shock" && row.at("outcome") == "gdp_real" && row.at("date") == "2024") CHECK(std::stod(row.at("effect_hi")) < 0);
}

TEST_CASE("one draw of an experiment says what a comparison says", "[cli][experiment]") {
  const Home home("base: " + kToy + "\nsettings:\n  - {name: shock, scenario: shock.yaml}\noutcomes: [gdp_real]\nreplicates: 4\n");
  std::ofstream(home / "shock.yaml") << "extends: " << kToy << "\nshocks:\n  - {kind: capacity, loss: 0.3, start: 2024-02, months: 2}\n";
  check_done(home.batch());
  check_done(call(home.folder.path(), {"compare", kToy, "shock.yaml", "--replicates", "4", "-o", "compared", "--quiet"}));
  const Row mine = rows(home / "out" / "summary.csv").back();
  for (const Row& row : rows(home / "compared" / "comparison.csv")) {
    if (row.at("outcome") != "gdp_real" || row.at("date") != "2024") continue;
    CHECK(mine.at("effect") == row.at("effect"));
    CHECK(std::stod(mine.at("effect_lo")) == Approx(std::stod(row.at("ci_lo"))));
    CHECK(std::stod(mine.at("effect_hi")) == Approx(std::stod(row.at("ci_hi"))));
  }
}

TEST_CASE("parts of an experiment put together are the whole, bit for bit", "[cli][experiment][threads]") {
  const Home whole, parts;
  check_done(whole.batch({"--at-once", "3", "-j", "3"}));
  for (const char* part : {"3/3", "1/3"}) check_done(parts.batch({"--shard", part, "--at-once", "1", "-j", "1"}));
  const Outcome early = parts.batch({"--merge"});
  CHECK(early.code == 2);
  CHECK(early.err.find(" runs are missing") != std::string::npos);
  CHECK_FALSE(fs::exists(parts / "out"));
  check_done(parts.batch({"--shard", "2/3"}));
  // a scheduler submits parts again, those that are done too
  const Outcome again = call(parts.folder.path(), {"batch", "case.yaml", "-o", "out", "--shard", "1/3"});
  check_done(again);
  CHECK(again.err.find("6 runs, 6 of them done before") != std::string::npos);
  check_done(parts.batch({"--merge"}));
  for (const char* file : {"runs.csv", "draws.csv", "summary.csv", "responses.csv", "variance.csv", "pairs.csv", "regret.csv", "columns.json"})
    CHECK(text_of(whole / "out" / file) == text_of(parts / "out" / file));
}

TEST_CASE("an array of jobs and the job after it put an experiment together", "[cli][experiment]") {
  // stands in for the scheduler: runs every job at once, one after the other
  const std::string scheduler = R"sh(#!/bin/sh
for word; do
  case $word in
    --array=*) array=${word#--array=} ;;
    --wrap=*) command=${word#--wrap=} ;;
  esac
done
for SLURM_ARRAY_TASK_ID in $(seq "$(echo "${array:-1-1}" | cut -d- -f1)" "$(echo "${array:-1-1}" | cut -d- -f2)"); do
  export SLURM_ARRAY_TASK_ID
  sh -c "$command" >"job-$SLURM_ARRAY_TASK_ID.log" 2>&1 || exit
done
echo 7
)sh";
  const Home whole, parts;
  fs::create_directories(parts / "bin");
  std::ofstream(parts / "bin/sbatch") << scheduler;
  fs::permissions(parts / "bin/sbatch", fs::perms::owner_all);
  const std::string script = source_file("scenarios/experiments/on_slurm.sh") + " case.yaml out 3";
  const auto submit = [&](const std::string& program) {
    return shell(parts.folder.path(), "PATH=$PWD/bin:$PATH LINGNAN=" + program + " " + script);
  };
  const Outcome without = submit("nowhere");
  CHECK(without.code == 2);
  CHECK(without.err.find("there is no nowhere") != std::string::npos);
  check_done(submit(LINGNAN_PROGRAM));
  check_done(whole.batch());
  CHECK(text_of(whole / "out" / "runs.csv") == text_of(parts / "out" / "runs.csv"));
  fs::remove_all(parts / "out");
  check_done(submit(LINGNAN_PROGRAM));
  CHECK(text_of(whole / "out" / "runs.csv") == text_of(parts / "out" / "runs.csv"));
}

TEST_CASE("more replicates take over those that are there", "[cli][experiment]") {
  const Home home;
  check_done(home.batch({"--replicates", "2"}));
  const Outcome more = call(home.folder.path(), {"batch", "case.yaml", "-o", "out", "--force"});
  check_done(more);
  CHECK(more.err.find("18 runs, 12 of them done before") != std::string::npos);
}

TEST_CASE("an experiment that is killed goes on where it was", "[cli][experiment]") { kill_and_go_on(4); }
TEST_CASE("an experiment that is killed fifty times goes on where it was", "[cli][experiment][full]") { kill_and_go_on(50); }

TEST_CASE("an experiment that is interrupted says so and goes on", "[cli][experiment]") {
  const Home home;
  {
    Running running(home.folder.path(), {LINGNAN_PROGRAM, "batch", "case.yaml", "-o", "out", "--replicates", "50"});
    REQUIRE(running.wait_for(home / "out.partial" / "runs"));
    while (finished_runs(home / "out.partial") == 0) {}
    running.send(SIGINT);
    const Outcome outcome = running.wait();
    CHECK(outcome.code == 130);
    CHECK(outcome.err.find("the same command goes on from there") != std::string::npos);
  }
  CHECK_FALSE(fs::exists(home / "out"));
  // as many of each setting and draw, but for one replicate in flight on each thread
  CHECK(finished_runs(home / "out.partial") >= 1);
  check_done(home.batch());
  CHECK(rows(home / "out" / "runs.csv").size() == 18);
}

TEST_CASE("a full disk ends an experiment with a word, and it goes on when there is room", "[cli][experiment]") {
  const Home home, whole;
  check_done(whole.batch());
  const Outcome full = shell(home.folder.path(), "ulimit -f 1; exec \"$LINGNAN\" batch case.yaml -o out --quiet");
  INFO(full.err);
  CHECK(full.code == 4);
  CHECK(full.err.find("cannot write") != std::string::npos);
  CHECK(full.err.find("the same command goes on from there") != std::string::npos);
  CHECK_FALSE(fs::exists(home / "out"));
  check_done(home.batch());
  CHECK(text_of(whole / "out" / "runs.csv") == text_of(home / "out" / "runs.csv"));
}

TEST_CASE("an experiment on a disk that fills up on the way goes on when there is room", "[cli][experiment][full]") {
  const Home home, whole;
  const fs::path disk = home / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=48k") != 0) {
    WARN("no small disk without the right to mount one");
    return;
  }
  const auto run = [&] { return call(home.folder.path(), {"batch", "case.yaml", "-o", "disk/out", "--quiet", "--replicates", "8"}); };
  const Outcome full = run();
  INFO(full.err);
  CHECK(full.code == 4);
  CHECK(full.err.find("No space left on device") != std::string::npos);
  CHECK_FALSE(fs::exists(disk / "out"));
  const std::size_t kept = finished_runs(disk / "out.partial");
  CHECK(kept > 0);
  CHECK(kept < 48);
  REQUIRE(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=8m") == 0);
  check_done(run());
  check_done(whole.batch({"--replicates", "8"}));
  CHECK(text_of(whole / "out" / "runs.csv") == text_of(disk / "out" / "runs.csv"));
  ::umount(disk.c_str());
}

TEST_CASE("mistakes of an experiment are told with their places, all at once, and nothing is written", "[cli][experiment]") {
  const auto said = [](const std::string& text, const std::vector<std::string>& parts) {
    const Home home(text);
    for (const std::vector<std::string>& command : {std::vector<std::string>{"batch", "case.yaml", "-o", "out"}, {"check", "case.yaml"}}) {
      const Outcome outcome = call(home.folder.path(), command);
      INFO(outcome.err);
      CHECK(outcome.code == 2);
      for (const std::string& part : parts) CHECK(outcome.err.find(part) != std::string::npos);
    }
    CHECK_FALSE(fs::exists(home / "out"));
    CHECK_FALSE(fs::exists(home / "out.partial"));
  };
  const std::string base = "base: " + kToy + "\n";  // line 1
  said(base + "replicate: 3\nseed: -1\noutcomes: [gdp_reel]\ndates: [2050, pv0]\n",
       {"case.yaml:2:1: replicate unknown parameter. Did you mean 'replicates'?", "case.yaml:3:7: seed is -1 but must lie in [0, ",
        "case.yaml:4:12: there is no outcome 'gdp_reel'. Did you mean 'gdp_real'?",
        "case.yaml:5:9: '2050' must be a year from 2023 to 2024", "case.yaml:5:15: 'pv0' must be a year"});
  said("base: nowhere.yaml\n", {"case.yaml:1:7: names the file 'nowhere.yaml', which does not exist"});
  said(base + "until: 2030-13\n", {"case.yaml:2:8: time.end is '2030-13' but must be a month"});
  said(base + "settings:\n  - {set: {parameters.plan.outlook_respons: 1}}\n  - {name: a, scenario: b.yaml}\n",
       {"case.yaml:3:12: parameters.plan.outlook_respons unknown parameter. Did you mean 'outlook_response'?",
        "case.yaml:4:25: names the file 'b.yaml', which does not exist"});
  said(base + "settings:\n  - {set: {time.start: 2023-01}}\n", {"case.yaml:3:5: the name 'toy' is taken by another setting"});
  const std::string design = base + "design:\n  kind: latin_hypercube\n  over:\n";
  said(design + "    - {key: parameters.plan.outlook_response, range: [1, 2000]}\n    - {key: parameters.trade.tast, range: [0, 1]}\n"
                "    - {key: parameters.trade.taste, scale: log, range: [0, 1]}\n    - {key: economy.random_processes}\n",
       {"case.yaml:5:58: parameters.plan.outlook_response is 2000 but must ", "case.yaml:6:13: parameters.trade.tast unknown parameter. Did you mean 'taste'?",
        "case.yaml:7:56: design.over[2]: a log scale needs a range above 0",
        "case.yaml:8:13: economy.random_processes is no number (true or false): give 'values'"});
  said(design + "    - {key: parameters.trade.taste, range: [1, 0]}\n    - {key: parameters.trade.taste, range: [0, 1], values: [1]}\n",
       {"case.yaml:5:44: design.over[0].range must be two numbers, the lower one first", "case.yaml:6:52: design.over[1] has both range and values"});
  said(design + "    - {key: parameters.trade.taste, range: [0, 0.1], only: [nobody]}\n", {"case.yaml:5:61: design.over[0].only names 'nobody', which is no setting"});
  said(base + "design:\n  kind: grit\n  over: []\n", {"case.yaml:3:9: design.kind is 'grit' but must be one of list, grid, latin_hypercube, sobol, morris"});
  said(base + "design:\n  kind: list\n  over:\n    - {}\n", {"case.yaml:4:3: design.over does not go with kind list, which has 'points'"});
  said(base + "design:\n  kind: list\n  points:\n    - {parameters.plan.outlook_response: -1000}\n",
       {"case.yaml:5:42: parameters.plan.outlook_response is -1000 but must "});
  said(base + "selection: {outcome: rd_real}\n", {"case.yaml:2:22: of rd_real neither more nor less is better"});
  said(base + "selection: {}\n", {"case.yaml:2:12: selection needs settings to choose from"});
  const Home home;
  CHECK(call(home.folder.path(), {"run", "case.yaml"}).err.find("case.yaml:1:1: base belongs to an experiment, not to a scenario") != std::string::npos);
  CHECK(call(home.folder.path(), {"batch"}).err.find("batch needs an experiment file") != std::string::npos);
  CHECK(home.batch({"--shard", "4/3"}).err.find("--shard is '4/3' but must be I/N with I from 1 to N") != std::string::npos);
  CHECK(home.batch({"--replicates", "0"}).err.find("must be at least 1") != std::string::npos);
}

TEST_CASE("the experiments that are shipped are sound", "[cli][experiment]") {
  const TemporaryFolder folder;
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(source_file("scenarios/experiments"))) {
    if (!entry.path().filename().string().starts_with("design_") || entry.path().extension() != ".yaml") continue;
    ++found;
    check_done(call(folder.path(), {"check", entry.path()}));
  }
  CHECK(found == 5);
}

// What Open MPI itself keeps until the end is no leak of ours.
const std::string kOfMpi = "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=detect_deadlocks=0 ";

TEST_CASE("over 1, 2 and 4 ranks an experiment is the same, also after a rank died", "[cli][experiment][threads]") {
  const Home alone;
  check_done(alone.batch({"--replicates", "5"}));
  const std::string line = " \"$LINGNAN\" batch case.yaml -o out --quiet --replicates 5 -j 1";
  const auto over = [&](const Home& home, const std::string& ranks) {
    return shell(home.folder.path(), "command -v mpirun >/dev/null || exit 77; " + kOfMpi +
                                     "mpirun --oversubscribe --bind-to none -n " + ranks + line);
  };
  for (const char* ranks : {"1", "2", "4"}) {
    const Home home;
    const Outcome outcome = over(home, ranks);
    if (outcome.code == 77 || outcome.err.find("built without MPI") != std::string::npos) {
      WARN("no mpirun, or built without MPI");
      return;
    }
    check_done(outcome);
    for (const char* file : {"runs.csv", "summary.csv", "pairs.csv"}) CHECK(text_of(alone / "out" / file) == text_of(home / "out" / file));
  }
  const auto killed = [&](const Home& home, const std::string& how, const std::string& rank) {
    const std::string kill = "while [ -z \"$(ls out.partial/runs 2>/dev/null)\" ]; do sleep 0.02; done; kill -9 $(cat rank.pid)";
    return shell(home.folder.path(), "(" + kill + ") & " + kOfMpi + "mpirun --oversubscribe " + how +
                                         " --bind-to none -n 3 sh -c 'if [ \"$OMPI_COMM_WORLD_RANK\" = " + rank + " ]; then echo $$ > rank.pid; fi; exec" +
                                         line + "'");
  };
  SECTION("the others go on where MPI lets them") {
    const Home home;
    const Outcome outcome = killed(home, "--enable-recovery", "2");
    INFO(outcome.err);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.find("rank 2 does not answer and is given up") != std::string::npos);
    CHECK(text_of(alone / "out" / "runs.csv") == text_of(home / "out" / "runs.csv"));
  }
  SECTION("MPI ends them all") {
    const Home home;
    CHECK(killed(home, "", "2").code != 0);
    CHECK_FALSE(fs::exists(home / "out"));
    CHECK(finished_runs(home / "out.partial") > 0);
    check_done(over(home, "2"));
    CHECK(text_of(alone / "out" / "runs.csv") == text_of(home / "out" / "runs.csv"));
  }
}

#include "sim/cli/run.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "lingnan/results.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"
#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/problem.hpp"
#include "sim/cli/machine.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_folder.hpp"
#include "sim/results/firm_panel.hpp"

namespace lingnan {

namespace {

std::uint64_t peak_memory_bytes() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string readable(std::uint64_t bytes) {
  const double size = static_cast<double>(bytes);
  return size < 1e9 ? fmt::format("{:.1f} MB", size / 1e6) : fmt::format("{:.1f} GB", size / 1e9);
}

/// Refuses what cannot fit, with the numbers.
void expect_room(const Scenario& scenario, const RunFolder& folder, bool checkpoints) {
  const std::uint64_t memory = estimated_memory_bytes(scenario), have = available_memory_bytes();
  if (memory > have)
    throw BadRequest(
        fmt::format("the run needs about {} of memory and the machine has {}; choose fewer enterprises with "
                    "--firms N",
                    readable(memory), readable(have)));
  const std::uint64_t disk = estimated_result_bytes(scenario, checkpoints), free = folder.free_bytes();
  if (disk > free)
    throw BadRequest(
        fmt::format("the run needs about {} of disk space for results{} and {} has {} free; choose another "
                    "disk with -o{}",
                    readable(disk), checkpoints ? " and checkpoints" : "", folder.shown(), readable(free),
                    checkpoints ? " or --checkpoint-every 0" : ""));
}

/// A folder name from the scenario's name.
std::string default_folder(const Scenario& scenario, bool repeated) {
  std::string name = scenario.name;
  std::replace(name.begin(), name.end(), '/', '_');
  if (name.empty() || name[0] == '.') name = "run" + name;
  return "out/" + name + (repeated ? "-repeat" : "");
}

/// The months, the checkpoints and what is left behind if they end early.
class Work {
 public:
  Work(const RunRequest& request, const Scenario& scenario, Simulation& simulation, RunFolder& folder,
       int checkpoint_every)
      : request_(request),
        scenario_(scenario),
        simulation_(simulation),
        folder_(folder),
        checkpoint_every_(checkpoint_every) {}

  /// 0 when the results stand in their place, 130 when interrupted.
  int do_all() {
    folder_.open();
    if (request_.resume) {
      earlier_seconds_ = read_status(folder_.work()).wall_seconds;
      simulation_.load(folder_.checkpoint());
    }
    write_status(folder_.work(), status("running"));
    try {
      run_months();
      if (!simulation_.finished()) {
        checkpoint("interrupted");
        write_tables(folder_.work(), scenario_, simulation_);
        return 130;
      }
      write_results(folder_.work(), scenario_, simulation_, facts());
      folder_.publish();
    } catch (const std::exception& error) {
      leave_word(error.what());
      throw;
    }
    return 0;
  }

  RunFacts facts() const {
    RunFacts facts;
    facts.wall_seconds = seconds();
    facts.peak_memory_bytes = peak_memory_bytes();
    facts.threads = Threads::count_of(request_.threads);
    facts.seed = request_.seed;
    facts.replicate = request_.replicate;
    return facts;
  }

 private:
  void run_months() {
    Progress progress(request_.quiet, simulation_.months_done(), simulation_.months_total());
    while (!simulation_.finished() && !interrupted()) {
      simulation_.run_month();
      write_firm_panel(folder_.work(), scenario_, simulation_);
      progress.update(simulation_.months_done(), last_month(simulation_));
      if (checkpoint_every_ > 0 && simulation_.months_done() % checkpoint_every_ == 0 && !simulation_.finished())
        checkpoint("running");
    }
  }

  void checkpoint(const char* word) {
    simulation_.save(folder_.checkpoint());
    write_status(folder_.work(), status(word));
  }

  /// After a failure: says so beside the last checkpoint, if the disk still lets us.
  void leave_word(const char* message) noexcept {
    try {
      RunStatus last = status("failed");
      last.message = message;
      write_status(folder_.work(), last);
    } catch (...) {
      // The failure itself is what the user hears about.
    }
  }

  RunStatus status(const char* word) const {
    RunStatus now;
    now.status = word;
    now.last_month = last_month(simulation_);
    now.months_done = simulation_.months_done();
    now.months_total = simulation_.months_total();
    now.wall_seconds = seconds();
    return now;
  }

  double seconds() const {
    return earlier_seconds_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  const RunRequest& request_;
  const Scenario& scenario_;
  Simulation& simulation_;
  RunFolder& folder_;
  int checkpoint_every_;
  double earlier_seconds_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Takes scenario, settings, seed and replicate from the manifest.
ManifestRun repeat_of(RunRequest& request) {
  ManifestRun before = read_manifest(request.from);
  request.scenario = before.scenario_file;
  request.settings = before.settings;
  request.seed = before.seed;
  request.replicate = before.replicate;
  return before;
}

/// Says what is not as it was when the manifest was written; the run may still give the same hash.
void warn_of_changes(const ManifestRun& before, const Scenario& scenario) {
  if (before.version != version() || before.commit != commit())
    fmt::print(stderr, "warning: the manifest is of version {} ({}), this is {} ({})\n", before.version, before.commit,
               version(), commit());
  // The same file may be named by another path now.
  const auto now = input_hashes(scenario);
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename(); };
  for (const auto& entry : before.file_hashes)
    if (std::none_of(now.begin(), now.end(), [&](const auto& other) {
          return other.second == entry.second && name(other.first) == name(entry.first);
        }))
      fmt::print(stderr, "warning: {} is not what it was when the manifest was written\n", entry.first);
}

}  // namespace

int run(RunRequest request) {
  ManifestRun before;
  const bool repeated = !request.from.empty();
  if (repeated) before = repeat_of(request);

  Scenario scenario = read_scenario(request.scenario, request.settings);
  scenario.settings = request.settings;
  if (!request.quiet)
    for (const std::string& warning : scenario.warnings) fmt::print(stderr, "warning: {}\n", warning);
  if (repeated) warn_of_changes(before, scenario);

  const int checkpoint_every =
      request.checkpoint_every >= 0 ? request.checkpoint_every : checkpoint_every_months(scenario);
  RunFolder folder(request.output.empty() ? default_folder(scenario, repeated) : request.output, request.force,
                   request.resume ? Earlier::checkpoint : Earlier::nothing);
  expect_room(scenario, folder, checkpoint_every > 0);

  const Interruptible guard;
  RunOptions options;
  options.seed = request.seed;
  options.replicate = request.replicate;
  options.threads = request.threads;
  std::optional<Notice> notice(std::in_place, request.quiet, "building the opening state");
  Simulation simulation(scenario, options);
  notice.reset();
  Work work(request, scenario, simulation, folder, checkpoint_every);
  const int code = work.do_all();
  if (code == 130) {
    fmt::print(stderr,
               "lingnan: interrupted after {} of {} months. The months done are in {}.partial; the same command with "
               "--resume goes on.\n",
               simulation.months_done(), simulation.months_total(), folder.shown());
    return code;
  }
  if (!request.quiet) fmt::print("{}", run_summary(folder.shown(), scenario, simulation, work.facts()));
  if (!repeated) return 0;
  const std::string hash = hash_text(simulation.state_hash());
  if (hash == before.state_hash) {
    if (!request.quiet) fmt::print("  {:<14} the state hash is that of {}\n", "Repeated", request.from);
    return 0;
  }
  fmt::print(stderr, "lingnan: the repeated run ends in state {}, {} says {}\n", hash, request.from, before.state_hash);
  return 3;
}

}  // namespace lingnan

#include "benchmarks/throughput.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "benchmarks/footprint.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"
#include "sim/base/statistics.hpp"
#include "sim/experiment/replicates.hpp"

namespace lingnan::benchmarks {

namespace {

constexpr std::uint32_t kRuns = 8;  // of a pair of measurements, on one core and on two

double resident_bytes() {
  malloc_trim(0);
  std::ifstream in("/proc/self/statm");
  double all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// What a second run adds to the first, both opened and a month old.
void print_memory(const Scenario& scenario) {
  const double empty = resident_bytes();
  Simulation one(scenario, {.seed = 1, .replicate = 0, .threads = 1});
  one.run_month();
  const double first = resident_bytes();
  Simulation other(scenario, {.seed = 1, .replicate = 1, .threads = 1});
  other.run_month();
  const double second = resident_bytes();
  fmt::print("one more replicate: {:.1f} MB resident (the first {:.1f} MB; state {:.1f} MB; planned with {:.1f} MB)\n",
             (second - first) / 1e6, (first - empty) / 1e6, static_cast<double>(state_bytes(other.world())) / 1e6,
             static_cast<double>(estimated_memory_bytes(scenario)) / 1e6);
}

}  // namespace

void throughput(std::uint32_t replicates, int months, std::int64_t firms) {
  const int last = months - 1;
  std::vector<Scenario> scenarios;
  scenarios.push_back(read_scenario(LINGNAN_SOURCE_DIR "/scenarios/guangdong.yaml",
                                    {fmt::format("economy.firms={}", firms), fmt::format("time.end={:04}-{:02}", 2023 + last / 12, last % 12 + 1)}));
  fmt::print("\n{} enterprise agents, {} replicates of {} months\n", firms, replicates, months);
  print_memory(scenarios[0]);
  std::fflush(stdout);
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / fmt::format("lingnan-throughput-{}", getpid());
  // several runs at a time: where two are all there is, one core waits for the other at the end
  const std::uint32_t pairs = std::max(1u, replicates / kRuns), runs = std::min(replicates, kRuns);
  const auto seconds = [&](std::uint32_t pair, int cores) {
    const RunStore store((folder / fmt::format("{}-{}", pair, cores)).string());
    Ensemble ensemble(one_draw(scenarios), {.seed = 1, .first = runs * pair, .count = runs, .threads = cores, .at_once = cores}, store);
    const auto start = std::chrono::steady_clock::now();
    ensemble.run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<double> one, two, ratios;
  for (std::uint32_t pair = 0; pair < pairs; ++pair) {
    one.push_back(seconds(pair, 1));
    two.push_back(seconds(pair, 2));
    ratios.push_back(one.back() / two.back());
  }
  std::filesystem::remove_all(folder);
  const double done = static_cast<double>(runs) * months;
  fmt::print("{:<8}{:>26}\n", "cores", "run-months/s and core");
  fmt::print("{:<8}{:>26.2f}\n{:<8}{:>26.2f}\n", 1, done / quantile(one, 0.5), 2, done / quantile(two, 0.5) / 2);
  fmt::print("two cores against one, {} pairs of {} runs: {:.2f} times, quartiles {:.2f} to {:.2f}\n", ratios.size(), runs, quantile(ratios, 0.5),
             quantile(ratios, 0.25), quantile(ratios, 0.75));
}

}  // namespace lingnan::benchmarks

// The step of scenarios/guangdong.yaml against a stream of its declared bytes, in one process, one after the other.
//
// Times on shared machines move by a sixth within minutes; the ratio of a step to the stream right after it moves less.
// Reported is the median of these ratios with its quartiles. Run each number of threads in a process of its own.
//
//   lingnan_benchmarks                      10^5 and 10^6 enterprise agents, two threads
//   lingnan_benchmarks --threads=1          the same on one thread
//   lingnan_benchmarks --scaling            10^4, 10^5 and 10^6: exponent of the time of a step in the number of agents
//   lingnan_benchmarks --one-to-one         every enterprise an agent of its own: 16.4 million, 8.2 GB, five minutes
//   lingnan_benchmarks --throughput         replicates with 20,000 agents side by side: run-months a second and core, one and two
//                                           cores, and memory of one more; --replicates=R (32) --months=M (36); 1000 x 156 takes hours
//   lingnan_benchmarks --steps=N            pairs of step and stream for each size
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "benchmarks/footprint.hpp"
#include "benchmarks/stream.hpp"
#include "benchmarks/throughput.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"

namespace lingnan::benchmarks {

namespace {

// The bars.
constexpr double kLargestRatio = 3.0;           // step over stream of its declared bytes, at 10^6
constexpr double kBytesPerEnterprise = 450;     // with its slots and links
constexpr double kLargestExponent = 1.1;        // of the time of a step, from 10^4 to 10^6 agents

int threads = 2;
int steps = 25;

/// Median time of a step by agents, smallest size first.
struct Size {
  double agents, seconds;
};
std::vector<Size> sizes;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

double peak_gigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e9;
}

std::string agents_of(std::int64_t firms) { return firms == 0 ? "1:1" : fmt::format("{}", firms); }

void print_memory(const Simulation& simulation, World& world) {
  const RunSize size = simulation.size();
  fmt::print("{:<12}{:>9}{:>12}{:>14}{:>12}\n", "", "columns", "bytes each", "count", "MB");
  double with_links = 0;
  for (const Footprint& one : footprints(world)) {
    const double bytes = static_cast<double>(one.bytes_each * one.count);
    if (one.kind != "expert") with_links += bytes;
    fmt::print("{:<12}{:>9}{:>12}{:>14}{:>12.1f}\n", one.kind, one.columns, one.bytes_each, one.count, bytes / 1e6);
  }
  fmt::print("an enterprise with its slots and links: {:.0f} B (goal at most {:.0f})\n",
             with_links / static_cast<double>(size.enterprises), kBytesPerEnterprise);
}

void print_rows(const std::vector<RowCost>& before, const std::vector<RowCost>& after,
                const std::vector<RowBytes>& bytes, std::size_t measured) {
  double step = 0;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (after[i].name != "audit") step += after[i].seconds - before[i].seconds;
  fmt::print("{:<12}{:>10}{:>10}{:>12}{:>10}\n", "row", "ms", "share", "declared MB", "GB/s");
  for (std::size_t i = 0; i < after.size(); ++i) {
    const double seconds = (after[i].seconds - before[i].seconds) / static_cast<double>(measured);
    double declared = 0;
    for (const RowBytes& row : bytes)
      if (row.name == after[i].name) declared = static_cast<double>(row.read + row.written);
    if (after[i].name == "audit") {
      fmt::print("{:<12}{:>10.2f}   beside the step: identities and the hash of the state\n", after[i].name,
                 1e3 * seconds);
    } else {
      fmt::print("{:<12}{:>10.2f}{:>9.1f}%{:>12.1f}{:>10.2f}\n", after[i].name, 1e3 * seconds,
                 100 * seconds * static_cast<double>(measured) / step, declared / 1e6, declared / seconds / 1e9);
    }
  }
}

/// Pairs of one month and one stream of the bytes that the month declares.
void step_against_stream(benchmark::State& state, std::int64_t firms) {
  const Scenario scenario = read_scenario(LINGNAN_SOURCE_DIR "/scenarios/guangdong.yaml",
                                          {fmt::format("economy.firms={}", firms), "time.end=2099-12"});
  const double open_start = now();
  Simulation simulation(scenario, {.seed = 1, .replicate = 0, .threads = threads});
  const double open_seconds = now() - open_start;
  World& world = simulation.world();
  const std::vector<RowBytes> bytes = declared_bytes(world);
  const std::size_t declared = total(bytes);
  Stream stream(std::min(state_bytes(world), std::size_t{1} << 30));
  for (int warm = 0; warm < 2; ++warm) {
    simulation.run_month();
    stream.move(declared);
  }
  const std::vector<RowCost> before = simulation.row_costs();
  const auto in_step = [&] {
    double sum = 0;
    for (const RowCost& row : simulation.row_costs())
      if (row.name != "audit") sum += row.seconds;
    return sum;
  };
  std::vector<double> ratios, step_seconds, stream_seconds;
  for (auto _ : state) {
    const double step_start = in_step();
    simulation.run_month();
    step_seconds.push_back(in_step() - step_start);
    const double stream_start = now();
    stream.move(declared);
    stream_seconds.push_back(now() - stream_start);
    ratios.push_back(step_seconds.back() / stream_seconds.back());
    state.SetIterationTime(step_seconds.back());
  }
  const RunSize size = simulation.size();
  const double step = quantile(step_seconds, 0.5);
  sizes.push_back({static_cast<double>(size.enterprises), step});
  state.counters["enterprise-months/s"] = static_cast<double>(size.enterprises) / step;
  state.counters["links/s"] = static_cast<double>(size.links) / step;
  state.counters["ratio"] = quantile(ratios, 0.5);
  state.counters["ratio_q1"] = quantile(ratios, 0.25);
  state.counters["ratio_q3"] = quantile(ratios, 0.75);
  state.SetLabel(fmt::format("state {:016x} stream {:.6g}", simulation.state_hash(), stream.checksum()));

  fmt::print("\n{} enterprise agents, {} threads: {} enterprises, {} links, {} slots, {} experts\n", agents_of(firms),
             threads, size.enterprises, size.links, size.slots, size.experts);
  fmt::print("opened in {:.2f} s; state {:.1f} MB; declared bytes of a step {:.1f} MB; peak memory {:.2f} GB\n",
             open_seconds, static_cast<double>(state_bytes(world)) / 1e6, static_cast<double>(declared) / 1e6, peak_gigabytes());
  fmt::print("step {:.2f} ms (fastest {:.2f}), stream {:.2f} ms ({:.1f} GB/s); "
             "ratio {:.2f}, quartiles {:.2f} to {:.2f} (goal at 10^6: at most {:.1f})\n",
             1e3 * step, 1e3 * quantile(step_seconds, 0), 1e3 * quantile(stream_seconds, 0.5),
             static_cast<double>(declared) / quantile(stream_seconds, 0.5) / 1e9, quantile(ratios, 0.5),
             quantile(ratios, 0.25), quantile(ratios, 0.75), kLargestRatio);
  double few = 0;  // seconds
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i].few) few += (simulation.row_costs()[i].seconds - before[i].seconds) / static_cast<double>(step_seconds.size());
  const auto in_full = static_cast<double>(total_in_full(bytes)) / static_cast<double>(declared);
  fmt::print("without the rows that write few entries of what they declare: {:.0f} % of the bytes, {:.0f} % of the time, ratio {:.2f}\n",
             100 * in_full, 100 * (step - few) / step, (step - few) / step * quantile(ratios, 0.5) / in_full);
  print_memory(simulation, world);
  print_rows(before, simulation.row_costs(), bytes, step_seconds.size());
  std::fflush(stdout);
}

void print_scaling() {
  if (sizes.size() < 2) return;
  const auto exponent = [](const Size& a, const Size& b) { return std::log(b.seconds / a.seconds) / std::log(b.agents / a.agents); };
  fmt::print("\nexponent of the time of a step in agents:");
  for (std::size_t i = 1; i < sizes.size(); ++i)
    fmt::print(" {:.2f} from {:.0f} to {:.0f};", exponent(sizes[i - 1], sizes[i]), sizes[i - 1].agents, sizes[i].agents);
  fmt::print(" {:.2f} over all (goal at most {:.1f})\n", exponent(sizes.front(), sizes.back()), kLargestExponent);
}

void add(std::int64_t firms) {
  benchmark::RegisterBenchmark(("step/" + agents_of(firms)).c_str(), step_against_stream, firms)
      ->UseManualTime()
      ->Iterations(steps)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int run(int argc, char** argv) {
  bool one_to_one = false, scaling = false, side_by_side = false;
  int replicates = 32, months = 36;
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.rfind("--threads=", 0) == 0) {
      threads = std::max(1, std::stoi(argument.substr(std::strlen("--threads="))));
    } else if (argument.rfind("--steps=", 0) == 0) {
      steps = std::max(1, std::stoi(argument.substr(std::strlen("--steps="))));
    } else if (argument.rfind("--replicates=", 0) == 0) {
      replicates = std::max(2, std::stoi(argument.substr(std::strlen("--replicates="))));
    } else if (argument.rfind("--months=", 0) == 0) {
      months = std::max(1, std::stoi(argument.substr(std::strlen("--months="))));
    } else if (argument == "--throughput") {
      side_by_side = true;
    } else if (argument == "--one-to-one") {
      one_to_one = true;
    } else if (argument == "--scaling") {
      scaling = true;
    } else {
      rest.push_back(argv[i]);
    }
  }
  int count = static_cast<int>(rest.size());
  benchmark::Initialize(&count, rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  if (side_by_side) {
    throughput(static_cast<std::uint32_t>(replicates), months, 20'000);
    return 0;
  }
  if (one_to_one) {
    add(0);
  } else {
    if (scaling) add(10'000);
    add(100'000);
    add(1'000'000);
  }
  benchmark::RunSpecifiedBenchmarks();
  if (scaling) print_scaling();
  return 0;
}

}  // namespace lingnan::benchmarks

int main(int argc, char** argv) { return lingnan::benchmarks::run(argc, argv); }

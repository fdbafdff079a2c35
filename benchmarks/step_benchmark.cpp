// What a step costs: against a stream of its declared bytes in the same process, and in bytes of state.
//
// Goal at 10^6 enterprises: at most 3 times the stream, 450 bytes per enterprise with its links, two threads at least 1.7
// times one. Run one thread count per process: LINGNAN_THREADS=1 lingnan_benchmarks.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "benchmarks/stream.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"
#include "sim/base/column.hpp"
#include "sim/engine/step.hpp"
#include "sim/world/world.hpp"

namespace {

using namespace lingnan;

int threads() {
  const char* asked = std::getenv("LINGNAN_THREADS");
  return asked == nullptr ? 0 : std::atoi(asked);
}

Scenario scenario(std::int64_t firms) {
  return read_scenario(LINGNAN_SOURCE_DIR "/scenarios/guangdong.yaml", {"economy.firms=" + std::to_string(firms)});
}

/// Columns that each row reads, one mention per pass. Writes come from the step table.
const std::map<std::string, std::vector<std::string>>& reads() {
  static const std::map<std::string, std::vector<std::string>> table = {
      {"trend", {"enterprises.productivity"}},
      {"plan",
       {"enterprises.expected_demand", "enterprises.trend", "enterprises.expected_demand", "enterprises.orders",
        "enterprises.trend", "enterprises.slow_demand", "enterprises.finished", "enterprises.capital",
        "enterprises.productivity", "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert",
        "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
        "enterprises.under_construction", "enterprises.wage_factor", "enterprises.input_cost", "enterprises.unit_cost",
        "enterprises.mark_up", "enterprises.price", "enterprises.finished_value", "enterprises.output",
        "enterprises.planned_output", "enterprises.birth_key"}},
      {"finance",
       {"enterprises.loans", "enterprises.deposits", "enterprises.inputs_value", "enterprises.finished_value",
        "enterprises.capital_value", "enterprises.revenue", "enterprises.planned_investment"}},
      {"labour",
       {"enterprises.staff_general", "enterprises.staff_college", "enterprises.posts_general", "enterprises.posts_college",
        "enterprises.birth_key", "experts.employer", "experts.experience", "experts.employer", "experts.employer",
        "enterprises.staff_general", "enterprises.posts_general", "enterprises.staff_general", "enterprises.posts_general",
        "enterprises.staff_college", "enterprises.posts_college", "enterprises.staff_college", "enterprises.posts_college",
        "enterprises.staff_expert", "enterprises.posts_expert", "enterprises.staff_expert", "enterprises.posts_expert",
        "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert"}},
      {"produce",
       {"enterprises.planned_output", "enterprises.capital", "enterprises.staff_general", "enterprises.staff_college",
        "enterprises.staff_expert", "enterprises.productivity", "enterprises.expected_demand", "enterprises.slow_demand",
        "enterprises.slot_begin", "slots.inventory"}},
      {"trade",
       {"enterprises.market_share", "enterprises.price", "enterprises.capital", "enterprises.reliability",
        "enterprises.market_share", "enterprises.price", "enterprises.market_share",  // prices and selection
        "enterprises.planned_output", "enterprises.output", "enterprises.planned_investment", "enterprises.slot_begin",
        "enterprises.expected_demand", "enterprises.trend", "slots.inventory", "slots.link_begin", "links.weight",  // orders
        "enterprises.sale_begin", "links.sales", "links.order", "enterprises.market_share", "enterprises.output",
        "enterprises.finished", "enterprises.price", "enterprises.reliability", "links.sales", "links.order",  // serving
        "enterprises.slot_begin", "enterprises.planned_output", "enterprises.trend", "enterprises.expected_demand",
        "slots.inventory", "slots.link_begin", "links.supplier", "links.order", "enterprises.price", "enterprises.fill",
        "enterprises.output", "enterprises.input_cost", "enterprises.inputs_value", "enterprises.planned_investment"}},
      {"account",
       {"enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert", "enterprises.wage_factor",
        "enterprises.output", "enterprises.unit_cost", "enterprises.finished_value", "enterprises.sold",
        "enterprises.finished", "enterprises.revenue", "enterprises.inputs_used", "enterprises.pooled_purchases",
        "enterprises.interest", "enterprises.deposits", "enterprises.purchases", "enterprises.investment_bill",
        "enterprises.capital", "enterprises.under_construction", "enterprises.planned_investment",
        "enterprises.capital_value", "enterprises.expected_demand", "enterprises.price", "enterprises.trend",
        "enterprises.input_cost", "enterprises.inputs_value", "enterprises.slot_begin"}},
      {"observe",
       {"enterprises.orders", "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
        "enterprises.multiplicity", "enterprises.capital"}},
  };
  return table;
}

struct Bytes {
  double read = 0, written = 0;
};

/// Bytes that one step declares to read and to write.
Bytes declared(World& world) {
  std::map<std::string, double> size;
  world.columns([&](std::string_view name, auto& column) {
    size[std::string(name)] = static_cast<double>(column.size() * sizeof(*column.data()));
  });
  Bytes bytes;
  for (const ProcessEntry& row : step_table()) {
    for (const std::string_view column : row.writes) bytes.written += size.at(std::string(column));
    const auto list = reads().find(std::string(row.name));
    if (list == reads().end()) continue;
    for (const std::string& column : list->second) bytes.read += size.at(column);
  }
  return bytes;
}

double step_seconds(const Simulation& simulation) {
  double seconds = 0;
  for (const RowCost& row : simulation.row_costs())
    if (row.name != "audit") seconds += row.seconds;
  return seconds;
}

/// A month at the resolution of the argument, paired with a stream of its declared bytes.
void step_against_stream(benchmark::State& state) {
  const Scenario guangdong = scenario(state.range(0));
  Simulation simulation(guangdong, {.threads = threads()});
  const Bytes bytes = declared(simulation.world());
  // arrays far larger than the caches, streamed as often as the bytes ask for
  const std::size_t reads = 7, writes = 3;
  const auto size = static_cast<std::size_t>((bytes.read + bytes.written) / (8.0 * (reads + writes))) / 4 * 4;
  std::vector<Column<EnterpriseId, double>> arrays;
  for (std::size_t i = 0; i < reads + writes; ++i) arrays.emplace_back(size, 1.0 + static_cast<double>(i));
  const double* in[reads];
  double* out[writes];
  for (std::size_t i = 0; i < reads; ++i) in[i] = arrays[i].data();
  for (std::size_t i = 0; i < writes; ++i) out[i] = arrays[reads + i].data();

  simulation.run_month();  // warms up
  std::vector<double> ratios, steps, streams;
  for (auto _ : state) {
    const double before = step_seconds(simulation);
    simulation.run_month();
    const double step = step_seconds(simulation) - before;
    const auto start = std::chrono::steady_clock::now();
    benchmarks::stream(in, reads, out, writes, size);
    const double stream = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ratios.push_back(step / stream);
    steps.push_back(step);
    streams.push_back(stream);
    state.SetIterationTime(step);
    if (simulation.finished()) state.SkipWithError("the run is over");
  }
  const auto median = [](std::vector<double> list) {
    std::nth_element(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(list.size() / 2), list.end());
    return list[list.size() / 2];
  };
  const RunSize size_of = simulation.size();
  state.counters["step_ms"] = 1e3 * median(steps);
  state.counters["stream_ms"] = 1e3 * median(streams);
  state.counters["ratio"] = median(ratios);
  state.counters["ratio_min"] = *std::min_element(ratios.begin(), ratios.end());
  state.counters["ratio_max"] = *std::max_element(ratios.begin(), ratios.end());
  state.counters["declared_MB"] = 1e-6 * (bytes.read + bytes.written);
  state.counters["enterprise_months_per_s"] = static_cast<double>(size_of.enterprises) / median(steps);
  state.counters["links_per_s"] = static_cast<double>(size_of.links) / median(steps);
  std::string label = "hash " + std::to_string(simulation.state_hash()) + "; ms by row:";
  const double months = static_cast<double>(simulation.months_done());
  for (const RowCost& row : simulation.row_costs())
    label += " " + row.name + " " + std::to_string(static_cast<int>(1e5 * row.seconds / months) / 100.0).substr(0, 5);
  state.SetLabel(label);
}
BENCHMARK(step_against_stream)->Arg(100000)->Arg(1000000)->Iterations(15)->UseManualTime()->Unit(benchmark::kMillisecond);

/// Set-up of the opening state, and what its state takes. Argument 0: every enterprise has an agent of its own.
void opening(benchmark::State& state) {
  const Scenario guangdong = scenario(state.range(0));
  for (auto _ : state) {
    Simulation simulation(guangdong, {.threads = threads()});
    std::map<std::string, double> bytes;
    simulation.world().columns([&](std::string_view name, auto& column) {
      bytes[std::string(name.substr(0, name.find('.')))] += static_cast<double>(column.size() * sizeof(*column.data()));
    });
    const RunSize size = simulation.size();
    state.counters["enterprises"] = static_cast<double>(size.enterprises);
    state.counters["slots"] = static_cast<double>(size.slots);
    state.counters["links"] = static_cast<double>(size.links);
    state.counters["B_enterprise"] = bytes["enterprises"] / static_cast<double>(size.enterprises);
    state.counters["B_slot"] = bytes["slots"] / static_cast<double>(size.slots);
    state.counters["B_link"] = bytes["links"] / static_cast<double>(size.links);
    state.counters["B_expert"] = bytes["experts"] / static_cast<double>(size.experts);
    state.counters["B_enterprise_all"] =
        (bytes["enterprises"] + bytes["slots"] + bytes["links"]) / static_cast<double>(size.enterprises);
    double total = 0;
    for (const auto& [group, count] : bytes) total += count;
    state.counters["state_MB"] = 1e-6 * total;
  }
}
BENCHMARK(opening)->Arg(100000)->Arg(1000000)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();

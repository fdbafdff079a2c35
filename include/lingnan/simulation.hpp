// Running a scenario.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"

namespace lingnan {

struct Records;
struct World;
class Watcher;

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint32_t replicate = 0;
  int threads = 0;  ///< 0: all cores
};

/// Seconds and declared bytes of one row of the step, for `describe step`, benchmarks and the progress line.
struct RowCost {
  std::string name;
  double seconds = 0;
};

/// Counts for the manifest.
struct RunSize {
  std::uint64_t enterprises = 0, slots = 0, links = 0, experts = 0, persons_employed = 0;
};

/// One run in memory. Results are a pure function of scenario, seed and replicate: never of the threads.
class Simulation {
 public:
  /// Builds the opening state. Throws BadRequest if the region cannot be balanced, ModelFailure on a broken promise.
  Simulation(const Scenario& scenario, const RunOptions& options);
  /// Goes on from where `past` is, under another scenario: the bits are those of a run under it from the start if the two
  /// scenarios are the same in all that has mattered so far. Requires: the same region, resolution and opening state.
  Simulation(const Simulation& past, const Scenario& scenario);
  ~Simulation();
  Simulation(const Simulation&) = delete;

  int months_done() const;
  int months_total() const;
  bool finished() const { return months_done() >= months_total(); }

  /// One month: one step, or the days or weeks of it. Throws ModelFailure with phase, month and account.
  void run_month();

  std::uint64_t state_hash() const;
  const Records& records() const;
  RunSize size() const;
  const std::vector<RowCost>& row_costs() const;
  /// Names of the identities, in the order of `AuditMonth`.
  static std::vector<std::string> money_identities();
  static std::vector<std::string> real_identities();

  /// Whole state to a file, atomically; and back. `load` requires the same scenario, seed and replicate and throws
  /// BadRequest if the checkpoint belongs to another run, MachineFailure if it cannot be read.
  void save(const std::string& file) const;
  void load(const std::string& file);

  World& world();  ///< for the panel of agents, tests and benchmarks
  /// It is told of every step from now on and outlives the run; it changes nothing.
  void watch(Watcher& watcher);

 private:
  void take(const Scenario& scenario, const RunOptions& options);
  struct State;
  std::unique_ptr<State> state_;
};

/// Enterprise agents of a run, from the counts alone.
double enterprise_agents(const Scenario& scenario);
/// Memory a run of the scenario needs at its peak, from the counts alone; nothing is built.
std::uint64_t estimated_memory_bytes(const Scenario& scenario);

}  // namespace lingnan

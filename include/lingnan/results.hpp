// Writing what a run remembers.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"

namespace lingnan {

/// Facts about a run that are not in its state.
struct RunFacts {
  double wall_seconds = 0;
  std::uint64_t peak_memory_bytes = 0;
  int threads = 0;
  std::uint64_t seed = 1;
  std::uint32_t replicate = 0;
};

/// Writes every table, `columns.json`, `cities.csv`, `industries.csv` and, last, `manifest.json` into `folder`, which
/// exists. Throws MachineFailure (disk full, no permission) and then leaves no manifest.
void write_results(const std::string& folder, const Scenario& scenario, const Simulation& simulation,
                   const RunFacts& facts);

/// The same without the manifest: the complete months of a run that has not finished. Throws MachineFailure.
void write_tables(const std::string& folder, const Scenario& scenario, const Simulation& simulation);

/// What happened, in a few lines for a newcomer: growth, unemployment, audit, speed, where the results are.
std::string run_summary(const std::string& folder, const Scenario& scenario, const Simulation& simulation,
                        const RunFacts& facts);

/// Disk space that the tables and checkpoints of a run need at most. `checkpoints` says whether any are kept.
std::uint64_t estimated_result_bytes(const Scenario& scenario, bool checkpoints);

/// Months between checkpoints as the scenario says; 0 means none.
int checkpoint_every_months(const Scenario& scenario);

/// The last month done, "YYYY-MM", or "" before the first.
std::string last_month(const Simulation& simulation);

/// What a manifest says about how to repeat its run.
struct ManifestRun {
  std::string scenario_file;  ///< as it was named, or its full path if that exists
  std::vector<std::string> settings;
  std::uint64_t seed = 1;
  std::uint32_t replicate = 0;
  std::string state_hash, version, commit;
  std::vector<std::pair<std::string, std::string>> file_hashes;  ///< of the scenario's files and the data's
};

/// Reads a finished run's `manifest.json`. Throws BadRequest if it is none, MachineFailure if it cannot be read.
ManifestRun read_manifest(const std::string& file);

/// State of an unfinished run: what `status.json` in the folder of work says.
struct RunStatus {
  std::string status;  ///< "running", "interrupted" or "failed"
  std::string message;
  std::string last_month;
  int months_done = 0, months_total = 0;
  double wall_seconds = 0;  ///< so far, all attempts together
};

/// Writes `status.json` whole. Throws MachineFailure.
void write_status(const std::string& folder, const RunStatus& status);

/// Reads it back; an absent or damaged one gives an empty status.
RunStatus read_status(const std::string& folder);

/// Hashes of everything the scenario was read from, in the manifest's order, to compare with `ManifestRun`.
std::vector<std::pair<std::string, std::string>> input_hashes(const Scenario& scenario);

/// Does the folder hold a finished run of this program?
bool is_result_folder(const std::string& folder);

/// A 64-bit hash as the tables print it: 16 hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace lingnan

// Comparing scenarios: paired replicates of alternatives against a base.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lingnan/many_runs.hpp"
#include "lingnan/scenario.hpp"

namespace lingnan {

struct ComparisonOptions : ManyRuns {
  std::uint64_t seed = 1;
  std::uint32_t replicates = 30;
  double zone_mln_cny = 1000;  ///< of real GDP a year: smaller differences do not decide a rank
  bool explain = false;        ///< switch off each lever that an alternative adds, one at a time
  std::uint32_t shapley = 0;   ///< permutations by which a package's effect is shared out to its levers; 0: not
  bool resilience = false;     ///< each scenario again without the shocks that all have
  bool robust = false;         ///< effects again under other elasticities of outside demand and other financing
  bool placebo = true;         ///< beside alternatives that cost: the money of the dearest one, spent without an effect
};

/// Runs what is missing in `folder`/runs and writes the tables of a comparison and, last, its manifest into `folder`, which
/// exists. The first scenario is the base; the placebo comes after the last. Returns the summary for people, or "" if the work
/// was stopped: finished runs are kept and need not be run again. Results are a pure function of scenarios, seed and
/// replicates. Throws BadRequest if the scenarios cannot be compared, ModelFailure and MachineFailure like a run.
std::string compare(const std::string& folder, std::vector<Scenario> scenarios, const ComparisonOptions& options);

struct FinishedRuns;

/// The same tables of runs that are finished, without running anything: no placebo and nothing that needs more runs.
/// `zone_mln_cny` as in the options.
std::string compare(const std::string& folder, FinishedRuns finished, double zone_mln_cny);

}  // namespace lingnan

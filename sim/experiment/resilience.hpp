// How much a shock costs and how long: a path of real GDP held against the same luck without the shock.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sim/experiment/outcomes.hpp"

namespace lingnan {

/// Months count from that of the shock; a path that is not back at the end counts until then.
struct Resilience {
  double depth = 0;              ///< largest loss of a month, per cent of the path without the shock
  double loss = 0;               ///< summed over all months, unit of the paths
  double months_to_95 = 0;       ///< until the path stays at 95 % and more of that without the shock
  double months_to_recover = 0;  ///< until the path stays within 5 % of its deepest loss
  bool back_to_95 = true, recovered = true;
  double insolvencies = 0;       ///< of enterprises, more than without the shock: most since the shock at any time
  double falling = 0;            ///< enterprises whose demand has fallen by a tenth, most in a month more than without, per cent of all
};
/// Both paths of real GDP by month; the shock begins in month `start`. Requires: as many months, all above 0.
Resilience resilience_of(std::span<const double> shocked, std::span<const double> without, std::size_t start);
/// The same of a run, and what happens to its enterprises.
Resilience resilience_of(const RunOutcomes& shocked, const RunOutcomes& without, std::size_t start);

/// Mean of the largest tenth (conditional value at risk of 90 %; Rockafellar & Uryasev 2000): a value that is in it by a part only
/// counts by that part. Requires: at least one value.
double cvar_90(std::vector<double> values);
inline constexpr std::size_t kLeastForCvar = 100;  ///< replicates: ten in the tail

/// Writes resilience.csv and returns it for people. Runs by setting and replicate, the base first; `start`: month of the shock.
std::string write_resilience(const std::string& folder, const std::vector<std::string>& names,
                             const std::vector<std::vector<RunOutcomes>>& shocked,
                             const std::vector<std::vector<RunOutcomes>>& without, std::size_t start);

}  // namespace lingnan

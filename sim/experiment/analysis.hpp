// The tables of a designed experiment.
#pragma once

#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"
#include "sim/results/tables.hpp"

namespace lingnan {

/// Where the outcomes of an experiment's runs come from: the simulator, or a function whose answers are known.
class RunSource {
 public:
  virtual ~RunSource() = default;
  /// Makes sure of the first `replicates` replicates of these settings, all draws. False if stopped before.
  virtual bool make(const std::vector<std::size_t>& settings, std::uint32_t replicates) = 0;
  /// A value for each column of the experiment. Requires: the run was made.
  virtual std::vector<double> values(std::size_t setting, std::size_t draw, std::uint32_t replicate) const = 0;
};

/// Has the runs made, those of a second stage too, and writes runs.csv and what they say into `folder`. Returns the summary
/// for people, or "" if stopped.
std::string analyse(const std::string& folder, const Experiment& experiment, RunSource& source);

/// The tables of this experiment, columns of its outcomes and factors included.
std::vector<Table> tables_of(const Experiment& experiment);

}  // namespace lingnan

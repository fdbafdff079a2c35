// The step as a table.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sim/processes/process.hpp"

namespace lingnan {

/// One row of the step: what it is, and every column it may change.
struct ProcessEntry {
  std::string_view name, doc;
  std::span<const std::string_view> writes;  ///< names as in World::columns
  std::unique_ptr<Process> (*make)();
};

/// The rows in the order in which a step runs them. The first row is policy: it runs the scenario's levers.
std::span<const ProcessEntry> step_table();

}  // namespace lingnan

// The program explains itself.
#pragma once

#include <string>

namespace lingnan {

struct Scenario;

/// The rows of the step with their declared writes.
std::string describe_step(bool json);
/// Every parameter: section, name, unit, default, range, source, evidence grade.
std::string describe_parameters(bool json);
/// Commands, options, exit codes, result files and columns.
std::string describe_contract(bool json);
/// The generated supply graph of a scenario against its targets.
std::string describe_network(const Scenario& scenario, bool json);

}  // namespace lingnan

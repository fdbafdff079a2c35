// The program explains itself.
#pragma once

#include <string>

namespace lingnan {

struct Scenario;

/// The rows of the step with their declared writes.
std::string describe_step(bool json);
/// Every parameter: section, name, unit, default, range, source, evidence grade.
std::string describe_parameters(bool json);
/// The levers of policy: name and what each does; or one of them whole, in English and Chinese, with an example that runs.
/// Throws BadRequest if there is none of that name.
std::string describe_levers(bool json);
std::string describe_lever(const std::string& name, bool json);
/// Commands, options, exit codes, result files and columns.
std::string describe_contract(bool json);
/// The generated supply graph of a scenario against its targets.
std::string describe_network(const Scenario& scenario, bool json);

}  // namespace lingnan

// Reading what a finished run has written, as far as comparisons need it.
#pragma once

#include <string>

#include "lingnan/scenario.hpp"
#include "sim/world/records.hpp"

namespace lingnan {

/// Months of the province, of cities and of levers, quarters of cells and of classes of new products, projects, supply and flows of
/// years; money as it was rounded. The run was the scenario's. Throws BadRequest with file, line and column of what is missing or no number.
Records read_records(const std::string& folder, const Scenario& scenario);

}  // namespace lingnan

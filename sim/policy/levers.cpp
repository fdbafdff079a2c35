#include "sim/policy/levers.hpp"

namespace lingnan {

// A row is {"name", "What it does, in one sentence.", make_name}; the table is empty until the first lever exists.
std::span<const LeverEntry> lever_catalogue() { return {}; }

}  // namespace lingnan

// What banks go by when they lend, shared by the opening state and the step.
#pragma once

#include "sim/world/institutions.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// Sales of a step, yuan, from which on an enterprise is large.
inline double small_sales(const Institutions& law, double step_years) { return law.large_sales_mln_cny * 1e6 * step_years; }

/// Does a bank take an enterprise (a member of a pool) for a small one?
inline bool is_small(const Enterprises& e, EnterpriseId f, const Institutions& law, double step_years) {
  return e.expected_demand[f] < small_sales(law, step_years) * static_cast<double>(e.multiplicity[f]);
}

}  // namespace lingnan

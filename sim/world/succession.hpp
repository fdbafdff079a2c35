// One enterprise takes over what another leaves; a member of a pool becomes an agent of its own. Nothing is made or lost:
// persons, money and goods only change rows of the same city and industry.
#pragma once

#include "sim/world/world.hpp"

namespace lingnan {

inline bool exists(const Enterprises& e, EnterpriseId f) { return e.multiplicity[f] > 0; }
/// Does the agent stand for several enterprises?
inline bool is_pool(const Enterprises& e, EnterpriseId f) { return e.multiplicity[f] > 1; }

/// `heir` takes staff, capital, stocks, debts and this step's takings of `f`, which ends. What `f` sold in markets and its
/// posts go on under the heir where the business `continues` and end otherwise; customers over links look elsewhere. Inputs
/// that the heir does not keep in stock are used up. Experts are the caller's.
void take_over(World& world, EnterpriseId f, EnterpriseId heir, bool continues);

/// A share of `from` changes to a row of the same industry in another city: money, debts, capital, stocks, market and
/// plans, with its customers outside the region. Its deposits and loans change banks. Inputs that the other row does not
/// keep in stock are used up. Persons and customers over links are the caller's.
void carry_over(World& world, EnterpriseId from, EnterpriseId to, double share);

/// A member of a cell's pools leaves the register: which of them, u says. Returns its year of age. Requires: there is one.
std::size_t leave_register(World& world, CellId cell, double u);

/// A member of `pool` becomes an agent of its own in the free row `f`, with its share of everything except experts and
/// customers over links. `key` keys its luck.
void become_agent(World& world, EnterpriseId pool, EnterpriseId f, std::uint64_t key, double relative_productivity);

}  // namespace lingnan

// One enterprise takes over what another leaves; a member of a pool becomes an agent of its own. Nothing is made or lost:
// persons, money and goods only change rows of the same city and industry.
#pragma once

#include "sim/world/world.hpp"

namespace lingnan {

/// Persons at work in all tiers.
inline double staff_of(const Enterprises& e, EnterpriseId f) {
  return e.staff_general[f] + e.staff_college[f] + e.staff_expert[f];
}

inline bool exists(const Enterprises& e, EnterpriseId f) { return e.multiplicity[f] > 0; }
/// Does the agent stand for several enterprises?
inline bool is_pool(const Enterprises& e, EnterpriseId f) { return e.multiplicity[f] > 1; }

/// What goes on of an enterprise under its heir: nothing, posts and sales in markets, or sales over links as well.
enum class Succession { ends, in_markets, with_customers };

/// `heir` takes staff, capital, stocks, debts and this step's takings of `f`, which ends. Inputs that the heir does not keep in
/// stock are used up. Experts and customers over links are the caller's, and so is what `f` owes on bills where the business
/// ends.
void take_over(World& world, EnterpriseId f, EnterpriseId heir, Succession how);

/// A share of what customers owe `from` on bills, or of what it owes its suppliers, passes to `to`.
void pass_on(World& world, OfBill<Money>& bills, EnterpriseId from, EnterpriseId to, double share);

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

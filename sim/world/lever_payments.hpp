// Money that levers give away where it comes up, outside the row `policy`.
#pragma once

#include "sim/world/world.hpp"

namespace lingnan {

/// The city pays at once; it is counted and matched in the next step, when other payers give back their part. The recipient's
/// own column is the caller's. `amount` in fen.
inline void lever_pays(World& world, std::uint32_t lever, CityId city, Sector to, Money amount, Reason reason) {
  world.treasuries.deposits[city] -= amount;
  world.levers.given_late[world.levers.at(lever, city)] += amount;
  world.ledger.pay({Sector::treasuries, city.value}, {to, city.value}, amount, reason);
}

}  // namespace lingnan

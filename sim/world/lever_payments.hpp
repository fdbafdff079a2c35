// Money that levers give away.
#pragma once

#include "sim/world/world.hpp"

namespace lingnan {

/// The city pays at once; other payers give back their part in `settle`. Rows after `policy` leave `given` as it is: then it is
/// counted and matched in the next step. The recipient's own column is the caller's. `amount` in fen.
inline void lever_pays(World& world, std::uint32_t lever, CityId city, Sector to, Money amount, Reason reason,
                       OfLeverPlace<Money> Levers::*given = &Levers::given_late) {
  world.treasuries.deposits[city] -= amount;
  (world.levers.*given)[world.levers.at(lever, city)] += amount;
  world.ledger.pay({Sector::treasuries, city.value}, {to, city.value}, amount, reason);
}

}  // namespace lingnan

// The twelve hooks: lists that one phase each reads. Levers append entries; nothing is ever called back, and the lists
// are cleared before every step, so there is nothing to undo when a lever ends.
#pragma once

#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/money.hpp"

namespace lingnan {

/// Where an entry applies; an invalid id means everywhere.
struct Scope {
  CityId city;
  IndustryId industry;
};

/// What all entries share: who issued it, where it applies, how strong it is (unit of the hook).
struct Instrument {
  std::uint32_t lever = 0;
  Scope scope;
  double magnitude = 0;
};

class Instruments {
 public:
  std::vector<Instrument> search;         ///< candidate partners per buyer and input, share more
  std::vector<Instrument> delay;          ///< permits, land, customs, payment: share less
  std::vector<Instrument> transfer;       ///< fen per recipient
  std::vector<Instrument> wedge;          ///< tax or subsidy on a flow, share of its value
  std::vector<Instrument> credit;         ///< spread, 1/year
  std::vector<Instrument> equity;         ///< fund money, fen
  std::vector<Instrument> stage_success;  ///< chance at an innovation stage, through a queue of finite capacity
  std::vector<Instrument> public_demand;  ///< orders, yuan at base prices
  std::vector<Instrument> knowledge;      ///< reach of spillovers, share more
  std::vector<Instrument> location;       ///< utility of a place for a skill group
  std::vector<Instrument> allocation;     ///< eligibility and quota, weight
  std::vector<Instrument> information;    ///< variance of a signal, share less

  void clear() {
    for (auto* list : {&search, &delay, &transfer, &wedge, &credit, &equity, &stage_success, &public_demand, &knowledge,
                       &location, &allocation, &information})
      list->clear();
  }
};

}  // namespace lingnan

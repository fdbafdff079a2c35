// A lever reads the economy and issues instruments; it never writes to the world.
#pragma once

#include <string>

#include "sim/base/parameters.hpp"

namespace lingnan {

struct World;
class Instruments;

class Lever : public Block {
 public:
  std::string id;  ///< unique among the scenario's levers; keys its random draws
  virtual void act(const World& world, Instruments& out) const = 0;
};

}  // namespace lingnan

// A process is one row of the step: it reads the world and this step's instruments and writes what its row declares.
#pragma once

#include <memory>

#include "sim/base/parameters.hpp"

namespace lingnan {

struct World;
class Instruments;

class Process : public Block {
 public:
  /// Advances its part of the world by one step. Allocates nothing after the first call.
  virtual void run(World& world, const Instruments& instruments) = 0;
  /// A copy with the same parameters, for another run.
  virtual std::unique_ptr<Process> clone() const = 0;
};

}  // namespace lingnan

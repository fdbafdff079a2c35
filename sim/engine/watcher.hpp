// Looks on while a run goes, for what its records do not keep.
#pragma once

namespace lingnan {

class Instruments;
struct World;

class Watcher {
 public:
  virtual ~Watcher() = default;
  /// Before the rows of a step: what levers are going to do, in the world as the step before has left it.
  virtual void issued(const World& world, const Instruments& instruments) = 0;
  /// After the rows of a step.
  virtual void stepped(const World& world) = 0;
};

}  // namespace lingnan

// What is known of the levers by which an alternative departs from its base.
#pragma once

#include <string>
#include <vector>

#include "lingnan/scenario.hpp"

namespace lingnan {

class Lever;

/// Levers of an alternative that its base has not.
std::vector<const Lever*> levers_beyond(const Scenario& base, const Scenario& alternative);

/// What is known of them: grades of the evidence, "A C", and whether the rank takes an alternative that has them.
struct LeverEvidence {
  std::string text;
  bool ranked = true;  ///< neither experimental nor there for comparison only

  LeverEvidence(const Scenario& base, const Scenario& alternative);
};

}  // namespace lingnan

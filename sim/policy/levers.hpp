// The table of levers: what a scenario's `policy:` may name.
#pragma once

#include <memory>
#include <span>

#include "sim/policy/lever.hpp"

namespace lingnan {

/// One row: the name in scenarios, one sentence, and how to make one with its default parameters.
struct LeverEntry {
  const char* name;
  const char* doc;
  std::unique_ptr<Lever> (*make)();
};

/// Every lever that there is, in the order of the reference page.
std::span<const LeverEntry> lever_catalogue();

std::unique_ptr<Lever> make_placebo();
std::unique_ptr<Lever> make_poc_centre();
std::unique_ptr<Lever> make_pilot_platform();
std::unique_ptr<Lever> make_innovation_platform();

}  // namespace lingnan

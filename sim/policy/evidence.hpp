// How large effects are believed to be: three readings of the evidence on levers.
#pragma once

#include <span>
#include <string_view>

#include "sim/policy/lever.hpp"

namespace lingnan {

enum class Evidence { sceptical, central, official };

/// What a parameter of a lever is in the sceptical and in the official reading; its default is the central one. Parameters that
/// are not in the table do not depend on the reading.
struct Belief {
  std::string_view lever, parameter;
  double sceptical, official;
};
std::span<const Belief> beliefs();

/// Sets the lever's parameters as the reading says. What a scenario says of them comes after.
void believe(Lever& lever, Evidence evidence);

}  // namespace lingnan

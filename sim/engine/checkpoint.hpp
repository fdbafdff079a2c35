// A whole world to a file and back.
#pragma once

#include <cstdint>
#include <string>

#include "sim/world/world.hpp"

namespace lingnan {

/// Writes next to `file` and renames, so that a checkpoint is whole or absent. `identity` tells runs apart.
/// Throws MachineFailure.
void save_world(const std::string& file, World& world, std::uint64_t identity);

/// Requires a world opened from the same scenario. Throws BadRequest if the file belongs to another run or version,
/// MachineFailure if it cannot be read or is damaged.
void load_world(const std::string& file, World& world, std::uint64_t identity);

/// Hash of every column and scalar of state.
std::uint64_t hash_world(World& world);

}  // namespace lingnan

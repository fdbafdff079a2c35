// What a step reads and writes, by name, and what that is in bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/world/world.hpp"

namespace lingnan::benchmarks {

/// Passes of a row that cannot be one: the later ones need what the earlier ones found for all agents.
struct Pass {
  std::string_view row, name;
  std::vector<std::string_view> reads;  ///< names as in World::columns
};

/// Every pass of the step over enterprises, slots, links and experts. Columns of cities and cells are left out: they
/// are less than a thousandth of the bytes.
const std::vector<Pass>& passes();

/// Bytes of one row of the step.
struct RowBytes {
  std::string name;
  std::size_t read = 0, written = 0;
  bool few = false;  ///< it may write any of its columns, but writes few entries of them
};

/// Declared bytes by row: its declared writes once, what it reads once a pass. Throws if a name is no column.
std::vector<RowBytes> declared_bytes(World& world);
std::size_t total(const std::vector<RowBytes>& rows);
/// The same without rows that write few entries, whose declared bytes say little of what they move.
std::size_t total_in_full(const std::vector<RowBytes>& rows);

/// Bytes of one kind of agent, all columns together.
struct Footprint {
  std::string kind;
  std::size_t columns = 0, bytes_each = 0, count = 0;
};

/// Enterprises, slots, links, experts.
std::vector<Footprint> footprints(World& world);

/// All columns of state.
std::size_t state_bytes(World& world);

}  // namespace lingnan::benchmarks

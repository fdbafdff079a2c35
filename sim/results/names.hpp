// Tables of the region's names, which stand beside every result that uses its codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/results/table_writer.hpp"

namespace lingnan {

struct Region;

/// A file of `result_table` with its header.
TableWriter open_table(const std::string& folder, const std::string& file);

/// Codes of cities, then of outside partners: the places of `YearFlow`.
std::string_view place_code(const Region& region, std::uint32_t index);

/// `cities.csv`, `industries.csv` and, if the region has any, `clusters.csv` and `future_industries.csv`. Throws
/// MachineFailure.
void write_names(const std::string& folder, const Region& region);

}  // namespace lingnan

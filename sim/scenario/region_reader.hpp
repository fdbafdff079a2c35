// Reads a data folder into a Region. The tables and their columns are described in scenarios/data/README.md.
#pragma once

#include <string>

#include "sim/world/region.hpp"

namespace lingnan {

/// Road distance inside a city, the diagonal of Region::distance_km: about the radius of a large city. Assumption.
inline constexpr double kInCityDistanceKm = 20;

/// The region of `folder`: every table read, every number inside its range, every sum checked.
/// Columns and files that the reader does not know are ignored; clusters may be absent.
/// Throws BadRequest with all mistakes of all tables.
Region read_region(const std::string& folder);

}  // namespace lingnan

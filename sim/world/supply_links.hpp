// Keeping both ends of supply links.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/world.hpp"

namespace lingnan {

/// Does the enterprise sell over links, or in markets only? The first of its cell always does.
bool sells_over_links(const World& world, EnterpriseId f);

/// Links by supplier from suppliers by link, in two counting passes; `next` is scratch.
void index_sales(World& world, std::vector<std::uint32_t>& next);

}  // namespace lingnan

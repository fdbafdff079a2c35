// JSON Schema of blocks with parameters.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "sim/base/parameters.hpp"

namespace lingnan {

/// Properties of a block; former names stay valid and are marked. Those that are `required` have no default.
nlohmann::ordered_json properties_of(Block& block, std::span<const char* const> required = {});

/// A map of parameters; one with nothing in it may stand in a file as well.
nlohmann::ordered_json block_schema(Block& block);

}  // namespace lingnan

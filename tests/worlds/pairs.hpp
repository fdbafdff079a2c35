// Paired replicates of two policies on the data of Guangdong at a low resolution.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/experiment/paired.hpp"
#include "tests/worlds/worlds.hpp"

namespace lingnan::tests {

using Value = std::function<double(Simulation&)>;

Settings levers(const std::string& list);

/// Each value under `b` less under `a`, over replicates with the same luck, without swings from outside.
std::vector<Estimate> effects(const Settings& a, const Settings& b, const std::vector<Value>& values, std::uint32_t replicates,
                              int firms = 10000);

void print(const std::string& what, const Estimate& e);

}  // namespace lingnan::tests

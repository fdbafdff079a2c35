// The worlds that tests and benchmarks run: the toy region and Guangdong, with settings as on the command line.
#pragma once

#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"

namespace lingnan::tests {

using Settings = std::vector<std::string>;

Settings operator+(Settings a, const Settings& b);

/// tests/worlds/toy.yaml: 3 cities, 4 industries, 600 agents.
Scenario toy(const Settings& settings = {});
/// scenarios/guangdong.yaml at the resolution asked for.
Scenario guangdong(int firms, const Settings& settings = {});

/// No chance, every path from outside grows at `rate` a year, nobody moves for good; prices rise at `inflation`.
Settings steady(double rate, double inflation = 0);
/// Outside demand keeps to its path, tastes do not change, new products do not spread.
Settings calm();
/// Nobody enters or leaves, no link ends.
Settings same_enterprises_and_links();
Settings until(const std::string& month);

/// Runs to the end or for `months` months.
void run(Simulation& simulation, int months = 1 << 20);

}  // namespace lingnan::tests

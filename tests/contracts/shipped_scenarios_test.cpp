// Every scenario that is shipped is read and run.
#include <catch2/catch.hpp>
#include <filesystem>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

TEST_CASE("every file in scenarios runs for a quarter with exact books", "[contracts]") {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(LINGNAN_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    INFO(entry.path());
    ++count;
    Simulation simulation(read_scenario(entry.path().string(), {"economy.firms=8000"}), {});
    run(simulation, 3);
    CHECK(simulation.records().province.size() == 3);
  }
  CHECK(count >= 3);
}

// Every row of the step keeps to the columns it declares.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "sim/base/hash.hpp"
#include "sim/engine/model.hpp"
#include "sim/engine/step.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

std::map<std::string, std::uint64_t> fingerprints(World& world) {
  std::map<std::string, std::uint64_t> prints;
  world.columns([&](std::string_view name, auto& column) {
    prints[std::string(name)] = hash_memory(column.data(), column.size() * sizeof(*column.data()));
  });
  return prints;
}

}  // namespace

TEST_CASE("each row of the step changes only the columns it declares", "[contracts]") {
  const Scenario scenario = toy({"shocks=[{kind: capacity, cities: [], industries: [], loss: 0.3, start: 2023-02, months: 1}]",
                                 "parameters.fiscal.extra_works_mln_cny_per_year=100",
                                 "parameters.fiscal.extra_works_start=2023-02"});
  Simulation simulation(scenario, {});
  World& world = simulation.world();
  Instruments instruments;
  std::map<std::string, std::set<std::string>> changed;
  for (int month = 0; month < 14; ++month) {
    world.ledger.begin_step();
    for (std::size_t row = 0; row < step_table().size(); ++row) {
      const auto before = fingerprints(world);
      scenario.model->processes[row]->run(world, instruments);
      for (const auto& [name, print] : fingerprints(world))
        if (print != before.at(name)) changed[std::string(step_table()[row].name)].insert(name);
    }
    ++world.calendar.step;
  }
  for (const ProcessEntry& row : step_table()) {
    const std::set<std::string> declared(row.writes.begin(), row.writes.end());
    for (const std::string& name : changed[std::string(row.name)]) {
      INFO("row " << row.name << " changed " << name);
      CHECK(declared.count(name) == 1);
    }
  }
}

TEST_CASE("every declared column exists, and most of what is declared is used", "[contracts]") {
  Simulation simulation(toy(), {});
  std::set<std::string> names;
  simulation.world().columns([&](std::string_view name, auto&) { CHECK(names.insert(std::string(name)).second); });
  for (const ProcessEntry& row : step_table()) {
    CHECK_FALSE(row.doc.empty());
    for (const std::string_view column : row.writes) {
      INFO("row " << row.name << " declares " << column);
      CHECK(names.count(std::string(column)) == 1);
    }
  }
}

// Results are a pure function of scenario, seed and replicate.
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "sim/base/problem.hpp"
#include "sim/world/world.hpp"
#include "tests/cli/program.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

std::uint64_t hash_after(const Scenario& scenario, const RunOptions& options, int months) {
  Simulation simulation(scenario, options);
  run(simulation, months);
  return simulation.state_hash();
}

const Settings kShocked = {
    "shocks=[{kind: capacity, industries: [GOOD], loss: 0.5, start: 2023-04, months: 2}, "
    "{kind: links, loss: 0.3, start: 2023-06, months: 2}, {kind: imports, from: ROW, loss: 0.5, start: 2023-08, months: 2}, "
    "{kind: demand, loss: 0.2, start: 2023-10, months: 1}, {kind: exports, to: ROC, loss: 0.5, start: 2023-11, months: 1}, "
    "{kind: failure, enterprises: 3, start: 2023-05}]"};

}  // namespace

TEST_CASE("any number of threads gives the same bits on the toy region, shocks included", "[contracts][threads]") {
  const Scenario scenario = toy(kShocked);
  const std::uint64_t one = hash_after(scenario, {.threads = 1}, 12);
  for (const int threads : {2, 3, 5, 8}) CHECK(hash_after(scenario, {.threads = threads}, 12) == one);
}

TEST_CASE("any number of threads gives the same bits on Guangdong", "[contracts][threads]") {
  const Scenario scenario = guangdong(12000);
  const std::uint64_t one = hash_after(scenario, {.threads = 1}, 4);
  for (const int threads : {2, 3, 5, 8}) CHECK(hash_after(scenario, {.threads = threads}, 4) == one);
}

TEST_CASE("seed and replicate change the luck, and nothing else does", "[contracts]") {
  const Scenario scenario = toy();
  std::set<std::uint64_t> hashes;
  for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}})
    for (const std::uint32_t replicate : {0U, 1U})
      CHECK(hashes.insert(hash_after(scenario, {.seed = seed, .replicate = replicate}, 6)).second);
  CHECK(hash_after(toy(), {}, 6) == hash_after(scenario, {}, 6));
}

TEST_CASE("a run that stops and goes on from its checkpoint ends in the same state with the same tables", "[contracts]") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "checkpoint.bin").string();
  const Scenario scenario = toy(kShocked);
  Simulation whole(scenario, {});
  run(whole, 15);
  Simulation first(scenario, {});
  run(first, 7);
  first.save(file);
  Simulation second(scenario, {.threads = 3});
  second.load(file);
  CHECK(second.months_done() == 7);
  run(second, 8);
  CHECK(second.state_hash() == whole.state_hash());
  REQUIRE(second.records().province.size() == whole.records().province.size());
  for (std::size_t m = 0; m < whole.records().province.size(); ++m) {
    CHECK(second.records().province[m].gdp == whole.records().province[m].gdp);
    CHECK(second.records().audit[m].state_hash == whole.records().audit[m].state_hash);
  }
  REQUIRE(second.records().goods.size() == whole.records().goods.size());
  for (std::size_t i = 0; i < whole.records().goods.size(); ++i)
    CHECK(second.records().goods[i].amount == whole.records().goods[i].amount);
}

TEST_CASE("a checkpoint of another seed is refused", "[contracts]") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "checkpoint.bin").string();
  const Scenario scenario = toy();
  Simulation one(scenario, {.seed = 1});
  one.save(file);
  Simulation two(scenario, {.seed = 2});
  CHECK_THROWS_AS(two.load(file), BadRequest);
}

// Runs that share a past: what goes on from it is what a run from the start would have been.
#include <catch2/catch.hpp>

#include "lingnan/simulation.hpp"
#include "sim/experiment/replicates.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kShock = {"shocks=[{kind: capacity, cities: [T01], loss: 0.4, start: 2023-08, months: 3}]"};

/// State hash at the end of a run that leaves a run of `base` after `months`.
std::uint64_t forked(const Scenario& base, const Scenario& other, int months) {
  Simulation past(base, {.seed = 3, .threads = 2});
  run(past, months);
  Simulation fork(past, other);
  CHECK(fork.months_done() == months);
  run(fork);
  return fork.state_hash();
}

std::uint64_t from_the_start(const Scenario& scenario) {
  Simulation simulation(scenario, {.seed = 3, .threads = 1});
  run(simulation);
  return simulation.state_hash();
}

}  // namespace

TEST_CASE("a run that leaves another one before they differ ends in the bits of a whole run", "[behaviour][experiment]") {
  const Settings year = until("2024-06");
  const Scenario base = toy(year), other = toy(year + kShock);
  REQUIRE(first_difference(base, other) == Month{2023, 8});
  const std::uint64_t whole = from_the_start(other);
  CHECK(whole != from_the_start(base));
  CHECK(forked(base, other, 7) == whole);
  CHECK(forked(base, other, 2) == whole);
  CHECK(forked(base, base, 5) == from_the_start(base));
  CHECK(forked(base, other, 10) != whole);  // too late: it has missed the shock's beginning
}

TEST_CASE("a run on real data can be left too", "[behaviour][experiment]") {
  const Settings year = until("2023-09");
  const Settings shock = {"shocks=[{kind: capacity, cities: [Shenzhen], industries: [COMM], loss: 0.7, start: 2023-06, months: 3}]"};
  const Scenario base = guangdong(10000, year), other = guangdong(10000, year + shock);
  CHECK(forked(base, other, 5) == from_the_start(other));
}

TEST_CASE("scenarios that differ in more than dated entries share no past", "[unit][experiment]") {
  const Scenario base = toy();
  CHECK(first_difference(base, toy()) == Month{2025, 1});  // the month after the end
  CHECK_FALSE(first_difference(base, toy({"economy.firms=700"})));
  CHECK_FALSE(first_difference(base, toy({"parameters.trade.taste=0"})));
  CHECK(run_id(base, 1, 0) == run_id(toy({"name=other"}), 1, 0));  // a name decides nothing
  CHECK(run_id(base, 1, 0) != run_id(base, 1, 1));
  CHECK(run_id(base, 1, 0) != run_id(base, 2, 0));
  CHECK(run_id(base, 1, 0) != run_id(toy(kShock), 1, 0));
}

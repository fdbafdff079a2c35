// What is promised of every lever: documented, nothing at zero intensity, exact money, a budget that binds, sound at the ends
// of every range, the same bits on any number of threads and after a checkpoint. The loops take the levers from the catalogue.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>
#include <vector>

#include "lingnan/catalogue.hpp"
#include "lingnan/simulation.hpp"
#include "sim/engine/model.hpp"
#include "sim/policy/levers.hpp"
#include "sim/scenario/parameter_visitors.hpp"
#include "sim/world/world.hpp"
#include "tests/cli/program.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// The lever in the toy region from the fourth month on, with more settings of its own.
Settings policy(const std::string& name, const std::string& more = "") {
  return {"policy=[{lever: " + name + ", schedule: {start: 2023-04}" + (more.empty() ? "" : ", " + more) + "}]"};
}

/// Every column of state but the books of levers.
std::map<std::string, std::vector<std::byte>> state(World& world) {
  std::map<std::string, std::vector<std::byte>> all;
  world.columns([&](std::string_view name, auto& column) {
    if (name.starts_with("levers.")) return;
    const auto* first = reinterpret_cast<const std::byte*>(column.data());
    all[std::string(name)].assign(first, first + column.size() * sizeof(*column.data()));
  });
  return all;
}

std::uint64_t hash_of(const Scenario& scenario, int threads) {
  Simulation simulation(scenario, {.seed = 2, .threads = threads});
  run(simulation);
  return simulation.state_hash();
}

}  // namespace

TEST_CASE("every lever is documented in both languages and has an example that can be read", "[contracts][levers]") {
  REQUIRE_FALSE(lever_catalogue().empty());
  for (const LeverEntry& entry : lever_catalogue()) {
    INFO(entry.name);
    const std::unique_ptr<Lever> lever = entry.make();
    CHECK(lever->name() == entry.name);
    const LeverNote note = lever->note();
    for (const std::string_view text : {note.mechanism, note.hooks, note.evidence, note.backfire, note.name_zh, note.mechanism_zh})
      CHECK_FALSE(text.empty());
    CHECK(std::string("ABCDE").find(note.grade) != std::string::npos);
    std::string example(note.example);
    const Scenario scenario = guangdong(20000, {"policy=[" + example + "]"});
    CHECK(scenario.model->policy.size() == 1);
    CHECK(describe_lever(entry.name, false).find(example) != std::string::npos);
    CHECK(std::abs(lever->payers.sum() - 1) < 1e-12);
  }
}

TEST_CASE("a lever of no intensity changes nothing by a bit", "[contracts][levers]") {
  Simulation without(toy(until("2024-03")), {.seed = 2});
  run(without);
  const auto expected = state(without.world());
  for (const LeverEntry& entry : lever_catalogue()) {
    INFO(entry.name);
    Simulation with(toy(until("2024-03") + policy(entry.name, "intensity: 0")), {.seed = 2});
    run(with);
    CHECK(state(with.world()) == expected);
    for (const LeverMonth& row : with.records().levers) CHECK(row.spent == 0);
  }
}

TEST_CASE("what levers spend is what the treasuries paid for them, to the fen, and no more than the budget", "[contracts][levers]") {
  for (const LeverEntry& entry : lever_catalogue()) {
    for (const char* payers : {"payers: {province: 1, city: 0}", "payers: {centre: 0.3, province: 0.2, city: 0.5}"}) {
      INFO(entry.name << " " << payers);
      // every month is audited: the run would stop at a fen
      Simulation simulation(toy(until("2025-06") + policy(entry.name, std::string("budget_mln_cny_per_year: 40, ") + payers)), {});
      run(simulation);
      const Records& records = simulation.records();
      REQUIRE(records.levers.size() == records.province.size());
      double spent = 0, paid = 0;
      std::map<int, double> by_year;
      for (std::size_t m = 0; m < records.levers.size(); ++m) {
        spent += records.levers[m].spent;
        paid += records.province[m].fiscal_cost;
        by_year[records.levers[m].month.year] += records.levers[m].spent;
        if (records.levers[m].month < Month{2023, 4}) CHECK(records.levers[m].spent == 0);
        CHECK(records.levers[m].budget_left >= -0.02 * 40);
      }
      CHECK(spent > 0);
      CHECK(spent == Approx(paid).epsilon(1e-12));
      for (const auto& [year, sum] : by_year) CHECK(sum <= 1.02 * 40);  // goods may cost more than when they were ordered
    }
  }
}

TEST_CASE("every lever is sound at both ends of the range of each of its parameters", "[contracts][levers]") {
  for (const LeverEntry& entry : lever_catalogue()) {
    const std::unique_ptr<Lever> lever = entry.make();
    for (const ParameterRecord& record : parameters_of(*lever)) {
      if (record.name.find('.') != std::string::npos) continue;  // what all levers share
      for (const double end : {record.min, record.max}) {
        if (!std::isfinite(end)) continue;
        INFO(entry.name << "." << record.name << " = " << end);
        if (const double* value = std::get_if<double>(&record.value)) {
          CHECK(*value >= record.min);
          CHECK(*value <= record.max);
        }
        Simulation simulation(toy(until("2023-09") + policy(entry.name, record.name + ": " + number_text(end))), {});
        REQUIRE_NOTHROW(run(simulation));
      }
    }
  }
}

TEST_CASE("the luck of a public fund does not depend on what other funds there are", "[contracts][levers]") {
  const std::string other = "{lever: industry_fund, id: other, schedule: {start: 2023-01}}",
                    same = "{lever: industry_fund, id: same, schedule: {start: 2023-01}}";
  Simulation alone(toy({"policy=[" + same + "]"}), {}), beside(toy({"policy=[" + other + ", " + same + "]"}), {});
  const auto keys = [](Simulation& simulation, std::uint16_t lever) {  // [city]
    const Funds& funds = simulation.world().funds;
    std::map<std::uint16_t, std::uint32_t> found;
    for (const FundId fund : funds.lever.ids())
      if (funds.lever[fund] == lever) found[funds.city[fund]] = funds.key[fund];
    return found;
  };
  REQUIRE(keys(alone, 1).size() == alone.world().city_count());
  CHECK(keys(alone, 1) == keys(beside, 2));
  std::map<std::uint32_t, int> times;
  const Funds& funds = beside.world().funds;
  for (const FundId fund : funds.key.ids()) CHECK(++times[funds.key[fund]] == 1);
}

TEST_CASE("levers give the same bits on any number of threads and after a checkpoint", "[contracts][levers][threads]") {
  const TemporaryFolder folder;
  for (const LeverEntry& entry : lever_catalogue()) {
    INFO(entry.name);
    const Scenario scenario = toy(until("2024-02") + policy(entry.name));
    const std::uint64_t hash = hash_of(scenario, 1);
    CHECK(hash_of(scenario, 3) == hash);
    const std::string file = folder.path() / "checkpoint.bin";
    {
      Simulation first(scenario, {.seed = 2});
      run(first, 8);
      first.save(file);
    }
    Simulation second(scenario, {.seed = 2});
    second.load(file);
    run(second);
    CHECK(second.state_hash() == hash);
  }
}

TEST_CASE("a placebo that is paid from outside and spent outside changes nothing by a bit", "[contracts][levers]") {
  Simulation without(toy(until("2024-03")), {.seed = 2});
  Simulation with(toy(until("2024-03") + policy("placebo", "outside: 1, payers: {centre: 1, province: 0, city: 0}")), {.seed = 2});
  run(without);
  run(with);
  auto expected = state(without.world()), found = state(with.world());
  // what treasuries gave away in the step is a book of levers too
  CHECK(expected.erase("treasuries.given") == 1);
  CHECK(found.erase("treasuries.given") == 1);
  for (const auto& [name, bytes] : expected) {
    INFO(name);
    CHECK(found.at(name) == bytes);
  }
  CHECK(found.size() == expected.size());
  double spent = 0;
  for (const LeverMonth& row : with.records().levers) spent += row.spent;
  CHECK(spent > 1000);
}

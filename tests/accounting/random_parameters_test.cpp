// Whatever the parameters, the books balance to the fen in every step.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/assertions.hpp"
#include "sim/base/parameters.hpp"
#include "sim/base/problem.hpp"
#include "sim/base/random.hpp"
#include "sim/engine/model.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Moves each parameter, with some chance, to a random value inside its range.
class Shaker final : public Parameters {
 public:
  Shaker(const Luck& luck, std::uint32_t draw) : luck_(luck), draw_(draw) {}

  void real(std::string_view, double& value, const About& about) override {
    if (!moves()) return;
    value = about.min + next() * (about.max - about.min);
  }
  void integer(std::string_view name, std::int64_t& value, const About& about) override {
    if (name == "extra_works_months" || !moves()) return;
    value = static_cast<std::int64_t>(about.min + next() * (about.max - about.min + 1));
  }
  void flag(std::string_view, bool& value, const About&) override { value = next() < 0.5; }
  void choice(std::string_view, std::string& value, const std::vector<std::string_view>& options, const About&) override {
    value = std::string(options[static_cast<std::size_t>(next() * static_cast<double>(options.size()))]);
  }
  void text(std::string_view, std::string&, const About&) override {}
  void month(std::string_view, Month&, const About&) override {}
  void names(std::string_view, std::vector<std::string>&, const About&) override {}
  void block(std::string_view, Block& inner) override { inner.describe(*this); }
  void renamed(std::string_view, std::string_view) override {}

 private:
  double next() { return luck_.uniform(Event::property_test, draw_, 0, count_++); }
  bool moves() { return next() < 0.15; }

  const Luck& luck_;
  std::uint32_t draw_, count_ = 0;
};

struct Tally {
  int whole = 0, refused = 0, collapsed = 0, months = 0;
};

/// Draws parameters until `wanted` openings were accepted; each runs `months` months.
Tally shake(int wanted, int months) {
  Tally tally;
  const Luck luck(2023, 0);
  for (std::uint32_t draw = 0; tally.whole + tally.collapsed < wanted; ++draw) {
    Scenario scenario = toy({"shocks=[{kind: capacity, industries: [PART], loss: 0.4, start: 2023-03, months: 2}, "
                             "{kind: imports, from: ROC, loss: 0.3, start: 2023-05, months: 2}]",
                             "parameters.fiscal.extra_works_start=2023-02",
                             "policy=[{lever: pilot_platform, schedule: {start: 2023-03}}, {lever: innovation_platform, "
                             "schedule: {start: 2023-02}, payers: {centre: 0.2, province: 0.5, city: 0.3}}]"});
    Shaker shaker(luck, draw);
    for (Block* block : scenario.model->parameter_blocks()) block->describe(shaker);
    scenario.model->fiscal.extra_works_mln_cny_per_year = std::min(scenario.model->fiscal.extra_works_mln_cny_per_year, 1e4);
    scenario.model->economy.random_processes = draw % 4 != 0;
    INFO("draw " << draw);
    try {
      Simulation simulation(scenario, {.seed = draw + 1});
      try {
        for (int month = 0; month < months; ++month, ++tally.months) simulation.run_month();
        ++tally.whole;
      } catch (const ModelFailure& failure) {
        // an economy may collapse under absurd parameters, but its books balance until it does
        const std::string text = failure.what();
        INFO(text);
        CHECK(text.find("do not balance") == std::string::npos);
        ++tally.collapsed;
      }
      for (const AuditMonth& row : simulation.records().audit) {
        for (const Money residual : row.money) CHECK(residual == 0);
        for (const double residual : row.real) CHECK(residual <= 1e-9);
      }
    } catch (const BadRequest&) {
      ++tally.refused;
    }
    REQUIRE(draw < 5000);
  }
  return tally;
}

}  // namespace

TEST_CASE("the books balance to the fen for 600 draws of random parameters inside their ranges", "[accounting]") {
  const Tally tally = shake(600, 24);
  WARN(tally.whole << " draws ran " << tally.months << " months, " << tally.collapsed << " economies collapsed, "
                   << tally.refused << " openings were refused");
  CHECK(tally.whole >= 500);
  CHECK(tally.collapsed <= tally.whole / 5);
}

TEST_CASE("the books balance to the fen for 1500 draws over five years", "[accounting][full]") {
  const Tally tally = shake(1500, 60);
  CHECK(tally.whole >= 1000);
}

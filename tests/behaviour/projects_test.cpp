// Innovation projects wait, pass or fail stage by stage; none is made or lost on the way.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kChance = steady(0) + same_enterprises_and_links() +
                         Settings{"economy.random_processes=true", "parameters.innovate.success_rate=0"};

Settings set(const std::string& name, double value) {
  return {"parameters.projects." + name + "=" + std::to_string(value)};
}

/// Odds at which even a small region sees projects to the end.
const Settings kMany = set("ideas", 30) + set("research_months", 6) + set("research_odds", 0.6) + set("proof_odds", 0.6) + set("pilot_odds", 0.6);

/// Sums over cells, by stage: of all years, and running or waiting at the end.
struct Tally {
  std::array<double, kStages> started{}, passed{}, failed{}, running{}, waiting{};
};

Tally tally(const Settings& settings, std::uint64_t seed = 1) {
  Simulation simulation(toy(kChance + until("2028-12") + settings), {.seed = seed});
  run(simulation);
  Tally t;
  for (const ProjectYear& row : simulation.records().projects) {
    t.started[row.stage] += row.started;
    t.passed[row.stage] += row.passed;
    t.failed[row.stage] += row.failed;
    if (row.year != 2028) continue;
    t.running[row.stage] += row.running;
    t.waiting[row.stage] += row.waiting;
  }
  return t;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ma += a[i] / static_cast<double>(a.size());
    mb += b[i] / static_cast<double>(a.size());
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}

}  // namespace

TEST_CASE("every project that ran or began a stage passed it, failed in it or runs in it, with owners that come and go",
          "[behaviour][projects]") {
  Simulation simulation(toy(until("2026-12") + set("ideas", 30)), {});
  run(simulation);
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> running;  // cell and stage
  double began = 0;
  for (int year = 2023; year <= 2026; ++year) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> now;
    for (const ProjectYear& row : simulation.records().projects) {
      if (row.year != year) continue;
      const auto key = std::pair(row.cell.value, row.stage);
      now[key] = row.running;
      began += row.started;
      if (year > 2023) CHECK(row.running == running[key] + row.started - row.passed - row.failed);
    }
    running = now;
  }
  CHECK(began > 20);
  const World& world = simulation.world();
  for (const ProjectId id : world.projects.owner.ids())
    if (world.projects.owner[id].valid()) CHECK(world.enterprises.multiplicity[world.projects.owner[id]] > 0);
}

TEST_CASE("without chance, or without ideas, there are no projects", "[behaviour][projects]") {
  for (const Settings& settings : {Settings{"economy.random_processes=false"}, set("ideas", 0)}) {
    const Tally none = tally(settings);
    for (std::size_t s = 0; s < kStages; ++s) CHECK(none.started[s] + none.running[s] + none.waiting[s] == 0);
  }
}

TEST_CASE("stages pass at the odds asked for, weighed by who gets there", "[behaviour][projects]") {
  Tally all;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Tally t = tally(set("ideas", 30) + set("proof_places", 1000), seed);
    for (std::size_t s = 0; s < kStages; ++s) {
      all.passed[s] += t.passed[s];
      all.failed[s] += t.failed[s];
    }
  }
  const auto rate = [&](std::size_t s) { return all.passed[s] / (all.passed[s] + all.failed[s]); };
  std::cout << "projects that passed research " << rate(0) << " of " << all.passed[0] + all.failed[0]
            << ", proof of concept " << rate(1) << " of " << all.passed[1] + all.failed[1] << "\n";
  CHECK(rate(0) == Approx(0.1).margin(3.5 * std::sqrt(0.09 / (all.passed[0] + all.failed[0]))));
  // who passed research has technical quality b/3 above the mean: odds 0.1 (1 + 0.3 x 0.1)
  CHECK(rate(1) == Approx(0.103).margin(3.5 * std::sqrt(0.092 / (all.passed[1] + all.failed[1]))));
}

TEST_CASE("more places on platforms shorten the queues, and more projects get through", "[behaviour][projects]") {
  const Tally few = tally(kMany + set("proof_places", 20)), many = tally(kMany + set("proof_places", 500));
  std::cout << "places for proof of concept 20 and 500 per 10,000 experts: waiting " << few.waiting[1] << " and "
            << many.waiting[1] << ", passed " << few.passed[1] << " and " << many.passed[1] << "\n";
  CHECK(few.waiting[1] > 1.5 * many.waiting[1]);
  CHECK(many.passed[1] > few.passed[1]);
}

TEST_CASE("better odds bring more projects to the end, more knowledge more ideas", "[behaviour][projects]") {
  const Settings places = set("proof_places", 1000) + set("pilot_places", 1000) + set("demonstration_places", 1000);
  const Tally low = tally(kMany + places + set("industrialisation_odds", 0.2));
  const Tally high = tally(kMany + places + set("industrialisation_odds", 0.7));
  std::cout << "industrialised at odds of 0.2 and 0.7: " << low.passed[4] << " and " << high.passed[4] << "\n";
  CHECK(high.passed[4] > 2 * low.passed[4]);

  const auto ideas = [](double factor) {
    Simulation simulation(toy(kChance + set("ideas", 10) + until("2028-12")), {});
    for (float& knowledge : simulation.world().experts.knowledge) knowledge *= static_cast<float>(factor);
    run(simulation);
    double began = 0;
    for (const ProjectYear& row : simulation.records().projects)
      if (row.stage == 0) began += row.started;
    return began;
  };
  const double usual = ideas(1), more = ideas(3);
  std::cout << "research projects of six years: " << usual << ", with experts that know three times as much " << more << "\n";
  CHECK(more > 1.3 * usual);
}

TEST_CASE("where stages take longer more projects are on the way and as many get through in the long run", "[behaviour][projects]") {
  const Tally usual = tally(set("ideas", 10));
  const Tally slow = tally(set("ideas", 10) + Settings{"parameters.projects.slow_industries=[GOOD]"});
  std::cout << "in research at usual pace " << usual.running[0] << ", with one slow industry " << slow.running[0]
            << "; ended research " << usual.passed[0] + usual.failed[0] << " and " << slow.passed[0] + slow.failed[0] << "\n";
  CHECK(slow.running[0] > 1.1 * usual.running[0]);
  CHECK(slow.passed[0] + slow.failed[0] == Approx(usual.passed[0] + usual.failed[0]).epsilon(0.2));
}

TEST_CASE("proof of concept sharpens what investors see and not what is there", "[behaviour][projects]") {
  Simulation simulation(toy(kChance + kMany + set("proof_places", 1000) + set("pilot_months", 36) + until("2026-12")), {});
  run(simulation);
  const Projects& j = simulation.world().projects;
  std::array<std::vector<double>, 2> quality, signal;
  for (const ProjectId id : j.owner.ids()) {
    if (!j.owner[id].valid()) continue;
    const std::size_t proven = j.stage[id] > index(Stage::proof) ? 1 : 0;
    quality[proven].push_back(static_cast<double>(j.quality[id]));
    signal[proven].push_back(static_cast<double>(j.signal[id]));
  }
  const double before = correlation(quality[0], signal[0]), after = correlation(quality[1], signal[1]);
  std::cout << "correlation of technical quality and signal: " << before << " before, " << after << " after ("
            << quality[0].size() << " and " << quality[1].size() << " projects)\n";
  CHECK(after > before + 0.1);
}

TEST_CASE("projects set enterprises apart and leave mean productivity where it is over 20 seeds", "[behaviour][projects]") {
  double sum = 0, squares = 0;
  constexpr int kSeeds = 20;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Simulation simulation(toy(kChance + kMany + set("proof_places", 1000) + set("pilot_places", 1000) +
                              set("demonstration_places", 1000) + until("2027-12") + Settings{"parameters.innovate.research_elasticity=0"}),
                          {.seed = seed});
    run(simulation);
    sum += simulation.world().memory.grown.projects;
    squares += simulation.world().memory.grown.projects * simulation.world().memory.grown.projects;
  }
  const double mean = sum / kSeeds, error = std::sqrt(std::max(0.0, squares / kSeeds - mean * mean) / (kSeeds - 1));
  std::cout << "projects of five years: mean productivity " << 100 * mean << " log points, standard error " << 100 * error << "\n";
  CHECK(error > 0);
  CHECK(std::abs(mean) < 2.5 * error);
}

// Research, spillovers and steps of single enterprises move productivity the way they should, and nothing without them.
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kStill = steady(0) + until("2028-12");
const Settings kChance = kStill + Settings{"economy.random_processes=true"};

/// Experts of a city, or of all, know `factor` times as much.
void teach(World& world, double factor, std::size_t city) {
  Experts& x = world.experts;
  for (std::uint32_t i = x.city_begin[CityId{city}]; i < x.city_begin[CityId{city + 1}]; ++i)
    x.knowledge[ExpertId{i}] = static_cast<float>(factor * static_cast<double>(x.knowledge[ExpertId{i}]));
}
void teach(World& world, double factor) {
  for (std::size_t c = 0; c < world.city_count(); ++c) teach(world, factor, c);
}

/// Mean lead of a city's industries.
double lead(const World& world, std::size_t city) {
  double sum = 0;
  for (const IndustryId s : world.industries()) sum += world.lead[world.region->cell(CityId{city}, s)];
  return sum / static_cast<double>(world.industry_count());
}
double lead(const World& world) {
  double sum = 0;
  for (std::size_t c = 0; c < world.city_count(); ++c) sum += lead(world, c);
  return sum / static_cast<double>(world.city_count());
}

Settings set(const std::string& name, double value) {
  return {"parameters.innovate." + name + "=" + std::to_string(value)};
}

/// Log productivity of each enterprise less the mean of its cell.
std::vector<double> relative_productivity(const World& world) {
  std::vector<double> all;
  for (const CellId cell : world.cells()) {
    double mean = 0, count = 0;
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      mean += std::log(static_cast<double>(world.enterprises.productivity[f]));
      count += 1;
    }
    for (const EnterpriseId f : world.enterprises_in(cell))
      all.push_back(std::log(static_cast<double>(world.enterprises.productivity[f])) - mean / count);
  }
  return all;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;  // means are 0
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / std::sqrt(aa * bb);
}

double spread(const std::vector<double>& a) {
  double square = 0;
  for (const double x : a) square += x * x;
  return std::sqrt(square / static_cast<double>(a.size()));
}

double gdp_of_last_year(const Simulation& simulation) {
  double sum = 0;
  const auto& rows = simulation.records().province;
  for (std::size_t m = rows.size() - 12; m < rows.size(); ++m) sum += rows[m].gdp_real;
  return sum;
}

}  // namespace

TEST_CASE("without chance and with steady research nobody becomes more productive than the given path", "[behaviour]") {
  Simulation simulation(toy(kStill), {});
  const std::vector<double> before = relative_productivity(simulation.world());
  run(simulation);
  const World& world = simulation.world();
  for (const CellId cell : world.cells()) CHECK(std::abs(world.lead[cell]) < 1e-7);
  for (const EnterpriseId f : world.enterprises.ids()) {
    CHECK(world.enterprises.quality[f] == 1);
    CHECK(world.enterprises.knowledge[f] == Approx(world.enterprises.normal_knowledge[f]).epsilon(1e-5));
  }
  const std::vector<double> after = relative_productivity(world);
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i] == Approx(before[i]).margin(1e-5));
}

TEST_CASE("twice the research raises productivity by the elasticity, and real GDP", "[behaviour]") {
  const auto gain = [](double elasticity, const Settings& more = {}) {
    Simulation simulation(toy(kStill + set("research_elasticity", elasticity) + more), {});
    teach(simulation.world(), 2);
    run(simulation);
    return std::pair(lead(simulation.world()), gdp_of_last_year(simulation));
  };
  const auto [none, gdp_none] = gain(0);
  const auto [low, gdp_low] = gain(0.06);
  const auto [high, gdp_high] = gain(0.12);
  // after six years 1 - 0.85^6 = 62 % of the additional knowledge is there: 1.623 times the normal
  std::cout << "twice the research, six years later: productivity " << 100 * low << " log points at an elasticity of 0.06, "
            << 100 * high << " at 0.12; real GDP " << 100 * (gdp_low / gdp_none - 1) << " and "
            << 100 * (gdp_high / gdp_none - 1) << " %\n";
  CHECK(none == 0);
  CHECK(low == Approx(0.06 * std::log(1.623)).epsilon(0.02));
  CHECK(high == Approx(0.12 * std::log(1.623)).epsilon(0.02));
  CHECK(gdp_low > gdp_none * 1.001);
  CHECK(gdp_high > gdp_low * 1.001);
  const double by_day = gain(0.12, {"time.step=day", "time.end=2024-12"}).first;
  const double by_month = gain(0.12, {"time.end=2024-12"}).first;
  std::cout << "after two years by month " << by_month << ", by day " << by_day << "\n";
  CHECK(by_day == Approx(by_month).epsilon(0.01));
}

TEST_CASE("research of one city reaches others, the more the farther knowledge carries and not past the limit",
          "[behaviour]") {
  const auto others = [](double half_km, double limit_km) {
    Simulation simulation(toy(kStill + set("spillover_half_km", half_km) + set("spillover_limit_km", limit_km)), {});
    teach(simulation.world(), 2, 0);
    run(simulation);
    return std::array{lead(simulation.world(), 0), lead(simulation.world(), 1), lead(simulation.world(), 2)};
  };
  const auto near = others(50, 400), far = others(300, 400), cut = others(100, 100);  // 85 and 155 km away
  std::cout << "twice the research in the first city, log points in the three: half at 50 km " << 100 * near[0] << ", "
            << 100 * near[1] << ", " << 100 * near[2] << "; at 300 km " << 100 * far[0] << ", " << 100 * far[1] << ", "
            << 100 * far[2] << "; none past 100 km " << 100 * cut[0] << ", " << 100 * cut[1] << ", " << 100 * cut[2] << "\n";
  // the third city has next to no research of its own, so that what it hears of the first weighs much
  CHECK(near[0] > near[1]);
  CHECK(near[0] > near[2]);
  CHECK(near[2] > 0);
  CHECK(far[1] > 1.2 * near[1]);
  CHECK(far[2] > 1.2 * near[2]);
  CHECK(cut[1] > 0);
  CHECK(std::abs(cut[2]) < 1e-7);
}

TEST_CASE("steps set enterprises apart and leave mean productivity where it is over 20 seeds", "[behaviour]") {
  double sum = 0, squares = 0, apart = 0;
  constexpr int kSeeds = 20;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    Simulation simulation(toy(kChance + set("research_elasticity", 0)), {.seed = static_cast<std::uint64_t>(seed)});
    const std::vector<double> before = relative_productivity(simulation.world());
    run(simulation);
    const double grown = simulation.world().memory.grown.innovation;
    sum += grown;
    squares += grown * grown;
    std::vector<double> moved = relative_productivity(simulation.world());
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] -= before[i];
    apart += spread(moved) / kSeeds;
  }
  const double mean = sum / kSeeds;
  const double error = std::sqrt(std::max(0.0, squares / kSeeds - mean * mean) / (kSeeds - 1));
  std::cout << "steps of six years: mean productivity " << 100 * mean << " log points, standard error " << 100 * error
            << "; enterprises moved apart by " << 100 * apart << " log points\n";
  CHECK(std::abs(mean) < 2.1 * error);
  CHECK(error < 0.01);
  CHECK(apart > 0.005);
}

TEST_CASE("a better stocked mind succeeds more often: steps bring more where knowledge is above normal", "[behaviour]") {
  const auto grown = [](double factor) {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      Simulation simulation(toy(kChance + set("research_elasticity", 0.5) + set("success_rate", 3)), {.seed = seed});
      teach(simulation.world(), factor);
      run(simulation);
      sum += simulation.world().memory.grown.innovation / 10;
    }
    return sum;
  };
  const double normal = grown(1), more = grown(4);
  std::cout << "steps of six years with four times the research " << 100 * more << " log points, with normal research "
            << 100 * normal << "\n";
  CHECK(more > normal + 0.05);
}

TEST_CASE("those who copy stop at the frontier: imitation leaves enterprises closer together than invention",
          "[behaviour]") {
  const auto moved = [](double imitation) {
    Simulation simulation(toy(kChance + set("research_elasticity", 0) + set("success_rate", 2) +
                              set("product_share", 0) + set("imitation_share", imitation)),
                          {});
    run(simulation);
    return spread(relative_productivity(simulation.world()));
  };
  const double copied = moved(1), found = moved(0);
  std::cout << "spread of log productivity within cells: all copy " << copied << ", all invent " << found << "\n";
  CHECK(copied < found);
}

TEST_CASE("who is more productive than others still is a year later", "[behaviour]") {
  Simulation simulation(toy(Settings{"time.end=2027-12"}), {});
  run(simulation, 48);
  const std::vector<double> before = relative_productivity(simulation.world());
  run(simulation, 12);
  const std::vector<double> after = relative_productivity(simulation.world());
  const double kept = correlation(before, after);
  std::cout << "log productivity a year apart: correlation " << kept << ", spread " << spread(before) << "\n";
  CHECK(kept > 0.8);
  CHECK(kept < 1);
}

TEST_CASE("better goods at the same price gain market share within a city and sales outside", "[behaviour]") {
  Simulation base(toy(kStill), {}), better(toy(kStill), {}), best_city(toy(kStill), {});
  World& world = better.world();
  const CellId cell{0};
  const EnterpriseId f = world.enterprises_in(cell).first;
  world.enterprises.quality[f] = 1.2f;
  for (const EnterpriseId g : best_city.world().enterprises_in(CityId{0})) best_city.world().enterprises.quality[g] = 1.2f;
  for (Simulation* simulation : {&base, &better, &best_city}) run(*simulation, 12);
  const double share = better.world().enterprises.market_share[f] / base.world().enterprises.market_share[f];
  const double exports = best_city.records().province[11].exports / base.records().province[11].exports;
  std::cout << "quality up by 20 %, a year later: market share of one enterprise " << share
            << ", exports with a whole city's " << exports << " times\n";
  CHECK(share > 1.01);
  CHECK(share < 1.2);
  CHECK(exports > 1.01);
}

// The statement of the baseline: what 20 runs without lever and shock show to 2035, and what other resolutions show.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

#include "sim/base/parallel.hpp"
#include "sim/base/statistics.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// What is told of one run. Years are calendar years from the first on.
struct Told {
  std::vector<double> gdp, employment, unemployment, entries, exits, relocations, innovations;  // [year]
  std::vector<GrowthYear> growth;
  std::vector<double> price, net, left, own;  // [city] real price of dwellings at the end, net migration and moves of enterprises a
                                              // year, growth of enterprises in industry
  double relocated = 0;                       ///< share of enterprises that moved in a year
};

bool goods(const World& world, CellId cell) { return world.region->industries[world.region->industry_of(cell).value].industrial(); }

double makers(const World& world, CityId city) {
  double sum = 0;
  for (const IndustryId s : world.industries()) {
    const CellId cell = world.region->cell(city, s);
    if (!goods(world, cell)) continue;
    for (const EnterpriseId f : world.enterprises_in(cell)) sum += static_cast<double>(world.enterprises.multiplicity[f]);
  }
  return sum;
}

Told tell(const Scenario& scenario, std::uint32_t replicate, int threads) {
  Simulation simulation(scenario, {.replicate = replicate, .threads = threads});
  const World& world = simulation.world();
  const std::size_t cities = world.city_count();
  std::vector<double> before(cities);
  for (const CityId c : world.cities()) before[c.value] = makers(world, c);
  run(simulation);
  const Records& r = simulation.records();
  Told told;
  const std::size_t years = r.province.size() / 12;
  for (std::size_t y = 0; y < years; ++y) {
    double gdp = 0, idle = 0, entries = 0, exits = 0, moved = 0, stock = 0;
    for (std::size_t m = 12 * y; m < 12 * y + 12; ++m) {
      const ProvinceMonth& row = r.province[m];
      gdp += row.gdp_real;
      idle += row.unemployment_rate / 12;
      entries += row.entries;
      exits += row.exits;
      moved += row.relocations;
      stock += row.enterprises / 12;
    }
    told.gdp.push_back(gdp);
    told.employment.push_back(r.province[12 * y + 11].employment);
    told.unemployment.push_back(idle);
    told.entries.push_back(entries / stock);
    told.exits.push_back(exits / stock);
    told.relocations.push_back(moved / stock);
  }
  told.growth = r.growth;
  std::map<int, double> done;
  for (const ProjectYear& row : r.projects)
    if (row.stage == kStages - 1) done[row.year] += row.passed;
  for (const auto& [year, count] : done) told.innovations.push_back(count);
  told.net.assign(cities, 0);
  told.left.assign(cities, 0);
  for (const YearFlow& flow : r.talent) {
    if (flow.destination < cities) told.net[flow.destination] += flow.amount / static_cast<double>(years);
    if (flow.origin < cities) told.net[flow.origin] -= flow.amount / static_cast<double>(years);
  }
  for (const YearFlow& flow : r.enterprises) told.left[flow.origin] += flow.amount / static_cast<double>(years);
  for (const CityId c : world.cities()) {
    double stock = 0;  // mean over the months
    for (std::size_t m = 0; m < r.province.size(); ++m)
      stock += r.city[m * cities + c.value].enterprises / static_cast<double>(r.province.size());
    told.left[c.value] /= stock;
    told.price.push_back(world.housing.real_price[c]);
    told.own.push_back(makers(world, c) / before[c.value] - 1);
  }
  told.relocated = std::accumulate(told.relocations.begin(), told.relocations.end(), 0.0) / static_cast<double>(years);
  return told;
}

std::vector<Told> tell_all(const Scenario& scenario, std::size_t replicates) {
  std::vector<Told> all(replicates);
  run_side_by_side(replicates, Threads(0).count(),
                   [&](std::size_t k) { all[k] = tell(scenario, static_cast<std::uint32_t>(k), 1); });
  return all;
}

template <class Value>
Estimate over(const std::vector<Told>& all, Value value) {
  std::vector<double> values;
  for (const Told& told : all) values.push_back(value(told));
  return estimate(values);
}
template <class Value>
std::array<double, 2> range(const std::vector<Told>& all, Value value) {
  double least = 1e300, most = -1e300;
  for (const Told& told : all) {
    least = std::min(least, value(told));
    most = std::max(most, value(told));
  }
  return {least, most};
}
void print(const char* name, const Estimate& e, double scale = 100) {
  std::printf("%s %.3f (%.3f to %.3f)\n", name, scale * e.mean, scale * e.low, scale * e.high);
}

/// Points a year by least squares.
double trend(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  double tt = 0, ty = 0;
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  for (std::size_t t = 0; t < values.size(); ++t) {
    const double at = static_cast<double>(t) - (n - 1) / 2;
    tt += at * at;
    ty += at * (values[t] - mean);
  }
  return ty / tt;
}

CityId city(const Region& region, const char* code) {
  for (std::size_t c = 0; c < region.city_count(); ++c)
    if (region.cities[c].code == code) return CityId{c};
  throw std::out_of_range(code);
}

}  // namespace

TEST_CASE("the baseline keeps to its bands over 20 replicates to 2035", "[behaviour][baseline][full]") {
  const Scenario scenario = guangdong(100000);
  const Region& region = *scenario.region;
  const std::vector<Told> all = tell_all(scenario, 20);
  const std::size_t years = all[0].gdp.size();
  REQUIRE(years == 13);
  std::printf("year, growth of real GDP and unemployment in per cent, mean over 20 replicates (95 %% interval), least and most\n");
  for (std::size_t y = 0; y < years; ++y) {
    const auto idle = over(all, [&](const Told& t) { return t.unemployment[y]; });
    if (y == 0) {
      std::printf("%d, -, unemployment %.2f\n", 2023, 100 * idle.mean);
      continue;
    }
    const auto growth = [&](const Told& t) { return t.gdp[y] / t.gdp[y - 1] - 1; };
    const Estimate e = over(all, growth);
    const auto [least, most] = range(all, growth);
    std::printf("%zu, %.2f (%.2f to %.2f), %.2f to %.2f, unemployment %.2f\n", 2023 + y, 100 * e.mean, 100 * e.low, 100 * e.high,
                100 * least, 100 * most, 100 * idle.mean);
    CHECK(e.mean > 0.02);
    CHECK(e.mean < 0.06);
  }
  std::printf("growth accounting, log points a year, mean over years and replicates\n");
  for (const auto& column : GrowthYear::columns()) {
    const auto source = [&](const Told& t) {
      double sum = 0;
      for (const GrowthYear& row : t.growth) sum += row.*column.member / static_cast<double>(t.growth.size());
      return sum;
    };
    print(std::string(column.name).c_str(), over(all, source));
  }
  const Estimate idle = over(all, [](const Told& t) { return trend(t.unemployment); });
  print("trend of unemployment, points a year", idle);
  CHECK(std::abs(idle.mean) < 0.001);
  const auto mean_of = [](const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  };
  print("entries, per cent of enterprises a year", over(all, [&](const Told& t) { return mean_of(t.entries); }));
  print("exits", over(all, [&](const Told& t) { return mean_of(t.exits); }));
  print("enterprises that move to another city", over(all, [](const Told& t) { return t.relocated; }));
  const CityId shenzhen = city(region, "440300");
  const Estimate left = over(all, [&](const Told& t) { return t.left[shenzhen.value]; });
  print("of Shenzhen's", left);
  CHECK(left.mean > 0.0012);
  CHECK(left.mean < 0.0020);
  std::printf("city: price of dwellings over that of what households buy at the end of 2035, first day 1; net migration a year, per "
              "thousand people; growth of the number of enterprises in industry, per cent in 13 years: mean, least and most\n");
  for (std::size_t c = 0; c < region.city_count(); ++c) {
    const auto price = [&](const Told& t) { return t.price[c]; };
    const auto net = [&](const Told& t) { return 1000 * t.net[c] / region.cities[c].population; };
    const auto own = [&](const Told& t) { return t.own[c]; };
    const auto p = range(all, price), n = range(all, net), o = range(all, own);
    std::printf("%s: %.3f (%.3f to %.3f); %.2f (%.2f to %.2f); %.1f (%.1f to %.1f)\n", region.cities[c].name_en.c_str(),
                over(all, price).mean, p[0], p[1], over(all, net).mean, n[0], n[1], 100 * over(all, own).mean, 100 * o[0], 100 * o[1]);
    CHECK(p[0] > 0.5);
    CHECK(p[1] < 2.0);
    CHECK(std::max(std::abs(n[0]), std::abs(n[1])) < 15);
  }
}

TEST_CASE("coarser and finer resolutions tell the same, but for what the luck of small enterprises costs", "[behaviour][baseline][full]") {
  constexpr std::size_t kPaired = 4;  // with the same luck outside at every resolution
  struct Measure {
    const char* name;
    double (*value)(const Told&);
    double largest;  ///< difference of the means of pairs to 100,000 agents, at 20,000 agents
  };
  static const auto mean_of = [](const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  };
  const Measure measures[] = {
      {"growth of real GDP, per cent a year", [](const Told& t) { return 100 * (std::pow(t.gdp.back() / t.gdp.front(), 0.2) - 1); }, 0.15},
      {"employment in December 2028, million", [](const Told& t) { return t.employment.back() / 1e6; }, 1.5},
      {"entries, per cent a year", [](const Told& t) { return 100 * mean_of(t.entries); }, 0.4},
      {"exits, per cent a year", [](const Told& t) { return 100 * mean_of(t.exits); }, 0.4},
      {"industrialised projects a year", [](const Told& t) { return mean_of(t.innovations); }, 3},
  };
  std::map<int, std::vector<Told>> told;
  for (const auto& [firms, replicates] : {std::pair{20000, std::size_t{12}}, {100000, std::size_t{8}}, {1000000, kPaired}})
    told[firms] = tell_all(guangdong(firms, until("2028-12")), replicates);
  for (const Measure& measure : measures) {
    std::printf("%s:", measure.name);
    for (const auto& [firms, runs] : told) {
      const Estimate e = over(runs, measure.value);
      double apart = 0;
      for (std::size_t k = 0; k < kPaired; ++k) apart += (measure.value(runs[k]) - measure.value(told[100000][k])) / kPaired;
      std::printf(" %d agents %.3f (%.3f to %.3f), pairs %+.3f;", firms, e.mean, e.low, e.high, apart);
      if (firms == 20000) CHECK(std::abs(apart) < measure.largest);
    }
    std::printf("\n");
  }
  const auto growth = [&](int firms) { return over(std::vector<Told>(told[firms].begin(), told[firms].begin() + kPaired), measures[0].value).mean; };
  CHECK(growth(1000000) < growth(100000) + 0.15);
  CHECK(growth(1000000) > growth(100000) - 1);  // single small enterprises have luck of their own, members of pools share theirs
}

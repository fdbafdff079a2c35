// Enterprises invest in lumps, the region does not.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <vector>

#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kSmooth = {"parameters.opening.lumpiness=0"};

/// Of agents that were there all the time: largest month over the mean month; what is due over capital, mean and most.
struct Lumps {
  double peak = 0, due = 0, most_due = 0, invested = 0, unemployed = 0;
  std::size_t agents = 0;
};

Lumps lumps(const Settings& settings, int months) {
  Simulation simulation(toy(settings + until("2035-12")), {});
  const Enterprises& e = simulation.world().enterprises;
  std::vector<double> sum(e.size(), 0), most(e.size(), 0);
  const std::vector<std::uint64_t> born(e.birth_key.begin(), e.birth_key.end());
  for (int month = 0; month < months; ++month) {
    simulation.run_month();
    for (const EnterpriseId f : e.ids()) {
      const double investment = static_cast<double>(e.planned_investment[f]);
      sum[f.value] += investment;
      most[f.value] = std::max(most[f.value], investment);
    }
  }
  Lumps found;
  double due = 0, capital = 0;
  for (const EnterpriseId f : e.ids()) {
    if (e.multiplicity[f] != 1 || e.birth_key[f] != born[f.value] || !(sum[f.value] > 0)) continue;
    ++found.agents;
    found.peak += most[f.value] / sum[f.value] * months;
    due += static_cast<double>(e.investment_due[f]);
    capital += e.capital[f];
    found.most_due = std::max(found.most_due, std::abs(static_cast<double>(e.investment_due[f])) / e.capital[f]);
  }
  found.peak /= static_cast<double>(found.agents);
  found.due = due / capital;
  for (const ProvinceMonth& row : simulation.records().province) {
    found.invested += row.investment;
    found.unemployed += row.unemployment_rate / months;
  }
  return found;
}

}  // namespace

TEST_CASE("single enterprises order capital in lumps, the region invests as much as without", "[behaviour]") {
  const Lumps smooth = lumps(kSmooth, 96), lumpy = lumps({}, 96);
  std::cout << "largest month over the mean: " << smooth.peak << " smooth, " << lumpy.peak << " in lumps (" << lumpy.agents
            << " agents); investment of the region " << lumpy.invested / smooth.invested << ", unemployment "
            << smooth.unemployed << " and " << lumpy.unemployed << "; due over capital " << lumpy.due << ", at most "
            << lumpy.most_due << "\n";
  CHECK(smooth.most_due == 0);
  CHECK(smooth.peak < 3);
  CHECK(lumpy.peak > 3 * smooth.peak);
  CHECK(lumpy.invested / smooth.invested == Approx(1).margin(0.03));
  CHECK(lumpy.unemployed == Approx(smooth.unemployed).margin(0.005));
  CHECK(std::abs(lumpy.due) < 0.03);
}

TEST_CASE("lumps of the first day leave the capital, deposits and debts of cells as they are", "[behaviour]") {
  Simulation smooth(guangdong(20000, kSmooth), {}), lumpy(guangdong(20000), {});
  const Enterprises &s = smooth.world().enterprises, &l = lumpy.world().enterprises;
  double apart = 0, capital = 0, farthest = 0, net_apart = 0;
  for (const CellId cell : smooth.world().cells()) {
    double had = 0, has = 0, net_had = 0, net_has = 0;
    for (const EnterpriseId f : smooth.world().enterprises_in(cell)) {
      had += s.capital[f];
      has += l.capital[f];
      net_had += yuan(s.deposits[f] - s.loans[f]);
      net_has += yuan(l.deposits[f] - l.loans[f]);
      apart += std::abs(s.capital[f] - l.capital[f]);
    }
    capital += had;
    if (had <= 0) continue;
    farthest = std::max(farthest, std::abs(has / had - 1));
    net_apart = std::max(net_apart, std::abs(net_has - net_had) / had);
  }
  std::cout << "capital of agents apart from smooth " << apart / capital << ", of cells at most " << farthest
            << "; net deposits over capital at most " << net_apart << "\n";
  CHECK(apart / capital > 0.002);
  CHECK(farthest < 1e-5);
  CHECK(net_apart < 1e-5);
}

TEST_CASE("without random processes investment is smooth", "[behaviour]") {
  const Settings steady_path = steady(0.03) + until("2024-12");
  Simulation with(toy(steady_path), {}), without(toy(steady_path + kSmooth), {});
  run(with);
  run(without);
  for (std::size_t m = 0; m < with.records().province.size(); ++m)
    CHECK(with.records().province[m].investment == without.records().province[m].investment);
  for (const float due : with.world().enterprises.investment_due) CHECK(due == 0);
}

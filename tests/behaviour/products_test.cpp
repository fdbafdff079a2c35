// New products spread, their makers learn, and no money is made on the way.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <sstream>
#include <string>

#include "lingnan/results.hpp"
#include "sim/world/selection.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/future_toy.hpp"

using namespace lingnan;
using namespace lingnan::tests;
namespace fs = std::filesystem;

namespace {

Settings set(const std::string& name, double value) {
  return {"parameters.products." + name + "=" + std::to_string(value)};
}
const Settings kSpread = set("innovation", 1) + set("imitation", 1);
constexpr std::size_t kRobots = 0;

/// December rows of a class, year by year.
std::vector<ClassQuarter> years(const Simulation& simulation, std::size_t product) {
  std::vector<ClassQuarter> rows;
  for (const ClassQuarter& row : simulation.records().product_class)
    if (row.product.value == product && row.month.month == 10) rows.push_back(row);
  return rows;
}

double gdp_of_last_year(const Simulation& simulation) {
  const auto& rows = simulation.records().province;
  return std::accumulate(rows.end() - 12, rows.end(), 0.0,
                         [](double sum, const ProvinceMonth& row) { return sum + row.gdp_real; });
}

void check_books(const Simulation& simulation) {
  for (const AuditMonth& row : simulation.records().audit) {
    for (const Money residual : row.money) CHECK(residual == 0);
    for (const double residual : row.real) CHECK(std::abs(residual) < 1e-9);
  }
}

}  // namespace

TEST_CASE("new products that nobody new adopts leave a stationary economy and a growth path where they are",
          "[behaviour][products]") {
  const FutureToy toy;
  for (const double growth : {0.0, 0.045}) {
    Simulation simulation(toy.scenario(steady(growth) + until("2028-12")), {});
    run(simulation);
    const auto& rows = simulation.records().province;
    double drift = 0;
    for (std::size_t m = 12; m < rows.size(); ++m)
      drift = std::max(drift, std::abs(rows[m].gdp_real / rows[m - 12].gdp_real / (1 + growth) - 1));
    std::cout << "growth " << growth << ", adopters stay: GDP off its path by " << drift << " in a year\n";
    CHECK(drift < (growth > 0 ? 5e-4 : 1e-6));
    const std::vector<ClassQuarter> robots = years(simulation, kRobots);
    const double sales = robots.back().output_real / robots.front().output_real;
    CHECK(sales == Approx(std::pow(1 + growth, 5)).epsilon(2e-3));
    CHECK(robots.back().adopters == 0.05);
    CHECK(robots.back().unit_cost < 1);  // what is made adds to experience, which the given path of productivity contains
    CHECK(std::abs(simulation.world().memory.grown.learning) < 1e-5);
    check_books(simulation);
  }
}

TEST_CASE("without potential everything is as in a region without new products, bit by bit", "[behaviour][products]") {
  const FutureToy future;
  Simulation with(future.scenario(set("potential", 0) + until("2025-06")), {});
  Simulation without(toy(until("2025-06")), {});
  run(with);
  run(without);
  const auto &a = with.records().province, &b = without.records().province;
  REQUIRE(a.size() == b.size());
  for (std::size_t m = 0; m < a.size(); ++m)
    for (const auto& column : ProvinceMonth::columns()) CHECK(a[m].*column.member == b[m].*column.member);
  World &x = with.world(), &y = without.world();
  CHECK(std::equal(x.enterprises.market_share.begin(), x.enterprises.market_share.end(), y.enterprises.market_share.begin()));
  CHECK(std::equal(x.enterprises.deposits.begin(), x.enterprises.deposits.end(), y.enterprises.deposits.begin()));
  for (const ClassQuarter& row : with.records().product_class) CHECK(row.output_real == 0);
}

TEST_CASE("orders move to makers and nothing is added to what final users order", "[behaviour][products]") {
  const FutureToy toy;
  const Settings one = steady(0) + until("2027-12");
  Simulation spreads(toy.scenario(one + kSpread + set("learning", 0)), {}), stays(toy.scenario(one), {});
  run(spreads);
  run(stays);
  const std::vector<ClassQuarter> robots = years(spreads, kRobots);
  CHECK(robots.back().output_real > 3 * robots.front().output_real);
  const double gdp = gdp_of_last_year(spreads) / gdp_of_last_year(stays) - 1;
  std::cout << "adopters " << robots.front().adopters << " to " << robots.back().adopters << ", sales times "
            << robots.back().output_real / robots.front().output_real << ", real GDP " << 100 * gdp << " %\n";
  CHECK(std::abs(gdp) < 0.01);
  check_books(spreads);
  // market shares of a cell sum to one, shares of a class stay shares
  const World& w = spreads.world();
  for (const CellId cell : w.cells()) {
    double sum = 0;
    for (const EnterpriseId f : w.enterprises_in(cell)) {
      sum += w.enterprises.market_share[f];
      CHECK(w.enterprises.product_share[f] >= 0);
      CHECK(w.enterprises.product_share[f] <= 1);
    }
    CHECK(sum == Approx(1).epsilon(1e-9));
  }
  // what final users order of an industry does not depend on who makes it
  for (const IndustryId u : w.industries()) {
    double ordered = 0, before = 0;
    for (const CityId c : w.cities()) {
      const CellId cell = w.region->cell(c, u);
      ordered += w.markets.export_orders_country[cell] / w.outside.price_effect_country[cell];
      before += w.outside.exports_country[cell] * w.outside.demand;
    }
    CHECK(ordered == Approx(before).epsilon(0.05));
  }
}

TEST_CASE("what a new product takes from its maker's own products it does not take from others", "[behaviour][products]") {
  const FutureToy toy;
  // orders drawn by cells that make goods and no robots, and sales of robots; of the first seed that leaves a cell without
  const auto others = [&](double own_displacement) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Simulation simulation(
          toy.scenario(steady(0) + kSpread + set("own_displacement", own_displacement) + until("2026-12")), {.seed = seed});
      run(simulation);
      const World& w = simulation.world();
      double pull = 0, cells = 0;
      for (const CityId c : w.cities()) {
        const CellId cell = w.region->cell(c, IndustryId{1U});
        bool any = false;
        for (const EnterpriseId f : w.enterprises_in(cell)) any = any || w.enterprises.product(f).valid();
        if (any) continue;
        pull += w.products.pull[cell];
        cells += 1;
      }
      if (cells == 0) continue;
      check_books(simulation);
      return std::pair(pull / cells, years(simulation, kRobots).back().output_real);
    }
    FAIL("every seed puts a maker into every cell");
    return std::pair(0.0, 0.0);
  };
  const auto [all, sales] = others(0);
  const auto [half, half_sales] = others(0.5);
  const auto [none, own_sales] = others(1);
  std::cout << "orders drawn by cells without new products, none, half or all of whose growth displaces makers' own: " << all << ", "
            << half << ", " << none << "\n";
  CHECK(all < half);
  CHECK(half < none);
  CHECK(none <= 1 + 1e-9);
  CHECK(own_sales == Approx(sales).epsilon(0.15));
  CHECK(half_sales == Approx(sales).epsilon(0.15));
}

TEST_CASE("the more adopt on their own account, the earlier a product takes off", "[behaviour][products]") {
  const FutureToy toy;
  const auto first_year = [&](double innovation) {  // in which a third have adopted
    Simulation simulation(toy.scenario(steady(0) + kSpread + set("innovation", innovation) + until("2035-12")), {});
    run(simulation);
    const std::vector<ClassQuarter> rows = years(simulation, kRobots);
    std::size_t year = 0;
    while (year < rows.size() && rows[year].adopters < 1.0 / 3) ++year;
    return year;
  };
  const std::size_t slow = first_year(0), usual = first_year(1), fast = first_year(10);
  std::cout << "a third have adopted after " << slow << ", " << usual << " and " << fast << " years with p times 0, 1 and 10\n";
  CHECK(fast + 1 < usual);
  CHECK(usual <= slow);
}

TEST_CASE("without price response adopters follow the Bass curve", "[behaviour][products]") {
  const FutureToy toy;
  Simulation simulation(toy.scenario(steady(0) + kSpread + set("price_response", 0) + until("2032-12")), {});
  run(simulation);
  const double p = 0.003, q = 0.38, first = 0.05;
  const double late = (1 - first) / (p + q * first);  // of the closed form, at the opening
  const std::vector<ClassQuarter> rows = years(simulation, kRobots);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const double decay = late * std::exp(-(p + q) * static_cast<double>(y + 1));
    const double exact = (1 - p * decay) / (1 + q * decay);
    INFO("year " << y + 1 << ": " << rows[y].adopters << ", closed form " << exact);
    CHECK(rows[y].adopters <= exact * 1.001);  // who is not served adopts later
    CHECK(rows[y].adopters > exact * 0.9);
  }
}

TEST_CASE("a higher rate of learning makes a product cheaper and its market larger", "[behaviour][products]") {
  const FutureToy toy;
  const auto end = [&](double learning) {
    Simulation simulation(toy.scenario(steady(0) + kSpread + set("learning", learning) + until("2030-12")), {});
    run(simulation);
    return std::pair(years(simulation, kRobots).back(), simulation.world().memory.grown.learning);
  };
  const auto [none, nothing] = end(0);
  const auto [usual, something] = end(1);
  const auto [more, most] = end(1.4);
  std::cout << "unit cost " << none.unit_cost << ", " << usual.unit_cost << " and " << more.unit_cost << ", sales "
            << none.output_real << ", " << usual.output_real << " and " << more.output_real
            << " with no, usual and 1.4 times usual learning; productivity " << 100 * something << " log points by usual\n";
  CHECK(none.unit_cost == 1);
  CHECK(nothing == 0);
  CHECK(usual.unit_cost < 0.9);
  CHECK(more.unit_cost < usual.unit_cost);
  CHECK(usual.output_real > 1.01 * none.output_real);
  CHECK(more.output_real > usual.output_real);
  CHECK(something > 0);
  CHECK(most > something);
}

TEST_CASE("unit cost falls by the learning rate with each doubling of what has been made", "[behaviour][products]") {
  const FutureToy toy;
  Simulation simulation(toy.scenario(steady(0) + kSpread + until("2030-12")), {});
  run(simulation, 1);
  const World& w = simulation.world();
  const double cost = w.products.unit_cost[ClassId{kRobots}], made = w.products.cumulated[ClassId{kRobots}];
  run(simulation);
  const double doublings = std::log2(w.products.cumulated[ClassId{kRobots}] / made);
  CHECK(doublings > 1);
  CHECK(w.products.unit_cost[ClassId{kRobots}] / cost == Approx(std::pow(1 - 0.2, doublings)).epsilon(1e-9));
}

TEST_CASE("makers have experts and lie where related industries are; more related cities gain more of them until a class is mature",
          "[behaviour][products]") {
  const FutureToy toy;
  const auto made = [&](double relatedness, double mature_at) {
    Settings chance = steady(0) + same_enterprises_and_links() + kSpread +
                      Settings{"economy.random_processes=true", "parameters.projects.ideas=0"};
    std::array<double, 3> entered{};
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      Simulation simulation(toy.scenario(chance + set("relatedness", relatedness) + set("expert_response", 0) +
                                         set("mature_at", mature_at) + set("entry_response", 2) + until("2028-12")),
                            {.seed = seed});
      run(simulation, 1);
      const World& w = simulation.world();
      const auto makers = [&](std::size_t c) {
        double sum = 0;
        for (const EnterpriseId f : w.enterprises_in(CityId{c}))
          if (w.enterprises.product(f).value == kRobots) sum += static_cast<double>(w.enterprises.product_makers[f]);
        return sum;
      };
      const std::array<double, 3> first{makers(0), makers(1), makers(2)};
      run(simulation);
      for (std::size_t c = 0; c < 3; ++c) entered[c] += makers(c) - first[c];
      check_books(simulation);
    }
    return entered;
  };
  const std::array<double, 3> blind = made(0, 100), related = made(3, 100), mature = made(3, 0.05);
  const double all_blind = blind[0] + blind[1] + blind[2], all = related[0] + related[1] + related[2];
  const double all_mature = mature[0] + mature[1] + mature[2];
  std::cout << "makers of robots that entered, by city: " << blind[0] << " " << blind[1] << " " << blind[2]
            << " without relatedness, " << related[0] << " " << related[1] << " " << related[2] << " with, " << mature[0] << " "
            << mature[1] << " " << mature[2] << " once the class is mature\n";
  REQUIRE(all_mature > 10);
  REQUIRE(all_blind > 10);
  REQUIRE(all > 10);
  // Millbrook is the city of makers of goods and parts, Hilltop grows food
  CHECK(related[1] / all > 1.1 * blind[1] / all_blind);
  CHECK(related[2] / all < 0.5 * blind[2] / all_blind);
  // what is related no longer counts, wages do: highest in Harbour, lowest in Hilltop
  CHECK(mature[2] / all_mature > 2 * related[2] / all);
  CHECK(mature[0] / all_mature < blind[0] / all_blind);
}

TEST_CASE("industrialised projects begin new products", "[behaviour][products]") {
  const FutureToy toy;
  const auto makers = [&](double potential, const char* ideas) {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Simulation simulation(
          toy.scenario(steady(0) + same_enterprises_and_links() +
                       Settings{"economy.random_processes=true", ideas, "parameters.projects.research_months=6",
                                "parameters.projects.research_odds=0.6", "parameters.projects.proof_odds=0.6",
                                "parameters.projects.pilot_odds=0.6", "parameters.projects.proof_places=1000",
                                "parameters.projects.pilot_places=1000", "parameters.projects.demonstration_places=1000"} +
                       set("potential", potential) + until("2029-12")),
          {.seed = seed});
      run(simulation);
      for (const float count : simulation.world().enterprises.product_makers) sum += static_cast<double>(count);
    }
    return sum;
  };
  const double none = makers(1, "parameters.projects.ideas=0"), many = makers(1, "parameters.projects.ideas=30");
  std::cout << "makers after seven years, nobody new adopting: " << none << " without projects, " << many << " with\n";
  CHECK(none > 0);
  CHECK(many > none);
  CHECK(makers(0, "parameters.projects.ideas=30") == 0);
}

TEST_CASE("new products come and go with enterprises, with any number of threads and over checkpoints",
          "[behaviour][products]") {
  const FutureToy toy;
  const Scenario scenario = toy.scenario(until("2026-12"));
  Simulation one(scenario, {.threads = 1}), two(scenario, {.threads = 2});
  run(one);
  run(two);
  CHECK(one.state_hash() == two.state_hash());
  check_books(one);
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "checkpoint.bin").string();
  Simulation first(scenario, {}), second(scenario, {});
  run(first, 19);
  first.save(file);
  second.load(file);
  run(second);
  CHECK(second.state_hash() == one.state_hash());
  REQUIRE(second.records().product_class.size() == one.records().product_class.size());
  for (std::size_t i = 0; i < one.records().product_class.size(); ++i)
    CHECK(second.records().product_class[i].output_real == one.records().product_class[i].output_real);
  const Enterprises& e = one.world().enterprises;
  double makers = 0;
  for (const EnterpriseId f : e.ids()) {
    if (e.product(f).valid()) CHECK(e.multiplicity[f] > 0);
    else CHECK(e.product_share[f] == 0);
    makers += static_cast<double>(e.product_makers[f]);
  }
  CHECK(makers > 0);
}

TEST_CASE("future industries are weighted sums of classes in the results", "[behaviour][products]") {
  const FutureToy toy;
  const Scenario scenario = toy.scenario(until("2023-06"));
  Simulation simulation(scenario, {});
  run(simulation);
  const TemporaryFolder folder;
  write_tables(folder.path().string(), scenario, simulation);
  const auto sum = [&](const char* file, const std::string& code) {  // of sales
    std::istringstream text(text_of(folder.path() / file));
    double total = 0;
    for (std::string line; std::getline(text, line);) {
      std::istringstream row(line);
      std::string quarter, key, city, sales;
      std::getline(row, quarter, ',');
      std::getline(row, key, ',');
      std::getline(row, city, ',');
      std::getline(row, sales, ',');
      if (key == code) total += std::stod(sales);
    }
    return total;
  };
  const double robots = sum("future_city.csv", "NEWG"), services = sum("future_city.csv", "NEWS");
  CHECK(robots > 0);
  CHECK(services > 0);
  CHECK(sum("future_industry.csv", "F1") == Approx(robots).epsilon(1e-6));
  CHECK(sum("future_industry.csv", "G1") == Approx(0.5 * robots + services).epsilon(1e-6));
  double in_region = 0;
  for (const ClassQuarter& row : simulation.records().product_class)
    if (row.product == ClassId{kRobots}) in_region += row.output_real;
  CHECK(in_region == Approx(robots).epsilon(1e-6));
  CHECK(text_of(folder.path() / "future_industries.csv").find("G1,general intelligence,通用智能,second,NEWG") !=
        std::string::npos);
}

TEST_CASE("a code selects an industry, a cluster, a class of new products or a future industry", "[unit][products]") {
  const FutureToy toy;
  const Scenario scenario = toy.scenario({});
  const Region& region = *scenario.region;
  CHECK(select(region, "GOOD")->industry == std::vector<double>{0, 1, 0, 0});
  CHECK(select(region, "C02")->industry == std::vector<double>{0, 0, 1, 0.1});
  CHECK(select(region, "NEWS")->product_class == std::vector<double>{0, 1});
  CHECK(select(region, "G1")->product_class == std::vector<double>{0.5, 1});
  CHECK(select(region, "F1")->industry == std::vector<double>{0, 0, 0, 0});
  CHECK_FALSE(select(region, "F9").has_value());
  Simulation simulation(scenario, {});
  run(simulation, 1);
  const World& w = simulation.world();
  // of many projects of makers of goods as many aim at robots as what they sell may be robots one day
  EnterpriseId maker = w.enterprises_in(region.cell(CityId{1U}, IndustryId{1U})).first;
  int aimed = 0;
  constexpr int kProjects = 20000;
  for (int i = 0; i < kProjects; ++i) aimed += class_of_project(w, maker, mix(77, static_cast<std::uint64_t>(i))) == ClassId{kRobots};
  const double chance = region.product_classes[kRobots].parts[0].market_share;
  CHECK(aimed == Approx(kProjects * chance).margin(4 * std::sqrt(kProjects * chance * (1 - chance))));
  const Selection machines = *select(region, "F1");
  double share = 0;
  for (const EnterpriseId f : w.enterprises.ids()) {
    const double mine = machines.share_of(w, f);
    CHECK(mine == (w.enterprises.product(f) == ClassId{kRobots} ? static_cast<double>(w.enterprises.product_share[f]) : 0.0));
    share += mine;
  }
  CHECK(share > 0);
}

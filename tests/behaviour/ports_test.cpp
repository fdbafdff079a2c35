// A port that is down: whose trade with the rest of the world falls, and what other ports ship of it.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>

#include "sim/engine/model.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kCalm = Settings{"economy.random_processes=false"} + until("2023-12");

Settings closed(const std::string& more, const std::string& loss = "0.7") {
  return {"shocks=[{kind: port, ports: [Shenzhen], loss: " + loss + ", start: 2023-03, months: 1" + more + "}]"};
}

/// Until the end of March.
std::unique_ptr<Simulation> in_march(const Settings& settings) {
  auto simulation = std::make_unique<Simulation>(guangdong(8000, kCalm + settings), RunOptions{});
  run(*simulation, 3);
  return simulation;
}

/// Goods that the rest of the world orders of a city in the last step; the services.
double orders(Simulation& simulation, const std::string& city, bool goods = true) {
  World& world = simulation.world();
  double sum = 0;
  for (const CityId c : world.cities())
    if (world.region->cities[c.value].name_en == city)
      for (const IndustryId s : world.industries())
        if (world.region->industries[s.value].storable == goods) sum += world.markets.export_orders_world[world.region->cell(c, s)];
  REQUIRE(sum > 0);
  return sum;
}

double gdp(Simulation& simulation) {
  double sum = 0;
  for (const ProvinceMonth& row : simulation.records().province) sum += row.gdp_real;
  return sum;
}

}  // namespace

TEST_CASE("a port down takes exports from the cities that use it, and other ports make up for some", "[behaviour][ports]") {
  const auto base = in_march({}), cut = in_march(closed(", reroute: 0")), rerouted = in_march(closed(""));
  const auto left = [&](Simulation& simulation, const std::string& city) { return orders(simulation, city) / orders(*base, city); };
  for (const char* city : {"Shenzhen", "Dongguan", "Huizhou", "Guangzhou", "Foshan", "Zhanjiang", "Shantou"})
    std::cout << city << ": exports of goods to the world left without rerouting " << left(*cut, city) << ", with " << left(*rerouted, city)
              << "\n";
  CHECK(left(*cut, "Shenzhen") < 0.85);
  CHECK(left(*cut, "Shenzhen") > 1 - 0.5 * 0.7);
  CHECK(left(*cut, "Dongguan") < 0.9);
  for (const char* city : {"Guangzhou", "Zhanjiang"}) {
    CHECK(left(*cut, city) > left(*cut, "Dongguan") + 0.02);
    CHECK(left(*cut, city) < 1);
  }
  for (const char* city : {"Shenzhen", "Dongguan", "Guangzhou", "Zhanjiang"}) {
    CHECK(left(*rerouted, city) > left(*cut, city));
    CHECK(left(*rerouted, city) < 1);
    CHECK(orders(*cut, city, false) == Approx(orders(*base, city, false)).epsilon(1e-3));  // services go over no port
  }
  const auto last = [](Simulation& simulation) { return simulation.records().province.back(); };
  std::cout << "exports, imports of the month over those without: " << last(*cut).exports / last(*base).exports << " "
            << last(*cut).imports / last(*base).imports << ", rerouted " << last(*rerouted).exports / last(*base).exports << " "
            << last(*rerouted).imports / last(*base).imports << "\n";
  for (double ProvinceMonth::*what : {&ProvinceMonth::exports, &ProvinceMonth::imports}) {
    CHECK(last(*cut).*what < last(*rerouted).*what);
    CHECK(last(*rerouted).*what < last(*base).*what);
  }
  CHECK(last(*cut).outflow == Approx(last(*base).outflow).epsilon(0.01));
  CHECK(last(*cut).inflow == Approx(last(*base).inflow).epsilon(0.01));
}

TEST_CASE("without a shock to ports nothing about ports matters, to the bit", "[behaviour][ports]") {
  const auto hash = [](const Settings& settings) {
    Simulation simulation(guangdong(8000, Settings{"time.end=2023-04"} + settings), {});
    run(simulation);
    return simulation.state_hash();
  };
  const std::uint64_t base = hash({});
  CHECK(hash({"parameters.trade.seaborne=1", "parameters.trade.port_spare_capacity=2", "parameters.trade.port_distance_decay=0"}) == base);
  CHECK(hash(closed("", "0")) == base);
  CHECK(hash(closed("") + Settings{"parameters.trade.seaborne=0"}) == base);
  CHECK(hash({"shocks=[{kind: port, loss: 0.7, start: 2023-05, months: 1}]"}) == base);
  const std::uint64_t off = hash(closed(", reroute: 0"));
  CHECK(off != base);
  CHECK(hash(closed("") + Settings{"parameters.trade.port_spare_capacity=0"}) == off);
  CHECK(hash(closed("")) != off);
  // what all others are down too cannot take in
  CHECK(hash({"shocks=[{kind: port, loss: 0.7, start: 2023-03, months: 1}]"}) ==
        hash({"shocks=[{kind: port, loss: 0.7, reroute: 0, start: 2023-03, months: 1}]"}));
}

TEST_CASE("two shocks to a port multiply, and a sea closed altogether takes the part that is seaborne", "[behaviour][ports]") {
  const auto twice = in_march({"shocks=[{kind: port, ports: [Shenzhen], reroute: 0, loss: 0.5, start: 2023-03, months: 1}, "
                               "{kind: port, ports: [Shenzhen], loss: 0.4, start: 2023-03, months: 1}]"});
  const auto once = in_march(closed(", reroute: 0"));
  CHECK(orders(*twice, "Dongguan") == Approx(orders(*once, "Dongguan")).epsilon(1e-9));
  const auto base = in_march({}), shut = in_march({"shocks=[{kind: port, loss: 1, start: 2023-03, months: 1}]"});
  for (const char* city : {"Shenzhen", "Shaoguan"}) CHECK(orders(*shut, city) == Approx(0.5 * orders(*base, city)).epsilon(1e-9));
}

TEST_CASE("farther away a port matters less, the more so the faster its use falls with the way", "[behaviour][ports]") {
  const auto base = in_march({});
  const auto left = [&](const char* decay, const std::string& city) {
    const auto cut = in_march(closed(", reroute: 0") + Settings{"parameters.trade.port_distance_decay=" + std::string(decay)});
    return orders(*cut, city) / orders(*base, city);
  };
  CHECK(left("0", "Shenzhen") == Approx(left("0", "Zhanjiang")).epsilon(1e-6));
  CHECK(left("3", "Shenzhen") < left("1.5", "Shenzhen"));
  CHECK(left("3", "Zhanjiang") > left("1.5", "Zhanjiang"));
}

TEST_CASE("a link that shortens the way to a port moves routes to it", "[behaviour][ports]") {
  const Settings link = {"policy=[{lever: transport_link, target: {cities: [Shenzhen, Zhongshan]}, distance_ratio: 0.3, "
                         "schedule: {start: 2023-01, end: 2023-12}}]"};
  const auto base = in_march({}), near = in_march(link);
  const auto cut = in_march(closed(", reroute: 0")), cut_near = in_march(closed(", reroute: 0") + link);
  CHECK(orders(*cut_near, "Zhongshan") / orders(*near, "Zhongshan") < orders(*cut, "Zhongshan") / orders(*base, "Zhongshan"));
}

TEST_CASE("years of ports add up, and a run goes on in a shock as it would have", "[behaviour][ports]") {
  const Settings shock = {"shocks=[{kind: port, ports: [深圳港], loss: 0.6, start: 2023-04, months: 3}]"};
  const Scenario scenario = guangdong(8000, until("2023-12") + shock);
  Simulation whole(scenario, {});
  run(whole);
  const std::vector<PortYear>& rows = whole.records().ports;
  REQUIRE(rows.size() == 10);
  double taken_in = 0, diverted = 0;
  for (const PortYear& row : rows) {
    CHECK(row.year == 2023);
    CHECK(row.handled + row.diverted + row.lost - row.taken_in == Approx(1));
    const double usual = scenario.region->ports[row.port].throughput;
    taken_in += usual * row.taken_in;
    diverted += usual * row.diverted;
  }
  CHECK(diverted > 0);
  CHECK(taken_in == Approx(diverted).epsilon(1e-6));
  CHECK(rows[0].handled == Approx(1 - 0.6 * 3 / 12));
  CHECK(rows[1].handled == Approx(1 + 0.15 * 3 / 12));  // full
  for (const AuditMonth& month : whole.records().audit)
    CHECK(std::all_of(month.money.begin(), month.money.end(), [](Money residual) { return residual == 0; }));

  const std::string file = (std::filesystem::temp_directory_path() / ("lingnan_ports_" + std::to_string(getpid()))).string();
  Simulation first(scenario, {});
  run(first, 5);
  first.save(file);
  Simulation second(scenario, {.threads = 2});
  second.load(file);
  std::filesystem::remove(file);
  run(second);
  CHECK(second.state_hash() == whole.state_hash());
  REQUIRE(second.records().ports.size() == 10);
  for (std::size_t p = 0; p < 10; ++p) CHECK(second.records().ports[p].handled == rows[p].handled);
}

TEST_CASE("in steps of a week a port is down for the weeks of its months, and books balance", "[behaviour][ports]") {
  Simulation simulation(guangdong(8000, Settings{"time.step=week"} + until("2023-04") + closed("")), {});
  Simulation base(guangdong(8000, Settings{"time.step=week"} + until("2023-04")), {});
  run(simulation);
  run(base);
  const auto exports = [](Simulation& s, std::size_t month) { return s.records().province[month].exports; };
  CHECK(exports(simulation, 1) == exports(base, 1));
  CHECK(exports(simulation, 2) < 0.95 * exports(base, 2));
  CHECK(exports(simulation, 3) > exports(simulation, 2));
  for (const AuditMonth& month : simulation.records().audit)
    CHECK(std::all_of(month.money.begin(), month.money.end(), [](Money residual) { return residual == 0; }));
}

TEST_CASE("a small loss takes few imports after years of growth, and one on the first day what it takes later", "[behaviour][ports]") {
  // imports of the last month with a shock in it over those without
  const auto left = [](const std::string& month, const std::string& shock) {
    const Settings calm = Settings{"economy.random_processes=false"} + until(month.c_str());
    Simulation base(guangdong(8000, calm), {}), hit(guangdong(8000, calm + Settings{"shocks=[{" + shock + ", start: " + month + ", months: 1}]"}), {});
    run(base);
    run(hit);
    return hit.records().province.back().imports / base.records().province.back().imports;
  };
  const std::string port = "kind: port, ports: [Shenzhen], reroute: 0, loss: ", goods = "kind: imports, loss: ";
  for (const std::string& shock : {port, goods}) {
    const double little = left("2025-06", shock + "0.001"), late = left("2025-06", shock + "0.7"), first = left("2023-01", shock + "0.7");
    std::cout << shock << "imports left by 0.001 after two years " << little << ", by 0.7 " << late << ", by 0.7 on the first day " << first
              << "\n";
    CHECK(little <= 1);
    CHECK(little > 0.998);
    CHECK(late < 0.95);
    CHECK(first == Approx(late).epsilon(0.05));
  }
}

TEST_CASE("a port down costs output, less where goods find another way", "[behaviour][ports]") {
  const auto loss = [](const std::string& more, const char* stocks) {
    const Settings same = Settings{"economy.random_processes=false", "parameters.opening.input_stock_factor=" + std::string(stocks)} +
                          until("2023-12");
    Simulation base(guangdong(8000, same), {}), down(guangdong(8000, same + Settings{"shocks=[{kind: port, ports: [Shenzhen], loss: 0.7, "
                                                                                  "start: 2023-03, months: 2" + more + "}]"}), {});
    run(base);
    run(down);
    return 1 - gdp(down) / gdp(base);
  };
  const double cut = loss(", reroute: 0", "1"), rerouted = loss("", "1"), lean = loss(", reroute: 0", "0.5"), rich = loss(", reroute: 0", "1.5");
  std::cout << "real GDP of the year lost to two months at 30 %: " << 100 * cut << " %, rerouted " << 100 * rerouted
            << " %; not rerouted with half the stocks of inputs " << 100 * lean << " %, with half as much again " << 100 * rich << " %\n";
  CHECK(cut > 0);
  CHECK(rerouted < cut);
  CHECK(rerouted > 0);
}

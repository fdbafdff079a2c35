// Ways over ports by hand: margins of the usual day, and who ships what when ports are down.
#include "sim/world/sea_routes.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace lingnan;

namespace {

/// Three cities, three ports; the second city trades nothing.
struct Coast {
  std::vector<double> trade = {6, 0, 3}, throughput = {5, 4, 1}, pull = {10, 2, 1, 1, 8, 1, 1, 3, 4};
  SeaRoutes routes;

  Coast() { routes.fit(trade, throughput, pull); }
  double weight(std::size_t city) const { return trade[city] / 9; }
  double sum_of(std::size_t city) const { return routes.share(city, 0) + routes.share(city, 1) + routes.share(city, 2); }
  /// Of all trade, what is not shipped: by cities; by ports.
  double missing() const {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) sum += weight(c) * routes.missing(c);
    return sum;
  }
  double lost() const { return of_ports(&PortTraffic::lost); }
  double of_ports(double PortTraffic::*what) const {
    double sum = 0;
    for (std::size_t p = 0; p < 3; ++p) sum += routes.usual(p) * routes.traffic(p).*what;
    return sum;
  }
};

constexpr PortState kOpen{};

}  // namespace

TEST_CASE("usual routes keep both margins, and the odds of cities that pull gives", "[unit][ports]") {
  const Coast coast;
  for (std::size_t c = 0; c < 3; ++c) CHECK(coast.sum_of(c) == Approx(1).epsilon(1e-12));
  for (std::size_t p = 0; p < 3; ++p) {
    CHECK(coast.routes.usual(p) == Approx(coast.throughput[p] / 10).epsilon(1e-9));
    double traffic = 0;
    for (std::size_t c = 0; c < 3; ++c) traffic += coast.weight(c) * coast.routes.share(c, p);
    CHECK(traffic == Approx(coast.routes.usual(p)).epsilon(1e-12));
  }
  // fitting changes no ratio of odds: (s00/s01)/(s20/s21) = (10/2)/(1/3)
  const auto odds = [&](std::size_t c) { return coast.routes.share(c, 0) / coast.routes.share(c, 1); };
  CHECK(odds(0) / odds(2) == Approx(15).epsilon(1e-9));
  CHECK(odds(0) / odds(1) == Approx(40).epsilon(1e-9));
}

TEST_CASE("where no city trades each counts alike", "[unit][ports]") {
  SeaRoutes routes;
  routes.fit(std::vector<double>{0, 0}, std::vector<double>{1, 3}, std::vector<double>{1, 1, 1, 1});
  CHECK(routes.usual(1) == Approx(0.75));
  CHECK(routes.share(0, 1) == Approx(0.75));
}

TEST_CASE("with all ports open nothing is missing, to the bit", "[unit][ports]") {
  Coast coast;
  coast.routes.close(std::vector<PortState>{kOpen, {.left = 1, .reroute = 0}, kOpen}, 0.5);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(coast.routes.missing(i) == 0);
    const PortTraffic& t = coast.routes.traffic(i);
    CHECK(t.handled == 1);
    CHECK(t.diverted == 0);
    CHECK(t.lost == 0);
    CHECK(t.taken_in == 0);
  }
}

TEST_CASE("without rerouting a city misses its share of what the port does not handle", "[unit][ports]") {
  Coast coast;
  coast.routes.close(std::vector<PortState>{{.left = 0.3, .reroute = 0}, kOpen, kOpen}, 0.5);
  for (std::size_t c = 0; c < 3; ++c) CHECK(coast.routes.missing(c) == Approx(0.7 * coast.routes.share(c, 0)));
  CHECK(coast.routes.traffic(0).handled == 0.3);
  CHECK(coast.routes.traffic(0).lost == Approx(0.7));
  CHECK(coast.routes.traffic(1).handled == 1);
  std::vector<double> off = {coast.routes.missing(0), coast.routes.missing(1), coast.routes.missing(2)};
  coast.routes.close(std::vector<PortState>{{.left = 0.3, .reroute = 1}, kOpen, kOpen}, 0);  // nobody has room
  for (std::size_t c = 0; c < 3; ++c) CHECK(coast.routes.missing(c) == off[c]);
}

TEST_CASE("with enough room all is shipped, by the other ports as each city uses them", "[unit][ports]") {
  Coast coast;
  coast.routes.close(std::vector<PortState>{{.left = 0.5, .reroute = 1}, kOpen, kOpen}, 10);
  double to_second = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(coast.routes.missing(c) == 0);
    const double others = coast.routes.share(c, 1) + coast.routes.share(c, 2);
    to_second += coast.weight(c) * coast.routes.share(c, 0) * 0.5 * coast.routes.share(c, 1) / others;
  }
  CHECK(coast.routes.traffic(1).taken_in == Approx(to_second / coast.routes.usual(1)));
  CHECK(coast.routes.traffic(0).diverted == Approx(0.5));
  CHECK(coast.routes.traffic(0).lost == Approx(0).margin(1e-12));
}

TEST_CASE("what is diverted is taken in, within the room there is, and the rest is lost", "[unit][ports]") {
  for (const double spare : {0.05, 0.2, 0.5, 0.9, 1.5})
    for (const double reroute : {0.3, 1.0}) {
      INFO("spare " << spare << ", reroute " << reroute);
      Coast coast;
      coast.routes.close(std::vector<PortState>{{.left = 0.2, .reroute = reroute}, kOpen, {.left = 0.9, .reroute = reroute}}, spare);
      CHECK(coast.of_ports(&PortTraffic::taken_in) == Approx(coast.of_ports(&PortTraffic::diverted)));
      CHECK(coast.missing() == Approx(coast.lost()));
      CHECK(coast.routes.traffic(1).taken_in <= spare * (1 + 1e-12));
      CHECK(coast.routes.traffic(2).taken_in == 0);  // it is down itself
      for (std::size_t p = 0; p < 3; ++p) {
        const PortTraffic& t = coast.routes.traffic(p);
        CHECK(t.handled + t.diverted + t.lost - t.taken_in == Approx(1));
      }
      const double looking = reroute * (0.8 * 0.5 + 0.1 * 0.1), room = spare * 0.4;
      CHECK(coast.missing() == Approx(0.41 - std::min(looking, room)).margin(1e-12));
    }
}

TEST_CASE("a port that is full sends the rest to those with room", "[unit][ports]") {
  Coast coast;
  // 0.2 of all trade looks for a port; room is 0.6 of 0.4 and of 0.1: enough together, not at the small one
  coast.routes.close(std::vector<PortState>{{.left = 0.6, .reroute = 1}, kOpen, kOpen}, 0.6);
  CHECK(coast.missing() == Approx(0).margin(1e-12));
  CHECK(coast.of_ports(&PortTraffic::taken_in) == Approx(0.2));
  CHECK(coast.routes.traffic(2).taken_in <= 0.6 * (1 + 1e-12));
}

TEST_CASE("with every port down there is nowhere to go", "[unit][ports]") {
  Coast coast;
  coast.routes.close(std::vector<PortState>(3, {.left = 0.6, .reroute = 1}), 2);
  for (std::size_t c = 0; c < 3; ++c) CHECK(coast.routes.missing(c) == Approx(0.4));
}

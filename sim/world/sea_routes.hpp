// Ways of goods over ports: who uses which port on a usual day, and what is shipped when ports are down.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lingnan {

/// Traffic of a port, in its usual traffic: of a step, or added up over steps.
struct PortTraffic {
  double usual = 1;
  double handled = 1;   ///< what it ships, with what it takes in
  double diverted = 0;  ///< of its own, shipped by other ports
  double lost = 0;      ///< of its own, shipped by nobody
  double taken_in = 0;  ///< for ports that are down

  PortTraffic& operator+=(const PortTraffic& other) {
    usual += other.usual;
    handled += other.handled;
    diverted += other.diverted;
    lost += other.lost;
    taken_in += other.taken_in;
    return *this;
  }
};

/// What shocks leave of a port.
struct PortState {
  double left = 1;     ///< of its usual traffic
  double reroute = 1;  ///< of the rest, what looks for another port
};

/// Work space is kept from call to call.
class SeaRoutes {
  std::size_t cities_ = 0, ports_ = 0;
  std::vector<double> weight_;  // [city] of its trade in that of all
  std::vector<double> share_;   // [city][port] sums to 1 over ports
  std::vector<double> usual_;   // [port] of all traffic
  std::vector<double> missing_, asked_, rest_;     // [city] of its trade: looks for a port, and still does
  std::vector<double> room_, taken_, accepted_;    // [port]
  std::vector<char> open_;                             // [port]
  std::vector<PortTraffic> traffic_;

 public:
  /// Usual routes by iterative proportional fitting: each city's shares are proportional to `pull` [city][port] times a factor
  /// for each port, by which ports' traffic, cities weighted by their `trade`, is as their `throughput`. Where no city trades all
  /// count alike. Requires: pull and throughput above 0, trade not negative.
  void fit(std::span<const double> trade, std::span<const double> throughput, std::span<const double> pull);

  /// Ports that are down ship what is left of their usual traffic and take nothing in. What they leave and may be rerouted asks
  /// the others by its city's usual shares of them, in rounds, until all is shipped or nobody has room: `spare` of the usual
  /// traffic each. A port that is asked for more than that serves all alike. Requires: `fit` for as many ports.
  void close(std::span<const PortState> states, double spare);

  double share(std::size_t city, std::size_t port) const { return share_[city * ports_ + port]; }
  double usual(std::size_t port) const { return usual_[port]; }
  /// Of a city's trade over ports, what nobody ships. Requires: `close`, as below.
  double missing(std::size_t city) const { return missing_[city]; }
  const PortTraffic& traffic(std::size_t port) const { return traffic_[port]; }
};

}  // namespace lingnan

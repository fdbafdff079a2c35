#include "sim/world/sea_routes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/assertions.hpp"

namespace lingnan {

namespace {

constexpr int kMostRounds = 10000;
constexpr double kClose = 1e-12;  // relative, a port's traffic to its throughput

}  // namespace

void SeaRoutes::fit(std::span<const double> trade, std::span<const double> throughput, std::span<const double> pull) {
  cities_ = trade.size();
  ports_ = throughput.size();
  expects(pull.size() == cities_ * ports_, "each city has a way to each port");
  const double all = std::accumulate(trade.begin(), trade.end(), 0.0);
  weight_.assign(cities_, 1 / static_cast<double>(cities_));
  if (all > 0)
    for (std::size_t c = 0; c < cities_; ++c) weight_[c] = trade[c] / all;
  share_.assign(pull.begin(), pull.end());
  const double handled = std::accumulate(throughput.begin(), throughput.end(), 0.0);
  double off = 1;
  for (int round = 0; round < kMostRounds && off > kClose; ++round) {
    usual_.assign(ports_, 0.0);
    for (std::size_t c = 0; c < cities_; ++c) {
      double* const of_city = &share_[c * ports_];
      const double sum = std::accumulate(of_city, of_city + ports_, 0.0);
      for (std::size_t p = 0; p < ports_; ++p) {
        of_city[p] /= sum;
        usual_[p] += weight_[c] * of_city[p];
      }
    }
    off = 0;
    for (std::size_t p = 0; p < ports_; ++p) off = std::max(off, std::abs(usual_[p] / (throughput[p] / handled) - 1));
    if (!(off > kClose)) return;
    for (std::size_t c = 0; c < cities_; ++c)
      for (std::size_t p = 0; p < ports_; ++p) share_[c * ports_ + p] *= throughput[p] / handled / usual_[p];
  }
  // as near as it gets: shares of each city sum to one
  usual_.assign(ports_, 0.0);
  for (std::size_t c = 0; c < cities_; ++c) {
    double* const of_city = &share_[c * ports_];
    const double sum = std::accumulate(of_city, of_city + ports_, 0.0);
    for (std::size_t p = 0; p < ports_; ++p) usual_[p] += weight_[c] * (of_city[p] /= sum);
  }
}

void SeaRoutes::close(std::span<const PortState> states, double spare) {
  expects(states.size() == ports_, "each port has a state");
  const auto down = [&](std::size_t p) { return states[p].left < 1; };
  missing_.assign(cities_, 0.0);
  asked_.assign(cities_, 0.0);
  for (std::size_t c = 0; c < cities_; ++c)
    for (std::size_t p = 0; p < ports_; ++p) {
      const double left_over = share(c, p) * (1 - states[p].left);
      missing_[c] += left_over;
      asked_[c] += left_over * states[p].reroute;
    }
  room_.assign(ports_, 0.0);
  open_.assign(ports_, 0);
  taken_.assign(ports_, 0.0);
  for (std::size_t p = 0; p < ports_; ++p) {
    room_[p] = down(p) ? 0.0 : spare * usual_[p];
    open_[p] = room_[p] > 0;
  }
  rest_ = asked_;
  const auto open_share = [&](std::size_t c) {
    double sum = 0;
    for (std::size_t p = 0; p < ports_; ++p)
      if (open_[p]) sum += share(c, p);
    return sum;
  };
  // in each round but the last a port fills up
  for (bool full = true; full && std::any_of(open_.begin(), open_.end(), [](char o) { return o != 0; });) {
    accepted_.assign(ports_, 0.0);
    for (std::size_t c = 0; c < cities_; ++c) {
      const double sum = open_share(c);
      for (std::size_t p = 0; p < ports_; ++p)
        if (open_[p] && sum > 0) accepted_[p] += weight_[c] * rest_[c] * share(c, p) / sum;
    }
    full = false;
    for (std::size_t p = 0; p < ports_; ++p) {  // from what is asked for to the part of it that is taken
      if (!open_[p]) continue;
      const double asked = accepted_[p];
      const bool fills = asked > room_[p];
      full = full || fills;
      const double takes = fills ? room_[p] : asked;
      taken_[p] += takes;
      room_[p] -= takes;
      accepted_[p] = fills ? takes / asked : 1.0;
    }
    for (std::size_t c = 0; c < cities_; ++c) {
      const double sum = open_share(c);
      if (!(sum > 0)) continue;
      double refused = 0;
      for (std::size_t p = 0; p < ports_; ++p)
        if (open_[p]) refused += share(c, p) / sum * (1 - accepted_[p]);
      rest_[c] *= refused;
    }
    for (std::size_t p = 0; p < ports_; ++p)
      if (open_[p] && accepted_[p] < 1) open_[p] = 0;
  }
  traffic_.assign(ports_, {});
  for (std::size_t p = 0; p < ports_; ++p) {
    PortTraffic& t = traffic_[p];
    if (down(p)) {
      double placed = 0;
      for (std::size_t c = 0; c < cities_; ++c)
        if (asked_[c] > 0) placed += weight_[c] * share(c, p) * (1 - states[p].left) * states[p].reroute * (1 - rest_[c] / asked_[c]);
      t.diverted = placed / usual_[p];
      t.lost = std::max(0.0, 1 - states[p].left - t.diverted);
    }
    t.taken_in = taken_[p] / usual_[p];
    t.handled = states[p].left + t.taken_in;
  }
  for (std::size_t c = 0; c < cities_; ++c) missing_[c] -= asked_[c] - rest_[c];
}

}  // namespace lingnan

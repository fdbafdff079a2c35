#include "sim/experiment/design.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/base/assertions.hpp"
#include "sim/base/random.hpp"

namespace lingnan {

namespace {

/// What a draw decides about a design; part of its key, so that none of them is one of a bootstrap, whose keys count from 0.
enum Decides : std::uint64_t { part_of_range = 1, place_in_part, bits, start, direction, order };

std::uint32_t number(std::size_t index) { return static_cast<std::uint32_t>(index); }

/// 0, 1, ... `count` - 1 shuffled, for one factor or trajectory.
std::vector<std::size_t> shuffled(const Luck& luck, Decides decides, std::size_t count, std::size_t which) {
  std::vector<std::pair<double, std::size_t>> keyed;
  for (std::size_t i = 0; i < count; ++i) keyed.emplace_back(luck.uniform(Event::resampling, mix(decides, which), number(i)), i);
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::size_t> result;
  for (const auto& [key, i] : keyed) result.push_back(i);
  return result;
}

/// The first `count` points of the Sobol' sequence, the origin among them, shifted by the seed.
Points shifted_sobol(std::size_t count, std::size_t dimensions, std::uint64_t seed) {
  const Luck luck(seed, 0);
  std::vector<std::uint64_t> shift;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const Words words = luck.words(Event::resampling, mix(bits, d), 0);
    shift.push_back((static_cast<std::uint64_t>(words.w[0]) << 32) | words.w[1]);
  }
  boost::random::sobol sequence(dimensions);  // leaves the origin out
  Points points(count, std::vector<double>(dimensions));
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t d = 0; d < dimensions; ++d) {
      const std::uint64_t word = (i == 0 ? 0 : sequence()) ^ shift[d];
      points[i][d] = to_uniform(number(word >> 32), number(word & 0xFFFFFFFFU));
    }
  return points;
}

}  // namespace

Points latin_hypercube(std::size_t draws, std::size_t factors, std::uint64_t seed) {
  const Luck luck(seed, 0);
  Points points(draws, std::vector<double>(factors));
  for (std::size_t f = 0; f < factors; ++f) {
    const std::vector<std::size_t> parts = shuffled(luck, part_of_range, draws, f);
    for (std::size_t d = 0; d < draws; ++d)
      points[d][f] = (static_cast<double>(parts[d]) + luck.uniform(Event::resampling, mix(place_in_part, f), number(d))) /
                     static_cast<double>(draws);
  }
  return points;
}

Points saltelli_sample(std::size_t base, std::size_t factors, std::uint64_t seed) {
  Points points;
  for (const std::vector<double>& both : shifted_sobol(base, 2 * factors, seed)) {
    const auto middle = both.begin() + static_cast<std::ptrdiff_t>(factors);
    const std::vector<double> a(both.begin(), middle), b(middle, both.end());
    points.push_back(a);
    points.push_back(b);
    for (std::size_t f = 0; f < factors; ++f) {
      points.push_back(a);
      points.back()[f] = b[f];
    }
  }
  return points;
}

Points morris_trajectories(std::size_t trajectories, std::size_t factors, std::size_t levels, std::uint64_t seed) {
  expects(levels >= 2 && levels % 2 == 0, "an even number of levels");
  const Luck luck(seed, 0);
  const double apart = 1 / static_cast<double>(levels - 1), step = static_cast<double>(levels) / 2 * apart;
  Points points;
  for (std::size_t t = 0; t < trajectories; ++t) {
    std::vector<double> point(factors);
    std::vector<bool> up(factors);
    for (std::size_t f = 0; f < factors; ++f) {
      const double lower = std::floor(luck.uniform(Event::resampling, mix(start, t), number(f)) * static_cast<double>(levels) / 2);
      up[f] = luck.uniform(Event::resampling, mix(direction, t), number(f)) < 0.5;
      point[f] = lower * apart + (up[f] ? 0 : step);
    }
    points.push_back(point);
    for (const std::size_t f : shuffled(luck, order, factors, t)) {
      point[f] += up[f] ? step : -step;
      points.push_back(point);
    }
  }
  for (std::vector<double>& point : points)
    for (double& x : point) x = std::clamp(x, 0.0, 1.0);  // an end of the range may be missed by a rounding
  return points;
}

}  // namespace lingnan

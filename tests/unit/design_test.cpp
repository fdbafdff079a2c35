// Where draws lie.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "sim/experiment/design.hpp"

using namespace lingnan;

TEST_CASE("a Latin hypercube has one draw in each part of each range", "[unit][experiment]") {
  constexpr std::size_t kDraws = 37;
  const Points points = latin_hypercube(kDraws, 5, 3);
  REQUIRE(points.size() == kDraws);
  for (std::size_t f = 0; f < 5; ++f) {
    std::set<int> parts;
    for (const auto& point : points) parts.insert(static_cast<int>(point[f] * kDraws));
    CHECK(parts.size() == kDraws);
  }
  CHECK(points == latin_hypercube(kDraws, 5, 3));
  CHECK(points != latin_hypercube(kDraws, 5, 4));
}

TEST_CASE("pairs of samples differ in one factor at a time and fill the cube evenly", "[unit][experiment]") {
  constexpr std::size_t kRows = 256, kFactors = 3, kEach = kFactors + 2;
  const Points points = saltelli_sample(kRows, kFactors, 1);
  REQUIRE(points.size() == kRows * kEach);
  for (std::size_t j = 0; j < kRows; ++j)
    for (std::size_t f = 0; f < kFactors; ++f)
      for (std::size_t g = 0; g < kFactors; ++g)
        CHECK(points[j * kEach + 2 + f][g] == points[j * kEach + (g == f ? 1 : 0)][g]);
  // 256 points of a net: one in each 256th part of each range, of A as of B
  for (const std::size_t which : {0, 1})
    for (std::size_t f = 0; f < kFactors; ++f) {
      std::set<int> parts;
      for (std::size_t j = 0; j < kRows; ++j) parts.insert(static_cast<int>(points[j * kEach + which][f] * kRows));
      CHECK(parts.size() == kRows);
    }
  CHECK(points != saltelli_sample(kRows, kFactors, 2));
}

TEST_CASE("trajectories move one factor at a time, each once, between levels", "[unit][experiment]") {
  constexpr std::size_t kTrajectories = 40, kFactors = 4;
  const Points points = morris_trajectories(kTrajectories, kFactors, 4, 5);
  REQUIRE(points.size() == kTrajectories * (kFactors + 1));
  std::set<double> levels;
  for (std::size_t t = 0; t < kTrajectories; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t i = 1; i <= kFactors; ++i) {
      const auto &from = points[t * (kFactors + 1) + i - 1], &to = points[t * (kFactors + 1) + i];
      for (std::size_t f = 0; f < kFactors; ++f) {
        levels.insert(std::round(3e6 * to[f]) / 3e6);
        if (from[f] == to[f]) continue;
        moved.insert(f);
        CHECK(std::abs(to[f] - from[f]) == Approx(2.0 / 3));
      }
    }
    CHECK(moved.size() == kFactors);
  }
  CHECK(levels.size() == 4);
}

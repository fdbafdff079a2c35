// Shapley's value on games whose value is known, and where it must hold whatever the game.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/experiment/shapley.hpp"

using namespace lingnan;

namespace {

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

/// A game without any order: a number of luck for each coalition.
double wild(Coalition there) { return Luck(11, 0).normal(Event::property_test, there, 0, 0); }

}  // namespace

TEST_CASE("with all permutations the value is Shapley's", "[unit][experiment]") {
  const Permutations all = permutations_of(3, 6, 1, 0);
  REQUIRE(all.size() == 6);
  // gloves: the first part is a left one, the others are right ones; a pair is worth 1
  const auto gloves = [](Coalition there) { return (there & 1) != 0 && (there & 6) != 0 ? 1.0 : 0.0; };
  const std::vector<double> value = shapley_values(all, gloves);
  CHECK(value[0] == Approx(2.0 / 3));
  CHECK(value[1] == Approx(1.0 / 6));
  CHECK(value[2] == Approx(1.0 / 6));
  CHECK(coalitions_of(all).size() == 8);
}

TEST_CASE("shares add up to the whole for any game, number of permutations and replicate", "[unit][experiment]") {
  for (const std::size_t parts : {1u, 2u, 5u, 10u})
    for (const std::size_t count : {1u, 2u, 7u, 24u})
      for (std::uint32_t replicate = 0; replicate < 3; ++replicate) {
        const Permutations some = permutations_of(parts, count, 3, replicate);
        const Coalition all = (Coalition{1} << parts) - 1;
        CHECK(sum_of(shapley_values(some, wild)) == Approx(wild(all) - wild(0)).margin(1e-12));
        const std::vector<Coalition> met = coalitions_of(some);
        CHECK(met.front() == 0);
        CHECK(met.back() == all);
      }
}

TEST_CASE("sampled permutations come near to all of them, and differ by replicate", "[unit][experiment]") {
  const std::vector<double> exact = shapley_values(permutations_of(6, 720, 1, 0), wild);
  const Permutations one = permutations_of(6, 20, 1, 0), other = permutations_of(6, 20, 1, 1);
  CHECK(one.size() == 20);
  CHECK(one != other);
  std::vector<double> mean(6, 0.0);
  constexpr std::uint32_t kReplicates = 400;
  for (std::uint32_t r = 0; r < kReplicates; ++r) {
    const std::vector<double> values = shapley_values(permutations_of(6, 20, 1, r), wild);
    for (std::size_t i = 0; i < 6; ++i) mean[i] += values[i] / kReplicates;
  }
  for (std::size_t i = 0; i < 6; ++i) CHECK(mean[i] == Approx(exact[i]).margin(0.06));
}

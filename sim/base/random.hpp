// Chance is a value, never a position in a stream: each draw is a pure function of
// (seed, replicate, birth key, event, step, draw). Switching something on does not shift anybody else's luck.
// Source: Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3 (Philox4x32-10).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace lingnan {

/// What a draw decides. The number is part of every draw: append, never renumber.
enum class Event : std::uint32_t {
  enterprise_size = 1,
  supplier_count = 2,
  supplier_choice = 3,
  expert_traits = 4,
  posts = 5,
  separation = 6,
  matching = 7,
  expert_separation = 8,
  expert_matching = 9,
  property_test = 10,
  migration = 11,
  expert_migration = 12,
  expert_training = 13,
  expert_arrival = 14,
  innovation = 20,
  innovation_size = 21,
  enterprise_productivity = 22,
  age = 30,
  entry = 31,
  pool_exit = 32,
  agent_exit = 33,
  promotion = 34,
  succession = 35,
  link_end = 36,
  link_search = 37,
  link_urgent = 38,
  link_origin = 41,
  outside_swing = 39,
  taste = 40,
  lump = 45,
  credit_signal = 50,
  project_idea = 51,
  project_traits = 52,
  project_stage = 53,
  project_start = 54,
  fund_choice = 55,
  fund_exit = 56,
  city_swing = 65,
  passing_luck = 66,
  product_maker = 70,
  product_entry = 71,
  product_launch = 72,
  relocation = 80,
  relocation_place = 81,
  relocation_experts = 82,
  resampling = 90,
  unpaid_bill = 91,
  merger = 92,
  founding = 93,
  product_market = 94,
  rival = 95,
  lever_choice = 100,
  lever_score = 101,
  lever_payoff = 102,
};

struct Words {
  std::uint32_t w[4];
};

/// The words of many keys, word by word.
struct ManyWords {
  static constexpr std::size_t kMost = 256;
  std::uint32_t w[4][kMost];
  Words of(std::size_t i) const { return {{w[0][i], w[1][i], w[2][i], w[3][i]}}; }
};

/// Mixes two words into a key that depends on both; used for birth keys (SplitMix64 finaliser).
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a + 0x9E3779B97F4A7C15ULL * (b + 1);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

/// The luck of one replicate.
class Luck {
 public:
  Luck(std::uint64_t seed, std::uint32_t replicate) : key_(mix(seed, replicate)) {}

  /// Four random words. Pure.
  Words words(Event event, std::uint64_t birth_key, std::uint32_t step, std::uint32_t draw = 0) const;

  /// The same words for `count` keys at once, at most ManyWords::kMost, in vectors.
  void words(Event event, const std::uint64_t* birth_keys, std::size_t count, std::uint32_t step, ManyWords& out) const {
    words(event, birth_keys, nullptr, count, step, out);
  }
  /// Each key with a draw of its own; `draws` may be null: the first of each.
  void words(Event event, const std::uint64_t* birth_keys, const std::uint32_t* draws, std::size_t count, std::uint32_t step,
             ManyWords& out) const;

  /// In the open interval (0, 1), 52 bits.
  double uniform(Event event, std::uint64_t birth_key, std::uint32_t step, std::uint32_t draw = 0) const;

  /// Standard normal.
  double normal(Event event, std::uint64_t birth_key, std::uint32_t step, std::uint32_t draw = 0) const;

  /// Number of successes in `trials` draws of probability `p`. Takes as many words as it needs: `draw` must be below 256.
  std::int64_t binomial(std::int64_t trials, double p, Event event, std::uint64_t birth_key, std::uint32_t step,
                        std::uint32_t draw = 0) const;

 private:
  std::uint64_t key_;
};

/// Two uniform numbers to a standard normal one. Source: Box & Muller (1958).
inline double to_normal(double u, double v) {
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

/// Two words to (0, 1).
inline double to_uniform(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = ((static_cast<std::uint64_t>(high) << 32) | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1.0p-52;  // the half keeps both ends out, exactly
}

}  // namespace lingnan

// Formulas that several processes share: values in, value out.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

/// Share of a gap that closes in one step when a share `monthly` of it closes in a month.
inline double share_per_step(double monthly, const Calendar& calendar) {
  return calendar.per_month() == 1 ? monthly : -std::expm1(std::log1p(-monthly) / calendar.per_month());
}

/// Effective labour of a mix of tiers: constant elasticity of substitution 2, so only square roots.
inline double effective_labour(const std::array<double, kTierCount>& weight, double general, double college,
                               double expert) {
  const double root = weight[0] * std::sqrt(general) + weight[1] * std::sqrt(college) + weight[2] * std::sqrt(expert);
  return root * root;
}

/// Output per step that capital allows at full use; `left` is what a shock leaves.
struct Capacity {
  double per_output, growing, utilisation, left;

  Capacity(const Recipe& recipe, const Norms& norms, double left_of_it)
      : per_output(recipe.capital), growing(1 + norms.growth * recipe.finished_stock), utilisation(norms.utilisation), left(left_of_it) {}
  double of(double capital) const { return capital / per_output * growing / utilisation * left; }
};
inline double capacity(const Recipe& recipe, const Norms& norms, double capital, double left) {
  return Capacity(recipe, norms, left).of(capital);
}

/// Share of local goods when their odds against imports are multiplied by `bias`.
inline double local_share(double base, double bias) {
  if (base <= 0 || base >= 1) return base;
  const double odds = base * bias;
  return odds / (odds + 1 - base);
}

/// A bundle's entry after local goods and imports have traded places.
struct Split {
  double local, country, world;
};
inline Split split(const std::array<double, kOrigins>& need, double bias) {
  const double total = need[0] + need[1] + need[2];
  if (total <= 0 || need[0] <= 0 || need[0] >= total) return {need[0], need[1], need[2]};
  const double before = need[0] / total;
  const double after = local_share(before, bias);
  const double imports = (1 - after) / (1 - before);
  return {total * after, need[1] * imports, need[2] * imports};
}

/// By what factor plans that can wait are brought forward or put off, with `response` to what is expected over what is usual.
inline double outlook(double response, double expected, double usual) {
  return usual > 0 ? 1 + response * std::clamp(expected / usual - 1, -0.2, 0.2) : 1;
}

/// The same for all who live in a city, by the business of its enterprises.
inline double outlook(double response, const World& world, CityId city) {
  double expected = 0, usual = 0;
  for (const EnterpriseId f : world.enterprises_in(city)) expected += world.enterprises.expected_demand[f];
  for (const IndustryId s : world.industries()) usual += world.markets.usual_demand[world.region->cell(city, s)];
  return outlook(response, expected, usual);
}

/// What an enterprise pays its staff in a step, yuan, by the city's wages.
using Wages = std::array<double, kTierCount>;
inline Wages wages_in(const World& world, CityId city) {
  const auto& wage = world.households.wage;
  return {wage[pool_of(city, Tier::general)], wage[pool_of(city, Tier::college)], wage[pool_of(city, Tier::expert)]};
}
inline double pay_of(const Wages& wage, float factor, std::int32_t general, std::int32_t college, std::int32_t expert) {
  return static_cast<double>(factor) * (wage[0] * general + wage[1] * college + wage[2] * expert);
}
inline double pay_of(const World& world, EnterpriseId f, CityId city) {
  const Enterprises& e = world.enterprises;
  return pay_of(wages_in(world, city), e.wage_factor[f], e.staff_general[f], e.staff_college[f], e.staff_expert[f]);
}

/// An amount that a city's people pay or get by their permanent income.
using ByTier = std::array<Money, kTierCount>;
inline ByTier by_income(const Households& h, CityId city, Money amount) {
  double incomes[kTierCount];
  ByTier parts{};
  for (std::size_t k = 0; k < kTierCount; ++k)
    incomes[k] = std::max(0.0, h.permanent_income[pool_of(city, static_cast<Tier>(k))]);
  apportion<double>(amount, incomes, parts);
  return parts;
}

/// What buyers go by: quality over price.
inline double fitness(const Enterprises& e, EnterpriseId f) { return static_cast<double>(e.quality[f]) / e.price[f]; }

/// Its mean over a city's industry by expected sales; 0 where nobody expects any.
inline double usual_fitness(const World& world, CellId cell) {
  const Enterprises& e = world.enterprises;
  double sum = 0, weight = 0;
  for (const EnterpriseId f : world.enterprises_in(cell)) {
    sum += e.expected_demand[f] * fitness(e, f);
    weight += e.expected_demand[f];
  }
  return weight > 0 ? sum / weight : 0;
}

/// x to a power for x in [0.5, 1.5], by straight lines between 1025 values: off by less than 1e-7, and 1 stays 1.
class PowerTable {
  static constexpr std::size_t kPieces = 1024;
  double at_[kPieces + 2] = {};

 public:
  static constexpr double kLeast = 0.5, kMost = 1.5;

  void fill(double power) {
    for (std::size_t i = 0; i < kPieces + 2; ++i)
      at_[i] = std::pow(kLeast + static_cast<double>(i) / static_cast<double>(kPieces), power);
  }
  double operator()(double x) const {
    const double place = (x - kLeast) * static_cast<double>(kPieces);
    const auto i = static_cast<std::int32_t>(place);
    return at_[i] + (place - i) * (at_[i + 1] - at_[i]);
  }
};

/// Blocks of experts that `for_each_block` hands out.
inline std::size_t blocks_of(const Experts& x) { return (x.count() + kBlock - 1) / kBlock; }

/// What a column says of the employers of some experts; `otherwise` of who has none. For loops in vectors, whose indices are
/// signed.
template <class Value>
inline void of_employers(const EnterpriseId* __restrict employer, std::size_t count, const Value* __restrict column, Value otherwise,
                         Value* __restrict value) {
  for (std::size_t i = 0; i < count; ++i) {
    const bool works = employer[i].valid();
    const Value found = column[static_cast<std::int32_t>(works ? employer[i].value : 0U)];
    value[i] = works ? found : otherwise;
  }
}

/// body(first, count) for the experts `begin` to `end` - 1, some at a time; the memory of a column beside the employers of the next
/// ones is asked for.
template <class Column, class Body>
void for_some_experts(const Experts& x, std::uint32_t begin, std::uint32_t end, const Column& column, Body&& body) {
  const auto ask = [&](std::uint32_t first) {
    const std::uint32_t last = std::min<std::uint32_t>(first + ManyWords::kMost, end);
    for (std::uint32_t i = first; i < last; ++i) {
      const EnterpriseId f = x.employer[ExpertId{i}];
      __builtin_prefetch(&column[f.valid() ? f : EnterpriseId{0}]);
    }
  };
  ask(begin);
  for (std::uint32_t first = begin; first < end; first += ManyWords::kMost) {
    ask(first + ManyWords::kMost);
    body(ExpertId{first}, std::min<std::size_t>(ManyWords::kMost, end - first));
  }
}

/// body(expert, its employer, valid or not) for each of them.
template <class Column, class Body>
void for_each_expert(const Experts& x, std::uint32_t begin, std::uint32_t end, const Column& column, Body&& body) {
  for_some_experts(x, begin, end, column, [&](ExpertId first, std::size_t count) {
    for (std::uint32_t i = first.value; i < first.value + count; ++i) body(ExpertId{i}, x.employer[ExpertId{i}]);
  });
}

/// Whose lot it is: a lot has the expert's row below a random number.
inline ExpertId drawn(std::uint64_t lot) { return ExpertId{static_cast<std::uint32_t>(lot & 0xFFFFFFFFU)}; }

/// The `count` smallest come first and in order, the others after them as they like: of many lots only the first are drawn.
inline void smallest_first(std::vector<std::uint64_t>& lots, std::size_t count) {
  const auto middle = lots.begin() + static_cast<std::ptrdiff_t>(std::min(count, lots.size()));
  if (middle != lots.end()) std::nth_element(lots.begin(), middle, lots.end());
  std::sort(lots.begin(), middle);
}

/// Nearly standard normal: the sum of four uniform numbers.
inline double bell(const Words& words) {
  double sum = 0;
  for (const std::uint32_t w : words.w) sum += (w + 0.5) * 0x1.0p-32;
  return (sum - 2) * std::sqrt(3.0);
}

/// Mean 0 and standard deviation 1, double exponential.
inline double double_exponential(const Words& words) {
  const double size = -std::log(to_uniform(words.w[0], words.w[1])) * std::numbers::sqrt2 / 2;
  // the sign without a branch, which would be guessed wrong every other time
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(size) ^ (static_cast<std::uint64_t>(~words.w[2] & 1u) << 63));
}

/// What an enterprise gets done by its luck, over what its staff and capital do in general: luck is with its market sales.
inline double passing_efficiency(float passing, float market_part) {
  return 1 + static_cast<double>(market_part) * (static_cast<double>(passing) - 1);
}

/// Successes of a Poisson process of `mean`: by inversion of u, from `z` where there are many.
inline std::int64_t successes(double mean, double u, double z) {
  if (mean > 16) return std::max<std::int64_t>(0, std::llround(mean + std::sqrt(mean) * z));
  std::int64_t count = 0;
  double chance = std::exp(-mean), upto = chance;
  while (u >= upto && count < 64) {
    chance *= mean / static_cast<double>(++count);
    upto += chance;
  }
  return count;
}

}  // namespace lingnan

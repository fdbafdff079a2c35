#include "sim/base/random.hpp"

#include <Random123/philox.h>

#include <boost/random/binomial_distribution.hpp>

#include "sim/base/assertions.hpp"
#include "sim/base/vectorised.hpp"

namespace lingnan {

Words Luck::words(Event event, std::uint64_t birth_key, std::uint32_t step, std::uint32_t draw) const {
  // The counter holds the whole birth key, the step and the draw; the event is part of the key.
  const philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(birth_key),
                                     static_cast<std::uint32_t>(birth_key >> 32), step, draw}};
  const std::uint64_t key = key_ ^ (static_cast<std::uint64_t>(event) * 0x9E3779B97F4A7C15ULL);
  const philox4x32_key_t philox_key = {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  const philox4x32_ctr_t out = philox4x32(counter, philox_key);
  return {{out.v[0], out.v[1], out.v[2], out.v[3]}};
}

namespace {
/// Philox4x32-10 on columns: the ten rounds written out for the compiler to run many keys side by side.
LINGNAN_VECTORISED
void philox(const std::uint64_t* __restrict birth_keys, std::size_t count, std::uint32_t step, std::uint64_t key,
            ManyWords& out) {
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < count; ++i) {
    auto c0 = static_cast<std::uint32_t>(birth_keys[i]), c1 = static_cast<std::uint32_t>(birth_keys[i] >> 32);
    std::uint32_t c2 = step, c3 = 0;
    auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = std::uint64_t{0xD2511F53U} * c0, b = std::uint64_t{0xCD9E8D57U} * c2;
      c0 = static_cast<std::uint32_t>(b >> 32) ^ c1 ^ k0;
      c1 = static_cast<std::uint32_t>(b);
      c2 = static_cast<std::uint32_t>(a >> 32) ^ c3 ^ k1;
      c3 = static_cast<std::uint32_t>(a);
      k0 += 0x9E3779B9U;
      k1 += 0xBB67AE85U;
    }
    out.w[0][i] = c0;
    out.w[1][i] = c1;
    out.w[2][i] = c2;
    out.w[3][i] = c3;
  }
}
}  // namespace

void Luck::words(Event event, const std::uint64_t* birth_keys, std::size_t count, std::uint32_t step,
                 ManyWords& out) const {
  expects(count <= ManyWords::kMost, "no more keys than there is room for");
  philox(birth_keys, count, step, key_ ^ (static_cast<std::uint64_t>(event) * 0x9E3779B97F4A7C15ULL), out);
}

double Luck::normal(Event event, std::uint64_t birth_key, std::uint32_t step, std::uint32_t draw) const {
  const Words words = this->words(event, birth_key, step, draw);
  return to_normal(to_uniform(words.w[0], words.w[1]), to_uniform(words.w[2], words.w[3]));
}

double Luck::uniform(Event event, std::uint64_t birth_key, std::uint32_t step, std::uint32_t draw) const {
  const Words words = this->words(event, birth_key, step, draw);
  return to_uniform(words.w[0], words.w[1]);
}

namespace {
/// Feeds a Boost distribution from consecutive Philox blocks of one keyed event.
struct Engine {
  using result_type = std::uint32_t;
  const Luck& luck;
  Event event;
  std::uint64_t birth_key;
  std::uint32_t step, draw;
  std::uint32_t block = 0;
  unsigned used = 4;
  Words words{};

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xFFFFFFFFU; }
  result_type operator()() {
    if (used == 4) {
      words = luck.words(event, birth_key, step, draw + (++block << 8));
      used = 0;
    }
    return words.w[used++];
  }
};
}  // namespace

std::int64_t Luck::binomial(std::int64_t trials, double p, Event event, std::uint64_t birth_key, std::uint32_t step,
                            std::uint32_t draw) const {
  expects(draw < 256, "a draw number below 256: the blocks of longer draws lie above");
  if (trials <= 0 || p <= 0) return 0;
  if (p >= 1) return trials;
  if (trials == 1) return uniform(event, birth_key, step, draw) < p ? 1 : 0;
  Engine engine{.luck = *this, .event = event, .birth_key = birth_key, .step = step, .draw = draw};
  boost::random::binomial_distribution<std::int64_t> distribution(trials, p);
  return distribution(engine);
}

}  // namespace lingnan

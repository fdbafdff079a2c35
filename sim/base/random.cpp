#include "sim/base/random.hpp"

#include <algorithm>

#include <Random123/philox.h>

#include <boost/random/binomial_distribution.hpp>

#include "sim/base/assertions.hpp"
#include "sim/base/vectorised.hpp"

#ifdef LINGNAN_WIDE
#include <immintrin.h>
#endif

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
constexpr std::uint32_t kMultiply0 = 0xD2511F53U, kMultiply1 = 0xCD9E8D57U;  // of Philox4x32
constexpr std::uint32_t kRaise0 = 0x9E3779B9U, kRaise1 = 0xBB67AE85U;        // of its key, from round to round
constexpr std::size_t kRounds = 10;

/// Philox4x32-10 on columns, for any machine.
void philox(const std::uint64_t* __restrict birth_keys, const std::uint32_t* __restrict draws, std::size_t count, std::uint32_t step,
            std::uint64_t key, ManyWords& out) {
  for (std::size_t i = 0; i < count; ++i) {
    auto c0 = static_cast<std::uint32_t>(birth_keys[i]), c1 = static_cast<std::uint32_t>(birth_keys[i] >> 32);
    std::uint32_t c2 = step, c3 = draws ? draws[i] : 0;
    auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
    for (std::size_t round = 0; round < kRounds; ++round) {
      const std::uint64_t a = std::uint64_t{kMultiply0} * c0, b = std::uint64_t{kMultiply1} * c2;
      c0 = static_cast<std::uint32_t>(b >> 32) ^ c1 ^ k0;
      c1 = static_cast<std::uint32_t>(b);
      c2 = static_cast<std::uint32_t>(a >> 32) ^ c3 ^ k1;
      c3 = static_cast<std::uint32_t>(a);
      k0 += kRaise0;
      k1 += kRaise1;
    }
    out.w[0][i] = c0;
    out.w[1][i] = c1;
    out.w[2][i] = c2;
    out.w[3][i] = c3;
  }
}

#ifdef LINGNAN_WIDE
/// The same, eight keys at a time in two vectors of four. A word is the low half of its lane; what stands in the high half
/// is rubbish that no multiplication reads. `count` is a multiple of eight.
LINGNAN_AVX2
void philox_by_eight(const std::uint64_t* birth_keys, const std::uint32_t* draws, std::size_t count, std::uint32_t step,
                     std::uint64_t key, ManyWords& out) {
  const __m256i multiply0 = _mm256_set1_epi64x(kMultiply0), multiply1 = _mm256_set1_epi64x(kMultiply1);
  const __m256i low_halves = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
  __m256i key0[kRounds], key1[kRounds];
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (std::size_t round = 0; round < kRounds; ++round) {
    key0[round] = _mm256_set1_epi64x(k0);
    key1[round] = _mm256_set1_epi64x(k1);
    k0 += kRaise0;
    k1 += kRaise1;
  }
  for (std::size_t i = 0; i < count; i += 8) {
    __m256i c[4][2];
    for (std::size_t half = 0; half < 2; ++half) {
      c[0][half] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(birth_keys + i + 4 * half));
      c[1][half] = _mm256_srli_epi64(c[0][half], 32);
      c[2][half] = _mm256_set1_epi64x(step);
      c[3][half] = draws ? _mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(draws + i + 4 * half)))
                         : _mm256_setzero_si256();
    }
    for (std::size_t round = 0; round < kRounds; ++round)
      for (std::size_t half = 0; half < 2; ++half) {
        const __m256i a = _mm256_mul_epu32(multiply0, c[0][half]), b = _mm256_mul_epu32(multiply1, c[2][half]);
        c[0][half] = _mm256_xor_si256(_mm256_srli_epi64(b, 32), _mm256_xor_si256(c[1][half], key0[round]));
        c[1][half] = b;
        c[2][half] = _mm256_xor_si256(_mm256_srli_epi64(a, 32), _mm256_xor_si256(c[3][half], key1[round]));
        c[3][half] = a;
      }
    for (std::size_t word = 0; word < 4; ++word)
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(&out.w[word][i]),
                          _mm256_blend_epi32(_mm256_permutevar8x32_epi32(c[word][0], low_halves),
                                             _mm256_permutevar8x32_epi32(c[word][1], low_halves), 0xF0));
  }
}

// g++ 12 takes placeholders of its own header for forgotten values.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
/// Sixteen keys at a time in two vectors of eight; the three words that a round joins meet in one instruction.
LINGNAN_AVX512
void philox_by_sixteen(const std::uint64_t* birth_keys, const std::uint32_t* draws, std::size_t count, std::uint32_t step,
                       std::uint64_t key, ManyWords& out) {
  constexpr int kExclusiveOr = 0x96;  // of all three
  const __m512i multiply0 = _mm512_set1_epi64(kMultiply0), multiply1 = _mm512_set1_epi64(kMultiply1);
  __m512i key0[kRounds], key1[kRounds];
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (std::size_t round = 0; round < kRounds; ++round) {
    key0[round] = _mm512_set1_epi64(k0);
    key1[round] = _mm512_set1_epi64(k1);
    k0 += kRaise0;
    k1 += kRaise1;
  }
  for (std::size_t i = 0; i < count; i += 16) {
    __m512i c[4][2];
    for (std::size_t half = 0; half < 2; ++half) {
      c[0][half] = _mm512_loadu_si512(birth_keys + i + 8 * half);
      c[1][half] = _mm512_srli_epi64(c[0][half], 32);
      c[2][half] = _mm512_set1_epi64(step);
      c[3][half] = draws ? _mm512_cvtepu32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(draws + i + 8 * half)))
                         : _mm512_setzero_si512();
    }
    for (std::size_t round = 0; round < kRounds; ++round)
      for (std::size_t half = 0; half < 2; ++half) {
        const __m512i a = _mm512_mul_epu32(multiply0, c[0][half]), b = _mm512_mul_epu32(multiply1, c[2][half]);
        c[0][half] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(b, 32), c[1][half], key0[round], kExclusiveOr);
        c[1][half] = b;
        c[2][half] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(a, 32), c[3][half], key1[round], kExclusiveOr);
        c[3][half] = a;
      }
    for (std::size_t word = 0; word < 4; ++word)
      for (std::size_t half = 0; half < 2; ++half)
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(&out.w[word][i + 8 * half]), _mm512_cvtepi64_epi32(c[word][half]));
  }
}
#pragma GCC diagnostic pop

/// The widest that the machine has, with the keys that it takes at a time.
struct Vectors {
  void (*philox)(const std::uint64_t*, const std::uint32_t*, std::size_t, std::uint32_t, std::uint64_t, ManyWords&) = nullptr;
  std::size_t at_once = 1;
};
constexpr std::size_t kWidest = 16;
const Vectors& vectors() {
  static const Vectors best = __builtin_cpu_supports("avx512f") ? Vectors{philox_by_sixteen, kWidest}
                              : __builtin_cpu_supports("avx2")  ? Vectors{philox_by_eight, 8}
                                                                : Vectors{};
  return best;
}
#endif
}  // namespace

void Luck::words(Event event, const std::uint64_t* birth_keys, const std::uint32_t* draws, std::size_t count, std::uint32_t step,
                 ManyWords& out) const {
  expects(count <= ManyWords::kMost, "no more keys than there is room for");
  const std::uint64_t key = key_ ^ (static_cast<std::uint64_t>(event) * 0x9E3779B97F4A7C15ULL);
#ifdef LINGNAN_WIDE
  if (const Vectors& wide = vectors(); wide.philox != nullptr) {
    const std::size_t whole = count - count % wide.at_once;
    wide.philox(birth_keys, draws, whole, step, key, out);
    if (whole == count) return;
    std::uint64_t rest[kWidest] = {};
    std::uint32_t their_draws[kWidest] = {};
    std::copy(birth_keys + whole, birth_keys + count, rest);
    if (draws) std::copy(draws + whole, draws + count, their_draws);
    ManyWords few;
    wide.philox(rest, their_draws, wide.at_once, step, key, few);
    for (std::size_t word = 0; word < 4; ++word) std::copy_n(few.w[word], count - whole, &out.w[word][whole]);
    return;
  }
#endif
  philox(birth_keys, draws, count, step, key, out);
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

// Money is an integer count of fen (0.01 yuan), so books balance exactly and sums do not depend on order.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>

#include "sim/base/assertions.hpp"

namespace lingnan {

using Money = std::int64_t;  ///< fen

/// What no single payment reaches, yuan: ninety of it together still fit into `Money`.
inline constexpr double kMostYuan = 1e15;
[[noreturn]] inline void too_much(double yuan) {
  throw ModelFailure("an amount of " + std::to_string(yuan / 1e12) +
                     " trillion yuan is beyond what the books count: the economy has exploded");
}

/// Yuan to fen, rounded half to even once. Fails where |yuan| is not below `kMostYuan`.
inline Money fen(double yuan) {
  if (!(std::abs(yuan) < kMostYuan)) too_much(yuan);
  return static_cast<Money>(std::nearbyint(yuan * 100.0));
}

/// A share of an amount in whole fen, rounded half to even once: interest, taxes, withdrawals at average cost.
inline Money share_of(Money amount, double share) {
  return static_cast<Money>(std::nearbyint(static_cast<double>(amount) * share));
}

/// The nearest whole number, half to even, without a call and in vectors: adding 1.5 x 2^52 leaves it in the low bits.
/// Requires |amount| < 2^51: in fen 22 trillion yuan, more than one enterprise or cell pays in a step.
///
/// What lies beyond that bound comes out wrong, but never within it: the bits of doubles are in order. So it is enough to look
/// at what an enterprise has after a step (`Audit`).
inline constexpr Money kMostOfOne = Money{1} << 50;  ///< fen, with room for sums: 11 trillion yuan
inline double whole(double amount) { return (amount + 0x1.8p52) - 0x1.8p52; }
inline Money nearest(double amount) { return std::bit_cast<Money>(amount + 0x1.8p52) - std::bit_cast<Money>(0x1.8p52); }

/// An amount as a number, exactly, in vectors, within the same bounds.
inline double exactly(Money amount) { return std::bit_cast<double>(amount + std::bit_cast<Money>(0x1.8p52)) - 0x1.8p52; }

/// `fen` and `share_of` for the amounts of one enterprise or cell, as `nearest` has them.
inline Money fen_of_one(double yuan) { return nearest(yuan * 100.0); }
inline Money share_of_one(Money amount, double share) { return nearest(exactly(amount) * share); }

inline double yuan(Money amount) { return static_cast<double>(amount) * 0.01; }

/// Splits `total` over `weights` (non-negative) into whole fen that add up to it exactly: share i is the difference
/// of the rounded running sums, so no share is off by more than one fen. With all weights zero the last share takes
/// everything; an empty list takes nothing and needs total == 0. Requires |total| < 2^52 fen (45 trillion yuan), beyond
/// which a double no longer counts single fen.
template <class Weight>
void apportion(Money total, std::span<const Weight> weights, std::span<Money> shares) {
  double sum = 0;
  for (const Weight w : weights) sum += static_cast<double>(w);
  if (weights.empty()) return;
  double running = 0;
  Money given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    running += static_cast<double>(weights[i]);
    const bool last = i + 1 == weights.size();
    const Money upto =
        last ? total : (sum > 0 ? static_cast<Money>(std::nearbyint(static_cast<double>(total) * (running / sum))) : 0);
    shares[i] = upto - given;
    given = upto;
  }
}

}  // namespace lingnan

// Shocks: losses of capacity, demand, imports or links at a place, in an industry, for a time.
#pragma once

#include <string>
#include <vector>

#include "sim/base/parameters.hpp"

namespace lingnan {

enum class ShockKind : unsigned char { capacity, demand, imports, links };

/// One entry of `shocks:`.
class Shock final : public Block {
 public:
  std::string kind = "capacity";
  std::vector<std::string> cities;      ///< codes; empty means all
  std::vector<std::string> industries;  ///< codes; empty means all. For imports: the imported products
  std::string from = "";                ///< imports: partner code; empty means every partner that trades goods
  double loss = 0;                      ///< share lost while the shock lasts
  Month start{2026, 1};
  std::int64_t months = 1;

  std::string_view name() const override { return "shock"; }
  std::string_view doc() const override { return "A loss of capacity, demand, imports or supply links, for a time."; }
  void describe(Parameters& p) override;
  ShockKind shock_kind() const;
  /// Is the month inside the shock?
  bool active(Month month) const { return !(month < start) && month < start.plus(static_cast<int>(months)); }
};

}  // namespace lingnan

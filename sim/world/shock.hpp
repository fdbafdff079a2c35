// Shocks: losses of capacity, demand, exports, imports or links at a place, in an industry, for a time; ports that are down;
// failures of enterprises.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/base/parameters.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

enum class ShockKind : unsigned char { capacity, demand, exports, imports, links, failure, port };

/// One entry of `shocks:`.
class Shock final : public Block {
 public:
  std::string kind = "capacity";
  std::vector<std::string> cities;      ///< codes; empty means all
  std::vector<std::string> industries;  ///< codes; empty means all. For imports: the imported products
  std::string from = "";                ///< imports: partner code; empty means every partner that trades goods
  std::string to = "";                  ///< exports: the same
  std::vector<std::string> ports;       ///< port: codes; empty means all
  double reroute = 1;                   ///< port: of what it does not handle, what looks for another port
  double loss = 0;                      ///< share lost while the shock lasts
  std::int64_t enterprises = 1;         ///< failure: how many, the largest first
  Month start{2026, 1};
  std::int64_t months = 1;

  std::string_view name() const override { return "shock"; }
  std::string_view doc() const override {
    return "A loss of capacity, demand, exports, imports, supply links or ports, for a time, or failing enterprises.";
  }
  void describe(Parameters& p) override;
  ShockKind shock_kind() const;
  /// Is it about what is made there; about the products of this industry?
  bool covers(const Region& region, CellId cell) const;
  bool covers(const Region& region, IndustryId industry) const;
  bool covers(const Port& port) const;
  /// Is the month inside the shock?
  bool active(Month month) const { return !(month < start) && month < start.plus(static_cast<int>(months)); }
};

/// A key of a shock that belongs to some kinds only.
struct KeyOfKinds {
  std::string_view key;
  std::vector<std::string> kinds;
};
const std::vector<KeyOfKinds>& keys_of_kinds();
/// Does a shock of this kind have the key?
bool has_key(std::string_view kind, std::string_view key);

}  // namespace lingnan

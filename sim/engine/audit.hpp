// The books are checked after every step. Money identities are exact, in fen; quantity identities relative.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "sim/base/money.hpp"
#include "sim/base/column.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

inline constexpr std::array kMoneyIdentities = {
    std::string_view{"payments"},      // what is paid is received, reason by reason
    std::string_view{"deposits"},      // customers' deposits are the banks' liabilities
    std::string_view{"loans"},         // customers' loans are the banks' assets
    std::string_view{"trade_credit"},  // what enterprises are owed on bills is what they owe
    std::string_view{"interbank"},     // what banks owe each other and the outside adds up to nothing
    std::string_view{"banks"},         // each bank: loans + interbank = deposits + equity
    std::string_view{"enterprises"},   // change of deposits less loans = receipts less payments
    std::string_view{"households"},
    std::string_view{"treasuries"},
    std::string_view{"insurance"},     // pays out what it takes in
    std::string_view{"funds"},         // change of deposits = receipts less payments
    std::string_view{"outside"},       // change of the clearing account = current account
    std::string_view{"net_worth"},     // enterprises: change = saving + revaluation
    std::string_view{"gdp_income"},    // production less income
    std::string_view{"gdp_expenditure"},
};
inline constexpr std::array kRealIdentities = {
    std::string_view{"finished_goods"},  // made - sold = change of stocks, largest over cells
    std::string_view{"inputs"},          // received - used = change of stocks, largest over cells
    std::string_view{"links"},           // what suppliers delivered = what buyers took
    std::string_view{"people"},          // staff of enterprises = employed; experts at work = expert staff
};
inline constexpr Money kExact = 0;
inline constexpr double kRelative = 1e-9;

struct Residuals {
  std::array<Money, kMoneyIdentities.size()> money{};
  std::array<double, kRealIdentities.size()> real{};

  /// Name of the first identity that does not hold, or "".
  std::string_view broken() const;
  /// Keeps the larger of each.
  void worst(const Residuals& other);
};

class Audit {
 public:
  /// Remembers all positions. Call when the world is open or loaded, before the first step.
  void begin(const World& world);
  /// Residuals of the step that has just ended; its positions become those before the next. Also fills in the
  /// operating surplus of the national accounts.
  Residuals end_step(World& world);

  /// Whether what single enterprises had at the end of the last step is within what the books count exactly (`kMostOfOne`).
  bool countable() const { return before_.bits < kMostOfOne; }

  /// What end_step would find, without moving on.
  Residuals check(World& world) const;

 private:
  struct Positions {
    Money enterprise_deposits = 0, enterprise_loans = 0, trade_credit = 0, net_worth = 0;
    Money household_deposits = 0, treasury_deposits = 0, treasury_debt = 0, fund_deposits = 0, clearing = 0;
    Money bits = 0;                        // that amounts of single enterprises have
    std::vector<double> finished, inputs;  // by cell
  };
  static Positions measure(const World& world);
  Residuals compare(World& world, const Positions& now) const;

  Positions before_;
};

}  // namespace lingnan

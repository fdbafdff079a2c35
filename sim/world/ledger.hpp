// The ledger: every payment has a payer, a recipient and a reason, and is booked on both sides.
//
// Single payments go through `pay`. A pass over enterprises books its side of many payments at once with `received`
// and `paid`, by city; the other side is booked by whoever computes it, and the audit demands that both agree.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/base/assertions.hpp"
#include "sim/base/column.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/money.hpp"

namespace lingnan {

enum class Reason : std::uint32_t {
  supplies,         ///< between enterprises over links
  pooled_inputs,    ///< of enterprises, bought in markets
  consumption,
  public_purchases,
  fixed_investment,
  exports,
  imports,          ///< all uses
  wages,
  production_tax,
  profit_tax,
  income_tax,
  contributions,
  benefits,
  loan_interest,
  deposit_interest,
  interbank_interest,
  dividends,
  bank_dividends,
  transfers,        ///< between treasuries and the centre
  lending,          ///< new loans less repayments
  migration,        ///< deposits that people take along
  write_offs,       ///< what banks give up: paid to the debtor, who repays the loan
  capital_calls,    ///< owners pay into their funds
  equity,           ///< shares of enterprises: issued to funds, sold by them, bought back
  distributions,    ///< funds pay their owners
  relocation,       ///< what enterprises take along to another city, less what they owe
  subsidies,        ///< treasuries give to enterprises
  allowances,       ///< treasuries give to households
  levies,           ///< enterprises pay for levers
  land,             ///< under new dwellings: households to cities, beyond what transfers hold
};
inline constexpr std::size_t kReasons = 30;
inline constexpr std::string_view kReasonNames[kReasons] = {
    "supplies",   "pooled_inputs", "consumption",   "public_purchases", "fixed_investment",
    "exports",    "imports",       "wages",         "production_tax",   "profit_tax",
    "income_tax", "contributions", "benefits",      "loan_interest",    "deposit_interest",
    "interbank_interest", "dividends", "bank_dividends", "transfers",   "lending",
    "migration",  "write_offs",    "capital_calls", "equity",           "distributions",
    "relocation", "subsidies",     "allowances",    "levies",           "land"};

enum class Sector : std::uint32_t { enterprises, households, treasuries, insurance, banks, outside, funds };
inline constexpr std::size_t kSectors = 7;

/// Places of the outside sector.
inline constexpr std::size_t kRestOfCountry = 0, kRestOfWorld = 1, kCentre = 2;

/// Who pays or receives: a sector at a place. Places are cities by index; the province's treasury is one past the
/// last city and banks with the first city; the outside has places of its own.
struct Party {
  Sector sector;
  std::size_t place;
};

/// National accounts of one step, each side summed from its own journal, fen.
struct NationalAccounts {
  Money output = 0, intermediate = 0;                                        // production
  Money compensation = 0, production_tax = 0, operating_surplus = 0;         // income
  Money consumption = 0, government = 0, fixed_investment = 0, inventories = 0;  // expenditure
  Money exports_country = 0, exports_world = 0, imports_country = 0, imports_world = 0;
  Money enterprise_investment = 0;                                           // of fixed investment
  Money depreciation = 0, revaluation = 0, write_offs = 0;                   // net worth of enterprises
  Money credit_losses = 0;                                                   // among enterprises: unpaid bills

  Money by_production() const { return output - intermediate; }
  Money by_income() const { return compensation + production_tax + operating_surplus; }
  Money by_expenditure() const {
    return consumption + government + fixed_investment + inventories + exports_country + exports_world -
           imports_country - imports_world;
  }
  NationalAccounts& operator+=(const NationalAccounts& other);
};

class Ledger {
 public:
  void open(std::size_t cities);

  /// Clears the journal of the step before.
  void begin_step();

  void paid(Party party, Money amount, Reason reason) { entry(paid_, party, reason) += amount; }
  void received(Party party, Money amount, Reason reason) { entry(received_, party, reason) += amount; }
  /// One payment, both sides. Balances are the caller's columns; the journal is kept here.
  void pay(Party from, Party to, Money amount, Reason reason) {
    paid(from, amount, reason);
    received(to, amount, reason);
  }

  Money total_paid(Reason reason) const { return total(paid_, reason); }
  Money total_received(Reason reason) const { return total(received_, reason); }
  Money paid_by(Sector sector, Reason reason) const;
  Money received_by(Sector sector, Reason reason) const;
  Money paid_by(Party party, Reason reason) const { return paid_[index(party, reason)]; }
  Money received_by(Party party, Reason reason) const { return received_[index(party, reason)]; }
  /// Receipts less payments of a party over all reasons.
  Money net(Party party) const;
  Money net(Sector sector) const;
  std::size_t places() const { return places_; }

  NationalAccounts accounts;  ///< of this step

  template <class Visit>
  void columns(Visit&&) {}  // the journal lives within a step

 private:
  std::size_t index(Party party, Reason reason) const {
    return (static_cast<std::size_t>(reason) * kSectors + static_cast<std::size_t>(party.sector)) * places_ + party.place;
  }
  Money& entry(std::vector<Money>& journal, Party party, Reason reason) {
    expects(party.place < places_, "a place that the ledger knows");
    return journal[index(party, reason)];
  }
  Money total(const std::vector<Money>& journal, Reason reason) const;

  std::size_t places_ = 0;
  std::vector<Money> paid_, received_;
};

}  // namespace lingnan

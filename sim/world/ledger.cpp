#include "sim/world/ledger.hpp"

#include <algorithm>
#include <numeric>

namespace lingnan {

NationalAccounts& NationalAccounts::operator+=(const NationalAccounts& other) {
  output += other.output;
  intermediate += other.intermediate;
  compensation += other.compensation;
  production_tax += other.production_tax;
  operating_surplus += other.operating_surplus;
  consumption += other.consumption;
  government += other.government;
  fixed_investment += other.fixed_investment;
  inventories += other.inventories;
  exports_country += other.exports_country;
  exports_world += other.exports_world;
  imports_country += other.imports_country;
  imports_world += other.imports_world;
  enterprise_investment += other.enterprise_investment;
  depreciation += other.depreciation;
  write_offs += other.write_offs;
  credit_losses += other.credit_losses;
  revaluation += other.revaluation;
  return *this;
}

void Ledger::open(std::size_t cities) {
  places_ = std::max<std::size_t>(cities + 1, 3);
  paid_.assign(kReasons * kSectors * places_, 0);
  received_.assign(kReasons * kSectors * places_, 0);
}

void Ledger::begin_step() {
  std::fill(paid_.begin(), paid_.end(), Money{0});
  std::fill(received_.begin(), received_.end(), Money{0});
  accounts = {};
}

Money Ledger::total(const std::vector<Money>& journal, Reason reason) const {
  const auto first = journal.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(reason) * kSectors * places_);
  return std::accumulate(first, first + static_cast<std::ptrdiff_t>(kSectors * places_), Money{0});
}

Money Ledger::paid_by(Sector sector, Reason reason) const {
  Money sum = 0;
  for (std::size_t place = 0; place < places_; ++place) sum += paid_by(Party{sector, place}, reason);
  return sum;
}

Money Ledger::received_by(Sector sector, Reason reason) const {
  Money sum = 0;
  for (std::size_t place = 0; place < places_; ++place) sum += received_by(Party{sector, place}, reason);
  return sum;
}

Money Ledger::net(Party party) const {
  Money sum = 0;
  for (std::size_t reason = 0; reason < kReasons; ++reason)
    sum += received_by(party, static_cast<Reason>(reason)) - paid_by(party, static_cast<Reason>(reason));
  return sum;
}

Money Ledger::net(Sector sector) const {
  Money sum = 0;
  for (std::size_t place = 0; place < places_; ++place) sum += net(Party{sector, place});
  return sum;
}

}  // namespace lingnan

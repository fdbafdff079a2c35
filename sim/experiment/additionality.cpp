#include "sim/experiment/additionality.hpp"

#include "sim/base/assertions.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

void ServedTally::serve(const World& world, const ServedEnterprise& enterprise) {
  cells_.resize(world.region->cell_count());
  industries_.resize(world.industry_count());
  served_.insert(enterprise.key);
  cells_[enterprise.cell.value] = true;
  industries_[world.region->industry_of(enterprise.cell).value] = true;
  staff_before_ += enterprise.staff;
  value_added_before_ += enterprise.value_added;
}

void ServedTally::count(const World& world) {
  const Month month = world.calendar.month();
  const bool last = world.calendar.last_of_month();
  if (years_.empty() || years_.back().year != month.year) years_.push_back({.year = month.year});
  Year& year = years_.back();
  const bool december = last && month.month == 12;
  const Enterprises& e = world.enterprises;
  for (const CellId cell : world.cells()) {
    const double value_added = world.recipe(cell).value_added / 1e6;
    const bool some = !served_.empty() && industries_[world.region->industry_of(cell).value];
    const Group others = !some ? kRest : cells_[cell.value] ? kSameCity : kSameIndustry;
    std::array<std::array<double, kMeasures>, 2> sums{};  // of the others and of the served
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      if (!exists(e, f)) continue;
      auto& sum = sums[some && serves(e.birth_key[f]) ? 1 : 0];
      sum[kValueAdded] += e.output[f] * value_added;
      if (december) sum[kStaff] += staff_of(e, f);
    }
    for (std::size_t m = 0; m < kMeasures; ++m) {
      year.groups[others][m] += sums[0][m];
      year.groups[kServed][m] += sums[1][m];
    }
  }
  year.before[kValueAdded] += value_added_before_ / 1e6;
  if (december) {
    year.before[kStaff] = staff_before_;
    year.served = static_cast<double>(served_.size());
    for (const PoolId p : world.pools()) year.outside[kStaff] += static_cast<double>(world.households.labour_force[p]);
  }
  if (last) {
    const ProvinceMonth& row = world.records.province.back();
    year.outside[kValueAdded] += (row.outflow - row.inflow) / row.price_index;
  }
}

void ServedWatch::note(const World& world, EnterpriseId f) {
  const Enterprises& e = world.enterprises;
  if (!f.valid() || !exists(e, f) || is_pool(e, f) || tally_.serves(e.birth_key[f])) return;
  list_.push_back({.key = e.birth_key[f],
                   .cell = e.cell[f],
                   .step = world.calendar.step,
                   .staff = staff_of(e, f),
                   .value_added = e.output[f] * world.recipe(e.cell[f]).value_added});
  tally_.serve(world, list_.back());
}

void ServedWatch::issued(const World& world, const Instruments& instruments) {
  for (const Grant& grant : instruments.grants)
    if (counts(grant.lever) && grant.amount > 0) note(world, grant.enterprise);
  const Enterprises& e = world.enterprises;
  for (const EnterpriseId f : e.ids())
    if (e.zone[f] != 0 && counts(e.zone[f] - std::size_t{1})) note(world, f);
  const Projects& j = world.projects;
  for (const ProjectId p : j.owner.ids())
    if (j.owner[p].valid() && j.server[p] != 0 && counts(j.server[p] - std::size_t{1})) note(world, j.owner[p]);
  const Funds& funds = world.funds;
  for (const FundId fund : funds.lever.ids()) {
    if (funds.lever[fund] == 0 || !counts(funds.lever[fund] - std::size_t{1})) continue;
    for (std::uint32_t i = 0; i < Funds::kHoldings; ++i) note(world, funds.enterprise[HoldingId{fund.value * Funds::kHoldings + i}]);
  }
}

void TwinWatch::issued(const World& world, const Instruments&) {
  for (Twin& twin : twins_) {
    const std::vector<ServedEnterprise>& list = twin.served->list();
    while (twin.upto < list.size() && list[twin.upto].step <= world.calendar.step) twin.tally.serve(world, list[twin.upto++]);
  }
}

void TwinWatch::stepped(const World& world) {
  for (Twin& twin : twins_) twin.tally.count(world);
}

RunOutcomes TwinWatch::terms(std::size_t number, const RunOutcomes& run) const {
  const auto years = static_cast<std::size_t>(run.years());
  RunOutcomes terms = {.first_year = run.first_year, .whole = std::vector(kMeasures * kTerms + 1, std::vector<double>(years, 0.0)), .places = {}};
  const std::vector<ServedTally::Year>&with = twins_[number].served->tally().years(), &without = twins_[number].tally.years();
  expects(with.size() == without.size(), "both runs end in the same month");
  for (std::size_t i = 0; i < with.size(); ++i) {
    const ServedTally::Year &one = with[i], &other = without[i];
    if (one.year < run.first_year || one.year > run.last_year()) continue;
    const auto at = static_cast<std::size_t>(one.year - run.first_year);
    for (std::size_t m = 0; m < kMeasures; ++m) {
      const auto more = [&](ServedTally::Group group) { return one.groups[group][m] - other.groups[group][m]; };
      const auto put = [&](AddedTerm term, double value) { terms.whole[m * kTerms + static_cast<std::size_t>(term)][at] = value; };
      put(AddedTerm::gross, one.groups[ServedTally::kServed][m] - one.before[m]);
      put(AddedTerm::deadweight, other.groups[ServedTally::kServed][m] - one.before[m]);
      put(AddedTerm::displacement_city, -more(ServedTally::kSameCity));
      put(AddedTerm::displacement_province, -more(ServedTally::kSameIndustry));
      put(AddedTerm::spillover, more(ServedTally::kRest));
      put(AddedTerm::net, more(ServedTally::kServed) + more(ServedTally::kSameCity) + more(ServedTally::kSameIndustry) + more(ServedTally::kRest));
      put(AddedTerm::outside, one.outside[m] - other.outside[m]);
    }
    terms.whole.back()[at] = one.served;
  }
  return terms;
}

}  // namespace lingnan

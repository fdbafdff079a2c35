#include "sim/policy/lever.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

#include "sim/world/selection.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

std::uint32_t key_of(std::string_view id) {
  std::uint64_t key = id.size();
  for (const char c : id) key = mix(key, static_cast<unsigned char>(c));
  return static_cast<std::uint32_t>(key);
}

/// A row for each city in reach of a lever with funds, after the private ones.
void open_public_funds(const std::vector<std::shared_ptr<const Lever>>& levers, World& world) {
  Funds& funds = world.funds;
  std::vector<std::pair<std::uint16_t, CityId>> places;
  for (std::uint32_t l = 0; l < levers.size(); ++l)
    if (levers[l]->has_funds() && levers[l]->intensity > 0)
      for (const CityId c : world.cities())
        if (levers[l]->reach().covers(c)) places.emplace_back(static_cast<std::uint16_t>(l + 1), c);
  const std::size_t private_funds = world.city_count() * kFundKinds;
  funds.resize(private_funds + places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const FundId fund{private_funds + i};
    funds.lever[fund] = places[i].first;
    funds.city[fund] = static_cast<std::uint16_t>(places[i].second.value);
    funds.key[fund] = static_cast<std::uint32_t>(mix(key_of(levers[places[i].first - 1u]->id), places[i].second.value));
    funds.since[fund] = Funds::kNotYet;
  }
}

/// Funds of levers that go on keep what they have.
void carry_public_funds(const Funds& old, const std::vector<std::uint16_t>& now, World& world) {
  Funds& funds = world.funds;
  for (const FundId past : old.lever.ids()) {
    if (old.lever[past] == 0) continue;
    for (const FundId fund : funds.lever.ids())
      if (funds.lever[fund] != 0 && funds.lever[fund] == now[old.lever[past]] && funds.city[fund] == old.city[past])
        funds.copy(old, past, fund);
  }
}

}  // namespace

void LeverTarget::describe(Parameters& p) {
  p.names("cities", cities, {.unit = "city", .doc = "Cities that the lever reaches; all if left out.", .source = "the scenario's own"});
  p.names("industries", industries,
          {.unit = "industry", .doc = "Industries that it reaches; all if left out and no cluster is named.",
           .source = "the scenario's own"});
  p.names("clusters", clusters,
          {.unit = "selection",
           .doc = "Clusters, classes of new products or future industries that it reaches: their classes, and industries a tenth "
                  "of which or more is theirs.",
           .source = "the scenario's own"});
}

void Schedule::describe(Parameters& p) {
  p.month("start", start, {.doc = "First month in which the lever works.", .source = "the scenario's own"});
  p.month("end", end, {.doc = "Last month in which it works.", .source = "the scenario's own"});
  p.text("announce", announce,
         {.unit = "YYYY-MM", .doc = "Month in which it is told; from then on, as far as `anticipation` says, people act as if it worked.",
          .source = "the scenario's own"});
  p.integer("admin_delay_months", admin_delay_months,
            {.unit = "months", .min = 0, .max = 60, .doc = "Months that pass between a decision and its effect.",
             .source = "the scenario's own"});
  p.integer("ramp_months", ramp_months,
            {.unit = "months", .min = 0, .max = 240, .doc = "Months until it works at full strength; straight up.",
             .source = "the scenario's own"});
}

double Schedule::strength(Month month) const {
  const auto passed = static_cast<double>(month.index() - start.index() - admin_delay_months);
  if (passed < 0 || month.index() - admin_delay_months > end.index()) return 0;
  return std::min(1.0, (passed + 1) / static_cast<double>(std::max<std::int64_t>(ramp_months, 1)));
}

bool Schedule::only_announced(Month month) const {
  if (announce.size() != 7) return false;
  const Month told{std::stoi(announce.substr(0, 4)), std::stoi(announce.substr(5, 2))};
  return !(month < told) && month.index() < start.index() + admin_delay_months;
}

double LeverView::strength_before(int months) const {
  return self.intensity * self.schedule.strength(world.calendar.month().plus(-months));
}

double Lever::rescale(const LeverView&, const Lever&) const { return 1; }

void Payers::describe(Parameters& p) {
  p.real("centre", centre, {.unit = "share", .min = 0, .max = 1, .doc = "Share of the public cost that the centre pays."});
  p.real("province", province,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Share that the province pays, out of what it gives its cities, by their ordinary purchases."});
  p.real("city", city, {.unit = "share", .min = 0, .max = 1, .doc = "Share that the city pays in which the money is spent."});
  p.real("chain_master", chain_master,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Share that chain-masters of that city pay, by their sales; the city where it has none."});
}

void Lever::describe(Parameters& p) {
  p.block("target", target);
  p.block("schedule", schedule);
  p.block("payers", payers);
  p.real("intensity", intensity,
         {.unit = "ratio", .min = 0, .max = 100,
          .doc = "What multiplies the lever's size and its budget; 0 is without the lever.", .source = "the scenario's own"});
  p.real("anticipation", anticipation,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Of its strength, what people act on between its announcement and its start, as far as the lever draws "
                 "investment, entry and moves."});
  p.real("budget_mln_cny_per_year", budget_mln_cny_per_year,
         {.unit = "mln_cny/year", .min = 0, .max = 1e7,
          .doc = "Most public money in a calendar year, at current prices; when it is spent the lever stops until January."});
  describe_own(p);
}

void Lever::find_reach(const Region& region) {
  const auto marked = [](const auto& places, const std::vector<std::string>& codes) {
    std::vector<std::uint8_t> marks;
    for (const auto& place : places)
      marks.push_back(codes.empty() || std::find(codes.begin(), codes.end(), place.code) != codes.end() ? 1 : 0);
    return marks;
  };
  constexpr double kLeastShare = 0.1;
  std::vector<std::uint8_t> industries = marked(region.industries, target.industries);
  std::vector<std::uint8_t> classes(region.product_classes.size(), 1);
  if (!target.clusters.empty()) {
    if (target.industries.empty()) industries.assign(industries.size(), 0);
    classes.assign(classes.size(), 0);
    for (const std::string& code : target.clusters) {
      const std::optional<Selection> chosen = select(region, code);
      if (!chosen) continue;  // the reader has told
      for (std::size_t s = 0; s < industries.size(); ++s)
        if (chosen->industry[s] >= kLeastShare) industries[s] = 1;
      for (std::size_t k = 0; k < classes.size(); ++k) {
        if (!(chosen->product_class[k] > 0)) continue;
        classes[k] = 1;
        for (const ProductClass::Part& part : region.product_classes[k].parts)
          if (part.weight >= kLeastShare) industries[part.industry.value] = 1;
      }
    }
  } else if (!target.industries.empty()) {
    for (std::size_t k = 0; k < classes.size(); ++k) {
      classes[k] = 0;
      for (const ProductClass::Part& part : region.product_classes[k].parts)
        if (industries[part.industry.value] != 0 && part.weight >= kLeastShare) classes[k] = 1;
    }
  }
  everywhere_ = {marked(region.cities, {}), marked(region.industries, {}), std::vector<std::uint8_t>(region.product_classes.size(), 1)};
  reach_ = {marked(region.cities, target.cities), std::move(industries), std::move(classes)};
}

std::vector<std::int64_t> Lever::by_experts(const World& world, double units) const {
  double all = 0;
  const auto experts = [&](CityId c) {
    return reach_.covers(c) ? static_cast<double>(world.experts.city_begin[CityId{c.value + 1u}] - world.experts.city_begin[c]) : 0.0;
  };
  for (const CityId c : world.cities()) all += experts(c);
  std::vector<std::int64_t> shares;
  double upto = 0;
  std::int64_t given = 0;
  for (const CityId c : world.cities()) {
    upto += experts(c);
    const auto next = all > 0 ? static_cast<std::int64_t>(std::floor(units * upto / all + 1e-9)) : 0;
    shares.push_back(next - given);
    given = next;
  }
  return shares;
}

std::vector<double> Lever::expert_shares(const World& world) const {
  constexpr double kParts = 1e6;
  std::vector<double> shares;
  for (const std::int64_t parts : by_experts(world, kParts)) shares.push_back(static_cast<double>(parts) / kParts);
  return shares;
}

void Lever::describe_bending(Parameters& p, bool& bending, double& relabel_cost) {
  p.flag("bending", bending,
         {.doc = "Do enterprises that lack nothing but research call other spending research to be recognised? If not, only real "
                 "research counts."});
  p.real("relabel_cost", relabel_cost,
         {.unit = "ratio", .min = 0.01, .max = 10,
          .doc = "What it costs an enterprise to call a yuan of other spending research to be recognised: work, and the risk of being "
                 "found out. It does so where what recognition brings is worth it; at 1, for a yuan for each that it brings.",
          .source = "chosen: in the first year a quarter of the little giants stand by bent figures, where 24-45 % of what "
                    "enterprises report more for relief is relabelled (Chen et al. 2021)",
          .grade = "E"});
}

bool Lever::grant(const LeverView& view, EnterpriseId f, Money amount, Money& left, Instruments& out, std::uint16_t mark) {
  if (amount > left) {
    out.turned_away.push_back({view.lever, view.world.region->city_of(view.world.enterprises.cell[f]), 1});
    return false;
  }
  left -= amount;
  out.grants.push_back({view.lever, f, amount, mark});
  return true;
}

Money Lever::administer(const LeverView& view, double mln_cny_per_year, Instruments& out) const {
  const Money amount = std::min(view.budget, fen(mln_cny_per_year * 1e6 * view.world.calendar.step_years()));
  if (amount <= 0) return view.budget;
  const std::vector<double> shares = expert_shares(view.world);
  std::vector<Money> parts(shares.size());
  apportion<double>(amount, shares, parts);
  Money left = view.budget;
  for (const CityId c : view.world.cities()) {
    if (parts[c.value] <= 0) continue;
    out.costs.push_back({view.lever, c, parts[c.value]});
    left -= parts[c.value];
  }
  return left;
}

void open_levers(const std::vector<std::shared_ptr<const Lever>>& levers, World& world) {
  Levers& books = world.levers;
  const std::size_t count = levers.size(), places = count * world.city_count();
  books.budget.assign(count);
  world.lever_payers.assign(count);
  for (std::uint32_t l = 0; l < count; ++l) {
    books.budget[LeverId{l}] = fen(levers[l]->intensity * levers[l]->budget_mln_cny_per_year * 1e6);
    world.lever_payers[LeverId{l}] = {.centre = levers[l]->payers.centre,
                                      .province = levers[l]->payers.province,
                                      .chain_masters = levers[l]->payers.chain_master};
  }
  books.budget_left = books.budget;
  books.of_places([&](auto& column) { column.assign(places); });
  world.memory.year_choices.assign(places, {});
  open_public_funds(levers, world);
}

void carry_levers(const std::vector<std::shared_ptr<const Lever>>& from, const std::vector<std::shared_ptr<const Lever>>& to,
                  World& world) {
  Levers old = world.levers;
  const Funds funds = world.funds;
  const std::vector<ChoiceYear> choices = world.memory.year_choices;
  open_levers(to, world);
  Levers& books = world.levers;
  std::vector<std::uint16_t> server(from.size() + 1, 0);
  for (std::uint32_t l = 0; l < to.size(); ++l)
    for (std::uint32_t k = 0; k < from.size(); ++k) {
      if (from[k]->id != to[l]->id) continue;
      server[k + 1] = static_cast<std::uint16_t>(l + 1);
      books.budget_left[LeverId{l}] = old.budget_left[LeverId{k}];
      // columns of both, in the order in which `of_places` tells them
      std::vector<OfLeverPlace<Money>*> money;
      std::vector<OfLeverPlace<std::int32_t>*> counts;
      const auto note = [&](auto& column) {
        if constexpr (std::is_same_v<decltype(column), OfLeverPlace<Money>&>) {
          money.push_back(&column);
        } else {
          counts.push_back(&column);
        }
      };
      old.of_places(note);
      books.of_places(note);
      const auto carry = [&](const auto& columns) {
        for (std::size_t i = 0; i < columns.size() / 2; ++i)
          for (const CityId c : world.cities()) (*columns[columns.size() / 2 + i])[books.at(l, c)] = (*columns[i])[old.at(k, c)];
      };
      carry(money);
      carry(counts);
      for (const CityId c : world.cities()) {
        ChoiceYear& choice = world.memory.year_choices[books.at(l, c).value];
        choice = choices[old.at(k, c).value];
        choice.lever = l;
      }
    }
  for (std::uint16_t& s : world.projects.server) s = server[s];
  for (std::uint8_t& zone : world.enterprises.zone) zone = static_cast<std::uint8_t>(server[zone]);
  carry_public_funds(funds, server, world);
}

void issue_instruments(const std::vector<std::shared_ptr<const Lever>>& levers, const World& world, Instruments& out) {
  const Month month = world.calendar.month();
  const bool first = world.calendar.first_of_month();
  const bool new_year = first && month.month == 1;
  const auto view_of = [&](std::uint32_t l, double strength, double before) {
    Money budget = (new_year ? world.levers.budget : world.levers.budget_left)[LeverId{l}];
    for (const CityId c : world.cities())
      budget -= world.levers.due[world.levers.at(l, c)] + world.levers.given_late[world.levers.at(l, c)];
    return LeverView{.world = world,
                     .lever = l,
                     .key = key_of(levers[l]->id),
                     .strength = strength,
                     .growth = first ? strength - before : 0.0,
                     .budget = budget,
                     .first_step = first,
                     .self = *levers[l]};
  };
  for (std::uint32_t l = 0; l < levers.size(); ++l) {
    const Lever& lever = *levers[l];
    double strength = lever.intensity * lever.schedule.strength(month);
    double before = lever.intensity * lever.schedule.strength(month.plus(-1));
    if (lever.anticipation > 0 && lever.intensity > 0 && !(strength > 0) && lever.schedule.only_announced(month)) {
      Instruments expected;
      const LeverView view = view_of(l, lever.intensity * lever.anticipation, lever.intensity * lever.anticipation);
      if (view.budget > 0) lever.act(view, expected);
      out.lifts.insert(out.lifts.end(), expected.lifts.begin(), expected.lifts.end());
      continue;
    }
    if (!(strength > 0)) continue;
    for (std::uint32_t k = 0; k < levers.size(); ++k) {
      const double other = levers[k]->intensity * levers[k]->schedule.strength(month);
      if (k == l || !(other > 0)) continue;
      const double ratio = levers[k]->rescale(view_of(k, other, other), lever);
      strength *= ratio;
      before *= ratio;
    }
    const LeverView view = view_of(l, strength, before);
    if (!(strength > 0) || view.budget <= 0) continue;
    lever.act(view, out);
  }
}

}  // namespace lingnan

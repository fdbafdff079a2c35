#include "sim/policy/lever.hpp"

#include <algorithm>
#include <cmath>

#include "sim/world/world.hpp"

namespace lingnan {

void LeverTarget::describe(Parameters& p) {
  p.names("cities", cities, {.unit = "city", .doc = "Cities that the lever reaches; all if left out.", .source = "the scenario's own"});
  p.names("industries", industries,
          {.unit = "industry", .doc = "Industries that it reaches; all if left out.", .source = "the scenario's own"});
}

void Schedule::describe(Parameters& p) {
  p.month("start", start, {.doc = "First month in which the lever works.", .source = "the scenario's own"});
  p.month("end", end, {.doc = "Last month in which it works.", .source = "the scenario's own"});
  p.integer("ramp_months", ramp_months,
            {.unit = "months", .min = 0, .max = 240, .doc = "Months until it works at full strength; straight up.",
             .source = "the scenario's own"});
}

double Schedule::strength(Month month) const {
  if (!active(month)) return 0;
  return std::min(1.0, (month.index() - start.index() + 1.0) / static_cast<double>(std::max<std::int64_t>(ramp_months, 1)));
}

void Payers::describe(Parameters& p) {
  p.real("centre", centre, {.unit = "share", .min = 0, .max = 1, .doc = "Share of the public cost that the centre pays."});
  p.real("province", province,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Share that the province pays, out of what it gives its cities, by their ordinary purchases."});
  p.real("city", city, {.unit = "share", .min = 0, .max = 1, .doc = "Share that the city pays in which the money is spent."});
}

void Lever::describe(Parameters& p) {
  p.block("target", target);
  p.block("schedule", schedule);
  p.block("payers", payers);
  p.real("intensity", intensity,
         {.unit = "ratio", .min = 0, .max = 100,
          .doc = "What multiplies the lever's size and its budget; 0 is without the lever.", .source = "the scenario's own"});
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
  reach_ = {marked(region.cities, target.cities), marked(region.industries, target.industries)};
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

void open_levers(const std::vector<std::shared_ptr<const Lever>>& levers, World& world) {
  Levers& books = world.levers;
  const std::size_t count = levers.size(), places = count * world.city_count();
  books.budget.assign(count);
  world.lever_payers.assign(count);
  for (std::uint32_t l = 0; l < count; ++l) {
    books.budget[LeverId{l}] = fen(levers[l]->intensity * levers[l]->budget_mln_cny_per_year * 1e6);
    world.lever_payers[LeverId{l}] = {.centre = levers[l]->payers.centre, .province = levers[l]->payers.province};
  }
  books.budget_left = books.budget;
  for (auto* column : {&books.due, &books.ordered, &books.spent}) column->assign(places);
  for (auto* column : {&books.take_up, &books.rejected, &books.queue}) column->assign(places);
}

void carry_levers(const std::vector<std::shared_ptr<const Lever>>& from, const std::vector<std::shared_ptr<const Lever>>& to,
                  World& world) {
  const Levers old = world.levers;
  open_levers(to, world);
  Levers& books = world.levers;
  std::vector<std::uint16_t> server(from.size() + 1, 0);
  for (std::uint32_t l = 0; l < to.size(); ++l) {
    for (std::uint32_t k = 0; k < from.size(); ++k) {
      if (from[k]->id != to[l]->id) continue;
      server[k + 1] = static_cast<std::uint16_t>(l + 1);
      books.budget_left[LeverId{l}] = old.budget_left[LeverId{k}];
      for (const CityId c : world.cities()) {
        const LeverPlaceId now = books.at(l, c), then = old.at(k, c);
        for (auto member : {&Levers::due, &Levers::ordered, &Levers::spent}) (books.*member)[now] = (old.*member)[then];
        for (auto member : {&Levers::take_up, &Levers::rejected, &Levers::queue}) (books.*member)[now] = (old.*member)[then];
      }
    }
  }
  for (std::uint16_t& s : world.projects.server) s = server[s];
}

void issue_instruments(const std::vector<std::shared_ptr<const Lever>>& levers, const World& world, Instruments& out) {
  const Month month = world.calendar.month();
  for (std::uint32_t l = 0; l < levers.size(); ++l) {
    const Lever& lever = *levers[l];
    const double strength = lever.intensity * lever.schedule.strength(month);
    const bool first = world.calendar.first_of_month();
    const bool new_year = first && month.month == 1;
    Money budget = (new_year ? world.levers.budget : world.levers.budget_left)[LeverId{l}];
    for (const CityId c : world.cities()) budget -= world.levers.due[world.levers.at(l, c)];
    if (!(strength > 0) || budget <= 0) continue;
    lever.act({.world = world,
               .lever = l,
               .strength = strength,
               .growth = first ? strength - lever.intensity * lever.schedule.strength(month.plus(-1)) : 0.0,
               .budget = budget,
               .first_step = first},
              out);
  }
}

}  // namespace lingnan

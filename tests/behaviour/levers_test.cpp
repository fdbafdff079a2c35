// What each lever does, and to whom, on the data of Guangdong at a low resolution.
#include <catch2/catch.hpp>
#include <algorithm>
#include <cmath>
#include <vector>

#include "lingnan/simulation.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/pairs.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

const Settings kShort = until("2026-12") + calm();


Records records(const Settings& settings, std::uint64_t seed = 1) {
  Simulation simulation(guangdong(10000, kShort + settings), {.seed = seed});
  run(simulation);
  return simulation.records();
}

/// Projects that passed a stage, or waited for it at the end of a year, over all years.
double passed(const Records& records, std::string_view stage) {
  double sum = 0;
  for (const ProjectYear& row : records.projects)
    if (kStageNames[row.stage] == stage) sum += row.passed;
  return sum;
}

struct Service {
  double spent = 0, take_up = 0, queue = 0;
};
Service use_of(const Records& records) {
  Service use;
  for (const LeverMonth& row : records.levers) {
    use.spent += row.spent;
    use.take_up += row.take_up;
    use.queue = row.queue;
  }
  return use;
}

double gdp(const Records& records, int year) {
  double sum = 0;
  for (const ProvinceMonth& row : records.province)
    if (row.month.year == year) sum += row.gdp_real;
  return sum;
}

}  // namespace

TEST_CASE("a pilot platform lifts as many projects as its odds say, and the next stage fills", "[behaviour][levers]") {
  const Records without = records({});
  const Records with = records(levers("{lever: pilot_platform, platforms: 30, schedule: {start: 2023-01}}"));
  const Service use = use_of(with);
  const double more = passed(with, "pilot") - passed(without, "pilot");
  INFO(use.take_up << " served, " << more << " more passed the pilot; " << use.spent << " million yuan");
  CHECK(use.take_up > 100);
  // of those served a fifth more pass, 0.5 against 0.3, and all pass sooner
  CHECK(more > 0.1 * use.take_up);
  CHECK(more < 0.6 * use.take_up);
  CHECK(passed(with, "demonstration") > passed(without, "demonstration"));
  CHECK(use.spent > 30 * 50);  // capital of the platforms at least
}

TEST_CASE("platforms beyond the queue cost and do nothing", "[behaviour][levers]") {
  const auto with = [](int platforms) {
    return records(levers("{lever: pilot_platform, platforms: " + std::to_string(platforms) +
                          ", budget_mln_cny_per_year: 1000000, schedule: {start: 2023-01}}"));
  };
  const Records enough = with(100), many = with(200);
  CHECK(use_of(many).spent > 1.5 * use_of(enough).spent);
  CHECK(use_of(many).take_up < 1.1 * use_of(enough).take_up);
}

TEST_CASE("what the budget does not pay is turned away, and told", "[behaviour][levers]") {
  const Records poor = records(levers("{lever: poc_centre, centres: 40, budget_mln_cny_per_year: 230, schedule: {start: 2023-01}}"));
  const Records rich = records(levers("{lever: poc_centre, centres: 40, budget_mln_cny_per_year: 2000, schedule: {start: 2023-01}}"));
  double rejected = 0;
  for (const LeverMonth& row : poor.levers) rejected += row.rejected;
  CHECK(rejected > 0);
  CHECK(use_of(poor).take_up < use_of(rich).take_up);
  CHECK(use_of(poor).spent < use_of(rich).spent);
}

TEST_CASE("laboratories make enterprises around them know more, and nobody beyond their reach", "[behaviour][levers]") {
  const Settings lab = levers("{lever: innovation_platform, researchers: 50000, budget_mln_cny_per_year: 100000, target: {cities: "
                              "[Shenzhen], industries: [COMM]}, schedule: {start: 2023-01}}");
  Simulation without(guangdong(10000, kShort), {}), with(guangdong(10000, kShort + lab), {});
  run(without, 36);
  run(with, 36);
  const World &a = without.world(), &b = with.world();
  const auto lead = [&](const char* city, const char* industry) {
    CityId c;
    IndustryId s;
    for (const CityId i : a.cities())
      if (a.region->cities[i.value].name_en == city) c = i;
    for (const IndustryId i : a.industries())
      if (a.region->industries[i.value].code == industry) s = i;
    const CellId cell = a.region->cell(c, s);
    return b.lead[cell] - a.lead[cell];
  };
  const double here = lead("Shenzhen", "COMM"), near = lead("Dongguan", "COMM"), other = lead("Shenzhen", "FOOD");
  INFO("lead more by " << here << " there, " << near << " next door, " << other << " in another industry");
  CHECK(here > 0);
  CHECK(near > 0);
  CHECK(here > near);
  CHECK(here > other);
}

TEST_CASE("chain-masters teach small and medium suppliers what they know, and no more", "[behaviour][levers]") {
  constexpr double kCeiling = 0.07;
  Simulation simulation(guangdong(10000, until("2025-12") + calm() +
                                             levers("{lever: chain_master, suppliers_per_year: 30, cost_mln_cny_each: 0.5, "
                                                    "budget_mln_cny_per_year: 2000, schedule: {start: 2023-01}}")),
                        {.seed = 1});
  const Enterprises& e = simulation.world().enterprises;
  const auto lessons = [&](EnterpriseId f) { return static_cast<double>(e.developed[f]) + static_cast<double>(e.to_learn[f]); };
  double largest = 0, most = 0;
  while (!simulation.finished()) {
    std::vector<double> before, staff;
    const auto keys = e.birth_key;
    for (const EnterpriseId f : e.ids()) {
      before.push_back(lessons(f));
      staff.push_back(exists(e, f) ? staff_of(e, f) / static_cast<double>(e.multiplicity[f]) : 0);
    }
    simulation.run_month();
    for (const EnterpriseId f : e.ids()) {
      most = std::max(most, lessons(f));
      if (e.birth_key[f] == keys[f] && lessons(f) > before[f.value] + 1e-7)  // who moved here brings its lessons along
        largest = std::max(largest, staff[f.value]);
    }
  }
  const Service use = use_of(simulation.records());
  double all = 0, learnt = 0;
  for (const EnterpriseId f : e.ids()) {
    all += lessons(f) * static_cast<double>(e.multiplicity[f]);
    learnt += static_cast<double>(e.developed[f]) * static_cast<double>(e.multiplicity[f]);
  }
  INFO(use.take_up << " suppliers for " << use.spent << " million yuan, the largest of " << largest << " persons; " << all / use.take_up
                   << " log points each, " << learnt / use.take_up << " of them learnt");
  CHECK(use.take_up > 1000);
  CHECK(use.spent == Approx(0.5 * use.take_up));
  CHECK(most <= kCeiling * 1.0001);
  CHECK(largest <= 1000);
  CHECK(all / use.take_up < kCeiling * 1.3);  // pools grow after a member was taken
  CHECK(all / use.take_up > kCeiling * 0.5);  // some know nearly as much as their chain-master
  CHECK(learnt > 0.3 * all);
  CHECK(learnt < 0.8 * all);
}

TEST_CASE("who pays for a lever decides what a placebo does", "[behaviour][levers]") {
  const auto placebo = [](const std::string& payers) {
    return records(levers("{lever: placebo, budget_mln_cny_per_year: 100000, schedule: {start: 2024-01}, payers: {" + payers + "}}"));
  };
  const double base = gdp(records({}), 2025);
  const double centre = gdp(placebo("centre: 1, province: 0, city: 0"), 2025) / base - 1;
  const double region = gdp(placebo("centre: 0, province: 0.5, city: 0.5"), 2025) / base - 1;
  INFO("real GDP moves by " << 100 * centre << " % if the centre pays, by " << 100 * region << " % if the region does");
  CHECK(centre > 0);         // money from outside
  CHECK(region < centre);    // matched by a cut of other purchases
  CHECK(std::abs(region) < 0.01);
}

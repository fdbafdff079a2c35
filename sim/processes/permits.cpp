// Desks of cities give the permits and the land that building needs, in turn.
//
// What is under construction asks for permits at the rate at which it is completed in ordinary times, times the pace that levers
// want for a city's industry. A city's desks handle so much: what replacement and growth of its capital ask for, and some slack. If
// they are asked for more everybody gets a permit later, so that who goes first makes the others wait:
//   pace = wanted pace min(1, handled / asked),   time to build = b (1 - p + p / pace),   p = share of it that permits take.
// What waits is what is under construction: it adds up while desks are short and is worked off later.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

class Permits final : public Process {
  double time_share = 1.0 / 3;
  double slack = 0.5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Permits>(*this); }
  std::string_view name() const override { return "permits"; }
  std::string_view doc() const override { return "Desks of cities that give permits and land, in turn."; }

  void describe(Parameters& p) override {
    p.real("time_share", time_share,
           {.unit = "share", .min = 0, .max = 0.9, .doc = "Of the time to build, what permits and land take in ordinary times."});
    p.real("slack", slack,
           {.unit = "ratio", .min = 0, .max = 100,
            .doc = "What a city's desks can handle beyond what replacement and growth of its capital ask for. With little of it booms "
                   "wait for permits, and who is permitted sooner makes others wait longer."});
  }

  void run(World& world, const Instruments& instruments) override {
    find_wanted(world, instruments);
    StepFlows& flows = world.step_flows;
    const double usual = world.norms.build_steps;
    for (const CityId c : world.cities()) {
      double asked = 0, handled = 0;
      for (const IndustryId s : world.industries()) {
        asked += asked_[world.region->cell(c, s)];
        handled += handled_[world.region->cell(c, s)];
      }
      flows.permit_load[c] = handled > 0 ? asked / handled : 0.0;
      const double turn = flows.permit_load[c] > 1 ? 1 / flows.permit_load[c] : 1.0;
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(c, s);
        const double pace = wanted_[cell] * turn;
        flows.build_steps[cell] = pace == 1 ? usual : usual * (1 - time_share + time_share / pace);
      }
    }
  }

 private:
  OfCell<double> wanted_;            // pace, 1 in ordinary times
  OfCell<double> asked_, handled_;   // yuan at base prices in a step

  void find_wanted(const World& world, const Instruments& instruments) {
    const Enterprises& e = world.enterprises;
    for (auto* column : {&wanted_, &asked_, &handled_}) column->assign(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const CityId city = world.region->city_of(cell);
      const IndustryId industry = world.region->industry_of(cell);
      double building = 0, capital = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        building += static_cast<double>(e.under_construction[f]);
        capital += e.capital[f];
      }
      wanted_[cell] = instruments.lift(Lift::permits, city, industry);
      asked_[cell] = wanted_[cell] * building / world.norms.build_steps;
      handled_[cell] = (1 + slack) * instruments.lift(Lift::desks, city, industry) *
                       (world.recipe(cell).depreciation_step + world.norms.growth) * capital;
    });
  }
};

}  // namespace

std::unique_ptr<Process> make_permits() { return std::make_unique<Permits>(); }

}  // namespace lingnan

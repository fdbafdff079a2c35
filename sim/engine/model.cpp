#include "sim/engine/model.hpp"

#include "sim/engine/step.hpp"

namespace lingnan {

void TimeSettings::describe(Parameters& p) {
  p.month("start", start, {.doc = "First month of the run; the region's tables describe its year.",
                           .source = "the scenario's own"});
  p.month("end", end, {.doc = "Last month of the run, included.", .source = "the scenario's own"});
  p.choice("step", step, {"day", "week", "month"},
           {.doc = "Length of a step: months for policy, weeks or days for shocks to supply.",
            .source = "the scenario's own"});
}

StepLength TimeSettings::step_length() const {
  return step == "day" ? StepLength::day : step == "week" ? StepLength::week : StepLength::month;
}

void EconomySettings::describe(Parameters& p) {
  p.integer("firms", firms,
            {.unit = "enterprise agents", .min = 0, .max = 4e9,
             .doc = "Resolution: how many agents stand for the region's enterprises; 0 gives every one its own.",
             .source = "the scenario's own"});
  p.flag("random_processes", random_processes,
         {.doc = "Separations, matching and rounding by chance; off for tests of the growth path.",
          .source = "the scenario's own"});
}

void PolicyTarget::describe(Parameters& p) {
  p.text("id", id, {.doc = "Name of the target, unique.", .source = "the scenario's own"});
  p.text("outcome", outcome, {.doc = "An outcome of comparisons, see outcomes.csv and comparison_places.csv.", .source = "the scenario's own"});
  p.text("of", of, {.doc = "Code of an industry, city or class of new products; the whole region if left out.", .source = "the scenario's own"});
  p.integer("year", year, {.unit = "year", .min = 2000, .max = 2200, .doc = "Calendar year in which it is to be reached.", .source = "the scenario's own"});
  p.real("at_least", at_least, {.doc = "What is aimed at, in the unit of the outcome.", .source = "the scenario's own"});
  p.text("source", source, {.doc = "Where the target comes from.", .source = "the scenario's own"});
}

void OutputSettings::describe(Parameters& p) {
  p.integer("checkpoint_every_months", checkpoint_every_months,
            {.unit = "months", .min = 1, .max = 1200, .doc = "How often a run saves where it is.",
             .source = "the scenario's own"});
  p.choice("firms", firms, {"none", "yearly"}, {.doc = "The panel of enterprise agents, a file a year.", .source = "the scenario's own"});
  p.choice("firms_format", firms_format, {"netcdf", "stata"},
           {.doc = "Of the panel: NetCDF-4 for xarray, pandas and R; Stata's for Stata, pandas and R.", .source = "the scenario's own"});
}

Model::Model() {
  for (const ProcessEntry& row : step_table()) processes.push_back(row.make());
}

std::vector<Block*> Model::parameter_blocks() {
  std::vector<Block*> blocks = {&opening, &trends, &institutions, &labour_market, &demographics, &fiscal};
  for (const auto& process : processes) blocks.push_back(process.get());
  return blocks;
}

}  // namespace lingnan

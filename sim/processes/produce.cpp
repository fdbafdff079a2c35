// Output is set by the scarcest of plan, capacity, labour and delivered inputs.
// Source: Pichler et al. (2022), Forecasting the propagation of pandemic shocks with a dynamic input-output model, eqs.
// 13-17: essential inputs bind fully, important ones half, the rest not at all.
#include <array>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

enum class Function { mixed, leontief, linear };

constexpr std::uint32_t kMost = SlotGroup::kMost;

/// Columns of a group of enterprises, from the first of them.
struct Makers {
  std::uint32_t size;
  const double *capital, *expected_demand;
  const float *productivity, *slow_demand, *passing, *market_part;
  const std::int32_t *general, *college, *expert;
  double *planned_output, *output;

  Makers(Enterprises& e, const SlotGroup& g)
      : size(g.size), capital(&e.capital[g.first]), expected_demand(&e.expected_demand[g.first]),
        productivity(&e.productivity[g.first]), slow_demand(&e.slow_demand[g.first]),
        passing(&e.passing[g.first]), market_part(&e.market_part[g.first]),
        general(&e.staff_general[g.first]), college(&e.staff_college[g.first]), expert(&e.staff_expert[g.first]),
        planned_output(&e.planned_output[g.first]), output(&e.output[g.first]) {}
};

/// What a cell's enterprises share.
struct Here {
  bool storable;
  std::array<double, kTierCount> skill;
  double full_per_capital, left, hours, normal_per_demand;
};

/// Output of each that capacity and labour allow, without and with the shock, and then also inputs.
struct Limits {
  double by_labour[kMost], unshocked[kMost], capacity[kMost], possible[kMost], least[kMost];
};

LINGNAN_VECTORISED
void limit_by_capacity_and_labour(Makers m, Here here, Limits& out) {
  LINGNAN_INDEPENDENT_ROWS
  for (std::uint32_t i = 0; i < m.size; ++i) {
    const double passing = passing_efficiency(m.passing[i], m.market_part[i]);
    const double full = m.capital[i] * here.full_per_capital * passing;
    const double staff = effective_labour(here.skill, m.general[i], m.college[i], m.expert[i]);
    out.by_labour[i] = static_cast<double>(m.productivity[i]) * passing * staff * here.hours;
    out.capacity[i] = full * here.left;
    out.unshocked[i] = smaller(full, out.by_labour[i]);
  }
  // services are made to order, so their plan does not bind: they can serve up to what they have
  if (here.storable)
    for (std::uint32_t i = 0; i < m.size; ++i) out.unshocked[i] = smaller(out.unshocked[i], m.planned_output[i]);
  for (std::uint32_t i = 0; i < m.size; ++i)
    out.least[i] = out.possible[i] = smaller(out.unshocked[i], out.capacity[i]);
}

/// Output that the stock of one input allows; what cannot be stored binds through the share of the last order that came.
LINGNAN_VECTORISED
void limit_by_input(std::uint32_t size, bool stored, double need, bool fully, const double* __restrict held,
                    Limits& out) {
  double allows[kMost];
  if (stored)
    for (std::uint32_t i = 0; i < size; ++i) allows[i] = held[i] / need;
  else
    for (std::uint32_t i = 0; i < size; ++i) allows[i] = out.possible[i] * smaller(held[i], 1.0);
  if (!fully)
    for (std::uint32_t i = 0; i < size; ++i) allows[i] = 0.5 * (allows[i] + out.capacity[i]);
  for (std::uint32_t i = 0; i < size; ++i) out.least[i] = smaller(out.least[i], allows[i]);
}

/// Losses of one cell, real output: to shocks; to missing inputs; to orders that fall short of their slow average.
struct Losses {
  double direct = 0, downstream = 0, upstream = 0;
};

/// Sets output and what of the plan is left.
LINGNAN_VECTORISED
void make_output(Makers m, Here here, const Limits& limits, Losses& sum) {
  double direct[kMost], downstream[kMost], upstream[kMost], aim[kMost];
  for (std::uint32_t i = 0; i < m.size; ++i) aim[i] = limits.unshocked[i];
  if (!here.storable)
    for (std::uint32_t i = 0; i < m.size; ++i)
      aim[i] = smaller(aim[i], m.expected_demand[i] * passing_efficiency(m.passing[i], m.market_part[i]));
  // services buy for what they can serve; who keeps stocks buys for what capacity and staff would allow
  const double* const buys_for = here.storable ? limits.possible : limits.least;
  LINGNAN_INDEPENDENT_ROWS
  for (std::uint32_t i = 0; i < m.size; ++i) {
    const double made = limits.least[i];
    m.output[i] = made;
    m.planned_output[i] = smaller(m.planned_output[i], buys_for[i]);
    direct[i] = larger(0.0, aim[i] - limits.possible[i]);
    downstream[i] = larger(0.0, smaller(aim[i], limits.possible[i]) - made);
    const double normal = static_cast<double>(m.slow_demand[i]) * here.normal_per_demand *
                          passing_efficiency(m.passing[i], m.market_part[i]);
    upstream[i] = larger(0.0, smaller(normal, limits.by_labour[i]) - larger(aim[i], made));
  }
  for (std::uint32_t i = 0; i < m.size; ++i) {
    sum.direct += direct[i];
    sum.downstream += downstream[i];
    if (here.left >= 1) sum.upstream += upstream[i];
  }
}

class Produce final : public Process {
  std::string production_function = "mixed";
  double hours_margin = 0.05;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Produce>(*this); }
  std::string_view name() const override { return "produce"; }
  std::string_view doc() const override { return "The scarcest of plan, capacity, labour and inputs sets output."; }

  void describe(Parameters& p) override {
    p.choice("production_function", production_function, {"mixed", "leontief", "linear"},
             {.doc = "How a short input limits output: by its class, always fully, or never.",
              .source = "Pichler et al. (2022)", .grade = "B"});
    p.real("hours_margin", hours_margin,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "How far hours can rise above normal."});
  }

  void run(World& world, const Instruments&) override {
    Enterprises& e = world.enterprises;
    const Function function = production_function == "mixed"      ? Function::mixed
                              : production_function == "leontief" ? Function::leontief
                                                                  : Function::linear;
    direct_.assign(world.region->cell_count());
    downstream_.assign(world.region->cell_count());
    upstream_.assign(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const Recipe& r = world.recipe(cell);
      const Here here{.storable = r.storable,
                      .skill = world.norms.skill_weight[cell],
                      .full_per_capital = capacity(r, world.norms, 1.0, 1.0),
                      .left = static_cast<double>(world.capacity_left[cell]),
                      .hours = 1 + hours_margin,
                      .normal_per_demand = 1 + world.norms.growth * r.finished_stock};
      Losses losses;
      for_each_group(e, world.enterprises_in(cell), [&](const SlotGroup& g) {
        const Makers makers(e, g);
        Limits limits;
        limit_by_capacity_and_labour(makers, here, limits);
        for (std::uint32_t k = 0; k < g.inputs; ++k) {
          const Input& in = r.inputs[k];
          const bool fully = function == Function::leontief || in.input_class == InputClass::essential;
          if (function == Function::linear || (!fully && in.input_class == InputClass::non_essential)) continue;
          limit_by_input(g.size, in.stock > 0, in.need, fully, &world.slots.inventory[g.slot(0, k)], limits);
        }
        make_output(makers, here, limits, losses);
      });
      direct_[cell] = losses.direct * r.value_added;
      downstream_[cell] = losses.downstream * r.value_added;
      upstream_[cell] = losses.upstream * r.value_added;
    });
    StepFlows& flows = world.step_flows;
    flows.losses_direct = flows.losses_downstream = flows.losses_upstream = 0;
    for (const CellId cell : world.cells()) {
      flows.losses_direct += direct_[cell];
      flows.losses_downstream += downstream_[cell];
      flows.losses_upstream += upstream_[cell];
    }
  }

 private:
  // real value added lost to shocks; to missing inputs; to orders that fall short of their slow average
  OfCell<double> direct_, downstream_, upstream_;
};

}  // namespace

std::unique_ptr<Process> make_produce() { return std::make_unique<Produce>(); }

}  // namespace lingnan

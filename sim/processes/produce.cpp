// Output is set by the scarcest of plan, capacity, labour and delivered inputs.
// Source: Pichler et al. (2022), Forecasting the propagation of pandemic shocks with a dynamic input-output model, eqs.
// 13-17: essential inputs bind fully, important ones half, the rest not at all.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

enum class Function { mixed, leontief, linear };

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
      const auto& skill = world.norms.skill_weight[cell];
      const double left = static_cast<double>(world.capacity_left[cell]);
      double direct = 0, downstream = 0, upstream = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        const double full = capacity(r, world.norms, e.capital[f], 1.0);
        const double staff = effective_labour(skill, e.staff_general[f], e.staff_college[f], e.staff_expert[f]);
        const double by_labour = static_cast<double>(e.productivity[f]) * staff * (1 + hours_margin);
        // services are made to order, so their plan does not bind: they can serve up to what they have
        const double wanted = r.storable ? e.planned_output[f] : by_labour;
        const double unshocked = std::min({wanted, full, by_labour});
        const double possible = std::min(unshocked, full * left);
        const double by_inputs = scarcest_input(world, f, r, function, full * left, possible);
        e.output[f] = std::min(possible, by_inputs);
        // services buy for what they can serve; who keeps stocks buys for what capacity and staff would allow
        e.planned_output[f] = std::min(e.planned_output[f], r.storable ? possible : e.output[f]);
        const double aim = std::min(unshocked, r.storable ? unshocked : e.expected_demand[f]);
        direct += std::max(0.0, aim - possible);
        downstream += std::max(0.0, std::min(aim, possible) - e.output[f]);
        const double normal = static_cast<double>(e.slow_demand[f]) * (1 + world.norms.growth * r.finished_stock);
        if (left >= 1) upstream += std::max(0.0, std::min(normal, by_labour) - std::max(aim, e.output[f]));
      }
      direct_[cell] = direct * r.value_added;
      downstream_[cell] = downstream * r.value_added;
      upstream_[cell] = upstream * r.value_added;
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

  /// Output that the stocks of inputs allow.
  static double scarcest_input(const World& world, EnterpriseId f, const Recipe& r, Function function, double capacity,
                               double possible) {
    if (function == Function::linear) return possible;
    double least = possible;
    for (std::size_t k = 0; k < world.enterprises.input_count[f]; ++k) {
      const Input& in = r.inputs[k];
      const InputClass input_class = function == Function::leontief ? InputClass::essential : in.input_class;
      if (input_class == InputClass::non_essential) continue;
      const double held = world.slots.inventory[world.enterprises.slot(f, k)];
      // what cannot be stored binds through the share of the last order that came
      const double allows = in.stock > 0 ? held / in.need : (held < 1 ? held * possible : possible);
      least = std::min(least, input_class == InputClass::essential ? allows : 0.5 * (allows + capacity));
    }
    return least;
  }
};

}  // namespace

std::unique_ptr<Process> make_produce() { return std::make_unique<Produce>(); }

}  // namespace lingnan

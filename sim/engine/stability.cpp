// The order rule of an enterprise, linearised around the growth path at g = 0:
//   d' = d + lambda (o - d)            expectation from the orders o it received
//   y  = d' + (v d' - V) / tau         output; V' = V + y - o
// and what it orders from its suppliers is proportional to y plus the same rule for its stock of inputs. A share of what
// it orders comes back as orders in the next step.
#include "sim/engine/stability.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>

#include "sim/engine/model.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

namespace {

/// Takes numbers and choices out of process declarations by name.
class Probe final : public Parameters {
 public:
  std::map<std::string, double> values;
  std::map<std::string, std::string> choices;
  void real(std::string_view name, double& value, const About&) override { values[std::string(name)] = value; }
  void integer(std::string_view, std::int64_t&, const About&) override {}
  void flag(std::string_view, bool&, const About&) override {}
  void choice(std::string_view name, std::string& value, const std::vector<std::string_view>&, const About&) override {
    choices[std::string(name)] = value;
  }
  void text(std::string_view, std::string&, const About&) override {}
  void month(std::string_view, Month&, const About&) override {}
  void names(std::string_view, std::vector<std::string>&, const About&) override {}
  void block(std::string_view, Block&) override {}
  void renamed(std::string_view, std::string_view) override {}
};

/// The effective parameters of a row of the step.
Probe probe(const Model& model, std::string_view process) {
  Probe probe;
  for (const auto& block : model.processes)
    if (block->name() == process) block->clone()->describe(probe);
  return probe;
}

std::string number(double value) {
  std::string text = std::to_string(std::round(value * 100) / 100);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

double order_wave_growth(double lambda, double target, double restock) {
  // A closed loop: what is ordered comes back as orders, a share `feedback` of it (the local share of inputs, about 0.4
  // of output) next step. State: expectation d, stock V, orders o.
  constexpr double kFeedback = 0.4;
  Eigen::Matrix3d map;
  const double gain = 1 + target / restock;  // of output on expectation
  // d' = (1-l) d + l o;  y = gain d' - V / restock;  V' = V + y - o;  o' = feedback (y + (target d' - V) / restock)
  map(0, 0) = 1 - lambda;
  map(0, 1) = 0;
  map(0, 2) = lambda;
  map(1, 0) = gain * (1 - lambda);
  map(1, 1) = 1 - 1 / restock;
  map(1, 2) = gain * lambda - 1;
  map(2, 0) = kFeedback * (gain + target / restock) * (1 - lambda);
  map(2, 1) = -2 * kFeedback / restock;
  map(2, 2) = kFeedback * (gain + target / restock) * lambda;
  const Eigen::Vector3cd values = map.eigenvalues();
  return values.cwiseAbs().maxCoeff();
}

std::vector<std::string> stability_warnings(const Model& model, const Region& region) {
  std::vector<std::string> warnings;
  const double per_month = steps_per_month(model.time.step_length());
  const std::map<std::string, double> plan = probe(model, "plan").values, trade = probe(model, "trade").values;
  const double restock = std::min(plan.at("restock_months"), trade.at("restock_months")) * per_month;
  const double lambda = -std::expm1(std::log1p(-plan.at("demand_adjustment")) / per_month);
  const Probe produce = probe(model, "produce");
  double least_days = 1e9, most_days = 0;
  for (const Industry& industry : region.industries) {
    if (!industry.storable) continue;
    const double days = industry.input_stock_days * model.opening.input_stock_factor;
    least_days = std::min(least_days, days);
    most_days = std::max(most_days, std::max(days, industry.finished_stock_days));
  }
  if (most_days == 0) return warnings;
  // Measured on the toy region after a loss of 70 % of components for four months, in days and weeks: with every input
  // binding, stocks that take more than about 25 times their own length to refill may never be (30 and more collapse in
  // some setting, 24 and less always recover). With inputs binding by class no setting collapsed.
  constexpr double kSlowestRefill = 25;
  const double refill = trade.at("restock_months") * 30 / std::max(least_days, 1e-9);
  if (produce.choices.at("production_function") == "leontief" && refill > kSlowestRefill)
    warnings.push_back("inventories: restocking over " + number(trade.at("restock_months") * 30) + " days with only " +
                       number(least_days) + " days of input stock lets a shortage drain stocks for good when every input "
                       "binds; restock faster or keep longer stocks (at most " + number(kSlowestRefill) + " to 1)");
  constexpr double kShortestCapital = 1.5, kShortestMemory = 3;
  if (plan.at("capital_adjustment_years") <= kShortestCapital || plan.at("slow_demand_months") < kShortestMemory)
    warnings.push_back("investment: closing gaps in capital within " + number(kShortestCapital) +
                       " years, or looking at less than " + number(kShortestMemory) +
                       " months of demand, makes investment cycles that grow");
  const double step = 1 / (12 * per_month);
  const double vacant = model.labour_market.normal_vacancy_rate(region.unemployment_rate, model.labour_market.leave(step), step);
  if (model.economy.random_processes && produce.values.at("hours_margin") < vacant)
    warnings.push_back("produce.hours_margin (" + number(100 * produce.values.at("hours_margin")) +
                       " %) is below normal vacancies (" + number(100 * vacant) +
                       " %): staff will limit output from the first step");
  const double growth = order_wave_growth(lambda, most_days / 30 * per_month, restock);
  if (growth > 1)
    warnings.push_back("inventories: waves of orders grow by a factor of " + number(growth) +
                       " a step; lengthen plan.restock_months and trade.restock_months or lower plan.demand_adjustment");
  return warnings;
}

}  // namespace lingnan

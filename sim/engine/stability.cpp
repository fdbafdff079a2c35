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

/// Takes two numbers out of process declarations by name.
class Probe final : public Parameters {
 public:
  std::map<std::string, double> values;
  void real(std::string_view name, double& value, const About&) override { values[std::string(name)] = value; }
  void integer(std::string_view, std::int64_t&, const About&) override {}
  void flag(std::string_view, bool&, const About&) override {}
  void choice(std::string_view, std::string&, const std::vector<std::string_view>&, const About&) override {}
  void text(std::string_view, std::string&, const About&) override {}
  void month(std::string_view, Month&, const About&) override {}
  void names(std::string_view, std::vector<std::string>&, const About&) override {}
  void renamed(std::string_view, std::string_view) override {}
};

std::map<std::string, double> values_of(const Model& model, std::string_view process) {
  for (const auto& block : model.processes)
    if (block->name() == process) {
      Probe probe;
      block->clone()->describe(probe);
      return probe.values;
    }
  return {};
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
  const std::map<std::string, double> plan = values_of(model, "plan"), trade = values_of(model, "trade");
  const double restock = std::min(plan.at("restock_months"), trade.at("restock_months")) * per_month;
  const double lambda = -std::expm1(std::log1p(-plan.at("demand_adjustment")) / per_month);
  const double slack = 1 / model.opening.normal_utilisation - 1;
  double least_days = 1e9, most_days = 0;
  for (const Industry& industry : region.industries) {
    if (!industry.storable) continue;
    const double days = industry.input_stock_days * model.opening.input_stock_factor;
    least_days = std::min(least_days, days);
    most_days = std::max(most_days, std::max(days, industry.finished_stock_days));
  }
  if (most_days == 0) return warnings;
  // A gap of a whole stock closes in the restocking time: while it does, orders exceed use by days / restocking days.
  // Above the slack of capacity the stock cannot be refilled and shortage spreads; a stock far shorter than the
  // restocking time drains before the order rule reacts (30 days of restocking with 10 days of stock collapses).
  const double restock_days = restock / per_month * 30;
  constexpr double kShortRestocking = 32;  // days: a month and little more; longer restocking was never seen to collapse
  if (restock_days < kShortRestocking && least_days < restock_days / 2)
    warnings.push_back("inventories: restocking over " + number(restock_days) + " days with only " + number(least_days) +
                       " days of input stock can drain stocks for good; keep stocks above half the restocking time or "
                       "restock over several months");
  if (most_days / restock_days > 4 * slack + 1)
    warnings.push_back("inventories: refilling " + number(most_days) + " days of stock over " + number(restock_days) +
                       " days asks for more than the slack of capacity (" + number(100 * slack) + " % at utilisation " +
                       number(model.opening.normal_utilisation) + ")");
  const std::map<std::string, double> produce = values_of(model, "produce");
  const double step = 1 / (12 * per_month);
  const double vacant = model.labour_market.normal_vacancy_rate(region.unemployment_rate, step);
  if (model.economy.random_processes && produce.at("hours_margin") < vacant)
    warnings.push_back("produce.hours_margin (" + number(100 * produce.at("hours_margin")) +
                       " %) is below normal vacancies (" + number(100 * vacant) +
                       " %): staff will limit output from the first step");
  const double growth = order_wave_growth(lambda, most_days / 30 * per_month, restock);
  if (growth > 1)
    warnings.push_back("inventories: waves of orders grow by a factor of " + number(growth) +
                       " a step; lengthen plan.restock_months and trade.restock_months or lower plan.demand_adjustment");
  return warnings;
}

}  // namespace lingnan

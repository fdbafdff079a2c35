// What a finished run says about itself.
#pragma once

#include <string>
#include <vector>

#include "lingnan/results.hpp"
#include "sim/base/money.hpp"

namespace lingnan {

/// Largest absolute residual of each identity over the run, in the order of `Simulation`'s names.
struct AuditSummary {
  std::vector<Money> money;
  std::vector<double> real;

  bool money_all_zero() const;
};

AuditSummary summarise_audit(const Simulation& simulation);

/// The text of `manifest.json` of a finished run.
std::string manifest_json(const Scenario& scenario, const Simulation& simulation, const RunFacts& facts);

}  // namespace lingnan

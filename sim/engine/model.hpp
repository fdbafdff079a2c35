// A model: everything that a scenario file can say, as blocks with parameters. Reader, schema, reference page and
// manifest walk over its sections; the engine runs it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/base/parameters.hpp"
#include "sim/policy/lever.hpp"
#include "sim/processes/process.hpp"
#include "sim/world/demographics.hpp"
#include "sim/world/fiscal.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/labour_market.hpp"
#include "sim/world/opening.hpp"
#include "sim/world/shock.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

/// `time:`
class TimeSettings final : public Block {
 public:
  Month start{2023, 1}, end{2035, 12};  ///< end is included
  std::string step = "month";

  std::string_view name() const override { return "time"; }
  std::string_view doc() const override { return "First and last month, and the length of a step."; }
  void describe(Parameters& p) override;
  StepLength step_length() const;
};

/// `economy:`
class EconomySettings final : public Block {
 public:
  std::int64_t firms = 100000;    ///< enterprise agents; 0 means all (1:1)
  bool random_processes = true;

  std::string_view name() const override { return "economy"; }
  std::string_view doc() const override { return "Resolution and switches."; }
  void describe(Parameters& p) override;
};

/// `output:`
class OutputSettings final : public Block {
 public:
  std::int64_t checkpoint_every_months = 12;
  std::string firms = "none", firms_format = "netcdf";

  std::string_view name() const override { return "output"; }
  std::string_view doc() const override { return "What is written, and how often."; }
  void describe(Parameters& p) override;
};

/// An entry of `targets:`: what an outcome is to reach.
class PolicyTarget final : public Block {
 public:
  std::string id, outcome, of, source;
  std::int64_t year = 2030;
  double at_least = 0;

  std::string_view name() const override { return "targets"; }
  std::string_view doc() const override { return "What an outcome is to reach."; }
  void describe(Parameters& p) override;
};

struct Model {
  TimeSettings time;
  EconomySettings economy;
  OutputSettings output;
  Opening opening;                                  ///< the opening state's own parameters
  Institutions institutions;                        ///< rules fixed by law and custom
  LabourMarket labour_market;                       ///< turnover of staff and matching
  Demographics demographics;                        ///< entry and exit of enterprises
  Fiscal fiscal;                                    ///< extra public works and what pays for them
  Trends trends;                                    ///< paths from outside the model
  std::vector<std::unique_ptr<Process>> processes;  ///< in the order of the step table
  std::vector<std::shared_ptr<const Lever>> policy;
  std::vector<Shock> shocks;
  std::vector<PolicyTarget> targets;

  Model();

  /// Blocks of the `parameters:` section, each under its name.
  std::vector<Block*> parameter_blocks();
};

}  // namespace lingnan

// A designed experiment as its file says: settings × draws of parameters × replicates, and what is looked at.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "sim/experiment/design.hpp"
#include "sim/experiment/outcomes.hpp"
#include "sim/experiment/selection.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace lingnan {

enum class DesignKind : unsigned char { list, grid, latin_hypercube, sobol, morris };
inline constexpr std::string_view kDesignKinds[] = {"list", "grid", "latin_hypercube", "sobol", "morris"};

/// A value of scenarios that differs from draw to draw.
struct Factor {
  std::string key;  ///< path, as for --set
  Place place;
  std::string unit;
  std::vector<std::string> values;  ///< what it may be, each as likely; empty: a number of a range
  double low = 0, high = 1;
  bool log = false;    ///< even in logarithms
  bool whole = false;  ///< whole numbers only
  std::vector<std::size_t> settings;  ///< that it is laid on

  /// The value at a place of the range, from 0 to 1, as a scenario would say it.
  std::string at(double place_in_range) const;
};

/// What is looked at: an outcome at a date.
struct OutcomeColumn {
  std::string outcome, date, unit, doc;
  int better = 0;
  std::size_t index = 0;  ///< of the outcome
  Date when;

  std::string name() const { return outcome + "_" + date; }
};

/// A named alternative.
struct ExperimentSetting {
  std::string name, file;
  std::string title_en, title_zh;
  std::string evidence;       ///< grades of the levers that the base has not
  bool ranked = true;         ///< neither experimental nor there for comparison only
  std::vector<Override> overrides;
};

/// A choice of the best setting.
struct SelectionPlan {
  std::size_t column = 0;
  SelectionRule rule;
  std::uint32_t max_replicates = 1000;
};

struct Experiment {
  std::string file, name, title_en, title_zh;
  std::vector<ExperimentSetting> settings;  ///< the base first
  DesignKind kind = DesignKind::list;
  std::vector<Factor> factors;
  Points points;                                ///< places in the ranges, [draw][factor]; none for a list
  std::vector<std::vector<std::string>> draws;  ///< [draw][factor], as a scenario would say it; "": left alone
  std::uint64_t seed = 1;
  std::uint32_t replicates = 10;
  std::vector<OutcomeColumn> columns;
  std::optional<SelectionPlan> selection;
  std::vector<std::string> command_line;  ///< PATH=VALUE, for all settings
  std::shared_ptr<RegionShelf> regions = std::make_shared<RegionShelf>();
  std::vector<std::string> warnings;

  /// Draws that are a sample of what the parameters may be; none if the points were chosen.
  std::vector<std::size_t> sample() const;
  /// Throws BadRequest where a draw is wrong, at the place of its factor.
  std::shared_ptr<const Scenario> scenario(std::size_t draw, std::size_t setting) const;
};

/// What the command line changes.
struct ExperimentChanges {
  std::vector<std::string> settings = {};  ///< PATH=VALUE, for all settings
  std::optional<std::uint64_t> seed = {};
  std::optional<std::uint32_t> replicates = {};
};

/// Reads and checks everything but the single draws: every setting is read as it is and at both ends of each range. Throws
/// BadRequest with every problem.
Experiment read_experiment(const std::string& file, const ExperimentChanges& changes = {});

/// Lays out the draws of factors that have ranges or values. `size`: draws, rows of pairs of samples, or trajectories.
/// Requires: no list.
void lay_out(Experiment& experiment, std::size_t size, std::size_t levels);

/// JSON Schema of experiment files.
std::string experiment_schema();

/// Is it an experiment's file rather than a scenario's? It has a base.
bool is_experiment(const std::string& file);

}  // namespace lingnan

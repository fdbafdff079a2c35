#include "sim/experiment/analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/assertions.hpp"
#include "sim/experiment/paired.hpp"
#include "sim/experiment/sensitivity.hpp"
#include "sim/results/table_writer.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kMostTold = 8;  // lines of the summary for each setting

double above_zero(double value) { return std::max(0.0, value); }

/// All outcomes in memory.
class Analysis {
 public:
  Analysis(const std::string& folder, const Experiment& experiment, RunSource& source)
      : folder_(folder), e_(experiment), source_(source), tables_(tables_of(experiment)), sample_(experiment.sample()) {}

  std::string run() {
    if (!source_.make({}, e_.replicates)) return "";
    runs_.resize(e_.settings.size());
    for (std::size_t s = 0; s < e_.settings.size(); ++s) load(s, e_.replicates);
    for (std::size_t c = 0; c < e_.columns.size(); ++c) {
      std::vector<Values>& settings = first_stage_.emplace_back();
      for (std::size_t s = 0; s < e_.settings.size(); ++s) settings.push_back(values(s, c));
    }
    if (e_.selection && !select()) return "";
    runs();
    draws();
    summary();
    responses();
    for (const Table& table : tables_) {
      if (table.file == "variance.csv") variance();
      if (table.file == "pairs.csv") pairs();
      if (table.file == "regret.csv") regret();
      if (table.file == "sobol.csv") sobol();
      if (table.file == "morris.csv") morris();
    }
    write_whole_file(folder_ + "/columns.json", columns_json(tables_));
    return told();
  }

 private:
  const std::string& folder_;
  const Experiment& e_;
  RunSource& source_;
  std::vector<Table> tables_;
  std::vector<std::size_t> sample_;
  std::vector<std::vector<std::vector<std::vector<double>>>> runs_;  // [setting][draw][replicate][column]
  std::vector<std::vector<Values>> first_stage_;                     // [column][setting]
  std::string selected_;

  TableWriter open(const std::string& file) const {
    const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const Table& t) { return t.file == file; });
    expects(found != tables_.end(), "a table of the experiment");
    return TableWriter(folder_ + "/" + file, found->header());
  }

  void load(std::size_t setting, std::uint32_t replicates) {
    runs_[setting].resize(e_.draws.size());
    for (std::size_t d = 0; d < e_.draws.size(); ++d)
      for (auto r = static_cast<std::uint32_t>(runs_[setting][d].size()); r < replicates; ++r)
        runs_[setting][d].push_back(source_.values(setting, d, r));
  }
  Values values(std::size_t setting, std::size_t column) const {
    Values all;
    for (const auto& replicates : runs_[setting]) {
      std::vector<double>& row = all.emplace_back();
      for (const std::vector<double>& run : replicates) row.push_back(run[column]);
    }
    return all;
  }
  Values effects(std::size_t setting, std::size_t column) const {
    return difference(first_stage_[column][setting], first_stage_[column][0]);
  }
  /// Draws that stand for all that may be; those that were chosen if none do.
  Values of_sample(const Values& all) const {
    if (sample_.empty()) return all;
    Values some;
    for (const std::size_t d : sample_) some.push_back(all[d]);
    return some;
  }
  Estimate mean_of_sample(const Values& all) const { return mean_of(of_sample(all), !sample_.empty()); }

  static void put(TableWriter& table, const Estimate& e) {
    for (const double value : {e.mean, e.low, e.high}) table.optional(value);
  }
  TableWriter& key(TableWriter& table, std::size_t setting, std::size_t column) const {
    return table.text(e_.settings[setting].name).text(e_.columns[column].outcome).text(e_.columns[column].date);
  }

  /// each(setting, column) for all.
  template <class Each>
  void for_all(const Each& each) const {
    for (std::size_t s = 0; s < e_.settings.size(); ++s)
      for (std::size_t c = 0; c < e_.columns.size(); ++c) each(s, c);
  }
  /// each(values, "value" or "effect") for what a setting's column is and how it differs from the base.
  template <class Each>
  void for_both(std::size_t setting, std::size_t column, const Each& each) const {
    each(first_stage_[column][setting], "value");
    if (setting > 0) each(effects(setting, column), "effect");
  }

  void runs() const {
    TableWriter table = open("runs.csv");
    for (std::size_t s = 0; s < runs_.size(); ++s)
      for (std::size_t d = 0; d < runs_[s].size(); ++d)
        for (std::size_t r = 0; r < runs_[s][d].size(); ++r) {
          table.text(e_.settings[s].name).integer(static_cast<std::int64_t>(d)).integer(static_cast<std::int64_t>(r));
          for (const double value : runs_[s][d][r]) table.number(value);
          table.end_row();
        }
    table.close();
  }

  void draws() const {
    TableWriter table = open("draws.csv");
    for (std::size_t d = 0; d < e_.draws.size(); ++d) {
      table.integer(static_cast<std::int64_t>(d));
      for (const std::string& value : e_.draws[d]) table.text(value);
      table.end_row();
    }
    table.close();
  }

  void summary() const {
    TableWriter table = open("summary.csv");
    for_all([&](std::size_t s, std::size_t c) {
      const Values counted = of_sample(first_stage_[c][s]);
      key(table, s, c).integer(static_cast<std::int64_t>(counted.size())).integer(e_.replicates);
      put(table, mean_of_sample(first_stage_[c][s]));
      std::vector<double> all;
      for (const std::vector<double>& row : counted) all.insert(all.end(), row.begin(), row.end());
      for (const double share : {0.05, 0.5, 0.95}) table.number(quantile(all, share));
      put(table, s > 0 ? mean_of_sample(effects(s, c)) : Estimate{});
      table.text(e_.columns[c].unit).text(e_.settings[s].evidence).end_row();
    });
    table.close();
  }

  void responses() const {
    TableWriter table = open("responses.csv");
    for (std::size_t s = 0; s < e_.settings.size(); ++s)
      for (std::size_t d = 0; d < e_.draws.size(); ++d)
        for (std::size_t c = 0; c < e_.columns.size(); ++c) {
          table.text(e_.settings[s].name).integer(static_cast<std::int64_t>(d));
          table.text(e_.columns[c].outcome).text(e_.columns[c].date);
          put(table, estimate(first_stage_[c][s][d]));
          put(table, s > 0 ? estimate(difference(std::span<const double>(first_stage_[c][s][d]), first_stage_[c][0][d])) : Estimate{});
          table.text(e_.columns[c].unit).end_row();
        }
    table.close();
  }

  void variance() const {
    TableWriter table = open("variance.csv");
    for_all([&](std::size_t s, std::size_t c) {
      for_both(s, c, [&](const Values& of, const char* what) {
        const Components parts = components_of(of_sample(of));
        const double all = above_zero(parts.draws) + above_zero(parts.replicates) + above_zero(parts.both);
        key(table, s, c).text(what);
        for (const double part : {parts.draws, parts.replicates, parts.both}) table.optional(part);
        table.optional(all > 0 ? above_zero(parts.draws) / all : kNone).text(e_.columns[c].unit).end_row();
      });
    });
    table.close();
  }

  void pairs() const {
    TableWriter table = open("pairs.csv");
    for_all([&](std::size_t s, std::size_t c) {
      for (std::size_t other = 0; other < e_.settings.size() && e_.columns[c].better != 0; ++other) {
        if (other == s) continue;
        Robustness found = robustness_of(of_sample(first_stage_[c][s]), of_sample(first_stage_[c][other]), e_.columns[c].better);
        if (sample_.empty()) found.low = found.high = kNone;  // of chosen points there is nothing to infer
        table.text(e_.settings[s].name).text(e_.settings[other].name).text(e_.columns[c].outcome).text(e_.columns[c].date);
        table.integer(static_cast<std::int64_t>(found.draws));
        for (const double value : {found.share, found.low, found.high, found.sure, found.worst_decile}) table.optional(value);
        table.text(e_.columns[c].unit).end_row();
      }
    });
    table.close();
  }

  void regret() const {
    TableWriter table = open("regret.csv");
    for (std::size_t c = 0; c < e_.columns.size(); ++c) {
      if (e_.columns[c].better == 0) continue;
      std::vector<Values> settings;
      for (const Values& all : first_stage_[c]) settings.push_back(of_sample(all));
      const std::vector<Regret> regrets = regrets_of(settings, e_.columns[c].better);
      double least = regrets.front().worst;
      for (const Regret& regret : regrets) least = std::min(least, regret.worst);
      for (std::size_t s = 0; s < regrets.size(); ++s) {
        key(table, s, c).number(regrets[s].mean).number(regrets[s].p95).number(regrets[s].worst);
        table.integer(regrets[s].worst == least ? 1 : 0).text(e_.columns[c].unit).end_row();
      }
    }
    table.close();
  }

  void sobol() const {
    TableWriter table = open("sobol.csv");
    for_all([&](std::size_t s, std::size_t c) {
      for_both(s, c, [&](const Values& of, const char* what) {
        const std::vector<Indices> indices = indices_of(of, e_.factors.size());
        for (std::size_t f = 0; f < indices.size(); ++f) {
          key(table, s, c).text(e_.factors[f].key).text(what);
          put(table, indices[f].first);
          put(table, indices[f].total);
          table.integer(static_cast<std::int64_t>(indices[f].first.count)).end_row();
        }
      });
    });
    table.close();
  }

  void morris() const {
    TableWriter table = open("morris.csv");
    for_all([&](std::size_t s, std::size_t c) {
      for_both(s, c, [&](const Values& of, const char* what) {
        const std::vector<ElementaryEffects> effects = elementary_effects_of(of, e_.points);
        for (std::size_t f = 0; f < effects.size(); ++f) {
          key(table, s, c).text(e_.factors[f].key).text(what);
          put(table, effects[f].mu_star);
          for (const double value : {effects[f].mu, effects[f].sigma, effects[f].noise}) table.optional(value);
          table.integer(static_cast<std::int64_t>(effects[f].mu_star.count)).text(e_.columns[c].unit).end_row();
        }
      });
    });
    table.close();
  }

  // ---- selection

  /// Both stages; false if the second was stopped.
  bool select() {
    const SelectionPlan& plan = *e_.selection;
    const OutcomeColumn& column = e_.columns[plan.column];
    std::vector<std::size_t> ranked;
    for (std::size_t s = 0; s < e_.settings.size(); ++s)
      if (e_.settings[s].ranked) ranked.push_back(s);
    const auto by_replicate = [&](const std::vector<std::size_t>& settings) {
      std::vector<std::vector<double>> all;
      for (const std::size_t s : settings) all.push_back(means_by_replicate(values(s, plan.column)));
      return all;
    };
    const Screening screening = screen(by_replicate(ranked), plan.rule);
    std::vector<std::size_t> left;
    for (const std::size_t s : screening.left) left.push_back(ranked[s]);
    const auto run = std::max<std::uint32_t>(
        e_.replicates, static_cast<std::uint32_t>(std::min<std::size_t>(screening.needed, plan.max_replicates)));
    if (left.size() > 1 && run > e_.replicates) {
      if (!source_.make(left, run)) return false;
      for (const std::size_t s : left) load(s, run);
    }
    const std::vector<Standing> standing = standings(by_replicate(left), plan.rule);

    TableWriter table = open("selection.csv");
    for (std::size_t s = 0; s < e_.settings.size(); ++s) {
      const auto place = static_cast<std::size_t>(std::find(left.begin(), left.end(), s) - left.begin());
      const bool is_left = place < left.size(), best = is_left && standing[place].best;
      const Standing own = is_left ? standing[place] : Standing{.mean = mean(means_by_replicate(values(s, plan.column)))};
      key(table, s, plan.column).text(!e_.settings[s].ranked ? "no_rank" : best ? "best" : is_left ? "left" : "behind");
      table.integer(static_cast<std::int64_t>(runs_[s].front().size())).integer(static_cast<std::int64_t>(is_left ? screening.needed : e_.replicates));
      for (const double value : {own.mean, own.ahead, own.low, own.high}) table.optional(value);
      table.number(plan.rule.zone).number(plan.rule.confidence).text(column.unit).end_row();
      if (best)
        selected_ = fmt::format("\n  Best by {} of {}: {}, rightly with a probability of {:g} if it leads by more than {:g} {}{}\n",
                                column.outcome, column.date, e_.settings[s].name, plan.rule.confidence, plan.rule.zone, column.unit,
                                run < screening.needed && left.size() > 1
                                    ? fmt::format("; but that needs {} replicates and {} were run: raise max_replicates or the zone",
                                                  screening.needed, run)
                                    : "");
    }
    table.close();
    return true;
  }

  // ---- for people

  static std::string figure(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "?"; }

  std::string told() const {
    std::string text = fmt::format("{}: {} settings, {} draws, {} replicates, intervals of 95 %\n", e_.title_en, e_.settings.size(),
                                   e_.draws.size(), e_.replicates);
    for (std::size_t s = 0; s < e_.settings.size(); ++s) {
      text += fmt::format("\n  {}{}\n", e_.settings[s].name, s > 0 ? ", against " + e_.settings[0].name : "");
      for (std::size_t c = 0; c < std::min(kMostTold, e_.columns.size()); ++c) {
        const Estimate e = mean_of_sample(s > 0 ? effects(s, c) : first_stage_[c][s]);
        text += fmt::format("    {:<26}{:>12} {:<15}{} to {}\n", e_.columns[c].name(), figure(e.mean), e_.columns[c].unit,
                            figure(e.low), figure(e.high));
      }
    }
    return text + selected_;
  }
};

}  // namespace

std::vector<Table> tables_of(const Experiment& experiment) {
  const bool several = experiment.settings.size() > 1 && experiment.draws.size() > 1;
  std::vector<Table> tables;
  for (Table table : experiment_tables()) {
    if (table.file == "runs.csv")
      for (const OutcomeColumn& column : experiment.columns)
        table.columns.push_back({column.name(), column.unit, column.doc});
    if (table.file == "draws.csv")
      for (const Factor& factor : experiment.factors) table.columns.push_back({factor.key, factor.unit, "Value in the scenarios."});
    if (table.file == "variance.csv" && (experiment.draws.size() < 2 || experiment.replicates < 2)) continue;
    if ((table.file == "pairs.csv" || table.file == "regret.csv") && (!several || experiment.kind == DesignKind::morris)) continue;
    if (table.file == "sobol.csv" && experiment.kind != DesignKind::sobol) continue;
    if (table.file == "morris.csv" && experiment.kind != DesignKind::morris) continue;
    if (table.file == "selection.csv" && !experiment.selection) continue;
    tables.push_back(std::move(table));
  }
  return tables;
}

std::string analyse(const std::string& folder, const Experiment& experiment, RunSource& source) {
  return Analysis(folder, experiment, source).run();
}

}  // namespace lingnan

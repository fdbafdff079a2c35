// Runs the replicates of a base and its alternatives, and writes what they differ in.
#include "lingnan/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"
#include "sim/experiment/additionality.hpp"
#include "sim/experiment/finished.hpp"
#include "sim/experiment/lever_evidence.hpp"
#include "sim/experiment/paired.hpp"
#include "sim/experiment/replicates.hpp"
#include "sim/experiment/resilience.hpp"
#include "sim/experiment/shapley.hpp"
#include "sim/policy/levers.hpp"
#include "sim/results/names.hpp"
#include "sim/results/table_writer.hpp"
#include "sim/results/tables.hpp"
#include "sim/scenario/parameter_visitors.hpp"

namespace lingnan {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kDiscountPercent[] = {3, 6, 8};  // 8 and 6: official social rates, Methods and Parameters, 3rd edition
constexpr std::string_view kTogether = "together";  // what the levers do only together: the whole less what each adds
constexpr std::string_view kPlacebo = "placebo";    // name of the benchmark that is added
constexpr std::string_view kRankedBy = "gdp_real";

std::vector<Date> dates_of(const RunOutcomes& run) {
  std::vector<Date> dates;
  for (const int year : told_years(run.first_year, run.last_year())) dates.push_back({.year = year});
  for (const int percent : kDiscountPercent) dates.push_back({.percent = percent});
  return dates;
}

/// Finished replicates of all settings, [setting][replicate].
using Runs = std::vector<std::vector<RunOutcomes>>;

/// One number of each run, by setting.
template <class Value>
PairedSample sample_of(const Runs& runs, const Value& value) {
  PairedSample sample;
  for (const RunOutcomes& run : runs[0]) sample.base.push_back(value(run));
  for (std::size_t s = 1; s < runs.size(); ++s) {
    std::vector<double>& values = sample.alternatives.emplace_back();
    for (const RunOutcomes& run : runs[s]) values.push_back(value(run));
  }
  return sample;
}

PairedSample sample_of(const Runs& runs, std::size_t outcome, const Date& date) {
  return sample_of(runs, [&](const RunOutcomes& run) { return date.of(run.whole[outcome], run.first_year); });
}

/// As exact as a flow between two places is asked for: there are many of them.
double six_digits(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

std::string_view verdict(const Effect& e) {
  if (!(e.error > 0) || !e.clear()) return "tie";
  return e.mean > 0 ? "more" : "less";
}

void write_effect(TableWriter& table, const Effect& e, std::string_view unit, const std::string& evidence) {
  for (const double value : {e.base_mean, e.mean, e.low, e.high, e.simultaneous_low, e.simultaneous_high, e.p_holm, e.p_best})
    table.optional(value);
  table.integer(static_cast<std::int64_t>(e.n));
  for (const double value : {e.rho, e.error, e.detectable, e.variance_ratio}) table.optional(value);
  table.text(verdict(e)).text(unit).text(evidence).end_row();
}

/// Where runs keep what a target is about.
struct OfPlace {
  std::size_t outcome, place;
};
std::optional<OfPlace> place_of(const Region& region, const PolicyTarget& target) {
  for (std::size_t o = 0; o < place_outcomes().size(); ++o) {
    const PlaceOutcome& outcome = place_outcomes()[o];
    if (outcome.name != target.outcome || outcome.of == PlaceKind::cell) continue;
    for (std::size_t p = 0; p < outcome.places(region); ++p)
      if (outcome.code(region, p) == target.of) return OfPlace{o, p};
  }
  return std::nullopt;
}

/// What effects are shown to hang on, one at a time: how strongly the outside answers to prices, and who pays in the end.
struct Assumption {
  std::string_view name, value, setting;
};
constexpr Assumption kAssumptions[] = {
    {"outside_elasticity", "1.5", "parameters.trade.export_elasticity=1.5"},
    {"outside_elasticity", "2.5", "parameters.trade.export_elasticity=2.5"},
    {"outside_elasticity", "4", "parameters.trade.export_elasticity=4"},
    {"financing", "cut_spending", "parameters.fiscal.closure=cut_spending"},
    {"financing", "lump_sum_tax", "parameters.fiscal.closure=lump_sum_tax"},
    {"financing", "debt", "parameters.fiscal.closure=debt"},
};

/// A scenario as it was read, with more settings.
Scenario again(const Scenario& scenario, std::string_view setting = {}) {
  std::vector<std::string> settings = scenario.settings;
  if (!setting.empty()) settings.emplace_back(setting);
  return read_scenario(scenario.file, settings);
}

/// A coefficient that makes an effect of a lever by assumption, in an alternative.
struct Assumed {
  std::string lever, parameter, setting;
  double value = 0, off = 0;
  std::string grade;
};

/// Those that are not off, of the levers that an alternative adds to its base.
std::vector<Assumed> assumed_in(const Scenario& base, const Scenario& alternative) {
  std::vector<Assumed> found;
  const Json policy = Json::parse(alternative.effective_json).at("policy");
  for (const Lever* lever : levers_beyond(base, alternative)) {
    const auto entry = std::find_if(policy.begin(), policy.end(), [&](const Json& one) { return one.at("id") == lever->id; });
    const auto row = std::find_if(lever_catalogue().begin(), lever_catalogue().end(), [&](const LeverEntry& one) { return one.name == lever->name(); });
    for (const ParameterRecord& record : parameters_of(*row->make())) {
      if (std::isnan(record.off)) continue;
      const double value = entry->at(record.name).get<double>();
      if (value == record.off) continue;
      found.push_back({.lever = lever->id, .parameter = record.name,
                       .setting = fmt::format("policy[{}].{}={}", entry - policy.begin(), record.name, record.off),
                       .value = value, .off = record.off, .grade = record.grade});
    }
  }
  return found;
}

/// A replicate of an alternative with some of the levers that it adds.
struct Package {
  Permutations orders;
  std::vector<Coalition> coalitions;  ///< in rising order
  std::vector<RunOutcomes> runs;      ///< of the base, of the alternative, of each coalition
};

class Comparison {
 public:
  Comparison(std::string folder, const std::vector<Scenario>& settings, Runs runs)
      : folder_(std::move(folder)), settings_(settings), runs_(std::move(runs)), dates_(dates_of(runs_[0][0])) {
    for (const Scenario& setting : settings_) evidence_.emplace_back(settings_[0], setting);
  }

  void write() const {
    effects("comparison.csv", runs_);
    places();
    cells();
    flows();
    paths();
    replicates();
    costs();
    targets();
    outcome_names();
    write_names(folder_, region());
    write_whole_file(folder_ + "/columns.json", columns_json(comparison_tables()));
  }

  /// Effects of the second setting of `fresh` on its first.
  void write_winner(const Runs& fresh, std::size_t winner) const { effects("winner.csv", fresh, winner); }

  /// By what the ranks go: real GDP of the last year. Experimental alternatives and benchmarks have none.
  Ranking ranking(double zone) const {
    std::vector<std::size_t> ranked;
    Runs runs;
    for (std::size_t s = 0; s < runs_.size(); ++s) {
      if (!evidence_[s].ranked) continue;
      ranked.push_back(s);
      runs.push_back(runs_[s]);
    }
    Ranking ranking = ranking_of(sample_of(runs, outcome_index(kRankedBy), last()), 1, zone);
    ranking.best = ranked[ranking.best];
    for (std::size_t& tied : ranking.tied) tied = ranked[tied];
    return ranking;
  }

  /// The effects of alternatives by whom their levers serve: `twins` has `TwinWatch::terms` of each replicate, none of those
  /// without levers.
  std::string additionality(const Runs& twins) const {
    TableWriter table = open("additionality.csv");
    std::string text;
    for (std::size_t s = 1; s < twins.size(); ++s) {
      if (twins[s].empty()) continue;
      const auto values = [&](std::size_t series, const Date& date) {
        std::vector<double> list;
        for (const RunOutcomes& run : twins[s]) list.push_back(date.of(run.whole[series], run.first_year));
        return list;
      };
      const double ever = mean(values(kMeasures * kTerms, last()));
      if (ever > 0) text += fmt::format("\n  {}: {:.0f} enterprises served, and the same ones in the base, in {}\n", settings_[s].name, ever, last().text());
      for (const Date& date : dates_)
        for (std::size_t m = 0; m < kMeasures; ++m) {
          if (m == kStaff && date.percent > 0) continue;  // a stock
          const std::string_view unit = m == kStaff ? "persons" : "mln_cny/year";
          const double served = date.percent > 0 ? ever : mean(values(kMeasures * kTerms, date));
          const std::vector<double> gross = values(m * kTerms, date);
          for (std::size_t t = 0; t < kTerms; ++t) {
            const bool told = served > 0 || kAddedTerms[t] == "net";
            const std::vector<double> own = values(m * kTerms + t, date);
            const Estimate e = told ? estimate(own) : Estimate{};
            const Estimate share = told && served > 0 ? ratio_of_means(own, gross) : Estimate{};
            table.text(settings_[s].name).text(date.text()).text(kAddedMeasures[m]).text(kAddedTerms[t]);
            for (const double value : {e.mean, e.low, e.high, share.mean, share.low, share.high}) table.optional(value);
            table.text(unit).number(served).end_row();
            if (told && ever > 0 && date.text() == last().text())
              text += fmt::format("    {:<13}{:<23}{:>12.4g} {:<15}{:.4g} to {:.4g}\n", kAddedMeasures[m], kAddedTerms[t], e.mean, unit, e.low, e.high);
          }
        }
    }
    table.close();
    return text;
  }

  /// What each lever adds to an alternative that has all: `runs` are the base, the alternative and the alternative without each.
  std::string explain(TableWriter& table, const Scenario& alternative, const std::vector<const Lever*>& levers, const Runs& runs) const {
    std::string text = fmt::format("\n  {}: what each lever adds to the others, in {}\n", alternative.name, last().text());
    for_each_outcome([&](std::size_t o, const Date& date) {
      const Outcome& outcome = outcomes()[o];
      const bool told = date.text() == last().text() && std::find(std::begin(kHeadlines), std::end(kHeadlines), outcome.name) != std::end(kHeadlines);
      const PairedSample sample = sample_of(runs, o, date);
      const auto put = [&](const std::string& lever, const std::vector<double>& values, std::string_view grade) {
        const Estimate e = estimate(values);
        table.text(alternative.name).text(lever).text(outcome.name).text(date.text());
        for (const double value : {e.mean, e.low, e.high}) table.optional(value);
        table.text(outcome.unit).text(grade).end_row();
        if (told) text += fmt::format("    {:<18}{:<28}{:>12.4g} {:<15}{:.4g} to {:.4g}\n", outcome.name, lever, e.mean, outcome.unit, e.low, e.high);
      };
      std::vector<double> together = difference(sample.alternatives[0], sample.base);
      for (std::size_t l = 0; l < levers.size(); ++l) {
        const std::vector<double> added = difference(sample.alternatives[0], sample.alternatives[l + 1]);
        together = difference(together, added);
        put(levers[l]->id, added, levers[l]->note().grade);
      }
      put(std::string(kTogether), together, "");
    });
    return text;
  }

  /// The whole effect of an alternative shared out to the levers that it adds.
  std::string shapley(TableWriter& table, const Scenario& alternative, const std::vector<const Lever*>& levers,
                      const std::vector<Package>& packages) const {
    std::string text = fmt::format("\n  {}: its effect shared out to its levers (Shapley), in {}\n", alternative.name, last().text());
    for_each_outcome([&](std::size_t o, const Date& date) {
      const Outcome& outcome = outcomes()[o];
      std::vector<std::vector<double>> parts(levers.size());  // by lever and replicate
      std::vector<double> rest, whole;
      for (const Package& package : packages) {
        const auto of_run = [&](std::size_t run) { return date.of(package.runs[run].whole[o], package.runs[run].first_year); };
        const auto value = [&](Coalition there) {
          const auto found = std::lower_bound(package.coalitions.begin(), package.coalitions.end(), there);
          return of_run(2 + static_cast<std::size_t>(found - package.coalitions.begin()));
        };
        const std::vector<double> added = shapley_values(package.orders, value);
        for (std::size_t l = 0; l < levers.size(); ++l) parts[l].push_back(added[l]);
        rest.push_back(value(0) - of_run(0));
        whole.push_back(of_run(1) - of_run(0));
      }
      const bool told = date.text() == last().text() && std::find(std::begin(kHeadlines), std::end(kHeadlines), outcome.name) != std::end(kHeadlines);
      const auto put = [&](std::string_view name, const std::vector<double>& values, std::string_view grade) {
        const Estimate e = estimate(values), share = ratio_of_means(values, whole);
        table.text(alternative.name).text(name).text(outcome.name).text(date.text());
        for (const double number : {e.mean, e.low, e.high, share.mean, share.low, share.high}) table.optional(number);
        table.text(outcome.unit).integer(static_cast<std::int64_t>(packages.front().orders.size())).text(grade).end_row();
        if (told) text += fmt::format("    {:<19}{:<27}{:>12.4g} {:<15}{:.4g} to {:.4g}\n", outcome.name, name, e.mean, outcome.unit, e.low, e.high);
      };
      for (std::size_t l = 0; l < levers.size(); ++l) put(levers[l]->id, parts[l], levers[l]->note().grade);
      put("rest", rest, "");
      put("whole", whole, "");
    });
    return text;
  }

  /// What is left of an effect where a coefficient that a lever assumes is off: `runs` are the base, the alternative, and the
  /// alternative with each of `assumed` off.
  std::string left_without(TableWriter& table, const Scenario& alternative, const std::vector<Assumed>& assumed, const Runs& runs) const {
    std::string text = fmt::format("\n  {}: part of its effect that is left where an assumed coefficient is off, in {}\n", alternative.name, last().text());
    for_each_outcome([&](std::size_t o, const Date& date) {
      const Outcome& outcome = outcomes()[o];
      const PairedSample sample = sample_of(runs, o, date);
      const std::vector<double> whole = difference(sample.alternatives[0], sample.base);
      for (std::size_t a = 0; a < assumed.size(); ++a) {
        const std::vector<double> without = difference(sample.alternatives[a + 1], sample.base);
        const Estimate e = estimate(without), left = ratio_of_means(without, whole);
        table.text(alternative.name).text(assumed[a].lever).text(assumed[a].parameter).number(assumed[a].value).number(assumed[a].off);
        table.text(outcome.name).text(date.text());
        for (const double value : {e.mean, e.low, e.high, left.mean, left.low, left.high}) table.optional(value);
        table.text(outcome.unit).text(assumed[a].grade).end_row();
        if (outcome.name == kRankedBy && date.text() == last().text())
          text += fmt::format("    {:<18}{:<46}{:>12.4g} {:<15}{:.4g} to {:.4g}\n", outcome.name,
                              fmt::format("{}.{} at {:g}", assumed[a].lever, assumed[a].parameter, assumed[a].off), e.mean, outcome.unit, e.low, e.high);
      }
    });
    return text;
  }

  const Runs& runs() const { return runs_; }

  /// Mean effects of every alternative, [setting][outcome × date], where dates fit.
  std::vector<std::vector<Estimate>> estimates(const Runs& runs) const {
    std::vector<std::vector<Estimate>> all(runs.size());
    for_each_outcome([&](std::size_t o, const Date& date) {
      const PairedSample sample = sample_of(runs, o, date);
      for (std::size_t s = 1; s < runs.size(); ++s) all[s].push_back(estimate(difference(sample.alternatives[s - 1], sample.base)));
    });
    return all;
  }

  std::vector<std::vector<Estimate>> estimates() const { return estimates(runs_); }

  /// Effects under each of the assumptions; `found` is what `estimates` has of each, as it is first. An effect whose sign is
  /// not the same under all is not identified.
  std::string robust(TableWriter& table, const std::vector<std::vector<std::vector<Estimate>>>& found) const {
    std::string text = fmt::format("\n  real GDP of {} under other assumptions\n", last().text());
    for (std::size_t s = 1; s < found[0].size(); ++s) {
      std::size_t at = 0;
      for_each_outcome([&](std::size_t o, const Date& date) {
        bool more = false, less = false;
        double lowest = found[0][s][at].mean, highest = lowest;
        for (const auto& assumption : found) {
          const double mean = assumption[s][at].mean;
          more = more || mean > 0;
          less = less || mean < 0;
          lowest = std::min(lowest, mean);
          highest = std::max(highest, mean);
        }
        const std::string_view identified = more && less ? "no" : "yes";
        for (std::size_t a = 0; a < found.size(); ++a) {
          table.text(settings_[s].name).text(a == 0 ? "as_it_is" : kAssumptions[a - 1].name).text(a == 0 ? "" : kAssumptions[a - 1].value);
          table.text(outcomes()[o].name).text(date.text());
          for (const double value : {found[a][s][at].mean, found[a][s][at].low, found[a][s][at].high}) table.optional(value);
          table.text(identified).text(outcomes()[o].unit).end_row();
        }
        if (outcomes()[o].name == kRankedBy && date.text() == last().text())
          text += fmt::format("    {:<28}{:.4g} to {:.4g} {}{}\n", settings_[s].name, lowest, highest, outcomes()[o].unit,
                              more && less ? ": not identified, the sign turns" : "");
        ++at;
      });
    }
    return text;
  }

  std::string summary(const Ranking& ranking, double zone, const Runs* fresh) const {
    const RunOutcomes& first = runs_[0][0];
    std::string text = fmt::format("{} pairs of replicates, {} to {}; effects in {} against {}, with intervals of 95 %\n",
                                   runs_[0].size(), first.first_year, first.last_year(), last().text(), settings_[0].name);
    for (std::size_t s = 1; s < runs_.size(); ++s) {
      const std::string& grades = evidence(s);
      text += fmt::format("\n  {}{}\n", settings_[s].name, grades.empty() ? "" : ", evidence " + grades);
      for (const std::string_view name : kHeadlines) {
        const std::size_t o = outcome_index(name);
        const Effect e = effects_of(sample_of(runs_, o, last()), outcomes()[o].better)[s - 1];
        text += "    " + line(outcomes()[o], e);
      }
    }
    text += "\n  " + rank_line(ranking, zone);
    if (fresh != nullptr) {
      const std::size_t o = outcome_index(kRankedBy);
      text += "  On fresh replicates: " + line(outcomes()[o], effects_of(sample_of(*fresh, o, last()), 1)[0]);
    }
    return text;
  }

 private:
  /// each(outcome, date) for all dates that go with an outcome.
  template <class Each>
  void for_each_outcome(const Each& each) const {
    for (std::size_t o = 0; o < outcomes().size(); ++o)
      for (const Date& date : dates_)
        if (date.fits(outcomes()[o].kind)) each(o, date);
  }

  std::string folder_;
  const std::vector<Scenario>& settings_;
  Runs runs_;
  std::vector<Date> dates_;
  std::vector<LeverEvidence> evidence_;  ///< [setting]

  const Region& region() const { return *settings_[0].region; }
  const std::string& evidence(std::size_t setting) const { return evidence_[setting].text; }
  Date last() const { return {.year = runs_[0][0].last_year()}; }
  TableWriter open(const std::string& file) const { return open_table(folder_, file); }

  void effects(const std::string& file, const Runs& runs, std::size_t first_alternative = 1) const {
    TableWriter table = open(file);
    for_each_outcome([&](std::size_t o, const Date& date) {
      const Outcome& outcome = outcomes()[o];
      const std::vector<Effect> found = effects_of(sample_of(runs, o, date), outcome.better);
      for (std::size_t a = 0; a < found.size(); ++a) {
        table.text(settings_[first_alternative + a].name).text(outcome.name).text(date.text());
        write_effect(table, found[a], outcome.unit, evidence(first_alternative + a));
      }
    });
    table.close();
  }

  void places() const {
    TableWriter table = open("comparison_places.csv");
    for (std::size_t o = 0; o < place_outcomes().size(); ++o) {
      const PlaceOutcome& outcome = place_outcomes()[o];
      if (outcome.of == PlaceKind::cell) continue;
      for (const Date& date : dates_) {
        if (!date.fits(outcome.kind)) continue;
        for (std::size_t p = 0; p < outcome.places(region()); ++p) {
          const std::vector<Effect> found = effects_of(
              sample_of(runs_, [&](const RunOutcomes& run) { return date.of(run.places[o][p], run.first_year); }), 0);
          for (std::size_t a = 0; a < found.size(); ++a) {
            table.text(settings_[a + 1].name).text(outcome.name).text(date.text());
            table.text(kPlaceKinds[static_cast<std::size_t>(outcome.of)]).text(outcome.code(region(), p));
            write_effect(table, found[a], outcome.unit, evidence(a + 1));
          }
        }
      }
    }
    table.close();
  }

  /// Years only: present values of single cells are nobody's question.
  void cells() const {
    TableWriter table = open("comparison_cells.csv");
    for (std::size_t o = 0; o < place_outcomes().size(); ++o) {
      const PlaceOutcome& outcome = place_outcomes()[o];
      if (outcome.of != PlaceKind::cell) continue;
      for (const Date& date : dates_) {
        if (date.percent > 0) continue;
        for (std::size_t p = 0; p < outcome.places(region()); ++p) {
          const std::vector<Effect> found = effects_of(
              sample_of(runs_, [&](const RunOutcomes& run) { return date.of(run.places[o][p], run.first_year); }), 0);
          for (std::size_t a = 0; a < found.size(); ++a) {
            table.text(settings_[a + 1].name).text(outcome.name).text(date.text());
            table.text(region().cities[region().city_of(CellId{p}).value].code);
            table.text(region().industries[region().industry_of(CellId{p}).value].code);
            write_effect(table, found[a], outcome.unit, evidence(a + 1));
          }
        }
      }
    }
    table.close();
  }

  /// What goes from place to place, in the years that are told.
  void flows() const {
    std::set<FlowKey> keys;
    for (const auto& setting : runs_)
      for (const RunOutcomes& run : setting)
        for (const auto& [key, series] : run.flows) keys.insert(key);
    TableWriter table = open("comparison_flows.csv");
    const std::vector<int> years = told_years(runs_[0][0].first_year, runs_[0][0].last_year());
    for (const FlowKey& key : keys) {
      const FlowOutcome& flow = flow_outcomes()[key.flow];
      for (std::size_t y = 0; y < years.size(); ++y) {
        const PairedSample sample = sample_of(runs_, [&](const RunOutcomes& run) {
          const auto found = run.flows.find(key);
          return found != run.flows.end() ? found->second[y] : 0.0;
        });
        const double base = mean(sample.base);
        for (std::size_t a = 0; a < sample.alternatives.size(); ++a) {
          const Estimate e = estimate(difference(sample.alternatives[a], sample.base));
          table.text(settings_[a + 1].name).text(flow.name).text(key.kind == 0 ? "all" : flow.kinds[key.kind - 1]).integer(years[y]);
          table.text(place_code(region(), key.origin)).text(place_code(region(), key.destination));
          for (const double value : {base, e.mean, e.low, e.high}) table.optional(six_digits(value));
          table.text(flow.unit).end_row();
        }
      }
    }
    table.close();
  }

  void paths() const {
    TableWriter table = open("paths.csv");
    for (std::size_t s = 0; s < runs_.size(); ++s) {
      for (std::size_t o = 0; o < outcomes().size(); ++o) {
        for (int year = runs_[0][0].first_year; year <= runs_[0][0].last_year(); ++year) {
          const PairedSample sample = sample_of(runs_, o, Date{.year = year});
          const std::vector<double>& values = s == 0 ? sample.base : sample.alternatives[s - 1];
          table.text(settings_[s].name).text(outcomes()[o].name).integer(year).number(mean(values));
          for (const double share : {0.05, 0.5, 0.95}) table.number(quantile(values, share));
          Estimate effect;
          if (s > 0) effect = estimate(difference(values, sample.base));
          for (const double value : {effect.mean, effect.low, effect.high}) table.optional(value);
          table.text(outcomes()[o].unit).end_row();
        }
      }
    }
    table.close();
  }

  void replicates() const {
    TableWriter table = open("replicates.csv");
    for (std::size_t s = 0; s < runs_.size(); ++s)
      for (std::size_t r = 0; r < runs_[s].size(); ++r)
        for_each_outcome([&](std::size_t o, const Date& date) {
          table.text(settings_[s].name).integer(static_cast<std::int64_t>(r)).text(outcomes()[o].name).text(date.text());
          table.number(date.of(runs_[s][r].whole[o], runs_[s][r].first_year)).text(outcomes()[o].unit).end_row();
        });
    table.close();
  }

  /// A number of each run, alternative less base, by replicate: value(series of the outcome by year, first year).
  template <class Value>
  std::vector<double> beyond(std::size_t setting, std::string_view outcome, const Value& value) const {
    const std::size_t o = outcome_index(outcome);
    std::vector<double> values;
    for (std::size_t r = 0; r < runs_[0].size(); ++r)
      values.push_back(value(runs_[setting][r].whole[o], runs_[setting][r].first_year) -
                       value(runs_[0][r].whole[o], runs_[0][r].first_year));
    return values;
  }
  /// Added up to the date.
  std::vector<double> more(std::size_t setting, std::string_view outcome, const Date& date) const {
    return beyond(setting, outcome, [&](const std::vector<double>& series, int first) { return date.up_to(series, first); });
  }
  /// At the date.
  std::vector<double> at(std::size_t setting, std::string_view outcome, const Date& date) const {
    return beyond(setting, outcome, [&](const std::vector<double>& series, int first) { return date.of(series, first); });
  }

  /// Cells by where they lie from the levers that an alternative adds.
  enum Where : std::size_t { kReached, kSameCities, kElsewhere, kWheres };
  std::vector<Where> wheres(std::size_t setting) const {
    std::vector<Where> where(region().cell_count(), kElsewhere);
    for (const Lever* lever : levers_beyond(settings_[0], settings_[setting]))
      for (std::size_t c = 0; c < where.size(); ++c)
        if (const CellId cell{c}; lever->reach().covers(region().city_of(cell)))
          where[c] = std::min(where[c], lever->reach().covers(region().industry_of(cell)) ? kReached : kSameCities);
    return where;
  }

  /// Real output made there, alternative less base, added up to the date, [where][replicate]; nothing where no cell lies.
  std::array<std::vector<double>, kWheres> output_by_reach(std::size_t setting, const std::vector<Where>& where, const Date& date) const {
    const auto cells = std::find_if(place_outcomes().begin(), place_outcomes().end(), [](const PlaceOutcome& o) { return o.of == PlaceKind::cell; });
    const auto o = static_cast<std::size_t>(cells - place_outcomes().begin());
    std::array<std::vector<double>, kWheres> found;
    for (std::size_t c = 0; c < where.size(); ++c) {
      found[where[c]].resize(runs_[0].size());
      for (std::size_t r = 0; r < runs_[0].size(); ++r)
        found[where[c]][r] += date.up_to(runs_[setting][r].places[o][c], runs_[setting][r].first_year) -
                              date.up_to(runs_[0][r].places[o][c], runs_[0][r].first_year);
    }
    return found;
  }

  void costs() const {
    TableWriter table = open("costs.csv");
    const auto put = [&table](const Estimate& e) {
      for (const double value : {e.mean, e.low, e.high}) table.optional(value);
    };
    for (std::size_t s = 1; s < runs_.size(); ++s) {
      const std::vector<Where> where = wheres(s);
      const bool has_levers = !levers_beyond(settings_[0], settings_[s]).empty();
      for (const Date& date : dates_) {
        const std::vector<double> gross = more(s, "fiscal_cost_real", date), recovered = more(s, "tax_revenue_real", date);
        const std::vector<double> gdp = more(s, "gdp_real", date), jobs = more(s, "employment", date);
        std::vector<double> net(gross.size()), net_yuan(gross.size());
        for (std::size_t i = 0; i < net.size(); ++i) {
          net[i] = gross[i] - recovered[i];
          net_yuan[i] = 1e6 * net[i];
        }
        table.text(settings_[s].name).text(date.text());
        for (const Estimate& e : {estimate(gross), estimate(recovered), estimate(net), estimate(gdp), estimate(jobs)}) put(e);
        put(estimate(more(s, "tax_expenditure_real", date)));
        put(date.percent == 0 ? estimate(at(s, "equity_at_risk", date)) : Estimate{});
        put(estimate(more(s, "equity_recovered_real", date)));
        const bool costs_anything = mean(gross) != 0;
        put(costs_anything ? ratio_of_means(net_yuan, jobs) : Estimate{});
        put(costs_anything ? ratio_of_means(gdp, net) : Estimate{});
        const auto output = has_levers ? output_by_reach(s, where, date) : std::array<std::vector<double>, kWheres>{};
        std::vector<double> lost_outside;
        for (const Where part : {kSameCities, kElsewhere}) {
          lost_outside.resize(std::max(lost_outside.size(), output[part].size()));
          for (std::size_t r = 0; r < output[part].size(); ++r) lost_outside[r] -= output[part][r];
        }
        for (const std::vector<double>& part : output) put(part.empty() ? Estimate{} : estimate(part));
        const bool gains = !lost_outside.empty() && !output[kReached].empty() && mean(output[kReached]) > 0;
        put(gains ? ratio_of_means(lost_outside, output[kReached]) : Estimate{});
        const std::vector<double> relabelled = more(s, "relabelled_real", date), research = more(s, "rd_real", date);
        std::vector<double> reported(research.size()), equity = more(s, "fund_investment_real", date);
        for (std::size_t i = 0; i < reported.size(); ++i) {
          reported[i] = research[i] + relabelled[i];
          equity[i] -= gross[i];
        }
        put(mean(relabelled) != 0 ? ratio_of_means(relabelled, reported) : Estimate{});
        const std::vector<double> shifted = more(s, "profit_shifted_real", date);
        put(mean(shifted) != 0 ? estimate(shifted) : Estimate{});
        put(costs_anything ? ratio_of_means(research, gross) : Estimate{});
        put(costs_anything && only_funds(s) ? ratio_of_means(equity, gross) : Estimate{});
        table.text(costs_anything ? break_even(s) : "").text(evidence(s)).end_row();
      }
    }
    table.close();
  }

  bool only_funds(std::size_t setting) const {
    const std::vector<const Lever*> levers = levers_beyond(settings_[0], settings_[setting]);
    return !levers.empty() && std::all_of(levers.begin(), levers.end(), [](const Lever* lever) { return lever->has_funds(); });
  }

  /// How far each setting is from each target of the base, and in how many replicates it reaches it.
  void targets() const {
    TableWriter table = open("targets.csv");
    for (const PolicyTarget& target : settings_[0].model->targets) {
      const Date date{.year = static_cast<int>(target.year)};
      if (target.year < runs_[0][0].first_year || target.year > runs_[0][0].last_year()) continue;
      for (std::size_t s = 0; s < runs_.size(); ++s) {
        std::vector<double> values;
        for (const RunOutcomes& run : runs_[s]) values.push_back(value_of(target, run, date));
        double reached = 0;
        for (const double value : values) reached += value >= target.at_least ? 1 : 0;
        table.text(settings_[s].name).text(target.id).integer(target.year).text(target.outcome).text(target.of);
        table.number(target.at_least);
        const Estimate e = estimate(values);
        for (const double value : {e.mean, e.low, e.high}) table.optional(value);
        table.number(target.at_least != 0 ? e.mean / target.at_least : 0);
        table.number(reached / static_cast<double>(values.size())).text(target.source).end_row();
      }
    }
    table.close();
  }

  double value_of(const PolicyTarget& target, const RunOutcomes& run, const Date& date) const {
    if (target.of.empty()) return date.of(run.whole[outcome_index(target.outcome)], run.first_year);
    const std::optional<OfPlace> of = place_of(region(), target);
    expects(of.has_value(), "a target that was checked");
    return date.of(run.places[of->outcome][of->place], run.first_year);
  }

  void outcome_names() const {
    constexpr std::string_view kKinds[] = {"flow", "stock", "rate"};
    TableWriter table = open("outcomes.csv");
    for (const Outcome& outcome : outcomes()) {
      table.text(outcome.name).text(outcome.unit).text(kKinds[static_cast<std::size_t>(outcome.kind)]);
      table.integer(outcome.better).text(outcome.doc).end_row();
    }
    table.close();
  }

  std::string break_even(std::size_t setting) const {
    const RunOutcomes& first = runs_[0][0];
    for (int year = first.first_year; year <= first.last_year(); ++year) {
      const double gross = mean(more(setting, "fiscal_cost_real", {.year = year}));
      if (gross > 0 && mean(more(setting, "tax_revenue_real", {.year = year})) >= gross) return std::to_string(year);
    }
    return "";
  }

  static std::string line(const Outcome& outcome, const Effect& e) {
    const auto figure = [](double value) {
      return std::isnan(value) ? std::string("?") : std::abs(value) >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
    };
    std::string text = fmt::format("{:<18}{:>12} {:<15}", outcome.name, figure(e.mean), outcome.unit);
    text += fmt::format("{} to {}", figure(e.low), figure(e.high));
    if (e.base_mean != 0) text += fmt::format("  ({:+.3f} % of the base)", 100 * e.mean / e.base_mean);
    return text + fmt::format("  {}\n", verdict(e));
  }

  std::string rank_line(const Ranking& ranking, double zone) const {
    const auto name = [&](std::size_t s) { return settings_[s].name; };
    if (!ranking.tie)
      return fmt::format("First by real GDP of {}: {}, ahead of all others by more than {:g} mln_cny a year\n", last().text(),
                         name(ranking.best), zone);
    std::string tied;
    for (const std::size_t s : ranking.tied) tied += (tied.empty() ? "" : ", ") + name(s);
    return fmt::format("Tie by real GDP of {}: {} cannot be told apart by more than {:g} mln_cny a year\n", last().text(), tied,
                       zone);
  }
};

/// Targets name outcomes and places that there are.
void expect_known_targets(const Scenario& scenario) {
  for (const PolicyTarget& target : scenario.model->targets) {
    bool known = !target.of.empty() && place_of(*scenario.region, target);
    std::vector<std::string> names;
    for (const Outcome& outcome : outcomes()) {
      known = known || (target.of.empty() && outcome.name == target.outcome);
      names.emplace_back(outcome.name);
    }
    for (const PlaceOutcome& outcome : place_outcomes()) names.emplace_back(outcome.name);
    if (!known)
      throw BadRequest(fmt::format("{}: targets '{}' is about '{}'{} but there is no such outcome. Known: {}", scenario.file, target.id,
                                   target.outcome, target.of.empty() ? "" : " of '" + target.of + "'", fmt::join(names, ", ")));
  }
}

void expect_comparable(const std::vector<Scenario>& scenarios) {
  expect_known_targets(scenarios[0]);
  std::set<std::string> names;
  for (const Scenario& scenario : scenarios) {
    if (!names.insert(scenario.name).second)
      throw BadRequest(fmt::format("{}: the name '{}' is taken by another scenario of the comparison; give it its own with "
                                   "'name:'",
                                   scenario.file, scenario.name));
    const TimeSettings &time = scenario.model->time, &base = scenarios[0].model->time;
    if (!(time.start == base.start) || !(time.end == base.end))
      throw BadRequest(fmt::format("{}: runs from {} to {}, the base from {} to {}; compare needs the same months", scenario.file,
                                   time.start.text(), time.end.text(), base.start.text(), base.end.text()));
    if (scenario.region->city_count() != scenarios[0].region->city_count() ||
        scenario.region->industry_count() != scenarios[0].region->industry_count())
      throw BadRequest(scenario.file + ": its region has other cities or industries than the base's");
  }
}

/// Runs what is missing of all settings; nothing if the work was stopped.
std::optional<Runs> run_all(Ensemble& ensemble, std::size_t settings, const ReplicateOptions& work) {
  if (!ensemble.run()) return std::nullopt;
  Runs runs(settings);
  for (std::size_t s = 0; s < settings; ++s)
    for (std::uint32_t r = 0; r < work.count; ++r) {
      std::optional<RunOutcomes> run = ensemble.outcomes(0, s, work.first + r);
      expects(run.has_value(), "a run that was kept");
      runs[s].push_back(std::move(*run));
    }
  return runs;
}

/// The scenario without some of its levers.
Scenario without(const Scenario& scenario, const std::set<std::string>& levers, std::string name) {
  Scenario variant = again(scenario);
  auto& policy = variant.model->policy;
  std::erase_if(policy, [&](const auto& other) { return levers.contains(other->id); });
  Json all = Json::parse(variant.effective_json);
  Json& list = all["policy"];
  list.erase(std::remove_if(list.begin(), list.end(), [&](const Json& entry) { return levers.contains(entry.at("id").get<std::string>()); }),
             list.end());
  variant.effective_json = all.dump(2);
  variant.name = std::move(name);
  return variant;
}

Scenario without_shocks(const Scenario& scenario) {
  Scenario calm = again(scenario);
  calm.model->shocks.clear();
  Json all = Json::parse(calm.effective_json);
  all["shocks"] = Json::array();
  calm.effective_json = all.dump(2);
  calm.name = scenario.name + " without shocks";
  return calm;
}

/// Requires that all carry the same shocks; the month of the first, from the start of the run.
std::size_t first_shock(const std::vector<Scenario>& scenarios) {
  const auto shocks = [](const Scenario& scenario) { return Json::parse(scenario.effective_json).at("shocks"); };
  const Json same = shocks(scenarios[0]);
  if (same.empty()) throw BadRequest(fmt::format("{}: has no shocks, which --resilience is about", scenarios[0].file));
  for (const Scenario& scenario : scenarios)
    if (shocks(scenario) != same)
      throw BadRequest(fmt::format("{}: its shocks are not those of the base; --resilience needs the same ones in all scenarios", scenario.file));
  const TimeSettings& time = scenarios[0].model->time;
  Month first = time.end;
  for (const Shock& shock : scenarios[0].model->shocks) first = std::min(first, shock.start);
  return static_cast<std::size_t>(std::max(0, first.index() - time.start.index()));
}

/// The base and another setting again.
std::vector<Scenario> pair_again(const std::vector<Scenario>& scenarios, std::size_t other) {
  std::vector<Scenario> pair;
  for (const std::size_t s : {std::size_t{0}, other}) pair.push_back(again(scenarios[s]));
  return pair;
}

/// Public money without an effect, beside the alternatives: the base with a placebo that spends evenly what the dearest of them
/// spends, in the same months, paid by the same. Nothing where none spends any, or where there is one already.
std::optional<Scenario> financed_placebo(const std::vector<Scenario>& scenarios, const Runs& runs) {
  const TimeSettings& time = scenarios[0].model->time;
  double most = 0;
  std::string entry;
  for (std::size_t s = 1; s < scenarios.size(); ++s) {
    const std::vector<const Lever*> levers = levers_beyond(scenarios[0], scenarios[s]);
    if (levers.empty()) continue;
    if (scenarios[s].name == kPlacebo) return std::nullopt;
    const PairedSample costs = sample_of(runs, [](const RunOutcomes& run) {
      const std::vector<double>& years = run.whole[outcome_index("fiscal_cost_real")];
      return std::accumulate(years.begin(), years.end(), 0.0);
    });
    const double spent = mean(difference(costs.alternatives[s - 1], costs.base));
    if (!(spent > most)) continue;
    most = spent;
    Month start = time.end, end = time.start;
    for (const Lever* lever : levers) {
      start = std::min(start, std::max(lever->schedule.start, time.start));
      end = std::max(end, std::min(lever->schedule.end, time.end));
    }
    const Payers& payers = levers.front()->payers;
    entry = fmt::format("{{lever: placebo, id: financed_placebo, budget_mln_cny_per_year: {:.0f}, schedule: {{start: {}, end: {}}}, "
                        "payers: {{centre: {}, province: {}, city: {}, chain_master: {}}}}}",
                        std::ceil(12 * spent / (end.index() - start.index() + 1)), start.text(), end.text(), payers.centre, payers.province,
                        payers.city, payers.chain_master);
  }
  if (entry.empty()) return std::nullopt;
  std::vector<std::string> settings = scenarios[0].settings;
  settings.push_back(fmt::format("policy[{}]={}", scenarios[0].model->policy.size(), entry));
  Scenario placebo = read_scenario(scenarios[0].file, settings);
  placebo.settings = std::move(settings);
  placebo.name = kPlacebo;
  placebo.title_en = "The same money without an effect";
  placebo.title_zh = "同样的资金，没有作用";
  return placebo;
}

/// The last file of a comparison; `facts` go into it as they are. Settings from `asked` on were added by the program.
void write_manifest(const std::string& folder, const std::vector<Scenario>& scenarios, std::size_t asked, const Ranking& ranking,
                    const Json& facts) {
  Json settings = Json::array();
  for (const Scenario& scenario : scenarios)
    settings.push_back({{"name", scenario.name},
                        {"added", settings.size() >= asked},
                        {"title", {{"en", scenario.title_en}, {"zh", scenario.title_zh}}},
                        {"file", scenario.file},
                        {"settings", scenario.settings},
                        {"scenario", Json::parse(scenario.effective_json)}});
  Json manifest = {{"status", "complete"},
                   {"program", "lingnan"},
                   {"kind", "comparison"},
                   {"version", version()},
                   {"commit", commit()},
                   {"base", scenarios[0].name},
                   {"scenarios", std::move(settings)},
                   {"ranked_by", kRankedBy},
                   {"best", scenarios[ranking.best].name},
                   {"tie", ranking.tie}};
  manifest.update(facts);
  write_whole_file(folder + "/manifest.json", manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void expect_a_year(const Scenario& base, const Runs& runs) {
  if (runs.front().front().years() == 0) throw BadRequest(base.file + ": the run has no complete calendar year to compare");
}

}  // namespace

std::string compare(const std::string& folder, std::vector<Scenario> scenarios, const ComparisonOptions& options) {
  expects(scenarios.size() >= 2, "a base and an alternative");
  if (options.replicates == 0) throw BadRequest("--replicates is 0 but must be at least 1");
  expect_comparable(scenarios);
  const std::size_t shock = options.resilience ? first_shock(scenarios) : 0;
  for (const Scenario& scenario : scenarios)
    if (options.shapley > 0 && levers_beyond(scenarios[0], scenario).size() > kMostParts)
      throw BadRequest(fmt::format("{}: adds more than {} levers, too many for --shapley", scenario.file, kMostParts));
  const auto start = std::chrono::steady_clock::now();
  const RunStore store(folder + "/runs");
  ReplicateOptions work = {.seed = options.seed,
                           .first = 0,
                           .count = options.replicates,
                           .threads = options.threads,
                           .at_once = options.at_once,
                           .memory_bytes = options.memory_bytes,
                           .stop = options.stop,
                           .progress = options.progress};
  ReplicateOptions with_twins = work;
  with_twins.twins = true;
  Ensemble ensemble(one_draw(scenarios), with_twins, store);
  const WorkPlan& plan = ensemble.plan();
  if (options.begin) options.begin(plan.text(), plan.months);
  std::optional<Runs> runs = run_all(ensemble, scenarios.size(), work);
  if (!runs) return "";
  expect_a_year(scenarios[0], *runs);
  const std::size_t asked = scenarios.size();
  Runs twins(asked);
  for (std::size_t s = 1; s < asked; ++s)
    for (std::uint32_t r = 0; r < options.replicates; ++r)
      if (std::optional<RunOutcomes> twin = ensemble.additionality(0, s, r)) twins[s].push_back(std::move(*twin));
  const auto runs_of = [&](const std::vector<Scenario>& list, const std::string& what) {
    Ensemble more(one_draw(list), work, store);
    if (options.begin) options.begin(what, more.plan().months);
    return run_all(more, list.size(), work);
  };
  if (std::optional<Scenario> placebo = options.placebo ? financed_placebo(scenarios, *runs) : std::nullopt) {
    std::vector<Scenario> pair;
    pair.push_back(again(scenarios[0]));
    pair.push_back(std::move(*placebo));
    std::optional<Runs> beside = runs_of(pair, "the same money without an effect, beside them");
    if (!beside) return "";
    runs->push_back(std::move(beside->back()));
    scenarios.push_back(std::move(pair.back()));
  }
  const Comparison comparison(folder, scenarios, std::move(*runs));
  comparison.write();
  const Ranking ranking = comparison.ranking(options.zone_mln_cny);

  // the best of several looks better than it is: estimate it again with luck that did not choose it
  std::optional<Runs> fresh;
  if (asked > 2 && !ranking.tie && ranking.best > 0) {
    work.first = options.replicates;
    fresh = runs_of(pair_again(scenarios, ranking.best), "the winner again, on fresh replicates");
    if (!fresh) return "";
    comparison.write_winner(*fresh, ranking.best);
    work.first = 0;
  }

  std::string explained = comparison.additionality(twins);
  if (options.explain) {
    TableWriter table = open_table(folder, "explain.csv");
    for (std::size_t s = 1; s < asked; ++s) {
      const std::vector<const Lever*> levers = levers_beyond(scenarios[0], scenarios[s]);
      if (levers.empty()) continue;
      std::vector<Scenario> variants = pair_again(scenarios, s);
      for (const Lever* lever : levers) variants.push_back(without(scenarios[s], {lever->id}, scenarios[s].name + " without " + lever->id));
      const std::optional<Runs> apart = runs_of(variants, fmt::format("{} without each of its levers", scenarios[s].name));
      if (!apart) return "";
      explained += comparison.explain(table, scenarios[s], levers, *apart);
    }
    table.close();
  }
  if (options.shapley > 0) {
    TableWriter table = open_table(folder, "shapley.csv");
    for (std::size_t s = 1; s < asked; ++s) {
      const std::vector<const Lever*> levers = levers_beyond(scenarios[0], scenarios[s]);
      if (levers.empty()) continue;
      std::vector<Package> packages(options.replicates);  // orders are drawn for each replicate
      std::set<Coalition> met;
      for (std::uint32_t r = 0; r < options.replicates; ++r) {
        packages[r].orders = permutations_of(levers.size(), options.shapley, options.seed, r);
        packages[r].coalitions = coalitions_of(packages[r].orders);
        met.insert(packages[r].coalitions.begin(), packages[r].coalitions.end());
      }
      const std::vector<Coalition> coalitions(met.begin(), met.end());
      std::vector<Scenario> variants = pair_again(scenarios, s);
      for (const Coalition there : coalitions) {
        std::set<std::string> off;
        for (std::size_t l = 0; l < levers.size(); ++l)
          if ((there >> l & 1) == 0) off.insert(levers[l]->id);
        variants.push_back(without(scenarios[s], off, fmt::format("{} less {}", scenarios[s].name, fmt::join(off, ", "))));
      }
      ReplicateOptions some = work;
      some.wanted = [&](std::size_t setting, std::uint32_t r) {
        return setting < 2 || std::binary_search(packages[r].coalitions.begin(), packages[r].coalitions.end(), coalitions[setting - 2]);
      };
      Ensemble parts(one_draw(variants), some, store);
      if (options.begin) options.begin(fmt::format("{} by its levers: {}", scenarios[s].name, parts.plan().text()), parts.plan().months);
      if (!parts.run()) return "";
      for (std::uint32_t r = 0; r < options.replicates; ++r)
        for (std::size_t v = 0; v < variants.size(); ++v)
          if (some.wanted(v, r)) {
            std::optional<RunOutcomes> run = parts.outcomes(0, v, r);
            expects(run.has_value(), "a run that was kept");
            packages[r].runs.push_back(std::move(*run));
          }
      explained += comparison.shapley(table, scenarios[s], levers, packages);
    }
    table.close();
  }
  if (options.resilience) {
    std::vector<Scenario> calm;
    std::vector<std::string> names;
    calm.push_back(again(scenarios[0]));
    for (std::size_t s = 0; s < asked; ++s) {
      calm.push_back(without_shocks(scenarios[s]));
      names.push_back(scenarios[s].name);
    }
    std::optional<Runs> without_them = runs_of(calm, "all of them without shocks");
    if (!without_them) return "";
    without_them->erase(without_them->begin());
    explained += write_resilience(folder, names, comparison.runs(), *without_them, shock);
  }
  if (options.robust) {
    std::vector<std::vector<std::vector<Estimate>>> found = {comparison.estimates()};
    for (const Assumption& assumption : kAssumptions) {
      std::vector<Scenario> changed;
      for (const Scenario& scenario : scenarios) changed.push_back(again(scenario, assumption.setting));
      const std::optional<Runs> other = runs_of(changed, fmt::format("{} {}", assumption.name, assumption.value));
      if (!other) return "";
      found.push_back(comparison.estimates(*other));
    }
    TableWriter table = open_table(folder, "robust.csv");
    explained += comparison.robust(table, found);
    table.close();
    TableWriter left = open_table(folder, "input_share.csv");
    for (std::size_t s = 1; s < asked; ++s) {
      const std::vector<Assumed> assumed = assumed_in(scenarios[0], scenarios[s]);
      if (assumed.empty()) continue;
      std::vector<Scenario> variants = pair_again(scenarios, s);
      for (const Assumed& one : assumed) {
        variants.push_back(again(scenarios[s], one.setting));
        variants.back().name = fmt::format("{} with {}", scenarios[s].name, one.setting);
      }
      const std::optional<Runs> off = runs_of(variants, fmt::format("{} with each assumed coefficient off", scenarios[s].name));
      if (!off) return "";
      explained += comparison.left_without(left, scenarios[s], assumed, *off);
    }
    left.close();
  }

  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_manifest(folder, scenarios, asked, ranking,
                 {{"seed", options.seed},
                  {"replicates", options.replicates},
                  {"zone_mln_cny", options.zone_mln_cny},
                  {"months_run", plan.months},
                  {"months_shared", plan.months_shared},
                  {"runs_at_once", plan.at_once},
                  {"threads_each", plan.threads_each},
                  {"wall_seconds", std::round(seconds * 1000) / 1000}});
  return comparison.summary(ranking, options.zone_mln_cny, fresh ? &*fresh : nullptr) + explained;
}

std::string compare(const std::string& folder, FinishedRuns finished, double zone_mln_cny) {
  const std::vector<Scenario>& scenarios = finished.scenarios;
  if (scenarios.size() < 2) throw BadRequest("the runs are all of one scenario; compare needs a base and at least one alternative");
  expect_comparable(scenarios);
  expect_a_year(scenarios[0], finished.runs);
  const std::size_t pairs = finished.runs[0].size();
  const Comparison comparison(folder, scenarios, std::move(finished.runs));
  comparison.write();
  const Ranking ranking = comparison.ranking(zone_mln_cny);
  write_manifest(folder, scenarios, scenarios.size(), ranking, {{"seed", finished.seed}, {"replicates", pairs}, {"zone_mln_cny", zone_mln_cny}, {"months_run", 0}});
  return comparison.summary(ranking, zone_mln_cny, nullptr);
}

}  // namespace lingnan

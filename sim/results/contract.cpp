#include "sim/results/contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lingnan/catalogue.hpp"
#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/results/firm_panel.hpp"
#include "sim/results/tables.hpp"

namespace lingnan {

const OptionInfo& CommandInfo::option(const std::string& flags) const {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const OptionInfo& o) { return o.flags == flags; });
  expects(found != options.end(), "the option is in the list");
  return *found;
}

const std::vector<CommandInfo>& commands() {
  static const OptionInfo set = {"--set", "PATH=VALUE",
                                 "Change one value of the scenario, checked like the file; may be given many times."};
  static const OptionInfo firms = {"--firms", "N|all", "Number of enterprise agents, all = one to one; short for --set economy.firms=N."};
  static const OptionInfo until = {"--until", "YYYY-MM", "Last month of the runs; short for --set time.end=YYYY-MM."};
  static const OptionInfo at_once = {"--at-once", "N", "Runs side by side; as many as threads and memory allow if not given."};
  static const OptionInfo threads = {"-j,--threads", "N", "Threads of all runs together; all cores if not given. Results do not depend on it."};
  static const std::vector<CommandInfo> list = {
      {"run",
       "SCENARIO",
       "One run of a scenario; results in a folder.",
       {{"-o,--output", "DIR", "Folder of the results; out/<scenario> if not given."},
        {"--seed", "N", "Seed of all random draws; 1 if not given."},
        {"--replicate", "K", "Which replicate of the seed; 0 if not given."},
        {"-j,--threads", "N", "Threads; all cores if not given. Results do not depend on it."},
        {"--until", "YYYY-MM", "Last month of the run; short for --set time.end=YYYY-MM."},
        firms,
        set,
        {"--force", "", "Replace the results of an earlier run, or start an interrupted one again."},
        {"--quiet", "", "No progress and no summary."},
        {"--checkpoint-every", "MONTHS", "Months between checkpoints, 0 for none; the scenario's if not given."},
        {"--resume", "", "Go on from the last checkpoint of an interrupted run."},
        {"--from", "MANIFEST",
         "Repeat the run of a manifest.json (scenario, settings, seed, replicate) and compare the state hashes."}}},
      {"check", "SCENARIO...", "Reads and validates scenarios and experiments, runs nothing, lists every problem at once.", {set}},
      {"validate",
       "[SCENARIO]",
       "Runs a scenario for ten years over seeds and holds it against stylised facts; scenarios/guangdong.yaml if not "
       "given.",
       {{"--replicates", "N", "Runs, each with its own luck; 20 if not given."},
        {"--seed", "N", "Seed of all random draws; 1 if not given."},
        {"-j,--threads", "N", "Threads; all cores if not given. Results do not depend on it."},
        until,
        firms,
        set,
        {"--json", "", "For machines."},
        {"--backtest", "", "Growth of years that are known by now and were held out, against the replicates."},
        {"--quiet", "", "No progress."}}},
      {"compare",
       "BASE ALT...",
       "Paired replicates of each alternative against the base: effects with intervals, costs and ranks. The same command "
       "goes on where an interrupted one stopped.",
       {{"-o,--output", "DIR", "Folder of the results; out/compare-<base> if not given."},
        {"--from", "DIR...", "Compare finished runs without running anything: folders of `lingnan run`, the base's first; runs of one "
                             "scenario are its replicates, told apart by --replicate or --seed."},
        {"--replicates", "N", "Pairs of runs, each with its own luck; 30 if not given."},
        {"--seed", "N", "Seed of all random draws; 1 if not given."},
        {"--explain", "", "Switch off each lever that an alternative adds, one at a time: explain.csv."},
        {"--shapley", "N", "Share the whole effect of an alternative out to the levers that it adds, by N orders in which they may come: "
                           "shapley.csv."},
        {"--resilience", "", "All scenarios carry the same shocks: what they cost and how long, each against itself without: resilience.csv."},
        {"--robust", "", "Effects again under other elasticities of outside demand and other financing: robust.csv; and what is left of them where a coefficient that a lever assumes is off: input_share.csv."},
        {"--no-placebo", "", "Without the benchmark beside alternatives that cost: the same money without an effect."},
        {"--zone", "MLN_CNY", "Differences of real GDP a year that nobody minds, for the rank; 1000 if not given."},
        at_once,
        threads,
        until,
        firms,
        set,
        {"--force", "", "Replace the results of an earlier comparison."},
        {"--quiet", "", "No progress and no summary."}}},
      {"batch",
       "EXPERIMENT.yaml",
       "A designed experiment: settings × draws of parameters × replicates. The same command goes on where an interrupted one "
       "stopped.",
       {{"-o,--output", "DIR", "Folder of the results; out/batch-<experiment> if not given."},
        {"--replicates", "N", "Runs of each setting and draw; the experiment's if not given."},
        {"--seed", "N", "Seed of all random draws and of the design; the experiment's if not given."},
        {"--shard", "I/N", "Only part I of N, into DIR.shards; for as many machines as there are parts."},
        {"--merge", "", "All parts are there: write the results. A second stage of a selection is run."},
        at_once,
        threads,
        until,
        firms,
        set,
        {"--force", "", "Replace earlier results; finished runs that are the same are taken over."},
        {"--quiet", "", "No progress and no summary."}}},
      {"report",
       "DIR",
       "One page of a finished run, comparison or experiment for people: an HTML file that needs nothing else and opens offline.",
       {{"-o,--output", "FILE", "File of the page; DIR/report.html if not given. An older one is replaced."},
        {"--lang", "en|zh", "Language that the page opens in; en if not given. A switch in the page has the other."},
        {"--basemap", "FILE|guangdong",
         "Borders of cities behind the map: a GeoJSON file with their codes, or guangdong, which is schematic and not for "
         "publication. No borders if not given."}}},
      {"describe",
       "step|levers|lever|parameters|schema|network|contract",
       "The program explains itself; `describe lever NAME` tells all of a lever, `describe network SCENARIO` builds the "
       "scenario's supply graph.",
       {{"--json", "", "For machines."}, {"--markdown", "", "Parameters as the reference page."}, set}},
  };
  return list;
}

const CommandInfo& command(const std::string& name) {
  const std::vector<CommandInfo>& list = commands();
  const auto found = std::find_if(list.begin(), list.end(), [&](const CommandInfo& c) { return c.name == name; });
  expects(found != list.end(), "the command is in the list");
  return *found;
}

const std::vector<ExitCode>& exit_codes() {
  static const std::vector<ExitCode> list = {
      {0, "Done."},
      {2, "The request is wrong: usage, scenario, data, a named file that does not exist. Nothing is written."},
      {3, "The model failed: audit residual, value that is not finite, repeated run with another state hash."},
      {4, "The machine failed: disk full, unreadable file, not enough memory."},
      {130, "Interrupted. The months done are complete and --resume goes on from there."},
  };
  return list;
}

namespace {

/// All that a run may leave, the panel of agents too, which is no text.
std::vector<Table> files_of_a_run() {
  std::vector<Table> files = result_tables();
  files.push_back(firm_panel_table());
  return files;
}

nlohmann::ordered_json contract_json() {
  nlohmann::ordered_json all = {{"version", version()}, {"commit", commit()}};
  for (const CommandInfo& c : commands()) {
    nlohmann::ordered_json options = nlohmann::ordered_json::array();
    for (const OptionInfo& o : c.options) options.push_back({{"flags", o.flags}, {"value", o.value}, {"doc", o.doc}});
    all["commands"].push_back(
        {{"name", c.name}, {"arguments", c.arguments}, {"doc", c.doc}, {"options", std::move(options)}});
  }
  for (const ExitCode& e : exit_codes()) all["exit_codes"].push_back({{"code", e.code}, {"doc", e.doc}});
  all["files"] = nlohmann::ordered_json::parse(columns_json(files_of_a_run()));
  all["experiment_files"] = nlohmann::ordered_json::parse(columns_json(experiment_tables()));
  all["comparison_files"] = nlohmann::ordered_json::parse(columns_json(comparison_tables()));
  return all;
}

std::string contract_text() {
  std::string out = fmt::format("lingnan {} ({})\n\nCommands\n", version(), commit());
  for (const CommandInfo& c : commands()) {
    out += fmt::format("\n  lingnan {} {}\n      {}\n", c.name, c.arguments, c.doc);
    for (const OptionInfo& o : c.options)
      out += fmt::format("      {:<28} {}\n", o.flags + (o.value.empty() ? "" : " " + o.value), o.doc);
  }
  out += "\nExit codes\n\n";
  for (const ExitCode& e : exit_codes()) out += fmt::format("  {:>3}  {}\n", e.code, e.doc);
  const auto list = [&](const std::string& title, const std::vector<Table>& tables) {
    out += fmt::format(
        "\n{}\n\n  manifest.json (written last; \"status\": \"complete\")\n  columns.json (the columns below)\n", title);
    for (const Table& t : tables) {
      out += fmt::format("\n  {} ({})\n      {}\n", t.file, t.rows, t.doc);
      for (const TableColumn& column : t.columns) out += fmt::format("      {:<28} {:<34} {}\n", column.name, column.unit, column.doc);
    }
  };
  list("Files of a run", files_of_a_run());
  list("Files of a comparison", comparison_tables());
  list("Files of a designed experiment", experiment_tables());
  return out;
}

}  // namespace

std::string describe_contract(bool json) { return json ? contract_json().dump(2) + "\n" : contract_text(); }

}  // namespace lingnan

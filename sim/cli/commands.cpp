#include "sim/cli/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include "lingnan/catalogue.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/validation.hpp"
#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/cli/batch.hpp"
#include "sim/cli/compare.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/report.hpp"
#include "sim/cli/run.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/contract.hpp"

namespace lingnan {

namespace {

void print_problems(const BadRequest& error) {
  for (const Problem& problem : error.problems()) fmt::print(stderr, "{}\n", problem.text());
}

// ---- run

struct RunArguments {
  RunRequest request;
  std::string until, firms;
};

/// `--until` and `--firms` are short forms of settings and come after the others.
void add_short_forms(std::vector<std::string>& settings, const std::string& until, const std::string& firms) {
  if (!until.empty()) settings.push_back("time.end=" + until);
  if (firms.empty()) return;
  const bool digits = std::all_of(firms.begin(), firms.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
  if (!digits && firms != "all")
    throw BadRequest(fmt::format("--firms is '{}' but must be a whole number or all", firms));
  settings.push_back("economy.firms=" + (digits ? firms : "0"));
}

int do_run(RunArguments arguments) {
  RunRequest& request = arguments.request;
  if (!request.scenario.empty() && !request.from.empty())
    throw BadRequest("--from takes the scenario from the manifest; drop " + request.scenario);
  if (request.scenario.empty() && request.from.empty())
    throw BadRequest("run needs a scenario file, for example: lingnan run scenarios/guangdong.yaml");
  add_short_forms(request.settings, arguments.until, arguments.firms);
  return run(request);
}

// ---- check

/// Every file is read; the worst of the exit codes counts.
int do_check(const std::vector<std::string>& files, const std::vector<std::string>& settings) {
  int code = 0;
  for (const std::string& file : files) {
    try {
      const std::vector<std::string> warnings =
          is_experiment(file) ? read_experiment(file, {.settings = settings}).warnings : read_scenario(file, settings).warnings;
      for (const std::string& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
      fmt::print("{}: ok\n", file);
    } catch (const BadRequest& error) {
      print_problems(error);
      code = std::max(code, 2);
    } catch (const MachineFailure& error) {
      fmt::print(stderr, "lingnan: {}\n", error.what());
      code = std::max(code, 4);
    }
  }
  return code;
}

// ---- validate

struct ValidateArguments {
  std::string scenario = "scenarios/guangdong.yaml", until, firms;
  std::vector<std::string> settings;
  std::uint64_t seed = 1;
  std::uint32_t replicates = 20;
  int threads = 0;
  bool json = false, quiet = false, backtest = false;
};

/// What the facts say is in the table, not in the exit code: a fact that fails is no failure of the program.
int do_validate(ValidateArguments asked) {
  if (asked.replicates == 0) throw BadRequest("--replicates is 0 but must be at least 1");
  add_short_forms(asked.settings, asked.until, asked.firms);
  const Scenario scenario = read_scenario(asked.scenario, asked.settings);
  const int total = validation_months(scenario) * static_cast<int>(asked.replicates);
  std::string text;
  {
    Progress progress(asked.quiet, 0, total);
    const ValidationOptions options = {
        .seed = asked.seed,
        .replicates = asked.replicates,
        .threads = asked.threads,
        .progress = [&](int done, int, const std::string& month) { progress.update(done, month); }};
    text = asked.backtest ? backtest(scenario, options, asked.json) : validate(scenario, options, asked.json);
    progress.clear();
  }
  std::fputs(text.c_str(), stdout);
  return 0;
}

// ---- compare

struct CompareArguments {
  CompareRequest request;
  std::string until, firms;
  bool no_placebo = false;
};

int do_compare(CompareArguments asked) {
  asked.request.options.placebo = !asked.no_placebo;
  add_short_forms(asked.request.settings, asked.until, asked.firms);
  return compare(std::move(asked.request));
}

// ---- batch

struct BatchArguments {
  BatchRequest request;
  std::string until, firms;
  std::uint64_t seed = 0;
  std::uint32_t replicates = 0;
};

int do_batch(BatchArguments asked) {
  add_short_forms(asked.request.changes.settings, asked.until, asked.firms);
  return batch(std::move(asked.request));
}

// ---- describe

struct DescribeArguments {
  std::string what, scenario;
  std::vector<std::string> settings;
  bool json = false, markdown = false;
};

std::string described(const DescribeArguments& asked) {
  const std::vector<std::string> topics = {"step", "levers", "lever", "parameters", "schema", "network", "contract"};
  if (asked.markdown && asked.what != "parameters") throw BadRequest("--markdown goes with describe parameters only");
  if (!asked.scenario.empty() && asked.what != "network" && asked.what != "lever" && asked.what != "schema")
    throw BadRequest(fmt::format("describe {} takes no scenario", asked.what));
  if (asked.what == "step") return describe_step(asked.json);
  if (asked.what == "levers") return describe_levers(asked.json);
  if (asked.what == "lever") {
    if (asked.scenario.empty()) throw BadRequest("describe lever needs its name: lingnan describe lever NAME");
    return describe_lever(asked.scenario, asked.json);
  }
  if (asked.what == "parameters") return asked.markdown ? scenario_reference() : describe_parameters(asked.json);
  if (asked.what == "schema") {
    if (asked.scenario == "experiment") return experiment_schema();
    if (asked.scenario.empty() || asked.scenario == "scenario") return scenario_schema();
    throw BadRequest(fmt::format("describe schema knows scenario and experiment, not '{}'", asked.scenario));
  }
  if (asked.what == "contract") return describe_contract(asked.json);
  if (asked.what == "network") {
    if (asked.scenario.empty())
      throw BadRequest("describe network needs a scenario: lingnan describe network SCENARIO");
    return describe_network(read_scenario(asked.scenario, asked.settings), asked.json);
  }
  const std::string guess = nearest(asked.what, topics);
  throw BadRequest(fmt::format(
      "describe knows no '{}'. {}", asked.what,
      guess.empty() ? fmt::format("It knows {}.", fmt::join(topics, ", ")) : fmt::format("Did you mean '{}'?", guess)));
}

int do_describe(const DescribeArguments& asked) {
  std::string text = described(asked);
  if (text.empty() || text.back() != '\n') text += '\n';
  std::fputs(text.c_str(), stdout);
  return 0;
}

// ---- the table of commands as CLI11 wants it

/// Adds an option with the flags, value name and doc of the table. One value each time it is given.
template <class T>
CLI::Option* add(CLI::App& app, const CommandInfo& info, const std::string& flags, T& value) {
  const OptionInfo& option = info.option(flags);
  return app.add_option(flags, value, option.doc)->type_name(option.value)->allow_extra_args(false);
}

CLI::Option* add_switch(CLI::App& app, const CommandInfo& info, const std::string& flags, bool& value) {
  return app.add_flag(flags, value, info.option(flags).doc);
}

CLI::Validator whole_number() {
  return CLI::Validator(
      [](std::string& text) {
        const bool digits = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
        return digits && !text.empty() ? std::string() : fmt::format("'{}' is not a whole number", text);
      },
      "");
}

void add_run(CLI::App& app, int& code) {
  const CommandInfo& info = command("run");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto arguments = std::make_shared<RunArguments>();
  RunRequest& request = arguments->request;
  sub.add_option("SCENARIO", request.scenario, "Scenario file (YAML).")->type_name("");
  add(sub, info, "-o,--output", request.output);
  add(sub, info, "--seed", request.seed)->check(whole_number());
  add(sub, info, "--replicate", request.replicate)->check(whole_number());
  add(sub, info, "-j,--threads", request.threads)->check(whole_number());
  add(sub, info, "--until", arguments->until);
  add(sub, info, "--firms", arguments->firms);
  add(sub, info, "--set", request.settings);
  add_switch(sub, info, "--force", request.force);
  add_switch(sub, info, "--quiet", request.quiet);
  add(sub, info, "--checkpoint-every", request.checkpoint_every)->check(whole_number());
  add_switch(sub, info, "--resume", request.resume);
  add(sub, info, "--from", request.from);
  sub.callback([arguments, &sub, &code] {
    for (const char* given : {"--seed", "--replicate", "--until", "--firms", "--set"})
      if (!arguments->request.from.empty() && sub.count(given) > 0)
        throw BadRequest(
            fmt::format("--from takes scenario, settings, seed and replicate from the manifest; drop {}", given));
    code = do_run(*arguments);
  });
}

void add_check(CLI::App& app, int& code) {
  const CommandInfo& info = command("check");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto files = std::make_shared<std::vector<std::string>>();
  auto settings = std::make_shared<std::vector<std::string>>();
  sub.add_option("SCENARIO", *files, "Scenario files (YAML).")->type_name("")->required();
  add(sub, info, "--set", *settings);
  sub.callback([files, settings, &code] { code = do_check(*files, *settings); });
}

void add_validate(CLI::App& app, int& code) {
  const CommandInfo& info = command("validate");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto asked = std::make_shared<ValidateArguments>();
  sub.add_option("SCENARIO", asked->scenario, "Scenario file (YAML).")->type_name("");
  add(sub, info, "--replicates", asked->replicates)->check(whole_number());
  add(sub, info, "--seed", asked->seed)->check(whole_number());
  add(sub, info, "-j,--threads", asked->threads)->check(whole_number());
  add(sub, info, "--until", asked->until);
  add(sub, info, "--firms", asked->firms);
  add(sub, info, "--set", asked->settings);
  add_switch(sub, info, "--json", asked->json);
  add_switch(sub, info, "--backtest", asked->backtest);
  add_switch(sub, info, "--quiet", asked->quiet);
  sub.callback([asked, &code] { code = do_validate(*asked); });
}

/// What commands that make many runs share.
template <class Arguments>
void add_many_runs(CLI::App& sub, const CommandInfo& info, Arguments& asked, std::vector<std::string>& settings) {
  add(sub, info, "--at-once", asked.request.options.at_once)->check(whole_number());
  add(sub, info, "-j,--threads", asked.request.options.threads)->check(whole_number());
  add(sub, info, "--until", asked.until);
  add(sub, info, "--firms", asked.firms);
  add(sub, info, "--set", settings);
  add_switch(sub, info, "--force", asked.request.force);
  add_switch(sub, info, "--quiet", asked.request.quiet);
}

void add_compare(CLI::App& app, int& code) {
  const CommandInfo& info = command("compare");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto asked = std::make_shared<CompareArguments>();
  ComparisonOptions& options = asked->request.options;
  sub.add_option("SCENARIO", asked->request.scenarios, "Scenario files (YAML), the base first.")->type_name("");
  add(sub, info, "-o,--output", asked->request.output);
  add(sub, info, "--replicates", options.replicates)->check(whole_number());
  add(sub, info, "--seed", options.seed)->check(whole_number());
  add(sub, info, "--zone", options.zone_mln_cny)->check(CLI::NonNegativeNumber);
  add_switch(sub, info, "--explain", options.explain);
  add(sub, info, "--shapley", options.shapley)->check(whole_number());
  add_switch(sub, info, "--resilience", options.resilience);
  add_switch(sub, info, "--robust", options.robust);
  add_switch(sub, info, "--no-placebo", asked->no_placebo);
  add_many_runs(sub, info, *asked, asked->request.settings);
  add(sub, info, "--from", asked->request.from)->allow_extra_args();
  sub.callback([asked, &sub, &code] {
    for (const char* given : {"--replicates", "--seed", "--explain", "--shapley", "--resilience", "--robust", "--until", "--firms", "--set"})
      if (!asked->request.from.empty() && sub.count(given) > 0)
        throw BadRequest(fmt::format("--from takes runs as they are and runs none; drop {}", given));
    code = do_compare(*asked);
  });
}

void add_batch(CLI::App& app, int& code) {
  const CommandInfo& info = command("batch");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto asked = std::make_shared<BatchArguments>();
  sub.add_option("EXPERIMENT", asked->request.experiment, "Experiment file (YAML).")->type_name("");
  add(sub, info, "-o,--output", asked->request.output);
  add(sub, info, "--replicates", asked->replicates)->check(whole_number());
  add(sub, info, "--seed", asked->seed)->check(whole_number());
  add(sub, info, "--shard", asked->request.shard);
  add_switch(sub, info, "--merge", asked->request.merge);
  add_many_runs(sub, info, *asked, asked->request.changes.settings);
  sub.callback([asked, &sub, &code] {
    if (sub.count("--replicates") > 0) asked->request.changes.replicates = asked->replicates;
    if (sub.count("--seed") > 0) asked->request.changes.seed = asked->seed;
    code = do_batch(*asked);
  });
}

void add_report(CLI::App& app, int& code) {
  const CommandInfo& info = command("report");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto request = std::make_shared<ReportRequest>();
  sub.add_option("DIR", request->folder, "Folder of a finished run, comparison or experiment.")->type_name("");
  add(sub, info, "-o,--output", request->output);
  add(sub, info, "--lang", request->language);
  add(sub, info, "--basemap", request->basemap);
  sub.callback([request, &code] { code = report(*request); });
}

void add_describe(CLI::App& app, int& code) {
  const CommandInfo& info = command("describe");
  CLI::App& sub = *app.add_subcommand(info.name, info.doc);
  auto asked = std::make_shared<DescribeArguments>();
  sub.add_option("WHAT", asked->what, info.arguments)->type_name("")->required();
  sub.add_option("OF", asked->scenario, "A scenario for network, a name for lever, scenario or experiment for schema.")->type_name("");
  add_switch(sub, info, "--json", asked->json);
  add_switch(sub, info, "--markdown", asked->markdown);
  add(sub, info, "--set", asked->settings);
  sub.callback([asked, &code] { code = do_describe(*asked); });
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandInfo& info : commands()) names.push_back(info.name);
  return names;
}

/// "" if the first word is a command or an option.
std::string unknown_command(const std::vector<std::string>& words) {
  if (words.empty() || words[0].starts_with("-")) return "";
  const std::vector<std::string> names = command_names();
  if (std::find(names.begin(), names.end(), words[0]) != names.end()) return "";
  std::string message = fmt::format("unknown command '{}'.", words[0]);
  std::string guess = nearest(words[0], names);
  for (const std::string& name : names)  // letters in the wrong order
    if (guess.empty() && std::is_permutation(name.begin(), name.end(), words[0].begin(), words[0].end())) guess = name;
  if (words[0].ends_with(".yaml"))
    message += fmt::format(" Did you mean 'lingnan run {}'?", words[0]);
  else if (!guess.empty())
    message += fmt::format(" Did you mean '{}'?", guess);
  else
    message += fmt::format(" There are {}; see lingnan --help.", fmt::join(names, ", "));
  return message;
}

/// "unknown option '--sed'. Did you mean '--seed'?" for the first option that the command does not have, or "".
std::string unknown_option(const std::vector<std::string>& words) {
  if (words[0].starts_with("-")) return "";
  std::vector<std::string> known = {"--help"};
  for (const OptionInfo& option : command(words[0]).options)
    known.push_back(option.flags.substr(option.flags.find("--")));
  for (const std::string& word : words) {
    const std::string flag = word.substr(0, word.find('='));
    if (!flag.starts_with("--") || flag == "--" || std::find(known.begin(), known.end(), flag) != known.end()) continue;
    const std::string guess = nearest(flag, known);
    return fmt::format("unknown option '{}'.", flag) + (guess.empty() ? "" : fmt::format(" Did you mean '{}'?", guess));
  }
  return "";
}

int parse_and_do(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  CLI::App app{"Lingnan: an agent-based simulator of regional industry.", "lingnan"};
  app.set_version_flag("--version", fmt::format("lingnan {} ({})", version(), commit()));
  app.set_help_flag("-h,--help", "Print this help and exit.");
  app.require_subcommand(0, 1);
  app.footer(
      "Exit codes: 0 done, 2 wrong request, 3 model failed, 4 machine failed, 130 interrupted.\n"
      "`lingnan COMMAND --help` lists options; `lingnan describe contract` lists files and columns.");
  int code = 0;
  add_run(app, code);
  add_check(app, code);
  add_validate(app, code);
  add_compare(app, code);
  add_batch(app, code);
  add_report(app, code);
  add_describe(app, code);

  if (const std::string message = unknown_command(words); !message.empty()) throw BadRequest("lingnan: " + message);
  if (words.empty()) {
    std::fputs(app.help().c_str(), stderr);
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ExtrasError& error) {
    const std::string unknown = unknown_option(words);
    throw BadRequest("lingnan: " + (unknown.empty() ? error.what() : unknown));
  } catch (const CLI::ParseError& error) {
    throw BadRequest(fmt::format("lingnan: {}", error.what()));
  }
  return code;
}

/// The kinds of error and their exit codes.
int guarded(int argc, char** argv) {
  try {
    return parse_and_do(argc, argv);
  } catch (const BadRequest& error) {
    print_problems(error);
    return 2;
  } catch (const ModelFailure& error) {
    fmt::print(stderr, "lingnan: the model failed: {}\n", error.what());
    return 3;
  } catch (const MachineFailure& error) {
    fmt::print(stderr, "lingnan: {}\n", error.what());
    return 4;
  } catch (const std::filesystem::filesystem_error& error) {
    fmt::print(stderr, "lingnan: {}: {}\n", error.path1().string(), error.code().message());
    return 4;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "lingnan: not enough memory; choose fewer enterprises with --firms N\n");
    return 4;
  } catch (const std::system_error& error) {
    fmt::print(stderr, "lingnan: {}\n", error.what());
    return 4;
  } catch (const std::exception& error) {
    fmt::print(stderr, "lingnan: the program failed: {}\n", error.what());
    return 3;
  }
}

}  // namespace

int command_line(int argc, char** argv) {
  // A file that grows past the limit of the shell is a full disk, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  const int code = guarded(argc, argv);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "lingnan: the output could not be written\n");
    return code == 0 ? 4 : code;
  }
  return code;
}

}  // namespace lingnan

#include "sim/cli/compare.hpp"

#include <fmt/format.h>

#include <optional>

#include "sim/base/problem.hpp"
#include "sim/cli/machine.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_folder.hpp"

namespace lingnan {

int compare(CompareRequest request) {
  if (request.scenarios.size() < 2)
    throw BadRequest("compare needs a base and at least one alternative: lingnan compare BASE.yaml ALTERNATIVE.yaml");
  std::vector<Scenario> scenarios;
  std::vector<Problem> problems;
  for (const std::string& file : request.scenarios) {
    try {
      scenarios.push_back(read_scenario(file, request.settings));
      scenarios.back().settings = request.settings;
    } catch (const BadRequest& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw BadRequest(std::move(problems));
  if (!request.quiet)
    for (const Scenario& scenario : scenarios)
      for (const std::string& warning : scenario.warnings) fmt::print(stderr, "warning: {}\n", warning);

  RunFolder folder(request.output.empty() ? "out/compare-" + scenarios[0].name : request.output, request.force,
                   Earlier::finished_runs);
  const Interruptible guard;
  std::optional<Progress> progress;
  ComparisonOptions& options = request.options;
  options.memory_bytes = available_memory_bytes() / 5 * 4;
  options.stop = interrupted;
  options.begin = [&](const std::string& text, int months) {
    progress.reset();
    if (!request.quiet) fmt::print(stderr, "lingnan: {}\n", text);
    progress.emplace(request.quiet, 0, months);
  };
  options.progress = [&](int done, int, const std::string& month) { progress->update(done, month); };

  folder.open();
  const std::string summary = compare(folder.work(), std::move(scenarios), options);
  if (summary.empty()) {
    progress.reset();
    fmt::print(stderr,
               "lingnan: interrupted. Finished runs are in {0}.partial; the same command goes on from there.\n", folder.shown());
    return 130;
  }
  progress.reset();
  folder.publish();
  if (!request.quiet) fmt::print("{}\n  Results in {}\n", summary, folder.shown());
  return 0;
}

}  // namespace lingnan

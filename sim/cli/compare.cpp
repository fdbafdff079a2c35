#include "sim/cli/compare.hpp"

#include <fmt/format.h>

#include "sim/base/problem.hpp"
#include "sim/cli/many_runs.hpp"

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
  WorkOnMany work(request.options, request.quiet);
  folder.open();
  return work.finish(folder, compare(folder.work(), std::move(scenarios), request.options));
}

}  // namespace lingnan

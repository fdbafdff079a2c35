#include "sim/cli/compare.hpp"

#include <fmt/format.h>

#include "sim/base/problem.hpp"
#include "sim/cli/many_runs.hpp"
#include "sim/experiment/finished.hpp"

namespace lingnan {

namespace {

/// Without running anything.
int compare_finished(const CompareRequest& request) {
  if (!request.scenarios.empty()) throw BadRequest("--from compares finished runs; drop " + request.scenarios[0] + " or put it behind --from");
  FinishedRuns finished = read_finished(request.from);
  RunFolder folder(request.output.empty() ? "out/compare-" + finished.scenarios[0].name : request.output, request.force, Earlier::nothing);
  folder.open();
  const std::string summary = compare(folder.work(), std::move(finished), request.options.zone_mln_cny);
  folder.publish();
  if (!request.quiet) fmt::print("{}\n  Results in {}\n", summary, folder.shown());
  return 0;
}

}  // namespace

int compare(CompareRequest request) {
  if (!request.from.empty()) return compare_finished(request);
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

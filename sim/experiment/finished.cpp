#include "sim/experiment/finished.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "lingnan/results.hpp"
#include "sim/base/problem.hpp"
#include "sim/results/reading.hpp"

namespace lingnan {

namespace {

void expect_as_it_was(const std::string& folder, const ManifestRun& manifest, const Scenario& scenario) {
  const auto now = input_hashes(scenario);
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename(); };
  for (const auto& [file, hash] : manifest.file_hashes)
    if (std::none_of(now.begin(), now.end(), [&](const auto& other) { return other.second == hash && name(other.first) == name(file); }))
      throw BadRequest(fmt::format("{}: {} is not what it was when the run was written", folder, file));
}

}  // namespace

FinishedRuns read_finished(const std::vector<std::string>& folders) {
  using Luck = std::pair<std::uint64_t, std::uint32_t>;  // seed and replicate
  struct Setting {
    Scenario scenario;
    std::map<Luck, std::pair<std::string, RunOutcomes>> runs;  // with their folders
  };
  std::vector<Setting> settings;
  std::string first_commit;
  for (const std::string& folder : folders) {
    const ManifestRun manifest = read_manifest(folder + "/manifest.json");
    Scenario scenario = read_scenario(manifest.scenario_file, manifest.settings);
    scenario.settings = manifest.settings;
    expect_as_it_was(folder, manifest, scenario);
    if (first_commit.empty()) first_commit = manifest.commit;
    if (manifest.commit != first_commit)
      throw BadRequest(fmt::format("{}: is of version {}, {} of {}; only runs of one version can be compared", folder, manifest.commit, folders[0], first_commit));
    RunOutcomes outcomes = outcomes_of(*scenario.region, read_records(folder, scenario));
    auto setting = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.scenario.effective_json == scenario.effective_json; });
    if (setting == settings.end()) {
      settings.push_back({std::move(scenario), {}});
      setting = settings.end() - 1;
    }
    const auto [other, fresh] = setting->runs.emplace(Luck{manifest.seed, manifest.replicate}, std::pair(folder, std::move(outcomes)));
    if (!fresh) throw BadRequest(fmt::format("{}: is the same run as {}", folder, other->second.first));
  }
  FinishedRuns finished;
  for (Setting& setting : settings) {
    for (const auto& [luck, run] : settings[0].runs)
      if (!setting.runs.contains(luck))
        throw BadRequest(fmt::format("{} has no run of seed {}, replicate {}, as the base has in {}", setting.scenario.name, luck.first, luck.second, run.first));
    for (const auto& [luck, run] : setting.runs)
      if (!settings[0].runs.contains(luck))
        throw BadRequest(fmt::format("{}: the base has no run of seed {}, replicate {}", run.first, luck.first, luck.second));
    std::vector<RunOutcomes>& runs = finished.runs.emplace_back();
    for (auto& [luck, run] : setting.runs) runs.push_back(std::move(run.second));
  }
  finished.seed = settings[0].runs.begin()->first.first;
  for (Setting& setting : settings) finished.scenarios.push_back(std::move(setting.scenario));
  return finished;
}

}  // namespace lingnan

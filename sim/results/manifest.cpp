#include "sim/results/manifest.hpp"

#include <fmt/format.h>
#include <gnu/libc-version.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"
#include "sim/results/table_writer.hpp"
#include "sim/world/records.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

namespace {

using Json = nlohmann::ordered_json;
using Hashes = std::vector<std::pair<std::string, std::string>>;

Json hashes_json(const Hashes& hashes) {
  Json all = Json::object();
  for (const auto& [file, hash] : hashes) all[file] = hash;
  return all;
}

bool cpu_has_fma() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") != 0;
#else
  return true;
#endif
}

std::string compiler() {
#if defined(__clang__)
  return __VERSION__;
#else
  return "g++ " __VERSION__;
#endif
}

/// The effective values as they were read; a text that is no JSON is kept as text.
Json effective(const Scenario& scenario) {
  Json parsed = Json::parse(scenario.effective_json, nullptr, false);
  return parsed.is_discarded() ? Json(scenario.effective_json) : parsed;
}

Json audit_json(const Simulation& simulation) {
  const AuditSummary summary = summarise_audit(simulation);
  const std::vector<std::string> money = Simulation::money_identities();
  const std::vector<std::string> real = Simulation::real_identities();
  Json all = {{"months", simulation.records().audit.size()},
              {"all_money_identities_zero", summary.money_all_zero()},
              {"largest_residual_fen", Json::object()},
              {"largest_relative_residual", Json::object()}};
  for (std::size_t i = 0; i < money.size(); ++i) all["largest_residual_fen"][money[i]] = summary.money[i];
  for (std::size_t i = 0; i < real.size(); ++i) all["largest_relative_residual"][real[i]] = summary.real[i];
  return all;
}

/// A file as JSON; discarded if it is none. Throws MachineFailure if it cannot be read.
Json read_json(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw MachineFailure(file + ": cannot open the file for reading");
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) throw MachineFailure(file + ": cannot read the file");
  return Json::parse(text, nullptr, false);
}

bool is_manifest(const Json& json) {
  return json.is_object() && json.value("program", Json()) == "lingnan" && json.value("status", Json()) == "complete";
}

}  // namespace

bool AuditSummary::money_all_zero() const {
  return std::all_of(money.begin(), money.end(), [](Money residual) { return residual == 0; });
}

AuditSummary summarise_audit(const Simulation& simulation) {
  AuditSummary summary;
  summary.money.assign(Simulation::money_identities().size(), 0);
  summary.real.assign(Simulation::real_identities().size(), 0.0);
  for (const AuditMonth& row : simulation.records().audit) {
    for (std::size_t i = 0; i < std::min(row.money.size(), summary.money.size()); ++i)
      summary.money[i] = std::max(summary.money[i], row.money[i] < 0 ? -row.money[i] : row.money[i]);
    for (std::size_t i = 0; i < std::min(row.real.size(), summary.real.size()); ++i)
      summary.real[i] = std::max(summary.real[i], std::abs(row.real[i]));
  }
  return summary;
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::string manifest_json(const Scenario& scenario, const Simulation& simulation, const RunFacts& facts) {
  const Model& model = *scenario.model;
  const RunSize size = simulation.size();
  Json rows = Json::object();
  for (const RowCost& row : simulation.row_costs()) rows[row.name] = row.seconds;
  std::error_code ignored;
  const Json manifest = {
      {"status", "complete"},
      {"program", "lingnan"},
      {"version", version()},
      {"commit", commit()},
      {"compiler", compiler()},
      {"libc", fmt::format("glibc {}", gnu_get_libc_version())},
      {"cpu_fma", cpu_has_fma()},
      {"scenario_name", scenario.name},
      {"scenario_title", {{"en", scenario.title_en}, {"zh", scenario.title_zh}}},
      {"scenario_file", scenario.file},
      {"scenario_path", std::filesystem::absolute(scenario.file, ignored).lexically_normal().string()},
      {"settings", scenario.settings},
      {"scenario", effective(scenario)},
      {"scenario_hashes", hashes_json(scenario.file_hashes)},
      {"data_hashes", hashes_json(scenario.region->file_hashes)},
      {"seed", facts.seed},
      {"replicate", facts.replicate},
      {"first_month", model.time.start.text()},
      {"last_month", last_month(simulation)},
      {"months", simulation.months_done()},
      {"firms", size.enterprises},
      {"experts", size.experts},
      {"persons_employed", size.persons_employed},
      {"links", size.links},
      {"slots", size.slots},
      {"threads", facts.threads},
      {"wall_seconds", std::round(facts.wall_seconds * 1000) / 1000},
      {"peak_memory_bytes", facts.peak_memory_bytes},
      {"row_seconds", std::move(rows)},
      {"audit", audit_json(simulation)},
      {"state_hash", hash_text(simulation.state_hash())},
  };
  return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

ManifestRun read_manifest(const std::string& file) {
  if (!std::filesystem::exists(file)) throw BadRequest(file + ": no such file");
  const Json json = read_json(file);
  if (!is_manifest(json)) throw BadRequest(file + ": is not the manifest of a finished run");
  ManifestRun run;
  try {
    run.scenario_file = json.at("scenario_path").get<std::string>();
    if (!std::filesystem::exists(run.scenario_file)) run.scenario_file = json.at("scenario_file").get<std::string>();
    run.settings = json.at("settings").get<std::vector<std::string>>();
    run.seed = json.at("seed").get<std::uint64_t>();
    run.replicate = json.at("replicate").get<std::uint32_t>();
    run.state_hash = json.at("state_hash").get<std::string>();
    run.version = json.at("version").get<std::string>();
    run.commit = json.at("commit").get<std::string>();
    for (const char* group : {"scenario_hashes", "data_hashes"})
      for (const auto& [name, hash] : json.at(group).items()) run.file_hashes.emplace_back(name, hash);
  } catch (const nlohmann::json::exception& error) {
    throw BadRequest(fmt::format("{}: is damaged ({})", file, error.what()));
  }
  return run;
}

void write_status(const std::string& folder, const RunStatus& status) {
  const Json json = {{"status", status.status},
                     {"message", status.message},
                     {"last_month", status.last_month},
                     {"months_done", status.months_done},
                     {"months_total", status.months_total},
                     {"wall_seconds", status.wall_seconds}};
  write_whole_file(folder + "/status.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

RunStatus read_status(const std::string& folder) {
  RunStatus status;
  const std::string file = folder + "/status.json";
  if (!std::filesystem::is_regular_file(file)) return status;
  const Json json = read_json(file);
  if (!json.is_object()) return status;
  try {
    status.status = json.value("status", "");
    status.message = json.value("message", "");
    status.last_month = json.value("last_month", "");
    status.months_done = json.value("months_done", 0);
    status.months_total = json.value("months_total", 0);
    status.wall_seconds = json.value("wall_seconds", 0.0);
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return status;
}

Hashes input_hashes(const Scenario& scenario) {
  Hashes all = scenario.file_hashes;
  all.insert(all.end(), scenario.region->file_hashes.begin(), scenario.region->file_hashes.end());
  return all;
}

bool is_result_folder(const std::string& folder) {
  const std::string file = folder + "/manifest.json";
  return std::filesystem::is_regular_file(file) && is_manifest(read_json(file));
}

}  // namespace lingnan

#include "sim/cli/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "sim/base/assertions.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/problem.hpp"
#include "sim/cli/many_runs.hpp"
#include "sim/experiment/ranks.hpp"

namespace lingnan {

namespace fs = std::filesystem;

namespace {

/// "2/5" into options.shard 1 of 5.
void take_shard(const std::string& text, BatchOptions& options) {
  const char* const end = text.data() + text.size();
  std::size_t which = 0, of = 0;
  const auto [slash, first] = std::from_chars(text.data(), end, which);
  const auto [stop, second] = slash < end && *slash == '/' ? std::from_chars(slash + 1, end, of) : std::from_chars_result{end, std::errc::invalid_argument};
  if (first != std::errc{} || second != std::errc{} || stop != end || which < 1 || which > of)
    throw BadRequest(fmt::format("--shard is '{}' but must be I/N with I from 1 to N, such as 2/5", text));
  options.shard = which - 1;
  options.shards = of;
}

/// Folders of runs that earlier work has finished: of the parts, and of the results that are replaced.
std::vector<std::string> finished_runs(const std::string& output, const fs::path& parts) {
  std::vector<std::string> folders;
  const auto add = [&](const fs::path& folder) {
    if (fs::is_directory(folder / "runs")) folders.push_back(folder / "runs");
  };
  add(output);
  if (fs::is_directory(parts))
    for (const fs::directory_entry& part : fs::directory_iterator(parts)) add(part.path());
  return folders;
}

/// Reads and checks; writes nothing.
void prepare(BatchRequest& request, std::optional<Experiment>& experiment, std::optional<RunFolder>& folder) {
  if (request.experiment.empty()) throw BadRequest("batch needs an experiment file: lingnan batch EXPERIMENT.yaml");
  if (request.merge && !request.shard.empty()) throw BadRequest("--merge is for when all parts are done; drop --shard");
  BatchOptions& options = request.options;
  if (!request.shard.empty()) take_shard(request.shard, options);
  experiment = read_experiment(request.experiment, request.changes);
  if (!request.quiet)
    for (const std::string& warning : experiment->warnings) fmt::print(stderr, "warning: {}\n", warning);

  const std::string output = request.output.empty() ? "out/batch-" + experiment->name : request.output;
  const std::string parts = output + ".shards";
  const bool keeps = !options.ranks || options.ranks->first();  // one rank alone takes over what others have finished
  if (options.shards == 1 && keeps) options.finished = finished_runs(output, parts);
  options.merge = request.merge;
  if (options.shards == 1)
    folder.emplace(output, request.force, Earlier::finished_runs);
  else
    folder.emplace(fmt::format("{}/{}-of-{}", parts, options.shard + 1, options.shards), request.force, Earlier::part);
}

}  // namespace

int batch(BatchRequest request) {
  Ranks ranks;
  BatchOptions& options = request.options;
  if (ranks.count() > 1) {
    options.ranks = &ranks;
    if (options.threads == 0) options.threads = std::max(1, Threads(0).count() / ranks.on_this_machine());
    request.quiet = request.quiet || !ranks.first();
  }
  std::optional<Experiment> experiment;
  std::optional<RunFolder> folder;
  std::optional<WorkOnMany> work;
  try {
    ranks.together([&] { prepare(request, experiment, folder); });
    work.emplace(options, request.quiet);
    options.memory_bytes /= static_cast<std::uint64_t>(ranks.on_this_machine());
    ranks.together([&] {
      if (ranks.first()) folder->open();
    });
  } catch (const BadRequest&) {
    if (ranks.first()) throw;
    return 0;  // all ranks read the same files: the first one speaks, and its exit code counts
  }
  if (!ranks.first()) {
    help_batch(folder->work(), *experiment, options);
    return 0;
  }
  try {
    return work->finish(*folder, batch(folder->work(), *experiment, options));
  } catch (const MachineFailure& failure) {
    throw MachineFailure(fmt::format("{}\nlingnan: finished runs are in {}.partial; the same command goes on from there", failure.what(), folder->shown()));
  }
}

}  // namespace lingnan

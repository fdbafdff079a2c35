#include "sim/scenario/scenario_reader.hpp"

#include <algorithm>
#include <charconv>

#include "sim/engine/model.hpp"
#include "sim/policy/levers.hpp"
#include "sim/scenario/region_reader.hpp"

namespace lingnan {

std::shared_ptr<const Region> RegionShelf::region(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Region>& region = regions_[folder];
  if (!region) region = std::make_shared<const Region>(read_region(folder));
  return region;
}

namespace {

std::optional<ParameterRecord> parameter_of(Block& block, std::string_view name) {
  for (ParameterRecord& record : parameters_of(block)) {
    const std::vector<std::string>& former = record.former_names;
    if (record.name == name || std::find(former.begin(), former.end(), name) != former.end()) return std::move(record);
  }
  return std::nullopt;
}

/// Takes "policy[3]." off the front of the path: 3; nothing if the path is no entry of that list.
std::optional<std::size_t> take_entry(std::string_view& path, std::string_view list) {
  std::string_view rest = path;
  if (!rest.starts_with(list)) return std::nullopt;
  rest.remove_prefix(list.size());
  std::size_t index = 0;
  const std::size_t close = rest.find("].");
  if (!rest.starts_with('[') || close == std::string_view::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + close, index);
  if (error != std::errc{} || end != rest.data() + close) return std::nullopt;
  path = rest.substr(close + 2);
  return index;
}

}  // namespace

std::optional<ParameterRecord> parameter_at(const Scenario& scenario, const std::string& path) {
  Model& model = *scenario.model;
  std::string_view rest = path;
  if (const auto entry = take_entry(rest, "policy")) {
    if (*entry >= model.policy.size()) return std::nullopt;
    for (const LeverEntry& lever : lever_catalogue())
      if (lever.name == model.policy[*entry]->name()) return parameter_of(*lever.make(), rest);
  }
  if (const auto entry = take_entry(rest, "shocks"))
    return *entry < model.shocks.size() ? parameter_of(model.shocks[*entry], rest) : std::nullopt;
  std::vector<std::pair<std::string, Block*>> blocks = {{"time.", &model.time}, {"economy.", &model.economy}};
  for (Block* block : model.parameter_blocks()) blocks.emplace_back("parameters." + std::string(block->name()) + ".", block);
  for (const auto& [front, block] : blocks)
    if (rest.starts_with(front)) return parameter_of(*block, rest.substr(front.size()));
  return std::nullopt;
}

}  // namespace lingnan

#include "lingnan/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

#include "sim/engine/model.hpp"
#include "sim/engine/stability.hpp"
#include "sim/policy/evidence.hpp"
#include "sim/policy/levers.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/parameter_visitors.hpp"
#include "sim/scenario/scenario_reader.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/world/region.hpp"

namespace lingnan {

Scenario::Scenario() = default;
Scenario::~Scenario() = default;
Scenario::Scenario(Scenario&&) noexcept = default;
Scenario& Scenario::operator=(Scenario&&) noexcept = default;

namespace {

constexpr std::int64_t kAgentsPerCell = 10;
constexpr std::size_t kLongestName = 100;  // bytes; it becomes a folder's name

/// Reads the sections one after the other into one scenario and collects every mistake on the way.
class ScenarioReader {
 public:
  ScenarioReader(const std::string& file, const std::vector<std::string>& settings, std::span<const Override> overrides,
                 RegionShelf& regions)
      : regions_(regions), document_(read_document(file, settings, overrides)), problems_(std::move(document_.problems)) {
    scenario_.file = file;
    scenario_.file_hashes = std::move(document_.hashes);
    scenario_.model = std::make_unique<Model>();
  }

  Scenario read() {
    read_head();
    read_data();
    read_time();
    read_economy();
    read_parameters();
    read_policy();
    read_shocks();
    read_targets();
    read_block("output", model().output);
    report_unknown_sections();
    if (!problems_.empty()) {
      sort_by_place(problems_, document_.files);
      throw BadRequest(std::move(problems_));
    }
    for (const std::string& warning : stability_warnings(model(), *scenario_.region))
      scenario_.warnings.push_back(scenario_.file + ": " + warning);
    scenario_.effective_json = effective_values();
    for (const auto& lever : levers_) model().policy.push_back(lever);
    return std::move(scenario_);
  }

 private:
  Model& model() { return *scenario_.model; }

  const Node* section(std::string_view key) const {
    const Node::Entry* entry = document_.root.find(key);
    return entry ? &entry->value : nullptr;
  }

  /// Place of the value at `section.key`, or of the nearest thing around it that was said.
  Place place_of(std::string_view section_key, std::string_view key) const {
    const Node* node = section(section_key);
    if (!node) return {scenario_.file, 0, 0};
    const Node::Entry* entry = node->find(key);
    return entry ? entry->value.place : node->place;
  }

  /// Of two places the one that was laid on top: a setting, else the file that extends the other's; else the second.
  Place topmost(const Place& first, const Place& second) const {
    const auto layer = [&](const Place& place) {
      const auto found = std::find(document_.files.begin(), document_.files.end(), place.file);
      return found == document_.files.end() ? -1 : static_cast<int>(found - document_.files.begin());
    };
    return layer(first) < layer(second) ? first : second;
  }

  void report(const Place& place, std::string message) { problems_.push_back(place.problem(std::move(message))); }

  /// Reads a section into its block; true if it has no mistakes.
  bool read_block(std::string_view key, Block& block) {
    const std::size_t before = problems_.size();
    if (const Node* node = section(key)) ParameterReader(*node, std::string(key), names_.get(), problems_).read(block);
    return problems_.size() == before;
  }

  /// The items of a section that is a list; nothing if it is left out or empty.
  std::span<const Node> list_of(std::string_view key) {
    const Node* node = section(key);
    if (!node || node->is_null()) return {};
    if (node->is_list()) return node->items;
    report(node->place, fmt::format("{} must be a list: each entry starts with '- '", key));
    return {};
  }

  void report_unknown_sections() {
    std::vector<std::string> known;
    for (const SectionEntry& entry : kSections) known.emplace_back(entry.key);
    for (const Node::Entry& entry : document_.root.entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      if (entry.key == "base") {
        report(entry.key_place, "base belongs to an experiment, not to a scenario: 'lingnan batch' runs it");
        continue;
      }
      const std::string near = nearest(entry.key, known);
      report(entry.key_place, fmt::format("{} unknown section. {}", entry.key,
                                          near.empty() ? fmt::format("Known: {}.", fmt::join(known, ", "))
                                                       : fmt::format("Did you mean '{}'?", near)));
    }
  }

  void read_head() {
    scenario_.name = std::filesystem::path(scenario_.file).stem().string();
    if (const Node* name = section("name")) {
      const bool usable = name->is_scalar() && !name->text.empty() && name->text.size() <= kLongestName &&
                          name->text.front() != '.' && name->text.find_first_of("/\\\n") == std::string::npos;
      if (usable)
        scenario_.name = name->text;
      else
        report(name->place, "name must be one line of text that can name a folder: no '/', no '.' in front");
    }
    TitleSettings title;
    read_block("title", title);
    scenario_.title_en = title.en.empty() ? scenario_.name : title.en;
    scenario_.title_zh = title.zh.empty() ? scenario_.title_en : title.zh;
  }

  void read_data() {
    const Node* data = section("data");
    if (!data) {
      if (document_.complete)
        report({scenario_.file, 0, 0},
               "data is missing: name the folder with the region's tables, or extend a scenario");
      return;
    }
    if (!data->is_scalar() || data->text.empty()) return report(data->place, "data must name one folder");
    data_folder_ = resolve_path(data->place, data->text);
    if (!std::filesystem::is_directory(data_folder_))
      return report(data->place, fmt::format("data names the folder '{}', which does not exist", data_folder_));
    try {
      scenario_.region = regions_.region(data_folder_);
      names_ = std::make_unique<Names>(*scenario_.region);
    } catch (const BadRequest& broken) {
      problems_.insert(problems_.end(), broken.problems().begin(), broken.problems().end());
    }
  }

  void read_time() {
    TimeSettings& time = model().time;
    time_is_sound_ = read_block("time", time);
    if (!time_is_sound_ || !(time.end < time.start)) return;
    time_is_sound_ = false;
    report(topmost(place_of("time", "start"), place_of("time", "end")),
           fmt::format("time.end is {}, before time.start {}", time.end.text(), time.start.text()));
  }

  void read_economy() {
    const std::int64_t& firms = model().economy.firms;
    if (!read_block("economy", model().economy) || !scenario_.region || firms == 0) return;
    const auto& cells = scenario_.region->value_added;
    const std::int64_t occupied = std::count_if(cells.begin(), cells.end(), [](double value) { return value > 0; });
    if (firms >= kAgentsPerCell * occupied) return;
    report(place_of("economy", "firms"),
           fmt::format("economy.firms is {} but this region needs at least {}: {} for each of its {} pairs of city and "
                       "industry with value added",
                       firms, kAgentsPerCell * occupied, kAgentsPerCell, occupied));
  }

  void read_parameters() {
    const Node* node = section("parameters");
    if (!node || node->is_null()) return;
    if (!node->is_map()) return report(node->place, "parameters must be a map of processes, each with its parameters");
    const std::vector<Block*> blocks = with_parameters(model().parameter_blocks());
    std::vector<std::string> known;
    for (const Block* block : blocks) known.emplace_back(block->name());
    for (const Node::Entry& entry : node->entries) {
      const auto found = std::find(known.begin(), known.end(), entry.key);
      if (found == known.end()) {
        report(entry.key_place, "parameters." + entry.key + " unknown process." + hint_for_process(entry.key, known));
        continue;
      }
      ParameterReader reader(entry.value, "parameters." + entry.key, names_.get(), problems_);
      reader.read(*blocks[static_cast<std::size_t>(found - known.begin())]);
    }
  }

  /// A parameter one level too high is told its process; otherwise the nearest process, or all of them.
  std::string hint_for_process(const std::string& key, const std::vector<std::string>& known) {
    for (Block* block : with_parameters(model().parameter_blocks()))
      for (const ParameterRecord& record : parameters_of(*block))
        if (record.name == key) return fmt::format(" Did you mean 'parameters.{}.{}'?", block->name(), key);
    const std::string near = nearest(key, known);
    return near.empty() ? fmt::format(" Known: {}.", fmt::join(known, ", ")) : fmt::format(" Did you mean '{}'?", near);
  }

  void read_targets() {
    const std::span<const Node> items = list_of("targets");
    for (std::size_t i = 0; i < items.size(); ++i) {
      ParameterReader reader(items[i], fmt::format("targets[{}]", i), names_.get(), problems_);
      for (const char* key : {"id", "outcome", "year", "at_least"}) reader.required(key);
      reader.read(model().targets.emplace_back());
    }
  }

  void read_evidence() {
    const Node* said = section("evidence");
    if (!said || said->is_null()) return;
    for (const auto& [name, reading] : kReadings)
      if (said->is_scalar() && said->text == name) {
        evidence_ = reading;
        return;
      }
    report(said->place, fmt::format("evidence {} but must be sceptical, central or official",
                                    said->is_scalar() ? "is '" + said->text + "'" : "is no word"));
  }

  void read_policy() {
    read_evidence();
    const std::span<const Node> items = list_of("policy");
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string path = fmt::format("policy[{}]", i);
      if (const LeverEntry* entry = lever_of(items[i], path)) read_lever(items[i], path, *entry);
    }
    give_ids(items);
  }

  /// The row of the catalogue that an entry of the policy names; reports what is wrong with it.
  const LeverEntry* lever_of(const Node& item, const std::string& path) {
    const Node::Entry* said = item.find("lever");
    if (!said || !said->value.is_scalar()) {
      report(said ? said->value.place : item.place, path + " must be a map with 'lever: NAME'");
      return nullptr;
    }
    const std::string& name = said->value.text;
    std::vector<std::string> known;
    for (const LeverEntry& entry : lever_catalogue()) {
      if (entry.name == name) return &entry;
      known.emplace_back(entry.name);
    }
    const std::string near = nearest(name, known);
    const std::string hint = near.empty() ? " 'lingnan describe levers' lists them." : " Did you mean '" + near + "'?";
    report(said->value.place, fmt::format("{}.lever is '{}' but no lever of that name exists.{}", path, name, hint));
    return nullptr;
  }

  void read_lever(const Node& item, const std::string& path, const LeverEntry& entry) {
    std::unique_ptr<Lever> lever = entry.make();
    believe(*lever, evidence_);
    ParameterReader reader(item, path + "." + entry.name, names_.get(), problems_);
    reader.handled("lever");
    reader.handled("id");
    reader.read(*lever);
    if (const Node::Entry* id = item.find("id")) {
      if (id->value.is_scalar() && !id->value.text.empty())
        lever->id = id->value.text;
      else
        report(id->value.place, path + ".id must be a word");
    }
    if (std::abs(lever->payers.sum() - 1) > 1e-9)
      report(item.find("payers") ? item.find("payers")->value.place : item.place,
             fmt::format("{}.payers add up to {} but must add up to 1", path + "." + entry.name, lever->payers.sum()));
    if (lever->schedule.end < lever->schedule.start)
      report(item.find("schedule") ? item.find("schedule")->value.place : item.place,
             fmt::format("{}.schedule.end is {}, before its start {}", path + "." + entry.name, lever->schedule.end.text(),
                         lever->schedule.start.text()));
    if (scenario_.region) lever->find_reach(*scenario_.region);
    levers_.push_back(std::move(lever));
    lever_items_.push_back(&item);
  }

  /// A lever without an id is called by its name; ids are unique because they key the lever's random draws.
  void give_ids(std::span<const Node> items) {
    std::vector<std::string> taken;
    for (std::size_t i = 0; i < levers_.size(); ++i) {
      Lever& lever = *levers_[i];
      if (lever.id.empty()) lever.id = lever.name();
      if (std::find(taken.begin(), taken.end(), lever.id) != taken.end())
        report(lever_items_[i]->place,
               fmt::format("policy[{}].id '{}' is taken by an earlier entry; give each its own id",
                           lever_items_[i] - items.data(), lever.id));
      taken.push_back(lever.id);
    }
  }

  void read_shocks() {
    const std::span<const Node> items = list_of("shocks");
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string path = fmt::format("shocks[{}]", i);
      const std::size_t before = problems_.size();
      Shock shock;
      ParameterReader reader(items[i], path, names_.get(), problems_);
      const Node::Entry* const kind = items[i].find("kind");
      for (const char* key : kRequiredOfShocks)
        if (has_key(kind ? kind->value.text : shock.kind, key)) reader.required(key);
      reader.read(shock);
      if (problems_.size() != before) continue;
      report_keys_of_others(shock, items[i], path);
      if (problems_.size() == before && shock.shock_kind() == ShockKind::port && scenario_.region && scenario_.region->ports.empty())
        report(kind->value.place, fmt::format("{}.kind is port but this region has no ports: its data folder has none in ports.csv", path));
      if (problems_.size() != before) continue;
      warn_if_outside(shock, items[i].place, path);
      warn_if_nobody_leaves(shock, items[i].place, path);
      model().shocks.push_back(std::move(shock));
    }
  }

  /// Keys that mean nothing for its kind; what every shock starts from may stand there.
  void report_keys_of_others(Shock& shock, const Node& item, const std::string& path) {
    Shock untouched;
    const std::vector<ParameterRecord> read = parameters_of(shock), usual = parameters_of(untouched);
    for (std::size_t k = 0; k < read.size(); ++k) {
      const auto& keys = keys_of_kinds();
      const auto entry = std::find_if(keys.begin(), keys.end(), [&](const KeyOfKinds& one) { return one.key == read[k].name; });
      if (entry == keys.end() || has_key(shock.kind, entry->key) || read[k].value == usual[k].value) continue;
      report(item.find(entry->key)->value.place, fmt::format("{}.{} is for shocks of kind {} only; this one is of kind {}", path, entry->key,
                                                             fmt::join(entry->kinds, ", "), shock.kind));
    }
  }

  /// A failure is carried out by the process by which enterprises leave.
  void warn_if_nobody_leaves(const Shock& shock, const Place& place, const std::string& path) {
    if (shock.shock_kind() != ShockKind::failure) return;
    bool active = model().economy.random_processes;
    for (Block* block : model().parameter_blocks())
      if (block->name() == "demography")
        for (const ParameterRecord& record : parameters_of(*block))
          if (record.name == "active") active = active && std::get<bool>(record.value);
    if (active) return;
    scenario_.warnings.push_back(place
                                     .problem(path + " lets enterprises fail where none leave (parameters.demography.active, "
                                                     "economy.random_processes): it does nothing")
                                     .text());
  }

  void warn_if_outside(const Shock& shock, const Place& place, const std::string& path) {
    const TimeSettings& time = model().time;
    const Month last = shock.start.plus(static_cast<int>(shock.months) - 1);
    if (!time_is_sound_ || !(last < time.start || time.end < shock.start)) return;
    scenario_.warnings.push_back(
        place
            .problem(fmt::format("{} lasts from {} to {}, outside the run from {} to {}: it does "
                                 "nothing",
                                 path, shock.start.text(), last.text(), time.start.text(), time.end.text()))
            .text());
  }

  /// Every section with its effective values; paths as seen from the scenario's folder.
  std::string effective_values() {
    ParameterWriter writer;
    writer.text_value("name", scenario_.name);
    TitleSettings title;
    title.en = scenario_.title_en;
    title.zh = scenario_.title_zh;
    writer.block("title", title);
    writer.text_value("data", path_from(scenario_.file, data_folder_));
    writer.block("time", model().time);
    writer.block("economy", model().economy);
    writer.begin_map("parameters");
    for (Block* block : with_parameters(model().parameter_blocks())) writer.block(block->name(), *block);
    writer.end();
    for (const auto& [name, reading] : kReadings)
      if (reading == evidence_) writer.text_value("evidence", std::string(name));
    writer.begin_list("policy");
    for (const auto& lever : levers_) {
      writer.begin_map("");
      writer.text_value("lever", std::string(lever->name()));
      writer.text_value("id", lever->id);
      lever->describe(writer);
      writer.end();
    }
    writer.end();
    writer.begin_list("shocks");
    for (Shock& shock : model().shocks) writer.block("", shock);
    writer.end();
    writer.begin_list("targets");
    for (PolicyTarget& target : model().targets) writer.block("", target);
    writer.end();
    writer.block("output", model().output);
    return writer.json();
  }

  RegionShelf& regions_;
  Document document_;
  std::vector<Problem> problems_;
  Scenario scenario_;
  std::unique_ptr<Names> names_;  ///< none if the region could not be read
  std::string data_folder_;
  std::vector<std::shared_ptr<Lever>> levers_;  ///< of the policy, in its order
  std::vector<const Node*> lever_items_;  ///< of each lever of the model
  static constexpr std::pair<std::string_view, Evidence> kReadings[] = {
      {"sceptical", Evidence::sceptical}, {"central", Evidence::central}, {"official", Evidence::official}};
  Evidence evidence_ = Evidence::central;
  bool time_is_sound_ = true;
};

}  // namespace

Scenario read_scenario(const std::string& file, const std::vector<std::string>& settings) {
  RegionShelf regions;
  return read_scenario(file, settings, {}, regions);
}

Scenario read_scenario(const std::string& file, const std::vector<std::string>& settings, std::span<const Override> overrides,
                       RegionShelf& regions) {
  return ScenarioReader(file, settings, overrides, regions).read();
}

}  // namespace lingnan

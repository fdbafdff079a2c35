// Reading and checking a scenario.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lingnan {

struct Model;
struct Region;

/// A scenario as it will run: the file with what it extends, `--set` values applied, and its region.
struct Scenario {
  std::string file;                 ///< as named by the user
  std::string name;                 ///< `name:` or the file's stem
  std::string title_en, title_zh;
  std::unique_ptr<Model> model;     ///< every parameter at its effective value
  std::shared_ptr<const Region> region;
  std::vector<std::string> warnings;
  std::vector<std::string> settings;  ///< the `PATH=VALUE` pairs it was read with
  std::string effective_json;       ///< every effective value, for the manifest
  std::vector<std::pair<std::string, std::string>> file_hashes;  ///< scenario files read: name, XXH3-64 in hex

  Scenario();
  ~Scenario();
  Scenario(Scenario&&) noexcept;
  Scenario& operator=(Scenario&&) noexcept;
};

/// `settings` are `PATH=VALUE` pairs, validated like the file. Throws BadRequest with every problem found.
Scenario read_scenario(const std::string& file, const std::vector<std::string>& settings = {});

/// JSON Schema (draft-07) of scenario files.
std::string scenario_schema();
/// Reference page of every section and parameter, Markdown.
std::string scenario_reference();

}  // namespace lingnan

// Visitors of parameter declarations: one assigns from a scenario's text and collects every mistake, one records what
// is declared, one prints effective values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/parameters.hpp"
#include "sim/base/problem.hpp"
#include "sim/scenario/document.hpp"

namespace lingnan {

struct Region;

/// What the cities, industries, ports and partners of a region may be called: code, English name (any case), Chinese name.
class Names {
 public:
  explicit Names(const Region& region);

  /// Does this unit ("city", "industry", "port", "partner", "goods_partner", "selection") stand for names at all?
  bool knows(std::string_view unit) const;
  /// The code of what is called `word`, or "" if nothing is.
  std::string code(std::string_view unit, const std::string& word) const;
  /// The known name closest to `word`, or "" if none is close.
  std::string suggestion(std::string_view unit, const std::string& word) const;
  /// Codes with English names, "440300 Shenzhen", at most `most` of them and then "...".
  std::string list(std::string_view unit, std::size_t most) const;

 private:
  struct Entry {
    std::string code, name_en, name_zh;
  };
  const std::vector<Entry>* entries(std::string_view unit) const;

  std::vector<Entry> cities_, industries_, ports_, partners_, goods_partners_, selections_;
};

/// Assigns a map of the scenario to a block's parameters. Every mistake is added to `problems` with its place, path,
/// value, range and meaning; a parameter with a mistake keeps its default.
class ParameterReader final : public Parameters {
 public:
  /// Without `names` (the region could not be read) names are kept as written.
  ParameterReader(const Node& map, std::string path, const Names* names, std::vector<Problem>& problems);

  void handled(std::string_view key);   ///< a key of the map that somebody else reads
  void required(std::string_view key);  ///< a key that must be there
  void read(Block& block);

  void real(std::string_view name, double& value, const About& about) override;
  void integer(std::string_view name, std::int64_t& value, const About& about) override;
  void flag(std::string_view name, bool& value, const About& about) override;
  void choice(std::string_view name, std::string& value, const std::vector<std::string_view>& options,
              const About& about) override;
  void text(std::string_view name, std::string& value, const About& about) override;
  void month(std::string_view name, Month& value, const About& about) override;
  void names(std::string_view name, std::vector<std::string>& value, const About& about) override;
  void block(std::string_view name, Block& inner) override;
  void renamed(std::string_view old_name, std::string_view new_name) override;

 private:
  const Node* find(std::string_view name, const About& about);
  void wrong(const Node& node, std::string_view name, std::string_view expected, const About& about,
             std::string_view hint = "");
  void unknown_name(const Node& node, const std::string& path, std::string_view unit);
  void report_renames();
  void report_unknown_keys();
  void report(const Place& place, std::string message);
  std::string path(std::string_view name) const;

  const Node& map_;
  std::string path_;
  const Names* names_;
  std::vector<Problem>& problems_;
  bool listing_ = false;  ///< first pass: collects names, assigns nothing
  std::vector<std::string> known_, handled_, required_;
  std::vector<std::pair<std::string, std::string>> renamed_;  ///< old, new
};

enum class ParameterKind : unsigned char { real, integer, flag, choice, text, month, names };

/// "number", "whole number", "true or false", ...
std::string_view kind_text(ParameterKind kind);

/// Everything that a declaration says.
struct ParameterRecord {
  std::string name;  ///< "schedule.start": `start` in the map `schedule`
  ParameterKind kind = ParameterKind::real;
  std::variant<double, std::int64_t, bool, std::string, std::vector<std::string>>
      value;                ///< the default; months as text
  double min = 0, max = 0;  ///< infinite where there is no bound
  double off = 0;           ///< as in `About`; NaN where nothing is assumed
  std::vector<std::string> options;
  std::string unit, doc, symbol, source, grade;
  std::vector<std::string> former_names;
};

/// Shortest text that gives the number back.
std::string number_text(double value);
/// "[0, 1]", "at least 0", "at most 3", the options of a choice, or "".
std::string range_text(const ParameterRecord& record);
/// The default as it would stand in a scenario.
std::string default_text(const ParameterRecord& record);

/// Records the declarations of a block.
class ParameterDescriber final : public Parameters {
 public:
  std::vector<ParameterRecord> records;
  std::vector<std::pair<std::string, std::string>> former_names;  ///< old, new

  void real(std::string_view name, double& value, const About& about) override;
  void integer(std::string_view name, std::int64_t& value, const About& about) override;
  void flag(std::string_view name, bool& value, const About& about) override;
  void choice(std::string_view name, std::string& value, const std::vector<std::string_view>& options,
              const About& about) override;
  void text(std::string_view name, std::string& value, const About& about) override;
  void month(std::string_view name, Month& value, const About& about) override;
  void names(std::string_view name, std::vector<std::string>& value, const About& about) override;
  void block(std::string_view name, Block& inner) override;
  void renamed(std::string_view old_name, std::string_view new_name) override;
};

/// The records of a block, in the order of its declarations.
std::vector<ParameterRecord> parameters_of(Block& block);

/// Those of the blocks that have any parameter: the others are not for scenarios to name.
std::vector<Block*> with_parameters(std::vector<Block*> blocks);

/// Prints effective values as JSON, in the order in which it is told them.
class ParameterWriter final : public Parameters {
 public:
  ParameterWriter();
  ~ParameterWriter() override;

  void begin_map(std::string_view key);               ///< opens a map under `key`; inside a list the key is not used
  void begin_list(std::string_view key);              ///< opens a list under `key`
  void end();                                         ///< closes what was opened last
  void tree(std::string_view key, const Node& node);  ///< a piece of the scenario as it is
  void text_value(std::string_view key, const std::string& value);
  std::string json() const;  ///< everything so far, indented by two

  void real(std::string_view name, double& value, const About& about) override;
  void integer(std::string_view name, std::int64_t& value, const About& about) override;
  void flag(std::string_view name, bool& value, const About& about) override;
  void choice(std::string_view name, std::string& value, const std::vector<std::string_view>& options,
              const About& about) override;
  void text(std::string_view name, std::string& value, const About& about) override;
  void month(std::string_view name, Month& value, const About& about) override;
  void names(std::string_view name, std::vector<std::string>& value, const About& about) override;
  void block(std::string_view name, Block& inner) override;
  void renamed(std::string_view old_name, std::string_view new_name) override;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace lingnan

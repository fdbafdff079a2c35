// Every parameter keeps the common promises, and what is generated from the declarations is what is committed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>

#include "lingnan/catalogue.hpp"
#include "lingnan/scenario.hpp"
#include "sim/engine/model.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/policy/levers.hpp"
#include "sim/scenario/parameter_visitors.hpp"

using namespace lingnan;

namespace {

/// Every block that a scenario can set, with every lever and one shock.
struct Blocks {
  Model model;
  Shock shock;
  std::vector<std::unique_ptr<Lever>> levers;
  std::vector<Block*> all;

  Blocks() {
    all = {&model.time, &model.economy, &model.output, &shock};
    for (Block* block : model.parameter_blocks()) all.push_back(block);
    for (const LeverEntry& entry : lever_catalogue()) {
      levers.push_back(entry.make());
      all.push_back(levers.back().get());
    }
  }
};

bool is_snake_case(const std::string& name) {
  const bool letters = std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  return letters && !name.empty() && name.front() >= 'a' && name.back() != '_' && name.find("__") == std::string::npos;
}

bool is_sentence(const std::string& doc) {
  return doc.size() > 5 && doc.back() == '.' && doc.front() >= 'A' && doc.front() <= 'Z';
}

std::string committed(const std::string& name) {
  std::ifstream in(LINGNAN_SOURCE_DIR "/scenarios/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// "" for equal texts, otherwise the first line that differs, in both.
std::string first_difference(const std::string& old_text, const std::string& new_text) {
  std::istringstream old_lines(old_text), new_lines(new_text);
  std::string old_line, new_line;
  for (int line = 1;; ++line) {
    const bool more_old = static_cast<bool>(std::getline(old_lines, old_line));
    const bool more_new = static_cast<bool>(std::getline(new_lines, new_line));
    if (!more_old && !more_new) return old_text == new_text ? "" : "line ends";
    if (more_old != more_new || old_line != new_line)
      return "line " + std::to_string(line) + ": committed '" + (more_old ? old_line : "") + "', generated '" +
             (more_new ? new_line : "") + "'";
  }
}

template <typename Check>
void for_each_parameter(Check check) {
  const Blocks blocks;
  for (Block* block : blocks.all)
    for (const ParameterRecord& record : parameters_of(*block)) {
      INFO(block->name() << "." << record.name);
      check(record);
    }
}

}  // namespace

TEST_CASE("every parameter says in a sentence what it means", "[contracts]") {
  for_each_parameter([](const ParameterRecord& record) { CHECK(is_sentence(record.doc)); });
}

TEST_CASE("every number has a unit", "[contracts]") {
  for_each_parameter([](const ParameterRecord& record) {
    const bool number = record.kind == ParameterKind::real || record.kind == ParameterKind::integer;
    if (number) CHECK_FALSE(record.unit.empty());
  });
}

TEST_CASE("every default lies in its range or among its options", "[contracts]") {
  for_each_parameter([](const ParameterRecord& record) {
    double value = 0;
    if (const double* real = std::get_if<double>(&record.value)) value = *real;
    if (const std::int64_t* whole = std::get_if<std::int64_t>(&record.value)) value = static_cast<double>(*whole);
    if (record.kind == ParameterKind::real || record.kind == ParameterKind::integer) {
      CHECK(record.min < record.max);
      CHECK(value >= record.min);
      CHECK(value <= record.max);
    }
    if (record.kind == ParameterKind::choice)
      CHECK(std::count(record.options.begin(), record.options.end(), std::get<std::string>(record.value)) == 1);
  });
}

TEST_CASE("every parameter names its source and its grade of evidence", "[contracts]") {
  for_each_parameter([](const ParameterRecord& record) {
    CHECK_FALSE(record.source.empty());
    CHECK(record.grade.size() == 1);
    CHECK(std::string("ABCDE").find(record.grade) != std::string::npos);
  });
}

TEST_CASE("names are snake case and occur once in their block, former names included", "[contracts]") {
  const Blocks blocks;
  std::set<std::string> block_names;
  for (Block* block : blocks.all) {
    INFO(block->name());
    CHECK(is_snake_case(std::string(block->name())));
    CHECK(is_sentence(std::string(block->doc())));
    CHECK(block_names.insert(std::string(block->name())).second);
    std::set<std::string> names;
    for (const ParameterRecord& record : parameters_of(*block)) {
      INFO(record.name);
      const std::size_t dot = record.name.find('.');  // in a map of its own
      CHECK(is_snake_case(record.name.substr(0, dot)));
      if (dot != std::string::npos) CHECK(is_snake_case(record.name.substr(dot + 1)));
      CHECK(names.insert(record.name).second);
      for (const std::string& former : record.former_names) CHECK(names.insert(former).second);
    }
  }
}

TEST_CASE("every lever of the table makes a lever of that name", "[contracts]") {
  for (const LeverEntry& entry : lever_catalogue()) {
    CHECK(entry.make()->name() == entry.name);
    CHECK(is_sentence(entry.doc));
  }
}

TEST_CASE("the committed schema and reference page are the generated ones", "[contracts]") {
  // Written by `lingnan describe schema` and `lingnan describe parameters --markdown`.
  CHECK(first_difference(committed("schema.json"), scenario_schema()) == "");
  CHECK(first_difference(committed("experiment_schema.json"), experiment_schema()) == "");
  CHECK(first_difference(committed("REFERENCE.md"), scenario_reference()) == "");
}

TEST_CASE("every parameter stands in the schema, the reference page and the program's list", "[contracts]") {
  const std::string schema = scenario_schema(), reference = scenario_reference();
  const std::string text = describe_parameters(false), json = describe_parameters(true);
  for_each_parameter([&](const ParameterRecord& record) {
    CHECK(schema.find('"' + record.name.substr(record.name.find('.') + 1) + '"') != std::string::npos);
    CHECK(reference.find("| `" + record.name + "` |") != std::string::npos);
    CHECK(text.find("  " + record.name + " ") != std::string::npos);
    CHECK(json.find('"' + record.name + '"') != std::string::npos);
  });
}

TEST_CASE("every committed scenario is sound", "[contracts]") {
  for (const char* name : {"guangdong", "template", "shock_shenzhen_comm"}) {
    INFO(name);
    const Scenario scenario = read_scenario(std::string(LINGNAN_SOURCE_DIR "/scenarios/") + name + ".yaml");
    CHECK(scenario.name == name);
    CHECK(scenario.region);
  }
}

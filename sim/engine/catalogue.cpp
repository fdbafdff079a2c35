#include "lingnan/catalogue.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/engine/step.hpp"

namespace lingnan {

std::string describe_step(bool json) {
  if (json) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const ProcessEntry& row : step_table()) {
      nlohmann::ordered_json writes = nlohmann::ordered_json::array();
      for (const std::string_view column : row.writes) writes.push_back(std::string(column));
      rows.push_back({{"row", std::string(row.name)}, {"does", std::string(row.doc)}, {"writes", writes}});
    }
    return rows.dump(2) + "\n";
  }
  std::string text;
  for (const ProcessEntry& row : step_table()) {
    text += fmt::format("{:<9}{}\n", row.name, row.doc);
    std::string line;
    for (const std::string_view column : row.writes) {
      if (line.size() + column.size() > 100) {
        text += fmt::format("         writes {}\n", line);
        line.clear();
      }
      line += (line.empty() ? "" : ", ") + std::string(column);
    }
    if (!line.empty()) text += fmt::format("         writes {}\n", line);
  }
  return text;
}

}  // namespace lingnan

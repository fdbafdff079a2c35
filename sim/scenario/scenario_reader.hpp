// Reading many scenarios that differ little, and asking what is declared at a path of one.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/parameter_visitors.hpp"

namespace lingnan {

/// Regions that were read: each folder once. Threads may share one.
class RegionShelf {
 public:
  /// Throws like `read_region`; a folder with mistakes is read again the next time.
  std::shared_ptr<const Region> region(const std::string& folder);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Region>> regions_;
};

/// `read_scenario` with values of another file laid on top of the settings.
Scenario read_scenario(const std::string& file, const std::vector<std::string>& settings, std::span<const Override> overrides,
                       RegionShelf& regions);

/// What is declared at a path such as parameters.plan.outlook_response, policy[0].platforms or shocks[1].loss of the
/// scenario; nothing if no parameter stands there.
std::optional<ParameterRecord> parameter_at(const Scenario& scenario, const std::string& path);

}  // namespace lingnan

// The generated supply graph of a scenario against what is known about supply graphs of regions and countries.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "lingnan/catalogue.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"

namespace lingnan {

std::string describe_network(const Scenario& scenario, bool json) {
  const Simulation simulation(scenario, {});
  const RunSize size = simulation.size();
  const double per_enterprise = static_cast<double>(size.links) / static_cast<double>(size.enterprises);
  if (json)
    return nlohmann::ordered_json{
               {"enterprises", size.enterprises}, {"links", size.links}, {"links_per_enterprise", per_enterprise}}
               .dump(2) + "\n";
  return fmt::format("enterprises          {}\nlinks                {}\nlinks per enterprise {:.2f}\n", size.enterprises,
                     size.links, per_enterprise);
}

}  // namespace lingnan

#include "tests/worlds/worlds.hpp"

namespace lingnan::tests {

Settings operator+(Settings a, const Settings& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Scenario toy(const Settings& settings) { return read_scenario(LINGNAN_SOURCE_DIR "/tests/worlds/toy.yaml", settings); }

Scenario guangdong(int firms, const Settings& settings) {
  return read_scenario(LINGNAN_SOURCE_DIR "/scenarios/guangdong.yaml",
                       Settings{"economy.firms=" + std::to_string(firms)} + settings);
}

Settings steady(double rate, double inflation) {
  Settings settings = {"economy.random_processes=false", "parameters.trends.labour_force_start=0",
                       "parameters.trends.labour_force_end=0", "parameters.migrate.observed_net=0",
                       "parameters.trends.catch_up=0",
                       "parameters.trends.outside_inflation=" + std::to_string(inflation)};
  for (const char* path : {"opening.growth", "trends.outside_demand_start", "trends.outside_demand_end",
                           "trends.frontier_growth"})
    settings.push_back("parameters." + std::string(path) + "=" + std::to_string(rate));
  return settings + calm();
}

Settings calm() {
  return {"parameters.trends.outside_swing=0", "parameters.trends.industry_swing=0", "parameters.trends.city_swing=0",
          "parameters.trends.enterprise_swing=0", "parameters.trade.taste=0",
          "parameters.products.innovation=0", "parameters.products.imitation=0"};
}

Settings same_enterprises_and_links() {
  return {"parameters.demography.active=false", "parameters.rewire.active=false"};
}

Settings until(const std::string& month) { return {"time.end=" + month}; }

void run(Simulation& simulation, int months) {
  for (int month = 0; month < months && !simulation.finished(); ++month) simulation.run_month();
}

}  // namespace lingnan::tests

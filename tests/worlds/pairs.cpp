#include "tests/worlds/pairs.hpp"

#include <iostream>

namespace lingnan::tests {

Settings levers(const std::string& list) { return {"policy=[" + list + "]"}; }

std::vector<Estimate> effects(const Settings& a, const Settings& b, const std::vector<Value>& values, std::uint32_t replicates, int firms) {
  std::vector<std::vector<double>> differences(values.size());
  const Scenario first = guangdong(firms, calm() + a), second = guangdong(firms, calm() + b);
  for (std::uint32_t k = 0; k < replicates; ++k) {
    Simulation base(first, {.replicate = k}), other(second, {.replicate = k});
    run(base);
    run(other);
    for (std::size_t v = 0; v < values.size(); ++v) differences[v].push_back(values[v](other) - values[v](base));
  }
  std::vector<Estimate> found;
  for (const std::vector<double>& d : differences) found.push_back(estimate(d));
  return found;
}

void print(const std::string& what, const Estimate& e) {
  std::cout << what << ": " << e.mean << " (" << e.low << " to " << e.high << ", " << e.count << " pairs)\n";
}

}  // namespace lingnan::tests

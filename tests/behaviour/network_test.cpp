// The generated supply graph of Guangdong has the shape of real ones. The bands are those that `describe network`
// claims, widened for what a change of the generator of random numbers would do; each breaks when the part of the generator that makes it is switched
// off.
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lingnan/catalogue.hpp"
#include "lingnan/scenario.hpp"
#include "sim/base/parallel.hpp"

using namespace lingnan;

namespace {

std::string described(std::vector<std::string> settings = {}) {
  settings.push_back("economy.firms=100000");
  return describe_network(read_scenario(LINGNAN_SOURCE_DIR "/scenarios/guangdong.yaml", settings), true);
}

std::map<std::string, double> measured(const std::vector<std::string>& settings = {}) {
  std::map<std::string, double> values;
  for (const auto& row : nlohmann::json::parse(described(settings))) values[row.at("key")] = row.at("value");
  return values;
}

/// With the defaults; measured once.
const std::map<std::string, double>& usual() {
  static const std::map<std::string, double> values = measured();
  return values;
}

struct Band {
  const char* key;
  double low, high;
};

}  // namespace

TEST_CASE("the supply graph of Guangdong has the shape of real supply graphs", "[behaviour][network]") {
  const Band bands[] = {
      {"links_per_enterprise", 9, 13},
      {"in_degree_exponent", 1.2, 1.7},
      {"out_degree_exponent", 1.2, 1.8},
      {"assortativity", -0.2, -0.03},
      {"purchases_slope", 1.3, 1.6},
      {"purchases_correlation", 0.7, 0.85},
      {"sales_slope", 0.85, 1.35},
      {"sales_correlation", 0.7, 0.88},
      {"attachment", 0.95, 1.25},
      {"weak_component", 0.999, 1},
      {"strong_component", 0.35, 0.65},
      {"squares", 2, 5},
      {"squares_routes", 1.15, 3},
      {"triangles_routes", 0.8, 1.1},
      {"median_distance", 20, 100},
      {"distance_power", -1.3, -0.8},
      {"reach", 1.1, 1.4},
      {"input_mix", 0, 1e-6},
      {"gravity", 0, 0.08},
  };
  const std::map<std::string, double>& values = usual();
  for (const Band& band : bands) {
    INFO(band.key << " is " << values.at(band.key) << " and should lie in [" << band.low << ", " << band.high << "]");
    CHECK(values.at(band.key) >= band.low);
    CHECK(values.at(band.key) <= band.high);
  }
}

TEST_CASE("each part of the generator makes what it is there for", "[behaviour][network]") {
  const auto without = [](const std::string& parameter) { return measured({"parameters.opening." + parameter}); };
  CHECK(without("shared_suppliers=0").at("squares_routes") < usual().at("squares_routes") - 0.1);
  CHECK(without("reach=0").at("reach") < usual().at("reach") - 0.2);
  CHECK(without("selling_share=1").at("strong_component") > 0.7);
  CHECK(without("small_suppliers=0").at("assortativity_of_logs") > usual().at("assortativity_of_logs") + 0.03);
  CHECK(without("supplier_exponent=0.69").at("in_degree_exponent") > 1.7);
  CHECK(without("supplier_dispersion=0").at("purchases_slope") > 1.7);
}

TEST_CASE("the supply graph does not depend on the number of threads", "[behaviour][network]") {
  const auto with = [](int count) {
    const Threads threads(count);
    return described();
  };
  CHECK(with(1) == with(3));
}

// Whole experiments whose answers are known: the simulator's place is taken by a function.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numbers>

#include "sim/base/random.hpp"
#include "sim/experiment/analysis.hpp"
#include "sim/experiment/sensitivity.hpp"
#include "tests/cli/program.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// Standard normal luck; `shared` luck is that of a replicate in all settings and draws.
double luck(std::uint64_t key, std::uint32_t replicate, std::uint32_t draw = 0) {
  return Luck(11, replicate).normal(Event::property_test, key, 0, draw);
}

/// outcome(setting, values of the factors, replicate)
using Function = std::function<double(std::size_t, const std::vector<double>&, std::uint32_t)>;

class KnownSource final : public RunSource {
 public:
  KnownSource(const Experiment& experiment, Function function) : experiment_(experiment), function_(std::move(function)) {}
  bool make(const std::vector<std::size_t>&, std::uint32_t replicates) override {
    made.push_back(replicates);
    return true;
  }
  std::vector<double> values(std::size_t setting, std::size_t draw, std::uint32_t replicate) const override {
    std::vector<double> at;
    for (const std::string& value : experiment_.draws[draw]) at.push_back(std::stod(value));
    return {function_(setting, at, replicate)};
  }
  std::vector<std::uint32_t> made;

 private:
  const Experiment& experiment_;
  Function function_;
};

Experiment experiment(DesignKind kind, const std::vector<std::pair<double, double>>& ranges, std::size_t settings, std::uint32_t replicates) {
  Experiment e;
  e.kind = kind;
  e.replicates = replicates;
  for (std::size_t f = 0; f < ranges.size(); ++f) {
    Factor& factor = e.factors.emplace_back();
    factor.key = "x" + std::to_string(f + 1);
    factor.low = ranges[f].first;
    factor.high = ranges[f].second;
  }
  for (std::size_t s = 0; s < settings; ++s) e.settings.emplace_back().name = "s" + std::to_string(s);
  OutcomeColumn& column = e.columns.emplace_back();
  column.outcome = "y";
  column.date = "2030";
  column.better = 1;
  return e;
}

std::vector<Row> table_of(const Experiment& e, const Function& function, const std::string& file) {
  const TemporaryFolder folder;
  KnownSource source(e, function);
  analyse(folder.path(), e, source);
  return rows(folder.path() / file);
}

/// Ishigami & Homma (1990), a = 7, b = 0.1.
double ishigami(const std::vector<double>& x) {
  return std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}
const std::vector<double> kIshigamiFirst = {0.3139, 0.4424, 0}, kIshigamiTotal = {0.5576, 0.4424, 0.2437};

Experiment ishigami_experiment(std::size_t rows, std::uint32_t replicates) {
  constexpr double pi = std::numbers::pi;
  Experiment e = experiment(DesignKind::sobol, {{-pi, pi}, {-pi, pi}, {-pi, pi}}, 1, replicates);
  lay_out(e, rows, 0);
  return e;
}

}  // namespace

TEST_CASE("indices of Ishigami's function come out right", "[unit][experiment]") {
  const Experiment e = ishigami_experiment(2048, 1);
  const std::vector<Row> table = table_of(e, [](std::size_t, const std::vector<double>& x, std::uint32_t) { return ishigami(x); }, "sobol.csv");
  REQUIRE(table.size() == 3);
  for (std::size_t f = 0; f < 3; ++f) {
    CHECK(std::stod(table[f].at("first")) == Approx(kIshigamiFirst[f]).margin(0.02));
    CHECK(std::stod(table[f].at("total")) == Approx(kIshigamiTotal[f]).margin(0.02));
    CHECK(std::stod(table[f].at("first_lo")) < kIshigamiFirst[f]);
    CHECK(std::stod(table[f].at("first_hi")) > kIshigamiFirst[f]);
    CHECK(std::stod(table[f].at("total_lo")) < kIshigamiTotal[f]);
    CHECK(std::stod(table[f].at("total_hi")) > kIshigamiTotal[f]);
  }
}

TEST_CASE("luck is not taken for an effect of parameters", "[unit][experiment]") {
  // as much variance of luck as of parameters, a part of it common to all draws
  const Experiment e = ishigami_experiment(2048, 4);
  const Function noisy = [](std::size_t, const std::vector<double>& x, std::uint32_t r) {
    const auto key = static_cast<std::uint64_t>(std::llround((x[0] + 10) * 1e7)) ^ (static_cast<std::uint64_t>(std::llround((x[1] + 10) * 1e7)) << 20) ^
                     (static_cast<std::uint64_t>(std::llround((x[2] + 10) * 1e7)) << 40);
    return ishigami(x) + 3.7 * luck(key, r) + 5 * luck(1, r, 1);
  };
  const std::vector<Row> table = table_of(e, noisy, "sobol.csv");
  for (std::size_t f = 0; f < 3; ++f) {
    CHECK(std::stod(table[f].at("first")) == Approx(kIshigamiFirst[f]).margin(0.06));
    CHECK(std::stod(table[f].at("total")) == Approx(kIshigamiTotal[f]).margin(0.06));
  }
  const Row parts = table_of(e, noisy, "variance.csv").front();
  CHECK(std::stod(parts.at("parameters")) == Approx(13.84).epsilon(0.05));  // a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2
  CHECK(std::stod(parts.at("both")) == Approx(3.7 * 3.7).epsilon(0.05));
}

TEST_CASE("elementary effects put the factors of the g-function in order, and a straight line has one slope", "[unit][experiment]") {
  // Saltelli & Sobol' (1995): the larger a, the less its factor matters
  const std::vector<double> a = {0, 1, 4.5, 9, 99};
  Experiment e = experiment(DesignKind::morris, std::vector<std::pair<double, double>>(a.size(), {0, 1}), 1, 1);
  lay_out(e, 60, 4);
  const std::vector<Row> table = table_of(e, [&](std::size_t, const std::vector<double>& x, std::uint32_t) {
    double product = 1;
    for (std::size_t f = 0; f < a.size(); ++f) product *= (std::abs(4 * x[f] - 2) + a[f]) / (1 + a[f]);
    return product;
  }, "morris.csv");
  for (std::size_t f = 1; f < a.size(); ++f) CHECK(std::stod(table[f].at("mu_star")) < std::stod(table[f - 1].at("mu_star")));

  const std::vector<Row> line = table_of(e, [](std::size_t, const std::vector<double>& x, std::uint32_t) { return 3 * x[0] - 2 * x[1]; }, "morris.csv");
  CHECK(std::stod(line[0].at("mu")) == Approx(3));
  CHECK(std::stod(line[1].at("mu")) == Approx(-2));
  CHECK(std::stod(line[1].at("mu_star")) == Approx(2));
  CHECK(std::stod(line[0].at("sigma")) == Approx(0).margin(1e-9));
  CHECK(std::stod(line[2].at("mu_star")) == Approx(0).margin(1e-9));
}

TEST_CASE("intervals over draws and replicates hold the truth in 93 to 97 % of experiments", "[unit][experiment]") {
  constexpr int kExperiments = 2000;
  constexpr std::size_t kDraws = 20, kReplicates = 10;
  int held = 0, chosen = 0;
  for (std::uint64_t k = 0; k < kExperiments; ++k) {
    Values values(kDraws, std::vector<double>(kReplicates)), fixed = values;
    for (std::uint32_t d = 0; d < kDraws; ++d)
      for (std::uint32_t r = 0; r < kReplicates; ++r) {
        const double of_luck = luck(3 * k, r, 1000) + 1.5 * luck(3 * k + 1, r, d);
        values[d][r] = of_luck + luck(3 * k + 2, 1000, d);
        fixed[d][r] = of_luck + d - (kDraws - 1) / 2.0;
      }
    const Estimate e = mean_of(values, true), f = mean_of(fixed, false);
    held += e.low <= 0 && 0 <= e.high ? 1 : 0;
    chosen += f.low <= 0 && 0 <= f.high ? 1 : 0;
  }
  INFO(held << " with a sample of draws, " << chosen << " with chosen ones, of " << kExperiments);
  CHECK(held > 0.93 * kExperiments);
  CHECK(held < 0.97 * kExperiments);
  CHECK(chosen > 0.93 * kExperiments);
  CHECK(chosen < 0.97 * kExperiments);
}

TEST_CASE("robustness and regret on numbers by hand", "[unit][experiment]") {
  // draws: a beats b by 3, 1, 0, -2
  const Values a = {{4, 4}, {2, 4}, {1, 1}, {0, 0}}, b = {{1, 1}, {3, 1}, {1, 1}, {2, 2}};
  const Robustness more = robustness_of(a, b, 1);
  CHECK(more.share == Approx(2.5 / 4));
  CHECK(more.sure == Approx(1.0 / 4));  // 3 without luck; 1 on average, -1 and 3
  CHECK(robustness_of(a, b, -1).share == Approx(1.5 / 4));
  CHECK(more.low < more.share);
  CHECK(more.high > more.share);
  const std::vector<Regret> regret = regrets_of({a, b}, 1);
  CHECK(regret[0].worst == 2);
  CHECK(regret[0].mean == Approx(0.5));
  CHECK(regret[1].worst == 3);
  CHECK(regret[1].mean == Approx(1));
}

TEST_CASE("the largest of correlated t variables agrees with printed tables", "[unit][experiment]") {
  // Dunnett (1955), A multiple comparison procedure for comparing several treatments with a control, table 1a: one-sided, 95 %
  CHECK(largest_t_quantile(1, 10, 0.95) == Approx(1.81).margin(0.006));
  CHECK(largest_t_quantile(2, 10, 0.95) == Approx(2.15).margin(0.006));
  CHECK(largest_t_quantile(5, 10, 0.95) == Approx(2.56).margin(0.006));
  CHECK(largest_t_quantile(3, 20, 0.95) == Approx(2.19).margin(0.006));
  CHECK(largest_t_quantile(9, 60, 0.95) == Approx(2.48).margin(0.011));
  CHECK(largest_t_quantile(1, 3, 0.975) == Approx(3.18245).margin(1e-4));  // Student's own
}

TEST_CASE("the best setting is chosen at least as often as promised, under luck in common", "[unit][experiment]") {
  constexpr int kExperiments = 100;
  for (const bool spherical : {true, false}) {
    int right = 0, dropped = 0;
    double replicates = 0;
    for (std::uint64_t k = 0; k < kExperiments; ++k) {
      Experiment e = experiment(DesignKind::list, {}, 4, 10);
      e.draws.emplace_back();
      // the hardest case: the best leads all others by the zone and no more; one is far behind
      e.selection = SelectionPlan{.column = 0, .rule = {.zone = 1, .confidence = 0.9, .spherical = spherical, .better = -1}, .max_replicates = 1000};
      const std::vector<double> truth = {1, 0, 1, 6};
      const Function function = [&](std::size_t s, const std::vector<double>&, std::uint32_t r) {
        return truth[s] + 4 * luck(1000 + k, r, 100) + 1.5 * luck(1000 + k, r, static_cast<std::uint32_t>(s));
      };
      const TemporaryFolder folder;
      KnownSource source(e, function);
      analyse(folder.path(), e, source);
      for (const Row& row : rows(folder.path() / "selection.csv")) {
        right += row.at("setting") == "s1" && row.at("status") == "best" ? 1 : 0;
        dropped += row.at("setting") == "s3" && row.at("status") == "behind" && row.at("replicates") == "10" ? 1 : 0;
      }
      replicates += source.made.back();
    }
    INFO((spherical ? "Nelson & Matejcik: " : "Bonferroni: ") << right << " of " << kExperiments << " right, mean replicates " << replicates / kExperiments);
    CHECK(right >= 0.9 * kExperiments);
    CHECK(dropped > 0.9 * kExperiments);  // no second stage for what is surely behind
    CHECK(replicates / kExperiments > 12);
  }
}

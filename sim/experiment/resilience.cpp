#include "sim/experiment/resilience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/base/assertions.hpp"
#include "sim/experiment/paired.hpp"
#include "sim/results/names.hpp"
#include "sim/results/table_writer.hpp"

namespace lingnan {

namespace {

constexpr double kNear = 0.05;  // of the path, and of the deepest loss
constexpr std::size_t kResamples = 2000;

/// An estimate of the tail: `one` less `other`, replicates drawn together; of `one` alone if there is no other.
Estimate tail(const std::vector<double>& one, const std::vector<double>* other) {
  const auto value = [&](const std::function<double(const std::vector<double>&)>& of) { return of(one) - (other ? of(*other) : 0.0); };
  std::vector<double> values;
  for (std::size_t k = 0; k < kResamples; ++k) {
    const std::vector<std::size_t> rows = resample(one.size(), k);
    values.push_back(value([&](const std::vector<double>& all) {
      std::vector<double> drawn;
      for (const std::size_t row : rows) drawn.push_back(all[row]);
      return cvar_90(std::move(drawn));
    }));
  }
  return {.count = one.size(),
          .mean = value([](const std::vector<double>& all) { return cvar_90(all); }),
          .low = quantile(values, (1 - kConfidence) / 2),
          .high = quantile(values, (1 + kConfidence) / 2)};
}

struct Measure {
  std::string_view name, unit;
  double (*value)(const Resilience&);
  bool (*reached)(const Resilience&);  ///< none: always
  bool tail = false;
};
constexpr Measure kMeasures[] = {
    {"depth", "percent", [](const Resilience& r) { return r.depth; }, nullptr},
    {"loss", "mln_cny", [](const Resilience& r) { return r.loss; }, nullptr},
    {"months_to_95", "months", [](const Resilience& r) { return r.months_to_95; }, [](const Resilience& r) { return r.back_to_95; }},
    {"months_to_recover", "months", [](const Resilience& r) { return r.months_to_recover; }, [](const Resilience& r) { return r.recovered; }},
    {"insolvencies", "count", [](const Resilience& r) { return r.insolvencies; }, nullptr},
    {"falling", "percent", [](const Resilience& r) { return r.falling; }, nullptr},
    {"cvar90_loss", "mln_cny", [](const Resilience& r) { return r.loss; }, nullptr, true},
};

}  // namespace

Resilience resilience_of(std::span<const double> shocked, std::span<const double> without, std::size_t start) {
  expects(shocked.size() == without.size(), "as many months of both");
  Resilience found;
  const auto loss = [&](std::size_t m) { return 1 - shocked[m] / without[m]; };
  for (std::size_t m = start; m < shocked.size(); ++m) {
    found.depth = std::max(found.depth, 100 * loss(m));
    found.loss += without[m] - shocked[m];
  }
  for (std::size_t m = start; m < shocked.size(); ++m) {
    const auto upto = static_cast<double>(m + 1 - start);
    if (loss(m) > kNear) found.months_to_95 = upto;
    if (100 * loss(m) > kNear * found.depth) found.months_to_recover = upto;
  }
  const auto all = static_cast<double>(shocked.size() - std::min(start, shocked.size()));
  found.back_to_95 = found.months_to_95 < all || all == 0;
  found.recovered = found.months_to_recover < all || all == 0;
  return found;
}

Resilience resilience_of(const RunOutcomes& shocked, const RunOutcomes& without, std::size_t start) {
  Resilience found = resilience_of(shocked.gdp_real_months, without.gdp_real_months, start);
  double more = 0;  // fewer are founded in a slump, so that later fewer fail than without it
  for (std::size_t m = start; m < shocked.insolvency_months.size(); ++m) {
    more += shocked.insolvency_months[m] - without.insolvency_months[m];
    found.insolvencies = std::max(found.insolvencies, more);
    found.falling = std::max(found.falling, 100 * (shocked.falling_months[m] - without.falling_months[m]));
  }
  return found;
}

double cvar_90(std::vector<double> values) {
  expects(!values.empty(), "a value");
  std::sort(values.begin(), values.end(), std::greater<>());
  const double many = static_cast<double>(values.size()) / 10;
  double sum = 0, left = many;
  for (const double value : values) {
    const double part = std::min(1.0, left);
    sum += part * value;
    left -= part;
    if (!(left > 0)) break;
  }
  return sum / many;
}

std::string write_resilience(const std::string& folder, const std::vector<std::string>& names,
                             const std::vector<std::vector<RunOutcomes>>& shocked,
                             const std::vector<std::vector<RunOutcomes>>& without, std::size_t start) {
  TableWriter table = open_table(folder, "resilience.csv");
  std::string text = "\n  the shock, against the same luck without it\n";
  std::vector<std::vector<Resilience>> all(names.size());
  for (std::size_t s = 0; s < names.size(); ++s)
    for (std::size_t r = 0; r < shocked[s].size(); ++r)
      all[s].push_back(resilience_of(shocked[s][r], without[s][r], start));
  for (const Measure& measure : kMeasures) {
    if (measure.tail && all[0].size() < kLeastForCvar) continue;
    const auto values = [&](std::size_t s) {
      std::vector<double> list;
      for (const Resilience& one : all[s]) list.push_back(measure.value(one));
      return list;
    };
    const std::vector<double> base = values(0);
    for (std::size_t s = 0; s < names.size(); ++s) {
      const std::vector<double> own = values(s);
      const Estimate level = measure.tail ? tail(own, nullptr) : estimate(own);
      Estimate effect;
      if (s > 0) effect = measure.tail ? tail(own, &base) : estimate(difference(own, base));
      table.text(names[s]).text(measure.name);
      for (const double value : {level.mean, level.low, level.high, effect.mean, effect.low, effect.high}) table.optional(value);
      const auto late = measure.reached ? std::count_if(all[s].begin(), all[s].end(), [&](const Resilience& one) { return !measure.reached(one); }) : 0;
      table.optional(measure.reached ? static_cast<double>(late) / static_cast<double>(own.size()) : kNone);
      table.integer(static_cast<std::int64_t>(own.size())).text(measure.unit).end_row();
      text += fmt::format("    {:<19}{:<28}{:>10.4g} {:<9}{:.4g} to {:.4g}", measure.name, names[s], level.mean, measure.unit, level.low, level.high);
      if (s > 0) text += fmt::format("; than the base {:+.4g}, {:.4g} to {:.4g}", effect.mean, effect.low, effect.high);
      if (late > 0) text += fmt::format("; {} of {} not by the end", late, own.size());
      text += "\n";
    }
  }
  table.close();
  return text;
}

}  // namespace lingnan

// The back-test: what is known by now of the years that a run simulates, which nothing in the model was fitted to, against what
// its replicates do.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "lingnan/simulation.hpp"
#include "lingnan/validation.hpp"
#include "sim/base/statistics.hpp"
#include "sim/engine/model.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/world/records.hpp"

namespace lingnan {

namespace {

constexpr double kTail = 0.05;  // of the replicates, below and above the band

/// Growth of real GDP over the year before that was observed: of a city, or of the whole region.
struct Observed {
  std::string place;
  CityId city;  ///< invalid: the region
  int year = 0;
  double growth = 0;
  std::string source;
  std::vector<double> runs = {};  ///< of the replicates

  double mean() const {
    double sum = 0;
    for (const double x : runs) sum += x;
    return sum / static_cast<double>(runs.size());
  }
  double quantile(double share) const {
    std::vector<double> sorted = runs;
    std::sort(sorted.begin(), sorted.end());
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at), high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
  }
  bool inside() const { return growth >= quantile(kTail) && growth <= quantile(1 - kTail); }
};

std::vector<Observed> read_observed(const Region& region) {
  const std::filesystem::path path = std::filesystem::path(region.folder) / "backtest.csv";
  if (!std::filesystem::exists(path))
    throw BadRequest(path.string() + " is missing: a back-test needs what is known of the years that are simulated");
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<Problem> problems;
  const CsvTable table = parse_csv(text, path.string(), problems);
  const auto column = [&](std::string_view name) {
    for (std::size_t k = 0; k < table.header.size(); ++k)
      if (table.header[k].text == name) return k;
    problems.push_back({table.file, 1, 1, fmt::format("column '{}' is missing", name)});
    return table.header.size();
  };
  const std::size_t place = column("place"), year = column("year"), growth = column("growth"), source = column("source");
  std::vector<Observed> list;
  if (!problems.empty()) throw BadRequest(std::move(problems));
  for (const CsvTable::Row& row : table.rows) {
    if (row.ragged) continue;  // reported by the parser
    Observed o = {.place = row.fields[place].text, .city = {}, .source = row.fields[source].text};
    for (std::size_t c = 0; c < region.city_count(); ++c)
      if (region.cities[c].code == o.place) o.city = CityId{c};
    const auto wrong = [&](std::size_t at, const std::string& what) {
      problems.push_back({table.file, row.fields[at].line, row.fields[at].column, fmt::format("'{}' {}", row.fields[at].text, what)});
    };
    if (!o.city.valid() && o.place != "region") wrong(place, "is neither a city of the region nor 'region'");
    char* end = nullptr;
    o.year = static_cast<int>(std::strtol(row.fields[year].text.c_str(), &end, 10));
    if (row.fields[year].text.empty() || *end != '\0') wrong(year, "is not a year");
    o.growth = std::strtod(row.fields[growth].text.c_str(), &end);
    if (row.fields[growth].text.empty() || *end != '\0' || !std::isfinite(o.growth)) wrong(growth, "is not a number");
    list.push_back(std::move(o));
  }
  if (!problems.empty()) throw BadRequest(std::move(problems));
  return list;
}

/// Real GDP of a calendar year; nothing if the run does not have all of it.
double yearly(const Records& records, std::size_t cities, CityId city, int year) {
  double sum = 0;
  int months = 0;
  for (std::size_t m = 0; m < records.province.size(); ++m) {
    if (records.province[m].month.year != year) continue;
    sum += city.valid() ? records.city[m * cities + city.value].gdp_real : records.province[m].gdp_real;
    ++months;
  }
  return months == 12 ? sum : std::nan("");
}

/// How the means of the replicates fit the cities of one year.
struct Fit {
  int year = 0;
  std::size_t cities = 0, inside = 0;
  double error = 0;        ///< root mean square, of the mean over replicates
  double same_for_all = 0; ///< the same, had every city grown like the mean of those observed
  double correlation = 0;
};
Fit fit_of(const std::vector<Observed>& list, int year) {
  Fit fit = {.year = year};
  double observed = 0, mean = 0;
  for (const Observed& o : list)
    if (o.city.valid() && o.year == year) {
      ++fit.cities;
      fit.inside += o.inside() ? 1 : 0;
      observed += o.growth;
      mean += o.mean();
    }
  if (fit.cities == 0) return fit;
  const double n = static_cast<double>(fit.cities);
  observed /= n;
  mean /= n;
  double cross = 0, square = 0;
  for (const Observed& o : list)
    if (o.city.valid() && o.year == year) {
      fit.error += (o.mean() - o.growth) * (o.mean() - o.growth) / n;
      fit.same_for_all += (observed - o.growth) * (observed - o.growth) / n;
      cross += (o.mean() - mean) * (o.growth - observed);
      square += (o.mean() - mean) * (o.mean() - mean);
    }
  fit.correlation = square > 0 && fit.same_for_all > 0 ? cross / std::sqrt(square * fit.same_for_all * n) : 0;
  fit.error = std::sqrt(fit.error);
  fit.same_for_all = std::sqrt(fit.same_for_all);
  return fit;
}

std::vector<Fit> fits(const std::vector<Observed>& list) {
  std::vector<Fit> all;
  for (const Observed& o : list)
    if (std::none_of(all.begin(), all.end(), [&](const Fit& f) { return f.year == o.year; })) all.push_back(fit_of(list, o.year));
  std::sort(all.begin(), all.end(), [](const Fit& a, const Fit& b) { return a.year < b.year; });
  return all;
}

std::string as_text(const Scenario& scenario, const ValidationOptions& options, const std::vector<Observed>& list) {
  std::string text = fmt::format("{}: {} replicates of seed {}; growth of real GDP over the year before, per cent\n\n{:<22}{:>6}{:>10}{:>8}{:>16}  {:<8}{}\n",
                                 scenario.name, options.replicates, options.seed, "place", "year", "observed", "model",
                                 "90 % of runs", "", "source");
  for (const Observed& o : list)
    text += fmt::format("{:<22}{:>6}{:>10.2f}{:>8.2f}{:>8.2f} to {:>4.2f}  {:<8}{}\n",
                        o.city.valid() ? scenario.region->cities[o.city.value].name_en : "region", o.year, 100 * o.growth,
                        100 * o.mean(), 100 * o.quantile(kTail), 100 * o.quantile(1 - kTail), o.inside() ? "inside" : "OUTSIDE",
                        o.source);
  for (const Fit& f : fits(list))
    if (f.cities > 1)
      text += fmt::format("\n{}: {} of {} cities inside; error of the mean {:.2f} points, {:.2f} if all grew alike; correlation over cities {:.2f}",
                          f.year, f.inside, f.cities, 100 * f.error, 100 * f.same_for_all, f.correlation);
  return text + "\n\nNone of these numbers was used to choose a parameter. The model knows no event of these years: its cities differ by\n"
                "industry and by luck, so a city is inside if what happened is no rarer than a tenth of what could have.\n";
}

std::string as_json(const Scenario& scenario, const ValidationOptions& options, const std::vector<Observed>& list) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array(), years = Json::array();
  for (const Observed& o : list)
    rows.push_back({{"place", o.place}, {"year", o.year}, {"observed", o.growth}, {"mean", o.mean()},
                    {"low", o.quantile(kTail)}, {"high", o.quantile(1 - kTail)}, {"inside", o.inside()},
                    {"replicates", o.runs}, {"source", o.source}});
  for (const Fit& f : fits(list))
    years.push_back({{"year", f.year}, {"cities", f.cities}, {"inside", f.inside}, {"error", f.error},
                     {"error_if_all_alike", f.same_for_all}, {"correlation", f.correlation}});
  const Json all = {{"scenario", scenario.name}, {"seed", options.seed}, {"replicates", options.replicates},
                    {"growth", std::move(rows)}, {"years", std::move(years)}};
  return all.dump(2) + "\n";
}

}  // namespace

std::string backtest(const Scenario& scenario, const ValidationOptions& options, bool json) {
  std::vector<Observed> list = read_observed(*scenario.region);
  const TimeSettings& time = scenario.model->time;
  const auto simulated = [&](const Observed& o) {  // with the year before
    return o.year > time.start.year && o.year - 1 >= time.start.year + (time.start.month > 1 ? 1 : 0) &&
           Month{o.year, 12}.index() <= time.end.index();
  };
  list.erase(std::remove_if(list.begin(), list.end(), [&](const Observed& o) { return !simulated(o); }), list.end());
  if (list.empty()) throw BadRequest("the run has none of the years of backtest.csv together with the year before");
  int last = 0;
  for (const Observed& o : list) last = std::max(last, o.year);
  const int months = Month{last, 12}.index() - time.start.index() + 1;
  int done = 0;
  for (std::uint32_t replicate = 0; replicate < options.replicates; ++replicate) {
    Simulation simulation(scenario, {.seed = options.seed, .replicate = replicate, .threads = options.threads});
    for (int month = 0; month < months; ++month) {
      simulation.run_month();
      if (options.progress)
        options.progress(++done, months * static_cast<int>(options.replicates), simulation.records().province.back().month.text());
    }
    const std::size_t cities = scenario.region->city_count();
    for (Observed& o : list)
      o.runs.push_back(yearly(simulation.records(), cities, o.city, o.year) / yearly(simulation.records(), cities, o.city, o.year - 1) - 1);
  }
  return json ? as_json(scenario, options, list) : as_text(scenario, options, list);
}

}  // namespace lingnan

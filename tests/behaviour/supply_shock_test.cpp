// A lost supplier is felt where it stands, then by its neighbours along the chains, and heals.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>
#include <numeric>

#include "sim/engine/model.hpp"
#include "sim/world/world.hpp"
#include "tests/worlds/worlds.hpp"

using namespace lingnan;
using namespace lingnan::tests;

namespace {

/// The same run with and without a loss, month by month, shares of the base.
struct Path {
  std::vector<double> gdp, direct, downstream, shenzhen, dongguan, huizhou;
  double least() const { return *std::min_element(gdp.begin(), gdp.end()); }
  std::size_t trough() const { return static_cast<std::size_t>(std::min_element(gdp.begin(), gdp.end()) - gdp.begin()); }
};

std::size_t city(const Region& region, const std::string& code) {
  for (std::size_t c = 0; c < region.city_count(); ++c)
    if (region.cities[c].code == code) return c;
  throw std::out_of_range(code);
}

/// Means over replicates, each with the base that has the same luck.
Path lose(const std::string& what, const std::string& end, const Settings& settings, std::uint32_t replicates = 1) {
  const Settings all = settings + until(end);
  const Scenario base_scenario = guangdong(20000, all);
  const Scenario shocked_scenario =
      guangdong(20000, all + Settings{"shocks=[{kind: capacity, " + what + ", start: 2025-01, months: 3}]"});
  Path path;
  for (std::uint32_t k = 0; k < replicates; ++k) {
    Simulation base(base_scenario, {.replicate = k}), shocked(shocked_scenario, {.replicate = k});
    run(base);
    run(shocked);
    const Region& region = *base.world().region;
    const std::size_t months = base.records().province.size() - 24;
    for (auto* list : {&path.gdp, &path.direct, &path.downstream, &path.shenzhen, &path.dongguan, &path.huizhou})
      list->resize(months);
    for (std::size_t i = 0; i < months; ++i) {
      const std::size_t m = i + 24;
      const ProvinceMonth &a = base.records().province[m], &b = shocked.records().province[m];
      path.gdp[i] += (b.gdp_real / a.gdp_real - 1) / replicates;
      path.direct[i] += b.loss_direct_real / a.gdp_real / replicates;
      path.downstream[i] += (b.loss_downstream_real - a.loss_downstream_real) / a.gdp_real / replicates;
      const auto change = [&](const std::string& code) {
        const std::size_t row = m * region.city_count() + city(region, code);
        return (shocked.records().city[row].gdp_real / base.records().city[row].gdp_real - 1) / replicates;
      };
      path.shenzhen[i] += change("440300");
      path.dongguan[i] += change("441900");
      path.huizhou[i] += change("441300");
    }
  }
  return path;
}

std::size_t deepest(const std::vector<double>& path) {
  return static_cast<std::size_t>(std::min_element(path.begin(), path.end()) - path.begin());
}

void print(const std::string& name, const Path& path) {
  const std::size_t t = path.trough();
  std::cout << name << ": trough " << 100 * path.gdp[t] << " % in month " << t + 1 << "; direct " << -100 * path.direct[t]
            << ", downstream " << -100 * path.downstream[t] << ", upstream and demand "
            << 100 * (path.gdp[t] + path.direct[t] + path.downstream[t]) << "; Shenzhen " << 100 * path.shenzhen[t]
            << ", Dongguan " << 100 * path.dongguan[deepest(path.dongguan)] << " in month " << deepest(path.dongguan) + 1
            << ", Huizhou " << 100 * path.huizhou[deepest(path.huizhou)] << " in month " << deepest(path.huizhou) + 1 << "\n";
}

/// Without entry, exit and turnover of links, whose luck is larger than what little this shock owes to stocks.
const Settings kSameLinks = same_enterprises_and_links() + Settings{"parameters.opening.lumpiness=0"};
const Settings kHalfTheStocks = {"parameters.opening.input_stock_factor=0.5"};

}  // namespace

TEST_CASE("Shenzhen loses 70 % of its communication equipment for three months", "[behaviour]") {
  const std::string what = "cities: [Shenzhen], industries: [COMM], loss: 0.7";
  const Path normal = lose(what, "2027-06", {}, 4);
  const Path usual = lose(what, "2025-06", kSameLinks), lean = lose(what, "2025-06", kSameLinks + kHalfTheStocks);
  const std::size_t worst = normal.trough();
  const double multiplier = -normal.gdp[worst] / normal.direct[worst];
  print("communication equipment, normal stocks", normal);
  print("communication equipment, same links", usual);
  print("communication equipment, same links and half the stocks", lean);

  // 2.8 % of GDP is made there; 85 % of capacity was in use
  CHECK(normal.direct[0] == Approx(0.019).margin(0.003));
  CHECK(multiplier > 1.2);
  CHECK(multiplier < 2.0);
  // the neighbours follow: Shenzhen falls at once, they have felt less than half by then and go on falling
  CHECK(normal.shenzhen[0] < 0.8 * normal.shenzhen[deepest(normal.shenzhen)]);
  for (const std::vector<double>* city : {&normal.dongguan, &normal.huizhou}) {
    CHECK((*city)[deepest(*city)] < -0.003);
    CHECK((*city)[0] > 0.5 * (*city)[deepest(*city)]);
    CHECK(deepest(*city) >= deepest(normal.shenzhen));
    CHECK((*city)[3] < 0.7 * (*city)[deepest(*city)]);  // still down when Shenzhen works again
  }
  // recovery within 18 months of the end: within 0.3 % of the base in every quarter from then on; the luck of single months is
  // as large as that
  for (std::size_t m = 3 + 18; m + 3 <= normal.gdp.size(); m += 3)
    CHECK(std::abs(normal.gdp[m] + normal.gdp[m + 1] + normal.gdp[m + 2]) / 3 < 0.003);
  // with half the stocks of inputs more is lost downstream, but little in either case: intermediate orders are served first,
  // so that most of this loss falls on exports
  const auto most = [](const Path& path) { return *std::max_element(path.downstream.begin(), path.downstream.end()); };
  CHECK(most(lean) > 1.5 * most(usual));
  CHECK(most(usual) > 0);
  CHECK(most(lean) < 0.001);
  CHECK(lean.least() == Approx(usual.least()).margin(0.0003));
}

TEST_CASE("a loss of electronic components is felt downstream when stocks of inputs are short", "[behaviour]") {
  const std::string what = "industries: [ECOM], loss: 0.8";
  const Path normal = lose(what, "2025-09", {});
  const Path lean = lose(what, "2025-09", kHalfTheStocks);
  print("electronic components, normal stocks", normal);
  print("electronic components, half the stocks", lean);
  CHECK(lean.least() < normal.least() - 0.01);
  CHECK(*std::max_element(lean.downstream.begin(), lean.downstream.end()) > 0.01);
  CHECK(*std::max_element(normal.downstream.begin(), normal.downstream.end()) < 0.006);
}

TEST_CASE("each kind of shock lowers output while it lasts, and only a loss of links or inputs works downstream",
          "[behaviour]") {
  const auto gdp = [](const std::string& shock) {
    Simulation simulation(toy(Settings{"economy.random_processes=false"} +
                              (shock.empty() ? Settings{} : Settings{"shocks=[" + shock + "]"})),
                          {});
    run(simulation, 12);
    double sum = 0;
    for (const ProvinceMonth& row : simulation.records().province) sum += row.gdp_real;
    return sum;
  };
  const double base = gdp("");
  CHECK(gdp("{kind: capacity, industries: [PART], loss: 0.6, start: 2023-03, months: 3}") < base * 0.999);
  CHECK(gdp("{kind: demand, loss: 0.2, start: 2023-03, months: 3}") < base * 0.995);
  CHECK(gdp("{kind: imports, loss: 0.8, start: 2023-03, months: 4}") < base * 0.999);
  CHECK(gdp("{kind: links, loss: 0.8, start: 2023-03, months: 4}") < base * 0.999);
  CHECK(gdp("{kind: capacity, loss: 0.0, start: 2023-03, months: 3}") == base);
}

TEST_CASE("exports are lost to the partner meant, and more of them to both", "[behaviour]") {
  const auto sales = [](const std::string& lost) {
    Simulation simulation(toy({"economy.random_processes=false",
                               "shocks=[{kind: exports, " + lost + ", start: 2023-06, months: 1}]"}),
                          {});
    run(simulation, 6);
    const ProvinceMonth& row = simulation.records().province.back();
    return std::array{row.exports, row.outflow, row.gdp_real};
  };
  const auto none = sales("loss: 0"), abroad = sales("to: ROW, loss: 0.4"), country = sales("to: ROC, loss: 0.4"), both = sales("loss: 0.4");
  CHECK(abroad[0] == Approx(0.6 * none[0]).epsilon(0.05));
  CHECK(abroad[1] == Approx(none[1]).epsilon(0.02));
  CHECK(country[1] == Approx(0.6 * none[1]).epsilon(0.05));
  CHECK(country[0] == Approx(none[0]).epsilon(0.02));
  CHECK(both[2] < std::min(abroad[2], country[2]));
}

TEST_CASE("the largest fail when they are told to: banks and suppliers lose, customers look for others", "[behaviour]") {
  const auto failed = [](int enterprises) {
    auto simulation = std::make_unique<Simulation>(
        guangdong(10000, until("2024-12") + (enterprises == 0 ? Settings{}
                                                              : Settings{"shocks=[{kind: failure, cities: [Shenzhen], industries: [COMM], enterprises: " +
                                                                         std::to_string(enterprises) + ", start: 2023-06}]"})),
        RunOptions{.seed = 1});
    run(*simulation);
    return simulation;
  };
  const auto sum = [](Simulation& simulation, double ProvinceMonth::*what, Month from, Month upto) {
    double all = 0;
    for (const ProvinceMonth& row : simulation.records().province)
      if (!(row.month < from) && !(upto < row.month)) all += row.*what;
    return all;
  };
  const auto none = failed(0), one = failed(1), three = failed(3);
  const Month june{2023, 6}, end{2024, 12};
  const auto in_june = [&](Simulation& simulation, double ProvinceMonth::*what) { return sum(simulation, what, june, june); };
  CHECK(in_june(*one, &ProvinceMonth::insolvencies) == in_june(*none, &ProvinceMonth::insolvencies) + 1);
  CHECK(in_june(*three, &ProvinceMonth::insolvencies) == in_june(*none, &ProvinceMonth::insolvencies) + 3);
  CHECK(in_june(*one, &ProvinceMonth::write_offs) > 1.5 * in_june(*none, &ProvinceMonth::write_offs));
  CHECK(in_june(*three, &ProvinceMonth::write_offs) > in_june(*one, &ProvinceMonth::write_offs));
  CHECK(in_june(*one, &ProvinceMonth::credit_losses) > 1.5 * in_june(*none, &ProvinceMonth::credit_losses));
  CHECK(sum(*three, &ProvinceMonth::gdp_real, june, end) < sum(*none, &ProvinceMonth::gdp_real, june, end));
}

TEST_CASE("imports that one partner stops are found at the other one as far and as fast as parameters say", "[behaviour]") {
  // what comes from the rest of the country in the second year
  const auto from_country = [](const std::string& from, const char* replaceable, const char* months) {
    Simulation simulation(
        toy(Settings{"economy.random_processes=false", "shocks=[{kind: imports, " + from + "loss: 0.8, start: 2023-06, months: 60}]",
                     "parameters.trade.replaceable_imports=" + std::string(replaceable),
                     "parameters.trade.replacement_months=" + std::string(months)}),
        {});
    run(simulation, 24);
    double sum = 0;
    for (std::size_t m = 12; m < 24; ++m) sum += simulation.records().province[m].inflow;
    return sum;
  };
  const double nothing = from_country("from: ROW, ", "0", "9"), slow = from_country("from: ROW, ", "0.6", "36");
  const double usual = from_country("from: ROW, ", "0.6", "9"), all = from_country("from: ROW, ", "1", "0.25");
  std::cout << "imports from the world fall by 80 %: inflow from the rest of the country against nothing found: slowly "
            << slow / nothing << ", as usual " << usual / nothing << ", all at once " << all / nothing << "\n";
  CHECK(slow > nothing * 1.01);
  CHECK(usual > slow * 1.01);
  CHECK(all > usual * 1.01);
  // a partner that delivers little itself replaces little: a fifth of what it would otherwise
  const double none_found = from_country("", "0", "9"), of_little = from_country("", "0.6", "9");
  CHECK(of_little > none_found);
  CHECK(of_little - none_found < 0.5 * (usual - nothing));
}

TEST_CASE("a loss of imports is a loss of a quantity, however much is ordered, and buyers turn to goods of the region", "[behaviour]") {
  struct Month {
    double imports, bias;
  };
  const auto months = [](const char* loss) {
    Simulation simulation(toy(Settings{"economy.random_processes=false", "parameters.trade.replaceable_imports=0",
                                       "shocks=[{kind: imports, from: ROW, loss: " + std::string(loss) + ", start: 2024-01, months: 12}]"} +
                              until("2024-12")),
                          {});
    const World& world = simulation.world();
    std::vector<Month> path;
    for (int m = 0; m < 24; ++m) {
      run(simulation, 1);
      double bias = 0;
      for (const CellId cell : world.cells()) bias += world.markets.local_bias[cell] / static_cast<double>(world.region->cell_count());
      path.push_back({simulation.records().province.back().imports / world.outside.price[1], bias});
    }
    return path;
  };
  const std::vector<Month> base = months("0"), lost = months("0.4");
  double most = 0;
  const double usual = base[11].imports;  // of the last month before the loss
  for (std::size_t m = 12; m < 24; ++m) most = std::max(most, lost[m].imports / usual);
  std::cout << "four tenths of imports from abroad are lost: in the best month of the first year " << most
            << " of what was usual comes; odds of local goods after half a year " << lost[17].bias / base[17].bias << ", after one "
            << lost[23].bias / base[23].bias << "\n";
  CHECK(most > 0.55);
  CHECK(most < 0.61);
  CHECK(base[17].imports > 0.95 * usual);
  CHECK(lost[17].bias > 1.02 * base[17].bias);
  CHECK(lost[23].bias > lost[17].bias);
}

TEST_CASE("an embargo on chips from abroad costs a quarter of GDP if nothing replaces them, half of that if the rest of the country "
          "does in part, and heals",
          "[behaviour][full]") {
  const auto gdp = [](const Settings& more) {
    Simulation simulation(guangdong(20000, more + until("2030-12")), {});
    run(simulation);
    std::vector<double> path;
    for (std::size_t m = 36; m < 96; ++m) path.push_back(simulation.records().province[m].gdp_real);
    return path;
  };
  const std::string embargo = "shocks=[{kind: imports, from: ROW, industries: [SEMI], loss: 0.8, start: 2026-01, months: 36}]";
  const std::vector<double> base = gdp({}), some = gdp({embargo}), nothing = gdp({embargo, "parameters.trade.replaceable_imports=0"});
  double worst = 0;
  for (std::size_t m = 0; m < base.size(); ++m) worst = std::max(worst, 1 - some[m] / base[m]);
  const auto left = [&](const std::vector<double>& path, std::size_t month) { return path[month] / base[month] - 1; };
  std::cout << "embargo on chips: worst month " << -100 * worst << " %, last month of it " << 100 * left(some, 35)
            << " %; nothing replaced: last month " << 100 * left(nothing, 35) << " %, two years later " << 100 * left(nothing, 59) << " %\n";
  CHECK(worst > 0.05);
  CHECK(worst < 0.2);
  CHECK(left(some, 35) < -0.05);
  CHECK(left(nothing, 35) < -0.15);
  CHECK(left(nothing, 35) < 1.5 * left(some, 35));
  CHECK(std::abs(left(some, 59)) < 0.02);
  CHECK(left(nothing, 59) > -0.04);
}

TEST_CASE("the shorter stocks of inputs are, the more a loss of communication equipment costs in a year and a half",
          "[behaviour][full]") {
  const std::string what = "cities: [Shenzhen], industries: [COMM], loss: 0.7";
  const auto lost = [&](const char* stocks, const char* contracts) {
    const Path path = lose(what, "2026-06", kSameLinks + Settings{"parameters.opening.input_stock_factor=" + std::string(stocks),
                                                                   "parameters.trade.contracted_exports=" + std::string(contracts)});
    return std::accumulate(path.gdp.begin(), path.gdp.end(), 0.0);
  };
  const double normal = lost("1", "0.5"), lean = lost("0.25", "0.5"), first = lost("1", "1"), first_lean = lost("0.25", "1");
  std::cout << "communication equipment, months of GDP lost in 18 months: normal stocks " << -normal << ", a quarter " << -lean
            << "; exports ranked with customers at home " << -first << ", " << -first_lean << "\n";
  CHECK(lean < normal);
  CHECK(first_lean < first);
  CHECK(first_lean - first < 2 * (lean - normal));
}

TEST_CASE("who lacks inputs keeps its people while there are orders", "[behaviour]") {
  const auto quarter = [](const Settings& more, double CellQuarter::*what) {
    Simulation simulation(guangdong(7350, more + until("2024-09")), {});
    run(simulation);
    const Region& region = *simulation.world().region;
    std::map<std::string, double> sums;  // of the last quarter, by industry
    const std::vector<CellQuarter>& rows = simulation.records().cell;
    for (std::size_t i = rows.size() - region.cell_count(); i < rows.size(); ++i)
      sums[region.industries[region.industry_of(rows[i].cell).value].code] += rows[i].*what;
    return sums;
  };
  const Settings shock = {"shocks=[{kind: imports, from: ROW, industries: [SEMI], loss: 0.9, start: 2023-09, months: 13}]",
                          "parameters.trade.replaceable_imports=0"};
  auto made = quarter({}, &CellQuarter::output_real), made_less = quarter(shock, &CellQuarter::output_real);
  auto staff = quarter({}, &CellQuarter::employment), staff_left = quarter(shock, &CellQuarter::employment);
  for (const char* industry : {"GENM", "ELEQ", "INST"}) {
    INFO(industry << ": output " << made_less[industry] / made[industry] << ", staff " << staff_left[industry] / staff[industry]);
    CHECK(made_less[industry] < 0.85 * made[industry]);
    CHECK(staff_left[industry] > 0.95 * staff[industry]);
  }
}

TEST_CASE("chain leaders under an embargo move GDP by a few per cent, whatever the luck", "[behaviour][full]") {
  const auto after_it = [](const std::string& file, std::uint32_t replicate) {
    Simulation simulation(read_scenario(LINGNAN_SOURCE_DIR "/scenarios/" + file, {"economy.firms=20000"}), {.replicate = replicate});
    run(simulation);
    std::vector<double> gdp;
    for (const ProvinceMonth& row : simulation.records().province)
      if (row.month.year >= 2030) gdp.push_back(row.gdp_real);  // the embargo ends with 2028
    return gdp;
  };
  for (const std::uint32_t replicate : {0u, 8u, 11u, 13u}) {
    const std::vector<double> with = after_it("chain_leader_under_embargo.yaml", replicate), without = after_it("experiments/embargo.yaml", replicate);
    double least = 0, most = 0;
    for (std::size_t m = 0; m < with.size(); ++m) {
      least = std::min(least, with[m] / without[m] - 1);
      most = std::max(most, with[m] / without[m] - 1);
    }
    std::cout << "chain leaders under an embargo, replicate " << replicate << ": GDP " << 100 * least << " to " << 100 * most << " %\n";
    CHECK(least > -0.02);
    CHECK(most < 0.04);
  }
}

// A desk at the head of a cluster works on the inputs that its enterprises miss most. Source: policy card L1, see `lingnan
// describe lever chain_leader`.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

constexpr double kLeastGap = 0.002;    // yuan of missing inputs per yuan of output
constexpr double kMonthsOfCase = 6;

class ChainLeader final : public Lever {
  double cases = 24;
  double search = 1.0;
  double permit_cut = 0.3;
  double home_bias = 0.3;
  double attention_decay = 0.25, rotation_years = 5;
  double cost = 5;
 public:
  ChainLeader() : Lever(50) {}
  std::string_view name() const override { return "chain_leader"; }
  std::string_view doc() const override { return "A desk at the head of a cluster works on the inputs that its enterprises miss most."; }
  LeverNote note() const override {
    return {.mechanism = "Every month the desk ranks the industries of the cities in reach by the inputs that they are short of, times "
                         "their value added, and takes up so many cases. Where it has one, buyers find another supplier sooner, and "
                         "capacity of the missing industry is permitted sooner: the same desks handle it first, and where they are short "
                         "others wait. It prefers products of the region. Attention fades "
                         "until the leader is replaced. Productivity is not touched; without a gap nothing happens but the cost.",
            .hooks = "search, delay",
            .evidence = "Provincial multi-period difference-in-differences of chain leaders: resilience up (2011-2020; 2015-2022), no "
                        "spillover from provincial capitals to the rest (Qiu 2024); signs only, no abstract gives a coefficient.",
            .backfire = "Preferring products of the region concentrates sourcing, so that a local shock goes deeper; attention is "
                        "shared between clusters.",
            .name_zh = "链长制",
            .mechanism_zh = "每月按缺口大小（短缺投入×增加值）排序并处理有限数量的案件：加快寻找供应商，缺口行业产能优先审批（窗口能力不足时其他企业排队更久）；偏好本地产品；注意力随时间衰减。不直接提高生产率。",
            .grade = "C",
            .example = "{lever: chain_leader, target: {clusters: [P01]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const auto clusters = static_cast<double>(std::max<std::size_t>(target.clusters.size(), 1));
    if (view.first_step) administer(view, view.strength * cost * clusters * world.calendar.per_month(), out);
    const double years = (world.calendar.month().index() - schedule.start.index()) / 12.0;
    const double attention = view.strength * std::exp(-attention_decay * std::fmod(std::max(years, 0.0), rotation_years));
    if (!(attention > 0)) return;
    // shortage of each product of the region
    const Enterprises& e = world.enterprises;
    std::vector<double> shortage(world.industry_count(), 0.0);
    for (const IndustryId s : world.industries()) {
      double orders = 0, unserved = 0;
      for (const CityId c : world.cities())
        for (const EnterpriseId f : world.enterprises_in(world.region->cell(c, s))) {
          orders += static_cast<double>(e.orders[f]);
          unserved += static_cast<double>(e.orders[f]) * (1 - static_cast<double>(e.fill[f]));
        }
      shortage[s.value] = orders > 0 ? unserved / orders : 0.0;
    }
    // buyers by what they miss
    std::vector<std::pair<double, CellId>> gaps;
    for (const CellId cell : world.cells()) {
      if (!reach().covers(world.region->city_of(cell), world.region->industry_of(cell))) continue;
      const Recipe& recipe = world.recipe(cell);
      double missing = 0;
      for (const Input& input : recipe.inputs) missing += input.need * input.local * shortage[input.supplier.value];
      const double value_added = world.markets.capacity[cell] / recipe.capital * recipe.value_added;
      if (missing > kLeastGap) gaps.emplace_back(-missing * value_added, cell);
    }
    std::sort(gaps.begin(), gaps.end());
    const auto open = static_cast<std::size_t>(std::floor(cases * clusters * kMonthsOfCase / 12 + 1e-9));
    // a product is preferred once in a city, and its capacity permitted once, however many cases it is missing in
    std::vector<char> preferred(world.region->cell_count(), 0), permitted(world.industry_count(), 0);
    for (std::size_t i = 0; i < std::min(open, gaps.size()); ++i) {
      const CellId cell = gaps[i].second;
      const CityId city = world.region->city_of(cell);
      out.lifts.push_back({Lift::search, &reach(), 1 + search * attention, city, world.region->industry_of(cell)});
      for (const Input& input : world.recipe(cell).inputs) {
        if (!(input.local * shortage[input.supplier.value] > kLeastGap)) continue;
        if (std::exchange(preferred[world.region->cell(city, input.supplier).value], 1) == 0)
          out.lifts.push_back({Lift::home_bias, &everywhere(), 1 + home_bias * attention, city, input.supplier});
        if (std::exchange(permitted[input.supplier.value], 1) == 0)
          out.lifts.push_back({Lift::permits, &everywhere(), 1 / (1 - permit_cut * std::min(attention, 1.0)), CityId{}, input.supplier});
      }
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("cases_per_year", cases,
           {.unit = "1/year", .min = 0, .max = 400, .doc = "Cases that it takes up in a year for each cluster; one lasts half a year.",
            .source = "6-60; assumption"});
    p.real("search_boost", search,
           {.unit = "ratio", .min = 0, .max = 3, .doc = "What is added to the speed at which buyers with a case find a supplier.",
            .source = "0-3; signs of the literature only", .grade = "C", .off = 0});
    p.real("permit_cut", permit_cut,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Time saved in the permits for capacity of a missing industry.",
            .source = "0-0.5; assumption", .off = 0});
    p.real("home_bias", home_bias,
           {.unit = "share", .min = 0, .max = 0.8, .doc = "What is added to the odds of products of the region that are missing, against imported ones.",
            .source = "0-0.8; assumption", .off = 0});
    p.real("attention_decay", attention_decay,
           {.unit = "1/year", .min = 0, .max = 2, .doc = "Fall of attention since the leader took over.",
            .source = "0.1-0.5; assumption"});
    p.real("rotation_years", rotation_years,
           {.unit = "years", .min = 1, .max = 20, .doc = "Time until another leader takes over."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost for each cluster.",
            .source = "2-20; assumption"});
  }
};

}  // namespace

std::unique_ptr<Lever> make_chain_leader() { return std::make_unique<ChainLeader>(); }

}  // namespace lingnan

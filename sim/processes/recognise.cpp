// Once a year enterprises are recognised by published rules: what a lever can aim at.
//
// Only agents of their own are looked at; a member of a pool has no books to show. Sales are expected sales of the last
// 20 months at the price of the day, over a year; research is the pay of experts. The rules ask for facts that the
// model does not have (patents, main product, share of a niche in the country): what stands in for them is said with
// each parameter. Sources: measures for small and medium-sized enterprises of high quality, MIIT (2022) No. 63;
// measures for single champions in manufacturing, as Shenzhen applies them.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/succession.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kLongestRank = 100;

class Recognise final : public Process {
  double sme_staff = 1000, sme_sales = 400;
  double innovative_research = 0.03;
  double specialised_years = 2, specialised_sales = 10, specialised_research = 0.03, specialised_research_money = 1;
  double giant_years = 3, giant_sales = 50, giant_research_small = 0.06, giant_large = 100, giant_research = 0.03;
  double giant_debt = 0.7;
  double champion_years = 10, champion_sales = 400, champion_research = 0.03;
  std::int64_t champion_rank = 10;
  std::int64_t master_rank = 3, master_suppliers = 10;
  std::int64_t pioneers = 3;
  double startup_years = 5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Recognise>(*this); }
  std::string_view name() const override { return "recognise"; }
  std::string_view doc() const override { return "Tags of enterprises by published rules, once a year."; }

  void describe(Parameters& p) override {
    constexpr const char* kMeasures = "MIIT (2022) No. 63; recalled";
    constexpr const char* kChampions = "rule for single champions, Shenzhen";
    p.real("sme_staff", sme_staff,
           {.unit = "persons",
            .min = 1,
            .max = 1e5,
            .doc = "Small or medium-sized is who has less staff than this, or smaller sales than the next.",
            .source = "standard of sizes, MIIT (2011) No. 300, industry; recalled",
            .grade = "C"});
    p.real("sme_sales", sme_sales,
           {.unit = "mln_cny/year",
            .min = 0,
            .max = 1e6,
            .doc = "Sales below which an enterprise is small or medium-sized.",
            .source = "standard of sizes, MIIT (2011) No. 300, industry; recalled",
            .grade = "C"});
    p.real("innovative_research", innovative_research,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Least research of an innovative one, of sales: stands for 60 points by the rule."});
    p.real("specialised_years", specialised_years,
           {.unit = "years",
            .min = 0,
            .max = 50,
            .doc = "Least age of a specialised one: stands for years in its market.",
            .source = kMeasures,
            .grade = "C"});
    p.real(
        "specialised_sales", specialised_sales,
        {.unit = "mln_cny/year", .min = 0, .max = 1e4, .doc = "Its least sales.", .source = kMeasures, .grade = "C"});
    p.real("specialised_research", specialised_research,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Its least research, of sales.",
            .source = kMeasures,
            .grade = "C"});
    p.real("specialised_research_money", specialised_research_money,
           {.unit = "mln_cny/year",
            .min = 0,
            .max = 1e3,
            .doc = "Its least research.",
            .source = kMeasures,
            .grade = "C"});
    p.real("giant_years", giant_years,
           {.unit = "years",
            .min = 0,
            .max = 50,
            .doc = "Least age of a little giant, which is also a specialised one.",
            .source = "more than three years in its market, SCMP (2022) on the rule",
            .grade = "C"});
    p.real("giant_sales", giant_sales,
           {.unit = "mln_cny/year",
            .min = 0,
            .max = 1e5,
            .doc = "Its least sales. The rule lets smaller ones with large new equity in; the model does not.",
            .source = kMeasures,
            .grade = "C"});
    p.real("giant_research_small", giant_research_small,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Its least research up to the sales that follow, of sales.",
            .source = kMeasures,
            .grade = "C"});
    p.real("giant_large", giant_large,
           {.unit = "mln_cny/year",
            .min = 0,
            .max = 1e5,
            .doc = "Sales from which less research will do.",
            .source = kMeasures,
            .grade = "C"});
    p.real("giant_research", giant_research,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Its least research from these sales on, of sales.",
            .source = kMeasures,
            .grade = "C"});
    p.real("giant_debt", giant_debt,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Its largest loans over assets.",
            .source = kMeasures,
            .grade = "C"});
    p.real("champion_years", champion_years,
           {.unit = "years",
            .min = 0,
            .max = 50,
            .doc = "Least age of a single champion, whose industry makes goods: stands for years in its product.",
            .source = kChampions,
            .grade = "B"});
    p.real(
        "champion_sales", champion_sales,
        {.unit = "mln_cny/year", .min = 0, .max = 1e6, .doc = "Its least sales.", .source = kChampions, .grade = "B"});
    p.real("champion_research", champion_research,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "Its least research, of sales.",
            .source = kChampions,
            .grade = "B"});
    p.integer(
        "champion_rank", champion_rank,
        {.unit = "rank",
         .min = 1,
         .max = kLongestRank,
         .doc = "Its lowest place by sales in its city's industry: stands for the first three of a product in the country, since "
                "an industry of a city makes many products."});
    p.integer(
        "master_rank", master_rank,
        {.unit = "rank",
         .min = 1,
         .max = kLongestRank,
         .doc = "Lowest place of a chain-master by what it buys among those of its industry with suppliers enough."});
    p.integer(
        "master_suppliers", master_suppliers,
        {.unit = "count", .min = 1, .max = 10000, .doc = "Suppliers in the region that a chain-master has at least."});
    p.integer("pioneers", pioneers,
              {.unit = "count",
               .min = 0,
               .max = 100,
               .doc = "A pioneer is among the first so many of the region that began to make its class of new products. On the "
                      "first day those come first whose city has the best chances in the class."});
    p.real("startup_years", startup_years,
           {.unit = "years",
            .min = 0,
            .max = 20,
            .doc = "Age below which an enterprise with experts or a project is a startup."});
  }

  void run(World& world, const Instruments&) override {
    const bool new_year = world.calendar.first_of_month() && world.calendar.month().month == 1;
    if (world.calendar.step != 0 && !new_year) return;
    measure(world);
    last_champion_.assign(world.region->cell_count());
    last_master_.assign(world.industry_count(), {});
    for_each_task(world.industry_count(), [&](std::size_t s) { rank(world, IndustryId{s}); });
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        auto& tags_of = world.enterprises.tags[f];
        tags_of = static_cast<std::uint16_t>((tags_of & kMarks) | tags(world, f));
      }
    });
    count(world);
  }

 private:
  /// A place in a ranking: larger first, then the lower row.
  struct Place {
    double value = 0;
    std::uint32_t row = 0xFFFFFFFF;

    bool operator<(const Place& other) const { return value != other.value ? value > other.value : row < other.row; }
  };
  OfEnterprise<float> sales_, research_;            // yuan a year, of agents of their own
  OfEnterprise<std::uint8_t> invents_;              // has a project
  OfCell<Place> last_champion_;      // who is just good enough
  std::vector<Place> last_master_;   // [industry]: the same

  static bool stands_alone(const Enterprises& e, EnterpriseId f) { return exists(e, f) && !is_pool(e, f); }

  void measure(const World& world) {
    const Enterprises& e = world.enterprises;
    if (sales_.size() != e.size()) {
      sales_.assign(e.size());
      research_.assign(e.size());
    }
    invents_.assign(e.size());
    for (const EnterpriseId owner : world.projects.owner.raw())
      if (owner.valid()) invents_[owner] = 1;
    const double steps = world.calendar.per_year();
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CityId city = world.region->city_of(CellId{c});
      const double wage = world.households.wage[pool_of(city, Tier::expert)];
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        sales_[f] = static_cast<float>(steps * static_cast<double>(e.slow_demand[f]) * e.price[f]);
        research_[f] = static_cast<float>(steps * wage * static_cast<double>(e.wage_factor[f]) * e.staff_expert[f]);
      }
    });
  }

  static std::int64_t suppliers(const World& world, EnterpriseId f) {
    std::int64_t links = 0;
    for (std::size_t k = 0; k < world.enterprises.input_count[f]; ++k) {
      const SlotId slot = world.enterprises.slot(f, k);
      links += world.slots.link_begin[SlotId{slot.value + 1u}] - world.slots.link_begin[slot];
    }
    return links;
  }

  double purchases(const World& world, EnterpriseId f) const {
    return static_cast<double>(world.enterprises.slow_demand[f]) * static_cast<double>(world.enterprises.input_cost[f]);
  }

  /// The last one within the rank: by sales in each city, by purchases in the region.
  void rank(const World& world, IndustryId s) {
    std::array<Place, kLongestRank> masters{};
    const auto enter = [](std::array<Place, kLongestRank>& list, std::int64_t places, Place place) {
      Place* const end = list.data() + places;
      Place* const at = std::lower_bound(list.data(), end, place);
      if (at == end) return;
      std::move_backward(at, end - 1, end);
      *at = place;
    };
    const Recipe& recipe = world.norms.recipes[s.value];
    if (recipe.public_service) return;
    for (const CityId c : world.cities()) {
      const CellId cell = world.region->cell(c, s);
      std::array<Place, kLongestRank> champions{};
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if (!stands_alone(world.enterprises, f)) continue;
        enter(champions, champion_rank, {static_cast<double>(sales_[f]), f.value});
        if (suppliers(world, f) >= master_suppliers) enter(masters, master_rank, {purchases(world, f), f.value});
      }
      last_champion_[cell] = champions[static_cast<std::size_t>(champion_rank - 1)];
    }
    last_master_[s.value] = masters[static_cast<std::size_t>(master_rank - 1)];
  }

  std::uint16_t tags(const World& world, EnterpriseId f) const {
    const Enterprises& e = world.enterprises;
    const CellId cell = e.cell[f];
    const Recipe& recipe = world.recipe(cell);
    if (!stands_alone(e, f) || recipe.public_service) return 0;
    constexpr double kMillion = 1e6;
    const double sales = static_cast<double>(sales_[f]) / kMillion,
                 research = static_cast<double>(research_[f]) / kMillion;
    const double share = sales > 0 ? research / sales : 0, years = e.age[f] / 12.0;
    const std::size_t industry = world.region->industry_of(cell).value;
    std::uint16_t tags = 0;
    const auto grant = [&](Tag tag, bool earned) {
      if (earned) tags = static_cast<std::uint16_t>(tags | static_cast<std::uint16_t>(tag));
      return earned;
    };
    const bool small = e.staff_general[f] + e.staff_college[f] + e.staff_expert[f] < sme_staff || sales < sme_sales;
    grant(Tag::innovative_sme, small && share >= innovative_research);
    const bool specialised =
        grant(Tag::specialised_sme, small && years >= specialised_years && sales >= specialised_sales &&
                                        share >= specialised_research && research >= specialised_research_money);
    const double assets = static_cast<double>(world.net_worth(f) + e.loans[f]);
    grant(Tag::little_giant, specialised && years >= giant_years && sales >= giant_sales &&
                                 share >= (sales >= giant_large ? giant_research : giant_research_small) &&
                                 static_cast<double>(e.loans[f]) <= giant_debt * assets);
    const auto within = [&](double value, const Place& last) { return !(last < Place{value, f.value}); };
    grant(Tag::single_champion, recipe.storable && years >= champion_years && sales >= champion_sales &&
                                    share >= champion_research &&
                                    within(static_cast<double>(sales_[f]), last_champion_[cell]));
    grant(Tag::chain_master,
          suppliers(world, f) >= master_suppliers && within(purchases(world, f), last_master_[industry]));
    grant(Tag::pioneer, e.product_rank[f] > 0 && e.product_rank[f] <= pioneers);
    grant(Tag::startup, years < startup_years && (e.staff_expert[f] > 0 || invents_[f] != 0));
    return tags;
  }

  static void count(World& world) {
    const int year = world.calendar.month().year;
    for (const CityId c : world.cities()) {
      std::array<std::int64_t, kTags> count{};
      for (const EnterpriseId f : world.enterprises_in(c))
        for (std::size_t t = 0; t < kTags; ++t) count[t] += (world.enterprises.tags[f] >> t) & 1;
      for (std::size_t t = 0; t < kTags; ++t)
        if (count[t] > 0)
          world.records.tags.push_back({year, c, static_cast<std::uint32_t>(t), static_cast<double>(count[t])});
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_recognise() { return std::make_unique<Recognise>(); }

}  // namespace lingnan

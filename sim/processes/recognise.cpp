// Once a year enterprises are recognised by published rules: what a lever can aim at.
//
// Only agents of their own are looked at; a member of a pool has no books to show. Sales are expected sales of the last
// 20 months at the price of the day, over a year; research is the pay of experts. The rules ask for facts that the
// model does not have (patents): what stands in for them is said with each parameter. Sources: measures for small and
// medium-sized enterprises of high quality, MIIT (2022) No. 63; measures for single champions in manufacturing, as
// Shenzhen applies them.
//
// Champions are ranked in the country. An industry that makes goods is cut into products; an enterprise makes one of them
// for life, or its class of new products where that is most of what it sells. The rest of the country has enterprises with
// the same tail of sizes, as many more as it makes more: those in a product that sell at least x are a Poisson number with
// mean m/n (A/x)^(1/e), for n products, m = output of the rest over the region's and A k^-e the sales of rank k in the
// region on the first day. The largest of them are drawn once and grow with demand and prices of the rest of the country.
//
// Where a lever pays those who are recognised, who lacks nothing but m yuan of research calls other spending research if that brings
// at least c m, c its cost for a yuan. The rules see what is reported.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/succession.hpp"

namespace lingnan {

namespace {

constexpr std::size_t kLongestRank = 100;
constexpr double kMostProducts = 1e6;  // of an industry

class Recognise final : public Process {
  double sme_staff = 1000, sme_sales = 400;
  double innovative_research = 0.03;
  double specialised_years = 2, specialised_sales = 10, specialised_research = 0.03, specialised_research_money = 1;
  double giant_years = 3, giant_sales = 50, giant_research_small = 0.06, giant_large = 100, giant_research = 0.03;
  double giant_debt = 0.7;
  double champion_years = 10, champion_sales = 400, champion_research = 0.03;
  double champion_main = 0.7, champion_new_years = 3;
  std::int64_t champion_rank = 3;
  double product_market = 20000, country_share = 0.104, rival_growth = 0;
  std::int64_t rivals = 10;
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
            .doc = "Least age of a single champion, whose industry makes goods: years in its product.",
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
    p.real("champion_new_years", champion_new_years,
           {.unit = "years",
            .min = 0,
            .max = 50,
            .doc = "Least years in its product where that is a class of new products, from the first day at the earliest.",
            .source = kChampions,
            .grade = "B"});
    p.real("champion_main", champion_main,
           {.unit = "share",
            .min = 0.5,
            .max = 1,
            .doc = "Least share of its product in its sales: it may make one of its industry and a class of new products.",
            .source = kChampions,
            .grade = "B"});
    p.integer("champion_rank", champion_rank,
              {.unit = "rank",
               .min = 1,
               .max = kLongestRank,
               .doc = "Its lowest place in the country by sales of its product. The rule also takes the first five of the world; "
                      "the model does not.",
               .source = kChampions,
               .grade = "B"});
    p.real("product_market", product_market,
           {.unit = "mln_cny/year",
            .min = 100,
            .max = 1e7,
            .doc = "What the country sells of one product on the first day: cuts an industry into products of equal chance.",
            .source = "chosen: some 180 champions in Guangdong by 2024, recalled",
            .grade = "E"});
    p.integer("rivals", rivals,
              {.unit = "count",
               .min = 0,
               .max = kLongestRank,
               .doc = "Sellers of a product in the rest of the country, the largest first; 0: none. More than champion_rank change "
                      "nothing."});
    p.real("country_share", country_share,
           {.unit = "share",
            .min = 0.001,
            .max = 1,
            .doc = "Of the country's output that the region makes, where its data do not say so for an industry.",
            .source = "all industries of Guangdong, provincial flow tables of 2017",
            .grade = "D"});
    p.real("rival_growth", rival_growth,
           {.unit = "1/year",
            .min = -0.2,
            .max = 0.2,
            .doc = "Growth of rivals beyond that of demand and prices in the rest of the country."});
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

  void run(World& world, const Instruments& instruments) override {
    if (world.calendar.first_of_month())
      for (Money& money : world.levers.relabelled) money = 0;  // of the month before; `policy` adds to it
    const bool new_year = world.calendar.first_of_month() && world.calendar.month().month == 1;
    if (world.calendar.step != 0 && !new_year) return;
    measure(world);
    leads_.assign(world.enterprises.size());
    sellers_.resize(world.industry_count());
    last_master_.assign(world.industry_count(), {});
    for_each_task(world.industry_count(), [&](std::size_t s) {
      rank(world, IndustryId{s});
      find_leaders(world, IndustryId{s});
    });
    bent_.resize(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      bent_[c].clear();
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        auto& tags_of = world.enterprises.tags[f];
        tags_of = static_cast<std::uint16_t>(tags_of & kMarks & ~static_cast<unsigned>(Mark::bent));
        tags_of = static_cast<std::uint16_t>(tags_of | tags(world, instruments, f, bent_[c]));
      }
    });
    for (const std::vector<Relabelled>& cell : bent_)
      for (const Relabelled& other : cell) world.levers.relabelled[world.levers.at(other.lever, other.city)] += other.amount;
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
  std::vector<Place> last_master_;   // [industry]: who is just good enough
  /// An enterprise that may be a champion, or sells as much as one.
  struct Seller {
    std::uint32_t product;
    Place place;
    bool eligible;  ///< but for its place: long enough in the product, which is most of what it sells
  };
  std::vector<std::vector<Seller>> sellers_;  // [industry]
  std::vector<std::vector<Relabelled>> bent_;  // [cell]: figures bent in this step
  OfEnterprise<std::uint8_t> leads_;          // long enough in a product in which it is among the first of the country

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

  /// Products of an industry, and how many times the region's enterprises the rest of the country has in one of them.
  struct Cut {
    double count = 1, rest = 0;
  };
  Cut cut(const World& world, IndustryId s) const {
    const double known = world.region->industries[s.value].country_share, share = known > 0 ? known : country_share;
    const double sales = world.norms.size_tail[s.value].all / share;
    return {.count = std::clamp(std::round(sales / (product_market * 1e6)), 1.0, kMostProducts), .rest = (1 - share) / share};
  }

  /// Those that sell more than `sales` of a product, among the largest of the rest of the country, and at most `most`. `part` is
  /// the part of the industry that makes the product.
  std::int64_t ahead(const World& world, IndustryId s, std::uint32_t product, double part, double sales, std::int64_t most) const {
    const SizeTail& tail = world.norms.size_tail[s.value];
    const double growth = world.outside.demand * world.outside.price[0] * std::exp(world.outside.swing[s]) *
                          std::pow(1 + rival_growth, world.calendar.years());
    double arrival = 0;
    for (std::int64_t k = 0; k < std::min(rivals, most); ++k) {
      arrival -= std::log(world.luck.uniform(Event::rival, mix(s.value, product), 0, static_cast<std::uint32_t>(k)));
      if (!(tail.largest * std::pow(part / arrival, tail.exponent) * growth > sales)) return k;
    }
    return std::min(rivals, most);
  }

  /// Who of an industry is among the first of its product in the country.
  void find_leaders(const World& world, IndustryId s) {
    if (!world.norms.recipes[s.value].storable || world.norms.recipes[s.value].public_service) return;
    const Enterprises& e = world.enterprises;
    const Cut of = cut(world, s);
    const double least = champion_main * champion_sales * 1e6;  // of the product
    const int month = world.calendar.months_done();
    std::vector<Seller>& sellers = sellers_[s.value];
    std::vector<double> of_class(world.region->product_classes.size(), 0.0);
    double all = 0;
    sellers.clear();
    for (const CityId c : world.cities())
      for (const EnterpriseId f : world.enterprises_in(world.region->cell(c, s))) {
        if (!exists(e, f)) continue;
        const double sales = static_cast<double>(sales_[f]);
        const double share = e.product(f).valid() ? static_cast<double>(e.product_share[f] * e.market_part[f]) : 0.0;
        all += sales;
        if (share > 0) of_class[e.product(f).value] += share * sales;
        const bool is_new = share > 0.5;
        const double main = is_new ? share : 1 - share;
        if (!stands_alone(e, f) || sales * main < least) continue;
        const std::uint32_t word = world.luck.words(Event::product_market, e.birth_key[f], 0).w[0];
        const double drawn = std::floor(of.count * (static_cast<double>(word) * 0x1.0p-32));
        const auto product = static_cast<std::uint32_t>(is_new ? of.count + e.product(f).value : drawn);
        const bool years = is_new ? month - static_cast<int>(e.product_since[f]) >= 12 * champion_new_years
                                  : e.age[f] >= 12 * champion_years;
        sellers.push_back({product, {sales * main, f.value}, main >= champion_main && years});
      }
    std::sort(sellers.begin(), sellers.end(), [](const Seller& a, const Seller& b) {
      return a.product != b.product ? a.product < b.product : a.place < b.place;
    });
    std::int64_t rank = 0;
    for (std::size_t i = 0; i < sellers.size(); ++i) {
      const Seller& seller = sellers[i];
      rank = i > 0 && sellers[i - 1].product == seller.product ? rank + 1 : 1;
      if (rank > champion_rank || !seller.eligible) continue;
      const auto number = static_cast<std::size_t>(seller.product), ordinary = static_cast<std::size_t>(of.count);
      const double part = of.rest * (number < ordinary ? 1 / of.count : of_class[number - ordinary] / all);
      const std::int64_t others = ahead(world, s, seller.product, part, seller.place.value, champion_rank);
      if (rank + others <= champion_rank) leads_[EnterpriseId{seller.place.row}] = 1;
    }
  }

  /// The last one within the rank by purchases in the region.
  void rank(const World& world, IndustryId s) {
    std::array<Place, kLongestRank> masters{};
    const auto enter = [&](Place place) {
      Place* const end = masters.data() + master_rank;
      Place* const at = std::lower_bound(masters.data(), end, place);
      if (at == end) return;
      std::move_backward(at, end - 1, end);
      *at = place;
    };
    const Recipe& recipe = world.norms.recipes[s.value];
    if (recipe.public_service) return;
    for (const CityId c : world.cities()) {
      const CellId cell = world.region->cell(c, s);
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if (!stands_alone(world.enterprises, f)) continue;
        if (suppliers(world, f) >= master_suppliers) enter({purchases(world, f), f.value});
      }
    }
    last_master_[s.value] = masters[static_cast<std::size_t>(master_rank - 1)];
  }

  static constexpr double kMillion = 1e6, kNever = std::numeric_limits<double>::infinity();

  /// What a rule that looks at research misses of it, yuan a year; 0 if fulfilled, `kNever` if it misses something else.
  struct Rule {
    Tag tag;
    double missing;
  };
  using Rules = std::array<Rule, 4>;

  Rules rules(const World& world, EnterpriseId f) const {
    const Enterprises& e = world.enterprises;
    const double sales = static_cast<double>(sales_[f]) / kMillion,
                 research = static_cast<double>(research_[f]) / kMillion;
    const double share = sales > 0 ? research / sales : 0, years = e.age[f] / 12.0;
    const auto missing = [&](bool rest, double least_share, double least_money) {
      constexpr double kFen = 0.01;
      if (!rest) return kNever;
      if (share >= least_share && research >= least_money) return 0.0;
      if (!(sales > 0)) return kNever;
      return std::max(kMillion * (std::max(least_share * sales, least_money) - research), kFen);
    };
    const bool small = e.staff_general[f] + e.staff_college[f] + e.staff_expert[f] < sme_staff || sales < sme_sales;
    const bool specialised = small && years >= specialised_years && sales >= specialised_sales;
    const double assets = static_cast<double>(world.net_worth(f) + e.loans[f]);
    const bool giant = specialised && years >= giant_years && sales >= giant_sales &&
                       static_cast<double>(e.loans[f]) <= giant_debt * assets;
    const double of_giant = sales >= giant_large ? giant_research : giant_research_small;
    return {{{Tag::innovative_sme, missing(small, innovative_research, 0)},
             {Tag::specialised_sme, missing(specialised, specialised_research, specialised_research_money)},
             {Tag::little_giant, missing(giant, std::max(specialised_research, of_giant), specialised_research_money)},
             {Tag::single_champion, missing(leads_[f] != 0 && sales >= champion_sales, champion_research, 0)}}};
  }

  /// Tags of who reports so much more than its research.
  static std::uint16_t earned(const Rules& rules, double more) {
    unsigned tags = 0;
    for (const Rule& rule : rules)
      if (rule.missing <= more) tags |= static_cast<unsigned>(rule.tag);
    return static_cast<std::uint16_t>(tags);
  }

  /// Other spending that it calls research, yuan of a year: of what the rules miss, what brings most beyond its cost. Of several levers
  /// each comes on top of those before it.
  double bend(const World& world, const Instruments& instruments, EnterpriseId f, const Rules& rules,
              std::vector<Relabelled>& booked) const {
    const Enterprises& e = world.enterprises;
    const CityId city = world.region->city_of(e.cell[f]);
    const IndustryId industry = world.region->industry_of(e.cell[f]);
    const int own = std::max(0, e.staff_expert[f] - e.funded_posts[f]);
    const double research = own > 0 ? static_cast<double>(research_[f]) * own / e.staff_expert[f] : 0.0;
    double bent = 0;
    for (const Recognition& offer : instruments.recognitions) {
      if (!offer.reach->covers(city, industry)) continue;
      const auto brings = [&](double more) {
        return offer.brings(static_cast<std::uint16_t>((e.tags[f] & kMarks) | earned(rules, more)), research);
      };
      const double before = brings(bent);
      double best = 0, most = bent;
      for (const Rule& rule : rules) {
        if (!(rule.missing > bent) || rule.missing == kNever) continue;
        const double gain = brings(rule.missing) - before - offer.bending_cost * (rule.missing - bent);
        if (gain < best) continue;
        best = gain;
        most = rule.missing;
      }
      if (most > bent) booked.push_back({offer.lever, city, fen(most - bent)});
      bent = most;
    }
    return bent;
  }

  std::uint16_t tags(const World& world, const Instruments& instruments, EnterpriseId f, std::vector<Relabelled>& booked) const {
    const Enterprises& e = world.enterprises;
    const CellId cell = e.cell[f];
    if (!stands_alone(e, f) || world.recipe(cell).public_service) return 0;
    const Rules all = rules(world, f);
    const double bent = bend(world, instruments, f, all, booked);
    unsigned tags = earned(all, bent);
    const auto grant = [&](auto tag, bool earned) {
      if (earned) tags |= static_cast<unsigned>(tag);
    };
    grant(Mark::bent, bent > 0);
    const auto within = [&](double value, const Place& last) { return !(last < Place{value, f.value}); };
    grant(Tag::chain_master, suppliers(world, f) >= master_suppliers &&
                                 within(purchases(world, f), last_master_[world.region->industry_of(cell).value]));
    grant(Tag::pioneer, e.product_rank[f] > 0 && e.product_rank[f] <= pioneers);
    grant(Tag::startup, e.age[f] / 12.0 < startup_years && (e.staff_expert[f] > 0 || invents_[f] != 0));
    return static_cast<std::uint16_t>(tags);
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

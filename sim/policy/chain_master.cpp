// Chain-masters develop suppliers: their productivity comes nearer to what the chain-master knows. Source: policy card L2,
// see `lingnan describe lever chain_master`.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/institutions.hpp"
#include "sim/world/succession.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class ChainMaster final : public Lever {
  double suppliers_per_year = 10;
  double ceiling = 0.07;
  double largest_staff = 1000;
  double speed = 0.5;
  double leak = 0.5;
  double squeeze = 0.15;
  double payment_days = 45;
  double cost_each = 0.5;
 public:
  ChainMaster() : Lever(200) {}
  std::string_view name() const override { return "chain_master"; }
  std::string_view doc() const override { return "Chain-masters develop suppliers: their productivity comes nearer to what the chain-master knows."; }
  LeverNote note() const override {
    return {.mechanism = "Each chain-master takes some of its small and medium suppliers in reach a year into a programme. A supplier's "
                         "distance to what the chain-master knows, each by what is usual in its industry, closes up to a ceiling at a "
                         "steady rate, as long as the lever works; a part of the gain reaches the others of its city and industry. "
                         "As long as it learns it has less for other customers; as long as the lever works the chain-master pays its bills "
                         "sooner. "
                         "This is the one lever that passes on productivity directly, bounded by what the giver knows: what spreads "
                         "from it is a result, the gain itself an input.",
            .hooks = "search, knowledge, cost",
            .evidence = "Alfaro-Urena, Manelici & Vasquez (2022): productivity of suppliers 4-9 % higher four years after they begin "
                        "to supply a large buyer, 3 % by their model. Ma & Lu (2024) for Chinese chain-masters, sign only.",
            .backfire = "Suppliers depend on one customer; hold-up.",
            .name_zh = "链主带动供应商",
            .mechanism_zh = "链主企业每年选取若干中小供应商进入培育计划，其生产率以固定速度向链主水平靠拢（不超过上限），部分收益外溢至同城同行业企业；学习期间供应商对其他客户的销售减少，链主提前支付部分货款。",
            .grade = "B",
            .example = "{lever: chain_master, suppliers_per_year: 10, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const double share = 1 - std::exp(-speed * world.calendar.step_years());
    for (const CellId cell : world.cells())
      if (reach().covers(world.region->city_of(cell), world.region->industry_of(cell)))
        for (const EnterpriseId f : world.enterprises_in(cell))
          if (e.to_learn[f] > 0) {
            const double left = static_cast<double>(e.to_learn[f]);
            out.developments.push_back({.supplier = f, .share = share, .leak = leak});
            out.sales_to_others.push_back({.supplier = f, .ratio = sales_to_others(left) / sales_to_others(left / (1 - share))});
          }
    pay_sooner(view, out);
    if (!view.first_step) return;
    Money left = view.budget;
    const Money each = fen(cost_each * 1e6);
    const std::vector<double> usual = usual_productivity(world);
    std::vector<Development> chosen;
    std::vector<Development> candidates;
    for (const EnterpriseId master : e.ids()) {
      if ((e.tags[master] & static_cast<std::uint16_t>(Tag::chain_master)) == 0) continue;
      candidates.clear();
      for_each_supplier(world, master, [&](EnterpriseId supplier, LinkId) {
        const double lessons = can_learn(world, usual, supplier, master);
        if (lessons > 0) candidates.push_back({.supplier = supplier, .more = lessons, .share = share, .leak = leak});
      });
      const double wanted = view.strength * suppliers_per_year / 12;
      const Words words = world.luck.words(Event::lever_choice, e.birth_key[master], world.calendar.step, view.key);
      auto places = static_cast<std::int64_t>(std::floor(wanted + to_uniform(words.w[0], words.w[1])));
      for (std::uint32_t t = 0; places > 0 && !candidates.empty(); ++t, --places) {
        const std::uint32_t at = world.luck.words(Event::lever_choice, e.birth_key[master], world.calendar.step, view.key + 256 * (t + 1)).w[0] %
                                 static_cast<std::uint32_t>(candidates.size());
        const Development taken = candidates[at];
        candidates[at] = candidates.back();
        candidates.pop_back();
        const auto same = [&](const Development& d) { return d.supplier == taken.supplier; };
        if (std::any_of(chosen.begin(), chosen.end(), same)) continue;
        if (!grant(view, taken.supplier, each, left, out)) continue;
        chosen.push_back(taken);
        const double to_go = static_cast<double>(e.to_learn[taken.supplier]);
        out.sales_to_others.push_back(
            {.supplier = taken.supplier, .ratio = sales_to_others(to_go + taken.more) / sales_to_others(to_go)});
      }
    }
    out.developments.insert(out.developments.end(), chosen.begin(), chosen.end());
  }

 private:
  /// What a supplier sells to others that has so much left to learn, of what it would otherwise.
  double sales_to_others(double left) const { return ceiling > 0 ? 1 - squeeze * std::min(1.0, left / ceiling) : 1.0; }

  /// body(supplier, link) for all links over which an enterprise buys.
  template <class Body>
  static void for_each_supplier(const World& world, EnterpriseId buyer, Body&& body) {
    const Enterprises& e = world.enterprises;
    for (std::size_t k = 0; k < e.input_count[buyer]; ++k) {
      const SlotId slot = e.slot(buyer, k);
      for (std::uint32_t l = world.slots.link_begin[slot]; l < world.slots.link_begin[SlotId{slot.value + 1u}]; ++l)
        body(world.links.supplier[LinkId{l}], LinkId{l});
    }
  }

  /// Chain-masters pay suppliers of the programme a part at once, so that on average they wait no longer than `payment_days`. Of
  /// a pool those members that are in the programme, by what they have learnt or still learn.
  void pay_sooner(const LeverView& view, Instruments& out) const {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const double usual = world.institutions->payment_days;
    const double part = view.strength * (usual > payment_days ? 1 - payment_days / usual : 0.0);
    if (!(part > 0) || !(ceiling > 0)) return;
    for (const EnterpriseId master : e.ids()) {
      if ((e.tags[master] & static_cast<std::uint16_t>(Tag::chain_master)) == 0) continue;
      for_each_supplier(world, master, [&](EnterpriseId supplier, LinkId link) {
        const double lessons = static_cast<double>(e.developed[supplier]) + static_cast<double>(e.to_learn[supplier]);
        if (lessons > 0 && reach().covers(world.region->city_of(e.cell[supplier]), world.region->industry_of(e.cell[supplier])))
          out.early_payments.push_back({.customer = master, .link = link, .share = part * std::min(1.0, lessons / ceiling)});
      });
    }
  }

  /// Productivity of an industry in the region, by output.
  static std::vector<double> usual_productivity(const World& world) {
    std::vector<double> weighted(world.industry_count()), output(world.industry_count());
    for (const CellId cell : world.cells())
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        const std::size_t s = world.region->industry_of(cell).value;
        weighted[s] += world.enterprises.output[f] * static_cast<double>(world.enterprises.productivity[f]);
        output[s] += world.enterprises.output[f];
      }
    for (std::size_t s = 0; s < weighted.size(); ++s) weighted[s] = output[s] > 0 ? weighted[s] / output[s] : 0.0;
    return weighted;
  }

  /// Log points that one more member of a supplier learns, as the mean of its agent; 0: it is not meant, too large, has its
  /// lessons, or knows as much as the chain-master, each measured by what is usual in its industry.
  double can_learn(const World& world, const std::vector<double>& usual, EnterpriseId supplier, EnterpriseId master) const {
    const Enterprises& e = world.enterprises;
    const CellId cell = e.cell[supplier];
    const double members = static_cast<double>(e.multiplicity[supplier]);
    if (!reach().covers(world.region->city_of(cell), world.region->industry_of(cell)) || !(members > 0)) return 0;
    if (staff_of(e, supplier) > largest_staff * members) return 0;
    const auto above_usual = [&](EnterpriseId f) {
      return static_cast<double>(e.productivity[f]) / usual[world.region->industry_of(e.cell[f]).value];
    };
    const double most = std::min(ceiling, std::log(above_usual(master) / above_usual(supplier)));
    const double had = static_cast<double>(e.developed[supplier]) + static_cast<double>(e.to_learn[supplier]);
    return had + most / members <= ceiling ? most / members : 0.0;
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("suppliers_per_year", suppliers_per_year,
           {.unit = "1/year", .min = 0, .max = 50, .doc = "Suppliers that each chain-master takes in a year.",
            .source = "2-50; assumption"});
    p.real("ceiling", ceiling,
           {.unit = "log points", .min = 0, .max = 0.10, .doc = "Largest gain of productivity that a supplier comes near to.",
            .source = "4-9 % after four years, Alfaro-Urena et al. (2022)", .grade = "B", .off = 0});
    p.real("largest_staff", largest_staff,
           {.unit = "persons", .min = 10, .max = 1e6, .doc = "Staff of the largest supplier that is taken.",
            .source = "industrial enterprises are large from 1,000 staff, NBS 2017; that large ones are left out is an assumption",
            .grade = "D"});
    p.real("speed", speed,
           {.unit = "1/year", .min = 0.05, .max = 2, .doc = "Rate at which the distance closes; 0.5 gives 6 of 7 points in four years.",
            .source = "0.3-0.8", .grade = "B"});
    p.real("leak", leak,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of a gain, what others of the city and industry gain in proportion to the supplier's part of output.",
            .source = "0-1; assumption", .off = 0});
    p.real("squeeze", squeeze,
           {.unit = "share", .min = 0, .max = 0.3,
            .doc = "Of its sales to others, what a supplier with everything left to learn gives up; it comes back as it learns.",
            .source = "sign: sales to others fall in the first year and are a fifth higher after four, Alfaro-Urena et al. (2022); size "
                      "assumed",
            .grade = "B", .off = 0});
    p.real("payment_days", payment_days,
           {.unit = "days", .min = 30, .max = 90, .doc = "Days until a chain-master pays suppliers of the programme, if fewer than usual.",
            .source = "30-65; assumption"});
    p.real("cost_mln_cny_each", cost_each,
           {.unit = "mln_cny", .min = 0, .max = 20, .doc = "Money for each supplier that begins."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_chain_master() { return std::make_unique<ChainMaster>(); }

}  // namespace lingnan

// Chain-masters develop suppliers: their productivity comes nearer to what the chain-master knows. Source: policy card L2,
// see `lingnan describe lever chain_master`.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class ChainMaster final : public Lever {
  double suppliers_per_year = 10;
  double ceiling = 0.07;
  double speed = 0.5;
  double leak = 0.5;
  double cost_each = 0.5;
 public:
  ChainMaster() : Lever(200) {}
  std::string_view name() const override { return "chain_master"; }
  std::string_view doc() const override { return "Chain-masters develop suppliers: their productivity comes nearer to what the chain-master knows."; }
  LeverNote note() const override {
    return {.mechanism = "Each chain-master in reach takes some of its suppliers a year into a programme. What separates a supplier "
                         "from a ceiling above its own productivity closes at a steady rate, as long as the lever works; a part of the "
                         "gain reaches the others of its city and industry. This is the one lever that passes on productivity "
                         "directly, bounded by what the giver knows: what spreads from it is a result, the gain itself an input.",
            .hooks = "search, knowledge, cost",
            .evidence = "Alfaro-Urena, Manelici & Vasquez (2022): productivity of suppliers 4-9 % higher four years after they begin "
                        "to supply a large buyer, 3 % by their model. Ma & Lu (2024) for Chinese chain-masters, sign only.",
            .backfire = "Suppliers depend on one customer; hold-up.",
            .name_zh = "链主带动供应商",
            .mechanism_zh = "链主企业每年选取若干供应商进入培育计划，其生产率以固定速度向上限靠拢，部分收益外溢至同城同行业企业。",
            .grade = "B",
            .example = "{lever: chain_master, suppliers_per_year: 10, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    const double share = 1 - std::exp(-speed * world.calendar.step_years());
    for_each_own(world, [&](EnterpriseId f) {
      if (e.developed[f] > 0) out.developments.push_back({.supplier = f, .share = share, .ceiling = ceiling, .leak = leak});
    });
    if (!view.first_step) return;
    Money left = view.budget;
    const Money each = fen(cost_each * 1e6);
    std::vector<EnterpriseId> chosen;
    for (const EnterpriseId master : e.ids()) {
      if ((e.tags[master] & static_cast<std::uint16_t>(Tag::chain_master)) == 0) continue;
      std::vector<EnterpriseId> candidates;
      for (std::size_t k = 0; k < e.input_count[master]; ++k) {
        const SlotId slot = e.slot(master, k);
        for (std::uint32_t l = world.slots.link_begin[slot]; l < world.slots.link_begin[SlotId{slot.value + 1u}]; ++l) {
          const EnterpriseId supplier = world.links.supplier[LinkId{l}];
          const CellId cell = e.cell[supplier];
          const bool meant = reach().covers(world.region->city_of(cell), world.region->industry_of(cell));
          if (meant && e.multiplicity[supplier] == 1 && e.developed[supplier] == 0) candidates.push_back(supplier);
        }
      }
      const double wanted = view.strength * suppliers_per_year / 12;
      const Words words = world.luck.words(Event::lever_choice, e.birth_key[master], world.calendar.step, view.key);
      auto places = static_cast<std::int64_t>(std::floor(wanted + to_uniform(words.w[0], words.w[1])));
      for (std::uint32_t t = 0; places > 0 && !candidates.empty(); ++t, --places) {
        const std::uint32_t at = world.luck.words(Event::lever_choice, e.birth_key[master], world.calendar.step, view.key + 256 * (t + 1)).w[0] %
                                 static_cast<std::uint32_t>(candidates.size());
        const EnterpriseId supplier = candidates[at];
        candidates[at] = candidates.back();
        candidates.pop_back();
        if (std::find(chosen.begin(), chosen.end(), supplier) != chosen.end()) continue;
        if (!grant(view, supplier, each, left, out)) continue;
        chosen.push_back(supplier);
        out.developments.push_back({.supplier = supplier, .share = share, .ceiling = ceiling, .leak = leak});
      }
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("suppliers_per_year", suppliers_per_year,
           {.unit = "1/year", .min = 0, .max = 50, .doc = "Suppliers that each chain-master takes in a year.",
            .source = "2-50; assumption"});
    p.real("ceiling", ceiling,
           {.unit = "log points", .min = 0, .max = 0.10, .doc = "Gain of productivity that a supplier comes near to.",
            .source = "4-9 % after four years, Alfaro-Urena et al. (2022)", .grade = "B", .off = 0});
    p.real("speed", speed,
           {.unit = "1/year", .min = 0.05, .max = 2, .doc = "Rate at which the distance closes; 0.5 gives 6 of 7 points in four years.",
            .source = "0.3-0.8", .grade = "B"});
    p.real("leak", leak,
           {.unit = "share", .min = 0, .max = 1, .doc = "Of a gain, what others of the city and industry gain in proportion to the supplier's part of output.",
            .source = "0-1; assumption", .off = 0});
    p.real("cost_mln_cny_each", cost_each,
           {.unit = "mln_cny", .min = 0, .max = 20, .doc = "Money for each supplier that begins."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_chain_master() { return std::make_unique<ChainMaster>(); }

}  // namespace lingnan

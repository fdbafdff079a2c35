// Public and lead users buy the first units of new products. Source: policy card L12, see `lingnan describe lever
// first_use`.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class FirstUses final : public Lever {
  double items = 100;
  double units = 20;
  double unit_price = 1;
  double award = 0.3, largest_award = 7;
  double references = 1, reference_units = 500;
  double research_response = 0.15;
  double cost = 5;
 public:
  FirstUses() : Lever(1000) {}
  std::string_view name() const override { return "first_use"; }
  std::string_view doc() const override { return "Public and lead users buy the first units of new products."; }
  LeverNote note() const override {
    return {.mechanism = "Makers of new products get a part of the price of first units, which public and lead users buy. The units "
                         "count as experience, by which unit cost falls, and as references, by which others adopt sooner on their own "
                         "account. Makers answer with more ideas. What is bought takes the place of ordinary purchases.",
            .hooks = "public demand",
            .evidence = "Electric public fleets and pilot cities stimulated private purchases (44 pilot cities; output of battery "
                        "vehicles +37 %); one study finds less green innovation. Procurement does at least as well as research "
                        "subsidies (Guerzoni & Raiteri 2015).",
            .backfire = "Ordinary public demand is crowded out; users are locked in with a seller.",
            .name_zh = "应用场景与首台套",
            .mechanism_zh = "公共部门与龙头用户首购首用：按价格比例奖励，计入累计产量（学习曲线）并形成示范，提高自主采用率。",
            .grade = "C",
            .example = "{lever: first_use, items_per_year: 100, target: {clusters: [G2]}, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const Enterprises& e = world.enterprises;
    std::vector<ClassId> classes;
    for (const ClassId k : world.classes())
      if (reach().covers(k)) classes.push_back(k);
    Money left = view.budget;
    if (view.first_step) left = administer(view, view.strength * cost * world.calendar.per_month(), out);
    if (classes.empty()) return;
    const double each_class = view.strength * items / static_cast<double>(classes.size());  // items a year
    const Money each = fen(std::min(award * units * unit_price, largest_award) * 1e6);
    for (const ClassId k : classes) {
      std::vector<EnterpriseId> makers;
      for (const CityId c : world.cities()) {
        if (!reach().covers(c)) continue;
        for (const EnterpriseId f : world.enterprises_in(c))
          if (e.multiplicity[f] > 0 && e.product(f) == k) makers.push_back(f);
      }
      double bought = 0;
      if (view.first_step && !makers.empty()) {
        const Words words = world.luck.words(Event::lever_choice, mix(view.key, k.value), world.calendar.step);
        const auto count = static_cast<std::uint32_t>(std::floor(each_class / 12 + to_uniform(words.w[0], words.w[1])));
        for (std::uint32_t i = 0; i < count; ++i) {
          const std::uint32_t word = world.luck.words(Event::lever_choice, mix(view.key, k.value), world.calendar.step, 1 + i).w[0];
          const EnterpriseId maker = makers[word % static_cast<std::uint32_t>(makers.size())];
          if (grant(view, maker, each, left, out)) bought += units * unit_price * 1e6;
        }
      }
      if (makers.empty()) continue;
      const double known = std::min(1.0, each_class * units / reference_units);
      out.first_uses.push_back({.product = k, .references = 1 + references * known, .units = bought});
    }
    if (research_response > 0) {
      const double known = std::min(1.0, each_class * units / reference_units);
      out.lifts.push_back({Lift::research, &reach(), 1 + research_response * known});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("items_per_year", items,
           {.unit = "1/year", .min = 0, .max = 1000, .doc = "Items bought in a year, shared out to the classes in reach.",
            .source = "at least 100 in 2025, Guangdong", .grade = "D"});
    p.real("units", units,
           {.unit = "number", .min = 1, .max = 500, .doc = "Units of an item.",
            .source = "1-500; assumption"});
    p.real("unit_price_mln_cny", unit_price,
           {.unit = "mln_cny", .min = 0.01, .max = 100, .doc = "Price of a unit."});
    p.real("award", award,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "Of the price, what the public pays.",
            .source = "0.3, first sets, Guangdong", .grade = "D"});
    p.real("largest_award_mln_cny", largest_award,
           {.unit = "mln_cny", .min = 0, .max = 50, .doc = "Largest award of an item.",
            .source = "7 for sets, 3 for units, Guangdong", .grade = "D"});
    p.real("references", references,
           {.unit = "ratio", .min = 0, .max = 3, .doc = "Rise of the rate of adopting on one's own account when a class is well known.",
            .source = "0-3; assumption", .off = 0});
    p.real("reference_units_per_year", reference_units,
           {.unit = "1/year", .min = 1, .max = 10000, .doc = "Units a year at which a class is well known."});
    p.real("research_response", research_response,
           {.unit = "elasticity", .min = 0, .max = 0.4, .doc = "Rise of the arrival of ideas then.",
            .source = "0-0.4; assumption", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_first_use() { return std::make_unique<FirstUses>(); }

}  // namespace lingnan

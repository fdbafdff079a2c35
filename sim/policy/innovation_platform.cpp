// Public laboratories whose findings spill over to enterprises around. Source: policy card L20, see `lingnan describe lever
// innovation_platform`.
#include <algorithm>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class InnovationPlatform final : public Lever {
  double researchers = 2000;
  double overhead = 1;

 public:
  InnovationPlatform() : Lever(2000) {}
  std::string_view name() const override { return "innovation_platform"; }
  std::string_view doc() const override { return "Public laboratories whose findings spill over to enterprises around."; }
  LeverNote note() const override {
    return {.mechanism = "Laboratories in the cities in reach do research that belongs to nobody. It enters the knowledge around "
                         "enterprises like that of other enterprises' experts: by distance and by likeness of industries, with "
                         "the elasticity that all research has, and it fades at the same rate.",
            .hooks = "knowledge, cost",
            .evidence = "Productivity to real R&D 0.09 (0.05-0.12); social returns at least twice private ones (Bloom, "
                        "Schankerman & Van Reenen 2013); reach: half at 100 km, nothing beyond 400 km.",
            .backfire = "Findings go where enterprises already know most.",
            .name_zh = "创新平台与创新高地",
            .mechanism_zh = "公共实验室的成果按距离和行业相似度外溢到周围企业，与企业研发的外溢方式相同，并以同样速度过时。",
            .grade = "B",
            .example = "{lever: innovation_platform, researchers: 2000, target: {industries: [COMM, SEMI]}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    const std::vector<std::int64_t> units = by_experts(world, view.strength * researchers);
    Money left = view.budget;
    for (const CityId c : world.cities()) {
      const auto people = static_cast<double>(units[c.value]);
      if (people == 0) continue;
      const double each = world.households.wage[pool_of(c, Tier::expert)] * (1 + overhead);  // of a step
      const Money wanted = fen(people * each), paid = std::min(left, wanted);
      if (paid <= 0) continue;
      left -= paid;
      out.costs.push_back({view.lever, c, paid});
      out.public_research.push_back({.lever = view.lever,
                                     .reach = &reach(),
                                     .city = c,
                                     .experts = people * static_cast<double>(paid) / static_cast<double>(wanted)});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("researchers", researchers,
           {.unit = "persons", .min = 0, .max = 100000, .doc = "Experts' worth of research at full strength, shared out by experts."});
    p.real("overhead", overhead,
           {.unit = "ratio", .min = 0, .max = 5, .doc = "Cost beside pay: equipment, material, buildings; to pay."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_innovation_platform() { return std::make_unique<InnovationPlatform>(); }

}  // namespace lingnan

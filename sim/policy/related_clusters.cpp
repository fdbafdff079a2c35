// New industries are begun where related ones are. Source: policy card L25, see `lingnan describe lever related_clusters`.
#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class RelatedClusters final : public Lever {
  double exponent = 0.5;
  double cost = 10;
 public:
  RelatedClusters() : Lever(50) {}
  std::string_view name() const override { return "related_clusters"; }
  std::string_view doc() const override { return "New industries are begun where related ones are."; }
  LeverNote note() const override {
    return {.mechanism = "Choosing new industries by what a city does already raises the exponent of relatedness in where enterprises "
                         "begin with a new product. The number of those who begin stays the same, they begin elsewhere.",
            .hooks = "knowledge",
            .evidence = "Density of related industries predicts diversification (Hidalgo et al. 2007); recalled. The effect is the "
                        "assumption.",
            .backfire = "Cities that do nothing related get nothing.",
            .name_zh = "依托现有集群",
            .mechanism_zh = "提高新产品进入对产业关联密度的依赖：进入总数不变，更多出现在相关产业集聚的城市。",
            .grade = "C",
            .example = "{lever: related_clusters, exponent: 0.5, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    if (view.first_step) administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    out.related_entries.push_back({.reach = &reach(), .exponent = view.strength * exponent});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("exponent", exponent,
           {.unit = "exponent", .min = 0, .max = 1, .doc = "Added to the exponent of relatedness, 1 without.",
            .source = "0.5-2 in all; assumption", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_related_clusters() { return std::make_unique<RelatedClusters>(); }

}  // namespace lingnan

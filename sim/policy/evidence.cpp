#include "sim/policy/evidence.hpp"

namespace lingnan {

namespace {

// Sceptical: no more than designs with a sharp counterfactual support, often nothing. Official: figures of those who run the
// programmes, or the upper end of the literature.
constexpr Belief kBeliefs[] = {
    {"chain_leader", "search_boost", 0, 3},
    {"chain_leader", "permit_cut", 0, 0.5},
    {"chain_master", "ceiling", 0.03, 0.10},
    {"single_champion", "noise_cut", 0, 0.4},
    {"single_champion", "spread_cut", 0, 0.006},
    {"single_champion", "relabel_cost", 0.25, 10},
    {"srdi_ladder", "noise_cut", 0, 0.5},
    {"srdi_ladder", "additional", 0, 1},
    {"srdi_ladder", "relabelled", 0.45, 0},
    {"srdi_ladder", "relabel_cost", 0.25, 10},
    {"startup_entry", "elasticity", 0.2, 1},
    {"startup_entry", "spread", 0.5, 0},
    {"pioneer_tolerance", "misses", 0, 3},
    {"pioneer_tolerance", "effort_loss", 0.4, 0},
    {"industry_fund", "additional", 0.2, 2.3},
    {"industry_fund", "meets_target", 0.15, 0.6},
    {"industry_fund", "crowded_out", 0.8, 0},
    {"industry_fund", "avoided", 0.5, 0},
    {"finance_relay", "looks", 1, 3},
    {"finance_relay", "sales", 1, 2},
    {"poc_centre", "odds", 0.10, 0.25},
    {"pilot_platform", "odds", 0.35, 0.80},
    {"pilot_platform", "pace", 1, 0.5},
    {"first_use", "references", 0, 3},
    {"first_use", "research_response", 0, 0.4},
    {"innovation_chain", "months_saved", 0, 9},
    {"roadmap", "tilt", 0, 0.7},
    {"science_park", "permit_cut", 0, 0.5},
    {"pilot_zone", "zone_months", 24, 6},
    {"special_zone", "arrival", 1, 1.3},
    {"special_zone", "substance_test", 0.3, 1},
    {"talent_introduction", "wage_elasticity", 0.5, 2.5},
    {"misaligned_development", "compliance", 0, 1},
    {"misaligned_development", "response", 0, 1},
    {"city_roles", "ties", 1, 4},
    {"city_roles", "response", 0, 1},
    {"work_team", "permit_cut", 0, 0.5},
    {"credible_plan", "hazard", 0.2, 0.02},
    {"related_clusters", "exponent", 0, 1},
    {"transport_link", "people_share", 0, 0.5},
    {"rd_tax", "elasticity", 0.5, 2},
    {"rd_tax", "relabelled", 0.45, 0},
};

/// Sets one number by name and leaves everything else alone.
class SetNumber final : public Parameters {
  std::string_view name_;
  double value_;

 public:
  SetNumber(std::string_view name, double value) : name_(name), value_(value) {}
  void real(std::string_view name, double& value, const About&) override {
    if (name == name_) value = value_;
  }
  void integer(std::string_view, std::int64_t&, const About&) override {}
  void flag(std::string_view, bool&, const About&) override {}
  void choice(std::string_view, std::string&, const std::vector<std::string_view>&, const About&) override {}
  void text(std::string_view, std::string&, const About&) override {}
  void month(std::string_view, Month&, const About&) override {}
  void names(std::string_view, std::vector<std::string>&, const About&) override {}
  void block(std::string_view, Block&) override {}
  void renamed(std::string_view, std::string_view) override {}
};

}  // namespace

std::span<const Belief> beliefs() { return kBeliefs; }

void believe(Lever& lever, Evidence evidence) {
  if (evidence == Evidence::central) return;
  for (const Belief& belief : kBeliefs) {
    if (belief.lever != lever.name()) continue;
    SetNumber set(belief.parameter, evidence == Evidence::sceptical ? belief.sceptical : belief.official);
    lever.describe(set);
  }
}

}  // namespace lingnan

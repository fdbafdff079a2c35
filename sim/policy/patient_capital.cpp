// Funds live longer, so that they may begin what takes long. Source: policy card L9, see `lingnan describe lever
// patient_capital`.
#include <algorithm>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class PatientCapital final : public Lever {
  double life_ratio = 1.5;
  double tolerance = 0;
  double cost = 5;
 public:
  PatientCapital() : Lever(100) {}
  std::string_view name() const override { return "patient_capital"; }
  std::string_view doc() const override { return "Funds live longer, so that they may begin what takes long."; }
  LeverNote note() const override {
    return {.mechanism = "A fund begins nothing that it may not see the end of: it refuses projects whose usual time to a product is "
                         "longer than what is left of its life. Rules that let funds live longer admit earlier projects, and money "
                         "comes back later.",
            .hooks = "equity: life of funds",
            .evidence = "Barrot (2017): funds with longer horizons back younger enterprises with more growth of patents. Rules of "
                        "2025 lengthen lives beyond 10 years.",
            .backfire = "Returns come later; zombies are held longer.",
            .name_zh = "耐心资本",
            .mechanism_zh = "延长基金存续期：基金可投资距产品更远的早期项目，资金回收更晚。",
            .grade = "B",
            .example = "{lever: patient_capital, life_ratio: 1.5, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    if (view.first_step) administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const double strength = std::min(view.strength, 1.0);
    out.fund_terms.push_back({.lever = view.lever, .life = 1 + strength * (life_ratio - 1), .tolerance = strength * tolerance});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("life_ratio", life_ratio,
           {.unit = "ratio", .min = 0.8, .max = 2, .doc = "Life of funds over 10 years.",
            .source = "8-20 years", .grade = "D", .off = 1});
    p.real("tolerance", tolerance,
           {.unit = "share", .min = 0, .max = 0.5, .doc = "How much farther below the mean of its market a fund takes an enterprise.", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 100, .doc = "Public cost of the office."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_patient_capital() { return std::make_unique<PatientCapital>(); }

}  // namespace lingnan

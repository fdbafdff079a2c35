// Roads, bridges and fast trains bring cities nearer to each other: see `lingnan describe lever transport_link`.
#include <algorithm>
#include <cmath>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class TransportLink final : public Lever {
  double distance_ratio = 0.8;
  double people_share = 0.25;
  double cost = 2000;
 public:
  TransportLink() : Lever(5000) {}
  std::string_view name() const override { return "transport_link"; }
  std::string_view doc() const override { return "Roads, bridges and fast trains bring cities nearer to each other."; }
  LeverNote note() const override {
    return {.mechanism = "Road distances between any two cities in reach shrink by a ratio while the lever works. All that hangs on "
                         "distance follows: where buyers of a city order, and thereby where lost suppliers are replaced, where people "
                         "and enterprises move, how far knowledge reaches, who buys enterprises. What is bought and who lives where on "
                         "the first day stays.",
            .hooks = "location, search, knowledge, cost",
            .evidence = "Faber (2014): counties that trunk roads reached grew less than those left aside. Qin (2017): counties on faster "
                        "lines lost output. Baum-Snow et al. (2020): regional highways help the core and hurt the hinterland, against "
                        "the sign of structural models.",
            .backfire = "The core gains, the periphery loses.",
            .name_zh = "交通互联",
            .mechanism_zh = "覆盖城市两两之间的道路距离按比例缩短，贸易、迁移、企业搬迁与知识溢出随之变化。",
            .grade = "C",
            .example = "{lever: transport_link, target: {cities: [Guangzhou, Shantou]}, distance_ratio: 0.7, schedule: {start: 2024-02}}"};
  }
  void act(const LeverView& view, Instruments& out) const override {
    if (view.first_step) administer(view, view.strength * cost * view.world.calendar.per_month(), out);
    const double strength = std::min(view.strength, 1.0);
    const double ratio = 1 - strength * (1 - distance_ratio);
    if (ratio < 1) out.nearer.push_back({.reach = &reach(), .ratio = ratio, .for_people = std::pow(ratio, people_share)});
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("distance_ratio", distance_ratio,
           {.unit = "ratio", .min = 0.1, .max = 1, .doc = "Road distances between the cities in reach, to those without the lever. Those of Guangdong are great circles times "
                   "1.25, so that no detour around water is in them.",
            .source = "assumption; fast trains cut hours on their lines to a half or less", .off = 1});
    p.real("people_share", people_share,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of what keeps people from moving to a far city to live there, what the journey makes; the rest is friends, speech "
                   "and news.",
            .source = "assumption", .off = 0});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 1e5,
            .doc = "Upkeep and a year's part of what was built; the crossing from Shenzhen to Zhongshan, 45 bn yuan over 25 years, would be "
                   "1,800.",
            .source = "assumption; cost of the crossing recalled"});
  }
};

}  // namespace

std::unique_ptr<Lever> make_transport_link() { return std::make_unique<TransportLink>(); }

}  // namespace lingnan

// In a pilot zone new products wait less for approval, until an accident closes it. Source: policy card L16, see `lingnan
// describe lever pilot_zone`.
#include <algorithm>
#include <vector>

#include "sim/policy/levers.hpp"
#include "sim/world/world.hpp"

namespace lingnan {

namespace {

class PilotZone final : public Lever {
  double usual_months = 24, zone_months = 12;
  double accident = 0.02;
  double projects_per_year = 1000;
  double cost = 10;
 public:
  PilotZone() : Lever(100) {}
  std::string_view name() const override { return "pilot_zone"; }
  std::string_view doc() const override { return "In a pilot zone new products wait less for approval, until an accident closes it."; }
  LeverNote note() const override {
    return {.mechanism = "In regulated industries the last part of a demonstration is waiting for approval (`approval_share`, process "
                         "projects). In the cities in reach that part is as much shorter as the zone's wait is than the usual one, for "
                         "so many projects a year. An accident, drawn each year, closes the zone for good.",
            .hooks = "delay in stages, information",
            .evidence = "No evidence; waiting times of 6-60 months by product are assumed.",
            .backfire = "An accident closes the zone, also for those who did nothing wrong.",
            .name_zh = "先导区",
            .mechanism_zh = "受监管行业的示范阶段末段为等待审批；先导区内按比例缩短这一等待，每年限定项目数；每年有一定概率因事故关闭。",
            .grade = "E",
            .example = "{lever: pilot_zone, zone_months: 12, target: {cities: [Shenzhen]}, payers: {centre: 0.2, province: 0.4, city: 0.4}, schedule: {start: 2024-02}}",
            .experimental = true};
  }
  void act(const LeverView& view, Instruments& out) const override {
    const World& world = view.world;
    if (view.first_step) administer(view, view.strength * cost * world.calendar.per_month(), out);
    for (int year = schedule.start.year; year < world.calendar.month().year; ++year)
      if (world.luck.uniform(Event::lever_choice, mix(0x5A4F4E45, view.key), 0, static_cast<std::uint32_t>(year)) < accident) return;
    const std::vector<double> shares = expert_shares(world);
    for (const CityId c : world.cities()) {
      const double share = shares[c.value];
      if (!(share > 0)) continue;
      out.faster_approvals.push_back({.lever = view.lever,
                                      .reach = &reach(),
                                      .city = c,
                                      .per_year = view.strength * projects_per_year * share,
                                      .pace = std::min(1.0, zone_months / usual_months)});
    }
  }

 protected:
  void describe_own(Parameters& p) override {
    p.real("usual_months", usual_months,
           {.unit = "months", .min = 6, .max = 60, .doc = "Waiting for approval outside.",
            .source = "6-60; assumption"});
    p.real("zone_months", zone_months,
           {.unit = "months", .min = 0, .max = 24, .doc = "Waiting in the zone.",
            .source = "6-24; assumption"});
    p.real("accident", accident,
           {.unit = "1/year", .min = 0, .max = 0.5, .doc = "Hazard of an accident."});
    p.real("projects_per_year", projects_per_year,
           {.unit = "1/year", .min = 0, .max = 10000, .doc = "Projects that it has room for."});
    p.real("cost_mln_cny_per_year", cost,
           {.unit = "mln_cny/year", .min = 0, .max = 500, .doc = "Public cost of the zone."});
  }
};

}  // namespace

std::unique_ptr<Lever> make_pilot_zone() { return std::make_unique<PilotZone>(); }

}  // namespace lingnan

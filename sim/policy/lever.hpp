// A lever of policy reads the economy and issues instruments; it never writes to the world. What all levers share, whom they
// reach, when, who pays and how much at most, is described here once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/base/parameters.hpp"
#include "sim/policy/instruments.hpp"

namespace lingnan {

class Lever;
struct Region;
struct World;

/// `target:`; an empty list means all.
class LeverTarget final : public Block {
 public:
  std::vector<std::string> cities, industries, clusters;  ///< codes

  std::string_view name() const override { return "target"; }
  std::string_view doc() const override { return "Whom the lever reaches."; }
  void describe(Parameters& p) override;
};

/// `schedule:`
class Schedule final : public Block {
 public:
  Month start{2024, 1}, end{2035, 12};  ///< end is included
  std::string announce;                 ///< YYYY-MM; empty: with its start
  std::int64_t ramp_months = 0, admin_delay_months = 0;

  std::string_view name() const override { return "schedule"; }
  std::string_view doc() const override { return "When the lever works."; }
  void describe(Parameters& p) override;

  /// Share of full strength in a month, 0 outside; straight up over the ramp. What is decided in a month works so many months
  /// later as the administration takes.
  double strength(Month month) const;
  /// Has it been told but not begun?
  bool only_announced(Month month) const;
};

/// `payers:`, shares of the public cost.
class Payers final : public Block {
 public:
  double centre = 0, province = 0.5, city = 0.5, chain_master = 0;

  std::string_view name() const override { return "payers"; }
  std::string_view doc() const override { return "Who pays; shares that add up to 1."; }
  void describe(Parameters& p) override;
  double sum() const { return centre + province + city + chain_master; }
};

/// What people want to know of a lever, beside its parameters.
struct LeverNote {
  std::string_view mechanism, hooks, evidence, backfire;  ///< English
  std::string_view name_zh, mechanism_zh;
  std::string_view grade;    ///< of the evidence
  std::string_view example;  ///< an entry of `policy:` that runs
  bool experimental = false; ///< the model has little of what it works through: left out of rankings
  bool benchmark = false;    ///< there to compare others with: left out of rankings
};

/// What a lever may look at in a step.
struct LeverView {
  const World& world;
  std::uint32_t lever;     ///< its place in the scenario
  std::uint32_t key;       ///< of its luck, by its id: stays the same whatever other levers there are
  double strength;         ///< schedule times intensity, above 0
  double growth;           ///< of strength since the month before, at the first step of a month; else 0
  Money budget;            ///< left of the year's
  bool first_step;         ///< of the month

  /// A share of the strength that the lever had so many months ago; those before its start are 0.
  const Lever& self;
  double strength_before(int months) const;
};

class Lever : public Block {
 public:
  std::string id;  ///< unique among the scenario's levers
  LeverTarget target;
  Schedule schedule;
  Payers payers;
  double intensity = 1;
  double anticipation = 0;
  double budget_mln_cny_per_year;

  explicit Lever(double budget) : budget_mln_cny_per_year(budget) {}

  void describe(Parameters& p) final;
  virtual LeverNote note() const = 0;
  /// Appends this step's instruments. Called only while the lever works, with an intensity above 0 and budget left.
  virtual void act(const LeverView& view, Instruments& out) const = 0;
  /// What multiplies the strength of another lever while this one works; the default leaves it alone.
  virtual double rescale(const LeverView&, const Lever& other) const;
  /// Does each city in reach have a fund of it?
  virtual bool has_funds() const { return false; }

  /// Names to places. Call once before `act`.
  void find_reach(const Region& region);
  const Reach& reach() const { return reach_; }
  const Reach& everywhere() const { return everywhere_; }

 protected:
  virtual void describe_own(Parameters& p) = 0;

  /// Whole units shared out to the cities in reach by their experts, in the order of cities.
  std::vector<std::int64_t> by_experts(const World& world, double units) const;

  /// Share of each city among the experts of the cities in reach, in millionths.
  std::vector<double> expert_shares(const World& world) const;

  /// Do enterprises bend figures to be recognised, and what that costs them?
  static void describe_bending(Parameters& p, bool& bending, double& relabel_cost);

  /// Gives an enterprise money out of what is `left`, or turns it away if that is not enough. Did it get it?
  static bool grant(const LeverView& view, EnterpriseId f, Money amount, Money& left, Instruments& out, std::uint16_t mark = 0);

  /// Orders so much a year for an office and its services, month by month, in cities in reach by their experts; returns what the
  /// budget has left.
  Money administer(const LeverView& view, double mln_cny_per_year, Instruments& out) const;

  /// body(f) for every agent of its own in reach, in the order of rows.
  template <class Body>
  void for_each_own(const World& world, Body&& body) const;

 private:
  Reach reach_, everywhere_;
};

template <class Body>
void Lever::for_each_own(const World& world, Body&& body) const {
  const Enterprises& e = world.enterprises;
  for (const CellId cell : world.cells()) {
    if (!reach_.covers(world.region->city_of(cell), world.region->industry_of(cell))) continue;
    if (world.recipe(cell).public_service) continue;
    for (const EnterpriseId f : world.enterprises_in(cell))
      if (e.multiplicity[f] == 1) body(f);
  }
}

/// Empty books for the levers, with this year's budgets. Requires: none of them has worked yet.
void open_levers(const std::vector<std::shared_ptr<const Lever>>& levers, World& world);

/// Books for the levers `to` in a world in which the levers `from` have worked: those of the same id go on.
void carry_levers(const std::vector<std::shared_ptr<const Lever>>& from, const std::vector<std::shared_ptr<const Lever>>& to,
                  World& world);

/// Everything that the levers do in this step.
void issue_instruments(const std::vector<std::shared_ptr<const Lever>>& levers, const World& world, Instruments& out);

}  // namespace lingnan

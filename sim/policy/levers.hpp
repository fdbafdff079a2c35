// The table of levers: what a scenario's `policy:` may name.
#pragma once

#include <memory>
#include <span>

#include "sim/policy/lever.hpp"

namespace lingnan {

/// One row: the name in scenarios, one sentence, and how to make one with its default parameters.
struct LeverEntry {
  const char* name;
  const char* doc;
  std::unique_ptr<Lever> (*make)();
};

/// Every lever that there is, in the order of the reference page.
std::span<const LeverEntry> lever_catalogue();

std::unique_ptr<Lever> make_placebo();
std::unique_ptr<Lever> make_chain_leader();
std::unique_ptr<Lever> make_chain_master();
std::unique_ptr<Lever> make_single_champion();
std::unique_ptr<Lever> make_srdi_ladder();
std::unique_ptr<Lever> make_startup_entry();
std::unique_ptr<Lever> make_pioneer_tolerance();
std::unique_ptr<Lever> make_industry_fund();
std::unique_ptr<Lever> make_finance_relay();
std::unique_ptr<Lever> make_patient_capital();
std::unique_ptr<Lever> make_poc_centre();
std::unique_ptr<Lever> make_pilot_platform();
std::unique_ptr<Lever> make_first_use();
std::unique_ptr<Lever> make_innovation_chain();
std::unique_ptr<Lever> make_roadmap();
std::unique_ptr<Lever> make_science_park();
std::unique_ptr<Lever> make_pilot_zone();
std::unique_ptr<Lever> make_special_zone();
std::unique_ptr<Lever> make_talent_introduction();
std::unique_ptr<Lever> make_talent_training();
std::unique_ptr<Lever> make_innovation_platform();
std::unique_ptr<Lever> make_misaligned_development();
std::unique_ptr<Lever> make_city_roles();
std::unique_ptr<Lever> make_work_team();
std::unique_ptr<Lever> make_credible_plan();
std::unique_ptr<Lever> make_related_clusters();
std::unique_ptr<Lever> make_rd_tax();
std::unique_ptr<Lever> make_counter_cyclical();
std::unique_ptr<Lever> make_transport_link();

}  // namespace lingnan

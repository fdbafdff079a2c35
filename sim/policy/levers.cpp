#include "sim/policy/levers.hpp"

namespace lingnan {

namespace {

constexpr LeverEntry kLevers[] = {
    {"placebo", "Public money is spent as on any public works, and nothing else.", make_placebo},
    {"chain_leader", "A desk at the head of a cluster works on the inputs that its enterprises miss most.", make_chain_leader},
    {"chain_master", "Chain-masters develop suppliers: their productivity comes nearer to what the chain-master knows.", make_chain_master},
    {"single_champion", "Recognised champions get a prize once, and banks see them more clearly.", make_single_champion},
    {"srdi_ladder", "The ladder of specialised and innovative small enterprises: recognition, prizes, research top-ups.", make_srdi_ladder},
    {"startup_entry", "Founders get a part of what it costs to begin.", make_startup_entry},
    {"pioneer_tolerance", "Investors may wait longer for pioneers, and a part of what they lose is borne by the public.", make_pioneer_tolerance},
    {"industry_fund", "A fund for an industry with public and private money, city by city.", make_industry_fund},
    {"finance_relay", "Funds of one stage hand over to those of the next, and sales to other investors become easier.", make_finance_relay},
    {"patient_capital", "Funds live longer, so that they may begin what takes long.", make_patient_capital},
    {"poc_centre", "Centres test prototypes: projects get places, better odds and a clearer signal.", make_poc_centre},
    {"pilot_platform", "Platforms run pilots: projects get places, better odds and a shorter stage.", make_pilot_platform},
    {"first_use", "Public and lead users buy the first units of new products.", make_first_use},
    {"innovation_chain", "Services that pass projects on from stage to stage without waiting.", make_innovation_chain},
    {"roadmap", "A roadmap tilts research to named directions, which may be the right ones or not.", make_roadmap},
    {"science_park", "Parks with cheap rooms, support of capital and short ways to permits, for so many enterprises.", make_science_park},
    {"pilot_zone", "In a pilot zone new products wait less for approval, until an accident closes it.", make_pilot_zone},
    {"special_zone", "A zone with a low profit tax for listed industries: Hengqin, Nansha, Hetao.", make_special_zone},
    {"talent_introduction", "Money and services for educated people who come to a city.", make_talent_introduction},
    {"talent_training", "Seats at colleges and with lead enterprises: general workers become college workers.", make_talent_training},
    {"innovation_platform", "Public laboratories whose findings spill over to enterprises around.", make_innovation_platform},
    {"misaligned_development", "Cities choose which industry to support; the province makes them differ.", make_misaligned_development},
    {"city_roles", "Roles of cities: help for enterprises that move there and invest there.", make_city_roles},
    {"work_team", "A team works off permits, so many cases a year.", make_work_team},
    {"credible_plan", "A plan that people believe makes other support count for more.", make_credible_plan},
    {"related_clusters", "New industries are begun where related ones are.", make_related_clusters},
    {"rd_tax", "Tax relief for research, plain or with a threshold.", make_rd_tax},
    {"counter_cyclical", "Other levers work harder in a slump and less in a boom.", make_counter_cyclical},
    {"transport_link", "Roads, bridges and fast trains bring cities nearer to each other.", make_transport_link},
};

}  // namespace

std::span<const LeverEntry> lever_catalogue() { return kLevers; }

}  // namespace lingnan

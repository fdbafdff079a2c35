#include "sim/policy/levers.hpp"

namespace lingnan {

namespace {

constexpr LeverEntry kLevers[] = {
    {"placebo", "Public money is spent as on any public works, and nothing else.", make_placebo},
    {"poc_centre", "Centres test prototypes: projects get places, better odds and a clearer signal.", make_poc_centre},
    {"pilot_platform", "Platforms run pilots: projects get places, better odds and a shorter stage.", make_pilot_platform},
    {"innovation_platform", "Public laboratories whose findings spill over to enterprises around.", make_innovation_platform},
};

}  // namespace

std::span<const LeverEntry> lever_catalogue() { return kLevers; }

}  // namespace lingnan

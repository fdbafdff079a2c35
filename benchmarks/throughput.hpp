// Replicates of Guangdong side by side, as compare and batch run them: run-months a second and core, memory of one more.
#pragma once

#include <cstdint>

namespace lingnan::benchmarks {

/// `replicates` runs of `months` months with `firms` enterprise agents, eight by eight: each eight first one after the other on one
/// core, then two at a time on two. Prints medians over the eights.
void throughput(std::uint32_t replicates, int months, std::int64_t firms);

}  // namespace lingnan::benchmarks

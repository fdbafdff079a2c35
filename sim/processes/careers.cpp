// Experts learn: by doing, with falling returns, and from colleagues who know more. Who is past a career and without work
// retires; a graduate of the same city and field takes the place.
//
//   dk = doing (2 - k) + colleagues max(0, mean k of the employer - k) at work
// All k of a city are then scaled so that learning and retirement leave their mean: what all learn is in the given path of
// productivity, and what people of one city know does not depend on who retires in another.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

constexpr float kMostKnowledge = 2;
constexpr double kEntryLow = 0.25, kEntryHigh = 0.75;  // of the knowledge of an entrant, uniform

class Careers final : public Process {
  double doing = 0.014;
  double colleagues = 0.03;
  double career_years = 30;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Careers>(*this); }
  std::string_view name() const override { return "careers"; }
  std::string_view doc() const override { return "Experts learn, retire and are replaced by entrants."; }

  void describe(Parameters& p) override {
    p.real("doing", doing, {.unit = "1/year", .min = 0, .max = 0.5,
                            .doc = "Share of the distance to twice the mean knowledge that an expert at work closes."});
    p.real("colleagues", colleagues,
           {.unit = "1/year", .min = 0, .max = 1,
            .doc = "Share of the distance to the mean of the employer's experts that those below it close."});
    p.real("career_years", career_years,
           {.unit = "years", .min = 1, .max = 60,
            .doc = "Experience from which on an expert without work retires instead of looking for another post."});
  }

  void run(World& world, const Instruments&) override {
    if (!world.random_processes || !world.calendar.last_of_month()) return;
    if (teams_.size() != world.enterprises.size()) teams_.assign(world.enterprises.size());
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      const std::int64_t before = known(world, city);
      learn(world, city);
      retire(world, city);
      keep_mean(world, city, before);
    });
  }

 private:
  struct Team {
    std::int64_t thousandths = 0;  // of knowledge
    std::int64_t heads = 0;
  };
  OfEnterprise<Team> teams_;

  static IdRange<ExpertId> experts_of(const World& world, CityId city) {
    const auto& begin = world.experts.city_begin;
    return {ExpertId{begin[city]}, ExpertId{begin[CityId{city.value + 1u}]}};
  }

  void learn(World& world, CityId city) {
    Experts& x = world.experts;
    const auto by_doing = static_cast<float>(doing / 12), from_others = static_cast<float>(colleagues / 12);
    // in whole thousandths, so that the order of a city's rows cannot move a last digit
    for (const EnterpriseId f : world.enterprises_in(city)) teams_[f] = {};
    for (const ExpertId id : experts_of(world, city)) {
      const EnterpriseId f = x.employer[id];
      if (!f.valid()) continue;
      teams_[f].thousandths += std::lround(1000 * x.knowledge[id]);
      ++teams_[f].heads;
    }
    for (const ExpertId id : experts_of(world, city)) {
      if (x.experience[id] < 0xFFFF) ++x.experience[id];
      const EnterpriseId f = x.employer[id];
      if (!f.valid()) continue;
      const float k = x.knowledge[id];
      const float mean = static_cast<float>(teams_[f].thousandths) / (1000.0f * static_cast<float>(teams_[f].heads));
      x.knowledge[id] = k + by_doing * (kMostKnowledge - k) + from_others * std::max(0.0f, mean - k);
    }
  }

  /// Thousandths, so that the sum is exact.
  static std::int64_t known(const World& world, CityId city) {
    std::int64_t sum = 0;
    for (const ExpertId id : experts_of(world, city)) sum += std::lround(1000 * world.experts.knowledge[id]);
    return sum;
  }

  /// The mean is what it was before the month's learning and retirement.
  static void keep_mean(World& world, CityId city, std::int64_t before) {
    const std::int64_t after = known(world, city);
    if (before <= 0 || after <= 0) return;
    const auto factor = static_cast<float>(static_cast<double>(before) / static_cast<double>(after));
    for (const ExpertId id : experts_of(world, city)) world.experts.knowledge[id] *= factor;
  }

  void retire(World& world, CityId city) const {
    Experts& x = world.experts;
    const double career = career_years * 12;
    const std::uint32_t step = world.calendar.step;
    for (const ExpertId id : experts_of(world, city)) {
      if (x.employer[id].valid() || x.experience[id] < career) continue;
      x.key[id] = static_cast<std::uint32_t>(mix(x.key[id], step));
      const Words w = world.luck.words(Event::expert_training, x.key[id], step);
      x.experience[id] = 0;
      x.knowledge[id] = static_cast<float>(kEntryLow + (kEntryHigh - kEntryLow) * to_uniform(w.w[0], w.w[1]));
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_careers() { return std::make_unique<Careers>(); }

}  // namespace lingnan

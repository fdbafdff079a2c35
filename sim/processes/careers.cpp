// Experts learn: by doing, with falling returns, and from colleagues who know more. Who is past a career and without work
// retires; a graduate of the same city and field takes the place.
//
//   dk = doing (2 - k) + colleagues max(0, mean k of the employer - k) at work
// All k of a city are then scaled so that learning and retirement leave their mean: what all learn is in the given path of productivity.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
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
    if (mean_.size() != world.enterprises.size()) {
      mean_.assign(world.enterprises.size());
      sum_.assign(world.enterprises.size());
    }
    for_each_task(world.city_count(), [&](std::size_t c) { means(world, CityId{c}); });
    cut_into_parts(world);
    for_each_task(parts_.size(), [&](std::size_t p) { learn(world, parts_[p]); });
    keep_means(world);
  }

 private:
  /// What experts know, in whole thousandths: sums of them do not depend on their order.
  struct Known {
    std::int64_t before = 0, after = 0;
  };
  OfEnterprise<std::int32_t> sum_;  // thousandths that an enterprise's experts know
  OfEnterprise<float> mean_;        // what one of them knows

  /// Rounded as a conversion does it, which vectorises; knowledge is never negative.
  static std::int32_t thousandths(float knowledge) { return static_cast<std::int32_t>(1000 * knowledge + 0.5f); }

  /// Neighbours of one city.
  struct Part {
    CityId city;
    std::uint32_t begin, end;
    Known known{};
  };
  std::vector<Part> parts_;  // cities with many experts are several pieces of work

  void cut_into_parts(const World& world) {
    const Experts& x = world.experts;
    parts_.clear();
    for (const CityId c : world.cities()) {
      const std::uint32_t end = x.city_begin[CityId{c.value + 1u}];
      for (std::uint32_t i = x.city_begin[c]; i < end; i += kBlock)
        parts_.push_back({c, i, std::min<std::uint32_t>(end, i + kBlock)});
    }
  }

  /// What the experts of enterprises know. Those who live in a city also work in it.
  void means(const World& world, CityId city) {
    const Experts& x = world.experts;
    const IdRange<EnterpriseId> ids = world.enterprises_in(city);
    for (const EnterpriseId f : ids) sum_[f] = 0;
    for_each_expert(x, x.city_begin[city], x.city_begin[CityId{city.value + 1u}], sum_, [&](ExpertId id, EnterpriseId f) {
      std::int32_t nobody = 0;  // for who has no work: a branch would be guessed wrong
      (f.valid() ? sum_[f] : nobody) += thousandths(x.knowledge[id]);
    });
    for (const EnterpriseId f : ids)
      mean_[f] = static_cast<float>(sum_[f]) / (1000.0f * static_cast<float>(std::max(world.enterprises.staff_expert[f], 1)));
  }

  /// Some neighbours: what their colleagues know, and who works.
  struct Few {
    static constexpr std::size_t kMost = ManyWords::kMost;
    std::size_t count;
    float* knowledge;
    std::uint16_t* experience;
    const EnterpriseId* employer;
    float mean[kMost];

    Few(Experts& x, ExpertId first, std::size_t experts)
        : count(experts), knowledge(&x.knowledge[first]), experience(&x.experience[first]), employer(&x.employer[first]) {}
  };

  /// A month of work, or of looking for it.
  void learn(World& world, Part& part) const {
    Experts& x = world.experts;
    const auto by_doing = static_cast<float>(doing / 12), from_others = static_cast<float>(colleagues / 12);
    const double career = career_years * 12;
    Known known;
    for_some_experts(x, part.begin, part.end, mean_, [&](ExpertId first, std::size_t count) {
      Few few(x, first, count);
      month(few, mean_.data(), by_doing, from_others, known);
      std::uint32_t idle[Few::kMost];
      std::size_t idle_count = 0;
      for (std::uint32_t i = 0; i < count; ++i) {
        idle[idle_count] = first.value + i;
        idle_count += few.employer[i].valid() ? 0 : 1;
      }
      for (std::size_t i = 0; i < idle_count; ++i) {
        const ExpertId id{idle[i]};
        if (x.experience[id] < career) continue;
        known.after -= thousandths(x.knowledge[id]);
        retire(world, id);
        known.after += thousandths(x.knowledge[id]);
      }
    });
    part.known = known;
  }

  LINGNAN_VECTORISED static void month(Few& few, const float* means, float by_doing, float from_others, Known& known) {
    float* const knowledge = few.knowledge;
    std::uint16_t* const experience = few.experience;
    std::int32_t before = 0, after = 0;
    of_employers(few.employer, few.count, means, 0.0f, few.mean);
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < few.count; ++i) {
      const float k = knowledge[i], more = few.mean[i] - k;
      const float learnt = k + by_doing * (kMostKnowledge - k) + from_others * (0.0f < more ? more : 0.0f);
      const float knows = few.employer[i].valid() ? learnt : k;
      before += thousandths(k);
      after += thousandths(knows);
      knowledge[i] = knows;
    }
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < few.count; ++i)
      experience[i] = static_cast<std::uint16_t>(experience[i] + (experience[i] < 0xFFFF ? 1 : 0));
    known.before += before;
    known.after += after;
  }

  /// The mean of each city is what it was before the month's learning and retirement.
  void keep_means(World& world) {
    factor_.assign(world.city_count(), 1.0f);
    known_.assign(world.city_count(), {});
    for (const Part& part : parts_) {
      known_[part.city.value].before += part.known.before;
      known_[part.city.value].after += part.known.after;
    }
    for (std::size_t c = 0; c < known_.size(); ++c)
      if (known_[c].before > 0 && known_[c].after > 0)
        factor_[c] = static_cast<float>(static_cast<double>(known_[c].before) / static_cast<double>(known_[c].after));
    for_each_task(parts_.size(), [&](std::size_t p) {
      const float factor = factor_[parts_[p].city.value];
      for (std::uint32_t i = parts_[p].begin; i < parts_[p].end; ++i) world.experts.knowledge[ExpertId{i}] *= factor;
    });
  }
  std::vector<Known> known_;   // [city]
  std::vector<float> factor_;  // [city]

  /// A graduate takes the place of an expert past a career.
  static void retire(World& world, ExpertId id) {
    Experts& x = world.experts;
    const std::uint32_t step = world.calendar.step;
    x.key[id] = static_cast<std::uint32_t>(mix(x.key[id], step));
    const Words w = world.luck.words(Event::expert_training, x.key[id], step);
    x.experience[id] = 0;
    x.knowledge[id] = static_cast<float>(kEntryLow + (kEntryHigh - kEntryLow) * to_uniform(w.w[0], w.w[1]));
  }
};

}  // namespace

std::unique_ptr<Process> make_careers() { return std::make_unique<Careers>(); }

}  // namespace lingnan

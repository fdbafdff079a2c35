// Experts learn: by doing, with falling returns, and from colleagues who know more. Who has begun to work in another industry
// than the own field keeps what it is of use for, and has that field from then on. Who is past a career and without work
// retires; a graduate of the same city takes the place, in a field by the posts for experts that the city's industries have.
//
//   dk = doing (2 - k) + colleagues max(0, mean k of the employer - k) at work
//   k' = k (1 - field_specific (1 - likeness of the industries)) where the field changes
// All k of a city are then scaled so that this, learning and retirement leave their mean: what all learn is in the given path of
// productivity.
// Sources: Neal (1995), Industry-specific human capital; Parent (2000), Industry-specific capital and the wage profile.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/relatedness.hpp"

namespace lingnan {

namespace {

constexpr float kMostKnowledge = 2;
constexpr double kEntryLow = 0.25, kEntryHigh = 0.75;  // of the knowledge of an entrant, uniform

class Careers final : public Process {
  double doing = 0.014;
  double colleagues = 0.03;
  double field_specific = 0.15;
  double career_years = 30;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Careers>(*this); }
  std::string_view name() const override { return "careers"; }
  std::string_view doc() const override { return "Experts learn, change field, retire and are replaced by entrants."; }

  void describe(Parameters& p) override {
    p.real("doing", doing, {.unit = "1/year", .min = 0, .max = 0.5,
                            .doc = "Share of the distance to twice the mean knowledge that an expert at work closes."});
    p.real("colleagues", colleagues,
           {.unit = "1/year", .min = 0, .max = 1,
            .doc = "Share of the distance to the mean of the employer's experts that those below it close."});
    p.real("field_specific", field_specific,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Knowledge that an expert loses by going to work in an industry whose inputs are nothing like those of the field; "
                   "in others less, by their likeness.",
            .source = "0.1-0.15 of wages, what displaced workers who change industry lose beyond others: Neal (1995), Parent (2000); "
                      "recalled",
            .grade = "C"});
    p.real("career_years", career_years,
           {.unit = "years", .min = 1, .max = 60,
            .doc = "Experience from which on an expert without work retires instead of looking for another post."});
  }

  void run(World& world, const Instruments&) override {
    if (!world.random_processes || !world.calendar.last_of_month()) return;
    if (mean_.size() != world.enterprises.size()) {
      mean_.assign(world.enterprises.size());
      sum_.assign(world.enterprises.size());
      posts_upto_.assign(world.region->cell_count());
      likeness_ = likeness_of_inputs(*world.region);
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
  OfEnterprise<std::int32_t> sum_;   // thousandths that an enterprise's experts know
  OfEnterprise<float> mean_;         // what one of them knows
  OfCell<std::int64_t> posts_upto_;  // running sum over a city's industries of posts for experts
  IndustryMatrix likeness_;          // of what experts know, as in `innovate`

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

  /// What the experts of enterprises know, and the posts for them. Those who live in a city also work in it.
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
    std::int64_t posts = 0;
    for (const IndustryId s : world.industries()) {
      const CellId cell = world.region->cell(city, s);
      for (const EnterpriseId f : world.enterprises_in(cell)) posts += std::max(world.enterprises.posts_expert[f], 0);
      posts_upto_[cell] = posts;
    }
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
    const EnterpriseId* const begins = &world.cell_begin[world.region->cell(part.city, IndustryId{0})];
    Known known;
    for_some_experts(x, part.begin, part.end, mean_, [&](ExpertId first, std::size_t count) {
      Few few(x, first, count);
      month(few, mean_.data(), by_doing, from_others, known);
      std::uint32_t others[Few::kMost];  // not at work in their field
      std::size_t other_count = 0;
      for (std::uint32_t i = 0; i < count; ++i) {
        others[other_count] = first.value + i;
        const EnterpriseId* const begin = begins + x.field[ExpertId{first.value + i}];  // of the field's enterprises
        other_count += few.employer[i].value - begin[0].value < begin[1].value - begin[0].value ? 0 : 1;
      }
      for (std::size_t i = 0; i < other_count; ++i) {
        const ExpertId id{others[i]};
        const bool works = x.employer[id].valid();
        if (!works && x.experience[id] < career) continue;
        known.after -= thousandths(x.knowledge[id]);
        if (works)
          change_field(world, id);
        else
          retire(world, part.city, id);
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

  /// The mean of each city is what it was before the month's learning, changes of field and retirement.
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

  /// From now on the field is the employer's industry.
  void change_field(World& world, ExpertId id) const {
    Experts& x = world.experts;
    const IndustryId now = world.region->industry_of(world.enterprises.cell[x.employer[id]]);
    const double alike = likeness_(static_cast<Eigen::Index>(x.field[id]), static_cast<Eigen::Index>(now.value));
    x.knowledge[id] *= static_cast<float>(1 - field_specific * std::max(1 - alike, 0.0));
    x.field[id] = static_cast<std::uint16_t>(now.value);
  }

  /// A graduate takes the place of an expert past a career.
  void retire(World& world, CityId city, ExpertId id) const {
    Experts& x = world.experts;
    const std::uint32_t step = world.calendar.step;
    x.key[id] = static_cast<std::uint32_t>(mix(x.key[id], step));
    const Words w = world.luck.words(Event::expert_training, x.key[id], step);
    x.experience[id] = 0;
    x.knowledge[id] = static_cast<float>(kEntryLow + (kEntryHigh - kEntryLow) * to_uniform(w.w[0], w.w[1]));
    const std::int64_t* const upto = &posts_upto_[world.region->cell(city, IndustryId{0})];
    const std::size_t industries = world.industry_count();
    const auto post = static_cast<std::int64_t>(to_uniform(w.w[2], w.w[3]) * static_cast<double>(upto[industries - 1]));
    const std::int64_t* const field = std::upper_bound(upto, upto + industries, post);
    if (field != upto + industries) x.field[id] = static_cast<std::uint16_t>(field - upto);  // no posts, no other field
  }
};

}  // namespace

std::unique_ptr<Process> make_careers() { return std::make_unique<Careers>(); }

}  // namespace lingnan

// Research adds to what enterprises know, and what they and their neighbours know makes them more productive; now and then
// one finds something better or copies it from the best of its city and industry.
//
// Knowledge: experts times what they know, smoothed over the life of findings: S' = S + delta (effort - S), so that steady
// effort keeps it still; this is the stock of R&D capital divided by its steady multiple of effort.
// Productivity: dA/A = given path - lambda lead + epsilon dk/k, k = own knowledge and that of others around, each relative
// to the first day. Knowledge of others counts by distance between cities and by likeness of inputs between industries.
// Steps: successes come as a Poisson process of rate h k^epsilon for each enterprise, of a size Beta(3,3) on [-a, a], taken
// only if better; a part in productivity, the rest in quality. An imitator gets no farther than the frontier. What they
// bring on average at normal knowledge is taken off, so that steps move enterprises apart and not the mean. Staff share.
// Sources: Griliches (1979), Issues in assessing the contribution of R&D to productivity growth; Jaffe (1986), Technological
// opportunity and spillovers of R&D; Dosi, Fagiolo & Roventini (2010), Schumpeter meeting Keynes, equations of innovation.
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/distances.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/relatedness.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

using Matrix = IndustryMatrix;

/// Mean and mean square of the better half of a step X, Beta(3,3) on [-1, 1], that goes no farther than `bound`:
/// of max(0, min(X, bound)), bound in [0, 1].
struct Step {
  double mean, square;
};
Step bounded_step(double bound) {
  const double y = bound, y2 = y * y;
  return {.mean = y / 2 - 15.0 / 16 * y2 * (1.0 / 2 - y2 / 6 + y2 * y2 / 30),
          .square = y2 / 2 - 15.0 / 8 * y * y2 * (1.0 / 3 - y2 * 2 / 15 + y2 * y2 / 35)};
}

/// Eight uniform numbers of 16 bits, as every success takes.
std::array<std::uint32_t, 8> halves(const Words& words) {
  std::array<std::uint32_t, 8> out{};
  for (std::size_t i = 0; i < 8; ++i) out[i] = (words.w[i / 2] >> 16 * (i % 2)) & 0xFFFFU;
  return out;
}
double to_unit(std::uint32_t half) { return (half + 0.5) * 0x1.0p-16; }

/// Beta(3,3) on [-1, 1]: the middle one of five uniform numbers.
double middle_of_five(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d, std::uint32_t e) {
  const std::uint32_t low = std::max(std::min(a, b), std::min(c, d)), high = std::min(std::max(a, b), std::max(c, d));
  return 2 * to_unit(std::max(std::min(low, high), std::min(std::max(low, high), e))) - 1;
}

/// How far ahead employers are fetched that are not next to each other in memory.
constexpr double kTopTenth = 1.2816;  // standard deviations above the mean
constexpr std::int64_t kOneByOne = 2;  // more successes of one agent are drawn as a sum; no more than two words are taken

class Innovate final : public Process {
  double research_elasticity = 0.09;
  double knowledge_depreciation = 0.15;
  double spillover_share = 0.5;
  double spillover_half_km = 100, spillover_limit_km = 400;
  double success_rate = 0.3;
  double largest_step = 0.15;
  double imitation_share = 0.5;
  double product_share = 0.5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Innovate>(*this); }
  std::string_view name() const override { return "innovate"; }
  std::string_view doc() const override {
    return "Knowledge from research and spillovers; steps of productivity and quality of single enterprises.";
  }

  void describe(Parameters& p) override {
    p.real("research_elasticity", research_elasticity,
           {.unit = "elasticity", .min = 0, .max = 0.5,
            .doc = "Rise of productivity, and of the chance of success, with knowledge of an enterprise and around it.",
            .symbol = "epsilon", .source = "0.05-0.12, productivity on real R&D stock in the literature", .grade = "C"});
    p.real("knowledge_depreciation", knowledge_depreciation,
           {.unit = "1/year", .min = 0.01, .max = 0.9, .doc = "Share of knowledge that is out of date after a year.",
            .symbol = "delta_S", .source = "15 % a year, the custom since Griliches", .grade = "D"});
    p.real("spillover_share", spillover_share,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Weight of knowledge of others in that which counts for an enterprise with research of its own. One "
                   "without has that of others only.",
            .symbol = "sigma"});
    p.real("spillover_half_km", spillover_half_km,
           {.unit = "km", .min = 1, .max = 2000, .doc = "Road distance at which knowledge of others counts half.",
            .source = "100 km (50-300), distance decay of spillovers in the literature", .grade = "C"});
    p.real("spillover_limit_km", spillover_limit_km,
           {.unit = "km", .min = 1, .max = 5000, .doc = "Road distance beyond which it does not count."});
    p.real("success_rate", success_rate,
           {.unit = "1/year", .min = 0, .max = 5, .doc = "Successes of an enterprise at normal knowledge.", .symbol = "h",
            .source = "0.3 (0.1-0.6) per unit of R&D, K+S benchmark", .grade = "D"});
    p.real("largest_step", largest_step,
           {.unit = "share", .min = 0, .max = 0.5,
            .doc = "Largest step of a success; sizes are Beta(3,3) between this down and up, what is worse is not used.",
            .symbol = "a", .source = "0.15, K+S benchmark", .grade = "D"});
    p.real("imitation_share", imitation_share,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Successes that copy: they get no farther than the frontier of the city's industry, the mean and 1.28 "
                   "standard deviations.",
            .symbol = "xi", .source = "0.5, K+S benchmark", .grade = "D"});
    p.real("product_share", product_share,
           {.unit = "share", .min = 0, .max = 1, .doc = "Successes that improve the product; the others the process."});
  }

  void run(World& world, const Instruments& instruments) override {
    prepare(world, instruments);
    research(world);
    public_research(world, instruments);
    add_up(world);
    spillovers(world);
    for_each_task(world.region->cell_count(), [&](std::size_t c) { progress(world, CellId{c}); });
    for (const Development& development : instruments.developments) develop(world, development);
    account_for(world);
  }

 private:
  // scratch, sized once
  Matrix proximity_, relatedness_;           // [city][city], [industry][industry]
  Matrix before_, after_, normal_;           // [city][industry] own knowledge; then that of others around
  Matrix carried_;
  OfEnterprise<float> effort_;               // experts times what they know
  Distances distances_;
  OfCell<GrowthSources> grown_;              // this step, times real value added
  OfCell<double> value_added_, potential_;
  OfCell<double> public_before_;
  OfIndustry<double> experts_;               // share of the region's, in the data
  PowerTable response_;                      // of successes to knowledge

  void prepare(const World& world, const Instruments& instruments) {
    const auto cities = static_cast<Eigen::Index>(world.city_count());
    const auto industries = static_cast<Eigen::Index>(world.industry_count());
    if (effort_.size() != world.enterprises.size()) effort_.assign(world.enterprises.size());
    if (distances_.renew(world, instruments)) {
      proximity_.resize(cities, cities);
      for (const CityId o : world.cities())
        for (const CityId d : world.cities()) {
          const double km = distances_.km(world, o, d);
          proximity_.data()[o.value * world.city_count() + d.value] = km > spillover_limit_km ? 0 : std::exp2(-km / spillover_half_km);
        }
    }
    if (relatedness_.rows() == industries) return;
    const Region& region = *world.region;
    relatedness_ = likeness_of_inputs(region);
    response_.fill(research_elasticity);
    for (Matrix* m : {&before_, &after_, &normal_, &carried_}) m->setZero(cities, industries);
    for (auto* list : {&value_added_, &potential_}) list->assign(region.cell_count());
    grown_.assign(region.cell_count());
    public_before_.assign(region.cell_count(), 0.0);
    experts_.assign(world.industry_count(), 0.0);
    for (const IndustryId s : world.industries()) experts_[s] = region.industries[s.value].expert_share;
  }

  /// What experts do where they work. Those of a city work in it.
  void research(const World& world) {
    const Experts& x = world.experts;
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      for (const EnterpriseId f : world.enterprises_in(city)) effort_[f] = 0;
      float nobody = 0;  // for who has no work: a branch would be guessed wrong
      for_each_expert(x, x.city_begin[city], x.city_begin[CityId{c + 1}], effort_,
                      [&](ExpertId id, EnterpriseId f) { (f.valid() ? effort_[f] : nobody) += x.knowledge[id]; });
    });
  }

  double forgotten(const World& world) const {
    return chance_per_step(knowledge_depreciation, world.calendar.step_years());
  }
  static double renewed(float knowledge, float effort, double forgotten) {
    const double k = static_cast<double>(knowledge);
    return k + forgotten * (static_cast<double>(effort) - k);
  }

  /// A supplier gets nearer to what its chain-master knows; part of that reaches the others of its city and industry.
  static void develop(World& world, const Development& d) {
    Enterprises& e = world.enterprises;
    if (!(e.multiplicity[d.supplier] > 0)) return;
    const double left = static_cast<double>(e.to_learn[d.supplier]) + d.more, gain = d.share * left;
    if (!(gain > 0)) return;
    const CellId cell = e.cell[d.supplier];
    double all = 0;
    for (const EnterpriseId f : world.enterprises_in(cell)) all += e.output[f];
    const double mine = all > 0 ? e.output[d.supplier] / all : 0.0;
    e.to_learn[d.supplier] = static_cast<float>(left - gain);
    e.developed[d.supplier] = static_cast<float>(static_cast<double>(e.developed[d.supplier]) + gain);
    const auto raise = [&](EnterpriseId f, double by) {
      e.productivity[f] = static_cast<float>(static_cast<double>(e.productivity[f]) * std::exp(by));
    };
    raise(d.supplier, gain);
    const double leaked = d.leak * gain * mine;  // a gain of the cell's mean, in proportion to who gives it
    if (leaked > 0)
      for (const EnterpriseId f : world.enterprises_in(cell))
        if (f != d.supplier) raise(f, leaked);
    world.lead[cell] += gain * mine + leaked * (1 - mine);
  }

  /// Laboratories that belong to nobody: their findings add to what is known around, and go out of date like all others. Of a
  /// laboratory each industry in reach gets a share by its experts in the data of the region.
  void public_research(World& world, const Instruments& instruments) {
    const double forget = forgotten(world);
    for (const CellId cell : world.cells()) {
      public_before_[cell] = world.public_knowledge[cell];
      world.public_knowledge[cell] -= forget * world.public_knowledge[cell];
    }
    for (const PublicResearch& lab : instruments.public_research) {
      double all = 0;
      for (const IndustryId s : world.industries())
        if (lab.reach->covers(s)) all += experts_[s];
      for (const IndustryId s : world.industries())
        if (lab.reach->covers(s) && all > 0)
          world.public_knowledge[world.region->cell(lab.city, s)] += forget * lab.experts * experts_[s] / all;
    }
  }

  /// Knowledge by cell: on its first day, before this step and after it.
  void add_up(const World& world) {
    const Enterprises& e = world.enterprises;
    const double forget = forgotten(world);
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      double before = 0, after = 0, normal = 0;
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        before += static_cast<double>(e.knowledge[f]);
        after += renewed(e.knowledge[f], effort_[f], forget);
        normal += static_cast<double>(e.normal_knowledge[f]);
      }
      before_.data()[c] = before + public_before_[CellId{c}];
      after_.data()[c] = after + world.public_knowledge[CellId{c}];
      normal_.data()[c] = normal;
    });
  }

  /// What is known around each cell, counted by distance and likeness.
  void spillovers(const World&) {
    for (Matrix* known : {&before_, &after_, &normal_}) {
      carried_.noalias() = proximity_ * *known;
      known->noalias() = carried_ * relatedness_;
    }
  }

  /// What is common to a cell in one direction of progress.
  struct Direction {
    double frontier = 0;
    double share = 0;  ///< of successes
  };

  /// One success: mean and mean square of its step in a direction, for who stands at `level`.
  Step success(const Direction& d, double level) const {
    if (d.share <= 0) return {0, 0};
    const double gap = within_reach(d.frontier, level);
    const Step own = bounded_step(1), copied = bounded_step(gap / largest_step);
    return {.mean = d.share * largest_step * ((1 - imitation_share) * own.mean + imitation_share * copied.mean),
            .square = d.share * largest_step * largest_step *
                      ((1 - imitation_share) * own.square + imitation_share * copied.square)};
  }
  /// By what share an imitator may improve, at most `largest`.
  static double reach(double frontier, double level, double largest) {
    const double above = frontier / (level > 0 ? level : 1.0) - 1;
    return level > 0 ? within(above, 0.0, largest) : 0.0;
  }
  double within_reach(double frontier, double level) const { return reach(frontier, level, largest_step); }

  struct Gain {
    double productivity = 0, quality = 0;
  };

  /// What a success brings, and whether to the product.
  struct Found {
    double better;
    bool of_product;
  };
  Found find_one(const Words& words, double productivity, double quality, const Direction& process, const Direction& product) const {
    const std::array<std::uint32_t, 8> u = halves(words);
    const bool of_product = to_unit(u[0]) < product_share;
    const bool copied = to_unit(u[1]) < imitation_share;
    // both without branches, which would be guessed wrong every other time
    const double bound = within_reach(of_product ? product.frontier : process.frontier, of_product ? quality : productivity);
    const double most = copied ? bound : largest_step;
    return {smaller(larger(0.0, largest_step * middle_of_five(u[2], u[3], u[4], u[5], u[6])), most), of_product};
  }

  /// What `count` successes bring to an agent that stands for `multiplicity` enterprises; `words` are its first luck about that.
  Gain gain(const World& world, EnterpriseId f, std::int64_t count, const Words& words, const Direction& process,
            const Direction& product) const {
    const Enterprises& e = world.enterprises;
    const double many = static_cast<double>(e.multiplicity[f]);
    const double productivity = static_cast<double>(e.productivity[f]), quality = static_cast<double>(e.quality[f]);
    const auto next_words = [&] { return world.luck.words(Event::innovation_size, e.birth_key[f], world.calendar.step, 1); };
    Gain gained;
    if (count <= kOneByOne) {
      for (std::int64_t i = 0; i < count; ++i) {
        const Found found = find_one(i == 0 ? words : next_words(), productivity, quality, process, product);
        const double better = found.better / many;
        gained.quality += found.of_product ? better : 0.0;
        gained.productivity += found.of_product ? 0.0 : better;
      }
      return gained;
    }
    const auto sum = [&](const Direction& d, double level, const Words& luck) {
      const Step one = success(d, level);
      const double n = static_cast<double>(count);
      const double spread = std::sqrt(std::max(0.0, n * (one.square - one.mean * one.mean)));
      return (n * one.mean + spread * bell(luck)) / many;
    };
    gained.productivity = sum(process, productivity, words);
    gained.quality = sum(product, quality, next_words());
    return gained;
  }

  /// Columns of up to kRows enterprises of a cell.
  struct Rows {
    std::size_t count;
    const double* output;
    const float *multiplicity, *normal_knowledge, *effort;
    float *productivity, *quality, *knowledge, *wage_factor;
    const std::int32_t *staff_general, *staff_college, *staff_expert;

    Rows(Enterprises& e, const OfEnterprise<float>& efforts, EnterpriseId f, std::size_t rows)
        : count(rows), output(&e.output[f]), multiplicity(&e.multiplicity[f]), normal_knowledge(&e.normal_knowledge[f]),
          effort(&efforts[f]), productivity(&e.productivity[f]), quality(&e.quality[f]), knowledge(&e.knowledge[f]),
          wage_factor(&e.wage_factor[f]), staff_general(&e.staff_general[f]), staff_college(&e.staff_college[f]),
          staff_expert(&e.staff_expert[f]) {}
  };
  static constexpr std::size_t kRows = ManyWords::kMost;

  template <class Function>
  void for_each_rows(Enterprises& e, IdRange<EnterpriseId> ids, const Function& function) const {
    for (std::uint32_t f = ids.first.value; f < ids.last.value; f += kRows)
      function(EnterpriseId{f}, Rows(e, effort_, EnterpriseId{f}, std::min<std::size_t>(kRows, ids.last.value - f)));
  }

  /// Frontiers of a cell, mean and 1.28 standard deviations by what enterprises make, and what they make.
  struct Frontiers {
    double process = 0, product = 0, made = 0;
  };
  static Frontiers frontiers(const Enterprises& e, IdRange<EnterpriseId> ids) {
    double made = 0, a = 0, aa = 0, q = 0, qq = 0;
    for (const EnterpriseId f : ids) {
      const double y = e.output[f], productivity = static_cast<double>(e.productivity[f]);
      const double quality = static_cast<double>(e.quality[f]);
      made += y;
      a += y * productivity;
      aa += y * productivity * productivity;
      q += y * quality;
      qq += y * quality * quality;
    }
    if (made <= 0) return {};
    const auto top = [made](double sum, double squares) {
      const double mean = sum / made;
      return mean + kTopTenth * std::sqrt(std::max(0.0, squares / made - mean * mean));
    };
    return {top(a, aa), top(q, qq), made};
  }

  /// Mean step of one success in a direction, for each.
  LINGNAN_VECTORISED static void mean_steps(std::size_t count, const float* level, double frontier, double largest,
                                            double own, double copied, double* mean) {
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < count; ++i)
      mean[i] = own + copied * bounded_step(reach(frontier, static_cast<double>(level[i]), largest) / largest).mean;
  }

  /// What `usual` successes bring on average, by what enterprises make.
  double usual_gain(const Rows& rows, const Direction& d, const float* level) const {
    double mean[kRows];
    const double scale = d.share * largest_step;
    mean_steps(rows.count, level, d.frontier, largest_step, scale * (1 - imitation_share) * bounded_step(1).mean,
               scale * imitation_share, mean);
    double sum = 0;
    for (std::size_t i = 0; i < rows.count; ++i) sum += rows.output[i] * mean[i];
    return sum;
  }

  /// What is common to a cell in this step.
  struct Here {
    double others_before = 1, others_after = 1;  ///< knowledge around, relative to the first day
    double forgotten, spillover_share, elasticity, rate, shared;
    double falling_back;                          ///< growth lost to catch-up that is no longer possible
    Gain usual;
    std::array<double, kTierCount> skill;
  };

  /// What a step of research does to each.
  struct Progress {
    double known[kRows];         ///< knowledge around and own, relative to the first day
    double by_own[kRows], by_others[kRows];  ///< growth of productivity
    double at_most[kRows];       ///< successes expected, no less than they are
    double found[kRows], better[kRows];      ///< growth of productivity and of quality from steps
    double potential[kRows];
  };

  LINGNAN_VECTORISED static void learn(Rows rows, const Here& here, Progress& now) {
    const double forget = here.forgotten, share = here.spillover_share, elasticity = here.elasticity;
    const double others_before = here.others_before, others_after = here.others_after, rate = here.rate;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double normal = static_cast<double>(rows.normal_knowledge[i]), knew = static_cast<double>(rows.knowledge[i]);
      const double knows = renewed(rows.knowledge[i], rows.effort[i], forget);
      const bool own = normal > 0;
      const double per_normal = (1 - share) / (own ? normal : 1.0);
      const double of_others = own ? share : 1.0;
      const double before = (own ? per_normal * knew : 0.0) + of_others * others_before;
      const double after = (own ? per_normal * knows : 0.0) + of_others * others_after;
      const double middle = 0.5 * (before + after);
      const double per_middle = elasticity / (middle > 0 ? middle : 1.0);
      const double by_others = per_middle * of_others * (others_after - others_before);
      now.by_others[i] = middle > 0 ? by_others : 0.0;
      now.by_own[i] = middle > 0 ? per_middle * (after - before) - by_others : 0.0;
      now.known[i] = after;
      // a power below 1 lies under its tangent
      now.at_most[i] = static_cast<double>(rows.multiplicity[i]) * rate * larger(0.0, 1 + elasticity * (after - 1));
      rows.knowledge[i] = static_cast<float>(knows);
    }
  }

  LINGNAN_VECTORISED static void improve(Rows rows, const Here& here, const Progress& now) {
    const double shared = here.shared, falling_back = here.falling_back;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i) {
      const double growth = now.by_own[i] + now.by_others[i] + now.found[i] - falling_back;
      rows.quality[i] = static_cast<float>(static_cast<double>(rows.quality[i]) * (1 + now.better[i]));
      rows.productivity[i] = static_cast<float>(static_cast<double>(rows.productivity[i]) * (1 + growth));
      rows.wage_factor[i] = static_cast<float>(static_cast<double>(rows.wage_factor[i]) * (1 + shared * growth));
    }
  }

  LINGNAN_VECTORISED static void find_potential(Rows rows, const Here& here, Progress& now) {
    const auto skill = here.skill;
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < rows.count; ++i)
      now.potential[i] = static_cast<double>(rows.productivity[i]) *
                         effective_labour(skill, rows.staff_general[i], rows.staff_college[i], rows.staff_expert[i]);
  }

  /// Successes at so much knowledge, relative to the first day.
  double response(double known) const {
    const bool listed = known >= PowerTable::kLeast && known <= PowerTable::kMost;
    return listed ? response_(known) : std::pow(std::max(known, 1e-6), research_elasticity);
  }

  /// Rows that may have successes, and their luck.
  struct Lucky {
    std::size_t count = 0;
    std::uint32_t row[kRows];
    double u[kRows];
    std::int64_t successes[kRows];
    std::uint64_t key[kRows];
  };

  /// No success where u <= 1 - x: e^-x > 1 - x.
  LINGNAN_VECTORISED static void find_lucky(std::size_t count, const double* at_most, const ManyWords& words, Lucky& lucky) {
    double u[kRows];
    LINGNAN_INDEPENDENT_ROWS
    for (std::size_t i = 0; i < count; ++i) u[i] = to_uniform(words.w[0][i], words.w[1][i]);
    std::size_t some = 0;
    for (std::size_t i = 0; i < count; ++i) {
      lucky.row[some] = static_cast<std::uint32_t>(i);
      lucky.u[some] = u[i];
      some += u[i] > 1 - at_most[i] ? 1 : 0;
    }
    lucky.count = some;
  }

  /// Keeps those that have successes, with how many.
  void count_successes(const Rows& rows, const Here& here, const Progress& now, const ManyWords& words, Lucky& lucky) const {
    std::size_t some = 0;
    for (std::size_t j = 0; j < lucky.count; ++j) {
      const std::uint32_t i = lucky.row[j];
      const double expected = static_cast<double>(rows.multiplicity[i]) * here.rate * response(now.known[i]);
      lucky.row[some] = i;
      lucky.successes[some] = successes(expected, lucky.u[j], expected > 16 ? bell(words.of(i)) : 0);
      some += lucky.successes[some] > 0 ? 1 : 0;
    }
    lucky.count = some;
  }

  /// Steps of single enterprises, less what they bring on average at normal knowledge.
  void take_steps(const World& world, EnterpriseId first, const Rows& rows, const Here& here, const Direction& process,
                  const Direction& product, Progress& now) const {
    std::fill_n(now.found, rows.count, -here.usual.productivity);
    std::fill_n(now.better, rows.count, -here.usual.quality);
    const auto& birth_key = world.enterprises.birth_key;
    ManyWords words;
    Lucky lucky;
    world.luck.words(Event::innovation, &birth_key[first], rows.count, world.calendar.step, words);
    find_lucky(rows.count, now.at_most, words, lucky);
    count_successes(rows, here, now, words, lucky);
    for (std::size_t j = 0; j < lucky.count; ++j) lucky.key[j] = birth_key[EnterpriseId{first.value + lucky.row[j]}];
    world.luck.words(Event::innovation_size, lucky.key, lucky.count, world.calendar.step, words);
    for (std::size_t j = 0; j < lucky.count; ++j) {
      const std::uint32_t i = lucky.row[j];
      const Gain found = gain(world, EnterpriseId{first.value + i}, lucky.successes[j], words.of(j), process, product);
      now.found[i] += found.productivity;
      now.better[i] += found.quality;
    }
  }

  /// Sums over a cell.
  struct Totals {
    double own = 0, others = 0, steps = 0, potential = 0;

    /// In registers: columns might lie where the sums do, for all the compiler knows.
    void add(const Rows& rows, const Progress& now, bool with_potential) {
      Totals sum = *this;
      for (std::size_t i = 0; i < rows.count; ++i) {
        sum.own += rows.output[i] * now.by_own[i];
        sum.others += rows.output[i] * now.by_others[i];
        sum.steps += rows.output[i] * now.found[i];
        sum.potential += with_potential ? now.potential[i] : 0.0;
      }
      *this = sum;
    }
  };

  void progress(World& world, CellId cell) {
    Enterprises& e = world.enterprises;
    const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
    const double step = world.calendar.step_years();
    const double value_added = world.recipe(cell).value_added;
    grown_[cell] = {};
    value_added_[cell] = potential_[cell] = 0;
    if (ids.size() == 0) return;

    Here here{.forgotten = forgotten(world),
              .spillover_share = spillover_share,
              .elasticity = research_elasticity,
              .rate = success_rate * step,
              .shared = world.norms.rent_sharing,
              .falling_back = world.trends->catch_up * step * world.lead[cell],
              .usual = {},
              .skill = world.norms.weight_of_staff(cell)};
    // where nobody around knows anything it stays 1
    const double normal = normal_.data()[cell.value];
    if (normal > 0) {
      here.others_before = before_.data()[cell.value] / normal;
      here.others_after = after_.data()[cell.value] / normal;
    }
    const bool chance = world.random_processes && success_rate > 0 && largest_step > 0;
    const Frontiers top = frontiers(e, ids);
    const double per_output = top.made > 0 ? 1 / top.made : 0;
    const Direction process{.frontier = chance ? top.process : 0, .share = 1 - product_share};
    const Direction product{.frontier = chance ? top.product : 0, .share = product_share};
    if (chance)
      for_each_rows(e, ids, [&](EnterpriseId, const Rows& rows) {
        here.usual.productivity += here.rate * per_output * usual_gain(rows, process, rows.productivity);
        here.usual.quality += here.rate * per_output * usual_gain(rows, product, rows.quality);
      });

    Totals sum;
    for_each_rows(e, ids, [&](EnterpriseId first, const Rows& rows) {
      Progress now;
      learn(rows, here, now);
      if (chance) {
        take_steps(world, first, rows, here, process, product, now);
      } else {
        std::fill_n(now.found, rows.count, 0.0);
        std::fill_n(now.better, rows.count, 0.0);
      }
      const bool month_ends = world.calendar.last_of_month();
      if (month_ends) find_potential(rows, here, now);
      improve(rows, here, now);
      sum.add(rows, now, month_ends);
    });
    world.lead[cell] += (sum.own + sum.others + sum.steps) * per_output - here.falling_back;
    value_added_[cell] = top.made * value_added;
    potential_[cell] = sum.potential * value_added;
    grown_[cell] = {.frontier = 0,
                    .catch_up = -here.falling_back * top.made * value_added,
                    .research = sum.own * value_added,
                    .spillovers = sum.others * value_added,
                    .innovation = sum.steps * value_added};
  }

  /// Where this step's growth of the region's productivity comes from.
  void account_for(World& world) const {
    const double step = world.calendar.step_years(), years = world.calendar.years();
    GrowthSources sum;
    double value_added = 0, potential = 0;
    for (const CellId cell : world.cells()) {
      sum += grown_[cell];
      value_added += value_added_[cell];
      potential += potential_[cell];
    }
    const double share = value_added > 0 ? 1 / value_added : 0;
    // the given path compounds; its two parts share what that adds
    const double given = world.trends->productivity(years);
    const double compounded = given != 0 ? std::log1p(given) * step / given : step;
    world.step_flows.growth = {.frontier = world.trends->frontier_growth * compounded,
                               .catch_up = world.trends->caught_up(years) * compounded + sum.catch_up * share,
                               .research = sum.research * share,
                               .spillovers = sum.spillovers * share,
                               .innovation = sum.innovation * share};
    world.step_flows.potential = potential;
  }
};

}  // namespace

std::unique_ptr<Process> make_innovate() { return std::make_unique<Innovate>(); }

}  // namespace lingnan

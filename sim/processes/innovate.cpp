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

/// Beta(3,3) on [-1, 1]: the middle one of five uniform numbers.
double middle_of_five(std::array<std::uint32_t, 5> words) {
  std::nth_element(words.begin(), words.begin() + 2, words.end());
  return (words[2] + 0.5) * 0x1.0p-31 - 1;
}

/// How far ahead employers are fetched that are not next to each other in memory.
constexpr std::uint32_t kFetchAhead = 32;
constexpr double kTopTenth = 1.2816;  // standard deviations above the mean
constexpr std::int64_t kOneByOne = 2;  // more successes of one agent are drawn as a sum

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

  void run(World& world, const Instruments&) override {
    prepare(world);
    research(world);
    add_up(world);
    spillovers(world);
    for_each_task(world.region->cell_count(), [&](std::size_t c) { progress(world, CellId{c}); });
    account_for(world);
  }

 private:
  // scratch, sized once
  Matrix proximity_, relatedness_;           // [city][city], [industry][industry]
  Matrix before_, after_, normal_;           // [city][industry] own knowledge; then that of others around
  Matrix carried_;
  OfEnterprise<float> effort_;               // experts times what they know
  OfCell<GrowthSources> grown_;              // this step, times real value added
  OfCell<double> value_added_, potential_;

  void prepare(const World& world) {
    const auto cities = static_cast<Eigen::Index>(world.city_count());
    const auto industries = static_cast<Eigen::Index>(world.industry_count());
    if (effort_.size() != world.enterprises.size()) effort_.assign(world.enterprises.size());
    if (proximity_.rows() == cities && relatedness_.rows() == industries) return;
    const Region& region = *world.region;
    proximity_.resize(cities, cities);
    for (Eigen::Index i = 0; i < cities * cities; ++i) {
      const double km = region.distance_km[static_cast<std::size_t>(i)];
      proximity_.data()[i] = km > spillover_limit_km ? 0 : std::exp2(-km / spillover_half_km);
    }
    relatedness_ = likeness_of_inputs(region);
    for (Matrix* m : {&before_, &after_, &normal_, &carried_}) m->setZero(cities, industries);
    for (auto* list : {&value_added_, &potential_}) list->assign(region.cell_count());
    grown_.assign(region.cell_count());
  }

  /// What experts do where they work. Those of a city work in it.
  void research(const World& world) {
    const Experts& x = world.experts;
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      for (const EnterpriseId f : world.enterprises_in(city)) effort_[f] = 0;
      const std::uint32_t end = x.city_begin[CityId{c + 1}];
      for (std::uint32_t i = x.city_begin[city]; i < end; ++i) {
        const EnterpriseId ahead = x.employer[ExpertId{std::min(i + kFetchAhead, end - 1)}];
        if (ahead.valid()) __builtin_prefetch(&effort_[ahead]);
        const EnterpriseId f = x.employer[ExpertId{i}];
        if (f.valid()) effort_[f] += x.knowledge[ExpertId{i}];
      }
    });
  }

  double forgotten(const World& world) const {
    return chance_per_step(knowledge_depreciation, world.calendar.step_years());
  }
  static double renewed(float knowledge, float effort, double forgotten) {
    const double k = static_cast<double>(knowledge);
    return k + forgotten * (static_cast<double>(effort) - k);
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
      before_.data()[c] = before;
      after_.data()[c] = after;
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
  /// By what share an imitator may improve.
  double within_reach(double frontier, double level) const {
    return std::clamp(level > 0 ? frontier / level - 1 : 0.0, 0.0, largest_step);
  }

  struct Gain {
    double productivity = 0, quality = 0;
  };

  /// What `count` successes bring to an agent that stands for `multiplicity` enterprises.
  Gain gain(const World& world, EnterpriseId f, std::int64_t count, const Direction& process, const Direction& product) const {
    const Enterprises& e = world.enterprises;
    const std::uint64_t key = e.birth_key[f];
    const std::uint32_t step = world.calendar.step;
    const double many = static_cast<double>(e.multiplicity[f]);
    const double productivity = static_cast<double>(e.productivity[f]), quality = static_cast<double>(e.quality[f]);
    Gain gained;
    if (count <= kOneByOne) {
      for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(count); ++i) {
        const Words a = world.luck.words(Event::innovation_size, key, step, 2 * i);
        const Words b = world.luck.words(Event::innovation_size, key, step, 2 * i + 1);
        const bool of_product = (a.w[0] + 0.5) * 0x1.0p-32 < product_share;
        const bool copied = (a.w[1] + 0.5) * 0x1.0p-32 < imitation_share;
        double better = std::max(0.0, largest_step * middle_of_five({a.w[2], a.w[3], b.w[0], b.w[1], b.w[2]}));
        if (copied)
          better = std::min(better, of_product ? within_reach(product.frontier, quality)
                                               : within_reach(process.frontier, productivity));
        (of_product ? gained.quality : gained.productivity) += better / many;
      }
      return gained;
    }
    const auto sum = [&](const Direction& d, double level, std::uint32_t draw) {
      const Step one = success(d, level);
      const double n = static_cast<double>(count);
      const double spread = std::sqrt(std::max(0.0, n * (one.square - one.mean * one.mean)));
      return (n * one.mean + spread * bell(world.luck.words(Event::innovation_size, key, step, draw))) / many;
    };
    gained.productivity = sum(process, productivity, 0);
    gained.quality = sum(product, quality, 1);
    return gained;
  }

  /// Mean and 1.28 standard deviations, by what enterprises make.
  static double frontier(const Enterprises& e, IdRange<EnterpriseId> ids, const OfEnterprise<float>& level) {
    double sum = 0, mean = 0, square = 0;
    for (const EnterpriseId f : ids) {
      const double x = static_cast<double>(level[f]);
      sum += e.output[f];
      mean += e.output[f] * x;
      square += e.output[f] * x * x;
    }
    if (sum <= 0) return 0;
    mean /= sum;
    return mean + kTopTenth * std::sqrt(std::max(0.0, square / sum - mean * mean));
  }

  void progress(World& world, CellId cell) {
    Enterprises& e = world.enterprises;
    const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
    const double step = world.calendar.step_years(), forget = forgotten(world);
    const double value_added = world.recipe(cell).value_added;
    grown_[cell] = {};
    value_added_[cell] = potential_[cell] = 0;
    if (ids.size() == 0) return;

    // others' knowledge relative to the first day; where nobody around knows anything it stays 1
    const double normal = normal_.data()[cell.value];
    const double others_before = normal > 0 ? before_.data()[cell.value] / normal : 1;
    const double others_after = normal > 0 ? after_.data()[cell.value] / normal : 1;

    const bool chance = world.random_processes && success_rate > 0 && largest_step > 0;
    const Direction process{.frontier = chance ? frontier(e, ids, e.productivity) : 0, .share = 1 - product_share};
    const Direction product{.frontier = chance ? frontier(e, ids, e.quality) : 0, .share = product_share};
    const double rate = success_rate * step;
    Gain usual;  // mean of the cell at normal knowledge
    double made = 0;
    for (const EnterpriseId f : ids) {
      made += e.output[f];
      if (!chance) continue;
      usual.productivity += e.output[f] * success(process, static_cast<double>(e.productivity[f])).mean;
      usual.quality += e.output[f] * success(product, static_cast<double>(e.quality[f])).mean;
    }
    const double per_output = made > 0 ? 1 / made : 0;
    usual.productivity *= rate * per_output;
    usual.quality *= rate * per_output;

    const double falling_back = world.trends->catch_up * step * world.lead[cell];
    const auto skill = world.norms.weight_of_staff(cell);
    const double shared = world.norms.rent_sharing;
    const bool count_staff = world.calendar.last_of_month();
    double own_sum = 0, others_sum = 0, steps_sum = 0, potential = 0;
    ManyWords words;
    for (std::uint32_t first = ids.first.value; first < ids.last.value; first += ManyWords::kMost) {
      const std::size_t rows = std::min<std::size_t>(ManyWords::kMost, ids.last.value - first);
      if (chance)
        world.luck.words(Event::innovation, &e.birth_key[EnterpriseId{first}], rows, world.calendar.step, words);
      for (std::size_t i = 0; i < rows; ++i) {
        const EnterpriseId f{first + i};
        const double own = static_cast<double>(e.normal_knowledge[f]);
        const double renewed_knowledge = renewed(e.knowledge[f], effort_[f], forget);
        double before = others_before, after = others_after, of_others = 1;
        if (own > 0) {
          of_others = spillover_share;
          before = (1 - of_others) * static_cast<double>(e.knowledge[f]) / own + of_others * others_before;
          after = (1 - of_others) * renewed_knowledge / own + of_others * others_after;
        }
        const double middle = 0.5 * (before + after);
        const double by_others = middle > 0 ? research_elasticity * of_others * (others_after - others_before) / middle : 0;
        const double by_own = middle > 0 ? research_elasticity * (after - before) / middle - by_others : 0;
        Gain found;
        if (chance) {
          const double knows = after == 1 ? 1.0 : std::pow(std::max(after, 1e-6), research_elasticity);
          const double expected = static_cast<double>(e.multiplicity[f]) * rate * knows;
          const Words word{{words.w[0][i], words.w[1][i], words.w[2][i], words.w[3][i]}};
          const std::int64_t count = successes(expected, to_uniform(word.w[0], word.w[1]), expected > 16 ? bell(word) : 0);
          if (count > 0) found = gain(world, f, count, process, product);
          found.productivity -= usual.productivity;
          found.quality -= usual.quality;
          e.quality[f] = static_cast<float>(static_cast<double>(e.quality[f]) * (1 + found.quality));
        }
        if (count_staff)
          potential += static_cast<double>(e.productivity[f]) *
                       effective_labour(skill, e.staff_general[f], e.staff_college[f], e.staff_expert[f]);
        own_sum += e.output[f] * by_own;
        others_sum += e.output[f] * by_others;
        steps_sum += e.output[f] * found.productivity;
        const double growth = by_own + by_others + found.productivity - falling_back;
        e.productivity[f] = static_cast<float>(static_cast<double>(e.productivity[f]) * (1 + growth));
        e.wage_factor[f] = static_cast<float>(static_cast<double>(e.wage_factor[f]) * (1 + shared * growth));
        e.knowledge[f] = static_cast<float>(renewed_knowledge);
      }
    }
    world.lead[cell] += (own_sum + others_sum + steps_sum) * per_output - falling_back;
    value_added_[cell] = made * value_added;
    potential_[cell] = potential * value_added;
    grown_[cell] = {.frontier = 0,
                    .catch_up = -falling_back * made * value_added,
                    .research = own_sum * value_added,
                    .spillovers = others_sum * value_added,
                    .innovation = steps_sum * value_added};
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

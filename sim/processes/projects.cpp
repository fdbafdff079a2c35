// Innovation projects go through stages: research, proof of concept, pilot, demonstration, industrialisation.
//
// Ideas come to enterprises with experts as a Poisson process; the rate follows knowledge relative to the first day. A
// stage takes time and passes with odds p_s (1 + b q), q the technical quality of the project. Proof of concept, pilot and
// demonstration need a place on a platform of the city; who finds none waits. A passed stage leaves a by-product at the
// next one with some chance. Industrialisation makes the part of its owner that it is about, at most `scope` experts' worth,
// more productive or its goods better. What investors see is q with an error, which proof of concept makes smaller.
// What projects bring on average at the first day's knowledge is taken off month by month, so that they set enterprises
// apart and raise the mean only where there are more ideas or better odds.
// Sources: Stevens & Burley (1997), 3,000 raw ideas = 1 commercial success, odds of the last stages; the rest as declared.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

struct Rule {
  double months = 0, cost = 0, odds = 0, places = 0;
};

bool on_platform(std::size_t stage) {
  return stage == index(Stage::proof) || stage == index(Stage::pilot) || stage == index(Stage::demonstration);
}

class ProjectStages final : public Process {
  double ideas = 10;
  double idea_elasticity = 1;
  std::array<Rule, kStages> rules{
      {{36, 5, 0.10, 0}, {12, 1, 0.10, 15}, {18, 10, 0.30, 2.5}, {12, 20, 0.425, 0.6}, {24, 0, 0.588, 0}}};
  std::vector<std::string> slow_industries, slowest_industries, fast_industries, regulated_industries;
  double approval_share = 0.8;
  double slow_factor = 1.5, slowest_factor = 2.5, fast_factor = 0.5;
  double by_product = 0.05;
  double quality_effect = 0.3;
  double signal_noise = 1.0, signal_noise_proven = 0.3;
  double step_size = 0.15, scope = 1000;
  double product_share = 0.5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<ProjectStages>(*this); }
  std::string_view name() const override { return "projects"; }
  std::string_view doc() const override { return "Innovation projects by stage, platforms and their queues."; }

  void describe(Parameters& p) override {
    p.real("ideas", ideas,
           {.unit = "1/year per 1,000 experts", .min = 0, .max = 30,
            .doc = "Projects that begin, at the knowledge of the first day; 0 for none. There is room for one project on eight "
                   "experts; more are dropped."});
    p.real("idea_elasticity", idea_elasticity,
           {.unit = "elasticity", .min = 0, .max = 2,
            .doc = "Ideas to an enterprise's knowledge relative to the first day."});
    p.real("research_months", rules[0].months,
           {.unit = "months", .min = 1, .max = 120,
            .doc = "Mean length of research; each draws half to one and a half of it.",
            .source = "18-72"});
    p.real("research_cost", rules[0].cost,
           {.unit = "mln_cny", .min = 0, .max = 1000, .doc = "Cost of research, within the pay of experts.",
            .source = "1-30"});
    p.real("research_odds", rules[0].odds,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that research passes, at mean technical quality."});
    p.real("proof_months", rules[1].months,
           {.unit = "months", .min = 1, .max = 120, .doc = "Mean length of a proof of concept.", .source = "6-18"});
    p.real("proof_cost", rules[1].cost,
           {.unit = "mln_cny", .min = 0, .max = 1000, .doc = "Cost of a proof of concept, within the pay of experts.",
            .source = "0.3-3"});
    p.real("proof_odds", rules[1].odds,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that a proof of concept passes."});
    p.real("proof_places", rules[1].places,
           {.unit = "1 per 10,000 experts", .min = 0, .max = 1000,
            .doc = "Places for proof of concept in a city, rounded up."});
    p.real("pilot_months", rules[2].months,
           {.unit = "months", .min = 1, .max = 120, .doc = "Mean length of a pilot.", .source = "6-36"});
    p.real("pilot_cost", rules[2].cost,
           {.unit = "mln_cny", .min = 0, .max = 1000, .doc = "Cost of a pilot, within the pay of experts.",
            .source = "2-80"});
    p.real("pilot_odds", rules[2].odds, {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that a pilot passes."});
    p.real("pilot_places", rules[2].places,
           {.unit = "1 per 10,000 experts", .min = 0, .max = 1000, .doc = "Places for pilots in a city, rounded up."});
    p.real("demonstration_months", rules[3].months,
           {.unit = "months", .min = 1, .max = 120, .doc = "Mean length of a demonstration.", .source = "6-24"});
    p.real("demonstration_cost", rules[3].cost,
           {.unit = "mln_cny", .min = 0, .max = 1000, .doc = "Cost of a demonstration, within the pay of experts.",
            .source = "5-200"});
    p.real("demonstration_odds", rules[3].odds,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that a demonstration passes.",
            .source = "Stevens & Burley (1997): 4 to 1.7", .grade = "C"});
    p.real("demonstration_places", rules[3].places,
           {.unit = "1 per 10,000 experts", .min = 0, .max = 1000,
            .doc = "Places for demonstrations in a city, rounded up."});
    p.real("industrialisation_months", rules[4].months,
           {.unit = "months", .min = 1, .max = 120, .doc = "Mean length of industrialisation.", .source = "12-48"});
    p.real("industrialisation_odds", rules[4].odds,
           {.unit = "probability", .min = 0, .max = 1, .doc = "Chance that industrialisation passes.",
            .source = "Stevens & Burley (1997): 1.7 to 1", .grade = "C"});
    p.names("slow_industries", slow_industries,
            {.unit = "industry", .doc = "Where all stages take longer: integrated circuits, materials.",
             .source = "the scenario's own"});
    p.names("slowest_industries", slowest_industries,
            {.unit = "industry", .doc = "Where they take longest: medicine.", .source = "the scenario's own"});
    p.names("fast_industries", fast_industries,
            {.unit = "industry", .doc = "Where they are short: software.", .source = "the scenario's own"});
    p.real("slow_factor", slow_factor,
           {.unit = "ratio", .min = 0.1, .max = 5, .doc = "What multiplies the length of stages in slow industries."});
    p.real("slowest_factor", slowest_factor,
           {.unit = "ratio", .min = 0.1, .max = 5, .doc = "The same in the slowest industries."});
    p.real("fast_factor", fast_factor, {.unit = "ratio", .min = 0.1, .max = 5, .doc = "The same in fast industries."});
    p.names("regulated_industries", regulated_industries,
            {.unit = "industry", .doc = "Where new products need approval: medicine and medical devices, aircraft.",
             .source = "the scenario's own"});
    p.real("approval_share", approval_share,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of the time of their demonstrations, waiting for approval: what a pilot zone can save. It matters where there is one.",
            .source = "24 months (6-60) of the 30 that demonstrations take in medicine; assumption"});
    p.real("by_product", by_product,
           {.unit = "probability", .min = 0, .max = 1,
            .doc = "Chance that a passed stage leaves a second project at the next stage.", .source = "0-0.15"});
    p.real("quality_effect", quality_effect,
           {.unit = "ratio", .min = 0, .max = 1,
            .doc = "Rise of the odds of every stage with technical quality, which is uniform on -1 to 1."});
    p.real("signal_noise", signal_noise,
           {.unit = "standard deviations", .min = 0, .max = 5,
            .doc = "Error of what investors see of technical quality before a proof of concept has passed."});
    p.real("signal_noise_proven", signal_noise_proven,
           {.unit = "standard deviations", .min = 0, .max = 5, .doc = "The same afterwards."});
    p.real("step_size", step_size,
           {.unit = "share", .min = 0, .max = 0.5,
            .doc = "What an industrialised project adds to productivity or quality of the part of its owner that it is about.",
            .source = "largest step of an innovation, 0.15, K+S benchmark", .grade = "D"});
    p.real("scope", scope,
           {.unit = "experts", .min = 10, .max = 1000000,
            .doc = "The most of its owner that one project is about: the part that so many experts stand for. At the defaults the "
                   "cost of all projects per success, 7 bn yuan, then returns a fifth a year.",
            .source = "private return to research of about 21 %: Bloom, Schankerman & Van Reenen (2013)", .grade = "D"});
    p.real("product_share", product_share,
           {.unit = "share", .min = 0, .max = 1, .doc = "Projects that improve the product; the others the process."});
  }

  void run(World& world, const Instruments& instruments) override {
    for (auto& counts : world.step_flows.projects) counts = {};
    for (auto& launches : world.step_flows.launches) launches.clear();
    world.step_flows.growth.projects = 0;
    if (!world.random_processes || !(ideas > 0)) return;
    prepare(world);
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      Town& town = towns_[c];
      town.born.clear();
      for (auto& queue : town.queue) queue.clear();
      for (double& gained : town.gained) gained = 0;
      if (world.calendar.step == 0) already_there(world, city, town);
      advance(world, city, town, instruments);
      fill_platforms(world, city, town, instruments);
      new_ideas(world, city, town, instruments);
      begin(world, city, town);
      take_off(world, city, town);
    });
    account_for(world);
  }

 private:
  struct Born {
    EnterpriseId owner;
    std::uint64_t key;
    std::size_t stage;
    float quality;
    float passed;  ///< share of the stage that is over
  };
  struct Town {
    std::vector<Born> born;
    std::array<std::vector<std::uint32_t>, kStages> queue;
    std::array<std::int64_t, kStages> at_work{};   // in ordinary places
    std::vector<std::int64_t> served;              // by stage service of this step
    std::vector<std::int64_t> approved;            // by faster approval of this step
    std::vector<double> gained, made;  // [industry]: productivity by output; output
  };
  std::vector<Town> towns_;
  std::vector<double> pace_;               // [industry]: what multiplies the length of its stages
  std::vector<std::uint8_t> regulated_;    // [industry]
  std::array<double, kStages + 1> reach_{};  // projects that come to a stage per idea; the last: successes

  static constexpr std::uint32_t kAtWork = Projects::kAtWork;

  double odds(std::size_t stage, double quality) const { return with_quality(rules[stage].odds, quality); }
  double with_quality(double odds, double quality) const { return std::clamp(odds * (1 + quality_effect * quality), 0.0, 1.0); }

  void prepare(const World& world) {
    if (!towns_.empty()) return;
    towns_.resize(world.city_count());
    for (Town& town : towns_) {
      town.gained.assign(world.industry_count(), 0.0);
      town.made.assign(world.industry_count(), 0.0);
    }
    for (const Industry& industry : world.region->industries) {
      const auto is_in = [&](const std::vector<std::string>& list) {
        return std::find(list.begin(), list.end(), industry.code) != list.end();
      };
      pace_.push_back(is_in(slowest_industries) ? slowest_factor
                      : is_in(slow_industries)  ? slow_factor
                      : is_in(fast_industries)  ? fast_factor
                                                : 1.0);
      regulated_.push_back(is_in(regulated_industries) ? 1 : 0);
    }
    // mean over technical quality by Gauss's five points, exact while no odds reach 1
    constexpr double at[] = {-0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640};
    constexpr double weight[] = {0.1184634425280945, 0.2393143352496832, 0.2844444444444444, 0.2393143352496832,
                                 0.1184634425280945};
    for (std::size_t i = 0; i < 5; ++i) {
      double left = weight[i];
      for (std::size_t s = 0; s < kStages; ++s) {
        reach_[s] += left;
        left *= odds(s, at[i]) * (s + 1 < kStages ? 1 + by_product : 1.0);
      }
      reach_[kStages] += left;
    }
  }

  /// Mean length of a stage in an enterprise's industry, months.
  double months(const World& world, EnterpriseId f, std::size_t stage) const {
    return rules[stage].months * pace_[world.region->industry_of(world.enterprises.cell[f]).value];
  }

  /// Ideas of an enterprise in a year at the first day's knowledge.
  double usual_ideas(const Enterprises& e, EnterpriseId f) const {
    return ideas / 1000 * static_cast<double>(e.normal_knowledge[f]);
  }

  static float quality_of(const World& world, std::uint64_t key, std::uint32_t draw) {
    return static_cast<float>(2 * world.luck.uniform(Event::project_traits, key, 0, draw) - 1);
  }

  /// On the first day projects are as many, and as good, as come from usual ideas in the long run.
  void already_there(World& world, CityId city, Town& town) const {
    const Enterprises& e = world.enterprises;
    for (const EnterpriseId f : world.enterprises_in(city)) {
      const double usual = usual_ideas(e, f);
      if (!(usual > 0)) continue;
      for (std::uint32_t s = 0; s < kStages; ++s) {
        const double mean = usual * reach_[s] * months(world, f, s) / 12;
        const Words words = world.luck.words(Event::project_start, e.birth_key[f], 0, s);
        const std::int64_t count = successes(mean, to_uniform(words.w[0], words.w[1]), mean > 16 ? bell(words) : 0);
        for (std::int64_t i = 0; i < count; ++i) {
          const std::uint64_t key = mix(mix(e.birth_key[f], 1000 + s), static_cast<std::uint64_t>(i));
          // the better survive: a draw is kept with the chance of having come this far relative to the best
          float quality = 0;
          for (std::uint32_t t = 0; t < 64; ++t) {
            quality = quality_of(world, key, 2 * t + 1);
            double kept = 1;
            for (std::size_t j = 0; j < s; ++j)
              kept *= odds(j, 1) > 0 ? odds(j, static_cast<double>(quality)) / odds(j, 1) : 1.0;
            if (world.luck.uniform(Event::project_traits, key, 0, 2 * t + 2) < kept) break;
          }
          const auto over = static_cast<float>(world.luck.uniform(Event::project_start, key, 1));
          town.born.push_back({f, key, s, quality, over});
        }
      }
    }
    begin(world, city, town);
  }

  /// Projects that were born take free slots of the city; without one they are dropped.
  void begin(World& world, CityId city, Town& town) const {
    Projects& j = world.projects;
    std::uint32_t slot = j.city_begin[city];
    const std::uint32_t last = j.city_begin[CityId{city.value + 1}];
    for (const Born& born : town.born) {
      while (slot < last && j.owner[ProjectId{slot}].valid()) ++slot;
      if (slot == last) break;
      const ProjectId id{slot};
      j.owner[id] = born.owner;
      j.key[id] = born.key;
      j.quality[id] = born.quality;
      see(world, id, born.stage > index(Stage::proof) ? signal_noise_proven : signal_noise);
      enter(world, id, born.stage, born.passed);
    }
    town.born.clear();
  }

  /// What investors see of technical quality.
  static void see(World& world, ProjectId id, double noise) {
    Projects& j = world.projects;
    const double error = bell(world.luck.words(Event::project_traits, j.key[id], 1));
    j.signal[id] = static_cast<float>(static_cast<double>(j.quality[id]) + noise * error);
  }

  /// A stage begins: at once, or when a platform has a place; `over` of it is done already.
  void enter(World& world, ProjectId id, std::size_t stage, float over) const {
    Projects& j = world.projects;
    const double u = world.luck.uniform(Event::project_stage, j.key[id], static_cast<std::uint32_t>(stage), 1);
    j.stage[id] = static_cast<std::uint8_t>(stage);
    j.odds[id] = 0;
    j.server[id] = 0;
    // those found on the way are the longer ones: by length
    const double length = over > 0 ? std::sqrt(0.25 + 2 * u) : 0.5 + u;
    const double steps = months(world, j.owner[id], stage) * world.calendar.per_month() * length;
    j.left[id] = static_cast<float>(steps * (1 - static_cast<double>(over)));
    const bool waits = on_platform(stage) && over <= 0;
    j.since[id] = waits ? world.calendar.step : kAtWork;
    if (!waits && over <= 0) ++counts(world, id)[stage].started;
  }

  static std::array<ProjectCount, kStages>& counts(World& world, ProjectId id) {
    return world.step_flows.projects[world.enterprises.cell[world.projects.owner[id]]];
  }

  /// Services of this step that a city has for a stage.
  template <class Function>
  static void for_each_service(const Instruments& instruments, CityId city, std::size_t stage, const Function& function) {
    for (std::size_t i = 0; i < instruments.stage_services.size(); ++i) {
      const StageService& service = instruments.stage_services[i];
      if (service.city == city && service.stage == stage) function(i, service);
    }
  }

  void advance(World& world, CityId city, Town& town, const Instruments& instruments) {
    Projects& j = world.projects;
    Enterprises& e = world.enterprises;
    town.at_work.fill(0);
    town.served.assign(instruments.stage_services.size(), 0);
    town.approved.assign(instruments.faster_approvals.size(), 0);
    const auto at_work = [&](ProjectId id, std::size_t stage) {
      if (j.server[id] == 0) {
        ++town.at_work[stage];
        return;
      }
      for_each_service(instruments, city, stage, [&](std::size_t i, const StageService& service) {
        if (service.lever + 1 == j.server[id]) ++town.served[i];
      });
    };
    for (std::uint32_t i = j.city_begin[city]; i < j.city_begin[CityId{city.value + 1}]; ++i) {
      const ProjectId id{i};
      const EnterpriseId owner = j.owner[id];
      if (!owner.valid()) continue;
      const std::size_t stage = j.stage[id];
      auto& count = counts(world, id);
      if (!(e.multiplicity[owner] > 0)) {  // nobody took it over
        ++count[stage].failed;
        j.owner[id] = EnterpriseId{};
        continue;
      }
      if (j.since[id] != kAtWork) {
        town.queue[stage].push_back(i);
        continue;
      }
      count[stage].cost += rules[stage].cost / months(world, owner, stage) / world.calendar.per_month();
      j.left[id] -= 1;
      if (j.left[id] >= 0.5f) {
        at_work(id, stage);
        continue;
      }
      const Words words = world.luck.words(Event::project_stage, j.key[id], static_cast<std::uint32_t>(stage), 0);
      const double quality = static_cast<double>(j.quality[id]), served = static_cast<double>(j.odds[id]);
      if (to_uniform(words.w[0], words.w[1]) >= (served > 0 ? with_quality(served, quality) : odds(stage, quality))) {
        ++count[stage].failed;
        j.owner[id] = EnterpriseId{};
        continue;
      }
      ++count[stage].passed;
      if (stage + 1 == kStages) {
        const bool of_product = (words.w[2] + 0.5) * 0x1.0p-32 < product_share;
        succeed(world, town, owner, of_product);
        if (of_product) world.step_flows.launches[city.value].push_back({owner, j.key[id]});
        j.owner[id] = EnterpriseId{};
        continue;
      }
      if ((words.w[3] + 0.5) * 0x1.0p-32 < by_product)
        town.born.push_back({owner, mix(j.key[id], stage + 1), stage + 1, j.quality[id], 0});
      if (stage == index(Stage::proof)) see(world, id, signal_noise_proven);
      enter(world, id, stage + 1, 0);
      if (j.since[id] == kAtWork) {
        ++town.at_work[stage + 1];
      } else {
        town.queue[stage + 1].push_back(i);
      }
    }
  }

  /// What a success adds to productivity or quality of an agent: of one of its enterprises, the part with `scope` experts.
  double gain(const Enterprises& e, EnterpriseId f) const {
    return step_size * std::min(1 / static_cast<double>(e.multiplicity[f]), scope / static_cast<double>(e.normal_knowledge[f]));
  }

  void succeed(World& world, Town& town, EnterpriseId owner, bool of_product) const {
    Enterprises& e = world.enterprises;
    const double gained = gain(e, owner);
    OfEnterprise<float>& level = of_product ? e.quality : e.productivity;
    level[owner] = static_cast<float>(static_cast<double>(level[owner]) * (1 + gained));
    if (!of_product) town.gained[world.region->industry_of(e.cell[owner]).value] += e.output[owner] * gained;
  }

  /// Who came first is served first; of those who came together, the more promising one.
  void fill_platforms(World& world, CityId city, Town& town, const Instruments& instruments) const {
    Projects& j = world.projects;
    const double experts = world.experts.city_begin[CityId{city.value + 1}] - world.experts.city_begin[city];
    for (std::size_t stage = 0; stage < kStages; ++stage) {
      std::vector<std::uint32_t>& queue = town.queue[stage];
      if (queue.empty()) continue;
      const auto places = static_cast<std::int64_t>(std::ceil(rules[stage].places * experts / 10000));
      std::sort(queue.begin(), queue.end(), [&](std::uint32_t a, std::uint32_t b) {
        const ProjectId x{a}, y{b};
        if (j.since[x] != j.since[y]) return j.since[x] < j.since[y];
        if (j.signal[x] != j.signal[y]) return j.signal[x] > j.signal[y];
        return j.key[x] < j.key[y];
      });
      serve(world, city, town, stage, instruments);
      for (const std::uint32_t i : queue) {
        if (town.at_work[stage] >= places) break;
        if (j.since[ProjectId{i}] == kAtWork) continue;
        ++town.at_work[stage];
        j.since[ProjectId{i}] = kAtWork;
        approve(world, city, town, ProjectId{i}, instruments);
        ++counts(world, ProjectId{i})[stage].started;
      }
    }
  }

  /// Where a lever makes waiting for approval shorter, a project of a regulated industry that begins has it so much shorter, as long as
  /// there is room in this step.
  void approve(World& world, CityId city, Town& town, ProjectId id, const Instruments& instruments) const {
    Projects& j = world.projects;
    const IndustryId industry = world.region->industry_of(world.enterprises.cell[j.owner[id]]);
    if (j.stage[id] != index(Stage::demonstration) || regulated_[industry.value] == 0) return;
    for (std::size_t i = 0; i < instruments.faster_approvals.size(); ++i) {
      const FasterApproval& zone = instruments.faster_approvals[i];
      if (zone.city != city || !zone.reach->covers(industry)) continue;
      const LeverPlaceId place = world.levers.at(zone.lever, city);
      if (town.approved[i] >= static_cast<std::int64_t>(std::ceil(zone.per_year * world.calendar.step_years()))) {
        ++world.levers.rejected[place];
        continue;
      }
      ++town.approved[i];
      ++world.levers.take_up[place];
      j.left[id] *= static_cast<float>(1 - approval_share * (1 - zone.pace));
    }
  }

  /// Could an enterprise of the agent pay for the stage out of its deposits?
  bool has_money(const World& world, EnterpriseId f, std::size_t stage) const {
    const Enterprises& e = world.enterprises;
    return yuan(e.deposits[f]) / static_cast<double>(e.multiplicity[f]) >= rules[stage].cost * 1e6;
  }

  /// Places that levers pay for are taken first; those who find none are counted.
  void serve(World& world, CityId city, Town& town, std::size_t stage, const Instruments& instruments) const {
    Projects& j = world.projects;
    for_each_service(instruments, city, stage, [&](std::size_t at, const StageService& service) {
      const LeverPlaceId place = world.levers.at(service.lever, city);
      const auto places = std::llround(service.per_year * rules[stage].months * service.pace / 12);
      std::int64_t affordable = service.affordable;
      std::int32_t waiting = 0;
      for (const std::uint32_t i : town.queue[stage]) {
        const ProjectId id{i};
        const IndustryId industry = world.region->industry_of(world.enterprises.cell[j.owner[id]]);
        if (j.since[id] == kAtWork || !service.reach->covers(industry)) continue;
        if (town.served[at] >= places) {
          ++waiting;
          continue;
        }
        if (affordable <= 0) {
          ++world.levers.rejected[place];
          continue;
        }
        --affordable;
        ++town.served[at];
        j.since[id] = kAtWork;
        const double part = has_money(world, j.owner[id], stage) ? service.gain_with_money : 1.0;
        j.odds[id] = static_cast<float>(std::lerp(rules[stage].odds, service.odds, part));
        j.server[id] = static_cast<std::uint16_t>(service.lever + 1);
        j.left[id] *= static_cast<float>(service.pace);
        approve(world, city, town, id, instruments);
        ++counts(world, id)[stage].started;
        ++world.levers.take_up[place];
        world.levers.due[place] += service.cost_each;
      }
      world.levers.queue[place] = waiting;
    });
  }

  void new_ideas(const World& world, CityId city, Town& town, const Instruments& instruments) const {
    const Enterprises& e = world.enterprises;
    const double step = world.calendar.step_years();
    ManyWords words;
    for (const IndustryId industry : world.industries()) {
      const double lift = instruments.lift(Lift::research, city, industry);
      const IdRange<EnterpriseId> ids = world.enterprises_in(world.region->cell(city, industry));
      for (std::uint32_t begin = ids.first.value; begin < ids.last.value; begin += ManyWords::kMost) {
        const std::size_t rows = std::min<std::size_t>(ManyWords::kMost, ids.last.value - begin);
        world.luck.words(Event::project_idea, &e.birth_key[EnterpriseId{begin}], rows, world.calendar.step, words);
        for (std::size_t i = 0; i < rows; ++i) {
          const EnterpriseId f{begin + i};
          const double usual = usual_ideas(e, f) * step * lift;
          if (!(usual > 0)) continue;
          const double k = static_cast<double>(e.knowledge[f]) / static_cast<double>(e.normal_knowledge[f]);
          const double mean = usual * (idea_elasticity == 1 ? k : std::pow(std::max(k, 1e-6), idea_elasticity));
          const double u = to_uniform(words.w[0][i], words.w[1][i]);
          if (u <= 1 - mean) continue;  // none: e^-x > 1 - x
          const std::int64_t count = successes(mean, u, mean > 16 ? bell(words.of(i)) : 0);
          for (std::int64_t n = 0; n < count; ++n) {
            const std::uint64_t key = mix(mix(e.birth_key[f], world.calendar.step), static_cast<std::uint64_t>(n));
            town.born.push_back({f, key, index(Stage::research), quality_of(world, key, 0), 0});
          }
        }
      }
    }
  }

  /// Month by month: what usual ideas bring on average.
  void take_off(World& world, CityId city, Town& town) const {
    Enterprises& e = world.enterprises;
    const bool due = world.calendar.last_of_month();
    for (double& made : town.made) made = 0;
    for (const IndustryId s : world.industries()) {
      double& made = town.made[s.value];
      double& gained = town.gained[s.value];
      for (const EnterpriseId f : world.enterprises_in(world.region->cell(city, s))) {
        made += e.output[f];
        const double usual = usual_ideas(e, f);
        if (!due || !(usual > 0)) continue;
        const double on_average = usual / 12 * reach_[kStages] * gain(e, f);
        const double process = (1 - product_share) * on_average, product = product_share * on_average;
        e.productivity[f] = static_cast<float>(static_cast<double>(e.productivity[f]) * (1 - process));
        e.quality[f] = static_cast<float>(static_cast<double>(e.quality[f]) * (1 - product));
        gained -= e.output[f] * process;
      }
    }
  }

  void account_for(World& world) const {
    double sum = 0, value_added = 0;
    for (const CellId cell : world.cells()) {
      const Town& town = towns_[world.region->city_of(cell).value];
      const std::size_t s = world.region->industry_of(cell).value;
      if (!(town.made[s] > 0)) continue;
      world.lead[cell] += town.gained[s] / town.made[s];
      sum += town.gained[s] * world.recipe(cell).value_added;
      value_added += town.made[s] * world.recipe(cell).value_added;
    }
    world.step_flows.growth.projects = value_added > 0 ? sum / value_added : 0;
  }
};

}  // namespace

std::unique_ptr<Process> make_projects() { return std::make_unique<ProjectStages>(); }

}  // namespace lingnan

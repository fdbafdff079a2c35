// Wages move; people leave; vacancies and seekers of a city and tier meet, in whole persons.
//
// Wages: dln w = pi* + growth of productivity - slope (u - u*): the trend of outside prices, full pass-through of
// productivity, and a Phillips slope on the city's unemployment of the tier.
// Matching: general and college labour by systematic sampling over vacancies, experts one by one: seekers in the order of
// a keyed hash take vacancies by running sum, k-th to k-th. Both need no locks and give the same for any threads.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/labour_market.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

class Labour final : public Process {
  double phillips_slope = 0.6;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Labour>(*this); }
  std::string_view name() const override { return "labour"; }
  std::string_view doc() const override { return "Wages, separations and matching, in whole persons; experts one by one."; }

  void describe(Parameters& p) override {
    p.real("phillips_slope", phillips_slope,
           {.unit = "1/year", .min = 0, .max = 3,
            .doc = "Fall of wage growth per unit of unemployment above normal; 0.3 lets unemployment drift.",
            .symbol = "phi"});
  }

  void run(World& world, const Instruments&) override {
    wages(world);
    if (world.random_processes) {
      separate(world);
      separate_experts(world);
    } else {
      close_posts(world);
    }
    match(world, Tier::general, world.enterprises.staff_general, world.enterprises.posts_general);
    match(world, Tier::college, world.enterprises.staff_college, world.enterprises.posts_college);
    match_experts(world);
    count(world);
  }

 private:
  struct Seeker {
    std::uint64_t order;
    std::uint32_t expert;
  };
  std::vector<std::vector<Seeker>> seekers_;  // by city
  std::vector<std::int64_t> vacancies_, offset_, hires_;  // by cell, by cell, by city
  OfExpert<std::uint8_t> leaving_;
  std::vector<std::array<std::int64_t, kTierCount>> staff_;  // by cell

  void wages(World& world) const {
    Households& h = world.households;
    const double step = world.calendar.step_years();
    const double productivity = per_step(world.trends->productivity(world.calendar.years()), step);
    for (const PoolId p : world.pools()) {
      if (h.labour_force[p] <= 0) continue;
      const double u = 1 - static_cast<double>(h.employed[p]) / static_cast<double>(h.labour_force[p]);
      const double slack = std::clamp(phillips_slope * (u - h.normal_unemployment[p]) * step, -0.5 * step, 0.5 * step);
      h.wage[p] *= (1 + world.norms.inflation) * (1 + productivity) * (1 - slack);
    }
  }

  /// Staff beyond the posts leave, others by chance.
  void separate(World& world) const {
    Enterprises& e = world.enterprises;
    const double leave = world.labour_market->leave(world.calendar.step_years());
    const std::uint32_t step = world.calendar.step;
    for_each(e.ids(), [&](EnterpriseId f) {
      OfEnterprise<std::int32_t>* const staff[] = {&e.staff_general, &e.staff_college};
      const OfEnterprise<std::int32_t>* const posts[] = {&e.posts_general, &e.posts_college};
      for (std::uint32_t k = 0; k < 2; ++k) {
        std::int32_t& now = (*staff[k])[f];
        const std::int64_t gone = world.luck.binomial(now, leave, Event::separation, e.birth_key[f], step, k);
        now = std::min(now - static_cast<std::int32_t>(gone), std::max((*posts[k])[f], 0));
      }
    });
  }

  static void close_posts(World& world) {
    Enterprises& e = world.enterprises;
    for_each(e.ids(), [&](EnterpriseId f) {
      e.staff_general[f] = std::min(e.staff_general[f], e.posts_general[f]);
      e.staff_college[f] = std::min(e.staff_college[f], e.posts_college[f]);
      e.posts_expert[f] = std::max(e.posts_expert[f], e.staff_expert[f]);
    });
  }

  void separate_experts(World& world) {
    Enterprises& e = world.enterprises;
    Experts& x = world.experts;
    const double leave = world.labour_market->expert_leave(world.calendar.step_years());
    if (leaving_.size() != x.employer.size()) leaving_.assign(x.employer.size());
    for_each(x.employer.ids(), [&](ExpertId id) {
      const EnterpriseId f = x.employer[id];
      x.experience[id] = static_cast<std::uint16_t>(
          x.experience[id] + (world.calendar.last_of_month() && x.experience[id] < 0xFFFF ? 1 : 0));
      leaving_[id] = 0;
      if (!f.valid()) return;
      const std::int32_t surplus = e.staff_expert[f] - e.posts_expert[f];
      const double p =
          surplus > 0 ? leave + (1 - leave) * static_cast<double>(surplus) / e.staff_expert[f] : leave;
      leaving_[id] = world.luck.uniform(Event::expert_separation, id.value, world.calendar.step) < p ? 1 : 0;
    });
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      for (std::uint32_t i = x.city_begin[city]; i < x.city_begin[CityId{c + 1}]; ++i) {
        if (leaving_[ExpertId{i}] == 0) continue;
        --e.staff_expert[x.employer[ExpertId{i}]];
        x.employer[ExpertId{i}] = EnterpriseId{};
      }
    });
  }

  /// Vacancies by cell and their running sums within each city; what a city can fill.
  void count_vacancies(World& world, const OfEnterprise<std::int32_t>& staff, const OfEnterprise<std::int32_t>& posts) {
    const std::size_t cells = world.region->cell_count();
    vacancies_.assign(cells, 0);
    offset_.assign(cells, 0);
    for_each_task(cells, [&](std::size_t c) {
      std::int64_t open = 0;
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) open += std::max(posts[f] - staff[f], 0);
      vacancies_[c] = open;
    });
    for (const CityId city : world.cities()) {
      std::int64_t sum = 0;
      for (const IndustryId s : world.industries()) {
        const CellId cell = world.region->cell(city, s);
        offset_[cell.value] = sum;
        sum += vacancies_[cell.value];
      }
    }
  }

  /// Of `open` vacancies and `idle` people, how many meet.
  static std::int64_t meetings(const World& world, std::int64_t open, std::int64_t idle) {
    if (!world.random_processes) return std::min(open, idle);
    const double met = world.labour_market->meetings(static_cast<double>(open), static_cast<double>(idle),
                                                     world.calendar.step_years());
    return static_cast<std::int64_t>(std::floor(met));
  }

  void match(World& world, Tier tier, OfEnterprise<std::int32_t>& staff, const OfEnterprise<std::int32_t>& posts) {
    count_vacancies(world, staff, posts);
    hires_.assign(world.city_count(), 0);
    std::vector<double>& phase = phase_;
    phase.assign(world.city_count(), 0.5);
    staff_.assign(world.region->cell_count(), {});
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      std::int64_t working = 0;
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) working += staff[f];
      staff_[c][0] = working;
    });
    for (const CityId city : world.cities()) {
      const PoolId pool = pool_of(city, tier);
      std::int64_t working = 0;
      for (const IndustryId s : world.industries()) working += staff_[world.region->cell(city, s).value][0];
      const CellId last = world.region->cell(city, IndustryId{world.industry_count() - 1});
      const std::int64_t open = offset_[last.value] + vacancies_[last.value];
      hires_[city.value] = meetings(world, open, std::max<std::int64_t>(0, world.households.labour_force[pool] - working));
      if (world.random_processes) phase[city.value] = world.luck.uniform(Event::matching, pool.value, world.calendar.step);
    }
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CityId city = world.region->city_of(CellId{c});
      const CellId last = world.region->cell(city, IndustryId{world.industry_count() - 1});
      const std::int64_t open = offset_[last.value] + vacancies_[last.value];
      if (vacancies_[c] == 0 || hires_[city.value] == 0) return;
      const double rate = static_cast<double>(hires_[city.value]) / static_cast<double>(open);
      const auto upto = [&](std::int64_t position) {  // hires among the first `position` vacancies of the city
        if (position == open) return hires_[city.value];
        return std::min(hires_[city.value],
                        static_cast<std::int64_t>(std::floor(static_cast<double>(position) * rate + phase[city.value])) -
                            (phase[city.value] >= 1 ? 1 : 0));
      };
      std::int64_t position = offset_[c];
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        const std::int64_t wanted = std::max(posts[f] - staff[f], 0);
        if (wanted == 0) continue;
        staff[f] += static_cast<std::int32_t>(upto(position + wanted) - upto(position));
        position += wanted;
      }
    });
  }
  std::vector<double> phase_;

  void match_experts(World& world) {
    Enterprises& e = world.enterprises;
    Experts& x = world.experts;
    count_vacancies(world, e.staff_expert, e.posts_expert);
    seekers_.resize(world.city_count());
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      std::vector<Seeker>& seekers = seekers_[c];
      seekers.clear();
      for (std::uint32_t i = x.city_begin[city]; i < x.city_begin[CityId{c + 1}]; ++i) {
        if (x.employer[ExpertId{i}].valid()) continue;
        const Words words = world.luck.words(Event::expert_matching, i, world.calendar.step);
        seekers.push_back({(static_cast<std::uint64_t>(words.w[0]) << 32) | words.w[1], i});
      }
      const CellId last = world.region->cell(city, IndustryId{world.industry_count() - 1});
      const std::int64_t open = offset_[last.value] + vacancies_[last.value];
      const std::int64_t met = meetings(world, open, static_cast<std::int64_t>(seekers.size()));
      if (met == 0) return;
      std::sort(seekers.begin(), seekers.end(),
                [](const Seeker& a, const Seeker& b) { return a.order != b.order ? a.order < b.order : a.expert < b.expert; });
      // seeker k takes the vacancy at position floor((k + 1/2) open / met) of the city's running sum
      std::int64_t position = 0, k = 0;
      const auto place = [&](std::int64_t seeker) {
        return static_cast<std::int64_t>((static_cast<double>(seeker) + 0.5) * static_cast<double>(open) / static_cast<double>(met));
      };
      for (const EnterpriseId f : world.enterprises_in(city)) {
        const std::int64_t wanted = std::max(e.posts_expert[f] - e.staff_expert[f], 0);
        if (wanted == 0) continue;
        for (; k < met && place(k) < position + wanted; ++k) {
          x.employer[ExpertId{seekers[static_cast<std::size_t>(k)].expert}] = f;
          ++e.staff_expert[f];
        }
        position += wanted;
      }
    });
  }

  /// People at work by city and tier.
  void count(World& world) {
    Enterprises& e = world.enterprises;
    staff_.assign(world.region->cell_count(), {});
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      std::array<std::int64_t, kTierCount> sum{};
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        sum[0] += e.staff_general[f];
        sum[1] += e.staff_college[f];
        sum[2] += e.staff_expert[f];
      }
      staff_[c] = sum;
    });
    for (const PoolId p : world.pools()) {
      std::int64_t working = 0;
      for (const IndustryId s : world.industries())
        working += staff_[world.region->cell(city_of(p), s).value][static_cast<std::size_t>(tier_of(p))];
      world.households.employed[p] = working;
    }
  }
};

}  // namespace

std::unique_ptr<Process> make_labour() { return std::make_unique<Labour>(); }

}  // namespace lingnan

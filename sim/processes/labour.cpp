// Wages move; people leave; vacancies and seekers of a city and tier meet, in whole persons.
//
// Wages: dln w = pi* + growth of productivity - slope (u - u*): the trend of outside prices, full pass-through of
// productivity, and a Phillips slope on the city's unemployment of the tier.
// Matching: general and college labour by systematic sampling over vacancies, experts one by one: which vacancies are filled
// goes by their running sum, who meets one by the order of a keyed hash. Of those who meet, an industry takes first who knows its
// work. All need no locks and give the same for any threads.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/labour_market.hpp"
#include "sim/world/trends.hpp"

namespace lingnan {

namespace {

/// Whole numbers below this have their chances of nobody leaving in a table.
constexpr std::int32_t kSmallStaff = 512;

/// How many of `count` people leave, by inversion: walks up the binomial distribution from `none`, the chance that
/// nobody does, until it passes `u`. `odds` = p/(1-p).
std::int32_t leavers(std::int32_t count, double odds, double none, double u) {
  std::int32_t gone = 0;
  double chance = none, upto = none;
  while (u >= upto && gone < count && chance > 0x1p-60) {
    chance *= odds * (count - gone);
    chance /= ++gone;
    upto += chance;
  }
  return gone;
}

/// Uniform luck of each; and the enterprises that anybody leaves, so that only those are walked through one by one.
LINGNAN_VECTORISED
std::size_t who_loses(std::size_t count, const std::int32_t* staff, const std::uint32_t* high, const std::uint32_t* low,
                      const double* nobody, double* luck, std::uint32_t* losers) {
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < count; ++i) luck[i] = to_uniform(high[i], low[i]);
  std::size_t some = 0;
  for (std::size_t i = 0; i < count; ++i) {
    losers[some] = static_cast<std::uint32_t>(i);
    some += luck[i] >= nobody[std::min(staff[i], kSmallStaff)] ? 1 : 0;
  }
  return some;
}

LINGNAN_VECTORISED
void keep_to_posts(std::size_t count, const std::int32_t* posts, std::int32_t* staff) {
  LINGNAN_INDEPENDENT_ROWS
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t most = posts[i] > 0 ? posts[i] : 0;
    staff[i] = staff[i] < most ? staff[i] : most;
  }
}

/// Each expert's chance to leave an employer; who has none is free.
LINGNAN_VECTORISED
void find_chances(const EnterpriseId* employer, std::size_t count, const double* leaves, double* chance) {
  of_employers(employer, count, leaves, 1.0, chance);
}

/// Open posts and people at work.
struct Places {
  std::int64_t open = 0, working = 0;
};
LINGNAN_VECTORISED
Places count_places(std::size_t count, const std::int32_t* staff, const std::int32_t* posts) {
  Places sum;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t open = posts[i] - staff[i];
    sum.open += open > 0 ? open : 0;
    sum.working += staff[i];
  }
  return sum;
}

/// How far ahead employers are fetched that are not next to each other in memory.

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
      find_idle(world);
    }
    collect_seekers(world);
    match(world, Tier::general, world.enterprises.staff_general, world.enterprises.posts_general);
    match(world, Tier::college, world.enterprises.staff_college, world.enterprises.posts_college);
    match_experts(world);
    count(world);
  }

 private:
  std::vector<std::vector<ExpertId>> idle_;          // [block of experts] without work
  OfEnterprise<double> leaves_;  // chance that an expert of it leaves in this step
  std::vector<std::vector<std::uint64_t>> lots_;     // [block of experts] of them: a random number above the expert's index
  std::vector<std::vector<std::uint64_t>> seekers_;  // [city] the same
  std::vector<double> nobody_;                       // [staff]: chance that nobody of so many leaves
  std::vector<std::int64_t> vacancies_, offset_, working_, hires_;  // by cell; hires by city
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
  void separate(World& world) {
    Enterprises& e = world.enterprises;
    const double leave = world.labour_market->leave(world.calendar.step_years());
    const double odds = leave / (1 - leave);
    const std::uint32_t step = world.calendar.step;
    nobody_.assign(kSmallStaff + 1, 1.0);
    for (std::size_t n = 1; n < kSmallStaff; ++n) nobody_[n] = nobody_[n - 1] * (1 - leave);
    nobody_[kSmallStaff] = 0;  // of more than that somebody may always leave
    const auto gone = [&](std::int32_t now, double u, std::uint64_t key, std::uint32_t tier) {
      return now < kSmallStaff ? leavers(now, odds, nobody_[static_cast<std::size_t>(now)], u)
                               : static_cast<std::int32_t>(
                                     world.luck.binomial(now, leave, Event::separation, key, step, 1 + tier));
    };
    for_each_block(e.size(), [&](std::size_t begin, std::size_t end) {
      ManyWords words;
      double luck[ManyWords::kMost];
      std::uint32_t losers[ManyWords::kMost];
      for (; begin < end; begin += ManyWords::kMost) {
        const EnterpriseId first{begin};
        const std::size_t count = std::min(ManyWords::kMost, end - begin);
        world.luck.words(Event::separation, &e.birth_key[first], count, step, words);
        std::int32_t* const staff[] = {&e.staff_general[first], &e.staff_college[first]};
        const std::int32_t* const posts[] = {&e.posts_general[first], &e.posts_college[first]};
        for (std::uint32_t k = 0; k < 2; ++k) {
          const std::size_t some =
              who_loses(count, staff[k], words.w[2 * k], words.w[2 * k + 1], nobody_.data(), luck, losers);
          for (std::size_t j = 0; j < some; ++j) {
            const std::uint32_t i = losers[j];
            staff[k][i] -= gone(staff[k][i], luck[i], e.birth_key[EnterpriseId{begin + i}], k);
          }
          keep_to_posts(count, posts[k], staff[k]);
        }
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
    const Enterprises& e = world.enterprises;
    Experts& x = world.experts;
    const double leave = world.labour_market->expert_leave(world.calendar.step_years());
    const std::uint32_t step = world.calendar.step;
    idle_.resize(blocks_of(x));
    if (leaves_.size() != e.size()) leaves_.assign(e.size());
    for_each(e.ids(), [&](EnterpriseId f) {
      const std::int32_t surplus = e.staff_expert[f] - e.posts_expert[f];
      leaves_[f] = surplus > 0 ? leave + (1 - leave) * static_cast<double>(surplus) / e.staff_expert[f] : leave;
    });
    for_each_block(x.count(), [&](std::size_t begin, std::size_t end) {
      std::vector<ExpertId>& idle = idle_[begin / kBlock];
      idle.resize(end - begin);
      std::size_t gone = 0;
      ManyWords words;
      std::uint64_t keys[ManyWords::kMost];
      double chance[ManyWords::kMost];
      const auto draw = [&](ExpertId first, std::size_t count) {
        std::copy_n(&x.key[first], count, keys);
        world.luck.words(Event::expert_separation, keys, count, step, words);
        find_chances(&x.employer[first], count, leaves_.data(), chance);
        for (std::size_t i = 0; i < count; ++i) {
          idle[gone] = ExpertId{first.value + i};  // kept if it leaves, or has no work
          gone += (words.w[0][i] + 0.5) * 0x1.0p-32 < chance[i] ? 1 : 0;
        }
      };
      for_some_experts(x, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), leaves_, draw);
      idle.resize(gone);
    });
    for (const std::vector<ExpertId>& idle : idle_)
      for (const ExpertId id : idle) {
        if (!x.employer[id].valid()) continue;
        --world.enterprises.staff_expert[x.employer[id]];
        x.employer[id] = EnterpriseId{};
      }
  }

  void find_idle(const World& world) {
    const Experts& x = world.experts;
    idle_.resize(blocks_of(x));
    for_each_block(x.count(), [&](std::size_t begin, std::size_t end) {
      std::vector<ExpertId>& idle = idle_[begin / kBlock];
      idle.clear();
      for (std::size_t i = begin; i < end; ++i)
        if (!x.employer[ExpertId{i}].valid()) idle.push_back(ExpertId{i});
    });
  }

  /// Experts without work, city by city, each with its lot.
  void collect_seekers(const World& world) {
    const Experts& x = world.experts;
    lots_.resize(idle_.size());
    for_each_task(idle_.size(), [&](std::size_t b) {
      const std::vector<ExpertId>& idle = idle_[b];
      lots_[b].clear();
      ManyWords words;
      std::uint64_t keys[ManyWords::kMost];
      for (std::size_t begin = 0; begin < idle.size(); begin += ManyWords::kMost) {
        const std::size_t count = std::min(ManyWords::kMost, idle.size() - begin);
        for (std::size_t i = 0; i < count; ++i) keys[i] = x.key[idle[begin + i]];
        world.luck.words(Event::expert_matching, keys, count, world.calendar.step, words);
        for (std::size_t i = 0; i < count; ++i)
          lots_[b].push_back((std::uint64_t{words.w[0][i]} << 32) | idle[begin + i].value);
      }
    });
    seekers_.resize(world.city_count());
    for_each_task(world.city_count(), [&](std::size_t c) {
      std::vector<std::uint64_t>& seekers = seekers_[c];
      seekers.clear();
      const std::uint32_t first = x.city_begin[CityId{c}], last = x.city_begin[CityId{c + 1}];
      for (std::size_t b = first / kBlock; b * kBlock < last; ++b)
        for (const std::uint64_t lot : lots_[b])
          if (const auto i = static_cast<std::uint32_t>(lot); first <= i && i < last) seekers.push_back(lot);
    });
  }

  /// Vacancies by cell and their running sums within each city; what a city can fill.
  void count_vacancies(World& world, const OfEnterprise<std::int32_t>& staff, const OfEnterprise<std::int32_t>& posts) {
    const std::size_t cells = world.region->cell_count();
    vacancies_.assign(cells, 0);
    offset_.assign(cells, 0);
    working_.assign(cells, 0);
    for_each_task(cells, [&](std::size_t c) {
      const IdRange<EnterpriseId> ids = world.enterprises_in(CellId{c});
      const Places places = count_places(ids.size(), &staff[ids.first], &posts[ids.first]);
      vacancies_[c] = places.open;
      working_[c] = places.working;
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

  /// Of `open` vacancies and `idle` people of a pool, how many meet; in whole persons by chance.
  static std::int64_t meetings(const World& world, PoolId pool, std::int64_t open, std::int64_t idle) {
    if (!world.random_processes) return std::min(open, idle);
    const double met = world.labour_market->meetings(static_cast<double>(open), static_cast<double>(idle),
                                                     world.calendar.step_years());
    const double up = world.luck.uniform(Event::matching, pool.value, world.calendar.step, 1);
    return std::min({open, idle, static_cast<std::int64_t>(met + up)});
  }

  void match(World& world, Tier tier, OfEnterprise<std::int32_t>& staff, const OfEnterprise<std::int32_t>& posts) {
    count_vacancies(world, staff, posts);
    hires_.assign(world.city_count(), 0);
    std::vector<double>& phase = phase_;
    phase.assign(world.city_count(), 0.5);
    for (const CityId city : world.cities()) {
      const PoolId pool = pool_of(city, tier);
      std::int64_t working = 0;
      for (const IndustryId s : world.industries()) working += working_[world.region->cell(city, s).value];
      const CellId last = world.region->cell(city, IndustryId{world.industry_count() - 1});
      const std::int64_t open = offset_[last.value] + vacancies_[last.value];
      hires_[city.value] = meetings(world, pool, open, std::max<std::int64_t>(0, world.households.labour_force[pool] - working));
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
        const double hired = static_cast<double>(position) * rate + phase[city.value];
        return std::min(hires_[city.value], static_cast<std::int64_t>(hired));
      };
      std::int64_t position = offset_[c], hired = upto(position);
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        position += std::max(posts[f] - staff[f], 0);  // a branch for those without would cost more than it saves
        const std::int64_t next = upto(position);
        staff[f] += static_cast<std::int32_t>(next - hired);
        hired = next;
      }
    });
  }
  std::vector<double> phase_;

  /// Who among those who meet goes to which industry of the city.
  struct Placing {
    std::vector<std::int64_t> left, next;  // [industry] posts that nobody has yet; where the next person stands in `persons`
    std::vector<std::uint16_t> industry;   // [seeker]
    std::vector<std::uint64_t> persons;    // the lots, by industry and in their order within it
  };
  std::vector<Placing> placing_;  // [city]

  /// Where the vacancy that person k takes lies in the city's running sum, when those filled are `apart` from each other.
  static std::int64_t vacancy_of(std::int64_t k, double apart) {
    return static_cast<std::int64_t>((static_cast<double>(k) + 0.5) * apart);
  }

  /// The first `met` seekers by the industries whose vacancies are filled: to each those who know its work, then the others, both
  /// by lot. Within an industry the lot says who goes where.
  void place_by_field(const World& world, CityId city, std::int64_t met, double apart) {
    constexpr std::uint16_t kNowhere = 0xFFFF;
    const std::vector<std::uint64_t>& seekers = seekers_[city.value];
    Placing& p = placing_[city.value];
    p.left.assign(world.industry_count(), 0);
    p.next.assign(world.industry_count(), 0);
    p.industry.assign(static_cast<std::size_t>(met), kNowhere);
    p.persons.resize(static_cast<std::size_t>(met));
    std::int64_t k = 0;
    for (const IndustryId s : world.industries()) {
      const std::size_t cell = world.region->cell(city, s).value;
      p.next[s.value] = k;
      while (k < met && vacancy_of(k, apart) < offset_[cell] + vacancies_[cell]) ++k;
      p.left[s.value] = k - p.next[s.value];
    }
    for (std::size_t i = 0; i < p.industry.size(); ++i) {
      const std::uint16_t field = world.experts.field[drawn(seekers[i])];
      if (p.left[field] == 0) continue;
      --p.left[field];
      p.industry[i] = field;
    }
    std::uint16_t open = 0;
    for (std::size_t i = 0; i < p.industry.size(); ++i) {
      if (p.industry[i] == kNowhere) {
        while (p.left[open] == 0) ++open;
        --p.left[open];
        p.industry[i] = open;
      }
      p.persons[static_cast<std::size_t>(p.next[p.industry[i]]++)] = seekers[i];
    }
  }

  void match_experts(World& world) {
    Enterprises& e = world.enterprises;
    Experts& x = world.experts;
    count_vacancies(world, e.staff_expert, e.posts_expert);
    placing_.resize(world.city_count());
    for_each_task(world.city_count(), [&](std::size_t c) {
      const CityId city{c};
      std::vector<std::uint64_t>& seekers = seekers_[c];
      const CellId last_cell = world.region->cell(city, IndustryId{world.industry_count() - 1});
      const std::int64_t open = offset_[last_cell.value] + vacancies_[last_cell.value];
      const std::int64_t met = meetings(world, pool_of(city, Tier::expert), open, static_cast<std::int64_t>(seekers.size()));
      if (met == 0) return;
      smallest_first(seekers, static_cast<std::size_t>(met));
      std::int64_t position = 0, k = 0;
      const double apart = static_cast<double>(open) / static_cast<double>(met);
      place_by_field(world, city, met, apart);
      const std::vector<std::uint64_t>& persons = placing_[c].persons;
      for (const EnterpriseId f : world.enterprises_in(city)) {
        const std::int64_t wanted = std::max(e.posts_expert[f] - e.staff_expert[f], 0);
        if (wanted == 0) continue;
        for (; k < met && vacancy_of(k, apart) < position + wanted; ++k) {
          x.employer[drawn(persons[static_cast<std::size_t>(k)])] = f;
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

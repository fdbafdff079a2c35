// Supply links end, and buyers look for other suppliers.
//
// A link ends by chance, the sooner the less of its input it carries; the buyer changes to another supplier when it has
// found one. A supplier that closes in order has told its customers. Where it failed or hardly delivers, the buyer is
// without it until it has found another one: searches take longer for essential inputs. Candidates come from the supplier's city, from others as trade shares move, and in a city by spare capacity, price and
// reliability: who lost a customer finds another one.
// Sources: survival of links of main partners 92-93 % a year (Japan), 45 % of all links in full VAT data; switching times
// after Barrot & Sauvagnat (2016).
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/base/vectorised.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/supply_links.hpp"

namespace lingnan {

namespace {

constexpr std::uint32_t kTries = 8;            // candidates looked at in one step
constexpr double kLeastSpare = 0.05;           // of demand: even who works at full capacity may take a customer
constexpr double kLargestOrder = 0.1;          // of demand: what stocks and hours can serve until staff has grown
constexpr std::uint32_t kFewLinks = 64;
constexpr std::uint32_t kGuideRows = 8;        // sellers to a guide post

class Rewire final : public Process {
  bool active = true;
  double turnover = 0.075;
  double light_turnover = 0.55;
  double switching_months = 2;
  double essential_switching_months = 9;
  double price_fitness = 2;
  double failing = 0.5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<Rewire>(*this); }
  std::string_view name() const override { return "rewire"; }
  std::string_view doc() const override { return "Supply links end and are replaced."; }

  void describe(Parameters& p) override {
    p.flag("active", active, {.doc = "Do supply links end? Without random processes they never do."});
    p.real("turnover", turnover,
           {.unit = "1/year", .min = 0, .max = 0.9, .doc = "Chance that a link ends that carries all of an input.",
            .source = "0.05-0.15; Japan: 92-93 % of main partners stay", .grade = "B"});
    p.real("light_turnover", light_turnover,
           {.unit = "1/year", .min = 0, .max = 0.9, .doc = "The same of a link that carries next to nothing.",
            .source = "55 % a year of all links in full VAT data", .grade = "C"});
    p.real("switching_months", switching_months,
           {.unit = "months", .min = 0.25, .max = 24, .doc = "Mean search for a supplier in place of one that is gone.",
            .source = "1-4", .grade = "D"});
    p.real("essential_switching_months", essential_switching_months,
           {.unit = "months", .min = 0.25, .max = 36, .doc = "The same for an essential input.",
            .source = "4-24; shocks last 2-3 quarters in Barrot & Sauvagnat (2016)", .grade = "D"});
    p.real("price_fitness", price_fitness,
           {.unit = "elasticity", .min = 0, .max = 8, .doc = "Chance to be found to the price relative to the cell's."});
    p.real("failing", failing,
           {.unit = "share", .min = 0, .max = 1, .doc = "Reliability below which a buyer looks for another supplier."});
  }

  void run(World& world, const Instruments& instruments) override {
    if (!active || !world.random_processes) return;
    list_sellers(world);
    find_urgent(world);
    changes_.resize(world.region->cell_count());
    scratch_.resize(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      changes_[c].clear();
      end_by_chance(world, CellId{c});
      replace_urgent(world, CellId{c}, instruments);
    });
    all_changes_.clear();
    for (const std::vector<LinkChange>& changes : changes_)
      all_changes_.insert(all_changes_.end(), changes.begin(), changes.end());
    if (!all_changes_.empty()) index_.update(world, all_changes_);
  }

 private:
  /// A link of a buyer whose supplier has closed or does not deliver.
  struct Urgent {
    LinkId link;
    EnterpriseId supplier;
    bool closed;
  };
  /// A link of an enterprise: its input, and the links of the same slot.
  struct Place {
    EnterpriseId buyer;
    std::uint32_t input;
    std::uint32_t first, last;
  };

  /// A link that might end.
  struct Doubtful {
    Place place;
    std::uint32_t link;
    double luck;
  };
  /// Sellers of a cell, and a share of the running sum of their attraction.
  struct Look {
    IdRange<EnterpriseId> sellers{};
    double u = 0;
  };
  /// A buyer's search for another supplier in place of a link's.
  struct Search {
    Place place;
    IndustryId product;
    std::uint32_t link;
    bool urgent;
    bool stays = false;  ///< where its supplier was
    CityId home{}, before{};
    Look first{};
    EnterpriseId likely{};  ///< who is found there
  };
  /// What a task works with; kept for the next one.
  struct Scratch {
    std::vector<std::pair<EnterpriseId, double>> buyers;  // with a link that might end; the luck that says so
    std::vector<Doubtful> doubtful;
    std::vector<Search> searches;
    std::vector<std::uint64_t> keys;                      // of buyers, and their draws
    std::vector<std::uint32_t> draws;
  };

  OfEnterprise<double> upto_, spare_;            // running sums of attraction of the sellers of a cell; spare capacity
  OfEnterprise<EnterpriseId> near_;              // at the k-th of n parts of the sum of a cell of n guide posts; the rest is empty
  OfEnterprise<std::uint32_t> seller_key_;       // whose luck `sells_` is
  OfEnterprise<std::uint8_t> sells_;
  OfEnterprise<std::uint32_t> links_;            // to suppliers; a row keeps its number whoever has it
  std::vector<std::vector<Urgent>> found_;       // [cell of the supplier]
  std::vector<Urgent> urgent_;                   // by link
  std::vector<std::vector<LinkChange>> changes_;  // [cell of the buyer]
  std::vector<LinkChange> all_changes_;
  std::vector<Scratch> scratch_;                 // [cell of the buyer]
  SalesIndex index_;

  void list_sellers(const World& world) {
    const std::size_t n = world.enterprises.size();
    if (upto_.size() != n) {
      upto_.assign(n);
      spare_.assign(n);
      near_.assign(n);
      seller_key_.assign(n);
      sells_.assign(n);
      links_.assign(n);
      for_each(world.enterprises.ids(), [&](EnterpriseId f) { links_[f] = links_of(world, f); });
    }
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const Enterprises& e = world.enterprises;
      const CellId cell{c};
      const Recipe& r = world.recipe(cell);
      const double mean = world.markets.price[cell], left = static_cast<double>(world.capacity_left[cell]);
      double sum = 0;
      const IdRange<EnterpriseId> sellers = world.enterprises_in(cell);
      for (const EnterpriseId f : sellers) {
        const auto key = static_cast<std::uint32_t>(e.birth_key[f]) | 1u;  // never that of an empty row
        if (seller_key_[f] != key) {
          seller_key_[f] = key;
          sells_[f] = sells_over_links(world, f) ? 1 : 0;
        }
      }
      for (std::uint32_t first = sellers.first.value; first < sellers.last.value; first += kBlock) {
        const std::size_t rows = std::min<std::size_t>(kBlock, sellers.last.value - first);
        find_spare({e, EnterpriseId{first}, rows}, {Capacity(r, world.norms, left), mean, price_fitness}, &sells_[EnterpriseId{first}],
                   &spare_[EnterpriseId{first}], &upto_[EnterpriseId{first}]);
      }
      for (const EnterpriseId f : sellers) upto_[f] = sum += upto_[f];
      put_up_guide_posts(sellers);
    });
  }

  /// Columns of some sellers of a cell.
  struct Sellers {
    std::size_t count;
    const double *capital, *demand, *price;
    const float *multiplicity, *reliability;

    Sellers(const Enterprises& e, EnterpriseId f, std::size_t rows)
        : count(rows), capital(&e.capital[f]), demand(&e.expected_demand[f]), price(&e.price[f]), multiplicity(&e.multiplicity[f]),
          reliability(&e.reliability[f]) {}
  };
  /// What they have in common.
  struct Cell {
    Capacity capacity;
    double mean_price, price_fitness;
  };
  /// Spare capacity of each, and how much it attracts: 0 of who does not sell over links.
  LINGNAN_VECTORISED static void find_spare(Sellers s, Cell cell, const std::uint8_t* __restrict sells, double* __restrict spare,
                                            double* __restrict attraction) {
    const Capacity capacity = cell.capacity;
    const double fitness = cell.price_fitness, mean = cell.mean_price;
    for (std::size_t i = 0; i < s.count; ++i) {
      const double demand = s.demand[i];
      spare[i] = larger(capacity.of(s.capital[i]) - demand, 0.0) + kLeastSpare * demand;
      const double attracts =
          spare[i] * static_cast<double>(s.reliability[i]) * within(1 + fitness * (mean / s.price[i] - 1), 0.1, 10.0);
      attraction[i] = sells[i] != 0 && s.multiplicity[i] > 0 ? attracts : 0.0;
    }
  }

  static std::uint32_t guide_posts(IdRange<EnterpriseId> sellers) {
    return (static_cast<std::uint32_t>(sellers.size()) + kGuideRows - 1) / kGuideRows;
  }

  /// Guide posts tell from which of the sellers to look, a few rows before the one that is meant.
  void put_up_guide_posts(IdRange<EnterpriseId> sellers) {
    if (sellers.size() == 0) return;
    const std::uint32_t posts = guide_posts(sellers), last = sellers.last.value - 1;
    const double part = upto_[EnterpriseId{last}] / posts;
    std::uint32_t post = 0;
    for (std::uint32_t f = sellers.first.value; f <= last; f += kGuideRows)
      for (const double upto = upto_[EnterpriseId{std::min(f + kGuideRows - 1, last)}]; post < posts && post * part < upto; ++post)
        near_[EnterpriseId{sellers.first.value + post}] = EnterpriseId{f};
  }

  /// The post where `seller_at` begins. Source: Chen & Asau (1974), On generating random variates from an empirical distribution.
  static EnterpriseId guess(const Look& at) {
    return EnterpriseId{at.sellers.first.value + static_cast<std::uint32_t>(at.u * guide_posts(at.sellers))};
  }
  bool anybody_sells(const Look& at) const {
    return at.sellers.size() > 0 && upto_[EnterpriseId{at.sellers.last.value - 1}] > 0;
  }
  EnterpriseId seller_at(const Look& look) const {
    const double at = look.u * upto_[EnterpriseId{look.sellers.last.value - 1}];
    EnterpriseId f = near_[guess(look)];
    while (f != look.sellers.first && upto_[EnterpriseId{f.value - 1}] > at) --f.value;
    while (upto_[f] <= at && f.value + 1 < look.sellers.last.value) ++f.value;
    return f;
  }

  static std::uint32_t links_of(const World& world, EnterpriseId f) {
    std::uint32_t links = 0;
    for (std::uint32_t k = 0; k < world.enterprises.input_count[f]; ++k) {
      const SlotId slot = world.enterprises.slot(f, k);
      links += world.slots.link_begin[SlotId{slot.value + 1u}] - world.slots.link_begin[slot];
    }
    return links;
  }

  /// Links to suppliers that are closed or fail, found from the suppliers' side because they are few.
  void find_urgent(const World& world) {
    const Enterprises& e = world.enterprises;
    found_.resize(world.region->cell_count());
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      found_[c].clear();
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        const bool fails = static_cast<double>(e.reliability[f]) < failing;
        if (e.multiplicity[f] > 0 && !fails) continue;
        for (std::uint32_t k = e.sale_begin[f]; k < e.sale_begin[EnterpriseId{f.value + 1u}]; ++k)
          found_[c].push_back({world.links.sales[LinkId{k}], f, !fails});
      }
    });
    urgent_.clear();
    for (const std::vector<Urgent>& found : found_) urgent_.insert(urgent_.end(), found.begin(), found.end());
    std::sort(urgent_.begin(), urgent_.end(), [](const Urgent& a, const Urgent& b) { return a.link < b.link; });
  }

  // Links that might end are drawn by leaps at the highest rate; each then ends with the ratio of its own rate to it. They
  // lie far apart: each pass asks for the memory that the next one reads.
  void end_by_chance(World& world, CellId cell) {
    const double step = world.calendar.step_years();
    const double highest = std::min(0.5, step * std::max(turnover, light_turnover));
    if (highest <= 0) return;
    const std::vector<Input>& inputs = world.recipe(cell).inputs;
    Scratch& scratch = scratch_[cell.value];
    find_doubtful(world, cell, highest);
    scratch.searches.clear();
    for (const Doubtful& one : scratch.doubtful)
      if (one.luck * highest < step * rate(world, one.place, one.link)) {
        __builtin_prefetch(&world.links.supplier[LinkId{one.link}]);
        __builtin_prefetch(&world.links.order[LinkId{one.link}]);
        scratch.searches.push_back({one.place, inputs[one.place.input].supplier, one.link, false});
      }
    for (const Search& search : scratch.searches)
      __builtin_prefetch(&world.enterprises.cell[world.links.supplier[LinkId{search.link}]]);
    begin_searches(world, scratch);
    for (const Search& search : scratch.searches) replace(world, search);
  }

  /// Links of a cell's buyers that might end, in order.
  void find_doubtful(const World& world, CellId cell, double highest) {
    const Enterprises& e = world.enterprises;
    std::array<double, kFewLinks + 1> none;  // chance that none of so many might end; of more than that some always may
    none[0] = 1;
    for (std::size_t n = 1; n < kFewLinks; ++n) none[n] = none[n - 1] * (1 - highest);
    none[kFewLinks] = 0;
    ManyWords words;
    Scratch& scratch = scratch_[cell.value];
    scratch.doubtful.clear();
    const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
    for (std::uint32_t begin = ids.first.value; begin < ids.last.value; begin += ManyWords::kMost) {
      const std::size_t rows = std::min<std::size_t>(ManyWords::kMost, ids.last.value - begin);
      world.luck.words(Event::link_end, &e.birth_key[EnterpriseId{begin}], rows, world.calendar.step, words);
      scratch.buyers.resize(rows);
      std::size_t some = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        const EnterpriseId f{begin + i};
        const double u = to_uniform(words.w[0][i], words.w[1][i]);
        scratch.buyers[some] = {f, u};
        some += static_cast<std::size_t>(!(u <= none[std::min(links_[f], kFewLinks)]) & (e.multiplicity[f] > 0));
      }
      scratch.buyers.resize(some);
      leap(world, highest, scratch);
    }
  }

  /// Among the links of each buyer.
  void leap(const World& world, double highest, Scratch& scratch) const {
    const Enterprises& e = world.enterprises;
    const auto& link_begin = world.slots.link_begin;
    const double per_leap = 1 / std::log1p(-highest), only = world.calendar.step_years() * turnover;
    ManyWords words;
    scratch.keys.clear();
    for (const auto& [f, u] : scratch.buyers) {
      for (std::uint32_t k = 0; k < e.input_count[f]; ++k) __builtin_prefetch(&link_begin[e.slot(f, k)]);
      scratch.keys.push_back(e.birth_key[f]);
    }
    scratch.draws.assign(scratch.keys.size(), 1);
    world.luck.words(Event::link_end, scratch.keys.data(), scratch.draws.data(), scratch.keys.size(), world.calendar.step, words);
    for (std::size_t i = 0; i < scratch.buyers.size(); ++i) {
      const auto& [f, u] = scratch.buyers[i];
      double next = std::floor(std::log(u) * per_leap);
      double seen = 0;
      std::uint32_t draw = 0;
      for (std::uint32_t k = 0; k < e.input_count[f]; ++k) {
        const SlotId slot = e.slot(f, k);
        const Place place{f, k, link_begin[slot], link_begin[SlotId{slot.value + 1u}]};
        const double upto = seen + (place.last - place.first);
        while (next < upto) {
          const auto l = place.first + static_cast<std::uint32_t>(next - seen);
          const Words word = ++draw == 1 ? words.of(i) : world.luck.words(Event::link_end, e.birth_key[f], world.calendar.step, draw);
          next += 1 + std::floor(std::log(to_uniform(word.w[0], word.w[1])) * per_leap);
          const double luck = to_uniform(word.w[2], word.w[3]);
          // the only link of a slot carries all of it, so that its rate is known
          if (place.last - place.first == 1 && !(luck * highest < only)) continue;
          __builtin_prefetch(&world.links.weight[LinkId{l}]);
          scratch.doubtful.push_back({place, l, luck});
        }
        seen = upto;
      }
    }
  }

  /// Rate a year at which a link ends.
  double rate(const World& world, const Place& place, std::uint32_t link) const {
    double weights = 0;
    for (std::uint32_t l = place.first; l < place.last; ++l) weights += static_cast<double>(world.links.weight[LinkId{l}]);
    const double light = 1 - static_cast<double>(world.links.weight[LinkId{link}]) / weights;
    return turnover + (light_turnover - turnover) * light * light * light * light;
  }

  void replace_urgent(World& world, CellId cell, const Instruments& instruments) {
    const Enterprises& e = world.enterprises;
    const IdRange<EnterpriseId> ids = world.enterprises_in(cell);
    if (urgent_.empty() || ids.size() == 0) return;
    Scratch& scratch = scratch_[cell.value];
    std::vector<Search>& searches = scratch.searches;
    searches.clear();
    const std::vector<Input>& inputs = world.recipe(cell).inputs;
    const double months = 12 * world.calendar.step_years() *
                          instruments.lift(Lift::search, world.region->city_of(cell), world.region->industry_of(cell));
    const double usual = -std::expm1(-months / switching_months), slow = -std::expm1(-months / essential_switching_months);
    const auto& begin = world.slots.link_begin;
    auto u = std::lower_bound(urgent_.begin(), urgent_.end(), LinkId{begin[SlotId{e.first_slot[ids.first]}]},
                              [](const Urgent& urgent, LinkId link) { return urgent.link < link; });
    for_each_group(e, ids, [&](const SlotGroup& g) {
      const std::uint32_t end = begin[SlotId{g.first_slot + g.slots()}];
      for (; u != urgent_.end() && u->link.value < end; ++u) {
        const auto slot = static_cast<std::uint32_t>(
            std::upper_bound(&begin[SlotId{g.first_slot}], &begin[SlotId{g.first_slot}] + g.slots(), u->link.value) -
            &begin[SlotId{g.first_slot}] - 1);
        const Place place{g.enterprise(slot % g.size), slot / g.size, begin[SlotId{g.first_slot + slot}],
                          begin[SlotId{g.first_slot + slot + 1}]};
        const bool replaced = world.links.supplier[u->link] != u->supplier;
        if (replaced || !(e.multiplicity[place.buyer] > 0)) continue;
        const Input& in = inputs[place.input];
        const double chance = u->closed ? 1.0 : in.input_class == InputClass::essential ? slow : usual;
        const double luck = world.luck.uniform(Event::link_urgent, e.birth_key[place.buyer], world.calendar.step,
                                               draw_of(place, u->link.value));
        if (!(luck < chance)) continue;
        searches.push_back({place, in.supplier, u->link.value, true});
      }
    });
    begin_searches(world, scratch);
    for (const Search& search : searches) replace(world, search);
  }

  static std::uint32_t draw_of(const Place& place, std::uint32_t link) { return link - place.first + place.input * 4096; }

  void replace(World& world, const Search& search) {
    const LinkId link{search.link};
    const EnterpriseId before = world.links.supplier[link];
    const EnterpriseId other = find(world, search);
    if (!other.valid()) return;
    world.links.supplier[link] = other;
    changes_[world.enterprises.cell[search.place.buyer].value].push_back({link, before, other});
  }

  /// A city by what `home` buys of the product from each in this step.
  static CityId drawn_origin(const World& world, IndustryId product, CityId home, double u) {
    CityId origin;
    for (const CityId o : world.cities()) {
      const double share = world.markets.share_at(product, o, home);
      if (share <= 0) continue;
      origin = o;
      u -= share;
      if (u < 0) break;
    }
    return origin;
  }

  /// Searches begin side by side: of each pass the next one needs what it asked the memory for.
  void begin_searches(const World& world, Scratch& scratch) const {
    const Enterprises& e = world.enterprises;
    std::vector<Search>& searches = scratch.searches;
    ManyWords origin, first;
    for (std::size_t begin = 0; begin < searches.size(); begin += ManyWords::kMost) {
      const std::size_t count = std::min(ManyWords::kMost, searches.size() - begin);
      scratch.keys.clear();
      scratch.draws.clear();
      for (std::size_t i = begin; i < begin + count; ++i) {
        scratch.keys.push_back(e.birth_key[searches[i].place.buyer]);
        scratch.draws.push_back(draw_of(searches[i].place, searches[i].link));
      }
      world.luck.words(Event::link_origin, scratch.keys.data(), scratch.draws.data(), count, world.calendar.step, origin);
      for (std::uint32_t& draw : scratch.draws) draw *= kTries;
      world.luck.words(Event::link_search, scratch.keys.data(), scratch.draws.data(), count, world.calendar.step, first);
      for (std::size_t i = 0; i < count; ++i) {
        Search& search = searches[begin + i];
        begin_search(world, origin.of(i), first.of(i), search);
        if (search.first.sellers.size() > 0) __builtin_prefetch(&near_[guess(search.first)]);
      }
    }
    for (const Search& search : searches)
      if (anybody_sells(search.first)) __builtin_prefetch(&upto_[near_[guess(search.first)]]);
    for (Search& search : searches) {
      if (!anybody_sells(search.first)) continue;
      search.likely = seller_at(search.first);
      __builtin_prefetch(&spare_[search.likely]);
      __builtin_prefetch(&e.expected_demand[search.likely]);
    }
  }

  /// The buyer looks where its supplier was, unless that city has lost ground in what the buyer's city buys.
  void begin_search(const World& world, const Words& origin, const Words& first, Search& search) const {
    const Enterprises& e = world.enterprises;
    search.home = world.region->city_of(e.cell[search.place.buyer]);
    search.before = world.region->city_of(e.cell[world.links.supplier[LinkId{search.link}]]);
    const double base = world.markets.base_share_at(search.product, search.before, search.home);
    const double kept = base > 0 ? world.markets.share_at(search.product, search.before, search.home) / base : 1.0;
    search.stays = to_uniform(origin.w[0], origin.w[1]) < kept;
    search.first = look(world, search, 0, first);
  }

  /// Where the buyer looks at its `t`-th try; no sellers where nobody sells to its city.
  Look look(const World& world, const Search& search, std::uint32_t t) const {
    return look(world, search, t,
                world.luck.words(Event::link_search, world.enterprises.birth_key[search.place.buyer], world.calendar.step,
                                 draw_of(search.place, search.link) * kTries + t));
  }
  static Look look(const World& world, const Search& search, std::uint32_t t, const Words& words) {
    const CityId origin = search.stays && (!search.urgent || t < kTries / 2)
                              ? search.before
                              : drawn_origin(world, search.product, search.home, to_uniform(words.w[0], words.w[1]));
    if (!origin.valid()) return {};
    return {world.enterprises_in(world.region->cell(origin, search.product)), to_uniform(words.w[2], words.w[3])};
  }

  /// Another supplier of the same input; invalid if none was found in this step.
  EnterpriseId find(const World& world, const Search& search) const {
    const Enterprises& e = world.enterprises;
    const Place& place = search.place;
    const EnterpriseId* const known_first = &world.links.supplier[LinkId{place.first}];
    const EnterpriseId* const known_last = known_first + (place.last - place.first);
    const double wanted = static_cast<double>(world.links.order[LinkId{search.link}]);
    for (std::uint32_t t = 0; t < kTries; ++t) {
      const Look at = t == 0 ? search.first : look(world, search, t);
      if (!anybody_sells(at)) continue;
      const EnterpriseId other = t == 0 ? search.likely : seller_at(at);
      if (other == place.buyer || wanted > spare_[other]) continue;
      if (!search.urgent && wanted > kLargestOrder * e.expected_demand[other]) continue;
      if (std::find(known_first, known_last, other) == known_last) return other;
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Process> make_rewire() { return std::make_unique<Rewire>(); }

}  // namespace lingnan

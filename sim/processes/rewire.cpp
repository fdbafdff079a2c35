// Supply links end, and buyers look for other suppliers.
//
// A link ends by chance, the sooner the less of its input it carries; the buyer changes to another supplier when it has
// found one. A supplier that closes in order has told its customers. Where it failed or hardly delivers, the buyer is
// without it until it has found another one: searches take longer for essential inputs. Candidates come from the cities as trade shares say and in a city by spare capacity, price and
// reliability: who lost a customer finds another one.
// Sources: survival of links of main partners 92-93 % a year (Japan), 45 % of all links in full VAT data; switching times
// after Barrot & Sauvagnat (2016).
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/supply_links.hpp"

namespace lingnan {

namespace {

constexpr std::uint32_t kTries = 8;            // candidates looked at in one step
constexpr double kLeastSpare = 0.05;           // of demand: even who works at full capacity may take a customer
constexpr double kLargestOrder = 0.1;          // of demand: what stocks and hours can serve until staff has grown
constexpr double kLightLink = 4;               // how fast turnover falls from the lightest link to one that carries all

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

  void run(World& world, const Instruments&) override {
    if (!active || !world.random_processes) return;
    list_sellers(world);
    changed_.assign(world.region->cell_count(), 0);
    const double step = world.calendar.step_years();
    const double months = 12 * step;
    const double found[2] = {-std::expm1(-months / switching_months), -std::expm1(-months / essential_switching_months)};
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const Recipe& r = world.recipe(cell);
      Enterprises& e = world.enterprises;
      std::uint32_t changed = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if (!(e.multiplicity[f] > 0)) continue;
        for (std::uint32_t k = 0; k < e.input_count[f]; ++k) {
          const Input& in = r.inputs[k];
          if (!in.linked) continue;
          const SlotId slot = e.slot(f, k);
          const std::uint32_t first = world.slots.link_begin[slot], last = world.slots.link_begin[SlotId{slot.value + 1u}];
          double weights = 0;
          for (std::uint32_t l = first; l < last; ++l) weights += static_cast<double>(world.links.weight[LinkId{l}]);
          for (std::uint32_t l = first; l < last; ++l) {
            const EnterpriseId supplier = world.links.supplier[LinkId{l}];
            const bool fails = static_cast<double>(e.reliability[supplier]) < failing;
            const bool closed = !(e.multiplicity[supplier] > 0) && !fails;
            const double light = 1 - static_cast<double>(world.links.weight[LinkId{l}]) / weights;
            const double chance =
                closed  ? 1.0
                : fails ? found[in.input_class == InputClass::essential ? 1 : 0]
                        : step * (turnover + (light_turnover - turnover) * power(light));
            const Words words = world.luck.words(Event::link_end, e.birth_key[f], world.calendar.step, l - first + k * 4096);
            if (to_uniform(words.w[0], words.w[1]) >= chance) continue;
            const EnterpriseId other = search(world, cell, f, in.supplier, k, first, last, l, closed || fails);
            if (!other.valid()) continue;
            world.links.supplier[LinkId{l}] = other;
            ++changed;
          }
        }
      }
      changed_[c] = changed;
    });
    if (std::any_of(changed_.begin(), changed_.end(), [](std::uint32_t n) { return n > 0; })) index_sales(world, next_);
  }

 private:
  OfEnterprise<double> upto_, spare_;       // running sums of attraction of the sellers of a cell; spare capacity
  std::vector<std::uint32_t> changed_, next_;

  static double power(double light) {
    static_assert(kLightLink == 4);
    return light * light * light * light;
  }

  void list_sellers(const World& world) {
    if (upto_.size() != world.enterprises.size()) {
      upto_.assign(world.enterprises.size());
      spare_.assign(world.enterprises.size());
    }
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const Enterprises& e = world.enterprises;
      const CellId cell{c};
      const Recipe& r = world.recipe(cell);
      const double mean = world.markets.price[cell], left = static_cast<double>(world.capacity_left[cell]);
      double sum = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        if (e.multiplicity[f] > 0 && sells_over_links(world, f)) {
          const double demand = e.expected_demand[f];
          spare_[f] = std::max(capacity(r, world.norms, e.capital[f], left) - demand, 0.0) + kLeastSpare * demand;
          sum += spare_[f] * static_cast<double>(e.reliability[f]) *
                 std::clamp(1 + price_fitness * (mean / e.price[f] - 1), 0.1, 10.0);
        }
        upto_[f] = sum;
      }
    });
  }

  /// Another supplier of the same input; invalid if none was found in this step.
  EnterpriseId search(const World& world, CellId cell, EnterpriseId f, IndustryId product, std::uint32_t k,
                      std::uint32_t first, std::uint32_t last, std::uint32_t link, bool urgent) const {
    const Enterprises& e = world.enterprises;
    const CityId home = world.region->city_of(cell);
    const double wanted = static_cast<double>(world.links.order[LinkId{link}]);
    for (std::uint32_t t = 0; t < kTries; ++t) {
      const Words words = world.luck.words(Event::link_search, e.birth_key[f], world.calendar.step,
                                           (link - first + k * 4096) * kTries + t);
      double u = to_uniform(words.w[0], words.w[1]);
      CityId origin;
      for (const CityId o : world.cities()) {
        const double share = world.markets.share_at(product, o, home);
        if (share <= 0) continue;
        origin = o;
        u -= share;
        if (u < 0) break;
      }
      if (!origin.valid()) return {};
      const IdRange<EnterpriseId> makers = world.enterprises_in(world.region->cell(origin, product));
      if (makers.size() == 0) continue;
      const double* const upto = &upto_[makers.first];
      const double all = upto[makers.size() - 1];
      if (!(all > 0)) continue;
      const double at = to_uniform(words.w[2], words.w[3]) * all;
      const EnterpriseId other{makers.first.value + static_cast<std::uint32_t>(
                                                        std::upper_bound(upto, upto + makers.size(), at) - upto)};
      if (other == f || wanted > spare_[other]) continue;
      if (!urgent && wanted > kLargestOrder * e.expected_demand[other]) continue;
      const bool known = std::any_of(&world.links.supplier[LinkId{first}], &world.links.supplier[LinkId{first}] + (last - first),
                                     [&](EnterpriseId s) { return s == other; });
      if (!known) return other;
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Process> make_rewire() { return std::make_unique<Rewire>(); }

}  // namespace lingnan

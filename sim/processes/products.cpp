// New products spread among final users; who makes them learns by doing; others begin to make them.
//
// A class of new products is made by enterprises of its industries, with the inputs of those industries. Adopters F of a
// class grow as in the generalised Bass model, dF = (p + q F)(1 - F)(1 + beta c^) dt, c^ the rate at which unit cost falls,
// as far as makers deliver. Adopters buy a share m F of what an industry sells to final users at home and outside, m the
// share when all have adopted: orders go to the makers and leave ordinary products, a part the maker's own (cannibalisation),
// the rest those of the whole industry, and no money is added. Who cannot deliver gets no more: those orders go to other makers or stay with ordinary products. An enterprise makes
// one class at most; a share of its sales in markets is of it.
// Unit cost follows Wright's law, c = (Q / Q0)^-b, b = -log2(1 - rate). Makers elsewhere go down the same curve, so a part of
// this is in the given path of productivity and in what outside goods offer; all of it is, as long as the class keeps its
// first day's share of sales. The rest makes makers of the region better: labour per unit falls, and what learning saves of
// other inputs, whose coefficients are those of the table, shows as quality.
// Enterprises with experts begin to make a class where its market grows and the city does related things, or when one of
// their projects has become a product.
// Sources: Bass (1969), A new product growth for model consumer durables; Bass, Krishnan & Jain (1994), Why the Bass model
// fits without decision variables; Wright (1936), Factors affecting the cost of airplanes; Hidalgo et al. (2007), The product
// space conditions the development of nations, for the density of related industries; Irwin & Klenow (1994), Learning-by-doing
// spillovers in the semiconductor industry.
#include <algorithm>
#include <cmath>

#include "sim/base/parallel.hpp"
#include "sim/policy/instruments.hpp"
#include "sim/processes/formulas.hpp"
#include "sim/processes/processes.hpp"
#include "sim/world/relatedness.hpp"
#include "sim/world/selection.hpp"
#include "sim/world/succession.hpp"

namespace lingnan {

namespace {

constexpr std::uint32_t kTries = 64;            // draws of a row for one that begins
constexpr double kLargestChange = 1.25;         // of a class in an industry within a step, up or down
constexpr double kLargestBeginner = 0.1;        // of the class in its industry
constexpr double kNearlyAll = 0.95;             // of an enterprise's sales in markets
constexpr double kDelivers = 0.999;             // of its orders

class NewProducts final : public Process {
  double potential = 1;
  double innovation = 1, imitation = 1;
  double price_response = 1;
  double learning = 1, common_learning = 0.75;
  double entry_response = 0.5;
  double relatedness = 1;
  double expert_response = 0.5;
  double mature_at = 0.5, cost_response = 1.1;
  double first_share = 0.25;
  double own_displacement = 0.5;

 public:
  std::unique_ptr<Process> clone() const override { return std::make_unique<NewProducts>(*this); }
  std::string_view name() const override { return "products"; }
  std::string_view doc() const override { return "New products: diffusion, learning by doing, who makes them where."; }

  void describe(Parameters& p) override {
    p.real("potential", potential,
           {.unit = "ratio", .min = 0, .max = 1.1,
            .doc = "What multiplies the potentials of all classes of new products; 0 for no new products."});
    p.real("innovation", innovation,
           {.unit = "ratio", .min = 0, .max = 10,
            .doc = "What multiplies the rates at which people adopt on their own account.", .symbol = "p",
            .source = "p 0.001-0.03 a year"});
    p.real("imitation", imitation,
           {.unit = "ratio", .min = 0, .max = 3,
            .doc = "What multiplies the rates at which people adopt because others have; with both at 0 nobody adopts any more.",
            .symbol = "q", .source = "q 0.2-0.6 a year"});
    p.real("price_response", price_response,
           {.unit = "elasticity", .min = 0, .max = 4,
            .doc = "Speed of adoption to the rate at which unit cost falls, in years.", .symbol = "beta"});
    p.real("learning", learning,
           {.unit = "ratio", .min = 0, .max = 1.4, .doc = "What multiplies the learning rates of all classes.",
            .source = "rates +-40 %"});
    p.real("common_learning", common_learning,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of what makers learn, makers everywhere learn as well: it is part of the given path of productivity and of "
                   "what the outside offers. Unit cost in the results falls by all of it.",
            .source = "learning spills over between firms and countries alike, Irwin & Klenow (1994); the share is assumed"});
    p.real("entry_response", entry_response,
           {.unit = "elasticity", .min = 0, .max = 2,
            .doc = "Growth of the number of makers by entry to growth of adopters. Without random processes nobody enters."});
    p.real("relatedness", relatedness,
           {.unit = "exponent", .min = 0, .max = 3,
            .doc = "Chance that a city's enterprises begin, to the density of related industries in the city.", .symbol = "phi",
            .source = "0.5-2"});
    p.real("expert_response", expert_response,
           {.unit = "exponent", .min = 0, .max = 2, .doc = "The same to experts among its employed, relative to the region."});
    p.real("mature_at", mature_at,
           {.unit = "share", .min = 0.01, .max = 100,
            .doc = "Adopters at which a class is mature: until then what experts and related industries of a city count for who begins "
                   "falls to nothing, and what its wages count grows. 100: never.",
            .source = "products leave where they were developed when they are standardised, Vernon (1966), Duranton & Puga (2001); when "
                      "is assumed: half have adopted, growth is past its peak"});
    p.real("cost_response", cost_response,
           {.unit = "elasticity", .min = 0, .max = 5,
            .doc = "Fall of the chance that a city's enterprises begin with a mature class with its wage of general workers.",
            .source = "births of plants to wages -0.4 to -1.1, Carlton (1983); recalled", .grade = "C"});
    p.real("first_share", first_share,
           {.unit = "share", .min = 0.01, .max = 0.9,
            .doc = "Of the sales in markets of one that begins, and of makers on the first day: the new product."});
    p.real("own_displacement", own_displacement,
           {.unit = "share", .min = 0, .max = 1,
            .doc = "Of the growth of a new product, what takes the place of its maker's own ordinary products, as far as it has "
                   "any; the rest takes the place of ordinary products of all makers of the industry."});
  }

  void run(World& world, const Instruments& instruments) override {
    world.step_flows.growth.learning = 0;
    if (world.region->product_classes.empty() || !(potential > 0)) return;
    prepare(world);
    references_.assign(classes_, 1.0);
    for (const FirstUse& use : instruments.first_uses) {
      references_[use.product.value] *= use.references;
      if (world.calendar.step > 0) world.products.cumulated[use.product] += use.units;
    }
    closer_.assign(classes_, 0.0);
    for (const RelatedEntry& entry : instruments.related_entries)
      for (const ClassId k : world.classes())
        if (entry.reach->covers(k)) closer_[k.value] += entry.exponent;
    markets(world);
    if (world.calendar.step == 0) first_day(world);
    count(world);
    if (world.random_processes && world.calendar.step > 0) {
      launches(world);
      entries(world);
    }
    spread(world);
    move_orders(world);
    learn(world);
  }

 private:
  // scratch, sized once
  std::size_t classes_ = 0;
  std::vector<double> likeness_;                 // [class][industry]: of the class's industries and another
  std::vector<double> part_;                     // [class][industry]: share of sales to final users when all have adopted
  std::vector<double> weight_;                   // [class][industry]
  OfCell<double> market_, shares_;               // orders of final users; sum of market shares
  std::vector<double> industry_market_;          // [industry]
  std::vector<double> mass_, short_, delivered_;  // [cell][class]: orders of the class, to makers that cannot deliver, served
  std::vector<double> total_, total_short_;      // [class][industry]: orders of the class
  std::vector<double> makers_, ordered_;         // [class]: real enterprises; orders
  std::vector<double> growth_, growth_short_;    // [class][industry]: of orders of the class
  std::vector<double> ordinary_;                 // [industry]: of other orders
  std::vector<double> before_, after_;           // [industry]: orders of classes and what they displace at their makers
  std::vector<double> references_, closer_;      // [class]: what first users make of adoption; exponent of relatedness, added
  std::vector<double> gain_;                     // [class]: log points of unit cost beyond the usual and beyond others
  std::vector<double> city_output_, city_related_;  // [city][industry], [city]
  std::vector<double> odds_;                     // [city]
  OfCell<double> displaced_;                     // ordinary orders of makers that their new products take the place of
  OfCell<double> learnt_;                        // productivity, times output
  std::vector<std::pair<double, EnterpriseId>> candidates_;

  std::size_t at(ClassId k, IndustryId u) const { return k.value * ordinary_.size() + u.value; }
  double& mass(CellId cell, ClassId k) { return mass_[cell.value * classes_ + k.value]; }

  void prepare(const World& world) {
    if (!part_.empty()) return;
    const Region& region = *world.region;
    const std::size_t n = region.industry_count(), cells = region.cell_count();
    classes_ = region.product_classes.size();
    for (auto* list : {&likeness_, &part_, &weight_, &total_, &total_short_, &growth_, &growth_short_}) list->assign(classes_ * n, 0.0);
    ordinary_.assign(n, 1.0);
    for (auto* list : {&industry_market_, &before_, &after_}) list->assign(n, 0.0);
    for (auto* list : {&makers_, &ordered_, &gain_}) list->assign(classes_, 0.0);
    for (auto* list : {&mass_, &short_, &delivered_}) list->assign(cells * classes_, 0.0);
    for (auto* column : {&market_, &shares_, &displaced_, &learnt_}) column->assign(cells);
    city_output_.assign(cells, 0.0);
    for (auto* list : {&city_related_, &odds_}) list->assign(region.city_count(), 0.0);
    const IndustryMatrix like = likeness_of_inputs(region);
    for (std::size_t k = 0; k < classes_; ++k)
      for (const ProductClass::Part& part : region.product_classes[k].parts) {
        part_[k * n + part.industry.value] = part.market_share * potential;
        weight_[k * n + part.industry.value] = part.weight;
        for (std::size_t s = 0; s < n; ++s)
          likeness_[k * n + s] +=
              part.weight * like(static_cast<Eigen::Index>(part.industry.value), static_cast<Eigen::Index>(s));
      }
  }

  /// What final users order from each cell, and how it is shared.
  void markets(World& world) {
    const Markets& m = world.markets;
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      double sum = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) sum += world.enterprises.market_share[f];
      shares_[cell] = sum;
      market_[cell] = sum > 0 ? m.final_orders[cell] + m.export_orders_country[cell] + m.export_orders_world[cell] : 0.0;
    });
    std::fill(industry_market_.begin(), industry_market_.end(), 0.0);
    for (const CellId cell : world.cells()) industry_market_[world.region->industry_of(cell).value] += market_[cell];
  }

  /// Orders of final users to an enterprise.
  double orders(const Enterprises& e, EnterpriseId f) const {
    const CellId cell = e.cell[f];
    return shares_[cell] > 0 ? e.market_share[f] / shares_[cell] * market_[cell] : 0.0;
  }

  /// What the class is to sell in an industry, by its adopters.
  double wanted(const World& world, ClassId k, IndustryId u) const {
    return part_[at(k, u)] * world.products.adopters[k] * industry_market_[u.value];
  }

  /// How likely cities are to begin with a class in one of its industries, per yuan sold there.
  void weigh_cities(const World& world, ClassId k) {
    const Region& region = *world.region;
    const std::size_t n = region.industry_count(), cities = region.city_count();
    double experts = 0, employed = 0, paid = 0, all = 0;
    for (const CityId c : world.cities()) {
      city_related_[c.value] = 0;
      for (const IndustryId s : world.industries()) {
        const CellId cell = region.cell(c, s);
        const Recipe& r = world.recipe(cell);
        city_output_[c.value * n + s.value] = world.markets.capacity[cell] / r.capital * r.value_added;
        city_related_[c.value] += city_output_[c.value * n + s.value];
      }
      all += city_related_[c.value];
      experts += experts_of(world, c);
      employed += employed_of(world, c);
      paid += employed_of(world, c) * world.households.wage[pool_of(c, Tier::general)];
    }
    double likeness = 0;
    for (std::size_t s = 0; s < n; ++s) likeness += likeness_[k.value * n + s];
    const double mature = std::min(1.0, world.products.adopters[k] / mature_at);
    odds_.assign(cities, 0.0);
    for (std::size_t s = 0; s < n; ++s) {
      double industry = 0;
      for (std::size_t c = 0; c < cities; ++c) industry += city_output_[c * n + s];
      for (std::size_t c = 0; c < cities; ++c)  // more than its share: the city is good at it
        if (city_output_[c * n + s] * all > industry * city_related_[c]) odds_[c] += likeness_[k.value * n + s] / likeness;
    }
    for (const CityId c : world.cities()) {
      const double knows = employed_of(world, c) > 0 && experts > 0
                               ? experts_of(world, c) / employed_of(world, c) * employed / experts
                               : 0.0;
      const double dear = paid > 0 ? world.households.wage[pool_of(c, Tier::general)] * employed / paid : 1.0;
      odds_[c.value] = std::pow(odds_[c.value], relatedness * (1 - mature) + closer_[k.value]) *
                       std::pow(knows, expert_response * (1 - mature)) * (dear > 0 ? std::pow(dear, -cost_response * mature) : 1.0);
    }
  }
  static double experts_of(const World& world, CityId c) {
    return world.experts.city_begin[CityId{c.value + std::size_t{1}}] - world.experts.city_begin[c];
  }
  static double employed_of(const World& world, CityId c) {
    double sum = 0;
    for (std::size_t k = 0; k < kTierCount; ++k)
      sum += static_cast<double>(world.households.employed[pool_of(c, static_cast<Tier>(k))]);
    return sum;
  }

  /// On the first day makers are enterprises with experts in cities that do related things, drawn by their experts, a few
  /// cities for each class and industry: those with more than an even share of its chances.
  void first_day(World& world) {
    Products& products = world.products;
    const Region& region = *world.region;
    const std::size_t cities = region.city_count();
    std::vector<std::pair<double, CityId>> order;
    for (const ClassId k : world.classes()) {
      const ProductClass& about = region.product_classes[k.value];
      products.adopters[k] = about.adopters;
      products.unit_cost[k] = 1;
      products.cumulated[k] = 0;
      weigh_cities(world, k);
      for (const ProductClass::Part& part : about.parts) {
        const double all = wanted(world, k, part.industry);
        products.cumulated[k] += all / world.calendar.step_years() * about.experience_years;
        order.clear();
        double sum = 0, active = 0;
        for (const CityId c : world.cities()) {
          order.emplace_back(-odds_[c.value] * market_[region.cell(c, part.industry)], c);
          sum -= order.back().first;
        }
        std::sort(order.begin(), order.end());
        for (const auto& [chance, city] : order)
          if (-chance * static_cast<double>(cities) >= sum) active -= chance;
        double left = all;
        for (const auto& [chance, city] : order) {
          if (!(left > 0) || !(sum > 0)) break;
          const bool chosen = -chance * static_cast<double>(cities) >= sum;
          const double here = chosen ? std::min(left, all * -chance / active) : left;
          left -= first_makers(world, region.cell(city, part.industry), k, here);
        }
      }
      products.usual[k] = products.cumulated[k];
    }
  }

  /// Enterprises of a cell that make `amount` of the class on the first day; returns what found a maker.
  double first_makers(World& world, CellId cell, ClassId k, double amount) {
    Enterprises& e = world.enterprises;
    candidates_.clear();
    for (const EnterpriseId f : world.enterprises_in(cell)) {
      if (!may_begin(e, f)) continue;
      const double u = world.luck.uniform(Event::product_maker, e.birth_key[f], 0, k.value);
      candidates_.emplace_back(-std::log(u) / e.staff_expert[f], f);
    }
    std::sort(candidates_.begin(), candidates_.end());
    double left = amount;
    for (const auto& [rank, f] : candidates_) {
      const double own = orders(e, f);
      const double share = std::min(first_share / static_cast<double>(e.multiplicity[f]), left / own);
      begin(world, f, k, share);
      left -= static_cast<double>(e.product_share[f]) * own;
      if (!(left > 1e-9 * amount)) return amount;
    }
    return amount - left;
  }

  bool may_begin(const Enterprises& e, EnterpriseId f) const {
    return exists(e, f) && e.product_class[f] == 0 && e.staff_expert[f] > 0 && orders(e, f) > 0;
  }

  static void begin(World& world, EnterpriseId f, ClassId k, double share) {
    Enterprises& e = world.enterprises;
    e.product_class[f] = static_cast<std::uint8_t>(k.value + 1);
    e.product_share[f] = static_cast<float>(share);
    e.product_makers[f] = 1;
    e.product_since[f] = static_cast<std::uint16_t>(std::min(world.calendar.months_done(), 0xFFFF));
    e.product_rank[f] = static_cast<std::uint8_t>(std::min<std::uint32_t>(++world.products.begun[k], Enterprises::kLastRank));
  }

  static double served(const Enterprises& e, EnterpriseId f) {
    const double all = static_cast<double>(e.orders[f]) * passing_efficiency(e.passing[f], e.market_part[f]);
    return all > 0 ? std::min(1.0, e.sold[f] / all) : 1.0;
  }

  /// Orders and deliveries of each class, by cell and by industry.
  void count(World& world) {
    const Enterprises& e = world.enterprises;
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      double* const mass = &mass_[c * classes_];
      double* const delivered = &delivered_[c * classes_];
      double* const no_more = &short_[c * classes_];
      for (double* list : {mass, delivered, no_more}) std::fill(list, list + classes_, 0.0);
      for (const EnterpriseId f : world.enterprises_in(CellId{c})) {
        const ClassId k = e.product(f);
        if (!k.valid()) continue;
        const double ordered = static_cast<double>(e.product_share[f]) * orders(e, f);
        mass[k.value] += ordered;
        delivered[k.value] += ordered * served(e, f);
        if (served(e, f) < kDelivers) no_more[k.value] += ordered;
      }
    });
    for (auto* list : {&total_, &total_short_}) std::fill(list->begin(), list->end(), 0.0);
    for (auto* list : {&makers_, &ordered_}) std::fill(list->begin(), list->end(), 0.0);
    StepFlows& flows = world.step_flows;
    std::fill(flows.class_output.begin(), flows.class_output.end(), 0.0);
    std::fill(flows.class_value_added.begin(), flows.class_value_added.end(), 0.0);
    for (const CellId cell : world.cells()) {
      const IndustryId u = world.region->industry_of(cell);
      for (const ClassId k : world.classes()) {
        const std::size_t here = cell.value * classes_ + k.value;
        total_[at(k, u)] += mass_[here];
        total_short_[at(k, u)] += short_[here];
        ordered_[k.value] += mass_[here];
        const std::size_t city = k.value * world.city_count() + world.region->city_of(cell).value;
        flows.class_output[city] += delivered_[here];
        flows.class_value_added[city] += delivered_[here] * world.recipe(cell).value_added;
      }
    }
    for (const EnterpriseId f : e.ids())
      if (e.product(f).valid()) makers_[e.product(f).value] += static_cast<double>(e.product_makers[f]);
  }

  /// One more real enterprise makes the class, with a part of its own sales.
  void enter(World& world, EnterpriseId f, ClassId k) {
    Enterprises& e = world.enterprises;
    const IndustryId u = world.region->industry_of(e.cell[f]);
    const double own = orders(e, f), others = std::max(total_[at(k, u)], wanted(world, k, u));
    const double share = std::min(first_share / static_cast<double>(e.multiplicity[f]), kLargestBeginner * others / own);
    if (e.product_class[f] == 0) {
      begin(world, f, k, share);
    } else if (e.product_makers[f] < e.multiplicity[f]) {  // another member of the pool
      e.product_share[f] = static_cast<float>(std::min(kNearlyAll, static_cast<double>(e.product_share[f]) + share));
      e.product_makers[f] += 1;
      ++world.products.begun[k];
    } else {
      return;
    }
    total_[at(k, u)] += share * own;
    mass(e.cell[f], k) += share * own;
    makers_[k.value] += 1;
  }

  /// Projects that have become products of a class make their owners makers.
  void launches(World& world) {
    const Enterprises& e = world.enterprises;
    for (const std::vector<Launch>& city : world.step_flows.launches)
      for (const Launch& launch : city) {
        const EnterpriseId f = launch.owner;
        if (!exists(e, f) || !(orders(e, f) > 0)) continue;
        const ClassId k = class_of_project(world, f, launch.key);
        if (k.valid() && (e.product_class[f] == 0 || e.product(f) == k)) enter(world, f, k);
      }
  }

  /// The rate at which adopters grow, per step.
  double adoption(const World& world, ClassId k) const {
    const ProductClass& about = world.region->product_classes[k.value];
    const double adopters = world.products.adopters[k];
    return (references_[k.value] * innovation * about.innovation + imitation * about.imitation * adopters) * (1 - adopters) *
           world.calendar.step_years();
  }

  void entries(World& world) {
    const Region& region = *world.region;
    const Enterprises& e = world.enterprises;
    for (const ClassId k : world.classes()) {
      const double begin = entry_response * makers_[k.value] * adoption(world, k) / world.products.adopters[k];
      if (!(begin > 0)) continue;
      weigh_cities(world, k);
      double sum = 0;
      const std::vector<ProductClass::Part>& parts = region.product_classes[k.value].parts;
      for (const ProductClass::Part& part : parts)
        for (const CityId c : world.cities()) sum += chance(region, k, part.industry, c);
      if (!(sum > 0)) continue;
      for (const ProductClass::Part& part : parts)
        for (const CityId c : world.cities()) {
          const CellId cell = region.cell(c, part.industry);
          const std::uint64_t key = mix(cell.value, k.value);
          const double mean = begin * chance(region, k, part.industry, c) / sum;
          const Words words = world.luck.words(Event::product_entry, key, world.calendar.step);
          const std::int64_t count = successes(mean, to_uniform(words.w[0], words.w[1]), bell(words));
          const IdRange<EnterpriseId> rows = world.enterprises_in(cell);
          for (std::int64_t i = 0; i < count; ++i)
            for (std::uint32_t t = 0; t < kTries; ++t) {
              const auto draw = static_cast<std::uint32_t>(1 + i * kTries) + t;
              const std::uint32_t word =
                  world.luck.words(Event::product_entry, key, world.calendar.step, draw).w[0];
              const EnterpriseId f{rows.first.value + word % static_cast<std::uint32_t>(rows.size())};
              if (!may_begin(e, f)) continue;
              enter(world, f, k);
              break;
            }
        }
    }
  }

  /// Of enterprises of an industry in a city to begin with the class, relative to others.
  double chance(const Region& region, ClassId k, IndustryId u, CityId c) const {
    return odds_[c.value] * weight_[at(k, u)] * market_[region.cell(c, u)];
  }

  /// Cumulated output, unit cost and adopters of each class. Who is not served does not adopt.
  void spread(World& world) {
    Products& products = world.products;
    const std::size_t cities = world.city_count();
    for (const ClassId k : world.classes()) {
      const ProductClass& about = world.region->product_classes[k.value];
      double made = 0, usual = 0;
      for (std::size_t c = 0; c < cities; ++c) made += world.step_flows.class_output[k.value * cities + c];
      const double served = ordered_[k.value] > 0 ? std::min(1.0, made / ordered_[k.value]) : 0.0;
      for (const ProductClass::Part& part : about.parts)
        usual += part_[at(k, part.industry)] * about.adopters * industry_market_[part.industry.value] * served;
      gain_[k.value] = 0;
      if (!(made > 0)) continue;
      const double progress = -std::log2(1 - learning * about.learning_rate);
      const double cheaper = progress * std::log1p(made / products.cumulated[k]);
      gain_[k.value] = (1 - common_learning) * (cheaper - progress * std::log1p(usual / products.usual[k]));
      products.cumulated[k] += made;
      products.usual[k] += usual;
      products.unit_cost[k] *= std::exp(-cheaper);
      const double faster = 1 + price_response * cheaper / world.calendar.step_years();
      products.adopters[k] = std::min(1.0, products.adopters[k] + adoption(world, k) * faster * served);
    }
  }

  /// What growth of a maker's new product takes from its ordinary ones, as shares of its sales; at most half of these in a step.
  double displaced(double share, double growth) const {
    return std::min(own_displacement * std::max(0.0, growth - 1) * share, 0.5 * (1 - share));
  }

  double growth_of(const Enterprises& e, EnterpriseId f, ClassId k, IndustryId u) const {
    return (served(e, f) < kDelivers ? growth_short_ : growth_)[at(k, u)];
  }

  /// The class grows to what its adopters buy, in every maker alike that delivers, and ordinary products make room for it.
  /// Cells draw orders accordingly.
  void move_orders(World& world) {
    Enterprises& e = world.enterprises;
    const Region& region = *world.region;
    for (auto* list : {&before_, &after_}) std::fill(list->begin(), list->end(), 0.0);
    for (const IndustryId u : world.industries()) {
      for (const ClassId k : world.classes()) {
        const double now = total_[at(k, u)], no_more = total_short_[at(k, u)], deliver = now - no_more;
        const double wants = wanted(world, k, u);
        const auto change = [](double to, double from) {
          return from > 0 ? std::clamp(to / from, 1 / kLargestChange, kLargestChange) : 1.0;
        };
        growth_short_[at(k, u)] = std::min(1.0, change(wants, now));
        growth_[at(k, u)] = change(wants - no_more * growth_short_[at(k, u)], deliver);
        before_[u.value] += now;
        after_[u.value] += no_more * growth_short_[at(k, u)] + deliver * growth_[at(k, u)];
      }
    }
    for_each_task(region.cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      displaced_[cell] = 0;
      for (const EnterpriseId f : world.enterprises_in(cell))
        if (const ClassId k = e.product(f); k.valid())
          displaced_[cell] += orders(e, f) * displaced(static_cast<double>(e.product_share[f]),
                                                       growth_of(e, f, k, region.industry_of(cell)));
    });
    for (const CellId cell : world.cells()) before_[region.industry_of(cell).value] += displaced_[cell];
    for (const IndustryId u : world.industries()) {
      const double market = industry_market_[u.value], before = before_[u.value];
      ordinary_[u.value] =
          before > 0 && market > before ? std::max(0.0, (market - after_[u.value]) / (market - before)) : 1.0;
    }
    for_each_task(region.cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      const IndustryId u = region.industry_of(cell);
      const double* const mass = &mass_[c * classes_];
      if (std::all_of(mass, mass + classes_, [](double x) { return x <= 0; })) {
        world.products.pull[cell] *= ordinary_[u.value];
        return;
      }
      double sum = 0;
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        const ClassId k = e.product(f);
        double grows = ordinary_[u.value];
        if (k.valid()) {
          const double share = static_cast<double>(e.product_share[f]), growth = growth_of(e, f, k, u);
          const double of_class = share * growth;
          grows = (1 - share - displaced(share, growth)) * grows + of_class;
          e.product_share[f] = static_cast<float>(grows > 0 ? of_class / grows : share);
        }
        e.market_share[f] *= grows;
        sum += e.market_share[f];
      }
      world.products.pull[cell] *= sum / shares_[cell];
      for (const EnterpriseId f : world.enterprises_in(cell)) e.market_share[f] /= sum;
    });
  }

  /// Makers get better at what they make by what they have learnt beyond the usual and beyond others.
  void learn(World& world) {
    Enterprises& e = world.enterprises;
    for_each_task(world.region->cell_count(), [&](std::size_t c) {
      const CellId cell{c};
      learnt_[cell] = 0;
      const double* const mass = &mass_[c * classes_];
      if (std::all_of(mass, mass + classes_, [](double x) { return x <= 0; })) return;
      const Recipe& r = world.recipe(cell);
      const double other_inputs = r.need / (r.need + r.compensation);
      for (const EnterpriseId f : world.enterprises_in(cell)) {
        const ClassId k = e.product(f);
        if (!k.valid() || gain_[k.value] == 0) continue;
        const double gain = static_cast<double>(e.product_share[f]) * gain_[k.value];
        e.productivity[f] = static_cast<float>(static_cast<double>(e.productivity[f]) * (1 + gain));
        e.quality[f] = static_cast<float>(static_cast<double>(e.quality[f]) * (1 + gain * other_inputs));
        learnt_[cell] += e.output[f] * gain;
      }
    });
    double sum = 0, value_added = 0;
    for (const CellId cell : world.cells()) {
      const double made = world.step_flows.produced[cell], ratio = world.recipe(cell).value_added;
      value_added += made * ratio;
      if (!(made > 0)) continue;
      sum += learnt_[cell] * ratio;
      world.lead[cell] += learnt_[cell] / made;
    }
    world.step_flows.growth.learning = value_added > 0 ? sum / value_added : 0;
  }
};

}  // namespace

std::unique_ptr<Process> make_products() { return std::make_unique<NewProducts>(); }

}  // namespace lingnan

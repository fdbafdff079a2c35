#include "sim/validate/panel.hpp"

#include <algorithm>

#include "sim/base/assertions.hpp"
#include "sim/world/supply_graph.hpp"

namespace lingnan {

namespace {

std::unordered_map<std::uint64_t, std::size_t> places(const std::vector<std::uint64_t>& keys) {
  std::unordered_map<std::uint64_t, std::size_t> place;
  place.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) place.emplace(keys[i], i);
  return place;
}

double staff_of(const Enterprises& e, EnterpriseId f) {
  return static_cast<double>(e.staff_general[f]) + e.staff_college[f] + e.staff_expert[f];
}

std::vector<PanelLink> links_of(const World& world) {
  const SupplyGraph graph(world);
  std::vector<PanelLink> links;
  links.reserve(num_edges(graph));
  for (std::uint32_t f = 0; f < num_vertices(graph); ++f)
    for (auto [l, last] = in_edges(f, graph); l != last && world.enterprises.multiplicity[EnterpriseId{f}] > 0; ++l)
      links.push_back({mix(world.enterprises.birth_key[EnterpriseId{f}],
                           world.enterprises.birth_key[EnterpriseId{source(*l, graph)}]),
                       world.links.order[*l]});
  std::sort(links.begin(), links.end(), [](const PanelLink& a, const PanelLink& b) { return a.key < b.key; });
  return links;
}

}  // namespace

std::vector<SameAgent> in_both(const PanelYear& before, const PanelYear& now) {
  std::vector<SameAgent> same;
  same.reserve(now.size());
  if (before.key == now.key) {
    for (std::size_t i = 0; i < now.size(); ++i)
      if (before.exists(i) && now.exists(i)) same.push_back({i, i});
    return same;
  }
  const auto place = places(before.key);
  for (std::size_t i = 0; i < now.size(); ++i)
    if (const auto found = place.find(now.key[i]); found != place.end() && before.exists(found->second) && now.exists(i))
      same.push_back({found->second, i});
  return same;
}

Panel::Panel(const World& world, int months) : months_(months) {
  expects(world.calendar.step == 0, "a panel that begins with the run");
  begin_year(world);
}

void Panel::begin_year(const World& world) {
  const Enterprises& e = world.enterprises;
  growing_ = {};
  growing_.key.assign(e.birth_key.data(), e.birth_key.data() + e.size());
  for (auto* flow : {&growing_.sales, &growing_.real_sales, &growing_.investment, &growing_.staff})
    flow->assign(e.size(), 0);
  growing_.months.assign(e.size(), 0);
  growing_.capital.assign(e.capital.data(), e.capital.data() + e.size());
}

/// Rows may have come, gone or moved since the month before: the year so far follows its agents.
void Panel::follow_rows(const World& world) {
  const Enterprises& e = world.enterprises;
  if (growing_.key.size() == e.size() && std::equal(growing_.key.begin(), growing_.key.end(), e.birth_key.data())) return;
  const PanelYear old = std::move(growing_);
  begin_year(world);
  const auto place = places(old.key);
  for (std::size_t i = 0; i < growing_.size(); ++i) {
    const auto found = place.find(growing_.key[i]);
    if (found == place.end()) continue;
    growing_.sales[i] = old.sales[found->second];
    growing_.real_sales[i] = old.real_sales[found->second];
    growing_.investment[i] = old.investment[found->second];
    growing_.staff[i] = old.staff[found->second];
    growing_.capital[i] = old.capital[found->second];
    growing_.months[i] = old.months[found->second];
  }
}

void Panel::remember(const World& world) {
  ++months_done_;
  follow_rows(world);
  const Enterprises& e = world.enterprises;
  const double steps = world.calendar.per_month();  // columns hold the flows of the month's last step
  double vacancies = 0, staff = 0;
  for (const EnterpriseId f : e.ids()) {
    const std::size_t i = f.value;
    growing_.months[i] += e.multiplicity[f] > 0;
    growing_.sales[i] += yuan(e.revenue[f]) * steps;
    growing_.real_sales[i] += e.sold[f] * steps;
    growing_.investment[i] += static_cast<double>(e.planned_investment[f]) * steps;
    growing_.staff[i] += staff_of(e, f) / 12;
    staff += staff_of(e, f);
    vacancies += std::max(e.posts_general[f] - e.staff_general[f], 0) +
                 std::max(e.posts_college[f] - e.staff_college[f], 0) +
                 std::max(e.posts_expert[f] - e.staff_expert[f], 0);
  }
  vacancy_rate_.push_back(vacancies / (vacancies + staff));
  if (months_done_ % 12 == 0) end_year(world);
}

void Panel::end_year(const World& world) {
  const Enterprises& e = world.enterprises;
  growing_.year = world.calendar.start.plus(months_done_ - 1).year;
  growing_.cell.assign(e.cell.data(), e.cell.data() + e.size());
  growing_.multiplicity.assign(e.multiplicity.data(), e.multiplicity.data() + e.size());
  growing_.age.assign(e.age.data(), e.age.data() + e.size());
  for (const EnterpriseId f : e.ids()) growing_.staff_end.push_back(staff_of(e, f));
  before_ = std::move(now_);
  now_ = std::move(growing_);
  if (months_done_ + 24 > months_) {  // of years before the last two nobody asks for links
    links_before_ = std::move(links_now_);
    links_now_ = links_of(world);
  }
  begin_year(world);
}

}  // namespace lingnan

#include "benchmarks/footprint.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

#include "sim/engine/step.hpp"

namespace lingnan::benchmarks {

namespace {
constexpr std::string_view kFewEntries[] = {"recognise", "policy", "relocate", "settle", "funds", "demography", "migrate"};
}  // namespace

const std::vector<Pass>& passes() {
  static const std::vector<Pass> all = {
      {"trend", "productivity", {"enterprises.productivity"}},
      {"plan", "mean trends", {"enterprises.expected_demand", "enterprises.trend"}},
      {"plan", "enterprises",
       {"enterprises.expected_demand", "enterprises.orders", "enterprises.trend", "enterprises.slow_demand",
        "enterprises.finished", "enterprises.capital", "enterprises.posts_general", "enterprises.posts_college",
        "enterprises.posts_expert", "enterprises.productivity", "enterprises.under_construction",
        "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert", "enterprises.wage_factor",
        "enterprises.input_cost", "enterprises.unit_cost", "enterprises.finished_value", "enterprises.mark_up",
        "enterprises.price", "enterprises.birth_key"}},
      {"finance", "enterprises",
       {"enterprises.loans", "enterprises.deposits", "enterprises.inputs_value", "enterprises.finished_value",
        "enterprises.capital_value", "enterprises.revenue", "enterprises.planned_investment"}},
      {"labour", "leave",
       {"enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
        "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert", "enterprises.birth_key",
        "experts.employer", "experts.key"}},
      {"labour", "meet",
       {"enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
        "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert", "experts.employer"}},
      {"produce", "enterprises",
       {"enterprises.capital", "enterprises.productivity", "enterprises.staff_general", "enterprises.staff_college",
        "enterprises.staff_expert", "enterprises.planned_output", "enterprises.expected_demand",
        "enterprises.slow_demand", "enterprises.slot_apart", "enterprises.input_count", "slots.inventory"}},
      {"trade", "prices and shares",
       {"enterprises.market_share", "enterprises.price", "enterprises.capital", "enterprises.reliability"}},
      {"trade", "order",
       {"enterprises.planned_output", "enterprises.planned_investment", "enterprises.expected_demand",
        "enterprises.trend", "enterprises.slot_apart", "enterprises.input_count", "slots.inventory", "slots.link_begin",
        "links.weight"}},
      {"trade", "serve",
       {"enterprises.sale_begin", "enterprises.market_share", "enterprises.output", "enterprises.finished",
        "enterprises.price", "enterprises.reliability", "links.sales", "links.order"}},
      {"trade", "deliver",
       {"enterprises.slot_apart", "enterprises.input_count", "enterprises.planned_output", "enterprises.expected_demand",
        "enterprises.trend",
        "enterprises.output", "enterprises.input_cost", "enterprises.planned_investment", "enterprises.inputs_value",
        "enterprises.deposits", "enterprises.costs", "enterprises.capital_value",
        "enterprises.fill", "enterprises.price", "enterprises.cell", "slots.inventory", "slots.link_begin",
        "links.supplier", "links.order"}},
      {"account", "enterprises",
       {"enterprises.wage_factor", "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
        "enterprises.output", "enterprises.unit_cost", "enterprises.sold", "enterprises.finished",
        "enterprises.finished_value", "enterprises.revenue", "enterprises.capital", "enterprises.costs",
        "enterprises.deposits", "enterprises.expected_demand", "enterprises.trend", "enterprises.price",
        "enterprises.input_cost", "enterprises.inputs_value", "enterprises.under_construction",
        "enterprises.planned_investment", "enterprises.capital_value", "enterprises.input_count"}},
      {"observe", "counts",
       {"enterprises.orders", "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
        "enterprises.multiplicity", "enterprises.capital"}},
  };
  return all;
}

std::vector<RowBytes> declared_bytes(World& world) {
  std::map<std::string_view, std::size_t> bytes;
  world.columns([&](std::string_view name, auto& column) { bytes[name] = column.size() * sizeof(*column.data()); });
  const auto of = [&](std::string_view name) {
    const auto found = bytes.find(name);
    if (found == bytes.end()) throw std::runtime_error("no column of the world is called " + std::string(name));
    return found->second;
  };
  std::vector<RowBytes> rows;
  for (const ProcessEntry& entry : step_table()) {
    RowBytes row{.name = std::string(entry.name)};
    row.few = std::find(std::begin(kFewEntries), std::end(kFewEntries), entry.name) != std::end(kFewEntries);
    for (const std::string_view name : entry.writes) row.written += of(name);
    for (const Pass& pass : passes())
      if (pass.row == entry.name)
        for (const std::string_view name : pass.reads) row.read += of(name);
    rows.push_back(row);
  }
  return rows;
}

std::size_t total(const std::vector<RowBytes>& rows) {
  std::size_t sum = 0;
  for (const RowBytes& row : rows) sum += row.read + row.written;
  return sum;
}

std::size_t total_in_full(const std::vector<RowBytes>& rows) {
  std::size_t sum = 0;
  for (const RowBytes& row : rows)
    if (!row.few) sum += row.read + row.written;
  return sum;
}

std::vector<Footprint> footprints(World& world) {
  std::vector<Footprint> all;
  const auto measure = [&](std::string kind, auto& agents, std::size_t count) {
    Footprint one{std::move(kind), 0, 0, count};
    agents.columns([&](std::string_view, auto& column) {
      if (column.size() < count) return;  // an index by city, not by agent
      ++one.columns;
      one.bytes_each += sizeof(*column.data());
    });
    all.push_back(one);
  };
  measure("enterprise", world.enterprises, world.enterprises.size());
  measure("slot", world.slots, world.slots.inventory.size());
  measure("link", world.links, world.links.supplier.size());
  if (world.trade_credit.steps > 0) measure("bill", world.trade_credit, world.trade_credit.payable.size());
  measure("expert", world.experts, world.experts.count());
  return all;
}

std::size_t state_bytes(World& world) {
  std::size_t sum = 0;
  world.columns([&](std::string_view, auto& column) { sum += column.size() * sizeof(*column.data()); });
  return sum;
}

}  // namespace lingnan::benchmarks

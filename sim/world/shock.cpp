#include "sim/world/shock.hpp"

#include <algorithm>
#include <array>

namespace lingnan {

namespace {

constexpr std::array<std::string_view, 7> kKinds = {"capacity", "demand", "exports", "imports", "links", "failure", "port"};

bool names(const std::vector<std::string>& codes, const std::string& code) {
  return codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

void Shock::describe(Parameters& p) {
  p.choice("kind", kind, {kKinds.begin(), kKinds.end()},
           {.doc = "What is lost: productive capacity, final demand, demand from outside, deliveries from outside (of what was "
                   "usual in the year before, however much is ordered), or supply links; or the largest enterprises "
                   "fail, cannot pay their bills and loans, and lose their customers; or ports handle less of the goods "
                   "traded with the rest of the world.",
            .source = "the scenario's own"});
  p.names("cities", cities, {.unit = "city", .doc = "Where the producers are; all cities if left out.", .source = "the scenario's own"});
  p.names("industries", industries,
          {.unit = "industry",
           .doc = "Which producers lose capacity, links or demand for what they make, or fail, or which products lose imports; all if "
                  "left out.",
           .source = "the scenario's own"});
  p.text("from", from, {.unit = "goods_partner", .doc = "Imports only: from which partner; all if left out.",
                        .source = "the scenario's own"});
  p.text("to", to, {.unit = "goods_partner", .doc = "Exports only: to which partner; all if left out.", .source = "the scenario's own"});
  p.names("ports", ports, {.unit = "port", .doc = "Port only: which ports lose traffic; all of the region's data if left out.",
                           .source = "the scenario's own"});
  p.real("reroute", reroute,
         {.unit = "share", .min = 0, .max = 1,
          .doc = "Port only: of what it does not handle, what looks for another port and goes there as far as there is room "
                 "(trade.port_spare_capacity); 0: nothing is rerouted.",
          .source = "the scenario's own"});
  p.real("loss", loss, {.unit = "share", .min = 0, .max = 1, .doc = "Share lost while the shock lasts.",
                        .source = "the scenario's own"});
  p.integer("enterprises", enterprises,
            {.unit = "enterprises", .min = 1, .max = 1000,
             .doc = "Failure only: how many fail, the largest by expected sales first. Only enterprises with an agent of their own fail, "
                    "and not the only agent of a city's industry.",
             .source = "the scenario's own"});
  p.month("start", start, {.doc = "First month of the shock.", .source = "the scenario's own"});
  p.integer("months", months, {.unit = "months", .min = 1, .max = 600, .doc = "How long it lasts.",
                               .source = "the scenario's own"});
}

ShockKind Shock::shock_kind() const {
  return static_cast<ShockKind>(std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin());
}

bool Shock::covers(const Region& region, CellId cell) const {
  return names(cities, region.cities[region.city_of(cell).value].code) && covers(region, region.industry_of(cell));
}
bool Shock::covers(const Region& region, IndustryId industry) const {
  return names(industries, region.industries[industry.value].code);
}
bool Shock::covers(const Port& port) const { return names(ports, port.code); }

const std::vector<KeyOfKinds>& keys_of_kinds() {
  static const std::vector<std::string> lasting = {"capacity", "demand", "exports", "imports", "links", "port"};
  static const std::vector<std::string> placed = {"capacity", "demand", "exports", "imports", "links", "failure"};
  static const std::vector<KeyOfKinds> keys = {
      {"cities", placed}, {"industries", placed}, {"from", {"imports"}}, {"to", {"exports"}}, {"ports", {"port"}}, {"reroute", {"port"}},
      {"loss", lasting},  {"months", lasting},    {"enterprises", {"failure"}}};
  return keys;
}

bool has_key(std::string_view kind, std::string_view key) {
  for (const KeyOfKinds& entry : keys_of_kinds())
    if (entry.key == key) return std::find(entry.kinds.begin(), entry.kinds.end(), kind) != entry.kinds.end();
  return true;
}

}  // namespace lingnan

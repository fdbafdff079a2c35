#include "sim/world/shock.hpp"

namespace lingnan {

void Shock::describe(Parameters& p) {
  p.choice("kind", kind, {"capacity", "demand", "imports", "links"},
           {.doc = "What is lost: productive capacity, final demand, deliveries from outside, or supply links.",
            .source = "the scenario's own"});
  p.names("cities", cities, {.unit = "city", .doc = "Where the producers are; all cities if left out.", .source = "the scenario's own"});
  p.names("industries", industries,
          {.unit = "industry",
           .doc = "Which producers lose capacity, links or demand for what they make, or which products lose imports; all if "
                  "left out.",
           .source = "the scenario's own"});
  p.text("from", from, {.unit = "goods_partner", .doc = "Imports only: from which partner; all if left out.",
                        .source = "the scenario's own"});
  p.real("loss", loss, {.unit = "share", .min = 0, .max = 1, .doc = "Share lost while the shock lasts.",
                        .source = "the scenario's own"});
  p.month("start", start, {.doc = "First month of the shock.", .source = "the scenario's own"});
  p.integer("months", months, {.unit = "months", .min = 1, .max = 600, .doc = "How long it lasts.",
                               .source = "the scenario's own"});
}

ShockKind Shock::shock_kind() const {
  if (kind == "demand") return ShockKind::demand;
  if (kind == "imports") return ShockKind::imports;
  if (kind == "links") return ShockKind::links;
  return ShockKind::capacity;
}

}  // namespace lingnan

#include "sim/experiment/lever_evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "sim/engine/model.hpp"

namespace lingnan {

std::vector<const Lever*> levers_beyond(const Scenario& base, const Scenario& alternative) {
  std::vector<const Lever*> more;
  for (const auto& lever : alternative.model->policy) {
    const auto is_same = [&](const auto& other) { return other->id == lever->id; };
    if (std::none_of(base.model->policy.begin(), base.model->policy.end(), is_same)) more.push_back(lever.get());
  }
  return more;
}

LeverEvidence::LeverEvidence(const Scenario& base, const Scenario& alternative) {
  std::set<std::string> grades;
  bool experimental = false;
  for (const Lever* lever : levers_beyond(base, alternative)) {
    const LeverNote note = lever->note();
    grades.insert(std::string(note.grade));
    experimental = experimental || note.experimental;
    ranked = ranked && !note.experimental && !note.benchmark;
  }
  text = fmt::format("{}{}", fmt::join(grades, " "), experimental ? " experimental" : "");
}

}  // namespace lingnan

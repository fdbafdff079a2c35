// The sections of a scenario file: reader, schema and reference page walk over the same table.
#pragma once

#include <string>

#include "sim/base/parameters.hpp"

namespace lingnan {

struct SectionEntry {
  const char* key;
  const char* doc;
};

inline constexpr SectionEntry kSections[] = {
    {"name", "Name of the scenario in results and folders; the file's name if left out. Not inherited by 'extends'."},
    {"title", "Title for people, in English and Chinese. Not inherited by 'extends'."},
    {"extends",
     "The scenario file that this one changes, relative to this file. Maps merge key by key; numbers, texts "
     "and lists replace."},
    {"data", "The folder with the region's tables, relative to the file that names it."},
    {"time", "First and last month, and the length of a step."},
    {"economy", "Resolution and switches."},
    {"parameters", "Parameters that differ from their defaults, process by process."},
    {"policy", "The levers in force, a list; each entry names its lever and sets that lever's parameters."},
    {"evidence", "How large the effects of levers are believed to be: sceptical, central or official. What an entry of the policy "
                 "says itself comes first."},
    {"shocks", "What is lost, where and for how long, a list."},
    {"targets", "What the region aims at, a list; reports compare it with the run."},
    {"output", "What is written, and how often."},
};

/// `title:`
class TitleSettings final : public Block {
 public:
  std::string en, zh;

  std::string_view name() const override { return "title"; }
  std::string_view doc() const override { return "Title for people, in English and Chinese."; }
  void describe(Parameters& p) override {
    p.text("en", en, {.doc = "Title in English; the scenario's name if left out.", .source = "the scenario's own"});
    p.text("zh", zh, {.doc = "Title in Chinese; the English title if left out.", .source = "the scenario's own"});
  }
};

/// Of the kinds that have them.
inline constexpr const char* kRequiredOfShocks[] = {"loss", "start", "months"};

}  // namespace lingnan

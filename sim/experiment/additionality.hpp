// What the enterprises that levers serve would have done without: they are looked up, by their keys, in the base's run of the same
// luck. The effect of an alternative is theirs and that of all others, who lose to them or gain from them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/ids.hpp"
#include "sim/engine/watcher.hpp"
#include "sim/experiment/outcomes.hpp"

namespace lingnan {

/// What is taken apart: staff in December, persons; real value added of the year, million yuan at base prices.
inline constexpr std::string_view kAddedMeasures[] = {"employment", "value_added"};
inline constexpr std::size_t kStaff = 0, kValueAdded = 1, kMeasures = 2;

enum class AddedTerm : std::uint8_t { gross, deadweight, displacement_city, displacement_province, spillover, net, outside };
inline constexpr std::string_view kAddedTerms[] = {"gross", "deadweight", "displacement_city", "displacement_province",
                                                   "spillover", "net", "displacement_outside"};
inline constexpr std::size_t kTerms = std::size(kAddedTerms);

/// An enterprise as it was when a lever first served it.
struct ServedEnterprise {
  std::uint64_t key = 0;
  CellId cell;
  std::uint32_t step = 0;
  double staff = 0, value_added = 0;  ///< persons; yuan at base prices in the step before
};

/// Who was served first when, and how those, their competitors and all others fare year by year.
class ServedTally {
 public:
  void serve(const World& world, const ServedEnterprise& enterprise);
  bool serves(std::uint64_t key) const { return served_.contains(key); }
  /// After a step.
  void count(const World& world);

  /// The served, others of a city and industry in which some were served, others of such an industry, the rest.
  enum Group : std::uint8_t { kServed, kSameCity, kSameIndustry, kRest, kGroups };
  struct Year {
    int year = 0;
    std::array<std::array<double, kMeasures>, kGroups> groups{};
    std::array<double, kMeasures> before{};   ///< of the served, as they were when first served
    std::array<double, kMeasures> outside{};  ///< labour force; net sales to other provinces
    double served = 0;                        ///< enterprises up to now
  };
  const std::vector<Year>& years() const { return years_; }

 private:
  std::unordered_set<std::uint64_t> served_;
  std::vector<bool> cells_, industries_;  // in which some were served
  double staff_before_ = 0, value_added_before_ = 0;
  std::vector<Year> years_;
};

/// Looks on at an alternative and notes whom some of its levers serve: with grants, places in zones, places for projects and
/// investments of their funds. Who is served without a name is not among them: entrants, movers, people, places; nor are enterprises
/// that stand together in a pool.
class ServedWatch final : public Watcher {
 public:
  /// `levers`: [place in the scenario] 1 for those that count.
  explicit ServedWatch(std::vector<std::uint8_t> levers) : levers_(std::move(levers)) {}
  void issued(const World& world, const Instruments& instruments) override;
  void stepped(const World& world) override { tally_.count(world); }

  const std::vector<ServedEnterprise>& list() const { return list_; }
  const ServedTally& tally() const { return tally_; }

 private:
  std::vector<std::uint8_t> levers_;
  std::vector<ServedEnterprise> list_;
  ServedTally tally_;

  bool counts(std::size_t lever) const { return lever < levers_.size() && levers_[lever] != 0; }
  void note(const World& world, EnterpriseId f);
};

/// Looks on at the base: what became there of those whom alternatives serve.
class TwinWatch final : public Watcher {
 public:
  /// From now on also those of `served`, whose run is over and had been the base's up to here.
  void follow(const ServedWatch& served) { twins_.push_back({&served, 0, {}}); }
  void issued(const World& world, const Instruments& instruments) override;
  void stepped(const World& world) override;

  /// The terms of an alternative, in the order of `follow`: whole[measure × kTerms + term][year], and last the enterprises served.
  /// Requires: both runs are over. Years as in `run`, outcomes of either.
  RunOutcomes terms(std::size_t twin, const RunOutcomes& run) const;
  std::size_t count() const { return twins_.size(); }

 private:
  struct Twin {
    const ServedWatch* served;
    std::size_t upto;
    ServedTally tally;
  };
  std::vector<Twin> twins_;
};

}  // namespace lingnan

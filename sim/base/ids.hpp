// Typed 32-bit indices. `firms.cash[c]` with a CityId c does not compile.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace lingnan {

/// Index of one thing among things of its kind. `Tag` only tells kinds apart.
template <class Tag>
struct Id {
  std::uint32_t value = std::numeric_limits<std::uint32_t>::max();

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}

  constexpr bool valid() const { return value != std::numeric_limits<std::uint32_t>::max(); }
  constexpr auto operator<=>(const Id&) const = default;
  constexpr Id& operator++() {
    ++value;
    return *this;
  }
};

/// Half-open range of ids [first, last), for range-based loops.
template <class IdType>
struct IdRange {
  IdType first{0}, last{0};

  struct Iterator {
    IdType id;
    constexpr IdType operator*() const { return id; }
    constexpr Iterator& operator++() {
      ++id;
      return *this;
    }
    constexpr bool operator!=(const Iterator& other) const { return id != other.id; }
  };
  constexpr Iterator begin() const { return {first}; }
  constexpr Iterator end() const { return {last}; }
  constexpr std::size_t size() const { return last.value - first.value; }
};

using CityId = Id<struct CityTag>;
using IndustryId = Id<struct IndustryTag>;
using CellId = Id<struct CellTag>;              ///< city x industry, ordered by city, then industry
using EnterpriseId = Id<struct EnterpriseTag>;  ///< ordered by cell, then list of inputs, then size
using SlotId = Id<struct SlotTag>;              ///< one input of one enterprise
using LinkId = Id<struct LinkTag>;              ///< one supplier of one slot
using ExpertId = Id<struct ExpertTag>;

}  // namespace lingnan

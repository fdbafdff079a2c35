// Columns: one array per attribute, with starts staggered in memory.
//
// Arrays that begin at the same offset modulo 4 KiB or 2 MiB fall into the same cache sets, and a pass over a
// dozen of them then evicts its own lines. Every column therefore starts a different number of cache lines past
// a page boundary, and columns of 2 MiB or more ask for huge pages.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "sim/base/ids.hpp"

namespace lingnan {

namespace detail {
/// Zeroed memory whose start is staggered. Throws std::bad_alloc.
void* allocate_column(std::size_t bytes);
void free_column(void* data) noexcept;
}  // namespace detail

/// Array of `T` of fixed length, indexed by `IdType` only. `T` is trivially copyable; new rows are zero.
template <class IdType, class T>
class Column {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;
  using id_type = IdType;

  Column() = default;
  explicit Column(std::size_t size, T value = T{}) { assign(size, value); }
  Column(const Column& other) { *this = other; }
  Column(Column&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Column& operator=(const Column& other) {
    if (this == &other) return *this;
    reset(other.size_);
    if (size_ != 0) std::memcpy(data_, other.data_, size_ * sizeof(T));
    return *this;
  }
  Column& operator=(Column&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Column() { detail::free_column(data_); }

  void assign(std::size_t size, T value = T{}) {
    reset(size);
    for (std::size_t i = 0; i < size; ++i) data_[i] = value;
  }

  /// Rows up to the smaller size stay; new ones are `value`.
  void resize(std::size_t size, T value = T{}) {
    const Column before(*this);
    assign(size, value);
    if (const std::size_t kept = size < before.size_ ? size : before.size_; kept != 0)
      std::memcpy(data_, before.data_, kept * sizeof(T));
  }

  T& operator[](IdType id) { return data_[id.value]; }
  const T& operator[](IdType id) const { return data_[id.value]; }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  std::span<T> raw() { return {data_, size_}; }
  std::span<const T> raw() const { return {data_, size_}; }
  IdRange<IdType> ids() const { return {IdType{0}, IdType{size_}}; }

 private:
  void reset(std::size_t size) {
    if (size == size_) return;
    detail::free_column(std::exchange(data_, nullptr));
    size_ = 0;
    if (size == 0) return;
    data_ = static_cast<T*>(detail::allocate_column(size * sizeof(T)));
    size_ = size;
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace lingnan

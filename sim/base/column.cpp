#include "sim/base/column.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace lingnan::detail {

namespace {
constexpr std::size_t kLine = 64;
constexpr std::size_t kPage = 4096;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLinesPerPage = kPage / kLine;

std::atomic<std::uint32_t> columns_made{0};
}  // namespace

// The block is page-aligned; the column begins some lines in, and the line before it keeps the block's address.
void* allocate_column(std::size_t bytes) {
  // 27 is coprime to 64, so 64 columns in a row start on 64 different lines, neighbours far apart.
  const std::size_t line = 1 + (columns_made.fetch_add(1, std::memory_order_relaxed) * 27) % kLinesPerPage;
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kPage;
  const std::size_t total = ((line * kLine + bytes + alignment - 1) / alignment) * alignment;
  auto* block = static_cast<unsigned char*>(std::aligned_alloc(alignment, total));
  if (block == nullptr) throw std::bad_alloc();
  if (alignment == kHugePage) madvise(block, total, MADV_HUGEPAGE);
  std::memset(block, 0, total);
  unsigned char* start = block + line * kLine;
  std::memcpy(start - sizeof(void*), &block, sizeof(void*));
  return start;
}

void free_column(void* data) noexcept {
  if (data == nullptr) return;
  void* block = nullptr;
  std::memcpy(&block, static_cast<unsigned char*>(data) - sizeof(void*), sizeof(void*));
  std::free(block);
}

}  // namespace lingnan::detail

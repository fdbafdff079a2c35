#include "sim/engine/checkpoint.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <type_traits>

#include "sim/base/assertions.hpp"
#include "sim/base/hash.hpp"
#include "sim/base/problem.hpp"

namespace lingnan {

namespace {

constexpr std::uint64_t kFormat = 0x6C696E676E616E03ULL;  // "lingnan" and a version

template <class T>
concept ColumnOrList = requires(T& t) {
  t.data();
  t.size();
};

/// Everything beside the columns that the next step depends on, or that results are written from.
template <class Visit>
void scalars(World& world, Visit&& visit) {
  visit(world.calendar.step);
  visit(world.outside.clearing);
  visit(world.outside.price);
  visit(world.outside.demand);
  visit(world.expected_growth);
  visit(world.gdp_real_history);
}

template <class Visit>
void memories(World& world, Visit&& visit) {
  world.memory.fields(visit);
  visit(world.markets.bundle_price);
  Records& r = world.records;
  visit(r.province);
  visit(r.city);
  visit(r.cell);
  visit(r.growth);
  visit(r.projects);
  visit(r.product_class);
  visit(r.class_city);
  visit(r.tags);
  visit(r.goods);
  visit(r.talent);
  visit(r.capital);
  visit(r.enterprises);
  visit(r.supply);
  visit(r.structure);
  visit(r.ports);
  visit(r.levers);
  visit(r.choices);
}

class Writer {
 public:
  explicit Writer(const std::string& file) : file_(file), out_(file, std::ios::binary | std::ios::trunc) { check(); }

  void bytes(const void* data, std::size_t size) {
    out_.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    hash_ = hash_memory(data, size, hash_);
    check();
  }
  template <class T>
  void operator()(const T& value) {
    if constexpr (ColumnOrList<const T> && !std::is_trivially_copyable_v<T>) {
      const std::uint64_t size = value.size();
      bytes(&size, sizeof size);
      bytes(value.data(), size * sizeof(*value.data()));
    } else {
      static_assert(std::is_trivially_copyable_v<T>);
      bytes(&value, sizeof value);
    }
  }
  void finish() {
    const std::uint64_t hash = hash_;
    out_.write(reinterpret_cast<const char*>(&hash), sizeof hash);
    out_.flush();
    check();
  }

 private:
  void check() const {
    if (!out_) throw MachineFailure(file_ + ": cannot write the checkpoint (" + std::strerror(errno) + "); is the disk full?");
  }
  std::string file_;
  std::ofstream out_;
  std::uint64_t hash_ = 0;
};

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) throw MachineFailure(file_ + ": cannot read the checkpoint (" + std::strerror(errno) + ")");
  }
  void bytes(void* data, std::size_t size) {
    in_.read(static_cast<char*>(data), static_cast<std::streamsize>(size));
    if (!in_) damaged();
    hash_ = hash_memory(data, size, hash_);
  }
  template <class T>
  void operator()(T& value) {
    if constexpr (ColumnOrList<T> && !std::is_trivially_copyable_v<T>) {
      std::uint64_t size = 0;
      bytes(&size, sizeof size);
      resize(value, size);
      bytes(value.data(), size * sizeof(*value.data()));
    } else {
      bytes(&value, sizeof value);
    }
  }
  void finish() {
    std::uint64_t hash = 0;
    in_.read(reinterpret_cast<char*>(&hash), sizeof hash);
    if (!in_ || hash != hash_) damaged();
  }

 private:
  [[noreturn]] void damaged() const { throw MachineFailure(file_ + ": the checkpoint is damaged; start the run again"); }
  template <class IdType, class T>
  void resize(Column<IdType, T>& column, std::uint64_t size) const {
    if (column.size() != size) damaged();  // the opening state has already the right size
  }
  template <class T>
  void resize(std::vector<T>& list, std::uint64_t size) const {
    if (size > (std::uint64_t{1} << 32)) damaged();
    list.resize(size);
  }
  std::string file_;
  std::ifstream in_;
  std::uint64_t hash_ = 0;
};

template <class Archive>
void archive_audit(Archive& archive, std::vector<AuditMonth>& rows) {
  std::uint64_t count = rows.size();
  archive(count);
  rows.resize(count);
  for (AuditMonth& row : rows) {
    archive(row.month);
    archive(row.state_hash);
    archive(row.money);
    archive(row.real);
  }
}

template <class Archive>
void archive_world(Archive& archive, World& world) {
  world.columns([&](std::string_view, auto& column) { archive(column); });
  scalars(world, archive);
  memories(world, archive);
  archive_audit(archive, world.records.audit);
}

void sync(const std::string& file) {
  const int handle = ::open(file.c_str(), O_RDONLY);
  if (handle < 0) return;
  const bool failed = ::fsync(handle) != 0;
  ::close(handle);
  if (failed) throw MachineFailure(file + ": cannot write the checkpoint (" + std::strerror(errno) + ")");
}

}  // namespace

void save_world(const std::string& file, World& world, std::uint64_t identity) {
  const std::string part = file + ".part";
  try {
    Writer writer(part);
    writer(kFormat);
    writer(identity);
    archive_world(writer, world);
    writer.finish();
  } catch (const MachineFailure&) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw;
  }
  sync(part);
  std::error_code error;
  std::filesystem::rename(part, file, error);
  if (error) throw MachineFailure(file + ": cannot write the checkpoint (" + error.message() + ")");
}

void load_world(const std::string& file, World& world, std::uint64_t identity) {
  Reader reader(file);
  std::uint64_t format = 0, found = 0;
  reader(format);
  if (format != kFormat) throw BadRequest(file + ": not a checkpoint of this version of the program");
  reader(found);
  if (found != identity)
    throw BadRequest(file + ": this checkpoint belongs to another scenario, seed, replicate or data; start without --resume");
  archive_world(reader, world);
  reader.finish();
}

std::uint64_t hash_world(World& world) {
  std::uint64_t hash = 0;
  world.columns([&](std::string_view, auto& column) {
    hash = hash_memory(column.data(), column.size() * sizeof(*column.data()), hash);
  });
  scalars(world, [&](auto& value) {
    if constexpr (ColumnOrList<std::remove_reference_t<decltype(value)>>) {
      hash = hash_memory(value.data(), value.size() * sizeof(*value.data()), hash);
    } else {
      hash = hash_memory(&value, sizeof value, hash);
    }
  });
  return hash;
}

}  // namespace lingnan

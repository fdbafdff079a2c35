#include "sim/results/table_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

#include "sim/base/assertions.hpp"

namespace lingnan {

namespace {
constexpr std::size_t kBuffer = 1 << 18;

[[noreturn]] void fail_on(const std::string& path, const char* doing) {
  const int error = errno;
  std::string advice;
  if (error == ENOSPC || error == EDQUOT) advice = " Free some space or choose another folder with -o.";
  if (error == EACCES || error == EROFS || error == EPERM) advice = " Choose another folder with -o.";
  throw MachineFailure(fmt::format("{}: cannot {}: {}.{}", path, doing, std::strerror(error), advice));
}
}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file_ < 0) fail_on(path_, "open the file for writing");
  buffer_.reserve(kBuffer);
}

OutputFile::~OutputFile() {
  if (file_ >= 0) ::close(file_);
}

void OutputFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBuffer) flush();
}

void OutputFile::flush() {
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t wrote = ::write(file_, buffer_.data() + done, buffer_.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) fail_on(path_, "write");
    done += static_cast<std::size_t>(wrote);
  }
  buffer_.clear();
}

void OutputFile::close() {
  if (file_ < 0) return;
  flush();
  // A device or pipe has nothing to wait for and says EINVAL.
  if (::fsync(file_) != 0 && errno != EINVAL && errno != EROFS) fail_on(path_, "bring the file to the disk");
  const int file = std::exchange(file_, -1);
  if (::close(file) != 0) fail_on(path_, "close the file");
}

void write_whole_file(const std::string& path, std::string_view text) {
  const std::string draft = path + ".new";
  try {
    OutputFile file(draft);
    file.write(text);
    file.close();
    if (::rename(draft.c_str(), path.c_str()) != 0) fail_on(path, "rename the finished file");
  } catch (...) {
    ::unlink(draft.c_str());
    throw;
  }
}

std::string csv_field(std::string_view value) {
  if (value.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string shortest(double value) { return value == 0 ? "0" : fmt::format("{}", value); }

double rounded_money(double million_yuan) { return std::nearbyint(million_yuan * 1e6) / 1e6; }

TableWriter::TableWriter(const std::string& path, std::vector<std::string> header)
    : file_(path), header_(std::move(header)) {
  for (const std::string& name : header_) field(csv_field(name));
  file_.write("\n");
  fields_ = 0;
}

void TableWriter::field(std::string_view raw) {
  if (fields_ != 0) file_.write(",");
  file_.write(raw);
  ++fields_;
}

TableWriter& TableWriter::text(std::string_view value) {
  field(csv_field(value));
  return *this;
}

TableWriter& TableWriter::integer(std::int64_t value) {
  field(fmt::format_int(value).c_str());
  return *this;
}

TableWriter& TableWriter::number(double value) {
  if (!std::isfinite(value)) {
    const std::string column = fields_ < header_.size() ? header_[fields_] : "?";
    throw ModelFailure(fmt::format("{}: row {}: {} is not a finite number", file_.path(), rows_ + 1, column));
  }
  field(shortest(value));
  return *this;
}

TableWriter& TableWriter::optional(double value) { return std::isfinite(value) ? number(value) : text(""); }

TableWriter& TableWriter::money(double million_yuan) { return number(rounded_money(million_yuan)); }

TableWriter& TableWriter::month(Month value) {
  field(value.text());
  return *this;
}

TableWriter& TableWriter::quarter(Month value) {
  field(fmt::format("{:04}-Q{}", value.year, (value.month - 1) / 3 + 1));
  return *this;
}

void TableWriter::end_row() {
  ensures(fields_ == header_.size(), "a table row has one field for each column");
  file_.write("\n");
  fields_ = 0;
  ++rows_;
}

void TableWriter::close() { file_.close(); }

}  // namespace lingnan

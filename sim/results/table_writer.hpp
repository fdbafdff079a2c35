// Text tables: CSV by RFC 4180 in UTF-8 with LF line ends and a header row. Numbers are written with the fewest digits
// that read back as the same double.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"

namespace lingnan {

/// A file that is complete or an error: written through a buffer, flushed to the disk by `close`. Every failure is a
/// MachineFailure that names the file.
class OutputFile {
 public:
  /// Creates or empties the file.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);
  /// Writes what is left and waits until the disk has it. A file that is not closed is not finished.
  void close();
  const std::string& path() const { return path_; }

 private:
  void flush();

  std::string path_;
  std::string buffer_;
  int file_ = -1;
};

/// Writes `text` beside `path` and renames it there, so that the file is either whole or as it was before.
void write_whole_file(const std::string& path, std::string_view text);

/// A CSV file, field by field.
class TableWriter {
 public:
  TableWriter(const std::string& path, std::vector<std::string> header);

  TableWriter& text(std::string_view value);
  TableWriter& integer(std::int64_t value);
  /// Throws ModelFailure, naming file, row and column, if the value is not finite.
  TableWriter& number(double value);
  /// Nothing if the value is not finite.
  TableWriter& optional(double value);
  /// Million yuan, rounded to 0.000001.
  TableWriter& money(double million_yuan);
  /// YYYY-MM
  TableWriter& month(Month value);
  /// YYYY-Qn, the quarter that holds the month.
  TableWriter& quarter(Month value);
  /// Ends the row. Requires: one field for each column of the header.
  void end_row();
  void close();

 private:
  void field(std::string_view raw);

  OutputFile file_;
  std::vector<std::string> header_;
  std::size_t fields_ = 0;  ///< written in this row
  std::uint64_t rows_ = 0;
};

/// A field as RFC 4180 wants it: in quotes only if it has a comma, a quote or a line end.
std::string csv_field(std::string_view value);
/// The fewest digits that read back as `value`; no sign on zero.
std::string shortest(double value);
/// `million_yuan` rounded to 0.000001, which is one yuan.
double rounded_money(double million_yuan);

}  // namespace lingnan

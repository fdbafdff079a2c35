// Comma-separated tables (RFC 4180) with the place of every field, so that a mistake can be pointed at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/base/problem.hpp"

namespace lingnan {

/// Header and rows of one file. Lines and columns count from 1, columns in characters of UTF-8 text.
struct CsvTable {
  struct Field {
    std::string text;  ///< without quotes
    int line = 0;
    int column = 0;
  };
  struct Row {
    int line = 0;         ///< where the row begins; a quoted field may span several lines
    bool ragged = false;  ///< has more or fewer fields than the header: reported once, its numbers mean nothing
    std::vector<Field> fields;
  };

  std::string file;
  std::vector<Field> header;
  std::vector<Row> rows;
};

/// Splits `text` and adds every mistake to `problems`. Tolerates CRLF, a byte order mark and empty lines.
CsvTable parse_csv(std::string_view text, const std::string& file, std::vector<Problem>& problems);

}  // namespace lingnan

#include "sim/scenario/csv.hpp"

#include <utility>

namespace lingnan {

namespace {

class Splitter {
 public:
  Splitter(std::string_view text, const std::string& file, std::vector<Problem>& problems)
      : text_(text), file_(file), problems_(problems) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  bool at_end() const { return next_ == text_.size(); }

  /// The fields up to the end of the line; one empty field for an empty line.
  std::vector<CsvTable::Field> line() {
    std::vector<CsvTable::Field> fields;
    do {
      fields.push_back(field());
    } while (take(','));
    take('\r');
    take('\n');
    return fields;
  }

 private:
  char peek() const { return at_end() ? '\n' : text_[next_]; }
  bool at_line_end() const {
    return peek() == '\n' || (peek() == '\r' && (next_ + 1 == text_.size() || text_[next_ + 1] == '\n'));
  }

  char step() {
    const char c = text_[next_++];
    const bool continues_character = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if (!continues_character) {
      ++column_;
    }
    return c;
  }

  bool take(char wanted) {
    if (at_end() || peek() != wanted) return false;
    step();
    return true;
  }

  CsvTable::Field field() {
    CsvTable::Field result{"", line_, column_};
    if (!take('"')) {
      while (peek() != ',' && !at_line_end()) result.text += step();
      return result;
    }
    for (;;) {
      if (at_end()) {
        problems_.push_back({file_, result.line, result.column, "the quotation mark that opens here is never closed"});
        return result;
      }
      const char c = step();
      if (c != '"') {
        result.text += c;
      } else if (take('"')) {
        result.text += '"';
      } else {
        break;
      }
    }
    if (peek() != ',' && !at_line_end()) {
      problems_.push_back({file_, line_, column_, "text after a closing quotation mark"});
      while (peek() != ',' && !at_line_end()) step();
    }
    return result;
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<Problem>& problems_;
  std::size_t next_ = 0;
  int line_ = 1, column_ = 1;
};

bool is_empty_line(const std::vector<CsvTable::Field>& fields) { return fields.size() == 1 && fields[0].text.empty(); }

}  // namespace

CsvTable parse_csv(std::string_view text, const std::string& file, std::vector<Problem>& problems) {
  CsvTable table;
  table.file = file;
  Splitter splitter(text, file, problems);
  while (!splitter.at_end()) {
    std::vector<CsvTable::Field> fields = splitter.line();
    if (is_empty_line(fields)) continue;
    if (table.header.empty()) {
      table.header = std::move(fields);
      continue;
    }
    CsvTable::Row row{fields[0].line, fields.size() != table.header.size(), std::move(fields)};
    if (row.ragged) {
      problems.push_back({file, row.line, 1,
                          "the row has " + std::to_string(row.fields.size()) + " fields but the header has " +
                              std::to_string(table.header.size())});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace lingnan

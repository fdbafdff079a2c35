// The tables of a result folder: what each file holds, column by column. Writers, `columns.json` and
// `describe contract` all read this list.
#pragma once

#include <string>
#include <vector>

namespace lingnan {

struct TableColumn {
  std::string name, unit, doc;
};

struct Table {
  std::string file, rows, doc;
  std::vector<TableColumn> columns;

  std::vector<std::string> header() const;
};

/// Every table of a run, in the order they are written.
const std::vector<Table>& result_tables();
/// Every table of a comparison.
const std::vector<Table>& comparison_tables();
/// Every table of a designed experiment; runs.csv and draws.csv have more columns, which depend on it.
const std::vector<Table>& experiment_tables();
/// One of all these. Requires: it exists.
const Table& result_table(const std::string& file);

/// `columns.json`: file, rows, meaning and columns of every table.
std::string columns_json(const std::vector<Table>& tables);

}  // namespace lingnan

#include "sim/results/table_writer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "lingnan/results.hpp"
#include "sim/base/assertions.hpp"
#include "sim/results/tables.hpp"
#include "tests/cli/program.hpp"

using namespace lingnan;
using tests::TemporaryFolder;
using tests::text_of;

TEST_CASE("a field is quoted only if a comma, a quote or a line end makes it necessary", "[unit][results]") {
  CHECK(csv_field("Shenzhen") == "Shenzhen");
  CHECK(csv_field("") == "");
  CHECK(csv_field("深圳") == "深圳");
  CHECK(csv_field("pulp, paper") == "\"pulp, paper\"");
  CHECK(csv_field("the \"Bay\"") == "\"the \"\"Bay\"\"\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
}

TEST_CASE("numbers are written with the fewest digits that read back", "[unit][results]") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(1.0) == "1");
  CHECK(shortest(-2.5) == "-2.5");
  CHECK(shortest(-0.0) == "0");
  CHECK(shortest(1000000.0) == "1000000");
  CHECK(shortest(1e-12) == "1e-12");
  for (const double value : {1.0 / 3, 13567301.123456789, 5e-324, std::numeric_limits<double>::max(), 0.1 + 0.2})
    CHECK(std::strtod(shortest(value).c_str(), nullptr) == value);
}

TEST_CASE("money in tables is rounded to one yuan", "[unit][results]") {
  CHECK(shortest(rounded_money(1.23456789)) == "1.234568");
  CHECK(shortest(rounded_money(1356730.1)) == "1356730.1");
  CHECK(shortest(rounded_money(-0.0000004)) == "0");
  CHECK(shortest(rounded_money(13567301.0000019)) == "13567301.000002");
}

TEST_CASE("a table has a header, one line per row and line feeds only", "[unit][results]") {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "t.csv";
  TableWriter table(file, {"month", "quarter", "city", "n", "x", "m"});
  table.month({2023, 4}).quarter({2023, 4}).text("a,b").integer(-7).number(0.25).money(2.0000001).end_row();
  table.month({2024, 12}).quarter({2024, 12}).text("c").integer(0).number(1e21).money(0).end_row();
  table.close();
  CHECK(text_of(file) ==
        "month,quarter,city,n,x,m\n"
        "2023-04,2023-Q2,\"a,b\",-7,0.25,2\n"
        "2024-12,2024-Q4,c,0,1e+21,0\n");
}

TEST_CASE("a row with a field too few breaks the table's promise", "[unit][results]") {
  const TemporaryFolder folder;
  TableWriter table(folder.path() / "t.csv", {"a", "b"});
  table.integer(1);
  CHECK_THROWS_AS(table.end_row(), ModelFailure);
}

TEST_CASE("a value that is not finite names file, row and column", "[unit][results]") {
  const TemporaryFolder folder;
  TableWriter table(folder.path() / "t.csv", {"a", "wage"});
  table.integer(1).number(2).end_row();
  table.integer(2);
  CHECK_THROWS_WITH(table.number(std::nan("")), Catch::Contains("t.csv: row 2: wage is not a finite number"));
}

TEST_CASE("a full disk is noticed at the latest when the file is closed", "[unit][results]") {
  TableWriter table("/dev/full", {"a"});
  table.integer(1).end_row();
  CHECK_THROWS_WITH(table.close(), Catch::Contains("/dev/full: cannot write"));
}

TEST_CASE("a file that cannot be created is named", "[unit][results]") {
  CHECK_THROWS_AS(TableWriter("/nowhere/at/all.csv", {"a"}), MachineFailure);
}

TEST_CASE("a whole file replaces the old one and leaves no draft", "[unit][results]") {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "manifest.json";
  write_whole_file(file, "old");
  write_whole_file(file, "new");
  CHECK(text_of(file) == "new");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("every column of every table has a unit and a meaning and occurs once", "[unit][results]") {
  for (const Table& table : result_tables()) {
    std::vector<std::string> header = table.header();
    std::sort(header.begin(), header.end());
    CHECK(std::adjacent_find(header.begin(), header.end()) == header.end());
    for (const TableColumn& column : table.columns) {
      INFO(table.file << " " << column.name);
      CHECK_FALSE(column.unit.empty());
      CHECK(column.doc.ends_with("."));
    }
  }
}

TEST_CASE("the status of unfinished work reads back and a damaged one reads as none", "[unit][results]") {
  const TemporaryFolder folder;
  CHECK(read_status(folder.path()).status.empty());
  write_status(folder.path(), {"interrupted", "why \"so\"", "2024-03", 15, 156, 2.5});
  const RunStatus status = read_status(folder.path());
  CHECK(status.status == "interrupted");
  CHECK(status.message == "why \"so\"");
  CHECK(status.months_done == 15);
  CHECK(status.wall_seconds == 2.5);
  write_whole_file((folder.path() / "status.json").string(), "{\"status\": 3");
  CHECK(read_status(folder.path()).status.empty());
}

// Text becomes a tree that knows where everything stands.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "sim/scenario/document.hpp"

namespace fs = std::filesystem;
using namespace lingnan;

namespace {

Node parse(const std::string& text) {
  std::vector<Problem> problems;
  Node root = parse_text(text, "a.yaml", problems);
  CHECK(problems.empty());
  return root;
}

const Node& at(const Node& node, const std::string& key) {
  const Node::Entry* entry = node.find(key);
  REQUIRE(entry);
  return entry->value;
}

std::string where(const Place& place) { return place.problem("").text(); }

std::string mistake(const std::string& text) {
  std::vector<Problem> problems;
  try {
    parse_text(text, "a.yaml", problems);
  } catch (const BadRequest& bad) {
    return bad.what();
  }
  return problems.empty() ? "" : problems.front().text();
}

class Files {
 public:
  Files() : path_(fs::temp_directory_path() / ("lingnan_document_" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_ / "sub");
  }
  ~Files() { fs::remove_all(path_); }
  Files(const Files&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("keys and values know their line and column", "[unit][scenario]") {
  const Node root = parse("time:\n  end: 2024-12\nshocks:\n  - {loss: 0.5}\n");
  CHECK(where(root.find("time")->key_place) == "a.yaml:1:1: ");
  CHECK(where(at(at(root, "time"), "end").place) == "a.yaml:2:8: ");
  CHECK(where(at(root, "shocks").items[0].find("loss")->key_place) == "a.yaml:4:6: ");
  CHECK(where(at(at(root, "shocks").items[0], "loss").place) == "a.yaml:4:12: ");
}

TEST_CASE("columns count characters, not bytes", "[unit][scenario]") {
  const Node root = parse("{zh: 深圳与广州, en: x}\n");
  CHECK(where(root.find("en")->key_place) == "a.yaml:1:13: ");
}

TEST_CASE("a byte order mark and Windows line ends change nothing", "[unit][scenario]") {
  const Node root = parse("\xEF\xBB\xBFname: a\r\ntitle:\r\n  en: \"b\"\r\n");
  CHECK(at(root, "name").text == "a");
  CHECK(at(at(root, "title"), "en").text == "b");
  CHECK(where(at(at(root, "title"), "en").place) == "a.yaml:3:7: ");
}

TEST_CASE("quoted text is told from plain text", "[unit][scenario]") {
  const Node root = parse("a: 1\nb: \"1\"\nc: '1'\nd: |\n  1\ne: !!str 1\nf: ~\ng: \"\"\n");
  CHECK_FALSE(at(root, "a").quoted);
  for (const char* key : {"b", "c", "d", "e"}) CHECK(at(root, key).quoted);
  CHECK(at(root, "f").is_null());
  CHECK(at(root, "g").is_scalar());
}

TEST_CASE("maps keep the order of the file", "[unit][scenario]") {
  const Node root = parse("z: 1\na: 2\nm: 3\n");
  REQUIRE(root.entries.size() == 3);
  CHECK(root.entries[0].key + root.entries[1].key + root.entries[2].key == "zam");
}

TEST_CASE("an alias repeats a value and stands where it is used", "[unit][scenario]") {
  const Node root = parse("a: &x {k: 1}\nb: *x\n");
  CHECK(at(at(root, "b"), "k").text == "1");
  CHECK(where(at(root, "b").place) == "a.yaml:2:4: ");
}

TEST_CASE("text that leaves no tree is refused", "[unit][scenario]") {
  CHECK(mistake("a: [1") == "a.yaml:1:4: YAML syntax: this bracket is never closed, or a comma is missing after it");
  CHECK(mistake("a: 'b\n") == "a.yaml:1:6: YAML syntax: a quote is never closed");
  CHECK(mistake("a:\n\tb: 1\n") == "a.yaml:2:1: a tab indents this line; YAML indents with spaces only");
  CHECK(mistake("a: \xED\xA0\x80\n") == "a.yaml:1:4: byte 0xED is not UTF-8; save the file as UTF-8");
  CHECK(mistake("a: \xF5\x80\x80\x80\n") == "a.yaml:1:4: byte 0xF5 is not UTF-8; save the file as UTF-8");
  CHECK(mistake("a: 1\n---\nb: 2\n") == "a.yaml:2:1: a second YAML document starts here; a scenario is one document");
  CHECK(mistake("a: &x {b: *x}\n") == "a.yaml:1:11: a.b is an alias that contains itself");
  CHECK(mistake("? {a: 1}\n: 2\n") ==
        "a.yaml:1:3: a list or map stands where a key must be; is a bracket left open before it?");
  CHECK(mistake("a: " + std::string(400, '[') + std::string(400, ']')) ==
        "a.yaml:1:67: lists and maps are nested more than 64 deep");
}

TEST_CASE("nesting through aliases counts as nesting", "[unit][scenario]") {
  std::string text = "l0: &l0 [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]\n";
  for (int i = 1; i < 4; ++i)
    text += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [[[[[[[[[[[[[[[[[[[[*l" + std::to_string(i - 1) +
            "]]]]]]]]]]]]]]]]]]]]\n";
  CHECK(mistake(text) == "a.yaml:4:29: lists and maps are nested more than 64 deep");
}

TEST_CASE("a duplicate key keeps its first value and is reported with both lines", "[unit][scenario]") {
  std::vector<Problem> problems;
  const Node root = parse_text("a:\n  b: 1\n  c: 2\n  b: 3\n", "a.yaml", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].text() == "a.yaml:4:3: a.b is given twice, first on line 2");
  CHECK(at(at(root, "a"), "b").text == "1");
}

TEST_CASE("maps merge key by key, scalars and lists replace", "[unit][scenario]") {
  Node base = parse("a: {b: 1, c: 2}\nl: [1, 2]\ns: x\n");
  merge(base, parse("a: {c: 3, d: 4}\nl: [9]\ns: y\nn: 1\n"));
  CHECK(at(at(base, "a"), "b").text == "1");
  CHECK(at(at(base, "a"), "c").text == "3");
  CHECK(at(at(base, "a"), "d").text == "4");
  CHECK(at(base, "l").items.size() == 1);
  CHECK(at(base, "s").text == "y");
  CHECK(base.entries.back().key == "n");
}

TEST_CASE("a section with nothing in it leaves the base's section as it is", "[unit][scenario]") {
  Node base = parse("a: {b: 1}\nl: [1]\ns: x\n");
  merge(base, parse("a:\nl:\ns:\n"));
  CHECK(at(at(base, "a"), "b").text == "1");
  CHECK(at(base, "l").items.size() == 1);
  CHECK(at(base, "s").is_null());
}

TEST_CASE("a chain of extends merges from the base up and each value keeps its file", "[unit][scenario]") {
  const Files files;
  files.write("base.yaml", "name: base\ntitle: {en: Base}\nx: {p: 1, q: 1, r: 1}\n");
  files.write("sub/middle.yaml", "extends: ../base.yaml\nname: middle\nx: {q: 2}\n");
  files.write("top.yaml", "extends: sub/middle.yaml\nx: {r: 3}\n");
  const Document document = read_document(files / "top.yaml", {});
  CHECK(document.problems.empty());
  const Node& x = at(document.root, "x");
  CHECK(at(x, "p").text + at(x, "q").text + at(x, "r").text == "123");
  CHECK(where(at(x, "p").place) == files / "base.yaml" + ":3:8: ");
  CHECK(where(at(x, "q").place) == files / "sub/middle.yaml" + ":3:8: ");
  CHECK_FALSE(document.root.find("extends"));
  CHECK(document.files == std::vector<std::string>{files / "top.yaml", files / "sub/middle.yaml", files / "base.yaml"});
  REQUIRE(document.hashes.size() == 3);
  CHECK(document.hashes[1].first == "sub/middle.yaml");
  CHECK(document.hashes[1].second.size() == 16);
}

TEST_CASE("name and title belong to their own file", "[unit][scenario]") {
  const Files files;
  files.write("base.yaml", "name: base\ntitle: {en: Base}\nx: 1\n");
  files.write("top.yaml", "extends: base.yaml\n");
  const Document document = read_document(files / "top.yaml", {});
  CHECK_FALSE(document.root.find("name"));
  CHECK_FALSE(document.root.find("title"));
  CHECK(document.root.find("x"));
}

TEST_CASE("a circle of extends is printed", "[unit][scenario]") {
  const Files files;
  files.write("a.yaml", "extends: b.yaml\n");
  files.write("b.yaml", "x: 1\nextends: sub/../a.yaml\n");
  const Document document = read_document(files / "a.yaml", {});
  REQUIRE(document.problems.size() == 1);
  CHECK(document.problems[0].text() == files / "b.yaml" + ":2:10: extends goes in a circle: " + (files / "a.yaml") +
                                           " -> " + (files / "b.yaml") + " -> " + (files / "a.yaml"));
  CHECK_FALSE(document.complete);
}

TEST_CASE("a broken base is reported beside the mistakes of the file itself", "[unit][scenario]") {
  const Files files;
  files.write("base.yaml", "x: [1\n");
  files.write("top.yaml", "extends: base.yaml\ny: 1\ny: 2\n");
  const Document document = read_document(files / "top.yaml", {});
  CHECK(document.problems.size() == 2);
  CHECK(document.root.find("y"));
}

TEST_CASE("a file that does not exist and a folder are wrong requests", "[unit][scenario]") {
  const Files files;
  CHECK_THROWS_WITH(read_document(files / "none.yaml", {}), files / "none.yaml" + ": no such file");
  CHECK_THROWS_WITH(read_document(files / "sub", {}), files / "sub" + ": is a folder, not a scenario file");
}

TEST_CASE("settings are laid on the tree in their order", "[unit][scenario]") {
  Node root = parse("time: {end: 2024-12}\nshocks: [{loss: 0.1}]\n");
  std::vector<Problem> problems;
  for (const char* setting : {"time.end=2025-01", "time.end=2025-02", "shocks[0].loss=0.5", "parameters.plan.x=1e-3",
                              "targets=[{a: 1}, b]", "time={step: week}", "shocks[1].loss=0.2", "policy[0]={lever: placebo}"})
    apply_setting(root, setting, problems);
  CHECK(problems.empty());
  CHECK(at(at(root, "time"), "end").text == "2025-02");
  CHECK(at(at(root, "time"), "step").text == "week");
  CHECK(at(at(root, "shocks").items[0], "loss").text == "0.5");
  CHECK(at(at(at(root, "parameters"), "plan"), "x").text == "1e-3");
  CHECK(at(root, "targets").items.size() == 2);
  CHECK(at(at(root, "shocks").items[1], "loss").text == "0.2");  // after the last item comes a new one
  CHECK(at(at(root, "policy").items[0], "lever").text == "placebo");
  CHECK(where(at(at(root, "time"), "end").place) == "--set time.end=2025-02: ");
}

TEST_CASE("a setting that cannot be applied says why", "[unit][scenario]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"time.end", "must be PATH=VALUE, such as time.end=2024-12 or shocks[0].loss=0.5"},
      {"=3", "must be PATH=VALUE, such as time.end=2024-12 or shocks[0].loss=0.5"},
      {"time..end=3", "must be PATH=VALUE, such as time.end=2024-12 or shocks[0].loss=0.5"},
      {"shocks[x].loss=3", "must be PATH=VALUE, such as time.end=2024-12 or shocks[0].loss=0.5"},
      {"time.end=", "has no value"},
      {"time.end.month=3", "time.end is not a map, so it has no 'month'"},
      {"shocks[2].loss=3", "shocks has 1 entries, so there is no [2]"},
      {"time.end={", "a list or map stands where a key must be; is a bracket left open before it?"},
      {"extends=b.yaml", "extends cannot be set on the command line; write a file that extends"},
  };
  for (const auto& [setting, message] : cases) {
    Node root = parse("time: {end: 2024-12}\nshocks: [{loss: 0.1}]\n");
    std::vector<Problem> problems;
    apply_setting(root, setting, problems);
    INFO(setting);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].text() == "--set " + setting + ": " + message);
  }
}

TEST_CASE("problems are sorted by file, line and column, settings last", "[unit][scenario]") {
  std::vector<Problem> problems = {
      {"--set a=1", 0, 0, ""}, {"base", 1, 1, ""}, {"data.csv", 1, 0, ""}, {"top", 2, 5, ""}, {"top", 2, 3, ""}};
  sort_by_place(problems, {"top", "base"});
  std::string order;
  for (const Problem& problem : problems) order += problem.text();
  CHECK(order == "top:2:3: top:2:5: base:1:1: data.csv:1: --set a=1: ");
}

TEST_CASE("paths are seen from the file that says them", "[unit][scenario]") {
  CHECK(resolve_path({"dir/a.yaml", 3, 1}, "data") == "dir/data");
  CHECK(resolve_path({"dir/a.yaml", 3, 1}, "../b.yaml") == "b.yaml");
  CHECK(resolve_path({"dir/a.yaml", 3, 1}, "/data") == "/data");
  CHECK(resolve_path({"--set data=x", 0, 0}, "x") == "x");
  CHECK(path_from("dir/a.yaml", "dir/data/x") == "data/x");
  CHECK(path_from("dir/a.yaml", "other") == "../other");
}

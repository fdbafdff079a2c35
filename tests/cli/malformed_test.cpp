// Wrong scenarios and exactly what is said about them. Every case is a file `case.yaml` beside `toy.yaml`; messages are
// compared without the folder in front of the file.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "lingnan/scenario.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/model.hpp"

namespace fs = std::filesystem;
using namespace lingnan;

namespace {

/// An empty folder that goes away at the end, with the toy scenario in it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("lingnan_malformed_{}", getpid())) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    write("toy.yaml", fmt::format("data: {}/tests/worlds/toy\ntime: {{end: 2024-12}}\neconomy: {{firms: 600}}\n"
                                  "shocks:\n  - {{loss: 0.1, start: 2023-06, months: 2}}\n",
                                  LINGNAN_SOURCE_DIR));
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  /// `text` without this folder's name in it.
  std::string strip(std::string text) const {
    const std::string prefix = path_.string() + "/";
    for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) text.erase(at, prefix.size());
    return text;
  }

 private:
  fs::path path_;
};

std::vector<std::string> messages(const Folder& folder, const std::string& name,
                                  const std::vector<std::string>& settings = {}) {
  std::vector<std::string> found;
  try {
    read_scenario(folder.file(name), settings);
  } catch (const BadRequest& bad) {
    for (const Problem& problem : bad.problems()) found.push_back(folder.strip(problem.text()));
  }
  return found;
}

struct Case {
  const char* what;
  std::string text;
  std::vector<std::string> messages;
};

const std::string kExtends = "extends: toy.yaml\n";
const std::string kGuangdong = "extends: " LINGNAN_SOURCE_DIR "/scenarios/guangdong.yaml\n";

const std::vector<Case> kCases = {
    {"an empty file", "", {"case.yaml: the file is empty"}},
    {"a file of comments only", "# nothing\n", {"case.yaml: the file is empty"}},
    {"a file with one empty document", "---\n", {"case.yaml: the file is empty"}},
    {"a list instead of sections",
     "- a\n- b\n",
     {"case.yaml:1:1: a scenario is a map of sections such as 'time:' (is a space missing after a ':'?)"}},
    {"a missing space after a colon",
     "time:2023\n",
     {"case.yaml:1:1: a scenario is a map of sections such as 'time:' (is a space missing after a ':'?)"}},
    {"bytes that are not UTF-8",
     kExtends + "name: caf\351\n",
     {"case.yaml:2:10: byte 0xE9 is not UTF-8; save the file as UTF-8"}},
    {"an overlong encoding",
     kExtends + "name: \300\257\n",
     {"case.yaml:2:7: byte 0xC0 is not UTF-8; save the file as UTF-8"}},
    {"a zero byte",
     kExtends + std::string("name: a\0b\n", 10),
     {"case.yaml:2:8: the control character U+0000 is not allowed in a scenario"}},
    {"a tab that indents",
     kExtends + "time:\n\tend: 2024-12\n",
     {"case.yaml:3:1: a tab indents this line; YAML indents with spaces only"}},
    {"an open bracket",
     kExtends + "shocks: [1, 2\n",
     {"case.yaml:2:9: YAML syntax: this bracket is never closed, or a comma is missing after it"}},
    {"an open quote", kExtends + "name: \"a\ntime: {}\n", {"case.yaml:3:9: YAML syntax: a quote is never closed"}},
    {"a colon too many", kExtends + "time: end: 2024-12\n", {"case.yaml:2:10: YAML syntax: illegal map value"}},
    {"two documents",
     kExtends + "---\nname: b\n",
     {"case.yaml:2:1: a second YAML document starts here; a scenario is one document"}},
    {"a merge key",
     kExtends + "time: &t {end: 2024-06}\noutput:\n  <<: *t\n",
     {"case.yaml:4:3: output.<< is a YAML merge key, which scenarios do not have; repeat the keys or use 'extends'"}},
    {"an alias that contains itself",
     kExtends + "targets: &t [*t]\n",
     {"case.yaml:2:14: targets[0] is an alias that contains itself"}},
    {"an alias to nothing",
     kExtends + "targets: *t\n",
     {"case.yaml:2:10: YAML syntax: the referenced anchor is not defined"}},
    {"nesting without end",
     kExtends + "targets: " + std::string(100, '[') + std::string(100, ']') + "\n",
     {"case.yaml:2:73: lists and maps are nested more than 64 deep"}},
    {"aliases that multiply",
     kExtends + "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c "
                "[*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e "
                "[*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g "
                "[*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n",
     {"case.yaml:6:29: more than 100000 values, aliases written out; tables belong in CSV files"}},
    {"a tag", kExtends + "name: !secret abc\n", {"case.yaml:2:7: the tag !secret means nothing in a scenario"}},
    {"a list as a key",
     kExtends + "? [a, b]\n: 1\n",
     {"case.yaml:2:3: a list or map stands where a key must be; is a bracket left open before it?"}},
    {"a key twice",
     kExtends + "time:\n  end: 2024-12\n  step: month\n  end: 2024-06\n",
     {"case.yaml:5:3: time.end is given twice, first on line 3"}},
    {"a section twice",
     kExtends + "time: {end: 2024-12}\noutput: {}\ntime: {end: 2024-06}\n",
     {"case.yaml:4:1: time is given twice, first on line 2"}},
    {"a key twice in a list",
     kExtends + "shocks:\n  - {loss: 0.1, loss: 0.2, start: 2023-05, months: 1}\n",
     {"case.yaml:3:17: shocks[0].loss is given twice, first on line 3"}},
    {"a base that does not exist",
     "extends: nowhere.yaml\n",
     {"case.yaml:1:10: extends names the file 'nowhere.yaml', which does not exist"}},
    {"a base that is a folder", "extends: .\n", {"case.yaml:1:10: extends names '.', which is a folder"}},
    {"a list of bases",
     "extends: [toy.yaml]\n",
     {"case.yaml:1:10: extends must name one file, such as guangdong.yaml"}},
    {"a file that extends itself",
     "extends: case.yaml\n",
     {"case.yaml:1:10: extends goes in a circle: case.yaml -> case.yaml"}},
    {"mistakes beside a missing base",
     "extends: nowhere.yaml\ntime: {end: 2024-13}\n",
     {"case.yaml:1:10: extends names the file 'nowhere.yaml', which does not exist",
      "case.yaml:2:13: time.end is '2024-13' but must be a month YYYY-MM, such as 2026-01 (Last month of the run, "
      "included.)"}},
    {"no data",
     "name: a\n",
     {"case.yaml: data is missing: name the folder with the region's tables, or extend a scenario"}},
    {"a data folder that does not exist",
     kExtends + "data: nowhere\n",
     {"case.yaml:2:7: data names the folder 'nowhere', which does not exist"}},
    {"data that is a list", kExtends + "data: [toy]\n", {"case.yaml:2:7: data must name one folder"}},
    {"an unknown section", kExtends + "polcy: []\n", {"case.yaml:2:1: polcy unknown section. Did you mean 'policy'?"}},
    {"an unknown section far from any",
     kExtends + "weather: fine\n",
     {"case.yaml:2:1: weather unknown section. Known: name, title, extends, data, time, economy, parameters, policy, "
      "evidence, shocks, targets, output."}},
    {"a reading of the evidence that there is not",
     kExtends + "evidence: optimistic\n",
     {"case.yaml:2:11: evidence is 'optimistic' but must be sceptical, central or official"}},
    {"a target without a year",
     kExtends + "targets: [{id: a, outcome: gdp_real, at_least: 1}]\n",
     {"case.yaml:2:11: targets[0].year is missing (Calendar year in which it is to be reached.)"}},
    {"a name that is a path",
     kExtends + "name: ../up\n",
     {"case.yaml:2:7: name must be one line of text that can name a folder: no '/', no '.' in front"}},
    {"a title without languages",
     kExtends + "title: My title\n",
     {"case.yaml:2:8: title is 'My title' but must be a map of parameters (Title for people, in English and "
      "Chinese.)"}},
    {"an unknown language of the title",
     kExtends + "title: {de: Was wäre wenn}\n",
     {"case.yaml:2:9: title.de unknown parameter. Known: en, zh."}},
    {"a section that is a list",
     kExtends + "time: [2023-01, 2024-12]\n",
     {"case.yaml:2:7: time is a list but must be a map of parameters (First and last month, and the length of a "
      "step.)"}},
    {"a section that is a number",
     kExtends + "parameters: 3\n",
     {"case.yaml:2:13: parameters must be a map of processes, each with its parameters"}},
    {"policy that is a map",
     kExtends + "policy: {lever: x}\n",
     {"case.yaml:2:9: policy must be a list: each entry starts with '- '"}},
    {"shocks that are a map",
     kExtends + "shocks: {loss: 0.1}\n",
     {"case.yaml:2:9: shocks must be a list: each entry starts with '- '"}},
    {"targets that are a number",
     kExtends + "targets: 5\n",
     {"case.yaml:2:10: targets must be a list: each entry starts with '- '"}},
    {"a number out of its range",
     kExtends + "parameters:\n  trends:\n    horizon_years: 1000\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is 1000 but must lie in [1, 100] years (Years from the start "
      "values to the end values; flat after.)"}},
    {"a number below its range",
     kExtends + "parameters:\n  trends:\n    outside_inflation: -0.06\n",
     {"case.yaml:4:24: parameters.trends.outside_inflation is -0.06 but must lie in [-0.05, 0.2] 1/year (Trend of "
      "outside prices.)"}},
    {"a percentage",
     kExtends + "parameters:\n  trends:\n    outside_inflation: 2%\n",
     {"case.yaml:4:24: parameters.trends.outside_inflation is '2%' but must be a number in [-0.05, 0.2] 1/year (Trend "
      "of outside prices.) Percentages are shares: write 0.02."}},
    {"a decimal comma",
     kExtends + "parameters:\n  trends:\n    outside_inflation: 0,02\n",
     {"case.yaml:4:24: parameters.trends.outside_inflation is '0,02' but must be a number in [-0.05, 0.2] 1/year "
      "(Trend of outside prices.) Decimals have a point, thousands have no separator."}},
    {"an underscore in a number",
     kExtends + "parameters:\n  trends:\n    horizon_years: 1_0\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is '1_0' but must be a number in [1, 100] years (Years from the "
      "start values to the end values; flat after.) Write 10."}},
    {"leading zeros",
     kExtends + "parameters:\n  trends:\n    horizon_years: 010\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is '010' but must be a number in [1, 100] years (Years from the "
      "start values to the end values; flat after.) Numbers have no leading zeros: write 10."}},
    {"a hexadecimal number",
     kExtends + "parameters:\n  trends:\n    horizon_years: 0x10\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is '0x10' but must be a number in [1, 100] years (Years from "
      "the start values to the end values; flat after.)"}},
    {"not a number",
     kExtends + "parameters:\n  trends:\n    outside_inflation: .nan\n",
     {"case.yaml:4:24: parameters.trends.outside_inflation is '.nan' but must be a number in [-0.05, 0.2] 1/year "
      "(Trend of outside prices.) Infinite and missing numbers are not allowed."}},
    {"an infinite number",
     kExtends + "parameters:\n  trends:\n    horizon_years: -.inf\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is '-.inf' but must be a number in [1, 100] years (Years from "
      "the start values to the end values; flat after.) Infinite and missing numbers are not allowed."}},
    {"a number too large for the machine",
     kExtends + "parameters:\n  trends:\n    horizon_years: 1e999\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is '1e999' but must be a number in [1, 100] years (Years from "
      "the start values to the end values; flat after.) Is it too large, or not written as a decimal number?"}},
    {"a number in quotes",
     kExtends + "parameters:\n  trends:\n    horizon_years: \"13\"\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is '13' but must be a number in [1, 100] years (Years from the "
      "start values to the end values; flat after.) Take the quotes away."}},
    {"a word for a number",
     kExtends + "parameters:\n  trends:\n    horizon_years: many\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is 'many' but must be a number in [1, 100] years (Years from "
      "the start values to the end values; flat after.)"}},
    {"a list for a number",
     kExtends + "parameters:\n  trends:\n    horizon_years: [13]\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is a list but must be a number in [1, 100] years (Years from "
      "the start values to the end values; flat after.)"}},
    {"a map for a number",
     kExtends + "parameters:\n  trends:\n    horizon_years: {years: 13}\n",
     {"case.yaml:4:20: parameters.trends.horizon_years is a map but must be a number in [1, 100] years (Years from the "
      "start values to the end values; flat after.)"}},
    {"no value",
     kExtends + "parameters:\n  trends:\n    horizon_years:\n",
     {"case.yaml:4:5: parameters.trends.horizon_years has no value but must be a number in [1, 100] years (Years from "
      "the start values to the end values; flat after.)"}},
    {"half a shock month",
     kExtends + "shocks:\n  - {loss: 0.1, start: 2023-05, months: 1.5}\n",
     {"case.yaml:3:41: shocks[0].months is 1.5 but must be a whole number in [1, 600] months (How long it lasts.)"}},
    {"a misspelt parameter",
     kExtends + "parameters:\n  trends:\n    horizon_year: 10\n",
     {"case.yaml:4:5: parameters.trends.horizon_year unknown parameter. Did you mean 'horizon_years'?"}},
    {"a parameter shortened beyond distance",
     kExtends + "parameters:\n  trends:\n    inflatoin: 0.02\n",
     {"case.yaml:4:5: parameters.trends.inflatoin unknown parameter. Did you mean 'outside_inflation'?"}},
    {"a misspelt process",
     kExtends + "parameters:\n  trnds: {horizon_years: 10}\n",
     {"case.yaml:3:3: parameters.trnds unknown process. Did you mean 'trends'?"}},
    {"a parameter without its process",
     kExtends + "parameters:\n  horizon_years: 10\n",
     {"case.yaml:3:3: parameters.horizon_years unknown process. Did you mean 'parameters.trends.horizon_years'?"}},
    {"the example of the style page",
     kExtends + "parameters:\n  plan:\n    demand_adjustment: 1.8\n    demnd: 0.4\n",
     {"case.yaml:4:24: parameters.plan.demand_adjustment is 1.8 but must lie in [0.02, 0.99] 1/month (Weight of the "
      "last orders in expected demand.)",
      "case.yaml:5:5: parameters.plan.demnd unknown parameter. Did you mean 'demand_adjustment'?"}},
    {"yes for true",
     kExtends + "economy: {random_processes: yes}\n",
     {"case.yaml:2:29: economy.random_processes is 'yes' but must be true or false (Separations, matching and rounding "
      "by chance; off for tests of the growth path.) Write true."}},
    {"a capital for false",
     kExtends + "economy: {random_processes: False}\n",
     {"case.yaml:2:29: economy.random_processes is 'False' but must be true or false (Separations, matching and "
      "rounding by chance; off for tests of the growth path.) Write false."}},
    {"a word for a switch",
     kExtends + "economy: {random_processes: maybe}\n",
     {"case.yaml:2:29: economy.random_processes is 'maybe' but must be true or false (Separations, matching and "
      "rounding by chance; off for tests of the growth path.)"}},
    {"an unknown choice",
     kExtends + "time: {step: fortnight}\n",
     {"case.yaml:2:14: time.step is 'fortnight' but must be one of day, week, month (Length of a step: months for "
      "policy, weeks or days for shocks to supply.)"}},
    {"a misspelt choice",
     kExtends + "time: {step: weak}\n",
     {"case.yaml:2:14: time.step is 'weak' but must be one of day, week, month (Length of a step: months for policy, "
      "weeks or days for shocks to supply.) Did you mean 'week'?"}},
    {"a thirteenth month",
     kExtends + "time: {end: 2024-13}\n",
     {"case.yaml:2:13: time.end is '2024-13' but must be a month YYYY-MM, such as 2026-01 (Last month of the run, "
      "included.)"}},
    {"a month with one digit",
     kExtends + "time: {end: 2024-6}\n",
     {"case.yaml:2:13: time.end is '2024-6' but must be a month YYYY-MM, such as 2026-01 (Last month of the run, "
      "included.) Write 2024-06."}},
    {"a date for a month",
     kExtends + "time: {end: 2024-06-30}\n",
     {"case.yaml:2:13: time.end is '2024-06-30' but must be a month YYYY-MM, such as 2026-01 (Last month of the run, "
      "included.) Write 2024-06."}},
    {"a year for a month",
     kExtends + "time: {end: 2024}\n",
     {"case.yaml:2:13: time.end is 2024 but must be a month YYYY-MM, such as 2026-01 (Last month of the run, "
      "included.)"}},
    {"an end before the start",
     kExtends + "time: {start: 2023-06, end: 2023-05}\n",
     {"case.yaml:2:29: time.end is 2023-05, before time.start 2023-06"}},
    {"too few firms",
     kExtends + "economy:\n  firms: 100\n",
     {"case.yaml:3:10: economy.firms is 100 but this region needs at least 120: 10 for each of its 12 pairs of city "
      "and industry with value added"}},
    {"a negative number of firms",
     kExtends + "economy:\n  firms: -1\n",
     {"case.yaml:3:10: economy.firms is -1 but must lie in [0, 4000000000] enterprise agents (Resolution: how many "
      "agents stand for the region's enterprises; 0 gives every one its own.)"}},
    {"an empty shock",
     kExtends + "shocks:\n  - {}\n",
     {"case.yaml:3:5: shocks[0].loss is missing (Share lost while the shock lasts.)",
      "case.yaml:3:5: shocks[0].start is missing (First month of the shock.)",
      "case.yaml:3:5: shocks[0].months is missing (How long it lasts.)"}},
    {"a shock that is a word",
     kExtends + "shocks: [capacity]\n",
     {"case.yaml:2:10: shocks[0] is 'capacity' but must be a map of parameters (A loss of capacity, demand, exports, imports, "
      "supply links or ports, for a time, or failing enterprises.)"}},
    {"an unknown city",
     kExtends + "shocks:\n  - {cities: [Harbor], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:15: shocks[0].cities[0] names 'Harbor', which is no city of this region. Did you mean 'Harbour'?"}},
    {"a city far from any",
     kExtends + "shocks:\n  - {cities: [Shenzhen], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:15: shocks[0].cities[0] names 'Shenzhen', which is no city of this region. Known: T01 Harbour, T02 "
      "Millbrook, T03 Hilltop."}},
    {"an unknown Chinese name",
     kExtends + "shocks:\n  - {cities: [T01, 深圳], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:20: shocks[0].cities[1] names '深圳', which is no city of this region. Known: T01 Harbour, T02 "
      "Millbrook, T03 Hilltop."}},
    {"one city under two names",
     kExtends + "shocks:\n  - {cities: [harbour, 港城], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:24: shocks[0].cities[1] names 港城 (T01) a second time"}},
    {"a city that is no list",
     kExtends + "shocks:\n  - {cities: Harbour, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:14: shocks[0].cities is 'Harbour' but must be a list (Where the producers are; all cities if left out.) Write "
      "[Harbour]."}},
    {"a list among the cities",
     kExtends + "shocks:\n  - {cities: [[T01]], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:15: shocks[0].cities[0] is a list but must be a name"}},
    {"an unknown industry",
     kExtends + "shocks:\n  - {industries: [PRT], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:19: shocks[0].industries[0] names 'PRT', which is no industry of this region. Did you mean "
      "'PART'?"}},
    {"imports from a partner without goods",
     kExtends + "shocks:\n  - {kind: imports, from: ISLE, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:27: shocks[0].from names 'ISLE', which is no partner of this region that trades goods. Known: ROC "
      "Rest of the country, ROW Rest of the world."}},
    {"a partner of a shock that is not to imports",
     kExtends + "shocks:\n  - {kind: demand, from: ROW, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:26: shocks[0].from is for shocks of kind imports only; this one is of kind demand"}},
    {"a share that a failure does not have",
     kExtends + "shocks:\n  - {kind: failure, loss: 0.1, start: 2023-05}\n",
     {"case.yaml:3:27: shocks[0].loss is for shocks of kind capacity, demand, exports, imports, links, port only; this one is of kind failure"}},
    {"a port of a shock that is not to ports",
     kExtends + "shocks:\n  - {ports: [SZ], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:14: shocks[0].ports[0] names 'SZ', which is no port of this region. It has none."}},
    {"rerouting of a shock that is not to ports",
     kExtends + "shocks:\n  - {kind: exports, reroute: 0, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:30: shocks[0].reroute is for shocks of kind port only; this one is of kind exports"}},
    {"a shock to ports where there are none",
     kExtends + "shocks:\n  - {kind: port, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:12: shocks[0].kind is port but this region has no ports: its data folder has none in ports.csv"}},
    {"a shock to ports of cities",
     kGuangdong + "shocks:\n  - {kind: port, cities: [Shenzhen], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:26: shocks[0].cities is for shocks of kind capacity, demand, exports, imports, links, failure only; this one is of "
      "kind port"}},
    {"a port that does not exist",
     kGuangdong + "shocks:\n  - {kind: port, ports: [Shenzen], loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:26: shocks[0].ports[0] names 'Shenzen', which is no port of this region. Did you mean 'Shenzhen'?"}},
    {"more rerouted than is left over",
     kGuangdong + "shocks:\n  - {kind: port, ports: [深圳港], reroute: 1.5, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:41: shocks[0].reroute is 1.5 but must lie in [0, 1] share (Port only: of what it does not handle, what looks for "
      "another port and goes there as far as there is room (trade.port_spare_capacity); 0: nothing is rerouted.)"}},
    {"a number of enterprises that lose capacity",
     kExtends + "shocks:\n  - {enterprises: 2, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:19: shocks[0].enterprises is for shocks of kind failure only; this one is of kind capacity"}},
    {"exports to a partner without goods",
     kExtends + "shocks:\n  - {kind: exports, to: ISLE, loss: 0.1, start: 2023-05, months: 1}\n",
     {"case.yaml:3:25: shocks[0].to names 'ISLE', which is no partner of this region that trades goods. Known: ROC "
      "Rest of the country, ROW Rest of the world."}},
    {"a shock of more than everything",
     kExtends + "shocks:\n  - {loss: 70, start: 2023-05, months: 1}\n",
     {"case.yaml:3:12: shocks[0].loss is 70 but must lie in [0, 1] share (Share lost while the shock lasts.)"}},
    {"a lever that does not exist",
     kExtends + "policy:\n  - lever: pilot_platfrom\n    platforms: 30\n",
     {"case.yaml:3:12: policy[0].lever is 'pilot_platfrom' but no lever of that name exists. Did you mean 'pilot_platform'?"}},
    {"a lever whose payers leave something over, that ends before it begins and has a parameter out of range",
     kExtends + "policy:\n  - lever: pilot_platform\n    platforms: -1\n    payers: {city: 0.4}\n    schedule: {start: 2025-01, "
                "end: 2024-01}\n    target: {cities: [Nowhere]}\n",
     {"case.yaml:4:16: policy[0].pilot_platform.platforms is -1 but must lie in [0, 1000] number (Platforms at full strength, "
      "shared out by experts.)",
      "case.yaml:5:13: policy[0].pilot_platform.payers add up to 0.9 but must add up to 1",
      "case.yaml:6:15: policy[0].pilot_platform.schedule.end is 2024-01, before its start 2025-01",
      "case.yaml:7:23: policy[0].pilot_platform.target.cities[0] names 'Nowhere', which is no city of this region. Known: T01 "
      "Harbour, T02 Millbrook, T03 Hilltop."}},
    {"an entry of the policy without a lever",
     kExtends + "policy:\n  - platforms: 30\n",
     {"case.yaml:3:5: policy[0] must be a map with 'lever: NAME'"}},
    {"many mistakes at once",
     kExtends + "nam: x\ntime:\n  end: 2024-13\n  stop: 1\nparameters:\n  trends: {horizon_years: 0, "
                "outside_inflation: x}\nshocks:\n  - {cities: [Nowhere], loss: 2}\npolicy: [{lever: a}]\noutput: 7\n",
     {"case.yaml:2:1: nam unknown section. Did you mean 'name'?",
      "case.yaml:4:8: time.end is '2024-13' but must be a month YYYY-MM, such as 2026-01 (Last month of the run, "
      "included.)",
      "case.yaml:5:3: time.stop unknown parameter. Did you mean 'step'?",
      "case.yaml:7:27: parameters.trends.horizon_years is 0 but must lie in [1, 100] years (Years from the start "
      "values to the end values; flat after.)",
      "case.yaml:7:49: parameters.trends.outside_inflation is 'x' but must be a number in [-0.05, 0.2] 1/year (Trend "
      "of outside prices.)",
      "case.yaml:9:5: shocks[0].start is missing (First month of the shock.)",
      "case.yaml:9:5: shocks[0].months is missing (How long it lasts.)",
      "case.yaml:9:15: shocks[0].cities[0] names 'Nowhere', which is no city of this region. Known: T01 Harbour, T02 "
      "Millbrook, T03 Hilltop.",
      "case.yaml:9:31: shocks[0].loss is 2 but must lie in [0, 1] share (Share lost while the shock lasts.)",
      "case.yaml:10:18: policy[0].lever is 'a' but no lever of that name exists. 'lingnan describe levers' lists them.",
      "case.yaml:11:9: output is 7 but must be a map of parameters (What is written, and how often.)"}},
};

/// Exit code of the program, its words in the folder's file `said`.
int run_program(const Folder& folder, const std::string& arguments) {
  const std::string command = fmt::format("'{}' {} >'{}' 2>'{}' </dev/null", LINGNAN_PROGRAM, arguments,
                                          folder.file("said_out"), folder.file("said"));
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a malformed scenario is told every mistake with its place, value, range and meaning", "[cli]") {
  const Folder folder;
  for (const Case& one : kCases) {
    DYNAMIC_SECTION(one.what) {
      folder.write("case.yaml", one.text);
      CHECK(messages(folder, "case.yaml") == one.messages);
      CHECK(folder.files() == std::vector<std::string>{"case.yaml", "toy.yaml"});
    }
  }
}

TEST_CASE("a setting on the command line is held to the same rules as the file", "[cli]") {
  const Folder folder;
  folder.write("case.yaml", kExtends);
  const std::string horizon = "--set parameters.trends.horizon_years=0";
  CHECK(
      messages(folder, "case.yaml", {"parameters.trends.horizon_years=0", "shocks[0].loss=5%", "tme.end=2024-01"}) ==
      std::vector<std::string>{
          horizon + ": parameters.trends.horizon_years is 0 but must lie in [1, 100] years (Years from the start "
                    "values to the end values; flat after.)",
          "--set shocks[0].loss=5%: shocks[0].loss is '5%' but must be a number in [0, 1] share (Share lost while the "
          "shock lasts.) Percentages are shares: write 0.05.",
          "--set tme.end=2024-01: tme unknown section. Did you mean 'time'?"});
}

TEST_CASE("a mistake in a file that is extended is reported in that file", "[cli]") {
  const Folder folder;
  folder.write("case.yaml", "extends: middle.yaml\noutput: 3\n");
  folder.write("middle.yaml", kExtends + "time:\n  stop: 2024-01\n");
  CHECK(messages(folder, "case.yaml") ==
        std::vector<std::string>{
            "case.yaml:2:9: output is 3 but must be a map of parameters (What is written, and how often.)",
            "middle.yaml:3:3: time.stop unknown parameter. Did you mean 'step'?"});
}

TEST_CASE("a scenario that does not exist is a wrong request", "[cli]") {
  const Folder folder;
  CHECK(messages(folder, "none.yaml") == std::vector<std::string>{"none.yaml: no such file"});
  CHECK(messages(folder, "") == std::vector<std::string>{": is a folder, not a scenario file"});
}

TEST_CASE("mistakes of the data folder are reported beside those of the scenario", "[cli]") {
  const Folder folder;
  folder.write("case.yaml", "data: .\nweather: fine\n");
  const std::vector<std::string> found = messages(folder, "case.yaml");
  REQUIRE(found.size() > 1);
  CHECK(found.front().starts_with("case.yaml:2:1: weather unknown section."));
}

TEST_CASE("a failure where nobody leaves is a warning, not a mistake", "[cli]") {
  const Folder folder;
  const auto warned = [&](const std::string& more) {
    folder.write("case.yaml", kExtends + "shocks:\n  - {kind: failure, start: 2023-05}\n" + more);
    const std::vector<std::string> warnings = read_scenario(folder.file("case.yaml")).warnings;
    return std::any_of(warnings.begin(), warnings.end(),
                       [](const std::string& one) { return one.find("lets enterprises fail where none leave") != std::string::npos; });
  };
  CHECK_FALSE(warned(""));
  CHECK(warned("parameters:\n  demography: {active: false}\n"));
  CHECK(warned("economy:\n  random_processes: false\n"));
}

TEST_CASE("a shock outside the run is a warning, not a mistake", "[cli]") {
  const Folder folder;
  folder.write("case.yaml", kExtends +
                                "shocks:\n  - {loss: 0.5, start: 2025-01, months: 3}\n"
                                "  - {loss: 0.5, start: 2022-10, months: 3}\n"
                                "  - {loss: 0.5, start: 2022-10, months: 4}\n");
  const Scenario scenario = read_scenario(folder.file("case.yaml"));
  std::vector<std::string> warnings;
  for (const std::string& warning : scenario.warnings)
    if (warning.find("shocks[") != std::string::npos) warnings.push_back(folder.strip(warning));
  CHECK(warnings ==
        std::vector<std::string>{
            "case.yaml:3:5: shocks[0] lasts from 2025-01 to 2025-03, outside the run from 2023-01 to 2024-12: it does "
            "nothing",
            "case.yaml:4:5: shocks[1] lasts from 2022-10 to 2022-12, outside the run from 2023-01 to 2024-12: it does "
            "nothing"});
}

TEST_CASE("the effective values are a scenario that reads back to the same values", "[cli]") {
  const Folder folder;
  folder.write("case.yaml",
               kExtends +
                   "title: {zh: 试}\nparameters: {trends: {horizon_years: 7.5}}\nevidence: sceptical\n"
                   "targets: [{id: a, outcome: gdp_real, year: 2030, at_least: 1.5}]\n"
                   "shocks: [{kind: imports, from: row, industries: [农业], loss: 1, start: 2023-05, months: 1}]\n");
  const Scenario scenario = read_scenario(folder.file("case.yaml"));
  CHECK(scenario.name == "case");
  CHECK(scenario.title_en == "case");
  CHECK(scenario.title_zh == "试");
  REQUIRE(scenario.model->shocks.size() == 1);
  CHECK(scenario.model->shocks[0].from == "ROW");
  CHECK(scenario.model->shocks[0].industries == std::vector<std::string>{"FARM"});
  CHECK(scenario.model->trends.horizon_years == 7.5);
  CHECK(scenario.file_hashes.size() == 2);
  folder.write("again.yaml", scenario.effective_json);
  CHECK(read_scenario(folder.file("again.yaml")).effective_json == scenario.effective_json);
}

TEST_CASE("the program lists the mistakes, ends with code 2 and writes nothing", "[cli]") {
  const Folder folder;
  for (std::size_t i = 0; i < kCases.size(); i += 17) {
    folder.write("case.yaml", kCases[i].text);
    for (const char* command : {"check '{}'", "run '{}' -o '{}'"}) {
      INFO(kCases[i].what << ": " << command);
      CHECK(run_program(folder, fmt::format(fmt::runtime(command), folder.file("case.yaml"), folder.file("out"))) == 2);
      const std::string said = folder.strip(folder.read("said_out") + folder.read("said"));
      for (const std::string& message : kCases[i].messages) CHECK_THAT(said, Catch::Contains(message));
      CHECK(folder.files() == std::vector<std::string>{"case.yaml", "said", "said_out", "toy.yaml"});
    }
  }
}

TEST_CASE("the program checks several scenarios in one go", "[cli]") {
  const Folder folder;
  folder.write("case.yaml", kExtends + "polcy: []\n");
  CHECK(run_program(folder, fmt::format("check '{}'", folder.file("toy.yaml"))) == 0);
  CHECK(run_program(folder, fmt::format("check '{}' '{}' '{}'", folder.file("toy.yaml"), folder.file("case.yaml"),
                                        folder.file("none.yaml"))) == 2);
  const std::string said = folder.strip(folder.read("said_out") + folder.read("said"));
  CHECK_THAT(said, Catch::Contains("case.yaml:2:1: polcy unknown section. Did you mean 'policy'?"));
  CHECK_THAT(said, Catch::Contains("none.yaml: no such file"));
}

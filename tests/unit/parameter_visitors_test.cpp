// Readers, describers and writers of parameters, on a block that has one of each kind.
#include <catch2/catch.hpp>

#include "sim/scenario/parameter_visitors.hpp"
#include "sim/world/region.hpp"

using namespace lingnan;

namespace {

class Sample final : public Block {
 public:
  double rate = 0.5, free = 7;
  std::int64_t count = 3;
  bool on = true;
  std::string step = "month", place, word;
  Month first{2023, 1};
  std::vector<std::string> cities, industries;

  std::string_view name() const override { return "sample"; }
  std::string_view doc() const override { return "One of each kind."; }
  void describe(Parameters& p) override {
    p.renamed("speed", "rate");
    p.real("rate", rate, {.unit = "1/year", .min = 0, .max = 1, .doc = "A rate.", .symbol = "r", .grade = "D"});
    p.real("free", free, {.doc = "Any number."});
    p.integer("count", count, {.unit = "persons", .min = 1, .doc = "A count."});
    p.flag("on", on, {.doc = "A switch."});
    p.choice("step", step, {"day", "week", "month"}, {.doc = "A choice."});
    p.text("place", place, {.unit = "goods_partner", .doc = "A partner."});
    p.text("word", word, {.doc = "A text."});
    p.month("first", first, {.doc = "A month."});
    p.names("cities", cities, {.unit = "city", .doc = "Cities."});
    p.names("industries", industries, {.unit = "industry", .doc = "Industries."});
    p.renamed("towns", "cities");
  }
};

Region sample_region() {
  Region region;
  region.cities.resize(2);
  region.cities[0].code = "440300";
  region.cities[0].name_en = "Shenzhen";
  region.cities[0].name_zh = "深圳";
  region.cities[1].code = "441900";
  region.cities[1].name_en = "Dongguan";
  region.cities[1].name_zh = "东莞市";
  region.industries.resize(1);
  region.industries[0].code = "COMM";
  region.industries[0].name_en = "Communication equipment";
  region.industries[0].name_zh = "通信设备";
  region.partners = {{"ROW", "Rest of the world", "国外", true}, {"820000", "Macao", "澳门", false}};
  return region;
}

struct Outcome {
  Sample sample;
  std::vector<std::string> messages;
};

Outcome read(const std::string& text, const std::vector<const char*>& required = {}) {
  Outcome outcome;
  std::vector<Problem> problems;
  const Node node = parse_text(text, "a.yaml", problems);
  const Names names(sample_region());
  ParameterReader reader(node, "sample", &names, problems);
  for (const char* key : required) reader.required(key);
  reader.read(outcome.sample);
  for (const Problem& problem : problems) outcome.messages.push_back(problem.text());
  return outcome;
}

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("a reader assigns every kind of parameter", "[unit][scenario]") {
  const Outcome done = read(
      "{rate: 0.25, free: -1e3, count: 1e2, on: false, step: week, place: rest of the world, word: a b, "
      "first: 2026-07, cities: [shenzhen, 东莞], industries: [Communication Equipment]}");
  CHECK(done.messages == Messages{});
  CHECK(done.sample.rate == 0.25);
  CHECK(done.sample.free == -1000);
  CHECK(done.sample.count == 100);
  CHECK_FALSE(done.sample.on);
  CHECK(done.sample.step == "week");
  CHECK(done.sample.place == "ROW");
  CHECK(done.sample.word == "a b");
  CHECK(done.sample.first == Month{2026, 7});
  CHECK(done.sample.cities == std::vector<std::string>{"440300", "441900"});
  CHECK(done.sample.industries == std::vector<std::string>{"COMM"});
}

TEST_CASE("what a scenario does not say keeps its default", "[unit][scenario]") {
  for (const char* text : {"", "{}", "{count: 4}"}) {
    const Outcome done = read(text);
    CHECK(done.messages == Messages{});
    CHECK(done.sample.rate == 0.5);
    CHECK(done.sample.first == Month{2023, 1});
  }
}

TEST_CASE("a parameter with a mistake keeps its default", "[unit][scenario]") {
  const Outcome done = read("{rate: 2, step: x, cities: [Shenzhen, Nowhere]}");
  CHECK(done.messages.size() == 3);
  CHECK(done.sample.rate == 0.5);
  CHECK(done.sample.step == "month");
  CHECK(done.sample.cities.empty());
}

TEST_CASE("numbers are read in one way whatever the locale", "[unit][scenario]") {
  for (const char* number : {"0.5", ".5", "5e-1", "+0.5", "5E-1", "0.50"}) {
    INFO(number);
    CHECK(read(std::string("rate: ") + number).messages == Messages{});
  }
  for (const char* number : {"1_0",   "5%",  "0,5", "010", "00", "-01", "0x1", ".nan", ".inf", "-.INF", "inf", "nan",
                             "1e999", "'1'", "1 2", "--1", "1e", "e5",  "+-1", "+",    "true", "1.2.3", "½"}) {
    INFO(number);
    CHECK(read(std::string("free: ") + number).messages.size() == 1);
  }
}

TEST_CASE("a message tells value, range, unit and meaning", "[unit][scenario]") {
  CHECK(read("rate: 1.8").messages ==
        Messages{"a.yaml:1:7: sample.rate is 1.8 but must lie in [0, 1] 1/year (A rate.)"});
  CHECK(read("count: 0").messages ==
        Messages{"a.yaml:1:8: sample.count is 0 but must be at least 1 persons (A count.)"});
  CHECK(read("count: 1.5").messages ==
        Messages{"a.yaml:1:8: sample.count is 1.5 but must be a whole number of at least 1 persons (A count.)"});
  CHECK(read("free: x").messages == Messages{"a.yaml:1:7: sample.free is 'x' but must be a number (Any number.)"});
  CHECK(read("word: [a]").messages == Messages{"a.yaml:1:7: sample.word is a list but must be a text (A text.)"});
  CHECK(read("place: Macao").messages == Messages{"a.yaml:1:8: sample.place names 'Macao', which is no partner of this "
                                                  "region that trades goods. Known: ROW Rest of the world."});
}

TEST_CASE("hints say what to write instead", "[unit][scenario]") {
  const auto hint = [](const std::string& text) {
    const Outcome done = read(text);
    REQUIRE(done.messages.size() == 1);
    return done.messages[0].substr(done.messages[0].rfind(") ") + 2);
  };
  CHECK(hint("rate: 5%") == "Percentages are shares: write 0.05.");
  CHECK(hint("free: 1_000") == "Write 1000.");
  CHECK(hint("free: 3,5") == "Decimals have a point, thousands have no separator.");
  CHECK(hint("free: -007.5") == "Numbers have no leading zeros: write -7.5.");
  CHECK(hint("free: 00") == "Numbers have no leading zeros: write 0.");
  CHECK(hint("free: 00.5") == "Numbers have no leading zeros: write 0.5.");
  CHECK(hint("free: '1'") == "Take the quotes away.");
  CHECK(hint("on: yes") == "Write true.");
  CHECK(hint("on: Off") == "Write false.");
  CHECK(hint("step: Mont") == "Did you mean 'month'?");
  CHECK(hint("first: 2026-7") == "Write 2026-07.");
  CHECK(hint("cities: Shenzhen") == "Write [Shenzhen].");
}

TEST_CASE("an unknown key is told the nearest one", "[unit][scenario]") {
  CHECK(read("coun: 1").messages == Messages{"a.yaml:1:1: sample.coun unknown parameter. Did you mean 'count'?"});
  CHECK(read("xylophone: 1").messages ==
        Messages{"a.yaml:1:1: sample.xylophone unknown parameter. Known: rate, free, count, on, step, place, word, "
                 "first, cities, industries."});
}

TEST_CASE("a former name is read, but not beside the new one", "[unit][scenario]") {
  CHECK(read("speed: 0.75").sample.rate == 0.75);
  CHECK(read("towns: [深圳]").sample.cities == std::vector<std::string>{"440300"});
  CHECK(read("{speed: 0.75, rate: 0.25}").messages ==
        Messages{"a.yaml:1:2: sample.speed is the former name of 'rate', which is given too"});
}

TEST_CASE("a required key that is missing is reported at its map", "[unit][scenario]") {
  CHECK(read("count: 2", {"rate", "count"}).messages == Messages{"a.yaml:1:1: sample.rate is missing (A rate.)"});
  CHECK(read("speed: 0.1", {"rate"}).messages == Messages{});
}

TEST_CASE("names without a region are kept as they are", "[unit][scenario]") {
  std::vector<Problem> problems;
  const Node node = parse_text("{cities: [Anywhere], place: X}", "a.yaml", problems);
  Sample sample;
  ParameterReader(node, "sample", nullptr, problems).read(sample);
  CHECK(problems.empty());
  CHECK(sample.cities == std::vector<std::string>{"Anywhere"});
}

TEST_CASE("a describer records everything that is declared", "[unit][scenario]") {
  Sample sample;
  const std::vector<ParameterRecord> records = parameters_of(sample);
  REQUIRE(records.size() == 10);
  CHECK(records[0].name == "rate");
  CHECK(records[0].unit == "1/year");
  CHECK(records[0].symbol == "r");
  CHECK(records[0].grade == "D");
  CHECK(range_text(records[0]) == "[0, 1]");
  CHECK(range_text(records[1]).empty());
  CHECK(range_text(records[2]) == "at least 1");
  CHECK(range_text(records[4]) == "day, week, month");
  CHECK(default_text(records[0]) == "0.5");
  CHECK(default_text(records[3]) == "true");
  CHECK(default_text(records[5]) == "\"\"");
  CHECK(default_text(records[7]) == "2023-01");
  CHECK(default_text(records[8]) == "[]");
  CHECK(records[8].former_names == std::vector<std::string>{"towns"});
  CHECK(records[0].former_names == std::vector<std::string>{"speed"});
}

TEST_CASE("a writer prints effective values that read back to the same", "[unit][scenario]") {
  Sample sample;
  sample.rate = 0.1;
  sample.word = "quote \" and 中";
  sample.cities = {"440300"};
  ParameterWriter writer;
  writer.block("sample", sample);
  writer.begin_list("list");
  writer.text_value("", "a");
  writer.begin_map("");
  writer.text_value("k", "v");
  writer.end();
  writer.end();
  std::vector<Problem> problems;
  const Node root = parse_text(writer.json(), "a.json", problems);
  CHECK(problems.empty());
  CHECK(root.find("list")->value.items[1].find("k")->value.text == "v");
  Sample back;
  const Names names(sample_region());
  ParameterReader(root.find("sample")->value, "sample", &names, problems).read(back);
  CHECK(problems.empty());
  CHECK(back.rate == sample.rate);
  CHECK(back.word == sample.word);
  CHECK(back.cities == sample.cities);
}

TEST_CASE("numbers are printed as short as they read back", "[unit][scenario]") {
  CHECK(number_text(1e5) == "100000");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(1e-9) == "1e-09");
}

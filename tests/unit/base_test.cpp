// Ids, columns, money, chance, parallel verbs, hashes and the calendar.
#include <Random123/philox.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/base/assertions.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/hash.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/money.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/problem.hpp"
#include "sim/base/random.hpp"
#include "sim/base/sorting.hpp"

using namespace lingnan;

namespace {

using ThingId = Id<struct ThingTag>;
using Things = Column<ThingId, double>;

template <class Columns, class Index>
concept IndexedBy = requires(Columns columns, Index index) { columns[index]; };

std::size_t offset(const Things& column) { return reinterpret_cast<std::uintptr_t>(column.data()) % 4096; }

std::size_t different_offsets(const std::vector<Things>& columns) {
  std::set<std::size_t> offsets;
  for (const Things& column : columns) offsets.insert(offset(column));
  return offsets.size();
}

/// Mean and variance of many values.
struct Moments {
  double n = 0, sum = 0, squares = 0;
  void add(double x) {
    n += 1;
    sum += x;
    squares += x * x;
  }
  double mean() const { return sum / n; }
  double variance() const { return squares / n - mean() * mean(); }
};

Moments binomials(std::int64_t trials, double p, std::uint64_t draws) {
  const Luck luck(7, 0);
  Moments seen;
  for (std::uint64_t key = 0; key < draws; ++key) {
    const std::int64_t x = luck.binomial(trials, p, Event::property_test, key, 3);
    REQUIRE(x >= 0);
    REQUIRE(x <= trials);
    seen.add(static_cast<double>(x));
  }
  return seen;
}

constexpr int kThreadCounts[] = {1, 2, 3, 5, 8};

}  // namespace

TEST_CASE("a column is indexed by ids of its kind only", "[unit][base]") {
  STATIC_REQUIRE(IndexedBy<Column<CityId, double>, CityId>);
  STATIC_REQUIRE_FALSE(IndexedBy<Column<CityId, double>, IndustryId>);
  STATIC_REQUIRE_FALSE(IndexedBy<Column<CityId, double>, int>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<int, CityId>);
}

TEST_CASE("an id that was not set is invalid and comes after every other", "[unit][base]") {
  CHECK_FALSE(CityId{}.valid());
  CHECK(CityId{0}.valid());
  CHECK(CityId{4'000'000'000U} < CityId{});
}

TEST_CASE("a range of ids visits first to last", "[unit][base]") {
  std::vector<std::uint32_t> seen;
  for (const CityId city : IdRange<CityId>{CityId{3}, CityId{6}}) seen.push_back(city.value);
  CHECK(seen == std::vector<std::uint32_t>{3, 4, 5});
  CHECK(IdRange<CityId>{CityId{3}, CityId{6}}.size() == 3);
}

TEST_CASE("new rows of a column are zero, also where memory was used before", "[unit][base]") {
  for (int round = 0; round < 20; ++round) {
    Things column(300);
    CHECK(std::all_of(column.begin(), column.end(), [](double x) { return x == 0; }));
    std::fill(column.begin(), column.end(), 7.0);
  }
}

TEST_CASE("a copied column has the same values and memory of its own; a moved one keeps its memory", "[unit][base]") {
  Things column(5, 2.5);
  Things copy = column;
  copy[ThingId{3}] = 9;
  CHECK(column[ThingId{3}] == 2.5);
  CHECK(copy[ThingId{4}] == 2.5);
  const double* const memory = column.data();
  const Things moved = std::move(column);
  CHECK(moved.data() == memory);
  CHECK(moved.size() == 5);
  const Things twin = moved;
  CHECK(std::equal(twin.begin(), twin.end(), moved.begin(), moved.end()));
  CHECK(twin.data() != moved.data());
  Things shorter(2);
  copy = shorter;
  CHECK(copy.size() == 2);
  CHECK(copy[ThingId{1}] == 0);
}

TEST_CASE("64 columns in a row start at 64 different offsets within a page, and so do their copies", "[unit][base]") {
  for (const std::size_t rows : {std::size_t{10}, std::size_t{5000}, std::size_t{600'000}}) {
    std::vector<Things> columns;
    columns.reserve(64);
    for (int k = 0; k < 64; ++k) columns.emplace_back(rows);
    CHECK(different_offsets(columns) == 64);
    const std::vector<Things> copies = columns;
    CHECK(different_offsets(copies) == 64);
    for (const Things& column : columns) CHECK(offset(column) % 64 == 0);
  }
}

TEST_CASE("yuan become whole fen, halves to even", "[unit][base]") {
  CHECK(fen(1.0) == 100);
  CHECK(fen(0.125) == 12);
  CHECK(fen(0.375) == 38);
  CHECK(fen(-0.125) == -12);
  CHECK(fen(-3.14159) == -314);
  CHECK(fen(0.9 * kMostYuan) == 90'000'000'000'000'000);
  CHECK_THROWS_AS(fen(kMostYuan), ModelFailure);
  CHECK_THROWS_AS(fen(std::nan("")), ModelFailure);
  CHECK(yuan(-314) == Approx(-3.14));
}

TEST_CASE("apportioned money adds up exactly and no share is off by more than a fen", "[unit][base]") {
  const Luck luck(3, 1);
  for (std::uint64_t round = 0; round < 300; ++round) {
    const std::size_t n = 1 + round % 17;
    std::vector<double> weights(n);
    for (std::uint32_t i = 0; i < n; ++i)
      weights[i] = i % 5 == 4 ? 0.0 : std::pow(luck.uniform(Event::property_test, round, 0, i), 6);
    const auto total = static_cast<Money>(2e6 * (luck.uniform(Event::property_test, round, 1) - 0.5)) *
                       (round % 2 == 0 ? 1 : 1'000'000);
    std::vector<Money> shares(n);
    apportion<double>(total, weights, shares);
    CHECK(std::accumulate(shares.begin(), shares.end(), Money{0}) == total);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < n && sum > 0; ++i) {
      const double exact = static_cast<double>(total) * weights[i] / sum;
      CHECK(std::abs(static_cast<double>(shares[i]) - exact) <= 1.0 + 1e-3);  // 1e-3: digits of 1e12 fen in a double
    }
  }
}

TEST_CASE("apportioning on numbers checked by hand", "[unit][base]") {
  const std::vector<double> thirds = {1, 1, 1};
  std::vector<Money> shares(3);
  apportion<double>(100, thirds, shares);
  CHECK(shares == std::vector<Money>{33, 34, 33});  // running sums 33.3, 66.7, 100
  apportion<double>(-100, thirds, shares);
  CHECK(shares == std::vector<Money>{-33, -34, -33});
  const std::vector<double> gaps = {0, 5, 0};
  apportion<double>(7, gaps, shares);
  CHECK(shares == std::vector<Money>{0, 7, 0});
  const std::vector<double> nothing = {0, 0, 0};
  apportion<double>(7, nothing, shares);
  CHECK(shares == std::vector<Money>{0, 0, 7});  // somebody must take it
  apportion<double>(0, thirds, shares);
  CHECK(shares == std::vector<Money>{0, 0, 0});
  apportion<double>(0, std::span<const double>{}, std::span<Money>{});
}

TEST_CASE("Philox4x32-10 gives the published words for zeros", "[unit][base]") {
  const philox4x32_ctr_t counter = {{0, 0, 0, 0}};
  const philox4x32_key_t key = {{0, 0}};
  const philox4x32_ctr_t out = philox4x32(counter, key);
  CHECK(out.v[0] == 0x6627e8d5U);
  CHECK(out.v[1] == 0xe169c58dU);
  CHECK(out.v[2] == 0xbc57ac4cU);
  CHECK(out.v[3] == 0x9b00dbd8U);
}

TEST_CASE("many keys at once give the words of each", "[unit][base]") {
  const Luck luck(7, 3);
  std::vector<std::uint64_t> keys(ManyWords::kMost - 3);
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = mix(i, 5);
  ManyWords many;
  luck.words(Event::posts, keys.data(), keys.size(), 11, many);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Words one = luck.words(Event::posts, keys[i], 11);
    for (std::size_t k = 0; k < 4; ++k) REQUIRE(many.w[k][i] == one.w[k]);
  }
  std::vector<std::uint32_t> draws(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) draws[i] = static_cast<std::uint32_t>(i * i);
  luck.words(Event::posts, keys.data(), draws.data(), keys.size(), 11, many);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Words one = luck.words(Event::posts, keys[i], 11, draws[i]);
    for (std::size_t k = 0; k < 4; ++k) REQUIRE(many.w[k][i] == one.w[k]);
  }
}

TEST_CASE("numbers sorted by digits are in order, however few or alike", "[unit][base]") {
  std::vector<std::uint64_t> room;
  for (const std::size_t count : {0, 1, 2, 300, 5000})
    for (const std::uint64_t bits : {~0ULL, 0xFFULL, 0x3FFFFFF00003FFFFULL, 1ULL << 63}) {
      std::vector<std::uint64_t> keys(count);
      for (std::size_t i = 0; i < count; ++i) keys[i] = mix(i, count) & bits;
      std::vector<std::uint64_t> sorted = keys;
      std::sort(sorted.begin(), sorted.end());
      sort_by_digits(keys, room);
      REQUIRE(keys == sorted);
    }
}

// Computed by a second implementation from the definitions: key = mix(seed, replicate) xor event x golden ratio,
// counter = birth key low, high, step, draw.
TEST_CASE("draws have the values that their keys say", "[unit][base]") {
  const Words a = Luck(1, 0).words(Event::separation, 0x123456789abcdef0ULL, 7, 3);
  CHECK(a.w[0] == 0xc8d0dc54U);
  CHECK(a.w[1] == 0xc3ab970cU);
  CHECK(a.w[2] == 0x212f5c67U);
  CHECK(a.w[3] == 0x43a0ef99U);
  const Words b = Luck(20260101, 5).words(Event::supplier_count, 42, 0);
  CHECK(b.w[0] == 0x641a8ab9U);
  CHECK(b.w[1] == 0xa7170ab2U);
  CHECK(b.w[2] == 0xdb440c7dU);
  CHECK(b.w[3] == 0x9d906c47U);
  const double u = Luck(1, 0).uniform(Event::separation, 0x123456789abcdef0ULL, 7, 3);
  CHECK(u == Approx(0.7844369608825856).epsilon(1e-15));
}

TEST_CASE("a draw depends on seed, replicate, event, key, step and draw, and on nothing else", "[unit][base]") {
  const Luck luck(1, 0);
  const double value = luck.uniform(Event::posts, 17, 4, 2);
  for (std::uint64_t key = 0; key < 50; ++key) luck.uniform(Event::separation, key, 4);  // other draws between
  CHECK(luck.uniform(Event::posts, 17, 4, 2) == value);
  CHECK(Luck(1, 0).uniform(Event::posts, 17, 4, 2) == value);
  CHECK(Luck(2, 0).uniform(Event::posts, 17, 4, 2) != value);
  CHECK(Luck(1, 1).uniform(Event::posts, 17, 4, 2) != value);
  CHECK(luck.uniform(Event::separation, 17, 4, 2) != value);
  CHECK(luck.uniform(Event::posts, 18, 4, 2) != value);
  CHECK(luck.uniform(Event::posts, 17 + (1ULL << 40), 4, 2) != value);
  CHECK(luck.uniform(Event::posts, 17, 5, 2) != value);
  CHECK(luck.uniform(Event::posts, 17, 4, 3) != value);
}

TEST_CASE("draws in any order are the same draws", "[unit][base]") {
  const Luck luck(5, 2);
  std::vector<std::int64_t> forward, backward;
  const auto draw = [&](std::uint64_t key) { return luck.binomial(1000, 0.3, Event::property_test, key, 1); };
  for (std::uint64_t key = 0; key < 200; ++key) forward.push_back(draw(key));
  for (std::uint64_t key = 200; key-- > 0;) backward.push_back(draw(key));
  std::reverse(backward.begin(), backward.end());
  CHECK(forward == backward);
}

TEST_CASE("uniform numbers lie inside (0, 1) with the mean and variance they should have", "[unit][base]") {
  CHECK(to_uniform(0, 0) > 0);
  CHECK(to_uniform(0x80000000U, 0) == Approx(0.5));
  const Luck luck(11, 0);
  Moments seen, product;
  double before = 0.5;
  for (std::uint64_t key = 0; key < 200'000; ++key) {
    const double u = luck.uniform(Event::property_test, key, 0);
    REQUIRE((u > 0 && u < 1));
    seen.add(u);
    product.add((u - 0.5) * (before - 0.5));
    before = u;
  }
  CHECK(seen.mean() == Approx(0.5).margin(0.0026));             // four standard errors
  CHECK(seen.variance() == Approx(1.0 / 12).margin(0.0007));
  CHECK(product.mean() == Approx(0).margin(4.0 / 12 / std::sqrt(200'000)));  // neighbours are uncorrelated
}

// 52 bits and a half: with 53 the largest value would be no double and round to 1.
TEST_CASE("the largest uniform number is less than one", "[unit][base]") {
  CHECK(to_uniform(0xFFFFFFFFU, 0xFFFFFFFFU) < 1);
}

TEST_CASE("binomial draws have the mean and variance of their distribution", "[unit][base]") {
  struct Case {
    std::int64_t trials;
    double p;
  };
  for (const Case c : {Case{1, 0.3}, Case{2, 0.5}, Case{5, 0.3}, Case{10, 0.014}, Case{40, 0.25}, Case{40, 0.9}, Case{1000, 0.013},
                       Case{5000, 0.5}, Case{10'000, 0.2}, Case{2'000'000, 0.013}}) {
    const double draws = 40'000, mean = static_cast<double>(c.trials) * c.p, variance = mean * (1 - c.p);
    const Moments seen = binomials(c.trials, c.p, static_cast<std::uint64_t>(draws));
    INFO(c.trials << " trials of " << c.p);
    CHECK(seen.mean() == Approx(mean).margin(4 * std::sqrt(variance / draws)));
    // fourth moment of a binomial: 3 variance^2 + variance (1 - 6 p (1 - p))
    const double spread = std::sqrt((2 * variance * variance + variance * (1 - 6 * c.p * (1 - c.p))) / draws);
    CHECK(seen.variance() == Approx(variance).margin(4 * spread));
  }
}

TEST_CASE("small binomials have the frequencies of their distribution", "[unit][base]") {
  const Luck luck(9, 0);
  std::vector<double> seen(5, 0.0);
  constexpr int kDraws = 50'000;
  for (std::uint64_t key = 0; key < kDraws; ++key)
    seen[static_cast<std::size_t>(luck.binomial(4, 0.5, Event::property_test, key, 0))] += 1;
  const double expected[] = {1.0 / 16, 4.0 / 16, 6.0 / 16, 4.0 / 16, 1.0 / 16};
  double chi_square = 0;
  for (std::size_t k = 0; k < 5; ++k)
    chi_square += (seen[k] - kDraws * expected[k]) * (seen[k] - kDraws * expected[k]) / (kDraws * expected[k]);
  CHECK(chi_square < 18.5);  // 99.9 % of four degrees of freedom
}

TEST_CASE("binomials without chance have no chance", "[unit][base]") {
  const Luck luck(1, 0);
  CHECK(luck.binomial(0, 0.5, Event::property_test, 1, 0) == 0);
  CHECK(luck.binomial(-3, 0.5, Event::property_test, 1, 0) == 0);
  CHECK(luck.binomial(50, 0.0, Event::property_test, 1, 0) == 0);
  CHECK(luck.binomial(50, 1.0, Event::property_test, 1, 0) == 50);
  CHECK(luck.binomial(1'000'000'000'000, 1.0, Event::property_test, 1, 0) == 1'000'000'000'000);
}

TEST_CASE("mixed keys differ for different words and for their order", "[unit][base]") {
  std::set<std::uint64_t> keys;
  for (std::uint64_t a = 0; a < 100; ++a)
    for (std::uint64_t b = 0; b < 100; ++b) keys.insert(mix(a, b));
  CHECK(keys.size() == 10'000);
}

TEST_CASE("sums have the same bits for any number of threads", "[unit][base][threads]") {
  const IdRange<ThingId> ids{ThingId{0}, ThingId{100'003}};
  const Luck luck(1, 0);
  const auto value = [&](ThingId id) {
    return std::exp(60 * luck.uniform(Event::property_test, id.value, 0)) * (id.value % 2 == 0 ? 1 : -1);
  };
  std::set<std::uint64_t> bits;
  for (const int count : kThreadCounts) {
    const Threads threads(count);
    for (int repeat = 0; repeat < 5; ++repeat) bits.insert(std::bit_cast<std::uint64_t>(sum_over<double>(ids, value)));
  }
  CHECK(bits.size() == 1);
}

TEST_CASE("a sum adds every id of its range once", "[unit][base][threads]") {
  const Threads threads(3);
  CHECK(sum_over<std::int64_t>(IdRange<ThingId>{ThingId{0}, ThingId{10'000}},
                               [](ThingId id) { return std::int64_t{id.value}; }) == 49'995'000);
  CHECK(sum_over<std::int64_t>(IdRange<ThingId>{ThingId{9'000}, ThingId{9'002}},
                               [](ThingId id) { return std::int64_t{id.value}; }) == 18'001);
  CHECK(sum_over<double>(IdRange<ThingId>{ThingId{5}, ThingId{5}}, [](ThingId) { return 1.0; }) == 0);
}

TEST_CASE("for_each visits every id once", "[unit][base][threads]") {
  for (const int count : kThreadCounts) {
    const Threads threads(count);
    CHECK(threads.count() == count);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kBlock - 1, kBlock, kBlock + 1, 5 * kBlock + 7}) {
      Column<ThingId, std::int32_t> visits(size + 20);
      for_each(IdRange<ThingId>{ThingId{10}, ThingId{10 + size}}, [&](ThingId id) { ++visits[id]; });
      for (const ThingId id : visits.ids()) REQUIRE(visits[id] == (id.value >= 10 && id.value < 10 + size ? 1 : 0));
    }
  }
}

TEST_CASE("blocks cover a range without gap or overlap, whatever the threads", "[unit][base][threads]") {
  for (const int count : kThreadCounts) {
    const Threads threads(count);
    const std::size_t size = 3 * kBlock + 5;
    std::vector<std::size_t> starts(4), ends(4);
    std::atomic<int> blocks = 0;
    for_each_block(size, [&](std::size_t first, std::size_t last) {  // no assertion here: Catch knows one thread
      starts[first / kBlock] = first;
      ends[first / kBlock] = last;
      ++blocks;
    });
    CHECK(blocks == 4);
    CHECK(starts == std::vector<std::size_t>{0, kBlock, 2 * kBlock, 3 * kBlock});
    CHECK(ends == std::vector<std::size_t>{kBlock, 2 * kBlock, 3 * kBlock, size});
  }
}

TEST_CASE("tasks inside tasks are all done", "[unit][base][threads]") {
  const Threads threads(4);
  std::atomic<int> done = 0;
  for_each_task(20, [&](std::size_t) { for_each_task(20, [&](std::size_t) { ++done; }); });
  CHECK(done == 400);
}

TEST_CASE("what a task throws reaches the caller, and the next loop works", "[unit][base][threads]") {
  for (const int count : {1, 2, 5}) {
    const Threads threads(count);
    CHECK_THROWS_AS(for_each_task(100, [](std::size_t t) { if (t == 57) throw std::domain_error("task 57"); }),
                    std::domain_error);
    CHECK_THROWS_WITH(for_each(IdRange<ThingId>{ThingId{0}, ThingId{20'000}},
                               [](ThingId id) { expects(id.value != 12'345, "no 12345"); }),
                      Catch::Contains("no 12345"));
    std::atomic<int> done = 0;
    for_each_task(100, [&](std::size_t) { ++done; });
    CHECK(done == 100);
  }
}

TEST_CASE("the hash of memory is the same for any number of threads and changes with every byte", "[unit][base][threads]") {
  std::vector<unsigned char> memory(3'000'001);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<unsigned char>(i * i >> 3);
  std::set<std::uint64_t> hashes;
  for (const int count : kThreadCounts) {
    const Threads threads(count);
    hashes.insert(hash_memory(memory.data(), memory.size(), 5));
  }
  REQUIRE(hashes.size() == 1);
  for (const std::size_t at : {std::size_t{0}, std::size_t{262'143}, std::size_t{262'144}, memory.size() - 1}) {
    memory[at] = static_cast<unsigned char>(memory[at] ^ 1U);
    hashes.insert(hash_memory(memory.data(), memory.size(), 5));
    memory[at] = static_cast<unsigned char>(memory[at] ^ 1U);
  }
  hashes.insert(hash_memory(memory.data(), memory.size() - 1, 5));
  hashes.insert(hash_memory(memory.data(), memory.size(), 6));
  CHECK(hashes.size() == 7);
}

TEST_CASE("months add up over years", "[unit][base]") {
  CHECK(Month{2023, 11}.plus(3) == Month{2024, 2});
  CHECK(Month{2023, 1}.plus(-1) == Month{2022, 12});
  CHECK(Month{2023, 1}.plus(155) == Month{2035, 12});
  CHECK(Month{2023, 12} < Month{2024, 1});
  CHECK_FALSE(Month{2024, 1} < Month{2024, 1});
  CHECK(Month{2023, 4}.text() == "2023-04");
  CHECK(Month{999, 12}.text() == "0999-12");
  CHECK(Month::from_index(Month{2031, 7}.index()) == Month{2031, 7});
}

TEST_CASE("a year has 360 steps of a day, 48 of a week, 12 of a month", "[unit][base]") {
  struct Case {
    StepLength length;
    int per_month;
  };
  for (const Case c : {Case{StepLength::day, 30}, Case{StepLength::week, 4}, Case{StepLength::month, 1}}) {
    Calendar calendar{.start = {2023, 1}, .step_length = c.length, .step = 0};
    CHECK(calendar.per_month() == c.per_month);
    CHECK(calendar.per_year() == 12 * c.per_month);
    CHECK(calendar.step_years() * calendar.per_year() == Approx(1));
    int first = 0, last = 0;
    for (int k = 0; k < 14 * c.per_month; ++k) {
      first += calendar.first_of_month() ? 1 : 0;
      last += calendar.last_of_month() ? 1 : 0;
      ++calendar.step;
    }
    CHECK(first == 14);
    CHECK(last == 14);
    CHECK(calendar.months_done() == 14);
    CHECK(calendar.month() == Month{2024, 3});
    CHECK(calendar.years() == Approx(14.0 / 12));
    --calendar.step;  // the last step of the fourteenth month
    CHECK(calendar.month() == Month{2024, 2});
    CHECK(calendar.last_of_month());
    CHECK(calendar.first_of_month() == (c.per_month == 1));
  }
}

TEST_CASE("a problem says where it is as far as that is known", "[unit][base]") {
  CHECK(Problem{"a.yaml", 3, 19, "too large"}.text() == "a.yaml:3:19: too large");
  CHECK(Problem{"a.yaml", 3, 0, "too large"}.text() == "a.yaml:3: too large");
  CHECK(Problem{"a.yaml", 0, 0, "too large"}.text() == "a.yaml: too large");
  CHECK(Problem{"", 0, 0, "too large"}.text() == "too large");
}

TEST_CASE("the nearest word is offered only when it is near", "[unit][base]") {
  const std::vector<std::string> known = {"subsidy", "search_boost", "cities"};
  CHECK(nearest("subsdy", known) == "subsidy");
  CHECK(nearest("search_bost", known) == "search_boost");
  CHECK(nearest("wage", known).empty());
}

TEST_CASE("a broken promise names the place and what was required", "[unit][base]") {
  CHECK_NOTHROW(expects(true, "nothing"));
  CHECK_THROWS_AS(expects(false, "open books"), ModelFailure);
  CHECK_THROWS_WITH(expects(false, "open books"),
                    Catch::Contains("base_test.cpp") && Catch::Contains("requires open books"));
  CHECK_THROWS_WITH(ensures(false, "closed books"), Catch::Contains("broke its promise: closed books"));
}

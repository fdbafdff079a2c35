#include "sim/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace lingnan {

namespace {
constexpr int kBarWidth = 24;
constexpr int kManyMonths = 480, kLines = 20;
constexpr std::chrono::milliseconds kRedraw{100};
}  // namespace

Progress::Progress(bool quiet, int done, int total)
    : quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      first_(done),
      total_(total),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { clear(); }

std::string Progress::time_left(int done) const {
  if (done <= first_ || done == total_) return "";
  const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double left = spent / (done - first_) * (total_ - done);
  if (left < 90) return fmt::format(", {:.0f} s left", left);
  if (left < 5400) return fmt::format(", {:.0f} min left", left / 60);
  return fmt::format(", {:.1f} h left", left / 3600);
}

void Progress::update(int done, const std::string& month) {
  if (quiet_) return;
  if (!terminal_) {
    // a year of one run, or a twentieth of many
    const bool worth = total_ > kManyMonths ? done * kLines / total_ > (done - 1) * kLines / total_ : month.ends_with("-12");
    if (worth || done == total_)
      fmt::print(stderr, "{}: {} of {} months{}\n", month, done, total_, time_left(done));
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && done != total_ && now - last_drawn_ < kRedraw) return;
  last_drawn_ = now;
  drawn_ = true;
  const int filled = kBarWidth * done / std::max(1, total_);
  fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {:3} %  {}  {} of {} months{}\033[K", "", filled, "", kBarWidth - filled,
             100 * done / std::max(1, total_), month, done, total_, time_left(done));
  std::fflush(stderr);
}

void Progress::clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

Notice::Notice(bool quiet, const std::string& text) : shown_(!quiet && ::isatty(STDERR_FILENO) == 1) {
  if (!shown_) return;
  fmt::print(stderr, "{} ...", text);
  std::fflush(stderr);
}

Notice::~Notice() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace lingnan

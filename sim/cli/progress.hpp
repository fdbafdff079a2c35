// How far the work is, on stderr: a bar on a terminal, one line per simulated year (or twentieth of many runs) into a pipe.
#pragma once

#include <chrono>
#include <string>

namespace lingnan {

class Progress {
 public:
  /// `done` of `total` months are there already when the work starts.
  Progress(bool quiet, int done, int total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// After each month; `month` is YYYY-MM.
  void update(int done, const std::string& month);
  /// Takes the bar away so that other lines can be printed.
  void clear();

 private:
  std::string time_left(int done) const;

  bool quiet_, terminal_;
  int first_, total_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_, last_drawn_;
};

/// A word about what takes long, on a terminal only and only while it lasts.
class Notice {
 public:
  Notice(bool quiet, const std::string& text);
  ~Notice();
  Notice(const Notice&) = delete;
  Notice& operator=(const Notice&) = delete;

 private:
  bool shown_;
};

}  // namespace lingnan

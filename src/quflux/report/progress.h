#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

#include "quflux/core/watch.h"

namespace quflux::inline report {

/// One line that tells how far a piece of work is: "name  [#####.....]  50 %  12 s left".
/// `elapsed` in seconds; `width` in columns of the terminal; `now`, if there is any, in the place
/// of the time that is left.
std::string progress_line(const std::string& name, std::size_t done, std::size_t total,
                          double elapsed, std::size_t width, const std::string& now = {});

/// For work that tells its share from 0 to 1: what turns shares into counts of `parts` units and
/// calls count(n) with those that are new. Copies go on counting together.
std::function<void(double)> counted_shares(std::size_t parts,
                                           std::function<void(std::size_t)> count);

/// A progress bar on standard error, redrawn in place. Silent when that is no terminal.
class Progress {
 public:
  using Sink = std::function<void(const std::string&)>;
  using Clock = std::chrono::steady_clock;
  static constexpr auto kQuiet = std::chrono::seconds(2);

  Progress(std::string name, std::size_t total);
  /// Draws into `sink` instead, whatever standard error is. Silent without a sink.
  /// `quiet`: after so long without a finished unit steps are shown.
  Progress(std::string name, std::size_t total, Sink sink, Clock::duration quiet = kQuiet);
  /// Takes the bar off the screen.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  Progress(Progress&&) = delete;
  Progress& operator=(Progress&&) = delete;

  /// Counts `n` more units as done. May be called from several threads at once.
  void advance(std::size_t n = 1);

  /// To be told of the steps of an iteration: they are shown where no unit was finished for some
  /// time.
  const Watch* watch() const { return &watch_; }

 private:
  void draw(const std::string& now = {});
  void tell(const IterationStep& step);

  std::string name_;
  std::size_t total_;
  Sink sink_;
  Clock::duration quiet_;
  Clock::time_point start_ = Clock::now();
  std::atomic<std::size_t> done_{0};
  std::atomic<Clock::rep> next_draw_{0};
  std::atomic<Clock::rep> last_advance_{0};
  std::mutex drawing_;
  bool drawn_ = false;
  Watch watch_ = [this](const IterationStep& step) { tell(step); };
};

}  // namespace quflux::inline report

#ifndef QUFLUX_PORTABLE
#include "quflux/report/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <sys/ioctl.h>
#include <utility>

#include <fmt/core.h>

#include "quflux/core/utf8.h"

namespace quflux::inline report {

namespace {

constexpr std::size_t kLongestBar = 40;
constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr std::size_t kUsualWidth = 80;

std::string duration(double seconds) {
  const double whole = std::ceil(seconds);
  if (whole < 100) return fmt::format("{:.0f} s", whole);
  const double minutes = std::round(seconds / 60);
  if (minutes < 100) return fmt::format("{:.0f} min", minutes);
  return fmt::format("{:.0f} h", std::round(seconds / 3600));
}

std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0;  // NOLINT(*-vararg)
  return known && size.ws_col > 0 ? size.ws_col : kUsualWidth;
}

Progress::Sink standard_error() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [](const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
  };
}

}  // namespace

std::string progress_line(const std::string& name, std::size_t done, std::size_t total,
                          double elapsed, std::size_t width, const std::string& now) {
  const double share =
      total == 0 ? 1 : static_cast<double>(std::min(done, total)) / static_cast<double>(total);
  std::string tail = fmt::format(" {:3.0f} %", std::floor(100 * share));
  if (!now.empty()) {
    tail += "  " + now;
  } else if (share > 0 && share < 1) {
    tail += fmt::format("  {} left", duration(elapsed / share - elapsed));
  }

  const std::string head = one_line(name) + " ";
  // The last column stays free: a full line would wrap and not be drawn over.
  const std::size_t taken = display_width(head) + 2 + display_width(tail) + 1;
  const std::size_t length = std::min(kLongestBar, width > taken ? width - taken : 0);
  if (length < 5) return tail.substr(1, std::max<std::size_t>(width, 1) - 1);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(length));
  return head + "[" + std::string(full, '#') + std::string(length - full, '.') + "]" + tail;
}

std::function<void(double)> counted_shares(std::size_t parts,
                                           std::function<void(std::size_t)> count) {
  return [parts, count = std::move(count), done = std::make_shared<std::size_t>(0)](double share) {
    const auto now = static_cast<std::size_t>(share * static_cast<double>(parts));
    if (now <= *done) return;
    count(now - *done);
    *done = now;
  };
}

Progress::Progress(std::string name, std::size_t total)
    : Progress(std::move(name), total, standard_error()) {}

Progress::Progress(std::string name, std::size_t total, Sink sink, Clock::duration quiet)
    : name_(std::move(name)), total_(total), sink_(std::move(sink)), quiet_(quiet) {}

Progress::~Progress() {
  if (drawn_) sink_("\r\x1b[K");
}

void Progress::advance(std::size_t n) {
  done_ += n;
  if (!sink_) return;
  // Most calls end here, without a lock.
  const auto now = (Clock::now() - start_).count();
  last_advance_.store(now, std::memory_order_relaxed);
  if (now < next_draw_.load(std::memory_order_relaxed) && done_ < total_) return;
  const std::unique_lock lock(drawing_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  next_draw_ = now + Clock::duration(kInterval).count();
  draw();
}

void Progress::tell(const IterationStep& step) {
  if (!sink_) return;
  const auto now = (Clock::now() - start_).count();
  if (now - last_advance_.load(std::memory_order_relaxed) < quiet_.count()) return;
  if (now < next_draw_.load(std::memory_order_relaxed)) return;
  const std::unique_lock lock(drawing_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  next_draw_ = now + Clock::duration(kInterval).count();
  draw(in_words(step));
}

void Progress::draw(const std::string& now) {
  const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
  sink_("\r\x1b[K" + progress_line(name_, done_, total_, elapsed, terminal_width(), now));
  drawn_ = true;
}

}  // namespace quflux::inline report

#endif

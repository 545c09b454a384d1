#include "quflux/model/drive.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>

#include "quflux/core/overload.h"
#include "quflux/model/check_model.h"
#include "quflux/model/drive_samples.h"

namespace quflux::inline model {

namespace {

constexpr double kAny = std::numeric_limits<double>::infinity();

// Beyond, exp(-x^2/2) is below the last digit of 1.
constexpr double kTail = 9;           // in widths
constexpr double kNarrowest = 1e-11;  // width over the time: what clocks of 16 digits resolve

// When the period began in which the middle of the stretch lies.
double period_begin(const Stretch& on, const std::optional<double>& period) {
  return period ? *period * std::floor(on.middle() / *period) : 0;
}

// How many of some ascending times lie before a stretch.
std::size_t begun(const std::vector<double>& times, const Stretch& on,
                  const std::optional<double>& period) {
  const double now = on.middle() - period_begin(on, period);
  return static_cast<std::size_t>(std::ranges::upper_bound(times, now) - times.begin());
}

// The time from the pulse nearest to a stretch.
double from_center(const Pulse& p, const Instant& now) {
  const double middle = now.on.middle();
  const double shift = p.period ? *p.period * std::round((middle - p.center) / *p.period) : 0;
  return (now.on.begin - p.center - shift) + now.since;
}

bool is_tail(const Pulse& p, const Stretch& on) {
  return std::abs(from_center(p, {on, on.length() / 2})) > kTail * p.width;
}

double gauss(const Pulse& p, const Instant& now) {
  if (is_tail(p, now.on)) return 0;
  const double x = from_center(p, now) / p.width;
  return p.amplitude * std::exp(-x * x / 2);
}

double angle(const Sine& s, const Instant& now) {
  return 2 * std::numbers::pi * (std::fmod(now.on.begin, s.period) + now.since) / s.period +
         s.phase;
}

// Of a time: how well it is known when a function jumps.
constexpr double kSide = 1e-14;

// The last time at which a function has not jumped yet where its stretch ends.
double last_of(const Stretch& on) { return on.end * (1 - kSide); }

// Between the two times at most, and on the stretch.
double difference_quotient(const FunctionOfTime& f, const Instant& now) {
  const double reach = std::min(f.longest_step / 4, now.on.length()) / 2;
  const double middle = std::clamp(now.since, reach, now.on.length() - reach);
  const double before = Instant{now.on, middle - reach}.time();
  const double after = std::min(Instant{now.on, middle + reach}.time(), last_of(now.on));
  return after > before ? (f.value(after) - f.value(before)) / (after - before) : 0;
}

// A function on the side of a jump that its stretch is on.
double on_stretch(const FunctionOfTime& f, const Instant& now) {
  return f.value(std::min(now.time(), last_of(now.on)));
}

// The time after which the value is another one, if the function jumps between two times; a change
// that shrinks with the times between which it lies is none.
std::optional<double> jump_between(const FunctionOfTime& f, double before, double value_before,
                                   double after, double value_after) {
  constexpr int kHalvings = 4;  // by which what is smooth has shrunk to a sixteenth
  const double change = std::abs(value_after - value_before);
  double left = change;
  for (int i = 0; after - before > kSide / 2 * after; ++i) {
    if (i % kHalvings == 0) {
      if (i > 0 && !(std::abs(value_after - value_before) > left / 2)) return std::nullopt;
      left = std::abs(value_after - value_before);
    }
    const double middle = before + (after - before) / 2;
    const double value = f.value(middle);
    if (std::abs(value - value_before) > std::abs(value_after - value)) {
      after = middle;
      value_after = value;
    } else {
      before = middle;
      value_before = value;
    }
  }
  return std::abs(value_after - value_before) > change / 2 ? std::optional(after) : std::nullopt;
}

// Of a function that is looked at once in its longest step.
std::vector<double> jumps(const FunctionOfTime& f, double to) {
  constexpr double kNothing = 1e-9;  // of the largest value, what steps in time do not mind
  std::vector<double> result;
  double before = 0;
  double value_before = f.value(0);
  double largest = std::abs(value_before);
  for (double k = 1; before < to; ++k) {
    const double after = std::min(k * f.longest_step, to);
    const double value_after = f.value(after);
    largest = std::max(largest, std::abs(value_after));
    if (std::abs(value_after - value_before) > kNothing * largest) {
      const auto jump = jump_between(f, before, value_before, after, value_after);
      if (jump) result.push_back(*jump);
    }
    before = after;
    value_before = value_after;
  }
  return result;
}

// The slope between the points k - 1 and k.
double slope_before(const Ramps& r, std::size_t k) {
  return (r.values[k] - r.values[k - 1]) / (r.times[k] - r.times[k - 1]);
}

bool between_points(const Ramps& r, std::size_t k) { return k > 0 && k < r.times.size(); }

// Points at which a shape that does not repeat is not smooth.
std::vector<double> corners(const DriveShape& shape) {
  return std::visit(Overload{[](const Steps& s) { return s.times; },
                             [](const Sine&) { return std::vector<double>(); },
                             [](const Pulse& p) {
                               return std::vector<double>{p.center - kTail * p.width, p.center,
                                                          p.center + kTail * p.width};
                             },
                             [](const Ramps& r) { return r.times; },
                             [](const FunctionOfTime&) { return std::vector<double>(); }},
                    shape);
}

void add_corners(const DriveShape& shape, double to, std::vector<double>& all) {
  if (const auto* function = std::get_if<FunctionOfTime>(&shape)) {
    std::ranges::copy(jumps(*function, to), std::back_inserter(all));
    return;
  }
  const std::vector<double> once = corners(shape);
  const std::optional<double> repeated = once.empty() ? std::nullopt : period_of(shape);
  const auto add = [&](double time) {
    if (time > 0 && time <= to) all.push_back(time);
  };
  if (!repeated) {
    std::ranges::for_each(once, add);
    return;
  }
  // A pulse may reach into the periods beside its own.
  for (double shift = -*repeated; shift <= to + *repeated; shift += *repeated) {
    for (const double time : once) add(time + shift);
    add(shift);
  }
}

void require_list(const std::vector<double>& times, const std::vector<double>& values) {
  if (times.empty()) throw KeyError("times", "there are no times; there must be at least one");
  if (times.size() != values.size()) {
    throw KeyError("values", fmt::format("there are {} times and {} values; there must be a value "
                                         "for each time",
                                         times.size(), values.size()));
  }
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (!std::isfinite(times[k])) {
      throw KeyError("times", fmt::format("a time is {}; it must be finite", times[k]));
    }
    if (!std::isfinite(values[k])) {
      throw KeyError("values", fmt::format("the value at t = {} is {}; it must be finite", times[k],
                                           values[k]));
    }
    if (k > 0 && !(times[k] > times[k - 1])) {
      throw KeyError("times", fmt::format("the times go from {} to {}; they must ascend",
                                          times[k - 1], times[k]));
    }
  }
}

void require_drive_number(const char* key, double number) {
  if (std::isfinite(number)) return;
  throw KeyError(key, fmt::format("'{}' is {}; it must be a finite number", key, number));
}

void require_duration(const char* key, double number) {
  if (std::isfinite(number) && number > 0) return;
  throw KeyError(key, fmt::format("'{}' is {}; it must be a finite number > 0", key, number));
}

void require_within(const std::vector<double>& times, const std::optional<double>& period) {
  if (!period) return;
  require_duration("period", *period);
  if (times.front() >= 0 && times.back() <= *period) return;
  throw KeyError("times", fmt::format("the times go from {} to {}; what repeats after the period "
                                      "{} must lie between 0 and that",
                                      times.front(), times.back(), *period));
}

// A narrower pulse would lie between two times that numbers tell apart, and be stepped over.
void require_resolved(const Pulse& p) {
  const double latest = std::max(std::abs(p.center), p.period.value_or(0));
  if (p.width >= 0.99 * kNarrowest * latest) return;
  throw KeyError("width", fmt::format("'width' is {}; at the time {} it must be {:.3g} at least, "
                                      "since times have 16 digits",
                                      p.width, latest, kNarrowest * latest));
}

void require_shape(const DriveShape& shape) {
  std::visit(Overload{[](const Steps& s) {
                        require_list(s.times, s.values);
                        require_within(s.times, s.period);
                      },
                      [](const Sine& s) {
                        require_drive_number("amplitude", s.amplitude);
                        require_duration("period", s.period);
                        require_drive_number("phase", s.phase);
                      },
                      [](const Pulse& p) {
                        require_drive_number("amplitude", p.amplitude);
                        require_drive_number("center", p.center);
                        require_duration("width", p.width);
                        require_resolved(p);
                        if (!p.period) return;
                        require_duration("period", *p.period);
                        if (*p.period >= 2 * kTail * p.width) return;
                        throw KeyError("period", fmt::format("the pulses repeat after {}; that "
                                                             "must be {} widths at least",
                                                             *p.period, 2 * kTail));
                      },
                      [](const Ramps& r) {
                        require_list(r.times, r.values);
                        require_within(r.times, r.period);
                      },
                      [](const FunctionOfTime& f) {
                        if (!(f.longest_step > 0)) require_duration("max_step", f.longest_step);
                        if (f.period) require_duration("period", *f.period);
                      }},
             shape);
}

}  // namespace

double value_at(const DriveShape& shape, double own, const Instant& now) {
  return std::visit(
      Overload{[&](const Steps& s) {
                 const std::size_t k = begun(s.times, now.on, s.period);
                 return k == 0 ? own : s.values[k - 1];
               },
               [&](const Sine& s) { return own + s.amplitude * std::sin(angle(s, now)); },
               [&](const Pulse& p) { return own + gauss(p, now); },
               [&](const Ramps& r) {
                 const std::size_t k = begun(r.times, now.on, r.period);
                 if (k == 0) return r.values.front();
                 if (!between_points(r, k)) return r.values.back();
                 const double begin = now.on.begin - period_begin(now.on, r.period);
                 const double since = (begin - r.times[k - 1]) + now.since;
                 return r.values[k - 1] + slope_before(r, k) * since;
               },
               [&](const FunctionOfTime& f) { return on_stretch(f, now); }},
      shape);
}

double slope_at(const DriveShape& shape, const Instant& now) {
  return std::visit(Overload{[](const Steps&) { return 0.0; },
                             [&](const Sine& s) {
                               const double frequency = 2 * std::numbers::pi / s.period;
                               return s.amplitude * frequency * std::cos(angle(s, now));
                             },
                             [&](const Pulse& p) {
                               return -gauss(p, now) * from_center(p, now) / (p.width * p.width);
                             },
                             [&](const Ramps& r) {
                               const std::size_t k = begun(r.times, now.on, r.period);
                               return between_points(r, k) ? slope_before(r, k) : 0;
                             },
                             [&](const FunctionOfTime& f) { return difference_quotient(f, now); }},
                    shape);
}

bool adds_to_own(const DriveShape& shape) {
  return !std::holds_alternative<Ramps>(shape) && !std::holds_alternative<FunctionOfTime>(shape);
}

bool is_constant(const DriveShape& shape, const Stretch& on) {
  return std::visit(
      Overload{[](const Steps&) { return true; }, [](const Sine& s) { return s.amplitude == 0; },
               [&](const Pulse& p) { return is_tail(p, on); },
               [&](const Ramps& r) {
                 const std::size_t k = begun(r.times, on, r.period);
                 return !between_points(r, k) || r.values[k] == r.values[k - 1];
               },
               [](const FunctionOfTime&) { return false; }},
      shape);
}

double longest_step(const DriveShape& shape, const Stretch& on) {
  return std::visit(
      Overload{[](const Steps&) { return kAny; }, [](const Sine& s) { return s.period / 4; },
               [&](const Pulse& p) { return is_tail(p, on) ? kAny : p.width; },
               [](const Ramps&) { return kAny; },
               [](const FunctionOfTime& f) { return f.longest_step; }},
      shape);
}

std::optional<double> period_of(const DriveShape& shape) {
  return std::visit([](const auto& s) { return std::optional<double>(s.period); }, shape);
}

std::vector<Stretch> stretches(const std::vector<Drive>& drives, double to) {
  std::vector<double> points;
  for (const Drive& drive : drives) add_corners(drive.shape, to, points);
  std::ranges::sort(points);
  std::vector<Stretch> result;
  double begin = 0;
  for (const double point : points) {
    if (point - begin <= kSameTime * to || to - point <= kSameTime * to) continue;
    result.push_back({begin, point});
    begin = point;
  }
  if (to > 0) result.push_back({begin, to});
  constexpr double kTiny = 1e-290;
  result.push_back({to, to + (to > 0 ? 4 * kSameTime * to : kTiny)});
  return result;
}

double common_period(const std::vector<Drive>& drives) {
  if (drives.empty()) {
    throw KeyError("initial", "a limit cycle is that of drives; the model has none");
  }
  double longest = 0;
  for (const Drive& drive : drives) {
    const std::optional<double> own = period_of(drive.shape);
    if (!own) {
      throw KeyError("initial",
                     fmt::format("the drive '{}' has no period; a limit cycle needs one of every "
                                 "drive",
                                 drive.name));
    }
    longest = std::max(longest, *own);
  }
  if (const std::optional<double> shared = shared_period(drives)) return *shared;
  throw KeyError(
      "initial",
      fmt::format("the drives do not repeat together within {} periods of the longest, {}; a limit "
                  "cycle needs a common period",
                  kMostPeriods, longest));
}

void add_drive(std::vector<Drive>& drives, const Model& model, Drive drive) {
  require_parameter("parameter", model, drive.path);
  require_dimension_kept("parameter", drive.path);
  if (drive.name.empty()) drive.name = "drive" + std::to_string(drives.size() + 1);
  require_identifier("name", drive.name);
  for (const Drive& other : drives) {
    if (other.path == drive.path) {
      throw KeyError("parameter", fmt::format("'{}' has a drive already", drive.path));
    }
    if (other.name == drive.name) {
      throw KeyError("name", fmt::format("there is a drive '{}' already", drive.name));
    }
  }
  require_shape(drive.shape);
  drives.push_back(std::move(drive));
}

}  // namespace quflux::inline model

#include "quflux/figure/ruler.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "quflux/core/utf8.h"

namespace quflux {

namespace {

constexpr double kGapAcross = 0.25;  // cm between two labels side by side
constexpr double kPitchUp = 0.75;    // cm from label to label, one above the other
constexpr std::size_t kMostTicks = 1000;

std::string with_minus_sign(std::string text) {
  if (!text.empty() && text.front() == '-') text.replace(0, 1, "−");
  return text;
}

// The smallest of 1, 2, 5 times a power of ten that is not below x.
double nice_step(double x) {
  const double power = std::pow(10, std::floor(std::log10(x)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= x * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

// The steps of a nice step that minor ticks divide it into.
int divisions(double step) {
  const double mantissa = step / std::pow(10, std::floor(std::log10(step) + 1e-9));
  return mantissa > 1.5 && mantissa < 3 ? 2 : 5;
}

int factor_exponent(double min, double max) {
  const double largest = std::max(std::abs(min), std::abs(max));
  if (largest == 0) return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(largest) + 1e-9));
  return exponent <= -3 || exponent >= 4 ? exponent : 0;
}

std::string number(double value, double step, int exponent) {
  const double unit = std::pow(10, exponent);
  const int decimals =
      std::clamp(static_cast<int>(-std::floor(std::log10(step / unit) + 1e-9)), 0, 12);
  const double rounded = std::abs(value) < step * 1e-6 ? 0 : value / unit;
  return with_minus_sign(fmt::format("{:.{}f}", rounded, decimals));
}

bool fits(const std::vector<Tick>& ticks, double pitch, Direction direction) {
  double needed = kPitchUp;
  if (direction == Direction::across) {
    needed = 0;
    for (const Tick& tick : ticks) needed = std::max(needed, text_width(tick.label));
    needed += kGapAcross;
  }
  return pitch >= needed;
}

std::vector<Tick> multiples(double min, double max, double step, int exponent) {
  std::vector<Tick> ticks;
  const double slack = (max - min) * 1e-6;
  const double first = std::ceil((min - slack) / step);
  for (std::size_t i = 0; i < kMostTicks; ++i) {
    const double at = (first + static_cast<double>(i)) * step;
    if (at > max + slack) break;
    ticks.push_back({at, number(at, step, exponent)});
  }
  return ticks;
}

void add_minor(std::vector<Tick>& ticks, double min, double max, double step) {
  const std::vector<Tick> major = ticks;
  const double small = step / divisions(step);
  for (Tick& tick : multiples(min, max, small, 0)) {
    const bool taken = std::any_of(major.begin(), major.end(), [&](const Tick& t) {
      return std::abs(t.at - tick.at) < small / 2;
    });
    if (!taken) ticks.push_back({tick.at, ""});
  }
}

// Takes the labels away that would touch the one before.
void thin_out(std::vector<Tick>& ticks, double pitch, Direction direction) {
  std::size_t last = 0;
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    if (fits(ticks, pitch * static_cast<double>(i - last), direction)) {
      last = i;
    } else {
      ticks[i].label.clear();
    }
  }
}

std::vector<Tick> linear_ticks(double min, double max, int exponent, double length,
                               Direction direction) {
  const double range = max - min;
  double step = nice_step(range / 10);
  for (;;) {
    std::vector<Tick> ticks = multiples(min, max, step, exponent);
    const bool last_chance = step > range / 2;
    const double pitch = step / range * length;
    const bool fitting = fits(ticks, pitch, direction);
    if (last_chance || fitting) {
      if (!fitting) thin_out(ticks, pitch, direction);
      add_minor(ticks, min, max, step);
      return ticks;
    }
    step = nice_step(step * 1.5);
  }
}

// Powers of ten; `min` and `max` are decimal logarithms.
std::vector<Tick> decade_ticks(double min, double max, double length, Direction direction) {
  const double decade = length / (max - min);
  const double needed = direction == Direction::up ? kPitchUp : text_width("10^{−10}") + kGapAcross;
  const int stride = std::max(1, static_cast<int>(std::ceil(needed / decade)));
  std::vector<Tick> ticks;
  for (int power = static_cast<int>(std::floor(min)); power <= max + 1e-6; ++power) {
    if (power >= min - 1e-6) {
      const bool labelled = power % stride == 0;
      ticks.push_back(
          {static_cast<double>(power),
           labelled ? fmt::format("10^{{{}}}", with_minus_sign(std::to_string(power))) : ""});
    }
    for (int digit = 2; digit < 10 && stride == 1; ++digit) {
      const double at = power + std::log10(digit);
      if (at >= min && at <= max) ticks.push_back({at, ""});
    }
  }
  return ticks;
}

void choose_ticks(Ruler& ruler, double length, Direction direction) {
  if (ruler.scale == Scale::linear) {
    ruler.exponent = factor_exponent(ruler.min, ruler.max);
    ruler.ticks = linear_ticks(ruler.min, ruler.max, ruler.exponent, length, direction);
    return;
  }
  if (std::floor(ruler.max + 1e-6) - std::ceil(ruler.min - 1e-6) >= 1) {
    ruler.ticks = decade_ticks(ruler.min, ruler.max, length, direction);
    return;
  }
  // Too few powers of ten: label round numbers, at their logarithmic places.
  const double low = std::pow(10, ruler.min);
  const double high = std::pow(10, ruler.max);
  ruler.exponent = factor_exponent(low, high);
  // The upper half of the axis is the crowded one.
  for (Tick& tick : linear_ticks(low, high, ruler.exponent, length / 2, direction)) {
    ruler.ticks.push_back({std::log10(tick.at), tick.label});
  }
}

}  // namespace

double position(double value, Scale scale) {
  return scale == Scale::linear ? value : std::log10(value);
}

void extend(Extent& extent, const std::vector<double>& values, Scale scale) {
  for (const double value : values) {
    if (!std::isfinite(value) || (scale == Scale::logarithmic && value <= 0)) continue;
    extent.min = extent.empty ? value : std::min(extent.min, value);
    extent.max = extent.empty ? value : std::max(extent.max, value);
    extent.empty = false;
  }
}

Ruler make_ruler(const Axis& axis, Extent data, double margin, double length, Direction direction) {
  Ruler ruler;
  ruler.scale = axis.scale;
  if (data.empty) data = axis.scale == Scale::linear ? Extent{0, 1, false} : Extent{1, 10, false};
  ruler.min = position(data.min, axis.scale);
  ruler.max = position(data.max, axis.scale);
  const double free = margin * (ruler.max - ruler.min);
  const bool touches_zero = axis.scale == Scale::linear && data.min >= 0 && data.min < free;
  ruler.min = touches_zero ? 0 : ruler.min - free;
  ruler.max += free;
  if (axis.min) ruler.min = position(*axis.min, axis.scale);
  if (axis.max) ruler.max = position(*axis.max, axis.scale);
  // One value, or data on the far side of a given limit: open the axis around what is fixed.
  const double smallest = 1e-9 * std::max(std::abs(ruler.min), std::abs(ruler.max));
  if (!(ruler.max - ruler.min > smallest)) {
    const double around = axis.min ? ruler.min : ruler.max;
    const double half =
        axis.scale == Scale::logarithmic || around == 0 ? 0.5 : 0.1 * std::abs(around);
    ruler.min = axis.min ? ruler.min : around - half;
    ruler.max = axis.max ? ruler.max : around + half;
  }
  if (axis.ticks.empty()) {
    choose_ticks(ruler, length, direction);
  } else {
    for (const Tick& tick : axis.ticks) {
      ruler.ticks.push_back({position(tick.at, axis.scale), tick.label});
    }
  }
  return ruler;
}

std::string title(const Axis& axis, const Ruler& ruler) {
  std::string unit = axis.unit;
  if (ruler.exponent != 0) {
    unit = fmt::format("10^{{{}}}{}{}", with_minus_sign(std::to_string(ruler.exponent)),
                       unit.empty() ? "" : " ", unit);
  }
  if (unit.empty()) return axis.label;
  return axis.label.empty() ? unit : fmt::format("{} ({})", axis.label, unit);
}

double label_width(const Ruler& ruler) {
  double width = 0;
  for (const Tick& tick : ruler.ticks) width = std::max(width, text_width(tick.label));
  return width;
}

double text_width(std::string_view text) {
  double ems = 0;
  double size = 1;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const char32_t c = next_code_point(text, i);
    if (c == U'{' && i < text.size() && text[i] == '/') {
      i = std::min(text.find_first_of(" }", i), text.size() - 1) + 1;
    } else if (c == U'^' || c == U'_') {
      size = 0.7;
      continue;
    } else if (c == U'}') {
      size = 1;
    } else if (c == U'{' || c == U'@' || c == U'&' || c == U'~' || c == U'\\') {
      continue;
    } else {
      const bool narrow =
          std::string_view(" .,;:!|'()[]ijlft").find(text[start]) != std::string_view::npos;
      const bool broad = (c >= U'A' && c <= U'Z') || c == U'm' || c == U'w' || c >= 0x2000;
      ems += size * (narrow ? 0.3 : broad ? 0.72 : 0.5);
      if (start == 0 || text[start - 1] != '{') {
        // A subscript of one character ends here; one in braces ends with them.
        if (start > 0 && (text[start - 1] == '^' || text[start - 1] == '_')) size = 1;
      }
    }
  }
  return ems * kEm;
}

}  // namespace quflux

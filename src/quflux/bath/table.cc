#include "quflux/bath/table.h"

#include <math.h>  // NOLINT(modernize-deprecated-headers): Boost 1.74 calls isnan unqualified

#include <algorithm>
#include <cmath>

#include <boost/math/interpolators/pchip.hpp>

#include "quflux/core/error.h"
#include "quflux/core/two_columns.h"

namespace quflux::inline bath {

struct Table::Data {
  std::string name;
  std::vector<double> frequencies;
  std::vector<double> values;
  double start;  // 0 where the table begins or is continued, otherwise its first frequency
  boost::math::interpolators::pchip<std::vector<double>> interpolant;
};

namespace {

// A table that resolves a finite slope has 0 but for noise; w^s has 1 - s.
constexpr double kLargestGrowth = 0.05;
// Where the first row may be, in units of the last, for the table to be continued to w = 0.
constexpr double kFarthestStart = 0.1;
// How far from 1 the exponent of the first rows may be for them to follow a line through zero.
// Noise of 5 % in rows an octave apart makes it uncertain by 0.1; power laws that are meant as
// such, w^0.5 or w^1.5, are twice as far.
constexpr double kFarthestFromLine = 0.25;

// lim -d ln(gamma/w)/d ln(w) for w -> 0, extrapolated from the first three rows with w > 0. Where
// gamma/w has a limit and a slope there, the derivative is proportional to w and the limit is zero.
double growth_at_zero(const std::vector<double>& w, const std::vector<double>& gamma) {
  const std::size_t first = w[0] == 0 ? 1 : 0;
  const auto ratio = [&](std::size_t k) { return gamma[first + k] / w[first + k]; };
  if (!(ratio(2) > 0 && ratio(0) > ratio(1) && ratio(1) > ratio(2))) return 0;
  const auto step = [&](std::size_t k) { return std::log(w[first + k + 1] / w[first + k]); };
  const auto growth = [&](std::size_t k) { return std::log(ratio(k) / ratio(k + 1)) / step(k); };
  // The frequency at which the derivative of a linear function is the quotient of differences.
  const auto place = [&](std::size_t k) { return (w[first + k + 1] - w[first + k]) / step(k); };
  const double slope = (growth(1) - growth(0)) / (place(1) - place(0));
  return growth(0) - place(0) * slope;
}

// d ln(gamma)/d ln(w) - 1 over an octave from the first row on, or what is left of it at w = 0
// where it changes over the next octave: the smaller one. A line through zero that bends later has
// 0, w^s has s - 1.
double distance_from_line(const std::vector<double>& w, const std::vector<double>& gamma) {
  const auto octave_above = [&](std::size_t k) {
    return static_cast<std::size_t>(std::ranges::lower_bound(w, 2 * w[k]) - w.begin());
  };
  const std::size_t second = octave_above(0);
  const std::size_t third = second < w.size() ? octave_above(second) : second;
  if (third >= w.size() || !(gamma[0] > 0 && gamma[second] > 0 && gamma[third] > 0)) return 0;
  const auto distance = [&](std::size_t a, std::size_t b) {
    return std::log(gamma[b] / gamma[a]) / std::log(w[b] / w[a]) - 1;
  };
  const double first = distance(0, second);
  const double at_zero = 2 * first - distance(second, third);
  if (first * at_zero <= 0) return 0;
  return std::abs(first) < std::abs(at_zero) ? first : at_zero;
}

bool follows_line(const std::vector<double>& w, const std::vector<double>& gamma) {
  return w[0] == 0 || std::abs(distance_from_line(w, gamma)) <= kFarthestFromLine;
}

// Whether the row 0 0 is missing, and the first rows show how gamma(w) goes to it.
bool is_continued(const std::vector<double>& w, const std::vector<double>& gamma) {
  return w[0] > 0 && w[0] <= kFarthestStart * w.back() &&
         growth_at_zero(w, gamma) <= kLargestGrowth && follows_line(w, gamma);
}

}  // namespace

Table::Table(std::vector<double> frequencies, std::vector<double> values, std::string name) {
  if (frequencies.size() != values.size()) {
    throw NoAnswer(fmt::format("{} has {} frequencies and {} values; they must be as many", name,
                               frequencies.size(), values.size()));
  }
  if (frequencies.size() < 4) {
    throw NoAnswer(
        fmt::format("{} has {} rows; it must have at least 4", name, frequencies.size()));
  }
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    if (!(std::isfinite(frequencies[i]) && frequencies[i] >= 0 &&
          (i == 0 || frequencies[i] > frequencies[i - 1]))) {
      throw NoAnswer(
          fmt::format("{} has the frequency {} in row {}; frequencies must be finite, >= 0 "
                      "and ascending",
                      name, frequencies[i], i + 1));
    }
    if (!(std::isfinite(values[i]) && values[i] >= 0)) {
      throw NoAnswer(
          fmt::format("{} has the value {} at the frequency {}; it must be finite and >= 0", name,
                      values[i], frequencies[i]));
    }
  }
  std::vector<double> nodes = frequencies;
  std::vector<double> heights = values;
  if (is_continued(frequencies, values)) {
    nodes.insert(nodes.begin(), 0);
    heights.insert(heights.begin(), 0);
  }
  const double start = nodes.front();
  boost::math::interpolators::pchip<std::vector<double>> interpolant{std::move(nodes),
                                                                     std::move(heights)};
  data_ = std::make_shared<const Data>(Data{std::move(name), std::move(frequencies),
                                            std::move(values), start, std::move(interpolant)});
}

double Table::operator()(double frequency) const {
  const double last = data_->frequencies.back();
  if (!(frequency >= data_->start && frequency <= last)) {
    throw NoAnswer(fmt::format(
        "{} goes from {} to {}, but the system has the transition frequency {}{}", data_->name,
        data_->start, last, frequency,
        frequency < data_->start ? "; add rows below, from 0 0 where gamma(w) vanishes" : ""));
  }
  return std::max(0.0, data_->interpolant(frequency));
}

std::optional<double> Table::slope_at_zero() const {
  return slope_obstacle().empty() ? std::optional(data_->interpolant.prime(0.0)) : std::nullopt;
}

std::string Table::slope_obstacle() const {
  const std::vector<double>& w = data_->frequencies;
  const std::vector<double>& gamma = data_->values;
  if (w[0] == 0 && gamma[0] != 0) {
    return data_->name + " does not begin with the row 0 0, so that gamma(w)/w has no known limit";
  }
  if (growth_at_zero(w, gamma) <= kLargestGrowth) {
    if (data_->start == 0) return "";
    if (!follows_line(w, gamma)) {
      return fmt::format(
          "the first rows of {} go as w^{:.2g}, not as a line through zero, so that gamma(w) below "
          "its first frequency, {}, is not known; add rows closer to w = 0, and the row 0 0",
          data_->name, 1 + distance_from_line(w, gamma), w[0]);
    }
    return fmt::format(
        "{} does not begin with the row 0 0, and its first frequency, {}, is too far from zero to "
        "be continued; add rows closer to w = 0, or that row",
        data_->name, w[0]);
  }
  const std::size_t first = w[0] == 0 ? 1 : 0;
  return fmt::format(
      "gamma(w)/w of {} still grows towards its first row, from {:.6g} at {} to {:.6g} at {}, as "
      "that of a power law with an exponent below 1; give rows closer to w = 0 if it has a limit",
      data_->name, gamma[first + 1] / w[first + 1], w[first + 1], gamma[first] / w[first],
      w[first]);
}

Table parse_table(std::string_view text, const std::string& file) {
  auto [frequencies, values] = two_columns(text, file, "frequency and gamma");
  return {std::move(frequencies), std::move(values), "the table '" + file + "'"};
}

const std::string& Table::name() const { return data_->name; }
const std::vector<double>& Table::frequencies() const { return data_->frequencies; }
const std::vector<double>& Table::values() const { return data_->values; }

}  // namespace quflux::inline bath

#include "quflux/bath/table.h"

#include <math.h>  // NOLINT(modernize-deprecated-headers): Boost 1.74 calls isnan unqualified

#include <algorithm>
#include <cmath>
#include <sstream>

#include <boost/math/interpolators/pchip.hpp>

#include "quflux/core/error.h"

namespace quflux::inline bath {

struct Table::Data {
  std::string name;
  std::vector<double> frequencies;
  std::vector<double> values;
  boost::math::interpolators::pchip<std::vector<double>> interpolant;
};

namespace {

// A table that resolves a finite slope has 0 but for noise; w^s has 1 - s.
constexpr double kLargestGrowth = 0.05;

// lim -d ln(gamma/w)/d ln(w) for w -> 0, extrapolated from the first three rows behind (0, 0).
// Where gamma/w has a limit and a slope there, the derivative is proportional to w and the limit is
// zero.
double growth_at_zero(const std::vector<double>& w, const std::vector<double>& gamma) {
  const auto ratio = [&](std::size_t k) { return gamma[k] / w[k]; };
  if (!(ratio(3) > 0 && ratio(1) > ratio(2) && ratio(2) > ratio(3))) return 0;
  const auto growth = [&](std::size_t k) {
    return std::log(ratio(k) / ratio(k + 1)) / std::log(w[k + 1] / w[k]);
  };
  // The frequency at which the derivative of a linear function is the quotient of differences.
  const auto place = [&](std::size_t k) { return (w[k + 1] - w[k]) / std::log(w[k + 1] / w[k]); };
  const double slope = (growth(2) - growth(1)) / (place(2) - place(1));
  return growth(1) - place(1) * slope;
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
  boost::math::interpolators::pchip<std::vector<double>> interpolant{
      std::vector<double>(frequencies), std::vector<double>(values)};
  data_ = std::make_shared<const Data>(
      Data{std::move(name), std::move(frequencies), std::move(values), std::move(interpolant)});
}

double Table::operator()(double frequency) const {
  const double first = data_->frequencies.front();
  const double last = data_->frequencies.back();
  if (!(frequency >= first && frequency <= last)) {
    throw NoAnswer(
        fmt::format("{} goes from {} to {}, but the system has the transition frequency {}",
                    data_->name, first, last, frequency));
  }
  return std::max(0.0, data_->interpolant(frequency));
}

std::optional<double> Table::slope_at_zero() const {
  return slope_obstacle().empty() ? std::optional(data_->interpolant.prime(0.0)) : std::nullopt;
}

std::string Table::slope_obstacle() const {
  const std::vector<double>& w = data_->frequencies;
  const std::vector<double>& gamma = data_->values;
  if (w[0] != 0 || gamma[0] != 0) {
    return data_->name + " does not begin with the row 0 0, so that gamma(w)/w has no known limit";
  }
  if (growth_at_zero(w, gamma) <= kLargestGrowth) return "";
  return fmt::format(
      "gamma(w)/w of {} still grows towards its first row, from {:.6g} at {} to {:.6g} at {}, as "
      "that of a power law with an exponent below 1; give rows closer to w = 0 if it has a limit",
      data_->name, gamma[2] / w[2], w[2], gamma[1] / w[1], w[1]);
}

const std::string& Table::name() const { return data_->name; }
const std::vector<double>& Table::frequencies() const { return data_->frequencies; }
const std::vector<double>& Table::values() const { return data_->values; }

Table parse_table(std::string_view text, const std::string& file) {
  std::vector<double> frequencies;
  std::vector<double> values;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line.erase(std::find(line.begin(), line.end(), '#'), line.end());
    std::ranges::replace(line, ',', ' ');
    std::istringstream row(line);
    double frequency = 0;
    double value = 0;
    std::string rest;
    if (!(row >> rest)) continue;
    row = std::istringstream(line);
    if (!(row >> frequency >> value) || row >> rest) {
      throw NoAnswer(
          fmt::format("{}:{}: a row must have two numbers, frequency and gamma", file, number));
    }
    frequencies.push_back(frequency);
    values.push_back(value);
  }
  return {std::move(frequencies), std::move(values), "the table '" + file + "'"};
}

}  // namespace quflux::inline bath

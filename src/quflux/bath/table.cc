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
  const bool origin = data_->frequencies.front() == 0 && data_->values.front() == 0;
  return origin ? std::optional(data_->interpolant.prime(0.0)) : std::nullopt;
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

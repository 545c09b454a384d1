#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/flow/flow.h"
#include "quflux/model/model.h"
#include "quflux/sweep/sweep_values.h"

namespace quflux {

/// Writes the arrays of one point and equation, in the order of the layout.
class OutputWriter {
 public:
  OutputWriter(SweepValues& values, std::size_t point, std::size_t equation)
      : values_(values), point_(point), equation_(equation) {}

  void add(double value) { *next() = value; }

  template <class Derived>
  void add_all(const Eigen::DenseBase<Derived>& numbers) {
    double* out = next();
    for (const double value : numbers.derived().reshaped()) *out++ = value;
  }

  template <class Derived>
  void add_complex(const Eigen::MatrixBase<Derived>& numbers) {
    add_all(numbers.real());
    add_all(numbers.imag());
  }

 private:
  double* next() { return values_.at(array_++, point_, equation_); }

  SweepValues& values_;
  std::size_t point_;
  std::size_t equation_;
  std::size_t array_ = 0;
};

/// At zero temperature there is no entropy production, but flows there are.
inline double entropy_or_nan(const RealVector& flows, const Model& model) {
  std::vector<double> temperatures;
  for (const ModelBath& bath : model.baths) temperatures.push_back(bath.temperature);
  return std::ranges::all_of(temperatures, [](double t) { return t > 0; })
             ? entropy_production(flows, temperatures)
             : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace quflux

#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

#include "quflux/core/matrix.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/sweep_values.h"

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

/// Adds a remark to others.
inline void add_remark(std::string& remarks, const std::string& remark) {
  if (!remark.empty()) remarks += (remarks.empty() ? "" : "; ") + remark;
}

inline std::string divided_by_zero(const std::string& parameter) {
  return "specific_flow is undefined: " + parameter + " is 0";
}

inline constexpr const char* kNoEntropy =
    "entropy_production is undefined: a bath has the temperature 0";

/// Why outputs are NaN that flows and parameters do not define. Empty: none is.
inline std::string undefined_outputs(const ModelFile& file, const Model& model) {
  std::string remarks;
  const bool cold =
      std::ranges::any_of(model.baths, [](const ModelBath& bath) { return bath.temperature == 0; });
  for (const Output& output : file.outputs) {
    if (output.kind == OutputKind::entropy_production && cold) add_remark(remarks, kNoEntropy);
    if (output.kind == OutputKind::specific_flow && parameter(model, output.over) == 0) {
      add_remark(remarks, divided_by_zero(output.over));
    }
  }
  return remarks;
}

/// -sum_j J_j/T_j, see entropy_production(), without memory of its own. At zero temperature there
/// is no entropy production, but flows there are: NaN.
inline double entropy_or_nan(const RealVector& flows, const Model& model) {
  double production = 0;
  for (std::size_t j = 0; j < model.baths.size(); ++j) {
    const double temperature = model.baths[j].temperature;
    if (!(temperature > 0)) return std::numeric_limits<double>::quiet_NaN();
    production -= flows(static_cast<Eigen::Index>(j)) / temperature;
  }
  return production;
}

}  // namespace quflux

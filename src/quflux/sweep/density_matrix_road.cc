#include "quflux/sweep/density_matrix_road.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/equation/make_generator.h"
#include "quflux/flow/flow.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"
#include "quflux/two_tls/moment_generator.h"
#include "quflux/two_tls/recognise.h"

namespace quflux {

namespace {

// The arrays of one point and equation, in the order of the layout.
class Writer {
 public:
  Writer(SweepValues& values, std::size_t point, std::size_t equation)
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

// At zero temperature there is no entropy production, but flows there are.
double entropy_or_nan(const RealVector& flows, const Model& model) {
  std::vector<double> temperatures;
  for (const ModelBath& bath : model.baths) temperatures.push_back(bath.temperature);
  return std::ranges::all_of(temperatures, [](double t) { return t > 0; })
             ? entropy_production(flows, temperatures)
             : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

DensityMatrixRoad::DensityMatrixRoad(const ModelFile& file) : file_(file) {}

void DensityMatrixRoad::compute(const Model& model, std::size_t point,
                                std::span<const std::size_t> equations, SweepValues& values) {
  for (const std::size_t equation : equations) {
    try {
      compute_equation(model, point, equation, values);
    } catch (const Error& error) {
      values.fail(point, equation, error.what());
    }
  }
}

void DensityMatrixRoad::compute_equation(const Model& model, std::size_t point,
                                         std::size_t equation, SweepValues& values) {
  const Generator generator =
      make_generator(to_system(model), file_.equations[equation], file_.options);
  const Matrix rho = steady_state(generator);
  const RealVector flows = energy_flows(generator, rho);
  std::optional<Vector> eigenvalues;  // only if asked for: the most expensive of all
  const auto spectrum_once = [&]() -> const Vector& {
    if (!eigenvalues) eigenvalues = spectrum(generator);
    return *eigenvalues;
  };
  Writer writer(values, point, equation);
  for (const Output& output : file_.outputs) {
    switch (output.kind) {
      case OutputKind::energy_flow:
        writer.add_all(flows);
        break;
      case OutputKind::specific_flow:
        writer.add_all(flows.unaryExpr([divisor = parameter(model, output.over)](double flow) {
          return specific_flow(flow, divisor);
        }));
        break;
      case OutputKind::entropy_production:
        writer.add(entropy_or_nan(flows, model));
        break;
      case OutputKind::populations:
        writer.add_all(rho.diagonal().real());
        break;
      case OutputKind::density_matrix:
        writer.add_complex(rho.transpose());  // row by row
        break;
      case OutputKind::eigenvalues:
        writer.add_complex(spectrum_once());
        break;
      case OutputKind::moment_eigenvalues:
        writer.add_complex(moment_eigenvalues(require_pair(model).pair, file_.equations[equation]));
        break;
      case OutputKind::spectral_gap:
        writer.add(spectral_gap(spectrum_once()));
        break;
      case OutputKind::purity:
        writer.add(purity(rho));
        break;
      case OutputKind::min_eigenvalue:
        writer.add(min_eigenvalue(rho));
        break;
      case OutputKind::expectation:
        writer.add((product_operator(model, output.operators) * rho).trace().real());
        break;
    }
  }
}

}  // namespace quflux

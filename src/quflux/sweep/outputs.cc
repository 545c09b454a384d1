#include "quflux/sweep/outputs.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "quflux/core/error.h"
#include "quflux/equation/make_generator.h"
#include "quflux/flow/flow.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"
#include "quflux/two_tls/moment_generator.h"
#include "quflux/two_tls/recognise.h"
#include "quflux/two_tls/stationary.h"

namespace quflux {

namespace {

using Dimensions = std::vector<std::pair<std::string, std::size_t>>;

std::vector<double> temperatures(const Model& model) {
  std::vector<double> result;
  for (const ModelBath& bath : model.baths) {
    result.push_back(bath.temperature);
  }
  return result;
}

// Appends arrays to a layout, and numbers to a point, in the same order.
struct LayoutBuilder {
  OutputLayout layout;

  void add(std::string name, std::string long_name, std::string units, Dimensions dimensions) {
    std::size_t size = 1;
    for (const auto& dimension : dimensions) {
      size *= dimension.second;
    }
    layout.arrays.push_back({std::move(name), std::move(long_name), std::move(units),
                             std::move(dimensions), size, layout.size});
    layout.size += size;
  }

  void add_complex(const std::string& name, const std::string& long_name, const std::string& units,
                   const Dimensions& dimensions) {
    add(name + "_re", long_name + ", real part", units, dimensions);
    add(name + "_im", long_name + ", imaginary part", units, dimensions);
  }
};

class Writer {
 public:
  explicit Writer(std::span<double> values) : values_(values) {}

  void add(double value) { values_[next_++] = value; }

  template <class Range>
  void add_all(const Range& range) {
    for (const double value : range) add(value);
  }

  template <class Derived>
  void add_complex(const Eigen::DenseBase<Derived>& m) {
    for (const Complex& value : m.derived().reshaped()) add(value.real());
    for (const Complex& value : m.derived().reshaped()) add(value.imag());
  }

 private:
  std::span<double> values_;
  std::size_t next_ = 0;
};

// At zero temperature there is no entropy production, but flows there are.
double entropy_or_nan(const RealVector& flows, const std::vector<double>& temperatures) {
  const bool defined = std::ranges::all_of(temperatures, [](double t) { return t > 0; });
  return defined ? entropy_production(flows, temperatures)
                 : std::numeric_limits<double>::quiet_NaN();
}

void write_flows(Writer& writer, const Output& output, const Model& model,
                 const RealVector& flows) {
  switch (output.kind) {
    case OutputKind::energy_flow:
      writer.add_all(flows);
      return;
    case OutputKind::specific_flow:
      writer.add_all(RealVector(flows / parameter(model, output.over)));
      return;
    case OutputKind::entropy_production:
      writer.add(entropy_or_nan(flows, temperatures(model)));
      return;
    default:
      throw Error("not a flow");
  }
}

bool is_flow(OutputKind kind) {
  return kind == OutputKind::energy_flow || kind == OutputKind::specific_flow ||
         kind == OutputKind::entropy_production;
}

}  // namespace

OutputLayout output_layout(const ModelFile& file) {
  const auto d = static_cast<std::size_t>(dimension(file.model));
  const std::size_t baths = file.model.baths.size();
  const bool pair = recognise_pair(file.model).has_value();
  LayoutBuilder builder;
  for (const Output& output : file.outputs) {
    switch (output.kind) {
      case OutputKind::energy_flow:
        builder.add("energy_flow", "energy flow from the bath into the system", "energy^2",
                    {{"bath", baths}});
        break;
      case OutputKind::specific_flow:
        builder.add("specific_flow", "energy flow from the bath, divided by " + output.over,
                    "energy", {{"bath", baths}});
        break;
      case OutputKind::entropy_production:
        builder.add("entropy_production", "entropy production rate", "energy", {});
        break;
      case OutputKind::populations:
        builder.add("populations", "populations of the basis states", "1", {{"state", d}});
        break;
      case OutputKind::density_matrix:
        builder.add_complex("density_matrix", "density matrix", "1", {{"ket", d}, {"bra", d}});
        break;
      case OutputKind::eigenvalues:
        builder.add_complex("eigenvalues", "eigenvalues of the generator", "energy",
                            {{"eigenvalue", d * d}});
        break;
      case OutputKind::moment_eigenvalues:
        if (!pair) {
          throw Error(
              "moment_eigenvalues needs a pair of two-level systems coupled by exchange, each with "
              "one bath; use eigenvalues for other models");
        }
        builder.add_complex("moment_eigenvalues", "eigenvalues of the equations for the moments",
                            "energy", {{"moment_eigenvalue", 4}});
        break;
      case OutputKind::spectral_gap:
        builder.add("spectral_gap", "slowest relaxation rate", "energy", {});
        break;
      case OutputKind::purity:
        builder.add("purity", "Tr rho^2", "1", {});
        break;
      case OutputKind::min_eigenvalue:
        builder.add("min_eigenvalue", "smallest eigenvalue of the density matrix", "1", {});
        break;
    }
  }
  return builder.layout;
}

bool closed_form_suffices(const ModelFile& file) {
  // Options other than the default ones change the equation.
  return file.options == EquationOptions{} &&
         std::ranges::all_of(file.outputs, [](const Output& output) {
           return is_flow(output.kind) || output.kind == OutputKind::moment_eigenvalues;
         });
}

void evaluate_density_matrix(const ModelFile& file, const Model& model, Equation equation,
                             std::span<double> values) {
  const Generator generator = make_generator(to_system(model), equation, file.options);
  const Matrix rho = steady_state(generator);
  const RealVector flows = energy_flows(generator, rho);
  std::optional<Vector> eigenvalues;  // only if asked for: the most expensive of all
  const auto spectrum_once = [&]() -> const Vector& {
    if (!eigenvalues) eigenvalues = spectrum(generator);
    return *eigenvalues;
  };
  Writer writer(values);
  for (const Output& output : file.outputs) {
    switch (output.kind) {
      case OutputKind::populations:
        writer.add_all(RealVector(rho.diagonal().real()));
        break;
      case OutputKind::density_matrix:
        writer.add_complex(Matrix(rho.transpose()));  // row by row
        break;
      case OutputKind::eigenvalues:
        writer.add_complex(spectrum_once());
        break;
      case OutputKind::moment_eigenvalues:
        writer.add_complex(moment_eigenvalues(require_pair(model).pair, equation));
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
      default:
        write_flows(writer, output, model, flows);
    }
  }
}

void evaluate_closed_form(const ModelFile& file, const Model& model, Equation equation,
                          std::span<double> values) {
  const PairModel p = require_pair(model);
  const StationaryPair state = stationary(p.pair, equation);
  RealVector flows(2);
  flows(static_cast<Eigen::Index>(p.bath1)) = state.flow1;
  flows(static_cast<Eigen::Index>(p.bath2)) = state.flow2;
  Writer writer(values);
  for (const Output& output : file.outputs) {
    if (output.kind == OutputKind::moment_eigenvalues) {
      writer.add_complex(moment_eigenvalues(p.pair, equation));
    } else {
      write_flows(writer, output, model, flows);
    }
  }
}

}  // namespace quflux

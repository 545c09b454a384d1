#include "quflux/study/density_matrix_road.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/pair/moment_generator.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"
#include "quflux/study/writer.h"

namespace quflux {

namespace {

// Redfield's equation does not close on the moments.
Eigen::Vector4cd moment_eigenvalues_or_nan(const Model& model, Equation equation) {
  return equation == Equation::redfield
             ? Eigen::Vector4cd::Constant(std::numeric_limits<double>::quiet_NaN())
             : moment_eigenvalues(require_pair(model).pair, equation);
}

}  // namespace

DensityMatrixRoad::DensityMatrixRoad(const ModelFile& file, const Model& model)
    : file_(file),
      model_(model),
      needs_state_(!std::ranges::all_of(file.outputs, is_flow)),
      divided_by_(flow_divisors(file, model)),
      systems_(model) {
  for (const Output& output : file.outputs) {
    if (output.kind == OutputKind::expectation) {
      expected_.push_back(product_operator(model, output.operators));
    } else if (output.kind == OutputKind::occupations) {
      for (const Site& site : model.sites) {
        expected_.push_back(product_operator(model, {{site.name, "n"}}));
      }
    }
  }
}

void DensityMatrixRoad::compute(std::size_t point, std::span<const std::size_t> equations,
                                SweepValues& values) {
  const System* system = nullptr;
  std::string obstacle;
  try {
    system = &systems_.build(model_);
  } catch (const Error& error) {
    obstacle = error.what();
  }
  for (const std::size_t equation : equations) {
    try {
      if (system == nullptr) throw Error(obstacle);
      compute_equation(*system, point, equation, values);
      std::string warning = states_.warning();
      add_remark(warning, undefined_outputs(file_, model_));
      if (!warning.empty()) values.warn(point, equation, warning);
    } catch (const Error& error) {
      values.fail(point, equation, error.what());
    }
  }
}

void DensityMatrixRoad::compute_equation(const System& system, std::size_t point,
                                         std::size_t equation, SweepValues& values) {
  const Generator& generator = generators_.build(system, file_.equations[equation], file_.options);
  const Matrix& state = states_.solve(generator);
  find_energy_flows(generator, state, flows_);
  Matrix rho;
  if (needs_state_) rho = from_energy_basis(generator, state);
  std::optional<Vector> eigenvalues;  // only if asked for: the most expensive of all
  const auto spectrum_once = [&]() -> const Vector& {
    if (!eigenvalues) eigenvalues = spectrum(generator);
    return *eigenvalues;
  };
  OutputWriter writer(values, point, equation);
  auto divided_by = divided_by_.begin();
  auto expected = expected_.begin();
  for (const Output& output : file_.outputs) {
    switch (output.kind) {
      case OutputKind::energy_flow:
        writer.add_all(flows_);
        break;
      case OutputKind::specific_flow: {
        const double divisor = **divided_by++;
        writer.add_all(flows_.unaryExpr([&](double flow) { return specific_flow(flow, divisor); }));
        break;
      }
      case OutputKind::entropy_production:
        writer.add(entropy_or_nan(flows_, model_));
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
        writer.add_complex(moment_eigenvalues_or_nan(model_, file_.equations[equation]));
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
        writer.add((*expected++ * rho).trace().real());
        break;
      case OutputKind::occupations: {
        RealVector occupations(static_cast<Eigen::Index>(model_.sites.size()));
        for (double& occupation : occupations) occupation = (*expected++ * rho).trace().real();
        writer.add_all(occupations);
        break;
      }
      case OutputKind::flow_error:
        writer.add(std::numeric_limits<double>::quiet_NaN());  // nothing is integrated
        break;
      case OutputKind::bond_flow:
      case OutputKind::amplitude_eigenvalues:
        throw Error("bond_flow and amplitude_eigenvalues need a network, see output_layout()");
    }
  }
}

}  // namespace quflux

#include "quflux/validity/transitions.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline validity {

namespace {

double rate(const SystemBath& bath, double frequency) {
  const std::optional<double> r = transition_rate(bath.reservoir, frequency);
  if (!r) {
    throw Error(fmt::format("bath '{}' has no finite rate at zero frequency: {}", bath.name,
                            slope_obstacle(bath.reservoir.spectral_density)));
  }
  return *r;
}

// The largest sum of a row times that of a column, which the square of the spectral norm does not
// exceed, and which it is where no row or column has a second element.
double norm_squared(std::span<const MatrixElement> part) {
  std::map<Eigen::Index, double> rows, columns;
  double row = 0;
  double column = 0;
  for (const MatrixElement& e : part) {
    row = std::max(row, rows[e.row] += std::abs(e.value));
    column = std::max(column, columns[e.column] += std::abs(e.value));
  }
  return row * column;
}

std::vector<BathTransition> transitions(const Eigenbasis& basis, const SystemBath& bath,
                                        double tolerance) {
  const Matrix op = basis.vectors.adjoint() * bath.coupling_operator * basis.vectors;
  std::vector<BathTransition> result;
  const Eigenoperators parts = eigenoperators(basis.energies, op, tolerance);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const double w = parts.frequencies[k];
    if (w < 0) continue;  // the adjoint of the one at -w
    double strength = 0;
    for (const MatrixElement& e : parts.part(k)) strength = std::max(strength, std::norm(e.value));
    const double down = rate(bath, w);
    const double up = rate(bath, -w);
    const double norm = norm_squared(parts.part(k));
    result.push_back({w, strength * down, strength * up, norm * (down + up) / 2, norm});
  }
  return result;
}

}  // namespace

std::vector<std::vector<BathTransition>> bath_transitions(const System& system,
                                                          double degeneracy_tolerance) {
  validate(system);
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  std::vector<std::vector<BathTransition>> result;
  for (const SystemBath& bath : system.baths) {
    result.push_back(transitions(basis, bath, degeneracy_tolerance));
  }
  return result;
}

}  // namespace quflux::inline validity

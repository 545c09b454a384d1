#include "quflux/validity/transitions.h"

#include <algorithm>
#include <cmath>
#include <functional>
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

// Those of the elements' rows, or columns, without repetition.
template <class Projection>
std::vector<Eigen::Index> places(std::span<const MatrixElement> part, Projection of) {
  std::vector<Eigen::Index> result;
  for (const MatrixElement& e : part) result.push_back(std::invoke(of, e));
  std::ranges::sort(result);
  result.erase(std::ranges::unique(result).begin(), result.end());
  return result;
}

// ||S(w)||^2, the largest eigenvalue of S S^+. Where levels are degenerate, elements share rows and
// columns, which ones depends on the eigenvectors that were found, and the norm does not.
double norm_squared(std::span<const MatrixElement> part) {
  const std::vector<Eigen::Index> rows = places(part, &MatrixElement::row);
  const std::vector<Eigen::Index> columns = places(part, &MatrixElement::column);
  const auto place = [](const std::vector<Eigen::Index>& all, Eigen::Index index) {
    return std::ranges::lower_bound(all, index) - all.begin();
  };
  double largest = 0;
  for (const MatrixElement& e : part) largest = std::max(largest, std::norm(e.value));
  if (rows.size() == part.size() && columns.size() == part.size()) return largest;
  Matrix s = Matrix::Zero(static_cast<Eigen::Index>(rows.size()),
                          static_cast<Eigen::Index>(columns.size()));
  for (const MatrixElement& e : part) s(place(rows, e.row), place(columns, e.column)) = e.value;
  if (s.rows() > s.cols()) s.adjointInPlace();
  const Matrix square = s * s.adjoint();
  return eigenbasis(square).energies.maxCoeff();
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

#pragma once

#include <functional>

#include "quflux/hilbert/space.h"
#include "quflux/model/system.h"

/// Systems for tests that are larger than random ones.
namespace quflux::inline solve {

/// Two-level systems in a row, each excited by sigma^+ at `frequency(i)`, with exchange and
/// `zz` sigma_z sigma_z between neighbours, and a bath at either end that couples through sigma_x.
inline System two_level_chain(Eigen::Index sites, double exchange, double zz,
                              const std::function<double(Eigen::Index)>& frequency) {
  const Eigen::Index d = Eigen::Index{1} << sites;
  // An operator of one site or of two neighbours, from this site on.
  const auto at = [&](Eigen::Index site, const Matrix& op) {
    const Eigen::Index before = Eigen::Index{1} << site;
    const Eigen::Index behind = d / before / op.rows();
    return kron(kron(Matrix::Identity(before, before), op), Matrix::Identity(behind, behind));
  };
  Matrix lowering = Matrix::Zero(2, 2);
  lowering(0, 1) = 1;
  const Matrix number = lowering.adjoint() * lowering;
  const Matrix z = 2 * number - Matrix::Identity(2, 2);
  Matrix uncoupled = Matrix::Zero(d, d);
  for (Eigen::Index i = 0; i < sites; ++i) uncoupled += frequency(i) * at(i, number);
  Matrix hamiltonian = uncoupled;
  for (Eigen::Index i = 0; i + 1 < sites; ++i) {
    const Matrix hop = kron(lowering.adjoint(), lowering);
    hamiltonian += at(i, exchange * (hop + hop.adjoint()) + zz * kron(z, z));
  }
  System system{hamiltonian, {}};
  system.uncoupled_hamiltonian = uncoupled;
  for (const Eigen::Index site : {Eigen::Index{0}, sites - 1}) {
    const Matrix lower = at(site, lowering);
    const double temperature = site == 0 ? 1 : 0.5;
    system.baths.push_back({std::to_string(site),
                            lower + lower.adjoint(),
                            {PowerLaw{0.01, 1, 20}, temperature},
                            lower});
  }
  return system;
}

}  // namespace quflux::inline solve

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "quflux/bath/correlation.h"
#include "quflux/core/matrix.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/hierarchy/auxiliary_operators.h"
#include "quflux/method/hierarchy/energy_system.h"

namespace quflux::inline hierarchy {

/// An exponential of the correlation function of a bath.
struct Mode {
  std::size_t bath;
  Complex rate;       ///< nu_k
  Complex amplitude;  ///< a_k
  Complex conjugate;  ///< b_k
  double scale;       ///< s_k = sqrt(max(|a_k|, |b_k|))
};

/// The hierarchical equations of motion of a system, Eq. (62), in the energy basis. A vector x
/// holds the auxiliary operators sigma_n one behind the other, each with its columns on each other.
struct Hierarchy {
  RealVector energies;            ///< E_a, ordered as EnergySystem has them
  Matrix basis;                   ///< column a is the eigenvector of E_a in the basis of the model
  std::vector<Matrix> couplings;  ///< S_j
  std::vector<Matrix> jumps;      ///< sqrt(rate) L_c of each Lindblad channel
  Matrix escape;                  ///< sum_c rate L_c^+ L_c/2
  std::vector<Mode> modes;
  AuxiliaryOperators operators;

  Eigen::Index dimension() const { return energies.size(); }
  Eigen::Index block() const { return energies.size() * energies.size(); }
  Eigen::Index size() const { return static_cast<Eigen::Index>(operators.count()) * block(); }
};

/// That of a system with the correlation functions of its baths. A term without an amplitude is
/// left out.
Hierarchy make_hierarchy(const EnergySystem& system, std::span<const ExponentialSum> baths,
                         std::size_t depth);

/// What [H, sigma] does to the elements of sigma, its columns on each other: -i(E_a - E_b).
Vector turning(const Hierarchy& hierarchy);

/// What the channels do to sigma, sum_c (L_c sigma L_c^+ - {L_c^+ L_c, sigma}/2).
Matrix jumps(const Hierarchy& hierarchy, const Matrix& sigma);

/// What the exponentials do to all elements of sigma_n: -sum_k n_k nu_k.
Complex damping(const Hierarchy& hierarchy, std::size_t n);

/// d x/dt, of any x.
void find_derivative(const Hierarchy& hierarchy, const Eigen::Ref<const Vector>& x,
                     Eigen::Ref<Vector> result);

/// J_j = flow_functionals[j] . x for the first entries of x, the density matrix and tier 1, without
/// complex conjugation, Eq. (64): of the baths, and then of the channels.
std::vector<Vector> flow_functionals(const Hierarchy& hierarchy);

/// J_j of an x, likewise.
RealVector flows(const Hierarchy& hierarchy, const Vector& x);

/// The density matrix in an x, in the basis of the model.
Matrix density_matrix(const Hierarchy& hierarchy, const Vector& x);

/// The hierarchy as solvers see it. Refers to it.
LinearGenerator linear_generator(const Hierarchy& hierarchy);

}  // namespace quflux::inline hierarchy

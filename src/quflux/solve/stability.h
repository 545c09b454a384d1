#pragma once

#include <span>
#include <vector>

#include <Eigen/Cholesky>

#include "quflux/generator/generator.h"
#include "quflux/solve/by_size.h"

namespace quflux::inline solve {

/// Whether what differs from a stationary state decays, for one generator after another, in the
/// same memory. Completely positive generators are stable always, others need not be.
///
/// A positive definite G with S G + G S^+ negative definite proves by Lyapunov that all eigenvalues
/// of S have negative real parts, in a fraction of the time that eigenvalues take. S is the
/// generator on the matrix elements of one sector without a trace, and G the one that proves it for
/// a generator of Davies' form in detailed balance with the populations p,
///
///   G_0 = diag(sqrt(p_a p_b)) - p p^T,
///
/// corrected to first order in the dissipators D where they couple elements rho_ab of different
/// frequencies w_i = E_a - E_b,
///
///   G_1 = -i (w_i - w_j) B_ij/[(w_i - w_j)^2 + rate^2],   B = D G_0 + G_0 D^+.
///
/// Where that proves nothing, eigenvalues decide.
class StabilityCheck {
 public:
  /// Whether no deviation from `state` grows by more than rounding. The sector is that of the
  /// elements of the superoperator with these indices, ascending; `state` is in the energy basis,
  /// as the superoperator is.
  bool is_stable(const Generator& generator, const Matrix& superoperator, const Matrix& state,
                 std::span<const Eigen::Index> sector);

 private:
  // S and G, in units in which the diagonal of G_0 is 1.
  struct Sector {
    explicit Sector(Eigen::Index size);

    void find_form(double rate);

    Matrix generator;        // S
    RealVector frequencies;  // w
    RealVector populations;  // u = sqrt(p), zero for coherences
    RealVector weights;      // the units
    Vector dissipated;       // D u
    Matrix form;             // G
  };

  template <class Scalar>
  struct Lyapunov {
    using M = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

    explicit Lyapunov(Eigen::Index size);

    bool proves_decay(const M& generator_, const M& form_);

    M decay;  // -(S G + G S^+)
    Eigen::LLT<M> cholesky;
  };

  // The same in the basis of real and imaginary parts, where a sector is adjoint to itself.
  struct Real {
    explicit Real(Eigen::Index size);

    RealMatrix generator;
    RealMatrix form;
    Lyapunov<double> lyapunov;
  };

  void fill(const Generator& generator, const Matrix& superoperator, const Matrix& state,
            Eigen::Index eliminated, Sector& result);
  bool is_certainly_stable(const Sector& sector, bool self_adjoint);

  BySize<Sector> sectors_;
  BySize<Lyapunov<Complex>> complex_;
  BySize<Real> real_;
  std::vector<Eigen::Index> kept_;      // the sector without the population that is eliminated
  std::vector<Eigen::Index> adjoints_;  // where in kept_ the adjoint of each element is
};

}  // namespace quflux::inline solve

#pragma once

#include <memory>
#include <optional>

#include "quflux/generator/energy_flows.h"
#include "quflux/generator/generator.h"
#include "quflux/solve/block_generator.h"
#include "quflux/solve/state_classes.h"

namespace quflux::inline solve {

/// How an IterativeState goes about it; what is not given is what pays.
struct IterativeOptions {
  std::optional<Eigen::Index> factorised;  ///< numbers of the state that the first factors are of
  /// Of products until no more is gained with fewer digits: the state has all of them anyway.
  std::optional<Precision> products;
};

/// The stationary state of a generator whose matrix would be too large: block by block of its
/// StateClasses, by GMRES with the SecularPreconditioner, from the state that this one has.
class IterativeState {
 public:
  /// Solves. Throws NotUnique where the populations fall apart or another stationary state shows,
  /// NoAnswer where the iteration does not converge, and Stopped as throw_if_stopped() says.
  explicit IterativeState(const Generator& generator, const IterativeOptions& options = {});
  ~IterativeState();
  IterativeState(IterativeState&&) noexcept;
  IterativeState& operator=(IterativeState&&) noexcept;

  /// In the energy basis.
  Matrix state() const;
  void find_flows(FlowSums<double>& flows) const;
  /// Of the elements of the state, absolute, estimated.
  double error() const;
  int iterations() const;
  /// The largest |element| of L[rho], of those within classes.
  double residual() const;
  /// Whether any coherence goes with the populations.
  bool has_coherences() const;
  /// Whether it was checked that there is no other stationary state.
  bool checked_unique() const;
  /// Whether all eigenvalues are above -`tolerance`.
  bool is_positive(double tolerance) const;
  /// The x of L x = -residual with trace `trace`, to a relative error of `tolerance` or so, six
  /// digits of what a state lacks whose residual was found in another precision. Both in the energy
  /// basis.
  Matrix correction(const Matrix& residual, double trace, double tolerance = 1e-6) const;

 private:
  struct Problem;
  template <class Scalar>
  struct ProblemOf;

  void solve(const Generator& generator, StateClasses classes, const IterativeOptions& options);
  bool solve_without(const Generator& generator, StateClasses classes, double most,
                     const IterativeOptions& options);

  std::unique_ptr<Problem> problem_;
};

}  // namespace quflux::inline solve

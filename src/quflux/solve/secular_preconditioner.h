#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "quflux/numerics/lapack.h"
#include "quflux/solve/block_generator.h"

namespace quflux::inline solve {

/// An approximate inverse of a generator on states of trace zero, that of what the secular
/// approximation would leave of it: coherences that turn fast are divided by their own element of
/// L, and populations are solved for by one factorisation, together with the coherences that turn
/// so slowly that they mix with them.
class SecularPreconditioner {
 public:
  /// Of so many real numbers, or as few as the populations are, the slow part may consist.
  template <class Scalar>
  SecularPreconditioner(const BlockGenerator<Scalar>& generator, Eigen::Index most);

  /// The state of the slow part alone, with trace one.
  RealVector start() const;

  /// y = P^-1 x; the trace of y is zero.
  void apply(const RealVector& x, RealVector& y) const;

  /// Whether nothing is left to the fast part: P is L.
  bool is_exact() const { return fast_.empty(); }

  /// Of the slow part, with rows of size one. None that is solvable where it is zero to rounding.
  double reciprocal_condition() const { return factors_->reciprocal_condition(); }

 private:
  struct Fast {
    Eigen::Index real;  ///< where in x its real and its imaginary part are
    Eigen::Index imaginary;
    Complex inverse;
  };

  std::vector<Fast> fast_;
  std::vector<Eigen::Index> slow_;  ///< where in x the numbers of the slow part are
  RealVector scales_;               ///< of its rows
  Eigen::Index trace_row_ = 0;
  Eigen::Index size_ = 0;
  std::optional<LuFactors> factors_;
};

extern template SecularPreconditioner::SecularPreconditioner(const BlockGenerator<double>&,
                                                             Eigen::Index);
extern template SecularPreconditioner::SecularPreconditioner(const BlockGenerator<Complex>&,
                                                             Eigen::Index);

}  // namespace quflux::inline solve

#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "quflux/generator/dressing.h"
#include "quflux/generator/generator.h"

namespace quflux::inline generator {

/// A linear equation of motion dx/dt = L x, with L = L_0 + sum_j L_j over the baths, whatever x
/// holds, a density matrix or more than one, and however L is stored. Functions write their result
/// into `y`, which they may resize; they share no state, so that threads may call them side by
/// side.
struct LinearGenerator {
  Eigen::Index size;  ///< of x
  /// y = L x.
  std::function<void(const Vector& x, Vector& y)> apply;
  /// y = L_j x, what bath j does. Empty where x has no such part.
  std::function<void(std::size_t bath, const Vector& x, Vector& y)> apply_bath;
  /// y = L_j(s) x, which counts the energy that bath j gives: Tr exp(L_0 + L_j(s) + ...) t
  /// generates its moments. L_j(0) = L_j. Empty where x has no such part.
  std::function<void(std::size_t bath, double s, const Vector& x, Vector& y)> dressed;
  /// y = (d/ds)^order L_j(s) x at s = 0, for order >= 1, whose trace at order 1 is the flow of
  /// bath j. Empty likewise.
  std::function<void(std::size_t bath, int order, const Vector& x, Vector& y)> dressed_derivative =
      {};
  /// L as a matrix.
  std::function<Matrix()> dense;
  Vector trace;               ///< Tr rho = trace . x, without complex conjugation
  std::vector<Vector> flows;  ///< J_j = flows[j] . x, what is counted of bath j, likewise
  /// The density matrix that x stands for, in the basis of the model.
  std::function<Matrix(const Vector& x)> density_matrix;
  /// The x of a density matrix in the basis of the model.
  std::function<Vector(const Matrix& rho)> vector;
  bool completely_positive = false;  ///< by its form
  /// Where in x the conjugate of each number is when rho is Hermitian; empty: it is not known.
  std::vector<Eigen::Index> adjoints = {};
};

/// The generator of a density matrix: x is rho in the energy basis, its columns on each other.
LinearGenerator linear_generator(const Generator& generator, Dressing dressing = Dressing::system);

}  // namespace quflux::inline generator

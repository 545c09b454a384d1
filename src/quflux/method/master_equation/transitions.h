#pragma once

#include <cstddef>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/generator/generator.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/method/master_equation/master_equation.h"

namespace quflux::inline master_equation {

/// All transitions |m><n| between eigenstates of a Hamiltonian, by their frequencies
/// w = E_n - E_m as an equation tells them apart, and the pairs of frequencies that it keeps.
struct Transitions {
  RealVector energies;
  Eigenoperators parts;  ///< of a matrix of ones
  std::vector<Dissipator::Term> kept;
  std::vector<Dissipator::Term> all;  ///< the one of all transitions, of a jump operator
  /// What transitions of one frequency may do without a jump of the equation, by part.
  enum class Freedom { any, together, none };
  std::vector<Freedom> freedoms;

  Transitions(const RealVector& levels, const MasterEquation& equation,
              const EquationOptions& options);

  /// A matrix of what `value` says of each part.
  template <class Value>
  Matrix by_element(const Value& value) const {
    const Eigen::Index d = energies.size();
    Matrix result(d, d);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const Complex of_part = value(k);
      for (const MatrixElement& e : parts.part(k)) result(e.row, e.column) = of_part;
    }
    return result;
  }
};

}  // namespace quflux::inline master_equation

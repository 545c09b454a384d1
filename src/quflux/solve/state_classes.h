#pragma once

#include <vector>

#include "quflux/generator/generator.h"

namespace quflux::inline solve {

/// Elements of this size, of the largest of their bath, do nothing of second order that a double
/// holds.
inline constexpr double kNegligible = 1e-8;

/// The energy eigenstates in classes, between which a stationary state has no coherences: the
/// sectors of a conserved number, or parity, or single states where populations are all there is.
struct StateClasses {
  std::vector<std::vector<Eigen::Index>> members;  ///< of each class, ascending
  std::vector<Eigen::Index> of;                    ///< the class of each state
  std::vector<Eigen::Index> place;                 ///< of each state among the members of its class

  std::size_t size() const { return members.size(); }
};

/// The largest |element| of the factors A and B of a bath, which may have different units.
struct LargestElements {
  double a;
  double b;
};

LargestElements largest_elements(const Dissipator& dissipator);

/// Classes from the terms A rho B^+ - B^+ A rho alone, as the finest partition in which
///
///   elements of A and B from states of one class lead to one class, and
///   states from which they lead to one state are of one class:
///
/// matrices that are block diagonal in it stay so. Elements below `weak` of the largest of their
/// bath do not count: coherences between classes are of first order in them, and what those do to
/// populations and flows of second order, see rate_of_left_out().
StateClasses find_classes(const Generator& generator, double weak);

/// find_classes() in which a matrix in the energy basis is block diagonal, too, but for what is
/// below 1e-13 of its largest element.
StateClasses find_classes_of(const Matrix& held, const Generator& generator, double weak);

/// An estimate, from above, of the rate at which coherences between classes, which elements that
/// did not count make, change populations p:
///
///   sum of s' s/|D| over them,   s = sum of |A_ak B_rk| p_k,   s' = sum of |A_ak B_rk|,
///
/// with D = i (E_a - E_r) + the decays of both. The same for A^+ and B^+, of what states lose.
double rate_of_left_out(const Generator& generator, const StateClasses& classes,
                        const RealVector& populations, const RealVector& decays);

}  // namespace quflux::inline solve

#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline road {

/// What an answer may hold, and what is asked of it.
enum class Quantity {
  flows,
  occupations,            ///< <a_i^+ a_i> of every site
  bond_flows,             ///< through every coupling
  states,                 ///< density matrices
  hamiltonians,           ///< the matrices of H that go with the states
  eigenvalues,            ///< of the generator of the density matrix
  amplitude_eigenvalues,  ///< of the equations of the amplitudes
  flow_errors,
  flow_digits,
  convergence,
  hierarchy_sizes,  ///< of the hierarchies that flows are from
  heats,            ///< that have come from each bath since t = 0
  derivatives,      ///< d rho/dt
  work,             ///< that drives have done since t = 0
  dissipated,       ///< L_j[rho] of each bath and channel
  uncoupled_hamiltonians,
  flow_noise,           ///< of every two baths, and the means of what is counted
  third_cumulants,      ///< of the energy that each bath gives
  pointer_populations,  ///< of the states that baths tell apart
  pointer_rates,        ///< of jumps between these
  enlarged_sizes        ///< of models with modes in the place of baths
};

/// A set of quantities.
class Quantities {
 public:
  constexpr Quantities() = default;
  constexpr Quantities(std::initializer_list<Quantity> list) {
    for (const Quantity q : list) bits_ |= bit(q);
  }

  constexpr bool has(Quantity q) const { return (bits_ & bit(q)) != 0; }
  /// Whether all of these are among `others`.
  constexpr bool within(const Quantities& others) const { return (bits_ & ~others.bits_) == 0; }
  constexpr Quantities& operator|=(const Quantities& other) {
    bits_ |= other.bits_;
    return *this;
  }

 private:
  static constexpr unsigned bit(Quantity q) { return 1U << static_cast<unsigned>(q); }

  unsigned bits_ = 0;
};

/// Remarks on points of a tile, by their place in it.
using Remarks = std::map<std::size_t, std::string>;

/// Adds a remark to others.
void add_remark(std::string& remarks, const std::string& remark);

/// How a stationary density matrix was found.
struct Convergence {
  double iterations;  ///< of GMRES; 0 by elimination
  double residual;    ///< the largest |element| of d rho/dt that is left, in the energy basis
};

/// What it took to know flows by hierarchies.
struct HierarchySize {
  double depth;         ///< tiers of the deepest one
  double exponentials;  ///< the most of a bath
  double operators;     ///< the most of a hierarchy
};

/// What a model with modes in the place of its baths is like; NaN: no such thing.
struct EnlargedSize {
  double levels;          ///< the most of a mode
  double dimension;       ///< of its Hilbert space
  double residual_width;  ///< the largest gamma_res(Omega)/Omega of a reaction coordinate
};

/// The answers of one equation at the points of a tile, a column for each quantity that was asked
/// for; the others stay empty. Where an equation has no answer its numbers mean nothing and
/// `reasons` says why.
struct Answer {
  std::vector<double> flows;         ///< J_j into the system: point by point, see flow_names()
  std::vector<double> occupations;   ///< point by point, by site
  std::vector<double> bond_flows;    ///< point by point, by coupling
  std::vector<Matrix> states;        ///< by point, in the basis of the model
  std::vector<Matrix> hamiltonians;  ///< by point, in the basis of the model
  std::vector<Vector> eigenvalues;   ///< by point
  std::vector<Vector> amplitude_eigenvalues;  ///< by point
  std::vector<double> flow_errors;            ///< estimated, by point; NaN: nothing to estimate
  /// How many digits of the flows are right, counted from the largest one, by point: an estimate of
  /// what rounding leaves, 13 at most. NaN where they vanish but for that.
  std::vector<double> flow_digits;
  std::vector<Convergence> convergence;        ///< by point
  std::vector<HierarchySize> hierarchy_sizes;  ///< by point
  std::vector<EnlargedSize> enlarged_sizes;    ///< by point
  std::vector<double> heats;                   ///< Q_j, the integral of J_j from t = 0 on, as flows
  std::vector<Matrix> derivatives;             ///< d rho/dt by point, in the basis of the model
  std::vector<double> work;                    ///< W by point
  std::vector<std::vector<Matrix>> dissipated;  ///< L_j[rho] by point and bath, likewise
  std::vector<Matrix> uncoupled_hamiltonians;   ///< H_0 by point, likewise
  std::vector<double> counted_flows;    ///< the means of what flow_noise is that of, as flows
  std::vector<double> flow_noise;       ///< d<<Q_j Q_k>>/dt: point by point, by bath and bath
  std::vector<double> third_cumulants;  ///< d<<Q_j^3>>/dt: as flows
  /// Of the states that baths tell apart, by point; of size 0: the equation knows none.
  std::vector<RealVector> pointer_populations;
  std::vector<RealMatrix> pointer_rates;  ///< from the state of the row to that of the column
  Remarks reasons;                        ///< why there is no answer
  Remarks warnings;                       ///< what is to be known about one

  /// Makes room for the answers to `points` points, with nothing said about any.
  void reset(std::size_t points, const Quantities& quantities, std::size_t flows_per_point,
             std::size_t sites, std::size_t couplings);

  /// Says of a point how many digits its flows have, no more than their sum shows, with a warning
  /// below 9.
  void tell_digits(std::size_t point, double digits, const RealVector& told);

  bool answered(std::size_t point) const { return reasons.empty() || !reasons.contains(point); }
};

}  // namespace quflux::inline road

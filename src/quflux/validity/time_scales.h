#pragma once

#include <vector>

#include "quflux/model/model.h"
#include "quflux/validity/transitions.h"

namespace quflux::inline validity {

/// A frequency at which the operator of a bath changes the energy of the system.
struct Line {
  double frequency;  ///< w of any sign: zero and the two signs are lines of their own
  double width;      ///< g(w) of theory.md, "What may be neglected", by all baths

  bool operator==(const Line&) const = default;
};

/// The scales that decide which equation holds.
struct TimeScales {
  double largest_rate = 0;                    ///< of all transitions of all baths, and of channels
  double largest_feed = 0;                    ///< energy times absorption rate: no flow is larger
  double splitting = 0;                       ///< see coupling_splitting()
  std::vector<std::vector<Line>> lines = {};  ///< of each bath, ascending in frequency
};

/// Those of the transitions of the coupled system, as bath_transitions() finds them.
TimeScales time_scales(const Model& model,
                       const std::vector<std::vector<BathTransition>>& transitions);

/// How far couplings and detunings split the transitions of the single sites: the largest
/// sqrt(d^2 + 4 c^2) of all couplings, where c is the norm of a coupling and d the smallest
/// difference of two uncoupled energies that it connects. For two levels this is their splitting.
/// Zero where nothing is coupled. In a model of matrices, whose couplings are one matrix, d is the
/// largest over all levels of the smallest difference to a level that it connects with this one.
double coupling_splitting(const Model& model);

}  // namespace quflux::inline validity

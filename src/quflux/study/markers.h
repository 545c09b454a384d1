#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/exceptional/matrix_family.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

/// Signs of the transition from weak to strong coupling of a pair of two-level systems on the real
/// axis. With x_1, x_2 the eigenvalues of the amplitude matrix X, the splitting of the two modes is
/// |Im (x_1 - x_2)| and their mean width (full width at half maximum) Re (x_1 + x_2).
namespace quflux::inline study {

/// |Im (x_1 - x_2)| of a 2 x 2 matrix.
double splitting(const Matrix& x);

/// Re (x_1 + x_2).
double mean_width(const Matrix& x);

/// Where the splitting as a function of the parameter has an inflection point; of several, the
/// steepest one. None where it has none, as on both sides of a real exceptional point, and in the
/// range of rounding. `family` must be analytic in a neighbourhood of the interval.
std::optional<double> splitting_inflection(const AnalyticFamily& family, const Interval& interval);

/// The smallest parameter at which the splitting equals the mean width; none in the interval when
/// it does not.
std::optional<double> splitting_equals_width(const RealFamily& family, const Interval& interval);

/// Omega_cr: where the coupling of the largest specific flow goes when the coefficients of both
/// spectral densities go to zero in proportion; zero on resonance. None when there is no such
/// coupling, or when a density has no coefficient.
std::optional<double> critical_coupling(const TwoLevelPair& pair, PairEquation equation);

}  // namespace quflux::inline study

#pragma once

#include <functional>
#include <span>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/road/answer.h"

namespace quflux::inline road {

/// The statistics of the energies Q_j that the baths give in a long time t, at the numbers of one
/// model: <exp(sum_j s_j Q_j)> ~ exp(lambda(s) t).
struct FlowStatistics {
  /// (d/dx)^n lambda(x c) at x = 0 for n from 1 to `order`: the cumulants of sum_j c_j Q_j per unit
  /// time.
  std::function<RealVector(const RealVector& c, int order)> cumulants;
  /// d^2 lambda/ds_j ds_k at s = 0: d<<Q_j Q_k>>/dt.
  std::function<RealMatrix()> noise;
  /// S_jk(w) = int dt e^{-i w t} <<I_j(t) I_k(0)>> at some frequencies. Empty: it is not known.
  std::function<std::vector<Matrix>(std::span<const double> frequencies)> noise_spectrum;
  /// lambda(s), NaN where there is none. Empty: it is not known.
  std::function<double(const RealVector& s)> generating_function;
  bool counts_flows = true;  ///< whether the first cumulants are the energy flows
  /// Whether lambda(s) is NaN because means end, and not because it is not known, or is no real
  /// number.
  bool ends = false;
};

/// The same numbers around zero. What all baths give together is bounded, so that one s of all of
/// them changes nothing in lambda(s), and these leave the most digits.
RealVector around_zero(const RealVector& s);

/// Whether noise of every two baths has digits: what all of them give together has none, and what
/// rounding leaves of that shows how many are right.
bool has_digits(const RealMatrix& noise);

/// Whether any of these quantities is one of the statistics.
bool counts(const Quantities& quantities);

/// Writes what is asked for of the statistics of a point with `flows` baths and channels, after the
/// energy flows where these are asked for.
void write_statistics(const FlowStatistics& statistics, const Quantities& quantities,
                      std::size_t flows, std::size_t point, Answer& answer);

}  // namespace quflux::inline road

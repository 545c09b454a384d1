#pragma once

#include <span>
#include <vector>

#include "quflux/bath/lineshape.h"
#include "quflux/core/matrix.h"
#include "quflux/method/blip/pointer_states.h"
#include "quflux/model/system.h"

namespace quflux::inline blip {

/// The rates of jumps a -> b between pointer states, and of the energy that they take from each
/// bath. Elements (a, b); zero at a = b.
struct BlipRates {
  RealMatrix rates;                            ///< k_ab
  std::vector<RealMatrix> heats;               ///< d/ds_j k_ab(s) at s = 0, by bath
  std::vector<std::vector<RealMatrix>> noise;  ///< d^2/ds_j ds_k k_ab(s) at s = 0
  /// How large what these are sums of is, for rounding: of the rates and of the heats.
  RealMatrix rate_size;
  RealMatrix heat_size;
};

/// A system in its pointer states, with the lineshape functions of its baths.
class BlipSystem {
 public:
  /// Throws NoAnswer as pointer_states() and Lineshape do, and where exp(-Q(t)) of two states does
  /// not decay.
  explicit BlipSystem(const System& system);

  const PointerStates& states() const { return states_; }

  /// Eqs. (97) to (99), to 1e-13 or so of the size of their sums. Throws NoAnswer where the
  /// integrand decays too slowly, and Stopped as throw_if_stopped() says.
  BlipRates rates() const;

  /// k_ab(s), Eq. (98), which counts the energy from bath j by exp(s_j Q_j). Empty where the
  /// integral diverges.
  Matrix counted_rates(const Vector& s) const;

  /// |s_j| up to which counted_rates() is known at least.
  double counting_radius() const;

 private:
  // Of a -> b.
  struct Jump {
    double energy;       // E_a - E_b, those of relaxed baths
    double tunnelling;   // |H_ab|^2
    RealVector squares;  // (s_j(a) - s_j(b))^2
  };

  // A line of times, Im t = -shift, and the distance of the nearest singularity from it.
  struct Line {
    double shift;
    double distance;
  };

  Jump jump(Eigen::Index a, Eigen::Index b) const;
  Line line(double energy) const;
  // Of the trapezoidal rule along a line: singularities are at a distance, and in its middle, which
  // is one of each bath, |exp(-Q)| is like a Gaussian, which may be narrower.
  double time_step(const RealVector& squares, std::span<const Complex> middles,
                   double distance) const;

  PointerStates states_;
  std::vector<Lineshape> lineshapes_;
  RealVector temperatures_;
  double margin_ = 0;  // the least of the baths
};

}  // namespace quflux::inline blip

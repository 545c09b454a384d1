#pragma once

#include "quflux/bath/correlation.h"

namespace quflux::inline bath {

/// The sum with its C(t) changed as little as it takes for the half-sided transform
/// R(w)/2 + i Lambda(w), Eq. (57), and its slope to be those of `exact` at +- a frequency: what a
/// system of that frequency feels of the bath to second order. Amplitudes of real rates change by
/// real numbers. Of fewer than six numbers the slope is left as it is, of fewer than two a part of
/// the transform.
ExponentialSum pin_amplitudes(ExponentialSum sum, const ExponentialSum& exact, double frequency);

}  // namespace quflux::inline bath

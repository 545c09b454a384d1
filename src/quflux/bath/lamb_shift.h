#pragma once

#include <optional>
#include <string_view>

#include "quflux/bath/reservoir.h"

namespace quflux::inline bath {

/// The Lamb shift function Lambda(w) of a reservoir, Eqs. (11) and (12): the imaginary part of
///
///     Gamma(w) = int_0^inf ds exp(i w s) <B(s) B(0)> = R(w)/2 + i Lambda(w),
///
/// with R(w) from transition_rate. By the Kramers-Kronig relation, with P the principal value,
///
///     Lambda(w) = P int dw'/(2 pi) R(w')/(w - w')    over all real w'
///               = P int_0^inf dv/(2 pi) [ gamma(v) (n(v) + 1)/(w - v) + gamma(v) n(v)/(w + v) ].
///
/// `frequency` is any real number; the result has the unit of a rate (hbar = k_B = 1).
///
/// For a smooth density the result is accurate to 1e-10 of the largest contribution that any
/// interval [v, e v] makes to the integral. Steps and kinks of a user-defined density may cost
/// accuracy, down to 1e-5 and 1e-8; a feature narrower than a tenth of its frequency, or more than
/// thirteen decades away from w, can be missed.
///
/// Throws Error when the integral diverges (see lamb_shift_obstacle), when the accuracy is not
/// reached, or when the frequency is not finite.
double lamb_shift(const Reservoir& reservoir, double frequency);

/// What the quanta of a bath add to the shift by its vacuum where it couples by exchange,
///
///     N(w) = P int_0^inf dv/(2 pi) gamma(v) n(v)/(w - v),    w != 0.
///
/// Throws Error as lamb_shift().
double quanta_shift(const Reservoir& reservoir, double frequency);

/// dLambda/dw, the same integral over dR/dw; none at w = 0, where its parts cancel. Throws NoAnswer
/// as lamb_shift() and density_slope().
std::optional<double> lamb_shift_slope(const Reservoir& reservoir, double frequency);

/// dLambda(w)/dp of a number p of the reservoir as rate_slope() has them, likewise over dR/dp.
double lamb_shift_slope(const Reservoir& reservoir, std::string_view number, double frequency);

}  // namespace quflux::inline bath

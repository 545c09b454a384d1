#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "quflux/exceptional/matrix_family.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// The smallest coupling in the interval above which the spectrum of the exact flow between two
/// oscillators, the integrand of Landauer's formula, has two maxima next to the resonances, and
/// below which it has one: maxima are counted at couplings evenly spread over the interval, and
/// where their number changes, it is halved. Good to about 1e-8 of itself. None where they do not
/// part inside, and when `stop` is set.
std::optional<double> exact_two_maxima(const Study& study, const std::string& path,
                                       const Interval& interval, const Equation& equation,
                                       const std::atomic<bool>* stop = nullptr);

}  // namespace quflux::inline study

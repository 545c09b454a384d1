#pragma once

#include <string>

#include "quflux/study/study.h"
#include "quflux/validity/audit.h"

/// The figures of the page of an audit, as SVG elements; empty where there is nothing to draw.
namespace quflux::inline report {

/// gamma(w) of every bath, over the frequencies of its transitions.
std::string densities_figure(const Study& study);

/// The flow from a bath by equation: of a sweep as curves along its last key, at the middle of the
/// others, else as bars. Equations that take long have no curve.
std::string flows_figure(const Study& study, const Audit& audit);

/// The eigenvalues of the generators.
std::string spectrum_figure(const Audit& audit);

}  // namespace quflux::inline report

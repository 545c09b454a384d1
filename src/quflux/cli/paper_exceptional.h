#pragma once

#include "quflux/cli/paper_figures.h"

namespace quflux {

/// The exceptional point of a pair of two-level systems in the complex plane of the coupling, on
/// its way from the local (X_0) to the partial secular approach (X_1): that of (1 - a) X_0 + a X_1
/// for a from 0 to 1. Panels: the distance of the two eigenvalues of X_1 over complex couplings,
/// with that way; their splitting along lines of constant Im Omega, the two sheets cut open at the
/// point; and the distance over real coupling and detuning, where X_1 has a true exceptional point.
/// The model sweeps the coupling (the real part; the imaginary part has the same width) and the
/// frequency of the second atom. Throws Error when it does not.
PaperResult exceptional_figure(const PaperFolder& folder, const PaperFigure& layout);

}  // namespace quflux

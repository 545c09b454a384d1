#pragma once

#include <span>
#include <string>

#include "quflux/method/equation.h"

namespace quflux::inline method {

/// Which spectrum of a bond: &Road::flow_spectrum or &Road::bond_noise.
using SpectrumOfBond = std::optional<BondSpectrum> Road::*;

/// Why no road of an equation has such a spectrum of a coupling; empty: one has.
std::string obstacle(const Equation& equation, const Model& model, SpectrumOfBond spectrum,
                     std::size_t coupling);

/// The spectrum by the first road that has it, of an equation without obstacle. Throws NoAnswer.
RealVector bond_spectrum(const Equation& equation, const Model& model, SpectrumOfBond spectrum,
                         std::size_t coupling, std::span<const double> frequencies);

}  // namespace quflux::inline method

#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/method/master_equation/master_equation.h"

namespace quflux::inline master_equation {

/// Frequencies that differ by less, of the largest, are the same number computed twice.
template <class Real>
constexpr double kRoundingTolerance = std::is_same_v<Real, double> ? 1e-12 : 1e-26;

/// Up to which distance, of the largest, an equation takes frequencies for one.
template <class Real>
double tolerance_of(const MasterEquation& equation, const EquationOptions& options) {
  return equation.merges ? options.degeneracy_tolerance : kRoundingTolerance<Real>;
}

/// Adds pairs sum_w f(w,w') Gamma(w) S(w) with S(w') of eigenoperators that begin at `begins` in
/// the elements of a dissipator; neighbours w' that share the first factor are summed.
template <class Real>
void find_terms(const std::vector<Real>& frequencies, const std::vector<std::size_t>& begins,
                const MasterEquation& equation, const EquationOptions& options,
                std::vector<typename BasicDissipator<Real>::Term>& terms);

extern template void find_terms<double>(const std::vector<double>&, const std::vector<std::size_t>&,
                                        const MasterEquation&, const EquationOptions&,
                                        std::vector<BasicDissipator<double>::Term>&);
extern template void find_terms<DoubleDouble>(const std::vector<DoubleDouble>&,
                                              const std::vector<std::size_t>&,
                                              const MasterEquation&, const EquationOptions&,
                                              std::vector<BasicDissipator<DoubleDouble>::Term>&);

}  // namespace quflux::inline master_equation

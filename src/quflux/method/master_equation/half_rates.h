#pragma once

#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "quflux/bath/reservoir.h"
#include "quflux/core/double_double.h"

namespace quflux::inline master_equation {

/// Gamma_j(w) = R_j(w)/2 + i Lambda_j(w) of a bath at some frequencies; `rates` is memory. Throws
/// NoAnswer that names the bath where one does not exist.
template <class Real>
void find_half_rates(const std::string& bath, const Reservoir& reservoir,
                     const std::vector<Real>& frequencies, bool with_lamb_shift,
                     std::vector<std::optional<Real>>& rates,
                     std::vector<std::complex<Real>>& result);

extern template void find_half_rates(const std::string&, const Reservoir&,
                                     const std::vector<double>&, bool,
                                     std::vector<std::optional<double>>&,
                                     std::vector<std::complex<double>>&);
extern template void find_half_rates(const std::string&, const Reservoir&,
                                     const std::vector<DoubleDouble>&, bool,
                                     std::vector<std::optional<DoubleDouble>>&,
                                     std::vector<std::complex<DoubleDouble>>&);

}  // namespace quflux::inline master_equation

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/transitions.h"
#include "quflux/model/system.h"

namespace quflux::inline master_equation {

/// alpha and beta by element, or how they change.
struct FactorRates {
  Matrix alpha;
  Matrix beta;
  std::vector<bool> defined;  ///< by part of the transitions: whether there is such a change
};

/// Of S, or of it where baths couple by exchange.
enum class BathPart { whole, lowering, raising };

/// The factors A = alpha(w) S(w) and B = beta(w) S(w) of the terms of a bath or channel, in the
/// eigenbasis of the Hamiltonian whose transitions they are. A bath that couples by exchange has
/// two, of what lowers and what raises its sites.
struct BathFactors {
  std::size_t flow;  ///< its place among the flows
  BathPart part;
  Matrix op;  ///< S
  FactorRates rates = {};
  std::span<const Dissipator::Term> terms = {};
  /// d alpha/dw and d beta/dw, empty of rates that are constant. Throws NoAnswer where R has none.
  std::function<FactorRates()> slopes = {};
  /// d alpha/dp and d beta/dp of a number p of the bath, by its path below that of the bath.
  std::function<FactorRates(std::string_view number)> changes = {};
};

/// Those of all baths, then of all channels. `basis` has the eigenstates in its columns;
/// `transitions` and `system` outlive the result. Throws NoAnswer as make_generator().
std::vector<BathFactors> bath_factors(const System& system, const Matrix& basis,
                                      const Transitions& transitions,
                                      const MasterEquation& equation,
                                      const EquationOptions& options);

}  // namespace quflux::inline master_equation

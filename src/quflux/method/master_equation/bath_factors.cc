#include "quflux/method/master_equation/bath_factors.h"

#include <algorithm>
#include <cmath>

#include "quflux/bath/lamb_shift.h"
#include "quflux/bath/rate_slopes.h"
#include "quflux/core/error.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/numerics/in_basis.h"

namespace quflux::inline master_equation {

namespace {

// Without what make_generator() takes for rounding.
Matrix in_eigenbasis(const Matrix& op, const Matrix& basis) {
  Matrix result = in_basis(basis, op);
  const double noise = rounding_of(result);
  return result.unaryExpr([noise](Complex z) { return std::abs(z) > noise ? z : Complex(0); });
}

// An operator of a bath, and of the parts of the transitions those where it has elements.
struct Part {
  const SystemBath& bath;
  BathPart kind;
  bool lamb_shift;
  std::vector<bool> occupied;

  bool acts(double w) const {
    return kind == BathPart::whole || (kind == BathPart::lowering ? w >= 0 : w <= 0);
  }
};

std::vector<bool> occupied_parts(const Transitions& transitions, const Matrix& op) {
  std::vector<bool> result;
  for (std::size_t k = 0; k < transitions.parts.size(); ++k) {
    result.push_back(std::ranges::any_of(transitions.parts.part(k), [&](const MatrixElement& e) {
      return op(e.row, e.column) != Complex(0);
    }));
  }
  return result;
}

// What a change of the half rate Gamma = a b^* does to factors that share it evenly, or of which
// one has it all.
std::optional<RateFactors> change_of(const RateFactors& factors, Complex change) {
  if (factors.b == 1.0) return RateFactors{change, 0};
  if (change == 0.0) return RateFactors{0, 0};
  if (factors.a == 0.0) return std::nullopt;
  const Complex half = change / (2.0 * factors.a);
  return RateFactors{half, half};
}

// The rates of the parts of `transitions`, by `of_part`.
template <class OfPart>
FactorRates by_part(const Transitions& transitions, const OfPart& of_part) {
  std::vector<RateFactors> factors;
  FactorRates result;
  for (std::size_t k = 0; k < transitions.parts.size(); ++k) {
    const std::optional<RateFactors> found = of_part(k);
    factors.push_back(found.value_or(RateFactors{0, 0}));
    result.defined.push_back(found.has_value());
  }
  result.alpha = transitions.by_element([&](std::size_t k) { return factors[k].a; });
  result.beta = transitions.by_element([&](std::size_t k) { return factors[k].b; });
  return result;
}

// How the factors change where the half rate Gamma(w) does so by `change`; none: it has no such
// change.
template <class Change>
FactorRates changes_of_factors(const Transitions& transitions, const Part& part,
                               const std::vector<std::optional<RateFactors>>& factors,
                               const Change& change) {
  return by_part(transitions, [&](std::size_t k) -> std::optional<RateFactors> {
    const double w = transitions.parts.frequencies[k];
    if (!part.acts(w)) return RateFactors{0, 0};
    if (!part.occupied[k]) return std::nullopt;
    try {
      const std::optional<Complex> of_half = change(w);
      return of_half ? change_of(*factors[k], *of_half) : std::nullopt;
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("bath '{}': {}", part.bath.name, error.what()));
    }
  });
}

// Where an operator has no elements, its bath may have no rate.
std::optional<RateFactors> factors_at(double w, const Part& part, bool occupied,
                                      const MasterEquation& equation) {
  if (!part.acts(w)) return equation.share(0);
  try {
    const std::optional<double> rate = transition_rate(part.bath.reservoir, w);
    if (!rate) return std::nullopt;
    return equation.share({*rate / 2, part.lamb_shift ? lamb_shift(part.bath.reservoir, w) : 0});
  } catch (const NoAnswer&) {
    if (occupied) throw;
    return std::nullopt;
  }
}

// A change of Gamma = R/2 + i Lambda by what `rate` and `shift` say of it.
template <class Rate, class Shift>
std::optional<Complex> half_change(const Part& part, const Rate& rate, const Shift& shift) {
  const std::optional<double> of_rate = rate();
  const std::optional<double> of_shift = part.lamb_shift ? shift() : std::optional(0.0);
  return of_rate && of_shift ? std::optional(Complex(*of_rate / 2, *of_shift)) : std::nullopt;
}

BathFactors thermal(std::size_t flow, const SystemBath& bath, BathPart kind, const Matrix& op,
                    const Matrix& basis, const Transitions& transitions,
                    const MasterEquation& equation, bool with_lamb_shift) {
  BathFactors result{
      .flow = flow, .part = kind, .op = in_eigenbasis(op, basis), .terms = transitions.kept};
  const Part part{bath, kind, with_lamb_shift, occupied_parts(transitions, result.op)};
  std::vector<std::optional<RateFactors>> factors;
  for (std::size_t k = 0; k < transitions.parts.size(); ++k) {
    factors.push_back(
        factors_at(transitions.parts.frequencies[k], part, part.occupied[k], equation));
  }
  result.rates = by_part(transitions, [&](std::size_t k) { return factors[k]; });
  result.slopes = [&transitions, part, factors] {
    const Reservoir& reservoir = part.bath.reservoir;
    return changes_of_factors(transitions, part, factors, [&](double w) {
      return half_change(
          part, [&] { return rate_slope(reservoir, w); },
          [&] { return lamb_shift_slope(reservoir, w); });
    });
  };
  result.changes = [&transitions, part, factors](std::string_view number) {
    const Reservoir& reservoir = part.bath.reservoir;
    return changes_of_factors(transitions, part, factors, [&](double w) {
      return half_change(
          part, [&] { return rate_slope(reservoir, number, w); },
          [&] { return std::optional(lamb_shift_slope(reservoir, number, w)); });
    });
  };
  return result;
}

BathFactors channel(std::size_t flow, const SystemLindblad& lindblad, const Matrix& basis,
                    const Transitions& transitions) {
  const auto constant = [&transitions](double half_rate, double beta) {
    return by_part(transitions, [&](std::size_t) {
      return std::optional(RateFactors{half_rate, beta});
    });
  };
  return {flow,
          BathPart::whole,
          in_eigenbasis(lindblad.jump, basis),
          constant(lindblad.rate / 2, 1),
          transitions.all,
          {},
          [constant](std::string_view) { return constant(0.5, 0); }};
}

}  // namespace

std::vector<BathFactors> bath_factors(const System& system, const Matrix& basis,
                                      const Transitions& transitions,
                                      const MasterEquation& equation,
                                      const EquationOptions& options) {
  std::vector<BathFactors> result;
  std::size_t flow = 0;
  for (const SystemBath& bath : system.baths) {
    if (options.bath_coupling == BathCoupling::exchange) {
      const Matrix& lowering = *bath.lowering;
      result.push_back(thermal(flow, bath, BathPart::lowering, lowering, basis, transitions,
                               equation, options.lamb_shift));
      result.push_back(thermal(flow, bath, BathPart::raising, lowering.adjoint(), basis,
                               transitions, equation, options.lamb_shift));
    } else {
      result.push_back(thermal(flow, bath, BathPart::whole, bath.coupling_operator, basis,
                               transitions, equation, options.lamb_shift));
    }
    ++flow;
  }
  for (const SystemLindblad& lindblad : system.lindblad) {
    result.push_back(channel(flow++, lindblad, basis, transitions));
  }
  return result;
}

}  // namespace quflux::inline master_equation

#pragma once

#include <utility>

#include "quflux/core/error.h"
#include "quflux/equation/equation.h"

namespace quflux {

template <Equation e>
struct EquationTag {
  static constexpr Equation value = e;
};

/// Calls `function` with the EquationTag of `equation`: the one place where the choice of the
/// approach becomes a template argument.
template <class Function>
auto with_equation(Equation equation, Function&& function) {
  switch (equation) {
    case Equation::local:
      return std::forward<Function>(function)(EquationTag<Equation::local>{});
    case Equation::global:
      return std::forward<Function>(function)(EquationTag<Equation::global>{});
    case Equation::partial_secular:
      return std::forward<Function>(function)(EquationTag<Equation::partial_secular>{});
    case Equation::redfield:
      throw Error(
          "the closed form of a two-level pair knows the equations local, global and "
          "partial_secular; redfield needs the density matrix");
    case Equation::exact:
      break;
  }
  throw Error("the exact current is known for oscillators only, not for a two-level pair");
}

}  // namespace quflux

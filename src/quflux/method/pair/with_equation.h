#pragma once

#include <utility>

#include "quflux/core/error.h"
#include "quflux/method/pair/pair_equation.h"

namespace quflux::inline pair {

template <PairEquation e>
struct EquationTag {
  static constexpr PairEquation value = e;
};

/// Calls `function` with the EquationTag of `equation`: the one place where the choice of the
/// equation becomes a template argument.
template <class Function>
auto with_equation(PairEquation equation, Function&& function) {
  switch (equation) {
    case PairEquation::local:
      return std::forward<Function>(function)(EquationTag<PairEquation::local>{});
    case PairEquation::global:
      return std::forward<Function>(function)(EquationTag<PairEquation::global>{});
    case PairEquation::partial_secular:
      return std::forward<Function>(function)(EquationTag<PairEquation::partial_secular>{});
  }
  throw Error("not an equation of a pair");
}

}  // namespace quflux::inline pair

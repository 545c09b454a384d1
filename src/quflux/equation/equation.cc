#include "quflux/equation/equation.h"

#include "quflux/core/error.h"

namespace quflux {

std::string_view name(Equation equation) {
  switch (equation) {
    case Equation::local:
      return "local";
    case Equation::global:
      return "global";
    case Equation::partial_secular:
      return "partial_secular";
    case Equation::redfield:
      return "redfield";
    case Equation::exact:
      return "exact";
  }
  throw Error("not an equation");
}

Equation equation_from_name(std::string_view text) {
  for (const Equation equation : {Equation::local, Equation::global, Equation::partial_secular,
                                  Equation::redfield, Equation::exact}) {
    if (text == name(equation)) {
      return equation;
    }
  }
  throw Error(fmt::format(
      "unknown equation '{}'; allowed are local, global, partial_secular, redfield, exact", text));
}

}  // namespace quflux

#include "quflux/method/master_equation/master_equation.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline master_equation {

std::string exchange_obstacle(const MasterEquation& equation, const EquationOptions& options) {
  if (equation.kept == filters::all) {
    return fmt::format(
        "{} keeps counter-rotating terms, which baths with bath_coupling = \"exchange\" do not "
        "have; "
        "local, global and partial_secular have a density matrix with such baths",
        equation.name);
  }
  if (options.lamb_shift) {
    return "with bath_coupling = \"exchange\" the Lamb shift is known for networks of oscillators "
           "only; use lamb_shift = false or bath_coupling = \"position\"";
  }
  return "";
}

const MasterEquation& find_master_equation(std::string_view name) {
  const auto* const found = std::ranges::find(kMasterEquations, name, &MasterEquation::name);
  if (found != kMasterEquations.end()) return *found;
  throw Error(fmt::format("no filter makes the equation '{}'", name));
}

}  // namespace quflux::inline master_equation

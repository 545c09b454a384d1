#include "quflux/method/master_equation/master_equation.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline master_equation {

std::string exchange_obstacle(const MasterEquation& equation, const EquationOptions& options) {
  if (equation.kept == filters::all) {
    return fmt::format(
        "{} is not known for baths with bath_coupling = \"exchange\" and a density matrix; local, "
        "global and partial_secular are",
        equation.name);
  }
  if (options.lamb_shift) {
    return "with bath_coupling = \"exchange\" the Lamb shift is not known for a density matrix; "
           "use lamb_shift = false or bath_coupling = \"position\"";
  }
  return "";
}

const MasterEquation& find_master_equation(std::string_view name) {
  const auto* const found = std::ranges::find(kMasterEquations, name, &MasterEquation::name);
  if (found != kMasterEquations.end()) return *found;
  throw Error(fmt::format("no filter makes the equation '{}'", name));
}

}  // namespace quflux::inline master_equation

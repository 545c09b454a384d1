#include "quflux/method/master_equation/master_equation.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline master_equation {

const MasterEquation& find_master_equation(std::string_view name) {
  const auto* const found = std::ranges::find(kMasterEquations, name, &MasterEquation::name);
  if (found != kMasterEquations.end()) return *found;
  throw Error(fmt::format("no filter makes the equation '{}'", name));
}

}  // namespace quflux::inline master_equation

#include "quflux/method/relaxation.h"

#include <algorithm>
#include <array>

#include "quflux/core/error.h"
#include "quflux/method/hierarchy/hierarchy_relaxation.h"
#include "quflux/method/hierarchy/hierarchy_road.h"
#include "quflux/method/network/exact_poles.h"
#include "quflux/method/network/network_road.h"

namespace quflux::inline method {

namespace {

// The roads that know slow eigenvalues of equations without a generator.
struct Known {
  const Road* road;
  const Relaxation* relaxation;
};

const Relaxation* relaxation_of(const Equation& equation) {
  static const std::array known{Known{&hierarchy_road(), &hierarchy_relaxation()},
                                Known{&network_road(), &exact_relaxation()}};
  if (equation.kind.master_equation) return nullptr;
  for (const RoadTo& to : equation.kind.roads) {
    const auto found = std::ranges::find(known, to.road, &Known::road);
    if (found != known.end()) return found->relaxation;
  }
  return nullptr;
}

}  // namespace

std::string relaxation_obstacle(const Equation& equation, std::span<const Model> models) {
  const Relaxation* relaxation = relaxation_of(equation);
  if (relaxation == nullptr) return "it has no eigenvalues";
  return relaxation->obstacle(models, equation.options);
}

std::vector<SlowEigenvalues> slow_eigenvalues(const Equation& equation,
                                              std::span<const Model> models) {
  if (std::string reason = relaxation_obstacle(equation, models); !reason.empty()) {
    throw Error(equation.label + ": " + reason);
  }
  return relaxation_of(equation)->open(models, equation.options);
}

}  // namespace quflux::inline method

#include "quflux/validity/next_order.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/method/hierarchy/solved_hierarchies.h"

namespace quflux::inline validity {

namespace {

constexpr std::size_t kExponentials = 8;  // of a bath: enough for a number of two digits
constexpr double kResidual = 1e-15;       // of flows, which may be as small

}  // namespace

NextOrder next_order(const System& system) {
  try {
    std::vector<CorrelationFunction> baths;
    for (const SystemBath& bath : system.baths) baths.emplace_back(bath.reservoir);
    SolvedHierarchies solved(system, baths);
    solved.set_tolerance(kResidual);
    const std::size_t count = std::min(kExponentials, solved.most_exponentials());
    const RealVector one = solved.solve(count, 1).flows;
    const RealVector two = solved.solve(count, 2).flows;
    return {(two - one).cwiseAbs().maxCoeff()};
  } catch (const NoAnswer& error) {
    return {.reason = error.what()};
  }
}

}  // namespace quflux::inline validity

#include "quflux/validity/bare_frequencies.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/method/master_equation/options.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline validity {

namespace {

std::vector<double> frequencies(const Eigenbasis& basis, const Matrix& coupling_operator) {
  const Matrix op = basis.vectors.adjoint() * coupling_operator * basis.vectors;
  return eigenoperators(basis.energies, op, kDegeneracyTolerance).frequencies;
}

}  // namespace

FrequencyShift largest_frequency_shift(const System& system) {
  const Eigenbasis dressed = eigenbasis(system.hamiltonian);
  const Eigenbasis bare = eigenbasis(*system.uncoupled_hamiltonian);
  FrequencyShift worst;
  for (const SystemBath& bath : system.baths) {
    const std::vector<double> own = frequencies(bare, bath.coupling_operator);
    for (const double w : frequencies(dressed, bath.coupling_operator)) {
      const double nearest =
          *std::ranges::min_element(own, {}, [&](double v) { return std::abs(v - w); });
      if (const double shift = std::abs(nearest - w); shift > worst.shift) {
        worst = {bath.name, w, nearest, shift};
      }
    }
  }
  return worst;
}

}  // namespace quflux::inline validity

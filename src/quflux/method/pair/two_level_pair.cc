#include "quflux/method/pair/two_level_pair.h"

#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/pair/lower_mode.h"

namespace quflux::inline pair {

void validate(const TwoLevelPair& pair) {
  require_positive(pair.omega1, "omega1");
  require_positive(pair.omega2, "omega2");
  require_finite(pair.coupling, "the coupling");
  if (!has_gap(pair.omega1, pair.omega2, pair.coupling)) {
    throw NoAnswer(fmt::format(
        "the coupling is {}; with omega1 = {} and omega2 = {} it must stay below "
        "sqrt(omega1 omega2) = {}, where a mode of the pair loses its energy gap",
        pair.coupling, pair.omega1, pair.omega2, std::sqrt(pair.omega1) * std::sqrt(pair.omega2)));
  }
  validate(pair.bath1, "bath 1");
  validate(pair.bath2, "bath 2");
}

TwoLevelPair mirrored(const TwoLevelPair& pair) {
  return {pair.omega2, pair.omega1, pair.coupling, pair.bath2, pair.bath1};
}

System to_system(const TwoLevelPair& pair) {
  const HilbertSpace space{{2, 2}};
  const Matrix s1 = embed(space, 0, annihilation(2));
  const Matrix s2 = embed(space, 1, annihilation(2));
  const Matrix uncoupled = pair.omega1 * s1.adjoint() * s1 + pair.omega2 * s2.adjoint() * s2;
  const Matrix exchange = s1.adjoint() * s2;
  return {uncoupled + pair.coupling * (exchange + exchange.adjoint()),
          {{"1", s1 + s1.adjoint(), pair.bath1}, {"2", s2 + s2.adjoint(), pair.bath2}},
          uncoupled};
}

}  // namespace quflux::inline pair

#include "quflux/method/pair/stationary.h"

#include <cmath>

#include "quflux/method/pair/with_equation.h"

namespace quflux::inline pair {

namespace {

bool is_finite(const StationaryPair& s) {
  return std::isfinite(s.occupation1) && std::isfinite(s.occupation2) &&
         std::isfinite(s.coherence.real()) && std::isfinite(s.coherence.imag()) &&
         std::isfinite(s.flow1) && std::isfinite(s.flow2);
}

template <PairEquation equation>
StationaryPair stationary_checked(const TwoLevelPair& pair) {
  const PairPoint<double> p = point(pair);
  const MomentEquation<double> e = moment_equation<equation>(p);
  const bool inert1 = e.relaxation.bath1.isZero(0);
  const bool inert2 = e.relaxation.bath2.isZero(0);
  if ((inert1 && inert2) || ((inert1 || inert2) && pair.coupling == 0)) {
    throw NoAnswer(fmt::format("the stationary state is not unique: {}",
                               inert1 && inert2
                                   ? "no reservoir acts on the pair"
                                   : "one reservoir does not act and the atoms are not coupled"));
  }
  if (inert1) {
    return mirrored(stationary_checked<equation>(mirrored(pair)));
  }
  if (inert2) {
    return {e.equilibrium1(0, 0), e.equilibrium1(1, 1), e.equilibrium1(1, 0), 0, 0};
  }
  return stationary_at<equation>(p);
}

}  // namespace

StationaryPair stationary(const TwoLevelPair& pair, PairEquation equation) {
  validate(pair);
  const StationaryPair state =
      with_equation(equation, [&](auto tag) { return stationary_checked<tag.value>(pair); });
  if (!is_finite(state)) {
    throw NoAnswer(
        "the stationary state is not finite: the rates of the baths are too large for numbers");
  }
  return state;
}

}  // namespace quflux::inline pair

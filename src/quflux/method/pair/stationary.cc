#include "quflux/method/pair/stationary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "quflux/method/master_equation/conserved_quantity.h"
#include "quflux/method/pair/determinant-inl.h"
#include "quflux/method/pair/lost_digits.h"
#include "quflux/method/pair/with_equation.h"
#include "quflux/solve/not_unique.h"

namespace quflux::inline pair {

namespace {

bool is_finite(const StationaryPair& s) {
  return std::isfinite(s.occupation1) && std::isfinite(s.occupation2) &&
         std::isfinite(s.coherence.real()) && std::isfinite(s.coherence.imag()) &&
         std::isfinite(s.flow1) && std::isfinite(s.flow2);
}

// Why numbers had no room for the state, which takes products of four frequencies and rates.
std::string range_obstacle(const TwoLevelPair& pair, const RealMatrix& rates1,
                           const RealMatrix& rates2) {
  constexpr double kLargestFrequency = 1e75;
  const auto [least, most] = std::minmax(pair.omega1, pair.omega2);
  if (most > kLargestFrequency || least < 1 / kLargestFrequency) {
    return fmt::format(
        "products of four frequencies, with omega1 = {} and omega2 = {}, are beyond "
        "numbers; choose units in which both are from 1e-75 to 1e75",
        pair.omega1, pair.omega2);
  }
  constexpr double kSmallestNormal = std::numeric_limits<double>::min();
  const double rate1 = rates1.cwiseAbs().maxCoeff();
  const double rate2 = rates2.cwiseAbs().maxCoeff();
  const double smaller = std::min(rate1, rate2);
  // The state needs the ratio of the two, and products of three.
  if (smaller < std::cbrt(kSmallestNormal)) {
    return fmt::format("the rate of bath {}, {:.3g}, is too small for numbers",
                       smaller == rate1 ? 1 : 2, smaller);
  }
  return fmt::format("the rates of the baths, {:.3g} and {:.3g}, leave no finite numbers", rate1,
                     rate2);
}

// Whether M is less than what rounding leaves of its terms.
bool has_lost_digits(const PairPoint<double>& p, const MomentEquation<double>& e) {
  const auto [m, size] = HWY_NAMESPACE::partial_secular_determinant(
      e.relaxation.bath1(0, 0), e.relaxation.bath1(0, 1), e.relaxation.bath2(1, 1),
      e.relaxation.bath2(1, 0), p.coupling, p.omega1 - p.omega2,
      [](double x) { return std::abs(x); });
  return std::isfinite(size) && m < kLostPairRounding * size;
}

template <PairEquation equation>
StationaryPair stationary_checked(const TwoLevelPair& pair) {
  const PairPoint<double> p = point(pair);
  const MomentEquation<double> e = moment_equation<equation>(p);
  const bool inert1 = e.relaxation.bath1.isZero(0);
  const bool inert2 = e.relaxation.bath2.isZero(0);
  if ((inert1 && inert2) || ((inert1 || inert2) && pair.coupling == 0)) {
    // In the words of the density matrix.
    throw NotUnique(inert1 && inert2
                        ? "the stationary state is not unique: no bath acts on the system"
                        : why_not_unique(std::nullopt));
  }
  if (inert1) {
    return mirrored(stationary_checked<equation>(mirrored(pair)));
  }
  if (inert2) {
    return {e.equilibrium1(0, 0), e.equilibrium1(1, 1), e.equilibrium1(1, 0), 0, 0};
  }
  if (equation == PairEquation::partial_secular && has_lost_digits(p, e)) {
    throw NoAnswer(
        fmt::format("too few digits of the stationary state are right: the coupling, {}, leaves a "
                    "mode of the energy {:.3g} that hardly relaxes",
                    pair.coupling, modes(p).lower));
  }
  const StationaryPair state = stationary_at<equation>(p);
  if (!is_finite(state)) {
    throw NoAnswer("the stationary state is not finite: " +
                   range_obstacle(pair, e.relaxation.bath1, e.relaxation.bath2));
  }
  return state;
}

}  // namespace

StationaryPair stationary(const TwoLevelPair& pair, PairEquation equation) {
  validate(pair);
  return with_equation(equation, [&](auto tag) { return stationary_checked<tag.value>(pair); });
}

}  // namespace quflux::inline pair

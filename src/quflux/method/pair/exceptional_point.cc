#include "quflux/method/pair/exceptional_point.h"

#include <cmath>

#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/with_equation.h"

namespace quflux::inline pair {

std::optional<Coalescence> exceptional_coupling(TwoLevelPair pair, PairEquation equation) {
  pair.coupling = 0;
  const Complex guess = local_exceptional_point(pair);
  return with_equation(equation, [&](auto tag) -> std::optional<Coalescence> {
    constexpr PairEquation kEquation = tag.value;
    if constexpr (kEquation == PairEquation::global) {
      return std::nullopt;
    } else {
      const auto family = [&](Complex coupling) -> Eigen::Matrix2cd {
        return amplitude_matrix<kEquation>(
            PairPoint<Complex>{pair.omega1, pair.omega2, coupling, pair.bath1, pair.bath2});
      };
      // Just off the real axis, or a zero that left it could not be reached from a real guess.
      const double scale = std::abs(guess);
      const Complex start =
          kEquation == PairEquation::local ? guess : guess + Complex(0, 1e-3 * scale);
      Coalescence found = find_exceptional_point(family, start, scale);
      found.parameter = {std::abs(found.parameter.real()), std::abs(found.parameter.imag())};
      return found;
    }
  });
}

std::optional<ExceptionalDetuning> exceptional_detuning(TwoLevelPair pair, PairEquation equation) {
  pair.coupling = 0;
  TwoLevelPair resonant = pair;
  resonant.omega2 = pair.omega1;
  const double guess = local_exceptional_point(resonant).real();
  return with_equation(equation, [&](auto tag) -> std::optional<ExceptionalDetuning> {
    constexpr PairEquation kEquation = tag.value;
    if constexpr (kEquation == PairEquation::global) {
      return std::nullopt;
    } else {
      const auto family = [&](double coupling, double detuning) -> Eigen::Matrix2cd {
        return amplitude_matrix<kEquation>(PairPoint<double>{pair.omega1, pair.omega1 - detuning,
                                                             coupling, pair.bath1, pair.bath2});
      };
      const auto [coupling, detuning] =
          find_exceptional_point(family, {guess, 0.0}, guess).parameters;
      return ExceptionalDetuning{coupling, detuning};
    }
  });
}

}  // namespace quflux::inline pair

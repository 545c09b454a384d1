#include "quflux/method/pair/exceptional_point.h"

#include <algorithm>
#include <cmath>

#include "quflux/exceptional/meeting.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/coherences.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/with_equation.h"

namespace quflux::inline pair {

namespace {

constexpr double kAside = 1e-3;  // of the coupling, off the real axis
constexpr double kScale = 0.2;   // of the coupling, over which the coherences change
constexpr double kSettled = 1e-14;

// Of one of two parameters, the coupling and omega2.
template <PairEquation kEquation>
Meeting coherences_meet(const TwoLevelPair& pair, const Meeting& start, MeetingOf what) {
  const ComplexFamily family = [&](std::span<const Complex> p) -> Matrix {
    const Complex omega2 = p.size() > 1 ? pair.omega1 + p[1] : pair.omega2;
    return coherence_matrix<kEquation>(
        PairPoint<Complex>{pair.omega1, omega2, p[0], pair.bath1, pair.bath2});
  };
  const double size = std::abs(start.parameters[0]);
  return find_meeting(family, start, what, kScale * size, kSettled * size);
}

// The slow one of the two eigenvalues at which coherences meet, Eq. (91).
Complex slow_coherence(const TwoLevelPair& pair, double coupling) {
  const double g1 = relaxation_rate(pair.bath1, pair.omega1);
  const double g2 = relaxation_rate(pair.bath2, pair.omega2);
  const double squared = (g1 * g1 + g2 * g2) / 2 - coupling * coupling;
  return {-(g1 + g2) + std::sqrt(std::max(0.0, squared)), -(pair.omega1 + pair.omega2) / 2};
}

}  // namespace

double local_coherence_point(const TwoLevelPair& pair) {
  const double g1 = relaxation_rate(pair.bath1, pair.omega1);
  const double g2 = relaxation_rate(pair.bath2, pair.omega2);
  // m = gamma/(2 g).
  const double m1 = evaluate(pair.bath1.spectral_density, pair.omega1) / (2 * g1);
  const double m2 = evaluate(pair.bath2.spectral_density, pair.omega2) / (2 * g2);
  return std::abs(g1 * g1 - g2 * g2) /
         (2 * std::sqrt((g1 - g2) * (g1 - g2) + 4 * g1 * g2 * m1 * m2));
}

std::optional<Coalescence> exceptional_coupling(TwoLevelPair pair, PairEquation equation,
                                                RelaxationKind kind) {
  pair.coupling = 0;
  const Complex guess = local_exceptional_point(pair);
  return with_equation(equation, [&](auto tag) -> std::optional<Coalescence> {
    constexpr PairEquation kEquation = tag.value;
    if constexpr (kEquation == PairEquation::global) {
      return std::nullopt;
    } else if (kind == RelaxationKind::coherence) {
      // Detuned, the point leaves the real axis by half of the detuning, as that of the flows does.
      const double resonant = local_coherence_point(pair);
      const Complex start(resonant, -guess.imag() - kAside * resonant);
      const Meeting found = coherences_meet<kEquation>(
          pair, {{start}, slow_coherence(pair, resonant), 2}, MeetingOf::complex_parameter);
      const Complex at = found.parameters[0];
      return Coalescence{{std::abs(at.real()), std::abs(at.imag())}, found.eigenvalue};
    } else {
      const auto family = [&](Complex coupling) -> Eigen::Matrix2cd {
        return amplitude_matrix<kEquation>(
            PairPoint<Complex>{pair.omega1, pair.omega2, coupling, pair.bath1, pair.bath2});
      };
      // Just off the real axis, or a zero that left it could not be reached from a real guess.
      const double scale = std::abs(guess);
      const Complex start =
          kEquation == PairEquation::local ? guess : guess + Complex(0, kAside * scale);
      Coalescence found = find_exceptional_point(family, start, scale);
      found.parameter = {std::abs(found.parameter.real()), std::abs(found.parameter.imag())};
      return found;
    }
  });
}

std::optional<ExceptionalDetuning> exceptional_detuning(TwoLevelPair pair, PairEquation equation,
                                                        RelaxationKind kind) {
  pair.coupling = 0;
  TwoLevelPair resonant = pair;
  resonant.omega2 = pair.omega1;
  const double guess = local_exceptional_point(resonant).real();
  return with_equation(equation, [&](auto tag) -> std::optional<ExceptionalDetuning> {
    constexpr PairEquation kEquation = tag.value;
    if constexpr (kEquation == PairEquation::global) {
      return std::nullopt;
    } else if (kind == RelaxationKind::coherence) {
      const double coupling = local_coherence_point(resonant);
      const Meeting found = coherences_meet<kEquation>(
          resonant, {{coupling, 1e-3 * coupling}, slow_coherence(resonant, coupling), 2},
          MeetingOf::real_plane);
      return ExceptionalDetuning{found.parameters[0].real(), -found.parameters[1].real()};
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

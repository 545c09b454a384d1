// What each bath does on its own, and all of them at one temperature.

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/numerics/gibbs_state.h"
#include "quflux/solve/steady_state.h"
#include "quflux/validity/bath_temperature.h"
#include "quflux/validity/check_rows.h"
#include "quflux/validity/equilibrium_noise.h"

namespace quflux::inline validity {

namespace {

// ||L_j[Gibbs(H, T_j)]||/||L_j||, Frobenius norms.
std::optional<Measured> gibbs(const AuditedPoint& point) {
  if (!point.audited || !point.at.system) return std::nullopt;
  const Generator& g = point.audited->generator;
  Measured worst = measured(0);
  for (std::size_t j = 0; j < point.at.system->baths.size(); ++j) {
    const Reservoir& reservoir = point.at.system->baths[j].reservoir;
    const Matrix state =
        to_energy_basis(g, gibbs_state(point.at.system->hamiltonian, reservoir.temperature));
    const Generator alone{RealVector::Zero(g.energies.size()), g.basis, {g.dissipators[j]}};
    const double norm = superoperator(alone).norm();
    if (norm == 0) continue;
    const double left = dissipate(g.dissipators[j], state).norm() / norm;
    if (left > worst.value) worst = measured(left, fmt::format("bath {}", g.dissipators[j].bath));
  }
  return worst;
}

// How wrong the temperature is that a bath alone brings the system to. Where the order of the baths
// is turned over that is bad however close they are.
std::optional<Measured> effective_temperature(const AuditedPoint& point) {
  if (!point.audited || !point.at.system) return std::nullopt;
  const std::vector<BathTemperature> all =
      bath_temperatures(point.audited->generator, *point.at.system);
  if (all.empty()) return std::nullopt;
  Measured result = measured(0);
  std::vector<std::string> pulls;
  bool turned = false;
  bool unlimited = false;
  for (const BathTemperature& a : all) {
    result.value = std::max(result.value, std::abs(a.effective / a.given - 1));
    const bool infinite = std::isinf(a.effective);
    pulls.push_back(fmt::format("bath {} pulls to {} in the place of {:.4g}", a.bath,
                                infinite ? "all levels alike, as at an infinite T,"
                                         : fmt::format("T = {:.4g}", a.effective),
                                a.given));
    unlimited = unlimited || infinite;
    for (const BathTemperature& b : all) {
      turned = turned || (a.given < b.given && 1 / a.effective < 1 / b.effective);
    }
  }
  // Else the given one is next to zero, beside which nothing is told.
  if (!std::isfinite(result.value) && !unlimited) return std::nullopt;
  result.badness = turned ? 1 + result.value : result.value;
  result.detail = fmt::format("{}", fmt::join(pulls, ", "));
  if (turned) result.detail += "; the colder one is the hotter one here";
  return result;
}

// The noise of the flows at the mean temperature against what the flows' slopes say.
std::optional<Measured> johnson_nyquist(const AuditedPoint& point) {
  const auto& form = point.equation.kind.master_equation;
  if (!point.audited || !point.at.system || !form || !point.at.system->lindblad.empty()) {
    return std::nullopt;
  }
  const EquationOptions options = equation_options(point.equation.options);
  if (options.counting == Dressing::quanta) return std::nullopt;  // it is the energy that counts
  const auto difference = johnson_nyquist_difference(*point.at.system, [&](const System& system) {
    return make_generator(system, *form, options);
  });
  if (!difference) return std::nullopt;
  return measured(*difference);
}

}  // namespace

Check gibbs_check() {
  return {.name = "gibbs_state",
          .help = "|L_j[Gibbs(H, T_j)]| of the norm of L_j",
          .good = 1e-10,
          .doubtful = 1e-3,
          .means = {"each bath leaves the system as it is in equilibrium with it: baths of equal "
                    "temperature drive no J",
                    "a bath disturbs the equilibrium with it a little: a small J flows even at "
                    "equal temperatures",
                    "a bath does not keep the equilibrium with it: part of J flows even at equal "
                    "temperatures"},
          .measure = gibbs};
}

Check effective_temperature_check() {
  return {.name = "effective_temperature",
          .help = "largest |T_eff/T - 1| of the state with one bath alone",
          .good = 0.01,
          .doubtful = 0.05,
          .means = {"each bath alone brings the system to its own temperature",
                    "a bath alone brings the system to a temperature that is somewhat off: so is J "
                    "where temperatures are close",
                    "a bath alone brings the system to another temperature than its own: J is "
                    "driven by the wrong difference"},
          .measure = effective_temperature};
}

Check johnson_nyquist_check() {
  return {.name = "johnson_nyquist",
          .help = "largest |noise/(2 T^2 dJ/dT) - 1| with all baths at their mean temperature",
          .good = 1e-8,
          .doubtful = 1e-2,
          .means = {"noise and slope of J agree in equilibrium, as they must",
                    "noise and slope of J hardly disagree in equilibrium: J is right, its noise "
                    "nearly so",
                    "noise and slope of J disagree in equilibrium: do not believe the noise of J"},
          .measure = johnson_nyquist};
}

}  // namespace quflux::inline validity

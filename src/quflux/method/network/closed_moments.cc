#include "quflux/method/network/closed_moments.h"

#include "quflux/core/error.h"
#include "quflux/method/network/majorana.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/network_road.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

constexpr const char* kMixes =
    "the moments <a_l^+ a_k> close where an equation does not mix a and a^+ alone";

}  // namespace

std::string closure_obstacle(const Network& network, const RoadEquation& equation) {
  const auto form = std::any_cast<NetworkForm>(equation.form);
  const auto* named = std::get_if<NetworkEquation>(&form);
  if (named == nullptr) return "the exact current is known of the stationary state alone";
  if (*named == NetworkEquation::redfield &&
      (network.statistics == Statistics::fermions ||
       !redfield_is_secular(network, equation_options(equation.options)))) {
    return kMixes;
  }
  return closure_obstacle(network, closed_equation(equation));
}

std::string closure_obstacle(const Network& network, const ClosedEquation& equation) {
  if (has_phases(network) || has_position_coupling(network)) {
    return "the moments <a_l^+ a_k> close without phases and position couplings alone";
  }
  const bool mixes = network.statistics == Statistics::fermions &&
                     mixes_fermions(network, equation.equation, equation.options);
  return mixes ? kMixes : "";
}

ClosedEquation closed_equation(const RoadEquation& equation) {
  const ClosedEquation closed{std::get<NetworkEquation>(std::any_cast<NetworkForm>(equation.form)),
                              equation_options(equation.options)};
  if (closed.equation != NetworkEquation::redfield) return closed;
  return {NetworkEquation::partial_secular, without_cutoff(closed.options)};
}

Matrix ClosedMoments::in_basis(const Matrix& of_sites) const {
  return by_sites() ? of_sites : modes.from_q.transpose() * of_sites * modes.from_q;
}

ClosedMoments closed_moments(const Network& network, const ClosedEquation& equation) {
  require_solvable(network, equation.equation, equation.options);
  if (!is_positive_definite(network.exchange.cast<Complex>())) {
    throw NoAnswer(
        "a mode has no energy above zero, which the density matrix alone takes, --road "
        "density_matrix");
  }
  if (equation.equation == NetworkEquation::local) {
    return {{}, site_equation(network, equation.options)};
  }
  NormalModes modes = resolved_modes(network, equation.equation, equation.options);
  AmplitudeEquation of_modes = mode_equation(network, modes, equation.equation, equation.options);
  return {std::move(modes), std::move(of_modes)};
}

}  // namespace quflux::inline network

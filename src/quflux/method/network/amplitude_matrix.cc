#include "quflux/method/network/amplitude_matrix.h"

#include "quflux/core/error.h"
#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/complex_network.h"
#include "quflux/method/network/covariance.h"
#include "quflux/method/network/majorana.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

namespace {

// b_k = sum_i (from_q^-1)_ki a_i without position couplings; with them, and where fermions have
// modes of negative energies, the combinations sum_k (from_q)_ik b_k take the place of the a_i.
Matrix drift_of_modes(const Network& network, NetworkEquation equation,
                      const EquationOptions& options) {
  const NormalModes modes = resolved_modes(network, equation, options);
  const Matrix x = drift(mode_equation(network, modes, equation, options));
  const bool bosons = network.statistics == Statistics::bosons;
  return modes.from_q * x * (bosons ? modes.to_p() : modes.from_q).transpose();
}

}  // namespace

bool mixes_amplitudes(const Network& network, NetworkEquation equation,
                      const EquationOptions& options) {
  if (network.statistics == Statistics::fermions) return mixes_fermions(network, equation, options);
  switch (equation) {
    case NetworkEquation::local:
      return has_position_coupling(network);
    case NetworkEquation::redfield:
      return !redfield_is_secular(network, options);
    case NetworkEquation::partial_secular:
      // With phases a cutoff may keep pairs of opposite signs.
      return has_phases(network) && options.secular_cutoff.has_value();
    case NetworkEquation::global:
      return false;
  }
  return false;
}

Matrix amplitude_matrix(const Network& network, NetworkEquation equation,
                        const EquationOptions& options) {
  require_solvable(network, equation, options);
  if (has_phases(network)) return complex_amplitude_matrix(network, equation, options);
  const bool mixes = mixes_amplitudes(network, equation, options);
  if (mixes && network.statistics == Statistics::fermions) {
    return majorana_drift(network, equation, options).cast<Complex>();
  }
  if (equation == NetworkEquation::local) {
    return mixes ? Matrix(local_covariance_drift(network, options).cast<Complex>())
                 : drift(site_equation(network, options));
  }
  if (mixes) return redfield_covariance_drift(network, options).cast<Complex>();
  // Redfield that mixes nothing is the partial secular equation without a cutoff.
  return equation == NetworkEquation::redfield
             ? drift_of_modes(network, NetworkEquation::partial_secular, without_cutoff(options))
             : drift_of_modes(network, equation, options);
}

}  // namespace quflux::inline network

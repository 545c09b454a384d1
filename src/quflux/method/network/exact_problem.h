#pragma once

#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/method/network/self_energy.h"
#include "quflux/numerics/quadrature.h"

/// What the integrals of exact.h and exact_response.h are over.
namespace quflux::inline network {

/// A network's modes, how they couple to each channel, and the self-energies. A bath is one
/// channel, O_j = S_j or A_j; where position couplings between the sites mix b and b^+, exchange
/// baths have another one each, A_j^+, which follows after all of the first.
struct ExactProblem {
  const Network& network;
  EquationOptions options;
  RealVector energies;
  Matrix rotating;  ///< modes x channels, O_l = sum_k [rotating(k, l) b_k + counter(k, l) b_k^+]
  Matrix counter;
  std::vector<BathSelfEnergy> self_energies;

  Eigen::Index baths() const { return static_cast<Eigen::Index>(network.baths.size()); }
  Eigen::Index channels() const { return rotating.cols(); }
  bool exchange() const { return options.bath_coupling == BathCoupling::exchange; }
  const Reservoir& reservoir(Eigen::Index j) const {
    return network.baths[static_cast<std::size_t>(j)].reservoir;
  }
  Complex self_energy(Eigen::Index channel, double frequency) const {
    const BathSelfEnergy& bath = self_energies[static_cast<std::size_t>(channel % baths())];
    return channel < baths() ? bath(frequency) : bath.below(frequency);
  }
};

/// Keeps a reference to the network. Throws Error as exact_flows().
ExactProblem exact_problem(const Network& network, const EquationOptions& options);

/// 1/(e_k - w) and 1/(e_k + w) of all modes.
struct ModePoles {
  RealVector rotating;
  RealVector counter;
};
ModePoles mode_poles(const ExactProblem& p, const Frequency& frequency);

/// g_jl(w) between the channels.
Matrix bare_green(const ExactProblem& p, const ModePoles& poles);

/// Sigma of all channels.
Vector self_energies(const ExactProblem& p, double frequency);

/// As the function of a network.
Vector resonances(const ExactProblem& p);

/// The frequencies from zero to `top`, in cells around each resonance, which is their anchor. A
/// cell is cut where its flanks are by steps of a factor away, and at scales of temperatures and
/// spectral densities.
std::vector<Segment> exact_segments(const ExactProblem& p, double top);

/// Above this frequency no bath has quanta: n(w) is below 1e-19 there. Zero where all temperatures
/// are.
double end_of_quanta(const ExactProblem& p);

/// Of integrals over frequencies.
inline constexpr double kExactAccuracy = 1e-11;

}  // namespace quflux::inline network

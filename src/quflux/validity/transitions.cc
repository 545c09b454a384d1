#include "quflux/validity/transitions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline validity {

namespace {

double rate(const SystemBath& bath, double frequency) {
  const std::optional<double> r = transition_rate(bath.reservoir, frequency);
  if (!r) {
    throw Error(fmt::format("bath '{}' has no finite rate at zero frequency: {}", bath.name,
                            slope_obstacle(bath.reservoir.spectral_density)));
  }
  return *r;
}

std::vector<BathTransition> transitions(const Eigenbasis& basis, const SystemBath& bath,
                                        double tolerance) {
  const Matrix op = basis.vectors.adjoint() * bath.coupling_operator * basis.vectors;
  std::vector<BathTransition> result;
  const Eigenoperators parts = eigenoperators(basis.energies, op, tolerance);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const double w = parts.frequencies[k];
    if (w < 0) continue;  // the adjoint of the one at -w
    double strength = 0;
    for (const MatrixElement& e : parts.part(k)) strength = std::max(strength, std::norm(e.value));
    result.push_back({w, strength * rate(bath, w), strength * rate(bath, -w)});
  }
  return result;
}

double coupling_splitting(const Matrix& hamiltonian, const Matrix& uncoupled) {
  const Eigenbasis bare = eigenbasis(uncoupled);
  const Matrix coupling = bare.vectors.adjoint() * (hamiltonian - uncoupled) * bare.vectors;
  const double norm = eigenbasis(coupling).energies.cwiseAbs().maxCoeff();
  // Rounding of the transformation connects nothing.
  const double noise = 1e-12 * coupling.cwiseAbs().maxCoeff();
  double detuning = std::numeric_limits<double>::infinity();
  for (Eigen::Index b = 0; b < coupling.cols(); ++b) {
    for (Eigen::Index a = 0; a <= b; ++a) {
      if (std::abs(coupling(a, b)) > noise) {
        detuning = std::min(detuning, std::abs(bare.energies(a) - bare.energies(b)));
      }
    }
  }
  return norm > 0 ? std::hypot(detuning, 2 * norm) : 0;
}

void keep_smaller(std::optional<double>& smallest, double value) {
  smallest = std::min(smallest.value_or(value), value);
}

}  // namespace

std::vector<BathTransition> bath_transitions(const System& system, const SystemBath& bath,
                                             double degeneracy_tolerance) {
  validate(system);
  return transitions(eigenbasis(system.hamiltonian), bath, degeneracy_tolerance);
}

TimeScales time_scales(const System& system, double degeneracy_tolerance) {
  validate(system);
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  TimeScales scales{0, std::nullopt, std::nullopt, 0};
  for (const SystemBath& bath : system.baths) {
    const std::vector<BathTransition> all = transitions(basis, bath, degeneracy_tolerance);
    for (std::size_t i = 0; i < all.size(); ++i) {
      scales.largest_rate = std::max({scales.largest_rate, all[i].emission, all[i].absorption});
      if (all[i].frequency > 0) keep_smaller(scales.smallest_frequency, all[i].frequency);
      if (i > 0 && all[i - 1].frequency > 0) {
        keep_smaller(scales.smallest_splitting, all[i].frequency - all[i - 1].frequency);
      }
    }
  }
  for (const SystemLindblad& channel : system.lindblad) {
    const double strength = channel.jump.cwiseAbs2().maxCoeff();
    scales.largest_rate = std::max(scales.largest_rate, channel.rate * strength);
  }
  if (system.uncoupled_hamiltonian) {
    scales.coupling_splitting =
        coupling_splitting(system.hamiltonian, *system.uncoupled_hamiltonian);
  }
  return scales;
}

}  // namespace quflux::inline validity

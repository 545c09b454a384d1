#include "quflux/method/hierarchy/energy_system.h"

#include <algorithm>
#include <cmath>

#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// Elements of S_j below this fraction of the largest are rounding.
constexpr double kNothing = 1e-12;

}  // namespace

EnergySystem in_energy_basis(const System& system) {
  Eigenbasis energy = eigenbasis(system.hamiltonian);
  EnergySystem result{std::move(energy.energies), std::move(energy.vectors), {}};
  for (const SystemBath& bath : system.baths) {
    result.couplings.push_back(result.basis.adjoint() * bath.coupling_operator * result.basis);
  }
  return result;
}

std::vector<double> bohr_frequencies(const EnergySystem& system) {
  std::vector<double> frequencies;
  for (const Matrix& s : system.couplings) {
    const double least = kNothing * s.cwiseAbs().maxCoeff();
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = b; a < s.rows(); ++a) {
        if (std::abs(s(a, b)) > least) {
          frequencies.push_back(system.energies(a) - system.energies(b));
        }
      }
    }
  }
  std::ranges::sort(frequencies);
  const double same = kNothing * (frequencies.empty() ? 0 : frequencies.back());
  const auto rest =
      std::ranges::unique(frequencies, [&](double low, double high) { return high - low <= same; });
  frequencies.erase(rest.begin(), rest.end());
  return frequencies;
}

}  // namespace quflux::inline hierarchy

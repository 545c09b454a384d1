#include "quflux/method/hierarchy/energy_system.h"

#include <algorithm>
#include <cmath>

#include "quflux/method/hierarchy/parities.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// Elements of S_j below this fraction of the largest are rounding.
constexpr double kNothing = 1e-12;

// The states by their parity, where there are as many of either.
std::vector<Index> halves(const EnergySystem& system) {
  const std::vector<int> parity =
      parities(system.energies.cast<Complex>().asDiagonal(), system.couplings);
  std::vector<Index> order;
  for (const int of : {0, 1}) {
    for (std::size_t a = 0; a < parity.size(); ++a) {
      if (parity[a] == of) order.push_back(static_cast<Index>(a));
    }
    if (2 * order.size() != parity.size() && of == 0) return {};
  }
  return order;
}

void order_by_parity(EnergySystem& system) {
  const std::vector<Index> order = halves(system);
  if (order.empty()) return;
  const Index half = system.energies.size() / 2;
  system.energies = RealVector(system.energies(order));
  system.basis = Matrix(system.basis(Eigen::all, order));
  for (Matrix& s : system.couplings) {
    s = Matrix(s(order, order));
    s.topLeftCorner(half, half).setZero();
    s.bottomRightCorner(half, half).setZero();
  }
}

}  // namespace

EnergySystem in_energy_basis(const System& system) {
  Eigenbasis energy = eigenbasis(system.hamiltonian);
  EnergySystem result{std::move(energy.energies), std::move(energy.vectors), {}};
  for (const SystemBath& bath : system.baths) {
    result.couplings.push_back(result.basis.adjoint() * bath.coupling_operator * result.basis);
  }
  order_by_parity(result);
  return result;
}

std::vector<double> bohr_frequencies(const EnergySystem& system) {
  std::vector<double> frequencies;
  for (const Matrix& s : system.couplings) {
    const double least = kNothing * s.cwiseAbs().maxCoeff();
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = b; a < s.rows(); ++a) {
        if (std::abs(s(a, b)) > least) {
          frequencies.push_back(std::abs(system.energies(a) - system.energies(b)));
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

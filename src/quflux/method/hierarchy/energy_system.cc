#include "quflux/method/hierarchy/energy_system.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "quflux/method/hierarchy/parities.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// Elements of S_j below this fraction of the largest are rounding.
constexpr double kNoElement = 1e-12;

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

double largest_within(const Matrix& m) {
  const Index half = m.rows() / 2;
  return std::max(m.topLeftCorner(half, half).cwiseAbs().maxCoeff(),
                  m.bottomRightCorner(half, half).cwiseAbs().maxCoeff());
}

double largest_across(const Matrix& m) {
  const Index half = m.rows() / 2;
  return std::max(m.topRightCorner(half, half).cwiseAbs().maxCoeff(),
                  m.bottomLeftCorner(half, half).cwiseAbs().maxCoeff());
}

void clear_within(Matrix& m) {
  const Index half = m.rows() / 2;
  m.topLeftCorner(half, half).setZero();
  m.bottomRightCorner(half, half).setZero();
}

void clear_across(Matrix& m) {
  const Index half = m.rows() / 2;
  m.topRightCorner(half, half).setZero();
  m.bottomLeftCorner(half, half).setZero();
}

// Whether a jump operator changes or keeps the parity, which then has no rounding in it.
bool has_parity(Matrix& jump) {
  const double within = largest_within(jump);
  const double across = largest_across(jump);
  if (std::min(within, across) > kNoElement * std::max(within, across)) return false;
  within < across ? clear_within(jump) : clear_across(jump);
  return true;
}

void order_by_parity(EnergySystem& system) {
  const std::vector<Index> order = halves(system);
  if (order.empty()) return;
  std::vector<Matrix> jumps;
  for (const Matrix& jump : system.jumps) {
    jumps.emplace_back(jump(order, order));
    if (!has_parity(jumps.back())) return;
  }
  system.jumps = std::move(jumps);
  system.energies = RealVector(system.energies(order));
  system.basis = Matrix(system.basis(Eigen::all, order));
  for (Matrix& s : system.couplings) {
    s = Matrix(s(order, order));
    clear_within(s);
  }
}

}  // namespace

EnergySystem in_energy_basis(const System& system) {
  Eigenbasis energy = eigenbasis(system.hamiltonian);
  EnergySystem result{std::move(energy.energies), std::move(energy.vectors), {}, {}};
  for (const SystemBath& bath : system.baths) {
    result.couplings.push_back(result.basis.adjoint() * bath.coupling_operator * result.basis);
  }
  for (const SystemLindblad& channel : system.lindblad) {
    result.jumps.push_back(std::sqrt(channel.rate) * result.basis.adjoint() * channel.jump *
                           result.basis);
  }
  order_by_parity(result);
  return result;
}

std::vector<double> bohr_frequencies(const EnergySystem& system) {
  RealVector rates = RealVector::Zero(system.energies.size());  // at which channels leave a state
  for (const Matrix& jump : system.jumps) {
    rates += jump.cwiseAbs2().colwise().sum().transpose();
  }
  std::vector<double> frequencies;
  for (const Matrix& s : system.couplings) {
    const double least = kNoElement * s.cwiseAbs().maxCoeff();
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = b; a < s.rows(); ++a) {
        if (!(std::abs(s(a, b)) > least)) continue;
        const double difference = std::abs(system.energies(a) - system.energies(b));
        frequencies.push_back(difference);
        const double width = (rates(a) + rates(b)) / 2;
        if (width > 0) frequencies.push_back(difference + width);
      }
    }
  }
  std::ranges::sort(frequencies);
  const double same = kNoElement * (frequencies.empty() ? 0 : frequencies.back());
  const auto rest =
      std::ranges::unique(frequencies, [&](double low, double high) { return high - low <= same; });
  frequencies.erase(rest.begin(), rest.end());
  return frequencies;
}

}  // namespace quflux::inline hierarchy

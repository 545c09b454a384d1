#include "quflux/method/network/bond_spectra.h"

#include <numbers>
#include <vector>

#include <Eigen/LU>

#include "quflux/core/error.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/exact.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// One at the sites behind a bond, from its first site on.
RealVector part_behind(const Network& network, Index from, Index to) {
  RealVector part = RealVector::Zero(network.exchange.rows());
  std::vector<Index> open{from};
  part(from) = 1;
  while (!open.empty()) {
    const Index site = open.back();
    open.pop_back();
    for (Index next = 0; next < part.size(); ++next) {
      if (part(next) != 0 || !are_coupled(network, site, next) || (site == from && next == to)) {
        continue;
      }
      part(next) = 1;
      open.push_back(next);
    }
  }
  return part;
}

// B of i [H_A, V] = sum_ij B_ij a_i^+ a_j.
Matrix current_matrix(const Network& network, Index from, Index to) {
  const RealVector part = part_behind(network, from, to);
  const Matrix own = (part.asDiagonal() * network.exchange * part.asDiagonal()).cast<Complex>();
  Matrix across = Matrix::Zero(own.rows(), own.cols());
  across(from, to) = network.exchange(from, to);
  across(to, from) = network.exchange(to, from);
  return Complex(0, 1) * (own * across - across * own);
}

// X without the mean frequency, which drops out of moments.
Matrix detuned_drift(const AmplitudeEquation& equation) {
  Matrix x = drift(equation);
  x.diagonal().array() -= Complex(0, equation.h.diagonal().mean());
  return x;
}

}  // namespace

RealVector local_flow_spectrum(const Network& network, Index from, Index to,
                               std::span<const double> frequencies,
                               const EquationOptions& options) {
  const ClosedMoments closed = closed_moments(network, {NetworkEquation::local, options});
  require_damping_of_sites(network, options);
  const Bond between = bond(network, from, to);
  const Matrix x = drift(closed.equation);
  const Matrix q = drive(closed.equation);
  RealVector values(static_cast<Index>(frequencies.size()));
  for (Index k = 0; k < values.size(); ++k) {
    Matrix shifted = x;
    shifted.diagonal().array() -= Complex(0, frequencies[static_cast<std::size_t>(k)]);
    const Matrix green = shifted.inverse();
    const Matrix moments = green * q * green.adjoint() / (2 * std::numbers::pi);
    values(k) =
        bond_flow_of_moments(network, between, [&](Index a, Index b) { return moments(a, b); });
  }
  return values;
}

RealVector exact_flow_spectrum(const Network& network, Index from, Index to,
                               std::span<const double> frequencies,
                               const EquationOptions& options) {
  const RealVector part = part_behind(network, from, to);
  const RealMatrix spectra = exact_flow_spectra(network, frequencies, options);
  RealVector sum = RealVector::Zero(spectra.cols());
  for (Index j = 0; j < spectra.rows(); ++j) {
    const NetworkBath& bath = network.baths[static_cast<std::size_t>(j)];
    const double inside = bath.weights.cwiseProduct(part).cwiseAbs().sum();
    const double all = bath.weights.cwiseAbs().sum();
    if (inside != 0 && inside != all) {
      throw NoAnswer(
          fmt::format("bath '{}' acts on both sides of the bond, whose flow has no "
                      "spectrum of its own then",
                      bath.name));
    }
    if (inside != 0) sum += spectra.row(j).transpose();
  }
  return sum;
}

RealVector bond_noise(const Network& network, const ClosedEquation& equation, Index from, Index to,
                      std::span<const double> frequencies) {
  const ClosedMoments closed = closed_moments(network, equation);
  if (closed.by_sites()) {
    require_damping_of_sites(network, equation.options);
  } else {
    require_damping_of_modes(network, closed.modes, equation.options);
  }
  const SylvesterSolver solver(detuned_drift(closed.equation));
  require_relaxation(solver.eigenvalues());
  const Matrix c = solver.solve(drive(closed.equation));
  const Matrix b = closed.in_basis(current_matrix(network, from, to));
  const double z = network.statistics == Statistics::fermions ? 1 : -1;
  const Matrix unoccupied = Matrix::Identity(c.rows(), c.cols()) - z * c;
  const Matrix start = unoccupied * b * c;
  const Matrix symmetric = (start + start.adjoint()) / 2;
  RealVector values(static_cast<Index>(frequencies.size()));
  for (Index k = 0; k < values.size(); ++k) {
    const Matrix y = solver.solve(symmetric, Complex(0, -frequencies[static_cast<std::size_t>(k)]));
    values(k) = 2 * b.cwiseProduct(y.transpose()).sum().real();
  }
  return values;
}

}  // namespace quflux::inline network

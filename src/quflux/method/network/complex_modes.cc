#include "quflux/method/network/complex_modes.h"

#include <Eigen/Cholesky>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

void require_positive_energies(double lowest) {
  if (lowest > 0) return;
  throw NoAnswer(
      fmt::format("the network has a mode of energy {:.6g}; every mode must have an energy > 0, "
                  "which couplings "
                  "stronger than the frequencies spoil",
                  lowest));
}

[[noreturn]] void throw_no_positive_energy() {
  throw NoAnswer(
      "the network has a mode without an energy > 0, which couplings stronger than the frequencies "
      "spoil");
}

// With the mean frequency taken out, splittings are as accurate as they are large.
ComplexModes complex_modes_of_exchange(const Matrix& h) {
  const double mean = h.diagonal().real().mean();
  Matrix centred = h;
  centred.diagonal().array() -= mean;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(centred);
  ComplexModes modes{eigen.eigenvalues().array() + mean, eigen.eigenvectors(), {}};
  require_positive_energies(modes.energies(0));
  return modes;
}

ComplexModes modes_by_colpa(const Matrix& k) {
  const Index n = k.rows() / 2;
  const Eigen::LLT<Matrix> cholesky(k);
  if (cholesky.info() != Eigen::Success) throw_no_positive_energy();
  const Matrix l = cholesky.matrixL();
  Matrix signed_l = l;
  signed_l.bottomRows(n) *= -1;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(l.adjoint() * signed_l);
  const RealVector energies = eigen.eigenvalues().tail(n);  // the others are their negatives
  if (!(energies(0) > 0)) throw_no_positive_energy();
  const Matrix columns = cholesky.matrixU().solve(Matrix(
      eigen.eigenvectors().rightCols(n) * energies.cwiseSqrt().cast<Complex>().asDiagonal()));
  return {energies, columns.topRows(n), columns.bottomRows(n).conjugate()};
}

}  // namespace

Matrix ComplexModes::both() const {
  const Index n = u.rows();
  Matrix result = Matrix::Zero(2 * n, 2 * n);
  result.topLeftCorner(n, n) = u;
  result.bottomRightCorner(n, n) = u.conjugate();
  if (v.size() > 0) {
    result.topRightCorner(n, n) = v;
    result.bottomLeftCorner(n, n) = v.conjugate();
  }
  return result;
}

Matrix exchange_matrix(const Network& network) {
  Matrix h = network.exchange.cast<Complex>();
  if (has_phases(network)) h += Complex(0, 1) * network.exchange_imaginary;
  return h;
}

Matrix energy_matrix(const Network& network) {
  const Index n = network.exchange.rows();
  Matrix h = exchange_matrix(network);
  Matrix k = Matrix::Zero(2 * n, 2 * n);
  if (has_position_coupling(network)) {
    h += network.position;
    k.topRightCorner(n, n) = network.position.cast<Complex>();
    k.bottomLeftCorner(n, n) = network.position.cast<Complex>();
  }
  k.topLeftCorner(n, n) = h;
  k.bottomRightCorner(n, n) = h.conjugate();
  return k;
}

ComplexModes complex_modes(const Network& network) {
  return has_position_coupling(network) ? modes_by_colpa(energy_matrix(network))
                                        : complex_modes_of_exchange(exchange_matrix(network));
}

Vector mode_weights(const ComplexModes& modes, const NetworkBath& bath, BathCoupling coupling) {
  Vector weights = modes.u.transpose() * bath.weights;
  if (modes.v.size() == 0) return weights;
  if (coupling == BathCoupling::exchange) {
    throw NoAnswer(
        "bath_coupling = \"exchange\" beside position couplings is known for networks without "
        "phases");
  }
  return weights + modes.v.adjoint() * bath.weights;
}

}  // namespace quflux::inline network

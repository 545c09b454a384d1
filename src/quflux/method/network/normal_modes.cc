#include "quflux/method/network/normal_modes.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

// Sites that nothing couples are modes.
SymmetricEigen sorted_sites(const RealVector& frequencies) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(frequencies.size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](Eigen::Index i) { return frequencies(i); });
  SymmetricEigen result{frequencies(order),
                        RealMatrix::Zero(frequencies.size(), frequencies.size())};
  for (std::size_t k = 0; k < order.size(); ++k) {
    result.vectors(order[k], static_cast<Eigen::Index>(k)) = 1;
  }
  return result;
}

// With the mean frequency taken out, splittings are as accurate as they are large.
SymmetricEigen centred_eigen(const RealMatrix& h) {
  if (h.isDiagonal(0)) return sorted_sites(h.diagonal());
  const double mean = h.trace() / static_cast<double>(h.rows());
  RealMatrix centred = h;
  centred.diagonal().array() -= mean;
  SymmetricEigen result = symmetric_eigen(centred);
  result.values.array() += mean;
  return result;
}

void require_positive_modes(double lowest) {
  if (!(lowest > 0)) {
    throw NoAnswer(fmt::format(
        "the network has a mode of energy (or energy squared) {:.6g}; every mode must have an "
        "energy > 0, which couplings stronger than the frequencies spoil",
        lowest));
  }
}

RealMatrix function(const SymmetricEigen& e, const RealVector& values) {
  return product(RealMatrix(e.vectors * values.asDiagonal()), Form::plain, e.vectors,
                 Form::adjoint);
}

}  // namespace

RealMatrix potential_matrix(const Network& network) {
  return has_position_coupling(network) ? RealMatrix(network.exchange + 2 * network.position)
                                        : network.exchange;
}

NormalModes normal_modes(const Network& network) {
  SymmetricEigen t = centred_eigen(network.exchange);
  require_positive_modes(t.values.minCoeff());
  if (!has_position_coupling(network)) return {std::move(t.values), std::move(t.vectors), {}};

  const RealMatrix root = function(t, t.values.cwiseSqrt());
  const RealMatrix inverse_root = function(t, t.values.cwiseSqrt().cwiseInverse());
  RealMatrix squares = product(product(root, Form::plain, potential_matrix(network), Form::plain),
                               Form::plain, root, Form::plain);
  squares = (squares + squares.transpose().eval()) / 2;
  const SymmetricEigen e = centred_eigen(squares);
  require_positive_modes(e.values.minCoeff());
  const RealVector energies = e.values.cwiseSqrt();
  const RealVector roots = energies.cwiseSqrt();
  return {energies,
          product(root, Form::plain, e.vectors * roots.cwiseInverse().asDiagonal(), Form::plain),
          product(inverse_root, Form::plain, e.vectors * roots.asDiagonal(), Form::plain)};
}

ModeWeights mode_weights(const NormalModes& modes, const NetworkBath& bath, BathCoupling coupling) {
  const RealVector q = modes.from_q.transpose() * bath.weights;
  if (coupling == BathCoupling::position) return {q, q};
  const RealVector p = modes.to_p().transpose() * bath.weights;
  return {(q + p) / 2, (q - p) / 2};
}

}  // namespace quflux::inline network

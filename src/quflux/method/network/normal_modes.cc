#include "quflux/method/network/normal_modes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/method/network/chain_order.h"
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

// Eigenvectors of negative energies are those of holes, with the other sign of p.
NormalModes modes_of_exchange(SymmetricEigen h, std::vector<Eigen::Index> p_sites) {
  if (h.values.minCoeff() > 0) {
    return {std::move(h.values), std::move(h.vectors), {}, std::move(p_sites)};
  }
  std::vector<Eigen::Index> ascending(static_cast<std::size_t>(h.values.size()));
  std::iota(ascending.begin(), ascending.end(), 0);
  std::ranges::sort(ascending, {}, [&](Eigen::Index k) { return std::abs(h.values(k)); });
  const RealVector signs = h.values.unaryExpr([](double e) { return e < 0 ? -1.0 : 1.0; });
  const RealMatrix holes = h.vectors * signs.asDiagonal();
  return {h.values.cwiseAbs()(ascending), h.vectors(Eigen::all, ascending),
          holes(Eigen::all, ascending), std::move(p_sites)};
}

NormalModes modes_of_fermions(const Network& network) {
  ChainOrder order = chain_order(network);
  if (!has_position_coupling(network)) {
    return modes_of_exchange(centred_eigen(network.exchange), std::move(order.last_sites));
  }
  SingularValues m = singular_values(majorana_matrix(network, order));
  return {std::move(m.values), std::move(m.left), std::move(m.right), std::move(order.last_sites)};
}

}  // namespace

RealMatrix potential_matrix(const Network& network) {
  return has_position_coupling(network) ? RealMatrix(network.exchange + 2 * network.position)
                                        : network.exchange;
}

NormalModes with_zero_modes(NormalModes modes, double fraction) {
  const double largest = fraction * modes.energies.maxCoeff();
  modes.energies = (modes.energies.array() <= largest).select(0, modes.energies);
  return modes;
}

NormalModes uncoupled_modes(const Network& network) {
  const RealVector frequencies = network.exchange.diagonal();
  const Eigen::Index n = frequencies.size();
  const RealVector signs = frequencies.unaryExpr([](double w) { return w < 0 ? -1.0 : 1.0; });
  return {frequencies.cwiseAbs(), RealMatrix::Identity(n, n), signs.asDiagonal(),
          chain_order(network).last_sites};
}

NormalModes normal_modes(const Network& network) {
  if (network.statistics == Statistics::fermions) {
    return with_zero_modes(modes_of_fermions(network), kZeroMode);
  }
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

bool couples_through_p(const NormalModes& modes, const NetworkBath& bath) {
  return std::ranges::any_of(modes.p_sites,
                             [&](Eigen::Index site) { return bath.weights(site) != 0; });
}

ModeWeights mode_weights(const NormalModes& modes, const NetworkBath& bath, BathCoupling coupling) {
  const RealMatrix& from_x = couples_through_p(modes, bath) ? modes.to_p() : modes.from_q;
  const RealVector q = from_x.transpose() * bath.weights;
  if (coupling == BathCoupling::position) return {q, q};
  const RealVector p = modes.to_p().transpose() * bath.weights;
  return {(q + p) / 2, (q - p) / 2};
}

}  // namespace quflux::inline network

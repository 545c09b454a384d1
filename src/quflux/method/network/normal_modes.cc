#include "quflux/method/network/normal_modes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/method/network/chain_order.h"
#include "quflux/method/network/refined_modes.h"
#include "quflux/numerics/orthogonal_eigen.h"
#include "quflux/numerics/splitting.h"

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

// Eigenvalues less the mean frequency, so that splittings are as accurate as they are large.
struct CentredEigen {
  double mean;
  RealVector detunings;
  RealMatrix vectors;

  RealVector values() const { return detunings.array() + mean; }
};

CentredEigen centred_eigen(const RealMatrix& h,
                           SymmetricEigen (*diagonalise)(const RealMatrix&) = symmetric_eigen) {
  const double mean = h.trace() / static_cast<double>(h.rows());
  RealMatrix centred = h;
  centred.diagonal().array() -= mean;
  SymmetricEigen result = h.isDiagonal(0) ? sorted_sites(centred.diagonal()) : diagonalise(centred);
  return {mean, std::move(result.values), std::move(result.vectors)};
}

// Modes of a network with position couplings are refined where rounding over their splittings is
// more than this, up to a size of which that takes a few milliseconds.
constexpr double kKept = 1e-12;
constexpr Eigen::Index kLargestRefined = 48;

RealMatrix function(const CentredEigen& e, const RealVector& values) {
  return product(RealMatrix(e.vectors * values.asDiagonal()), Form::plain, e.vectors,
                 Form::adjoint);
}

// Eigenvectors of negative energies are those of holes, with the other sign of p.
NormalModes normal_modes_of_exchange(CentredEigen h, std::vector<Eigen::Index> p_sites) {
  const RealVector values = h.values();
  if (values.minCoeff() > 0) {
    return {values, std::move(h.vectors), {}, std::move(p_sites), std::move(h.detunings)};
  }
  std::vector<Eigen::Index> ascending(static_cast<std::size_t>(values.size()));
  std::iota(ascending.begin(), ascending.end(), 0);
  std::ranges::sort(ascending, {}, [&](Eigen::Index k) { return std::abs(values(k)); });
  const RealVector signs = values.unaryExpr([](double e) { return e < 0 ? -1.0 : 1.0; });
  const RealMatrix holes = h.vectors * signs.asDiagonal();
  return {values.cwiseAbs()(ascending), h.vectors(Eigen::all, ascending),
          holes(Eigen::all, ascending), std::move(p_sites)};
}

NormalModes modes_of_fermions(const Network& network) {
  ChainOrder order = chain_order(network);
  if (!has_position_coupling(network)) {
    return normal_modes_of_exchange(centred_eigen(network.exchange), std::move(order.last_sites));
  }
  SingularValues m = singular_values(majorana_matrix(network, order));
  return {std::move(m.values), std::move(m.left), std::move(m.right), std::move(order.last_sites)};
}

}  // namespace

void require_positive_modes(double lowest) {
  if (!(lowest > 0)) {
    throw NoAnswer(fmt::format(
        "the network has a mode of energy (or energy squared) {:.6g}; every mode must have an "
        "energy > 0, which couplings stronger than the frequencies spoil",
        lowest));
  }
}

RealMatrix potential_matrix(const Network& network) {
  return has_position_coupling(network) ? RealMatrix(network.exchange + 2 * network.position)
                                        : network.exchange;
}

RealVector with_zero_modes(const RealVector& energies, double fraction) {
  return (energies.array() <= fraction * energies.maxCoeff()).select(0, energies);
}

NormalModes with_zero_modes(NormalModes modes, double fraction) {
  modes.energies = with_zero_modes(modes.energies, fraction);
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
  if (!has_position_coupling(network)) {
    CentredEigen t = centred_eigen(network.exchange);
    RealVector values = t.values();
    require_positive_modes(values.minCoeff());
    return {std::move(values), std::move(t.vectors), {}, {}, std::move(t.detunings)};
  }

  const CentredEigen t = centred_eigen(network.exchange, orthogonal_eigen);
  const RealVector values = t.values();
  require_positive_modes(values.minCoeff());
  const RealMatrix root = function(t, values.cwiseSqrt());
  const RealMatrix inverse_root = function(t, values.cwiseSqrt().cwiseInverse());
  RealMatrix squares = product(product(root, Form::plain, potential_matrix(network), Form::plain),
                               Form::plain, root, Form::plain);
  squares = (squares + squares.transpose().eval()) / 2;
  const CentredEigen e = centred_eigen(squares, orthogonal_eigen);
  const RealVector energies_squared = e.values();
  require_positive_modes(energies_squared.minCoeff());
  const RealVector energies = energies_squared.cwiseSqrt();
  const RealVector roots = energies.cwiseSqrt();
  NormalModes modes{
      energies,
      product(root, Form::plain, e.vectors * roots.cwiseInverse().asDiagonal(), Form::plain),
      product(inverse_root, Form::plain, e.vectors * roots.asDiagonal(), Form::plain)};
  const bool close = rounding_over_splitting(energies, kEqualModes) > kKept;
  if (!close || energies.size() > kLargestRefined) return modes;
  return refined_modes(std::move(modes), potential_matrix(network), network.exchange);
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

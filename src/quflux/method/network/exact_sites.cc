#include "quflux/method/network/exact_sites.h"

#include <Eigen/LU>

#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

SiteWeights site_weights(const Network& network) {
  if (has_phases(network)) {
    const ComplexModes modes = complex_modes(network);
    return {modes.u.transpose(), modes.v.transpose()};
  }
  const NormalModes modes = normal_modes(network);
  if (modes.from_p.size() == 0) return {modes.from_q.transpose().cast<Complex>(), {}};
  return {(modes.from_q + modes.from_p).transpose().cast<Complex>() / 2,
          (modes.from_q - modes.from_p).transpose().cast<Complex>() / 2};
}

Matrix dressing(const Matrix& bare, const Vector& sigma) {
  Matrix inverse = sigma.asDiagonal() * bare;
  inverse.diagonal().array() += 1;
  return inverse.partialPivLu().inverse();
}

SiteGreen site_green(const ExactProblem& p, const SiteWeights& sites, const ModePoles& poles,
                     const Matrix& dressing) {
  const Matrix rotating = poles.rotating.asDiagonal() * (p.rotating.conjugate() * dressing);
  const Matrix counter = poles.counter.asDiagonal() * (p.counter.conjugate() * dressing);
  SiteGreen result{sites.rotating.transpose() * rotating, sites.rotating.adjoint() * counter};
  if (sites.counter.size() > 0) {
    result.lowered += sites.counter.transpose() * counter;
    result.raised += sites.counter.adjoint() * rotating;
  }
  return result;
}

}  // namespace quflux::inline network

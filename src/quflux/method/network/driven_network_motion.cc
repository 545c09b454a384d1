#include "quflux/method/network/driven_network_motion.h"

#include <algorithm>
#include <limits>

#include "quflux/method/master_equation/drive_speed.h"
#include "quflux/method/master_equation/fast_drives.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// The smallest frequency of a mode that a bath couples to, or of a site where it sees no modes.
double lowest_frequency(const Network& network, const ClosedEquation& equation) {
  constexpr double kNegligible = 1e-9;
  const bool local = equation.equation == NetworkEquation::local;
  const NormalModes modes = local ? NormalModes{} : normal_modes(network);
  double lowest = std::numeric_limits<double>::infinity();
  for (const NetworkBath& bath : network.baths) {
    const RealVector weights =
        (local ? bath.weights : RealVector(modes.from_q.transpose() * bath.weights)).cwiseAbs();
    for (Index k = 0; k < weights.size(); ++k) {
      if (weights(k) <= kNegligible * weights.maxCoeff()) continue;
      lowest = std::min(lowest, local ? network.exchange(k, k) : modes.energies(k));
    }
  }
  return lowest;
}

// -(x C + C x^+) of a Hermitian C.
Matrix relaxed(const MomentMotion& motion, const Matrix& moments) {
  const Matrix moved = motion.x * moments;
  return -(moved + moved.adjoint());
}

}  // namespace

std::string warning_of_speed(const Model& model, const std::vector<Drive>& drives,
                             const ClosedEquation& equation, double to) {
  DrivenNetwork driven(model, drives, equation);
  // Modes of many sites take as long as all that is done in a step.
  constexpr std::size_t kMany = 128;
  constexpr int kFew = 17;
  const std::vector<Instant> times =
      drive_samples(drives, to, model.sites.size() > kMany ? kFew : kDriveSamples);
  require_slow(drives, times,
               [&](const Instant& now) { return lowest_frequency(driven.at(now), equation); });
  if (equation.equation == NetworkEquation::local) return "";  // sites by themselves are not mixed
  const FollowedHamiltonian hamiltonian{
      [&](const Instant& now) -> Matrix { return driven.at(now).exchange.cast<Complex>(); },
      [&](std::size_t drive, const Instant&) -> Matrix {
        return driven.response(drive).cast<Complex>();
      }};
  return warning_of_speed(drives, drive_speeds(drives, times, hamiltonian));
}

DrivenNetworkMotion::DrivenNetworkMotion(const Model& model, const std::vector<Drive>& drives,
                                         const ClosedEquation& equation, double to)
    : driven_(model, drives, equation),
      steps_(drives, to),
      has_slopes_(have_slopes(drives)),
      sites_(static_cast<Index>(model.sites.size())),
      baths_(static_cast<Index>(model.baths.size())) {
  const Network network = driven_.at({steps_.stretches().front()});
  unit_ = network.exchange.cwiseAbs().rowwise().sum().maxCoeff();
}

double DrivenNetworkMotion::energy(const Vector& y, const Instant& now) {
  const RealMatrix h = driven_.at(now).exchange / unit_;
  return h.cwiseProduct(moments(y).real()).sum();
}

Matrix DrivenNetworkMotion::follow(const Vector& y, std::span<const double> since,
                                   const Stretch& on) {
  if (steps_.is_still(on)) return follow_exactly(y, since, on);
  return steps_.follow(
      [&](double t, const auto& x, auto derivative) {
        derive({on, t}, x, derivative);
      },
      y, since, on);
}

void DrivenNetworkMotion::derive(const Instant& now, const Eigen::Ref<const Vector>& y,
                                 Eigen::Ref<Vector> derivative) {
  const MomentMotion motion = driven_.motion(now);
  const Matrix c = moments(y);
  derivative.head(sites_ * sites_) = (relaxed(motion, c) + motion.source).reshaped();
  for (Index j = 0; j < baths_; ++j) {
    derivative(sites_ * sites_ + j) = motion.flow(static_cast<std::size_t>(j), c) / unit_;
  }
  derivative(size() - 1) =
      has_slopes_ ? driven_.slope(now).cwiseProduct(c.real()).sum() / unit_ : 0.0;
}

Matrix DrivenNetworkMotion::follow_exactly(const Vector& y, std::span<const double> since,
                                           const Stretch& on) {
  const MomentCourse course = evolve_moments(driven_.motion({on}), moments(y), since);
  Matrix result = y.replicate(1, course.heats.cols());
  for (Index k = 0; k < result.cols(); ++k) {
    result.col(k).head(sites_ * sites_) = course.moments[static_cast<std::size_t>(k)].reshaped();
  }
  result.middleRows(sites_ * sites_, baths_) += course.heats.cast<Complex>() / unit_;
  return result;
}

MomentMap DrivenNetworkMotion::map() {
  MomentMap all{Matrix::Identity(sites_, sites_), Matrix::Zero(sites_, sites_)};
  for (std::size_t piece = 0; piece + 1 < steps_.stretches().size(); ++piece) {
    const Stretch& on = steps_.stretches()[piece];
    if (!steps_.is_still(on)) {
      integrate_map(on, all);
      continue;
    }
    const MomentMap map = moments_after(driven_.motion({on}), on.length());
    all = {map.e * all.e, map.e * all.s * map.e.adjoint() + map.s};
  }
  return all;
}

// dE/dt = -x E, and S moves as C does.
void DrivenNetworkMotion::integrate_map(const Stretch& on, MomentMap& map) {
  const Index n = sites_ * sites_;
  Vector y(2 * n);
  y << map.e.reshaped(), map.s.reshaped();
  steps_.advance(
      [&](double since, const auto& both, auto derivative) {
        const MomentMotion motion = driven_.motion({on, since});
        derivative.head(n) = -(motion.x * both.head(n).reshaped(sites_, sites_)).reshaped();
        const Matrix s = both.tail(n).reshaped(sites_, sites_);
        derivative.tail(n) = (relaxed(motion, s) + motion.source).reshaped();
      },
      2 * n, 0, on.length(), on, y);
  map = {y.head(n).reshaped(sites_, sites_), y.tail(n).reshaped(sites_, sites_)};
}

}  // namespace quflux::inline network

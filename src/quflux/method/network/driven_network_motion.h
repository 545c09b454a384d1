#pragma once

#include <string>
#include <vector>

#include "quflux/method/master_equation/driven_steps.h"
#include "quflux/method/network/driven_network.h"
#include "quflux/method/network/moments_in_time.h"

namespace quflux::inline network {

/// As warning_of_speed() of the density matrix, by the modes of the network. Throws NoAnswer
/// likewise.
std::string warning_of_speed(const Model& model, const std::vector<Drive>& drives,
                             const ClosedEquation& equation, double to);

/// The equation of motion of y = (C, Q, W) of a network along drives, Eqs. (44) and (52), from
/// t = 0 to another time: C in the basis of the sites, its columns on each other, and the energies
/// in units of the largest of a row of |h| at t = 0.
class DrivenNetworkMotion {
 public:
  DrivenNetworkMotion(const Model& model, const std::vector<Drive>& drives,
                      const ClosedEquation& equation, double to);

  DrivenSteps& steps() { return steps_; }
  DrivenNetwork& driven() { return driven_; }
  bool has_slopes() const { return has_slopes_; }
  double unit() const { return unit_; }
  Eigen::Index sites() const { return sites_; }
  Eigen::Index baths() const { return baths_; }
  Eigen::Index size() const { return sites_ * sites_ + baths_ + 1; }

  /// C of y, as a column.
  auto state(const Vector& y) const { return y.head(sites_ * sites_); }
  Matrix moments(const Vector& y) const { return state(y).reshaped(sites_, sites_); }
  /// Q_j of y.
  RealVector heats(const Vector& y) const { return y.segment(sites_ * sites_, baths_).real(); }
  /// Tr(h C).
  double energy(const Vector& y, const Instant& now);
  /// What y, where a stretch begins, becomes at some times since then, a column each. By
  /// exponentials where all numbers are constant, however long that is, by steps elsewhere.
  Matrix follow(const Vector& y, std::span<const double> since, const Stretch& on);
  /// What all stretches but the last do to C.
  MomentMap map();

 private:
  void derive(const Instant& now, const Eigen::Ref<const Vector>& y, Eigen::Ref<Vector> derivative);
  Matrix follow_exactly(const Vector& y, std::span<const double> since, const Stretch& on);
  void integrate_map(const Stretch& on, MomentMap& map);

  DrivenNetwork driven_;
  DrivenSteps steps_;
  bool has_slopes_;
  double unit_ = 1;
  Eigen::Index sites_;
  Eigen::Index baths_;
};

}  // namespace quflux::inline network

#pragma once

#include <span>
#include <string>
#include <vector>

#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/driven_steps.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/model/driven_model.h"

namespace quflux::inline master_equation {

/// A model along its drives, by an equation.
struct DrivenEquation {
  const Model& model;
  const std::vector<Drive>& drives;
  const MasterEquation& equation;
  const EquationOptions& options;
};

/// What is to be known of drives that are not slow beside the splittings that they mix; empty: all
/// are. Throws NoAnswer where a drive is so fast that it needs Floquet theory.
std::string warning_of_speed(const DrivenEquation& equation, double to);

/// The equation of motion of y = (rho, Q, W), Eq. (52), from t = 0 to another time: rho in the
/// basis of the model, its columns on each other, and the energies in units of the width of the
/// spectrum of H at t = 0.
class DrivenMotion {
 public:
  DrivenMotion(const DrivenEquation& equation, double to);

  DrivenSteps& steps() { return steps_; }
  DrivenModel& driven() { return driven_; }
  bool has_slopes() const { return driven_.has_slopes(); }
  double unit() const { return unit_; }
  Eigen::Index levels() const { return levels_; }
  Eigen::Index baths() const { return baths_; }
  Eigen::Index states() const { return levels_ * levels_; }
  Eigen::Index size() const { return states() + baths_ + 1; }

  /// rho of y.
  auto state(const Vector& y) const { return y.head(states()); }
  /// The generator of H(t). Throws NoAnswer that names the time.
  const Generator& generator(const Instant& now);
  /// Tr(H rho).
  double energy(const Vector& y, const Instant& now);
  /// What y, where a stretch begins, becomes at some times since then, a column each. By
  /// exponentials where all numbers are constant, however long that is, by steps elsewhere.
  Matrix follow(const Vector& y, std::span<const double> since, const Stretch& on);
  /// What matrices, columns on each other, become from a time to the end, a column each.
  Matrix carried(Matrix columns, double from);

 private:
  double mean(const Matrix& op, const Eigen::Ref<const Vector>& y) const;
  void derive(const Instant& now, const Eigen::Ref<const Vector>& y, Eigen::Ref<Vector> derivative);
  void derive_state(const Generator& g, const Eigen::Ref<const Vector>& x,
                    Eigen::Ref<Vector> derivative);
  Matrix follow_exactly(const Vector& y, std::span<const double> since, const Stretch& on);

  DrivenEquation equation_;
  DrivenModel driven_;
  DrivenSteps steps_;
  GeneratorBuilder generators_;
  FlowSums<double> flows_;
  Matrix state_;   // in the energy basis
  Matrix change_;  // likewise
  double unit_ = 1;
  Eigen::Index levels_ = 0;
  Eigen::Index baths_ = 0;
};

}  // namespace quflux::inline master_equation

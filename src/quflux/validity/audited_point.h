#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/model/system.h"
#include "quflux/validity/compare.h"
#include "quflux/validity/next_order.h"
#include "quflux/validity/time_scales.h"

namespace quflux::inline validity {

/// Where a bath acts on the system, and how strongly it is felt there.
struct BathLine {
  std::size_t bath;
  double frequency;  ///< w >= 0
  double strength;   ///< ||S_j(w)||^2; of a mode the square of its weight
};

/// The numbers of a model at one point, as all its equations see them.
struct PointOfModel {
  const Model& model;
  std::optional<System> system = std::nullopt;         ///< none: too many dimensions
  std::optional<TimeScales> scales = std::nullopt;     ///< none: rates or modes are not defined
  std::vector<BathLine> lines = {};                    ///< empty without scales
  std::optional<NextOrder> next_order = std::nullopt;  ///< none: it was not looked at
};

/// `by_modes`: of a network, by its normal modes.
PointOfModel point_of_model(const Model& model, const Options& options, bool by_modes);

/// A generator with what follows from it.
struct AuditedGenerator {
  Generator generator;
  std::optional<Matrix>
      state;  ///< the stationary one in the energy basis; none: not unique, or none
  Vector eigenvalues;
};

/// How far flows are from exact ones.
struct OffExact {
  std::string judge;  ///< label of what is exact
  double difference;  ///< flow_difference()
};

/// An equation at a point: what checks look at.
struct AuditedPoint {
  const PointOfModel& at;
  const Equation& equation;
  const Road& road;
  const Stationary& stationary;  ///< flows and state by the road that is taken
  /// None: no equation for the density matrix, or more than kLargestAudited dimensions.
  std::optional<AuditedGenerator> audited = std::nullopt;
  std::optional<OffExact> off_exact = std::nullopt;  ///< none: nothing exact is known
};

/// Of d dimensions matrices of d^2 x d^2 are looked at up to this.
inline constexpr Eigen::Index kLargestAudited = 16;

/// Where the road does not cut oscillators at their levels, neither does what is looked at.
AuditedPoint audited_point(const PointOfModel& at, const Equation& equation, const Road& road,
                           const Stationary& stationary);

/// Whether flows are more than rounding.
bool has_flows(const AuditedPoint& point);

}  // namespace quflux::inline validity

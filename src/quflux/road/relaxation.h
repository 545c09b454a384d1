#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/model.h"
#include "quflux/road/options.h"
#include "quflux/road/relaxation_kind.h"

namespace quflux::inline road {

/// Where slow eigenvalues meet, as the road knows it.
struct SlowMeeting {
  std::vector<Complex> parameters;
  Complex eigenvalue;  ///< their mean
  Eigen::Index count;  ///< how many meet
  double error = 0;    ///< of the parameters, absolute
};

/// The slow eigenvalues of an equation that has no generator of the density matrix alone. The
/// parameters u mix models: H = H_0 + sum_i u_i (H_i - H_0); they may be complex, and what depends
/// on them is analytic.
struct SlowEigenvalues {
  RelaxationKind kind;
  /// A matrix with these eigenvalues, good enough to find where they meet.
  std::function<Matrix(std::span<const Complex> parameters)> block;
  /// The meeting itself next to one of that matrix: of one complex parameter or, of two parameters,
  /// real ones. Of two, three eigenvalues meet at a cusp. Throws NoAnswer where it does not settle.
  std::function<SlowMeeting(const SlowMeeting& start)> refine;
};

/// How a road finds them.
struct Relaxation {
  /// Why it does not, for models that differ by the parameters; empty: it does. The first one is
  /// that of u = 0, the next ones those of u_i = 1.
  std::function<std::string(std::span<const Model>, const Options&)> obstacle;
  std::function<std::vector<SlowEigenvalues>(std::span<const Model>, const Options&)> open;
};

}  // namespace quflux::inline road

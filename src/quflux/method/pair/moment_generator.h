#pragma once

#include <Eigen/Core>

#include "quflux/core/matrix.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

namespace quflux::inline pair {

/// The linear equation d v/dt = M v + G for v = (<s_1^+ s_1>, <s_2^+ s_2>, <s_1^+ s_2>, <s_2^+
/// s_1>): Eqs. (26) and (27).
struct MomentGenerator {
  Eigen::Matrix4cd m;
  Eigen::Vector4cd g;
};

/// M and G of the local, global or partial secular equation.
/// Throws Error for pairs that are not allowed.
MomentGenerator moment_generator(const TwoLevelPair& pair, PairEquation equation);

/// The four eigenvalues of M in closed form, Eqs. (28) and (32), -(x_a + conj(x_b)) with x those of
/// the amplitude matrix X, sorted by real part, then imaginary part.
Eigen::Vector4cd moment_eigenvalues(const TwoLevelPair& pair, PairEquation equation);

}  // namespace quflux::inline pair

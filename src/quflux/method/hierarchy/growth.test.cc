// Growth against all eigenvalues.

#include "quflux/method/hierarchy/growth.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>
#include <gtest/gtest.h>

#include "quflux/model/system.h"

namespace quflux::inline hierarchy {
namespace {

// Both baths turn the spin about one axis: it has parities.
Hierarchy coarse_hierarchy(double coefficient, std::size_t depth) {
  Matrix sx(2, 2);
  sx << 0, 1, 1, 0;
  Matrix number(2, 2);
  number << 0, 0, 0, 1;
  System system{number, {}};
  system.baths.push_back({"hot", sx, {Drude{coefficient, 3}, 2}});
  system.baths.push_back({"cold", sx, {Drude{coefficient, 3}, 1}});
  const EnergySystem in_basis = in_energy_basis(system);
  std::vector<ExponentialSum> sums;
  for (const SystemBath& bath : system.baths) {
    sums.push_back(CorrelationFunction(bath.reservoir).sum(2, bohr_frequencies(in_basis)));
  }
  return make_hierarchy(in_basis, sums, depth);
}

// The largest real part of all eigenvalues but zero.
double largest_of_all(const Hierarchy& hierarchy) {
  const Eigen::Index size = hierarchy.size();
  Matrix all(size, size);
  for (Eigen::Index k = 0; k < size; ++k) {
    Vector derivative(size);
    find_derivative(hierarchy, Vector::Unit(size, k), derivative);
    all.col(k) = derivative;
  }
  const Vector eigenvalues = all.eigenvalues();
  Eigen::Index zero = 0;
  eigenvalues.cwiseAbs().minCoeff(&zero);
  double largest = -std::numeric_limits<double>::infinity();
  for (Eigen::Index k = 0; k < size; ++k) {
    if (k != zero) largest = std::max(largest, eigenvalues(k).real());
  }
  return largest;
}

TEST(Growth, IsThatOfAllEigenvalues) {
  int growing = 0;
  for (const double coefficient : {1e-3, 0.1, 1.0, 1.5, 3.0, 20.0}) {
    for (const std::size_t depth : {1U, 2U, 3U, 4U}) {
      const Hierarchy hierarchy = coarse_hierarchy(coefficient, depth);
      const double expected = largest_of_all(hierarchy);
      // As closely as eigenvalues are asked for.
      EXPECT_NEAR(largest_growth(hierarchy), expected, 1e-2 * std::abs(expected))
          << coefficient << ", " << depth << " tiers";
      if (expected > 0) ++growing;
    }
  }
  EXPECT_EQ(growing, 6);
}

}  // namespace
}  // namespace quflux::inline hierarchy

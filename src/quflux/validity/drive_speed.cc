#include "quflux/validity/drive_speed.h"

#include <algorithm>
#include <cmath>

#include "quflux/model/driven_model.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// The largest of |<a|V|b>|/(E_b - E_a)^2 that exceeds `worst`.
void compare(const Matrix& hamiltonian, const Matrix& change, double time, DriveSpeed& worst) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(hamiltonian);
  const RealVector& e = solver.eigenvalues();
  const RealMatrix elements =
      (solver.eigenvectors().adjoint() * change * solver.eigenvectors()).cwiseAbs();
  const double rounding = 1e-12 * elements.maxCoeff();
  // Of equal energies dH/dt itself chooses the states, and mixes none of them.
  const double same = 1e-9 * (e(e.size() - 1) - e(0));
  for (Index b = 0; b < e.size(); ++b) {
    for (Index a = 0; a < b; ++a) {
      const double splitting = e(b) - e(a);
      if (!(elements(a, b) > rounding) || splitting <= same) continue;
      const double number = elements(a, b) / (splitting * splitting);
      if (number > worst.number) worst = {number, time, splitting};
    }
  }
}

}  // namespace

std::vector<std::optional<DriveSpeed>> drive_speeds(const Model& model, const Course& course) {
  constexpr int kMostStretches = 200;
  constexpr int kPoints = 16;
  DrivenModel driven(model, course.drives);
  std::vector<Stretch> pieces = stretches(course.drives, course.times.back());
  pieces.pop_back();  // behind the last time
  if (pieces.size() > kMostStretches) pieces.resize(kMostStretches);
  std::vector<std::optional<DriveSpeed>> result;
  for (std::size_t k = 0; k < course.drives.size(); ++k) {
    const DriveShape& shape = course.drives[k].shape;
    std::optional<DriveSpeed> worst = DriveSpeed{};
    for (const Stretch& on : pieces) {
      const double longest = std::min(longest_step(shape, on), on.end - on.begin);
      const int points = std::max(kPoints, static_cast<int>(4 * (on.end - on.begin) / longest));
      for (int i = 0; i <= std::min(points, kMostStretches * kPoints); ++i) {
        const double time = on.begin + (on.end - on.begin) * i / points;
        const std::optional<double> slope = slope_at(shape, time, on);
        if (!slope) {
          worst = std::nullopt;
          break;
        }
        if (*slope == 0) continue;
        const Matrix change = *slope * driven.response(k, time, on);
        if (!change.isZero(0)) compare(driven.at(time, on).hamiltonian, change, time, *worst);
      }
      if (!worst) break;
    }
    result.push_back(worst);
  }
  return result;
}

}  // namespace quflux::inline validity

#include "quflux/validity/drive_speed.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/network/driven_network.h"
#include "quflux/method/network/recognise.h"
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

// H at a time, and its derivative by the number that a drive changes.
struct DrivenHamiltonian {
  std::function<Matrix(double time, const Stretch& on)> at;
  std::function<Matrix(std::size_t drive, double time, const Stretch& on)> response;
};

DrivenHamiltonian of_all_states(const Model& model, const Course& course) {
  const auto driven = std::make_shared<DrivenModel>(model, course.drives);
  return {[driven](double time, const Stretch& on) { return driven->at(time, on).hamiltonian; },
          [driven](std::size_t drive, double time, const Stretch& on) {
            return driven->response(drive, time, on);
          }};
}

// Of one quantum, as a chain or network moves them one by one, whatever the equation.
DrivenHamiltonian of_one_quantum(const Model& model, const Course& course) {
  const auto driven = std::make_shared<DrivenNetwork>(model, course.drives, ClosedEquation{});
  return {[driven](double time, const Stretch& on) {
            return Matrix(driven->at(time, on).exchange.cast<Complex>());
          },
          [driven](std::size_t drive, double, const Stretch&) {
            return Matrix(driven->response(drive).cast<Complex>());
          }};
}

// None where there are too many states, and no network.
std::optional<DrivenHamiltonian> driven_hamiltonian(const Model& model, const Course& course) {
  if (dimension_obstacle(model).empty() && dimension(model) <= kLargestFollowed) {
    return of_all_states(model, course);
  }
  if (!recognise_network(model).network || !driven_network_obstacle(model, course.drives).empty()) {
    return std::nullopt;
  }
  return of_one_quantum(model, course);
}

}  // namespace

std::vector<std::optional<DriveSpeed>> drive_speeds(const Model& model, const Course& course) {
  constexpr int kMostStretches = 200;
  constexpr int kPoints = 16;
  const std::optional<DrivenHamiltonian> driven = driven_hamiltonian(model, course);
  if (!driven) return {};
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
        const Matrix change = *slope * driven->response(k, time, on);
        if (!change.isZero(0)) compare(driven->at(time, on), change, time, *worst);
      }
      if (!worst) break;
    }
    result.push_back(worst);
  }
  return result;
}

}  // namespace quflux::inline validity

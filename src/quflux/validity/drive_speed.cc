#include "quflux/validity/drive_speed.h"

#include <memory>
#include <optional>

#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/network/driven_network.h"
#include "quflux/method/network/recognise.h"
#include "quflux/model/driven_model.h"

namespace quflux::inline validity {

namespace {

FollowedHamiltonian of_all_states(const Model& model, const Course& course) {
  const auto driven = std::make_shared<DrivenModel>(model, course.drives);
  return {[driven](const Instant& now) { return driven->at(now).hamiltonian; },
          [driven](std::size_t drive, const Instant& now) { return driven->response(drive, now); }};
}

// Of one quantum, as a chain or network moves them one by one, whatever the equation.
FollowedHamiltonian of_one_quantum(const Model& model, const Course& course) {
  const auto driven = std::make_shared<DrivenNetwork>(model, course.drives, ClosedEquation{});
  return {[driven](const Instant& now) { return Matrix(driven->at(now).exchange.cast<Complex>()); },
          [driven](std::size_t drive, const Instant&) {
            return Matrix(driven->response(drive).cast<Complex>());
          }};
}

// None where there are too many states, and no network.
std::optional<FollowedHamiltonian> followed_hamiltonian(const Model& model, const Course& course) {
  if (dimension_obstacle(model).empty() && dimension(model) <= kLargestFollowed) {
    return of_all_states(model, course);
  }
  if (!network_obstacle(model).empty() || !driven_network_obstacle(model, course.drives).empty()) {
    return std::nullopt;
  }
  return of_one_quantum(model, course);
}

}  // namespace

std::vector<DriveSpeed> drive_speeds(const Model& model, const Course& course) {
  const std::optional<FollowedHamiltonian> hamiltonian = followed_hamiltonian(model, course);
  if (!hamiltonian) return {};
  return drive_speeds(course.drives, drive_samples(course.drives, course.times.back()),
                      *hamiltonian);
}

}  // namespace quflux::inline validity

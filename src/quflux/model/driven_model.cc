#include "quflux/model/driven_model.h"

#include <algorithm>
#include <numbers>

#include "quflux/core/error.h"

namespace quflux::inline model {

DrivenModel::DrivenModel(const Model& model, const std::vector<Drive>& drives)
    : model_(model), drives_(drives), numbers_(model_, drives), systems_(model_) {}

const Model& DrivenModel::model_at(double time, const Stretch& on) {
  numbers_.set(time, on);
  return model_;
}

const System& DrivenModel::at(double time, const Stretch& on) {
  numbers_.set(time, on);
  try {
    return systems_.build(model_);
  } catch (const NoAnswer& error) {
    throw NoAnswer(fmt::format("at t = {} of the drive: {}", time, error.what()));
  }
}

Matrix DrivenModel::response(std::size_t drive, double time, const Stretch& on,
                             HamiltonianOf hamiltonian) {
  const std::string& path = drives_[drive].path;
  if (path.starts_with("bath.") || path.starts_with("lindblad.")) {
    const Eigen::Index d = dimension(model_);
    return Matrix::Zero(d, d);
  }
  // H is linear in its numbers but for phases, in which it is a cosine: either way half of this
  // difference is the derivative, without an error.
  const double step = path.ends_with(".phase") ? std::numbers::pi / 2 : 1;
  numbers_.set(time, on);
  double& number = parameter(model_, path);
  const double now = number;
  number = now + step;
  Matrix above = hamiltonian(systems_.build(model_));
  number = now - step;
  above -= hamiltonian(systems_.build(model_));
  number = now;
  return above / 2;
}

Matrix DrivenModel::slope(double time, const Stretch& on) {
  const Eigen::Index d = dimension(model_);
  Matrix sum = Matrix::Zero(d, d);
  for (std::size_t k = 0; k < drives_.size(); ++k) {
    const double speed = slope_at(drives_[k].shape, time, on).value_or(0);
    if (speed != 0) sum += speed * response(k, time, on);
  }
  return sum;
}

}  // namespace quflux::inline model

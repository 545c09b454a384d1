#include "quflux/model/driven_model.h"

#include <algorithm>
#include <numbers>

#include "quflux/core/error.h"

namespace quflux::inline model {

DrivenModel::DrivenModel(const Model& model, const std::vector<Drive>& drives)
    : model_(model), drives_(drives), numbers_(model_, drives), systems_(model_) {}

const Model& DrivenModel::model_at(const Instant& now) {
  numbers_.set(now);
  return model_;
}

const System& DrivenModel::at(const Instant& now) {
  numbers_.set(now);
  try {
    return systems_.build(model_);
  } catch (const NoAnswer& error) {
    throw NoAnswer(fmt::format("at t = {} of the drive: {}", now.time(), error.what()));
  }
}

Matrix DrivenModel::response(std::size_t drive, const Instant& now, HamiltonianOf hamiltonian) {
  const std::string& path = drives_[drive].path;
  if (path.starts_with("bath.") || path.starts_with("lindblad.")) {
    const Eigen::Index d = dimension(model_);
    return Matrix::Zero(d, d);
  }
  // H is linear in its numbers but for phases, in which it is a cosine: either way half of this
  // difference is the derivative, without an error.
  const double step = path.ends_with(".phase") ? std::numbers::pi / 2 : 1;
  numbers_.set(now);
  double& number = parameter(model_, path);
  const double value = number;
  number = value + step;
  Matrix above = hamiltonian(systems_.build(model_));
  number = value - step;
  above -= hamiltonian(systems_.build(model_));
  number = value;
  return above / 2;
}

Matrix DrivenModel::slope(const Instant& now) {
  const Eigen::Index d = dimension(model_);
  Matrix sum = Matrix::Zero(d, d);
  for (std::size_t k = 0; k < drives_.size(); ++k) {
    const double speed = slope_at(drives_[k].shape, now);
    if (speed != 0) sum += speed * response(k, now);
  }
  return sum;
}

}  // namespace quflux::inline model

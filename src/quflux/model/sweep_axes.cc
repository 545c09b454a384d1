#include "quflux/model/sweep_axes.h"

namespace quflux {

std::size_t grid_size(const Sweep& sweep) {
  std::size_t size = 1;
  for (const SweepAxis& axis : sweep.axes) {
    size *= axis.values.size();
  }
  return size;
}

BoundSweep::BoundSweep(Model& model, const Sweep& sweep) {
  for (const SweepAxis& axis : sweep.axes) {
    axes_.push_back({&parameter(model, axis.path), axis.values});
  }
  for (const Follow& follow : sweep.follows) {
    ties_.push_back({&parameter(model, follow.path), &parameter(model, follow.source),
                     follow.factor, follow.offset});
  }
}

void BoundSweep::set_point(std::size_t index) const {
  for (std::size_t i = axes_.size(); i-- > 0;) {
    const std::size_t size = axes_[i].values.size();
    *axes_[i].target = axes_[i].values[index % size];
    index /= size;
  }
  for (const Tie& tie : ties_) {
    *tie.target = tie.factor * *tie.source + tie.offset;
  }
}

}  // namespace quflux

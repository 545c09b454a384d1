#include "quflux/model/sweep_axes.h"

#include <algorithm>

namespace quflux::inline model {

std::size_t grid_size(const Sweep& sweep) {
  std::size_t size = 1;
  for (const SweepAxis& axis : sweep.axes) {
    size *= axis.values.size();
  }
  return size;
}

BoundSweep::BoundSweep(Model& model, const Sweep& sweep, std::size_t repeats) : repeats_(repeats) {
  for (const SweepAxis& axis : sweep.axes) {
    axes_.push_back({&parameter(model, axis.path), axis.values, 0});
  }
  for (const Follow& follow : sweep.follows) {
    ties_.push_back({&parameter(model, follow.path), &parameter(model, follow.source),
                     follow.factor, follow.offset});
  }
}

bool BoundSweep::changes(const double* number) const {
  return std::ranges::find(axes_, number, &Axis::target) != axes_.end() ||
         std::ranges::find(ties_, number, &Tie::target) != ties_.end();
}

void BoundSweep::move_to(std::size_t index) {
  for (std::size_t i = axes_.size(); i-- > 0;) {
    const std::size_t size = axes_[i].values.size();
    axes_[i].position = index % size;
    index /= size;
  }
}

void BoundSweep::move_to_next() {
  for (std::size_t i = axes_.size(); i-- > 0;) {
    if (++axes_[i].position < axes_[i].values.size()) return;
    axes_[i].position = 0;
  }
}

void BoundSweep::set_point(std::size_t index) {
  index /= repeats_;
  if (index == index_ + 1) {
    move_to_next();
  } else if (index != index_) {
    move_to(index);
  }
  index_ = index;
  for (const Axis& axis : axes_) *axis.target = axis.values[axis.position];
  for (const Tie& tie : ties_) {
    *tie.target = tie.factor * *tie.source + tie.offset;
  }
}

}  // namespace quflux::inline model

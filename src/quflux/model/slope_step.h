#pragma once

#include <string_view>

#include "quflux/model/model.h"

namespace quflux::inline model {

/// From where to where a number of a model is changed for the slopes of its matrices: these are
/// (f(value + step) - f(value - step))/distance exactly, since they are linear in all numbers but
/// phases, and cos(phase) of one matrix plus sin(phase) of another.
struct SlopeStep {
  double step;
  double distance;
};

SlopeStep slope_step(const Model& model, std::string_view path);

}  // namespace quflux::inline model

#include "quflux/model/slope_step.h"

#include <numbers>

namespace quflux::inline model {

SlopeStep slope_step(const Model& model, std::string_view path) {
  if (path.starts_with("coupling.") && path.ends_with(".phase")) return {std::numbers::pi / 2, 2};
  const double value = parameter(model, path);
  const double step = value != 0 ? value : 1;
  return {step, 2 * step};
}

}  // namespace quflux::inline model

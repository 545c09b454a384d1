#include "quflux/road/road.h"

#include <fmt/core.h>

namespace quflux::inline road {

std::string obstacle(const Road& road, const Model& model, const RoadEquation& equation,
                     const Quantities& quantities, const std::optional<Course>& course) {
  if (!course) return road.obstacle(model, equation, quantities);
  if (!road.in_time) return fmt::format("{} is not followed in time yet", road.solves);
  if (!course->drives.empty() && !road.in_time->follows_drives) {
    return fmt::format("{} with a drive is not followed by its moments", road.solves);
  }
  return road.in_time->obstacle(model, equation, quantities, *course);
}

}  // namespace quflux::inline road

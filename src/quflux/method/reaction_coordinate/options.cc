#include "quflux/method/reaction_coordinate/options.h"

#include <cmath>

namespace quflux::inline reaction_coordinate {

namespace {

constexpr double kMostLevels = 100;
constexpr double kMostModes = 4;

}  // namespace

CoordinateOptions coordinate_options(const Options& options) {
  CoordinateOptions result;
  result.tolerance = option<double>(options, "tolerance").value_or(result.tolerance);
  if (const auto levels = option<double>(options, "levels")) result.levels = std::lround(*levels);
  if (const auto modes = option<double>(options, "modes")) {
    result.modes = static_cast<int>(std::lround(*modes));
  }
  result.equation = option<std::string>(options, "equation").value_or(result.equation);
  return result;
}

OptionKey levels_option() {
  return {"levels", "of each reaction coordinate, instead of as many as the tolerance needs",
          NumberOption{.at_least = 2, .at_most = kMostLevels, .whole = true}};
}

OptionKey modes_option() {
  return {"modes",
          "Brownian terms that a bath is fitted by, a reaction coordinate each, instead of one "
          "coordinate by its moments",
          NumberOption{.at_least = 1, .at_most = kMostModes, .whole = true}};
}

OptionKey enlarged_equation_option() {
  return {"equation", "that solves the model with its reaction coordinates",
          WordOption{{"redfield", "partial_secular", "global"}}};
}

}  // namespace quflux::inline reaction_coordinate

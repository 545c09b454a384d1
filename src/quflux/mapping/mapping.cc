// The table of mappings. A new one is a row here, with its own file.

#include "quflux/mapping/mapping.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/mapping/coordinate_levels.h"
#include "quflux/mapping/fitted_coordinates.h"
#include "quflux/mapping/reaction_coordinate.h"
#include "quflux/mapping/surrogate.h"

namespace quflux::inline mapping {

namespace {

// What levels leave of the populations of a mode.
constexpr double kTolerance = 1e-4;

Model with_reaction_coordinates(const Model& model, const MappingOptions& options) {
  const auto coordinates = options.modes
                               ? fitted_coordinates(model, *options.modes).coordinates
                               : coordinates_of_baths(model, [](const SpectralDensity& density) {
                                   return reaction_coordinates(density);
                                 });
  const std::vector<ThermalCoordinate> modes = thermal_coordinates(model, coordinates);
  std::vector<Eigen::Index> levels = first_levels(modes, kTolerance);
  if (options.levels) std::ranges::fill(levels, *options.levels);
  return enlarge(model, coordinates, levels).model;
}

template <ModeKind kind>
Model with_surrogates(const Model& model, const MappingOptions& options) {
  if (!model.lindblad.empty()) {
    throw NoAnswer("surrogate modes are known for thermal baths, but not beside [[lindblad]]");
  }
  if (kind == ModeKind::two_level && options.levels) {
    throw Error(fmt::format(
        "levels is {}, but the two-level modes of 'surrogate' have two; leave it out, or "
        "map to 'surrogate_bosons'",
        *options.levels));
  }
  const std::size_t count =
      options.modes ? static_cast<std::size_t>(*options.modes) : usual_count(kind);
  const std::vector<SurrogateMode> modes = fit_surrogates(model, kind, count).modes;
  std::vector<std::size_t> levels;
  for (const SurrogateMode& mode : modes) {
    levels.push_back(options.levels ? static_cast<std::size_t>(*options.levels)
                                    : boson_levels(mode, model.baths[mode.bath].temperature));
  }
  return surrogate_model(model, kind, modes, levels);
}

}  // namespace

const MappingTable& mappings() {
  static const MappingTable table{
      {.name = "reaction_coordinate",
       .help = "a mode of each bath joins the system, with what is left of the bath on it",
       .equation = "redfield",
       .map = with_reaction_coordinates},
      {.name = "surrogate",
       .help = "a few two-level modes in the place of each bath, swapped for thermal ones by "
               "[[lindblad]] channels",
       .equation = "redfield",
       .map = with_surrogates<ModeKind::two_level>},
      {.name = "surrogate_bosons",
       .help = "a few damped oscillators in the place of each bath",
       .equation = "redfield",
       .map = with_surrogates<ModeKind::boson>}};
  return table;
}

const MappingKind& find_mapping(std::string_view name, const MappingTable& table) {
  const auto found = std::ranges::find(table, name, &MappingKind::name);
  if (found != table.end()) return *found;
  std::vector<std::string> names;
  for (const MappingKind& kind : table) names.push_back(kind.name);
  throw Error(fmt::format("there is no mapping '{}'{}", name, did_you_mean(name, names)));
}

}  // namespace quflux::inline mapping

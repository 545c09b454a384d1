#include "quflux/mapping/fitted_coordinates.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/mapping/brownian_fit.h"
#include "quflux/mapping/moments.h"
#include "quflux/mapping/transition_frequencies.h"

namespace quflux::inline mapping {

namespace {

constexpr double kLargestError = 0.05;
// Ohmic baths are below 0.13 with one term; what falls off faster towards w = 0 stays above 0.25.
constexpr double kLargestBandError = 0.2;

bool is_brownian(const SpectralDensity& density) {
  const auto* sum = std::get_if<DensitySum>(&density);
  if (sum == nullptr) return std::holds_alternative<Brownian>(density);
  return std::ranges::all_of(
      sum->terms, [](const SingleDensity& term) { return std::holds_alternative<Brownian>(term); });
}

}  // namespace

std::string fit_obstacle(const SpectralDensity& density) {
  return std::visit(Overload{[](const Table&) -> std::string { return ""; },
                             [](const Function&) -> std::string { return ""; },
                             [](const DensitySum& sum) {
                               std::string reason;
                               for (const SingleDensity& term : sum.terms) {
                                 if (reason.empty()) reason = fit_obstacle(any_density(term));
                               }
                               return reason;
                             },
                             [](const auto& other) { return moments_obstacle(other); }},
                    density);
}

FittedCoordinates fitted_coordinates(const Model& model, int modes) {
  FittedCoordinates found;
  std::size_t j = 0;
  found.coordinates = coordinates_of_baths(model, [&](const SpectralDensity& density) {
    const std::size_t bath = j++;
    if (is_brownian(density)) return reaction_coordinates(density);
    if (std::string reason = fit_obstacle(density); !reason.empty()) throw NoAnswer(reason);
    const BrownianFit fit = fit_brownian(density, modes, transition_frequencies(model, bath));
    if (!(fit.error <= kLargestError && fit.band_error <= kLargestBandError)) {
      throw NoAnswer(fmt::format(
          "{} Brownian {} {:.2g} off its density at a transition frequency and {:.2g} over its "
          "band; use more 'modes', or heom",
          modes, modes == 1 ? "term is" : "terms are", fit.error, fit.band_error));
    }
    if (fit.error > found.error) {
      found.error = fit.error;
      found.bath = model.baths[bath].name;
    }
    std::vector<ReactionCoordinate> own;
    for (const Brownian& term : fit.terms) own.push_back(reaction_coordinates(term).front());
    return own;
  });
  return found;
}

}  // namespace quflux::inline mapping

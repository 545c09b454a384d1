#include "quflux/mapping/reaction_coordinate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"
#include "quflux/mapping/moments.h"
#include "quflux/mapping/tabulate.h"

namespace quflux::inline mapping {

namespace {

// Eq. (87): of a Brownian density nothing is left but an Ohmic one.
ReactionCoordinate coordinate_of(const Brownian& b) {
  return {b.coupling, b.frequency, PowerLaw{b.width / b.frequency, 1}};
}

std::vector<ReactionCoordinate> coordinates_of_terms(const DensitySum& sum) {
  std::vector<ReactionCoordinate> coordinates;
  for (const SingleDensity& term : sum.terms) {
    if (const auto* brownian = std::get_if<Brownian>(&term)) {
      coordinates.push_back(coordinate_of(*brownian));
    }
  }
  return coordinates;
}

// Of a density times a number nothing changes but the coupling.
double take_coefficient(SpectralDensity& density) {
  auto* power = std::get_if<PowerLaw>(&density);
  return power != nullptr ? std::exchange(power->coefficient, 1.0) : 1.0;
}

// Eqs. (85) and (86).
ReactionCoordinate by_moments(SpectralDensity density) {
  const double coefficient = take_coefficient(density);
  const DensityMoments moments = density_moments(density);
  if (!(moments.first > 0 && std::isfinite(moments.first) && std::isfinite(moments.inverse))) {
    throw NoAnswer(
        "the spectral density has no finite moments above zero, which a reaction "
        "coordinate has its frequency from");
  }
  const double frequency = std::sqrt(moments.first / moments.inverse);
  ReactionCoordinate unit{std::sqrt(moments.first / (2 * std::numbers::pi * frequency)), frequency,
                          PowerLaw{}};
  unit.residual = tabulate([&](double w) { return residual_density(density, unit, w); }, frequency,
                           "the residual density of a reaction coordinate");
  unit.coupling *= std::sqrt(coefficient);
  return unit;
}

}  // namespace

double ReactionCoordinate::relative_width() const {
  return evaluate(residual, frequency) / frequency;
}

std::string coordinate_obstacle(const SpectralDensity& density) {
  return moments_obstacle(density);
}

std::vector<ReactionCoordinate> reaction_coordinates(const SpectralDensity& density) {
  if (const auto* brownian = std::get_if<Brownian>(&density)) return {coordinate_of(*brownian)};
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    std::vector<ReactionCoordinate> own = coordinates_of_terms(*sum);
    if (own.size() == sum->terms.size()) return own;
  }
  if (std::string reason = coordinate_obstacle(density); !reason.empty()) throw NoAnswer(reason);
  return {by_moments(density)};
}

CoordinatesOfBaths coordinates_of_baths(
    const Model& model,
    const std::function<std::vector<ReactionCoordinate>(const SpectralDensity&)>& of_density) {
  CoordinatesOfBaths found;
  for (const ModelBath& bath : model.baths) {
    try {
      found.push_back(of_density(bath.spectral_density));
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("bath '{}': {}", bath.name, error.what()));
    }
  }
  return found;
}

double residual_density(const SpectralDensity& density, const ReactionCoordinate& coordinate,
                        double frequency) {
  const double gamma = evaluate(density, frequency);
  if (gamma == 0) return 0;
  // Without quanta the Lamb shift at w and at -w has the two halves of the integral in W0.
  const Reservoir vacuum{density, 0};
  const double real = -lamb_shift(vacuum, frequency) - lamb_shift(vacuum, -frequency);
  return coordinate.coupling * coordinate.coupling * gamma / std::norm(Complex(real, gamma / 2));
}

Matrix reduced_state(const Matrix& enlarged, Eigen::Index dimension) {
  const Eigen::Index rest = enlarged.rows() / dimension;
  Matrix reduced(dimension, dimension);
  for (Eigen::Index b = 0; b < dimension; ++b) {
    for (Eigen::Index a = 0; a < dimension; ++a) {
      reduced(a, b) = enlarged.block(a * rest, b * rest, rest, rest).trace();
    }
  }
  return reduced;
}

}  // namespace quflux::inline mapping

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "quflux/bath/spectral_density.h"
#include "quflux/core/matrix.h"
#include "quflux/model/model.h"

namespace quflux::inline mapping {

/// A mode of a bath that takes the bath's place, Eq. (84): the system couples to
/// x = a + a^+ of it, and x to what is left of the bath.
struct ReactionCoordinate {
  double coupling;           ///< lambda
  double frequency;          ///< Omega
  SpectralDensity residual;  ///< gamma_res(w)

  /// gamma_res(Omega)/Omega, what damps the mode over its frequency: above 1 the residual bath is
  /// no weaker than the bath was.
  double relative_width() const;
};

/// Those of each bath of a model.
using CoordinatesOfBaths = std::vector<std::vector<ReactionCoordinate>>;

/// Why a density has no reaction coordinate: a moment that diverges, or is not known. Empty: it has
/// one.
std::string coordinate_obstacle(const SpectralDensity& density);

/// The reaction coordinate of a bath by the moments of its density, Eqs. (85) and (86). The
/// residual density is a table, right to some 1e-6 of itself. A Brownian density, and a sum of
/// such, has one coordinate for each term, without approximation: Eq. (87). Throws NoAnswer where
/// coordinate_obstacle() says why there is none.
std::vector<ReactionCoordinate> reaction_coordinates(const SpectralDensity& density);

/// Those of all baths by a function of a density. A NoAnswer of that names the bath.
CoordinatesOfBaths coordinates_of_baths(
    const Model& model,
    const std::function<std::vector<ReactionCoordinate>(const SpectralDensity&)>& of_density);

/// gamma_res(w) of the coordinate of a density at the frequency w > 0, Eq. (86).
double residual_density(const SpectralDensity& density, const ReactionCoordinate& coordinate,
                        double frequency);

/// A model in which baths have become modes with a residual bath each.
struct EnlargedModel {
  /// The sites or the matrix of the original model first, then an oscillator for each coordinate,
  /// named BATH_coordinate. A residual bath has the name of its bath; where a bath has several
  /// coordinates, BATH_1, BATH_2, ...
  Model model;
  std::vector<std::size_t> bath_of;  ///< the original bath of each bath of the model
};

/// Enlarges a model: `coordinates` has those of each bath, and `levels` how many levels each of
/// them has, one behind the other. Throws NoAnswer where the Hilbert space would be too large.
EnlargedModel enlarge(const Model& model, const CoordinatesOfBaths& coordinates,
                      const std::vector<Eigen::Index>& levels);

/// The density matrix of the original model, whose dimension is `dimension`, in that of an enlarged
/// one.
Matrix reduced_state(const Matrix& enlarged, Eigen::Index dimension);

}  // namespace quflux::inline mapping

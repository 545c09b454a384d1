#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline pair {

/// A parameter of many points: one number for all of them, or one for each.
class Column {
 public:
  Column(double value) : value_(value) {}  // NOLINT(google-explicit-constructor): 0.1 is a column
  template <std::convertible_to<std::span<const double>> Range>
  Column(const Range& values)  // NOLINT(google-explicit-constructor)
      : values_(values), varies_(true) {}

  bool varies() const { return varies_; }
  std::size_t size() const { return values_.size(); }  ///< of a column that varies
  const double* data() const { return varies_ ? values_.data() : &value_; }

 private:
  double value_ = 0;
  std::span<const double> values_;
  bool varies_ = false;
};

/// gamma(w)/c, how a spectral density depends on the frequency, for all points of a batch:
/// w^exponent exp(-w inverse_cutoff), or the Drude form w/(1 + (w inverse_cutoff)^2).
struct RateShape {
  double exponent = 1;
  double inverse_cutoff = 0;
  bool drude = false;

  bool operator==(const RateShape&) const = default;
};

/// The shape of a power law or a Drude density; none for others.
std::optional<RateShape> rate_shape(const SpectralDensity& density);

/// The coefficient c of such a density; zero for others.
double coefficient(const SpectralDensity& density);

/// The shapes of power laws, w^exponent exp(-w inverse_cutoff), of many points.
struct ShapeColumns {
  Column exponent1 = 1;
  Column inverse_cutoff1 = 0;
  Column exponent2 = 1;
  Column inverse_cutoff2 = 0;
};

/// Many pairs of two-level systems as a structure of arrays, see TwoLevelPair. Columns that vary
/// have `size` numbers and must outlive the batch. Energies between 1e-70 and 1e70 in the chosen
/// unit; units: hbar = k_B = 1.
struct PairBatch {
  std::size_t size = 0;
  Column omega1 = 1;
  Column omega2 = 1;
  Column coupling = 0;
  Column temperature1 = 0;
  Column temperature2 = 0;
  Column coefficient1 = 0;  ///< of the spectral density at atom 1
  Column coefficient2 = 0;
  RateShape shape1;
  RateShape shape2;
  /// In the place of the shapes, where those of power laws vary from point to point; known to
  /// pair_flows() alone.
  std::optional<ShapeColumns> shapes = std::nullopt;
};

}  // namespace quflux::inline pair

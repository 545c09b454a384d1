#pragma once

#include <complex>
#include <random>
#include <string>

#include "quflux/model/system.h"

/// Random models for property tests.
namespace quflux::inline model {

/// A Hermitian matrix with entries of order one, scaled to a width of about `scale`.
inline Matrix random_hermitian(std::mt19937_64& engine, Eigen::Index dimension, double scale) {
  std::normal_distribution<double> normal;
  Matrix m(dimension, dimension);
  for (Complex& entry : m.reshaped()) {
    entry = {normal(engine), normal(engine)};
  }
  return scale / 2 * (m + m.adjoint());
}

/// A power law w^n, n from 1 to 3, with or without a cutoff, or a Drude density, of strength about
/// 0.01.
inline SpectralDensity random_density(std::mt19937_64& engine) {
  std::uniform_real_distribution<double> uniform(0, 1);
  const double c = 0.002 + 0.02 * uniform(engine);
  switch (engine() % 3) {
    case 0:
      return PowerLaw{c, 1 + 2 * uniform(engine), std::nullopt};
    case 1:
      return PowerLaw{c, 1 + 2 * uniform(engine), 2 + 5 * uniform(engine)};
    default:
      return Drude{c, 2 + 5 * uniform(engine)};
  }
}

/// A system of 2 to `most` levels with 1 to 3 baths at temperatures from 0.2 to 2.2.
inline System random_system(std::uint64_t seed, std::uint64_t most = 6) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto dimension = static_cast<Eigen::Index>(2 + engine() % (most - 1));
  System system{random_hermitian(engine, dimension, 1), {}};
  const std::size_t baths = 1 + engine() % 3;
  for (std::size_t j = 0; j < baths; ++j) {
    system.baths.push_back({std::to_string(j),
                            random_hermitian(engine, dimension, 0.7),
                            {random_density(engine), 0.2 + 2 * uniform(engine)}});
  }
  return system;
}

}  // namespace quflux::inline model

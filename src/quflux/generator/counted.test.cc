#include "quflux/generator/counted.h"

#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"

namespace quflux::inline generator {
namespace {

Matrix random_matrix(Eigen::Index d, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Matrix m(d, d);
  for (Complex& z : m.reshaped()) z = Complex(normal(random), normal(random));
  return m;
}

// Terms of few elements are counted pair by pair, those of many by products of matrices: of the
// equations the first has such of one kind, the last of the other.
constexpr std::array kEquations{kGlobal, kPartialSecular, kRedfield};

RC_GTEST_PROP(Counted, DerivativesAreThoseOfTheDressedDissipator, (std::uint64_t seed)) {
  const System system = random_system(seed);
  for (const MasterEquation& equation : kEquations) {
    const Generator g = make_generator(system, equation);
    const Matrix x = random_matrix(g.energies.size(), seed);
    const double width = g.energies.maxCoeff() - g.energies.minCoeff();
    const double step = 1e-3 / width;
    for (std::size_t j = 0; j < g.dissipators.size(); ++j) {
      const auto dressed = [&](double s) {
        return dissipate_dressed(g, j, Dressing::system, s, x);
      };
      const Matrix plain = dissipate(g.dissipators[j], x);
      const Matrix plus = dressed(step);
      const Matrix minus = dressed(-step);
      const Matrix first = dissipate_derivative(g, j, Dressing::system, 1, x);
      const Matrix second = dissipate_derivative(g, j, Dressing::system, 2, x);
      // Central differences are off by the square of the step, in units of the width, and the
      // second loses six digits of rounding.
      const double scale = plain.norm();
      RC_ASSERT(((plus - minus) / (2 * step) - first).norm() <= 1e-5 * scale * width);
      RC_ASSERT(((plus - 2 * plain + minus) / (step * step) - second).norm() <=
                1e-5 * scale * width * width);
      const Complex counted =
          (counted_flow(g, j, Dressing::system).transpose() * x.reshaped()).value();
      RC_ASSERT(std::abs(first.trace() - counted) <= 1e-12 * scale * width);
    }
  }
}

// Of the global equation without degenerate levels each jump has one frequency, that of the system.
RC_GTEST_PROP(Counted, QuantaOfTheSystemAreItsEnergies, (std::uint64_t seed)) {
  const Generator g = make_generator(random_system(seed), kGlobal);
  const Matrix x = random_matrix(g.energies.size(), seed);
  for (std::size_t j = 0; j < g.dissipators.size(); ++j) {
    const double scale = dissipate(g.dissipators[j], x).norm();
    const Matrix by_system = dissipate_dressed(g, j, Dressing::system, 0.3, x);
    const Matrix by_quanta = dissipate_dressed(g, j, Dressing::quanta, 0.3, x);
    // Energies up to six or so times 0.3.
    RC_ASSERT((by_system - by_quanta).norm() <= 1e-11 * scale);
    for (int order = 1; order <= 3; ++order) {
      const Matrix difference = dissipate_derivative(g, j, Dressing::system, order, x) -
                                dissipate_derivative(g, j, Dressing::quanta, order, x);
      RC_ASSERT(difference.norm() <= 1e-11 * scale * std::pow(10, order));
    }
    RC_ASSERT(
        (counted_flow(g, j, Dressing::system) - counted_flow(g, j, Dressing::quanta)).norm() <=
        1e-11 * scale);
  }
}

}  // namespace
}  // namespace quflux::inline generator

#include "quflux/generator/linear_generator.h"

#include <memory>

#include "quflux/generator/counted.h"

namespace quflux::inline generator {

namespace {

using Eigen::Index;

Matrix as_matrix(const Vector& x, Index d) { return x.reshaped(d, d); }

}  // namespace

LinearGenerator linear_generator(const Generator& generator, Dressing dressing) {
  const auto g = std::make_shared<const Generator>(generator);
  const Index d = g->energies.size();
  LinearGenerator result;
  result.size = d * d;
  result.completely_positive = g->completely_positive;
  result.apply = [g, d](const Vector& x, Vector& y) {
    Matrix derivative;
    find_derivative(*g, as_matrix(x, d), derivative);
    y = derivative.reshaped();
  };
  result.apply_bath = [g, d](std::size_t bath, const Vector& x, Vector& y) {
    y = dissipate(g->dissipators.at(bath), as_matrix(x, d)).reshaped();
  };
  result.dressed = [g, d, dressing](std::size_t bath, double s, const Vector& x, Vector& y) {
    y = dissipate_dressed(*g, bath, dressing, s, as_matrix(x, d)).reshaped();
  };
  result.dressed_derivative = [g, d, dressing](std::size_t bath, int order, const Vector& x,
                                               Vector& y) {
    y = dissipate_derivative(*g, bath, dressing, order, as_matrix(x, d)).reshaped();
  };
  result.dense = [g] { return superoperator(*g); };
  result.trace = Matrix::Identity(d, d).reshaped();
  result.adjoints.resize(static_cast<std::size_t>(d * d));
  for (Index i = 0; i < d * d; ++i) {
    result.adjoints[static_cast<std::size_t>(i)] = i % d * d + i / d;
  }
  for (std::size_t j = 0; j < g->dissipators.size(); ++j) {
    result.flows.push_back(counted_flow(*g, j, dressing));
  }
  result.density_matrix = [g, d](const Vector& x) {
    return from_energy_basis(*g, as_matrix(x, d));
  };
  result.vector = [g](const Matrix& rho) -> Vector { return to_energy_basis(*g, rho).reshaped(); };
  return result;
}

}  // namespace quflux::inline generator

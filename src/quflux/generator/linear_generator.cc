#include "quflux/generator/linear_generator.h"

#include <cmath>
#include <memory>

namespace quflux::inline generator {

namespace {

using Eigen::Index;

Matrix as_matrix(const Vector& x, Index d) { return x.reshaped(d, d); }

// <H|L_j: J_j = sum over terms of gain (A_ra B_rb^* rho_ab + c.c.), see find_energy_flows().
Vector flow_functional(const Generator& g, const Dissipator& dissipator) {
  const Index d = g.energies.size();
  Vector result = Vector::Zero(d * d);
  std::vector<std::vector<MatrixElement>> rows(static_cast<std::size_t>(d));  // of A
  for (const Dissipator::Term& term : dissipator.terms) {
    for (const MatrixElement& a : dissipator.a(term)) {
      rows[static_cast<std::size_t>(a.row)].push_back(a);
    }
    for (const MatrixElement& b : dissipator.b(term)) {
      const double gained = g.energies(b.row) - g.energies(b.column);
      for (const MatrixElement& a : rows[static_cast<std::size_t>(b.row)]) {
        const Complex weight = gained * a.value * std::conj(b.value);
        result(b.column * d + a.column) += weight;
        result(a.column * d + b.column) += std::conj(weight);
      }
    }
    for (const MatrixElement& a : dissipator.a(term)) {
      rows[static_cast<std::size_t>(a.row)].clear();
    }
  }
  return result;
}

}  // namespace

LinearGenerator linear_generator(const Generator& generator) {
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
  result.dressed = [g, d](std::size_t bath, double s, const Vector& x, Vector& y) {
    // Energies count from their mean, which drops out, so that factors stay near one.
    const RealVector w = (s / 2 * (g->energies.array() - g->energies.mean())).exp();
    const RealVector inverse = w.cwiseInverse();
    const Matrix undressed = inverse.asDiagonal() * as_matrix(x, d) * inverse.asDiagonal();
    const Matrix changed = dissipate(g->dissipators.at(bath), undressed);
    y = (w.asDiagonal() * changed * w.asDiagonal()).eval().reshaped();
  };
  result.dense = [g] { return superoperator(*g); };
  result.trace = Matrix::Identity(d, d).reshaped();
  result.adjoints.resize(static_cast<std::size_t>(d * d));
  for (Index i = 0; i < d * d; ++i) {
    result.adjoints[static_cast<std::size_t>(i)] = i % d * d + i / d;
  }
  for (const Dissipator& dissipator : g->dissipators) {
    result.flows.push_back(flow_functional(*g, dissipator));
  }
  result.density_matrix = [g, d](const Vector& x) {
    return from_energy_basis(*g, as_matrix(x, d));
  };
  result.vector = [g](const Matrix& rho) -> Vector { return to_energy_basis(*g, rho).reshaped(); };
  return result;
}

}  // namespace quflux::inline generator

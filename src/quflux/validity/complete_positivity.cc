#include "quflux/validity/complete_positivity.h"

#include <algorithm>
#include <map>
#include <utility>

#include "quflux/numerics/decompositions.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;
using Places =
    std::map<std::pair<Index, Index>, Index>;  // of matrix elements among those there are

Places places_of(const Dissipator& dissipator, Index dimension) {
  Places places;
  bool diagonal = false;
  for (const auto* elements : {&dissipator.a_elements, &dissipator.b_elements}) {
    for (const MatrixElement& e : *elements) {
      places[{e.row, e.column}] = 0;
      diagonal = diagonal || e.row == e.column;
    }
  }
  for (Index k = 0; diagonal && k < dimension; ++k) places[{k, k}] = 0;
  Index next = 0;
  for (auto& [element, place] : places) place = next++;
  return places;
}

// Takes the multiples of the identity out of both sides: they add to H alone.
void take_out_identity(const Places& places, Index dimension, Matrix& c) {
  Vector identity = Vector::Zero(c.rows());
  for (const auto& [element, place] : places) {
    if (element.first == element.second) identity(place) = 1;
  }
  if (identity.isZero(0)) return;
  identity /= std::sqrt(static_cast<double>(dimension));
  const Matrix rest = Matrix::Identity(c.rows(), c.rows()) - identity * identity.adjoint();
  c = rest * c * rest;
}

}  // namespace

double negative_part(const Dissipator& dissipator, Index dimension) {
  constexpr double kRounding = 1e-12;
  const Places places = places_of(dissipator, dimension);
  const auto n = static_cast<Index>(places.size());
  Matrix c = Matrix::Zero(n, n);
  for_each_product(dissipator, [&](const MatrixElement& a, const MatrixElement& b, Complex value) {
    const Index k = places.at({a.row, a.column});
    const Index l = places.at({b.row, b.column});
    c(k, l) += value;
    c(l, k) += std::conj(value);
  });
  take_out_identity(places, dimension, c);
  if (n == 0) return 0;
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(c, Eigen::EigenvaluesOnly);
  const double largest = solver.eigenvalues().maxCoeff();
  const double ratio = largest > 0 ? -solver.eigenvalues().minCoeff() / largest : 0;
  return ratio > kRounding ? ratio : 0;
}

}  // namespace quflux::inline validity

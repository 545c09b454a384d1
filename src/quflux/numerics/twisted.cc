#include "quflux/numerics/twisted.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

// Eigenvalues that are solved for at once: the steps of one wait for each other.
constexpr Index kLanes = 8;
using Lanes = Eigen::Array<double, kLanes, 1>;
using LanesOfSites = Eigen::Array<double, kLanes, Eigen::Dynamic>;

// In the place of a pivot of zero.
constexpr double kTinyPivot = 1e-150;

struct Element {
  Index site;
  double value;
};

// The pivots of T - x from the first site on and from the last one on, and eigenvectors.
struct Twisted {
  LanesOfSites forward;
  LanesOfSites backward;
  LanesOfSites vectors;
};

Lanes pivot(const Lanes& x) { return (x == 0).select(kTinyPivot, x); }

// Eigenvectors of length one of eigenvalues next to x, which moves to them.
void solve_twisted(const RealVector& diagonal, const RealVector& beside, Lanes& x, Twisted& t) {
  const Index n = diagonal.size();
  t.forward.col(0) = pivot(diagonal(0) - x);
  for (Index i = 1; i < n; ++i) {
    t.forward.col(i) =
        pivot(diagonal(i) - x - beside(i - 1) * beside(i - 1) / t.forward.col(i - 1));
  }
  t.backward.col(n - 1) = pivot(diagonal(n - 1) - x);
  for (Index i = n - 1; i-- > 0;) {
    t.backward.col(i) = pivot(diagonal(i) - x - beside(i) * beside(i) / t.backward.col(i + 1));
  }
  for (Index lane = 0; lane < kLanes; ++lane) {
    const auto forward = t.forward.row(lane);
    const auto backward = t.backward.row(lane);
    auto z = t.vectors.row(lane);
    const auto twist = [&](Index i) { return forward(i) + backward(i) - (diagonal(i) - x(lane)); };
    Index largest = 0;
    for (Index i = 1; i < n; ++i) {
      if (std::abs(twist(i)) < std::abs(twist(largest))) largest = i;
    }
    z(largest) = 1;
    for (Index i = largest; i-- > 0;) z(i) = -beside(i) / forward(i) * z(i + 1);
    for (Index i = largest + 1; i < n; ++i) z(i) = -beside(i - 1) / backward(i) * z(i - 1);
    const double square = z.square().sum();
    x(lane) += twist(largest) / square;
    z /= std::sqrt(square);
  }
}

bool falls_into_blocks(const RealVector& beside, double scale) {
  constexpr double kRounding = std::numeric_limits<double>::epsilon();
  return (beside.array().abs() <= kRounding * scale).any();
}

// Rounding over the gap is what an eigenvector has of its neighbour's.
bool are_close(const RealVector& values, double scale) {
  constexpr double kClose = 1e-9;
  const Index n = values.size();
  return ((values.tail(n - 1) - values.head(n - 1)).array() <= kClose * scale).any();
}

// Whether the vectors are as long in the eigenvectors as they are.
bool keep_lengths(const RealMatrix& components, const RealMatrix& vectors) {
  constexpr double kAccuracy = 1e-8;
  for (Index j = 0; j < vectors.cols(); ++j) {
    const double square = vectors.col(j).squaredNorm();
    if (!(std::abs(components.col(j).squaredNorm() - square) <= kAccuracy * square)) return false;
  }
  return true;
}

std::vector<std::vector<Element>> elements_of(const RealMatrix& vectors) {
  std::vector<std::vector<Element>> result(static_cast<std::size_t>(vectors.cols()));
  for (Index j = 0; j < vectors.cols(); ++j) {
    for (Index i = 0; i < vectors.rows(); ++i) {
      if (vectors(i, j) != 0) result[static_cast<std::size_t>(j)].push_back({i, vectors(i, j)});
    }
  }
  return result;
}

}  // namespace

std::optional<RealMatrix> twisted_components(const RealVector& diagonal, const RealVector& beside,
                                             const RealVector& values, const RealMatrix& vectors) {
  const Index n = diagonal.size();
  const double middle = diagonal.mean();
  const double scale = (values.array() - middle).abs().maxCoeff();
  if (n < 2 || are_close(values, scale) || falls_into_blocks(beside.head(n - 1), scale)) {
    return std::nullopt;
  }
  const RealVector shifted = diagonal.array() - middle;
  const auto elements = elements_of(vectors);
  Twisted t{LanesOfSites(kLanes, n), LanesOfSites(kLanes, n), LanesOfSites(kLanes, n)};
  RealMatrix result(n, vectors.cols());
  for (Index begin = 0; begin < n; begin += kLanes) {
    const Index count = std::min(kLanes, n - begin);
    Lanes x = Lanes::Constant(values(begin) - middle);
    x.head(count) = values.segment(begin, count).array() - middle;
    // The second time of the eigenvalue to all its digits.
    for (int time = 0; time < 2; ++time) solve_twisted(shifted, beside, x, t);
    for (Index j = 0; j < vectors.cols(); ++j) {
      Lanes sum = Lanes::Zero();
      for (const auto& [site, value] : elements[static_cast<std::size_t>(j)]) {
        sum += value * t.vectors.col(site);
      }
      result.col(j).segment(begin, count) = sum.head(count);
    }
  }
  if (!keep_lengths(result, vectors)) return std::nullopt;
  return result;
}

}  // namespace quflux::inline numerics

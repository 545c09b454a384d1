#include "quflux/numerics/arrowhead.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "quflux/core/parallel.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

constexpr double kUnitRounding = std::numeric_limits<double>::epsilon();

// An eigenvalue as its distance from one of the diagonal elements, to which it may be close.
struct Root {
  double origin = 0;
  double offset = 0;

  double value() const { return origin + offset; }
};

// lambda - tip - sum_i z_i^2/(lambda - d_i), which grows between any two of the d_i.
class Secular {
 public:
  // d ascends.
  Secular(double tip, const RealVector& z, const RealVector& d)
      : tip_(tip), squares_(z.cwiseAbs2()), d_(d), reach_(z.norm()) {}

  // The k-th from below, 0 <= k <= size: between d_{k-1} and d_k.
  Root root(Index k) const {
    const Index n = d_.size();
    const double below = k > 0 ? d_(k - 1) : std::min(tip_, d_(0)) - reach_;
    const double above = k < n ? d_(k) : std::max(tip_, d_(n - 1)) + reach_;
    if (k == 0) return root_from(above, below - above, 0);
    if (k == n) return root_from(below, 0, above - below);
    const double half = (above - below) / 2;
    return at(below, half).value >= 0 ? root_from(below, 0, half) : root_from(above, -half, 0);
  }

 private:
  struct Value {
    double value;
    double slope;
    double size;  // of its terms
  };

  Value at(double origin, double offset) const {
    const RealArray distance = offset - (d_.array() - origin);
    const RealArray terms = squares_.array() / distance;
    return {(origin - tip_) + offset - terms.sum(), 1 + (terms / distance).sum(),
            std::abs(origin - tip_) + std::abs(offset) + terms.abs().sum()};
  }

  // In (low, high), at one end of which is the origin, a pole that times the offset is none.
  Root root_from(double origin, double low, double high) const {
    constexpr int kMostSteps = 200;
    double offset = (low + high) / 2;
    for (int step = 0; step < kMostSteps; ++step) {
      const Value f = at(origin, offset);
      if (std::abs(f.value) <= 4 * kUnitRounding * f.size) break;
      (f.value < 0 ? low : high) = offset;
      // Newton's step for offset x f, which has no pole at the origin.
      double next = offset - offset * f.value / (f.value + offset * f.slope);
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (std::abs(next - offset) <= kUnitRounding * std::abs(offset)) break;
      offset = next;
    }
    return {origin, offset};
  }

  using RealArray = Eigen::ArrayXd;

  double tip_;
  RealVector squares_;
  RealVector d_;
  double reach_;
};

// What is left of an arrowhead matrix whose elements beside the diagonal are not zero, and its
// diagonal elements not equal, up to rounding; eigenvalues of the others are in their places.
struct Deflated {
  std::vector<Index> kept;
  std::vector<Index> settled;
};

Deflated deflate(Arrowhead& a, RealMatrix& rows) {
  const double scale =
      std::max({std::abs(a.tip), a.beside.cwiseAbs().maxCoeff(), a.diagonal.cwiseAbs().maxCoeff()});
  const double tolerance = 8 * kUnitRounding * scale;
  std::vector<Index> order(static_cast<std::size_t>(a.diagonal.size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](Index k) { return a.diagonal(k); });
  Deflated result;
  for (const Index k : order) {
    if (std::abs(a.beside(k)) <= tolerance) {
      result.settled.push_back(k);
      continue;
    }
    if (!result.kept.empty()) {
      // A rotation of two takes all that is beside into the second of them.
      const Index before = result.kept.back();
      const double length = std::hypot(a.beside(before), a.beside(k));
      const double c = a.beside(k) / length;
      const double s = a.beside(before) / length;
      const double step = a.diagonal(k) - a.diagonal(before);
      if (std::abs(step * c * s) <= tolerance) {
        a.beside(before) = 0;
        a.beside(k) = length;
        const double first = a.diagonal(before);
        a.diagonal(before) = first + step * s * s;
        a.diagonal(k) = first + step * c * c;
        const RealVector column = rows.col(before);
        rows.col(before) = c * column - s * rows.col(k);
        rows.col(k) = s * column + c * rows.col(k);
        result.kept.back() = k;
        result.settled.push_back(before);
        continue;
      }
    }
    result.kept.push_back(k);
  }
  return result;
}

// |z_i| of the matrix whose eigenvalues the roots are exactly, to which its eigenvectors belong:
// products over roots and poles that have them between each other.
RealVector exact_beside(const std::vector<Root>& roots, const RealVector& d) {
  const Index n = d.size();
  const auto from = [&](Index i, Index k) {
    const Root& root = roots[static_cast<std::size_t>(k)];
    return (root.origin - d(i)) + root.offset;
  };
  RealVector z(n);
  for (Index i = 0; i < n; ++i) {
    double square = -from(i, 0) * from(i, n);
    for (Index k = 1; k <= i; ++k) square *= from(i, k) / (d(k - 1) - d(i));
    for (Index k = i + 1; k < n; ++k) square *= from(i, k) / (d(k) - d(i));
    z(i) = std::sqrt(std::max(square, 0.0));
  }
  return z;
}

}  // namespace

EigenRows eigen_rows(Arrowhead a, const RealVector& at_tip, RealMatrix at_others) {
  if (a.diagonal.size() == 0) return {RealVector::Constant(1, a.tip), at_tip};
  const Deflated parts = deflate(a, at_others);
  const auto kept = static_cast<Index>(parts.kept.size());
  const auto settled = static_cast<Index>(parts.settled.size());
  EigenRows result{RealVector(kept + 1 + settled), RealMatrix(at_tip.size(), kept + 1 + settled)};
  result.values.tail(settled) = a.diagonal(parts.settled);
  result.rows.rightCols(settled) = at_others(Eigen::all, parts.settled);
  if (kept == 0) {
    result.values(0) = a.tip;
    result.rows.col(0) = at_tip;
    return result;
  }
  const RealVector d = a.diagonal(parts.kept);
  const RealVector beside = a.beside(parts.kept);
  const RealMatrix others = at_others(Eigen::all, parts.kept);
  const Secular secular(a.tip, beside, d);
  std::vector<Root> roots(static_cast<std::size_t>(kept) + 1);
  constexpr std::size_t kRootsOfAThread = 64;
  parallel_for(roots.size(), kRootsOfAThread, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) roots[k] = secular.root(static_cast<Index>(k));
  });
  RealVector z = exact_beside(roots, d);
  for (Index i = 0; i < kept; ++i) z(i) = std::copysign(z(i), beside(i));
  constexpr Index kAtOnce = 128;  // eigenvectors
  for (Index first = 0; first <= kept; first += kAtOnce) {
    const Index count = std::min(kAtOnce, kept + 1 - first);
    RealMatrix x(kept, count);
    for (Index k = 0; k < count; ++k) {
      const Root& root = roots[static_cast<std::size_t>(first + k)];
      x.col(k) = z.array() / (root.offset - (d.array() - root.origin));
      result.values(first + k) = root.value();
    }
    const RealVector lengths = (1 + x.colwise().squaredNorm().array()).sqrt();
    auto rows = result.rows.middleCols(first, count);
    rows = product(others, Form::plain, x, Form::plain).colwise() + at_tip;
    rows.array().rowwise() /= lengths.transpose().array();
  }
  return result;
}

}  // namespace quflux::inline numerics

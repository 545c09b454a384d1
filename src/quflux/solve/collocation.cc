#include "quflux/solve/collocation.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/stop.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr Index kCollocationStages = Collocation::kStages;

struct Tableau {
  RealVector nodes;     // c_j
  RealMatrix weights;   // a_ij
  RealMatrix last_two;  // coefficients of the polynomial of h f(Y_j), rows, as h is one
};

// P_0(x) to P_n(x).
RealVector legendre(double x, Index n) {
  RealVector p(n + 1);
  p(0) = 1;
  p(1) = x;
  for (Index k = 1; k < n; ++k) {
    const auto m = static_cast<double>(k);
    p(k + 1) = ((2 * m + 1) * x * p(k) - m * p(k - 1)) / (m + 1);
  }
  return p;
}

// Between -1 and 1: the zeros of the polynomials that are orthogonal with the weight 1 - x, and 1.
RealVector radau_points() {
  RealMatrix recurrence = RealMatrix::Zero(kCollocationStages - 1, kCollocationStages - 1);
  for (Index k = 0; k < kCollocationStages - 1; ++k) {
    const auto m = static_cast<double>(k);
    recurrence(k, k) = -1 / ((2 * m + 1) * (2 * m + 3));
    if (k > 0) {
      recurrence(k, k - 1) = recurrence(k - 1, k) = std::sqrt(m * (m + 1)) / (2 * m + 1);
    }
  }
  RealVector points(kCollocationStages);
  const Matrix hermitian = recurrence.cast<Complex>();
  points << Eigen::SelfAdjointEigenSolver<Matrix>(hermitian).eigenvalues(), 1;
  return points;
}

Tableau make_tableau() {
  const RealVector points = radau_points();
  RealMatrix values(kCollocationStages, kCollocationStages);     // P_k at the points
  RealMatrix integrals(kCollocationStages, kCollocationStages);  // of P_k, from -1 to the points
  for (Index i = 0; i < kCollocationStages; ++i) {
    const RealVector p = legendre(points(i), kCollocationStages);
    values.row(i) = p.head(kCollocationStages);
    integrals(i, 0) = points(i) + 1;
    for (Index k = 1; k < kCollocationStages; ++k) {
      integrals(i, k) = (p(k + 1) - p(k - 1)) / (2 * static_cast<double>(k) + 1);
    }
  }
  const RealMatrix coefficients = values.inverse();  // of the derivative
  Tableau result{(points.array() + 1) / 2, integrals * coefficients / 2,
                 coefficients.bottomRows(2)};
  result.last_two.row(0) /= 2 * (2 * static_cast<double>(kCollocationStages) - 3);
  result.last_two.row(1) /= 2 * (2 * static_cast<double>(kCollocationStages) - 1);
  return result;
}

const Tableau& tableau() {
  static const Tableau kTableau = make_tableau();
  return kTableau;
}

RealVector parts(const Eigen::Ref<const Vector>& y) {
  RealVector result(2 * y.size());
  result << y.real(), y.imag();
  return result;
}

}  // namespace

Collocation::Collocation(const Derivative& f, Index width) : f_(f), width_(width) {}

Collocation::Stage Collocation::stage(double time) const {
  Stage result{RealMatrix(2 * width_, 2 * width_), {}};
  Vector derivative(width_);
  f_(time, Vector::Zero(width_), derivative);
  result.b = parts(derivative);
  for (Index k = 0; k < 2 * width_; ++k) {
    Vector unit = Vector::Zero(width_);
    unit(k % width_) = k < width_ ? Complex(1) : Complex(0, 1);
    f_(time, unit, derivative);
    result.a.col(k) = parts(derivative) - result.b;
  }
  return result;
}

double Collocation::advance(double time, double step, Vector& y) {
  const Tableau& table = tableau();
  const Index n = 2 * width_;
  const Index columns = y.size() / width_;
  RealMatrix start(n, columns);
  for (Index c = 0; c < columns; ++c) start.col(c) = parts(y.segment(c * width_, width_));
  RealMatrix system = RealMatrix::Identity(kCollocationStages * n, kCollocationStages * n);
  RealMatrix slopes(kCollocationStages * n, columns);  // f(t + c_j h, y) first, and with Y_j then
  std::vector<RealMatrix> generators;
  for (Index j = 0; j < kCollocationStages; ++j) {
    throw_if_stopped();
    Stage at = stage(time + table.nodes(j) * step);
    slopes.middleRows(j * n, n) = (at.a * start).colwise() + at.b;
    for (Index i = 0; i < kCollocationStages; ++i) {
      system.block(i * n, j * n, n, n) -= step * table.weights(i, j) * at.a;
    }
    generators.push_back(std::move(at.a));
  }
  RealMatrix moved = RealMatrix::Zero(kCollocationStages * n, columns);  // Y_i - y
  for (Index i = 0; i < kCollocationStages; ++i) {
    for (Index j = 0; j < kCollocationStages; ++j) {
      moved.middleRows(i * n, n) += step * table.weights(i, j) * slopes.middleRows(j * n, n);
    }
  }
  moved = Eigen::PartialPivLU<RealMatrix>(system).solve(moved).eval();
  RealMatrix last = RealMatrix::Zero(n, columns);
  RealMatrix before = last;
  for (Index j = 0; j < kCollocationStages; ++j) {
    const RealMatrix slope = slopes.middleRows(j * n, n) +
                             generators[static_cast<std::size_t>(j)] * moved.middleRows(j * n, n);
    before += step * table.last_two(0, j) * slope;
    last += step * table.last_two(1, j) * slope;
  }
  const RealMatrix change = moved.bottomRows(n);
  for (Index c = 0; c < columns; ++c) {
    y.segment(c * width_, width_) +=
        change.col(c).head(width_).cast<Complex>() + Complex(0, 1) * change.col(c).tail(width_);
  }
  return std::max(before.cwiseAbs().maxCoeff(), last.cwiseAbs().maxCoeff());
}

}  // namespace quflux::inline solve

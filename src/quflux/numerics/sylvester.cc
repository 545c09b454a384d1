#include "quflux/numerics/sylvester.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "quflux/core/double_double.h"

namespace quflux::inline numerics {

namespace {

constexpr Eigen::Index kUnblocked = 24;  // below, products are too small to gain anything

using Block = Eigen::Ref<Matrix>;
using ConstBlock = Eigen::Ref<const Matrix>;

// T_a Y + Y T_b^+ = F, column by column from the last, each by back substitution.
void substitute(const ConstBlock& ta, const ConstBlock& tb, double smallest, Block f) {
  for (Eigen::Index l = tb.rows(); l-- > 0;) {
    for (Eigen::Index j = l + 1; j < tb.rows(); ++j) f.col(l) -= f.col(j) * std::conj(tb(l, j));
    for (Eigen::Index k = ta.rows(); k-- > 0;) {
      const Complex sum = ta(k, k) + std::conj(tb(l, l));
      f(k, l) /= std::abs(sum) < smallest ? smallest : sum;
      f.col(l).head(k) -= ta.col(k).head(k) * f(k, l);
    }
  }
}

// T_a Y + Y T_b^+ = F for upper triangular T_a, T_b; F becomes Y.
void solve_triangular(const ConstBlock& ta, const ConstBlock& tb, double smallest, Block f) {
  const Eigen::Index m = ta.rows();
  const Eigen::Index n = tb.rows();
  if (m <= kUnblocked && n <= kUnblocked) {
    substitute(ta, tb, smallest, f);
    return;
  }
  if (m >= n) {
    const Eigen::Index k = m / 2;
    solve_triangular(ta.bottomRightCorner(m - k, m - k), tb, smallest, f.bottomRows(m - k));
    add_product(-1, ta.topRightCorner(k, m - k), Form::plain, f.bottomRows(m - k), Form::plain,
                f.topRows(k));
    solve_triangular(ta.topLeftCorner(k, k), tb, smallest, f.topRows(k));
    return;
  }
  const Eigen::Index k = n / 2;
  solve_triangular(ta, tb.bottomRightCorner(n - k, n - k), smallest, f.rightCols(n - k));
  add_product(-1, f.rightCols(n - k), Form::plain, tb.topRightCorner(k, n - k), Form::adjoint,
              f.leftCols(k));
  solve_triangular(ta, tb.topLeftCorner(k, k), smallest, f.leftCols(k));
}

// T Y + Y T^+ = F for Hermitian F, which becomes Y.
void solve_hermitian(const ConstBlock& t, double smallest, Block f) {
  const Eigen::Index n = t.rows();
  if (n <= kUnblocked) {
    substitute(t, t, smallest, f);
    return;
  }
  const Eigen::Index k = n / 2;
  const auto upper = f.topRightCorner(k, n - k);
  const auto coupling = t.topRightCorner(k, n - k);
  solve_hermitian(t.bottomRightCorner(n - k, n - k), smallest, f.bottomRightCorner(n - k, n - k));
  add_product(-1, coupling, Form::plain, f.bottomRightCorner(n - k, n - k), Form::plain, upper);
  solve_triangular(t.topLeftCorner(k, k), t.bottomRightCorner(n - k, n - k), smallest, upper);
  f.bottomLeftCorner(n - k, k) = upper.adjoint();
  add_product(-1, coupling, Form::plain, upper, Form::adjoint, f.topLeftCorner(k, k));
  add_product(-1, upper, Form::plain, coupling, Form::adjoint, f.topLeftCorner(k, k));
  solve_hermitian(t.topLeftCorner(k, k), smallest, f.topLeftCorner(k, k));
}

// T Y + Y T^+ = F for F that is Hermitian up to rounding and becomes Y.
void solve_lyapunov(const Matrix& t, Matrix& f) {
  f = (f + f.adjoint().eval()) / 2;
  const double smallest = std::numeric_limits<double>::epsilon() * t.cwiseAbs().maxCoeff();
  solve_hermitian(t, std::max(smallest, std::numeric_limits<double>::min()), f);
}

// A unitary matrix that makes a diagonal block of a real Schur form triangular.
struct BlockRotation {
  Eigen::Index begin;
  Eigen::Matrix2cd v;
};

std::vector<BlockRotation> block_rotations(const RealMatrix& t) {
  std::vector<BlockRotation> result;
  for (Eigen::Index k = 0; k + 1 < t.rows(); ++k) {
    if (t(k + 1, k) == 0) continue;
    // The eigenvector (t01, lambda - t00) of the eigenvalue in the upper half plane.
    const double half = (t(k, k) - t(k + 1, k + 1)) / 2;
    const double square = half * half + t(k, k + 1) * t(k + 1, k);
    Eigen::Vector2cd v(t(k, k + 1), -half + std::sqrt(Complex(square)));
    v.normalize();
    result.push_back(
        {k, (Eigen::Matrix2cd() << v(0), -std::conj(v(1)), v(1), std::conj(v(0))).finished()});
    ++k;
  }
  return result;
}

// V^+ F V, V of the blocks.
void rotate(const std::vector<BlockRotation>& rotations, Matrix& f) {
  for (const auto& [k, v] : rotations) {
    f.middleCols<2>(k) = (f.middleCols<2>(k) * v).eval();
  }
  for (const auto& [k, v] : rotations) {
    f.middleRows<2>(k) = (v.adjoint() * f.middleRows<2>(k)).eval();
  }
}

std::vector<BlockRotation> adjoint(std::vector<BlockRotation> rotations) {
  for (BlockRotation& r : rotations) r.v.adjointInPlace();
  return rotations;
}

// X = U V T V^+ U^T with the real Schur form U and T triangular.
struct RealTriangular {
  RealMatrix u;
  std::vector<BlockRotation> v;
  Matrix t;
};

RealTriangular real_triangular(const RealMatrix& x) {
  RealSchur s = real_schur(x);
  RealTriangular form{std::move(s.u), block_rotations(s.t), s.t.cast<Complex>()};
  rotate(form.v, form.t);
  form.t.triangularView<Eigen::StrictlyLower>().setZero();
  return form;
}

// X C + C X^T = Q. An antisymmetric matrix is Hermitian when multiplied by i.
RealMatrix solve(const RealTriangular& form, const RealMatrix& q, Symmetry symmetry) {
  const bool symmetric = symmetry == Symmetry::symmetric;
  Matrix y =
      (symmetric ? Complex(1) : Complex(0, 1)) *
      product(product(form.u, Form::adjoint, q, Form::plain), Form::plain, form.u, Form::plain);
  rotate(form.v, y);
  solve_lyapunov(form.t, y);
  rotate(adjoint(form.v), y);
  const RealMatrix real = symmetric ? RealMatrix(y.real()) : RealMatrix(y.imag());
  RealMatrix c =
      product(product(form.u, Form::plain, real, Form::plain), Form::plain, form.u, Form::adjoint);
  const double sign = symmetric ? 1 : -1;
  c = (c + sign * c.transpose().eval()) / 2;
  return c;
}

}  // namespace

// T Y + Y T^+ = U^+ Q U, C = U Y U^+.
Matrix SylvesterSolver::solve(const Matrix& q) const {
  const auto& [t, u] = schur_;
  Matrix y = product(product(u, Form::adjoint, q, Form::plain), Form::plain, u, Form::plain);
  solve_lyapunov(t, y);
  Matrix c = product(product(u, Form::plain, y, Form::plain), Form::plain, u, Form::adjoint);
  c = (c + c.adjoint().eval()) / 2;
  return c;
}

Matrix SylvesterSolver::solve(const Matrix& q, Complex shift) const {
  const auto& [t, u] = schur_;
  Matrix y = product(product(u, Form::adjoint, q, Form::plain), Form::plain, u, Form::plain);
  Matrix shifted = t;
  shifted.diagonal().array() += shift;
  const double smallest = std::numeric_limits<double>::epsilon() * t.cwiseAbs().maxCoeff();
  solve_triangular(shifted, t, std::max(smallest, std::numeric_limits<double>::min()), y);
  return product(product(u, Form::plain, y, Form::plain), Form::plain, u, Form::adjoint);
}

SylvesterSolution solve_sylvester(const Matrix& x, const Matrix& q) {
  const SylvesterSolver solver(x);
  return {solver.solve(q), solver.eigenvalues()};
}

SylvesterSolution solve_sylvester(const RealVector& energies, const Matrix& k, const Matrix& q) {
  const Eigen::Index n = energies.size();
  const double mean = energies.mean();  // drops out of the commutator
  Matrix x = k;
  x.diagonal() += Complex(0, 1) * (energies.array() - mean).matrix().cast<Complex>();
  const SylvesterSolver solver(x);
  SylvesterSolution result{solver.solve(q), solver.eigenvalues().array() + Complex(0, mean)};
  const Matrix kc = product(k, Form::plain, result.c, Form::plain);
  Matrix residual = q - kc - kc.adjoint();
  for (Eigen::Index l = 0; l < n; ++l) {
    for (Eigen::Index m = 0; m < n; ++m) {
      residual(m, l) -= Complex(0, energies(m) - energies(l)) * result.c(m, l);
    }
  }
  result.c += solver.solve(residual);
  return result;
}

std::optional<SylvesterSolution> solve_weak_sylvester(const RealVector& energies, const Matrix& k,
                                                      const Matrix& q) {
  constexpr double kFast = 1e-9;  // each step takes nine digits
  constexpr int kSteps = 3;
  const Eigen::Index n = energies.size();
  RealVector sorted = energies;
  std::ranges::sort(sorted);
  double splitting = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 1; i < n; ++i) splitting = std::min(splitting, sorted(i) - sorted(i - 1));
  const double largest = static_cast<double>(n) * k.cwiseAbs().maxCoeff();
  const bool damped = k.diagonal().real().minCoeff() > kFast * k.cwiseAbs().maxCoeff();
  if (!damped || !(largest <= kFast * splitting)) return std::nullopt;
  Matrix others = k;
  others.diagonal().setZero();
  SylvesterSolution result{Matrix::Zero(n, n),
                           k.diagonal() + Complex(0, 1) * energies.cast<Complex>()};
  for (int step = 0; step < kSteps; ++step) {
    const Matrix kc = product(others, Form::plain, result.c, Form::plain);
    const Matrix source = q - kc - kc.adjoint();
    for (Eigen::Index l = 0; l < n; ++l) {
      for (Eigen::Index m = 0; m < n; ++m) {
        result.c(m, l) =
            source(m, l) / (Complex(0, energies(m) - energies(l)) + k(m, m) + std::conj(k(l, l)));
      }
    }
  }
  return result;
}

namespace {

// Q - X C -+ (X C)^T with sums of products in 31 digits.
RealMatrix residual_in_full(const RealMatrix& x, const RealMatrix& c, const RealMatrix& q,
                            double sign) {
  const Eigen::Index n = x.rows();
  BasicRealMatrix<DoubleDouble> xc = BasicRealMatrix<DoubleDouble>::Zero(n, n);
  for (Eigen::Index k = 0; k < n; ++k) {
    for (Eigen::Index j = 0; j < n; ++j) {
      for (Eigen::Index i = 0; i < n; ++i) {
        if (x(i, k) != 0) xc(i, j) += DoubleDouble::product(x(i, k), c(k, j));
      }
    }
  }
  return RealMatrix::NullaryExpr(n, n, [&](Eigen::Index i, Eigen::Index j) {
    return to_double(DoubleDouble(q(i, j)) - xc(i, j) - DoubleDouble(sign) * xc(j, i));
  });
}

RealMatrix residual(const RealMatrix& x, const RealMatrix& c, const RealMatrix& q, double sign) {
  const RealMatrix xc = product(x, Form::plain, c, Form::plain);
  return q - xc - sign * xc.transpose();
}

}  // namespace

RealSylvesterSolution solve_real_sylvester(const RealMatrix& x, const RealMatrix& q,
                                           Symmetry symmetry) {
  // Rounding of the residual leaves that of C times the condition. Sums in 31 digits cost nothing
  // beside the Schur form of matrices below this size.
  constexpr Eigen::Index kLargest = 64;
  constexpr double kEnough = 1e-14;
  const RealTriangular form = real_triangular(x);
  const double sign = symmetry == Symmetry::symmetric ? 1 : -1;
  RealSylvesterSolution result{solve(form, q, symmetry), form.t.diagonal()};
  const bool in_full = x.rows() <= kLargest && relative_rounding(result.eigenvalues) > kEnough;
  const RealMatrix left =
      in_full ? residual_in_full(x, result.c, q, sign) : residual(x, result.c, q, sign);
  result.c += solve(form, left, symmetry);
  return result;
}

double relative_rounding(const Vector& eigenvalues) {
  const double slowest = eigenvalues.real().minCoeff();
  if (!(slowest > 0)) return std::numeric_limits<double>::infinity();
  return static_cast<double>(eigenvalues.size()) * std::numeric_limits<double>::epsilon() *
         eigenvalues.cwiseAbs().maxCoeff() / slowest;
}

}  // namespace quflux::inline numerics

#include "quflux/numerics/sylvester.h"

#include <algorithm>
#include <limits>

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
    subtract_product(ta.topRightCorner(k, m - k), Form::plain, f.bottomRows(m - k), Form::plain,
                     f.topRows(k));
    solve_triangular(ta.topLeftCorner(k, k), tb, smallest, f.topRows(k));
    return;
  }
  const Eigen::Index k = n / 2;
  solve_triangular(ta, tb.bottomRightCorner(n - k, n - k), smallest, f.rightCols(n - k));
  subtract_product(f.rightCols(n - k), Form::plain, tb.topRightCorner(k, n - k), Form::adjoint,
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
  subtract_product(coupling, Form::plain, f.bottomRightCorner(n - k, n - k), Form::plain, upper);
  solve_triangular(t.topLeftCorner(k, k), t.bottomRightCorner(n - k, n - k), smallest, upper);
  f.bottomLeftCorner(n - k, k) = upper.adjoint();
  subtract_product(coupling, Form::plain, upper, Form::adjoint, f.topLeftCorner(k, k));
  subtract_product(upper, Form::plain, coupling, Form::adjoint, f.topLeftCorner(k, k));
  solve_hermitian(t.topLeftCorner(k, k), smallest, f.topLeftCorner(k, k));
}

}  // namespace

// T Y + Y T^+ = U^+ Q U, C = U Y U^+.
Matrix SylvesterSolver::solve(const Matrix& q) const {
  const auto& [t, u] = schur_;
  Matrix y = product(product(u, Form::adjoint, q, Form::plain), Form::plain, u, Form::plain);
  y = (y + y.adjoint().eval()) / 2;
  const double smallest = std::numeric_limits<double>::epsilon() * t.cwiseAbs().maxCoeff();
  solve_hermitian(t, std::max(smallest, std::numeric_limits<double>::min()), y);
  Matrix c = product(product(u, Form::plain, y, Form::plain), Form::plain, u, Form::adjoint);
  c = (c + c.adjoint().eval()) / 2;
  return c;
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

double relative_rounding(const Vector& eigenvalues) {
  const double slowest = eigenvalues.real().minCoeff();
  if (!(slowest > 0)) return std::numeric_limits<double>::infinity();
  return static_cast<double>(eigenvalues.size()) * std::numeric_limits<double>::epsilon() *
         eigenvalues.cwiseAbs().maxCoeff() / slowest;
}

}  // namespace quflux::inline numerics

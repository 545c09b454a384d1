#include "quflux/numerics/complex_lu.h"

#include <algorithm>
#include <utility>

#include "quflux/core/double_double.h"

#ifndef QUFLUX_PORTABLE
#define lapack_complex_float std::complex<float>
#define lapack_complex_double std::complex<double>
#include <lapacke.h>
#else
#include "quflux/numerics/decompositions.h"
#endif

namespace quflux::inline numerics {

namespace {

void replace_vanishing_pivots(Matrix& factors) {
  const double least = kEpsilon<double> * factors.cwiseAbs().maxCoeff();
  for (Complex& pivot : factors.diagonal()) {
    if (std::abs(pivot) < least) pivot = least > 0 ? least : 1;
  }
}

}  // namespace

#ifndef QUFLUX_PORTABLE

ComplexLu::ComplexLu(Matrix a)
    : factors_(std::move(a)), pivots_(static_cast<std::size_t>(factors_.rows())) {
  const int n = static_cast<int>(factors_.rows());
  LAPACKE_zgetrf_work(LAPACK_COL_MAJOR, n, n, factors_.data(), n, pivots_.data());
  replace_vanishing_pivots(factors_);
}

void ComplexLu::solve(Matrix& b, Form form) const {
  const int n = static_cast<int>(factors_.rows());
  LAPACKE_zgetrs_work(LAPACK_COL_MAJOR, form == Form::plain ? 'N' : 'C', n,
                      static_cast<int>(b.cols()), factors_.data(), n, pivots_.data(), b.data(), n);
}

#else

ComplexLu::ComplexLu(Matrix a) : pivots_(static_cast<std::size_t>(a.rows())) {
  const Eigen::PartialPivLU<Matrix> lu(a);
  factors_ = lu.matrixLU();
  std::ranges::copy(lu.permutationP().indices(), pivots_.begin());
  replace_vanishing_pivots(factors_);
}

void ComplexLu::solve(Matrix& b, Form form) const {
  const Matrix before = b;
  if (form == Form::plain) {
    for (Eigen::Index i = 0; i < b.rows(); ++i) {
      b.row(pivots_[static_cast<std::size_t>(i)]) = before.row(i);
    }
    factors_.triangularView<Eigen::UnitLower>().solveInPlace(b);
    factors_.triangularView<Eigen::Upper>().solveInPlace(b);
    return;
  }
  Matrix x = before;
  factors_.adjoint().triangularView<Eigen::Lower>().solveInPlace(x);
  factors_.adjoint().triangularView<Eigen::UnitUpper>().solveInPlace(x);
  for (Eigen::Index i = 0; i < b.rows(); ++i) {
    b.row(i) = x.row(pivots_[static_cast<std::size_t>(i)]);
  }
}

#endif

}  // namespace quflux::inline numerics

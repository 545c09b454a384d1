#ifndef QUFLUX_PORTABLE

#include "quflux/numerics/lapack.h"

#include <vector>

#define lapack_complex_float std::complex<float>
#define lapack_complex_double std::complex<double>
#include <cblas.h>
#include <lapacke.h>

#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/numerics/openblas_kernels.h"
#include "quflux/numerics/orthogonal_eigen.h"
#include "quflux/numerics/tridiagonal.h"

namespace quflux::inline numerics {

namespace {

// Whoever multiplies by this file has the right kernels.
[[maybe_unused]] const bool kernels_are_chosen = [] {
  choose_kernels();
  return true;
}();

void require_converged(lapack_int info, const char* what) {
  if (info != 0) throw NoAnswer(fmt::format("{} did not converge (LAPACK info {})", what, info));
}

int size(Eigen::Index n) { return static_cast<int>(n); }

CBLAS_TRANSPOSE transposition(Form form) {
  return form == Form::plain ? CblasNoTrans : CblasConjTrans;
}

// What dsyevr does once it has made the matrix tridiagonal, which takes it N^3 steps even where the
// matrix is so already, as that of a chain. False where it would take another way from here.
bool diagonalise_tridiagonal(const RealMatrix& symmetric, SymmetricEigen& result) {
  const int n = size(symmetric.rows());
  if (n < 2) return false;
  RealVector diagonal = symmetric.diagonal();
  RealVector beside = RealVector::Zero(n);
  beside.head(n - 1) = symmetric.diagonal(-1);
  lapack_int found = 0;
  lapack_logical high_relative_accuracy = 1;  // where the matrix determines its eigenvalues so well
  std::vector<lapack_int> support(2 * static_cast<std::size_t>(n));
  return LAPACKE_dstemr(LAPACK_COL_MAJOR, 'V', 'A', n, diagonal.data(), beside.data(), 0, 0, 0, 0,
                        &found, result.values.data(), result.vectors.data(), n, n, support.data(),
                        &high_relative_accuracy) == 0;
}

}  // namespace

SymmetricEigen symmetric_eigen(const RealMatrix& symmetric) {
  const int n = size(symmetric.rows());
  SymmetricEigen result{RealVector(n), RealMatrix(n, n)};
  if (is_tridiagonal(symmetric) && diagonalise_tridiagonal(symmetric, result)) return result;
  RealMatrix work = symmetric;
  lapack_int found = 0;
  std::vector<lapack_int> support(2 * static_cast<std::size_t>(n));
  require_converged(
      LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'A', 'L', n, work.data(), n, 0, 0, 0, 0, 0, &found,
                     result.values.data(), result.vectors.data(), n, support.data()),
      "the diagonalisation");
  return result;
}

SymmetricEigen orthogonal_eigen(const RealMatrix& symmetric) {
  const int n = size(symmetric.rows());
  SymmetricEigen result{RealVector(n), symmetric};
  if (n > 1 && is_tridiagonal(symmetric)) {
    result.values = symmetric.diagonal();
    RealVector beside = symmetric.diagonal(-1);
    require_converged(LAPACKE_dstevd(LAPACK_COL_MAJOR, 'V', n, result.values.data(), beside.data(),
                                     result.vectors.data(), n),
                      "the diagonalisation");
  } else {
    require_converged(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', n, result.vectors.data(), n,
                                     result.values.data()),
                      "the diagonalisation");
  }
  return result;
}

HermitianEigen hermitian_eigen(const Matrix& hermitian) {
  const int n = size(hermitian.rows());
  HermitianEigen result{RealVector(n), hermitian};
  require_converged(
      LAPACKE_zheevd(LAPACK_COL_MAJOR, 'V', 'L', n, result.vectors.data(), n, result.values.data()),
      "the diagonalisation");
  return result;
}

Schur schur(const Matrix& a) {
  const int n = size(a.rows());
  Schur result{a, Matrix(n, n)};
  Vector values(n);
  lapack_int sorted = 0;
  require_converged(LAPACKE_zgees(LAPACK_COL_MAJOR, 'V', 'N', nullptr, n, result.t.data(), n,
                                  &sorted, values.data(), result.u.data(), n),
                    "the Schur decomposition");
  result.t.triangularView<Eigen::StrictlyLower>().setZero();
  return result;
}

RealSchur real_schur(const RealMatrix& a) {
  const int n = size(a.rows());
  RealSchur result{a, RealMatrix(n, n)};
  RealVector re(n);
  RealVector im(n);
  lapack_int sorted = 0;
  require_converged(LAPACKE_dgees(LAPACK_COL_MAJOR, 'V', 'N', nullptr, n, result.t.data(), n,
                                  &sorted, re.data(), im.data(), result.u.data(), n),
                    "the real Schur decomposition");
  return result;
}

SingularValues singular_values(const RealMatrix& square) {
  const int n = size(square.rows());
  RealMatrix work = square;
  SingularValues descending{RealVector(n), RealMatrix(n, n), RealMatrix(n, n)};
  require_converged(
      LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'A', n, n, work.data(), n, descending.values.data(),
                     descending.left.data(), n, descending.right.data(), n),
      "the singular value decomposition");
  return {descending.values.reverse(), descending.left.rowwise().reverse(),
          descending.right.transpose().rowwise().reverse()};
}

Vector eigenvalues(Matrix a) {
  const int n = size(a.rows());
  Vector values(n);
  require_converged(LAPACKE_zgeev(LAPACK_COL_MAJOR, 'N', 'N', n, a.data(), n, values.data(),
                                  nullptr, 1, nullptr, 1),
                    "the search for eigenvalues");
  return values;
}

bool is_positive_definite(Matrix hermitian) {
  const int n = size(hermitian.rows());
  return LAPACKE_zpotrf(LAPACK_COL_MAJOR, 'L', n, hermitian.data(), n) == 0;
}

namespace {

// C = factor A B + kept C.
struct GemmCall {
  CBLAS_TRANSPOSE a, b;
  int rows, columns, inner;
  double factor, kept;
};

void gemm(const GemmCall& g, const double* a, int a_stride, const double* b, int b_stride,
          double* c, int c_stride) {
  cblas_dgemm(CblasColMajor, g.a, g.b, g.rows, g.columns, g.inner, g.factor, a, a_stride, b,
              b_stride, g.kept, c, c_stride);
}

void gemm(const GemmCall& g, const float* a, int a_stride, const float* b, int b_stride, float* c,
          int c_stride) {
  cblas_sgemm(CblasColMajor, g.a, g.b, g.rows, g.columns, g.inner, static_cast<float>(g.factor), a,
              a_stride, b, b_stride, static_cast<float>(g.kept), c, c_stride);
}

void gemm(const GemmCall& g, const Complex* a, int a_stride, const Complex* b, int b_stride,
          Complex* c, int c_stride) {
  const Complex factor = g.factor;
  const Complex kept = g.kept;
  cblas_zgemm(CblasColMajor, g.a, g.b, g.rows, g.columns, g.inner, &factor, a, a_stride, b,
              b_stride, &kept, c, c_stride);
}

void gemm(const GemmCall& g, const std::complex<float>* a, int a_stride,
          const std::complex<float>* b, int b_stride, std::complex<float>* c, int c_stride) {
  const std::complex<float> factor(static_cast<float>(g.factor));
  const std::complex<float> kept(static_cast<float>(g.kept));
  cblas_cgemm(CblasColMajor, g.a, g.b, g.rows, g.columns, g.inner, &factor, a, a_stride, b,
              b_stride, &kept, c, c_stride);
}

template <class M>
M product_of(const M& a, Form form_a, const M& b, Form form_b) {
  const Eigen::Index rows = form_a == Form::plain ? a.rows() : a.cols();
  const Eigen::Index columns = form_b == Form::plain ? b.cols() : b.rows();
  const Eigen::Index inner = form_a == Form::plain ? a.cols() : a.rows();
  M c(rows, columns);
  gemm({transposition(form_a), transposition(form_b), size(rows), size(columns), size(inner), 1, 0},
       a.data(), size(a.rows()), b.data(), size(b.rows()), c.data(), size(rows));
  return c;
}

template <class M>
void add_product_of(double factor, const Eigen::Ref<const M>& a, Form form_a,
                    const Eigen::Ref<const M>& b, Form form_b, Eigen::Ref<M> c) {
  const Eigen::Index inner = form_a == Form::plain ? a.cols() : a.rows();
  gemm({transposition(form_a), transposition(form_b), size(c.rows()), size(c.cols()), size(inner),
        factor, 1},
       a.data(), size(a.outerStride()), b.data(), size(b.outerStride()), c.data(),
       size(c.outerStride()));
}

}  // namespace

Matrix product(const Matrix& a, Form form_a, const Matrix& b, Form form_b) {
  return product_of(a, form_a, b, form_b);
}

RealMatrix product(const RealMatrix& a, Form form_a, const RealMatrix& b, Form form_b) {
  return product_of(a, form_a, b, form_b);
}

SingleMatrix product(const SingleMatrix& a, Form form_a, const SingleMatrix& b, Form form_b) {
  return product_of(a, form_a, b, form_b);
}

RealSingleMatrix product(const RealSingleMatrix& a, Form form_a, const RealSingleMatrix& b,
                         Form form_b) {
  return product_of(a, form_a, b, form_b);
}

void add_product(double factor, const Eigen::Ref<const RealMatrix>& a, Form form_a,
                 const Eigen::Ref<const RealMatrix>& b, Form form_b, Eigen::Ref<RealMatrix> c) {
  add_product_of<RealMatrix>(factor, a, form_a, b, form_b, c);
}

void add_product(double factor, const Eigen::Ref<const Matrix>& a, Form form_a,
                 const Eigen::Ref<const Matrix>& b, Form form_b, Eigen::Ref<Matrix> c) {
  add_product_of<Matrix>(factor, a, form_a, b, form_b, c);
}

void add_product(double factor, const Eigen::Ref<const RealSingleMatrix>& a, Form form_a,
                 const Eigen::Ref<const RealSingleMatrix>& b, Form form_b,
                 Eigen::Ref<RealSingleMatrix> c) {
  add_product_of<RealSingleMatrix>(factor, a, form_a, b, form_b, c);
}

void add_product(double factor, const Eigen::Ref<const SingleMatrix>& a, Form form_a,
                 const Eigen::Ref<const SingleMatrix>& b, Form form_b, Eigen::Ref<SingleMatrix> c) {
  add_product_of<SingleMatrix>(factor, a, form_a, b, form_b, c);
}

LuFactors::LuFactors(RealMatrix a)
    : factors_(std::move(a)), pivots_(static_cast<std::size_t>(factors_.rows())) {
  const int n = size(factors_.rows());
  const double norm = factors_.cwiseAbs().colwise().sum().maxCoeff();
  const lapack_int info =
      LAPACKE_dgetrf(LAPACK_COL_MAJOR, n, n, factors_.data(), n, pivots_.data());
  if (info > 0) return;
  LAPACKE_dgecon(LAPACK_COL_MAJOR, '1', n, factors_.data(), n, norm, &reciprocal_condition_);
}

void LuFactors::solve(Eigen::Ref<RealVector> b) const {
  const int n = size(factors_.rows());
  LAPACKE_dgetrs_work(LAPACK_COL_MAJOR, 'N', n, 1, factors_.data(), n, pivots_.data(), b.data(), n);
}

double blas_buffers() {
  constexpr double kBuffer = 1 << 27;  // OpenBLAS's BUFFER_SIZE on 64-bit machines
  static const int own = openblas_get_num_threads() - 1;  // the first caller works along
  return kBuffer * (own + thread_count());
}

BlasThreads::BlasThreads(int threads) : before_(openblas_get_num_threads()) {
  openblas_set_num_threads(threads);
}

BlasThreads::~BlasThreads() { openblas_set_num_threads(before_); }

}  // namespace quflux::inline numerics

#endif

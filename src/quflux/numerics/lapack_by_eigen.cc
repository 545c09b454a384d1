// The routines of lapack.h on Eigen alone, for builds without LAPACK.

#ifdef QUFLUX_PORTABLE

#include <algorithm>

#include <Eigen/Cholesky>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/orthogonal_eigen.h"

namespace quflux::inline numerics {

namespace {

void require_success(Eigen::ComputationInfo info, const char* what) {
  if (info != Eigen::Success) throw NoAnswer(fmt::format("{} did not converge", what));
}

// Calls use(A) with the factor as it enters the product.
template <class Factor, class Use>
auto with_form(const Factor& a, Form form, const Use& use) {
  return form == Form::plain ? use(a.eval()) : use(a.adjoint().eval());
}

template <class Factor>
Factor expression_of(const Factor& a, Form form_a, const Factor& b, Form form_b) {
  return with_form(a, form_a, [&](const auto& left) {
    return with_form(b, form_b, [&](const auto& right) -> Factor { return left * right; });
  });
}

}  // namespace

SymmetricEigen symmetric_eigen(const RealMatrix& symmetric) {
  const Eigen::SelfAdjointEigenSolver<RealMatrix> solver(symmetric);
  require_success(solver.info(), "the diagonalisation");
  return {solver.eigenvalues(), solver.eigenvectors()};
}

SymmetricEigen orthogonal_eigen(const RealMatrix& symmetric) { return symmetric_eigen(symmetric); }

HermitianEigen hermitian_eigen(const Matrix& hermitian) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(hermitian);
  require_success(solver.info(), "the diagonalisation");
  return {solver.eigenvalues(), solver.eigenvectors()};
}

Schur schur(const Matrix& a) {
  const Eigen::ComplexSchur<Matrix> solver(a);
  require_success(solver.info(), "the Schur decomposition");
  return {solver.matrixT(), solver.matrixU()};
}

RealSchur real_schur(const RealMatrix& a) {
  const Eigen::RealSchur<RealMatrix> solver(a);
  require_success(solver.info(), "the real Schur decomposition");
  return {solver.matrixT(), solver.matrixU()};
}

SingularValues singular_values(const RealMatrix& square) {
  const Eigen::JacobiSVD<RealMatrix> svd(square, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return {svd.singularValues().reverse(), svd.matrixU().rowwise().reverse(),
          svd.matrixV().rowwise().reverse()};
}

Vector eigenvalues(Matrix a) {
  const Eigen::ComplexEigenSolver<Matrix> solver(a, /*computeEigenvectors=*/false);
  require_success(solver.info(), "the search for eigenvalues");
  return solver.eigenvalues();
}

bool is_positive_definite(Matrix hermitian) {
  return Eigen::LLT<Matrix>(hermitian).info() == Eigen::Success;
}

Matrix product(const Matrix& a, Form form_a, const Matrix& b, Form form_b) {
  return expression_of(a, form_a, b, form_b);
}

RealMatrix product(const RealMatrix& a, Form form_a, const RealMatrix& b, Form form_b) {
  return expression_of(a, form_a, b, form_b);
}

RealSingleMatrix product(const RealSingleMatrix& a, Form form_a, const RealSingleMatrix& b,
                         Form form_b) {
  return expression_of(a, form_a, b, form_b);
}

SingleMatrix product(const SingleMatrix& a, Form form_a, const SingleMatrix& b, Form form_b) {
  return expression_of(a, form_a, b, form_b);
}

void add_product(double factor, const Eigen::Ref<const RealMatrix>& a, Form form_a,
                 const Eigen::Ref<const RealMatrix>& b, Form form_b, Eigen::Ref<RealMatrix> c) {
  c += factor * expression_of(RealMatrix(a), form_a, RealMatrix(b), form_b);
}

void add_product(double factor, const Eigen::Ref<const Matrix>& a, Form form_a,
                 const Eigen::Ref<const Matrix>& b, Form form_b, Eigen::Ref<Matrix> c) {
  c += factor * expression_of(Matrix(a), form_a, Matrix(b), form_b);
}

void add_product(double factor, const Eigen::Ref<const RealSingleMatrix>& a, Form form_a,
                 const Eigen::Ref<const RealSingleMatrix>& b, Form form_b,
                 Eigen::Ref<RealSingleMatrix> c) {
  c += static_cast<float>(factor) *
       expression_of(RealSingleMatrix(a), form_a, RealSingleMatrix(b), form_b);
}

void add_product(double factor, const Eigen::Ref<const SingleMatrix>& a, Form form_a,
                 const Eigen::Ref<const SingleMatrix>& b, Form form_b, Eigen::Ref<SingleMatrix> c) {
  c += static_cast<float>(factor) * expression_of(SingleMatrix(a), form_a, SingleMatrix(b), form_b);
}

LuFactors::LuFactors(RealMatrix a) : pivots_(static_cast<std::size_t>(a.rows())) {
  const Eigen::PartialPivLU<RealMatrix> lu(a);
  factors_ = lu.matrixLU();
  std::ranges::copy(lu.permutationP().indices(), pivots_.begin());
  if (factors_.diagonal().cwiseAbs().minCoeff() > 0) reciprocal_condition_ = lu.rcond();
}

void LuFactors::solve(Eigen::Ref<RealVector> b) const {
  const RealVector before = b;
  for (Eigen::Index i = 0; i < before.size(); ++i) {
    b(pivots_[static_cast<std::size_t>(i)]) = before(i);
  }
  factors_.triangularView<Eigen::UnitLower>().solveInPlace(b);
  factors_.triangularView<Eigen::Upper>().solveInPlace(b);
}

double blas_buffers() { return 0; }

BlasThreads::BlasThreads(int threads) : before_(threads) {}

BlasThreads::~BlasThreads() = default;

}  // namespace quflux::inline numerics

#endif

#pragma once

#include <vector>

#include "quflux/core/matrix.h"

/// The few LAPACK and BLAS routines that large networks need, on Eigen's matrices. Eigen's own are
/// slower by the vector units they do not use and run on one core; QUFLUX_PORTABLE takes those.
namespace quflux::inline numerics {

/// Matrices of this size are worth a call of them.
inline constexpr Eigen::Index kWorthACall = 48;

/// Eigenvalues, ascending, and eigenvectors in the columns.
struct SymmetricEigen {
  RealVector values;
  RealMatrix vectors;
};

/// Diagonalises a real symmetric matrix by relatively robust representations (MRRR), which keep the
/// digits of tiny elements of eigenvectors: how a localised mode reaches a distant bath. Throws
/// Error when it does not converge.
SymmetricEigen symmetric_eigen(const RealMatrix& symmetric);

/// The same of a complex Hermitian matrix.
struct HermitianEigen {
  RealVector values;
  Matrix vectors;
};

/// Diagonalises a complex Hermitian matrix. Throws Error when it does not converge.
HermitianEigen hermitian_eigen(const Matrix& hermitian);

/// A = U T U^+ with T upper triangular and U unitary.
struct Schur {
  Matrix t;
  Matrix u;
};

/// The complex Schur form. Throws Error when it does not converge.
Schur schur(const Matrix& a);

/// A = U T U^T of a real matrix, with U orthogonal and T upper triangular but for blocks of two on
/// its diagonal, which have complex eigenvalues.
struct RealSchur {
  RealMatrix t;
  RealMatrix u;
};

/// The real Schur form. Throws Error when it does not converge.
RealSchur real_schur(const RealMatrix& a);

/// A = left diag(values) right^T of a square matrix, values >= 0 and ascending.
struct SingularValues {
  RealVector values;
  RealMatrix left;
  RealMatrix right;
};

/// Throws Error when it does not converge.
SingularValues singular_values(const RealMatrix& square);

/// The eigenvalues of a matrix. Throws Error when the iteration does not converge.
Vector eigenvalues(Matrix a);

/// Whether a Hermitian matrix, of which the lower half is read, has positive eigenvalues only.
bool is_positive_definite(Matrix hermitian);

using SingleMatrix = BasicMatrix<float>;
using RealSingleMatrix = BasicRealMatrix<float>;

/// Whether a factor of a product is taken as it is or as its adjoint.
enum class Form { plain, adjoint };

/// a b, with either factor as it is or as its adjoint.
Matrix product(const Matrix& a, Form form_a, const Matrix& b, Form form_b);
RealMatrix product(const RealMatrix& a, Form form_a, const RealMatrix& b, Form form_b);
/// In single precision.
SingleMatrix product(const SingleMatrix& a, Form form_a, const SingleMatrix& b, Form form_b);
RealSingleMatrix product(const RealSingleMatrix& a, Form form_a, const RealSingleMatrix& b,
                         Form form_b);

/// m x other^T.
inline RealMatrix congruence(const RealMatrix& m, const RealMatrix& x, const RealMatrix& other) {
  return product(product(m, Form::plain, x, Form::plain), Form::plain, other, Form::adjoint);
}

/// c += factor a b, on blocks.
void add_product(double factor, const Eigen::Ref<const RealMatrix>& a, Form form_a,
                 const Eigen::Ref<const RealMatrix>& b, Form form_b, Eigen::Ref<RealMatrix> c);
void add_product(double factor, const Eigen::Ref<const Matrix>& a, Form form_a,
                 const Eigen::Ref<const Matrix>& b, Form form_b, Eigen::Ref<Matrix> c);
void add_product(double factor, const Eigen::Ref<const RealSingleMatrix>& a, Form form_a,
                 const Eigen::Ref<const RealSingleMatrix>& b, Form form_b,
                 Eigen::Ref<RealSingleMatrix> c);
void add_product(double factor, const Eigen::Ref<const SingleMatrix>& a, Form form_a,
                 const Eigen::Ref<const SingleMatrix>& b, Form form_b, Eigen::Ref<SingleMatrix> c);

/// P A = L U of a real matrix.
class LuFactors {
 public:
  /// Takes the place of A. A pivot that vanishes makes the condition zero, not an error.
  explicit LuFactors(RealMatrix a);

  /// x = A^-1 b, in the place of b.
  void solve(Eigen::Ref<RealVector> b) const;

  /// An estimate of 1/(|A| |A^-1|) in the 1-norm.
  double reciprocal_condition() const { return reciprocal_condition_; }

 private:
  RealMatrix factors_;
  std::vector<int> pivots_;
  double reciprocal_condition_ = 0;
};

/// Bytes of addresses that BLAS maps in all for its own threads and for those that call it, each at
/// its first call; where it cannot have them it waits for ever.
double blas_buffers();

/// Threads that BLAS and LAPACK use while this object lives: one where the program runs on all
/// cores already, as a sweep does.
class BlasThreads {
 public:
  explicit BlasThreads(int threads);
  ~BlasThreads();
  BlasThreads(const BlasThreads&) = delete;
  BlasThreads& operator=(const BlasThreads&) = delete;
  BlasThreads(BlasThreads&&) = delete;
  BlasThreads& operator=(BlasThreads&&) = delete;

 private:
  [[maybe_unused]] int before_;  // not where BLAS has one thread anyway
};

}  // namespace quflux::inline numerics

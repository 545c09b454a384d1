#pragma once

#include <cstddef>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Eigenvalues and eigenvectors of a Hermitian matrix.
template <class Real>
struct BasicEigenbasis {
  BasicRealVector<Real> energies;  ///< ascending
  BasicMatrix<Real> vectors;       ///< column a belongs to energies(a)
};

using Eigenbasis = BasicEigenbasis<double>;

/// Diagonalises a Hermitian matrix block by block, where a block is a set of basis states connected
/// by nonzero elements (a number of excitations that is conserved, say), each block with its mean
/// energy taken out. Within a block whose levels are split by little, eigenvectors are then as
/// accurate as the splitting, not as the energies. Energies closer than the rounding of the largest
/// are made equal. Throws Error when the iteration does not converge.
Eigenbasis eigenbasis(const Matrix& hermitian);

/// eigenbasis() of one matrix after another, in the same memory. A matrix that is the same as the
/// one before costs a comparison.
class EigenbasisSolver {
 public:
  /// Valid until the next call.
  const Eigenbasis& solve(const Matrix& hermitian);

  /// The result of the last call.
  const Eigenbasis& basis() const { return basis_; }

  /// Grows with every matrix that is not the same as the one before.
  std::size_t version() const { return version_; }

 private:
  void find_blocks();
  void solve_block(Eigen::Index begin, Eigen::Index size);
  void take_over(const Matrix& h, double mean, Eigen::Index begin);
  template <int Size>
  void diagonalise(Eigen::Index begin, Eigen::Index size);

  Matrix matrix_;
  std::size_t version_ = 0;
  Eigenbasis basis_;
  std::vector<Eigen::Index> members_;       // of the blocks, one behind the other
  std::vector<Eigen::Index> block_begins_;  // in members_, and the end
  std::vector<char> seen_;
  std::vector<Eigen::Index> order_;
  Eigenbasis unordered_;  // block after block
};

}  // namespace quflux::inline numerics

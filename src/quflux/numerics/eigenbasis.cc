#include "quflux/numerics/eigenbasis.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/real_parts.h"

namespace quflux::inline numerics {

const Eigenbasis& EigenbasisSolver::solve(const Matrix& hermitian) {
  const Eigen::Index d = hermitian.rows();
  if (d == matrix_.rows() && hermitian == matrix_) return basis_;
  matrix_ = hermitian;
  ++version_;
  try {
    find_blocks();
    unordered_.energies.resize(d);
    unordered_.vectors.setZero(d, d);
    for (std::size_t b = 0; b + 1 < block_begins_.size(); ++b) {
      solve_block(block_begins_[b], block_begins_[b + 1] - block_begins_[b]);
    }
  } catch (...) {
    matrix_.resize(0, 0);  // there is no basis to come back to
    throw;
  }

  order_.resize(static_cast<std::size_t>(d));
  std::iota(order_.begin(), order_.end(), 0);
  // By insertion: stable, without memory of its own, and fast for blocks that are sorted already.
  for (auto i = order_.begin(); i != order_.end(); ++i) {
    const auto place = std::upper_bound(order_.begin(), i, *i, [&](Eigen::Index x, Eigen::Index y) {
      return unordered_.energies(x) < unordered_.energies(y);
    });
    std::rotate(place, i, i + 1);
  }
  basis_.energies.resize(d);
  basis_.vectors.resize(d, d);
  for (Eigen::Index a = 0; a < d; ++a) {
    const Eigen::Index from = order_[static_cast<std::size_t>(a)];
    basis_.energies(a) = unordered_.energies(from);
    basis_.vectors.col(a) = unordered_.vectors.col(from);
  }

  // A splitting below the accuracy of the energies is none; left in, it would look like a tiny but
  // real precession and hide that a stationary state is not unique.
  RealVector& e = basis_.energies;
  const double accuracy =
      4 * static_cast<double>(d) * std::numeric_limits<double>::epsilon() * e.cwiseAbs().maxCoeff();
  for (Eigen::Index i = 1; i < d; ++i) {
    if (e(i) - e(i - 1) <= accuracy) {
      e(i) = e(i - 1);
    }
  }
  return basis_;
}

// The connected components of the graph whose edges are the nonzero elements of the matrix.
void EigenbasisSolver::find_blocks() {
  const Eigen::Index d = matrix_.rows();
  seen_.assign(static_cast<std::size_t>(d), 0);
  members_.clear();
  block_begins_.assign(1, 0);
  for (Eigen::Index start = 0; start < d; ++start) {
    if (seen_[static_cast<std::size_t>(start)] != 0) continue;
    members_.push_back(start);
    seen_[static_cast<std::size_t>(start)] = 1;
    const auto begin = static_cast<std::size_t>(block_begins_.back());
    for (std::size_t next = begin; next < members_.size(); ++next) {
      for (Eigen::Index i = 0; i < d; ++i) {
        if (seen_[static_cast<std::size_t>(i)] == 0 && matrix_(i, members_[next]) != Complex(0)) {
          seen_[static_cast<std::size_t>(i)] = 1;
          members_.push_back(i);
        }
      }
    }
    std::sort(members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end());
    block_begins_.push_back(static_cast<Eigen::Index>(members_.size()));
  }
}

void EigenbasisSolver::solve_block(Eigen::Index begin, Eigen::Index size) {
  // The sizes that most blocks have need no memory from the heap.
  switch (size) {
    case 1:
      return diagonalise<1>(begin, size);
    case 2:
      return diagonalise<2>(begin, size);
    case 3:
      return diagonalise<3>(begin, size);
    case 4:
      return diagonalise<4>(begin, size);
    default:
      return diagonalise<Eigen::Dynamic>(begin, size);
  }
}

// By LAPACK, in real numbers where they are.
void EigenbasisSolver::take_over(const Matrix& h, double mean, Eigen::Index begin) {
  const auto write = [&](const RealVector& values, const auto& vectors) {
    for (Eigen::Index column = 0; column < values.size(); ++column) {
      unordered_.energies(begin + column) = values(column) + mean;
      for (Eigen::Index row = 0; row < values.size(); ++row) {
        unordered_.vectors(members_[static_cast<std::size_t>(begin + row)], begin + column) =
            vectors(row, column);
      }
    }
  };
  if (is_real(h)) {
    const SymmetricEigen solved = symmetric_eigen(h.real());
    write(solved.values, solved.vectors);
  } else {
    const HermitianEigen solved = hermitian_eigen(h);
    write(solved.values, solved.vectors);
  }
}

template <int Size>
void EigenbasisSolver::diagonalise(Eigen::Index begin, Eigen::Index size) {
  const auto member = [&](Eigen::Index i) { return members_[static_cast<std::size_t>(begin + i)]; };
  Eigen::Matrix<Complex, Size, Size> h(size, size);
  for (Eigen::Index column = 0; column < size; ++column) {
    for (Eigen::Index row = 0; row < size; ++row) {
      h(row, column) = matrix_(member(row), member(column));
    }
  }
  const double mean = h.trace().real() / static_cast<double>(size);
  h.diagonal().array() -= mean;
  if constexpr (Size == Eigen::Dynamic) {
    if (size >= kWorthACall) {
      take_over(h, mean, begin);
      return;
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<Complex, Size, Size>> solver(h);
  if (solver.info() != Eigen::Success) {
    throw NoAnswer("the eigenvalues of the Hamiltonian did not converge");
  }
  for (Eigen::Index column = 0; column < size; ++column) {
    unordered_.energies(begin + column) = solver.eigenvalues()(column) + mean;
    for (Eigen::Index row = 0; row < size; ++row) {
      unordered_.vectors(member(row), begin + column) = solver.eigenvectors()(row, column);
    }
  }
}

Eigenbasis eigenbasis(const Matrix& hermitian) { return EigenbasisSolver().solve(hermitian); }

}  // namespace quflux::inline numerics

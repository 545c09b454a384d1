#include "quflux/equation/eigenbasis.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include <Eigen/Eigenvalues>

#include "quflux/core/error.h"

namespace quflux {

namespace {

using Indices = std::vector<Eigen::Index>;

// The connected components of the graph whose edges are the nonzero elements of m.
std::vector<Indices> blocks(const Matrix& m) {
  std::vector<Indices> result;
  std::vector<bool> seen(static_cast<std::size_t>(m.rows()));
  for (Eigen::Index start = 0; start < m.rows(); ++start) {
    if (seen[static_cast<std::size_t>(start)]) continue;
    Indices block{start};
    seen[static_cast<std::size_t>(start)] = true;
    for (std::size_t next = 0; next < block.size(); ++next) {
      for (Eigen::Index i = 0; i < m.rows(); ++i) {
        if (!seen[static_cast<std::size_t>(i)] && m(i, block[next]) != Complex(0)) {
          seen[static_cast<std::size_t>(i)] = true;
          block.push_back(i);
        }
      }
    }
    std::ranges::sort(block);
    result.push_back(std::move(block));
  }
  return result;
}

}  // namespace

Eigenbasis eigenbasis(const Matrix& hermitian) {
  const Eigen::Index d = hermitian.rows();
  RealVector energies(d);
  Matrix vectors = Matrix::Zero(d, d);
  Eigen::Index column = 0;
  for (const Indices& block : blocks(hermitian)) {
    Matrix h = hermitian(block, block);
    const Eigen::Index size = h.rows();
    const double mean = h.trace().real() / static_cast<double>(size);
    h.diagonal().array() -= mean;
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(h);
    if (solver.info() != Eigen::Success) {
      throw Error("the eigenvalues of the Hamiltonian did not converge");
    }
    energies.segment(column, size) = solver.eigenvalues().array() + mean;
    vectors(block, Eigen::seqN(column, size)) = solver.eigenvectors();
    column += size;
  }

  Indices order(static_cast<std::size_t>(d));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](Eigen::Index i) { return energies(i); });
  Eigenbasis basis{energies(order), vectors(Eigen::all, order)};

  // A splitting below the accuracy of the energies is none; left in, it would look like a tiny but
  // real precession and hide that a stationary state is not unique.
  RealVector& e = basis.energies;
  const double accuracy =
      4 * static_cast<double>(d) * std::numeric_limits<double>::epsilon() * e.cwiseAbs().maxCoeff();
  for (Eigen::Index i = 1; i < d; ++i) {
    if (e(i) - e(i - 1) <= accuracy) {
      e(i) = e(i - 1);
    }
  }
  return basis;
}

}  // namespace quflux

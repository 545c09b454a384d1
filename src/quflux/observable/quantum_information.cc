#include "quflux/observable/quantum_information.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline observable {

namespace {

using EigenSolver = Eigen::SelfAdjointEigenSolver<Matrix>;

void require_size(const Matrix& m, const Subject& what, Eigen::Index size, const Subject& why) {
  if (m.rows() != size) {
    throw Error(fmt::format("{} is {} x {}; it must be {} x {}, {}", what.text(), m.rows(),
                            m.cols(), size, size, why.text()));
  }
}

EigenSolver diagonalise(const Matrix& hermitian, const Subject& what,
                        int options = Eigen::ComputeEigenvectors) {
  EigenSolver solver(hermitian, options);
  if (solver.info() != Eigen::Success) {
    throw NoAnswer(fmt::format("the eigenvalues of {} did not converge", what.text()));
  }
  return solver;
}

/// Ascending.
RealVector eigenvalues(const Matrix& hermitian, const Subject& what) {
  return diagonalise(hermitian, what, Eigen::EigenvaluesOnly).eigenvalues();
}

/// For each site of the space, whether it is in `sites`.
std::vector<bool> chosen_sites(const HilbertSpace& space, const std::vector<Eigen::Index>& sites) {
  const auto count = static_cast<Eigen::Index>(space.dimensions.size());
  std::vector<bool> chosen(space.dimensions.size(), false);
  for (const Eigen::Index site : sites) {
    if (site < 0 || site >= count) {
      throw Error(fmt::format(
          "site {} does not exist; the space has {}", site,
          count == 0 ? std::string("no sites") : fmt::format("sites 0 to {}", count - 1)));
    }
    const auto i = static_cast<std::size_t>(site);
    if (chosen[i]) throw Error(fmt::format("site {} is given twice; give it once", site));
    chosen[i] = true;
  }
  return chosen;
}

/// The indices of the states of the chosen sites, where all other sites are in their state 0.
std::vector<Eigen::Index> indices(const HilbertSpace& space, const std::vector<bool>& chosen) {
  Eigen::Index stride = dimension(space);
  std::vector<Eigen::Index> result{0};
  for (std::size_t site = 0; site < chosen.size(); ++site) {
    const Eigen::Index levels = space.dimensions[site];
    stride /= levels;
    if (!chosen[site]) continue;
    std::vector<Eigen::Index> longer;
    longer.reserve(result.size() * static_cast<std::size_t>(levels));
    for (const Eigen::Index index : result) {
      for (Eigen::Index n = 0; n < levels; ++n) longer.push_back(index + n * stride);
    }
    result = std::move(longer);
  }
  return result;
}

void require_state(const Matrix& state, const HilbertSpace& space) {
  require_hermitian(state, "the state");
  require_size(state, "the state", dimension(space), "the dimension of the space");
}

Matrix reduced(const Matrix& state, const HilbertSpace& space, const std::vector<bool>& kept) {
  std::vector<bool> traced = kept;
  traced.flip();
  const std::vector<Eigen::Index> inside = indices(space, kept);
  const std::vector<Eigen::Index> outside = indices(space, traced);
  const auto size = static_cast<Eigen::Index>(inside.size());
  Matrix result = Matrix::Zero(size, size);
  for (Eigen::Index column = 0; column < size; ++column) {
    for (Eigen::Index row = 0; row < size; ++row) {
      for (const Eigen::Index other : outside) {
        result(row, column) += state(inside[static_cast<std::size_t>(row)] + other,
                                     inside[static_cast<std::size_t>(column)] + other);
      }
    }
  }
  return result;
}

/// The state without its negative eigenvalues, or the state itself if they are rounding.
Matrix positive_part(const Matrix& state) {
  // Rounding of a state that solves a system of linear equations.
  constexpr double kRounding = 1e-13;
  const EigenSolver solver = diagonalise(state, "the state");
  if (solver.eigenvalues()(0) >= -kRounding) return state;
  return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).cast<Complex>().asDiagonal() *
         solver.eigenvectors().adjoint();
}

/// V with V V^+ = rho for a positive rho: Cholesky's decomposition, the largest pivot first. Unlike
/// eigenvectors, it leaves populations alone that are smaller than the rounding of others.
Matrix factor(const Matrix& rho) {
  const Eigen::Index d = rho.rows();
  Matrix rest = rho;
  Matrix v = Matrix::Zero(d, d);
  for (Eigen::Index k = 0; k < d; ++k) {
    Eigen::Index pivot = 0;
    const double largest = rest.diagonal().real().maxCoeff(&pivot);
    if (!(largest > 0)) break;
    for (Eigen::Index i = 0; i < d; ++i) {
      const Complex entry = rest(i, pivot) / std::sqrt(largest);
      // Positive matrices keep this bound. Rounding that does not, divided by a pivot that is
      // rounding too, could become anything.
      const double bound = std::sqrt(std::max(0.0, rest(i, i).real()));
      v(i, k) = std::abs(entry) > bound ? entry * (bound / std::abs(entry)) : entry;
    }
    rest -= v.col(k) * v.col(k).adjoint();
    rest.row(pivot).setZero();
    rest.col(pivot).setZero();
  }
  return v;
}

}  // namespace

double ergotropy(const Matrix& state, const Matrix& hamiltonian) {
  require_hermitian(state, "the state");
  require_hermitian(hamiltonian, "the Hamiltonian");
  require_size(state, "the state", hamiltonian.rows(), "the dimension of the Hamiltonian");
  const double energy = hamiltonian.cwiseProduct(state.conjugate()).sum().real();
  const double passive =
      eigenvalues(state, "the state").reverse().dot(eigenvalues(hamiltonian, "the Hamiltonian"));
  return std::max(0.0, energy - passive);
}

double l1_coherence(const Matrix& state) {
  require_hermitian(state, "the state");
  RealMatrix sizes = state.cwiseAbs();
  sizes.diagonal().setZero();
  return sizes.sum();
}

Matrix partial_trace(const Matrix& state, const HilbertSpace& space,
                     const std::vector<Eigen::Index>& kept) {
  require_state(state, space);
  return reduced(state, space, chosen_sites(space, kept));
}

double concurrence(const Matrix& two_qubit_state) {
  require_hermitian(two_qubit_state, "the state");
  require_size(two_qubit_state, "the state", 4, "the dimension of two qubits");
  Matrix flip = Matrix::Zero(4, 4);  // sigma_y (x) sigma_y
  flip(0, 3) = flip(3, 0) = -1;
  flip(1, 2) = flip(2, 1) = 1;
  // With rho = V V^+ the square roots are the singular values of V^T flip V, for any such V. Roots
  // of the eigenvalues of the product of the four matrices would turn rounding of 1e-16 into 1e-8.
  const Matrix v = factor(positive_part(two_qubit_state));
  const Matrix overlaps = v.transpose() * flip * v;
  const RealVector roots = Eigen::JacobiSVD<Matrix>(overlaps).singularValues();
  return std::max(0.0, roots(0) - roots(1) - roots(2) - roots(3));
}

double entropy(const Matrix& state) {
  require_hermitian(state, "the state");
  double sum = 0;
  for (const double r : eigenvalues(state, "the state")) {
    if (r > 0) sum -= r * std::log(r);
  }
  return sum;
}

double mutual_information(const Matrix& state, const HilbertSpace& space,
                          const std::vector<Eigen::Index>& part) {
  require_state(state, space);
  const std::vector<bool> chosen = chosen_sites(space, part);
  std::vector<bool> others = chosen;
  others.flip();
  return entropy(reduced(state, space, chosen)) + entropy(reduced(state, space, others)) -
         entropy(state);
}

double trace_distance(const Matrix& a, const Matrix& b) {
  require_hermitian(a, "the first state");
  require_hermitian(b, "the second state");
  require_size(b, "the second state", a.rows(), "the dimension of the first");
  return eigenvalues(a - b, "the difference of the states").cwiseAbs().sum() / 2;
}

}  // namespace quflux::inline observable

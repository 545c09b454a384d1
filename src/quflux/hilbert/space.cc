#include "quflux/hilbert/space.h"

#include <limits>
#include <string>

#include "quflux/core/error.h"
#include "quflux/core/matrix_element.h"

namespace quflux::inline hilbert {

Eigen::Index dimension(const HilbertSpace& space) {
  constexpr Eigen::Index kLargest = std::numeric_limits<Eigen::Index>::max();
  Eigen::Index product = 1;
  for (std::size_t site = 0; site < space.dimensions.size(); ++site) {
    const Eigen::Index d = space.dimensions[site];
    if (d < 1) {
      throw Error(fmt::format("site {} has {} levels; it must have at least 1", site, d));
    }
    if (product > kLargest / d) {
      throw Error(fmt::format("the space of {} sites has more than {} states; give fewer sites",
                              space.dimensions.size(), kLargest));
    }
    product *= d;
  }
  return product;
}

Matrix kron(const Matrix& a, const Matrix& b) {
  Matrix product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index column = 0; column < a.cols(); ++column) {
    for (Eigen::Index row = 0; row < a.rows(); ++row) {
      product.block(row * b.rows(), column * b.cols(), b.rows(), b.cols()) = a(row, column) * b;
    }
  }
  return product;
}

Matrix embed(const HilbertSpace& space, Eigen::Index site, const Matrix& op) {
  return sparse_embed(space, site, op);
}

SparseMatrix sparse_embed(const HilbertSpace& space, Eigen::Index site, const Matrix& op) {
  const auto sites = static_cast<Eigen::Index>(space.dimensions.size());
  if (site < 0 || site >= sites) {
    throw Error(fmt::format(
        "site {} does not exist; the space has {}", site,
        sites == 0 ? std::string("no sites") : fmt::format("sites 0 to {}", sites - 1)));
  }
  const Eigen::Index all = dimension(space);
  const Eigen::Index d = space.dimensions[static_cast<std::size_t>(site)];
  if (op.rows() != d || op.cols() != d) {
    throw Error(fmt::format("the operator on site {} is {} x {}; it must be {} x {}", site,
                            op.rows(), op.cols(), d, d));
  }
  Eigen::Index before = 1;
  for (Eigen::Index i = 0; i < site; ++i) {
    before *= space.dimensions[static_cast<std::size_t>(i)];
  }
  const Eigen::Index after = all / (before * d);
  std::vector<Eigen::Triplet<Complex>> elements;
  for (const MatrixElement& e : matrix_elements(op)) {
    for (Eigen::Index i = 0; i < before; ++i) {
      for (Eigen::Index j = 0; j < after; ++j) {
        elements.emplace_back((i * d + e.row) * after + j, (i * d + e.column) * after + j, e.value);
      }
    }
  }
  SparseMatrix result(all, all);
  result.setFromTriplets(elements.begin(), elements.end());
  return result;
}

}  // namespace quflux::inline hilbert

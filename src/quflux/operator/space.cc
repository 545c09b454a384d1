#include "quflux/operator/space.h"

#include "quflux/core/error.h"

namespace quflux {

Eigen::Index dimension(const HilbertSpace& space) {
  Eigen::Index product = 1;
  for (const Eigen::Index d : space.dimensions) {
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
  const auto sites = static_cast<Eigen::Index>(space.dimensions.size());
  if (site < 0 || site >= sites) {
    throw Error(
        fmt::format("site {} does not exist; the space has sites 0 to {}", site, sites - 1));
  }
  const Eigen::Index d = space.dimensions[static_cast<std::size_t>(site)];
  if (op.rows() != d || op.cols() != d) {
    throw Error(fmt::format("the operator on site {} is {} x {}; it must be {} x {}", site,
                            op.rows(), op.cols(), d, d));
  }
  Eigen::Index before = 1;
  for (Eigen::Index i = 0; i < site; ++i) {
    before *= space.dimensions[static_cast<std::size_t>(i)];
  }
  const Eigen::Index after = dimension(space) / (before * d);
  return kron(kron(Matrix::Identity(before, before), op), Matrix::Identity(after, after));
}

}  // namespace quflux

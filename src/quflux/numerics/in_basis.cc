#include "quflux/numerics/in_basis.h"

#include <map>
#include <utility>
#include <vector>

#include "quflux/core/matrix_element.h"
#include "quflux/core/partition.h"
#include "quflux/numerics/as_scalar.h"
#include "quflux/numerics/real_parts.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

// Rows and columns of a matrix that are connected by its elements.
template <class Dense>
struct ConnectedBlock {
  std::vector<Index> rows;
  std::vector<Index> columns;
  Dense elements;
};

template <class Dense>
struct ConnectedBlocks {
  explicit ConnectedBlocks(const Matrix& m) : of_row(m.rows()), place(m.rows()) {
    const Index d = m.rows();
    Partition partition(2 * d);  // rows, then columns
    for (Index column = 0; column < d; ++column) {
      for (Index row = 0; row < d; ++row) {
        if (m(row, column) != Complex(0)) partition.unite(row, d + column);
      }
    }
    std::vector<Index> of_root(static_cast<std::size_t>(2 * d), -1);
    const auto block_of = [&](Index node) -> std::size_t {
      Index& own = of_root[static_cast<std::size_t>(partition.root(node))];
      if (own < 0) {
        own = static_cast<Index>(blocks.size());
        blocks.emplace_back();
      }
      return static_cast<std::size_t>(own);
    };
    for (Index row = 0; row < d; ++row) {
      const std::size_t b = block_of(row);
      of_row(row) = static_cast<Index>(b);
      place(row) = static_cast<Index>(blocks[b].rows.size());
      blocks[b].rows.push_back(row);
    }
    for (Index column = 0; column < d; ++column) {
      blocks[block_of(d + column)].columns.push_back(column);
    }
    for (auto& block : blocks) {
      block.elements = m(block.rows, block.columns).unaryExpr(&as_scalar<typename Dense::Scalar>);
    }
  }

  std::vector<ConnectedBlock<Dense>> blocks;
  Eigen::VectorX<Index> of_row;
  Eigen::VectorX<Index> place;  // of a row in its block
};

template <class Dense>
Matrix few_in_basis(const Matrix& vectors, const Matrix& op) {
  using Scalar = typename Dense::Scalar;
  const ConnectedBlocks<Dense> all(vectors);
  std::map<std::pair<Index, Index>, std::vector<MatrixElement>> parts;
  for (Index column = 0; column < op.cols(); ++column) {
    for (Index row = 0; row < op.rows(); ++row) {
      const Complex value = op(row, column);
      if (value == Complex(0)) continue;
      parts[{all.of_row(row), all.of_row(column)}].push_back(
          {all.place(row), all.place(column), value});
    }
  }
  Matrix result = Matrix::Zero(op.rows(), op.cols());
  for (const auto& [ways, elements] : parts) {
    const auto& to = all.blocks[static_cast<std::size_t>(ways.first)];
    const auto& from = all.blocks[static_cast<std::size_t>(ways.second)];
    // Row by row of the transposed vectors, which lie in one piece.
    const Dense transposed = from.elements.transpose();
    Dense right = Dense::Zero(transposed.rows(), to.elements.rows());  // (op vectors)^T
    for (const MatrixElement& e : elements) {
      right.col(e.row) += as_scalar<Scalar>(e.value) * transposed.col(e.column);
    }
    right.transposeInPlace();
    result(to.columns, from.columns) =
        product(to.elements, Form::adjoint, right, Form::plain).template cast<Complex>();
  }
  return result;
}

}  // namespace

Matrix in_basis(const Matrix& vectors, const Matrix& op) {
  const Index few = op.rows() * op.rows() / 8;
  if ((op.array() != Complex(0)).count() > few) {
    return product_by_parts(vectors, Form::adjoint,
                            product_by_parts(op, Form::plain, vectors, Form::plain), Form::plain);
  }
  if (is_real(vectors) && is_real(op)) return few_in_basis<RealMatrix>(vectors, op);
  return few_in_basis<Matrix>(vectors, op);
}

}  // namespace quflux::inline numerics

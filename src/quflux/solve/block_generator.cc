#include "quflux/solve/block_generator.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "quflux/core/parallel.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr double kRoot = std::numbers::sqrt2;

// Rows that one task computes.
constexpr Index kRows = 128;

// A complex block is kept as it is, for real A and B as its real and imaginary parts side by side.
template <class Scalar>
constexpr Index kParts = std::is_same_v<Scalar, double> ? 2 : 1;

Complex element(const Matrix& block, Index row, Index column) { return block(row, column); }
Complex element(const RealMatrix& parts, Index row, Index column) {
  return {parts(row, column), parts(row, parts.rows() + column)};
}

void set_element(Matrix& block, Index row, Index column, Complex value) {
  block(row, column) = value;
}
void set_element(RealMatrix& parts, Index row, Index column, Complex value) {
  parts(row, column) = value.real();
  parts(row, parts.rows() + column) = value.imag();
}

template <class Scalar>
Scalar as_scalar(Complex value) {
  if constexpr (std::is_same_v<Scalar, double>) {
    return value.real();
  } else {
    return value;
  }
}

// The block, or its parts, behind real numbers.
template <class Block>
void unpack(const double* x, Index d, Block& block) {
  block.resize(d, kParts<typename Block::Scalar> * d);
  for (Index j = 0; j < d; ++j) {
    set_element(block, j, j, x[j * d + j]);
    for (Index i = j + 1; i < d; ++i) {
      const Complex value(x[j * d + i] / kRoot, x[i * d + j] / kRoot);
      set_element(block, i, j, value);
      set_element(block, j, i, std::conj(value));
    }
  }
}

}  // namespace

template <class Scalar>
BlockGenerator<Scalar>::BlockGenerator(const Generator& generator, const StateClasses& classes)
    : classes_(classes),
      energies_(generator.energies),
      begins_(1, 0),
      jumps_to_(classes.size()),
      rates_(generator.dissipators.size()) {
  for (Index c = 0; c < static_cast<Index>(classes.size()); ++c) {
    const Index d = block_size(c);
    begins_.push_back(begins_.back() + d * d);
    escapes_.push_back(Block::Zero(d, d));
  }
  const auto class_of = [&](Index state) {
    return static_cast<std::size_t>(classes_.of[static_cast<std::size_t>(state)]);
  };
  std::vector<Index> targets(classes.size(), -1);
  std::vector<MatrixElement> a;
  std::vector<MatrixElement> b;
  std::vector<Index> scratch(static_cast<std::size_t>(energies_.size()), -1);
  for (std::size_t j = 0; j < generator.dissipators.size(); ++j) {
    const Dissipator& dissipator = generator.dissipators[j];
    const LargestElements largest = largest_elements(dissipator);
    for (const Dissipator::Term& term : dissipator.terms) {
      for (const double weak : {kWeak, 0.0}) {
        find_targets(dissipator.a(term), weak * largest.a, targets);
        find_targets(dissipator.b(term), weak * largest.b, targets);
      }
      keep_targets(dissipator.a(term), targets, a);
      keep_targets(dissipator.b(term), targets, b);
      for (const auto& elements : {dissipator.a(term), dissipator.b(term)}) {
        for (const MatrixElement& e : elements) targets[class_of(e.column)] = -1;
      }
      add_term(j, a, b, scratch);
    }
  }
  for (std::size_t k = 0; k < jumps_.size(); ++k) {
    const Jump& jump = jumps_[k];
    jumps_to_[static_cast<std::size_t>(jump.to)].push_back(k);
    Block& escape = escapes_[static_cast<std::size_t>(jump.from)];
    add_product(1, jump.b, Form::adjoint, jump.a, Form::plain, escape);
    const auto from = static_cast<double>(jump.a.cols());
    const auto to = static_cast<double>(jump.a.rows());
    cost_ += to * from * (from + to);
  }
  for (const Block& escape : escapes_) cost_ += std::pow(static_cast<double>(escape.rows()), 3);
  cost_ *= kParts<Scalar> == 2 ? 2 : 4;
}

template <class Scalar>
bool BlockGenerator<Scalar>::is_single(const MatrixElement& e) const {
  const auto alone = [&](Index state) {
    return block_size(classes_.of[static_cast<std::size_t>(state)]) == 1;
  };
  return alone(e.column) && alone(e.row);
}

// The class to which elements of at least that size lead from each, where it is -1 so far.
template <class Scalar>
void BlockGenerator<Scalar>::find_targets(std::span<const MatrixElement> elements, double least,
                                          std::vector<Index>& targets) const {
  for (const MatrixElement& e : elements) {
    if (std::abs(e.value) < least) continue;
    Index& target =
        targets[static_cast<std::size_t>(classes_.of[static_cast<std::size_t>(e.column)])];
    if (target < 0) target = classes_.of[static_cast<std::size_t>(e.row)];
  }
}

// The elements that lead there.
template <class Scalar>
void BlockGenerator<Scalar>::keep_targets(std::span<const MatrixElement> elements,
                                          const std::vector<Index>& targets,
                                          std::vector<MatrixElement>& kept) const {
  kept.clear();
  std::ranges::copy_if(elements, std::back_inserter(kept), [&](const MatrixElement& e) {
    const Index from = classes_.of[static_cast<std::size_t>(e.column)];
    return targets[static_cast<std::size_t>(from)] == classes_.of[static_cast<std::size_t>(e.row)];
  });
}

// `open` holds -1 for each class, and afterwards again.
template <class Scalar>
void BlockGenerator<Scalar>::add_term(std::size_t bath, std::span<const MatrixElement> a,
                                      std::span<const MatrixElement> b, std::vector<Index>& open) {
  add_rates(bath, a, b, open);
  const auto class_of = [&](Index state) { return classes_.of[static_cast<std::size_t>(state)]; };
  const auto place = [&](Index state) { return classes_.place[static_cast<std::size_t>(state)]; };
  const std::size_t first = jumps_.size();
  const auto add = [&](const MatrixElement& e, Block Jump::*factor) {
    if (is_single(e)) return;
    const Index from = class_of(e.column);
    Index& jump = open[static_cast<std::size_t>(from)];
    if (jump < 0) {
      const Index to = class_of(e.row);
      const Block zero = Block::Zero(block_size(to), block_size(from));
      jump = static_cast<Index>(jumps_.size());
      jumps_.push_back({bath, from, to, zero, zero});
    }
    (jumps_[static_cast<std::size_t>(jump)].*factor)(place(e.row), place(e.column)) +=
        as_scalar<Scalar>(e.value);
  };
  for (const MatrixElement& e : a) add(e, &Jump::a);
  for (const MatrixElement& e : b) add(e, &Jump::b);
  for (std::size_t k = first; k < jumps_.size(); ++k) {
    open[static_cast<std::size_t>(jumps_[k].from)] = -1;
  }
}

// Of single states, each leads to one other: elements of A and B belong together by their columns.
template <class Scalar>
void BlockGenerator<Scalar>::add_rates(std::size_t bath, std::span<const MatrixElement> a,
                                       std::span<const MatrixElement> b,
                                       std::vector<Index>& partners) {
  for (std::size_t k = 0; k < b.size(); ++k) {
    if (is_single(b[k])) partners[static_cast<std::size_t>(b[k].column)] = static_cast<Index>(k);
  }
  for (const MatrixElement& e : a) {
    const Index k = partners[static_cast<std::size_t>(e.column)];
    if (k < 0 || !is_single(e)) continue;
    const Complex product = e.value * std::conj(b[static_cast<std::size_t>(k)].value);
    const Index from = classes_.of[static_cast<std::size_t>(e.column)];
    const Index to = classes_.of[static_cast<std::size_t>(e.row)];
    escapes_[static_cast<std::size_t>(from)](0, 0) += as_scalar<Scalar>(product);
    rates_[bath].push_back({from, to, 2 * product.real()});
  }
  for (const MatrixElement& e : b) partners[static_cast<std::size_t>(e.column)] = -1;
}

template <class Scalar>
double BlockGenerator<Scalar>::frequency(const BlockElement& e) const {
  return energy(e.state_class, e.row) - energy(e.state_class, e.column);
}

// Rows of X without H, for one class.
template <class Scalar>
void BlockGenerator<Scalar>::find_half(const std::vector<Block>& blocks, Index c, Index row,
                                       Index rows, Block& half) const {
  const Block& own = blocks[static_cast<std::size_t>(c)];
  half.setZero(rows, own.cols());
  add_product(-1, escape(c).middleRows(row, rows), Form::plain, own, Form::plain, half);
  Block applied;  // A rho
  for (const std::size_t k : jumps_to_[static_cast<std::size_t>(c)]) {
    const Jump& jump = jumps_[k];
    const Block& from = blocks[static_cast<std::size_t>(jump.from)];
    applied.setZero(rows, from.cols());
    add_product(1, jump.a.middleRows(row, rows), Form::plain, from, Form::plain, applied);
    const Index d = own.rows();
    for (Index part = 0; part < kParts<Scalar>; ++part) {
      add_product(1, applied.middleCols(part * from.rows(), from.rows()), Form::plain, jump.b,
                  Form::adjoint, half.middleCols(part * d, d));
    }
  }
}

template <class Scalar>
void BlockGenerator<Scalar>::apply(const RealVector& x, RealVector& y) const {
  const auto count = classes_.size();
  std::vector<Block> blocks(count);
  std::vector<Block> halves(count);
  struct Task {
    std::size_t c;
    Index row;
    Index rows;
  };
  std::vector<Task> tasks;
  for (std::size_t c = 0; c < count; ++c) {
    const Index d = block_size(static_cast<Index>(c));
    unpack(x.data() + begins_[c], d, blocks[c]);
    halves[c].resize(d, kParts<Scalar> * d);
    for (Index row = 0; row < d; row += kRows) tasks.push_back({c, row, std::min(kRows, d - row)});
  }
  parallel_for(tasks.size(), 1, [&](std::size_t first, std::size_t last) {
    Block half;
    for (std::size_t t = first; t < last; ++t) {
      const Task& task = tasks[t];
      find_half(blocks, static_cast<Index>(task.c), task.row, task.rows, half);
      halves[task.c].middleRows(task.row, task.rows) = half;
    }
  });
  y.resize(size());
  for (std::size_t c = 0; c < count; ++c) {
    const Index d = block_size(static_cast<Index>(c));
    double* out = y.data() + begins_[c];
    const double* in = x.data() + begins_[c];
    for (Index j = 0; j < d; ++j) {
      out[j * d + j] = 2 * element(halves[c], j, j).real();
      for (Index i = j + 1; i < d; ++i) {
        const Complex sum = element(halves[c], i, j) + std::conj(element(halves[c], j, i));
        const double w = energy(static_cast<Index>(c), i) - energy(static_cast<Index>(c), j);
        out[j * d + i] = kRoot * sum.real() + w * in[i * d + j];
        out[i * d + j] = kRoot * sum.imag() - w * in[j * d + i];
      }
    }
  }
  for (const std::vector<Rate>& bath : rates_) {
    for (const Rate& r : bath) y(block_begin(r.to)) += r.rate * x(block_begin(r.from));
  }
}

template <class Scalar>
Matrix BlockGenerator<Scalar>::state(const RealVector& x) const {
  Matrix result = Matrix::Zero(energies_.size(), energies_.size());
  Matrix block;
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    const std::vector<Index>& members = classes_.members[c];
    unpack(x.data() + begins_[c], static_cast<Index>(members.size()), block);
    result(members, members) = block;
  }
  return result;
}

template <class Scalar>
RealVector BlockGenerator<Scalar>::numbers(const Matrix& state) const {
  RealVector x(size());
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    const std::vector<Index>& members = classes_.members[c];
    const auto d = static_cast<Index>(members.size());
    double* out = x.data() + begins_[c];
    for (Index j = 0; j < d; ++j) {
      const Index column = members[static_cast<std::size_t>(j)];
      out[j * d + j] = state(column, column).real();
      for (Index i = j + 1; i < d; ++i) {
        const Complex value = state(members[static_cast<std::size_t>(i)], column);
        out[j * d + i] = kRoot * value.real();
        out[i * d + j] = kRoot * value.imag();
      }
    }
  }
  return x;
}

// J = 2 Re sum of (E_r - E_b) (A rho)_rb B_rb^*, see find_energy_flows().
template <class Scalar>
void BlockGenerator<Scalar>::find_flows(const RealVector& x, FlowSums<double>& result) const {
  const auto baths = static_cast<Index>(rates_.size());
  result.flows.setZero(baths);
  result.sizes.setZero(baths);
  result.most.setZero(baths);
  const auto add = [&](std::size_t bath, double flow, double size, double most) {
    const auto j = static_cast<Index>(bath);
    result.flows(j) += flow;
    result.sizes(j) += size;
    result.most(j) += most;
  };
  for (std::size_t bath = 0; bath < rates_.size(); ++bath) {
    for (const Rate& r : rates_[bath]) {
      const double gained = (energy(r.to, 0) - energy(r.from, 0)) * r.rate;
      const double flow = gained * x(block_begin(r.from));
      add(bath, flow, std::abs(flow), std::abs(gained));
    }
  }
  Matrix rho;
  for (const Jump& jump : jumps_) {
    unpack(x.data() + block_begin(jump.from), block_size(jump.from), rho);
    const Matrix applied =
        product(Matrix(jump.a.template cast<Complex>()), Form::plain, rho, Form::plain);
    const RealMatrix sizes = product(RealMatrix(jump.a.cwiseAbs()), Form::plain,
                                     RealMatrix(rho.cwiseAbs()), Form::plain);
    const RealVector rows = jump.a.cwiseAbs().rowwise().sum();
    for (Index b = 0; b < jump.b.cols(); ++b) {
      for (Index r = 0; r < jump.b.rows(); ++r) {
        const Complex factor =
            2 * (energy(jump.to, r) - energy(jump.from, b)) * std::conj(Complex(jump.b(r, b)));
        add(jump.bath, (applied(r, b) * factor).real(), sizes(r, b) * std::abs(factor),
            rows(r) * std::abs(factor));
      }
    }
  }
}

template class BlockGenerator<double>;
template class BlockGenerator<Complex>;

}  // namespace quflux::inline solve

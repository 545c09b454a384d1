#include "quflux/solve/block_generator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "quflux/core/parallel.h"
#include "quflux/numerics/as_scalar.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// Rows that one task computes.
constexpr Index kRows = 128;

template <class Real>
Complex element(const BasicMatrix<Real>& block, Index row, Index column) {
  return Complex(block(row, column));
}
template <class Real>
Complex element(const BasicRealMatrix<Real>& parts, Index row, Index column) {
  return {parts(row, column), parts(row, parts.rows() + column)};
}

template <class Real>
void set_element(BasicMatrix<Real>& block, Index row, Index column, Complex value) {
  block(row, column) = std::complex<Real>(value);
}
template <class Real>
void set_element(BasicRealMatrix<Real>& parts, Index row, Index column, Complex value) {
  parts(row, column) = static_cast<Real>(value.real());
  parts(row, parts.rows() + column) = static_cast<Real>(value.imag());
}

// The block, or its parts, behind real numbers.
template <class Block>
void unpack(const double* x, Index d, Block& block) {
  block.resize(d, kParts<typename Block::Scalar> * d);
  for (Index j = 0; j < d; ++j) {
    set_element(block, j, j, x[j * d + j]);
    for (Index i = j + 1; i < d; ++i) {
      const Complex value(x[j * d + i] / std::numbers::sqrt2, x[i * d + j] / std::numbers::sqrt2);
      set_element(block, i, j, value);
      set_element(block, j, i, std::conj(value));
    }
  }
}

}  // namespace

bool has_real_elements(const Generator& generator) {
  const auto real = [](const MatrixElement& e) { return e.value.imag() == 0; };
  return std::ranges::all_of(generator.dissipators, [&](const Dissipator& dissipator) {
    return std::ranges::all_of(dissipator.a_elements, real) &&
           std::ranges::all_of(dissipator.b_elements, real);
  });
}

template <class Scalar>
BlockGenerator<Scalar>::BlockGenerator(const Generator& generator, StateClasses classes)
    : classes_(std::move(classes)),
      energies_(generator.energies),
      begins_(1, 0),
      jumps_to_(classes_.size()),
      parts_to_(classes_.size()),
      rates_(generator.dissipators.size()) {
  for (Index c = 0; c < static_cast<Index>(classes_.size()); ++c) {
    const Index d = block_size(c);
    begins_.push_back(begins_.back() + d * d);
    escapes_.push_back(Block::Zero(d, d));
  }
  std::vector<std::vector<Lead>> leads(classes_.size());
  for (std::size_t j = 0; j < generator.dissipators.size(); ++j) {
    const Dissipator& dissipator = generator.dissipators[j];
    const LargestElements largest = largest_elements(dissipator);
    const LargestElements least{kNegligible * largest.a, kNegligible * largest.b};
    for (const Dissipator::Term& term : dissipator.terms) {
      add_term(j, dissipator.a(term), dissipator.b(term), least, leads);
    }
  }
  for (std::size_t k = 0; k < jumps_.size(); ++k) {
    const Jump& jump = jumps_[k];
    auto& kept = is_whole(jump) ? jumps_to_ : parts_to_;
    kept[static_cast<std::size_t>(jump.to)].push_back(k);
    const auto from = static_cast<double>(jump.a.cols());
    const auto to = static_cast<double>(jump.a.rows());
    cost_ += to * from * (from + to);
  }
  for (const Block& escape : escapes_) cost_ += std::pow(static_cast<double>(escape.rows()), 3);
  cost_ *= kParts<Scalar> == 2 ? 2 : 4;
}

// `leads` has place for those from each class, and is empty before and afterwards.
template <class Scalar>
void BlockGenerator<Scalar>::add_term(std::size_t bath, std::span<const MatrixElement> a,
                                      std::span<const MatrixElement> b,
                                      const LargestElements& least,
                                      std::vector<std::vector<Lead>>& leads) {
  const auto class_of = [&](Index state) { return classes_.of[static_cast<std::size_t>(state)]; };
  const auto place = [&](Index state) { return classes_.place[static_cast<std::size_t>(state)]; };
  const auto add = [&](const MatrixElement& e, Block Lead::*factor) {
    const Index to = class_of(e.row);
    auto& from = leads[static_cast<std::size_t>(class_of(e.column))];
    auto lead = std::ranges::find(from, to, &Lead::to);
    if (lead == from.end()) {
      const Block zero = Block::Zero(block_size(to), block_size(class_of(e.column)));
      lead = from.insert(lead, {to, zero, zero});
    }
    ((*lead).*factor)(place(e.row), place(e.column)) += as_scalar<Scalar>(e.value);
  };
  for (const MatrixElement& e : a) add(e, &Lead::a);
  for (const MatrixElement& e : b) add(e, &Lead::b);
  const auto counts = [&](const Lead& lead) {
    return lead.a.cwiseAbs().maxCoeff() >= least.a || lead.b.cwiseAbs().maxCoeff() >= least.b;
  };
  for (const MatrixElement& e : a) {
    const Index c = class_of(e.column);
    auto& from = leads[static_cast<std::size_t>(c)];
    // Where nothing else leads from a class, what is small counts.
    if (from.size() > 1) std::erase_if(from, [&](const Lead& lead) { return !counts(lead); });
    for (Lead& lead : from) add_lead(bath, c, std::move(lead));
    from.clear();
  }
  for (const MatrixElement& e : b) leads[static_cast<std::size_t>(class_of(e.column))].clear();
}

template <class Scalar>
void BlockGenerator<Scalar>::add_lead(std::size_t bath, Index from, Lead lead) {
  if (lead.a.size() == 1) {
    const Scalar product = lead.a(0, 0) * Eigen::numext::conj(lead.b(0, 0));
    escapes_[static_cast<std::size_t>(from)](0, 0) += product;
    rates_[bath].push_back({from, lead.to, 2 * std::real(product)});
    return;
  }
  const auto occupied = [](Index size, const auto& holds) {
    std::vector<Index> places(static_cast<std::size_t>(size));
    std::iota(places.begin(), places.end(), 0);
    std::erase_if(places, [&](Index i) { return !holds(i); });
    return places;
  };
  constexpr Index kFew = 4;
  Jump jump{bath, from, lead.to, {}, {}, {}, {}};
  jump.rows = occupied(lead.a.rows(), [&](Index i) {
    return (lead.a.row(i).array() != Scalar(0)).any() || (lead.b.row(i).array() != Scalar(0)).any();
  });
  jump.columns = occupied(lead.a.cols(), [&](Index i) {
    return (lead.a.col(i).array() != Scalar(0)).any() || (lead.b.col(i).array() != Scalar(0)).any();
  });
  const auto held = static_cast<Index>(jump.rows.size() * jump.columns.size());
  if (held * kFew > lead.a.size()) {
    jump.rows = occupied(lead.a.rows(), [](Index) { return true; });
    jump.columns = occupied(lead.a.cols(), [](Index) { return true; });
    jump.a = std::move(lead.a);
    jump.b = std::move(lead.b);
  } else {
    jump.a = lead.a(jump.rows, jump.columns);
    jump.b = lead.b(jump.rows, jump.columns);
  }
  Block& escape = escapes_[static_cast<std::size_t>(from)];
  if (is_whole(jump)) {
    add_product(1, jump.b, Form::adjoint, jump.a, Form::plain, escape);
  } else {
    escape(jump.columns, jump.columns) += product(jump.b, Form::adjoint, jump.a, Form::plain);
  }
  jumps_.push_back(std::move(jump));
}

template <class Scalar>
double BlockGenerator<Scalar>::fastest_rate() const {
  double fastest = 0;
  for (const Block& escape : escapes_) {
    fastest = std::max(fastest, escape.diagonal().cwiseAbs().maxCoeff());
  }
  return fastest;
}

template <class Scalar>
double BlockGenerator<Scalar>::frequency(const BlockElement& e) const {
  return energy(e.state_class, e.row) - energy(e.state_class, e.column);
}

// Rows of X without H, for one class.
template <class Scalar>
template <class Number>
void BlockGenerator<Scalar>::find_half(const std::vector<BlockOf<Number>>& blocks, Index c,
                                       Index row, Index rows, BlockOf<Number>& half) const {
  const auto of = static_cast<std::size_t>(c);
  const BlockOf<Number>& own = blocks[of];
  half.setZero(rows, own.cols());
  add_product(-1, escape_of<Number>(of).middleRows(row, rows), Form::plain, own, Form::plain, half);
  BlockOf<Number> applied;  // A rho
  for (const std::size_t k : jumps_to_[of]) {
    const BlockOf<Number>& from = blocks[static_cast<std::size_t>(jumps_[k].from)];
    applied.setZero(rows, from.cols());
    add_product(1, factor_a<Number>(k).middleRows(row, rows), Form::plain, from, Form::plain,
                applied);
    const Index d = own.rows();
    for (Index part = 0; part < kParts<Scalar>; ++part) {
      add_product(1, applied.middleCols(part * from.rows(), from.rows()), Form::plain,
                  factor_b<Number>(k), Form::adjoint, half.middleCols(part * d, d));
    }
  }
}

// The same of jumps between few rows and columns, for all rows.
template <class Scalar>
template <class Number>
void BlockGenerator<Scalar>::add_parts(const std::vector<BlockOf<Number>>& blocks, std::size_t c,
                                       BlockOf<Number>& half) const {
  const Index d_to = half.rows();
  for (const std::size_t k : parts_to_[c]) {
    const Jump& jump = jumps_[k];
    const BlockOf<Number>& from = blocks[static_cast<std::size_t>(jump.from)];
    const Index d_from = from.rows();
    for (Index part = 0; part < kParts<Scalar>; ++part) {
      const BlockOf<Number> rho =
          from.middleCols(part * d_from, d_from)(jump.columns, jump.columns);
      half.middleCols(part * d_to, d_to)(jump.rows, jump.rows) +=
          product(product(factor_a<Number>(k), Form::plain, rho, Form::plain), Form::plain,
                  factor_b<Number>(k), Form::adjoint);
    }
  }
}

// X + X^+ of one class.
template <class Scalar>
template <class Number>
void BlockGenerator<Scalar>::write(const BlockOf<Number>& half, std::size_t c, const RealVector& x,
                                   RealVector& y) const {
  const Index d = half.rows();
  double* out = y.data() + begins_[c];
  const double* in = x.data() + begins_[c];
  for (Index j = 0; j < d; ++j) {
    out[j * d + j] = 2 * element(half, j, j).real();
    for (Index i = j + 1; i < d; ++i) {
      const Complex sum = element(half, i, j) + std::conj(element(half, j, i));
      const double w = energy(static_cast<Index>(c), i) - energy(static_cast<Index>(c), j);
      out[j * d + i] = std::numbers::sqrt2 * sum.real() + w * in[i * d + j];
      out[i * d + j] = std::numbers::sqrt2 * sum.imag() - w * in[j * d + i];
    }
  }
}

template <class Scalar>
void BlockGenerator<Scalar>::prepare_single() {
  for (const Jump& jump : jumps_) {
    single_.a.push_back(jump.a.template cast<Single>());
    single_.b.push_back(jump.b.template cast<Single>());
  }
  for (const Block& escape : escapes_) single_.escapes.push_back(escape.template cast<Single>());
}

template <class Scalar>
template <class Number>
void BlockGenerator<Scalar>::apply_with(const RealVector& x, RealVector& y) const {
  const auto count = classes_.size();
  std::vector<BlockOf<Number>> blocks(count);
  std::vector<BlockOf<Number>> halves(count);
  struct Task {
    std::size_t c;
    Index row;
    Index rows;
  };
  std::vector<Task> tasks;
  for (std::size_t c = 0; c < count; ++c) {
    const Index d = block_size(static_cast<Index>(c));
    halves[c].resize(d, kParts<Scalar> * d);
    for (Index row = 0; row < d; row += kRows) tasks.push_back({c, row, std::min(kRows, d - row)});
  }
  const auto of_each_class = [&](const auto& work) {
    parallel_for(count, 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t c = first; c < last; ++c) work(c);
    });
  };
  of_each_class([&](std::size_t c) {
    unpack(x.data() + begins_[c], block_size(static_cast<Index>(c)), blocks[c]);
  });
  parallel_for(tasks.size(), 1, [&](std::size_t first, std::size_t last) {
    BlockOf<Number> half;
    for (std::size_t t = first; t < last; ++t) {
      const Task& task = tasks[t];
      find_half<Number>(blocks, static_cast<Index>(task.c), task.row, task.rows, half);
      halves[task.c].middleRows(task.row, task.rows) = half;
    }
  });
  y.resize(size());
  of_each_class([&](std::size_t c) {
    add_parts<Number>(blocks, c, halves[c]);
    write<Number>(halves[c], c, x, y);
  });
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
        out[j * d + i] = std::numbers::sqrt2 * value.real();
        out[i * d + j] = std::numbers::sqrt2 * value.imag();
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
  Matrix block;
  for (const Jump& jump : jumps_) {
    unpack(x.data() + block_begin(jump.from), block_size(jump.from), block);
    const Matrix rho = block(jump.columns, jump.columns);
    const Matrix applied =
        product(Matrix(jump.a.template cast<Complex>()), Form::plain, rho, Form::plain);
    const RealMatrix sizes = product(RealMatrix(jump.a.cwiseAbs()), Form::plain,
                                     RealMatrix(rho.cwiseAbs()), Form::plain);
    const RealVector rows = jump.a.cwiseAbs().rowwise().sum();
    for (Index b = 0; b < jump.b.cols(); ++b) {
      for (Index r = 0; r < jump.b.rows(); ++r) {
        const double gained = energy(jump.to, jump.rows[static_cast<std::size_t>(r)]) -
                              energy(jump.from, jump.columns[static_cast<std::size_t>(b)]);
        const Complex factor = 2 * gained * std::conj(Complex(jump.b(r, b)));
        add(jump.bath, (applied(r, b) * factor).real(), sizes(r, b) * std::abs(factor),
            rows(r) * std::abs(factor));
      }
    }
  }
}

template class BlockGenerator<double>;
template class BlockGenerator<Complex>;

}  // namespace quflux::inline solve

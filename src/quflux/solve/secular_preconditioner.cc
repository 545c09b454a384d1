#include "quflux/solve/secular_preconditioner.h"

#include <cmath>
#include <utility>

#include "quflux/solve/slow_part.h"

namespace quflux::inline solve {

using Eigen::Index;

template <class Scalar>
SecularPreconditioner::SecularPreconditioner(const BlockGenerator<Scalar>& generator, Index most)
    : size_(generator.size()) {
  const double fastest = generator.fastest_rate();
  SlowChoice choice = choose_slow(
      generator, most, [&](const BlockElement& e) { return std::abs(generator.frequency(e)); });
  slow_ = std::move(choice.numbers);
  const OwnElements<Scalar> own(generator);
  for (const FastElement& e : choice.fast) {
    fast_.push_back({e.real, e.imaginary, 1.0 / own(e.element)});
  }
  const Index populations = choice.populations;
  const auto size = static_cast<Index>(slow_.size());
  RealMatrix matrix = slow_part(generator, choice.elements, size);
  // The equation of the state that is left most slowly follows from the others; the trace takes its
  // place.
  matrix.diagonal().head(populations).cwiseAbs().minCoeff(&trace_row_);
  matrix.row(trace_row_).setZero();
  matrix.row(trace_row_).head(populations).setOnes();
  scales_ = matrix.cwiseAbs().rowwise().maxCoeff().cwiseMax(1e-13 * fastest).cwiseInverse();
  matrix.array().colwise() *= scales_.array();
  factors_.emplace(std::move(matrix));
}

RealVector SecularPreconditioner::start() const {
  RealVector part = RealVector::Zero(static_cast<Index>(slow_.size()));
  part(trace_row_) = 1;
  factors_->solve(part);
  RealVector x = RealVector::Zero(size_);
  x(slow_) = part;
  return x;
}

void SecularPreconditioner::apply(const RealVector& x, RealVector& y) const {
  y.resize(size_);
  for (const Fast& fast : fast_) {
    const Complex value = fast.inverse * Complex(x(fast.real), x(fast.imaginary));
    y(fast.real) = value.real();
    y(fast.imaginary) = value.imag();
  }
  RealVector part = x(slow_);
  part.array() *= scales_.array();
  part(trace_row_) = 0;
  factors_->solve(part);
  y(slow_) = part;
}

template SecularPreconditioner::SecularPreconditioner(const BlockGenerator<double>&, Index);
template SecularPreconditioner::SecularPreconditioner(const BlockGenerator<Complex>&, Index);

}  // namespace quflux::inline solve

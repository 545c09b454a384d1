#include "quflux/solve/evolve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "quflux/solve/adjoint_basis.h"
#include "quflux/solve/equal_step.h"
#include "quflux/solve/reached.h"
#include "quflux/solve/with_heats.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// Of elements of a state, relative.
constexpr double kStateRounding = 1e-14;

// Steps of any length, from the largest one and its halves.
template <class Scalar>
class AnySteps {
 public:
  AnySteps(const WithHeats<Scalar>& generator, double largest)
      : generator_(generator), changes_(generator.changes(largest)) {
    smallest_ = std::ldexp(largest, 1 - static_cast<int>(changes_.size()));
  }

  void advance(double step, Eigen::VectorX<Scalar>& y) const {
    double rest = step;
    for (std::size_t k = changes_.size(); k-- > 0;) {
      const double length = std::ldexp(smallest_, static_cast<int>(k));
      if (rest < length) continue;
      y += changes_[k] * y;
      rest -= length;
    }
    if (rest > 0) generator_.advance_little(rest, y);
  }

 private:
  const WithHeats<Scalar>& generator_;
  std::vector<Eigen::MatrixX<Scalar>> changes_;
  double smallest_;
};

template <class Scalar>
void advance(const WithHeats<Scalar>& generator, double step, Eigen::VectorX<Scalar>& y) {
  if (step > 0) y += generator.change(step) * y;
}

// (x, Q) at all times, a column each.
template <class Scalar>
Eigen::MatrixX<Scalar> columns_at(const WithHeats<Scalar>& generator,
                                  const Eigen::VectorX<Scalar>& start,
                                  std::span<const double> times) {
  const auto count = static_cast<Index>(times.size());
  Eigen::VectorX<Scalar> y = generator.start(start);
  Eigen::MatrixX<Scalar> result(y.size(), count);
  if (const std::optional<double> step = equal_step(times)) {
    advance(generator, times.front(), y);
    const Eigen::MatrixX<Scalar> once = generator.change(*step);
    for (Index k = 0; k < count; ++k) {
      result.col(k) = y;
      y += once * y;
    }
    return result;
  }
  const AnySteps<Scalar> steps(generator, largest_step(times));
  double now = 0;
  for (Index k = 0; k < count; ++k) {
    const double time = times[static_cast<std::size_t>(k)];
    steps.advance(time - now, y);
    now = time;
    result.col(k) = y;
  }
  return result;
}

// J_j and Q_j as functionals of (x, Q).
template <class Scalar>
Eigen::MatrixX<Scalar> flow_functionals(const WithHeats<Scalar>& generator) {
  const Index n = generator.size();
  const Index baths = generator.baths();
  Eigen::MatrixX<Scalar> rows = Eigen::MatrixX<Scalar>::Zero(2 * baths, n + baths);
  rows.topRows(baths) = generator.matrix().bottomRows(baths);
  rows.bottomRightCorner(baths, baths).setIdentity();
  return rows;
}

// The stride 2^p with which `rows` E^i, i < 2^p, and E^(2^p j) x take the fewest operations.
int best_stride(Index rows, Index size, Index times) {
  int best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int p = 0; p < 20 && (Index{1} << p) <= times; ++p) {
    const auto stride = static_cast<double>(Index{1} << p);
    const double work = static_cast<double>(rows) * stride + static_cast<double>(times) / stride +
                        static_cast<double>(p * size);
    if (work < least) {
      least = work;
      best = p;
    }
  }
  return best;
}

// rows E^k y for k < count, where E = 1 + once.
template <class Scalar>
RealMatrix values_at_equal_steps(const WithHeats<Scalar>& generator,
                                 const Eigen::MatrixX<Scalar>& rows, Eigen::MatrixX<Scalar> once,
                                 Eigen::VectorX<Scalar> y, Index count) {
  const int p = best_stride(rows.rows(), y.size(), count);
  const Index stride = Index{1} << p;
  // rows E^i, one behind the other
  Eigen::MatrixX<Scalar> strided(rows.rows() * stride, y.size());
  Eigen::MatrixX<Scalar> next = rows;
  for (Index i = 0; i < stride; ++i) {
    strided.middleRows(i * rows.rows(), rows.rows()) = next;
    next += next * once;
  }
  for (int k = 0; k < p; ++k) once = generator.doubled(once);
  RealMatrix result(rows.rows(), count);
  for (Index first = 0; first < count; first += stride) {
    const Index taken = std::min(stride, count - first);
    const RealVector values = (strided.topRows(taken * rows.rows()) * y).real();
    result.middleCols(first, taken) = values.reshaped(rows.rows(), taken);
    y += once * y;
  }
  return result;
}

// The generator and what is asked of it, among the numbers that x(t) stays within.
template <class Scalar>
struct Reached {
  std::vector<Index> elements;
  std::vector<Index> adjoints;  // among the elements; empty for complex numbers
  WithHeats<Scalar> generator;
  Eigen::VectorX<Scalar> start;
};

template <class Scalar>
Eigen::MatrixX<Scalar> columns(const Reached<Scalar>& reached, std::span<const double> times) {
  return columns_at(reached.generator, reached.start, times);
}

template <class Scalar>
FlowTrajectory flows_at(const Reached<Scalar>& reached, std::span<const double> times) {
  const WithHeats<Scalar>& generator = reached.generator;
  const Index baths = generator.baths();
  const Eigen::MatrixX<Scalar> rows = flow_functionals(generator);
  RealMatrix values;
  if (const std::optional<double> step = equal_step(times)) {
    Eigen::VectorX<Scalar> y = generator.start(reached.start);
    advance(generator, times.front(), y);
    values = values_at_equal_steps(generator, rows, generator.change(*step), std::move(y),
                                   static_cast<Index>(times.size()));
  } else {
    values = (rows * columns(reached, times)).real();
  }
  return {values.topRows(baths), values.bottomRows(baths)};
}

Matrix rows_of(const std::vector<Vector>& functionals, const std::vector<Index>& elements) {
  Matrix rows(static_cast<Index>(functionals.size()), static_cast<Index>(elements.size()));
  for (Index j = 0; j < rows.rows(); ++j) {
    rows.row(j) = functionals[static_cast<std::size_t>(j)](elements).transpose();
  }
  return rows;
}

bool is_hermitian(const Vector& x, const std::vector<Index>& adjoints) {
  for (Index i = 0; i < x.size(); ++i) {
    const Complex other = std::conj(x(adjoints[static_cast<std::size_t>(i)]));
    if (std::abs(x(i) - other) > kStateRounding * std::abs(other)) return false;
  }
  return true;
}

// A functional that is real for Hermitian matrices, of the real numbers behind them.
RealVector real_functional(const Vector& functional, const std::vector<Index>& adjoints) {
  RealVector real(functional.size());
  find_reals(functional.conjugate(), adjoints, real);
  return real;
}

// Calls use() with a Reached<double> where x stays Hermitian, and else with a Reached<Complex>.
template <class Use>
auto with_reached(const LinearGenerator& generator, const Vector& start, const Use& use) {
  const Matrix dense = generator.dense();
  std::vector<Index> elements = reached(dense, start);
  std::vector<Index> adjoints = adjoints_among(elements, generator.adjoints);
  const Matrix among = dense(elements, elements);
  const Matrix flows = rows_of(generator.flows, elements);
  const Vector trace = generator.trace(elements);
  const Vector x = start(elements);
  if (adjoints.empty() || !is_hermitian(x, adjoints)) {
    return use(Reached<Complex>{std::move(elements), {}, {among, flows, trace}, x});
  }
  RealMatrix real(among.rows(), among.cols());
  find_real(among, adjoints, real);
  RealMatrix real_flows(flows.rows(), flows.cols());
  for (Index j = 0; j < flows.rows(); ++j) {
    real_flows.row(j) = real_functional(flows.row(j).transpose(), adjoints).transpose();
  }
  RealVector real_start(x.size());
  find_reals(x, adjoints, real_start);
  const RealVector real_trace = real_functional(trace, adjoints);
  return use(Reached<double>{std::move(elements),
                             std::move(adjoints),
                             {real, real_flows, real_trace},
                             std::move(real_start)});
}

Vector elements_of(const Reached<Complex>& /*reached*/, const Vector& column) { return column; }

Vector elements_of(const Reached<double>& reached, const RealVector& column) {
  Vector elements(column.size());
  find_elements<double>(column, reached.adjoints, elements);
  return elements;
}

}  // namespace

Trajectory evolve(const LinearGenerator& generator, const Vector& start,
                  std::span<const double> times) {
  return with_reached(generator, start, [&](const auto& reached) {
    const auto all = columns(reached, times);
    const Index n = reached.generator.size();
    Trajectory trajectory{Matrix::Zero(start.size(), all.cols()),
                          all.bottomRows(reached.generator.baths()).real()};
    for (Index k = 0; k < all.cols(); ++k) {
      trajectory.states.col(k)(reached.elements) = elements_of(reached, all.col(k).head(n));
    }
    return trajectory;
  });
}

FlowTrajectory evolve_flows(const LinearGenerator& generator, const Vector& start,
                            std::span<const double> times) {
  return with_reached(generator, start,
                      [&](const auto& reached) { return flows_at(reached, times); });
}

}  // namespace quflux::inline solve

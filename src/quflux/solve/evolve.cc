#include "quflux/solve/evolve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "quflux/solve/equal_step.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// All exponentials are kept as exp(X) - 1, in which slow rates have all their digits beside the 1.

// exp(X) - 1 for a 1-norm of X up to 1/2: its Taylor series up to X^15, by fourth powers. The next
// term is below 1e-18.
Matrix change_by_small(const Matrix& x) {
  const Matrix x2 = x * x;
  const Matrix x3 = x2 * x;
  const Matrix x4 = x2 * x2;
  const Matrix unit = Matrix::Identity(x.rows(), x.cols());
  std::array<double, 16> c{1};  // 1/k!
  for (std::size_t k = 1; k < c.size(); ++k) c.at(k) = c.at(k - 1) / static_cast<double>(k);
  c.front() = 0;
  Matrix sum = Matrix::Zero(x.rows(), x.cols());
  for (std::size_t k = c.size(); k > 0; k -= 4) {
    sum = (sum * x4).eval() + c.at(k - 4) * unit + c.at(k - 3) * x + c.at(k - 2) * x2 +
          c.at(k - 1) * x3;
  }
  return sum;
}

// The generator of (x, Q), Eq. (42).
class WithHeats {
 public:
  explicit WithHeats(const LinearGenerator& generator)
      : trace_(generator.trace), baths_(static_cast<Index>(generator.flows.size())) {
    matrix_ = Matrix::Zero(size() + baths_, size() + baths_);
    matrix_.topLeftCorner(size(), size()) = generator.dense();
    for (Index j = 0; j < baths_; ++j) {
      matrix_.row(size() + j).head(size()) =
          generator.flows[static_cast<std::size_t>(j)].transpose();
    }
    norm_ = matrix_.cwiseAbs().colwise().sum().maxCoeff();
  }

  Index size() const { return trace_.size(); }
  Index baths() const { return baths_; }
  const Matrix& matrix() const { return matrix_; }

  Vector start(const Vector& x) const {
    Vector y = Vector::Zero(matrix_.rows());
    y.head(size()) = x;
    return y;
  }

  // How often a step is to be halved until the series converges.
  int halvings(double step) const {
    const double size = 2 * norm_ * step;
    return size > 1 ? std::ilogb(size) + 1 : 0;
  }

  // How (x, Q) changes in a step, exp(L step) - 1.
  Matrix change(double step) const {
    const int count = halvings(step);
    Matrix result = change_by_smallest(step, count);
    for (int k = 0; k < count; ++k) result = doubled(result);
    return result;
  }

  // The same for step, step/2, ..., the smallest first.
  std::vector<Matrix> changes(double step) const {
    const int count = halvings(step);
    std::vector<Matrix> result{change_by_smallest(step, count)};
    for (int k = 0; k < count; ++k) result.push_back(doubled(result.back()));
    return result;
  }

  // That of twice the time: (1 + D)^2 - 1.
  Matrix doubled(const Matrix& change) const {
    Matrix result = change * change + 2 * change;
    keep_trace(result);
    return result;
  }

  // exp(L step) y where the series converges.
  void advance_little(double step, Vector& y) const {
    Vector term = y;
    const double scale = y.cwiseAbs().maxCoeff();
    constexpr int kMostTerms = 30;
    for (int k = 1; k < kMostTerms; ++k) {
      term = (matrix_ * term).eval() * (step / k);
      y += term;
      if (term.cwiseAbs().maxCoeff() < kEpsilon / 8 * scale) return;
    }
  }

 private:
  Matrix change_by_smallest(double step, int count) const {
    Matrix result = change_by_small(matrix_ * std::ldexp(step, -count));
    keep_trace(result);
    return result;
  }

  // Doubling doubles the error of the trace, the one mode that does not decay: it is put right, so
  // that the state stays one however long it takes.
  void keep_trace(Matrix& change) const {
    auto block = change.topLeftCorner(size(), size());
    const Eigen::RowVectorXcd error = trace_.transpose() * block;
    block -= trace_.conjugate() * error / trace_.squaredNorm();
  }

  Vector trace_;
  Index baths_;
  Matrix matrix_;
  double norm_;
};

// Steps of any length, from the largest one and its halves.
class AnySteps {
 public:
  AnySteps(const WithHeats& generator, double largest)
      : generator_(generator), changes_(generator.changes(largest)) {
    smallest_ = std::ldexp(largest, 1 - static_cast<int>(changes_.size()));
  }

  void advance(double step, Vector& y) const {
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
  const WithHeats& generator_;
  std::vector<Matrix> changes_;
  double smallest_;
};

void advance(const WithHeats& generator, double step, Vector& y) {
  if (step > 0) y += generator.change(step) * y;
}

// (x, Q) at all times, a column each.
Matrix columns_at(const WithHeats& generator, const Vector& start, std::span<const double> times) {
  const auto count = static_cast<Index>(times.size());
  Vector y = generator.start(start);
  Matrix result(y.size(), count);
  if (const std::optional<double> step = equal_step(times)) {
    advance(generator, times.front(), y);
    const Matrix once = generator.change(*step);
    for (Index k = 0; k < count; ++k) {
      result.col(k) = y;
      y += once * y;
    }
    return result;
  }
  const AnySteps steps(generator, largest_step(times));
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
Matrix flow_functionals(const WithHeats& generator) {
  const Index n = generator.size();
  const Index baths = generator.baths();
  Matrix rows = Matrix::Zero(2 * baths, n + baths);
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
RealMatrix values_at_equal_steps(const WithHeats& generator, const Matrix& rows, Matrix once,
                                 Vector y, Index count) {
  const int p = best_stride(rows.rows(), y.size(), count);
  const Index stride = Index{1} << p;
  Matrix strided(rows.rows() * stride, y.size());  // rows E^i, one behind the other
  Matrix next = rows;
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

}  // namespace

Trajectory evolve(const LinearGenerator& generator, const Vector& start,
                  std::span<const double> times) {
  const WithHeats with_heats(generator);
  const Matrix columns = columns_at(with_heats, start, times);
  return {columns.topRows(with_heats.size()), columns.bottomRows(with_heats.baths()).real()};
}

FlowTrajectory evolve_flows(const LinearGenerator& generator, const Vector& start,
                            std::span<const double> times) {
  const WithHeats with_heats(generator);
  const Index baths = with_heats.baths();
  const Matrix rows = flow_functionals(with_heats);
  RealMatrix values;
  if (const std::optional<double> step = equal_step(times)) {
    Vector y = with_heats.start(start);
    advance(with_heats, times.front(), y);
    values = values_at_equal_steps(with_heats, rows, with_heats.change(*step), std::move(y),
                                   static_cast<Index>(times.size()));
  } else {
    values = (rows * columns_at(with_heats, start, times)).real();
  }
  return {values.topRows(baths), values.bottomRows(baths)};
}

}  // namespace quflux::inline solve

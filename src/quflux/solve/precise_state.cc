#include "quflux/solve/precise_state.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "quflux/solve/adjoint_basis.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;
using Real = DoubleDouble;

// Of the density matrix, whose superoperator has d^4 elements.
constexpr Index kLargestDimension = 32;
constexpr Index kLargestSector = 400;
constexpr double kPreciseSingular = 1e-26;

// Solves A x = b by elimination with partial pivoting, b becomes x. Returns the smallest pivot.
double eliminate(BasicRealMatrix<Real>& a, BasicRealVector<Real>& b) {
  const Index n = a.rows();
  double smallest = std::numeric_limits<double>::infinity();
  for (Index k = 0; k < n; ++k) {
    Index pivot = k;
    for (Index i = k + 1; i < n; ++i) {
      if (abs(a(i, k)) > abs(a(pivot, k))) pivot = i;
    }
    a.row(k).swap(a.row(pivot));
    std::swap(b(k), b(pivot));
    smallest = std::min(smallest, std::abs(to_double(a(k, k))));
    if (smallest < kPreciseSingular) return smallest;
    for (Index i = k + 1; i < n; ++i) {
      if (a(i, k) == Real(0)) continue;
      const Real factor = a(i, k) / a(k, k);
      for (Index j = k + 1; j < n; ++j) a(i, j) -= factor * a(k, j);
      b(i) -= factor * b(k);
    }
  }
  for (Index k = n; k-- > 0;) {
    for (Index j = k + 1; j < n; ++j) b(k) -= a(k, j) * b(j);
    b(k) /= a(k, k);
  }
  return smallest;
}

}  // namespace

bool is_small_enough(Index dimension, std::span<const Index> sector) {
  return dimension <= kLargestDimension && static_cast<Index>(sector.size()) <= kLargestSector;
}

std::optional<PreciseState> precise_state(const BasicGenerator<Real>& generator,
                                          std::span<const Index> sector) {
  const Index d = generator.energies.size();
  const auto n = static_cast<Index>(sector.size());
  std::vector<Index> adjoints;
  if (!find_adjoints(sector, d, adjoints)) return std::nullopt;
  BasicMatrix<Real> superoperator;
  find_superoperator(generator, superoperator);
  BasicRealMatrix<Real> system(n, n);
  find_real<Real>(superoperator(sector, sector), adjoints, system);
  BasicRealVector<Real> x = BasicRealVector<Real>::Constant(n, Real(0));
  const auto is_population = [&](Index i) {
    return sector[static_cast<std::size_t>(i)] % (d + 1) == 0;
  };
  Index trace_row = -1;
  for (Index i = 0; i < n; ++i) {
    if (trace_row < 0 && is_population(i)) trace_row = i;
    double largest = 0;
    for (Index k = 0; k < n; ++k) largest = std::max(largest, std::abs(to_double(system(i, k))));
    if (largest > 0) system.row(i) /= Real(largest);
  }
  for (Index k = 0; k < n; ++k) system(trace_row, k) = is_population(k) ? Real(1) : Real(0);
  x(trace_row) = 1;
  BasicRealMatrix<Real> reversed = system.reverse();
  BasicRealVector<Real> other = x.reverse();
  const double pivot = std::min(eliminate(system, x), eliminate(reversed, other));
  if (pivot < kPreciseSingular) return std::nullopt;
  const auto matrix = [&](const BasicRealVector<Real>& numbers) {
    BasicVector<Real> elements(n);
    find_elements(numbers, adjoints, elements);
    BasicMatrix<Real> result = BasicMatrix<Real>::Zero(d, d);
    for (Index i = 0; i < n; ++i) {
      result.data()[sector[static_cast<std::size_t>(i)]] = elements(i);
    }
    return result;
  };
  return PreciseState{matrix(x), matrix(other.reverse()), kEpsilon<Real> / pivot};
}

}  // namespace quflux::inline solve

#include "quflux/exceptional/some_branches.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/exceptional/branch_steps.h"

namespace quflux::inline exceptional {

namespace {

using Eigen::Index;

constexpr double kSmallestPartOfStep = 1.0 / 64;  // of the distance of two parameters
constexpr double kSame = 0.5;                     // overlap below which it is another eigenvalue
constexpr Index kNone = -1;

// Eigenvalues at one parameter and the columns of their branches, where they have any yet.
struct BranchesAt {
  double parameter;
  Eigensystem system;
  std::vector<Index> columns;
  double equal;
};

BranchesAt some_branches_at(const EigensystemFamily& family, double parameter) {
  BranchesAt state{parameter, family(parameter), {}, 0};
  const Vector& values = state.system.values;
  state.columns.assign(static_cast<std::size_t>(values.size()), kNone);
  state.equal = distance_of_one(values);
  return state;
}

// Which eigenvalue each one goes on as, or none, and whether that is clear.
struct SomeMatch {
  std::vector<Index> to;
  bool clear = true;
};

bool are_one_of_some(const BranchesAt& state, Index i, Index j) {
  return std::abs(state.system.values(i) - state.system.values(j)) <= state.equal;
}

SomeMatch match_some(const BranchesAt& from, const BranchesAt& to) {
  RealMatrix overlap = (from.system.left * to.system.right).cwiseAbs();
  SomeMatch result{std::vector<Index>(static_cast<std::size_t>(overlap.rows()), kNone)};
  if (!overlap.allFinite()) {  // on an exceptional point: the closest eigenvalues
    result.clear = false;
    for (Index j = 0; j < overlap.cols(); ++j) {
      const auto distances = (from.system.values.array() - to.system.values(j)).abs();
      overlap.col(j) = 1 / (1e-300 + distances);
    }
  }
  RealMatrix left = overlap;
  for (Index assigned = 0; assigned < std::min(overlap.rows(), overlap.cols()); ++assigned) {
    Index i = 0;
    Index j = 0;
    if (left.maxCoeff(&i, &j) < kSame) break;
    result.to[static_cast<std::size_t>(i)] = j;
    left.row(i).setConstant(-1);
    left.col(j).setConstant(-1);
  }
  for (Index i = 0; i < overlap.rows() && result.clear; ++i) {
    const Index own = result.to[static_cast<std::size_t>(i)];
    if (own == kNone) continue;
    for (Index k = 0; k < overlap.rows(); ++k) {
      const Index other = result.to[static_cast<std::size_t>(k)];
      if (k == i || other == kNone || are_one_of_some(from, i, k) ||
          are_one_of_some(to, own, other))
        continue;
      if (kClear * overlap(i, other) > overlap(i, own)) result.clear = false;
    }
  }
  return result;
}

bool any_may_have_met(const BranchesAt& from, const BranchesAt& to, const SomeMatch& matched) {
  std::vector<Index> before;
  std::vector<Index> after;
  for (std::size_t i = 0; i < matched.to.size(); ++i) {
    if (matched.to[i] == kNone) continue;
    before.push_back(static_cast<Index>(i));
    after.push_back(matched.to[i]);
  }
  return may_have_met(from.system.values(before), to.system.values(after), from.equal);
}

BranchesAt advance_some(const EigensystemFamily& family, const BranchesAt& from, BranchesAt to,
                        double smallest) {
  const SomeMatch matched = match_some(from, to);
  const double step = to.parameter - from.parameter;
  if (std::abs(step) > smallest && (!matched.clear || any_may_have_met(from, to, matched))) {
    const BranchesAt middle =
        advance_some(family, from, some_branches_at(family, from.parameter + step / 2), smallest);
    return advance_some(family, middle, std::move(to), smallest);
  }
  for (std::size_t i = 0; i < matched.to.size(); ++i) {
    if (matched.to[i] == kNone) continue;
    to.columns[static_cast<std::size_t>(matched.to[i])] = from.columns[i];
  }
  return to;
}

// A branch where it is known.
struct Known {
  Index row;
  Index column;
  Complex value;
  double rigidity;
  double error;
};

}  // namespace

Branches follow_some_branches(const EigensystemFamily& family,
                              const std::vector<double>& parameters) {
  require_monotonic(parameters);
  std::vector<Known> known;
  Index columns = 0;
  BranchesAt state{};
  for (std::size_t row = 0; row < parameters.size(); ++row) {
    BranchesAt next = some_branches_at(family, parameters[row]);
    if (row > 0) {
      const double smallest = kSmallestPartOfStep * std::abs(parameters[row] - parameters[row - 1]);
      next = advance_some(family, state, std::move(next), 1.01 * smallest);
    }
    state = std::move(next);
    for (const Index i : order_by_parts(state.system.values)) {
      Index& column = state.columns[static_cast<std::size_t>(i)];
      if (column == kNone) column = columns++;
      known.push_back({static_cast<Index>(row), column, state.system.values(i),
                       phase_rigidity(state.system, i),
                       state.system.errors.size() > 0 ? state.system.errors(i) : kNaN});
    }
  }
  const auto rows = static_cast<Index>(parameters.size());
  Branches result{parameters, Matrix::Constant(rows, columns, Complex(kNaN, kNaN)),
                  RealMatrix::Constant(rows, columns, kNaN),
                  RealMatrix::Constant(rows, columns, kNaN)};
  for (const auto& [row, column, value, rigidity, error] : known) {
    result.eigenvalues(row, column) = value;
    result.rigidity(row, column) = rigidity;
    result.errors(row, column) = error;
  }
  return result;
}

}  // namespace quflux::inline exceptional

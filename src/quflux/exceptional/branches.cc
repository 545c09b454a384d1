#include "quflux/exceptional/branches.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "quflux/core/error.h"
#include "quflux/exceptional/branch_steps.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

constexpr double kSmallestPathStep = 1e-10;  // of the whole path

using Indices = std::vector<Eigen::Index>;

// Eigenvalues and vectors by branch at one parameter.
struct State {
  double parameter;
  Eigensystem system;
  double equal;  // eigenvalues closer than this are one
};

State state_at(const RealFamily& family, double parameter) {
  const Matrix m = family(parameter);
  require_family_matrix(m, fmt::format("at {}", parameter));
  State state{parameter, eigensystem(m), 0};
  const Vector& values = state.system.values;
  state.equal = distance_of_one(values);
  return state;
}

State reordered(const State& state, const Indices& order) {
  State result = state;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto branch = static_cast<Eigen::Index>(i);
    result.system.values(branch) = state.system.values(order[i]);
    result.system.right.col(branch) = state.system.right.col(order[i]);
    result.system.left.row(branch) = state.system.left.row(order[i]);
  }
  return result;
}

bool are_one(const State& state, Eigen::Index i, Eigen::Index j) {
  return std::abs(state.system.values(i) - state.system.values(j)) <= state.equal;
}

struct Match {
  Indices order;  // branch i goes on as eigenvalue order[i]
  bool clear;
};

// Largest overlaps first. Eigenvalues that are equal at either end need not be told apart.
Match match(const State& from, const State& to) {
  const Eigen::Index n = from.system.values.size();
  RealMatrix overlap = (from.system.left * to.system.right).cwiseAbs();
  Match result{Indices(static_cast<std::size_t>(n)), overlap.allFinite()};
  if (!result.clear) {  // on an exceptional point: the closest eigenvalues
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index j = 0; j < n; ++j) {
        overlap(i, j) = 1 / (1e-300 + std::abs(from.system.values(i) - to.system.values(j)));
      }
    }
  }
  RealMatrix left = overlap;
  for (Eigen::Index assigned = 0; assigned < n; ++assigned) {
    Eigen::Index i = 0;
    Eigen::Index j = 0;
    left.maxCoeff(&i, &j);
    result.order[static_cast<std::size_t>(i)] = j;
    left.row(i).setConstant(-1);
    left.col(j).setConstant(-1);
  }
  for (Eigen::Index i = 0; i < n && result.clear; ++i) {
    const Eigen::Index own = result.order[static_cast<std::size_t>(i)];
    for (Eigen::Index k = 0; k < n; ++k) {
      const Eigen::Index other = result.order[static_cast<std::size_t>(k)];
      if (k == i || are_one(from, i, k) || are_one(to, own, other)) continue;
      if (kClear * overlap(i, other) > overlap(i, own)) result.clear = false;
    }
  }
  return result;
}

// Branches whose eigenvalues meet in `to` only keep their eigenvectors from before: those in the
// degenerate subspace are arbitrary.
void keep_vectors_of_meeting_branches(const State& from, State& to) {
  const Eigen::Index n = from.system.values.size();
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      if (i != j && are_one(to, i, j) && !are_one(from, i, j)) {
        to.system.left.row(i) = from.system.left.row(i);
      }
    }
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    if (!to.system.left.row(i).allFinite()) to.system.left.row(i) = from.system.left.row(i);
  }
}

State advance(const RealFamily& family, const State& from, State to, double smallest) {
  const Match matched = match(from, to);
  State next = reordered(to, matched.order);
  const double step = to.parameter - from.parameter;
  if (std::abs(step) > smallest &&
      (!matched.clear || may_have_met(from.system.values, next.system.values, from.equal))) {
    const State middle =
        advance(family, from, state_at(family, from.parameter + step / 2), smallest);
    return advance(family, middle, std::move(to), smallest);
  }
  keep_vectors_of_meeting_branches(from, next);
  return next;
}

}  // namespace

Branches follow_branches(const RealFamily& family, const std::vector<double>& parameters) {
  require_monotonic(parameters);
  State state = state_at(family, parameters.front());
  state = reordered(state, order_by_parts(state.system.values));
  const auto rows = static_cast<Eigen::Index>(parameters.size());
  const Eigen::Index n = state.system.values.size();
  Branches result{parameters, Matrix(rows, n), RealMatrix(rows, n)};
  const double smallest = kSmallestPathStep * std::abs(parameters.back() - parameters.front());
  for (Eigen::Index row = 0; row < rows; ++row) {
    if (row > 0) {
      State next = state_at(family, parameters[static_cast<std::size_t>(row)]);
      if (next.system.values.size() != n) {
        throw Error(fmt::format("the matrix at {} is {} x {}, and {} x {} before", next.parameter,
                                next.system.values.size(), next.system.values.size(), n, n));
      }
      state = advance(family, state, std::move(next), smallest);
    }
    result.eigenvalues.row(row) = state.system.values.transpose();
    for (Eigen::Index i = 0; i < n; ++i) result.rigidity(row, i) = phase_rigidity(state.system, i);
  }
  return result;
}

}  // namespace quflux::inline exceptional

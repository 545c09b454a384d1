#include "quflux/exceptional/encircle.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

// Enough for the phase of the discriminant, which turns by up to k (k - 1) per turn.
int step_count(Eigen::Index k) { return k <= 3 ? 16 : 32; }

constexpr double kClusterApart = 0.35;  // largest radius of the cluster, of the distance to others
constexpr double kUnambiguous = 0.5;    // largest change in a step, of the distance to a rival
constexpr double kEqualAllAround = 1e-7;  // eigenvalues equal all around, of the cluster's radius

Complex on_circle(int step, int steps, double radius) {
  return std::polar(radius, 2 * std::numbers::pi * step / steps);
}

// The k of these eigenvalues next to `mean`, which moves to their own mean; empty when others are
// too close.
Vector cluster(const Vector& values, Complex& mean, Eigen::Index k) {
  const auto order = closest_eigenvalues(values, mean, std::min(k + 1, values.size()));
  Vector chosen(k);
  for (Eigen::Index i = 0; i < k; ++i) chosen(i) = values(order[static_cast<std::size_t>(i)]);
  mean = chosen.mean();
  if (k < values.size()) {
    const double separation = std::abs(values(order.back()) - mean);
    if ((chosen.array() - mean).abs().maxCoeff() > kClusterApart * separation) return {};
  }
  return chosen;
}

// The new values in the order of the old ones; empty when that is not clear. `resolution`:
// eigenvalues closer than that are equal and need not be told apart.
Vector matched(const Vector& old_values, const Vector& new_values, double resolution) {
  const Eigen::Index k = old_values.size();
  Vector result(k);
  std::vector<bool> taken(static_cast<std::size_t>(k));
  for (Eigen::Index i = 0; i < k; ++i) {
    Eigen::Index best = -1;
    for (Eigen::Index j = 0; j < k; ++j) {
      if (taken[static_cast<std::size_t>(j)]) continue;
      if (best < 0 ||
          std::abs(new_values(j) - old_values(i)) < std::abs(new_values(best) - old_values(i))) {
        best = j;
      }
    }
    const double change = std::abs(new_values(best) - old_values(i));
    for (Eigen::Index j = 0; j < k; ++j) {
      const double rival = std::abs(old_values(j) - old_values(i));
      if (rival > resolution && change > kUnambiguous * rival) return {};
    }
    taken[static_cast<std::size_t>(best)] = true;
    result(i) = new_values(best);
  }
  return result;
}

// Which branches return into each other on a turn, in the order in which they do.
using Cycles = std::vector<std::vector<std::size_t>>;

Cycles branch_cycles(const Vector& first, const Vector& last) {
  const auto k = static_cast<std::size_t>(first.size());
  // Where the branch that began as i ends.
  std::vector<std::size_t> next(k);
  std::vector<bool> taken(k);
  for (std::size_t i = 0; i < k; ++i) {
    std::size_t best = k;
    const auto distance = [&](std::size_t j) {
      return std::abs(first(static_cast<Eigen::Index>(j)) - last(static_cast<Eigen::Index>(i)));
    };
    for (std::size_t j = 0; j < k; ++j) {
      if (!taken[j] && (best == k || distance(j) < distance(best))) best = j;
    }
    taken[best] = true;
    next[i] = best;
  }
  Cycles cycles;
  std::vector<bool> seen(k);
  for (std::size_t i = 0; i < k; ++i) {
    std::vector<std::size_t> cycle;
    for (std::size_t j = i; !seen[j]; j = next[j]) {
      seen[j] = true;
      cycle.push_back(j);
    }
    if (!cycle.empty()) cycles.push_back(std::move(cycle));
  }
  std::ranges::sort(cycles, std::greater(), &Cycles::value_type::size);
  return cycles;
}

// The first terms of the Puiseux series of a cycle of branches, from the Fourier series of their
// eigenvalues over as many turns as it takes to return.
RealVector puiseux_terms(const std::vector<Vector>& turn, const std::vector<std::size_t>& cycle) {
  const int steps = static_cast<int>(turn.size()) - 1;
  const auto m = static_cast<int>(cycle.size());
  const int terms = 2 * m;
  Vector sums = Vector::Zero(terms);
  for (int t = 0; t < m * steps; ++t) {
    const Vector& values = turn[static_cast<std::size_t>(t % steps)];
    const auto branch = static_cast<Eigen::Index>(cycle[static_cast<std::size_t>(t / steps)]);
    const Complex value = values(branch) - values.mean();
    for (int q = 1; q <= terms; ++q) {
      sums(q - 1) += value * std::conj(on_circle(q * t % (m * steps), m * steps, 1));
    }
  }
  return sums.cwiseAbs() / (m * steps);
}

// The branches at equal steps around the circle, the last one at the beginning again.
struct BranchesAround {
  std::vector<Vector> turn;
  double spread = 0;  // the largest distance from their mean
};

std::optional<BranchesAround> follow_branches(const std::function<Vector(Complex)>& eigenvalues,
                                              Complex mean, Eigen::Index k, double radius) {
  const int steps = step_count(k);
  BranchesAround result;
  auto& [turn, spread] = result;
  for (int step = 0; step <= steps; ++step) {
    Vector values = cluster(eigenvalues(on_circle(step % steps, steps, radius)), mean, k);
    if (values.size() == 0) return std::nullopt;
    const double splitting = (values.array() - mean).abs().maxCoeff();
    if (splitting == 0) return std::nullopt;
    spread = std::max(spread, splitting);
    if (step > 0) values = matched(turn.back(), values, kEqualAllAround * spread);
    if (values.size() == 0) return std::nullopt;
    turn.push_back(std::move(values));
  }
  return result;
}

// Those that differ somewhere on the circle.
std::vector<Eigen::Index> distinct_branches(const BranchesAround& branches) {
  std::vector<Eigen::Index> distinct;
  for (Eigen::Index i = 0; i < branches.turn.front().size(); ++i) {
    const bool repeated = std::ranges::any_of(distinct, [&](Eigen::Index j) {
      return std::ranges::all_of(branches.turn, [&](const Vector& v) {
        return std::abs(v(i) - v(j)) <= kEqualAllAround * branches.spread;
      });
    });
    if (!repeated) distinct.push_back(i);
  }
  return distinct;
}

// Their discriminant around the circle.
Vector discriminant(const BranchesAround& branches, const std::vector<Eigen::Index>& distinct) {
  const auto& [turn, spread] = branches;
  const int steps = static_cast<int>(turn.size()) - 1;
  Vector f(steps);
  for (int step = 0; step < steps; ++step) {
    f(step) = 1;
    for (std::size_t a = 0; a < distinct.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const Complex difference = (turn[static_cast<std::size_t>(step)](distinct[a]) -
                                    turn[static_cast<std::size_t>(step)](distinct[b])) /
                                   spread;
        f(step) *= difference * difference;
      }
    }
  }
  return f;
}

// How often a function winds around zero on the circle: the number of its zeros within.
int winding_number(const Vector& f) {
  const int steps = static_cast<int>(f.size());
  double phase = 0;
  for (int step = 0; step < steps; ++step) phase += std::arg(f((step + 1) % steps) / f(step));
  return static_cast<int>(std::lround(phase / (2 * std::numbers::pi)));
}

// f = sum_n c_n z^n, so that z f' = sum_n n c_n z^n, and the sum of the zeros is the mean of
// z (z f')/f over the circle.
Complex sum_of_zeros(const Vector& f, double radius) {
  const int steps = static_cast<int>(f.size());
  Vector zf_prime = Vector::Zero(steps);
  for (int n = 1; n < steps / 2; ++n) {
    Complex c = 0;
    for (int step = 0; step < steps; ++step) {
      c += f(step) * std::conj(on_circle(n * step % steps, steps, 1)) / static_cast<double>(steps);
    }
    for (int step = 0; step < steps; ++step) {
      zf_prime(step) += static_cast<double>(n) * c * on_circle(n * step % steps, steps, 1);
    }
  }
  Complex sum = 0;
  for (int step = 0; step < steps; ++step) {
    sum += on_circle(step, steps, radius) * zf_prime(step) / f(step) / static_cast<double>(steps);
  }
  return sum;
}

}  // namespace

std::optional<Turn> encircle(const std::function<Vector(Complex)>& eigenvalues, Complex mean,
                             Eigen::Index k, double radius) {
  const auto branches = follow_branches(eigenvalues, mean, k, radius);
  if (!branches) return std::nullopt;
  const std::vector<Eigen::Index> distinct = distinct_branches(*branches);
  if (distinct.size() < 2) return std::nullopt;
  const Vector f = discriminant(*branches, distinct);
  const int zeros = winding_number(f);
  const Complex centroid =
      zeros > 0 ? sum_of_zeros(f, radius) / static_cast<double>(zeros) : Complex(0);
  const std::vector<Vector>& turn = branches->turn;
  const Cycles cycles = branch_cycles(turn.front(), turn.back());
  Turn result{{}, zeros, centroid, {}};
  for (const auto& cycle : cycles) {
    result.cycles.push_back(static_cast<int>(cycle.size()));
    if (cycle.size() < cycles.front().size()) continue;
    const RealVector terms = puiseux_terms(turn, cycle);
    if (result.puiseux.size() == 0 || terms.norm() > result.puiseux.norm()) result.puiseux = terms;
  }
  return result;
}

}  // namespace quflux::inline exceptional

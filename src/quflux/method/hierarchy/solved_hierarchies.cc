#include "quflux/method/hierarchy/solved_hierarchies.h"

#include <algorithm>
#include <cmath>

#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/stationary_state.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// Elements of S_j below this fraction of the largest are rounding.
constexpr double kNothing = 1e-12;

// Differences of energies between which some S_j has an element, each once, >= 0.
std::vector<double> bohr_frequencies(const System& system) {
  const Eigenbasis energy = eigenbasis(system.hamiltonian);
  std::vector<double> frequencies;
  for (const SystemBath& bath : system.baths) {
    const Matrix s = energy.vectors.adjoint() * bath.coupling_operator * energy.vectors;
    const double least = kNothing * s.cwiseAbs().maxCoeff();
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = b; a < s.rows(); ++a) {
        if (std::abs(s(a, b)) > least) {
          frequencies.push_back(energy.energies(a) - energy.energies(b));
        }
      }
    }
  }
  std::ranges::sort(frequencies);
  const double same = kNothing * (frequencies.empty() ? 0 : frequencies.back());
  const auto rest =
      std::ranges::unique(frequencies, [&](double low, double high) { return high - low <= same; });
  frequencies.erase(rest.begin(), rest.end());
  return frequencies;
}

}  // namespace

SolvedHierarchies::SolvedHierarchies(const System& system,
                                     std::span<const CorrelationFunction> baths)
    : system_(system), baths_(baths), frequencies_(bohr_frequencies(system)) {
  for (const CorrelationFunction& bath : baths) {
    most_exponentials_ = std::max(most_exponentials_, bath.finest().terms.size());
  }
}

void SolvedHierarchies::set_tolerance(double tolerance) {
  tolerance_ = tolerance;
  residual_ = 0;
  solved_.clear();
}

const std::vector<ExponentialSum>& SolvedHierarchies::sums(std::size_t exponentials) {
  std::vector<ExponentialSum>& sums = sums_[exponentials];
  if (sums.empty()) {
    for (const CorrelationFunction& bath : baths_) {
      sums.push_back(bath.sum(exponentials, frequencies_));
    }
  }
  return sums;
}

double SolvedHierarchies::error(std::size_t exponentials) {
  double error = 0;
  for (const ExponentialSum& sum : sums(exponentials)) {
    error = std::max({error, sum.error, sum.rate_error});
  }
  return error;
}

std::size_t SolvedHierarchies::modes(std::size_t exponentials) {
  std::size_t modes = 0;
  for (const ExponentialSum& sum : sums(exponentials)) modes += sum.terms.size();
  return modes;
}

const SolvedHierarchy& SolvedHierarchies::solve(std::size_t exponentials, std::size_t depth) {
  const auto [found, is_new] = solved_.try_emplace({exponentials, depth});
  if (!is_new) return found->second;
  const Hierarchy hierarchy = make_hierarchy(system_, sums(exponentials), depth);
  const StationaryState state = stationary_state(hierarchy, tolerance_);
  found->second = {flows(hierarchy, state.x), density_matrix(hierarchy, state.x)};
  iterations_ += state.iterations;
  residual_ = std::max(residual_, state.residual);
  most_operators_ = std::max(most_operators_, hierarchy.operators.count());
  return found->second;
}

double SolvedHierarchies::largest_one_way_flow(const Matrix& state) const {
  const Eigenbasis energy = eigenbasis(system_.hamiltonian);
  const Matrix rho = energy.vectors.adjoint() * state * energy.vectors;
  double largest = 0;
  for (const SystemBath& bath : system_.baths) {
    const Matrix s = energy.vectors.adjoint() * bath.coupling_operator * energy.vectors;
    double up = 0;
    double down = 0;
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = b + 1; a < s.rows(); ++a) {
        const double frequency = energy.energies(a) - energy.energies(b);
        const double strength = std::norm(s(a, b));
        if (!(frequency > 0) || strength == 0) continue;
        up += rho(b, b).real() * strength * frequency *
              transition_rate(bath.reservoir, -frequency).value_or(0);
        down += rho(a, a).real() * strength * frequency *
                transition_rate(bath.reservoir, frequency).value_or(0);
      }
    }
    largest = std::max({largest, up, down});
  }
  return largest;
}

}  // namespace quflux::inline hierarchy

#include "quflux/method/hierarchy/solved_hierarchies.h"

#include <algorithm>

#include "quflux/method/hierarchy/stationary_state.h"

namespace quflux::inline hierarchy {

SolvedHierarchies::SolvedHierarchies(const System& system,
                                     std::span<const CorrelationFunction> baths)
    : system_(in_energy_basis(system)),
      sums_(baths, bohr_frequencies(system_)),
      one_way_flows_(system, system_) {
  for (const CorrelationFunction& bath : baths) {
    most_exponentials_ = std::max(most_exponentials_, bath.finest().terms.size());
  }
}

void SolvedHierarchies::set_tolerance(double tolerance) {
  tolerance_ = tolerance;
  residual_ = 0;
  solved_.clear();
}

double SolvedHierarchies::error(std::size_t exponentials) {
  double error = 0;
  for (const ExponentialSum& sum : sums(exponentials)) {
    error = std::max({error, sum.error, sum.rate_error});
  }
  return error;
}

const SolvedHierarchy& SolvedHierarchies::solve(std::size_t exponentials, std::size_t depth) {
  const auto [found, is_new] = solved_.try_emplace({exponentials, depth});
  if (!is_new) return found->second;
  const Hierarchy solved = hierarchy(exponentials, depth);
  RealVector& start = starts_[exponentials];
  StationaryState state = stationary_state(solved, tolerance_, start);
  found->second = {flows(solved, state.x), density_matrix(solved, state.x)};
  if (state.numbers.size() > start.size()) start = std::move(state.numbers);
  iterations_ += state.iterations;
  residual_ = std::max(residual_, state.residual);
  most_operators_ = std::max(most_operators_, solved.operators.count());
  return found->second;
}

Hierarchy SolvedHierarchies::hierarchy(std::size_t exponentials, std::size_t depth) {
  return make_hierarchy(system_, sums(exponentials), depth);
}

}  // namespace quflux::inline hierarchy

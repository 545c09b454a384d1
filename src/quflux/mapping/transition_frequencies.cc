#include "quflux/mapping/transition_frequencies.h"

#include <algorithm>
#include <cmath>

#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline mapping {

namespace {

using Eigen::Index;

constexpr Index kLargest = 128;
constexpr double kNothing = 1e-10;  // of the largest

// Oscillators by their first quantum: the levels they are cut at say nothing of them.
Model with_one_quantum(Model model) {
  const bool oscillators = std::ranges::all_of(
      model.sites, [](const Site& site) { return std::holds_alternative<Oscillator>(site.kind); });
  if (!oscillators) return model;
  for (Site& site : model.sites) std::get<Oscillator>(site.kind).levels = 2;
  return model;
}

std::vector<double> of_sites(const Model& model) {
  std::vector<double> frequencies;
  for (const Site& site : model.sites) {
    const RealVector energies = site_hamiltonian(site).diagonal().real();
    for (Index k = 1; k < energies.size(); ++k) {
      frequencies.push_back(std::abs(energies(k) - energies(k - 1)));
    }
  }
  return frequencies;
}

std::vector<double> of_eigenbasis(const System& system, std::size_t bath) {
  const Eigenbasis energy = eigenbasis(system.hamiltonian);
  const Matrix s = energy.vectors.adjoint() * system.baths[bath].coupling_operator * energy.vectors;
  const double least = kNothing * s.cwiseAbs().maxCoeff();
  std::vector<double> frequencies;
  for (Index b = 0; b < s.cols(); ++b) {
    for (Index a = b + 1; a < s.rows(); ++a) {
      if (std::abs(s(a, b)) > least) frequencies.push_back(energy.energies(a) - energy.energies(b));
    }
  }
  return frequencies;
}

}  // namespace

std::vector<double> transition_frequencies(const Model& model, std::size_t bath) {
  const Model looked_at = with_one_quantum(model);
  const bool small = dimension_obstacle(looked_at).empty() && dimension(looked_at) <= kLargest;
  std::vector<double> found =
      small ? of_eigenbasis(to_system(looked_at), bath) : of_sites(looked_at);
  std::ranges::sort(found);
  const double same = kNothing * (found.empty() ? 0 : found.back());
  std::erase_if(found, [&](double w) { return w <= same; });
  const auto rest =
      std::ranges::unique(found, [&](double low, double high) { return high - low <= same; });
  found.erase(rest.begin(), rest.end());
  return found;
}

}  // namespace quflux::inline mapping

#include "quflux/validity/time_scales.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A coupling among the uncoupled energies.
struct BareCoupling {
  RealVector energies;
  Matrix coupling;
  double norm;

  // The smallest difference of energies by which the coupling connects a level to others; infinite
  // where it does not.
  double detuning(Index level) const {
    // Rounding of the transformation connects nothing.
    const double noise = 1e-12 * norm;
    double smallest = kInfinity;
    for (Index a = 0; a < energies.size(); ++a) {
      if (a == level || std::abs(coupling(a, level)) <= noise) continue;
      smallest = std::min(smallest, std::abs(energies(a) - energies(level)));
    }
    return smallest;
  }
};

BareCoupling bare_coupling(const Matrix& hamiltonian, const Matrix& uncoupled) {
  const Eigenbasis bare = eigenbasis(uncoupled);
  const Matrix coupling = bare.vectors.adjoint() * (hamiltonian - uncoupled) * bare.vectors;
  return {bare.energies, coupling, eigenbasis(coupling).energies.cwiseAbs().maxCoeff()};
}

// sqrt(d^2 + 4 c^2); a coupling that connects no two levels shifts them.
double splitting(double detuning, double norm) {
  if (norm == 0) return 0;
  return std::hypot(std::isinf(detuning) ? 0 : detuning, 2 * norm);
}

// One coupling and the sites that it is between.
Model only(const Model& model, const Coupling& coupling) {
  Model result;
  result.couplings = {coupling};
  for (const Site& site : model.sites) {
    if (std::ranges::find(coupling.sites, site.name) != coupling.sites.end() ||
        std::ranges::find(coupling.operators, site.name, &SiteOperator::site) !=
            coupling.operators.end()) {
      result.sites.push_back(site);
    }
  }
  return result;
}

double splitting_by(const Model& model, const Coupling& coupling) {
  const System system = to_system(only(model, coupling));
  const BareCoupling bare = bare_coupling(system.hamiltonian, *system.uncoupled_hamiltonian);
  double smallest = kInfinity;
  for (Index b = 0; b < bare.energies.size(); ++b) smallest = std::min(smallest, bare.detuning(b));
  return splitting(smallest, bare.norm);
}

double splitting_by_matrix(const Model& model) {
  const System system = to_system(model);
  if (!system.uncoupled_hamiltonian) return 0;
  const BareCoupling bare = bare_coupling(system.hamiltonian, *system.uncoupled_hamiltonian);
  double largest = 0;
  for (Index b = 0; b < bare.energies.size(); ++b) {
    const double detuning = bare.detuning(b);
    if (!std::isinf(detuning)) largest = std::max(largest, detuning);
  }
  return splitting(largest, bare.norm);
}

// g(w) of every line of every bath: the widths of all baths at the same frequency, up to rounding.
void add_widths(const std::vector<std::vector<BathTransition>>& transitions, TimeScales& scales) {
  std::vector<BathTransition> all;
  for (const auto& of_bath : transitions) all.insert(all.end(), of_bath.begin(), of_bath.end());
  std::ranges::sort(all, {}, &BathTransition::frequency);
  const double same = all.empty() ? 0 : 1e-9 * all.back().frequency;
  const auto width = [&](double w) {
    double sum = 0;
    for (auto t = std::ranges::lower_bound(all, w - same, {}, &BathTransition::frequency);
         t != all.end() && t->frequency <= w + same; ++t) {
      sum += t->width;
    }
    return sum;
  };
  for (const auto& of_bath : transitions) {
    std::vector<Line>& lines = scales.lines.emplace_back();
    for (auto t = of_bath.rbegin(); t != of_bath.rend(); ++t) {
      if (t->frequency > 0) lines.push_back({-t->frequency, width(t->frequency)});
    }
    for (const BathTransition& t : of_bath) lines.push_back({t.frequency, width(t.frequency)});
  }
}

}  // namespace

double coupling_splitting(const Model& model) {
  if (model.matrices) return splitting_by_matrix(model);
  double largest = 0;
  for (const Coupling& c : model.couplings) largest = std::max(largest, splitting_by(model, c));
  return largest;
}

TimeScales time_scales(const Model& model,
                       const std::vector<std::vector<BathTransition>>& transitions) {
  TimeScales scales;
  for (const auto& of_bath : transitions) {
    for (const BathTransition& t : of_bath) {
      scales.largest_rate = std::max({scales.largest_rate, t.emission, t.absorption});
      scales.largest_feed = std::max(scales.largest_feed, t.frequency * t.absorption);
    }
  }
  for (const Lindblad& channel : model.lindblad) {
    const double strength = Matrix(jump_operator(model, channel)).cwiseAbs2().maxCoeff();
    scales.largest_rate = std::max(scales.largest_rate, channel.rate * strength);
  }
  scales.splitting = coupling_splitting(model);
  add_widths(transitions, scales);
  return scales;
}

}  // namespace quflux::inline validity

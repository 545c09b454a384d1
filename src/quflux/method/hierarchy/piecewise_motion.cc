#include "quflux/method/hierarchy/piecewise_motion.h"

#include <algorithm>

#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/propagate.h"
#include "quflux/method/hierarchy/stationary_state.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr double kStart = 1e-12;  // residual of a stationary state that it begins with

// The auxiliary operators of a hierarchy in the energy basis of another one.
Vector in_basis_of(const Hierarchy& to, const Hierarchy& from, const Vector& x) {
  const Matrix turn = to.basis.adjoint() * from.basis;
  const Index d = from.dimension();
  Vector result(x.size());
  for (Index first = 0; first < x.size(); first += from.block()) {
    const Matrix sigma = x.segment(first, from.block()).reshaped(d, d);
    result.segment(first, from.block()) = (turn * sigma * turn.adjoint()).reshaped();
  }
  return result;
}

double mean(const Matrix& op, const Matrix& state) {
  return op.cwiseProduct(state.transpose()).sum().real();
}

Matrix hermitian_part(const Matrix& m) { return (m + m.adjoint()) / 2; }

std::vector<EnergySystem> all_in_energy_basis(std::span<const System> systems) {
  std::vector<EnergySystem> result;
  for (const System& system : systems) result.push_back(in_energy_basis(system));
  return result;
}

// Of all the systems, each once, ascending.
std::vector<double> frequencies_of(const std::vector<EnergySystem>& systems,
                                   const std::optional<EnergySystem>& before) {
  std::vector<double> frequencies;
  const auto add = [&](const EnergySystem& system) {
    for (const double w : bohr_frequencies(system)) frequencies.push_back(w);
  };
  std::ranges::for_each(systems, add);
  if (before) add(*before);
  std::ranges::sort(frequencies);
  const auto repeated = std::ranges::unique(frequencies);
  frequencies.erase(repeated.begin(), repeated.end());
  return frequencies;
}

}  // namespace

PiecewiseMotion::PiecewiseMotion(std::span<const System> systems,
                                 std::span<const Stretch> stretches,
                                 std::span<const CorrelationFunction> baths,
                                 const StartOfHierarchy& start)
    : systems_(systems),
      stretches_(stretches),
      start_(start),
      in_energy_basis_(all_in_energy_basis(systems)),
      before_(start.stationary ? std::optional(in_energy_basis(*start.stationary)) : std::nullopt),
      sums_(baths, frequencies_of(in_energy_basis_, before_)) {}

HierarchyTrajectory PiecewiseMotion::follow(std::size_t exponentials, std::size_t depth,
                                            std::span<const double> times, double tolerance) {
  const auto hierarchy_of = [&](const EnergySystem& system) {
    return make_hierarchy(system, sums_.of(exponentials), depth);
  };
  Hierarchy hierarchy = hierarchy_of(in_energy_basis_.front());
  Vector x;
  if (before_) {
    const Hierarchy before = hierarchy_of(*before_);
    x = in_basis_of(hierarchy, before, stationary_state(before, kStart).x);
  } else {
    x = linear_generator(hierarchy).vector(*start_.state);
  }
  HierarchyTrajectory trajectory;
  RealVector heats = RealVector::Zero(
      static_cast<Index>(systems_.front().baths.size() + systems_.front().lindblad.size()));
  double work = 0;
  std::size_t next = 0;
  for (std::size_t piece = 0; piece < stretches_.size() && next < times.size(); ++piece) {
    const Stretch& on = stretches_[piece];
    const bool last = piece + 1 == stretches_.size();
    if (piece > 0) {
      const Matrix state = hermitian_part(density_matrix(hierarchy, x));
      work += mean(systems_[piece].hamiltonian - systems_[piece - 1].hamiltonian, state);
      Hierarchy now = hierarchy_of(in_energy_basis_[piece]);
      x = in_basis_of(now, hierarchy, x);
      hierarchy = std::move(now);
    }
    std::vector<double> since;
    while (next < times.size() && (last || times[next] < on.end - kSameTime * times.back())) {
      since.push_back(std::max(0.0, times[next++] - on.begin));
    }
    const std::size_t looked_at = since.size();
    if (!last) since.push_back(on.end - on.begin);
    const LinearGenerator generator = linear_generator(hierarchy);
    Vector at_end;
    RealVector heats_at_end;
    Vector change;
    propagate(hierarchy, x, since, tolerance, [&](std::size_t k, const Propagated& at) {
      const RealVector heats_now = heats + flows(hierarchy, at.integral);
      if (k < looked_at) {
        trajectory.flows.push_back(flows(hierarchy, at.x));
        trajectory.heats.push_back(heats_now);
        trajectory.work.push_back(work);
        generator.apply(at.x, change);
        trajectory.states.push_back(hermitian_part(density_matrix(hierarchy, at.x)));
        trajectory.derivatives.push_back(hermitian_part(density_matrix(hierarchy, change)));
        trajectory.systems.push_back(piece);
      }
      at_end = at.x;
      heats_at_end = heats_now;
    });
    if (last) break;
    x = std::move(at_end);
    heats = std::move(heats_at_end);
  }
  return trajectory;
}

}  // namespace quflux::inline hierarchy

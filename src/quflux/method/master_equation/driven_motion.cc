#include "quflux/method/master_equation/driven_motion.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/drive_speed.h"
#include "quflux/method/master_equation/fast_drives.h"
#include "quflux/solve/evolve.h"
#include "quflux/solve/with_heats.h"

namespace quflux::inline master_equation {

using Eigen::Index;

std::string warning_of_speed(const DrivenEquation& equation, double to) {
  DrivenModel driven(equation.model, equation.drives);
  const HamiltonianOf followed =
      equation.equation.uncoupled ? uncoupled_hamiltonian : whole_hamiltonian;
  const std::vector<Instant> times = drive_samples(equation.drives, to);
  require_slow(equation.drives, times, [&](const Instant& now) {
    const System& system = driven.at(now);
    return lowest_exchange(system, followed(system));
  });
  const FollowedHamiltonian hamiltonian{
      [&](const Instant& now) { return followed(driven.at(now)); },
      [&](std::size_t drive, const Instant& now) { return driven.response(drive, now, followed); }};
  return warning_of_speed(equation.drives, drive_speeds(equation.drives, times, hamiltonian));
}

DrivenMotion::DrivenMotion(const DrivenEquation& equation, double to)
    : equation_(equation), driven_(equation.model, equation.drives), steps_(equation.drives, to) {
  const Generator& g = generator({steps_.stretches().front()});
  const double width = g.energies.maxCoeff() - g.energies.minCoeff();
  if (width > 0) unit_ = width;
  levels_ = g.energies.size();
  baths_ = static_cast<Index>(g.dissipators.size());
}

const Generator& DrivenMotion::generator(const Instant& now) {
  const System& system = driven_.at(now);
  try {
    return generators_.build(system, equation_.equation, equation_.options);
  } catch (const NoAnswer& error) {
    throw NoAnswer(fmt::format("at t = {} of the drive: {}", now.time(), error.what()));
  }
}

double DrivenMotion::energy(const Vector& y, const Instant& now) {
  return mean(driven_.at(now).hamiltonian, y) / unit_;
}

Matrix DrivenMotion::follow(const Vector& y, std::span<const double> since, const Stretch& on) {
  if (steps_.is_still(on)) return follow_exactly(y, since, on);
  return steps_.follow(
      [&](double t, const auto& x, auto derivative) {
        derive({on, t}, x, derivative);
      },
      y, since, on);
}

double DrivenMotion::mean(const Matrix& op, const Eigen::Ref<const Vector>& y) const {
  return (op.transpose().reshaped().transpose() * y.head(states()))(0).real();
}

// Eq. (52).
void DrivenMotion::derive(const Instant& now, const Eigen::Ref<const Vector>& y,
                          Eigen::Ref<Vector> derivative) {
  const Generator& g = generator(now);
  derive_state(g, y.head(states()), derivative.head(states()));
  find_energy_flows(g, state_, flows_);
  derivative.segment(states(), baths_) = flows_.flows.cast<Complex>() / unit_;
  derivative(size() - 1) = driven_.has_slopes() ? mean(driven_.slope(now), y) / unit_ : 0.0;
}

void DrivenMotion::derive_state(const Generator& g, const Eigen::Ref<const Vector>& x,
                                Eigen::Ref<Vector> derivative) {
  state_ = to_energy_basis(g, x.reshaped(levels_, levels_));
  find_derivative(g, state_, change_);
  derivative = from_energy_basis(g, change_).reshaped();
}

Matrix DrivenMotion::follow_exactly(const Vector& y, std::span<const double> since,
                                    const Stretch& on) {
  const LinearGenerator linear = linear_generator(generator({on}));
  const Vector start = linear.vector(y.head(states()).reshaped(levels_, levels_));
  const Trajectory trajectory = evolve(linear, start, since);
  Matrix result = y.replicate(1, trajectory.states.cols());
  for (Index k = 0; k < result.cols(); ++k) {
    result.col(k).head(states()) = linear.density_matrix(trajectory.states.col(k)).reshaped();
  }
  result.middleRows(states(), baths_) += trajectory.heats.cast<Complex>() / unit_;
  return result;
}

Matrix DrivenMotion::carried(Matrix columns, double from) {
  for (std::size_t piece = 0; piece + 1 < steps_.stretches().size(); ++piece) {
    const Stretch& on = steps_.stretches()[piece];
    if (!(from < on.end)) continue;
    const double begin = std::max(0.0, from - on.begin);
    if (steps_.is_still(on)) {
      const LinearGenerator linear = linear_generator(generator({on}));
      const WithHeats<Complex> exact(linear.dense(), Matrix(0, states()), linear.trace);
      const Matrix change = exact.change(on.length() - begin);
      for (auto column : columns.colwise()) {
        Vector x = linear.vector(column.reshaped(levels_, levels_));
        x += (change * x).eval();
        column = linear.density_matrix(x).reshaped();
      }
      continue;
    }
    const Derivative of_all = [&](double since, const auto& x, auto derivative) {
      const Generator& g = generator({on, since});
      for (Index k = 0; k < x.size(); k += states()) {
        derive_state(g, x.segment(k, states()), derivative.segment(k, states()));
      }
    };
    Vector all = columns.reshaped();
    steps_.advance(of_all, states(), begin, on.length(), on, all);
    columns = all.reshaped(states(), columns.cols());
  }
  return columns;
}

}  // namespace quflux::inline master_equation

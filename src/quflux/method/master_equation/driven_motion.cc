#include "quflux/method/master_equation/driven_motion.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/fast_drives.h"
#include "quflux/solve/evolve.h"
#include "quflux/solve/with_heats.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// Of the state, by the estimates of the steps.
constexpr double kTolerance = 1e-12;

}  // namespace

DrivenMotion::DrivenMotion(const DrivenEquation& equation, double to)
    : equation_(equation),
      driven_(equation.model, equation.drives),
      stretches_(stretches(equation.drives, to)),
      control_{kTolerance, to} {
  const Generator& g = generator(0, stretches_.front());
  const double width = g.energies.maxCoeff() - g.energies.minCoeff();
  if (width > 0) unit_ = width;
  levels_ = g.energies.size();
  baths_ = static_cast<Index>(g.dissipators.size());
  require_slow(driven_, g, stretches_);
}

void DrivenMotion::halve_steps() {
  fraction_ /= 2;
  control_ = {control_.tolerance, control_.duration};
}

const Generator& DrivenMotion::generator(double time, const Stretch& on) {
  const System& system = driven_.at(time, on);
  try {
    return generators_.build(system, equation_.equation, equation_.options);
  } catch (const NoAnswer& error) {
    throw NoAnswer(fmt::format("at t = {} of the drive: {}", time, error.what()));
  }
}

double DrivenMotion::energy(const Vector& y, double time, const Stretch& on) {
  return mean(driven_.at(time, on).hamiltonian, y) / unit_;
}

void DrivenMotion::jump(std::size_t piece, Vector& y) {
  const double time = stretches_[piece].begin;
  y(size() - 1) += energy(y, time, stretches_[piece]) - energy(y, time, stretches_[piece - 1]);
}

Matrix DrivenMotion::follow(const Vector& y, double from, std::span<const double> times,
                            const Stretch& on) {
  if (is_still(on)) return follow_exactly(y, from, times, on);
  Matrix result(y.size(), static_cast<Index>(times.size()));
  const double longest = longest_on(on);
  Vector now = y;
  double time = from;
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (times[k] > time) {
      integrate([&](double t, const auto& x, auto derivative) { derive(t, on, x, derivative); },
                time, times[k], longest, control_, now);
      time = times[k];
    }
    result.col(static_cast<Index>(k)) = now;
  }
  return result;
}

double DrivenMotion::mean(const Matrix& op, const Eigen::Ref<const Vector>& y) const {
  return (op.transpose().reshaped().transpose() * y.head(states()))(0).real();
}

bool DrivenMotion::is_still(const Stretch& on) const {
  return std::ranges::all_of(equation_.drives,
                             [&](const Drive& d) { return is_constant(d.shape, on); });
}

double DrivenMotion::longest_on(const Stretch& on) const {
  double longest = on.end - on.begin;
  for (const Drive& d : equation_.drives) {
    longest = std::min(longest, fraction_ * longest_step(d.shape, on));
  }
  return longest;
}

// Eq. (52).
void DrivenMotion::derive(double time, const Stretch& on, const Eigen::Ref<const Vector>& y,
                          Eigen::Ref<Vector> derivative) {
  const Generator& g = generator(time, on);
  derive_state(g, y.head(states()), derivative.head(states()));
  find_energy_flows(g, state_, flows_);
  derivative.segment(states(), baths_) = flows_.flows.cast<Complex>() / unit_;
  derivative(size() - 1) = driven_.has_slopes() ? mean(driven_.slope(time, on), y) / unit_ : 0.0;
}

void DrivenMotion::derive_state(const Generator& g, const Eigen::Ref<const Vector>& x,
                                Eigen::Ref<Vector> derivative) {
  state_ = to_energy_basis(g, x.reshaped(levels_, levels_));
  find_derivative(g, state_, change_);
  derivative = from_energy_basis(g, change_).reshaped();
}

Matrix DrivenMotion::follow_exactly(const Vector& y, double from, std::span<const double> times,
                                    const Stretch& on) {
  const LinearGenerator linear = linear_generator(generator(on.middle(), on));
  std::vector<double> since;
  for (const double time : times) since.push_back(std::max(0.0, time - from));
  const Vector start = linear.vector(y.head(states()).reshaped(levels_, levels_));
  const Trajectory trajectory = evolve(linear, start, since);
  Matrix result = y.replicate(1, trajectory.states.cols());
  for (Index k = 0; k < result.cols(); ++k) {
    result.col(k).head(states()) = linear.density_matrix(trajectory.states.col(k)).reshaped();
  }
  result.middleRows(states(), baths_) += trajectory.heats.cast<Complex>() / unit_;
  return result;
}

Matrix DrivenMotion::propagator() {
  Matrix u = Matrix::Identity(states(), states());
  for (std::size_t piece = 0; piece + 1 < stretches_.size(); ++piece) {
    const Stretch& on = stretches_[piece];
    if (is_still(on)) {
      const LinearGenerator linear = linear_generator(generator(on.middle(), on));
      const WithHeats<Complex> exact(linear.dense(), Matrix(0, states()), linear.trace);
      const Matrix change = exact.change(on.end - on.begin);
      for (auto column : u.colwise()) {
        Vector x = linear.vector(column.reshaped(levels_, levels_));
        x += (change * x).eval();
        column = linear.density_matrix(x).reshaped();
      }
      continue;
    }
    const Derivative of_all = [&](double time, const auto& x, auto derivative) {
      const Generator& g = generator(time, on);
      for (Index k = 0; k < x.size(); k += states()) {
        derive_state(g, x.segment(k, states()), derivative.segment(k, states()));
      }
    };
    Vector columns = u.reshaped();
    integrate(of_all, on.begin, on.end, longest_on(on), control_, columns);
    u = columns.reshaped(states(), states());
  }
  return u;
}

}  // namespace quflux::inline master_equation

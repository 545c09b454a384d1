#include "quflux/method/master_equation/driven_course.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

#include <Eigen/LU>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/driven_model.h"
#include "quflux/solve/evolve.h"
#include "quflux/solve/integrate.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// Of the state, by the estimates of the steps.
constexpr double kTolerance = 1e-12;

// The smallest frequency at which a bath takes or gives energy.
double lowest_bath_frequency(const Generator& generator, const System& system) {
  constexpr double kNegligible = 1e-9;
  double lowest = std::numeric_limits<double>::infinity();
  const RealVector& e = generator.energies;
  const double same = 1e-9 * (e(e.size() - 1) - e(0));
  for (const SystemBath& bath : system.baths) {
    const RealMatrix elements = to_energy_basis(generator, bath.coupling_operator).cwiseAbs();
    const double largest = elements.maxCoeff();
    for (Index b = 0; b < e.size(); ++b) {
      for (Index a = 0; a < b; ++a) {
        const double w = e(b) - e(a);
        if (elements(a, b) > kNegligible * largest && w > same) lowest = std::min(lowest, w);
      }
    }
  }
  return lowest;
}

// The equation of motion of y = (rho, Q, W), Eq. (52), rho in the basis of the model, its columns
// on each other; energies are in units of the width of the spectrum of H at t = 0.
class Motion {
 public:
  Motion(const DrivenProblem& problem, double to)
      : problem_(problem),
        driven_(problem.model, problem.course.drives),
        stretches_(stretches(problem.course.drives, to)),
        control_{kTolerance, to} {
    const Generator& g = generator(0, stretches_.front());
    const double width = g.energies.maxCoeff() - g.energies.minCoeff();
    if (width > 0) unit_ = width;
    levels_ = g.energies.size();
    baths_ = static_cast<Index>(g.dissipators.size());
    require_slow(g, driven_.at(0, stretches_.front()));
  }

  const std::vector<Stretch>& pieces() const { return stretches_; }
  DrivenModel& driven() { return driven_; }
  double unit() const { return unit_; }
  double error() const { return control_.error; }
  void halve_steps() {
    fraction_ /= 2;
    control_ = {control_.tolerance, control_.duration};
  }
  Index levels() const { return levels_; }
  Index baths() const { return baths_; }
  Index states() const { return levels_ * levels_; }
  Index size() const { return states() + baths_ + 1; }

  const Generator& generator(double time, const Stretch& on) {
    const System& system = driven_.at(time, on);
    try {
      return generators_.build(system, problem_.equation, problem_.options);
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("at t = {} of the drive: {}", time, error.what()));
    }
  }

  double energy(const Vector& y, double time, const Stretch& on) {
    return mean(driven_.at(time, on).hamiltonian, y) / unit_;
  }

  // The work of a jump of H from one stretch to the next.
  void jump(std::size_t piece, Vector& y) {
    const double time = stretches_[piece].begin;
    y(size() - 1) += energy(y, time, stretches_[piece]) - energy(y, time, stretches_[piece - 1]);
  }

  // What y becomes at some times on a stretch, a column each; it begins at the time `from`.
  Matrix follow(const Vector& y, double from, std::span<const double> times, const Stretch& on) {
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

  // The state that a period leaves unchanged, Eq. (53).
  Vector cycle() {
    constexpr double kUnique = 1e-12;
    const Matrix propagator = find_propagator();
    const Vector trace = Matrix::Identity(levels_, levels_).reshaped();
    const Vector mixed = trace / static_cast<double>(levels_);
    const Matrix change = Matrix::Identity(states(), states()) - propagator;
    const Eigen::PartialPivLU<Matrix> solver(change + mixed * trace.transpose());
    if (!(solver.rcond() > kUnique)) {
      throw NoAnswer(
          "the limit cycle is not unique: a period leaves more than one state unchanged");
    }
    return solver.solve(mixed);
  }

 private:
  // Tr(B rho).
  double mean(const Matrix& op, const Eigen::Ref<const Vector>& y) const {
    return (op.transpose().reshaped().transpose() * y.head(states()))(0).real();
  }

  bool is_still(const Stretch& on) const {
    return std::ranges::all_of(problem_.course.drives,
                               [&](const Drive& d) { return is_constant(d.shape, on); });
  }

  double longest_on(const Stretch& on) const {
    double longest = on.end - on.begin;
    for (const Drive& d : problem_.course.drives) {
      longest = std::min(longest, fraction_ * longest_step(d.shape, on));
    }
    return longest;
  }

  // dy/dt, Eq. (52).
  void derive(double time, const Stretch& on, const Eigen::Ref<const Vector>& y,
              Eigen::Ref<Vector> derivative) {
    const Generator& g = generator(time, on);
    derive_state(g, y.head(states()), derivative.head(states()));
    find_energy_flows(g, state_, flows_);
    derivative.segment(states(), baths_) = flows_.flows.cast<Complex>() / unit_;
    derivative(size() - 1) = driven_.has_slopes() ? mean(driven_.slope(time, on), y) / unit_ : 0.0;
  }

  void derive_state(const Generator& g, const Eigen::Ref<const Vector>& x,
                    Eigen::Ref<Vector> derivative) {
    state_ = to_energy_basis(g, x.reshaped(levels_, levels_));
    find_derivative(g, state_, change_);
    derivative = from_energy_basis(g, change_).reshaped();
  }

  // By exponentials, however long the stretch is.
  Matrix follow_exactly(const Vector& y, double from, std::span<const double> times,
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

  // U of Eq. (53), of all stretches but the one behind them.
  Matrix find_propagator() {
    Matrix u = Matrix::Identity(states(), states());
    for (std::size_t piece = 0; piece + 1 < stretches_.size(); ++piece) {
      const Stretch& on = stretches_[piece];
      if (is_still(on)) {
        for (auto column : u.colwise()) {
          Vector y = Vector::Zero(size());
          y.head(states()) = column;
          column = follow_exactly(y, on.begin, {&on.end, 1}, on).col(0).head(states());
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

  // Periods far above those of the transitions that the baths make.
  void require_slow(const Generator& g, const System& system) {
    const double lowest = lowest_bath_frequency(g, system);
    const std::vector<Drive>& drives = problem_.course.drives;
    for (std::size_t k = 0; k < drives.size(); ++k) {
      const std::optional<double> own = period_of(drives[k].shape);
      if (!own || is_constant(drives[k].shape, stretches_.front())) continue;
      const double frequency = 2 * std::numbers::pi / *own;
      if (2 * frequency <= lowest) continue;
      if (driven_.response(k, 0, stretches_.front()).isZero(0)) continue;
      throw NoAnswer(fmt::format(
          "the drive '{}' has the angular frequency {:.4g}, and the baths exchange energy at "
          "{:.4g}; "
          "above half of that its quanta change the rates, which needs Floquet theory, and quflux "
          "follows H(t) adiabatically: its period must be {:.4g} at least",
          drives[k].name, frequency, lowest, 4 * std::numbers::pi / lowest));
    }
  }

  const DrivenProblem& problem_;
  DrivenModel driven_;
  std::vector<Stretch> stretches_;
  StepControl control_;
  GeneratorBuilder generators_;
  FlowSums<double> flows_;
  Matrix state_;         // in the energy basis
  Matrix change_;        // likewise
  double fraction_ = 1;  // of the longest steps
  double unit_ = 1;
  Index levels_ = 0;
  Index baths_ = 0;
};

class DrivenCourse {
 public:
  DrivenCourse(const DrivenProblem& problem, std::size_t first, Answer& answer)
      : problem_(problem),
        first_(first),
        answer_(answer),
        motion_(problem, problem.course.times.back()) {}

  void follow() {
    const Vector rho = start();
    // Functions are looked at in steps, and in steps of half the length: what parts the two is
    // told.
    std::vector<Vector> in_whole_steps;
    if (!motion_.driven().has_slopes()) {
      walk(rho, [&](std::size_t, double, const Stretch&, const Vector& y) {
        in_whole_steps.push_back(y.head(motion_.states()));
      });
      motion_.halve_steps();
    }
    walk(rho, [&](std::size_t k, double time, const Stretch& on, const Vector& y) {
      double error = motion_.error();
      if (!in_whole_steps.empty()) {
        error += (y.head(motion_.states()) - in_whole_steps[k]).cwiseAbs().maxCoeff();
      }
      write(k, time, on, y, error);
    });
  }

 private:
  // Calls visit(k, time, stretch, y) at the k-th of all times.
  template <class Visit>
  void walk(const Vector& rho, const Visit& visit) {
    const std::vector<double>& times = problem_.course.times;
    const std::vector<Stretch>& pieces = motion_.pieces();
    Vector y = Vector::Zero(motion_.size());
    y.head(motion_.states()) = rho;
    start_energy_ = motion_.energy(y, 0, pieces.front());
    std::size_t next = 0;
    for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
      const Stretch& on = pieces[piece];
      if (piece > 0) motion_.jump(piece, y);
      const bool last = piece + 1 == pieces.size();
      std::vector<double> looked_at;
      while (next < times.size() && (last || times[next] < on.end - kSameTime * times.back())) {
        looked_at.push_back(std::max(on.begin, times[next++]));
      }
      const std::size_t count = looked_at.size();
      if (!last) looked_at.push_back(on.end);
      const Matrix states = motion_.follow(y, on.begin, looked_at, on);
      for (std::size_t k = 0; k < count; ++k) {
        visit(next - count + k, looked_at[k], on, states.col(static_cast<Index>(k)));
      }
      if (!last) y = states.rightCols(1);
    }
  }

  Vector start() {
    const Course& course = problem_.course;
    if (std::holds_alternative<LimitCycle>(course.initial)) {
      return Motion(problem_, common_period(course.drives)).cycle();
    }
    const Stretch& on = motion_.pieces().front();
    const Model model = motion_.driven().model_at(0, on);
    const Matrix hamiltonian = motion_.driven().at(0, on).hamiltonian;
    return initial_state(course.initial, model, hamiltonian,
                         [&](const Model& before) {
                           return steady_state(make_generator(to_system(before), problem_.equation,
                                                              problem_.options));
                         })
        .reshaped();
  }

  void write(std::size_t k, double time, const Stretch& on, const Vector& y, double error) {
    const std::size_t i = first_ + k;
    const Quantities& quantities = problem_.quantities;
    const double unit = motion_.unit();
    const Index baths = motion_.baths();
    const RealVector heats = y.segment(motion_.states(), baths).real() * unit;
    if (quantities.has(Quantity::heats)) {
      std::ranges::copy(heats, answer_.heats.begin() + static_cast<std::ptrdiff_t>(i) * baths);
    }
    if (quantities.has(Quantity::work)) {
      // Where no slope is known, it is what the first law leaves.
      answer_.work[i] = motion_.driven().has_slopes()
                            ? y(motion_.size() - 1).real() * unit
                            : (motion_.energy(y, time, on) - start_energy_) * unit - heats.sum();
    }
    const System& system = motion_.driven().at(time, on);
    if (quantities.has(Quantity::hamiltonians)) answer_.hamiltonians[i] = system.hamiltonian;
    if (quantities.has(Quantity::uncoupled_hamiltonians)) {
      answer_.uncoupled_hamiltonians[i] = *system.uncoupled_hamiltonian;
    }
    write_from_generator(i, motion_.generator(time, on), y);
    write_error(i, error);
  }

  void write_from_generator(std::size_t i, const Generator& generator, const Vector& y) {
    const Quantities& quantities = problem_.quantities;
    const LinearGenerator linear = linear_generator(generator);
    const Index levels = motion_.levels();
    const Vector x = linear.vector(y.head(motion_.states()).reshaped(levels, levels));
    write_state(linear, x, quantities, i, answer_);
    if (quantities.has(Quantity::eigenvalues)) answer_.eigenvalues[i] = spectrum(linear);
    steepest_ = 0;
    for (std::size_t j = 0; j < linear.flows.size(); ++j) {
      if (quantities.has(Quantity::flows)) {
        answer_.flows[i * linear.flows.size() + j] = (linear.flows[j].transpose() * x)(0).real();
      }
      steepest_ = std::max(steepest_, linear.flows[j].cwiseAbs().sum());
    }
  }

  // Of the flows, from that of an element of the state.
  void write_error(std::size_t i, double error) {
    if (problem_.quantities.has(Quantity::flow_errors)) answer_.flow_errors[i] = error * steepest_;
    if (!(error > kTold)) return;
    add_remark(
        answer_.warnings[i],
        "the steps in time leave an error above 1e-9 of the state: a drive jumps, or changes "
        "faster than max_step says; the output flow_error tells what it means");
  }

  static constexpr double kTold = 1e-9;

  const DrivenProblem& problem_;
  std::size_t first_;
  Answer& answer_;
  Motion motion_;
  double start_energy_ = 0;
  double steepest_ = 0;  // the largest that a flow changes with elements of the state
};

}  // namespace

std::string driven_obstacle(const Model& model, const Course& course) {
  const bool cycle = std::holds_alternative<LimitCycle>(course.initial);
  const Eigen::Index largest = cycle ? kLargestCycle : kLargestFollowed;
  const Eigen::Index d = dimension(model);
  if (d <= largest) return "";
  return fmt::format("the dimension of the Hilbert space is {}; {} up to {}", d,
                     cycle ? "limit cycles are found" : "drives are followed", largest);
}

void follow_driven(const DrivenProblem& problem, std::size_t first, Answer& answer) {
  DrivenCourse(problem, first, answer).follow();
}

}  // namespace quflux::inline master_equation

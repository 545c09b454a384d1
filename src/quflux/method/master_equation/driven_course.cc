#include "quflux/method/master_equation/driven_course.h"

#include <algorithm>
#include <string>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/driven_motion.h"
#include "quflux/method/master_equation/follow_stretches.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/limit_cycle.h"
#include "quflux/road/write_points.h"
#include "quflux/solve/spectrum.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

class DrivenCourse {
 public:
  DrivenCourse(const DrivenProblem& problem, std::size_t first, Answer& answer)
      : problem_(problem),
        first_(first),
        answer_(answer),
        equation_{problem.model, problem.course.drives, problem.equation, problem.options},
        warning_(warning_of_speed(equation_, is_cycle() ? common_period(problem.course.drives)
                                                        : problem.course.times.back())),
        motion_(equation_, problem.course.times.back()) {}

  void follow() {
    Vector y = Vector::Zero(motion_.size());
    y.head(motion_.states()) = start();
    start_energy_ = motion_.energy(y, {motion_.steps().stretches().front()});
    follow_stretches(motion_, y, problem_.course.times,
                     [&](std::size_t k, const Instant& now, const Vector& at, double error) {
                       write(k, now, at, error);
                     });
  }

 private:
  bool is_cycle() const { return std::holds_alternative<LimitCycle>(problem_.course.initial); }

  Vector start() {
    const Course& course = problem_.course;
    if (is_cycle()) return limit_cycle(equation_, common_period(course.drives));
    const Instant begin{motion_.steps().stretches().front()};
    const Model model = motion_.driven().model_at(begin);
    const Matrix hamiltonian = motion_.driven().at(begin).hamiltonian;
    return initial_state(course.initial, model, hamiltonian, problem_.equation, problem_.options)
        .reshaped();
  }

  void write(std::size_t k, const Instant& now, const Vector& y, double error) {
    const std::size_t i = first_ + k;
    const Quantities& quantities = problem_.quantities;
    const double unit = motion_.unit();
    const Index baths = motion_.baths();
    const RealVector heats = y.segment(motion_.states(), baths).real() * unit;
    if (quantities.has(Quantity::heats)) {
      write_points(heats, i, answer_.heats);
    }
    if (quantities.has(Quantity::work)) {
      // Where no slope is known, it is what the first law leaves.
      answer_.work[i] = motion_.has_slopes()
                            ? y(motion_.size() - 1).real() * unit
                            : (motion_.energy(y, now) - start_energy_) * unit - heats.sum();
    }
    const System& system = motion_.driven().at(now);
    if (quantities.has(Quantity::hamiltonians)) answer_.hamiltonians[i] = system.hamiltonian;
    if (quantities.has(Quantity::uncoupled_hamiltonians)) {
      answer_.uncoupled_hamiltonians[i] = *system.uncoupled_hamiltonian;
    }
    write_from_generator(i, motion_.generator(now), y);
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
    tell_error_of_steps(error, i, answer_);
    if (!warning_.empty()) add_remark(answer_.warnings[i], warning_);
  }

  const DrivenProblem& problem_;
  std::size_t first_;
  Answer& answer_;
  DrivenEquation equation_;
  std::string warning_;  // of drives that are not slow
  DrivenMotion motion_;
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

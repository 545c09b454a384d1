#include "quflux/method/network/driven_network_course.h"

#include <algorithm>
#include <string>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/follow_stretches.h"
#include "quflux/method/network/driven_network_motion.h"
#include "quflux/method/network/initial_moments.h"
#include "quflux/road/write_points.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// C = E C E^+ + S, Eq. (53): the sum of E^k S E^+k, doubled until the rest vanishes.
Matrix left_unchanged(MomentMap map) {
  constexpr int kDoublings = 50;  // beyond that no digit is left
  constexpr double kNegligible = 1e-9;
  for (int k = 0; k < kDoublings; ++k) {
    map.s += (map.e * map.s * map.e.adjoint()).eval();
    // The next term has its square.
    if (map.e.norm() < kNegligible) return map.s;
    map.e *= map.e.eval();
  }
  throw NoAnswer("the limit cycle is not unique: a period leaves more than one state unchanged");
}

class DrivenNetworkCourse {
 public:
  DrivenNetworkCourse(const DrivenNetworkProblem& problem, std::size_t first, Answer& answer)
      : problem_(problem),
        first_(first),
        answer_(answer),
        warning_(warning_of_speed(
            problem.model, problem.course.drives, problem.equation,
            is_cycle() ? common_period(problem.course.drives) : problem.course.times.back())),
        motion_(problem.model, problem.course.drives, problem.equation,
                problem.course.times.back()) {}

  void follow() {
    Vector y = Vector::Zero(motion_.size());
    y.head(motion_.sites() * motion_.sites()) = start().reshaped();
    start_energy_ = motion_.energy(y, {motion_.steps().stretches().front()});
    follow_stretches(motion_, y, problem_.course.times,
                     [&](std::size_t k, const Instant& now, const Vector& at, double error) {
                       write(first_ + k, now, at, error);
                     });
  }

 private:
  bool is_cycle() const { return std::holds_alternative<LimitCycle>(problem_.course.initial); }

  Matrix start() {
    const Course& course = problem_.course;
    if (is_cycle()) {
      return left_unchanged(DrivenNetworkMotion(problem_.model, course.drives, problem_.equation,
                                                common_period(course.drives))
                                .map());
    }
    const Instant begin{motion_.steps().stretches().front()};
    const Network network = motion_.driven().at(begin);
    return initial_moments(course.initial, motion_.driven().model_at(begin), network);
  }

  void write(std::size_t i, const Instant& now, const Vector& y, double error) {
    const Quantities& quantities = problem_.quantities;
    const RealVector heats = motion_.heats(y) * motion_.unit();
    write(heats, Quantity::heats, i, answer_.heats);
    if (quantities.has(Quantity::work)) answer_.work[i] = work(now, y, heats);
    const Matrix moments = motion_.moments(y);
    write(moments.diagonal().real(), Quantity::occupations, i, answer_.occupations);
    const MomentMotion motion = motion_.driven().motion(now);
    RealVector flows(motion_.baths());
    double steepest = 0;
    for (Index j = 0; j < flows.size(); ++j) {
      const auto bath = static_cast<std::size_t>(j);
      flows(j) = motion.flow(bath, moments);
      steepest = std::max(steepest, motion.functionals[bath].cwiseAbs().sum());
    }
    write(flows, Quantity::flows, i, answer_.flows);
    if (quantities.has(Quantity::flow_errors)) answer_.flow_errors[i] = error * steepest;
    tell_error_of_steps(error, i, answer_);
    if (!warning_.empty()) add_remark(answer_.warnings[i], warning_);
  }

  // Where no slope is known, it is what the first law leaves.
  double work(const Instant& now, const Vector& y, const RealVector& heats) {
    if (motion_.has_slopes()) return y(motion_.size() - 1).real() * motion_.unit();
    return (motion_.energy(y, now) - start_energy_) * motion_.unit() - heats.sum();
  }

  void write(const RealVector& numbers, Quantity quantity, std::size_t i,
             std::vector<double>& column) const {
    if (!problem_.quantities.has(quantity)) return;
    write_points(numbers, i, column);
  }

  const DrivenNetworkProblem& problem_;
  std::size_t first_;
  Answer& answer_;
  std::string warning_;  // of drives that are not slow
  DrivenNetworkMotion motion_;
  double start_energy_ = 0;
};

}  // namespace

void follow_driven_network(const DrivenNetworkProblem& problem, std::size_t first, Answer& answer) {
  DrivenNetworkCourse(problem, first, answer).follow();
}

}  // namespace quflux::inline network

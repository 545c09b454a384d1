#include "quflux/method/network/moments_in_time.h"

#include <cmath>

#include "quflux/solve/equal_step.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// What a step does: E = 1 + change, S, Y_j and z_j.
struct Step {
  Matrix change;
  Matrix s;
  std::vector<Matrix> y;
  std::vector<double> z;
};

// A + D A + A D^+ + D A D^+, which is E A E^+ with the digits of what is small beside A.
Matrix carried(const Matrix& change, const Matrix& a) {
  const Matrix moved = change * a;
  return a + moved + (a + moved) * change.adjoint();
}

// Taylor series where the norm of X t is at most 1/4: the next terms are below 1e-17.
Step small_step(const MomentMotion& motion, double t) {
  constexpr int kTerms = 14;
  const Index n = motion.x.rows();
  Step step{Matrix::Zero(n, n), Matrix::Zero(n, n), {}, {}};
  Matrix term = Matrix::Identity(n, n);
  Matrix s = motion.source * t;
  std::vector<Matrix> y;
  for (std::size_t j = 0; j < motion.functionals.size(); ++j) {
    y.emplace_back(motion.functionals[j] * t);
    step.y.emplace_back(Matrix::Zero(n, n));
    step.z.push_back(motion.constants[j] * t);
  }
  for (int k = 1; k <= kTerms; ++k) {
    term = (motion.x * term).eval() * (-t / k);
    step.change += term;
    step.s += s;
    for (std::size_t j = 0; j < y.size(); ++j) {
      step.z[j] += trace_of_product(motion.functionals[j], s) * t / (k + 1);
      step.y[j] += y[j];
      y[j] = (motion.x.adjoint() * y[j] + y[j] * motion.x).eval() * (-t / (k + 1));
    }
    s = (motion.x * s + s * motion.x.adjoint()).eval() * (-t / (k + 1));
  }
  return step;
}

Step doubled(const Step& once) {
  Step twice = once;
  twice.change = 2 * once.change + once.change * once.change;
  twice.s += carried(once.change, once.s);
  for (std::size_t j = 0; j < once.y.size(); ++j) {
    twice.y[j] += carried(once.change.adjoint(), once.y[j]);
    twice.z[j] += once.z[j] + trace_of_product(once.y[j], once.s);
  }
  return twice;
}

int halvings(const MomentMotion& motion, double t) {
  const double size = 4 * motion.x.cwiseAbs().colwise().sum().maxCoeff() * t;
  return size > 1 ? std::ilogb(size) + 1 : 0;
}

// The moments and heats at a time, and the steps that bring them on.
class MomentsInTime {
 public:
  MomentsInTime(const MomentMotion& motion, Matrix start)
      : motion_(motion),
        moments_(std::move(start)),
        heats_(RealVector::Zero(static_cast<Index>(motion.functionals.size()))) {}

  void take(const Step& step) {
    for (std::size_t j = 0; j < step.y.size(); ++j) {
      heats_(static_cast<Index>(j)) += trace_of_product(step.y[j], moments_) + step.z[j];
    }
    moments_ = carried(step.change, moments_) + step.s;
  }

  void write(Index k, MomentCourse& course) const {
    course.moments.push_back(moments_);
    course.heats.col(k) = heats_;
    for (std::size_t j = 0; j < motion_.functionals.size(); ++j) {
      course.flows(static_cast<Index>(j), k) = motion_.flow(j, moments_);
    }
  }

 private:
  const MomentMotion& motion_;
  Matrix moments_;
  RealVector heats_;
};

// Steps up to a largest one, from that and its halves.
class Steps {
 public:
  Steps(const MomentMotion& motion, double largest) : motion_(motion) {
    const int count = halvings(motion, largest);
    smallest_ = std::ldexp(largest, -count);
    steps_.push_back(small_step(motion, smallest_));
    for (int k = 0; k < count; ++k) steps_.push_back(doubled(steps_.back()));
  }

  const Step& largest() const { return steps_.back(); }

  void advance(double time, MomentsInTime& moments) const {
    for (std::size_t k = steps_.size(); k-- > 0;) {
      const double length = std::ldexp(smallest_, static_cast<int>(k));
      if (time < length) continue;
      moments.take(steps_[k]);
      time -= length;
    }
    if (time > 0) moments.take(small_step(motion_, time));
  }

 private:
  const MomentMotion& motion_;
  double smallest_;
  std::vector<Step> steps_;
};

}  // namespace

MomentCourse evolve_moments(const MomentMotion& motion, const Matrix& start,
                            std::span<const double> times) {
  const auto baths = static_cast<Index>(motion.functionals.size());
  const auto count = static_cast<Index>(times.size());
  MomentCourse course{{}, RealMatrix(baths, count), RealMatrix(baths, count)};
  MomentsInTime moments(motion, start);
  const std::optional<double> equal = equal_step(times);
  const Steps steps(motion, equal ? *equal : largest_step(times));
  if (equal && times.front() > 0) Steps(motion, times.front()).advance(times.front(), moments);
  double now = 0;
  for (Index k = 0; k < count; ++k) {
    const double time = times[static_cast<std::size_t>(k)];
    if (!equal) {
      steps.advance(time - now, moments);
    } else if (k > 0) {
      moments.take(steps.largest());
    }
    now = time;
    moments.write(k, course);
  }
  return course;
}

MomentMap moments_after(const MomentMotion& motion, double time) {
  const Steps steps(motion, time);
  const Step& step = steps.largest();
  return {Matrix::Identity(step.s.rows(), step.s.cols()) + step.change, step.s};
}

}  // namespace quflux::inline network

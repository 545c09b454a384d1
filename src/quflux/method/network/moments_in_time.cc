#include "quflux/method/network/moments_in_time.h"

#include <cmath>

#include "quflux/solve/equal_step.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// dD/dt = -X D - D X^+ + source, dQ_j/dt = Tr(F_j D) + c_j.
struct Motion {
  Matrix x;
  Matrix source;
  std::vector<Matrix> functionals;  // F_j
  std::vector<double> constants;    // c_j
};

Motion motion_of(const AmplitudeEquation& equation) {
  const Index n = equation.h.rows();
  const auto baths = static_cast<std::size_t>(equation.baths);
  const Matrix h = equation.h.cast<Complex>();
  std::vector<Matrix> k(baths, Matrix::Zero(n, n));
  std::vector<Matrix> source(baths, Matrix::Zero(n, n));
  for (const AmplitudeBath& term : equation.terms) {
    for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
      for_kept(
          equation, term, equation.blocks[b], equation.blocks[b + 1], [&](Index row, Index column) {
            const double s = term.weights(row) * term.weights(column);
            k[term.bath](row, column) += s * term.damping(column);
            source[term.bath](row, column) += s * (term.drive(row) + std::conj(term.drive(column)));
          });
    }
  }
  Motion motion{Matrix::Zero(n, n), Matrix::Zero(n, n), {}, {}};
  // The mean frequency drops out of the commutator.
  motion.x = Complex(0, 1) * h;
  motion.x.diagonal().array() -= Complex(0, equation.h.diagonal().mean());
  for (std::size_t j = 0; j < baths; ++j) {
    motion.x += k[j];
    motion.source += source[j];
    motion.functionals.emplace_back(-(h * k[j] + k[j].adjoint() * h));
    motion.constants.push_back(h.cwiseProduct(source[j].transpose()).sum().real());
  }
  return motion;
}

double trace_of_product(const Matrix& a, const Matrix& b) {
  return a.cwiseProduct(b.transpose()).sum().real();
}

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
Step small_step(const Motion& motion, double t) {
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

int halvings(const Motion& motion, double t) {
  const double size = 4 * motion.x.cwiseAbs().colwise().sum().maxCoeff() * t;
  return size > 1 ? std::ilogb(size) + 1 : 0;
}

// The moments and heats at a time, and the steps that bring them on.
class Moments {
 public:
  Moments(const Motion& motion, Matrix deviation)
      : motion_(motion),
        deviation_(std::move(deviation)),
        heats_(RealVector::Zero(static_cast<Index>(motion.functionals.size()))) {}

  void take(const Step& step) {
    for (std::size_t j = 0; j < step.y.size(); ++j) {
      heats_(static_cast<Index>(j)) += trace_of_product(step.y[j], deviation_) + step.z[j];
    }
    deviation_ = carried(step.change, deviation_) + step.s;
  }

  void write(Index k, MomentCourse& course) const {
    course.deviations.push_back(deviation_);
    course.heats.col(k) = heats_;
    for (std::size_t j = 0; j < motion_.functionals.size(); ++j) {
      course.flows(static_cast<Index>(j), k) =
          trace_of_product(motion_.functionals[j], deviation_) + motion_.constants[j];
    }
  }

 private:
  const Motion& motion_;
  Matrix deviation_;
  RealVector heats_;
};

// Steps up to a largest one, from that and its halves.
class Steps {
 public:
  Steps(const Motion& motion, double largest) : motion_(motion) {
    const int count = halvings(motion, largest);
    smallest_ = std::ldexp(largest, -count);
    steps_.push_back(small_step(motion, smallest_));
    for (int k = 0; k < count; ++k) steps_.push_back(doubled(steps_.back()));
  }

  const Step& largest() const { return steps_.back(); }

  void advance(double time, Moments& moments) const {
    for (std::size_t k = steps_.size(); k-- > 0;) {
      const double length = std::ldexp(smallest_, static_cast<int>(k));
      if (time < length) continue;
      moments.take(steps_[k]);
      time -= length;
    }
    if (time > 0) moments.take(small_step(motion_, time));
  }

 private:
  const Motion& motion_;
  double smallest_;
  std::vector<Step> steps_;
};

}  // namespace

MomentCourse evolve_moments(const AmplitudeEquation& equation, const Matrix& deviation,
                            std::span<const double> times) {
  const Motion motion = motion_of(equation);
  const auto count = static_cast<Index>(times.size());
  MomentCourse course{{}, RealMatrix(equation.baths, count), RealMatrix(equation.baths, count)};
  Moments moments(motion, deviation);
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

}  // namespace quflux::inline network

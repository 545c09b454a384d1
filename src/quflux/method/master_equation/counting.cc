#include "quflux/method/master_equation/counting.h"

#include <memory>
#include <utility>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/counting.h"

namespace quflux::inline master_equation {

namespace {

void require_matrix(const Generator& generator, const char* what) {
  const Eigen::Index d = generator.energies.size();
  if (d <= kLargestFollowed) return;
  throw NoAnswer(fmt::format(
      "the dimension of the Hilbert space is {}; {} is known up to {}, by the matrix of the "
      "generator",
      d, what, kLargestFollowed));
}

// Noise is a sum of rates times squares of energies, the squares of those that flows are sums of.
FlowSums<double> sums_of(const Generator& generator, const SteadyStateSolver& states,
                         const RealMatrix& noise, const RealVector& shot) {
  FlowSums<double> sums;
  states.find_flows(generator, sums);
  const double width = generator.energies.maxCoeff() - generator.energies.minCoeff();
  return {noise.diagonal(), shot.cwiseAbs(), width * sums.most};
}

// What the functions of a FlowStatistics share.
class Counted {
 public:
  Counted(const Generator& generator, SteadyStateSolver& states, Dressing dressing,
          PreciseGenerator precise, std::shared_ptr<const void> owner)
      : generator_(generator),
        states_(states),
        dressing_(dressing),
        linear_(linear_generator(generator, dressing)),
        precise_(std::move(precise)),
        owner_(std::move(owner)) {}

  const Generator& generator() const { return generator_; }
  const LinearGenerator& linear() const { return linear_; }

  CountedState state() const {
    const Eigen::Index d = generator_.energies.size();
    return {linear_, states_.state().reshaped(), [this, d](const Vector& b) -> Vector {
              const Matrix m = b.reshaped(d, d);
              return states_.response(generator_, (m + m.adjoint()) / 2).reshaped();
            }};
  }

  RealMatrix noise() const {
    RealMatrix in_double = flow_noise(state());
    return loses_digits(in_double) ? flow_noise(precise_state()) : in_double;
  }

  RealVector cumulants(const RealVector& c, int order) const {
    if (order > 1 && loses_digits(flow_noise(state()))) {
      return solve::cumulants(precise_state(), c, order);
    }
    return solve::cumulants(state(), c, order);
  }

 private:
  // Above, products of matrices in 31 digits take longer than a point should.
  static constexpr Eigen::Index kLargestPrecise = 32;

  // Whether double precision leaves fewer than 11 digits: noise is a small difference of what the
  // baths exchange, and what all of them give together, zero, shows what rounding leaves of it; not
  // so where quanta are counted.
  bool loses_digits(const RealMatrix& noise) const {
    constexpr double kEnough = 11;
    constexpr double kSafety = 100;  // a sum may be small by chance
    if (!precise_ || generator_.energies.size() > kLargestPrecise || noise.rows() < 2) return false;
    const double sum = noise.rowwise().sum().cwiseAbs().maxCoeff() / noise.cwiseAbs().maxCoeff();
    if (dressing_ == Dressing::system && !(digits_of(kSafety * sum) >= kEnough)) return true;
    return states_.digits(generator_, sums_of(generator_, states_, noise, shot_noise(state()))) <
           kEnough;
  }

  PreciseCountedState precise_state() const {
    const BasicGenerator<DoubleDouble>& generator = precise_();
    FlowSums<DoubleDouble> flows;
    states_.refine(generator, flows);
    return {generator, dressing_, states_.refined_state(),
            [this, &generator](const BasicMatrix<DoubleDouble>& b) {
              return states_.response(generator, b);
            }};
  }

  const Generator& generator_;
  SteadyStateSolver& states_;
  Dressing dressing_;
  LinearGenerator linear_;
  PreciseGenerator precise_;
  std::shared_ptr<const void> owner_;  // of both references, if any
};

}  // namespace

std::string counting_obstacle(const Model& model, const EquationOptions& options) {
  if (options.counting == Dressing::quanta && !model.lindblad.empty()) {
    return "counting = \"quanta\" counts those of thermal baths; the jumps of a [[lindblad]] "
           "channel "
           "have no quantum of their own";
  }
  return "";
}

FlowStatistics flow_statistics(const Generator& generator, Dressing dressing,
                               SteadyStateSolver& states, PreciseGenerator precise,
                               std::shared_ptr<const void> owner) {
  const auto counted = std::make_shared<const Counted>(generator, states, dressing,
                                                       std::move(precise), std::move(owner));
  return {.cumulants = [counted](const RealVector& c,
                                 int order) { return counted->cumulants(c, order); },
          .noise = [counted] { return counted->noise(); },
          .noise_spectrum =
              [counted](std::span<const double> frequencies) {
                require_matrix(counted->generator(), "the noise by frequency");
                return noise_spectrum(counted->state(), frequencies);
              },
          .generating_function =
              [counted, dressing](const RealVector& s) {
                require_matrix(counted->generator(), "the generating function");
                return generating_function(counted->linear(), counted->state().state,
                                           dressing == Dressing::system ? around_zero(s) : s);
              },
          .counts_flows = dressing == Dressing::system};
}

FlowStatistics flow_statistics(const Model& model, const MasterEquation& equation,
                               const EquationOptions& options) {
  struct Owned {
    System system;
    Generator generator;
    SteadyStateSolver states;
    BasicGeneratorBuilder<DoubleDouble> precise;
  };
  const auto owned = std::make_shared<Owned>();
  owned->system = to_system(model);
  owned->generator = make_generator(owned->system, equation, options);
  owned->states.solve(owned->generator);
  const PreciseGenerator precise =
      [owned = owned.get(), equation, options]() -> const BasicGenerator<DoubleDouble>& {
    return owned->precise.build(owned->system, equation, options);
  };
  return flow_statistics(owned->generator, options.counting, owned->states, precise, owned);
}

}  // namespace quflux::inline master_equation

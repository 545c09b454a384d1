#include "quflux/method/master_equation/counting.h"

#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/numerics/splitting.h"
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

  RealMatrix noise() {
    const PreciseCountedState* precise = precise_state();
    return precise != nullptr ? flow_noise(*precise) : noise_in_double();
  }

  RealVector cumulants(const RealVector& c, int order) {
    const PreciseCountedState* precise = order > 1 ? precise_state() : nullptr;
    return precise != nullptr ? solve::cumulants(*precise, c, order)
                              : solve::cumulants(state(), c, order);
  }

 private:
  // Above, products of matrices in 31 digits take longer than a point should.
  static constexpr Eigen::Index kLargestPrecise = 32;

  const RealMatrix& noise_in_double() {
    if (!noise_) noise_ = flow_noise(state());
    return *noise_;
  }

  // Whether double precision leaves fewer than 11 digits. What all baths give together, zero, shows
  // what rounding of the state leaves of noise, a small difference of what they exchange; not so
  // where quanta are counted. Eigenvectors are off by rounding over splittings, and so, relatively,
  // elements as small as the root of what is left.
  bool loses_digits(const RealMatrix& noise) const {
    constexpr double kEnough = 11;
    constexpr double kSafety = 100;  // a sum may be small by chance
    constexpr double kDegenerate = 1e-12;
    if (dressing_ != Dressing::system) return true;
    const double largest = noise.cwiseAbs().maxCoeff();
    const double sum = noise.rowwise().sum().cwiseAbs().maxCoeff() / largest;
    const double cancelled = shot_noise(state()).cwiseAbs().maxCoeff() / largest;
    const double mixed = rounding_over_splitting(generator_.energies, kDegenerate);
    return !(digits_of(kSafety * sum + mixed * std::sqrt(cancelled)) >= kEnough);
  }

  // Null: double precision is enough, or it takes too long.
  const PreciseCountedState* precise_state() {
    const bool possible = precise_ && generator_.energies.size() <= kLargestPrecise &&
                          generator_.dissipators.size() > 1;
    if (!possible) return nullptr;
    if (!loses_digits_) loses_digits_ = loses_digits(noise_in_double());
    if (!*loses_digits_) return nullptr;
    if (!precise_state_) {
      const BasicGenerator<DoubleDouble>& generator = precise_();
      FlowSums<DoubleDouble> flows;
      states_.refine(generator, flows);
      precise_state_.emplace(
          PreciseCountedState{generator, dressing_, states_.refined_state(),
                              [this, &generator](const BasicMatrix<DoubleDouble>& b) {
                                return states_.response(generator, b);
                              }});
    }
    return &*precise_state_;
  }

  const Generator& generator_;
  SteadyStateSolver& states_;
  Dressing dressing_;
  LinearGenerator linear_;
  PreciseGenerator precise_;
  std::shared_ptr<const void> owner_;  // of both references, if any
  std::optional<RealMatrix> noise_;    // in double precision, once asked for
  std::optional<bool> loses_digits_;
  std::optional<PreciseCountedState> precise_state_;
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
  const auto counted =
      std::make_shared<Counted>(generator, states, dressing, std::move(precise), std::move(owner));
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
  const PreciseGenerator precise = [owned = owned.get(), equation,
                                    options]() -> const BasicGenerator<DoubleDouble>& {
    return owned->precise.build(owned->system, equation, options);
  };
  return flow_statistics(owned->generator, options.counting, owned->states, precise, owned);
}

}  // namespace quflux::inline master_equation

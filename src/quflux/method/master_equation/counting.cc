#include "quflux/method/master_equation/counting.h"

#include <memory>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/density_matrix_course.h"
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

// What the functions of a FlowStatistics share.
struct Counted {
  const Generator& generator;
  SteadyStateSolver& states;
  LinearGenerator linear;
  std::shared_ptr<const void> owner;  // of both references, if any

  CountedState state() const {
    const Eigen::Index d = generator.energies.size();
    return {linear, states.state().reshaped(), [this, d](const Vector& b) -> Vector {
              const Matrix m = b.reshaped(d, d);
              return states.response(generator, (m + m.adjoint()) / 2).reshaped();
            }};
  }
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
                               SteadyStateSolver& states, std::shared_ptr<const void> owner) {
  const auto counted = std::make_shared<const Counted>(
      Counted{generator, states, linear_generator(generator, dressing), std::move(owner)});
  return {.cumulants = [counted](const RealVector& c,
                                 int order) { return cumulants(counted->state(), c, order); },
          .noise = [counted] { return flow_noise(counted->state()); },
          .noise_spectrum =
              [counted](std::span<const double> frequencies) {
                require_matrix(counted->generator, "the noise by frequency");
                return noise_spectrum(counted->state(), frequencies);
              },
          .generating_function =
              [counted, dressing](const RealVector& s) {
                require_matrix(counted->generator, "the generating function");
                return generating_function(counted->linear, counted->state().state,
                                           dressing == Dressing::system ? around_zero(s) : s);
              },
          .counts_flows = dressing == Dressing::system};
}

FlowStatistics flow_statistics(const Model& model, const MasterEquation& equation,
                               const EquationOptions& options) {
  struct Owned {
    Generator generator;
    SteadyStateSolver states;
  };
  const auto owned = std::make_shared<Owned>();
  owned->generator = make_generator(to_system(model), equation, options);
  owned->states.solve(owned->generator);
  return flow_statistics(owned->generator, options.counting, owned->states, owned);
}

}  // namespace quflux::inline master_equation

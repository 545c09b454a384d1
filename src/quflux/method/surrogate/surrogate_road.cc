#include "quflux/method/surrogate/surrogate_road.h"

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/write_state.h"
#include "quflux/method/surrogate/surrogate_flows.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/solve_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline surrogate {

namespace {

constexpr Quantities kGives{Quantity::flows,
                            Quantity::occupations,
                            Quantity::states,
                            Quantity::hamiltonians,
                            Quantity::flow_errors,
                            Quantity::flow_digits,
                            Quantity::hierarchy_sizes,
                            Quantity::convergence,
                            Quantity::pointer_rates,
                            Quantity::pointer_populations,
                            Quantity::uncoupled_hamiltonians};

std::string obstacle(const Model& model, const RoadEquation& equation,
                     const Quantities& quantities) {
  if (!quantities.within(kGives)) {
    return "it knows stationary flows and states, and nothing that needs a generator of the "
           "density matrix alone or counts the energy from the baths";
  }
  if (std::string reason = conflict(equation.options); !reason.empty()) return reason;
  const SurrogateOptions options = surrogate_options(equation.options);
  if (options.solver == SurrogateSolver::stochastic) {
    for (const Quantity q : {Quantity::occupations, Quantity::states, Quantity::convergence}) {
      if (quantities.has(q)) {
        return "solver = \"stochastic\" knows flows and their errors alone; states need "
               "\"deterministic\"";
      }
    }
  }
  if (!model.lindblad.empty()) return "it knows thermal baths, but no [[lindblad]] channels";
  if (model.baths.empty()) return "it needs a bath";
  if (std::string reason = dimension_obstacle(model); !reason.empty()) return reason;
  if (options.given.empty()) {
    if (std::string reason = surrogate_obstacle(model); !reason.empty()) return reason;
  }
  return size_obstacle(model, options);
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations,
         const Quantities& quantities)
      : points_(points), quantities_(quantities), systems_(points.model) {
    for (const RoadEquation& equation : equations) {
      options_.push_back(surrogate_options(equation.options));
      // Names are wrong at all points or at none.
      if (!options_.back().given.empty()) given_modes(options_.back(), points.model);
    }
    if (quantities.has(Quantity::occupations)) numbers_ = number_operators(points.model);
  }

  void solve(Tile tile, std::span<Answer> answers) {
    const SurrogateError error = quantities_.has(Quantity::flow_errors) ? SurrogateError::estimated
                                                                        : SurrogateError::left_out;
    solve_each(points_, tile, answers,
               [&](const Model& model, std::size_t e, std::size_t i, Answer& answer) {
                 write_answer(model, surrogate_flows(model, options_[e], error), i, answer);
               });
  }

 private:
  void write_answer(const Model& model, const SurrogateFlows& found, std::size_t i,
                    Answer& answer) {
    if (found.statistical_error > 0) {
      const double size = found.flows.cwiseAbs().maxCoeff();
      if (quantities_.has(Quantity::flow_digits)) {
        answer.flow_digits[i] =
            found.statistical_error < size ? digits_of(found.statistical_error / size) : kNoDigits;
      }
    } else {
      answer.tell_digits(i, kMostDigits, found.flows);
    }
    if (quantities_.has(Quantity::flows)) write_points(found.flows, i, answer.flows);
    if (quantities_.has(Quantity::flow_errors)) answer.flow_errors[i] = found.error;
    if (quantities_.has(Quantity::convergence)) {
      answer.convergence[i] = {static_cast<double>(found.iterations), found.residual};
    }
    write_state(systems_.build(model), found.state, numbers_, quantities_, i, answer);
    for (const std::string& warning : found.warnings) add_remark(answer.warnings[i], warning);
  }

  Points points_;
  Quantities quantities_;
  std::vector<SurrogateOptions> options_;
  std::vector<std::vector<MatrixElement>> numbers_;  // n of each site
  SystemBuilder systems_;
};

}  // namespace

const Road& surrogate_road() {
  static const Road road{.name = "surrogate",
                         .solves = "a few modes in the place of each bath",
                         .obstacle = obstacle,
                         .open = open_solver<Solver>,
                         .at_once = [](const Model&) { return false; }};
  return road;
}

}  // namespace quflux::inline surrogate

#include "quflux/method/hierarchy/hierarchy_course.h"

#include <memory>
#include <variant>

#include "quflux/core/error.h"
#include "quflux/method/hierarchy/converged_flows.h"
#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/known_correlations.h"
#include "quflux/method/hierarchy/propagate.h"
#include "quflux/method/hierarchy/solved_hierarchies.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/write_state.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/follow_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr Quantities kGivenInTime{Quantity::flows,       Quantity::heats,
                                  Quantity::states,      Quantity::occupations,
                                  Quantity::derivatives, Quantity::hamiltonians,
                                  Quantity::flow_errors, Quantity::uncoupled_hamiltonians};

// Auxiliary operators that are followed.
constexpr double kMostOperators = 2000;
constexpr std::size_t kFewest = 3;  // exponentials
constexpr double kSteps = 1e-4;     // of the tolerance, for the steps

// What is seen of a hierarchy at some times.
struct Trajectory {
  std::vector<RealVector> flows;
  std::vector<RealVector> heats;
  std::vector<Matrix> states;  // and their derivatives, in the basis of the model
  std::vector<Matrix> derivatives;
};

Trajectory follow(const Hierarchy& hierarchy, const Matrix& rho, const std::vector<double>& times,
                  double tolerance) {
  const LinearGenerator generator = linear_generator(hierarchy);
  Trajectory trajectory;
  Vector change;
  propagate(hierarchy, generator.vector(rho), times, tolerance,
            [&](std::size_t, const Propagated& at) {
              trajectory.flows.push_back(flows(hierarchy, at.x));
              trajectory.heats.push_back(flows(hierarchy, at.integral));
              generator.apply(at.x, change);
              const Matrix state = density_matrix(hierarchy, at.x);
              const Matrix slope = density_matrix(hierarchy, change);
              trajectory.states.emplace_back((state + state.adjoint()) / 2);
              trajectory.derivatives.emplace_back((slope + slope.adjoint()) / 2);
            });
  return trajectory;
}

class Follower {
 public:
  Follower(const Points& points, const std::vector<RoadEquation>& equations,
           const Quantities& quantities, const Course& course)
      : points_(points), quantities_(quantities), course_(course), systems_(points.model) {
    for (const RoadEquation& equation : equations) {
      options_.push_back(hierarchy_options(equation.options));
    }
    if (quantities.has(Quantity::occupations)) numbers_ = number_operators(points.model);
  }

  void solve(Tile tile, std::span<Answer> answers) {
    follow_each(points_, course_, tile, answers,
                [&](const Model& model, std::size_t e, std::size_t first) {
                  follow_one(model, options_[e], first, answers[e]);
                });
  }

 private:
  void follow_one(const Model& model, const HierarchyOptions& options, std::size_t first,
                  Answer& answer) {
    const System& system = systems_.build(model);
    const std::vector<CorrelationFunction> correlations = correlations_.find(system);
    // The stationary flows tell how deep it is to go.
    std::size_t depth = options.depth.value_or(0);
    std::size_t exponentials = options.exponentials.value_or(0);
    if (!options.depth || !options.exponentials) {
      const ConvergedFlows found = converged_flows(system, correlations, options);
      depth = found.depth;
      exponentials = found.exponentials;
    }
    SolvedHierarchies hierarchies(system, correlations);
    const auto fits = [&](std::size_t count, std::size_t tiers) {
      return auxiliary_operator_count(hierarchies.modes(count), tiers) <= kMostOperators;
    };
    if (!options.depth || !options.exponentials) {
      while (depth > 2 && !fits(kFewest, depth)) --depth;
      while (exponentials > kFewest && !fits(exponentials, depth)) --exponentials;
    }
    const Matrix rho =
        initial_state(course_.initial, model, system.hamiltonian, kRedfield, EquationOptions{});
    const auto run = [&](std::size_t count, std::size_t tiers) {
      return follow(hierarchies.hierarchy(count, tiers), rho, course_.times,
                    kSteps * options.tolerance);
    };
    const Trajectory best = run(exponentials, depth);
    write(system, best, first, answer);
    if (!quantities_.has(Quantity::flow_errors)) return;
    const Trajectory shallower = run(exponentials, depth > 1 ? depth - 1 : depth + 1);
    const Trajectory coarser = run(exponentials > 1 ? exponentials - 1 : exponentials + 1, depth);
    for (std::size_t k = 0; k < course_.times.size(); ++k) {
      answer.flow_errors[first + k] = (best.flows[k] - shallower.flows[k]).cwiseAbs().maxCoeff() +
                                      (best.flows[k] - coarser.flows[k]).cwiseAbs().maxCoeff();
    }
  }

  void write(const System& system, const Trajectory& trajectory, std::size_t first,
             Answer& answer) const {
    for (std::size_t k = 0; k < course_.times.size(); ++k) {
      const std::size_t i = first + k;
      if (quantities_.has(Quantity::flows)) write_points(trajectory.flows[k], i, answer.flows);
      if (quantities_.has(Quantity::heats)) write_points(trajectory.heats[k], i, answer.heats);
      write_state(system, trajectory.states[k], numbers_, quantities_, i, answer);
      if (quantities_.has(Quantity::derivatives)) {
        answer.derivatives[i] = trajectory.derivatives[k];
      }
    }
  }

  Points points_;
  Quantities quantities_;
  const Course& course_;
  std::vector<HierarchyOptions> options_;
  std::vector<std::vector<MatrixElement>> numbers_;  // n of each site
  SystemBuilder systems_;
  KnownCorrelations correlations_;
};

}  // namespace

std::string obstacle_in_time(const Quantities& quantities, const Course& course) {
  if (!quantities.within(kGivenInTime)) {
    return "along time heom knows flows, heats and the reduced density matrix, but neither flows "
           "through bonds, nor parts of d rho/dt for each bath, nor eigenvalues";
  }
  if (std::holds_alternative<StationaryState>(course.initial)) {
    return "heom begins with a state of the system alone, and reservoirs that know nothing of it; "
           "a stationary state is one of both";
  }
  return "";
}

Solve follow_hierarchy(const Points& points, const std::vector<RoadEquation>& equations,
                       const Quantities& quantities, const Course& course) {
  return [follower = std::make_shared<Follower>(points, equations, quantities, course)](
             Tile tile, std::span<Answer> answers) { follower->solve(tile, answers); };
}

}  // namespace quflux::inline hierarchy

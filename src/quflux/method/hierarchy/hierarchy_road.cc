#include "quflux/method/hierarchy/hierarchy_road.h"

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/method/hierarchy/converged_flows.h"
#include "quflux/method/hierarchy/hierarchy_course.h"
#include "quflux/method/hierarchy/known_correlations.h"
#include "quflux/method/master_equation/bond_current.h"
#include "quflux/method/master_equation/equilibrium_subtraction.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/write_state.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/solve_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline hierarchy {

namespace {

constexpr Quantities kGives{
    Quantity::flows,           Quantity::occupations,         Quantity::states,
    Quantity::hamiltonians,    Quantity::flow_errors,         Quantity::flow_digits,
    Quantity::hierarchy_sizes, Quantity::convergence,         Quantity::uncoupled_hamiltonians,
    Quantity::bond_flows,      Quantity::pointer_populations, Quantity::pointer_rates,
    Quantity::enlarged_sizes};

// Above, the equation of the first tier alone, d^2 x d^2 numbers, takes more than it should.
constexpr Eigen::Index kLargest = 40;

std::string model_obstacle(const Model& model) {
  if (model.baths.empty()) {
    return "the model has no thermal bath, and [[lindblad]] channels alone are the same in every "
           "master equation, which neglects nothing of them";
  }
  if (std::string reason = dimension_obstacle(model); !reason.empty()) return reason;
  if (const Eigen::Index d = dimension(model); d > kLargest) {
    return fmt::format("the dimension of the Hilbert space is {}; hierarchies are solved up to {}",
                       d, kLargest);
  }
  return "";
}

std::string road_obstacle(const Model& model, const RoadEquation& equation,
                          const Quantities& quantities) {
  if (subtracts_equilibrium(equation.options)) {
    if (std::string reason = equilibrium_obstacle(model); !reason.empty()) return reason;
  }
  if (quantities.has(Quantity::eigenvalues)) {
    return "the exact evolution has no generator of the density matrix alone, and so none of its "
           "eigenvalues";
  }
  if (quantities.has(Quantity::dissipated)) {
    return "the exact evolution has no part of d rho/dt for each bath";
  }
  if (quantities.has(Quantity::flow_noise) || quantities.has(Quantity::third_cumulants)) {
    return "the energy that leaves a bath is not that of jumps of the density matrix, which are "
           "counted in master equations and in 'exact'";
  }
  if (!quantities.within(kGives)) {
    return "amplitude_eigenvalues need a chain or network, whose exact current is 'exact'";
  }
  if (quantities.has(Quantity::bond_flows)) {
    if (std::string reason = bond_flows_obstacle(model); !reason.empty()) return reason;
  }
  return model_obstacle(model);
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations,
         const Quantities& quantities)
      : points_(points), quantities_(quantities), systems_(points.model) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back(
          {hierarchy_options(equation.options), subtracts_equilibrium(equation.options)});
    }
    if (quantities.has(Quantity::occupations)) numbers_ = number_operators(points.model);
  }

  void solve(Tile tile, std::span<Answer> answers) {
    solve_each(points_, tile, answers,
               [&](const Model& model, std::size_t e, std::size_t i, Answer& answer) {
                 solve_one(systems_.build(model), equations_[e], i, answer);
               });
  }

 private:
  struct Bound {
    HierarchyOptions options;
    bool subtracts_equilibrium;
  };

  void solve_one(const System& system, const Bound& bound, std::size_t i, Answer& answer) {
    ConvergedFlows found = converged_flows(system, correlations_.find(system), bound.options);
    if (bound.subtracts_equilibrium) {
      subtract_equilibrium(system, bound.options, found);
      add_remark(answer.warnings[i], std::string(kSubtracted));
    }
    write_answer(system, found, i, answer);
  }

  // What a hierarchy leaves where there is no exact flow shows how far off it may be elsewhere.
  static void subtract_equilibrium(const System& system, const HierarchyOptions& options,
                                   ConvergedFlows& found) {
    const FlowsWithError spurious = mean_at_equal_temperatures(system, [&](const System& equal) {
      const ConvergedFlows flows = converged_flows(equal, KnownCorrelations().find(equal), options);
      return FlowsWithError{flows.flows, flows.error};
    });
    found.flows -= spurious.flows;
    found.error += spurious.flows.cwiseAbs().maxCoeff() + spurious.error;
    found.within_tolerance = found.error <= options.tolerance * found.size;
  }

  void write_answer(const System& system, const ConvergedFlows& found, std::size_t i,
                    Answer& answer) const {
    const double largest = found.flows.cwiseAbs().maxCoeff();
    if (quantities_.has(Quantity::flows)) write_points(found.flows, i, answer.flows);
    if (quantities_.has(Quantity::flow_errors)) answer.flow_errors[i] = found.error;
    if (quantities_.has(Quantity::flow_digits)) {
      answer.flow_digits[i] = found.error < largest ? digits_of(found.error / largest) : kNoDigits;
    }
    if (quantities_.has(Quantity::convergence)) {
      answer.convergence[i] = {static_cast<double>(found.iterations), found.residual};
    }
    if (quantities_.has(Quantity::hierarchy_sizes)) {
      answer.hierarchy_sizes[i] = {static_cast<double>(found.depth),
                                   static_cast<double>(found.exponentials),
                                   static_cast<double>(found.operators)};
    }
    write_state(system, found.state, numbers_, quantities_, i, answer);
    if (quantities_.has(Quantity::bond_flows)) {
      write_points(bond_flows(points_.model, found.state), i, answer.bond_flows);
    }
    if (!found.within_tolerance) {
      add_remark(answer.warnings[i],
                 "the tolerance is not met; flow_error is what the hierarchies of this memory "
                 "leave");
    }
  }

  Points points_;
  Quantities quantities_;
  std::vector<Bound> equations_;
  KnownCorrelations correlations_;
  std::vector<std::vector<MatrixElement>> numbers_;  // n of each site
  SystemBuilder systems_;
};

}  // namespace

const Road& hierarchy_road() {
  static const Road road{
      .name = "hierarchy",
      .solves = "hierarchical equations of motion",
      .obstacle = road_obstacle,
      .open = open_solver<Solver>,
      .in_time = InTime{.obstacle =
                            [](const Model& model, const RoadEquation& equation,
                               const Quantities& quantities, const Course& course) {
                              if (subtracts_equilibrium(equation.options)) {
                                return std::string(kSubtractsStationary);
                              }
                              std::string reason = obstacle_in_time(quantities, course);
                              return reason.empty() ? model_obstacle(model) : reason;
                            },
                        .open = follow_hierarchy,
                        .follows_drives = true},
      .at_once = [](const Model&) { return false; }};
  return road;
}

}  // namespace quflux::inline hierarchy

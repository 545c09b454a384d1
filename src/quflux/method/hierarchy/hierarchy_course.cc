#include "quflux/method/hierarchy/hierarchy_course.h"

#include <algorithm>
#include <memory>
#include <variant>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/method/hierarchy/auxiliary_operators.h"
#include "quflux/method/hierarchy/converged_flows.h"
#include "quflux/method/hierarchy/known_correlations.h"
#include "quflux/method/hierarchy/piecewise_motion.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/write_state.h"
#include "quflux/model/driven_model.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/follow_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline hierarchy {

namespace {

constexpr Quantities kGivenInTime{Quantity::flows,       Quantity::heats,
                                  Quantity::states,      Quantity::occupations,
                                  Quantity::derivatives, Quantity::hamiltonians,
                                  Quantity::flow_errors, Quantity::uncoupled_hamiltonians,
                                  Quantity::work};

// Auxiliary operators that are followed.
constexpr double kMostOperatorsInTime = 2000;
constexpr std::size_t kFewestInTime = 3;  // exponentials
constexpr double kStepTolerance = 1e-4;   // of the tolerance, for the steps

bool is_of_bath(const std::string& path) { return path.starts_with("bath."); }

bool is_same_system(const System& a, const System& b) {
  return a.hamiltonian == b.hamiltonian &&
         std::ranges::equal(a.lindblad, b.lindblad, {}, &SystemLindblad::rate,
                            &SystemLindblad::rate);
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
    const std::vector<Stretch> pieces = stretches(course_.drives, course_.times.back());
    DrivenModel driven(model, course_.drives);
    std::vector<System> systems;
    for (const Stretch& on : pieces) systems.push_back(driven.at({on}));
    const std::vector<CorrelationFunction> correlations = correlations_.find(systems.front());
    const StartOfHierarchy start = state_at_start(driven.model_at({pieces.front()}));
    PiecewiseMotion motion(systems, pieces, correlations, start);
    std::vector<System> all = systems;
    if (start.stationary) all.push_back(*start.stationary);
    const auto [depth, exponentials] = size_of(motion, all, correlations, options);
    const auto run = [&](std::size_t count, std::size_t tiers) {
      return motion.follow(count, tiers, course_.times, kStepTolerance * options.tolerance);
    };
    const HierarchyTrajectory best = run(exponentials, depth);
    write(systems, best, first, answer);
    if (!quantities_.has(Quantity::flow_errors)) return;
    const HierarchyTrajectory shallower = run(exponentials, depth > 1 ? depth - 1 : depth + 1);
    const HierarchyTrajectory coarser =
        run(exponentials > 1 ? exponentials - 1 : exponentials + 1, depth);
    for (std::size_t k = 0; k < course_.times.size(); ++k) {
      answer.flow_errors[first + k] = (best.flows[k] - shallower.flows[k]).cwiseAbs().maxCoeff() +
                                      (best.flows[k] - coarser.flows[k]).cwiseAbs().maxCoeff();
    }
  }

  StartOfHierarchy state_at_start(const Model& model) {
    const auto* quench = std::get_if<StationaryState>(&course_.initial);
    if (quench == nullptr) {
      const Matrix hamiltonian = systems_.build(model).hamiltonian;
      return {initial_state(course_.initial, model, hamiltonian, kRedfield, EquationOptions{}), {}};
    }
    Model before = model;
    for (const auto& [path, value] : quench->parameters) parameter(before, path) = value;
    return {{}, to_system(before)};
  }

  struct Size {
    std::size_t depth;
    std::size_t exponentials;
  };

  // The stationary flows of all the systems tell how deep it is to go.
  Size size_of(PiecewiseMotion& motion, const std::vector<System>& systems,
               const std::vector<CorrelationFunction>& correlations,
               const HierarchyOptions& options) const {
    if (options.depth && options.exponentials) return {*options.depth, *options.exponentials};
    Size size{1, 1};
    for (auto system = systems.begin(); system != systems.end(); ++system) {
      throw_if_stopped();
      if (std::any_of(systems.begin(), system,
                      [&](const System& other) { return is_same_system(*system, other); })) {
        continue;
      }
      const ConvergedFlows found = converged_flows(*system, correlations, options);
      size.depth = std::max(size.depth, found.depth);
      size.exponentials = std::max(size.exponentials, found.exponentials);
    }
    const auto fits = [&](std::size_t count, std::size_t tiers) {
      return auxiliary_operator_count(motion.modes(count), tiers) <= kMostOperatorsInTime;
    };
    while (size.depth > 2 && !fits(kFewestInTime, size.depth)) --size.depth;
    while (size.exponentials > kFewestInTime && !fits(size.exponentials, size.depth)) {
      --size.exponentials;
    }
    return size;
  }

  void write(const std::vector<System>& systems, const HierarchyTrajectory& trajectory,
             std::size_t first, Answer& answer) const {
    for (std::size_t k = 0; k < course_.times.size(); ++k) {
      const std::size_t i = first + k;
      if (quantities_.has(Quantity::flows)) write_points(trajectory.flows[k], i, answer.flows);
      if (quantities_.has(Quantity::heats)) write_points(trajectory.heats[k], i, answer.heats);
      if (quantities_.has(Quantity::work)) answer.work[i] = trajectory.work[k];
      write_state(systems[trajectory.systems[k]], trajectory.states[k], numbers_, quantities_, i,
                  answer);
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
    return "along time heom knows flows, heats, work and the reduced density matrix, but neither "
           "flows through bonds, nor parts of d rho/dt for each bath, nor eigenvalues";
  }
  if (std::holds_alternative<LimitCycle>(course.initial)) {
    return "heom finds no limit cycle; begin with a state, and follow some periods";
  }
  if (const auto* quench = std::get_if<StationaryState>(&course.initial)) {
    for (const auto& [path, value] : quench->parameters) {
      if (!is_of_bath(path)) continue;
      return fmt::format(
          "'{}' is a number of a reservoir, and a state of the system with reservoirs that were "
          "others says nothing of these; quench numbers of H or rates of [[lindblad]]",
          path);
    }
  }
  for (const Drive& drive : course.drives) {
    if (is_of_bath(drive.path)) {
      return fmt::format(
          "drive '{}' changes a reservoir, whose correlation function is one of all times; heom "
          "follows steps of numbers of H and of rates of [[lindblad]]",
          drive.name);
    }
    if (!std::holds_alternative<Steps>(drive.shape)) {
      return fmt::format(
          "drive '{}' changes continuously; heom follows drives of kind \"steps\" alone, of which "
          "many come close to it",
          drive.name);
    }
  }
  return "";
}

Solve follow_hierarchy(const Points& points, const std::vector<RoadEquation>& equations,
                       const Quantities& quantities, const Course& course) {
  return [follower = std::make_shared<Follower>(points, equations, quantities, course)](
             Tile tile, std::span<Answer> answers) { follower->solve(tile, answers); };
}

}  // namespace quflux::inline hierarchy

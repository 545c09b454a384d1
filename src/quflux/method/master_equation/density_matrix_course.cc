#include "quflux/method/master_equation/density_matrix_course.h"

#include <algorithm>
#include <memory>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/driven_course.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/follow_each.h"
#include "quflux/road/write_points.h"
#include "quflux/solve/evolve.h"
#include "quflux/solve/evolve_large.h"
#include "quflux/solve/spectrum.h"

namespace quflux::inline master_equation {

namespace {

// rho is Hermitian but for rounding, which functions of states do not expect.
Matrix hermitian(const Matrix& rho) { return (rho + rho.adjoint()) / 2; }

class Follower {
 public:
  Follower(const Points& points, const std::vector<RoadEquation>& equations,
           const Quantities& quantities, const Course& course)
      : points_(points), quantities_(quantities), course_(course), systems_(points.model) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back(
          {std::any_cast<MasterEquation>(equation.form), equation_options(equation.options)});
    }
    if (quantities.has(Quantity::occupations)) numbers_ = number_operators(points.model);
  }

  void solve(Tile tile, std::span<Answer> answers) {
    follow_each(points_, course_, tile, answers,
                [&](const Model& model, std::size_t e, std::size_t first) {
                  follow(model, equations_[e], first, answers[e]);
                });
  }

 private:
  struct Bound {
    MasterEquation equation;
    EquationOptions options;
  };

  void follow(const Model& model, const Bound& bound, std::size_t first, Answer& answer) {
    if (course_.drives.empty()) {
      follow_constant(model, bound, first, answer);
      return;
    }
    const Quantities written = with_states(first, answer);
    follow_driven({model, bound.equation, bound.options, course_, written}, first, answer);
    write_all_occupations(first, answer);
  }

  void follow_constant(const Model& model, const Bound& bound, std::size_t first, Answer& answer) {
    const System& system = systems_.build(model);
    const Generator& generator = generators_.build(system, bound.equation, bound.options);
    const Matrix rho =
        initial_state(course_.initial, model, system.hamiltonian, bound.equation, bound.options);
    const std::size_t count = course_.times.size();
    const auto begin = static_cast<std::ptrdiff_t>(first);
    if (quantities_.has(Quantity::hamiltonians)) {
      std::fill_n(answer.hamiltonians.begin() + begin, count, system.hamiltonian);
    }
    if (quantities_.has(Quantity::uncoupled_hamiltonians)) {
      std::fill_n(answer.uncoupled_hamiltonians.begin() + begin, count,
                  *system.uncoupled_hamiltonian);
    }
    if (quantities_.has(Quantity::eigenvalues)) {
      std::fill_n(answer.eigenvalues.begin() + begin, count, spectrum(linear_generator(generator)));
    }
    if (rho.rows() > kLargestFollowed) {
      follow_large(generator, rho, first, answer);
      return;
    }
    const LinearGenerator linear = linear_generator(generator);
    const Quantities written = with_states(first, answer);
    write_course(linear, linear.vector(rho), course_.times, written, first, answer);
    write_all_occupations(first, answer);
  }

  // Occupations are those of the states, which have room then.
  Quantities with_states(std::size_t first, Answer& answer) const {
    Quantities written = quantities_;
    if (!numbers_.empty()) written |= {Quantity::states};
    if (written.has(Quantity::states)) {
      answer.states.resize(std::max(answer.states.size(), first + course_.times.size()));
    }
    return written;
  }

  void write_all_occupations(std::size_t first, Answer& answer) const {
    if (numbers_.empty()) return;
    for (std::size_t i = first; i < first + course_.times.size(); ++i) {
      write_occupations(answer.states[i], i, answer);
    }
  }

  void write_occupations(const Matrix& rho, std::size_t i, Answer& answer) const {
    write_points(means(numbers_, rho), i, answer.occupations);
  }

  // Time by time, so that no more states are held than are asked for.
  void follow_large(const Generator& generator, const Matrix& rho, std::size_t first,
                    Answer& answer) const {
    evolve_large(generator, to_energy_basis(generator, rho), course_.times,
                 [&](std::size_t k, const Passage& passage) {
                   const std::size_t i = first + k;
                   if (quantities_.has(Quantity::flows))
                     write_points(passage.flows, i, answer.flows);
                   if (quantities_.has(Quantity::heats))
                     write_points(passage.heats, i, answer.heats);
                   if (quantities_.has(Quantity::derivatives)) {
                     answer.derivatives[i] =
                         hermitian(from_energy_basis(generator, passage.derivative()));
                   }
                   if (quantities_.has(Quantity::dissipated)) {
                     write_dissipated(generator, passage.state, i, answer);
                   }
                   if (!quantities_.has(Quantity::states) && numbers_.empty()) return;
                   const Matrix now = hermitian(from_energy_basis(generator, passage.state));
                   if (!numbers_.empty()) write_occupations(now, i, answer);
                   if (quantities_.has(Quantity::states)) answer.states[i] = now;
                 });
  }

  static void write_dissipated(const Generator& generator, const Matrix& state, std::size_t i,
                               Answer& answer) {
    answer.dissipated[i].clear();
    for (const Dissipator& dissipator : generator.dissipators) {
      answer.dissipated[i].push_back(
          hermitian(from_energy_basis(generator, dissipate(dissipator, state))));
    }
  }

  Points points_;
  Quantities quantities_;
  const Course& course_;
  std::vector<Bound> equations_;
  std::vector<std::vector<MatrixElement>> numbers_;  // n of each site
  SystemBuilder systems_;
  GeneratorBuilder generators_;
};

}  // namespace

Solve follow_density_matrix(const Points& points, const std::vector<RoadEquation>& equations,
                            const Quantities& quantities, const Course& course) {
  return [follower = std::make_shared<Follower>(points, equations, quantities, course)](
             Tile tile, std::span<Answer> answers) { follower->solve(tile, answers); };
}

void write_state(const LinearGenerator& generator, const Vector& x, const Quantities& quantities,
                 std::size_t i, Answer& answer) {
  Vector change;
  if (quantities.has(Quantity::states)) answer.states[i] = hermitian(generator.density_matrix(x));
  if (quantities.has(Quantity::derivatives)) {
    generator.apply(x, change);
    answer.derivatives[i] = hermitian(generator.density_matrix(change));
  }
  if (quantities.has(Quantity::dissipated)) {
    answer.dissipated[i].clear();
    for (std::size_t j = 0; j < generator.flows.size(); ++j) {
      generator.apply_bath(j, x, change);
      answer.dissipated[i].push_back(hermitian(generator.density_matrix(change)));
    }
  }
}

void write_course(const LinearGenerator& generator, const Vector& start,
                  std::span<const double> times, const Quantities& quantities, std::size_t first,
                  Answer& answer) {
  RealMatrix flows;
  RealMatrix heats;
  if (quantities.has(Quantity::states) || quantities.has(Quantity::derivatives) ||
      quantities.has(Quantity::dissipated)) {
    Trajectory trajectory = evolve(generator, start, times);
    for (Eigen::Index k = 0; k < trajectory.states.cols(); ++k) {
      write_state(generator, trajectory.states.col(k), quantities,
                  first + static_cast<std::size_t>(k), answer);
    }
    flows.resize(static_cast<Eigen::Index>(generator.flows.size()), trajectory.states.cols());
    for (Eigen::Index j = 0; j < flows.rows(); ++j) {
      const Vector& flow = generator.flows[static_cast<std::size_t>(j)];
      flows.row(j) = (flow.transpose() * trajectory.states).real();
    }
    heats = std::move(trajectory.heats);
  } else {
    FlowTrajectory trajectory = evolve_flows(generator, start, times);
    flows = std::move(trajectory.flows);
    heats = std::move(trajectory.heats);
  }
  if (quantities.has(Quantity::flows)) write_points(flows, first, answer.flows);
  if (quantities.has(Quantity::heats)) write_points(heats, first, answer.heats);
}

}  // namespace quflux::inline master_equation

#include "quflux/method/master_equation/density_matrix_course.h"

#include <algorithm>
#include <memory>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/driven_course.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/follow_each.h"
#include "quflux/solve/evolve.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

namespace {

// By bath and time, to a column of an answer.
void write(const RealMatrix& numbers, std::size_t first, std::vector<double>& column) {
  const auto size = static_cast<std::size_t>(numbers.rows());
  std::ranges::copy(numbers.reshaped(), column.begin() + static_cast<std::ptrdiff_t>(first * size));
}

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
    // Occupations are those of the states.
    if (!quantities.has(Quantity::occupations)) return;
    quantities_ |= {Quantity::states};
    for (const Site& site : points.model.sites) {
      numbers_.push_back(product_operator(points.model, {{site.name, "n"}}));
    }
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
    const std::size_t count = course_.times.size();
    if (quantities_.has(Quantity::states)) {
      answer.states.resize(std::max(answer.states.size(), first + count));
    }
    if (course_.drives.empty()) {
      follow_constant(model, bound, first, answer);
    } else {
      follow_driven({model, bound.equation, bound.options, course_, quantities_}, first, answer);
    }
    for (std::size_t i = first; i < first + count; ++i) {
      for (std::size_t site = 0; site < numbers_.size(); ++site) {
        answer.occupations[i * numbers_.size() + site] =
            numbers_[site].cwiseProduct(answer.states[i].transpose()).sum().real();
      }
    }
  }

  void follow_constant(const Model& model, const Bound& bound, std::size_t first, Answer& answer) {
    const System& system = systems_.build(model);
    const Generator& generator = generators_.build(system, bound.equation, bound.options);
    const LinearGenerator linear = linear_generator(generator);
    const Matrix rho =
        initial_state(course_.initial, model, system.hamiltonian, [&](const Model& before) {
          return steady_state(make_generator(to_system(before), bound.equation, bound.options));
        });
    write_course(linear, linear.vector(rho), course_.times, quantities_, first, answer);
    const Vector eigenvalues = quantities_.has(Quantity::eigenvalues) ? spectrum(linear) : Vector();
    for (std::size_t i = first; i < first + course_.times.size(); ++i) {
      if (quantities_.has(Quantity::hamiltonians)) answer.hamiltonians[i] = system.hamiltonian;
      if (quantities_.has(Quantity::uncoupled_hamiltonians)) {
        answer.uncoupled_hamiltonians[i] = *system.uncoupled_hamiltonian;
      }
      if (quantities_.has(Quantity::eigenvalues)) answer.eigenvalues[i] = eigenvalues;
    }
  }

  Points points_;
  Quantities quantities_;
  const Course& course_;
  std::vector<Bound> equations_;
  std::vector<Matrix> numbers_;  // n of each site
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
  if (quantities.has(Quantity::flows)) write(flows, first, answer.flows);
  if (quantities.has(Quantity::heats)) write(heats, first, answer.heats);
}

}  // namespace quflux::inline master_equation

#include "quflux/method/master_equation/density_matrix_road.h"

#include <algorithm>
#include <memory>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/model/system_builder.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

namespace {

constexpr Quantities kGives{Quantity::flows,        Quantity::occupations, Quantity::states,
                            Quantity::hamiltonians, Quantity::eigenvalues, Quantity::flow_errors};

// Six two-level systems: their generator of d^2 x d^2 numbers takes a few seconds.
constexpr Eigen::Index kSolvedAtOnce = 64;

std::string obstacle(const Model& model, const RoadEquation& equation,
                     const Quantities& quantities) {
  if (!quantities.within(kGives)) {
    return "bond_flow and amplitude_eigenvalues need a chain or network";
  }
  if (equation_options(equation.options).bath_coupling == BathCoupling::exchange) {
    return "bath_coupling = \"exchange\" is for networks of oscillators; a density matrix couples "
           "to "
           "its baths by Hermitian operators";
  }
  if (std::any_cast<MasterEquation>(equation.form).uncoupled && model.matrices &&
      !model.matrices->uncoupled_hamiltonian) {
    return "it needs the Hamiltonian without the couplings between the sites, "
           "'uncoupled_hamiltonian' in [system]";
  }
  return dimension_obstacle(model);
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations,
         const Quantities& quantities)
      : points_(points), quantities_(quantities), systems_(points.model) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back(
          {std::any_cast<MasterEquation>(equation.form), equation_options(equation.options)});
    }
    if (!quantities.has(Quantity::occupations)) return;
    for (const Site& site : points.model.sites) {
      numbers_.push_back(product_operator(points.model, {{site.name, "n"}}));
    }
  }

  void solve(Tile tile, std::span<Answer> answers) {
    for (std::size_t point = tile.begin; point < tile.end; ++point) {
      const std::size_t i = point - tile.begin;
      const System* system = nullptr;
      std::string reason;
      try {
        system = &systems_.build(points_.at(point));
      } catch (const NoAnswer& error) {
        reason = error.what();
      }
      for (std::size_t e = 0; e < answers.size(); ++e) {
        try {
          if (system == nullptr) throw NoAnswer(reason);
          solve_one(*system, equations_[e], i, answers[e]);
        } catch (const NoAnswer& error) {
          answers[e].reasons[i] = error.what();
        }
      }
    }
  }

 private:
  struct Bound {
    MasterEquation equation;
    EquationOptions options;
  };

  void solve_one(const System& system, const Bound& bound, std::size_t i, Answer& answer) {
    const Generator& generator = generators_.build(system, bound.equation, bound.options);
    const Matrix& state = states_.solve(generator);
    find_energy_flows(generator, state, flows_);
    if (quantities_.has(Quantity::flows)) {
      std::ranges::copy(flows_,
                        answer.flows.begin() + static_cast<std::ptrdiff_t>(i) * flows_.size());
    }
    const bool occupations = quantities_.has(Quantity::occupations);
    if (occupations || quantities_.has(Quantity::states)) {
      Matrix rho = from_energy_basis(generator, state);
      if (occupations) {
        for (std::size_t site = 0; site < numbers_.size(); ++site) {
          answer.occupations[i * numbers_.size() + site] = (numbers_[site] * rho).trace().real();
        }
      }
      if (quantities_.has(Quantity::states)) answer.states[i] = std::move(rho);
    }
    if (quantities_.has(Quantity::hamiltonians)) answer.hamiltonians[i] = system.hamiltonian;
    if (quantities_.has(Quantity::eigenvalues)) {
      answer.eigenvalues[i] = spectrum(linear_generator(generator));
    }
    std::string warning = states_.warning();
    if (!warning.empty()) answer.warnings[i] = std::move(warning);
  }

  Points points_;
  Quantities quantities_;
  std::vector<Bound> equations_;
  std::vector<Matrix> numbers_;  // n of each site
  SystemBuilder systems_;
  GeneratorBuilder generators_;
  SteadyStateSolver states_;
  RealVector flows_;
};

}  // namespace

const Road& density_matrix_road() {
  static const Road road{
      .name = "density_matrix",
      .solves = "a density matrix",
      .takes_any_model = true,
      .obstacle = obstacle,
      .open = [](const Points& points, const std::vector<RoadEquation>& equations,
                 const Quantities& quantities) -> Solve {
        return [solver = std::make_shared<Solver>(points, equations, quantities)](
                   Tile tile, std::span<Answer> answers) { solver->solve(tile, answers); };
      },
      .at_once = [](const Model& model) { return dimension(model) <= kSolvedAtOnce; }};
  return road;
}

}  // namespace quflux::inline master_equation

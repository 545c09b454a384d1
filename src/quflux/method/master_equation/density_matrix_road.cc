#include "quflux/method/master_equation/density_matrix_road.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "quflux/core/constants.h"
#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/bond_current.h"
#include "quflux/method/master_equation/bond_noise.h"
#include "quflux/method/master_equation/conserved_quantity.h"
#include "quflux/method/master_equation/counting.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/driven_course.h"
#include "quflux/method/master_equation/equilibrium_flows.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/refined_flows.h"
#include "quflux/model/system_builder.h"
#include "quflux/numerics/memory.h"
#include "quflux/road/solve_each.h"
#include "quflux/road/write_points.h"
#include "quflux/solve/limit.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"
#include "quflux/solve/unique_value.h"

namespace quflux::inline master_equation {

namespace {

constexpr Quantities kGives{Quantity::flows,
                            Quantity::occupations,
                            Quantity::states,
                            Quantity::hamiltonians,
                            Quantity::eigenvalues,
                            Quantity::flow_errors,
                            Quantity::flow_digits,
                            Quantity::convergence,
                            Quantity::dissipated,
                            Quantity::uncoupled_hamiltonians,
                            Quantity::hierarchy_sizes,
                            Quantity::bond_flows,
                            Quantity::flow_noise,
                            Quantity::third_cumulants,
                            Quantity::pointer_populations,
                            Quantity::pointer_rates,
                            Quantity::enlarged_sizes};

// Above, the generator as a matrix takes more than a gigabyte.
constexpr Eigen::Index kLargestEliminated = 90;

// Above, eigenvalues of the generator take more than a minute.
constexpr Eigen::Index kLargestSpectrum = 64;

// From here on, memory is weighed before it is taken, and from kAlone on points follow each other.
constexpr Eigen::Index kWeighed = 48;
constexpr Eigen::Index kAlone = 128;

// Six two-level systems: their generator of d^2 x d^2 numbers takes a few seconds.
constexpr Eigen::Index kSolvedAtOnce = 64;

// Whatever is asked for.
std::string model_obstacle(const Model& model, const RoadEquation& equation) {
  const auto form = std::any_cast<MasterEquation>(equation.form);
  const EquationOptions options = equation_options(equation.options);
  if (subtracts_equilibrium(equation.options)) {
    if (std::string reason = equilibrium_obstacle(model); !reason.empty()) return reason;
  }
  if (options.bath_coupling == BathCoupling::exchange) {
    if (std::string reason = exchange_obstacle(form, options); !reason.empty()) return reason;
    for (const ModelBath& bath : model.baths) {
      if (couples_through_x(bath)) continue;
      return fmt::format(
          "bath '{}' does not couple through x of its sites, which bath_coupling = \"exchange\" "
          "takes apart into what lowers and what raises them",
          bath.name);
    }
  }
  if (form.uncoupled && model.matrices && !model.matrices->uncoupled_hamiltonian) {
    return "it needs the Hamiltonian without the couplings between the sites, "
           "'uncoupled_hamiltonian' in [system]";
  }
  return dimension_obstacle(model);
}

// Bytes of a point of d dimensions, from above: matrices of the system and of its bases, elements
// and blocks of dissipators, vectors of the iteration and the factors of its preconditioner.
double needed_memory(double d, double baths, bool states, bool dense) {
  if (d <= static_cast<double>(SteadyStateSolver::kLargestDense)) return 0;
  constexpr double kMatrix = 16;    // bytes of an element
  constexpr double kMatrices = 10;  // H twice, its basis, those before it is sorted, the state
  constexpr double kOfBath = 4;     // S_j, its elements twice, its blocks
  constexpr double kOfDense = 21;  // the same where it has all elements, and terms between each two
  constexpr double kReal = 8;      // bytes of a number of the iteration
  constexpr double kNumbers = 4e7;  // that its vectors hold, of which there are
  constexpr double kFewest = 16;
  constexpr double kMost = 40;     // or twice as many where classes halve what they hold
  constexpr double kFactored = 3;  // dimensions times this: the slow part that is factorised first
  const double square = d * d;
  const double vectors = std::clamp(kNumbers / square, kFewest, kMost);
  const double slow = std::clamp(kFactored * d, 700.0, 2000.0);
  return square * (kMatrix * (kMatrices + (states ? 3 : 0) + (dense ? kOfDense : kOfBath) * baths) +
                   kReal * vectors) +
         2 * kReal * slow * slow;
}

std::string memory_obstacle(const Model& model, const Quantities& quantities) {
  const Eigen::Index d = dimension(model);
  if (d < kWeighed) return "";
  const std::optional<double> available = available_memory();
  const auto baths = static_cast<double>(flow_count(model));
  const bool states = quantities.has(Quantity::states) || quantities.has(Quantity::occupations);
  const auto needed = [&](Eigen::Index dimension) {
    return needed_memory(static_cast<double>(dimension), baths, states, model.matrices.has_value());
  };
  if (!available || needed(d) <= *available) return "";
  Eigen::Index fits = d;
  while (fits > 1 && needed(fits) > *available) fits = fits * 9 / 10;
  return fmt::format(
      "a density matrix of {} dimensions takes some {:.1f} GiB of memory, and {:.1f} GiB are "
      "available, which {} dimensions fit into",
      d, needed(d) / kGibibyte, *available / kGibibyte, fits);
}

std::string spectrum_obstacle(const Model& model) {
  const Eigen::Index d = dimension(model);
  if (d <= kLargestSpectrum) return "";
  return fmt::format(
      "the generator of {} dimensions has {} eigenvalues, which are found up to {} dimensions", d,
      d * d, kLargestSpectrum);
}

std::string counted_obstacle(const Model& model, const RoadEquation& equation) {
  if (std::string reason = model_obstacle(model, equation); !reason.empty()) return reason;
  if (subtracts_equilibrium(equation.options)) {
    return "equilibrium_subtraction is of the flows alone, and their noise is known without it";
  }
  return counting_obstacle(model, equation_options(equation.options));
}

FlowStatistics statistics_of(const Model& model, const RoadEquation& equation) {
  return flow_statistics(model, std::any_cast<MasterEquation>(equation.form),
                         equation_options(equation.options));
}

std::string obstacle(const Model& model, const RoadEquation& equation,
                     const Quantities& quantities) {
  if (!quantities.within(kGives)) {
    return "amplitude_eigenvalues need a chain or network";
  }
  if (std::string reason = model_obstacle(model, equation); !reason.empty()) return reason;
  if (quantities.has(Quantity::bond_flows)) {
    if (std::string reason = bond_flows_obstacle(model); !reason.empty()) return reason;
  }
  if (counts(quantities)) {
    if (std::string reason = counted_obstacle(model, equation); !reason.empty()) return reason;
  }
  if (quantities.has(Quantity::eigenvalues)) {
    if (std::string reason = spectrum_obstacle(model); !reason.empty()) return reason;
  }
  return memory_obstacle(model, quantities);
}

std::string obstacle_in_time(const Model& model, const RoadEquation& equation,
                             const Quantities& quantities, const Course& course) {
  if (subtracts_equilibrium(equation.options)) return std::string(kSubtractsStationary);
  Quantities given = kGivenInTime;
  given |= {Quantity::flow_errors};  // of drives
  if (!quantities.within(given)) {
    return "bond_flow, amplitude_eigenvalues, flow_digits, convergence, hierarchy_size and what "
           "counts the energy are those of stationary states";
  }
  if (std::string reason = model_obstacle(model, equation); !reason.empty()) return reason;
  if (quantities.has(Quantity::eigenvalues)) {
    if (std::string reason = spectrum_obstacle(model); !reason.empty()) return reason;
  }
  if (!course.drives.empty()) {
    if (std::string reason = driven_obstacle(model, course); !reason.empty()) return reason;
  }
  return memory_obstacle(model, quantities);
}

std::string bond_noise_obstacle(const Model& model, const RoadEquation& equation,
                                std::size_t coupling) {
  if (std::string reason = model_obstacle(model, equation); !reason.empty()) return reason;
  if (const Eigen::Index d = dimension(model); d > kLargestBond) {
    return fmt::format(
        "the dimension of the Hilbert space is {}; up to {} the noise of a bond is known", d,
        kLargestBond);
  }
  return bond_obstacle(model, coupling);
}

RealVector bond_noise_of(const Model& model, const RoadEquation& equation, std::size_t coupling,
                         std::span<const double> frequencies) {
  return bond_noise(model, std::any_cast<MasterEquation>(equation.form),
                    equation_options(equation.options), coupling, frequencies);
}

// The largest energy times the largest rate of each bath, of which flows that vanish term by term
// are the rounding.
RealVector energy_rates(const Generator& generator) {
  RealVector rates = RealVector::Zero(static_cast<Eigen::Index>(generator.dissipators.size()));
  for (Eigen::Index j = 0; j < rates.size(); ++j) {
    for_each_product(generator.dissipators[static_cast<std::size_t>(j)],
                     [&](const auto& /*a*/, const auto& /*b*/, const Complex& product) {
                       rates(j) = std::max(rates(j), std::abs(product));
                     });
  }
  return generator.energies.cwiseAbs().maxCoeff() * rates;
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations,
         const Quantities& quantities)
      : points_(points), quantities_(quantities), systems_(points.model) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back({std::any_cast<MasterEquation>(equation.form),
                            equation_options(equation.options),
                            subtracts_equilibrium(equation.options)});
    }
    if (quantities.has(Quantity::occupations)) numbers_ = number_operators(points.model);
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
    bool subtracts_equilibrium;
  };

  void solve_one(const System& system, const Bound& bound, std::size_t i, Answer& answer) {
    const Generator& generator = generators_.build(system, bound.equation, bound.options);
    const bool flows = quantities_.has(Quantity::flows) || quantities_.has(Quantity::flow_digits);
    try {
      solve_state(generator);
      // Which refines the state, too.
      const FlowsWithDigits found =
          refined_flows_.find(system, bound.equation, bound.options, generator, states_);
      if (flows) write_flows(system, bound, found, i, answer);
    } catch (const NotUnique&) {
      if (generator.energies.size() > kLargestEliminated) throw;
      const std::optional<FlowsWithDigits> precise =
          refined_flows_.find_precisely(system, bound.equation, bound.options, states_);
      if (counts(quantities_)) {
        throw NoAnswer(
            "the stationary state is not unique, or rates differ by more than double precision "
            "holds, and its noise is not known");
      }
      if (!precise) {
        if (bound.subtracts_equilibrium) throw;
        if (points_.from != nullptr) {
          solve_limit(system, bound, generator, i, answer);
        } else {
          solve_without_state(system, generator, i, answer);
        }
        return;
      }
      if (flows) write_flows(system, bound, *precise, i, answer);
    }
    write_state(generator, states_.state(), i, answer);
    if (quantities_.has(Quantity::convergence)) {
      answer.convergence[i] = {static_cast<double>(states_.iterations()),
                               states_.residual(generator)};
    }
    if (quantities_.has(Quantity::dissipated)) {
      answer.dissipated[i].clear();
      for (const Dissipator& dissipator : generator.dissipators) {
        answer.dissipated[i].push_back(
            from_energy_basis(generator, dissipate(dissipator, states_.state())));
      }
    }
    if (counts(quantities_)) {
      const auto precise = [&]() -> const BasicGenerator<DoubleDouble>& {
        return refined_flows_.generator(system, bound.equation, bound.options);
      };
      write_statistics(flow_statistics(generator, bound.options.counting, states_, precise),
                       quantities_, generator.dissipators.size(), i, answer);
    }
    write_others(system, generator, i, answer);
    const std::string warning = states_.warning();
    if (!warning.empty()) add_remark(answer.warnings[i], warning);
    const std::string unchecked = states_.unchecked();
    if (!unchecked.empty()) add_remark(answer.warnings[i], unchecked);
  }

  // What elimination knows about more than one state is worth its time, where it is minutes at
  // most.
  void solve_state(const Generator& generator) {
    try {
      states_.solve(generator);
    } catch (const NotUnique&) {
      const Eigen::Index d = generator.energies.size();
      if (d <= SteadyStateSolver::kLargestDense || d > kLargestEliminated) throw;
      states_.eliminate(generator);
    }
  }

  void write_state(const Generator& generator, const Matrix& state, std::size_t i, Answer& answer) {
    const bool occupations = quantities_.has(Quantity::occupations);
    const bool bonds = quantities_.has(Quantity::bond_flows);
    if (!occupations && !bonds && !quantities_.has(Quantity::states)) return;
    Matrix rho = from_energy_basis(generator, state);
    if (bonds) write_points(bond_flows(points_.model, rho), i, answer.bond_flows);
    if (occupations) write_points(means(numbers_, rho), i, answer.occupations);
    if (quantities_.has(Quantity::states)) answer.states[i] = std::move(rho);
  }

  // Of more than one stationary state the one that the initial state goes to.
  void solve_limit(const System& system, const Bound& bound, const Generator& generator,
                   std::size_t i, Answer& answer) {
    const Eigen::Index d = generator.energies.size();
    if (d > kLargestFollowed) {
      throw NoAnswer(
          fmt::format("the stationary state is not unique, and which one an initial state goes to "
                      "is found up to {} dimensions",
                      kLargestFollowed));
    }
    const LinearGenerator linear = linear_generator(generator);
    const Matrix start = initial_state(*points_.from, points_.model, system.hamiltonian,
                                       bound.equation, bound.options);
    const Limit found = limit(linear, linear.vector(start));
    const Matrix x = found.x.reshaped(d, d);
    const Matrix state = (x + x.adjoint()) / 2;
    find_energy_flows(generator, state, flows_);
    const double largest = flows_.flows.cwiseAbs().maxCoeff();
    double digits = digits_of(10 * kEpsilon<double> * flows_.sizes.maxCoeff() / largest);
    if (digits < kDigitsOfUnique) {
      flows_.flows.setZero();
      digits = kNoDigits;
    }
    answer.tell_digits(i, digits, flows_.flows);
    if (quantities_.has(Quantity::flows)) write_points(flows_.flows, i, answer.flows);
    write_state(generator, state, i, answer);
    write_others(system, generator, i, answer);
    if (!found.turns) return;
    add_remark(answer.warnings[i],
               "the state has no limit: coherences that no bath damps keep turning, and this is "
               "its average over time");
  }

  static constexpr double kDigitsOfUnique = 6;
  static constexpr double kBalance = 1e-8;
  // Of energies times rates: 1e-10 of it is above the rounding of what vanishes term by term.
  static constexpr double kVanishing = 1e-4;

  // Flows and occupations may be the same in all stationary states where there is more than one.
  void solve_without_state(const System& system, const Generator& generator, std::size_t i,
                           Answer& answer) {
    const std::optional<std::string> conserved = conserved_quantity(points_.model, system);
    const std::string why = why_not_unique(conserved);
    if (!quantities_.has(Quantity::flows) && !quantities_.has(Quantity::occupations)) {
      throw NoAnswer(why);
    }
    const std::vector<Matrix> space = states_.stationary_space();
    if (space.empty()) throw NoAnswer(why);
    const auto count = static_cast<Eigen::Index>(space.size());
    const auto baths = static_cast<Eigen::Index>(generator.dissipators.size());
    RealVector traces(count);
    RealMatrix flows(count, baths);
    RealVector sizes = kVanishing * energy_rates(generator);
    for (Eigen::Index k = 0; k < count; ++k) {
      const Matrix& matrix = space[static_cast<std::size_t>(k)];
      traces(k) = matrix.trace().real();
      find_energy_flows(generator, matrix, flows_);
      flows.row(k) = flows_.flows.transpose();
      sizes = sizes.cwiseMax(flows_.sizes);
    }
    RealVector unique(baths);
    for (Eigen::Index j = 0; j < baths; ++j) {
      const std::optional<double> flow = unique_value(flows.col(j), traces, sizes(j));
      if (!flow) throw NoAnswer(why);
      unique(j) = *flow;
    }
    const double largest = unique.cwiseAbs().maxCoeff();
    double digits = digits_of(10 * kEpsilon<double> * sizes.maxCoeff() / largest);
    const bool vanish = digits < kDigitsOfUnique;
    // Without a symmetry that explains them, values of noise may be equal by chance, and where
    // populations would grow without end, the first law fails in what looks like flows.
    if (!conserved && (vanish || std::abs(unique.sum()) > kBalance * largest)) throw NoAnswer(why);
    if (vanish) {
      unique.setZero();
      digits = kNoDigits;
    }
    answer.tell_digits(i, digits, unique);
    if (quantities_.has(Quantity::flows)) write_points(unique, i, answer.flows);
    if (quantities_.has(Quantity::occupations)) {
      write_points(unique_occupations(generator, space, traces), i, answer.occupations);
    }
    if (quantities_.has(Quantity::bond_flows)) {
      const auto bonds = static_cast<Eigen::Index>(points_.model.couplings.size());
      write_points(RealVector::Constant(bonds, kNaN), i, answer.bond_flows);
    }
    if (quantities_.has(Quantity::states)) {
      answer.states[i].setConstant(generator.energies.size(), generator.energies.size(), kNaN);
    }
    write_others(system, generator, i, answer);
    add_remark(answer.warnings[i], why + "; the flows are the same in all stationary states");
  }

  // Those that all stationary states have; NaN where they differ.
  RealVector unique_occupations(const Generator& generator, const std::vector<Matrix>& space,
                                const RealVector& traces) const {
    const auto sites = static_cast<Eigen::Index>(numbers_.size());
    RealMatrix values(traces.size(), sites);
    for (Eigen::Index k = 0; k < traces.size(); ++k) {
      const Matrix rho = from_energy_basis(generator, space[static_cast<std::size_t>(k)]);
      values.row(k) = means(numbers_, rho).transpose();
    }
    RealVector result(sites);
    for (Eigen::Index site = 0; site < sites; ++site) {
      result(site) = unique_value(values.col(site), traces, 1).value_or(kNaN);
    }
    return result;
  }

  // What does not depend on the state.
  void write_others(const System& system, const Generator& generator, std::size_t i,
                    Answer& answer) {
    if (quantities_.has(Quantity::hamiltonians)) answer.hamiltonians[i] = system.hamiltonian;
    if (quantities_.has(Quantity::uncoupled_hamiltonians)) {
      answer.uncoupled_hamiltonians[i] = *system.uncoupled_hamiltonian;
    }
    if (quantities_.has(Quantity::eigenvalues)) {
      answer.eigenvalues[i] = spectrum(linear_generator(generator));
    }
  }

  void write_flows(const System& system, const Bound& bound, const FlowsWithDigits& found,
                   std::size_t i, Answer& answer) {
    auto [flows, digits] = found;
    if (bound.subtracts_equilibrium) {
      const FlowsWithError spurious =
          equilibrium_flows_.find(system, bound.equation, bound.options);
      const double size = flows.cwiseAbs().maxCoeff();
      const double error = size > 0 ? size * std::pow(10, -digits) + spurious.error : 0;
      flows -= spurious.flows;
      const double left = flows.cwiseAbs().maxCoeff();
      digits = left > error ? digits_of(error / left) : kNoDigits;
      add_remark(answer.warnings[i], std::string(kSubtracted));
    }
    answer.tell_digits(i, digits, flows);
    if (quantities_.has(Quantity::flows)) write_points(flows, i, answer.flows);
  }

  Points points_;
  Quantities quantities_;
  std::vector<Bound> equations_;
  std::vector<std::vector<MatrixElement>> numbers_;  // n of each site
  SystemBuilder systems_;
  GeneratorBuilder generators_;
  SteadyStateSolver states_;
  FlowSums<double> flows_;
  RefinedFlows refined_flows_;
  EquilibriumFlows equilibrium_flows_;
};

}  // namespace

const Road& density_matrix_road() {
  static const Road road{
      .name = "density_matrix",
      .solves = "a density matrix",
      .takes_any_model = true,
      .obstacle = obstacle,
      .open = open_solver<Solver>,
      .in_time =
          InTime{
              .obstacle = obstacle_in_time, .open = follow_density_matrix, .follows_drives = true},
      .bond_noise = BondSpectrum{.obstacle = bond_noise_obstacle, .values = bond_noise_of},
      .counting = Counting{.obstacle = counted_obstacle, .statistics = statistics_of},
      .one_at_a_time = [](const Model& model) { return dimension(model) > kAlone; },
      .at_once = [](const Model& model) { return dimension(model) <= kSolvedAtOnce; }};
  return road;
}

}  // namespace quflux::inline master_equation

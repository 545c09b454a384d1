#include "quflux/method/reaction_coordinate/coordinate_road.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/mapping/coordinate_levels.h"
#include "quflux/mapping/fitted_coordinates.h"
#include "quflux/method/hierarchy/energy_system.h"
#include "quflux/method/hierarchy/one_way_flows.h"
#include "quflux/method/master_equation/bond_current.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/write_state.h"
#include "quflux/method/reaction_coordinate/enlarged_flows.h"
#include "quflux/method/reaction_coordinate/known_coordinates.h"
#include "quflux/method/reaction_coordinate/options.h"
#include "quflux/method/reaction_coordinate/oscillator_twin.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/solve_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline reaction_coordinate {

namespace {

using Eigen::Index;

constexpr Quantities kGives{Quantity::flows,           Quantity::occupations,
                            Quantity::states,          Quantity::hamiltonians,
                            Quantity::flow_errors,     Quantity::flow_digits,
                            Quantity::convergence,     Quantity::uncoupled_hamiltonians,
                            Quantity::hierarchy_sizes, Quantity::bond_flows,
                            Quantity::enlarged_sizes};
// What moments of a network know.
constexpr Quantities kOfNetworks{Quantity::flows,           Quantity::occupations,
                                 Quantity::flow_errors,     Quantity::flow_digits,
                                 Quantity::hierarchy_sizes, Quantity::bond_flows,
                                 Quantity::enlarged_sizes};

constexpr Index kStep = 2;         // levels more
constexpr double kLargest = 1000;  // dimension that levels are raised to; takes a minute
constexpr double kWeak = 1;        // gamma_res(Omega)/Omega up to which a residual bath is weak
constexpr double kWeakOfMoments = 0.3;  // the same where moments alone say what the coordinate is
constexpr double kTold = 0.01;          // error of a fit or of the equation that is worth a word
// Of the largest one-way flow; smaller flows vanish.
constexpr double kOneWay = 1e-3;

std::string model_obstacle(const Model& model, const RoadEquation& equation) {
  if (model.baths.empty()) return "it has no bath to take a reaction coordinate from";
  for (const ModelBath& bath : model.baths) {
    std::string reason = coordinate_options(equation.options).modes
                             ? fit_obstacle(bath.spectral_density)
                             : coordinate_obstacle(bath.spectral_density);
    if (!reason.empty()) return fmt::format("bath '{}': {}", bath.name, reason);
  }
  return stays_network(model) ? "" : dimension_obstacle(model);
}

std::string obstacle(const Model& model, const RoadEquation& equation,
                     const Quantities& quantities) {
  if (!quantities.within(kGives)) {
    return "flows, their errors and what the stationary state holds are known by reaction "
           "coordinates, and no more";
  }
  if (std::string reason = model_obstacle(model, equation); !reason.empty()) return reason;
  if (stays_network(model)) {
    return quantities.within(kOfNetworks)
               ? ""
               : "a network of oscillators with its reaction coordinates is solved by moments, and "
                 "an output needs the density matrix";
  }
  return quantities.has(Quantity::bond_flows) ? bond_flows_obstacle(model) : "";
}

// The largest gamma_res(Omega)/Omega, and whose it is.
struct Widest {
  double width = 0;
  std::size_t bath = 0;
};

Widest widest(const CoordinatesOfBaths& coordinates) {
  Widest result;
  for (std::size_t j = 0; j < coordinates.size(); ++j) {
    for (const ReactionCoordinate& own : coordinates[j]) {
      if (const double width = own.relative_width(); width > result.width) result = {width, j};
    }
  }
  return result;
}

// That two coordinates turn alike as far as their damping lets see, in words: secular
// approximations then open a channel between them that is not there. Empty: none do.
std::string degenerate(const Model& model, const CoordinatesOfBaths& coordinates) {
  struct Mode {
    const ReactionCoordinate* coordinate;
    std::size_t bath;
  };
  std::vector<Mode> modes;
  for (std::size_t j = 0; j < coordinates.size(); ++j) {
    for (const ReactionCoordinate& own : coordinates[j]) modes.push_back({&own, j});
  }
  const auto damping = [](const ReactionCoordinate& c) { return c.relative_width() * c.frequency; };
  for (std::size_t a = 0; a < modes.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const ReactionCoordinate& one = *modes[b].coordinate;
      const ReactionCoordinate& other = *modes[a].coordinate;
      const double distance = std::abs(one.frequency - other.frequency);
      const double width = damping(one) + damping(other);
      if (distance > width) continue;
      return fmt::format(
          "the reaction coordinates of baths '{}' and '{}' are {:.3g} apart and damped by {:.3g} "
          "together: a secular approximation opens a false channel between them",
          model.baths[modes[b].bath].name, model.baths[modes[a].bath].name, distance, width);
    }
  }
  return "";
}

double dimension_with(const Model& model, const std::vector<Index>& levels) {
  auto d = static_cast<double>(dimension(model));
  for (const Index count : levels) d *= static_cast<double>(count);
  return d;
}

// The flows of an enlarged model, and what they took.
struct Found {
  EnlargedAnswer answer;
  double error = std::numeric_limits<double>::quiet_NaN();
  std::vector<Index> levels;
  bool within_tolerance = true;
};

// Solves one model with more and more levels.
class Levels {
 public:
  Levels(const Model& model, const System& system, const CoordinatesOfBaths& coordinates,
         const CoordinateOptions& options, const Quantities& quantities)
      : model_(model),
        system_(system),
        coordinates_(coordinates),
        options_(options),
        quantities_(quantities),
        modes_(thermal_coordinates(model, coordinates)) {
    quantities_ |= {Quantity::flows, Quantity::states};
  }

  Found find() const { return options_.levels ? at(*options_.levels) : refined(); }

 private:
  EnlargedAnswer solve(const std::vector<Index>& levels) const {
    return solve_enlarged(model_, coordinates_, levels, options_.equation, quantities_);
  }

  // By as many levels as was asked for, beside fewer of them, and two beside three.
  Found at(Index levels) const {
    const auto all = [&](Index count) { return std::vector<Index>(modes_.size(), count); };
    Found found{solve(all(levels)), std::numeric_limits<double>::quiet_NaN(), all(levels)};
    const bool told =
        quantities_.has(Quantity::flow_errors) || quantities_.has(Quantity::flow_digits);
    if (!told) return found;
    const Index step = std::min(kStep, levels - 2);
    if (step > 0) {
      found.error = change(solve(all(levels - step)), found.answer, step);
    } else {
      const EnlargedAnswer finer = solve(all(levels + 1));
      found.error =
          (finer.flows - found.answer.flows).cwiseAbs().maxCoeff() + change(found.answer, finer, 1);
    }
    return found;
  }

  Found refined() const {
    std::vector<Index> levels = first_levels(modes_, options_.tolerance);
    require(levels);
    EnlargedAnswer answer = solve(levels);
    for (;;) {
      for (Index& count : levels) count += kStep;
      require(levels);
      EnlargedAnswer finer = solve(levels);
      const double error = change(answer, finer, kStep);
      answer = std::move(finer);
      const bool within = error <= options_.tolerance * size_of(answer);
      std::vector<Index> more = levels;
      for (Index& count : more) count += kStep;
      if (within || dimension_with(model_, more) > kLargest) {
        return {std::move(answer), error, levels, within};
      }
    }
  }

  void require(const std::vector<Index>& levels) const {
    const double d = dimension_with(model_, levels);
    if (d <= kLargest) return;
    throw NoAnswer(
        fmt::format("the reaction coordinates need {} levels and more for this tolerance, {:.4g} "
                    "dimensions; levels are raised up to {}: set 'levels' or a larger 'tolerance'",
                    std::ranges::max(levels), d, kLargest));
  }

  double change(const EnlargedAnswer& from, const EnlargedAnswer& to, Index step) const {
    return (to.flows - from.flows).cwiseAbs().maxCoeff() * further_levels(modes_, step);
  }

  double size_of(const EnlargedAnswer& answer) const {
    const OneWayFlows one_way(system_, in_energy_basis(system_));
    const Matrix state = reduced_state(answer.answer.states[0], system_.hamiltonian.rows());
    return std::max(answer.flows.cwiseAbs().maxCoeff(), kOneWay * one_way.largest(state));
  }

  const Model& model_;
  const System& system_;
  const CoordinatesOfBaths& coordinates_;
  const CoordinateOptions& options_;
  Quantities quantities_;
  std::vector<ThermalCoordinate> modes_;
};

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations,
         const Quantities& quantities)
      : points_(points), quantities_(quantities), network_(stays_network(points.model)) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back(coordinate_options(equation.options));
    }
    if (network_) return;
    systems_.emplace(points.model);
    if (quantities.has(Quantity::occupations)) numbers_ = number_operators(points.model);
  }

  void solve(Tile tile, std::span<Answer> answers) {
    solve_each(points_, tile, answers,
               [&](const Model& model, std::size_t e, std::size_t i, Answer& answer) {
                 solve_one(model, equations_[e], i, answer);
               });
  }

 private:
  CoordinatesOfBaths coordinates_of(const Model& model, const CoordinateOptions& options,
                                    std::size_t i, Answer& answer) {
    if (!options.modes) return known_.find(model);
    FittedCoordinates fitted = fitted_coordinates(model, *options.modes);
    if (fitted.error > kTold) {
      add_remark(answer.warnings[i],
                 fmt::format("the Brownian terms of bath '{}' are {:.2g} off its density at a "
                             "transition frequency",
                             fitted.bath, fitted.error));
    }
    return std::move(fitted.coordinates);
  }

  void solve_one(const Model& model, const CoordinateOptions& options, std::size_t i,
                 Answer& answer) {
    const CoordinatesOfBaths coordinates = coordinates_of(model, options, i, answer);
    if (options.equation != kRedfield.name) {
      if (std::string reason = degenerate(model, coordinates); !reason.empty()) {
        if (options.equation == kGlobal.name) {
          throw NoAnswer(reason + "; use equation = \"redfield\"");
        }
        add_remark(answer.warnings[i], reason);
      }
    }
    const Widest wide = widest(coordinates);
    const bool by_moments =
        !options.modes && peaks(model.baths[wide.bath].spectral_density).empty();
    if (by_moments && wide.width > kWeakOfMoments && wide.width <= kWeak) {
      add_remark(answer.warnings[i],
                 fmt::format("the reaction coordinate of '{}' is that of its moments, and the "
                             "residual bath damps it by {:.3g} of its frequency: what that costs "
                             "is not known and no part of flow_error, and was up to two thirds of "
                             "the flow at 0.96; set 'modes', or compare with heom",
                             model.baths[wide.bath].name, wide.width));
    }
    if (wide.width > kWeak) {
      add_remark(answer.warnings[i],
                 fmt::format("the residual bath of '{}' damps its reaction coordinate by {:.3g} of "
                             "its frequency: it is not weak, and the flows are not to be trusted",
                             model.baths[wide.bath].name, wide.width));
    }
    network_ ? solve_network(model, coordinates, options, i, answer)
             : solve_levels(model, coordinates, options, i, answer);
    if (quantities_.has(Quantity::enlarged_sizes)) {
      answer.enlarged_sizes[i].residual_width = wide.width;
    }
  }

  void solve_network(const Model& model, const CoordinatesOfBaths& coordinates,
                     const CoordinateOptions& options, std::size_t i, Answer& answer) const {
    const std::vector<Index> unused(thermal_coordinates(model, coordinates).size(), 2);
    const EnlargedAnswer found =
        solve_enlarged(model, coordinates, unused, options.equation, quantities_);
    write_first(found.answer.occupations, model.sites.size(), i, answer.occupations);
    write_first(found.answer.bond_flows, model.couplings.size(), i, answer.bond_flows);
    if (quantities_.has(Quantity::flows)) write_points(found.flows, i, answer.flows);
    if (quantities_.has(Quantity::flow_digits)) {
      answer.flow_digits[i] = found.answer.flow_digits[0];
    }
    if (quantities_.has(Quantity::flow_errors)) {
      if (const auto error = error_of_network(model, found.flows)) {
        const double largest = found.flows.cwiseAbs().maxCoeff();
        answer.flow_errors[i] = *error;
        tell_equation_error(largest > 0 ? *error / largest : 0, "this network", i, answer);
      }
    }
    keep_warning(found.answer, i, answer);
  }

  bool asks_for_errors() const {
    return quantities_.has(Quantity::flow_errors) || quantities_.has(Quantity::flow_digits);
  }

  static void tell_equation_error(double relative, const char* of, std::size_t i, Answer& answer) {
    if (!(relative > kTold)) return;
    add_remark(
        answer.warnings[i],
        fmt::format("beside the exact flow of {}, its flow by reaction coordinates is {:.2g} "
                    "of itself off, which flow_error holds; a system of few levels may be several "
                    "times as far off: compare with heom",
                    of, relative));
  }

  // What an enlarged model has of the original sites or couplings, its first ones.
  static void write_first(const std::vector<double>& from, std::size_t count, std::size_t i,
                          std::vector<double>& column) {
    if (from.empty()) return;
    std::copy_n(from.begin(), count, column.begin() + static_cast<std::ptrdiff_t>(i * count));
  }

  static void keep_warning(const Answer& found, std::size_t i, Answer& answer) {
    if (const auto warning = found.warnings.find(0); warning != found.warnings.end()) {
      add_remark(answer.warnings[i], "with reaction coordinates, " + warning->second);
    }
  }

  void solve_levels(const Model& model, const CoordinatesOfBaths& coordinates,
                    const CoordinateOptions& options, std::size_t i, Answer& answer) {
    const System& system = systems_->build(model);
    const Found found = Levels(model, system, coordinates, options, wanted()).find();
    const double largest = found.answer.flows.cwiseAbs().maxCoeff();
    if (quantities_.has(Quantity::flows)) write_points(found.answer.flows, i, answer.flows);
    const double of_twin =
        asks_for_errors() ? error_of_twin(model, system, coordinates, options.equation).value_or(0)
                          : 0;
    tell_equation_error(of_twin, "an oscillator in the place of the system", i, answer);
    const double of_secular = error_of_secular(model, coordinates, options, found);
    if (of_secular > kTold * largest) {
      add_remark(answer.warnings[i],
                 fmt::format("the flows of redfield with the same reaction coordinates are {:.2g} "
                             "of these away, which flow_error holds: transitions of the enlarged "
                             "model are as close as their damping; use equation = \"redfield\"",
                             of_secular / largest));
    }
    const double error = found.error + of_twin * largest + of_secular;
    if (quantities_.has(Quantity::flow_errors)) answer.flow_errors[i] = error;
    if (quantities_.has(Quantity::flow_digits)) {
      answer.flow_digits[i] = error < largest ? digits_of(error / largest) : kNoDigits;
    }
    if (quantities_.has(Quantity::convergence)) {
      answer.convergence[i] = found.answer.answer.convergence[0];
    }
    if (quantities_.has(Quantity::enlarged_sizes)) {
      answer.enlarged_sizes[i].levels = static_cast<double>(std::ranges::max(found.levels));
      answer.enlarged_sizes[i].dimension = dimension_with(model, found.levels);
    }
    const Matrix state = reduced_state(found.answer.answer.states[0], system.hamiltonian.rows());
    write_state(system, state, numbers_, quantities_, i, answer);
    if (quantities_.has(Quantity::bond_flows)) {
      write_points(bond_flows(model, state), i, answer.bond_flows);
    }
    keep_warning(found.answer.answer, i, answer);
    if (!found.within_tolerance) {
      add_remark(answer.warnings[i],
                 fmt::format("the tolerance is not met; flow_error is what {} dimensions leave",
                             dimension_with(model, found.levels)));
    }
  }

  // How far the flows of an equation that drops what turns are from those of redfield: neighbouring
  // transitions of a coordinate are often closer than their damping.
  static double error_of_secular(const Model& model, const CoordinatesOfBaths& coordinates,
                                 const CoordinateOptions& options, const Found& found) {
    if (options.equation == kRedfield.name) return 0;
    const EnlargedAnswer whole = solve_enlarged(model, coordinates, found.levels,
                                                std::string(kRedfield.name), {Quantity::flows});
    return (whole.flows - found.answer.flows).cwiseAbs().maxCoeff();
  }

  // What the density matrix of an enlarged model is asked for.
  Quantities wanted() const {
    Quantities asked;
    for (const Quantity q : {Quantity::convergence, Quantity::flow_errors, Quantity::flow_digits}) {
      if (quantities_.has(q)) asked |= {q};
    }
    return asked;
  }

  Points points_;
  Quantities quantities_;
  bool network_;
  std::vector<CoordinateOptions> equations_;
  KnownCoordinates known_;
  std::vector<std::vector<MatrixElement>> numbers_;  // n of each site
  std::optional<SystemBuilder> systems_;             // none for networks
};

std::string in_words(const Model& model) {
  return stays_network(model) ? "solved as a network of oscillators with a reaction coordinate for "
                                "each bath (no level cut)"
                              : "";
}

}  // namespace

const Road& coordinate_road() {
  static const Road road{.name = "reaction_coordinate",
                         .solves = "a model with reaction coordinates",
                         .obstacle = obstacle,
                         .open = open_solver<Solver>,
                         .at_once = [](const Model& model) { return stays_network(model); },
                         .in_words = in_words};
  return road;
}

}  // namespace quflux::inline reaction_coordinate

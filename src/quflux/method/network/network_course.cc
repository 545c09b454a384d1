#include "quflux/method/network/network_course.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/driven_course.h"
#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/driven_network_course.h"
#include "quflux/method/network/initial_moments.h"
#include "quflux/method/network/moments_in_time.h"
#include "quflux/method/network/network_road.h"
#include "quflux/method/network/recognise.h"
#include "quflux/road/follow_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

constexpr Quantities kGivenInTime{Quantity::flows, Quantity::heats, Quantity::occupations,
                                  Quantity::work};

constexpr Quantities along_drives(Quantities given) { return given |= {Quantity::flow_errors}; }
constexpr Quantities kGivenAlongDrives = along_drives(kGivenInTime);

class Follower {
 public:
  Follower(const Points& points, const std::vector<RoadEquation>& equations,
           const Quantities& quantities, const Course& course)
      : points_(points), quantities_(quantities), course_(course), asked_(equations) {
    std::ranges::transform(equations, std::back_inserter(equations_), closed_equation);
  }

  void solve(Tile tile, std::span<Answer> answers) const {
    follow_each(points_, course_, tile, answers,
                [&](const Model& model, std::size_t e, std::size_t first) {
                  if (course_.drives.empty()) {
                    follow(model, equations_[e], first, answers[e]);
                  } else {
                    follow_along_drives(model, e, tile.begin, first, answers[e]);
                  }
                });
  }

 private:
  void follow(const Model& model, const ClosedEquation& bound, std::size_t first,
              Answer& answer) const {
    const Network network = require_network(model);
    const ClosedMoments closed = closed_moments(network, bound);
    const AmplitudeEquation& equation = closed.equation;
    const RealMatrix& basis = closed.modes.from_q;
    const bool by_sites = closed.by_sites();
    Matrix start = closed.in_basis(initial_moments(course_.initial, model, network));
    start.diagonal() -= equation.equilibrium;
    const MomentCourse moments =
        evolve_moments(motion_of_deviation(equation), start, course_.times);
    write(moments.flows, Quantity::flows, first, answer.flows);
    write(moments.heats, Quantity::heats, first, answer.heats);
    if (!quantities_.has(Quantity::occupations)) return;
    RealMatrix occupations(network.exchange.rows(), moments.flows.cols());
    for (Index k = 0; k < occupations.cols(); ++k) {
      RealMatrix c = moments.moments[static_cast<std::size_t>(k)].real();
      c.diagonal() += equation.equilibrium;
      occupations.col(k) = by_sites ? RealVector(c.diagonal())
                                    : (basis * c).cwiseProduct(basis).rowwise().sum().eval();
    }
    write(occupations, Quantity::occupations, first, answer.occupations);
  }

  void follow_along_drives(const Model& model, std::size_t e, std::size_t tile_begin,
                           std::size_t first, Answer& answer) const {
    try {
      follow_driven_network({model, equations_[e], course_, quantities_}, first, answer);
    } catch (const NoAnswer&) {
      // Where the moments lead out of what they know, as with a mode without an energy, few atoms
      // have a density matrix; oscillators would be cut.
      if (!has_density_matrix(model)) throw;
      follow_density(model, e, tile_begin, first, answer);
    }
  }

  bool has_density_matrix(const Model& model) const {
    return network_statistics(model) == Statistics::fermions && dimension_obstacle(model).empty() &&
           driven_obstacle(model, course_).empty();
  }

  void follow_density(const Model& model, std::size_t e, std::size_t tile_begin, std::size_t first,
                      Answer& answer) const {
    const auto form = std::any_cast<NetworkForm>(asked_[e].form);
    const RoadEquation equation{find_master_equation(name(std::get<NetworkEquation>(form))),
                                asked_[e].options};
    const std::size_t count = course_.times.size();
    const std::size_t begin = tile_begin + first;
    Answer general;
    general.reset(count, quantities_, flow_count(model), model.sites.size(), 0);
    follow_density_matrix(points_, {equation}, quantities_, course_)({begin, begin + count},
                                                                     std::span(&general, 1));
    for (const auto column : {&Answer::flows, &Answer::heats, &Answer::work, &Answer::occupations,
                              &Answer::flow_errors}) {
      const std::vector<double>& numbers = general.*column;
      std::ranges::copy(numbers, (answer.*column).begin() +
                                     static_cast<std::ptrdiff_t>(first * numbers.size() / count));
    }
    for (std::size_t k = 0; k < count; ++k) answer.warnings.erase(first + k);
    for (const auto& [k, reason] : general.reasons) answer.reasons[first + k] = reason;
    for (const auto& [k, warning] : general.warnings) answer.warnings[first + k] = warning;
  }

  void write(const RealMatrix& numbers, Quantity quantity, std::size_t first,
             std::vector<double>& column) const {
    if (!quantities_.has(quantity)) return;
    write_points(numbers, first, column);
  }

  Points points_;
  Quantities quantities_;
  const Course& course_;
  std::vector<RoadEquation> asked_;
  std::vector<ClosedEquation> equations_;
};

}  // namespace

std::string course_obstacle(const Model& model, const RoadEquation& equation,
                            const Quantities& quantities, const Course& course) {
  const bool driven = !course.drives.empty();
  if (!quantities.within(driven ? kGivenAlongDrives : kGivenInTime)) {
    return "along time the moments give energy_flow, energy_transferred, work and occupations "
           "alone, and an output needs the density matrix";
  }
  if (!(driven && std::holds_alternative<LimitCycle>(course.initial))) {
    if (std::string reason = initial_obstacle(course.initial); !reason.empty()) return reason;
  }
  if (std::string reason = driven_network_obstacle(model, course.drives); !reason.empty()) {
    return reason;
  }
  return closure_obstacle(require_network(model), equation);
}

Solve follow_network(const Points& points, const std::vector<RoadEquation>& equations,
                     const Quantities& quantities, const Course& course) {
  return [follower = Follower(points, equations, quantities, course)](
             Tile tile, std::span<Answer> answers) { follower.solve(tile, answers); };
}

}  // namespace quflux::inline network

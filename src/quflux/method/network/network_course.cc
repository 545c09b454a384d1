#include "quflux/method/network/network_course.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/driven_network_course.h"
#include "quflux/method/network/initial_moments.h"
#include "quflux/method/network/moments_in_time.h"
#include "quflux/method/network/recognise.h"
#include "quflux/road/follow_each.h"

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
      : points_(points), quantities_(quantities), course_(course) {
    std::ranges::transform(equations, std::back_inserter(equations_), closed_equation);
  }

  void solve(Tile tile, std::span<Answer> answers) const {
    follow_each(points_, course_, tile, answers,
                [&](const Model& model, std::size_t e, std::size_t first) {
                  follow(model, equations_[e], first, answers[e]);
                });
  }

 private:
  void follow(const Model& model, const ClosedEquation& bound, std::size_t first,
              Answer& answer) const {
    if (!course_.drives.empty()) {
      follow_driven_network({model, bound, course_, quantities_}, first, answer);
      return;
    }
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

  void write(const RealMatrix& numbers, Quantity quantity, std::size_t first,
             std::vector<double>& column) const {
    if (!quantities_.has(quantity)) return;
    std::ranges::copy(numbers.reshaped(),
                      column.begin() + static_cast<std::ptrdiff_t>(first) * numbers.rows());
  }

  Points points_;
  Quantities quantities_;
  const Course& course_;
  std::vector<ClosedEquation> equations_;
};

}  // namespace

std::string course_obstacle(const Model& model, const RoadEquation& equation,
                            const Quantities& quantities, const Course& course) {
  const bool driven = !course.drives.empty();
  if (!quantities.within(driven ? kGivenAlongDrives : kGivenInTime)) {
    return "along time the moments give energy_flow, energy_transferred, work and occupations "
           "alone, "
           "and an output needs the density matrix";
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

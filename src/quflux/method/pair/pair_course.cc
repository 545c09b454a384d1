#include "quflux/method/pair/pair_course.h"

#include <algorithm>
#include <memory>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/pair/pair_propagator.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/method/pair/with_equation.h"

namespace quflux::inline pair {

namespace {

constexpr Quantities kGivenInTime{Quantity::flows, Quantity::occupations};

double occupation(const SiteState& state, double frequency) {
  return std::visit(Overload{[](const InLevel& in) { return static_cast<double>(in.level); },
                             [&](const AtTemperature& at) {
                               return thermal_occupation(frequency, at.temperature);
                             }},
                    state);
}

Matrix2<Complex> moments_of(const StationaryPair& s) {
  Matrix2<Complex> c;
  c << s.occupation1, std::conj(s.coherence), s.coherence, s.occupation2;
  return c;
}

// C_ij = <s_j^+ s_i> of a state in the basis |gg>, |ge>, |eg>, |ee>.
Matrix2<Complex> moments_of(const Matrix& rho) {
  Matrix2<Complex> c;
  c << rho(2, 2) + rho(3, 3), rho(2, 1), rho(1, 2), rho(1, 1) + rho(3, 3);
  return c;
}

Matrix2<Complex> moments_of(const ProductState& product, const Model& model,
                            const TwoLevelPair& pair) {
  Matrix2<Complex> c = Matrix2<Complex>::Zero();
  for (const auto& [name, state] : product.sites) {
    const bool first = name == model.sites[0].name;
    const Eigen::Index i = first ? 0 : 1;
    c(i, i) = occupation(state, first ? pair.omega1 : pair.omega2);
  }
  return c;
}

// C(0) of the initial state.
Matrix2<Complex> moments_at_start(const InitialState& initial, const Model& model,
                                  const TwoLevelPair& pair, PairEquation equation) {
  return std::visit(
      Overload{[&](const ProductState& product) { return moments_of(product, model, pair); },
               [&](const GibbsState& gibbs) -> Matrix2<Complex> {
                 const Modes<double> m = modes(point(pair));
                 return function_of_h(m, thermal_occupation(m.upper, gibbs.temperature),
                                      thermal_occupation(m.lower, gibbs.temperature))
                     .cast<Complex>();
               },
               [&](const StationaryState& quenched) {
                 Model before = model;
                 for (const auto& [path, value] : quenched.parameters) {
                   parameter(before, path) = value;
                 }
                 return moments_of(stationary(require_pair(before).pair, equation));
               },
               [](const Matrix& rho) { return moments_of(rho); },
               [](const LimitCycle&) -> Matrix2<Complex> {
                 throw Error("a limit cycle is that of drives; the model has none");
               }},
      initial);
}

// J_j = J_j(inf) - 2 Tr(h K_j Re D), D = C - C_inf.
class PairFlow {
 public:
  PairFlow(const Matrix2<double>& h, const Matrix2<double>& relaxation, double stationary)
      : functional_((h * relaxation).transpose()), stationary_(stationary) {}

  double operator()(const Matrix2<double>& d) const {
    return stationary_ - 2 * functional_.cwiseProduct(d).sum();
  }

 private:
  Matrix2<double> functional_;
  double stationary_;
};

class Follower {
 public:
  Follower(const Points& points, const std::vector<RoadEquation>& equations,
           const Quantities& quantities, const Course& course)
      : points_(points), quantities_(quantities), course_(course) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back(std::any_cast<PairEquation>(equation.form));
    }
    fallbacks_.resize(equations_.size());
  }

  void solve(Tile tile, std::span<Answer> answers) {
    const std::size_t count = course_.times.size();
    for (std::size_t first = tile.begin; first < tile.end; first += count) {
      const Model& model = points_.at(first);
      for (std::size_t e = 0; e < answers.size(); ++e) {
        try {
          with_equation(equations_[e], [&](auto tag) {
            follow<tag.value>(model, first - tile.begin, answers[e]);
          });
        } catch (const NoAnswer&) {
          follow_density(first, tile.begin, e, answers[e]);
        }
      }
    }
  }

 private:
  template <PairEquation equation>
  void follow(const Model& model, std::size_t first, Answer& answer) const {
    const PairModel of_model = require_pair(model);
    const TwoLevelPair& pair = of_model.pair;
    const StationaryPair end = stationary(pair, equation);
    const Matrix2<Complex> at_end = moments_of(end);
    const Matrix2<Complex> start =
        moments_at_start(course_.initial, model, pair, equation) - at_end;
    const PairPoint<double> p = point(pair);
    const MomentEquation<double> moments = moment_equation<equation>(p);
    const PairPropagator propagator(amplitude_matrix<equation>(p));
    Matrix2<double> h;
    h << p.omega1, p.coupling, p.coupling, p.omega2;
    const PairFlow flow1(h, moments.relaxation.bath1, end.flow1);
    const PairFlow flow2(h, moments.relaxation.bath2, end.flow2);
    const bool flows = quantities_.has(Quantity::flows);
    const bool occupations = quantities_.has(Quantity::occupations);
    for (std::size_t k = 0; k < course_.times.size(); ++k) {
      const Matrix2<Complex> e = propagator(course_.times[k]);
      const Matrix2<Complex> moved = e * start;
      // Re D = Re(E D(0) E^+); h, K_j and occupations are real.
      const Matrix2<double> d =
          moved.real() * e.real().transpose() + moved.imag() * e.imag().transpose();
      const std::size_t at = 2 * (first + k);
      if (flows) {
        answer.flows[at + of_model.bath1] = flow1(d);
        answer.flows[at + of_model.bath2] = flow2(d);
      }
      if (occupations) {
        answer.occupations[at] = end.occupation1 + d(0, 0);
        answer.occupations[at + 1] = end.occupation2 + d(1, 1);
      }
    }
  }

  // Where the closed form does not hold, as with a mode without an energy gap, or where there is
  // more than one stationary state.
  void follow_density(std::size_t first, std::size_t tile_begin, std::size_t e, Answer& answer) {
    const std::size_t count = course_.times.size();
    Solve& general = fallbacks_[e];
    if (!general) {
      general = follow_density_matrix(points_, {{find_master_equation(name(equations_[e])), {}}},
                                      quantities_, course_);
    }
    general_.reset(count, quantities_, 2, 2, 0);
    general({first, first + count}, std::span(&general_, 1));
    const std::size_t at = first - tile_begin;
    const auto copy = [&](const std::vector<double>& from, std::vector<double>& to) {
      std::ranges::copy(from, to.begin() + static_cast<std::ptrdiff_t>(2 * at));
    };
    if (quantities_.has(Quantity::flows)) copy(general_.flows, answer.flows);
    if (quantities_.has(Quantity::occupations)) copy(general_.occupations, answer.occupations);
    for (const auto& [k, reason] : general_.reasons) answer.reasons[at + k] = reason;
    for (const auto& [k, warning] : general_.warnings) answer.warnings[at + k] = warning;
  }

  Points points_;
  Quantities quantities_;
  const Course& course_;
  std::vector<PairEquation> equations_;
  std::vector<Solve> fallbacks_;  // once they are needed
  Answer general_;
};

}  // namespace

std::string course_obstacle(const Quantities& quantities) {
  return quantities.within(kGivenInTime)
             ? ""
             : "the closed form of a pair in time gives flows and occupations only";
}

Solve follow_pair(const Points& points, const std::vector<RoadEquation>& equations,
                  const Quantities& quantities, const Course& course) {
  return [follower = std::make_shared<Follower>(points, equations, quantities, course)](
             Tile tile, std::span<Answer> answers) { follower->solve(tile, answers); };
}

}  // namespace quflux::inline pair

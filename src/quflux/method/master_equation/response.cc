#include "quflux/method/master_equation/response.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/bath_factors.h"
#include "quflux/method/master_equation/factor_gradient.h"
#include "quflux/method/master_equation/filtered_terms.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/system_slope.h"
#include "quflux/method/master_equation/transitions.h"
#include "quflux/model/system_builder.h"
#include "quflux/numerics/in_basis.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

namespace {

// What changes by less, of its largest element, does not change.
constexpr double kNothing = 1e-9;

// Levels closer than this, of the largest distance, are taken together where an equation is smooth:
// half of the rounding that a difference quotient has, and as much of its error, are left.
constexpr double kNear = 1e-5;

Matrix commutator(const Matrix& a, const Matrix& b) { return a * b - b * a; }

// 0 where a number is no more than rounding leaves of what it is the sum of.
double without_rounding(double sum, double size) {
  constexpr double kRounding = 1e-14;
  return std::abs(sum) > kRounding * size ? sum : 0;
}

// Tr(F rho) of Hermitian matrices.
double mean_without_rounding(const Matrix& functional, const Matrix& rho) {
  const auto products = functional.cwiseProduct(rho.transpose());
  return without_rounding(products.sum().real(), products.cwiseAbs().sum());
}

double largest(const Matrix& m) { return std::sqrt(m.cwiseAbs2().maxCoeff()); }

double sum_of_sizes(const Matrix& m) { return m.cwiseAbs2().cwiseSqrt().sum(); }

bool vanishes(Complex z, double size) {
  const double least = kNothing * size;
  return std::norm(z) <= least * least;
}

// What one output changes with, Eq. (80).
struct Gradient {
  Matrix hamiltonian;  // Tr(dH of this)
  Matrix frame;        // Tr(W of this): of operators that do not turn with the eigenstates
  std::vector<FactorGradient> factors;
};

// How the eigenbasis of a Hamiltonian changes, Eq. (81): eigenstates |n> by sum_m |m> W_mn, and
// between those of near energies, which W leaves alone, the Hamiltonian by D.
struct FrameChange {
  Matrix turn;    // W
  Matrix block;   // D
  bool diagonal;  // D, but for next to nothing
};

FrameChange frame_change(const RealVector& energies, const Matrix& change, double near) {
  const Eigen::Index d = energies.size();
  FrameChange result{Matrix::Zero(d, d), Matrix::Zero(d, d), true};
  for (Eigen::Index n = 0; n < d; ++n) {
    for (Eigen::Index m = 0; m < d; ++m) {
      const double distance = energies(n) - energies(m);
      if (std::abs(distance) <= near) {
        result.block(m, n) = change(m, n);
      } else {
        result.turn(m, n) = change(m, n) / distance;
      }
    }
  }
  const Matrix rest = result.block - Matrix(result.block.diagonal().asDiagonal());
  result.diagonal = largest(rest) <= kNothing * largest(result.block);
  return result;
}

// [S, D] of a diagonal D, which has next to nothing beside its diagonal.
Matrix moved_apart(const Matrix& op, const Matrix& block) {
  const auto shifts = block.diagonal();
  return op * shifts.asDiagonal() - shifts.asDiagonal() * op;
}

// How f(w) S changes with the frequencies, Eq. (82), from f'; `moves` is [S, D].
Matrix moved(const Matrix& slope, const Matrix& op, const FrameChange& frame, const Matrix& moves) {
  const Matrix by_element = slope.cwiseProduct(moves);
  if (frame.diagonal) return by_element;
  return (commutator(slope.cwiseProduct(op), frame.block) + by_element) / 2;
}

}  // namespace

namespace {

// The largest elements of A and B.
struct FactorSizes {
  double a;
  double b;
};

std::vector<FactorSizes> sizes_of(const std::vector<BathFactors>& factors) {
  std::vector<FactorSizes> result;
  for (const BathFactors& f : factors) {
    result.push_back(
        {largest(f.rates.alpha.cwiseProduct(f.op)), largest(f.rates.beta.cwiseProduct(f.op))});
  }
  return result;
}

}  // namespace

struct Response::Parts {
  Model model;
  MasterEquation equation;
  EquationOptions options;
  mutable SystemBuilder builder;
  System system;
  Matrix basis;  // of the Hamiltonian whose transitions they are
  Transitions transitions;
  std::vector<BathFactors> factors;
  std::vector<FactorSizes> sizes;
  mutable std::vector<std::optional<FactorRates>> slopes;  // of the factors, once asked for
  Matrix hamiltonian;                                      // in that basis
  RealVector outputs;
  std::vector<Gradient> gradients;

  Parts(const Model& of, const MasterEquation& by, const EquationOptions& with,
        SystemBuilder systems, System built, const Eigenbasis& eigenbasis)
      : model(of),
        equation(by),
        options(with),
        builder(std::move(systems)),
        system(std::move(built)),
        basis(eigenbasis.vectors),
        transitions(eigenbasis.energies, equation, options),
        factors(bath_factors(system, basis, transitions, equation, options)),
        sizes(sizes_of(factors)),
        slopes(factors.size()),
        hamiltonian(in_basis(basis, system.hamiltonian)) {}

  void find_gradients(const Generator& generator, Of what);
  Gradient gradient_of(const Matrix& adjoint, const Matrix& rho, std::optional<std::size_t> flow,
                       const Matrix& own) const;
  std::optional<std::size_t> flow_of(std::string_view path, std::string& number) const;
  RealVector slopes_of_rates(std::size_t flow, std::string_view number,
                             std::string_view path) const;
  RealVector slopes_of_system(std::string_view path) const;
  Matrix operator_change(const BathFactors& f, const SystemSlope& slope) const;
  FactorChange factor_change(const BathFactors& f, const Matrix& op_change,
                             const FrameChange& frame, std::string_view path) const;
  void require_free(const BathFactors& f, const Matrix& moves, double size,
                    std::string_view path) const;
  template <class What>
  void require_defined(const FactorRates& rates, const Matrix& needed, double size,
                       const What& what) const;
  double nearness() const;
};

namespace {

void require_small(const Model& model) {
  if (dimension_obstacle(model).empty() && dimension(model) <= Response::kLargestDimension) return;
  throw NoAnswer(fmt::format(
      "derivatives are those of a density matrix of up to {} dimensions, and the model has {}",
      Response::kLargestDimension,
      dimension_obstacle(model).empty() ? std::to_string(dimension(model)) : "more by far"));
}

}  // namespace

Response::Response(const Model& model, const MasterEquation& equation,
                   const EquationOptions& options, Of what) {
  require_small(model);
  SystemBuilder systems(model);
  const System& system = systems.build(model);
  GeneratorBuilder builder;
  const Generator& generator = builder.build(system, equation, options);
  const Eigenbasis transitions_of = equation.uncoupled
                                        ? eigenbasis(*system.uncoupled_hamiltonian)
                                        : Eigenbasis{generator.energies, generator.basis};
  parts_ =
      std::make_unique<Parts>(model, equation, options, std::move(systems), system, transitions_of);
  parts_->find_gradients(generator, what);
}

bool has_occupations(const Model& model) {
  return std::ranges::none_of(
      model.sites, [](const Site& site) { return std::holds_alternative<Levels>(site.kind); });
}

void require_differentiable(const Model& model, std::string_view path) {
  static_cast<void>(parameter(model, path));
  if (!counts_levels(path)) return;
  throw Error(fmt::format(
      "'{}' is a count of levels, by which nothing has a derivative; the other numbers of the "
      "model are allowed",
      path));
}

Response::~Response() = default;
Response::Response(Response&&) noexcept = default;
Response& Response::operator=(Response&&) noexcept = default;

const RealVector& Response::outputs() const { return parts_->outputs; }

void Response::Parts::find_gradients(const Generator& generator, Of what) {
  SteadyStateSolver states;
  const Matrix state = states.eliminate(generator);
  const Matrix rotation = basis.adjoint() * generator.basis;
  const auto rotated = [&](const Matrix& m) -> Matrix {
    return equation.uncoupled ? Matrix(rotation * m * rotation.adjoint()) : m;
  };
  const Matrix rho = rotated(state);
  const LinearGenerator linear = linear_generator(generator);
  const Eigen::Index d = state.rows();
  std::vector<double> values;
  const auto numbers = what == Of::flows_and_occupations && has_occupations(model)
                           ? number_operators(model)
                           : std::vector<std::vector<MatrixElement>>();
  for (std::size_t j = 0; j < linear.flows.size(); ++j) {
    const Matrix functional = linear.flows[j].reshaped(d, d).transpose();
    values.push_back(mean_without_rounding(functional, state));
    const Matrix dissipated = rotated(dissipate(generator.dissipators[j], state));
    gradients.push_back(gradient_of(rotated(states.adjoint(functional)), rho, j, dissipated));
    gradients.back().frame = Matrix::Zero(d, d);
  }
  for (const std::vector<MatrixElement>& number : numbers) {
    const Matrix functional = in_basis(generator.basis, to_matrix(number, d));
    values.push_back(mean_without_rounding(functional, state));
    gradients.push_back(
        gradient_of(rotated(states.adjoint(functional)), rho, std::nullopt, Matrix::Zero(d, d)));
    gradients.back().frame = commutator(rho, rotated(functional));
  }
  outputs = RealVector::Map(values.data(), static_cast<Eigen::Index>(values.size()));
}

// dH changes the output by Tr(dH (L_j[rho] + i [rho, Y])), L_k by Tr((delta_jk H - Y) dL_k[rho]).
Gradient Response::Parts::gradient_of(const Matrix& adjoint, const Matrix& rho,
                                      std::optional<std::size_t> flow,
                                      const Matrix& dissipated) const {
  const Matrix rho_y = rho * adjoint;
  const Matrix rho_h = rho * hamiltonian;
  Gradient result{dissipated + Complex(0, 1) * (rho_y - rho_y.adjoint()), {}, {}};
  for (const BathFactors& f : factors) {
    const bool own = f.flow == flow;
    const Matrix m = own ? Matrix(hamiltonian - adjoint) : Matrix(-adjoint);
    const Matrix rho_m = own ? Matrix(rho_h - rho_y) : Matrix(-rho_y);
    result.factors.push_back(factor_gradient(f, transitions, m, rho, rho_m));
  }
  return result;
}

// The bath or channel whose rates the number at a path is of, and its path below that.
std::optional<std::size_t> Response::Parts::flow_of(std::string_view path,
                                                    std::string& number) const {
  std::size_t flow = 0;
  const auto is_of = [&](const std::string& prefix) {
    if (!path.starts_with(prefix)) return false;
    number = path.substr(prefix.size());
    return true;
  };
  for (const ModelBath& bath : model.baths) {
    if (is_of("bath." + bath.name + ".") && !number.starts_with("weights.")) return flow;
    ++flow;
  }
  for (const Lindblad& channel : model.lindblad) {
    if (is_of("lindblad." + channel.name + ".")) return flow;
    ++flow;
  }
  return std::nullopt;
}

// `what` says it where there is none.
template <class What>
void Response::Parts::require_defined(const FactorRates& rates, const Matrix& needed, double size,
                                      const What& what) const {
  for (std::size_t k = 0; k < transitions.parts.size(); ++k) {
    if (rates.defined[k]) continue;
    for (const MatrixElement& e : transitions.parts.part(k)) {
      if (vanishes(needed(e.row, e.column), size)) continue;
      throw NoAnswer(
          fmt::format("{}, at the frequency {:.6g}", what(), transitions.parts.frequencies[k]));
    }
  }
}

RealVector Response::slopes(std::string_view path) const {
  require_differentiable(parts_->model, path);
  std::string number;
  if (const auto flow = parts_->flow_of(path, number)) {
    return parts_->slopes_of_rates(*flow, number, path);
  }
  return parts_->slopes_of_system(path);
}

RealVector Response::Parts::slopes_of_rates(std::size_t flow, std::string_view number,
                                            std::string_view path) const {
  RealVector result = RealVector::Zero(outputs.size());
  double size = 0;
  for (std::size_t k = 0; k < factors.size(); ++k) {
    const BathFactors& f = factors[k];
    if (f.flow != flow) continue;
    const FactorRates rates = f.changes(number);
    require_defined(rates, f.op, largest(f.op), [path] {
      return fmt::format("the rates of a bath have no derivative by '{}'", path);
    });
    const FactorChange change{rates.alpha.cwiseProduct(f.op), rates.beta.cwiseProduct(f.op)};
    for (Eigen::Index i = 0; i < result.size(); ++i) {
      result(i) += contract(gradients[static_cast<std::size_t>(i)].factors[k], change);
    }
    size += 2 * (sizes[k].a * sum_of_sizes(change.b) + sizes[k].b * sum_of_sizes(change.a));
  }
  // Of flows: what a bath exchanges with its own site, whether it goes on or comes back.
  size *= largest(hamiltonian);
  return result.unaryExpr([size](double slope) { return without_rounding(slope, size); });
}

double Response::Parts::nearness() const {
  const bool smooth = std::ranges::all_of(
      transitions.freedoms, [](auto freedom) { return freedom == Transitions::Freedom::any; });
  const double tolerance = smooth ? kNear : tolerance_of<double>(equation, options);
  return tolerance * (transitions.energies.maxCoeff() - transitions.energies.minCoeff());
}

RealVector Response::Parts::slopes_of_system(std::string_view path) const {
  Model changed = model;
  const SystemSlope slope = system_slope(builder, changed, path);
  const Matrix change = in_basis(basis, slope.hamiltonian);
  const FrameChange frame = frame_change(
      transitions.energies,
      equation.uncoupled ? in_basis(basis, *slope.uncoupled_hamiltonian) : change, nearness());
  const Matrix energy =
      equation.uncoupled ? Matrix(change + commutator(hamiltonian, frame.turn)) : frame.block;
  std::vector<FactorChange> changes;
  for (const BathFactors& f : factors) {
    changes.push_back(factor_change(f, operator_change(f, slope), frame, path));
  }
  RealVector result(outputs.size());
  for (Eigen::Index i = 0; i < result.size(); ++i) {
    const Gradient& gradient = gradients[static_cast<std::size_t>(i)];
    double sum = energy.cwiseProduct(gradient.hamiltonian.transpose()).sum().real() +
                 frame.turn.cwiseProduct(gradient.frame.transpose()).sum().real();
    for (std::size_t k = 0; k < changes.size(); ++k) {
      sum += contract(gradient.factors[k], changes[k]);
    }
    result(i) = sum;
  }
  return result;
}

// dS of a bath in the basis of the transitions, which does not turn yet.
Matrix Response::Parts::operator_change(const BathFactors& f, const SystemSlope& slope) const {
  if (f.flow >= system.baths.size() || slope.coupling_operators[f.flow].isZero(0)) {
    return Matrix::Zero(basis.rows(), basis.cols());
  }
  if (f.part == BathPart::whole) return in_basis(basis, slope.coupling_operators[f.flow]);
  const Matrix& lowering = *slope.lowering[f.flow];
  return in_basis(basis, f.part == BathPart::lowering ? lowering : Matrix(lowering.adjoint()));
}

FactorChange Response::Parts::factor_change(const BathFactors& f, const Matrix& op_change,
                                            const FrameChange& frame, std::string_view path) const {
  const Matrix op = op_change + commutator(f.op, frame.turn);
  FactorChange change{f.rates.alpha.cwiseProduct(op), f.rates.beta.cwiseProduct(op)};
  require_defined(f.rates, op, largest(op), [path] {
    return fmt::format("with '{}' a bath begins to act where it has no rate", path);
  });
  if (!f.slopes || frame.block.isZero(0)) return change;
  const Matrix moves =
      frame.diagonal ? moved_apart(f.op, frame.block) : commutator(f.op, frame.block);
  const double size = largest(f.op) * largest(frame.block);
  require_free(f, moves, size, path);
  if (largest(moves) <= kNothing * size && frame.diagonal) return change;
  std::optional<FactorRates>& slope = slopes[static_cast<std::size_t>(&f - factors.data())];
  if (!slope) slope = f.slopes();
  require_defined(*slope, moves, size, [path] {
    return fmt::format("'{}' moves a transition to where its rate has a kink", path);
  });
  change.a += moved(slope->alpha, f.op, frame, moves);
  change.b += moved(slope->beta, f.op, frame, moves);
  return change;
}

// That transitions which the filter takes for one stay so, (d w) S.
void Response::Parts::require_free(const BathFactors& f, const Matrix& moves, double size,
                                   std::string_view path) const {
  for (std::size_t k = 0; k < transitions.parts.size(); ++k) {
    if (transitions.freedoms[k] == Transitions::Freedom::any) continue;
    Complex along = 0;
    double weight = 0;
    for (const MatrixElement& e : transitions.parts.part(k)) {
      along += std::conj(f.op(e.row, e.column)) * moves(e.row, e.column);
      weight += std::norm(f.op(e.row, e.column));
    }
    const bool may_move = transitions.freedoms[k] == Transitions::Freedom::together && weight > 0;
    const Complex shift = may_move ? along / weight : 0;
    for (const MatrixElement& e : transitions.parts.part(k)) {
      if (vanishes(moves(e.row, e.column) - shift * f.op(e.row, e.column), size)) continue;
      throw NoAnswer(fmt::format(
          "'{}' parts transitions of the frequency {:.6g} that {} takes for one, where its flows "
          "jump; redfield has derivatives there",
          path, transitions.parts.frequencies[k], equation.name));
    }
  }
}

}  // namespace quflux::inline master_equation

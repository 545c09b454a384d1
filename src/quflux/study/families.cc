#include "quflux/study/families.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>
#include <vector>

#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/method/pair/with_equation.h"
#include "quflux/method/relaxation.h"
#include "quflux/model/check_model.h"

namespace quflux::inline study {

namespace {

constexpr std::array<const char*, 4> kMatrixNames{"generator", "moments", "amplitude", "slow"};
constexpr double kLinear = 1e-12;  // of H: what rounding leaves of a straight line

Matrix amplitude_matrix_of(const TwoLevelPair& pair, PairEquation equation) {
  return with_equation(
      equation, [&](auto tag) -> Matrix { return amplitude_matrix<tag.value>(point(pair)); });
}

TwoLevelPair pair_at(const Study& study, const std::string& path, double value) {
  return require_pair(model_at(study, path, value)).pair;
}

// (conj U x U) S: the matrices that the columns of S hold go from X to U X U^+. The product itself
// would take d^6 operations instead of d^5.
Matrix turned_columns(const Matrix& u, const Matrix& s) {
  const Eigen::Index d = u.rows();
  Matrix result(s.rows(), s.cols());
  for (Eigen::Index c = 0; c < s.cols(); ++c) {
    result.col(c).reshaped(d, d) = u * s.col(c).reshaped(d, d) * u.adjoint();
  }
  return result;
}

RealFamily along(const Study& study, const std::string& path,
                 std::function<Matrix(const Model&)> matrix) {
  return [study, path, matrix = std::move(matrix)](double value) {
    return matrix(model_at(study, path, value));
  };
}

MasterEquation master_form(const Equation& equation) {
  if (equation.kind.master_equation) return *equation.kind.master_equation;
  throw Error(fmt::format("{} is no master equation and has no generator", equation.label));
}

std::string generator_obstacle(const Model& model, const Equation& equation) {
  if (std::string reason = dimension_obstacle(model); !reason.empty()) return reason;
  const Eigen::Index d = dimension(model);
  if (d <= kLargestGenerator) return "";
  return fmt::format(
      "the generator of the {} equation has {} dimensions and {} eigenvalues, which are known up "
      "to {} dimensions; near, or --near, finds some next to a number, and the matrix 'amplitude' "
      "has its own where there is one",
      equation.label, d, d * d, kLargestGenerator);
}

// The first of its roads on which the equation closes on the amplitudes of this model, or why none
// is.
struct AmplitudeRoad {
  const RoadTo* road = nullptr;
  std::string obstacle = "it is not solved by amplitudes";
};

AmplitudeRoad amplitude_road(const Study& study, const Equation& equation) {
  AmplitudeRoad result;
  for (const RoadTo& to : equation.kind.roads) {
    const auto& amplitudes = to.road->amplitudes;
    if (!amplitudes) continue;
    result.obstacle = amplitudes->obstacle(study.model, {to.form, equation.options});
    if (result.obstacle.empty()) return {&to, ""};
  }
  return result;
}

bool same_bath(const Study& study, const std::string& path) {
  const auto in_bath = [](const std::string& p) { return p.starts_with("bath."); };
  if (in_bath(path)) return false;
  return std::ranges::none_of(study.sweep.follows, [&](const Follow& follow) {
    return follow.source == path && in_bath(follow.path);
  });
}

// The models at both ends of an interval, if the Hamiltonian is linear between them and nothing
// else changes, or why they are none.
struct Ends {
  std::vector<Model> models;
  std::string obstacle;
};

std::string changes_a_bath(const std::string& path) {
  return path +
         " changes a bath; slow eigenvalues are followed along what changes the Hamiltonian alone";
}

Ends ends(const Study& study, const std::string& path, const Interval& interval) {
  if (!same_bath(study, path)) {
    return {{}, changes_a_bath(path)};
  }
  Ends result{{model_at(study, path, interval.lower), model_at(study, path, interval.upper)}, ""};
  const auto hamiltonian = [](const Model& model) { return to_system(model).hamiltonian; };
  const Matrix lower = hamiltonian(result.models[0]);
  const Matrix upper = hamiltonian(result.models[1]);
  const Matrix middle = hamiltonian(model_at(study, path, (interval.lower + interval.upper) / 2));
  if ((middle - (lower + upper) / 2).norm() > kLinear * (lower.norm() + upper.norm())) {
    result.obstacle = "the Hamiltonian is not linear in " + path +
                      "; slow eigenvalues are followed along numbers that it is linear in";
  }
  return result;
}

// The models at three corners of a box, the lower left one first, if the Hamiltonian is a plane
// over it and nothing else changes, or why they are none.
Ends corners(const Study& study, const std::array<std::string, 2>& paths, const Box& box) {
  for (const std::string& path : paths) {
    if (!same_bath(study, path)) return {{}, changes_a_bath(path)};
  }
  const auto [left, right] = box.x;
  const auto [low, high] = box.y;
  const auto at = [&](double x, double y) { return model_at(study, paths, std::array{x, y}); };
  Ends result{{at(left, low), at(right, low), at(left, high)}, ""};
  const auto hamiltonian = [](const Model& model) { return to_system(model).hamiltonian; };
  const Matrix first = hamiltonian(result.models[0]);
  const Matrix by_x = hamiltonian(result.models[1]) - first;
  const Matrix by_y = hamiltonian(result.models[2]) - first;
  for (const double u : {0.5, 1.0}) {
    const Matrix there = hamiltonian(at(left + u * (right - left), low + u * (high - low)));
    if ((there - first - u * (by_x + by_y)).norm() > kLinear * (first.norm() + there.norm())) {
      result.obstacle = fmt::format(
          "the Hamiltonian is not linear in {}; slow eigenvalues are followed along numbers that "
          "it "
          "is linear in",
          fmt::join(paths, " and "));
    }
  }
  return result;
}

// -(X (x) 1 + 1 (x) X) of the moments <v_k v_l> of operators v that a and a^+ are among: symmetric
// but for a constant of oscillators, antisymmetric of fermions.
Matrix moments_of_all(const Matrix& x, bool fermions) {
  const Eigen::Index n = x.rows();
  const double sign = fermions ? -1 : 1;
  const auto norm = [](Eigen::Index k, Eigen::Index l) { return k == l ? 1 : std::sqrt(2.0); };
  std::vector<std::array<Eigen::Index, 2>> pairs;
  for (Eigen::Index k = 0; k < n; ++k) {
    for (Eigen::Index l = fermions ? k + 1 : k; l < n; ++l) pairs.push_back({k, l});
  }
  const auto size = static_cast<Eigen::Index>(pairs.size());
  Matrix result(size, size);
  for (Eigen::Index column = 0; column < size; ++column) {
    const auto [k, l] = pairs[static_cast<std::size_t>(column)];
    Matrix moments = Matrix::Zero(n, n);
    moments(k, l) = 1 / norm(k, l);
    if (k != l) moments(l, k) = sign / norm(k, l);
    const Matrix derivative = -(x * moments + moments * x.transpose());
    for (Eigen::Index row = 0; row < size; ++row) {
      const auto [a, b] = pairs[static_cast<std::size_t>(row)];
      result(row, column) = norm(a, b) * derivative(a, b);
    }
  }
  return result;
}

// Of an interval at the value that the model has, whose ends have different Hamiltonians.
Interval around(const Study& study, const std::string& path) {
  const double value = parameter(study.model, path);
  const double energy = to_system(study.model).hamiltonian.cwiseAbs().maxCoeff();
  return {value, value + std::max(0.1 * std::abs(value), 1e-3 * energy)};
}

}  // namespace

PairEquation pair_equation(const Equation& equation) {
  if (equation.kind.pair) return *equation.kind.pair;
  throw Error(fmt::format("the closed form of a two-level pair has no {}: {}", equation.label,
                          equation.kind.master_equation
                              ? equation.label + " needs the density matrix"
                              : "it is known for oscillators only"));
}

Model model_at(const Study& study, const std::string& path, double value) {
  return model_at(study, std::span(&path, 1), std::span(&value, 1));
}

Model model_at(const Study& study, std::span<const std::string> paths,
               std::span<const double> values) {
  Sweep single{{}, study.sweep.follows};
  for (std::size_t i = 0; i < paths.size(); ++i) {
    require_dimension_kept(paths[i], paths[i]);
    for (const Follow& follow : study.sweep.follows) require_dimension_kept(paths[i], follow.path);
    single.axes.push_back({paths[i], {values[i]}});
  }
  Model model = study.model;
  BoundSweep(model, single).set_point(0);
  return model;
}

bool has_pair_form(const Study& study, const Equation& equation) {
  return equation.kind.pair && has_defaults(equation.options) &&
         recognise_pair(study.model).has_value();
}

bool has_amplitude_matrix(const Study& study, const Equation& equation) {
  return matrix_obstacle(study, equation, EquationMatrix::amplitude).empty();
}

std::string matrix_obstacle(const Study& study, const Equation& equation, EquationMatrix matrix) {
  if (matrix == EquationMatrix::generator) {
    if (equation.kind.master_equation) return generator_obstacle(study.model, equation);
    return fmt::format("{} is no master equation and has no generator; its matrix is 'slow'",
                       equation.label);
  }
  if (matrix == EquationMatrix::slow) {
    if (!equation.kind.master_equation) return "";
    return fmt::format("{} is a master equation, whose eigenvalues are those of 'generator'",
                       equation.label);
  }
  if (has_pair_form(study, equation)) return "";
  const std::string reason = amplitude_road(study, equation).obstacle;
  if (reason.empty()) return "";
  return fmt::format(
      "{} has no amplitude matrix for this model: {}; matrix 'generator' is there for every master "
      "equation",
      equation.label, reason);
}

std::function<Matrix(const Model&)> matrix_of_models(const Study& study, const Equation& equation,
                                                     EquationMatrix matrix) {
  if (matrix == EquationMatrix::generator) {
    return [form = master_form(equation),
            options = equation_options(equation.options)](const Model& model) -> Matrix {
      const Generator generator = make_generator(to_system(model), form, options);
      // Eigenvectors of H have arbitrary phases; in the basis of the model they drop out.
      const Matrix half = turned_columns(generator.basis, superoperator(generator));
      return turned_columns(generator.basis, half.adjoint()).adjoint();
    };
  }
  if (has_pair_form(study, equation)) {
    return [form = pair_equation(equation)](const Model& model) {
      return amplitude_matrix_of(require_pair(model).pair, form);
    };
  }
  if (std::string reason = matrix_obstacle(study, equation, EquationMatrix::amplitude);
      !reason.empty()) {
    throw Error(reason);
  }
  const RoadTo to = *amplitude_road(study, equation).road;
  return [matrix_of = to.road->amplitudes->matrix, asked = RoadEquation{to.form, equation.options}](
             const Model& model) { return matrix_of(model, asked); };
}

RealFamily amplitude_family(const Study& study, const std::string& path, const Equation& equation) {
  return along(study, path, matrix_of_models(study, equation, EquationMatrix::amplitude));
}

std::optional<AnalyticFamily> analytic_amplitude_family(const Study& study, const std::string& path,
                                                        const Interval& interval,
                                                        const Equation& equation) {
  if (!has_pair_form(study, equation) || !same_bath(study, path)) return std::nullopt;
  // Frequencies and coupling are linear in the parameter.
  const TwoLevelPair lower = pair_at(study, path, interval.lower);
  const TwoLevelPair upper = pair_at(study, path, interval.upper);
  return [lower, upper, interval, form = pair_equation(equation)](Complex value) {
    const Complex u = (value - interval.lower) / (interval.upper - interval.lower);
    const auto at = [&](double a, double b) { return a + u * (b - a); };
    const PairPoint<Complex> p{at(lower.omega1, upper.omega1), at(lower.omega2, upper.omega2),
                               at(lower.coupling, upper.coupling), lower.bath1, lower.bath2};
    return with_equation(form, [&](auto tag) -> Matrix { return amplitude_matrix<tag.value>(p); });
  };
}

RealFamily generator_family(const Study& study, const std::string& path, const Equation& equation) {
  model_at(study, path, parameter(study.model, path));  // for its errors
  return along(study, path, matrix_of_models(study, equation, EquationMatrix::generator));
}

std::string slow_obstacle(const Study& study, const std::string& path, const Interval& interval,
                          const Equation& equation) {
  const Ends found = ends(study, path, interval);
  return found.obstacle.empty() ? relaxation_obstacle(equation, found.models) : found.obstacle;
}

std::vector<SlowFamily> slow_families(const Study& study, const std::string& path,
                                      const Interval& interval, const Equation& equation) {
  if (std::string reason = slow_obstacle(study, path, interval, equation); !reason.empty()) {
    throw Error(equation.label + ": " + reason);
  }
  const double width = interval.upper - interval.lower;
  std::vector<SlowFamily> result;
  for (SlowEigenvalues& slow : slow_eigenvalues(equation, ends(study, path, interval).models)) {
    const auto share = [=](Complex value) { return (value - interval.lower) / width; };
    result.push_back({slow.kind,
                      [share, block = std::move(slow.block)](Complex value) {
                        return block(std::array{share(value)});
                      },
                      [=, refine = std::move(slow.refine)](SlowMeeting meeting) {
                        meeting.parameters = {share(meeting.parameters[0])};
                        SlowMeeting found = refine(meeting);
                        found.parameters = {interval.lower + width * found.parameters[0]};
                        found.error *= width;
                        return found;
                      }});
  }
  return result;
}

std::string slow_plane_obstacle(const Study& study, const std::array<std::string, 2>& paths,
                                const Box& box, const Equation& equation) {
  const Ends found = corners(study, paths, box);
  return found.obstacle.empty() ? relaxation_obstacle(equation, found.models) : found.obstacle;
}

std::vector<SlowPlane> slow_planes(const Study& study, const std::array<std::string, 2>& paths,
                                   const Box& box, const Equation& equation) {
  if (std::string reason = slow_plane_obstacle(study, paths, box, equation); !reason.empty()) {
    throw Error(equation.label + ": " + reason);
  }
  const double width = box.x.upper - box.x.lower;
  const double height = box.y.upper - box.y.lower;
  const auto shares = [=](Complex x, Complex y) {
    return std::vector<Complex>{(x - box.x.lower) / width, (y - box.y.lower) / height};
  };
  std::vector<SlowPlane> result;
  for (SlowEigenvalues& slow : slow_eigenvalues(equation, corners(study, paths, box).models)) {
    result.push_back({slow.kind,
                      [shares, block = std::move(slow.block)](double x, double y) {
                        return block(shares(x, y));
                      },
                      [=, refine = std::move(slow.refine)](SlowMeeting meeting) {
                        meeting.parameters = shares(meeting.parameters[0], meeting.parameters[1]);
                        SlowMeeting found = refine(meeting);
                        found.parameters = {box.x.lower + width * found.parameters[0],
                                            box.y.lower + height * found.parameters[1]};
                        found.error *= std::max(width, height);
                        return found;
                      }});
  }
  return result;
}

RealFamily matrix_family(const Study& study, const std::string& path, const Equation& equation,
                         EquationMatrix matrix) {
  if (matrix == EquationMatrix::slow) {
    return [families =
                slow_families(study, path, around(study, path), equation)](double value) -> Matrix {
      std::vector<Matrix> blocks;
      Eigen::Index size = 0;
      for (const SlowFamily& family : families) {
        blocks.push_back(family.block(value));
        size += blocks.back().rows();
      }
      Matrix result = Matrix::Zero(size, size);
      size = 0;
      for (const Matrix& block : blocks) {
        result.block(size, size, block.rows(), block.cols()) = block;
        size += block.rows();
      }
      return result;
    };
  }
  if (matrix == EquationMatrix::generator) return generator_family(study, path, equation);
  RealFamily x = amplitude_family(study, path, equation);
  if (matrix == EquationMatrix::amplitude) return x;
  return [x = std::move(x), sites = static_cast<Eigen::Index>(study.model.sites.size()),
          fermions = std::holds_alternative<TwoLevel>(study.model.sites.front().kind)](
             double value) -> Matrix {
    const Matrix at = x(value);
    if (at.rows() > sites) return moments_of_all(at, fermions);
    const Matrix one = Matrix::Identity(at.rows(), at.cols());
    return -(kron(at, one) + kron(one, at.conjugate()));
  };
}

const char* name(EquationMatrix matrix) {
  return kMatrixNames.at(static_cast<std::size_t>(matrix));
}

EquationMatrix equation_matrix(std::string_view name) {
  const auto found = std::ranges::find(kMatrixNames, name,
                                       [](const char* known) { return std::string_view(known); });
  if (found != kMatrixNames.end()) {
    return static_cast<EquationMatrix>(found - kMatrixNames.begin());
  }
  throw Error(fmt::format("matrix is '{}'; it must be {}", name, fmt::join(kMatrixNames, ", ")));
}

}  // namespace quflux::inline study

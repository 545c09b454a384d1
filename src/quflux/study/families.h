#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "quflux/core/error.h"
#include "quflux/exceptional/matrix_family.h"
#include "quflux/road/relaxation.h"
#include "quflux/study/study.h"

/// What of a model may have exceptional points, as families of matrices along one of its
/// parameters. The other numbers of the model stay as they are, but those that follow the parameter
/// in its sweep follow it here, too.
namespace quflux::inline study {

/// The model of the study with the parameter at `path` set to `value`. Throws Error when there is
/// no such parameter.
Model model_at(const Study& study, const std::string& path, double value);

/// The same of several parameters.
Model model_at(const Study& study, std::span<const std::string> paths,
               std::span<const double> values);

/// The equation for the amplitudes of a pair. Throws Error when it has none.
PairEquation pair_equation(const Equation& equation);

/// Whether the closed form of a pair of two-level systems is the equation's: the model is such a
/// pair, the equation has such a form, the options are the default ones.
bool has_pair_form(const Study& study, const Equation& equation);

/// Whether the equation closes on an amplitude matrix X: that of a pair of two-level systems, or of
/// a chain or network, see amplitude_matrix().
bool has_amplitude_matrix(const Study& study, const Equation& equation);

/// A matrix whose eigenvalues tell how an equation relaxes.
enum class EquationMatrix {
  generator,  ///< of the density matrix, d^2 x d^2
  moments,    ///< -(X (x) 1 + 1 (x) X^*), of the second moments of the amplitudes; where X mixes a
              ///< and a^+, -(X (x) 1 + 1 (x) X) of what is symmetric, of fermions antisymmetric
  amplitude,  ///< X of a pair of two-level systems, a chain or a network
  slow        ///< the slow eigenvalues of an equation without a generator, see slow_eigenvalues()
};

/// "generator", "moments", "amplitude" or "slow".
const char* name(EquationMatrix matrix);

/// The matrix of that name. Throws Error that names those there are.
EquationMatrix equation_matrix(std::string_view name);

/// The most dimensions of which a generator is set up as a matrix: a quarter of a gigabyte.
inline constexpr Eigen::Index kLargestGenerator = 64;

/// Why an equation has no such matrix for this model; empty: it has.
std::string matrix_obstacle(const Study& study, const Equation& equation, EquationMatrix matrix);

/// The amplitude matrix, or the generator, of models that differ from the study's by their numbers
/// alone; see amplitude_family() and generator_family(). Throws Error when there is none.
std::function<Matrix(const Model&)> matrix_of_models(const Study& study, const Equation& equation,
                                                     EquationMatrix matrix);

/// X, whose eigenvalues x_k are width/2 + i frequency of the modes; those of a pair of two-level
/// systems are counted from their mean frequency. Throws Error when the study has none.
RealFamily amplitude_family(const Study& study, const std::string& path, const Equation& equation);

/// The same at complex parameters, of a pair of two-level systems where the parameter changes
/// frequencies and the coupling only; none otherwise.
std::optional<AnalyticFamily> analytic_amplitude_family(const Study& study, const std::string& path,
                                                        const Interval& interval,
                                                        const Equation& equation);

/// The generator of the master equation as a d^2 x d^2 matrix in the basis of the model. Throws
/// Error when the equation has none.
RealFamily generator_family(const Study& study, const std::string& path, const Equation& equation);

/// That eigenvalues meet others that are not among them: more of them may be followed, or fewer.
class MeetsOthers : public NoAnswer {
 public:
  using NoAnswer::NoAnswer;
};

/// A part of the slow eigenvalues of an equation along a parameter of the Hamiltonian.
struct SlowFamily {
  RelaxationKind kind;
  AnalyticFamily block;  ///< good enough to find where they meet
  /// The meeting itself, at a complex value of the parameter, and its error. Throws NoAnswer.
  std::function<SlowMeeting(const SlowMeeting& start)> refine;
};

/// Why there are none; empty: there are.
std::string slow_obstacle(const Study& study, const std::string& path, const Interval& interval,
                          const Equation& equation);

/// They. Throws Error where there is an obstacle.
std::vector<SlowFamily> slow_families(const Study& study, const std::string& path,
                                      const Interval& interval, const Equation& equation);

/// A part of the slow eigenvalues of an equation along two parameters of the Hamiltonian.
struct SlowPlane {
  RelaxationKind kind;
  PlaneFamily block;  ///< good enough to find where they meet
  /// The meeting itself, at real values of both, two eigenvalues or three at a cusp. Throws
  /// NoAnswer.
  std::function<SlowMeeting(const SlowMeeting& start)> refine;
};

/// As slow_obstacle() and slow_families().
std::string slow_plane_obstacle(const Study& study, const std::array<std::string, 2>& paths,
                                const Box& box, const Equation& equation);
std::vector<SlowPlane> slow_planes(const Study& study, const std::array<std::string, 2>& paths,
                                   const Box& box, const Equation& equation);

/// The one of that kind.
RealFamily matrix_family(const Study& study, const std::string& path, const Equation& equation,
                         EquationMatrix matrix);

}  // namespace quflux::inline study

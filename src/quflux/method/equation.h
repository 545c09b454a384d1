#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/road/road.h"

namespace quflux::inline method {

/// What an equation promises of the state.
enum class Positivity {
  complete,  ///< it stays a state, whatever the model
  open,      ///< it may get eigenvalues below zero
  exact      ///< nothing is approximated
};

/// What of a model shows whether an equation may neglect what it does, see TimeScales.
enum class Scale {
  dropped_pairs,  ///< distances of the lines whose coherences its filter drops, over their widths
  splitting       ///< of transitions by couplings and detunings, over the rates
};

/// What an equation neglects.
struct Assumption {
  std::string neglects;                       ///< "drops coherences between transitions"
  std::optional<Scale> scale = std::nullopt;  ///< that shows whether it may; none: none does
  std::string remark = {};
};

/// A row of the table of equations: all that the rest of quflux knows about one.
struct EquationKind {
  std::string name;  ///< in model files, results and the program
  std::string help;  ///< one line
  Positivity positivity;
  Assumption assumption;
  /// The row that this one follows from by neglecting more, with which it is compared. Empty: none.
  std::string approximates = {};
  std::vector<OptionKey> options;
  std::vector<RoadTo> roads;  ///< the best one first
  /// The equation for the density matrix, whose generator has spectra and exceptional points.
  std::optional<MasterEquation> master_equation = std::nullopt;
  /// The equation for the amplitudes of a pair of two-level systems.
  std::optional<PairEquation> pair = std::nullopt;
};

/// The kinds of equations that are known.
using EquationTable = std::vector<EquationKind>;

/// Those that quflux comes with.
const EquationTable& equations();

/// The row of that name. Throws Error that names those that exist when there is none.
const EquationKind& find_equation(std::string_view name, const EquationTable& table = equations());

/// An equation as a study asks for it.
struct Equation {
  EquationKind kind;
  std::string label;  ///< its name in results
  Options options = {};
  /// Where it does not fit the model, that is the reason in the place of its answers, and no error.
  bool optional = false;
};

/// Whether it approximates nothing.
inline bool is_exact(const Equation& equation) {
  return equation.kind.positivity == Positivity::exact;
}

/// An equation with its name as label.
Equation equation(std::string_view name, const Options& options = {},
                  const EquationTable& table = equations());

/// The one of some equations with this label; null where there is none.
const Equation* find_labelled(const std::vector<Equation>& equations, std::string_view label);

/// Every row of a table, where it fits.
std::vector<Equation> all_equations(const EquationTable& table = equations());

/// Those of some options that an equation knows.
Options known_options(const EquationKind& kind, const Options& options);

/// Why no road leads from the model to these quantities, of the stationary state or along a course;
/// empty: one does.
std::string obstacle(const Equation& equation, const Model& model, const Quantities& quantities,
                     const std::optional<Course>& course = std::nullopt);

/// Why the best road but the most general one does not; empty where there is none.
std::string faster_road_obstacle(const Equation& equation, const Model& model,
                                 const Quantities& quantities,
                                 const std::optional<Course>& course = std::nullopt);

}  // namespace quflux::inline method

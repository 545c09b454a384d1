#pragma once

#include <array>
#include <string>
#include <vector>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/road/relaxation_kind.h"
#include "quflux/study/families.h"
#include "quflux/study/transition.h"

/// Exceptional points of a model in a plane of two of its real parameters.
namespace quflux::inline study {

/// A curve of exceptional points, and what relaxes with its eigenvalues.
struct PlaneCurve : ExceptionalCurve {
  RelaxationKind kind;
};

/// What one equation has there. Those of flows first, then those of coherences.
struct EquationPlane {
  std::string equation;  ///< its label
  EquationMatrix matrix;
  std::string not_searched;  ///< why not; empty: it was
  /// At {x, y}; three eigenvalues meet at the cusps of curves.
  std::vector<TransitionPoint> points;
  std::vector<TransitionPoint> degeneracies;
  /// Of slow eigenvalues they are those of a small hierarchy, where points are where they are.
  std::vector<PlaneCurve> curves;
  std::vector<PlaneCurve> degeneracy_curves;
  bool complete;                     ///< see ExceptionalSearch
  std::vector<std::string> remarks;  ///< which points are not listed, and what curves are
};

struct ExceptionalPlane {
  std::string title;
  std::array<std::string, 2> parameters;
  Box box;
  std::vector<EquationPlane> equations;
};

/// Exceptional points and curves of every equation of the study, the parameters x and y by their
/// paths. Of options, `matrix`, `progress` and `stop` count. Throws Error as find_transition(), and
/// where both parameters are the same.
ExceptionalPlane find_exceptional_plane(const Study& study,
                                        const std::array<std::string, 2>& parameters,
                                        const Box& box, const TransitionOptions& options = {});

/// What decides the numbers of find_exceptional_plane().
std::string fingerprint(const Study& study, const std::array<std::string, 2>& parameters,
                        const Box& box, const TransitionOptions& options);

}  // namespace quflux::inline study

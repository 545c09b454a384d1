#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/road/relaxation_kind.h"
#include "quflux/study/families.h"
#include "quflux/study/near_target.h"
#include "quflux/study/study.h"

/// The transition from weak to strong coupling along a parameter of a model: its exceptional
/// points, and the other marks of it beside them.
namespace quflux::inline study {

struct TransitionMarker {
  std::string name;             ///< key in results
  std::optional<double> value;  ///< none: there is no such mark in the interval
  std::string meaning;          ///< in words
};

/// An exceptional point of an equation, and what relaxes with its eigenvalues.
struct TransitionPoint : ExceptionalPoint {
  RelaxationKind kind;
  /// Of the parameter, absolute, where an equation is solved to a tolerance; zero: rounding.
  double error = 0;
};

struct EquationTransition {
  std::string equation;  ///< its label
  /// Amplitude, generator or slow: where exceptional points are looked for. Those of coherences of
  /// a pair of two-level systems are always those of the generator, whose eigenvalues they have.
  EquationMatrix matrix;
  /// Why exceptional points were not looked for, as in an error; empty: they were.
  std::string not_searched;
  /// With Re p in the interval and Im p >= 0; mirror images at the real axis are exceptional points
  /// of the equation, too. Of an amplitude matrix that is complex on the axis the point itself may
  /// be the mirror image, at Im p < 0: the eigenvalue is that of the matrix there. Those of
  /// flows first, then those of coherences; closest to the real axis first.
  std::vector<TransitionPoint> points;
  std::vector<TransitionPoint> degeneracies;
  double minimum_gap;     ///< smallest distance of different eigenvalues seen on the real interval
  double minimum_gap_at;  ///< and where
  /// How far from the real axis exceptional points were looked for; zero: on it only.
  double height;
  bool complete;  ///< see ExceptionalSearch
  std::vector<TransitionMarker> markers;
  /// Lines that say at which cuts of oscillators points were searched, what depends on the cut, and
  /// which markers are missing.
  std::vector<std::string> remarks;
};

struct Transition {
  std::string title;
  std::string parameter;
  Interval interval;
  std::vector<EquationTransition> equations;
};

struct TransitionOptions {
  /// How far from the real axis to look; none: half of the interval, or as far as the continuation
  /// is good to 1e-9; on the real axis only where the generator has blocks larger than 8 x 8, and
  /// for the global equation, which has no analytic continuation.
  std::optional<double> height = {};
  /// Amplitude or generator; none: the amplitude matrix where there is one, of a pair of two-level
  /// systems with the coherences of the generator, else the generator.
  std::optional<EquationMatrix> matrix = {};
  /// Told the share of the search that is done, from 0 to 1; see SearchOptions.
  std::function<void(double)> progress = {};
  /// Once it is true, the search ends with what it found, and `complete` is false.
  const std::atomic<bool>* stop = nullptr;
  /// Of the generator the eigenvalues alone that are closest to a number in the middle of the
  /// interval, followed over it; at any dimension.
  std::optional<NearTarget> near = {};
};

/// Exceptional points and markers of every equation of the study. The parameter runs over the
/// interval; what follows it in the study's sweep follows it here.
/// Throws Error when the model has no such parameter, for an empty interval, where the model is not
/// allowed at an end of it, when no equation can be searched, and for other matrices,
/// also than the generator next to a number.
Transition find_transition(const Study& study, const std::string& parameter,
                           const Interval& interval, const TransitionOptions& options = {});

/// What decides the numbers of find_transition().
std::string fingerprint(const Study& study, const std::string& parameter, const Interval& interval,
                        const TransitionOptions& options);

/// "real exceptional point" has this much of the interval at most for an imaginary part.
inline constexpr double kOnRealAxis = 1e-9;

}  // namespace quflux::inline study

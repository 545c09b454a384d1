#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "quflux/exceptional/continuation.h"
#include "quflux/exceptional/matrix_family.h"
#include "quflux/study/transition.h"

/// Exceptional points of one matrix of an equation, block by block, on the real axis and off it.
namespace quflux::inline study {

/// A family on an interval, and off the real axis where it can be continued.
struct ContinuedFamily {
  RealFamily real;
  std::optional<AnalyticFamily> analytic;
  double height = 0;                               ///< within which it is good enough
  std::optional<Continuation> interpolation = {};  ///< where no exact continuation is known
};

/// Continues a family from the interval where an exact continuation is not known.
void continue_if_needed(ContinuedFamily& family, const Interval& interval);

/// What a search that goes from one share of the whole to another is told.
TransitionOptions part(const TransitionOptions& whole, double from, double to);

/// The size of the largest block in which exceptional points are searched.
std::size_t largest_searched_block(EquationMatrix matrix);

/// The size of the largest block that the symmetries of a model leave of its matrix.
std::size_t largest_block(const RealFamily& family, const Interval& interval,
                          EquationMatrix matrix);

/// That a block is larger than those that are searched; `where` says of what it is one.
std::string too_large(const EquationTransition& searched, std::size_t block,
                      const std::string& where);

/// That there is one slow eigenvalue of a kind, which has nothing to meet.
std::string one_alone(RelaxationKind kind);

/// Fills in points, degeneracies and what the search says about itself, or why there was none.
/// `projects`: the equation is made of projectors on transitions, which have no continuation.
/// `kind`: of the points; of the blocks of a generator, those that hold populations are of flows,
/// the others of coherences.
void search_family(ContinuedFamily& family, const Interval& interval,
                   const TransitionOptions& options, bool projects, EquationTransition& result,
                   RelaxationKind kind = RelaxationKind::both);

/// Adds those of the blocks of a generator that are of coherences alone.
void add_coherences(const RealFamily& generator, const Interval& interval,
                    const TransitionOptions& options, bool projects, EquationTransition& result);

/// Adds those of a part of an equation's slow eigenvalues, each refined, with its error.
void add_slow(const SlowFamily& family, const Interval& interval, const TransitionOptions& options,
              EquationTransition& result);

}  // namespace quflux::inline study

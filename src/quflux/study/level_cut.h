#pragma once

#include <optional>
#include <string>

#include "quflux/core/recall.h"
#include "quflux/study/transition.h"

/// The density matrix cuts oscillators at a number of levels, which is no physics: of what depends
/// on it, only that counts which one level more does not change.
namespace quflux::inline study {

/// Whether a model has oscillators.
bool has_oscillators(const Model& model);

/// The study with `more` levels more of each oscillator, or fewer, but at least two.
Study with_more_levels(Study study, int more);

/// That what is asked is asked of the study at these levels; see recalled().
RecallPart recall_part(const Study& cut);

/// Two cuts of a study that are compared, one level apart.
struct Cuts {
  Study coarse;
  Study fine;
};

/// "oscillator cavity cut at 6 and at 7 levels".
std::string in_words(const Cuts& cuts);

/// Exceptional points of the generator of the density matrix at two cuts: the model's own and one
/// level more, or the largest whose blocks can be searched. Reported are those of the finer one
/// that the coarser one has as well, within 1e-6 of the interval; a remark says how many others
/// there are. `projects` as of search_family().
void search_cuts(const Study& study, const std::string& parameter, const Interval& interval,
                 const Equation& equation, const TransitionOptions& options, bool projects,
                 EquationTransition& result);

/// Whether a number is the same at two cuts.
bool stays(double coarse, double fine);

}  // namespace quflux::inline study

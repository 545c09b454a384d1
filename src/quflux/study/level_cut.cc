#include "quflux/study/level_cut.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "quflux/study/families.h"
#include "quflux/study/family_search.h"

namespace quflux::inline study {

namespace {

constexpr int kFewestLevels = 2;

// What the tail above the cut holds falls geometrically with the levels, and with it what a level
// more changes. A point that has settled moves by what Newton's method leaves, 1e-12 of the
// interval; one that one level moves by 1e-6 moves by about as much for all others together.
constexpr double kStays = 1e-6;

std::vector<const Site*> oscillators(const Model& model) {
  std::vector<const Site*> result;
  for (const Site& site : model.sites) {
    if (std::holds_alternative<Oscillator>(site.kind)) result.push_back(&site);
  }
  return result;
}

int levels(const Site& site) { return static_cast<int>(level_count(site)); }

std::string level_counts_in_words(const Model& model) {
  std::vector<int> all;
  for (const Site* site : oscillators(model)) all.push_back(levels(*site));
  return fmt::format("{}", fmt::join(all, ", "));
}

// How many levels more than the model's own the finer of two cuts may have: one, or as many (fewer)
// as leave blocks that can be searched. Blocks grow with the levels, so that the smallest come
// first. None where the second smallest cut is too large already, whose blocks are `too_large`.
struct FinerCut {
  std::optional<int> more;
  std::size_t too_large = 0;
};

FinerCut finer_cut(const Study& study, const std::string& parameter, const Interval& interval,
                   const Equation& equation) {
  int most = 0;
  for (const Site* site : oscillators(study.model)) most = std::max(most, levels(*site));
  FinerCut result;
  for (int more = kFewestLevels - most + 1; more <= 1; ++more) {
    const Study cut = with_more_levels(study, more);
    if (dimension(cut.model) > kLargestGenerator && result.more) break;
    const RecallPart part = recall_part(cut);
    const RealFamily family = generator_family(cut, parameter, equation);
    const std::size_t block = largest_block(family, interval, EquationMatrix::generator);
    if (block > largest_searched_block(EquationMatrix::generator)) {
      if (!result.more) result.too_large = block;
      break;
    }
    result.more = more;
  }
  return result;
}

bool is_same(const ExceptionalPoint& a, const ExceptionalPoint& b, double width) {
  const double moved =
      std::hypot(a.parameters[0] - b.parameters[0], a.parameters[1] - b.parameters[1]);
  return moved <= kStays * width && order(a) == order(b) &&
         std::abs(a.eigenvalue - b.eigenvalue) <= kStays * std::max(width, std::abs(a.eigenvalue));
}

// Drops the points that are not among the `others`, and returns how many.
std::size_t keep_common(std::vector<TransitionPoint>& points,
                        const std::vector<TransitionPoint>& others, const Interval& interval) {
  return std::erase_if(points, [&](const ExceptionalPoint& point) {
    return std::ranges::none_of(others, [&](const ExceptionalPoint& other) {
      return is_same(point, other, interval.upper - interval.lower);
    });
  });
}

EquationTransition at_cut(const Study& study, const std::string& parameter,
                          const Interval& interval, const Equation& equation,
                          const TransitionOptions& options, bool projects,
                          EquationTransition result) {
  const RecallPart part = recall_part(study);
  ContinuedFamily family{generator_family(study, parameter, equation), {}};
  search_family(family, interval, options, projects, result);
  return result;
}

}  // namespace

RecallPart recall_part(const Study& cut) {
  std::vector<double> all;
  for (const Site* site : oscillators(cut.model)) all.push_back(levels(*site));
  return RecallPart("cut", all);
}

bool has_oscillators(const Model& model) { return !oscillators(model).empty(); }

Study with_more_levels(Study study, int more) {
  for (Site& site : study.model.sites) {
    if (auto* oscillator = std::get_if<Oscillator>(&site.kind)) {
      oscillator->levels = std::max(kFewestLevels, levels(site) + more);
    }
  }
  return study;
}

std::string in_words(const Cuts& cuts) {
  std::vector<std::string_view> names;
  for (const Site* site : oscillators(cuts.fine.model)) names.push_back(site->name);
  return fmt::format("oscillator{} {} cut at {} and at {} levels", names.size() == 1 ? "" : "s",
                     fmt::join(names, ", "), level_counts_in_words(cuts.coarse.model),
                     level_counts_in_words(cuts.fine.model));
}

bool stays(double coarse, double fine) {
  return std::abs(fine - coarse) <= kStays * std::max(std::abs(fine), std::abs(coarse));
}

void search_cuts(const Study& study, const std::string& parameter, const Interval& interval,
                 const Equation& equation, const TransitionOptions& options, bool projects,
                 EquationTransition& result) {
  constexpr double kShareOfCoarse = 0.4;  // of the work
  const FinerCut cut = finer_cut(study, parameter, interval, equation);
  if (!cut.more) {
    result.not_searched =
        too_large(result, cut.too_large,
                  fmt::format(" where each oscillator has {} levels at most", kFewestLevels + 1));
    result.complete = false;
    return;
  }
  const Cuts cuts{with_more_levels(study, *cut.more - 1), with_more_levels(study, *cut.more)};
  const EquationTransition coarse = at_cut(cuts.coarse, parameter, interval, equation,
                                           part(options, 0, kShareOfCoarse), projects, result);
  result = at_cut(cuts.fine, parameter, interval, equation, part(options, kShareOfCoarse, 1),
                  projects, result);
  result.complete = result.complete && coarse.complete;
  // Blocks differ in size, and with it how far off the axis they are searched.
  std::erase_if(result.points,
                [&](const TransitionPoint& point) { return point.parameters[1] > coarse.height; });
  result.height = std::min(result.height, coarse.height);
  const std::size_t moved = keep_common(result.points, coarse.points, interval);
  keep_common(result.degeneracies, coarse.degeneracies, interval);
  const bool reduced = *cut.more < 1;
  result.remarks.push_back(fmt::format("{}{}; listed is what both have", in_words(cuts),
                                       reduced ? ", the most whose blocks can be searched" : ""));
  if (moved > 0) {
    result.remarks.push_back(fmt::format(
        "{} exceptional point{} of the finer cut {} not there at the other: made by the cut, or "
        "in need of more levels",
        moved, moved == 1 ? "" : "s", moved == 1 ? "is" : "are"));
  }
  if (result.points.empty() && !stays(coarse.minimum_gap, result.minimum_gap)) {
    result.remarks.push_back(
        fmt::format("the smallest distance of eigenvalues depends on the cut: {:.6g} and {:.6g}",
                    coarse.minimum_gap, result.minimum_gap));
  }
}

}  // namespace quflux::inline study

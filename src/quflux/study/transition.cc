#include "quflux/study/transition.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/exceptional/continuation.h"
#include "quflux/exceptional/decoupled_blocks.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/study/families.h"
#include "quflux/study/markers.h"
#include "quflux/study/specific_flow.h"

namespace quflux::inline study {

namespace {

// The region is searched a little beyond its edges, so that a point on an edge is inside; by no
// round fraction, so that no point is on the new edges.
constexpr double kMargin = 1.37e-3;
// Off the real axis, a block takes thousands of diagonalisations; larger ones only on request.
constexpr std::size_t kLargestBlockOffAxis = 8;
// Minutes on the real axis.
constexpr std::size_t kLargestGeneratorBlock = 32;
constexpr std::size_t kLargestAmplitudeBlock = 40;
constexpr double kContinuationError = 1e-9;  // of the matrix's norm

using Block = std::vector<Eigen::Index>;

struct ContinuedFamily {
  RealFamily real;
  std::optional<AnalyticFamily> analytic;
  double height = 0;                               // within which it is good enough
  std::optional<Continuation> interpolation = {};  // where no exact continuation is known
};

// The rows and columns of a family that are a block of it.
ContinuedFamily block_of(const ContinuedFamily& family, const Block& indices) {
  // The interpolation can be cut to the block, where a generator is always set up as a whole.
  if (family.interpolation) {
    const Continuation block = family.interpolation->block(indices);
    return {block, block, family.height};
  }
  const auto cut = [&indices](const auto& whole) {
    return [whole, indices](auto p) -> Matrix { return whole(p)(indices, indices); };
  };
  ContinuedFamily block{cut(family.real), {}, family.height};
  if (family.analytic) block.analytic = cut(*family.analytic);
  return block;
}

// The generator maps Hermitian matrices to Hermitian ones: with the block of some rho_ab, that of
// their rho_ba has complex conjugate eigenvalues, and says nothing new.
void drop_conjugate(std::vector<Block>& blocks, Eigen::Index dimension) {
  std::vector<Block> kept;
  for (const Block& block : blocks) {
    Block conjugate;
    for (const Eigen::Index i : block) {
      conjugate.push_back(i % dimension * dimension + i / dimension);
    }
    std::ranges::sort(conjugate);
    if (std::ranges::find(kept, conjugate) == kept.end()) kept.push_back(block);
  }
  blocks = std::move(kept);
}

// The blocks that a family splits into, by the symmetries of the model, without those of size one.
std::vector<Block> blocks(const RealFamily& family, const Interval& interval,
                          EquationMatrix matrix) {
  std::vector<Matrix> samples;
  for (const double u : {0.0, 0.137, 0.521, 0.853, 1.0}) {
    samples.push_back(family(interval.lower + u * (interval.upper - interval.lower)));
    require_family_matrix(samples.back(), "of the model");
  }
  auto result = decoupled_blocks(samples);
  std::erase_if(result, [](const auto& block) { return block.size() < 2; });
  if (matrix == EquationMatrix::generator) {
    drop_conjugate(result, std::lround(std::sqrt(samples.front().rows())));
  }
  return result;
}

bool searches_amplitudes(const Study& study, const Equation& equation,
                         const TransitionOptions& options) {
  if (options.matrix) return *options.matrix == EquationMatrix::amplitude;
  return has_amplitude_matrix(study, equation);
}

ContinuedFamily amplitude(const Study& study, const std::string& path, const Interval& interval,
                          const Equation& equation) {
  ContinuedFamily family{amplitude_family(study, path, equation), {}, 0};
  family.analytic = analytic_amplitude_family(study, path, interval, equation);
  if (family.analytic) family.height = std::numeric_limits<double>::infinity();
  return family;
}

// Continues a family from the interval where an exact continuation is not known.
void continue_if_needed(ContinuedFamily& family, const Interval& interval) {
  if (family.analytic) return;
  const auto continuation = continue_analytically(family.real, interval);
  if (!continuation) return;
  const double norm = family.real((interval.lower + interval.upper) / 2).norm();
  family.height = continuation->height(kContinuationError * norm);
  family.analytic = *continuation;
  family.interpolation = continuation;
}

double width(const Interval& interval) { return interval.upper - interval.lower; }

// What is zero to the accuracy of a point or an eigenvalue.
double rounded(double x, double accuracy) { return std::abs(x) <= accuracy ? 0 : x; }

// Folds Im p < 0 to its mirror image, an exceptional point of the conjugate equation (that of the
// amplitudes a^+), whose eigenvalues are conjugate, and drops what lies beyond the interval. The
// spectra of generators and of real matrices are `mirrored` at the real axis: of two points at one
// real parameter, one is kept. Where eigenvalues cross, a point is known to the root of rounding,
// and may come twice.
std::vector<ExceptionalPoint> folded(const std::vector<ExceptionalPoint>& points,
                                     const Interval& interval, double norm, bool mirrored) {
  constexpr double kAccuracy = 1e-10;       // of a point, of the interval
  constexpr double kRounding = 1e-12;       // of an eigenvalue, of the norm of the matrix
  constexpr double kSameEigenvalue = 1e-9;  // of the same
  const double slack = kOnRealAxis * width(interval);
  std::vector<ExceptionalPoint> result;
  for (ExceptionalPoint point : points) {
    auto& [re, im] = point.parameters;
    if (re < interval.lower - slack || re > interval.upper + slack) continue;
    if (std::abs(im) <= slack) {
      im = 0;
      if (mirrored && point.eigenvalue.imag() < 0) point.eigenvalue = std::conj(point.eigenvalue);
    } else if (im < 0) {
      im = -im;
      point.eigenvalue = std::conj(point.eigenvalue);
    }
    re = rounded(re, kAccuracy * width(interval));
    point.eigenvalue = {rounded(point.eigenvalue.real(), kRounding * norm),
                        rounded(point.eigenvalue.imag(), kRounding * norm)};
    const bool known = std::ranges::any_of(result, [&](const ExceptionalPoint& other) {
      return std::hypot(other.parameters[0] - point.parameters[0],
                        other.parameters[1] - point.parameters[1]) <= 10 * slack &&
             std::abs(other.eigenvalue - point.eigenvalue) <= kSameEigenvalue * norm;
    });
    if (!known) result.push_back(point);
  }
  std::ranges::sort(result, {}, [](const ExceptionalPoint& p) {
    return std::pair(p.parameters[1], p.parameters[0]);
  });
  return result;
}

void append(std::vector<ExceptionalPoint>& all, const std::vector<ExceptionalPoint>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// What a search that goes from one share of the whole to another is told.
TransitionOptions part(const TransitionOptions& whole, double from, double to) {
  TransitionOptions result = whole;
  if (whole.progress) {
    result.progress = [progress = whole.progress, from, to](double share) {
      progress(from + (to - from) * share);
    };
  }
  return result;
}

// One block, on the real axis and, where it can be continued, off it.
void search_block(const ContinuedFamily& family, const Interval& interval,
                  const TransitionOptions& options, EquationTransition& all) {
  constexpr double kShareOfAxis = 0.1;  // of the work, when the plane is searched, too
  const double w = width(interval);
  const auto search_options = [&](double from, double to) {
    return SearchOptions{{}, part(options, from, to).progress, options.stop};
  };
  const ExceptionalSearch real = find_exceptional_points(
      family.real, interval, search_options(0, all.height == 0 ? 1 : kShareOfAxis));
  if (real.minimum_gap < all.minimum_gap) {
    all.minimum_gap = real.minimum_gap;
    all.minimum_gap_at = real.minimum_gap_at[0];
  }
  if (all.height == 0) {
    append(all.points, real.points);
    append(all.degeneracies, real.degeneracies);
    all.complete = all.complete && real.complete;
    return;
  }
  const double margin = kMargin * w;
  const double height = all.height + (family.height > all.height ? margin : 0);
  const ExceptionalSearch plane = find_exceptional_points(
      *family.analytic, Box{{interval.lower - margin, interval.upper + margin}, {-height, height}},
      search_options(kShareOfAxis, 1));
  append(all.points, plane.points);
  append(all.degeneracies, plane.degeneracies);
  all.complete = all.complete && plane.complete;
}

std::string too_large(const EquationTransition& searched, std::size_t block, std::size_t largest) {
  return fmt::format(
      "the {} matrix of the {} equation has blocks of {} x {}; exceptional points are searched in "
      "blocks up to {} x {}, quflux eigenvalues follows the eigenvalues of larger ones",
      name(searched.matrix), searched.equation, block, block, largest, largest);
}

// `projects`: whether the equation is made of projectors on transitions.
void search(ContinuedFamily& family, const Interval& interval, const TransitionOptions& options,
            bool projects, EquationTransition& result) {
  const bool generator = result.matrix == EquationMatrix::generator;
  const std::vector<Block> parts = blocks(family.real, interval, result.matrix);
  if (parts.empty()) {
    throw Error(
        fmt::format("no eigenvalue of the {} equation is coupled to another one, and none "
                    "can meet in an exceptional point",
                    result.equation));
  }
  std::size_t largest = 0;
  for (const Block& block : parts) largest = std::max(largest, block.size());
  result.minimum_gap = std::numeric_limits<double>::infinity();
  const std::size_t allowed = generator ? kLargestGeneratorBlock : kLargestAmplitudeBlock;
  if (largest > allowed) {
    result.not_searched = too_large(result, largest, allowed);
    result.complete = false;
    return;
  }
  // The projectors of the global equation have poles where the complex Hamiltonian loses an
  // eigenvector: it has no continuation to search off the real axis.
  const bool continues = generator || !projects;
  if (continues) continue_if_needed(family, interval);
  if (projects) family.height = 0;
  const double w = width(interval);
  if (family.analytic && (options.height || largest <= kLargestBlockOffAxis)) {
    result.height = std::min(options.height.value_or(w / 2), family.height);
  }
  if (result.height < 1e-3 * w) result.height = 0;
  // Diagonalisations are most of the work.
  const auto work = [](const Block& block) { return std::pow(block.size(), 3); };
  double whole = 0;
  for (const Block& block : parts) whole += work(block);
  double done = 0;
  for (const Block& block : parts) {
    const double before = done;
    done += work(block);
    search_block(block_of(family, block), interval, part(options, before / whole, done / whole),
                 result);
  }
  const Matrix middle = family.real((interval.lower + interval.upper) / 2);
  const bool mirrored = generator || middle.imag().isZero(0);
  result.points = folded(result.points, interval, middle.norm(), mirrored);
  result.degeneracies = folded(result.degeneracies, interval, middle.norm(), mirrored);
  std::erase_if(result.points, [&](const ExceptionalPoint& p) {
    return result.height > 0 && p.parameters[1] > result.height;
  });
}

void add_exceptional_markers(const Interval& interval, EquationTransition& result) {
  std::optional<double> real;
  std::optional<Complex> complex;
  for (const ExceptionalPoint& point : result.points) {
    const auto [re, im] = point.parameters;
    if (im <= kOnRealAxis * width(interval)) {
      if (!real) real = re;
    } else if (!complex) {
      complex = Complex(re, im);
    }
  }
  const auto part = [&](bool imaginary) -> std::optional<double> {
    if (!complex) return std::nullopt;
    return imaginary ? complex->imag() : complex->real();
  };
  result.markers.push_back({"exceptional_point", real, "exceptional point on the real axis"});
  result.markers.push_back({"complex_exceptional_point_re", part(false),
                            "shadow of the complex exceptional point on the real axis"});
  result.markers.push_back({"complex_exceptional_point_im", part(true),
                            "its distance from the real axis: how blurred the transition is"});
}

void add_optimum(const std::optional<OptimalCoupling>& best, EquationTransition& result) {
  result.markers.push_back({"optimal_coupling", best ? std::optional(best->coupling) : std::nullopt,
                            "coupling of the largest specific flow, Omega_max"});
  result.markers.push_back({"optimal_specific_flow",
                            best ? std::optional(best->specific_flow) : std::nullopt,
                            "specific flow there"});
}

// Whether nothing but the coupling of the pair changes with the parameter.
bool is_coupling_alone(const Study& study, const std::string& path) {
  return is_coupling_strength(study, path) &&
         std::ranges::none_of(study.sweep.follows,
                              [&](const Follow& follow) { return follow.source == path; });
}

// Of two modes.
void add_mode_markers(const Interval& interval, const ContinuedFamily& family,
                      EquationTransition& result) {
  result.markers.push_back(
      {"splitting_inflection",
       family.analytic ? splitting_inflection(*family.analytic, interval) : std::nullopt,
       "inflection point of the splitting of the modes"});
  result.markers.push_back({"splitting_equals_width", splitting_equals_width(family.real, interval),
                            "splitting of the modes equals their mean width"});
}

void add_pair_optimum(const Study& study, const Interval& interval, PairEquation equation,
                      EquationTransition& result) {
  const TwoLevelPair pair = require_pair(study.model).pair;
  std::optional<OptimalCoupling> best = optimal_coupling(pair, equation);
  if (best && !(interval.lower <= best->coupling && best->coupling <= interval.upper)) best.reset();
  add_optimum(best, result);
  result.markers.push_back({"critical_coupling", critical_coupling(pair, equation),
                            "Omega_max at vanishing rates, Omega_cr"});
}

EquationTransition transition_of(const Study& study, const std::string& parameter,
                                 const Interval& interval, const Equation& equation,
                                 const TransitionOptions& options) {
  const bool pair = has_pair_form(study, equation);
  const bool amplitudes = searches_amplitudes(study, equation, options);
  EquationTransition result{equation.label,
                            amplitudes ? EquationMatrix::amplitude : EquationMatrix::generator,
                            {},
                            {},
                            {},
                            0,
                            0,
                            0,
                            true,
                            {}};
  if (!equation.kind.master_equation) {
    result.not_searched = equation.label + " is no master equation and has no generator";
    result.complete = false;
    return result;
  }
  if (pair) {
    for (const double end : {interval.lower, interval.upper}) {
      validate(require_pair(model_at(study, parameter, end)).pair);
    }
  }
  ContinuedFamily family = amplitudes
                               ? amplitude(study, parameter, interval, equation)
                               : ContinuedFamily{generator_family(study, parameter, equation), {}};
  const bool projects =
      equation.kind.master_equation->merges && !equation.kind.master_equation->uncoupled;
  search(family, interval, options, projects, result);
  add_exceptional_markers(interval, result);
  if (has_two_modes(study, equation)) {
    if (!amplitudes) {
      family = amplitude(study, parameter, interval, equation);
      if (!projects) continue_if_needed(family, interval);
    }
    add_mode_markers(interval, family, result);
  }
  if (pair && is_coupling_alone(study, parameter)) {
    add_pair_optimum(study, interval, *equation.kind.pair, result);
  } else if (is_coupling_strength(study, parameter)) {
    add_optimum(optimal_coupling(study, parameter, interval, equation, options.stop), result);
  }
  return result;
}

// The same; where the equation has no answer in the interval, the reason in the place of points.
EquationTransition transition_or_reason(const Study& study, const std::string& parameter,
                                        const Interval& interval, const Equation& equation,
                                        const TransitionOptions& options) {
  try {
    return transition_of(study, parameter, interval, equation, options);
  } catch (const NoAnswer& error) {
    const bool amplitudes = searches_amplitudes(study, equation, options);
    EquationTransition result{};
    result.equation = equation.label;
    result.matrix = amplitudes ? EquationMatrix::amplitude : EquationMatrix::generator;
    result.not_searched = error.what();
    return result;
  }
}

}  // namespace

Transition find_transition(const Study& study, const std::string& parameter,
                           const Interval& interval, const TransitionOptions& options) {
  require_interval(interval, ("the parameter " + parameter).c_str());
  if (options.height) require_positive(*options.height, "the height of the region");
  if (options.matrix == EquationMatrix::moments) {
    throw Error("matrix is 'moments'; exceptional points are those of 'amplitude' or 'generator'");
  }
  Transition result{study.model.title, parameter, interval, {}};
  const auto count = static_cast<double>(study.equations.size());
  for (const Equation& equation : study.equations) {
    const auto index = static_cast<double>(result.equations.size());
    result.equations.push_back(transition_or_reason(
        study, parameter, interval, equation, part(options, index / count, (index + 1) / count)));
  }
  const auto has_something = [](const EquationTransition& e) {
    return e.not_searched.empty() || std::ranges::any_of(e.markers, [](const TransitionMarker& m) {
             return m.value.has_value();
           });
  };
  if (std::ranges::none_of(result.equations, has_something)) {
    throw Error(result.equations.front().not_searched);
  }
  return result;
}

}  // namespace quflux::inline study
